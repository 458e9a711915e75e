// Knobs in the engine as it ships: turned for one run, and over their whole range.

import assert from "node:assert/strict";
import test from "node:test";

import { engine, widgetsOf } from "./engine.mjs";

const wasm = await engine();
const turning = widgetsOf("guide/src").filter(({ knobs }) => knobs?.length > 0);

function swept({ scenario, variant, code }, sweep, original = null) {
  const job = wasm.begin(JSON.stringify({ scenario, variant, code, sweep, original }));
  let progress;
  do progress = JSON.parse(job.advance(1));
  while (!progress.done);
  const report = JSON.parse(job.report());
  job.free();
  return { progress, report };
}

test("the guide has knobs to turn", () => assert.ok(turning.length > 0));

for (const widget of turning) {
  const { scenario, variant, code, knobs } = widget;
  for (const { sweep, values } of knobs) {
    test(`${scenario.name}, ${variant}: the curve of ${sweep} has a point for each value`, () => {
      const { progress, report } = swept(widget, sweep);
      assert.deepEqual(progress, { values: values.length, of: values.length, done: true });
      assert.ok(report.charts.length > 0);
      for (const chart of report.charts) assert.match(chart, /^<svg.*<\/svg>$/);
      assert.equal(report.table.match(/<th scope="row">/g).length, values.length);
    });

    test(`${scenario.name}, ${variant}: ${sweep} turned makes other runs`, () => {
      const hash = (more) => {
        const request = { scenario, variant, code, "what-if": null, seed: 1, ...more };
        return JSON.parse(wasm.run(JSON.stringify(request)))["trace-hash"];
      };
      const hashes = values.map((_, turned) => hash({ sweep, turned }));
      assert.ok(new Set(hashes).size > 1, hashes.join());
    });
  }
}

test("with the code as it was, each metric has two curves", () => {
  const [widget] = turning;
  const { sweep } = widget.knobs[0];
  const edited = { ...widget, code: `${widget.code}\n` };
  const { report } = swept(edited, sweep, widget.code);
  assert.match(report.table, /as it was/);
  assert.match(report.table, /as edited/);
});
