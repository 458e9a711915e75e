// What a page shows of one moment of a run, and what it offers to break there, in the engine as it
// ships.

import assert from "node:assert/strict";
import test from "node:test";

import { allWidgets, engine } from "./engine.mjs";

const wasm = await engine();
const naive = allWidgets().find(({ variant }) => variant === "naive");

const asked = (more) => ({
  scenario: naive.scenario,
  variant: naive.variant,
  code: naive.code,
  "what-if": null,
  faults: null,
  schedule: null,
  seed: null,
  ...more,
});
const run = (more = {}) => JSON.parse(wasm.run(JSON.stringify(asked(more))));
const moment = (event, more = {}) => JSON.parse(wasm.moment(JSON.stringify(asked({ ...more, event }))));

test("the table of a database fills when its insert has been done", () => {
  const users = (event) => {
    const db = moment(event).nodes.find(({ name }) => name === "db");
    return db.sections.find(({ name }) => name === "users").items;
  };
  const { told } = run();
  const counts = Array.from({ length: told.events }, (_, event) => users(event).length);
  const filled = counts.indexOf(1);
  assert.ok(filled > 0, counts.join());
  assert.ok(counts.slice(filled).every((count) => count === 1));
  assert.deepEqual(users(filled).map(({ fresh }) => fresh), [true]);
  assert.deepEqual(users(told.events - 1).map(({ fresh }) => fresh), [false]);
});

test("a process stands at the line where it waits, with its variables", () => {
  const server = moment(2).nodes.find(({ name }) => name === "server");
  const [task] = server.sections;
  assert.deepEqual([task.name, task.line], ["signup", 2]);
  assert.deepEqual(task.items.map(({ name }) => name), ["user"]);
});

test("there is nothing to see at an event that is not there", () => {
  assert.equal(moment(run().told.events), null);
});

test("what is offered goes wrong when it is asked for, and can be taken out again", () => {
  const calm = run();
  for (let event = 0; event < calm.told.events; event += 1) {
    for (const { words, fault } of moment(event).offers) {
      const broken = run({ faults: [fault] });
      assert.deepEqual(broken.faults, [{ words, fault }]);
      assert.notEqual(broken["trace-hash"], calm["trace-hash"], words);
    }
  }
  assert.equal(run({ faults: [] })["trace-hash"], calm["trace-hash"]);
});

test("a run that exploring has found is asked for by its schedule", () => {
  const job = wasm.begin(JSON.stringify(asked({ budget: null, states: null })));
  while (!JSON.parse(job.advance(1_000)).done);
  const { counterexamples } = JSON.parse(job.report());
  job.free();
  for (const { run: found } of counterexamples) {
    const { schedule, chosen } = found.told;
    const again = run({ schedule });
    assert.deepEqual(again.told.chosen, chosen);
    assert.deepEqual(again.notes, []);
    const words = moment(found.told.events - 1, { schedule }).words;
    assert.ok(words.length > 0);
    // Without the fault and what came of it, nothing goes wrong.
    const without = run({ schedule: schedule.slice(0, chosen[0].at) });
    assert.ok(without.verdicts.every(({ verdict }) => verdict === "holds"));
  }
});
