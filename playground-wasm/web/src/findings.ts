// What an exploration has found: the verdicts over all runs, and with each that is violated the
// runs that show why.

import { button, create } from "./dom";
import type { Counterexample, Explored, Found } from "./protocol";
import { verdictList } from "./verdicts";
import * as words from "./words";

/** A run to show, and what to say about it. */
export interface Told {
  readonly run: Found;
  /** What it is to the exploration. */
  readonly name: string;
  /** The clauses that are false, by the properties that it breaks. */
  readonly clauses?: ReadonlyMap<string, string>;
  readonly notes: readonly string[];
}

export class Findings {
  readonly root = create("div", { class: "findings" });
  readonly #show: (told: Told) => void;

  /** `show` shows one of the runs. */
  constructor(show: (told: Told) => void) {
    this.#show = show;
  }

  /** Shows the verdicts, and the run that matters most. Says whether there is such a run. */
  show(explored: Explored): boolean {
    const { verdicts, counterexamples, bound } = explored;
    const ways = new Map(counterexamples.map((each) => [each, runsOf(each)] as const));
    const offers = new Offers(this.#show);
    const list = verdictList(
      // A run that shows a violation says better why, and the heading says where it stopped.
      verdicts.map((each) => {
        const said = wayOf(each.property, counterexamples) !== undefined || each.why === bound;
        return said ? { ...each, why: "" } : each;
      }),
      ({ property, says }) => {
        const way = wayOf(property, counterexamples);
        return way ? offers.row(ways.get(way) ?? [], says) : null;
      },
    );
    this.root.replaceChildren(list);
    if (counterexamples.length === 0) this.root.append(...calm(explored, offers));
    return offers.chooseFirst();
  }
}

/** What there is to say and to see where nothing is violated. */
function calm({ exhausted, ends, "nearest-miss": miss, typical }: Explored, offers: Offers) {
  const runs: Told[] = [];
  if (miss) runs.push({ run: miss, name: words.NEAREST_MISS, notes: [words.TOOK_LONGEST] });
  if (typical) runs.push({ run: typical, name: words.TYPICAL, notes: [] });
  const note = create("p", { class: "note" }, words.covered(ends));
  return exhausted ? [note, offers.row(runs)] : [offers.row(runs)];
}

/** The buttons that offer runs; one of them is pressed. */
class Offers {
  readonly #buttons = new Map<Told, HTMLButtonElement[]>();
  readonly #show: (told: Told) => void;

  constructor(show: (told: Told) => void) {
    this.#show = show;
  }

  /** Makes a row of buttons for these runs; `about` tells them from those of another row. */
  row(runs: readonly Told[], about = ""): HTMLElement {
    const buttons = runs.map((told) => {
      const offer = button("way", () => this.#choose(told), told.name);
      if (about) offer.setAttribute("aria-label", `${told.name}: ${about}`);
      this.#buttons.set(told, [...(this.#buttons.get(told) ?? []), offer]);
      return offer;
    });
    return create("div", { class: "ways" }, ...buttons);
  }

  /** Shows the first run that is offered. Says whether there is one. */
  chooseFirst(): boolean {
    const [first] = this.#buttons.keys();
    if (first) this.#choose(first);
    return first !== undefined;
  }

  #choose(chosen: Told): void {
    for (const [told, buttons] of this.#buttons) {
      for (const each of buttons) each.setAttribute("aria-pressed", String(told === chosen));
    }
    this.#show(chosen);
  }
}

function wayOf(property: string, counterexamples: readonly Counterexample[]) {
  return counterexamples.find(({ breaks }) => breaks.includes(property));
}

function runsOf({ breaks, clauses, run, sibling }: Counterexample): readonly Told[] {
  const known = breaks.flatMap((property, at) => {
    const clause = clauses[at];
    return clause ? [[property, clause] as const] : [];
  });
  const shortest = { run, name: words.SHORTEST, clauses: new Map(known), notes: [] };
  if (!sibling) return [shortest];
  const notes = sibling.instead ? [words.instead(sibling.instead)] : [];
  return [shortest, { run: sibling.run, name: words.NEAREST_FINE, notes }];
}
