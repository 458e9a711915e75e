// What came of a run: verdicts, notes, diagram, events. Before the first run, the static result.

import { create } from "./dom";
import type { Judgement, Report, Verdict } from "./protocol";
import * as words from "./words";

/** What needs the reader's eye comes first. */
const ORDER: readonly Verdict[] = ["violated", "unknown", "holds"];

export class Outcome {
  readonly root: HTMLElement;
  /** A live region: what is put here is read out. It stands in the page before it says anything. */
  readonly #status = create("div", { class: "status", role: "status" });
  readonly #stale = create("p", { class: "stale" });
  readonly #given = create("slot", { name: "result" });
  readonly #figure = create("figure", { class: "whatif-figure", tabindex: "0" });
  readonly #table = create("div");
  readonly #events = create(
    "details",
    { class: "whatif-events" },
    create("summary", {}, words.EVENTS),
    this.#table,
  );

  constructor() {
    this.root = create(
      "div",
      { class: "outcome" },
      this.#stale,
      this.#status,
      this.#given,
      this.#figure,
      this.#events,
    );
    this.busy(false);
    this.stale("");
    this.#only(this.#given);
  }

  /** Shows that an answer is on its way. */
  busy(busy: boolean): void {
    this.root.setAttribute("aria-busy", String(busy));
  }

  /** Says whether what is shown is of other code than the editor holds; empty where it is not. */
  stale(sentence: string): void {
    this.#stale.hidden = sentence === "";
    this.#stale.textContent = sentence;
  }

  /** Shows the result that came with the page again. */
  restore(sentence: string): void {
    this.#status.replaceChildren(create("p", { class: "restored" }, sentence));
    this.#only(this.#given);
  }

  /** Shows what came of a run. */
  show(ask: string, { verdicts, notes, figure, events }: Report): void {
    const sorted = ORDER.flatMap((verdict) => verdicts.filter((one) => one.verdict === verdict));
    this.#status.replaceChildren(
      create("p", { class: "whatif-ask" }, ask),
      create("ul", { class: "whatif-verdicts" }, ...sorted.map(judgementItem)),
      ...notes.map((note) => create("p", { class: "note" }, note)),
    );
    // The only markup that is not made of nodes here: the engine escapes all text in it.
    this.#figure.innerHTML = figure;
    this.#figure.setAttribute("aria-label", words.diagramOf(ask));
    this.#table.innerHTML = events;
    this.#only(this.#figure, this.#events);
  }

  /** Says why there is nothing to show. */
  fail(sentence: string): void {
    this.#status.replaceChildren(create("p", { class: "failure" }, sentence));
    this.#only();
  }

  #only(...shown: readonly HTMLElement[]): void {
    for (const part of [this.#given, this.#figure, this.#events]) {
      part.hidden = !shown.includes(part);
    }
  }
}

function judgementItem({ says, verdict, why }: Judgement): HTMLElement {
  const item = create("li", { class: verdict }, create("strong", {}, verdict), `: ${says}`);
  if (why) item.append(" ", create("span", { class: "why" }, why));
  return item;
}
