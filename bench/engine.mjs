// The engine as it ships, under Node, beside the same code without WebAssembly.
//
// The first argument is the command `whatif-bench`. Nothing here asserts a duration.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { engine } from "../tests/wasm/engine.mjs";

const ROUNDS = 15;
const COLD_STARTS = 7;
/** The compiler of V8 goes on optimizing after a function has been called for the first time. */
const WARM_UPS = 5;
const self = fileURLToPath(import.meta.url);

function sorted(times) {
  return times.toSorted((a, b) => a - b);
}

function median(times) {
  return sorted(times)[times.length >> 1];
}

/** Prints a table: the first column to the left, the others to the right. */
function print(title, rows) {
  console.log(`\n${title}\n`);
  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => row[at].length)));
  for (const row of rows) {
    const cells = row.map((cell, at) => cell[at === 0 ? "padEnd" : "padStart"](widths[at]));
    console.log(cells.join("  ").trimEnd());
  }
}

/** One cold start, in a process of its own: what a reader waits for who comes for the first time. */
function coldStart() {
  const request = readFileSync(0, "utf8");
  const begin = performance.now();
  const wasm = engine();
  const instantiated = performance.now();
  const answer = JSON.parse(wasm.run(request));
  const end = performance.now();
  assert.ok(answer.figure, JSON.stringify(answer));
  console.log(JSON.stringify([instantiated - begin, end - instantiated, end - begin]));
}

function coldStarts(request) {
  const starts = Array.from({ length: COLD_STARTS }, () => {
    const options = { input: JSON.stringify(request), encoding: "utf8" };
    const { status, stdout, stderr } = spawnSync(process.execPath, [self, "cold"], options);
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout);
  });
  const row = (name, at) => {
    const times = starts.map((start) => start[at]);
    return [name, median(times).toFixed(1), sorted(times)[0].toFixed(1)];
  };
  print("A cold start of the engine, each in a process of its own", [
    ["what", "median ms", "minimum ms"],
    row("inflate, compile and instantiate the module", 0),
    row("the first run of the sign-up, its compilation included", 1),
    row("both", 2),
  ]);
}

/** Both halves take turns, and must come to the same trace. */
async function compare(requests, native) {
  const wasm = engine();
  const rows = [
    [
      "request",
      "ratio of medians",
      "wasm µs",
      "native µs",
      "ratio of minima",
      "wasm µs",
      "native µs",
    ],
  ];
  for (const [name, request] of Object.entries(requests)) {
    const text = JSON.stringify(request);
    const times = { wasm: [], native: [] };
    for (let round = -WARM_UPS; round < ROUNDS; round += 1) {
      const begin = performance.now();
      const answer = wasm.run(text);
      const took = (performance.now() - begin) * 1e3;
      const [microseconds, hash] = await native(name);
      const parsed = JSON.parse(answer);
      assert.deepEqual(parsed.notes, [], name);
      assert.equal(parsed["trace-hash"], hash, name);
      if (round >= 0) {
        times.wasm.push(took);
        times.native.push(Number(microseconds));
      }
    }
    const cells = [median, (all) => sorted(all)[0]].flatMap((of) => {
      const [ours, theirs] = [of(times.wasm), of(times.native)];
      return [(ours / theirs).toFixed(2), ours.toFixed(1), theirs.toFixed(1)];
    });
    rows.push([name, ...cells]);
  }
  print("The engine in WebAssembly as ratio to the same code without it, which is 1.00", rows);
}

async function main(command) {
  const child = spawn(command, ["engine"], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => {
    const { value, done } = await lines.next();
    assert.ok(!done, `${command} ended early`);
    return value;
  };
  const requests = JSON.parse(await line());
  coldStarts(requests["sign-up"]);
  await compare(requests, async (name) => {
    child.stdin.write(`${name}\n`);
    return (await line()).split(" ");
  });
  child.stdin.end();
}

if (process.argv[2] === "cold") {
  coldStart();
} else {
  assert.ok(process.argv[2], "the first argument is the command whatif-bench");
  await main(process.argv[2]);
}
