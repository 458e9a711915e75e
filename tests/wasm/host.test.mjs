// Where the page asks the engine: what it does with a job.

import assert from "node:assert/strict";
import test from "node:test";

import { Host } from "./engine.mjs";

/** A glue whose engine has jobs of one slice, and says when one of them is freed. */
function glue(freed) {
  let jobs = 0;
  class Engine {
    begin() {
      const number = ++jobs;
      return {
        advance: () => JSON.stringify({ done: true }),
        report: () => `the report of ${number}`,
        free: () => freed.push(number),
      };
    }
  }
  return { initSync: () => {}, Engine };
}

const later = () => new Promise((resolve) => setTimeout(resolve));

test("nobody waits for a job to be freed that has been reported", async () => {
  const freed = [];
  const host = new Host(glue(freed), null);
  host.answer({ begin: "" });
  assert.equal(host.answer({ report: true }), "the report of 1");
  assert.deepEqual(freed, []);
  await later();
  assert.deepEqual(freed, [1]);
  assert.equal(host.answer({ report: true }), "null");
});

test("the job that begins meanwhile is not the one that is freed", async () => {
  const freed = [];
  const host = new Host(glue(freed), null);
  host.answer({ begin: "" });
  host.answer({ report: true });
  host.answer({ begin: "" });
  await later();
  assert.deepEqual(freed, [1]);
  assert.equal(host.answer({ report: true }), "the report of 2");
});

test("a job that another takes the place of is freed at once", () => {
  const freed = [];
  const host = new Host(glue(freed), null);
  host.answer({ begin: "" });
  host.answer({ begin: "" });
  assert.deepEqual(freed, [1]);
});
