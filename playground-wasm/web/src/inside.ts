// What there is to see at one moment of a run: the event, the inside of every node, what is on its
// way, and whether each property is true just then.

import { create } from "./dom";
import type { Judgement, Lamp, Moment, NodeNow, Section } from "./protocol";
import * as words from "./words";

export class Inside {
  readonly root = create("div", { class: "inside", hidden: "" });
  readonly #says = create("p", { class: "says", "aria-live": "polite" });
  readonly #lamps = create("ul", { class: "lamps", "aria-label": words.LAMPS });
  readonly #nodes = create("div", { class: "nodes" });

  constructor() {
    this.root.append(this.#says, this.#lamps, this.#nodes);
  }

  /** Shows a moment; the properties are told by what they say. */
  show(moment: Moment, properties: readonly Judgement[]): void {
    const { words: happened, lamps, nodes, node, "on-the-way": onTheWay } = moment;
    this.root.hidden = false;
    this.#says.textContent = words.sentence(happened);
    this.#lamps.replaceChildren(...lamps.flatMap((lamp) => lampOf(lamp, properties)));
    const inside = nodes.map((each) => nodeOf(each, each.name === node));
    const network = partOf(
      words.ON_THE_WAY,
      "node",
      onTheWay.length > 0
        ? create("ul", {}, ...onTheWay.map((one) => create("li", {}, create("code", {}, one))))
        : create("p", { class: "empty" }, words.NOTHING),
    );
    this.#nodes.replaceChildren(...inside, network);
  }

  hide(): void {
    this.root.hidden = true;
    this.#says.textContent = "";
  }
}

function lampOf({ property, holds }: Lamp, properties: readonly Judgement[]): HTMLElement[] {
  const says = properties.find((one) => one.property === property)?.says;
  if (says === undefined) return [];
  const state = holds === null ? "unknown" : holds ? "true" : "false";
  const word = create("span", { class: "visually-hidden" }, words.LAMP[state]);
  return [create("li", { class: state }, word, says)];
}

/** A part with a name. It is no heading, because the page around has an order of its own in them. */
function partOf(name: string, className: string, ...children: readonly Node[]): HTMLElement {
  const head = create("p", { class: "called" }, name);
  return create("div", { class: className, role: "group", "aria-label": name }, head, ...children);
}

function nodeOf({ name, alive, wrong, sections }: NodeNow, here: boolean): HTMLElement {
  const ills = alive ? wrong : [words.DEAD, ...wrong];
  const node = partOf(name, here ? "node here" : "node");
  if (here) node.firstElementChild?.append(" ", create("span", { class: "here" }, words.HERE));
  if (ills.length > 0) node.append(create("p", { class: "ill" }, ills.join("; ")));
  const filled = sections.filter(({ items, line }) => items.length > 0 || line !== null);
  node.append(...filled.map(sectionOf));
  if (filled.length === 0) node.append(create("p", { class: "empty" }, words.NOTHING));
  return node;
}

function sectionOf({ name, line, items }: Section): HTMLElement {
  const where = line === null ? name : words.standsAt(name, line);
  const values = items.map(({ name, value, fresh }) => {
    const item = create("li", fresh ? { class: "fresh" } : {});
    if (name) item.append(create("span", { class: "name" }, name), " ");
    item.append(create("code", {}, value));
    if (fresh) item.append(create("span", { class: "visually-hidden" }, words.FRESH));
    return item;
  });
  return create(
    "div",
    {},
    create("p", { class: "what" }, where),
    create("ul", { "aria-label": where }, ...values),
  );
}
