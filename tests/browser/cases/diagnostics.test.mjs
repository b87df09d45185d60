// Every diagnostic has its place in the page: the panel lists it, and a press leads to the field under which it stands.
//
// The documents of tests/rejected and tests/remarked are opened as a person would open them, and what the page says
// is held against what the command line says of the same file.

import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { CLI, ROOT, expect, studio, test } from "../harness.mjs";
import { choose, preset, settled } from "../shipping.mjs";

/** Every code that there is. */
const CODES = [...readFileSync(path.join(ROOT, "docs/diagnostics.md"), "utf8").matchAll(/^\| `([a-z]+\/[a-z-]+)` \|/gm)].map((match) => match[1]);

/** Codes that no field of the page can raise, and why. */
const ELSEWHERE = {
  "bundle/path": "the bundle's paths are Kindling's own; no field gives one",
  "bundle/header-line": "the bundle's assets are Kindling's own; no field reaches a line of them",
  "delivery/kernel-argument": "the form's own check, `machines/kernel-arg`, is stricter and comes first",
  "secrets/randomness": "the browser's generator is not a field",
  "secrets/clock-behind": "the computer's clock is not a field",
  "secrets/certificate-name": "names are checked in the cluster document first",
  "secrets/completed": "the page makes whole secrets, it completes none",
  "secrets/new-trust": "the page makes whole secrets, it completes none",
};

const seen = new Set();

/** What the command line says of a document. */
function judged(file, ...more) {
  try {
    return JSON.parse(execFileSync(CLI.path, ["check", "--format", "json", file, ...more], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }));
  } catch (failed) {
    return JSON.parse(failed.stdout);
  }
}

const documents = ["rejected", "remarked"].flatMap((folder) =>
  readdirSync(path.join(ROOT, "tests", folder))
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => path.join(ROOT, "tests", folder, name)));

const plain = (text) => text.replaceAll("`", "").replace(/ in line \d+/g, "").replace(/\s+/g, " ").trim();

/** The list in a place: code, severity, words, and where it is said to be. */
const entries = (page, place) => page.locator(`${place} li[data-code]`).evaluateAll((items) => items.map((item) => {
  const words = item.querySelector("button > span").cloneNode(true);
  for (const hint of words.querySelectorAll(".c-hint")) hint.remove();
  return {
    code: item.dataset.code,
    word: item.querySelector("b").textContent,
    message: words.textContent,
    text: item.textContent,
    at: item.querySelector("button > code, .c-at code")?.textContent ?? "",
  };
}));

/** Opens a file by the dialog, and says what it led to. */
async function open(page, file) {
  await page.click("header >> text=Open…");
  await choose(page, file);
  if (await page.locator("#mend-text").count()) return "mend";
  if (await page.locator("dialog[open]").count()) return "refused";
  await settled(page);
  return "form";
}

/** Whether what has the focus shows a message: under the field, at the cell, beside the snippet. */
const shownAtFocus = (page, { code, word, message }) => page.waitForFunction(({ code, word, text }) => {
  const plain = (words) => words.replaceAll("`", "").replace(/ in line \d+/g, "").replace(/\s+/g, " ");
  const active = document.activeElement;
  if (!active || active === document.body) return false;
  const told = (active.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean).map((id) => document.getElementById(id));
  const around = active.closest(".c-field, .c-snippet, .c-loose, .c-secrets");
  const advised = active.closest("[role=grid]") ? document.querySelector(".c-advice") : around;
  const inWords = [...told, around, advised].some((place) => place && plain(place.textContent).includes(text));
  const items = [advised, ...(advised?.querySelectorAll("[data-code]") ?? [])];
  const visible = items.some((item) => item?.dataset.code === code && item.checkVisibility() && item.getBoundingClientRect().height > 0);
  const marked = word !== "Error" || active.ariaInvalid === "true" || active.matches(".c-loose, .c-snippet");
  return inWords && visible && marked;
}, { code, word, text: plain(message) }, { timeout: 5_000 }).then(() => true, () => false);

