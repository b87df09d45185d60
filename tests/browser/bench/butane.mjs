// Butane to Ignition in the page's own worker.

import { opened } from "./cluster.mjs";
import { ms, summary, table } from "./tables.mjs";

const RUNS = 100;
// A browser's clock has ticks of a tenth of a millisecond, so several are timed together.
const TOGETHER = 10;

/** Hands the worker a message as the page would and gives its answer and the time of one, measured in the worker. */
async function ask(worker, question, runs = 1, together = 1) {
  return worker.evaluate(({ question, runs, together }) => {
    const message = JSON.stringify({ revision: 0, ask: question });
    const times = [];
    let answer;
    const post = self.postMessage;
    self.postMessage = (said) => { [answer] = said; };
    for (let run = 0; run < runs; run += 1) {
      const began = performance.now();
      for (let one = 0; one < together; one += 1) self.dispatchEvent(new MessageEvent("message", { data: [message] }));
      times.push((performance.now() - began) / together);
    }
    self.postMessage = post;
    return { times, answer: JSON.parse(answer).reply.answer };
  }, { question, runs, together });
}

export async function butane(fresh) {
  const rows = [];
  await fresh(async (t) => {
    const { page } = await opened(t, 4, 3);
    const [worker] = page.workers();
    for (const [role, machine] of [["controller", "node1"], ["worker", "node4"]]) {
      const { answer: { text: { text } } } = await ask(worker, { read: { path: `nodes/${machine}/butane.yaml` } });
      const question = { translate: { text, strict: false, pretty: true } };
      // The first ones run code that the browser has not optimised yet.
      await ask(worker, question, RUNS);
      const { times, answer } = await ask(worker, question, RUNS, TOGETHER);
      if (!answer.translated.output) throw new Error(`the ${role}'s config was not translated`);
      const { least, median, at } = summary(times);
      const fine = (time) => `${time.toFixed(2)} ms`;
      rows.push([`a ${role}'s config`, text.trimEnd().split("\n").length, text.length, fine(least), fine(median), fine(at(0.95))]);
    }
  });
  rows.push(["goal, controller", "", "", "", ms(0.6), ""]);
  return [
    "Butane to Ignition in the page's worker, from the message to the answer: the request read, the text translated, the result " +
      "laid out for the eye and decoded for the view, the answer written:",
    table(["config", "lines", "bytes", "least", "median", "95 of 100 within"], rows),
  ];
}
