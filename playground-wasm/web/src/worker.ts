// The script of the worker. The page puts the engine's glue in front of it and makes a Blob of both.

import type { FromWorker, Glue, ToWorker } from "./protocol";

declare const wasm_bindgen: Glue;

let engine: InstanceType<Glue["Engine"]> | undefined;

self.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  try {
    if ("module" in data) {
      wasm_bindgen.initSync({ module: data.module });
      engine = new wasm_bindgen.Engine();
      say({ ready: true });
    } else if (engine) {
      say({ answer: engine.run(data.request) });
    }
  } catch (error) {
    say({ trap: String(error) });
  }
});

function say(message: FromWorker): void {
  self.postMessage(message);
}
