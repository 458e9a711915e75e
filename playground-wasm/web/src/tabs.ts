// `<what-if-tabs>`: variants that stand right below one another, of which one is shown at a time.
// Where there is no script, and in print, all are.

import { button, create } from "./dom";
import { keepFromPage } from "./page-keys";
import { resultSheet, tabsSheet } from "./styles";
import * as words from "./words";

/** Brings a widget to the front of its tabs, if it has any. */
export function reveal(element: Element): void {
  const tabs = element.parentElement;
  if (tabs instanceof WhatIfTabs) tabs.show(element);
}

export class WhatIfTabs extends HTMLElement {
  readonly #tabs = new Map<Element, HTMLButtonElement>();

  connectedCallback(): void {
    if (this.shadowRoot) return;
    const list = create("div", { class: "tabs", role: "tablist", "aria-label": words.VARIANTS });
    for (const panel of this.querySelectorAll<HTMLElement>(":scope > what-if")) {
      const variant = panel.getAttribute("variant") ?? "";
      const tab = button("tab", () => this.show(panel), variant);
      tab.role = "tab";
      panel.role = "tabpanel";
      // The loader has given it a box before there was a style sheet to do so.
      panel.style.removeProperty("display");
      // A tab and its panel stand in two trees, so the name is said on both.
      panel.ariaLabel = variant;
      this.#tabs.set(panel, tab);
      list.append(tab);
    }
    list.addEventListener("keydown", (event) => this.#key(event));
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [resultSheet, tabsSheet];
    shadow.append(list, create("slot"));
    const [first] = this.#tabs.keys();
    if (first) this.show(first);
  }

  /** Shows one of the variants. */
  show(shown: Element): void {
    for (const [panel, tab] of this.#tabs) {
      const selected = panel === shown;
      tab.ariaSelected = String(selected);
      tab.tabIndex = selected ? 0 : -1;
      panel.toggleAttribute("hidden", !selected);
    }
  }

  /** Arrows go round, Home and End to the first and the last. */
  #key(event: KeyboardEvent): void {
    const all = Array.from(this.#tabs);
    const at = all.findIndex(([, tab]) => tab.ariaSelected === "true");
    const steps: Record<string, number> = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      Home: 0,
      End: -1,
    };
    const step = steps[event.key];
    const next = step === undefined ? undefined : all.at(step % all.length);
    keepFromPage(event);
    if (!next || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    this.show(next[0]);
    next[1].focus();
  }
}
