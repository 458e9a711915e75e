// A run is a pure function: the same trace on x86-64 and on wasm32, byte for byte.

import assert from "node:assert/strict";
import test from "node:test";

import { allWidgets, ask, engine, native } from "./engine.mjs";

const SEEDS = 20;
const all = allWidgets();

/** The hash of the native trace. */
async function nativeHash({ scenario, variant }, whatIf, seed) {
  const question = whatIf === null ? [] : ["--what-if", whatIf];
  const options = ["--variant", variant, ...question, "--seed", `${seed}`];
  return (await native("run", scenario.name, ...options)).trace_hash;
}

test("the book has widgets to compare", () => {
  assert.ok(all.length >= 4, `there are ${all.length}`);
});

for (const widget of all) {
  test(`native and wasm agree on ${widget.scenario.name}, ${widget.variant}`, async () => {
    const wasm = engine();
    const questions = [null, ...widget["what-ifs"].map((each) => each.name)];
    for (const whatIf of questions) {
      const seeds = Array.from({ length: SEEDS }, (_, at) => at + 1);
      const expected = await Promise.all(seeds.map((seed) => nativeHash(widget, whatIf, seed)));
      const actual = seeds.map((seed) => ask(wasm, widget, { whatIf, seed })["trace-hash"]);
      assert.deepEqual(actual, expected, `${whatIf}`);
      assert.ok(new Set(actual).size > 1, "seeds make a difference");
    }
  });
}
