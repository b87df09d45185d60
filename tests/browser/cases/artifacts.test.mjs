// The artifacts beside the form: tree, search, viewer, secrets, what changed.

import { readFile } from "node:fs/promises";
import path from "node:path";

import { ROOT, expect, studio, test } from "../harness.mjs";
import { choose, settled } from "../shipping.mjs";
import { view } from "../views.mjs";

const CLUSTER = path.join(ROOT, "tests/clusters/flatcar-cilium-1c");

/** Opens a file by the dialog. */
async function open(page, file) {
  if (!(await page.locator("#open-file").count())) await page.click("text=Open…");
  await choose(page, file);
  await settled(page);
}

/** A studio with a cluster and its secrets, rendered. */
async function rendered(t, options) {
  const { page } = await studio(t, options);
  await page.click('dialog [data-preset="mercury"]');
  await settled(page);
  await open(page, path.join(CLUSTER, "cluster.yaml"));
  await open(page, path.join(CLUSTER, "secrets.yaml"));
  if ((options?.width ?? 1440) < 1200) await page.click(".c-turn >> text=Files");
  await page.waitForSelector("[role=tree]");
  return page;
}

const branch = (page, name) => page.locator(`[role=treeitem][data-path="${name}"]`);

/** The paths of all files of the tree, folders opened. */
async function files(page, pattern) {
  await page.fill("#artifacts-search", pattern);
  await page.waitForSelector(".c-hits");
  const names = await page.locator(".c-hits b").allTextContents();
  await page.fill("#artifacts-search", "");
  await page.waitForSelector("[role=tree]");
  return [...new Set(names)];
}

const ignition = async (page) => (await files(page, "ignition.json")).find((name) => name.endsWith("/ignition.json"));

test("without secrets the pane says so and leads to them", async (t) => {
  const { page } = await studio(t);
  await page.click('dialog [data-preset="mercury"]');
  await settled(page);
  await page.waitForSelector("#artifacts-empty button");
  await page.click("#artifacts-empty button");
  await page.waitForFunction(() => location.hash.startsWith("#secrets"));
});

test("an error in the document is one press away", async (t) => {
  const { page } = await studio(t);
  await page.click('dialog [data-preset="mercury"]');
  await settled(page);
  await page.fill("#field-cluster_name", "NOT A NAME");
  await settled(page);
  await page.click("text=Go to the first problem");
  await page.waitForFunction(() => document.activeElement?.id === "field-cluster_name");
});

test("the tree is walked by keyboard", async (t) => {
  const page = await rendered(t);
  // A row that comes into view is drawn a moment later.
  const active = async () => (await page.waitForFunction(() => {
    const tree = document.querySelector("[role=tree]");
    return document.getElementById(tree.getAttribute("aria-activedescendant"))?.dataset.path;
  })).jsonValue();
  await page.focus("[role=tree]");
  await page.keyboard.press("Home");
  const first = await active();
  const open = await branch(page, first).getAttribute("aria-expanded");
  await page.keyboard.press(open === "true" ? "ArrowLeft" : "ArrowRight");
  expect.notEqual(await branch(page, first).getAttribute("aria-expanded"), open);
  await page.keyboard.press(open === "true" ? "ArrowRight" : "ArrowLeft");
  expect.equal(await branch(page, first).getAttribute("aria-expanded"), open);
  await page.keyboard.press("ArrowDown");
  expect.notEqual(await active(), first);
  await page.keyboard.press("End");
  const last = await active();
  await page.keyboard.press("Enter");
  await page.waitForSelector(".c-view .c-tabs");
  expect.equal(await branch(page, last).getAttribute("aria-selected"), "true");
});

test("Ignition is shown decoded, with the kubelet's unit", async (t) => {
  const page = await rendered(t);
  await view(page, await ignition(page));
  const unit = page.locator("button.c-entry", { hasText: "kubelet.service" }).first();
  await unit.click();
  await page.waitForSelector(".c-code.m-short");
  expect.match(await page.textContent(".c-code.m-short"), /\[Unit\]/);
  await page.click("#tab-json");
  await page.waitForSelector('.c-code[aria-label$="ignition.json"]');
  const lines = Number(await page.getAttribute(".c-code", "data-lines"));
  expect.ok(lines > 100, `${lines} lines for the eye`);
  await page.click("#tab-butane");
  await page.waitForSelector('.c-code[aria-label$="butane.yaml"]');
  expect.match(await page.textContent(".c-code"), /variant/);
});

