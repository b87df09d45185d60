// The page as such: it opens anywhere, starts its worker, asks for nothing.

import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";

import { ROOT, expect, studio, test } from "../harness.mjs";

for (const from of ["http", "file"]) {
  test(`the page opens from ${from} and its worker answers`, async (t) => {
    const { page, evidence } = await studio(t, { from });
    expect.equal(await page.title(), "Kindling");
    expect.match(await page.textContent("#engine"), /^rendered in /);
    expect.equal(evidence.requests.length, 1, "one request: the page");
  });
}

test("the policy stops every way out that a script could try", async (t) => {
  const heard = [];
  const sink = createServer((request, reply) => {
    heard.push(`${request.method} ${request.url}`);
    reply.setHeader("Access-Control-Allow-Origin", "*");
    reply.end();
  });
  // Chromium may open a connection ahead of time and close it without a word;
  // what counts is whether anything is said on it.
  sink.on("connection", (socket) => socket.once("data", (data) => heard.push(`${data.length} bytes`)));
  await new Promise((done) => sink.listen(0, "127.0.0.1", done));
  t.after(() => sink.close());

  const { page, evidence } = await studio(t, { expected: [/Content Security Policy|Refused to|violates/] });
  const stopped = await page.evaluate(async (there) => {
    const load = (tag, properties) => () =>
      new Promise((resolve, reject) => {
        const element = Object.assign(document.createElement(tag), properties);
        element.onload = resolve;
        element.onerror = reject;
        document.body.append(element);
      });
    const open = (make) => () =>
      new Promise((resolve, reject) => {
        const opened = make();
        opened.onopen = resolve;
        opened.onerror = reject;
      });
    const ways = {
      fetch: () => fetch(there, { mode: "no-cors" }),
      request: () => new Promise((resolve, reject) => {
        const request = new XMLHttpRequest();
        request.onload = resolve;
        request.onerror = reject;
        request.open("GET", there);
        request.send();
      }),
      socket: open(() => new WebSocket(there.replace("http", "ws"))),
      events: open(() => new EventSource(there)),
      image: load("img", { src: `${there}x.png` }),
      script: load("script", { src: `${there}x.js` }),
      module: () => import(`${there}x.mjs`),
      style: load("link", { rel: "stylesheet", href: `${there}x.css` }),
      worker: () => new Promise((resolve, reject) => {
        const worker = new Worker(URL.createObjectURL(new Blob([`fetch("${there}", {mode: "no-cors"}).then(() => postMessage(1), () => postMessage(0))`])));
        worker.onmessage = ({ data }) => (data ? resolve() : reject());
        worker.onerror = reject;
      }),
    };
    const stopped = [];
    for (const [name, way] of Object.entries(ways)) {
      const ended = await Promise.race([
        Promise.resolve().then(way).then(() => "let through", () => "stopped"),
        new Promise((done) => setTimeout(done, 2000, "still open")),
      ]);
      stopped.push(`${name}: ${ended}`);
    }
    navigator.sendBeacon(there, "x");
    const form = Object.assign(document.createElement("form"), { action: there, method: "post" });
    document.body.append(form);
    form.submit();
    const frame = Object.assign(document.createElement("iframe"), { src: there });
    document.body.append(frame);
    const hint = Object.assign(document.createElement("link"), { rel: "prefetch", href: there });
    document.head.append(hint);
    await new Promise((done) => setTimeout(done, 500));
    return stopped;
  }, `http://127.0.0.1:${sink.address().port}/`);

  const ways = ["fetch", "request", "socket", "events", "image", "script", "module", "style", "worker"];
  expect.deepEqual(stopped, ways.map((way) => `${way}: stopped`));
  expect.deepEqual(heard, [], "nothing arrived");
  expect.ok(evidence.violations.length >= ways.length - 2, `violations are heard: ${evidence.violations.join("; ")}`);
  evidence.violations.length = 0;
  evidence.requests.length = 0;
});

