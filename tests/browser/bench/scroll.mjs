// How evenly frames come while the grid is scrolled.

import { summary } from "./tables.mjs";

const FRAMES = 300;
const STEP = 120;

/** Scrolls the grid down by frames; gives the times between them and what the page did in them. */
export async function scrolled(page) {
  await page.click('nav a[href="#/machines"]');
  await page.waitForSelector(".c-grid #cell-1-1");
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const read = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  };
  const before = await read();
  const times = await page.evaluate(({ frames, step }) => new Promise((done) => {
    const boxes = [...document.querySelectorAll(".c-grid, main")];
    const box = boxes.find((box) => box.scrollHeight > 2 * box.clientHeight && getComputedStyle(box).overflowY !== "visible");
    const times = [];
    let last;
    requestAnimationFrame(function frame(now) {
      if (last !== undefined) times.push(now - last);
      last = now;
      if (times.length === frames) return done(times);
      box.scrollTop += step;
      requestAnimationFrame(frame);
    });
  }), { frames: FRAMES, step: STEP });
  const after = await read();
  const row = await page.locator("[role=grid] tbody tr:not(.m-gap)").last().getAttribute("aria-rowindex");
  if (Number(row) < 500) throw new Error(`the grid was to be scrolled, and row ${row} is the last that is drawn`);
  const spent = (name) => ((after[name] - before[name]) * 1e3) / times.length;
  const { median, at } = summary(times);
  return {
    median,
    most95: at(0.95),
    late: times.filter((time) => time > 17.5).length / times.length,
    script: spent("ScriptDuration"),
    layout: spent("LayoutDuration") + spent("RecalcStyleDuration"),
  };
}
