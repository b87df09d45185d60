// What happens when something breaks: the worker dies, or the page itself. Nothing here needs a door that is there for
// tests: workers end as the browser ends them, and elements vanish as extensions make them vanish.

import { expect, ready, studio, test } from "../harness.mjs";
import { download, go, makeSecrets, preset, settled } from "../shipping.mjs";
import { STOPPED, breakPage } from "../views.mjs";

const notices = (page) => page.textContent(".c-notices");
const kept = (page) => page.evaluate(() => localStorage.getItem("kindling.cluster"));
const files = (page) => page.textContent("#artifacts-count");

/** An error in the worker that nothing in it catches, as a panic is. */
const breakWorker = (page, words = "out of luck") =>
  page.workers().at(-1).evaluate((words) => void setTimeout(() => { throw new Error(words); }), words);

/** Keeps the workers that the page starts, so that a test can end them. */
const watchWorkers = () => {
  window.workers = [];
  const Real = window.Worker;
  window.Worker = class extends Real {
    constructor(...words) {
      super(...words);
      window.workers.push(this);
      if (window.broken) setTimeout(() => this.dispatchEvent(new ErrorEvent("error", { message: "no memory" })));
    }
  };
};

/** A studio whose workers are watched. */
async function watched(t) {
  const { page, context } = await studio(t, { from: "file" });
  await context.addInitScript(watchWorkers);
  await page.reload();
  await ready(page);
  await preset(page);
  return page;
}

test("an error in the worker is shown, it starts again, and everything is there as before", async (t) => {
  const { page } = await studio(t, { from: "file" });
  await preset(page);
  await makeSecrets(page);
  const before = await files(page);
  await breakWorker(page);
  await page.waitForSelector('[role=alert]:has-text("out of luck")');
  expect.match(await notices(page), /The worker stopped: .*out of luck.*It is started again/);
  await settled(page);
  expect.equal(await files(page), before, "the same files");
  await go(page, "cluster");
  await page.fill("#field-api_server_sans", "api.example.org");
  await settled(page);
  const { bytes } = await download(page, () => page.click('header button:has-text("Download")'));
  expect.ok(bytes.length > 10_000, "the new worker renders");
  expect.equal(page.workers().length, 1, "the dead one is gone");
});

for (const kind of ["error", "messageerror"]) {
  test(`a worker that ends by ${kind} without a word is started again`, async (t) => {
    const page = await watched(t);
    await page.evaluate((kind) => window.workers.at(-1).dispatchEvent(new Event(kind)), kind);
    await page.waitForSelector(`[role=alert]:has-text("${kind}")`);
    await settled(page);
    expect.equal(await page.evaluate(() => window.workers.length), 2);
  });
}

test("a message that the worker cannot read is told and survived", async (t) => {
  const page = await watched(t);
  await page.evaluate(() => window.workers.at(-1).postMessage("nonsense"));
  await page.waitForSelector('[role=alert]:has-text("The worker stopped")');
  await settled(page);
  await page.fill("#field-cluster_name", "NOT A NAME");
  await settled(page);
  await page.waitForSelector("#problems-pill.m-bad");
});

test("who waits for a worker that dies is not left waiting", async (t) => {
  const page = await watched(t);
  await go(page, "secrets");
  await page.evaluate(() => window.workers.at(-1).terminate());
  await page.click('button:has-text("Make secrets")');
  await page.waitForSelector("#keys-progress");
  await page.evaluate(() => window.workers.at(-1).dispatchEvent(new ErrorEvent("error", { message: "killed" })));
  await page.waitForSelector('button:has-text("Make secrets")');
  expect.match(await notices(page), /stopped before it answered/);
  await settled(page);
  await makeSecrets(page);
});

test("a worker that keeps dying is given up until the document changes", async (t) => {
  const page = await watched(t);
  await page.evaluate(() => {
    window.broken = true;
    window.workers.at(-1).dispatchEvent(new ErrorEvent("error", { message: "no memory" }));
  });
  await page.waitForSelector('[role=alert]:has-text("with the next change")');
  const started = await page.evaluate(() => window.workers.length);
  expect.ok(started <= 6, `${started} workers were started`);
  await page.waitForTimeout(300);
  expect.equal(await page.evaluate(() => window.workers.length), started, "it is left alone");
  expect.match(await page.textContent("#engine"), /the worker stopped: no memory/);

  await page.fill("#field-cluster_name", "venus");
  await page.evaluate(() => { window.broken = false; });
  await page.fill("#field-cluster_name", "vesta");
  await settled(page);
  await page.waitForSelector("#problems-pill.m-ok");
  await page.waitForFunction(() => localStorage.getItem("kindling.cluster")?.includes("cluster_name: vesta"));
});

test("when the page itself stops, document and secrets can be saved, and a reload offers the document", async (t) => {
  const { page } = await studio(t, { from: "file", expected: STOPPED });
  await preset(page);
  await makeSecrets(page);
  const saved = await download(page, () => page.click('button:has-text("Save secrets")'));
  await go(page, "cluster");
  await page.fill("#field-k8s_domain_name", "api.example.net");
  await settled(page);
  await breakPage(page);

  expect.equal(await page.textContent("h1"), "Kindling stopped");
  const document = await download(page, () => page.click("text=Save the cluster document"));
  expect.match(document.bytes.toString(), /api\.example\.net/);
  const secrets = await download(page, () => page.click("text=Save the secrets"));
  expect.ok(secrets.bytes.equals(saved.bytes), "the secrets are whole");
  expect.ok((await kept(page)).includes("api.example.net"), "the document is kept");
  expect.ok(!(await page.content()).includes("PRIVATE KEY"), "no key is shown");

  await page.click('a:has-text("Reload")');
  await page.waitForSelector('dialog:has-text("Kindling stopped here")');
  const offered = await download(page, () => page.click('dialog button:has-text("Save it as a file")'));
  expect.ok(offered.bytes.equals(document.bytes), "what is offered is what was there");
  await page.click('dialog button:has-text("Go on with the document")');
  await settled(page);
  expect.equal(await page.inputValue("#field-k8s_domain_name"), "api.example.net");
  await page.reload();
  await ready(page);
  expect.equal(await page.locator("dialog[open]").count(), 0, "it is offered once");
  expect.match(await page.textContent(".c-top"), /NOT A NAME/);
});

test("where nothing may be kept, a page that stopped says so and keeps nothing", async (t) => {
  const { page } = await studio(t, { from: "file", expected: STOPPED });
  await preset(page);
  await page.click(".m-seal");
  await page.click('dialog button:has-text("Forget what is kept here")');
  await page.click('dialog button[aria-label="Close"]');
  await breakPage(page);
  expect.match(await page.textContent(".c-stopped"), /nothing is kept in this browser/);
  expect.equal(await kept(page), null);
  const document = await download(page, () => page.click("text=Save the cluster document"));
  expect.match(document.bytes.toString(), /node1/);
  await page.click('a:has-text("Reload")');
  await page.waitForSelector("dialog[open] [data-preset]");
});