/** Presses each entry of the panel; gives those that lead nowhere. */
async function pressAll(page) {
  const lost = [];
  for (const [index, finding] of (await entries(page, ".l-problems")).entries()) {
    seen.add(finding.code);
    if (!finding.text.includes(finding.code)) lost.push(`${finding.code}: the panel does not name the code`);
    await page.locator(".l-problems li button").nth(index).click();
    if (!(await shownAtFocus(page, finding))) {
      const active = await page.evaluate(() => document.activeElement.outerHTML.slice(0, 160));
      lost.push(`${finding.code} at ${finding.at} leads to ${active}`);
    }
  }
  return lost;
}

async function problems(page) {
  if ((await page.getAttribute("#problems-pill", "aria-expanded")) === "false") await page.click("#problems-pill");
}

/** What is listed for mending: as the command line has it, and each with the way to its line. */
async function mend(page, found) {
  const wrong = [];
  const listed = await entries(page, "dialog");
  if (listed.length === 0) wrong.push("nothing is listed");
  for (const [index, { code, at, text }] of listed.entries()) {
    seen.add(code);
    const told = found.find((one) => one.code === code && `line ${one.line}, column ${one.column}` === at);
    if (!told || !plain(text).includes(plain(told.message))) {
      wrong.push(`${code} at ${at} is not what the command line says`);
      continue;
    }
    await page.locator("dialog li[data-code] button").nth(index).click();
    const line = await page.evaluate(() => {
      const { id, value, selectionStart } = document.activeElement;
      return id === "mend-text" ? value.slice(0, selectionStart).split("\n").length : id;
    });
    if (line !== told.line) wrong.push(`${code} leads to line ${line}, not ${told.line}`);
  }
  return { wrong, listed };
}

/** Opens a document and checks everything that is said of it; gives what is wrong. */
async function walk(page, file) {
  const found = judged(file);
  const kind = await open(page, file);
  let wrong = [];
  let mended = [];
  if (kind === "refused") return ["it is refused without a place"];
  if (kind === "mend") {
    ({ wrong, listed: mended } = await mend(page, found));
    const rest = page.locator('dialog button:has-text("Open without it")');
    if (!(await rest.count())) {
      expect.equal(await page.locator('dialog button[aria-disabled="true"]:has-text("Open")').count(), 1);
      await page.click('dialog button[aria-label="Close"]');
      return wrong;
    }
    await rest.click();
    await settled(page);
  }
  await problems(page);
  const shown = await entries(page, ".l-problems");
  const left = found.filter(({ code, line, column }) => !mended.some((one) => one.code === code && one.at === `line ${line}, column ${column}`));
  for (const one of left) {
    const here = shown.some(({ code, text }) => code === one.code && plain(text).includes(plain(one.message)));
    const told = one.severity === "info" && plain(await page.textContent(".c-notices")).includes(plain(one.message));
    if (told) seen.add(one.code);
    if (!here && !told) wrong.push(`${one.code} is nowhere: ${one.message}`);
  }
  if (kind === "form" && shown.length > left.length) wrong.push(`the panel has ${shown.length} entries, the command line ${left.length}`);
  wrong.push(...await pressAll(page));
  return wrong;
}

const groups = Map.groupBy?.(documents, group) ?? documents.reduce((all, file) => all.set(group(file), [...(all.get(group(file)) ?? []), file]), new Map());

/** Documents by their first letters, so that a failing test has few of them. */
function group(file) {
  return path.basename(file).slice(0, 1);
}

