// What can be made to go wrong at an event: a list that opens where the reader points.

import { button, create } from "./dom";
import type { Branch, Fault, Moment } from "./protocol";
import * as words from "./words";

/** So many are offered at once; the others come on request. */
const FIRST = 5;

export class BreakHere {
  readonly root: HTMLElement;
  readonly #title = create("p", { class: "says" });
  readonly #enough = create("p", { class: "ask" }, words.ENOUGH);
  readonly #strikes = create("ul", { class: "strikes" });
  readonly #list = create("ul");
  readonly #differently = create("p", { class: "ask" }, words.DIFFERENTLY);
  readonly #branches = create("ul");
  readonly #choose: (fault: Fault) => void;
  readonly #branch: (branch: Branch) => void;
  /** What the reader pointed at, which gets the focus back. */
  #from: HTMLElement | null = null;

  /** `choose` is told what is to go wrong, `branch` how else the run is to go on. */
  constructor(choose: (fault: Fault) => void, branch: (branch: Branch) => void) {
    this.#choose = choose;
    this.#branch = branch;
    const close = button("close", () => this.close(), "×");
    close.setAttribute("aria-label", words.CLOSE);
    this.root = create(
      "div",
      { class: "break-here", role: "dialog", "aria-label": words.BREAK_HERE, hidden: "" },
      close,
      this.#title,
      this.#enough,
      this.#strikes,
      create("p", { class: "ask" }, words.BREAK_HERE),
      this.#list,
      this.#differently,
      this.#branches,
    );
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    this.root.addEventListener("focusout", ({ relatedTarget }) => {
      const inside = relatedTarget instanceof Node && this.root.contains(relatedTarget);
      if (relatedTarget && !inside) this.#hide();
    });
  }

  get isOpen(): boolean {
    return !this.root.hidden;
  }

  /**
   * Opens beneath what the reader points at, inside `within`. `strikes` are the faults, in words,
   * that are known to break something here.
   */
  open(moment: Moment, strikes: readonly string[], from: HTMLElement, within: HTMLElement): void {
    this.#from = from;
    this.#title.textContent = `${moment.at}: ${moment.words}.`;
    this.#enough.hidden = strikes.length === 0;
    this.#strikes.replaceChildren(
      ...strikes.map((fault) => create("li", {}, words.sentence(fault))),
    );
    const offers = moment.offers.map((fault) =>
      this.#offer(fault.words, () => this.#choose(fault)),
    );
    const branches = moment.branches.map((branch) =>
      this.#offer(branch.words, () => this.#branch(branch), "offer branch"),
    );
    this.#differently.hidden = branches.length === 0;
    this.#branches.replaceChildren(...branches);
    const rest = offers.slice(FIRST);
    for (const one of rest) one.hidden = true;
    this.#list.replaceChildren(...offers);
    if (rest.length > 0) {
      const more = create("li");
      const show = button(
        "more",
        () => {
          more.remove();
          for (const one of rest) one.hidden = false;
          rest[0]?.querySelector("button")?.focus();
        },
        words.MORE_FAULTS,
      );
      more.append(show);
      this.#list.append(more);
    }
    this.root.hidden = false;
    this.#place(from, within);
    this.#list.querySelector("button")?.focus({ preventScroll: true });
    this.root.scrollIntoView({ block: "nearest" });
  }

  close(): void {
    this.#hide();
    this.#from?.focus({ preventScroll: true });
  }

  #hide(): void {
    this.root.hidden = true;
  }

  #offer(what: string, chosen: () => void, name = "offer"): HTMLLIElement {
    const choose = () => {
      this.#hide();
      chosen();
    };
    return create("li", {}, button(name, choose, words.sentence(what)));
  }

  #place(from: HTMLElement, within: HTMLElement): void {
    const [spot, room] = [from.getBoundingClientRect(), within.getBoundingClientRect()];
    const widest = Math.max(room.width - this.root.offsetWidth, 0);
    const left = Math.min(Math.max(spot.left - room.left - 40, 0), widest);
    this.root.style.insetInlineStart = `${left}px`;
    this.root.style.insetBlockStart = `${spot.bottom - room.top + 6}px`;
  }
}
