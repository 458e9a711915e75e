// Mistakes at their places in the editor: the letters are underlined, and at the end of the line
// stands what is wrong, where there is room for it.

import { create } from "./dom";
import type { Problem } from "./protocol";
import * as words from "./words";

/** The underlined letters of all widgets; nothing where the browser cannot do it. */
const underlined = globalThis.Highlight && new Highlight();
if (underlined) CSS.highlights.set("whatif-mistake", underlined);

/** The mistakes of one editor. */
export class Mistakes {
  readonly #ranges: Range[] = [];
  readonly #notes: HTMLElement[] = [];

  /** Shows these, each in its line, and no others. */
  show(problems: readonly Problem[], lines: readonly Element[]): void {
    for (const range of this.#ranges.splice(0)) underlined?.delete(range);
    for (const note of this.#notes.splice(0)) note.remove();
    const told = new Set<Element>();
    for (const { line: number, column, message } of problems) {
      const line = lines[number - 1];
      if (!line) continue;
      const range = lettersAt(line, column);
      if (range) {
        this.#ranges.push(range);
        underlined?.add(range);
      }
      // The first says most; all of them are told beneath the editor.
      if (told.has(line)) continue;
      told.add(line);
      const note = create("span", { class: "mistake" }, words.capital(message));
      note.style.setProperty("--letters", String(line.textContent?.trimEnd().length));
      this.#notes.push(note);
    }
    // Only now, so that no note is taken for a part of its line.
    [...told].forEach((line, at) => void line.append(this.#notes[at] as Node));
  }
}

/** The word, path or text at a column, counted from 1, or one sign; the last sign where something is missing. */
function lettersAt(line: Element, column: number): Range | null {
  const text = (line.textContent ?? "").trimEnd();
  const from = Math.max(Math.min(column, text.length) - 1, 0);
  const length = /^(?:\w+(?:::\w+)*|"(?:[^"\\]|\\.)*")/.exec(text.slice(from))?.[0].length ?? 1;
  const range = new Range();
  const nodes = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  let before = 0;
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    const here = node.textContent?.length ?? 0;
    if (from >= before && from < before + here) range.setStart(node, from - before);
    if (from + length <= before + here) {
      range.setEnd(node, from + length - before);
      return range;
    }
    before += here;
  }
  return null;
}
