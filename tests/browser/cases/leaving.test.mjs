// Leaving and coming back: what stays, what goes, what is said of it, and what is asked before.

import { expect, ready, studio, test } from "../harness.mjs";
import { download, go, makeSecrets, preset, settled } from "../shipping.mjs";

const notices = (page) => page.textContent(".c-notices");

test("a reload keeps the document and the step, and says nothing where there were no secrets", async (t) => {
  const { page } = await studio(t, { from: "file" });
  await preset(page);
  await page.fill("#field-cluster_name", "venus");
  await go(page, "network");
  await settled(page);
  await page.reload();
  await ready(page);
  expect.match(await page.textContent(".c-top"), /venus/);
  expect.equal(await page.textContent("h1 >> visible=true"), "Network");
  expect.equal((await notices(page)).trim(), "", "there is nothing to say");
});

test("a reload loses the secrets and says so, once", async (t) => {
  const { page } = await studio(t, { from: "file" });
  await preset(page);
  await makeSecrets(page);
  await download(page, () => page.click('button:has-text("Save secrets")'));
  await page.reload();
  await ready(page);
  expect.match(await notices(page), /secrets went with the reload/);
  expect.match(await page.textContent(".c-top"), /mercury/);
  await go(page, "secrets");
  expect.equal(await page.locator('.c-secrets button:has-text("Make secrets")').count(), 1);
  await page.reload();
  await ready(page);
  expect.equal((await notices(page)).trim(), "", "it was said before");
});

test("secrets that were let go are not missed after a reload", async (t) => {
  const { page } = await studio(t, { from: "file" });
  await preset(page);
  await makeSecrets(page);
  await download(page, () => page.click('button:has-text("Save secrets")'));
  await page.click('button:has-text("Let go")');
  await page.waitForSelector('button:has-text("Make secrets")');
  await page.reload();
  await ready(page);
  expect.equal((await notices(page)).trim(), "");
});

/** Closes the tab as a person would; gives what the browser asks before, if it asks. */
async function leave(page) {
  const asked = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    return dialog.dismiss();
  });
  await page.close({ runBeforeUnload: true });
  await new Promise((done) => setTimeout(done, 1_500));
  return { asked, open: !page.isClosed() };
}

test("leaving with unsaved secrets asks first", async (t) => {
  const { page } = await studio(t, { from: "file" });
  await preset(page);
  await makeSecrets(page);
  expect.deepEqual(await leave(page), { asked: ["beforeunload"], open: true });
});

test("leaving with saved secrets does not ask", async (t) => {
  const { page } = await studio(t, { from: "file" });
  await preset(page);
  await makeSecrets(page);
  await download(page, () => page.click('button:has-text("Save secrets")'));
  expect.deepEqual(await leave(page), { asked: [], open: false });
});
