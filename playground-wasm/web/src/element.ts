// The custom element: when it comes to life, and what it keeps to itself.

import { announce } from "./announce";
import { makeReachable } from "./dom";
import { readGiven } from "./given";
import type { Link } from "./link";
import { keepFromPage } from "./page-keys";
import type { Question } from "./questions";
import { resultSheet, widgetSheets } from "./styles";
import { Widget } from "./widget";
import * as words from "./words";

/** How far outside the view an element is already mounted. */
const NEAR = "300px";

/**
 * Mounts each element when the reader comes near it. Defining a custom element upgrades all of
 * them at once, and a print page has hundreds: so each waits for its own turn.
 */
const nearby = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting && target instanceof WhatIf) target.mount();
    }
  },
  { rootMargin: NEAR },
);

/**
 * `<what-if>`: code, the questions asked of it, and what came of them. Until it is mounted, and
 * wherever it cannot be, the reader sees the children that the preprocessor wrote.
 */
export class WhatIf extends HTMLElement {
  #widget: Widget | null = null;

  connectedCallback(): void {
    if (this.shadowRoot) return;
    nearby.observe(this);
    this.addEventListener("focusin", this.mount);
  }

  disconnectedCallback(): void {
    this.#waitNoMore();
  }

  /** Puts the live widget in place of the static content. */
  readonly mount = (): void => {
    this.#waitNoMore();
    if (this.shadowRoot) return;
    try {
      const focus = this.querySelector(":focus");
      const given = readGiven(this);
      const widget = new Widget(given);
      this.#widget = widget;
      const shadow = this.attachShadow({ mode: "open" });
      shadow.adoptedStyleSheets = [resultSheet, ...widgetSheets];
      shadow.append(widget.root);
      // What is not slotted is no longer shown, so this is the moment at which the page changes.
      if (given.result) adapt(given.result, given.title);
      const help = this.querySelector(":scope > .whatif-exercise");
      if (help) help.slot = "exercise";
      if (focus && !given.result?.contains(focus)) widget.focus();
      this.addEventListener("keydown", keepFromPage);
      announce(this, "ready", { name: given.name, variant: given.variant });
    } catch (error) {
      // The static content stays, and whoever writes the book can see why.
      console.error("This what-if stays static:", error);
    }
  };

  /** Asks the code as it stands in the widget, and takes the focus there. */
  ask(question: Question): void {
    this.mount();
    this.#widget?.askHere(question);
  }

  /** Shows what came with a link. Says whether that could be done. */
  open(link: Link): boolean {
    this.mount();
    this.#widget?.open(link);
    return this.#widget !== null;
  }

  #waitNoMore(): void {
    nearby.unobserve(this);
    this.removeEventListener("focusin", this.mount);
  }
}

/** Makes the static result a part of the live widget. */
function adapt(result: HTMLElement, title: string): void {
  result.slot = "result";
  // Where the diagram is wider than the page it scrolls, and has to do so by keyboard too.
  const ask = result.querySelector(".whatif-ask")?.textContent;
  makeReachable(result, words.diagramOf(ask ?? title));
}
