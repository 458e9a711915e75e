// The editor: prism-code-editor, a textarea over highlighted lines, so that screen readers, touch
// keyboards and mdBook's shortcuts all see an ordinary text field.

import { createEditor, type PrismEditor } from "prism-code-editor";
import "prism-code-editor/languages/rust";
import "prism-code-editor/prism/languages/rust";
import { addEditorHotkey, editHistory } from "prism-code-editor/commands";
import { addEditingKeys } from "./editor-keys";
import { Mistakes } from "./mistakes";
import type { Problem } from "./protocol";

const AWAIT = /\.await\b/;
const COMMENT = /\/\/.*/;

/** What the editor needs to know. */
export interface EditorOptions {
  readonly code: string;
  /** Its name for assistive technology. */
  readonly label: string;
  /** The ids of the elements that describe it. */
  readonly describedBy: string;
  readonly readOnly: boolean;
  /** The code has changed. */
  readonly onChange: (code: string) => void;
  /** The reader asks the last question again, by the keyboard. */
  readonly onAsk: () => void;
}

export class Editor {
  readonly #prism: PrismEditor;
  readonly #mistakes = new Mistakes();

  constructor(options: EditorOptions) {
    const { code, label, describedBy, readOnly, onChange, onAsk } = options;
    this.#prism = createEditor(
      null,
      // Lines wrap: code that scrolls sideways cannot be read on a narrow screen.
      { language: "rust", value: code, tabSize: 4, wordWrap: true, readOnly },
      editHistory(),
    );
    const { textarea, keyCommandMap } = this.#prism;
    textarea.setAttribute("aria-label", label);
    textarea.setAttribute("aria-describedby", describedBy);
    textarea.setAttribute("autocorrect", "off");
    // The editor would take Escape to mean that the reader wants to leave; here Tab leaves.
    keyCommandMap.Escape = null;
    addEditingKeys(this.#prism);
    for (const key of ["ctrl+Enter", "cmd+Enter"]) {
      addEditorHotkey(this.#prism, key, () => {
        onAsk();
        return true;
      });
    }
    this.#prism.on("update", (code) => {
      this.#markBorders();
      onChange(code);
    });
    this.#markBorders();
  }

  /** The element to put into the page. */
  get root(): HTMLElement {
    return this.#prism.container;
  }

  /** The code as it stands. */
  get code(): string {
    return this.#prism.value;
  }

  /** Replaces all of the code, as an edit that can be undone, without taking the focus. */
  replace(code: string): void {
    const { textarea } = this.#prism;
    // The history listens to these two events. Another type of input than typing is what keeps it
    // from merging this with the last letters.
    const inputType = "insertReplacementText";
    textarea.dispatchEvent(new InputEvent("beforeinput", { inputType }));
    textarea.value = code;
    textarea.dispatchEvent(new InputEvent("input", { inputType }));
  }

  /** Whether the reader is in it. */
  get focused(): boolean {
    return this.#prism.focused;
  }

  /** Marks the places of these mistakes, and no others. */
  mark(problems: readonly Problem[]): void {
    const lines = new Set(problems.map(({ line }) => line));
    this.#toggle("problem", (number) => lines.has(number));
    // The first child holds the text field.
    this.#mistakes.show(problems, Array.from(this.#prism.lines).slice(1));
    this.#prism.textarea.setAttribute("aria-invalid", String(lines.size > 0));
  }

  /** Marks the lines at which the code stands at the moment that is looked at. */
  stand(lines: ReadonlySet<number>): void {
    this.#toggle("stands", (number) => lines.has(number));
  }

  /** Marks the lines at which a single fault breaks something. */
  breaks(lines: ReadonlySet<number>): void {
    this.#toggle("breaks", (number) => lines.has(number));
  }

  /** Puts the cursor at a place, line and column counted from 1. */
  go(line: number, column: number): void {
    const { textarea, value } = this.#prism;
    const before = value.split("\n").slice(0, line - 1);
    const position = before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
    textarea.focus();
    textarea.setSelectionRange(position, position);
  }

  focus(): void {
    this.#prism.textarea.focus();
  }

  /** Marks where the code waits: the borders between the steps. */
  #markBorders(): void {
    const lines = this.code.split("\n");
    const waits = (line = "") => AWAIT.test(line.replace(COMMENT, ""));
    this.#toggle("border", (number) => waits(lines[number - 1]));
  }

  #toggle(name: string, has: (line: number) => boolean): void {
    // The first child holds the text field, so the numbers are those of the lines.
    Array.from(this.#prism.lines, (line, number) => line.classList.toggle(name, has(number)));
  }
}
