// What the browser tests share: Chromium as Playwright drives it, a page with
// its evidence (requests, policy violations, errors), waiting, axe, pictures.
//
// A test:
//
//   import { test, studio, expect } from "../harness.mjs";
//   test("what must hold", async (t) => {
//     const { page, evidence } = await studio(t);            // from loopback
//     const { page } = await studio(t, { from: "file" });     // from a file
//     …
//   });
//
// Whatever a test opens is closed after it, and the evidence is judged then:
// a request beyond the page, a policy violation or an error in the console
// fails the test that caused it, without being asked.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, test as nodeTest } from "node:test";
import { pathToFileURL } from "node:url";

import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";

import { withPalette } from "./png.mjs";

export { assert as expect };

/** The top of the checkout. */
export const ROOT = process.env.KINDLING_ROOT ?? path.resolve(import.meta.dirname, "../..");

const FILE = process.env.KINDLING_PAGE_FILE ?? path.join(ROOT, "dist/index.html");

/** The page's address: from loopback or from the file. */
export function address(from) {
  if (from === "file") return pathToFileURL(FILE).href;
  const url = process.env.KINDLING_PAGE_URL;
  assert.ok(url, "KINDLING_PAGE_URL is not set: run `cargo xtask browser`");
  return url;
}

/** The widths and themes that every view is looked at in. */
export const WIDTHS = { narrow: 360, middle: 800, wide: 1440 };
export const THEMES = ["light", "dark"];

/** Where a program is, or why a test is left out; with CI set, a failure. */
export function program(...candidates) {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  for (const name of candidates) {
    const places = name.includes("/") ? [name] : folders.map((folder) => path.join(folder, name));
    const found = places.find((place) => existsSync(place));
    if (found) return { path: found, skip: false };
  }
  const reason = `${candidates[0]} is not installed`;
  if (process.env.CI) throw new Error(`${reason}, and CI must not leave its tests out`);
  return { path: undefined, skip: reason };
}

/** The browser that the tests drive. */
export const CHROMIUM = program(process.env.KINDLING_CHROMIUM ?? "chromium", "chromium-browser", "google-chrome");

/** Keeps Chromium itself, which is not under test, from looking anything up. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

let running;

/** One Chromium for all tests of a file. */
async function browser() {
  running ??= await chromium.launch({ executablePath: CHROMIUM.path, args: FLAGS });
  return running;
}

after(async () => {
  await running?.close();
});

/** A test that needs Chromium. */
export function test(name, body) {
  nodeTest(name, { skip: CHROMIUM.skip, timeout: 120_000 }, body);
}

/** Opens the page in a context of its own, ready to be used.
 *
 *  options.from      "http" (default) or "file"
 *  options.width     CSS pixels, 1440 without
 *  options.theme     "light" (default) or "dark"
 *  options.now       what the page takes for the present; the real one without
 *  options.probe     a script that runs before the page's own, for measurements
 *  options.context   more options of a Playwright context
 *  options.expected  a list of patterns for console errors that belong to the test
 */
export async function studio(t, { from = "http", width = 1440, theme = "light", now, probe, context: more = {}, expected = [] } = {}) {
  const context = await (await browser()).newContext({
    viewport: { width, height: 900 },
    colorScheme: theme,
    acceptDownloads: true,
    ...more,
  });
  if (now) await context.clock.setFixedTime(now);
  if (probe) await context.addInitScript({ path: probe });
  const evidence = { requests: [], violations: [], errors: [] };
  await context.exposeBinding("reportViolation", (_, violation) => evidence.violations.push(violation));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      window.reportViolation(`${event.violatedDirective}: ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`);
    });
  });
  const page = await context.newPage();
  context.on("request", (request) => {
    const url = request.url();
    if (!/^(blob|data):/.test(url)) evidence.requests.push(url);
  });
  page.on("pageerror", (error) => evidence.errors.push(`${error}`));
  page.on("console", (message) => {
    if (message.type() !== "error") return;
    if (expected.some((pattern) => pattern.test(message.text()))) return;
    evidence.errors.push(message.text());
  });
  t.after(async () => {
    await context.close();
    judge(evidence, address(from));
  });
  await page.goto(address(from));
  await ready(page);
  return { page, context, evidence };
}

/** Waits until the worker has answered once. */
export async function ready(page) {
  await page.waitForSelector("#engine.m-ok", { timeout: 30_000, state: "attached" });
}

/** Fails where the page did what it must never do. */
export function judge({ requests, violations, errors }, from) {
  const beyond = requests.filter((url) => url.split("#")[0] !== from);
  assert.deepEqual(beyond, [], "the page asked for something beyond itself");
  assert.deepEqual(violations, [], "the page ran into its own policy");
  assert.deepEqual(errors, [], "the page reported errors");
}

/** What axe finds wrong, as lines to read; empty where the page is clean. */
export async function axe(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")}`));
}

/** A file of the checkout, as text. */
export function file(name) {
  return readFile(path.join(ROOT, name), "utf8");
}

/** A picture in docs/screenshots, made small. */
export async function picture(page, name) {
  const folder = path.join(ROOT, "docs/screenshots");
  await mkdir(folder, { recursive: true });
  const picture = await page.screenshot({ animations: "disabled" });
  await writeFile(path.join(folder, `${name}.png`), withPalette(picture));
}

/** For scripts that are no tests: `studio` without a test around it. */
export async function alone(body) {
  const closing = [];
  const t = { after: (close) => closing.push(close) };
  try {
    await body(t);
  } finally {
    for (const close of closing.reverse()) await close();
    await running?.close();
    running = undefined;
  }
}
