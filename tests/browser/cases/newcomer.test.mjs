// A first visit: from an open page to a cluster in a zip, by mouse and by keyboard alone. What is downloaded is what the
// command line renders of the saved documents.

import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { CLI, expect, studio, test } from "../harness.mjs";
import { download, settled } from "../shipping.mjs";

const NAMES = ["alpha", "beta", "gamma"];

/** What the command line makes of the saved documents must be what was downloaded, byte for byte. */
async function sameAsRendered(t, { cluster, secrets, zip }) {
  for (const name of NAMES) expect.match(cluster.bytes.toString(), new RegExp(`name: ${name}\\b`));
  const folder = await mkdtemp(path.join(os.tmpdir(), "kindling-newcomer-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const at = (name) => path.join(folder, name);
  await writeFile(at("cluster.yaml"), cluster.bytes);
  await writeFile(at("secrets.yaml"), secrets.bytes, { mode: 0o600 });
  execFileSync(CLI.path, ["render", "cluster.yaml", "--secrets", "secrets.yaml", "--zip", "out.zip"], { cwd: folder });
  expect.equal(zip.name, "mercury.zip");
  expect.ok(zip.bytes.equals(await readFile(at("out.zip"))), "the zips are the same, byte for byte");
}

test("three machines, secrets and a zip in twelve actions", { skip: CLI.skip }, async (t) => {
  const { page } = await studio(t, { from: "file" });
  let actions = 0;
  const click = (what) => (actions += 1, page.click(what));
  const type = (words) => (actions += 1, page.keyboard.type(words));
  const began = Date.now();

  await click('dialog [data-preset="mercury"]');
  await click('nav a[href="#/machines"]');
  await click("#cell-0-1");
  for (const name of NAMES) await type(`${name}\n`);
  await click('nav a[href="#/secrets"]');
  await click('button:has-text("Make secrets")');
  await page.waitForSelector("#certificates");
  const secrets = await download(page, () => click('button:has-text("Save secrets")'));
  await settled(page);
  const zip = await download(page, () => click('header button:has-text("Download")'));
  const took = Date.now() - began;
  await click('nav a[href="#/cluster"]');
  const cluster = await download(page, () => click('button:has-text("Save document")'));

  t.diagnostic(`${actions} actions; the zip was there after ${took} ms`);
  expect.ok(actions <= 12, `${actions} actions`);
  expect.ok(took < 60_000, `${took} ms`);
  await sameAsRendered(t, { cluster, secrets, zip });
});

/** What has the focus, and why a person could not see that it has. */
const focus = (page) => page.evaluate(() => {
  const active = document.activeElement;
  const name = active.ariaLabel ?? active.textContent.trim().slice(0, 40);
  const says = (why) => ({ name, id: active.id, href: active.getAttribute("href"), preset: active.dataset?.preset, hidden: why && `${active.tagName} ${active.id} ${name}: ${why}` });
  if (active === document.body) return says("nothing has the focus");
  const box = active.getBoundingClientRect();
  if (box.width === 0 || box.height === 0) return says("it has no size");
  const seen = { left: Math.max(box.left, 0), top: Math.max(box.top, 0), right: Math.min(box.right, innerWidth), bottom: Math.min(box.bottom, innerHeight) };
  if (seen.left >= seen.right || seen.top >= seen.bottom) return says("it is out of view");
  const middle = document.elementFromPoint((seen.left + seen.right) / 2, (seen.top + seen.bottom) / 2);
  if (!active.contains(middle) && !middle?.contains(active)) return says(`${middle?.tagName} ${middle?.className} lies over it`);
  const ringed = (element) => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 1 && !/, 0\)$|transparent/.test(outlineColor);
  };
  const stands = active.getAttribute("aria-activedescendant");
  const marked = [active, active.closest(".c-editor"), stands && document.getElementById(stands)];
  if (!marked.some((element) => element && ringed(element))) return says("it has no ring");
  return says("");
});

test("the same by keyboard alone, with the focus in view all the way", { skip: CLI.skip }, async (t) => {
  const { page } = await studio(t, { from: "file" });
  await page.evaluate(() => {
    window.pointed = [];
    for (const kind of ["pointerdown", "mousedown"]) addEventListener(kind, (event) => window.pointed.push(event.type), true);
  });
  let keys = 0;
  const press = async (key) => {
    keys += 1;
    await page.keyboard.press(key);
  };
  const type = async (words) => {
    keys += words.length;
    await page.keyboard.type(words);
  };
  const began = Date.now();
  /** Tabs on until what is looked for has the focus. Whatever is passed must show that it has it. */
  const to = async (wanted, key = "Tab") => {
    const passed = [];
    for (let step = 0; step < 120; step += 1) {
      const now = await focus(page);
      if (step > 0) expect.equal(now.hidden, "", `after ${passed.join(", ")}`);
      if (wanted(now)) return;
      passed.push(now.name);
      await press(key);
    }
    expect.fail(`it is not to be had by ${key}: ${passed.join(", ")}`);
  };
  const link = (step) => ({ href }) => href === `#/${step}`;
  const named = (words) => ({ name }) => name.startsWith(words);

  expect.equal((await focus(page)).hidden, "", "the dialog has the focus");
  await to(({ preset }) => preset === "mercury");
  await press("Enter");
  await page.waitForFunction(() => document.activeElement.id === "field-cluster_name");
  await to(link("machines"), "Shift+Tab");
  await press("Enter");
  await page.waitForSelector("[role=grid]");
  await to(({ id }) => /^cell-\d+-\d+$/.test(id));
  await press("Control+Home");
  await press("ArrowRight");
  for (const name of NAMES) {
    await type(name);
    await press("Enter");
    expect.equal((await focus(page)).hidden, "");
  }
  await press("Home");
  await to(link("secrets"), "Shift+Tab");
  await press("Enter");
  await to(named("Make secrets"));
  await press("Enter");
  await page.waitForSelector("#certificates");
  await settled(page);
  await to(named("Save secrets"), (await focus(page)).hidden ? "Tab" : "Shift+Tab");
  const secrets = await download(page, () => press("Enter"));
  await to(named("Download"), "Shift+Tab");
  const zip = await download(page, () => press("Enter"));
  const took = Date.now() - began;
  await to(link("cluster"));
  await press("Enter");
  await to(named("Save document"));
  const cluster = await download(page, () => press("Enter"));

  t.diagnostic(`${keys} keys; the zip was there after ${took} ms`);
  expect.deepEqual(await page.evaluate(() => window.pointed), [], "no pointer was used");
  await sameAsRendered(t, { cluster, secrets, zip });
});
