// What came of a run, an exploration or a sweep: verdicts, notes, and the run to look at. Before the
// first, the static result.

import { button, create, makeReachable, withCode } from "./dom";
import { Findings, type Told as FoundTold } from "./findings";
import type {
  Asked,
  Explored,
  Fault,
  Judgement,
  Run,
  RunRequest,
  SingleFault,
  Swept,
} from "./protocol";
import { Scene } from "./scene";
import { SingleFaults } from "./single-faults";
import { verdictList } from "./verdicts";
import * as words from "./words";

/** What the outcome asks of the widget. */
export interface OutcomeOptions {
  /** Takes the reader to a line in the editor. */
  readonly go: (line: number) => void;
  /** Runs the code again, and something else goes wrong. */
  readonly ask: (asked: Asked) => void;
  /** Makes the static result live. */
  readonly begin: () => void;
  /** Explores on, for the ways behind the shortest. */
  readonly further: () => void;
  /** The code stands at these lines. */
  readonly stands: (lines: ReadonlySet<number>) => void;
}

export class Outcome {
  readonly root: HTMLElement;
  /** A live region: what is put here is read out. It stands in the page before it says anything. */
  readonly #status = create("div", { class: "status", role: "status" });
  readonly #stale = create("p", { class: "stale" });
  readonly #given = create("slot", { name: "result" });
  readonly #begin: HTMLElement;
  readonly #findings: Findings;
  /** What there is to say about a run that was found; read out when the reader chooses another. */
  readonly #told = create("div", { class: "told", "aria-live": "polite" });
  readonly #measured = create("div", { class: "whatif-measured" });
  /** What clients did and saw, where that is judged. */
  readonly #history = create("div", { class: "whatif-history" });
  readonly #scene: Scene;
  readonly #singleFaults: SingleFaults;
  /** What was asked for to get the runs that were found. */
  #request: RunRequest | null = null;
  /** The faults of which the runs that were found say where they strike. */
  #singles: readonly SingleFault[] = [];

