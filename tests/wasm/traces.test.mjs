// A run is a pure function: the same trace on x86-64 and on wasm32, byte for byte.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { ask, engine, widgets } from "./engine.mjs";

const SEEDS = 20;
const root = new URL("../../", import.meta.url);
const command = process.env.WHATIF_COMMAND;
const run = promisify(execFile);

/** The hash of the native trace. */
async function native(scenario, variant, whatIf, seed) {
  const file = fileURLToPath(new URL(`src/${scenario}.toml`, root));
  const question = whatIf === null ? [] : ["--what-if", whatIf];
  const options = ["--variant", variant, ...question, "--seed", `${seed}`, "--json"];
  const { stdout } = await run(command, ["run", file, ...options]);
  return JSON.parse(stdout).trace_hash;
}

const pages = readdirSync(new URL("src/", root)).filter((name) => /^\d.*\.md$/.test(name));
const all = pages.flatMap((page) => widgets(page.replace(/\.md$/, ".html")));

test("the book has widgets to compare", () => {
  assert.ok(command, "WHATIF_COMMAND names the command mdbook-whatif");
  assert.ok(all.length >= 4, `there are ${all.length}`);
});

for (const widget of all) {
  const { name } = widget.scenario;
  test(`native and wasm agree on ${name}, ${widget.variant}`, async () => {
    const wasm = engine();
    const questions = [null, ...widget["what-ifs"].map((each) => each.name)];
    for (const whatIf of questions) {
      const seeds = Array.from({ length: SEEDS }, (_, at) => at + 1);
      const expected = await Promise.all(
        seeds.map((seed) => native(name, widget.variant, whatIf, seed)),
      );
      const actual = seeds.map((seed) => ask(wasm, widget, { whatIf, seed })["trace-hash"]);
      assert.deepEqual(actual, expected, `${whatIf}`);
      assert.ok(new Set(actual).size > 1, "seeds make a difference");
    }
  });
}
