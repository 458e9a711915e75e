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
  /** What its button says, if not that. */
  readonly label?: string;
  /** The clauses that are false, by the properties that it breaks. */
  readonly clauses?: ReadonlyMap<string, string>;
  readonly notes: readonly string[];
}

export class Findings {
  readonly root = create("div", { class: "findings" });
  readonly #show: (told: Told) => void;
  readonly #further: () => void;
  #offers: Offers;

  /** `show` shows one of the runs; `further` looks for more ways to break something. */
  constructor(show: (told: Told) => void, further: () => void) {
    this.#show = show;
    this.#further = further;
    this.#offers = new Offers(show);
  }

  /** A button that shows a way to break something. */
  offer(way: Counterexample, about: string): HTMLElement {
    return this.#offers.row([toldOf(way, words.ANOTHER, words.SHOW_RUN)], about);
  }

  /** A button that shows where single faults strike a run in which nothing goes wrong. */
  offerTypical(run: Found): HTMLElement {
    const label = words.WHERE_THEY_STRIKE;
    return this.#offers.row([{ run, name: words.TYPICAL, label, notes: [] }]);
  }

  /**
   * Shows the verdicts, and the run that matters most. Says whether there is such a run. `wentOn`
   * says whether the exploration looked for all ways, and not only for the shortest.
   */
  show(explored: Explored, wentOn: boolean): boolean {
    const { verdicts, counterexamples, others, budget, bound } = explored;
    const ways = new Map(counterexamples.map((each) => [each, runsOf(each)] as const));
    const offers = new Offers(this.#show);
    this.#offers = offers;
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
    if (counterexamples.length === 0) {
      this.root.append(...calm(explored, offers));
    } else {
      // A single fault has its button where it is listed.
      const several = others.filter(({ single }) => single === null);
      const runs = several.map(({ way }) =>
        toldOf(way, words.ANOTHER, words.capital(way.run.words)),
      );
      if (runs.length > 0) this.root.append(create("p", { class: "note" }, words.OTHERS));
      const row = offers.row(runs);
      const faults = Object.values(budget).reduce((sum, count) => sum + count, 0);
      // With one fault, all ways are known.
      if (!wentOn && faults > 1) row.append(button("way further", this.#further, words.FURTHER));
      this.root.append(row);
    }
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
      const label = told.label ?? told.name;
      const offer = button("way", () => this.#choose(told), label);
      offer.setAttribute("aria-pressed", "false");
      if (about) offer.setAttribute("aria-label", `${label}: ${about}`);
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

function toldOf({ breaks, clauses, run }: Counterexample, name: string, label?: string): Told {
  const known = breaks.flatMap((property, at) => {
    const clause = clauses[at];
    return clause ? [[property, clause] as const] : [];
  });
  return { run, name, ...(label && { label }), clauses: new Map(known), notes: [] };
}

function runsOf(way: Counterexample): readonly Told[] {
  const { sibling } = way;
  const shortest = toldOf(way, words.SHORTEST);
  if (!sibling) return [shortest];
  const notes = sibling.instead ? [words.instead(sibling.instead)] : [];
  return [shortest, { run: sibling.run, name: words.NEAREST_FINE, notes }];
}
