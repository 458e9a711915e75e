// What the page writes of a fault is what an author would write: every fault that can be said, as it
// travels, and in the author's words. The file is made and checked by the crate that reads both.

import { fault } from "../../playground-wasm/web/src/toml";
import { faults } from "./book.mjs";
import { expect, test } from "./fixtures";

test("a fault is written back in the words that are read as the same fault", async () => {
  const all = await faults();
  expect(all.length).toBeGreaterThan(30);
  expect(all.map((each) => fault(each.fault))).toEqual(all.map((each) => each.toml));
});

test("what is no fault is refused", () => {
  for (const none of [null, 1, "", [], {}, { what: {} }, { what: { kind: "trouble" } }]) {
    expect(() => fault(none)).toThrow(TypeError);
  }
});
