// Thousands of machines: every row can be reached, only those in view are in the page, what is edited is kept.

import { expect, studio, test } from "../harness.mjs";
import { cluster } from "../bench/cluster.mjs";
import { go, preset, settled } from "../shipping.mjs";

/** The page with so many machines, and without secrets. */
async function opened(t, machines) {
  const { page } = await studio(t, { from: "file" });
  await preset(page);
  await page.click("header >> text=Open…");
  await page.setInputFiles("#open-file", { name: "cluster.yaml", mimeType: "text/yaml", buffer: Buffer.from(cluster(machines)) });
  await page.waitForSelector("#open-file", { state: "detached" });
  await settled(page);
  return page;
}

test("the grid is as high as its rows, and any place of it can be scrolled to", async (t) => {
  const page = await opened(t, 2_000);
  await go(page, "machines");
  await page.waitForSelector("#cell-1-1");
  const grid = page.locator(".c-grid");
  const height = await grid.evaluate((grid) => grid.scrollHeight);
  expect.ok(height >= 2_000 * 32, `${height} pixels`);
  for (const [share, row] of [[0.5, 1_000], [1, 1_990], [0.25, 500], [0, 1]]) {
    const place = Math.round((height * share) / 4) * 4;
    await grid.evaluate((grid, place) => { grid.scrollTop = place; }, place);
    await page.waitForSelector(`#cell-${row}-1`);
    const moved = await grid.evaluate((grid, place) => Math.abs(grid.scrollTop - Math.min(place, grid.scrollHeight - grid.clientHeight)), place);
    expect.ok(moved <= 1, `the view moved by ${moved} pixels of its own accord`);
    expect.ok((await page.locator("[role=grid] tbody tr").count()) < 80);
  }
});

test("an edit is kept a moment later, and at once where the page is left", async (t) => {
  const page = await opened(t, 3);
  const kept = () => page.evaluate(() => localStorage.getItem("kindling.cluster"));
  await go(page, "cluster");
  await page.fill("#field-cluster_name", "venus");
  await page.waitForFunction(() => localStorage.getItem("kindling.cluster")?.includes("venus"));
  await page.fill("#field-cluster_name", "mars");
  await page.reload();
  expect.match(await kept(), /mars/);
  await page.waitForSelector(".c-top >> text=mars");
});
