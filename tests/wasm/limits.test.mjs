// Whatever a reader types, the engine answers with a sentence and goes on.

import assert from "node:assert/strict";
import test from "node:test";

import { ask, engine, widgets } from "./engine.mjs";

const [widget] = widgets("01-already-distributed.html");
const wasm = await engine();

const body = (text) => `async fn signup(user: User) -> Result<()> {\n${text}\n    Ok(())\n}\n`;

const LIMITED = {
  "an endless loop": [body("    loop {}"), /operations without waiting/],
  "a loop that waits for ever": [
    body("    loop { sleep(Duration::from_millis(1)).await; }"),
    /never settles|was stopped/,
  ],
  "a loop that waits no time": [
    body("    loop { sleep(Duration::from_millis(0)).await; }"),
    /never settles/,
  ],
  "endless recursion": [
    `${body("    deeper(1);")}fn deeper(n: u64) -> u64 { deeper(n + 1) + 1 }\n`,
    /waiting for one another/,
  ],
  "endless recursion of async functions": [
    `${body("    deeper().await;")}async fn deeper() { deeper().await }\n`,
    /waiting for one another/,
  ],
  "a string that doubles for ever": [
    body('    let mut text = String::from("a");\n    loop { text = text.clone() + &text; }'),
    /MB of values/,
  ],
  "a list that doubles for ever": [
    body("    let mut list = vec![0; 2];\n    loop { list.extend(list.clone()); }"),
    /MB of values|too many values/,
  ],
  "endless printing": [body('    loop { println!("again"); }'), /printed/],
  "closures in closures for ever": [
    `${body("    again(3);")}fn again(n: u64) -> u64 { vec![n].iter().map(|m| again(*m)).sum() }\n`,
    /closures call one another|waiting for one another/,
  ],
};

for (const [name, [code, sentence]] of Object.entries(LIMITED)) {
  test(name, () => {
    const answer = ask(wasm, widget, { code });
    assert.ok(answer.notes, JSON.stringify(answer.problems));
    const verdicts = answer.verdicts.map(({ why }) => why);
    assert.match([...answer.notes, ...verdicts].join("\n"), sentence);
    assert.ok(ask(wasm, widget).verdicts.every(({ verdict }) => verdict === "holds"));
  });
}

const REFUSED = {
  "nothing at all": ["", /no function `signup`/],
  "no Rust": ["everything is broken", /./],
  "a bracket that is not closed": ["async fn signup(user: User) -> Result<()> {", /./],
  "brackets without end": [`fn f() { ${"(".repeat(5000)} }`, /./],
  "nested brackets": [`fn f() { ${"(".repeat(500)}1${")".repeat(500)}; }`, /nested/],
  "a thousand negations": [`fn f() { ${"!".repeat(1000)}true; }`, /too long/],
  "a thousand references": [`fn f(x: ${"&".repeat(1000)}u8) {}`, /too long/],
  "a thousand closures": [`fn f() { ${"|x| ".repeat(1000)}1; }`, /too long/],
  "a thousand else ifs": [
    `fn f() { if true {} ${"else if true {} ".repeat(1000)} }`,
    /too long|too deep/,
  ],
  "a long sum": [`fn f() { ${"1 + ".repeat(3000)}1; }`, /too deep|too long/],
  "a long chain of methods": [`fn f() { 1${".abs()".repeat(3000)}; }`, /too deep|too long/],
  "types in types": [`fn f(x: ${"Vec<".repeat(3000)}u8${">".repeat(3000)}) {}`, /./],
  "a text that is too long": [`// ${"x".repeat(70_000)}`, /longer than 64 KB/],
};

for (const [name, [code, sentence]] of Object.entries(REFUSED)) {
  test(name, () => {
    const answer = ask(wasm, widget, { code });
    assert.ok(answer.problems?.length > 0, "there are problems");
    assert.match(answer.problems.map(({ message }) => message).join("\n"), sentence);
    assert.ok(ask(wasm, widget).verdicts.every(({ verdict }) => verdict === "holds"));
  });
}

test("a request that is no request gets an answer", () => {
  for (const request of ["", "null", "{}", '{"scenario":{}}', "[[[[", '{"seed":1e999}']) {
    const answer = JSON.parse(wasm.run(request));
    assert.ok(answer.problems.length > 0);
  }
});