  constructor({ go, ask, begin, further, stands }: OutcomeOptions) {
    this.#findings = new Findings((told) => this.#tell(told), further);
    this.#singleFaults = new SingleFaults(
      go,
      (way, about) => this.#findings.offer(way, about),
      (typical) => this.#findings.offerTypical(typical),
    );
    // The run is told above the list; who presses there is to see that something happens.
    this.#singleFaults.root.addEventListener("click", ({ target }) => {
      if (target instanceof Element && target.matches(".way")) {
        this.#told.scrollIntoView({ block: "nearest" });
      }
    });
    this.#scene = new Scene(ask, stands);
    this.#begin = button("begin", begin, words.BEGIN);
    const how = words.HOW_TO_READ.map((line) => create("li", {}, ...withStress(line)));
    this.root = create(
      "div",
      { class: "outcome" },
      this.#stale,
      this.#status,
      this.#given,
      this.#begin,
      this.#findings.root,
      this.#told,
      this.#measured,
      this.#history,
      this.#scene.root,
      this.#singleFaults.root,
      create(
        "details",
        { class: "how" },
        create("summary", {}, words.HOW),
        create("ul", {}, ...how),
        // Where the book explains these words, the preprocessor has written links to them.
        create("slot", { name: "words" }),
      ),
    );
    this.busy(false);
    this.stale("");
    this.#only(this.#given, this.#begin);
  }

  /** The event of the run at which the reader is; null where at none. */
  get at(): number | null {
    return this.#scene.root.hidden ? null : this.#scene.at;
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
    this.#only(this.#given, this.#begin);
  }

  /** Shows what came of a run, at the event at which the reader is to be. */
  show(name: string, run: Run, request: RunRequest, at: number | null): void {
    const { verdicts, notes, measured, histories, faults, figure, events, told } = run;
    this.#say(
      create("p", { class: "whatif-ask" }, name),
      verdictList(verdicts),
      ...notes.map(note),
    );
    const strikes = new Map<number, string[]>();
    this.#scene.show({ request, name, verdicts, faults, figure, events, told, strikes });
    this.#measured.innerHTML = measured;
    this.#only(...(measured === "" ? [] : [this.#measured]), this.#scene.root);
    this.#saw(histories);
    if (at !== null && told.events > 0) this.#scene.go(Math.min(at, told.events - 1));
  }

  /** Shows how far something has come, in place of any result. */
  progress(sentence: string): void {
    // A region that is busy is not read out.
    this.root.setAttribute("aria-busy", "false");
    this.#say(create("p", { class: "progress" }, sentence));
    this.#only();
  }

  /** Shows what an exploration has found with the code and the knob of a request. */
  explored(explored: Explored, request: RunRequest, wentOn: boolean): void {
    this.#request = request;
    const heading = words.sentence(explored.sentence);
    this.#say(create("p", { class: "whatif-ask" }, heading));
    this.#singles = explored["single-faults"];
    const run = this.#findings.show(explored, wentOn) ? [this.#scene.root] : [];
    const single = this.#singleFaults.show(explored) ? [this.#singleFaults.root] : [];
    this.#only(this.#findings.root, ...run, ...single);
  }

  /** Shows what a sweep has come to. */
  swept({ says, charts, table }: Swept): void {
    this.#say(create("p", { class: "whatif-ask" }, words.sentence(says)));
    const figure = create("figure");
    // The engine escapes all text in these two.
    figure.innerHTML = charts.join("");
    const numbers = create("div");
    numbers.innerHTML = table;
    this.#measured.replaceChildren(
      figure,
      create("details", { open: "" }, create("summary", {}, words.NUMBERS), numbers),
    );
    this.#only(this.#measured);
  }

  /** Says why there is nothing to show. */
  fail(sentence: string): void {
    this.#say(create("p", { class: "failure" }, sentence));
    this.#only();
  }

  #tell({ run, name, clauses, notes }: FoundTold): void {
    const story = words.story(name, run.words);
    const { verdicts, histories, figure, events, told } = run;
    const amiss = verdicts.filter(({ verdict }) => verdict !== "holds");
    const clauseOf = ({ property }: Judgement) => {
      const clause = clauses?.get(property);
      return clause ? create("span", { class: "why" }, ...withCode(words.clause(clause))) : null;
    };
    this.#told.replaceChildren(
      create("p", { class: "whatif-ask" }, story),
      amiss.length > 0 ? verdictList(amiss, clauseOf) : note(words.ALL_HOLDS),
      ...notes.map(note),
    );
    this.#saw(histories);
    if (!this.#request) return;
    const request = { ...this.#request, schedule: told.schedule };
    const strikes = new Map<number, string[]>();
    for (const [event, single] of run.strikes) {
      const fault = this.#singles[single];
      if (fault) strikes.set(event, [...(strikes.get(event) ?? []), fault.words]);
    }
    const faults: readonly Fault[] = [];
    this.#scene.show({ request, name: story, verdicts, faults, figure, events, told, strikes });
  }

  /** Shows what clients did and saw, as the engine has escaped it. */
  #saw(histories: string): void {
    this.#history.innerHTML = histories;
    this.#history.hidden = histories === "";
    makeReachable(this.#history, words.HISTORY);
  }

  /** Puts this in place of all words about the last result. */
  #say(...words: readonly Node[]): void {
    this.#status.replaceChildren(...words);
    this.#told.replaceChildren();
    this.#saw("");
    this.#scene.rest();
  }

  #only(...shown: readonly HTMLElement[]): void {
    for (const part of [
      this.#given,
      this.#begin,
      this.#findings.root,
      this.#measured,
      this.#scene.root,
      this.#singleFaults.root,
    ]) {
      part.hidden = !shown.includes(part);
    }
  }
}

function note(sentence: string): HTMLElement {
  return create("p", { class: "note" }, sentence);
}

/** Takes a text with stressed words between asterisks apart. */
function withStress(text: string): readonly (Node | string)[] {
  return text.split("*").map((part, at) => (at % 2 === 1 ? create("em", {}, part) : part));
}
