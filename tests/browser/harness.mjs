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
// a request beyond the page, a policy violation, an error in the console or
// a secret put where it outlives the page fails the test that caused it,
// without being asked.

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

/** The command line that downloads are compared with; `cargo xtask browser` builds it and says where. */
export const CLI = program(process.env.KINDLING_CLI ?? path.join(ROOT, "target/debug/kindling"));

let running;

/** One Chromium for all tests of a file. */
async function browser() {
  running ??= await chromium.launch({ executablePath: CHROMIUM.path, args: FLAGS });
  return running;
}

after(async () => {
  await running?.close();
});

/** A test that needs Chromium; options as Node's own runner takes them. */
export function test(name, ...rest) {
  const body = rest.pop();
  nodeTest(name, { timeout: 120_000, ...rest[0], skip: rest[0]?.skip || CHROMIUM.skip }, body);
}

/** Opens the page in a context of its own, ready to be used.
 *
 *  options.from      "http" (default) or "file"
 *  options.width     CSS pixels, 1440 without
 *  options.theme     "light" (default) or "dark"
 *  options.now       what the page takes for the present; the real one without
 *  options.probe     a script that runs before the page's own, for measurements
 *  options.context   more options of a Playwright context
 *  options.expected  a list of patterns for errors that belong to the test
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
  const evidence = { requests: [], violations: [], errors: [], kept: [] };
  await context.exposeBinding("reportViolation", (_, violation) => evidence.violations.push(violation));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      window.reportViolation(`${event.violatedDirective}: ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`);
    });
  });
  await context.exposeBinding("reportKept", (_, place, text) => evidence.kept.push({ place, text }));
  await context.addInitScript(listenToStorage);
  const page = await context.newPage();
  context.on("request", (request) => {
    const url = request.url();
    if (!/^(blob|data):/.test(url)) evidence.requests.push(url);
  });
  const failed = (text) => expected.some((pattern) => pattern.test(text)) || evidence.errors.push(text);
  page.on("pageerror", (error) => failed(`${error}`));
  page.on("console", (message) => message.type() === "error" && failed(message.text()));
  t.after(async () => {
    await context.close();
    judge(evidence, address(from));
  });
  await page.goto(address(from));
  await ready(page);
  return { page, context, evidence };
}

/** Runs in the page before it: reports everything that is put where it outlives the page, or where others read it. */
function listenToStorage() {
  const report = (place, ...words) => window.reportKept(place, words.map((word) => (typeof word === "string" ? word : JSON.stringify(word) ?? "")).join("\n"));
  const wrap = (owner, name, place) => {
    const original = owner?.[name];
    if (original) owner[name] = function (...words) {
      report(place, ...words);
      return original.apply(this, words);
    };
  };
  wrap(Storage.prototype, "setItem", "storage");
  for (const name of ["pushState", "replaceState"]) wrap(History.prototype, name, "address");
  wrap(IDBFactory.prototype, "open", "database");
  wrap(globalThis.CacheStorage?.prototype, "open", "cache");
  wrap(BroadcastChannel.prototype, "postMessage", "channel");
  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
  Object.defineProperty(document, "cookie", { get: () => cookie.get.call(document), set: (text) => report("cookie", text) });
  addEventListener("hashchange", () => report("address", location.href));
}

/** Waits until the worker has answered once. */
export async function ready(page) {
  await page.waitForSelector("#engine.m-ok", { timeout: 30_000, state: "attached" });
}

/** What may be kept: the cluster document, choices of the reader, marks of the tab. */
const KEPT = /^kindling\.(cluster|autosave|theme|secrets|stopped)\n/;

/** What tells a key or a secrets document, plain or in base64. */
const SECRET = /PRIVATE KEY|kindling_secrets|LS0tLS1CRUdJTi|UFJJVkFURSBLRV/;

/** Fails where the page did what it must never do. */
export function judge({ requests, violations, errors, kept }, from) {
  const beyond = requests.filter((url) => url.split("#")[0] !== from);
  assert.deepEqual(beyond, [], "the page asked for something beyond itself");
  assert.deepEqual(violations, [], "the page ran into its own policy");
  assert.deepEqual(errors, [], "the page reported errors");
  const odd = kept.filter(({ place, text }) => SECRET.test(text) || (place === "storage" ? !KEPT.test(text) : place !== "address"));
  assert.deepEqual(odd, [], "the page kept what it must not keep");
}

/** What axe finds wrong, as lines to read; empty where the page is clean. */
export async function axe(page) {
  // There are no frames, so axe needs no page of its own to gather what it found in each.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
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
