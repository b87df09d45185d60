// Runs in the page before its own program: writes down when keys are pressed, when the worker is asked and answers,
// and when a frame with something new in it has been shown. It changes nothing that the page does.
(() => {
  const bench = { keys: [], asked: [], heard: [], worker: undefined };
  globalThis.kindlingBench = bench;

  addEventListener("keydown", (event) => bench.keys.push(event.timeStamp), true);

  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...more) {
    bench.worker = this;
    const words = Array.isArray(message) ? String(message[0]) : "";
    bench.asked.push({ at: performance.now(), words: words.slice(0, 80), size: words.length });
    const sent = post.call(this, message, ...more);
    bench.asked.at(-1).sent = performance.now();
    return sent;
  };
  const { set, ...rest } = Object.getOwnPropertyDescriptor(Worker.prototype, "onmessage");
  Object.defineProperty(Worker.prototype, "onmessage", {
    ...rest,
    set(hear) {
      set.call(this, hear && function (event) {
        const words = Array.isArray(event.data) ? String(event.data[0]) : "";
        bench.heard.push({ at: performance.now(), words: words.slice(0, 80), size: words.length });
        return hear.call(this, event);
      });
    },
  });

  /** The time after the first frame in which `test` holds; `test` is asked after every change of the document. */
  bench.shown = (test) => new Promise((done) => {
    const observer = new MutationObserver(look);
    function look() {
      if (!test()) return;
      observer.disconnect();
      requestAnimationFrame(() => {
        // A message sent within a frame is heard once the frame has been drawn.
        const channel = new MessageChannel();
        channel.port1.onmessage = () => done(performance.now());
        channel.port2.postMessage(0);
      });
    }
    observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    look();
  });

  /** Whether what is shown belongs to the newest edit, and to one after `before`. */
  bench.settled = (before = -1) => {
    const engine = document.querySelector("#engine");
    return Boolean(engine) && engine.dataset.revision === engine.dataset.wanted && Number(engine.dataset.wanted) > before;
  };

  bench.interactive = bench.shown(() => document.querySelector("dialog[open] [data-preset]"));
  bench.answered = bench.shown(() => document.querySelector("#engine.m-ok"));
})();
