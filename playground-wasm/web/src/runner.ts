// Where the engine lives: in a worker, or in the page where workers are refused.

import { loadScript } from "./assets";
import { Host } from "./host";
import type { Ask, FromWorker, Glue, ToWorker } from "./protocol";

/** An engine that is ready to be asked. One thing at a time. */
export interface Runner {
  /** Rejects when the engine broke; it must not be asked again then. */
  answer(ask: Ask): Promise<string>;
  /** Ends it, whatever it is doing. */
  end(): void;
}

/** The engine did not answer in time and was ended. */
export class NoAnswer extends Error {}

/** The script of the worker, put here by the build. */
declare const WORKER_SOURCE: string;

declare global {
  /** Defined by engine-main.js: each call gives a new, uninitialised glue. */
  var WHATIF_GLUE: (() => Glue) | undefined;
}

/** The engine has limits of its own, far below this; who reaches it has found a hole in them. */
const PATIENCE_MS = 10_000;

/**
 * Starts the engine in a worker made of a Blob. Rejects where the page's policy or the browser
 * forbids that, which may show only in an `error` event after the worker has been made.
 */
export async function startInWorker(module: WebAssembly.Module, glue: string): Promise<Runner> {
  const address = URL.createObjectURL(
    new Blob([glue, "\n", WORKER_SOURCE], { type: "text/javascript" }),
  );
  try {
    const worker = new Worker(address);
    try {
      await reply(worker, { module });
    } catch (error) {
      worker.terminate();
      throw error;
    }
    return {
      async answer(ask) {
        const message = await reply(worker, ask);
        if ("answer" in message) return message.answer;
        throw new Error("the worker gave no answer to what it was asked");
      },
      end: () => worker.terminate(),
    };
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Says something to the worker and waits for the one thing that it says back. */
function reply(worker: Worker, message: ToWorker): Promise<FromWorker> {
  return new Promise((resolve, reject) => {
    const settled = new AbortController();
    const settle = (done: () => void) => {
      settled.abort();
      clearTimeout(alarm);
      done();
    };
    const alarm = setTimeout(() => settle(() => reject(new NoAnswer())), PATIENCE_MS);
    const options = { signal: settled.signal };
    worker.addEventListener(
      "message",
      ({ data }: MessageEvent<FromWorker>) =>
        settle(() => ("trap" in data ? reject(new Error(data.trap)) : resolve(data))),
      options,
    );
    for (const broken of ["error", "messageerror"]) {
      worker.addEventListener(
        broken,
        (event) => {
          // Otherwise the browser reports it as an error of the page, which it is not.
          event.preventDefault();
          settle(() => reject(new Error("the worker broke")));
        },
        options,
      );
    }
    worker.postMessage(message);
  });
}

/** Starts the engine in the page itself. Nobody can end it there but its own limits. */
export async function startHere(module: WebAssembly.Module): Promise<Runner> {
  await loadScript("engine-main.js");
  const glue = globalThis.WHATIF_GLUE?.();
  if (!glue) throw new Error("engine-main.js has not defined the glue");
  const host = new Host(glue, module);
  return {
    async answer(ask) {
      // The page shows that it is busy before it is, and between two slices of an exploration it
      // attends to its reader.
      await new Promise((resolve) => setTimeout(resolve));
      return host.answer(ask);
    },
    end: () => {},
  };
}
