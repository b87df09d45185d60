// How large the page is, and how much of its code is whose.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { brotliCompressSync, constants, gunzipSync, gzipSync } from "node:zlib";

import { ROOT, address } from "../harness.mjs";
import { kilobytes, percent, table } from "./tables.mjs";

const pack = {
  gzip: (bytes) => gzipSync(bytes, { level: 9 }).length,
  brotli: (bytes) => brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }).length,
};

/** The page and the program in it; whether the program is the optimised one. */
export async function page() {
  const html = await readFile(new URL(address("file")));
  const [, unoptimised, data] = html.toString("latin1").match(/<script id="kindling-wasm"[^>]*?( data-quick)?>([^<]*)</);
  return { html, wasm: gunzipSync(Buffer.from(data, "base64")), quick: unoptimised !== undefined };
}

/** A reader of the numbers and sections of a WASM module. */
class Reader {
  constructor(bytes, at = 0) {
    Object.assign(this, { bytes, at });
  }
  number() {
    for (let value = 0, shift = 0; ; shift += 7) {
      const byte = this.bytes[this.at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }
  text() {
    const length = this.number();
    return this.bytes.toString("utf8", this.at, (this.at += length));
  }
  *sections(end = this.bytes.length) {
    while (this.at < end) {
      const id = this.bytes[this.at++];
      const size = this.number();
      const next = this.at + size;
      yield { id, size, next };
      this.at = next;
    }
  }
}

/** Sizes of code by function, names of functions, sizes of sections. */
function functions(wasm) {
  const reader = new Reader(wasm, 8);
  const [sizes, names, parts] = [[], new Map(), { code: 0, data: 0 }];
  let imported = 0;
  for (const { id, size, next } of reader.sections()) {
    if (id === 2) imported = imports(reader);
    if (id === 11) parts.data = size;
    if (id === 10) {
      parts.code = size;
      for (let left = reader.number(); left > 0; left -= 1) {
        const length = reader.number();
        sizes.push(length);
        reader.at += length;
      }
    }
    if (id === 0 && reader.text() === "name") {
      for (const part of reader.sections(next)) {
        if (part.id !== 1) continue;
        for (let left = reader.number(); left > 0; left -= 1) {
          const index = reader.number();
          names.set(index, reader.text());
        }
      }
    }
  }
  return { named: sizes.map((size, at) => ({ size, name: names.get(at + imported) ?? "" })), known: names.size > 0, parts };
}

/** How many functions a module imports: they are counted before its own. */
function imports(reader) {
  let found = 0;
  for (let left = reader.number(); left > 0; left -= 1) {
    reader.text();
    reader.text();
    const kind = reader.bytes[reader.at++];
    if (kind === 0) {
      found += 1;
      reader.number();
    } else if (kind === 3) reader.at += 2;
    else if (kind === 4) reader.at += 1;
    else {
      if (kind === 1) reader.at += 1;
      const flags = reader.number();
      reader.number();
      if (flags & 1) reader.number();
    }
  }
  return found;
}

const CRATES = ["kindling_butane", "kindling_ignition", "kindling_pki", "kindling_core", "kindling_web"];

/** The crate a function belongs to: the first of ours in its name, as generic code is made for whom it is made for. */
function crate(name) {
  const found = CRATES.map((crate) => [name.indexOf(crate), crate]).filter(([at]) => at >= 0).sort((a, b) => a[0] - b[0]);
  return found[0]?.[1] ?? "what is depended on";
}

export async function size() {
  const { html, wasm } = await page();
  const sizes = table(["", "as it is", "gzip -9", "brotli -11"], [
    ["the HTML file", ...[html.length, pack.gzip(html), pack.brotli(html)].map(kilobytes)],
    ["the WASM in it", ...[wasm.length, pack.gzip(wasm), pack.brotli(wasm)].map(kilobytes)],
    ["goal", "HTML 4,000 KB", "", "WASM 1,200 KB"],
  ]);
  const named = await shares(pack.brotli(wasm), wasm.length);
  return ["The page:", sizes, ...named];
}

/** A build that keeps the names of functions, which the page's own drops. */
const NAMED = "target/named/wasm32-unknown-unknown/page/kindling-web.wasm";
const MAKE = `cargo build -p kindling-web --target wasm32-unknown-unknown --profile page --config 'profile.page.strip="debuginfo"' --target-dir target/named`;

/** Whose the code is, by a build with names; in proportion for the page's own. */
async function shares(brotli, raw) {
  const wasm = await readFile(path.join(ROOT, NAMED)).catch(() => undefined);
  const { named, known, parts } = wasm ? functions(wasm) : { known: false };
  if (!known) return [`Whose the code is cannot be told without a build that keeps names: \`${MAKE}\``];
  const sums = new Map();
  for (const { size, name } of named) sums.set(crate(name), (sums.get(crate(name)) ?? 0) + size);
  const whole = [...sums.values()].reduce((sum, size) => sum + size, 0);
  const rows = [...sums].sort((a, b) => b[1] - a[1]).map(([name, size]) => [
    name, kilobytes(size), percent(size / whole), kilobytes((raw * size) / (parts.code + parts.data)), kilobytes((brotli * size) / (parts.code + parts.data)),
  ]);
  return [
    "Whose the code is, by the names of functions before wasm-opt; the last two columns are that share of the page's own WASM " +
      "(code and data), so an estimate:",
    table(["crate", "code", "share of code", "in the WASM, about", "in brotli, about"], rows),
  ];
}
