// The diagram of a run, in which one can point at events.

import { create } from "./dom";
import type { Told } from "./protocol";
import * as words from "./words";

/** How many events further each key goes. */
const KEYS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowRight: 1,
  ArrowUp: -1,
  ArrowLeft: -1,
};

/** The faults, in words, each of which is enough to break something, by the events that they strike. */
export type Strikes = ReadonlyMap<number, readonly string[]>;

export class Stage {
  readonly root = create("figure", { class: "whatif-figure", tabindex: "0" });
  readonly #picture = create("div", { class: "picture" });
  readonly #cursor = create("div", { class: "cursor", hidden: "" });
  readonly #spots = create("div", { class: "spots", role: "group", "aria-label": words.SPOTS });
  /** Each event that the diagram shows: its number, its button, and how far from the top it is. */
  #shown: { readonly event: number; readonly button: HTMLButtonElement; readonly top: number }[] =
    [];
  /** Of how many events which part is drawn. */
  #told: Pick<Told, "events" | "part"> = { events: 0, part: [0, 0] };
  /** The button at which the tabulator stops: that of the event that is looked at, if one is. */
  #stop: HTMLButtonElement | undefined;
  readonly #point: (event: number, button: HTMLButtonElement) => void;

  /** `point` is told which event the reader points at. */
  constructor(point: (event: number, button: HTMLButtonElement) => void) {
    this.#point = point;
    const stage = create("div", { class: "stage" }, this.#picture, this.#cursor, this.#spots);
    this.root.append(stage);
    this.#spots.addEventListener("keydown", (event) => this.#move(event));
    // One for all: a long run has thousands of them.
    this.#spots.addEventListener("click", ({ target }) => {
      const one = this.#shown.find(({ button }) => button === target);
      if (one) this.#point(one.event, one.button);
    });
  }

  /** Begins with another run. */
  show(label: string): void {
    this.root.setAttribute("aria-label", words.diagramOf(label));
  }

  /** Whether this event belongs to the part of the run that is drawn. */
  shows(event: number): boolean {
    return isIn(event, this.#told);
  }

  /**
   * Draws a part of the run, and marks the moment of an event. Rings stand at the events at which
   * one fault is enough to break something.
   */
  draw(figure: string, told: Told, at: number | null, strikes: Strikes): void {
    const { spots, events } = told;
    // Whoever goes from event to event goes on in the new part.
    const wasThere = at !== null && this.#spots.matches(":focus-within");
    this.#told = told;
    // This is markup of the engine, which escapes all text in it.
    this.#picture.innerHTML = figure;
    const size = this.#picture.querySelector("svg")?.viewBox.baseVal;
    const { width, height } = size ?? { width: 1, height: 1 };
    this.#shown = spots.map(([event, x, y]) => {
      const strikesHere = strikes.has(event);
      const name = words.eventOf(event, events);
      const label = strikesHere ? words.struck(name) : name;
      const button = create("button", { type: "button", class: "spot", "aria-label": label });
      button.classList.toggle("strikes", strikesHere);
      button.tabIndex = -1;
      button.style.insetInlineStart = `${(100 * x) / width}%`;
      button.style.insetBlockStart = `${(100 * y) / height}%`;
      return { event, button, top: y / height };
    });
    this.#stop = this.#shown[0]?.button;
    if (this.#stop) this.#stop.tabIndex = 0;
    this.#spots.replaceChildren(...this.#shown.map(({ button }) => button));
    this.at(at);
    if (wasThere) this.#stop?.focus();
  }

  /** Marks the moment of an event; null marks none. */
  at(event: number | null): void {
    const here =
      event === null || !this.shows(event)
        ? undefined
        : this.#shown.filter((one) => one.event <= event).at(-1);
    this.#cursor.hidden = here === undefined;
    this.#stop?.classList.remove("current");
    if (!here) return;
    if (this.#stop) this.#stop.tabIndex = -1;
    this.#stop = here.button;
    here.button.tabIndex = 0;
    here.button.classList.add("current");
    this.#cursor.style.insetBlockStart = `${100 * here.top}%`;
  }

  #move(event: KeyboardEvent): void {
    const step = KEYS[event.key];
    if (step === undefined) return;
    const { events, part } = this.#told;
    const at = this.#shown.findIndex(({ button }) => button === event.target);
    const next = this.#shown[at + step];
    // At the borders of a part, another one is drawn.
    const to = next?.event ?? (step > 0 ? part[1] : part[0] - 1);
    if (to < 0 || to >= events) return;
    event.preventDefault();
    next?.button.focus();
    this.root.dispatchEvent(new CustomEvent<number>("moved", { detail: to }));
  }
}

/** Whether an event belongs to a part of a run. */
export function isIn(event: number, { part: [from, end] }: Pick<Told, "part">): boolean {
  return event >= from && event < end;
}
