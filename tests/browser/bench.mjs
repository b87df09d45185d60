// Measures the page in Chromium and prints tables for docs/performance.md.
//
// A measurement is a name and a function that gives paragraphs; names on the command line choose among them. Each says
// what it measures; all of them drive the page as it is handed out and read the browser's own clocks.

import { execFileSync } from "node:child_process";
import os from "node:os";

import { butane } from "./bench/butane.mjs";
import { edits } from "./bench/edits.mjs";
import { page, size } from "./bench/size.mjs";
import { start } from "./bench/start.mjs";
import { CHROMIUM, alone } from "./harness.mjs";

const MEASUREMENTS = { size, start, butane, edits };

const wanted = process.argv.slice(2);
for (const name of wanted) {
  if (!(name in MEASUREMENTS)) throw new Error(`there is no measurement \`${name}\`: ${Object.keys(MEASUREMENTS).join(", ")}`);
}

const load = () => os.loadavg().slice(0, 2).map((number) => number.toFixed(1)).join(", ");
const cores = os.cpus();
const version = execFileSync(CHROMIUM.path, ["--version"], { encoding: "utf8" }).trim();
console.log(`On ${cores.length} cores of an ${cores[0].model}, ${version}, load ${load()} at the beginning.`);
if ((await page()).quick) console.log("\n**The page is a quick one, not optimised: these are not the numbers of what is handed out.**");
for (const [name, measure] of Object.entries(MEASUREMENTS)) {
  if (wanted.length && !wanted.includes(name)) continue;
  const paragraphs = await measure(alone);
  for (const paragraph of paragraphs) console.log(`\n${paragraph}`);
}
console.log(`\nLoad ${load()} at the end.`);
