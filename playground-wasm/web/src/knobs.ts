// The knobs that the author lets the reader turn, and the curves that they draw.

import { button, create } from "./dom";
import type { KnobGiven } from "./given";
import * as words from "./words";

/** To which of its values the knob of a sweep is turned. */
export interface Turned {
  readonly sweep: string;
  readonly turned: number;
}

export class Knobs {
  readonly root = create("div", { class: "knobs" });
  readonly #turn: (turned: Turned | null, words: string) => void;
  readonly #draw: (sweep: string) => void;
  readonly #rows: { readonly back: () => void }[] = [];

  /** `turn` is told what is turned, null where all is as the author wrote it; `draw` which curve to draw. */
  constructor(
    knobs: readonly KnobGiven[],
    turn: (turned: Turned | null, words: string) => void,
    draw: (sweep: string) => void,
  ) {
    this.#turn = turn;
    this.#draw = draw;
    this.root.hidden = knobs.length === 0;
    this.root.append(...knobs.map((knob) => this.#row(knob)));
  }

  /** Turns all knobs back to where the author left them, and tells nobody. */
  reset(): void {
    for (const { back } of this.#rows) back();
  }

  #row(given: KnobGiven): HTMLElement {
    const { sweep, knob, values, says } = given;
    const slider = create("input", { type: "range", min: "0", value: "0", "aria-label": knob });
    slider.max = String(values.length);
    const shown = create("output");
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
      if (at === 0) this.#turn(null, "");
      else this.#turn({ sweep, turned: at - 1 }, words.turned(knob, valueAt(at)));
    });
    this.#rows.push({ back });
    back();
    const draw = button("draw", () => this.#draw(sweep), words.DRAW);
    draw.setAttribute("aria-label", words.draw(says));
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