for (const [letter, files] of groups) {
  test(`documents on ${letter}…: each diagnostic is in the panel and at its field`, { skip: CLI.skip, timeout: 300_000 }, async (t) => {
    const { page } = await studio(t, { from: "file" });
    await preset(page);
    const wrong = {};
    for (const file of files) {
      const list = await walk(page, file).catch((error) => [`${error.message.split("\n")[0]}`]);
      if (list.length) wrong[path.relative(ROOT, file)] = list;
      if (await page.locator("dialog[open]").count()) await page.keyboard.press("Escape");
    }
    expect.deepEqual(wrong, {});
  });
}

const FROZEN = path.join(ROOT, "tests/clusters/flatcar-cilium-1c");
const CLUSTER = readFileSync(path.join(FROZEN, "cluster.yaml"), "utf8");
const SECRETS = readFileSync(path.join(FROZEN, "secrets.yaml"), "utf8");
const KEYS = SECRETS.match(/-----BEGIN PRIVATE KEY-----[^]*?-----END PRIVATE KEY-----/g);

/** A secrets document that was changed in one place. */
const changed = (from, to) => {
  expect.ok(SECRETS.includes(from), `the frozen secrets have ${from}`);
  return SECRETS.replace(from, to);
};

/** Secrets documents with something wrong, and what raises it. */
const WRONG_SECRETS = {
  "no YAML": "kindling_secrets: [",
  "another format": changed("kindling_secrets: 1", "kindling_secrets: 99"),
  "a type": changed("cluster_name: mercury", "cluster_name: [mercury]"),
  "a key twice": `${SECRETS}cluster_name: mercury\n`,
  "an unknown key": `${SECRETS}banana: 1\n`,
  "an algorithm": changed("algorithm: ecdsa-p256", "algorithm: dsa"),
  "a date": changed("2025-12-31T00:00:00Z", "yesterday"),
  "a span": changed("leaf_validity_days: 365", "leaf_validity_days: 0"),
  "a broken key": changed(KEYS[0].split("\n")[1].trim().slice(0, 20), "AAAAAAAAAAAAAAAAAAAA"),
  "a token": SECRETS.replace(/(bootstrap_token:\s+id: )\S+/, "$1UPPER"),
  "another cluster": changed("cluster_name: mercury", "cluster_name: venus"),
  "something missing": SECRETS.replace(/bootstrap_token:[^]*$/, ""),
  "another kind of key": changed("algorithm: ecdsa-p256", "algorithm: rsa-2048"),
  "a key in two places": SECRETS.replace(KEYS[2], KEYS[1].replaceAll("\n      ", `\n${SECRETS.match(/\n( +)-----END[^]*?$/)?.[1] ?? "      "}`)),
  "leaves that outlive their authority": changed("leaf_validity_days: 365", "leaf_validity_days: 4000"),
  "an authority that ended": SECRETS.replace(/validity_days: 3650/, "validity_days: 1").replace(/^issued_at: .*$/m, 'issued_at: "2030-01-01T00:00:00Z"'),
  "far too much": `${SECRETS}# ${"x".repeat(2 << 20)}\n`,
};

/** A file of the test's own, as the page and the command line get it. */
async function given(t, name, text) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "kindling-diagnostics-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, name);
  await writeFile(file, text, { mode: 0o600 });
  return file;
}

test("each diagnostic of a secrets document is told where it is opened", { skip: CLI.skip, timeout: 300_000 }, async (t) => {
  const { page } = await studio(t, { from: "file" });
  await preset(page);
  expect.equal(await open(page, path.join(FROZEN, "cluster.yaml")), "form");
  const wrong = {};
  for (const [what, text] of Object.entries(WRONG_SECRETS)) {
    const file = await given(t, "secrets.yaml", text);
    const found = judged(path.join(FROZEN, "cluster.yaml"), "--secrets", file).filter(({ document }) => document === "secrets");
    const list = found.length ? [] : ["the command line finds nothing wrong"];
    const kind = await open(page, file);
    if (kind === "form") await problems(page);
    const place = kind === "refused" ? "dialog" : ".l-problems";
    const told = await page.locator(`${place} li[data-code]`).evaluateAll((items) => items.map((item) => [item.dataset.code, item.textContent]));
    for (const { code, message } of found) {
      seen.add(code);
      if (!told.some(([listed, words]) => listed === code && plain(words).includes(plain(message)))) list.push(`${code} is not told: ${message}`);
    }
    if (kind === "refused") {
      await page.keyboard.press("Escape");
      await page.waitForSelector("dialog", { state: "detached" });
    } else if (told.length) {
      await page.locator(".l-problems li button").first().click();
      for (const { code } of found) {
        if (!(await page.locator(`.c-secrets [data-code="${code}"]`).first().isVisible())) list.push(`${code} is not on the page of secrets`);
      }
    }
    if (list.length) wrong[what] = list;
  }
  expect.deepEqual(wrong, {});
});

