// Starts the program that this page carries: the WASM is in the data script
// `kindling-wasm` (gzip, base64), the glue is in the script `kindling-glue`.
// Nothing is fetched; the policy of the page forbids it.
(async () => {
  // Two million letters: a callback for each would take most of the time until the page is there.
  const unpack = (text) => {
    if (typeof Uint8Array.fromBase64 === "function") return Uint8Array.fromBase64(text);
    const letters = atob(text);
    const bytes = new Uint8Array(letters.length);
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = letters.charCodeAt(at);
    return bytes;
  };
  const data = document.getElementById("kindling-wasm");
  try {
    if (typeof WebAssembly !== "object") throw new Error("this browser has no WebAssembly");
    if (typeof DecompressionStream !== "function") throw new Error("this browser has no DecompressionStream");
    const bytes = unpack(data.textContent.trim());
    data.remove();
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const module = await WebAssembly.compile(await new Response(unpacked).arrayBuffer());
    await wasm_bindgen({ module_or_path: module });
  } catch (error) {
    const note = document.getElementById("kindling-start") ?? document.body.appendChild(document.createElement("p"));
    note.setAttribute("role", "alert");
    note.textContent = `Kindling could not start: ${error?.message ?? error}. It needs a browser from 2024 or later.`;
    console.error(error);
  }
})();
