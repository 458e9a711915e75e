// The engine comes in two parts. The first is enough for whoever runs a widget of the book.

import assert from "node:assert/strict";
import test from "node:test";

import { allWidgets, ask, engine, exploration, firstPart } from "./engine.mjs";

const widgets = allWidgets();
const whole = await engine();

test("the book has widgets", () => assert.ok(widgets.length >= 40, `there are ${widgets.length}`));

for (const widget of widgets) {
  const { scenario, variant } = widget;
  test(`${scenario.name}, ${variant}, is run by the first part as by the whole engine`, () => {
    const answer = ask(firstPart(), widget);
    assert.ok(answer.figure);
    assert.deepEqual(answer, ask(whole, widget));
  });
}

test("who asks the first part for what stands in the rest gets no wrong answer, but none", () => {
  const [widget] = widgets;
  assert.throws(() => exploration(firstPart(), widget), WebAssembly.RuntimeError);
  assert.throws(() => ask(firstPart(), widget, { code: "fn (" }), WebAssembly.RuntimeError);
  assert.ok(ask(whole, widget, { code: "fn (" }).problems.length > 0);
});