test("a secret is masked until it is revealed", async (t) => {
  const page = await rendered(t);
  const key = (await readFile(path.join(CLUSTER, "secrets.yaml"), "utf8")).match(/[A-Za-z0-9+/]{60,}/)[0];
  await view(page, "assets");
  await page.waitForSelector(".c-masked");
  expect.ok(!(await page.content()).includes("#####"), "nothing of it is in the page");
  await page.click("text=Reveal");
  await page.waitForSelector(".c-code");
  const lines = Number(await page.getAttribute(".c-code", "data-lines"));
  const drawn = await page.locator(".c-code code").count();
  expect.ok(lines > 500 && drawn < 150, `${drawn} of ${lines} rows are drawn`);
  expect.match(await page.textContent(".c-code"), /#####/);
  await page.click("text=Hide");
  await page.waitForSelector(".c-masked");
  const html = await page.content();
  expect.ok(!html.includes("#####") && !html.includes(key), "nothing of it stays in the page");
});

test("names and contents are found, contents of masked secrets are not", async (t) => {
  const page = await rendered(t);
  await page.fill("#artifacts-search", "wait-for-dns");
  await page.locator(".c-hits button", { hasText: "nodes/node1/butane.yaml" }).filter({ hasText: "line" }).first().click();
  await page.waitForSelector(".c-code .m-hit");
  await page.fill("#artifacts-search", "BEGIN PRIVATE");
  await page.waitForSelector("[role=status]:has-text('No file has this')");
});

test("a hit inside an Ignition config leads to the file in it, and to the line", async (t) => {
  const page = await rendered(t);
  await page.fill("#artifacts-search", "Wait for DNS");
  await page.locator(".c-hits button", { hasText: "nodes/node1/ignition.json" }).filter({ hasText: "unit wait-for-dns.service, line" }).first().click();
  await page.waitForSelector(".c-decoded .m-hit mark");
  expect.match(await page.textContent(".c-decoded code.m-hit"), /Wait for DNS/i);
  // What stands in its JSON alone is shown there, laid out for the eye.
  await page.fill("#artifacts-search", '"version": "3.');
  await page.locator(".c-hits button", { hasText: "nodes/node1/ignition.json" }).first().click();
  await page.waitForSelector('.c-code[aria-label$="ignition.json"] code.m-hit mark');
  expect.equal(await page.getAttribute("#tab-json", "aria-pressed"), "true");
  expect.equal(await page.evaluate(() => document.scrollingElement.scrollTop), 0, "the page itself stays");
});

test("a secret that is left is masked again", async (t) => {
  const page = await rendered(t);
  for (const leave of [() => view(page, "README.md"), () => page.click('a[href="#/butane"]')]) {
    await view(page, "kubeconfig");
    await page.click("text=Reveal");
    await page.waitForSelector(".c-view .c-code");
    await leave();
    await page.click('a[href="#/cluster"]');
    await view(page, "kubeconfig");
    await page.waitForSelector(".c-masked");
    expect.equal(await page.locator(".c-view .c-code").count(), 0);
  }
});

test("values that changed are told by their path, and files by their lines", async (t) => {
  const page = await rendered(t);
  const download = page.waitForEvent("download");
  await page.click("header >> text=Download");
  await (await download).path();
  await page.click('a[href="#/network"]');
  await page.fill("#field-pod_cidr", "10.100.0.0/16");
  await settled(page);
  await page.click("#artifacts-changed");
  await page.waitForSelector('[role=treeitem][data-path="cluster.yaml"] .c-news:has-text("+1 −0")');
  await branch(page, "cluster.yaml").click();
  await page.waitForSelector(".c-values");
  const row = page.locator(".c-values tbody tr");
  expect.equal(await row.count(), 1);
  expect.match(await row.textContent(), /pod_cidr.*10\.100\.0\.0\/16/);
  await page.waitForSelector('[role=treeitem][data-path="cluster.yaml"] .c-delta:has-text("+1 −0")');
});

test("an edit shows what changed, and what was looked at stops glowing", async (t) => {
  const page = await rendered(t);
  const download = page.waitForEvent("download");
  await page.click("header >> text=Download");
  await (await download).path();
  await page.click('a[href="#/cluster"]');
  await page.fill("#field-ssh_authorized_keys", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFaN12K4KbzpVjmMi2pC24MTsM6jyiqFgl5dsz6wkmHR new@elsewhere");
  await settled(page);
  await page.waitForFunction(() => document.querySelector("#artifacts-count").textContent.includes("changed"));
  const name = await ignition(page);
  await view(page, name);
  await page.click("#tab-diff");
  await page.waitForSelector(".c-difference .c-code");
  expect.match(await page.textContent(".c-difference"), /new@elsewhere/);
  expect.ok((await page.locator(".c-difference code.m-added").count()) > 0);
  expect.equal(await branch(page, name).locator(".c-news").count(), 0, "looked at");
});
