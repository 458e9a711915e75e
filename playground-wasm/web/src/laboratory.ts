// What the parts around the editor may know of their widget and ask of it.

import type { Given } from "./given";
import type { Asked, Budget, Explored, Judgement } from "./protocol";
import { EXPLORE, type Question } from "./questions";

/** One run, or all of them. */
export type Wish = Asked | typeof EXPLORE;

/** What pressing the button of a question asks for. */
export function wishOf(question: Question): Wish {
  return question === EXPLORE ? EXPLORE : { "what-if": question, faults: null, schedule: null };
}

/** The question whose button asks for this; undefined where it was put together by hand. */
export function questionOf(wish: Wish): Question | undefined {
  if (wish === EXPLORE) return EXPLORE;
  return wish.faults === null && wish.schedule === null ? wish["what-if"] : undefined;
}

/** What was asked last, and what came of it. */
export interface Answered {
  readonly wish: Wish;
  readonly verdicts: readonly Judgement[];
  /** How many faults might happen, where it was all runs. */
  readonly budget: Budget | null;
}

/** A widget, as its parts see it. */
export interface Laboratory {
  readonly given: Given;
  /** The code in the editor. */
  readonly code: string;
  /** What was asked last. */
  readonly wish: Wish;
  /** The event that is looked at, counted from 0; null where none is. */
  readonly event: number | null;
  /** Puts other code into the editor, as an edit that can be undone. */
  replace(code: string): void;
  /** Asks, and shows what comes of it. */
  ask(wish: Wish): Promise<void>;
  /** Shows what somebody else has explored with this code. */
  explored(code: string, explored: Explored): void;
  /** What came of what was asked last, with the code as it is; asks again where that is not known. */
  answered(): Promise<Answered | null>;
}
