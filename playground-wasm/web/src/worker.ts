// The script of the worker. The page puts the engine's glue in front of it and makes a Blob of both.

import { Host } from "./host";
import type { FromWorker, Glue, ToWorker } from "./protocol";

declare const wasm_bindgen: Glue;

let host: Host | undefined;

self.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  try {
    if ("module" in data) {
      host = new Host(wasm_bindgen, data.module);
      say({ ready: true });
    } else if (host) {
      say({ answer: host.answer(data) });
    }
  } catch (error) {
    say({ trap: String(error) });
  }
});

function say(message: FromWorker): void {
  self.postMessage(message);
}
