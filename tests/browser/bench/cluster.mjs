// Clusters to measure with, the same as the native measurements use, and how they get into the page.

import { readFile } from "node:fs/promises";
import path from "node:path";

import { ROOT, studio } from "../harness.mjs";

const SECRETS = path.join(ROOT, "tests/clusters/flatcar-cilium-1c/secrets.yaml");
const SSH_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIL7VgsbUlYGugbiSdaHeB6GiZO2wKRjjKlqiAX1dzp/M core@example.com";

/** The document of a cluster with so many machines, three of them controllers where there are more than a few. */
export function cluster(machines, controllers = machines > 3 ? 3 : 1) {
  const machine = (number) => {
    const mac = [number >> 16, number >> 8, number].map((part) => (part & 255).toString(16).padStart(2, "0"));
    return `  - { name: node${number}, mac: "52:54:00:${mac.join(":")}", domain: node${number}.example.com }\n`;
  };
  const numbers = Array.from({ length: machines }, (_, at) => at + 1);
  return `kindling: 1
cluster_name: mercury
kubernetes_version: v1.36.2
os: { name: flatcar-linux, channel: stable, version: 4459.2.0 }
platform:
  name: bare-metal
  matchbox_http_endpoint: http://matchbox.example.com:8080
k8s_domain_name: cluster.example.com
ssh_authorized_keys: [ "${SSH_KEY}" ]
networking: cilium
pod_cidr: 10.128.0.0/9
service_cidr: 10.3.0.0/16
controllers:
${numbers.slice(0, controllers).map(machine).join("")}workers:
${numbers.slice(controllers).map(machine).join("")}`;
}

/** The page with the probe in it. */
export function probed(t, options = {}) {
  return studio(t, { from: "file", probe: path.join(import.meta.dirname, "probe.js"), ...options });
}

/** The page with a cluster of so many machines and its secrets, everything rendered. */
export async function opened(t, machines, controllers) {
  const { page, context } = await probed(t);
  await page.click('dialog [data-preset="mercury"]');
  await settled(page);
  const files = [
    { name: "cluster.yaml", mimeType: "text/yaml", buffer: Buffer.from(cluster(machines, controllers)) },
    { name: "secrets.yaml", mimeType: "text/yaml", buffer: await readFile(SECRETS) },
  ];
  for (const file of files) {
    await page.click("header >> text=Open…");
    await page.setInputFiles("#open-file", file);
    await page.waitForSelector("#open-file", { state: "detached", timeout: 120_000 });
    await settled(page);
  }
  await page.waitForSelector("[role=tree]");
  for (const dismiss of await page.locator('.c-notice button[aria-label="Dismiss"]').all()) await dismiss.click();
  return { page, context };
}

/** Waits until the newest edit is shown. */
export async function settled(page) {
  await page.waitForFunction(() => window.kindlingBench.settled(), undefined, { timeout: 300_000 });
}
