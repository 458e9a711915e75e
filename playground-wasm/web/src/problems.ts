// The list of what is wrong with the code, under the editor.

import { button, create } from "./dom";
import type { Problem } from "./protocol";
import { EDITED_FILE } from "./protocol";
import * as words from "./words";

export class ProblemList {
  readonly root: HTMLElement;
  /** A live region: says what was found while the reader was typing. */
  readonly said = create("p", { class: "visually-hidden", "aria-live": "polite" });
  readonly #go: (line: number, column: number) => void;

  /** `go` takes the reader to a place in the editor. */
  constructor(id: string, go: (line: number, column: number) => void) {
    this.root = create("ul", { class: "problems", id });
    this.#go = go;
    this.show([]);
  }

  show(problems: readonly Problem[]): void {
    this.root.hidden = problems.length === 0;
    this.root.replaceChildren(...problems.map((problem) => this.#item(problem)));
  }

  /** Says in the live region what there is; what was said already is not said again. */
  say(problems: readonly Problem[]): void {
    const sentence = problems.length === 0 ? "" : words.noticed(problems);
    if (this.said.textContent !== sentence) this.said.textContent = sentence;
  }

  #item({ file, line, column, message, help }: Problem): HTMLElement {
    const place =
      file === EDITED_FILE
        ? button("place", () => this.#go(line, column), words.place(line))
        : create("span", { class: "place" }, words.placeIn(file, line));
    const item = create("li", {}, place, create("span", {}, message));
    if (help) item.append(create("span", { class: "help" }, help));
    return item;
  }
}
