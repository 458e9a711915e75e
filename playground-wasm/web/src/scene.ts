// A run to look at: its diagram, its time, the inside of its nodes, its events as a table, and what
// can be made to go wrong in it.

import { BreakHere } from "./break-here";
import { Chips } from "./chips";
import { create } from "./dom";
import { moment, run } from "./engine";
import { Inside } from "./inside";
import type { Asked, Fault, Judgement, Moment, RunRequest, Told } from "./protocol";
import { isIn, Stage, type Strikes } from "./stage";
import { Time } from "./time";
import * as words from "./words";

/** A long run is drawn in parts that begin at every so many events; each is at least twice as long. */
const STRIDE = 30;

/** The id of what says which part is drawn. It is seen only inside the shadow root. */
const PART_ID = "part";

/** A part of a run, as it is drawn and listed. */
interface Drawn {
  readonly figure: string;
  readonly events: string;
  readonly told: Told;
}

/** A run that is shown. */
export interface Shown extends Drawn {
  /** What was asked for to get it. */
  readonly request: RunRequest;
  /** What it is called. */
  readonly name: string;
  readonly verdicts: readonly Judgement[];
  readonly faults: readonly Fault[];
  readonly strikes: Strikes;
}

export class Scene {
  readonly root: HTMLElement;
  readonly #chips: Chips;
  readonly #stage = new Stage((event, button) => this.#point(event, button));
  readonly #time = new Time((event) => this.go(event));
  readonly #inside = new Inside();
  readonly #breakHere: BreakHere;
  readonly #part = create("p", { class: "part", id: PART_ID });
  readonly #strikes = create("p", { class: "hint" }, words.STRIKES);
  readonly #hint = create("p", { class: "hint" }, words.HINT);
  readonly #table = create("div");
  readonly #events = create(
    "details",
    { class: "whatif-events" },
    create("summary", {}, words.EVENTS),
    this.#table,
  );
  readonly #stands: (lines: ReadonlySet<number>) => void;
  #shown: Shown | null = null;
  /** The table of the part that is drawn. */
  #rows = "";
  /** The event that is looked at, or will be when the engine has answered. */
  #at: number | null = null;
  #moment: Moment | null = null;
  #asking = false;
  /** Whether the reader has asked for another run from within this one, and had the focus here. */
  #asked = false;
  readonly #waiting: (() => void)[] = [];

  /**
   * `ask` asks for another run with the same code; `stands` is told the lines at which the code
   * stands.
   */
  constructor(ask: (asked: Asked) => void, stands: (lines: ReadonlySet<number>) => void) {
    this.#stands = stands;
    const askFromHere = (asked: Asked) => {
      this.#asked = true;
      ask(asked);
    };
    this.#chips = new Chips(askFromHere);
    const goOn = (more: readonly unknown[], schedule?: Asked["schedule"]) => {
      if (!this.#shown) return;
      const { request, faults } = this.#shown;
      const all = [...faults.map(({ fault }) => fault), ...more];
      askFromHere({ "what-if": null, faults: all, schedule: schedule ?? request.schedule });
    };
    this.#breakHere = new BreakHere(
      ({ fault }) => goOn([fault]),
      ({ schedule }) => goOn([], schedule),
    );
    this.root = create(
      "div",
      { class: "scene" },
      this.#chips.root,
      this.#part,
      this.#strikes,
      this.#stage.root,
      this.#breakHere.root,
      this.#time.root,
      this.#hint,
      this.#inside.root,
      this.#events,
    );
    this.#stage.root.setAttribute("aria-describedby", PART_ID);
    this.#events.addEventListener("toggle", () => this.#list());
    this.#stage.root.addEventListener("moved", (event) => {
      this.go((event as CustomEvent<number>).detail);
    });
  }

  /** Where in the run the reader is; null where nowhere. */
  get at(): number | null {
    return this.#at;
  }

  /** Shows a run, at no moment of it. */
  show(shown: Shown): void {
    const { request, faults, name, told, strikes } = shown;
    this.#shown = shown;
    this.#at = null;
    this.#moment = null;
    this.#chips.show(request, faults, told);
    this.#stage.show(name);
    this.#strikes.hidden = strikes.size === 0;
    this.#draw(shown, strikes);
    this.#time.show(told.events);
    this.#hint.hidden = told.events === 0;
    this.#inside.hide();
    this.#breakHere.root.hidden = true;
    this.#stands(new Set());
    // What was pressed is gone, and would take the focus with it.
    if (this.#asked) this.#stage.root.focus({ preventScroll: true });
    this.#asked = false;
  }

  /** Draws and lists a part of the run, which may be all of it. */
  #draw({ figure, events, told }: Drawn, strikes: Strikes): void {
    const [from, end] = told.part;
    this.#part.textContent = end - from < told.events ? words.partOf(told.part, told.events) : "";
    this.#stage.draw(figure, told, this.#at, strikes);
    this.#rows = events;
    this.#table.replaceChildren();
    // In a task of its own, once the diagram is there: both at once would take too long.
    requestAnimationFrame(() => setTimeout(() => this.#list()));
  }

  /** Lists the events, where the list is open: a long one takes its time. */
  #list(): void {
    if (!this.#events.open || this.#table.firstChild) return;
    // The engine escapes all text in it.
    this.#table.innerHTML = this.#rows;
  }

  /** Stops what moves, because something else is shown. */
  rest(): void {
    this.#time.pause();
    this.#stands(new Set());
  }

  /** Looks at the moment of an event. */
  async go(event: number): Promise<void> {
    this.#at = event;
    this.#stage.at(event);
    this.#time.at(event, "");
    await this.#look();
  }

  async #point(event: number, button: HTMLElement): Promise<void> {
    this.#time.pause();
    await this.go(event);
    if (this.#at === event && this.#moment) {
      const strikes = this.#shown?.strikes.get(event) ?? [];
      this.#breakHere.open(this.#moment, strikes, button, this.root);
    }
  }

  /**
   * Asks the engine for the moment, and for the part of the run around it; while it answers, only
   * the newest wish is kept.
   */
  async #look(): Promise<void> {
    if (this.#asking) {
      // Whoever asked before goes on to what is wanted now.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
      return;
    }
    this.#asking = true;
    for (;;) {
      const [shown, event] = [this.#shown, this.#at];
      if (!shown || event === null) break;
      const found = await moment({ ...shown.request, event });
      if (shown !== this.#shown || event !== this.#at) continue;
      if (found) this.#tell(found, event, shown);
      if (this.#stage.shows(event)) break;
      const from = Math.max(Math.floor(event / STRIDE) - 1, 0) * STRIDE;
      const part = await run({ ...shown.request, from });
      if (shown !== this.#shown || this.#at === null) continue;
      // Who has gone on by a step is in this part as well; who has gone further needs another.
      if ("told" in part && isIn(this.#at, part.told)) this.#draw(part, shown.strikes);
      if (event === this.#at) break;
    }
    this.#asking = false;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #tell(found: Moment, event: number, { verdicts }: Shown): void {
    this.#moment = found;
    this.#hint.hidden = true;
    this.#time.at(event, found.at);
    this.#inside.show(found, verdicts);
    const lines = found.nodes.flatMap(({ sections }) => sections.map(({ line }) => line));
    this.#stands(new Set(lines.filter((line) => line !== null)));
  }
}
