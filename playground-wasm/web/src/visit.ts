// What came with a link: told, shown, and not run before the reader asks.

import { button, create } from "./dom";
import type { Given } from "./given";
import type { Link } from "./link";
import { hash } from "./storage";
import * as words from "./words";

/** What the reader can do with it. */
export interface Deeds {
  /** Asks what the link asks, and shows it at this event. */
  run(event: number | null): void;
  /** Goes back to what was there before. */
  leave(): void;
}

/** A bar above the editor, empty until a link is opened. */
export class Visit {
  readonly root = create("div", { class: "visit", role: "note", "aria-label": words.FROM_A_LINK });
  readonly #told = create("p");
  readonly #deeds: Deeds;
  #own = false;
  #ran = false;

  constructor(deeds: Deeds) {
    this.#deeds = deeds;
    this.root.hidden = true;
  }

  /** Whether something came with a link and was not run yet. */
  get waits(): boolean {
    return !this.root.hidden && !this.#ran;
  }

  /** Tells what a link holds; `own` says whether the reader has an edit of this code besides. */
  open(link: Link, given: Given, own: boolean): void {
    const { asked, code } = link;
    const named = asked?.["what-if"] ?? null;
    const whatIf = given.whatIfs.find(({ name }) => name === named);
    const lost = named !== null && !whatIf;
    this.#own = own;
    this.#ran = false;
    const sentences = [
      words.CAME_WITH_A_LINK,
      words.NOT_RUN_YET,
      code === null || given.readOnly ? "" : words.CODE_FROM_A_LINK,
      code !== null && given.readOnly ? words.LINK_CANNOT_EDIT : "",
      hash(given.code) === link.original ? "" : words.ORIGINAL_CHANGED,
      lost ? words.QUESTION_GONE : words.linkAsks(asked, whatIf?.ask ?? null),
      own ? words.OWN_EDIT_KEPT : "",
    ];
    this.#tell(sentences);
    this.root.replaceChildren(
      this.#told,
      button("visit-run", () => this.#deeds.run(link.event), words.RUN_IT),
      button("visit-leave", () => this.close(), own ? words.TO_MY_CODE : words.LEAVE_LINK),
    );
    this.root.hidden = false;
  }

  /** It has been run: what was told before that is no longer so. */
  ran(): void {
    this.#ran = true;
    this.#tell([words.CAME_WITH_A_LINK, this.#own ? words.OWN_EDIT_KEPT : ""]);
  }

  close(): void {
    this.root.hidden = true;
    this.#deeds.leave();
  }

  #tell(sentences: readonly string[]): void {
    this.#told.textContent = sentences.filter(Boolean).join(" ");
  }
}
