// The list of all single faults that break something, each with its place in the code.

import { button, create } from "./dom";
import type { Explored, SingleFault } from "./protocol";
import * as words from "./words";

export class SingleFaults {
  readonly root: HTMLElement;
  readonly #summary = create("summary");
  readonly #list = create("ul");
  readonly #go: (line: number) => void;

  /** `go` takes the reader to a line in the editor. */
  constructor(go: (line: number) => void) {
    this.#go = go;
    this.root = create("details", { class: "single-faults", open: "" }, this.#summary, this.#list);
  }

  /** Shows the list. Says whether there is anything in it. */
  show(explored: Explored): boolean {
    const { verdicts, "single-faults": faults, "single-faults-complete": complete } = explored;
    const says = new Map(verdicts.map((each) => [each.property, each.says]));
    this.#summary.textContent = words.singleFaults(faults.length, complete);
    this.#list.replaceChildren(...faults.map((fault) => this.#item(fault, says)));
    return faults.length > 0;
  }

  #item(fault: SingleFault, says: ReadonlyMap<string, string>): HTMLElement {
    const { line, breaks } = fault;
    const place = line === null ? "" : button("place", () => this.#go(line), words.place(line));
    return create(
      "li",
      {},
      create("span", { class: "where" }, place),
      create("span", {}, words.sentence(fault.words)),
      create("span", { class: "help" }, words.breaks(breaks.map((name) => says.get(name) ?? name))),
    );
  }
}
