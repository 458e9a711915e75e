// The list of all single faults that break something, each with its place in the code.

import { button, create } from "./dom";
import type { Counterexample, Explored, Found, SingleFault } from "./protocol";
import * as words from "./words";

export class SingleFaults {
  readonly root: HTMLElement;
  readonly #summary = create("summary");
  readonly #where = create("div");
  readonly #list = create("ul");
  readonly #go: (line: number) => void;
  readonly #offer: (way: Counterexample, about: string) => HTMLElement;
  readonly #offerTypical: (run: Found) => HTMLElement;

  /**
   * `go` takes the reader to a line in the editor; `offer` makes a button that shows a run, and
   * `offerTypical` one that shows a run in which they could strike.
   */
  constructor(
    go: (line: number) => void,
    offer: (way: Counterexample, about: string) => HTMLElement,
    offerTypical: (run: Found) => HTMLElement,
  ) {
    this.#go = go;
    this.#offer = offer;
    this.#offerTypical = offerTypical;
    this.root = create(
      "details",
      { class: "single-faults", open: "" },
      this.#summary,
      this.#where,
      this.#list,
    );
  }

  /** Shows the list. Says whether there is anything in it. */
  show(explored: Explored): boolean {
    const {
      verdicts,
      typical,
      "single-faults": faults,
      "single-faults-complete": complete,
    } = explored;
    const says = new Map(verdicts.map((each) => [each.property, each.says]));
    this.#summary.textContent = words.singleFaults(faults.length, complete);
    this.#where.replaceChildren(typical?.strikes.length ? this.#offerTypical(typical) : "");
    const ways = new Map(explored.others.map(({ single, way }) => [single, way]));
    this.#list.replaceChildren(...faults.map((fault, at) => this.#item(fault, says, ways.get(at))));
    return faults.length > 0;
  }

  #item(
    fault: SingleFault,
    says: ReadonlyMap<string, string>,
    way: Counterexample | undefined,
  ): HTMLElement {
    const { line, breaks } = fault;
    const place = line === null ? "" : button("place", () => this.#go(line), words.place(line));
    return create(
      "li",
      {},
      create("span", { class: "where" }, place),
      create("span", {}, words.sentence(fault.words)),
      create("span", { class: "help" }, words.breaks(breaks.map((name) => says.get(name) ?? name))),
      way ? this.#offer(way, fault.words) : "",
    );
  }
}
