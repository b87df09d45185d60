// The Machines step: a grid that is used as a spreadsheet is used.

import { THEMES, axe, expect, studio, test } from "../harness.mjs";

/** A fresh studio with the preset of three machines, in the Machines step. */
async function machines(t, options) {
  const { page } = await studio(t, options);
  await page.click('.c-modal [data-preset="mercury"]');
  await page.click('a[href="#/machines"]');
  await page.waitForSelector("[role=grid]");
  await settled(page);
  return page;
}

/** Waits until the worker has answered for the newest edit. */
async function settled(page) {
  await page.waitForFunction(() => {
    const { revision, wanted } = document.querySelector("#engine").dataset;
    return revision === wanted;
  });
}

const count = (page) => page.getAttribute("[role=grid]", "aria-rowcount").then((rows) => Number(rows) - 2);
const cell = (page, row, column) => page.locator(`#cell-${row}-${column}`);
const text = async (page, row, column) => (await cell(page, row, column).evaluate((cell) => {
  const copy = cell.cloneNode(true);
  for (const hidden of copy.querySelectorAll("[hidden]")) hidden.remove();
  return copy.textContent;
})).trim();

/** Pastes as the browser would, at the cell that has the focus. */
async function paste(page, words) {
  await page.evaluate((words) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", words);
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, words);
}

/** What a copy would put on the clipboard. */
function copied(page) {
  return page.evaluate(() => {
    const clipboardData = new DataTransfer();
    document.activeElement.dispatchEvent(new ClipboardEvent("copy", { clipboardData, bubbles: true, cancelable: true }));
    return clipboardData.getData("text/plain");
  });
}

const mac = (number) => `52-54-00-00-${(number >> 8).toString(16).padStart(2, "0")}-${(number & 255).toString(16).padStart(2, "0")}`;
const rows = (many) => Array.from({ length: many }, (_, at) => `gpu${at}\t${mac(at)}\tgpu${at}.example.com`).join("\n");

test("machines are edited by keyboard alone", async (t) => {
  const page = await machines(t);
  const before = await count(page);
  await cell(page, 0, 1).focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.press("Home");
  await page.keyboard.press("Tab");
  await page.keyboard.type("node9");
  await page.keyboard.press("Tab");
  await page.keyboard.type("5254.0000.0009");
  await page.keyboard.press("Tab");
  await page.keyboard.type("node9.example.com");
  await page.keyboard.press("Enter");
  await settled(page);
  expect.equal(await count(page), before + 1);
  expect.equal(await text(page, before, 1), "node9");
  expect.equal(await text(page, before, 2), "52:54:00:00:00:09");
  expect.equal(await text(page, before, 3), "node9.example.com");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("F2");
  await page.keyboard.type("x");
  await page.keyboard.press("Escape");
  expect.equal(await text(page, before, 3), "node9.example.com");
  await page.keyboard.press("Shift+Space");
  expect.match(await copied(page), /^worker\tnode9\t52:54:00:00:00:09\tnode9\.example\.com\t/);
  await page.keyboard.press("Delete");
  expect.equal(await count(page), before);
  await page.keyboard.press("Control+z");
  expect.equal(await count(page), before + 1);
});

test("a thousand rows are pasted, filtered, labelled at once, undone and found", async (t) => {
  const page = await machines(t);
  const before = await count(page);
  await cell(page, before, 1).click();
  await paste(page, rows(1000));
  expect.equal(await count(page), before + 1000);
  const drawn = await page.locator("[role=grid] tbody tr").count();
  expect.ok(drawn < 80, `${drawn} rows are drawn`);
  await settled(page);

  await page.fill("#machine-filter", "gpu99");
  expect.equal(await page.getAttribute("[role=grid]", "aria-rowcount"), "12");
  await cell(page, 0, 1).click();
  await page.keyboard.press("Control+a");
  await page.click(".c-bulk summary");
  await page.fill('[aria-label="Value to set"]', "tier=gpu");
  await page.click('.c-bulk button:has-text("Set")');
  expect.equal(await text(page, 10, 4), "tier=gpu");
  await cell(page, 0, 1).focus();
  await page.keyboard.press("Control+z");
  expect.equal(await text(page, 10, 4), "");

  await page.fill("#machine-filter", "00:03:e7");
  expect.equal(await text(page, 0, 1), "gpu999");
  await page.click('button:has-text("Show all")');
  await cell(page, 0, 1).focus();
  await page.keyboard.press("Control+z");
  expect.equal(await count(page), before);
});

