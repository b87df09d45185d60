// Measures the page in Chromium and prints a table. A measurement is a name
// and a function that gives milliseconds; the median of several runs counts.

import { stat } from "node:fs/promises";

import { address, alone, studio } from "./harness.mjs";

const RUNS = 7;

const MEASUREMENTS = {
  "opened from a file: the worker has answered": async (t) => {
    const { page } = await studio(t, { from: "file" });
    return page.evaluate(() => performance.now());
  },
  "opened from loopback: the worker has answered": async (t) => {
    const { page } = await studio(t);
    return page.evaluate(() => performance.now());
  },
};

const wanted = process.argv.slice(2);
const rows = [];
await alone(async (t) => {
  for (const [name, measure] of Object.entries(MEASUREMENTS)) {
    if (wanted.length && !wanted.some((word) => name.includes(word))) continue;
    const times = [];
    for (let run = 0; run < RUNS; run += 1) times.push(await measure(t));
    times.sort((a, b) => a - b);
    rows.push([name, times[0], times[RUNS >> 1], times[RUNS - 1]]);
  }
});
const size = (await stat(new URL(address("file")))).size;
console.log("| in Chromium | least | median | most |\n|---|---:|---:|---:|");
for (const [name, ...times] of rows) {
  console.log(`| ${name} | ${times.map((time) => `${time.toFixed(0)} ms`).join(" | ")} |`);
}
console.log(`\nThe page is ${(size / 1000).toFixed(0)} KB as one file.`);
