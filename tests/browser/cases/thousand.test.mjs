// A thousand machines: pasted, filtered, labelled at once, undone, one of them found. Each step says how long it took.

import { expect, studio, test } from "../harness.mjs";
import { preset, settled } from "../shipping.mjs";

/** No step may take longer; what they should take is measured by the benchmarks. */
const MOST = 10_000;

const hex = (number) => number.toString(16).padStart(2, "0");
const ROWS = Array.from({ length: 1000 }, (_, at) => `gpu${at}\t52-54-00-00-${hex(at >> 8)}-${hex(at & 255)}\tgpu${at}.example.com`).join("\n");

test("a thousand rows, each step within its budget", async (t) => {
  const { page } = await studio(t, { from: "file", context: { permissions: ["clipboard-read", "clipboard-write"] } });
  await preset(page);
  await page.click('nav a[href="#/machines"]');
  await page.waitForSelector("[role=grid]");
  const before = Number(await page.getAttribute("[role=grid]", "aria-rowcount"));
  await page.evaluate((rows) => navigator.clipboard.writeText(rows), ROWS);

  const timed = async (what, deed, shown) => {
    const began = performance.now();
    await deed();
    await page.waitForFunction(shown[0], shown[1], { polling: "raf" });
    const took = Math.round(performance.now() - began);
    t.diagnostic(`${what}: ${took} ms`);
    expect.ok(took < MOST, `${what} took ${took} ms`);
  };
  const counted = (count) => [(count) => document.querySelector("[role=grid]").ariaRowCount === `${count}`, count];
  const says = (cell, words) => [([cell, words]) => document.querySelector(cell)?.textContent.trim() === words, [cell, words]];

  await page.click(`#cell-${before - 2}-1`);
  await timed("paste 1,000 rows", () => page.keyboard.press("Control+v"), counted(before + 1000));
  expect.ok((await page.locator("[role=grid] tbody tr").count()) < 80, "only the rows in view are drawn");
  await timed("until they are judged", () => settled(page), counted(before + 1000));
  await timed("filter", () => page.fill("#machine-filter", "gpu99"), counted(12));
  await page.click("#cell-0-1");
  await page.keyboard.press("Control+a");
  await page.click(".c-bulk summary");
  await page.fill('[aria-label="Value to set"]', "tier=gpu");
  await timed("label all that are shown", () => page.click('.c-bulk button:has-text("Set")'), says("#cell-10-4", "tier=gpu"));
  await settled(page);
  await page.click(".c-bulk summary");
  await page.click("#cell-0-1");
  await timed("undo", () => page.keyboard.press("Control+z"), says("#cell-10-4", ""));
  await timed("find one by its address", () => page.fill("#machine-filter", "00:03:e7"), says("#cell-0-1", "gpu999"));
  await settled(page);
  await page.waitForSelector("#problems-pill.m-ok");
});
