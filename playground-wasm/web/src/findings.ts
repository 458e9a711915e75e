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
  show({ verdicts, counterexamples, "nearest-miss": miss }: Explored): boolean {
    const ways = new Map(
      counterexamples.map((counterexample) => [counterexample, runsOf(counterexample)]),
    );
    const buttons = new Map<HTMLButtonElement, Told>();
    const choose = (chosen: Told) => {
      for (const [button, told] of buttons) {
        button.setAttribute("aria-pressed", String(told === chosen));
      }
      this.#show(chosen);
    };
    const list = verdictList(
      // The run that shows a violation says better why.
      verdicts.map((each) => (wayOf(each.property, counterexamples) ? { ...each, why: "" } : each)),
      ({ property, says }) => {
        const way = wayOf(property, counterexamples);
        const runs = (way && ways.get(way)) ?? [];
        const offered = runs.map((told) => {
          const offer = button("way", () => choose(told), told.name);
          offer.setAttribute("aria-label", `${told.name}: ${says}`);
          buttons.set(offer, told);
          return offer;
        });
        return way ? create("div", { class: "ways" }, ...offered) : null;
      },
    );
    this.root.replaceChildren(list);
    const [first] = counterexamples.flatMap((counterexample) => ways.get(counterexample) ?? []);
    if (first) {
      choose(first);
    } else {
      this.root.append(create("p", { class: "note" }, words.COVERED));
      if (miss) this.#show({ run: miss, name: words.NEAREST_MISS, notes: [words.TOOK_LONGEST] });
    }
    return Boolean(first ?? miss);
  }
}

function wayOf(property: string, counterexamples: readonly Counterexample[]) {
  return counterexamples.find(({ breaks }) => breaks.includes(property));
}

function runsOf({ run, sibling }: Counterexample): readonly Told[] {
  const shortest = { run, name: words.SHORTEST, notes: [] };
  if (!sibling) return [shortest];
  const notes = [words.shared(sibling.shared)];
  return [shortest, { run: sibling.run, name: words.NEAREST_FINE, notes }];
}
