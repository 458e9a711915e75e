// The engine as it ships, under Node, beside the same code without WebAssembly.
//
// The first argument is the command `whatif-bench`. Nothing here asserts a duration.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { engine, firstPart } from "../tests/wasm/engine.mjs";

const ROUNDS = 15;
const EXPLORATION_ROUNDS = 5;
const COLD_STARTS = 11;
/** The compiler of V8 goes on optimizing after a function has been called for the first time. */
const WARM_UPS = 5;
/** How many states are visited between two answers, as in the other half. */
const SLICE = 4096;
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
  const parts = [];
  const begin = performance.now();
  let last = begin;
  const done = (name) => {
    const now = performance.now();
    parts.push([name, now - last]);
    last = now;
  };
  const wasm = firstPart(done);
  const answer = JSON.parse(wasm.run(request));
  done("the first run of the sign-up, its compilation included");
  assert.ok(answer.figure, JSON.stringify(answer));
  console.log(JSON.stringify([...parts, ["all of it", last - begin]]));
}

function coldStarts(request) {
  const starts = Array.from({ length: COLD_STARTS }, () => {
    const options = { input: JSON.stringify(request), encoding: "utf8" };
    const { status, stdout, stderr } = spawnSync(process.execPath, [self, "cold"], options);
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout);
  });
  const rows = starts[0].map(([name], at) => {
    const times = starts.map((parts) => parts[at][1]);
    return [name, median(times).toFixed(1), sorted(times)[0].toFixed(1)];
  });
  const head = ["what", "median ms", "minimum ms"];
  print("A cold start of the engine, each in a process of its own", [head, ...rows]);
}

/** A run of the engine in the page: how long it took, and the hash of its trace. */
function run(wasm, name, text) {
  const begin = performance.now();
  const answer = wasm.run(text);
  const microseconds = (performance.now() - begin) * 1e3;
  const { notes, "trace-hash": hash } = JSON.parse(answer);
  assert.deepEqual(notes, [], name);
  return [microseconds, hash];
}

/** An exploration by the engine in the page, from its first state to its last one. */
function explore(wasm, text) {
  const exploration = wasm.begin(text);
  const begin = performance.now();
  let progress;
  do progress = JSON.parse(exploration.advance(SLICE));
  while (progress.done === false);
  const microseconds = (performance.now() - begin) * 1e3;
  exploration.free();
  assert.ok(progress.done, JSON.stringify(progress));
  return [microseconds, `${progress.states}/${progress.transitions}`];
}

/** Both halves take turns, and must come to the same: their times, and that, by what is asked. */
async function takeTurns(requests, rounds, warmUps, ask, native) {
  const all = {};
  for (const [name, request] of Object.entries(requests)) {
    const text = JSON.stringify(request);
    const times = { wasm: [], native: [] };
    for (let round = -warmUps; round < rounds; round += 1) {
      const [took, outcome] = ask(name, text);
      const [microseconds, expected] = await native(name);
      assert.equal(outcome, expected, name);
      all[name] = { times, outcome };
      if (round >= 0) {
        times.wasm.push(took);
        times.native.push(Number(microseconds));
      }
    }
  }
  return all;
}

/** For the medians and then for the minima: how many times as long as without WebAssembly. */
function cells(times, show) {
  return [median, (all) => sorted(all)[0]].flatMap((of) => {
    const [ours, theirs] = [of(times.wasm), of(times.native)];
    return [(ours / theirs).toFixed(2), show(ours), show(theirs)];
  });
}

async function compareRuns(wasm, requests, native) {
  const ask = (name, text) => run(wasm, name, text);
  const all = await takeTurns(requests, ROUNDS, WARM_UPS, ask, native);
  const head = ["ratio of medians", "wasm µs", "native µs"];
  print("The engine in WebAssembly as ratio to the same code without it, which is 1.00", [
    ["request", ...head, "ratio of minima", ...head.slice(1)],
    ...Object.entries(all).map(([name, { times }]) => [
      name,
      ...cells(times, (microseconds) => microseconds.toFixed(1)),
    ]),
  ]);
}

async function compareExplorations(wasm, requests, native) {
  const ask = (_, text) => explore(wasm, text);
  const all = await takeTurns(requests, EXPLORATION_ROUNDS, 1, ask, native);
  const head = ["ratio of medians", "wasm states/s", "native states/s"];
  print("Exploring in WebAssembly as ratio of time to the same code without it, which is 1.00", [
    ["exploration", "states", ...head, "ratio of minima", ...head.slice(1)],
    ...Object.entries(all).map(([name, { times, outcome }]) => {
      const states = Number(outcome.split("/")[0]);
      const perSecond = (microseconds) => ((states * 1e6) / microseconds).toFixed(0);
      return [name, `${states}`, ...cells(times, perSecond)];
    }),
  ]);
}

async function main(command) {
  const child = spawn(command, ["engine"], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => {
    const { value, done } = await lines.next();
    assert.ok(!done, `${command} ended early`);
    return value;
  };
  const native = async (name) => {
    child.stdin.write(`${name}\n`);
    return (await line()).split(" ");
  };
  const { runs, explorations } = JSON.parse(await line());
  coldStarts(runs["sign-up"]);
  const wasm = await engine();
  await compareRuns(wasm, runs, native);
  await compareExplorations(wasm, explorations, native);
  child.stdin.end();
}

if (process.argv[2] === "cold") {
  coldStart();
} else {
  assert.ok(process.argv[2], "the first argument is the command whatif-bench");
  await main(process.argv[2]);
}
