// The engine comes in two parts. The first is enough for whoever runs a widget of the book.

import assert from "node:assert/strict";
import test from "node:test";

import { allWidgets, ask, engine, exploration, firstPart, joined } from "./engine.mjs";

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

test("what is joined is the module that was taken apart, byte for byte", async () => {
  const leb128 = (number) =>
    number < 0x80 ? [number] : [(number & 0x7f) | 0x80, ...leb128(number >> 7)];
  const [magic, types, data] = [[0, 97, 115, 109, 1, 0, 0, 0], [1, 4, 1, 0x60, 0, 0], [11, 1, 0]];
  const module = (sections, bodies, after) => {
    const functions = bodies.flatMap((body) => [...leb128(body.length), ...body]);
    const code = [...leb128(bodies.length), ...functions];
    return new Uint8Array([...sections, 10, ...leb128(code.length), ...code, ...after]);
  };
  // No locals, and more and more that does nothing: sizes and counts of one byte and of two.
  const bodies = Array.from({ length: 200 }, (_, at) => [0, ...Array(at).fill(1), 0x0b]);
  const elsewhere = [0, 0, 0x0b];
  const isElsewhere = (at) => at % 3 === 0;
  const first = bodies.map((body, at) => (isElsewhere(at) ? elsewhere : body));
  const rest = bodies.filter((_, at) => isElsewhere(at));
  const sections = [...magic, ...types];
  const whole = await joined(module(sections, first, data), module(magic, rest, []));
  assert.deepEqual(whole, module(sections, bodies, data));
});
