// What the parts around the editor may know of their widget and ask of it.

import type { Given } from "./given";
import type { Budget, Explored, Judgement } from "./protocol";
import type { Question } from "./questions";

/** What the reader asks of the code: which run, or all of them. */
export interface Asked {
  /** A what-if of the author by its name. */
  readonly whatIf: string | null;
  /** What goes wrong, each fault as the engine writes and reads it. */
  readonly faults: readonly unknown[] | null;
  /** The choices of a run that exploring found. */
  readonly schedule: readonly (readonly string[])[] | null;
  readonly seed: number | null;
  /** Whether it is all runs. */
  readonly explores: boolean;
}

/** Nothing goes wrong, in the run that is shown. */
export const NOTHING: Asked = {
  whatIf: null,
  faults: null,
  schedule: null,
  seed: null,
  explores: false,
};

/** What was asked last, and what came of it. */
export interface Answered {
  readonly asked: Asked;
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
  readonly asked: Asked;
  /** The event that is looked at, counted from 0; null where none is. */
  readonly event: number | null;
  /** Puts other code into the editor, as an edit that can be undone. */
  replace(code: string): void;
  /** Does what pressing the button of a question does. */
  ask(question: Question): Promise<void>;
  /** Shows what somebody else has explored with this code. */
  explored(code: string, explored: Explored): void;
  /** What came of what was asked last, with the code as it is; asks again where that is not known. */
  answered(): Promise<Answered | null>;
}
