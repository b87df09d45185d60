// Secrets are made, shown without a key, saved, opened, renewed.

import { expect, studio, test } from "../harness.mjs";
import { download, keyBodies, makeSecrets, preset, settled } from "../shipping.mjs";

const save = (page) => download(page, () => page.click('.c-secrets button:has-text("Save secrets")'));

test("secrets are made, their table names what is in each certificate, and a saved file opens again", async (t) => {
  const { page } = await studio(t, { from: "file" });
  await preset(page);
  await makeSecrets(page);
  const names = await page.textContent('[data-certificate="apiserver"] .m-names');
  for (const name of ["kubernetes.default.svc", "10.3.0.1", "node1.example.com"]) expect.ok(names.includes(name), `${name} in ${names}`);
  expect.equal(await page.locator("#certificates tbody tr").count(), 14, "twelve certificates and two keys alone");
  expect.match(await page.textContent(".c-secrets .c-say"), /Not saved/);

  const saved = await save(page);
  expect.equal(saved.name, "mercury.secrets.yaml");
  const text = saved.bytes.toString("utf8");
  const bodies = keyBodies(text);
  expect.ok(bodies.length >= 10, `${bodies.length} lines of keys`);
  expect.match(await page.textContent(".c-secrets .c-say"), /^Saved/);
  const shown = await page.textContent("body");
  for (const body of bodies) expect.ok(!shown.includes(body), "a key is on the page");

  await page.click('.c-secrets button:has-text("Let go")');
  await page.waitForSelector('.c-secrets button:has-text("Make secrets")');
  await page.click('.c-secrets button:has-text("Open secrets")');
  await page.setInputFiles("#open-file", { name: saved.name, mimeType: "text/yaml", buffer: saved.bytes });
  await page.waitForSelector("#certificates");
  await settled(page);
  const again = await save(page);
  expect.equal(again.bytes.toString("utf8"), text, "what was opened is what was saved");
});

test("secrets that are in no file are let go only when asked twice", async (t) => {
  const { page } = await studio(t, { from: "file" });
  await preset(page);
  await makeSecrets(page);
  await page.click('.c-secrets button:has-text("Let go")');
  await page.click('.c-secrets button:has-text("Keep them")');
  expect.equal(await page.locator("#certificates").count(), 1);
  await page.click('.c-secrets button:has-text("Let go")');
  await page.click('.c-secrets button:has-text("Let go without saving")');
  await page.waitForSelector('.c-secrets button:has-text("Make secrets")');
});

test("renewing moves dates and keeps keys", async (t) => {
  const { page } = await studio(t, { from: "file" });
  await preset(page);
  await makeSecrets(page);
  const before = keyBodies((await save(page)).bytes.toString("utf8"));
  await page.click('.c-secrets button:has-text("Renew")');
  await page.waitForFunction(() => /Not saved/.test(document.querySelector(".c-secrets .c-say")?.textContent));
  const after = (await save(page)).bytes.toString("utf8");
  for (const body of before) expect.ok(after.includes(body), "a key is gone");
});

test("RSA keys are made with progress", async (t) => {
  const { page } = await studio(t, { from: "file" });
  await preset(page);
  await page.evaluate(() => {
    window.progress = [];
    new MutationObserver(() => {
      const bar = document.querySelector("#keys-progress");
      if (bar?.hasAttribute("value")) window.progress.push([Number(bar.getAttribute("value")), Number(bar.getAttribute("max"))]);
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  await makeSecrets(page, "rsa-2048");
  const steps = await page.evaluate(() => window.progress);
  expect.ok(new Set(steps.map(([done]) => done)).size >= 3, `progress was ${JSON.stringify(steps)}`);
  expect.match((await save(page)).bytes.toString("utf8"), /rsa-2048/);
});

test("the seal shows the policy and counts requests as they happen", async (t) => {
  const { page } = await studio(t, { from: "file", expected: [/Content Security Policy|Refused to|violates|ERR_/] });
  await preset(page);
  await page.click(".m-seal");
  expect.equal(await page.textContent("#requests"), "0");
  expect.match(await page.textContent(".c-policy"), /connect-src 'none'/);
});

test("what is kept is forgotten at a press, and nothing is kept then", async (t) => {
  const { page } = await studio(t, { from: "file" });
  await preset(page);
  await page.click(".m-seal");
  await page.click('dialog button:has-text("Forget what is kept here")');
  expect.equal(await page.evaluate(() => localStorage.getItem("kindling.cluster")), null);
  await page.click('dialog button[aria-label="Close"]');
  await page.fill("#field-cluster_name", "venus");
  await settled(page);
  expect.equal(await page.evaluate(() => localStorage.getItem("kindling.cluster")), null);
  await page.reload();
  await page.waitForSelector("dialog[open] [data-preset]");
});
