// Every way to machines: cards with commands, downloads, the runbook, pictures with their texts.

import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { CLI, expect, studio, test } from "../harness.mjs";
import { download, go, makeSecrets, preset, settled } from "../shipping.mjs";

const turn = (page, name) => page.click(`.c-turns button:has-text("${name}")`);

test("without secrets Deliver says what that means and makes none", async (t) => {
  const { page } = await studio(t, { from: "file" });
  await preset(page);
  await go(page, "deliver");
  expect.match(await page.textContent("#no-secrets"), /There are no secrets/);
  await page.waitForSelector("#way-matchbox");
  expect.equal(await page.locator("#way-everything .c-actions button[aria-disabled]").count(), 2, "nothing can be downloaded");
  await page.click("#no-secrets a");
  await page.waitForSelector('.c-secrets button:has-text("Make secrets")');
});

test("the cards name this cluster's machines", async (t) => {
  const { page } = await studio(t, { from: "file" });
  await preset(page);
  await makeSecrets(page);
  await go(page, "deliver");
  await page.waitForSelector("#way-paste");
  expect.equal(await page.locator("#no-secrets").count(), 0);
  const bundle = await page.textContent("#way-bundle");
  for (const name of ["node1.example.com", "node2.example.com", "node3.example.com"]) expect.ok(bundle.includes(`core@${name}`), name);
  for (const folder of ["groups", "profiles", "ignition"]) {
    expect.ok((await page.textContent("#way-matchbox")).includes(`cp matchbox/${folder}/* /var/lib/matchbox/${folder}/`), folder);
  }
  await turn(page, "Runbook");
  await page.waitForSelector(".c-prose h2");
  const runbook = await page.textContent(".c-prose");
  const commands = await page.locator(".c-prose pre").allTextContents();
  expect.ok(commands.join("\n").includes("scp assets core@node1.example.com:assets"));
  expect.ok(!/```|^\|/m.test(runbook), "no Markdown is left");
});

test("a file becomes a command that a shell turns into the file", async (t) => {
  const { page } = await studio(t, { from: "file" });
  await preset(page);
  await makeSecrets(page);
  await go(page, "deliver");
  await page.waitForSelector("#way-paste");
  expect.equal(await page.locator("#way-paste pre").count(), 0, "a secret is shown on demand alone");
  await page.click('#way-paste button:has-text("Make the command")');
  await page.waitForSelector("#way-paste pre");
  const command = `${await page.textContent("#way-paste pre")}\n`;
  expect.ok(!command.includes("apiVersion"));
  const folder = await mkdtemp(path.join(os.tmpdir(), "kindling-paste-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  execFileSync("sh", [], { cwd: folder, input: command });
  expect.match(await readFile(path.join(folder, "kubeconfig"), "utf8"), /apiVersion: v1/);
});

test("the zip is what the command line writes for the same documents", { skip: CLI.skip }, async (t) => {
  const { page } = await studio(t, { from: "file" });
  await preset(page);
  await makeSecrets(page);
  const secrets = await download(page, () => page.click('.c-secrets button:has-text("Save secrets")'));
  await go(page, "cluster");
  const cluster = await download(page, () => page.click('main button:has-text("Save document")'));
  await go(page, "deliver");
  const zip = await download(page, () => page.click('#way-everything button:has-text(".zip")'));
  const tar = await download(page, () => page.click('#way-everything button:has-text(".tar")'));
  expect.deepEqual([zip.name, tar.name], ["mercury.zip", "mercury.tar"]);

  const folder = await mkdtemp(path.join(os.tmpdir(), "kindling-zip-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const at = (name) => path.join(folder, name);
  await writeFile(at("cluster.yaml"), cluster.bytes);
  await writeFile(at("secrets.yaml"), secrets.bytes, { mode: 0o600 });
  execFileSync(CLI.path, ["render", "cluster.yaml", "--secrets", "secrets.yaml", "--zip", "cli.zip"], { cwd: folder });
  expect.ok(zip.bytes.equals(await readFile(at("cli.zip"))), "the zips are the same, byte for byte");
});

test("a link carries the cluster document and no secret", async (t) => {
  const { page, context } = await studio(t, { from: "file", context: { permissions: ["clipboard-read", "clipboard-write"] } });
  await preset(page);
  await makeSecrets(page);
  await go(page, "deliver");
  await page.click('button:has-text("Copy link")');
  await page.waitForFunction(() => /Copied the link/.test(document.querySelector(".c-notices").textContent));
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await context.newPage();
  await other.goto(link);
  await other.waitForSelector("#engine.m-ok", { state: "attached" });
  expect.match(await other.textContent(".c-top"), /mercury/);
  await go(other, "secrets");
  expect.equal(await other.locator('.c-secrets button:has-text("Make secrets")').count(), 1);
});

test("pictures have a text that says the same, and a step of the boot opens its file", async (t) => {
  const { page } = await studio(t, { from: "file" });
  await preset(page);
  await makeSecrets(page);
  expect.equal(await page.locator('#lifetimes[role="img"]').count(), 1);
  await go(page, "deliver");
  await turn(page, "Topology");
  await page.waitForSelector("#topology");
  const table = await page.textContent("#connections");
  for (const port of ["6443", "2379", "2380", "2381", "10250", "10257", "10259", "8472"]) expect.ok(table.includes(port), port);
  await turn(page, "Boot timeline");
  await page.waitForSelector("#boot");
  expect.ok((await page.locator("#stages li").count()) >= 12);
  await page.click('#stages button:has-text("First boot")');
  await page.waitForFunction(() => location.hash.includes("nodes/node1/ignition.json"));
});

test("runbook and pictures have addresses of their own", async (t) => {
  const { page } = await studio(t, { from: "file" });
  await preset(page);
  await makeSecrets(page);
  const parts = [
    ["#/runbook", ".c-prose h2", "Runbook"],
    ["#/pictures/topology", "#topology", "Topology"],
    ["#/pictures/boot", "#boot", "Boot timeline"],
    ["#/pictures/certificates", "#lifetimes", "Certificates"],
    ["#/deliver", "#way-bundle", "Ways"],
  ];
  for (const [address, shown, name] of parts) {
    await page.evaluate((hash) => { location.hash = hash; }, address);
    await page.waitForSelector(shown);
    expect.equal((await page.textContent('.c-turns [aria-pressed="true"]')).trim(), name);
  }
  await turn(page, "Topology");
  await page.waitForFunction(() => location.hash === "#pictures/topology");
});

test("three hundred machines are drawn in groups", async (t) => {
  const { page } = await studio(t, { from: "file" });
  const machine = (index) => `  - { name: w${index}, mac: "52:54:00:00:${(index >> 8).toString(16).padStart(2, "0")}:${(index & 255).toString(16).padStart(2, "0")}", domain: w${index}.example.com }`;
  await preset(page);
  await page.click("text=Open…");
  const text = [
    "kindling: 1", "cluster_name: big", "kubernetes_version: v1.36.2",
    "os: { name: flatcar-linux, channel: stable, version: 4230.2.4 }",
    'platform: { name: bare-metal, matchbox_http_endpoint: "http://matchbox.example.com:8080" }',
    "controllers:", '  - { name: c1, mac: "52:54:00:aa:00:01", domain: c1.example.com }',
    "workers:", ...Array.from({ length: 300 }, (_, index) => machine(index + 1)),
    "k8s_domain_name: c1.example.com",
    "ssh_authorized_keys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFaN12K4KbzpVjmMi2pC24MTsM6jyiqFgl5dsz6wkmHR ops]",
  ].join("\n");
  await page.fill("#open-text", text);
  await page.click("text=Open text");
  await settled(page);
  await page.evaluate(() => { location.hash = "#/pictures/topology"; });
  await page.waitForSelector('#topology text:has-text("300 workers: w1 … w300")');
  expect.ok((await page.locator("#topology > *").count()) < 60);
});
