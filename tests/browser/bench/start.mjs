// From the opening of the page to the moment in which it can be used.

import { probed } from "./cluster.mjs";
import { ms, summary, table } from "./tables.mjs";

const RUNS = 9;

export async function start(fresh) {
  const rows = [];
  for (const [from, words] of [["file", "from file://"], ["http", "from loopback"]]) {
    const times = { interactive: [], answered: [] };
    for (let run = -1; run < RUNS; run += 1) {
      await fresh(async (t) => {
        const { page } = await probed(t, { from });
        for (const what of Object.keys(times)) {
          const time = await page.evaluate((what) => window.kindlingBench[what], what);
          if (run >= 0) times[what].push(time);
        }
      });
    }
    for (const [what, meaning] of [["interactive", "the form is there and can be used"], ["answered", "the worker has answered too"]]) {
      const { least, median, most } = summary(times[what]);
      rows.push([`${words}: ${meaning}`, ms(least), ms(median), ms(most)]);
    }
  }
  rows.push(["goal, first interactive from file://", "", ms(1_000), ""]);
  return ["From opening to use, a fresh profile each time:", table(["opened", "least", "median", "most"], rows)];
}
