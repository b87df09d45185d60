// Every view of the page, one after the other, for whatever has to hold in all of them.

import path from "node:path";

import { ROOT } from "./harness.mjs";
import { choose, download, go, makeSecrets, preset, settled } from "./shipping.mjs";

const MEND = path.join(ROOT, "tests/rejected/everything-at-once.yaml");

/** The steps of a cluster, in order. */
export const STEPS = ["cluster", "machines", "system", "network", "components", "secrets", "deliver"];

/** Where a narrow page shows one side alone, turns it; elsewhere both show. */
export async function turn(page, side) {
  const button = page.locator(`.c-turn button:has-text("${side}")`);
  if (await button.isVisible()) await button.click();
}

/** Opens a file in the viewer by the search. */
export async function view(page, name) {
  await page.fill("#artifacts-search", name);
  await page.locator(".c-hits button").filter({ has: page.getByText(name, { exact: true }) }).first().click();
  await page.fill("#artifacts-search", "");
  await page.waitForSelector("[role=tree]");
}

const close = (page) => page.click('dialog button[aria-label="Close"]');

/** Walks through every view of a fresh page and calls `visit` with the name of each. */
export async function everyView(page, visit) {
  await visit("the start");
  await preset(page);
  for (const step of STEPS) {
    await go(page, step);
    await settled(page);
    await visit(step);
  }
  await go(page, "components");
  await page.click(".c-more summary");
  await visit("components with images");

  await go(page, "cluster");
  await page.fill("#field-cluster_name", "NOT A NAME");
  await settled(page);
  await page.click("#problems-pill");
  await visit("a problem");
  await page.fill("#field-cluster_name", "mercury");
  await settled(page);
  await visit("no problem");
  await page.click("#problems-pill");

  await page.click('header button:has-text("Open")');
  await visit("opening");
  await choose(page, MEND);
  await page.waitForSelector("#mend-text");
  await visit("mending");
  await close(page);
  await page.click('header button:has-text("Open")');
  await choose(page, { name: "secrets.yaml", mimeType: "text/yaml", buffer: Buffer.from("kindling_secrets: [") });
  await page.waitForSelector('dialog:has-text("was not opened")');
  await visit("a file that is refused");
  await close(page);
  await page.click(".m-seal");
  await visit("the seal");
  await close(page);

  await go(page, "machines");
  await page.click('button:has-text("Add range")');
  await visit("adding a range");
  await close(page);
  await page.click('button:has-text("Import")');
  await visit("importing");
  await close(page);
  await page.evaluate(() => { location.hash = "#machines/node2"; });
  await page.click('button:has-text("Add snippet")');
  await page.waitForSelector("#snippet-0");
  await page.fill("#snippet-0", "variant: flatcar\nversion: 1.1.0\nstorage:\n  files:\n    - path: x\n");
  await settled(page);
  await visit("a machine with a snippet that is wrong");
  await page.click('.c-snippet button:has-text("Remove")');
  await settled(page);

  await makeSecrets(page);
  await visit("secrets that are held");
  await page.click('button:has-text("Let go")');
  await visit("secrets to let go");
  await page.click('button:has-text("Keep them")');
  await go(page, "deliver");
  await page.waitForSelector("#way-matchbox");
  for (const name of ["Ways", "Runbook", "Topology", "Boot timeline"]) {
    await page.click(`.c-turns button:has-text("${name}")`);
    await settled(page);
    await visit(`deliver: ${name}`);
  }
  await download(page, () => page.click('header button:has-text("Download")'));

  await turn(page, "Files");
  await page.waitForSelector("[role=tree]");
  await visit("files");
  await page.fill("#artifacts-search", "kubelet");
  await page.waitForSelector(".c-hits");
  await visit("files: a search");
  await view(page, "nodes/node1/ignition.json");
  await page.waitForSelector(".c-decoded");
  await page.locator("button.c-entry", { hasText: "kubelet.service" }).first().click();
  await page.waitForSelector(".c-code.m-short");
  await visit("files: decoded");
  await page.click("#tab-json");
  await page.waitForSelector('.c-code[aria-label$="ignition.json"]');
  await visit("files: text");
  await view(page, "assets");
  await page.waitForSelector(".c-masked");
  await visit("files: masked");
  await page.click('button:has-text("Reveal")');
  await page.waitForSelector(".c-view .c-code");
  await visit("files: revealed");
  await turn(page, "Form");
  await go(page, "cluster");
  await page.fill("#field-api_server_sans", "api.example.org");
  await settled(page);
  await turn(page, "Files");
  await view(page, "cluster.yaml");
  await page.click("#tab-diff");
  await page.waitForSelector(".c-difference .c-code");
  await visit("files: what changed");
  await turn(page, "Form");

  await page.click('nav a[href="#/butane"]');
  await page.fill("#bench-text", "variant: flatcar\nversion: 1.1.0\nstorage:\n  files:\n    - path: x\n");
  await page.waitForSelector(".c-report li.m-bad");
  await visit("the workbench with an error");
  await page.fill("#bench-text", "variant: flatcar\nversion: 1.1.0\nstorage:\n  files:\n    - path: /x\n");
  await page.waitForSelector('.c-code[aria-label="Ignition config"]');
  await visit("the workbench");
}

/** What an extension does that takes a piece of the page away; the next drawing then finds no place for what is new. */
export async function breakPage(page) {
  await go(page, "cluster");
  await page.evaluate(() => document.querySelector("#field-cluster_name-help").remove());
  await page.fill("#field-cluster_name", "NOT A NAME");
  await page.waitForSelector(".c-stopped");
}

/** What the browser and the program say when that happens. */
export const STOPPED = [/failed to insert node/, /panicked at/, /RuntimeError|unreachable|already (mutably )?borrowed/i];
