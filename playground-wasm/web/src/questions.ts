// The row of buttons: the run in which nothing goes wrong, and one for each what-if.

import { button, create } from "./dom";
import type { WhatIfGiven } from "./given";
import * as words from "./words";

/** The name of a what-if; null is the run in which nothing goes wrong. */
export type Question = string | null;

export class Questions {
  readonly root: HTMLElement;
  readonly #buttons: ReadonlyMap<Question, HTMLButtonElement>;
  readonly #asks: ReadonlyMap<string, string>;

  constructor(whatIfs: readonly WhatIfGiven[], ask: (question: Question) => void) {
    this.#buttons = new Map<Question, HTMLButtonElement>([
      [
        null,
        button(
          "question run",
          () => ask(null),
          create("span", {}, create("b", {}, words.RUN), `: ${words.NOTHING_GOES_WRONG}`),
        ),
      ],
      ...whatIfs.map(
        (whatIf) =>
          [
            whatIf.name,
            button("question", () => ask(whatIf.name), create("span", {}, whatIf.ask)),
          ] as const,
      ),
    ]);
    this.#asks = new Map(whatIfs.map(({ name, ask }) => [name, ask]));
    this.root = create(
      "div",
      { class: "questions", role: "group", "aria-label": words.RUNS },
      ...this.#buttons.values(),
    );
  }

  /** Shows which question the result below answers. */
  press(question: Question): void {
    for (const [name, element] of this.#buttons) {
      element.setAttribute("aria-pressed", String(name === question));
    }
  }

  /** The question in words. */
  inWords(question: Question): string {
    return (question && this.#asks.get(question)) ?? words.WHEN_NOTHING_GOES_WRONG;
  }
}
