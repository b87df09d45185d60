// Pictures of the page in both themes and three widths, for docs/screenshots.
//
// A view is a name and how to get there from the view before it. Cluster, secrets and today are always the same, and
// what differs from run to run (how long rendering took) is not shown, so that a picture moves only when the page does.

import path from "node:path";

import { ROOT, THEMES, WIDTHS, alone, picture, studio } from "./harness.mjs";
import { preset, settled } from "./shipping.mjs";

const SECRETS = path.join(ROOT, "tests/clusters/flatcar-cilium-1c/secrets.yaml");
const TODAY = "2026-03-14T12:00:00Z";

const turn = (name) => (page) => page.click(`.c-turns button:has-text("${name}")`);

/** Goes to an address within the page. */
const follow = (words) => async (page) => {
  await page.evaluate((words) => { location.hash = `#/${words}`; }, words);
};

/** Opens the secrets that the golden clusters are rendered with. */
async function openSecrets(page) {
  await page.locator('.c-secrets button:has-text("Open secrets")').click();
  await page.setInputFiles("#open-file", SECRETS);
  await page.waitForSelector("#certificates");
}

/** Opens a file that says something, and a unit in it; where there is room for one side alone, turns to the files. */
async function openArtifact(page) {
  await follow("machines?file=nodes/node1/ignition.json")(page);
  const files = page.locator(".c-turn >> text=Files");
  if (await files.isVisible()) await files.click();
  // A unit of controllers alone: the file before it is gone from the viewer.
  await page.waitForSelector('.c-view button.c-entry:has-text("etcd-member.service")');
  await page.locator(".c-view button.c-entry", { hasText: "kubelet.service" }).click();
  await page.waitForSelector(".c-view .c-code");
}

/** The machines, and where there is room for it what one of them becomes. */
async function besideIgnition(page) {
  await follow("machines?file=nodes/node2/ignition.json")(page);
  const form = page.locator(".c-turn >> text=Form");
  if (await form.isVisible()) await form.click();
}

/** Every view in the order of a first visit: how to get there, what to wait for. */
const VIEWS = [
  { name: "start", reach: async () => {}, shows: "dialog [data-preset]" },
  { name: "cluster", reach: (page) => preset(page), shows: "#field-cluster_name" },
  { name: "system", reach: follow("system"), shows: "#field-os-version" },
  { name: "network", reach: follow("network"), shows: "#field-pod_cidr" },
  { name: "components", reach: follow("components"), shows: "#field-service_account_issuer" },
  { name: "secrets-none", reach: follow("secrets"), shows: ".c-secrets button" },
  { name: "secrets", reach: openSecrets, shows: "#certificates" },
  { name: "machines", reach: besideIgnition, shows: "[role=grid]" },
  { name: "machine", reach: follow("machines/node2"), shows: 'h1:has-text("node2")' },
  { name: "deliver", reach: follow("deliver"), shows: "#way-matchbox" },
  { name: "runbook", reach: turn("Runbook"), shows: ".c-prose h2" },
  { name: "topology", reach: turn("Topology"), shows: "#topology" },
  { name: "boot", reach: turn("Boot timeline"), shows: "#boot" },
  { name: "certificates", reach: follow("secrets"), shows: "#lifetimes", at: "#lifetimes" },
  { name: "artifact", reach: openArtifact, shows: ".c-view .c-code", at: ".c-view .c-code" },
  { name: "butane", reach: follow("butane"), shows: "#bench-text", then: (page) => page.click(".c-row >> text=Flatcar") },
];

/** Takes away what lasts a moment or differs from run to run, and scrolls to the top or to what the view is about. */
async function calm(page, at) {
  for (const dismiss of await page.locator('.c-notice button[aria-label="Dismiss"]').all()) await dismiss.click();
  await page.mouse.move(0, 0);
  await page.evaluate((at) => {
    document.activeElement?.blur();
    // The text itself is changed, not its node: the page goes on writing to it.
    document.querySelector("#engine").firstChild.nodeValue = "rendered";
    const areas = [document.scrollingElement, ...document.querySelectorAll("main, main *")];
    for (const area of areas) if (area.scrollTop > 0) area.scrollTop = 0;
    if (at) document.querySelector(at).scrollIntoView({ block: "center" });
  }, at);
}

const wanted = process.argv.slice(2);
const known = VIEWS.map((view) => view.name);
for (const word of wanted) if (!known.includes(word)) throw new Error(`there is no view \`${word}\`: ${known.join(", ")}`);

await alone(async (t) => {
  for (const theme of THEMES) {
    for (const width of Object.values(WIDTHS)) {
      const { page } = await studio(t, { from: "file", theme, width, now: TODAY });
      for (const { name, reach, shows, then, at } of VIEWS) {
        await reach(page);
        // A narrow page shows one side; the form is hidden while a file is open.
        await page.waitForSelector(shows, { state: "attached" });
        await then?.(page);
        await settled(page);
        await page.waitForTimeout(200);
        if (wanted.length && !wanted.includes(name)) continue;
        await calm(page, at);
        await picture(page, `${name}-${theme}-${width}`);
        console.log(`docs/screenshots/${name}-${theme}-${width}.png`);
      }
    }
  }
});
