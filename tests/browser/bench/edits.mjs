// From the press of a key to new artifacts on the screen, scrolling through the rows, and the memory that is held.

import { opened, settled } from "./cluster.mjs";
import { heap } from "./memory.mjs";
import { scrolled } from "./scroll.mjs";
import { median, megabytes, ms, percent, summary, table } from "./tables.mjs";

const MACHINES = [3, 100, 1_000, 5_000];
const GOALS = [16, 30, 250, 1_200];
const RUNS = { 3: 15, 100: 15, 1_000: 9, 5_000: 5 };

/** The column of labels, from 0. */
const LABELS = 4;

/** Presses the last key of an edit and tells when what came of it was shown. */
async function press(page, key, text) {
  await page.evaluate((text) => {
    const bench = window.kindlingBench;
    const before = Number(document.querySelector("#engine").dataset.wanted);
    Object.assign(bench, { keys: [], asked: [], heard: [] });
    bench.list = bench.shown(() => bench.settled(before));
    bench.file = bench.shown(() => bench.settled(before) && document.querySelector(".c-view .c-code")?.textContent.includes(text));
  }, text);
  await page.keyboard.press(key);
  return page.evaluate(async () => {
    const bench = window.kindlingBench;
    const [list, file] = [await bench.list, await bench.file];
    const key = bench.keys.at(-1);
    const asked = bench.asked.find(({ at }) => at > key);
    const heard = bench.heard.find(({ at }) => at > asked.at);
    return {
      list: list - key,
      file: file - key,
      before: asked.at - key,
      worker: heard.at - asked.at,
      after: list - heard.at,
      sizes: [asked.size, heard.size],
    };
  });
}

/** Opens the file and line where a text is, in the viewer beside the form. */
async function show(page, text, file) {
  await page.fill("#artifacts-search", text);
  await page.locator(".c-hits button", { hasText: file }).filter({ hasText: "line" }).first().click();
  await page.fill("#artifacts-search", "");
  await page.waitForFunction((text) => document.querySelector(".c-view .c-code")?.textContent.includes(text), text);
}

/** One label of one machine, typed into its cell and kept by Enter. */
async function label(page, runs) {
  await page.click('nav a[href="#/machines"]');
  const cell = page.locator("[role=grid] tbody tr:not(.m-gap)", { hasText: "worker" }).first().locator("td").nth(LABELS);
  const times = [];
  for (let run = -1; run < runs; run += 1) {
    const text = `bench=run${run + 1}x`;
    if (run === 0) await show(page, "bench=run0x", /nodes\/.*butane\.yaml/);
    await cell.click();
    await page.keyboard.type(text);
    if (run >= 0) times.push(await press(page, "Enter", text));
    else await page.keyboard.press("Enter");
    await settled(page);
  }
  return times;
}

/** One more letter in the comment of the SSH key, which is in the config of every machine. */
async function everywhere(page, runs) {
  await page.click('nav a[href="#/cluster"]');
  await show(page, "core@example.com", /cluster\.yaml/);
  const times = [];
  let text = "core@example.com";
  for (let run = -1; run < runs; run += 1) {
    await page.focus("#field-ssh_authorized_keys");
    await page.keyboard.press("Control+End");
    text += "x";
    const time = await press(page, "x", text);
    if (run >= 0) times.push(time);
    await settled(page);
  }
  return times;
}

export async function edits(fresh) {
  const columns = [];
  for (const machines of MACHINES) {
    await fresh(async (t) => {
      const { page, context } = await opened(t, machines);
      const runs = RUNS[machines];
      const kinds = { label: await label(page, runs), everywhere: await everywhere(page, runs) };
      const frames = machines >= 1_000 ? await scrolled(page) : undefined;
      columns.push({ machines, kinds, frames, held: await heap(page, context) });
    });
  }
  const head = ["", ...columns.map(({ machines }) => `${machines.toLocaleString("en")} machines`)];
  const each = (name, pick) => [name, ...columns.map((column) => pick(column) ?? "")];
  const rows = [];
  for (const [kind, words] of [["label", "one label"], ["everywhere", "the SSH keys"]]) {
    const pick = (what) => ({ kinds }) => kinds[kind].map((time) => time[what]);
    const middle = (what) => (column) => ms(median(pick(what)(column)));
    rows.push(
      each(`${words}: list of artifacts shown, median`, middle("list")),
      each(`${words}: the same, least`, (column) => ms(summary(pick("list")(column)).least)),
      each(`${words}: open file shown, median`, middle("file")),
      each(`… page, before the worker is asked`, middle("before")),
      each(`… worker, and the way there and back`, middle("worker")),
      each(`… page, until the frame is drawn`, middle("after")),
    );
  }
  rows.push(["goal", ...GOALS.map(ms)]);
  const scroll = (pick) => ({ frames }) => frames && pick(frames);
  return [
    "From the press of a key to the frame that shows what came of it:",
    table(head, rows),
    "Scrolling the grid, 120 pixels a frame:",
    table(head, [
      each("frame to frame, median", scroll((frames) => ms(frames.median))),
      each("frame to frame, 95 of 100 within", scroll((frames) => ms(frames.most95))),
      each("frames that came late (over 17.5 ms)", scroll((frames) => percent(frames.late))),
      each("script, style and layout a frame, mean", scroll((frames) => `${ms(frames.script)} + ${ms(frames.layout)}`)),
    ]),
    "Memory held after these edits:",
    table(head, [
      each("WASM memory, page", ({ held }) => megabytes(held.page)),
      each("WASM memory, worker", ({ held }) => megabytes(held.worker)),
      each("JavaScript heap, page", ({ held }) => megabytes(held.script)),
      each("nodes in the document", ({ held }) => held.nodes.toLocaleString("en")),
    ]),
  ];
}
