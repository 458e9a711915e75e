// `<what-if-matrix>`: the table of all variants and all what-ifs, in which each cell asks its
// question where the page has a widget of that variant.

import type { Announcements } from "./announce";
import { button, create } from "./dom";
import type { WhatIf } from "./element";
import { EXPLORE, type Question } from "./questions";
import { reveal } from "./tabs";
import * as words from "./words";

/** A cell that can be pressed. */
interface Cell {
  readonly variant: string;
  readonly question: Question;
  /** The question in words. */
  readonly ask: string;
  /** What the author's code comes to. */
  readonly text: string;
}

export class WhatIfMatrix extends HTMLElement {
  readonly #cells: Cell[] = [];
  /** Where the reader's code comes to something else, and to what. */
  readonly #differing = new Map<Cell, string>();
  readonly #note = create("div", { class: "whatif-note", role: "status" });

  connectedCallback(): void {
    if (this.#cells.length > 0) return;
    try {
      this.#enliven();
      this.append(this.#note);
      document.addEventListener("whatif:ran", this.#ran as EventListener);
      document.addEventListener("whatif:explored", this.#explored as EventListener);
    } catch (error) {
      // The table stays a table, and whoever writes the book can see why.
      console.error("This matrix stays static:", error);
    }
  }

  disconnectedCallback(): void {
    document.removeEventListener("whatif:ran", this.#ran as EventListener);
    document.removeEventListener("whatif:explored", this.#explored as EventListener);
  }

  #enliven(): void {
    const script = this.querySelector('script[type="application/json"]');
    const data = JSON.parse(script?.textContent ?? "");
    const [variants, names] = [texts(data.variants), texts(data.questions)];
    // The first column has the variants, the second is the run in which nothing goes wrong.
    const questions: readonly Question[] = [null, ...names, EXPLORE];
    const table = this.querySelector("table");
    const heads = Array.from(table?.tHead?.rows[0]?.cells ?? [], (head) => head.textContent ?? "");
    for (const [at, row] of Array.from(table?.tBodies[0]?.rows ?? []).entries()) {
      const variant = variants[at];
      if (variant === undefined || !this.#widget(variant)) continue;
      for (const [column, question] of questions.entries()) {
        const place = row.cells[column + 1];
        const text = place?.textContent ?? "";
        if (!place || text === words.NO_CELL) continue;
        const cell: Cell = { variant, question, ask: heads[column + 1] ?? "", text };
        this.#cells.push(cell);
        place.replaceChildren(this.#button(cell));
      }
    }
  }

  #button(cell: Cell): HTMLElement {
    const { variant, question, ask, text } = cell;
    const press = button("whatif-cell", () => this.#ask(variant, question), text);
    press.ariaLabel = words.cell(text, variant, ask);
    return press;
  }

  /** Goes to the widget of a variant and asks it. */
  #ask(variant: string, question: Question): void {
    const widget = this.#widget(variant);
    if (!widget) return;
    reveal(widget);
    widget.ask(question);
    widget.scrollIntoView({ block: "start" });
  }

  #widget(variant: string): WhatIf | null {
    const name = this.getAttribute("name");
    const all = document.querySelectorAll<WhatIf>("what-if");
    const is = (one: WhatIf) =>
      one.getAttribute("name") === name && one.getAttribute("variant") === variant;
    return Array.from(all).find(is) ?? null;
  }

  readonly #ran = ({ detail }: CustomEvent<Announcements["ran"]>) => {
    if (!detail.byHand) this.#compare(detail, detail.whatIf);
  };

  readonly #explored = ({ detail }: CustomEvent<Announcements["explored"]>) => {
    this.#compare(detail, EXPLORE);
  };

  #compare(detail: Announcements["ran"] | Announcements["explored"], question: Question): void {
    const { name, variant, edited, verdicts } = detail;
    if (name !== this.getAttribute("name")) return;
    const is = (cell: Cell) => cell.variant === variant && cell.question === question;
    const cell = this.#cells.find(is);
    if (!cell) return;
    const named = (word: string) => {
      const found = verdicts.filter(({ verdict }) => verdict === word);
      return found.map(({ property }) => property).join(", ");
    };
    const text = words.verdictsInShort(named("violated"), named("unknown"));
    // What stands behind it in brackets is how far the author had it explored.
    const differs = edited && text !== cell.text.replace(/ \([^)]*\)$/, "");
    if (differs) this.#differing.set(cell, text);
    else this.#differing.delete(cell);
    this.#tell();
  }

  #tell(): void {
    const items = Array.from(this.#differing, ([{ variant, ask }, text]) =>
      create("li", {}, words.cell(text, variant, ask)),
    );
    const told = [create("p", {}, words.IN_EDITED_CODE), create("ul", {}, ...items)];
    this.#note.replaceChildren(...(items.length > 0 ? told : []));
  }
}

function texts(value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) return value;
  throw new TypeError("a list of names is missing in the data of the matrix");
}
