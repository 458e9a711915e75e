// The row of buttons: the run in which nothing goes wrong, one for each what-if, and all runs.

import { button, create } from "./dom";
import type { WhatIfGiven } from "./given";
import * as words from "./words";

/** Asks for all runs within the budget. */
export const EXPLORE = Symbol("explore");

/** The name of a what-if; null is the run in which nothing goes wrong. */
export type Question = string | null | typeof EXPLORE;

export class Questions {
  readonly root: HTMLElement;
  readonly #explore = button("question explore", () => this.#pressExplore());
  readonly #buttons: ReadonlyMap<Question, HTMLButtonElement>;
  readonly #asks: ReadonlyMap<Question, string>;
  readonly #ask: (question: Question) => void;
  readonly #stop: () => void;
  /** Undefined where it answers none of them. */
  #pressed: Question | undefined = null;
  #exploring = false;

  /** `stop` ends the exploration that was asked for, where it can be asked for. */
  constructor(
    whatIfs: readonly WhatIfGiven[],
    explores: boolean,
    ask: (question: Question) => void,
    stop: () => void,
  ) {
    this.#ask = ask;
    this.#stop = stop;
    this.#buttons = new Map<Question, HTMLButtonElement>([
      [null, button("question run", () => ask(null), label(words.RUN, words.NOTHING_GOES_WRONG))],
      ...whatIfs.map(
        (whatIf) =>
          [
            whatIf.name,
            button("question", () => ask(whatIf.name), create("span", {}, whatIf.ask)),
          ] as const,
      ),
      ...(explores ? [[EXPLORE, this.#explore] as const] : []),
    ]);
    this.#asks = new Map(whatIfs.map(({ name, ask }) => [name, ask]));
    this.root = create(
      "div",
      { class: "questions", role: "group", "aria-label": words.RUNS },
      ...this.#buttons.values(),
    );
    this.exploring(false);
  }

  /** Shows which question the result below answers. */
  press(question: Question | undefined): void {
    this.#pressed = question;
    this.#mark();
  }

  /** Shows Stop in place of Explore while it runs. The button stays, and so does the focus. */
  exploring(exploring: boolean): void {
    this.#exploring = exploring;
    const { STOP, EXPLORE, EVERY_WAY } = words;
    this.#explore.classList.toggle("stop", exploring);
    this.#explore.replaceChildren(exploring ? create("b", {}, STOP) : label(EXPLORE, EVERY_WAY));
    this.#mark();
  }

  /** The question in words. */
  inWords(question: Question): string {
    return this.#asks.get(question) ?? words.WHEN_NOTHING_GOES_WRONG;
  }

  #mark(): void {
    for (const [question, element] of this.#buttons) {
      element.setAttribute("aria-pressed", String(question === this.#pressed));
    }
    // Stop does something at once, and is nothing that stays pressed.
    if (this.#exploring) this.#explore.removeAttribute("aria-pressed");
  }

  #pressExplore(): void {
    if (this.#exploring) this.#stop();
    else this.#ask(EXPLORE);
  }
}

function label(word: string, rest: string): HTMLElement {
  return create("span", {}, create("b", {}, word), `: ${rest}`);
}
