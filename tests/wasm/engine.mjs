// The engine as it ships, run under Node.

import { readFileSync } from "node:fs";
import vm from "node:vm";
import { gunzipSync } from "node:zlib";

const root = new URL("../../", import.meta.url);

/** A new engine from the script that the book loads. */
export function engine() {
  vm.runInThisContext(readFileSync(new URL("playground-wasm/dist/engine.js", root), "utf8"));
  const { glue, wasm } = globalThis.WHATIF_ENGINE;
  const bindings = vm.runInThisContext(`(() => {${glue}\nreturn wasm_bindgen})()`);
  const bytes = gunzipSync(Buffer.from(wasm, "base64"));
  bindings.initSync({ module: new WebAssembly.Module(bytes) });
  return new bindings.Engine();
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
