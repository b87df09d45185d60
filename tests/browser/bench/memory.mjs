// What page and worker hold: the memory of their WASM, and the page's JavaScript heap after its garbage is collected.

/** Asks the glue for the program that runs already: it answers with what the program exports. */
const wasm = () => wasm_bindgen.initSync({}).memory.buffer.byteLength;

export async function heap(page, context) {
  const session = await context.newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const { nodes } = await session.send("Memory.getDOMCounters");
  const [worker] = page.workers();
  return { page: await page.evaluate(wasm), worker: await worker.evaluate(wasm), script: usedSize, nodes };
}
