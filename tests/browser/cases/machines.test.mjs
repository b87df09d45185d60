// The Machines step: a grid that is used as a spreadsheet is used.

import { axe, expect, studio, test } from "../harness.mjs";
import { download, makeSecrets, settled } from "../shipping.mjs";

/** A fresh studio with the preset of three machines, in the Machines step. */
async function machines(t, options) {
  const { page } = await studio(t, options);
  await page.click('.c-modal [data-preset="mercury"]');
  await page.click('a[href="#/machines"]');
  await page.waitForSelector("[role=grid]");
  await settled(page);
  return page;
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

test("what is deleted comes back where it was, by the notice", async (t) => {
  const page = await machines(t);
  const before = await count(page);
  const name = await text(page, 1, 1);
  await cell(page, 1, 1).click();
  await page.keyboard.press("Shift+Space");
  await page.keyboard.press("Delete");
  expect.equal(await count(page), before - 1);
  expect.match(await page.textContent(".c-notice"), new RegExp(`Removed ${name}`));
  await page.click('.c-notice button:has-text("Undo")');
  expect.equal(await count(page), before);
  expect.equal(await text(page, 1, 1), name);
  expect.equal(await page.locator(".c-notice").count(), 0);
  // After another edit the notice no longer offers what would undo that one.
  await cell(page, 1, 1).click();
  await page.click('.c-chosen button:has-text("Delete")');
  await page.waitForSelector('.c-notice button:has-text("Undo")');
  await cell(page, 0, 3).click();
  await page.keyboard.type("x.example.com");
  await page.keyboard.press("Enter");
  await page.waitForSelector('.c-notice button:has-text("Undo")', { state: "detached" });
});

test("blocks are copied, cut, pasted, tiled and filled as in a spreadsheet", async (t) => {
  const page = await machines(t);
  const before = await count(page);
  const disks = async () => [await text(page, 0, 6), await text(page, 1, 6), await text(page, 2, 6)];
  const [standard] = await disks();
  await cell(page, 0, 6).click();
  await page.keyboard.type("/dev/vda");
  await page.keyboard.press("Enter");
  // A column with a gap in it lands where it was.
  await cell(page, 0, 6).click();
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  const column = await copied(page);
  expect.equal(column, "/dev/vda\n\n\n");
  await paste(page, "\n\n/dev/vdb\n");
  expect.deepEqual(await disks(), [standard, standard, "/dev/vdb"]);
  await page.keyboard.press("Control+z");
  // One value fills what is chosen; so does what is typed with Control and Enter; Control+D takes the row above.
  await paste(page, "/dev/vdc");
  expect.deepEqual(await disks(), ["/dev/vdc", "/dev/vdc", "/dev/vdc"]);
  await page.keyboard.type("/dev/vdd");
  await page.keyboard.press("Control+Enter");
  expect.deepEqual(await disks(), ["/dev/vdd", "/dev/vdd", "/dev/vdd"]);
  await page.keyboard.press("Control+z");
  expect.deepEqual(await disks(), ["/dev/vdc", "/dev/vdc", "/dev/vdc"]);
  await cell(page, 0, 6).click();
  await page.keyboard.type("/dev/vde");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+d");
  expect.deepEqual(await disks(), ["/dev/vde", "/dev/vde", "/dev/vdc"]);
  // A block at the end makes the rows it needs, and what it cannot use is said.
  await cell(page, before, 0).click();
  await paste(page, "worker\tgpu1\t5254.0000.0011\tgpu1.example.com\nworker\tgpu2\t52-54-00-00-00-12\tgpu2.example.com\nrouter\tgpu3\t\t");
  expect.equal(await count(page), before + 3);
  expect.equal(await text(page, before + 1, 2), "52:54:00:00:00:12");
  expect.match(await page.textContent(".c-notices"), /router is no role/);
  expect.equal(await page.locator("[role=gridcell][aria-selected=true]").count(), 12);
});

test("keys move, choose and edit as in a spreadsheet, and no letter is lost", async (t) => {
  const page = await machines(t);
  const active = () => page.locator("td.m-active").getAttribute("id");
  await cell(page, 1, 1).click();
  for (const [key, place] of [
    ["End", "cell-1-8"], ["Home", "cell-1-0"], ["Control+End", "cell-3-8"], ["Control+Home", "cell-0-0"],
    ["Control+ArrowDown", "cell-3-0"], ["PageUp", "cell-0-0"], ["PageDown", "cell-3-0"], ["ArrowUp", "cell-2-0"],
    ["Tab", "cell-2-1"], ["Shift+Tab", "cell-2-0"],
  ]) {
    await page.keyboard.press(key);
    expect.equal(await active(), place, key);
    expect.equal(await page.evaluate(() => document.activeElement.id), place, key);
  }
  const chosen = () => page.locator("[aria-selected=true]").count();
  await page.keyboard.press("Control+Space");
  expect.equal(await chosen(), 3);
  await page.keyboard.press("Control+a");
  expect.equal(await chosen(), 27);
  await page.keyboard.press("Escape");
  expect.equal(await chosen(), 1);
  // A run of Tabs ends where it began, one row below; arrows leave a text that was typed over.
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.type("node1");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.type("node1.example.com");
  await page.keyboard.press("Enter");
  expect.equal(await active(), "cell-1-1");
  await page.keyboard.press("End");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.type("nodeX");
  await page.keyboard.press("ArrowRight");
  expect.equal(await active(), "cell-1-2");
  expect.equal(await text(page, 1, 1), "nodeX");
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+y");
  expect.equal(await text(page, 1, 1), "nodeX");
  await page.keyboard.press("Control+f");
  await page.keyboard.type("nodeX");
  await page.keyboard.press("Enter");
  expect.equal(await active(), "cell-0-1");
  expect.equal(await count(page), 0 + (await page.locator("[role=grid] tbody tr").count()) - 1);
  // Letters that come while the field is not there yet go to the cell, and into the field.
  await page.click('button:has-text("Show all")');
  await cell(page, 1, 4).click();
  await cell(page, 1, 4).evaluate(async (cell) => {
    for (const key of "a=b") {
      cell.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      await new Promise((done) => setTimeout(done));
    }
  });
  await page.keyboard.press("Enter");
  expect.equal(await text(page, 1, 4), "a=b");
});

test("roles are changed, rows duplicated, and the cursor goes along", async (t) => {
  const page = await machines(t);
  const name = await text(page, 2, 1);
  await cell(page, 2, 1).click();
  await page.click('.c-chosen button:has-text("To controllers")');
  expect.equal(await text(page, 1, 1), name);
  expect.equal(await text(page, 1, 0), "controller");
  expect.equal(await page.textContent("#chosen"), name);
  await page.click('.c-chosen button:has-text("Duplicate")');
  const copy = await page.textContent("#chosen");
  expect.notEqual(copy, name);
  const at = await page.locator("td.m-active").getAttribute("id").then((id) => Number(id.split("-")[1]));
  expect.equal(await text(page, at, 1), copy);
  expect.equal(await text(page, at, 2), "");
  await page.click('[role=columnheader] >> text="Name"');
  await page.click('[role=columnheader] >> text="Name"');
  expect.equal(await page.locator('[aria-sort="descending"]').count(), 1);
  const names = await page.locator("td.m-name").allTextContents();
  expect.deepEqual(names, [...names].sort((a, b) => b.localeCompare(a, "en", { numeric: true })));
});

test("a table updates machines by name, or takes the place of all, in one step back", async (t) => {
  const page = await machines(t);
  const before = await count(page);
  const names = await Promise.all(Array.from({ length: before }, (_, row) => text(page, row, 1)));
  const third = await text(page, 2, 3);
  await page.click('button:has-text("Import…")');
  await page.fill("#import-text", `Host,MAC,Rack\n${names[2]},5254.0000.0033,r1\n${names[1]},,r1\ngpu7,52:54:00:00:00:77,r2\n`);
  expect.ok(await page.isChecked("text=Update by name"));
  const preview = await page.textContent(".c-modal .c-preview");
  expect.match(preview, /1 new, 1 changed, 1 as before/);
  expect.match(preview, new RegExp(`${names[2]} gets another MAC`));
  expect.match(preview, /Column 3, Rack, is not used/);
  expect.deepEqual(await axe(page), []);
  await page.click('button:has-text("Update 1, add 1")');
  expect.equal(await count(page), before + 1);
  expect.equal(await text(page, 2, 2), "52:54:00:00:00:33");
  expect.equal(await text(page, 2, 3), third);
  await page.click('.c-notice button:has-text("Undo")');
  expect.equal(await count(page), before);

  await page.click('button:has-text("Import…")');
  await page.fill("#import-text", `role\tname\tmac\ncontroller\tgpu7\t52:54:00:00:00:77\n\t${names[2]}\t52:54:00:00:00:33\n`);
  await page.click("text=Replace all");
  expect.match(await page.textContent(".c-modal .c-preview"), new RegExp(`Removed: ${names[0]}, ${names[1]}`));
  await page.click('button:has-text("Replace all by 2 machines")');
  expect.equal(await count(page), 2);
  expect.equal(await text(page, 0, 1), "gpu7");
  expect.equal(await text(page, 1, 3), third);
  await page.click('.c-notice button:has-text("Undo")');
  expect.equal(await count(page), before);
  expect.equal(await text(page, 0, 1), names[0]);
});

test("what lies over the grid is closed by Escape and by going elsewhere", async (t) => {
  const page = await machines(t);
  await cell(page, 1, 1).click();
  await page.click(".c-keys summary");
  await page.waitForSelector(".c-keys dl >> visible=true");
  expect.deepEqual(await axe(page), []);
  await page.keyboard.press("Escape");
  await page.waitForSelector(".c-keys dl", { state: "hidden" });
  expect.equal(await page.evaluate(() => document.activeElement.textContent), "Keys");
  await page.click(".c-bulk summary");
  await page.waitForSelector(".c-bulk input >> visible=true");
  await cell(page, 2, 1).click();
  await page.waitForSelector(".c-bulk input", { state: "hidden" });
});

test("without machines the page teaches the first one", async (t) => {
  const page = await machines(t);
  await cell(page, 0, 1).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await page.waitForSelector(".c-lesson");
  expect.deepEqual(await axe(page), []);
  await page.click('button:has-text("Add the first machine")');
  await page.keyboard.type("node1");
  await page.keyboard.press("Enter");
  expect.equal(await text(page, 0, 0), "controller");
});

test("what Butane says of a snippet stands at its line, wherever the text is used", async (t) => {
  const page = await machines(t);
  const open = async (row) => {
    await cell(page, row, 7).click();
    await page.keyboard.press("Enter");
    await page.waitForSelector("#machine-snippets");
  };
  const bad = "variant: flatcar\nversion: 1.1.0\nstorage:\n  files:\n    - path: relative\n";
  await open(1);
  await page.click('button:has-text("Add snippet")');
  await page.fill("#snippet-0", bad);
  await settled(page);
  const entry = page.locator('[aria-label="Snippet 1"] .c-report li');
  await entry.first().waitFor();
  expect.match(await entry.first().textContent(), /line 5, column/);
  expect.equal(await page.getAttribute("#snippet-0", "aria-invalid"), "true");
  await page.waitForSelector('[aria-label="Snippet 1"] code[data-line="5"].m-bad .c-wave');
  await entry.first().locator("button").click();
  const line = await page.evaluate(() => document.activeElement.value.slice(0, document.activeElement.selectionStart).split("\n").length);
  expect.equal(line, 5);
  expect.deepEqual(await axe(page), []);
  // A new line is as deep as it belongs, and can be taken back in the field.
  await page.fill("#snippet-0", "variant: flatcar\nversion: 1.1.0\nstorage:");
  await page.focus("#snippet-0");
  await page.keyboard.press("Control+End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("files:");
  expect.match(await page.inputValue("#snippet-0"), /storage:\n {2}files:$/);
  await page.fill("#snippet-0", bad);
  // The same text at the next machine is judged once, and said at both.
  await page.click('nav[aria-label="Machines"] button:has-text("Next")');
  await page.click('button:has-text("Add snippet")');
  await page.fill("#snippet-0", bad);
  await settled(page);
  await page.waitForSelector('[aria-label="Snippet 1"] .c-report li');
  await page.click('button:has-text("All machines")');
  await page.waitForSelector("#cell-1-7[aria-invalid=true]");
  await page.waitForSelector("#cell-2-7[aria-invalid=true]");
  // The panel leads to the snippet itself.
  await page.click(".c-top .c-pill.m-bad");
  await page.click('.l-problems li[data-code="snippets/invalid"] button');
  await page.waitForSelector("#snippet-0");
  await page.fill("#snippet-0", bad.replace("relative", "/etc/absolute"));
  await settled(page);
  await page.waitForSelector('.c-verdict.m-ok');
});

test("a machine's page shows what it becomes and what an edit changed in it", async (t) => {
  const page = await machines(t);
  const name = await text(page, 1, 1);
  await makeSecrets(page);
  await download(page, () => page.click('.c-top button:has-text("Download")'));
  await page.click('a[href="#/machines"]');
  await cell(page, 1, 7).click();
  await page.keyboard.press("Enter");
  await page.waitForSelector(".c-made .c-entry");
  const kubelet = page.locator(".c-made .c-entry", { hasText: "kubelet.service" }).first();
  await kubelet.click();
  await page.waitForSelector(".c-made .c-code");
  expect.match(await page.textContent(".c-made .c-code"), /\[Service\]/);
  await page.click("#made-changes");
  expect.match(await page.textContent(".c-made"), /Nothing of it changed/);
  await page.click('button:has-text("Add snippet")');
  await settled(page);
  await page.waitForFunction(() => /Changes · \d/.test(document.querySelector("#made-changes").textContent));
  await page.waitForSelector(".c-made .m-added");
  expect.match(await page.textContent(".c-made .c-difference"), /motd\.d\/kindling/);
  expect.deepEqual(await axe(page), []);
  await page.click("#made-files");
  const own = await page.locator(".c-own li").allTextContents();
  expect.ok(own.some((row) => row.includes("matchbox/")) && own.some((row) => row.includes(`nodes/${name}/ignition.json`)), own.join("\n"));
});

for (const width of [360, 1440]) {
  test(`the name stays in view while the rest is scrolled, ${width}`, async (t) => {
    const page = await machines(t, { width });
    const left = () => cell(page, 1, 1).evaluate((cell) => cell.getBoundingClientRect().left - cell.closest(".c-grid").getBoundingClientRect().left);
    await page.locator(".c-grid").evaluate((grid) => grid.scrollTo(9999, 0));
    expect.ok(await left() >= 0 && await left() <= 2, `${await left()} px`);
    await cell(page, 1, 8).focus();
    await page.keyboard.press("Home");
    await page.waitForFunction(() => document.querySelector(".c-grid").scrollLeft < 5);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect.ok(overflow <= 0, `the page is ${overflow} px too wide`);
  });
}

test("labels and taints are seen beside the artifacts without scrolling", async (t) => {
  const page = await machines(t);
  await cell(page, 1, 4).click();
  await page.keyboard.type("a=b");
  await page.keyboard.press("Tab");
  await page.keyboard.type("a=b:NoSchedule");
  await page.keyboard.press("Enter");
  await page.locator(".c-grid").evaluate((grid) => grid.scrollTo(0, 0));
  const seen = await cell(page, 1, 5).evaluate((cell) => cell.getBoundingClientRect().right <= cell.closest(".c-grid").getBoundingClientRect().right);
  expect.ok(seen, "the taints are cut off");
  const lines = await page.locator(".c-tools button").evaluateAll((all) => new Set(all.map((one) => one.offsetTop)).size);
  expect.equal(lines, 1, "the tools wrap");
});

test("axe finds nothing while a cell is edited", async (t) => {
  const page = await machines(t);
  await cell(page, 1, 1).click();
  await page.keyboard.press("F2");
  await page.waitForSelector("[role=grid] input");
  expect.deepEqual(await axe(page), []);
});