/** What only rendering finds, with the cluster's secrets. */
const RENDERED = {
  "snippets/overrides": `${CLUSTER}snippets:\n  node1:\n    - |\n      variant: flatcar\n      version: 1.1.0\n      systemd:\n        units:\n          - name: kubelet.service\n            contents: |\n              [Service]\n              ExecStart=/bin/true\n`,
  "snippets/merged": `${CLUSTER}snippets:\n  node1:\n    - |\n      variant: flatcar\n      version: 1.1.0\n      storage:\n        links:\n          - path: /etc/kubernetes\n            target: /elsewhere\n`,
  "delivery/same-file": CLUSTER.replace("name: node2,", "name: install-node1,"),
  "leak/secret-in-public": CLUSTER.replace("platform:", `platform:\n  kernel_args: [token=${SECRETS.match(/bootstrap_token:\s+id: \S+\s+secret: (\S+)/)[1]}]`),
};

for (const [code, text] of Object.entries(RENDERED)) {
  test(`${code}, which only rendering finds, is in the panel and leads on`, { skip: CLI.skip }, async (t) => {
    const file = await given(t, "cluster.yaml", text);
    const found = judged(file, "--secrets", path.join(FROZEN, "secrets.yaml"));
    expect.ok(found.some((one) => one.code === code), `the command line finds ${found.map((one) => `${one.code}: ${one.message}`)}`);
    const { page } = await studio(t, { from: "file" });
    await preset(page);
    expect.equal(await open(page, file), "form");
    expect.equal(await open(page, path.join(FROZEN, "secrets.yaml")), "form");
    await problems(page);
    const shown = await entries(page, ".l-problems");
    expect.deepEqual(shown.map((one) => one.code).sort(), found.map((one) => one.code).sort());
    seen.add(code);
    // What is of a machine leads to it; what is of a file that is not there is told by the panel alone.
    if (code.startsWith("snippets/")) expect.deepEqual(await pressAll(page), []);
  });
}

test("more problems than are listed are told of", { skip: CLI.skip }, async (t) => {
  const text = `${CLUSTER}${Array.from({ length: 5_000 }, (_, at) => `x${at}: 1\n`).join("")}`;
  const file = await given(t, "cluster.yaml", text);
  const found = judged(file);
  expect.ok(found.some(({ code }) => code === "document/too-many-problems"), `${found.length} problems`);
  const { page } = await studio(t, { from: "file" });
  await preset(page);
  expect.equal(await open(page, file), "mend");
  seen.add("document/too-many-problems");
  expect.ok(plain(await page.textContent("dialog")).includes(plain(found.find(({ code }) => code === "document/too-many-problems").message)), "it is listed");
});

test("each code that there is was seen, or cannot be raised here", { skip: CLI.skip }, () => {
  expect.ok(CODES.length > 90, `${CODES.length} codes`);
  expect.deepEqual(CODES.filter((code) => !seen.has(code) && !(code in ELSEWHERE)), [], "codes that no test has seen");
  expect.deepEqual(Object.keys(ELSEWHERE).filter((code) => !CODES.includes(code) || seen.has(code)), [], "excuses that are none");
});
