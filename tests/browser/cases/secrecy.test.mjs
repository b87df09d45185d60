// Where secrets may be: in memory and in files that the operator saves. Every flow of the page is walked through, from
// the file, and what the page kept, put into its address or asked for meanwhile is searched for each key.

import path from "node:path";
import { inflateRawSync } from "node:zlib";

import { ROOT, expect, judge, studio, test } from "../harness.mjs";
import { choose, download, go, makeSecrets, preset, settled } from "../shipping.mjs";

/** Every form in which a part of a key or a token could stand somewhere: PEM, base64 at any offset, hexadecimal. */
function needles(text) {
  const forms = new Set();
  for (const [, body] of text.matchAll(/-----BEGIN [A-Z ]+-----\s+([A-Za-z0-9+/=\s]+?)-----END/g)) {
    const lines = body.trim().split(/\s+/);
    const der = Buffer.from(lines.join(""), "base64");
    // The middle of a key: what stands before and after is the same in every key, or public.
    const at = Math.min(40, der.length - 24);
    const part = der.subarray(at, at + 24);
    forms.add(part.toString("hex")).add(part.toString("hex").toUpperCase()).add([...part].join(","));
    for (const shift of [0, 1, 2]) {
      const whole = Buffer.concat([Buffer.alloc(shift), part]).toString("base64");
      forms.add(whole.slice(4, 28)).add(whole.slice(4, 28).replaceAll("+", "-").replaceAll("/", "_"));
    }
    // A PEM text that is packed once more.
    for (const line of lines.filter((line) => line.length > 32)) {
      for (const shift of [0, 1, 2]) forms.add(Buffer.concat([Buffer.alloc(shift), Buffer.from(line)]).toString("base64").slice(4, 40));
    }
  }
  const tokens = text.match(/bootstrap_token:[^]*?(?=^\S|$(?![^]))/m)?.[0].match(/\b[a-z0-9]{6,}\b/g)?.filter((word) => /^([a-z0-9]{6}|[a-z0-9]{16})$/.test(word) && !/^(secret)$/.test(word)) ?? [];
  for (const token of tokens) forms.add(token).add(Buffer.from(token).toString("hex"));
  return [...forms];
}

test("the search finds a key in any of its forms", () => {
  const text = "a:\n  key: |\n    -----BEGIN PRIVATE KEY-----\n    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgmjdEUEVgY57GcLeh\n    fUkrJz4HewqWvvWLp3YHeeVEVG6hRANCAASHHTUMvjf6Tqlzw6uDffc6Wuyw05dx\n    -----END PRIVATE KEY-----\nbootstrap_token:\n  id: abcdef\n  secret: 0123456789abcdef\n";
  const forms = needles(text);
  const found = (place) => forms.some((form) => place.includes(form));
  const der = Buffer.from(text.match(/MIGH\S+\s+\S+/)[0].replace(/\s+/, ""), "base64");
  expect.ok(found(der.toString("hex")));
  expect.ok(found(der.toString("base64")));
  expect.ok(found(der.subarray(1).toString("base64")));
  expect.ok(found(der.subarray(2).toString("base64url")));
  expect.ok(found(Buffer.from(text).toString("base64")));
  expect.ok(found(Buffer.from(`x${text}`).toString("base64")));
  expect.ok(found("abcdef.0123456789abcdef"));
  expect.ok(!found("cluster_name: mercury"));
});

/** Everything that outlives the page or is seen beside it. */
const surroundings = (page) => page.evaluate(async () => {
  const databases = (await indexedDB.databases?.()) ?? [];
  const caches = await globalThis.caches?.keys().catch(() => []) ?? [];
  return JSON.stringify({
    local: { ...localStorage },
    session: { ...sessionStorage },
    state: history.state,
    address: decodeURIComponent(location.href),
    title: document.title,
    name: window.name,
    cookie: document.cookie,
    databases: databases.map(({ name }) => name),
    caches,
    requests: performance.getEntriesByType("resource").map(({ name }) => name),
  });
});

