// The engine as it ships, run under Node.

import { readFileSync } from "node:fs";
import vm from "node:vm";
import { gunzipSync } from "node:zlib";

const root = new URL("../../", import.meta.url);

/** A new engine from the script that the book loads. */
export function engine() {
  const page = vm.createContext({ TextDecoder, TextEncoder, WebAssembly, console });
  vm.runInContext(readFileSync(new URL("playground-wasm/dist/engine.js", root), "utf8"), page);
  vm.runInContext(`${page.WHATIF_ENGINE.glue};globalThis.bindings = wasm_bindgen;`, page);
  const bytes = gunzipSync(Buffer.from(page.WHATIF_ENGINE.wasm, "base64"));
  page.bindings.initSync({ module: new WebAssembly.Module(bytes) });
  return new page.bindings.Engine();
}

/** What the book gave the widgets of one of its pages. */
export function widgets(page) {
  const html = readFileSync(new URL(`book/${page}`, root), "utf8");
  const scripts = html.matchAll(/<script type="application\/json">(.*?)<\/script>/gs);
  return Array.from(scripts, ([, json]) => JSON.parse(json));
}

/** Asks the engine, as the page does. */
export function ask(engine, widget, { code = widget.code, whatIf = null, seed = null } = {}) {
  const request = { scenario: widget.scenario, variant: widget.variant, code };
  return JSON.parse(engine.run(JSON.stringify({ ...request, "what-if": whatIf, seed })));
}
