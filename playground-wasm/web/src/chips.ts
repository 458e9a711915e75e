// What goes wrong in the run that is shown: a chip for each, which can be taken out.

import { button, create } from "./dom";
import type { Asked, Fault, Told } from "./protocol";
import * as words from "./words";

export class Chips {
  readonly root: HTMLElement;
  readonly #list = create("ul");
  readonly #ask: (asked: Asked) => void;

  /** `ask` asks for the run without what was taken out. */
  constructor(ask: (asked: Asked) => void) {
    this.#ask = ask;
    this.root = create("div", { class: "chips" }, create("p", {}, words.GOES_WRONG), this.#list);
    this.root.hidden = true;
  }

  /** Shows what goes wrong in a run that was asked for so. */
  show(asked: Asked, faults: readonly Fault[], { schedule, chosen }: Told): void {
    const bare = faults.map(({ fault }) => fault);
    const chips = faults.map(({ words }, at) =>
      this.#chip(words, {
        ...asked,
        "what-if": null,
        faults: bare.filter((_, place) => place !== at),
      }),
    );
    const cut = chosen.map(({ at, words }) =>
      this.#chip(words, { ...asked, schedule: schedule?.slice(0, at) ?? null }),
    );
    this.#list.replaceChildren(...chips, ...cut);
    this.root.hidden = chips.length + cut.length === 0;
  }

  hide(): void {
    this.root.hidden = true;
  }

  #chip(what: string, without: Asked): HTMLLIElement {
    const remove = button("remove", () => this.#ask(without), "×");
    remove.setAttribute("aria-label", words.takeOut(what));
    return create("li", { class: "chip" }, create("span", {}, words.capital(what)), remove);
  }
}