test("a duplicate address is shown at its cell and below, with the way to the other", async (t) => {
  const page = await machines(t);
  const first = await text(page, 1, 2);
  const name = await text(page, 1, 1);
  await cell(page, 2, 2).click();
  await page.keyboard.type(first.replaceAll(":", "-").toUpperCase());
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowUp");
  await settled(page);
  await page.waitForSelector("#cell-2-2[aria-invalid=true]");
  const why = await cell(page, 2, 2).getAttribute("aria-describedby");
  expect.match(await page.textContent(`#${why}`), new RegExp(name));
  expect.equal(await page.getAttribute(".c-advice", "data-code"), "machines/duplicate-mac");
  await page.click(`.c-advice button:has-text("Go to ${name}")`);
  await page.waitForSelector("#cell-1-1.m-active");
});

test("a range is previewed and added", async (t) => {
  const page = await machines(t);
  const before = await count(page);
  await page.click('button:has-text("Add range…")');
  await page.fill("#range-names", "rack{08..17");
  expect.match(await page.textContent("#range-preview"), /\{2\.\.48\}/);
  await page.fill("#range-names", "rack{08..17}");
  await page.fill("#range-domains", "{name}.lab.example");
  expect.match(await page.textContent("#range-preview"), /10 machines, rack08 to rack17.*rack17\.lab\.example/);
  await page.click('button:has-text("Add 10 machines")');
  expect.equal(await count(page), before + 10);
});

test("a table in another order is mapped and what was not understood is said", async (t) => {
  const page = await machines(t);
  const before = await count(page);
  await cell(page, before, 1).click();
  await paste(page, "MAC address\tHost\tRack\n52:54:00:00:00:01\tgpu1\tr1\n52:54\tgpu2\tr1\n52:54:00:00:00:03\t\tr2\n");
  await page.waitForSelector('[aria-label="Column 1 holds"]');
  expect.equal(await page.inputValue('[aria-label="Column 1 holds"]'), "MAC");
  expect.equal(await page.inputValue('[aria-label="Column 2 holds"]'), "Name");
  await page.selectOption('[aria-label="Column 3 holds"]', "not used");
  expect.match(await page.textContent(".c-modal .c-preview"), /Line 4 is left out/);
  expect.match(await page.textContent(".c-modal .c-preview"), /52:54 is not a MAC/);
  expect.deepEqual(await axe(page), []);
  await page.click('button:has-text("Add 2 machines")');
  expect.equal(await count(page), before + 2);
});

test("a machine's page has its snippets and a way back", async (t) => {
  const page = await machines(t);
  const name = await text(page, 1, 1);
  await cell(page, 1, 7).click();
  await page.keyboard.press("Enter");
  await page.waitForSelector(`h1:has-text("${name}")`);
  await page.click('button:has-text("Add snippet")');
  await page.waitForSelector("#snippet-0");
  await page.click('button:has-text("Add snippet")');
  await page.fill("#snippet-1", "variant: flatcar\nversion: 1.1.0\n");
  await page.click('section[aria-label="Snippet 2"] button:has-text("Up")');
  expect.match(await page.inputValue("#snippet-0"), /^variant: flatcar\nversion: 1\.1\.0\n$/);
  expect.deepEqual(await axe(page), []);
  await page.click('button:has-text("All machines")');
  await page.waitForSelector("[role=grid]");
  expect.equal(await text(page, 1, 7), "2 snippets");
});

for (const theme of THEMES) {
  for (const width of [360, 1440]) {
    test(`axe finds nothing in the grid, ${theme}, ${width}`, async (t) => {
      const page = await machines(t, { theme, width });
      await cell(page, 1, 1).click();
      expect.deepEqual(await axe(page), []);
      await page.keyboard.press("F2");
      expect.deepEqual(await axe(page), []);
    });
  }
}