for (const algorithm of ["ecdsa-p256", "rsa-2048"]) {
  test(`no flow leaves anything of a secret behind, with ${algorithm}`, { timeout: 240_000 }, async (t) => {
    const { page, evidence } = await studio(t, { from: "file", context: { permissions: ["clipboard-read", "clipboard-write"] } });
    const left = [];
    const look = async () => left.push(await surroundings(page));
    const texts = [];
    const saved = async () => texts.push((await download(page, () => page.click('.c-secrets button:has-text("Save secrets")'))).bytes.toString());

    await preset(page);
    await page.fill("#field-cluster_name", "venus");
    await makeSecrets(page, algorithm);
    await look();
    await saved();
    await page.click('button:has-text("Renew")');
    await page.waitForSelector(".c-say:has-text('Not saved')");
    await saved();
    await page.click('button:has-text("Let go")');
    await page.click('button:has-text("Open secrets")');
    await choose(page, { name: "secrets.yaml", mimeType: "text/yaml", buffer: Buffer.from(texts[0]) });
    await page.waitForSelector("#certificates");
    await settled(page);
    await look();

    for (const step of ["cluster", "machines", "system", "network", "components", "deliver"]) await go(page, step);
    await page.waitForSelector("#way-paste");
    await page.click('#way-paste button:has-text("Make the command")');
    await page.waitForSelector("#way-paste pre");
    await download(page, () => page.click('#way-everything button:has-text(".tar")'));
    await page.click('button:has-text("Copy link")');
    await page.waitForSelector('.c-notice:has-text("Copied the link")');
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const packed = decodeURIComponent(new URL(link).hash).split("document=")[1];
    left.push(link, inflateRawSync(Buffer.from(packed, "base64url")).toString());
    for (const turn of ["Runbook", "Topology", "Boot timeline"]) await page.click(`.c-turns button:has-text("${turn}")`);
    await look();

    // A secret file is revealed, searched, changed and compared.
    await page.fill("#artifacts-search", "assets");
    await page.locator(".c-hits button").filter({ has: page.getByText("assets", { exact: true }) }).first().click();
    await page.click('button:has-text("Reveal")');
    await page.waitForSelector(".c-view .c-code");
    await look();
    await page.fill("#artifacts-search", "");
    await go(page, "cluster");
    await page.fill("#field-api_server_sans", "api.example.org");
    await settled(page);
    await page.click("#tab-diff");
    await page.waitForSelector(".c-difference");
    await look();
    await page.keyboard.press("Control+z");
    await page.click('nav a[href="#/butane"]');
    await page.fill("#bench-text", "variant: flatcar\nversion: 1.1.0\n");
    await page.waitForSelector('.l-bench[data-current="true"]');
    await look();
    // What a worker held goes with it, and comes again from the page's memory.
    await page.workers().at(-1).evaluate(() => void setTimeout(() => { throw new Error("gone"); }));
    await page.waitForSelector("[role=alert]");
    await settled(page);
    await look();
    await go(page, "secrets");
    await saved();
    await page.reload();
    await page.waitForSelector("#engine.m-ok", { state: "attached" });
    await look();

    const forms = needles(texts.join("\n"));
    expect.ok(forms.length > 100, `${forms.length} forms are looked for`);
    expect.ok(forms.some((form) => texts[0].replace(/\s+/g, "").includes(form)), "the search can find something");
    const places = [...left, ...evidence.kept.map(({ place, text }) => `${place}: ${text}`)];
    expect.ok(places.some((place) => place.includes("venus")), "the cluster document was kept");
    expect.ok(evidence.kept.length > 10, `${evidence.kept.length} times something was kept`);
    const found = forms.filter((form) => places.some((place) => place.includes(form)));
    expect.deepEqual(found, [], "a part of a secret was left somewhere");
    for (const place of left.filter((place) => place.startsWith("{"))) {
      const { databases, caches, requests, cookie } = JSON.parse(place);
      expect.deepEqual({ databases, caches, requests, cookie }, { databases: [], caches: [], requests: [], cookie: "" });
    }
  });
}

test("a private key that is pasted by mistake is not kept", async (t) => {
  const { page } = await studio(t, { from: "file" });
  await preset(page);
  const key = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ\n-----END OPENSSH PRIVATE KEY-----";
  await page.fill("#field-ssh_authorized_keys", key);
  await settled(page);
  await page.waitForSelector('.c-field [data-code="ssh/private-key"]');
  expect.ok(!(await surroundings(page)).includes("b3BlbnNzaC1rZXk"), "the key is kept");
  await go(page, "deliver");
  expect.equal(await page.locator('button:has-text("Copy link"):not([aria-disabled="true"])').count(), 0, "a link would carry it");
});

test("the harness hears what is kept and what is asked for", async (t) => {
  const { page, evidence } = await studio(t, { expected: [/Content Security Policy|Refused|violates/] });
  await page.evaluate(() => {
    localStorage.setItem("kindling.cluster", "-----BEGIN PRIVATE KEY-----");
    sessionStorage.setItem("elsewhere", "1");
    document.cookie = "a=b";
    return fetch("https://kindling.invalid/").catch(() => {});
  });
  await page.waitForTimeout(200);
  const here = { requests: [], violations: [], errors: [], kept: [] };
  expect.throws(() => judge({ ...here, kept: evidence.kept }, ""), /kept what it must not keep/);
  expect.equal(evidence.kept.filter(({ text }) => /PRIVATE|elsewhere|a=b/.test(text)).length, 3);
  expect.throws(() => judge({ ...here, violations: evidence.violations }, ""), /its own policy/);
  for (const list of Object.values(evidence)) list.length = 0;
});