test("the page is one file with no address of anything else in it", async () => {
  const dist = path.join(ROOT, "dist");
  const html = await readFile(path.join(dist, "index.html"), "utf8");
  const outside = html.replace(/<script id="kindling-wasm"[^]*?<\/script>/, "");
  const links = [...outside.matchAll(/\b(?:src|href)="([^"]*)"/g)].map((match) => match[1]);
  expect.deepEqual(links.filter((link) => !/^(data:|#)/.test(link)), []);
  expect.ok((await stat(path.join(dist, "index.html"))).size < 4_000_000, "at most 4 MB");
});

test("the policy names no source but the page itself", async (t) => {
  const { page } = await studio(t, { from: "file" });
  const policy = await page.getAttribute('meta[http-equiv="Content-Security-Policy"]', "content");
  const rules = Object.fromEntries(policy.split(";").map((rule) => rule.trim().split(/\s+/)).map(([name, ...sources]) => [name, sources]));
  const known = { "default-src": /^'none'$/, "script-src": /^('wasm-unsafe-eval'|'sha256-[A-Za-z0-9+/]{43}=')$/, "style-src": /^'sha256-[A-Za-z0-9+/]{43}='$/, "img-src": /^data:$/, "worker-src": /^blob:$/, "connect-src": /^'none'$/, "base-uri": /^'none'$/, "form-action": /^'none'$/ };
  expect.deepEqual(Object.keys(rules).sort(), Object.keys(known).sort());
  for (const [name, sources] of Object.entries(rules)) {
    expect.ok(sources.length > 0, name);
    for (const source of sources) expect.match(source, known[name], `${name} lets in ${source}`);
  }
  const place = await page.evaluate(() => [...document.head.children].findIndex((element) => element.httpEquiv === "Content-Security-Policy"));
  expect.ok(place <= 1, "nothing is read before the policy but the encoding");
});

test("no text becomes a program", async (t) => {
  const { page, evidence } = await studio(t, { from: "file", expected: [/Content Security Policy|Refused to|violates|unsafe-eval/] });
  // What the test itself sends is let through by the browser's debugger; what runs later is not.
  const ran = await page.evaluate(() => new Promise((done) => setTimeout(async () => {
    window.ran = [];
    const ways = {
      eval: () => window.eval("window.ran.push('eval')"),
      function: () => new Function("window.ran.push('function')")(),
      timer: () => setTimeout("window.ran.push('timer')"),
      handler: () => {
        const button = Object.assign(document.createElement("button"), { innerHTML: "x" });
        button.setAttribute("onclick", "window.ran.push('handler')");
        document.body.append(button);
        button.click();
      },
      markup: () => document.body.insertAdjacentHTML("beforeend", "<img src='data:,' onerror=\"window.ran.push('markup')\">"),
      script: () => document.body.append(Object.assign(document.createElement("script"), { textContent: "window.ran.push('script')" })),
      address: () => {
        const link = Object.assign(document.createElement("a"), { href: "javascript:window.ran.push('address')" });
        document.body.append(link);
        link.click();
      },
      blob: () => document.body.append(Object.assign(document.createElement("script"), { src: URL.createObjectURL(new Blob(["window.ran.push('blob')"])) })),
      style: () => {
        document.body.insertAdjacentHTML("beforeend", "<p id='styled' style='position:fixed'>x</p><style>#styled { color: red }</style>");
        const { position, color } = getComputedStyle(document.querySelector("#styled"));
        if (position === "fixed" || color === "rgb(255, 0, 0)") window.ran.push("style");
      },
      fetch: () => fetch(location.href).then(() => window.ran.push("fetch"), () => {}),
    };
    for (const way of Object.values(ways)) {
      try {
        await way();
      } catch {
        // That is how eval is refused.
      }
    }
    await new Promise((later) => setTimeout(later, 500));
    done(window.ran);
  })));
  expect.deepEqual(ran, []);
  expect.ok(evidence.violations.length >= 8, `each is heard of: ${evidence.violations.join("; ")}`);
  evidence.violations.length = 0;
  evidence.requests.length = 0;
});
