// Two things to take away: a link to what is shown, and what an author writes to claim it.

import { button, create } from "./dom";
import type { Laboratory } from "./laboratory";
import { write } from "./link";
import { EXPLORE } from "./questions";
import { hash } from "./storage";
import { inTheFile } from "./test-words";
import * as words from "./words";

export class Sharing {
  readonly root: HTMLElement;

  readonly #laboratory: Laboratory;
  readonly #said = create("p", { class: "said", "aria-live": "polite" });
  /** Where the browser keeps the clipboard to itself, the reader copies. */
  readonly #text = create("textarea", {
    class: "to-copy",
    readonly: "",
    rows: "5",
    spellcheck: "false",
    "aria-label": words.TO_COPY,
  });

  constructor(laboratory: Laboratory) {
    this.#laboratory = laboratory;
    const link = button("share", () => this.#copyLink(), words.COPY_LINK);
    const test = button("share", () => this.#copyTest(), words.COPY_TEST);
    this.root = create("div", { class: "sharing" }, link, test, this.#said, this.#text);
    this.#text.hidden = true;
  }

  async #copyLink(): Promise<void> {
    const { given, code, wish, event } = this.#laboratory;
    const fragment = await write({
      name: given.name,
      variant: given.variant,
      original: hash(given.code),
      code: code === given.code ? null : code,
      asked: wish === EXPLORE ? null : wish,
      event,
    });
    if (!fragment) return this.#say(words.TOO_LONG_FOR_A_LINK);
    const address = new URL(location.href);
    address.hash = fragment;
    await this.#copy(address.href, words.LINK_COPIED);
  }

  async #copyTest(): Promise<void> {
    const answered = await this.#laboratory.answered();
    // What kept it from being answered is told where answers are.
    if (!answered) return this.#say("");
    await this.#copy(inTheFile(this.#laboratory, answered), words.TEST_COPIED);
  }

  async #copy(text: string, done: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.#say(done);
    } catch {
      this.#say(words.COPY_YOURSELF);
      this.#text.value = text;
      this.#text.hidden = false;
      this.#text.focus();
      this.#text.select();
    }
  }

  #say(sentence: string): void {
    this.#text.hidden = true;
    this.#said.textContent = sentence;
  }
}
