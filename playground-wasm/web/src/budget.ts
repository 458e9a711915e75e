// How many faults of each kind an exploration may use: one field for each kind.

import { create } from "./dom";
import type { Budget, FaultKind } from "./protocol";
import * as words from "./words";

/** More of a kind than this takes long and seldom shows anything new. */
const MOST = 3;

export class BudgetFields {
  readonly root: HTMLElement;
  readonly #fields: ReadonlyMap<FaultKind, HTMLSelectElement>;

  constructor() {
    const kinds = Object.entries(words.FAULTS) as [FaultKind, string][];
    this.#fields = new Map(kinds.map(([kind]) => [kind, create("select")]));
    this.root = create(
      "fieldset",
      { class: "budget" },
      create("legend", {}, words.WITH_UP_TO),
      ...kinds.map(([kind, words]) =>
        create("label", {}, this.#fields.get(kind) ?? "", ` ${words}`),
      ),
    );
    this.root.hidden = true;
  }

  /** What the reader has chosen; null before there was anything to choose. */
  get chosen(): Budget | null {
    if (this.root.hidden) return null;
    const offered = Array.from(this.#fields).filter(([, field]) => !field.disabled);
    return Object.fromEntries(offered.map(([kind, field]) => [kind, Number(field.value)]));
  }

  /** Shows the budget of the first exploration, from which the next one may differ. */
  show(budget: Budget): void {
    if (!this.root.hidden) return;
    for (const [kind, field] of this.#fields) {
      const own = budget[kind];
      field.disabled = own === undefined;
      if (field.parentElement) field.parentElement.hidden = field.disabled;
      const counts = Array.from({ length: Math.max(MOST, own ?? 0) + 1 }, (_, count) =>
        create("option", {}, String(count)),
      );
      field.replaceChildren(...counts);
      field.value = String(own ?? 0);
    }
    this.root.hidden = false;
  }
}
