// An exploration finds the same in the page as on the terminal, whatever its slices.

import assert from "node:assert/strict";
import test from "node:test";

import { allWidgets, ask, engine, exploration, explore, native } from "./engine.mjs";

/** What the command finds at the most where nobody says. */
const NATIVE_STATES = 1_000_000;

/**
 * Scenarios that are searched to their end, and in little time. Where an exploration ends at its
 * ceiling of memory, it ends elsewhere in a page, whose values are half as large.
 */
const SEARCHED = ["email-signup", "secure-network", "one-administrator"];

const all = allWidgets().filter(({ scenario }) => SEARCHED.includes(scenario.name));
const wasm = await engine();
const naive = all.find(({ variant }) => variant === "naive");

/** What became of these properties in a run, in the order of the author's file. */
const judged = (run, names) => run.verdicts.filter(({ property }) => names.includes(property));

for (const widget of all) {
  const { scenario, variant } = widget;
  test(`native and wasm find the same in ${scenario.name}, ${variant}`, async () => {
    for (const faults of [null, { crash: 1 }, { lose: 2, delay: 1 }, {}]) {
      const budget = Object.entries(faults ?? {}).map((each) => each.join("="));
      const options = faults === null ? [] : ["--faults", budget.join(",")];
      const expected = await native("explore", "src", scenario.name, "--variant", variant, ...options);
      const found = explore(wasm, widget, { faults, states: NATIVE_STATES });

      for (const count of ["states", "transitions", "depth", "exhausted", "bound", "sentence"]) {
        assert.equal(found[count], expected[count], count);
      }
      assert.deepEqual(found.budget, expected.budget);
      const verdicts = found.verdicts.map(({ property, ...rest }) => [property, rest]);
      assert.deepEqual(Object.fromEntries(verdicts), expected.verdicts);
      assert.deepEqual(
        found.counterexamples.map(({ breaks, clauses, steps, run, sibling }) => {
          const why = judged(run, breaks).map((each, at) => {
            return clauses[at] ? `${each.why}. There ${clauses[at]}` : each.why;
          });
          const fine = sibling && sibling.instead;
          const { schedule } = run.told;
          return { breaks, steps, schedule, words: run.words, why, "fine-where": fine };
        }),
        expected.counterexamples.map(({ faults: _, ...rest }) => rest),
      );
      assert.deepEqual(
        found["single-faults"].map(({ words, line, breaks }) => ({ fault: words, line, breaks })),
        expected["single-faults"],
      );
      assert.equal(found["single-faults-complete"], expected["single-faults-complete"]);
    }
  });

  test(`slices make no difference to ${scenario.name}, ${variant}`, () => {
    // As far as all but the largest go to their end.
    const bound = { states: 20_000 };
    const whole = explore(wasm, widget, bound);
    assert.ok(!whole.exhausted || whole.bound === null);
    for (const slice of [1, 7, 100]) {
      assert.deepEqual(explore(wasm, widget, { ...bound, slice }), whole);
    }
  });
}

test("each run that is shown comes with its diagram, its events and its verdicts", () => {
  const { counterexamples } = explore(wasm, naive);
  assert.ok(counterexamples.length > 0);
  for (const { breaks, run, sibling } of counterexamples) {
    assert.equal(judged(run, breaks).length, breaks.length);
    assert.ok(judged(run, breaks).every(({ verdict }) => verdict === "violated"));
    assert.ok(sibling, "there is a run beside it that is fine");
    assert.ok(sibling.run.verdicts.every(({ verdict }) => verdict === "holds"));
    for (const { figure, events } of [run, sibling.run]) {
      assert.match(figure, /^<svg.*<\/svg>$/);
      assert.match(events, /^<table.*<\/table>$/);
    }
  }
});

test("where nothing is violated there are a nearest miss and a typical run", () => {
  const found = explore(wasm, naive, { faults: {} });
  assert.deepEqual(found.counterexamples, []);
  for (const run of [found["nearest-miss"], found.typical]) {
    assert.ok(run.verdicts.every(({ verdict }) => verdict === "holds"));
    assert.match(run.figure, /^<svg.*<\/svg>$/);
  }
});

test("whoever stops an exploration learns what it has found so far, and can let it go on", () => {
  const whole = explore(wasm, naive);
  const stopped = exploration(wasm, naive);
  const progress = JSON.parse(stopped.advance(10));
  assert.equal(progress.done, false);

  const partial = JSON.parse(stopped.report());
  assert.equal(partial.exhausted, false);
  assert.equal(partial.bound, `stopped after ${progress.states.toLocaleString("en")} states: unknown beyond`);
  assert.ok(partial.verdicts.some(({ verdict }) => verdict === "unknown"));
  assert.ok(partial.states < whole.states);

  // In the meantime the engine does something else.
  assert.ok(ask(wasm, naive).verdicts.length > 0);
  stopped.advance(whole.states);
  assert.deepEqual(JSON.parse(stopped.report()), whole);
  stopped.free();
});

test("a bound on the states is kept and said", () => {
  const { states, exhausted, bound } = explore(wasm, naive, { states: 20 });
  assert.ok(states >= 20 && states < 40, `there are ${states}`);
  assert.equal(exhausted, false);
  assert.match(bound, /^stopped at [\d,]+ states: unknown beyond$/);
});

test("code that is wrong and requests that are none are answered", () => {
  const { problems } = explore(wasm, naive, { code: "async fn" });
  assert.ok(problems.length > 0);
  for (const request of ["", "null", "{}", '{"scenario":{}}', "[[[[", '{"states":1e999}']) {
    const nothing = wasm.begin(request);
    for (const answer of [nothing.advance(1), nothing.report()]) {
      assert.ok(JSON.parse(answer).problems.length > 0);
    }
    nothing.free();
  }
  for (const faults of [{ crsh: 1 }, { crash: -1 }, { crash: 1.5 }, { crash: 10 }, 1, "crash"]) {
    assert.ok(explore(wasm, naive, { faults }).problems.length > 0);
  }
});

const RESTLESS = {
  "an endless loop": "loop {}",
  "a loop that waits for ever": "loop { sleep(Duration::from_millis(1)).await; }",
  "a loop that waits no time": "loop { sleep(Duration::from_millis(0)).await; }",
  "a loop that never does the same": `let mut round = 0u64;
    loop { round += 1; let _ = db::insert("users", &user).await; sleep(Duration::from_millis(round)).await; }`,
  "a string that doubles for ever":
    'let mut text = String::from("a");\n    loop { text = text.clone() + &text; }',
};

for (const [name, body] of Object.entries(RESTLESS)) {
  test(`${name} is explored as far as it goes`, () => {
    const code = `async fn signup(user: User) -> Result<()> {\n    ${body}\n}\n`;
    const found = explore(wasm, naive, { code, states: 2_000 });
    assert.ok(found.sentence, JSON.stringify(found.problems));
    assert.ok(ask(wasm, naive).verdicts.every(({ verdict }) => verdict === "holds"));
  });
}
