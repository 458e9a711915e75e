// Asks an engine whose functions note that they are called, and writes the notes to its output.
//
// The arguments are the glue, the module, a file with a request for a run on each line, the address
// of the first note, and how many there are.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import vm from "node:vm";

const [glue, module, requests, notes, functions] = process.argv.slice(2);
vm.runInThisContext(readFileSync(glue, "utf8"));
const bindings = globalThis.wasm_bindgen;
const { memory } = bindings.initSync({ module: new WebAssembly.Module(readFileSync(module)) });
const engine = new bindings.Engine();
for (const request of readFileSync(requests, "utf8").split("\n").filter(Boolean)) {
  const answer = JSON.parse(engine.run(request));
  assert.ok(answer.figure, `a run of the book is answered with its diagram: ${request}`);
}
writeFileSync(1, new Uint8Array(memory.buffer, Number(notes), Number(functions)));
