// What the tests of Secrets and Deliver share: a cluster of a preset, secrets for it, what was downloaded.

import { readFile } from "node:fs/promises";

/** Picks a preset in the dialog that a first visit opens with. */
export async function preset(page, name = "mercury") {
  await page.click(`dialog [data-preset="${name}"]`);
  await settled(page);
}

/** Waits until the newest state is rendered. */
export async function settled(page) {
  await page.waitForFunction(() => {
    const engine = document.querySelector("#engine");
    return engine.classList.contains("m-ok") && engine.dataset.revision === engine.dataset.wanted;
  }, undefined, { timeout: 60_000 });
}

/** Chooses files in the dialog for opening, and waits until they are read. */
export async function choose(page, files) {
  await page.setInputFiles("#open-file", files);
  await page.waitForSelector("#open-file", { state: "detached" });
}

/** Goes to a step by its link on the left. */
export async function go(page, step) {
  await page.click(`nav a[href="#/${step}"]`);
}

/** Makes secrets of a kind and waits for their table. */
export async function makeSecrets(page, algorithm = "ecdsa-p256") {
  await go(page, "secrets");
  if (algorithm !== "ecdsa-p256") await page.selectOption("#field-secrets-algorithm", algorithm);
  await page.click('.c-secrets button:has-text("Make secrets")');
  await page.waitForSelector("#certificates", { timeout: 100_000 });
  await settled(page);
}

/** What a press downloads: its name and its bytes. */
export async function download(page, press) {
  const [got] = await Promise.all([page.waitForEvent("download"), press()]);
  return { name: got.suggestedFilename(), bytes: await readFile(await got.path()), path: await got.path() };
}

/** The bodies of all keys in a secrets document: every long line of base64. */
export function keyBodies(text) {
  return [...new Set(text.match(/[A-Za-z0-9+/]{40,}={0,2}/g) ?? [])];
}
