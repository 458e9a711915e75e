// A run is a pure function: the same trace on x86-64 and on wasm32, byte for byte.

import assert from "node:assert/strict";
import test from "node:test";

import { allWidgets, ask, engine, native, widgetsOf } from "./engine.mjs";

/** The scenarios, by the folder in which they stand, and how many seeds each is run with. */
const FOLDERS = [
  { folder: "src", widgets: allWidgets(), seeds: 20 },
  { folder: "guide/src", widgets: widgetsOf("guide/src"), seeds: 5 },
  { folder: "tests/scenarios", widgets: widgetsOf("tests/scenarios"), seeds: 3 },
];

/** The hash of the native trace. */
async function nativeHash(folder, { scenario, variant }, whatIf, seed) {
  const question = whatIf === null ? [] : ["--what-if", whatIf];
  const options = ["--variant", variant, ...question, "--seed", `${seed}`];
  return (await native("run", folder, scenario.name, ...options)).trace_hash;
}

for (const { folder, widgets, seeds } of FOLDERS) {
  test(`${folder} has widgets to compare`, () => {
    assert.ok(widgets.length >= 4, `there are ${widgets.length}`);
  });

  for (const widget of widgets) {
    test(`native and wasm agree on ${folder}, ${widget.scenario.name}, ${widget.variant}`, async () => {
      const wasm = await engine();
      const questions = [null, ...widget["what-ifs"].map((each) => each.name)];
      const different = new Set();
      for (const whatIf of questions) {
        const numbers = Array.from({ length: seeds }, (_, at) => at + 1);
        const expected = [];
        for (const seed of numbers) {
          expected.push(await nativeHash(folder, widget, whatIf, seed));
        }
        const actual = numbers.map((seed) => ask(wasm, widget, { whatIf, seed })["trace-hash"]);
        assert.deepEqual(actual, expected, `${whatIf}`);
        for (const hash of actual) different.add(hash);
      }
      assert.ok(different.size > 1 || questions.length === 1, "questions make a difference");
    });
  }
}
