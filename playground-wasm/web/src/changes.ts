// What the reader has changed, shown below the editor when it is asked for.

import { diff, type Line } from "./diff";
import { button, create } from "./dom";
import * as words from "./words";

/** So many lines around a change are shown with it. */
const AROUND = 2;
/** A word on fewer lines than these would take their place and say less. */
const WORTH_A_WORD = 3;

const SIGNS = { both: " ", original: "−", reader: "+" } as const;

export class Changes {
  /** The button that opens and closes it. */
  readonly toggle = button("changes-toggle", () => this.open(!this.#open), words.CHANGES);
  readonly root: HTMLElement;

  readonly #original: string;
  readonly #lines = create("div", { class: "diff" });
  #open = false;
  #code: string;

  constructor(original: string) {
    this.#original = original;
    this.#code = original;
    this.root = create(
      "div",
      { class: "changes", role: "group", "aria-label": words.CHANGED },
      this.#lines,
    );
    this.toggle.setAttribute("aria-expanded", "false");
    this.show(original);
  }

  /** Says what the code is now. */
  show(code: string): void {
    this.#code = code;
    const edited = code !== this.#original;
    this.toggle.hidden = !edited;
    if (!edited) this.#open = false;
    this.#draw();
  }

  /** Opens or closes it. Where nothing is changed there is nothing to open. */
  open(open: boolean): void {
    this.#open = open && this.#code !== this.#original;
    this.#draw();
  }

  #draw(): void {
    this.toggle.setAttribute("aria-expanded", String(this.#open));
    this.root.hidden = !this.#open;
    if (!this.#open) return;
    const lines = diff(this.#original, this.#code);
    this.#lines.replaceChildren(...shortened(lines));
  }
}

/** The changes, with a few lines around each and a word on those between. */
function shortened(lines: readonly Line[]): readonly Node[] {
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ whose }) => whose !== "both"),
  );
  const shown: Node[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    let end = at;
    while (end < lines.length && !near[end]) end += 1;
    if (end - at < WORTH_A_WORD) {
      shown.push(element(lines[at] as Line));
      continue;
    }
    shown.push(create("p", { class: "same" }, words.unchanged(end - at)));
    at = end - 1;
  }
  return shown;
}

/** `ins` and `del` are read out as what they are; the sign is for eyes. */
function element({ text, whose }: Line): HTMLElement {
  const tag = whose === "both" ? "div" : whose === "original" ? "del" : "ins";
  const sign = create("span", { class: "sign", "aria-hidden": "true" }, SIGNS[whose]);
  return create(tag, { class: "line" }, sign, create("code", {}, text || "\u200b"));
}
