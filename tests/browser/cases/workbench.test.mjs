// The Butane workbench: text in, Ignition out, live.

import { inflateRawSync } from "node:zlib";

import { expect, studio, test } from "../harness.mjs";

/** The workbench in a fresh studio. */
async function workbench(t, options) {
  const studioed = await studio(t, { context: { permissions: ["clipboard-read", "clipboard-write"] }, ...options });
  await studioed.page.click('dialog [data-preset="mercury"]');
  await studioed.page.click('a[href="#/butane"]');
  await studioed.page.waitForSelector("#bench-text");
  return studioed.page;
}

/** Waits until what is shown belongs to the text. */
const current = (page) => page.waitForSelector('.l-bench[data-current="true"]');

test("an example becomes Ignition, decoded too", async (t) => {
  const page = await workbench(t);
  await page.click(".c-row >> text=Fedora CoreOS");
  await page.waitForFunction(() => document.querySelector("#bench-kind").textContent === "fcos 1.5.0 → Ignition 3.4.0");
  await page.waitForSelector('.c-code[aria-label="Ignition config"]');
  expect.match(await page.textContent('.c-code[aria-label="Ignition config"]'), /"version": "3\.4\.0"/);
  await page.click("#bench-decoded");
  await page.click("button.c-entry:has-text('hello.service')");
  expect.match(await page.textContent(".c-code.m-short"), /ExecStart/);
  await page.click(".c-row >> text=Container Linux");
  await page.waitForFunction(() => document.querySelector("#bench-kind").textContent === "Container Linux Config → Ignition 2.3.0");
});

test("an error is marked at its line and a press leads there", async (t) => {
  const page = await workbench(t);
  await page.fill("#bench-text", "variant: fcos\nversion: 1.5.0\nstorage:\n  files:\n    - path: etc/motd\n");
  await current(page);
  await page.waitForSelector('.c-under code.m-bad[data-line="5"]');
  expect.equal(await page.textContent('.c-under code[data-line="5"] .c-wave'), "etc/motd");
  const entry = page.locator(".c-report button", { hasText: "line 5, column 13" });
  await entry.first().click();
  const cursor = await page.evaluate(() => [document.activeElement.id, document.activeElement.selectionStart]);
  expect.deepEqual(cursor, ["bench-text", "variant: fcos\nversion: 1.5.0\nstorage:\n  files:\n    - path: ".length]);
  await page.fill("#bench-text", "variant: fcos\nversion: 1.5.0\n");
  await page.waitForSelector(".c-report:has-text('Nothing to report')");
});

test("strict keeps a remark from passing", async (t) => {
  const page = await workbench(t);
  await page.fill("#bench-text", "variant: fcos\nversion: 1.5.0\nsurprise: 1\n");
  await page.waitForSelector(".c-report li.m-warn");
  await page.waitForSelector('.c-code[aria-label="Ignition config"]');
  await page.click("#bench-strict");
  await page.waitForSelector(".c-report li.m-bad");
  expect.equal(await page.locator('.c-code[aria-label="Ignition config"]').count(), 0);
});

test("a link carries the text and nothing else", async (t) => {
  const page = await workbench(t);
  const text = "variant: flatcar\nversion: 1.1.0\n# ü\n";
  await page.fill("#bench-text", text);
  await current(page);
  await page.click("text=Copy link");
  await page.waitForSelector("text=Copied a link");
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const [, body] = decodeURIComponent(new URL(link).hash).split("#butane=");
  expect.equal(inflateRawSync(Buffer.from(body, "base64url")).toString(), text);

  const other = await page.context().newPage();
  await other.goto(link);
  await other.waitForFunction((text) => document.querySelector("#bench-text")?.value === text, text);
  expect.equal(await other.locator("dialog[open]").count(), 0);
  await other.waitForFunction(() => document.querySelector("#bench-kind").textContent.startsWith("flatcar 1.1.0"));
});
