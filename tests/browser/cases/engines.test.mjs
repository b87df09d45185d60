// A smoke test in the other two engines: Firefox (WebDriver BiDi) and
// WebKitGTK (plain WebDriver). The page opens from a file and its worker
// answers, so policy, unpacking, WASM and Blob worker all work there.

import { spawn } from "node:child_process";
import test from "node:test";

import puppeteer from "puppeteer-core";

import { address, expect, program } from "../harness.mjs";

const FIREFOX = program("firefox-esr", "firefox");
const WEBKIT = program("/usr/bin/WebKitWebDriver");
const SCREEN = program("xvfb-run");

for (const from of ["http", "file"]) {
  test(`Firefox opens the page from ${from}`, { skip: FIREFOX.skip, timeout: 120_000 }, async () => {
    const browser = await puppeteer.launch({
      browser: "firefox",
      executablePath: FIREFOX.path,
      headless: true,
    });
    try {
      const page = await browser.newPage();
      const errors = [];
      page.on("pageerror", (error) => errors.push(`${error}`));
      page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
      await page.goto(address(from));
      await page.waitForSelector("#engine.m-ok", { timeout: 60_000 });
      expect.deepEqual(errors, []);
    } finally {
      await browser.close();
    }
  });
}

const MINI_BROWSER = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";

for (const from of ["http", "file"]) {
  test(`WebKitGTK opens the page from ${from}`, { skip: WEBKIT.skip || SCREEN.skip, timeout: 120_000 }, async () => {
    await withWebKit(async (ask) => {
      await ask("POST", "url", { url: address(from) });
      for (let attempt = 0; ; attempt += 1) {
        const script = "return document.querySelector('#engine')?.className ?? document.body.innerText";
        const said = await ask("POST", "execute/sync", { script, args: [] });
        if (/\bm-ok\b/.test(said)) return;
        expect.ok(attempt < 300, `the worker does not answer: ${said}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    });
  });
}

/** A WebDriver session; `ask` sends one command of it. */
async function withWebKit(body) {
  const port = 20_000 + (process.pid % 20_000);
  const driver = spawn(SCREEN.path, ["-a", WEBKIT.path, `--port=${port}`], {
    stdio: "ignore",
    detached: true,
    env: { ...process.env, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1", WEBKIT_DISABLE_COMPOSITING_MODE: "1" },
  });
  const call = async (method, route, body) => {
    const reply = await fetch(`http://127.0.0.1:${port}/${route}`, {
      method,
      body: body && JSON.stringify(body),
    });
    const { value } = await reply.json();
    if (!reply.ok) throw new Error(`${route}: ${value?.message ?? reply.status}`);
    return value;
  };
  try {
    const session = await patiently(() =>
      call("POST", "session", {
        capabilities: {
          alwaysMatch: { "webkitgtk:browserOptions": { binary: MINI_BROWSER, args: ["--automation"] } },
        },
      }),
    );
    try {
      await body((method, route, body) => call(method, `session/${session.sessionId}/${route}`, body));
    } finally {
      await call("DELETE", `session/${session.sessionId}`);
    }
  } finally {
    process.kill(-driver.pid, "SIGTERM");
  }
}

/** Tries again while the driver is not listening yet. */
async function patiently(action) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await action();
    } catch (error) {
      if (attempt === 100 || !/fetch failed/.test(`${error}`)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
