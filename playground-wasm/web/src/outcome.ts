// What came of a run or an exploration: verdicts, notes, diagram, events. Before the first, the
// static result.

import { create, withCode } from "./dom";
import { Findings, type Told } from "./findings";
import type { Explored, Judgement, Run } from "./protocol";
import { SingleFaults } from "./single-faults";
import { verdictList } from "./verdicts";
import * as words from "./words";

export class Outcome {
  readonly root: HTMLElement;
  /** A live region: what is put here is read out. It stands in the page before it says anything. */
  readonly #status = create("div", { class: "status", role: "status" });
  readonly #stale = create("p", { class: "stale" });
  readonly #given = create("slot", { name: "result" });
  readonly #findings = new Findings((told) => this.#tell(told));
  /** What there is to say about a run that was found; read out when the reader chooses another. */
  readonly #told = create("div", { class: "told", "aria-live": "polite" });
  readonly #measured = create("div", { class: "whatif-measured" });
  readonly #figure = create("figure", { class: "whatif-figure", tabindex: "0" });
  readonly #table = create("div");
  readonly #events = create(
    "details",
    { class: "whatif-events" },
    create("summary", {}, words.EVENTS),
    this.#table,
  );
  readonly #singleFaults: SingleFaults;

  /** `go` takes the reader to a line in the editor. */
  constructor(go: (line: number) => void) {
    this.#singleFaults = new SingleFaults(go);
    this.root = create(
      "div",
      { class: "outcome" },
      this.#stale,
      this.#status,
      this.#given,
      this.#findings.root,
      this.#told,
      this.#measured,
      this.#figure,
      this.#events,
      this.#singleFaults.root,
    );
    this.busy(false);
    this.stale("");
    this.#only(this.#given);
  }

  /** Shows that an answer is on its way. */
  busy(busy: boolean): void {
    this.root.setAttribute("aria-busy", String(busy));
    this.root.classList.toggle("busy", busy);
  }

  /** Says whether what is shown is of other code than the editor holds; empty where it is not. */
  stale(sentence: string): void {
    this.#stale.hidden = sentence === "";
    this.#stale.textContent = sentence;
  }

  /** Shows the result that came with the page again. */
  restore(sentence: string): void {
    this.#say(create("p", { class: "restored" }, sentence));
    this.#only(this.#given);
  }

  /** Shows what came of a run. */
  show(ask: string, { verdicts, notes, measured, figure, events }: Run): void {
    this.#say(create("p", { class: "whatif-ask" }, ask), verdictList(verdicts), ...notes.map(note));
    this.#draw(ask, figure, events);
    this.#measured.innerHTML = measured;
    this.#only(...(measured === "" ? [] : [this.#measured]), this.#figure, this.#events);
  }

  /** Shows how far an exploration has come, in place of any result. */
  progress(sentence: string): void {
    // A region that is busy is not read out.
    this.root.setAttribute("aria-busy", "false");
    this.#say(create("p", { class: "progress" }, sentence));
    this.#only();
  }

  /** Shows what an exploration has found. */
  explored(explored: Explored): void {
    const heading = words.sentence(explored.sentence);
    this.#say(create("p", { class: "whatif-ask" }, heading));
    const run = this.#findings.show(explored) ? [this.#figure, this.#events] : [];
    const single = this.#singleFaults.show(explored) ? [this.#singleFaults.root] : [];
    this.#only(this.#findings.root, ...run, ...single);
  }

  /** Says why there is nothing to show. */
  fail(sentence: string): void {
    this.#say(create("p", { class: "failure" }, sentence));
    this.#only();
  }

  #tell({ run, name, clauses, notes }: Told): void {
    const story = words.story(name, run.words);
    const amiss = run.verdicts.filter(({ verdict }) => verdict !== "holds");
    const clauseOf = ({ property }: Judgement) => {
      const clause = clauses?.get(property);
      return clause ? create("span", { class: "why" }, ...withCode(words.clause(clause))) : null;
    };
    this.#told.replaceChildren(
      create("p", { class: "whatif-ask" }, story),
      amiss.length > 0 ? verdictList(amiss, clauseOf) : note(words.ALL_HOLDS),
      ...notes.map(note),
    );
    this.#draw(story, run.figure, run.events);
  }

  /** Puts this in place of all words about the last result. */
  #say(...words: readonly Node[]): void {
    this.#status.replaceChildren(...words);
    this.#told.replaceChildren();
  }

  #draw(ask: string, figure: string, events: string): void {
    // This and what was measured is the only markup that is not made of nodes here: the engine
    // escapes all text in it.
    this.#figure.innerHTML = figure;
    this.#figure.setAttribute("aria-label", words.diagramOf(ask));
    this.#table.innerHTML = events;
  }

  #only(...shown: readonly HTMLElement[]): void {
    const { root: findings } = this.#findings;
    const { root: singleFaults } = this.#singleFaults;
    for (const part of [
      this.#given,
      findings,
      this.#measured,
      this.#figure,
      this.#events,
      singleFaults,
    ]) {
      part.hidden = !shown.includes(part);
    }
  }
}

function note(sentence: string): HTMLElement {
  return create("p", { class: "note" }, sentence);
}
