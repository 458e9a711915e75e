// The knobs that the author lets the reader turn, and the curves that they draw.

import { button, create } from "./dom";
import type { KnobGiven } from "./given";
import * as words from "./words";

/** To which of its values the knob of a sweep is turned. */
export interface Turned {
  readonly sweep: string;
  readonly turned: number;
}

/** What the knobs ask of the widget. */
export interface Deeds {
  /** Something else is turned; null is as the author wrote it. */
  turn(turned: Turned | null): void;
  /** Draws the curve of a sweep. */
  draw(sweep: string): void;
  /** Ends the drawing where it is. */
  stop(): void;
}

export class Knobs {
  readonly root = create("div", { class: "knobs" });
  readonly #deeds: Deeds;
  readonly #rows: {
    readonly sweep: string;
    readonly draw: HTMLButtonElement;
    /** What it is turned to, in words; empty where it is as written. */
    readonly words: () => string;
    readonly back: () => void;
    /** Turns it to one of its values. Says whether it has it. */
    readonly to: (turned: number) => boolean;
  }[] = [];

  /** The sweep that is being drawn. */
  #drawing: string | null = null;

  constructor(knobs: readonly KnobGiven[], deeds: Deeds) {
    this.#deeds = deeds;
    this.root.hidden = knobs.length === 0;
    this.root.append(...knobs.map((knob) => this.#row(knob)));
  }

  /** What is turned to what, in words; empty where all is as the author wrote it. */
  get words(): string {
    return this.#rows.map(({ words }) => words()).find(Boolean) ?? "";
  }

  /** Shows Stop in place of what begins the drawing of this sweep; null ends it. */
  drawing(sweep: string | null): void {
    this.#drawing = sweep;
    for (const row of this.#rows) {
      row.draw.textContent = row.sweep === sweep ? words.STOP : words.DRAW;
    }
  }

  /** Turns all knobs back to where the author left them, and tells nobody. */
  reset(): void {
    for (const { back } of this.#rows) back();
  }

  /** Turns a knob, and tells nobody. Says to what it could be turned. */
  set(turned: Turned | null): Turned | null {
    this.reset();
    const row = this.#rows.find(({ sweep }) => sweep === turned?.sweep);
    return row && turned && row.to(turned.turned) ? turned : null;
  }

  #row(given: KnobGiven): HTMLElement {
    const { sweep, knob, values, says } = given;
    const slider = create("input", { type: "range", min: "0", value: "0", "aria-label": knob });
    slider.max = String(values.length);
    const shown = create("span", { class: "value" });
    const valueAt = (at: number) => (at === 0 ? words.AS_WRITTEN : (values[at - 1] ?? ""));
    const say = () => {
      shown.textContent = valueAt(slider.valueAsNumber);
      slider.setAttribute("aria-valuetext", shown.textContent);
    };
    const back = () => {
      slider.value = "0";
      say();
    };
    slider.addEventListener("input", say);
    slider.addEventListener("change", () => {
      const at = slider.valueAsNumber;
      // One knob is turned at a time: the others go back to where they were.
      for (const row of this.#rows) if (row.back !== back) row.back();
      this.#deeds.turn(at === 0 ? null : { sweep, turned: at - 1 });
    });
    const to = (turned: number) => {
      if (turned >= values.length) return false;
      slider.value = String(turned + 1);
      say();
      return true;
    };
    const press = () => (this.#drawing === sweep ? this.#deeds.stop() : this.#deeds.draw(sweep));
    const draw = button("draw", press, words.DRAW);
    draw.title = says;
    const inWords = () => {
      const at = slider.valueAsNumber;
      return at === 0 ? "" : words.turned(knob, valueAt(at));
    };
    this.#rows.push({ sweep, draw, words: inWords, back, to });
    back();
    return create(
      "div",
      { class: "knob" },
      create("code", { class: "name" }, knob),
      slider,
      shown,
      draw,
    );
  }
}
