// What page and engine say to each other: JSON texts of these types.

/** What is asked of a variant: what goes wrong, and which choices are made. */
export interface Asked {
  /** The name of a what-if of the author; null is the run in which nothing goes wrong. */
  readonly "what-if": string | null;
  /** What goes wrong instead of what goes wrong in that what-if, as the engine wrote it. */
  readonly faults: readonly unknown[] | null;
  /** The choices that are made; null where they are drawn from a seed. */
  readonly schedule: readonly (readonly string[])[] | null;
}

/** The code, and the knob that is turned. */
export interface Subject {
  readonly scenario: unknown;
  readonly variant: string;
  readonly code: string;
  /** The sweep whose knob is turned, and to which of its values; nothing where none is. */
  readonly sweep?: string;
  readonly turned?: number;
}

/** Asks what is wrong with the code. */
export type CheckRequest = Subject;

/** Asks for one run. */
export interface RunRequest extends Subject, Asked {
  /** null is the seed of the scenario. */
  readonly seed: number | null;
  /** The event with which the part begins that is drawn of a long run. */
  readonly from?: number;
}

/** Asks what there is to see at an event of a run. */
export interface MomentRequest extends RunRequest {
  readonly event: number;
}

/** Asks for all runs within a budget of faults. */
export interface ExploreRequest extends Subject {
  /** null is what the scenario says. */
  readonly budget: Budget | null;
  /** How many states are found at the most; null is as many as a page should bear. */
  readonly states: number | null;
  /** Whether it goes on where every property is decided, for the ways behind the shortest. */
  readonly "goes-on"?: boolean;
}

/** Asks for a sweep: a knob turned over its range. */
export interface SweepRequest extends Subject {
  readonly sweep: string;
  /** The code as the author wrote it, where both are to be shown. */
  readonly original: string | null;
}

/** How many faults of each kind; those that cannot happen in this world are left out. */
export type Budget = Readonly<Partial<Record<FaultKind, number>>>;

export type FaultKind = "crash" | "lose" | "duplicate" | "delay" | "omission" | "cut" | "other";

/** What came of a run. */
export interface Run {
  readonly verdicts: readonly Judgement[];
  /** What went wrong by what was asked for. */
  readonly faults: readonly Fault[];
  /** Where many requests come: charts and numbers of the whole run, escaped. Empty elsewhere. */
  readonly measured: string;
  /** Where properties judge what clients did and saw: that, escaped. Empty elsewhere. */
  readonly histories: string;
  /**
   * The diagram of a part of the run: one `<svg>`, in which the engine has escaped everything that
   * the code made.
   */
  readonly figure: string;
  /** The events of that part: one `<table>`, escaped likewise. */
  readonly events: string;
  /** Plain sentences beside the verdicts. */
  readonly notes: readonly string[];
  readonly told: Told;
  readonly "trace-hash": string;
}

/** A fault of a run, which can be left out of it. */
export interface Fault {
  readonly words: string;
  /** What to ask for to have it again. */
  readonly fault: unknown;
}

/** What there is to point at in a run. */
export interface Told {
  /** How many events it has. */
  readonly events: number;
  /** Which of them are drawn and listed: from this one, to before that one. */
  readonly part: readonly [number, number];
  /** Where events stand in the diagram: number, from the left, from the top, in its units. */
  readonly spots: readonly (readonly [number, number, number])[];
  /** The choices that made it; null where they were drawn from a seed. */
  readonly schedule: readonly (readonly string[])[] | null;
  /** The faults among these choices: which of them each is, and in words. */
  readonly chosen: readonly { readonly at: number; readonly words: string }[];
}

/** What there is to see at an event of a run. */
export interface Moment {
  readonly at: string;
  /** The event, in words. */
  readonly words: string;
  /** The node at which it happened. */
  readonly node: string;
  readonly nodes: readonly NodeNow[];
  /** The messages on their way, in words. */
  readonly "on-the-way": readonly string[];
  readonly lamps: readonly Lamp[];
  /** What can be made to go wrong here. */
  readonly offers: readonly Fault[];
  /** What may come first instead, where the run was made by choices. */
  readonly branches: readonly Branch[];
}

/** Another way on. */
export interface Branch {
  readonly words: string;
  /** The choices that lead there. */
  readonly schedule: readonly (readonly string[])[];
}

/** What is inside a node. */
export interface NodeNow {
  readonly name: string;
  readonly alive: boolean;
  /** What is wrong with it, in words. */
  readonly wrong: readonly string[];
  readonly sections: readonly Section[];
}

/** A part of what a node remembers: a table, a task. */
export interface Section {
  readonly name: string;
  /** The line of the reader's code at which a task stands. */
  readonly line: number | null;
  readonly items: readonly Item[];
}

export interface Item {
  /** Empty for a row. */
  readonly name: string;
  readonly value: string;
  /** Whether the last step brought it. */
  readonly fresh: boolean;
}

/** Whether a property is true at a moment. */
export interface Lamp {
  readonly property: string;
  /** null where it cannot say. */
  readonly holds: boolean | null;
}

/** How far a sweep has come. */
export interface SweepProgress {
  readonly values: number;
  readonly of: number;
  readonly done: boolean;
}

/** What a sweep has come to so far. */
export interface Swept {
  readonly says: string;
  /** One `<svg>` for each metric, escaped. */
  readonly charts: readonly string[];
  /** One `<table>`, escaped. */
  readonly table: string;
}

/** How far an exploration has come. */
export interface Progress {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** How many faults lead to the states that are being visited. */
  readonly faults: number;
  /** Whether it has come to its end. */
  readonly done: boolean;
}

/** What an exploration has found, at its end or so far. */
export interface Explored {
  /** What was covered, in words. */
  readonly sentence: string;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** How many faults of each kind might happen. */
  readonly budget: Budget;
  /** How many ways to end were seen. */
  readonly ends: number;
  /** Whether everything within the budget was seen. */
  readonly exhausted: boolean;
  /** Where it ended before that, in words. */
  readonly bound: string | null;
  /** Over all runs. */
  readonly verdicts: readonly Judgement[];
  /** The shortest first. */
  readonly counterexamples: readonly Counterexample[];
  /** What else was found that breaks something, the shortest first. */
  readonly others: readonly Other[];
  readonly "single-faults": readonly SingleFault[];
  /** Whether there are no other single faults that break something. */
  readonly "single-faults-complete": boolean;
  /** A run in which nothing goes wrong: where nothing is violated, or a single fault is enough. */
  readonly typical: Found | null;
  /** Where nothing is violated: the run that took longest to come right again. */
  readonly "nearest-miss": Found | null;
}

/** The shortest way to break something. */
export interface Counterexample {
  /** The names of the properties. */
  readonly breaks: readonly string[];
  /** For each of them the clause that is false, with the values in it: words, with code in backticks. */
  readonly clauses: readonly (string | null)[];
  readonly steps: number;
  readonly run: Found;
  /** The nearest run in which nothing is violated. */
  readonly sibling: Sibling | null;
}

/** A way to break something that stands behind the shortest. */
export interface Other {
  /** Its place among the single faults, where it is one. */
  readonly single: number | null;
  readonly way: Counterexample;
}

/** The run beside a counterexample. */
export interface Sibling {
  /** What happens where the two part, in words. */
  readonly instead: string | null;
  readonly run: Found;
}

/** A run that was found. */
export interface Found {
  /** What went wrong in it. */
  readonly words: string;
  readonly verdicts: readonly Judgement[];
  /** As in a run that was asked for. */
  readonly histories: string;
  /** One `<svg>`, escaped. */
  readonly figure: string;
  /** One `<table>`, escaped. */
  readonly events: string;
  readonly told: Told;
  /** Where single faults strike it: at which event, and which of them. */
  readonly strikes: readonly (readonly [event: number, single: number])[];
}

/** A fault that breaks something by itself. */
export interface SingleFault {
  readonly words: string;
  /** The line of the reader's code at which it strikes, from 1. */
  readonly line: number | null;
  /** The names of the properties. */
  readonly breaks: readonly string[];
}

/** What became of one property. */
export interface Judgement {
  readonly property: string;
  /** The property in words. */
  readonly says: string;
  readonly verdict: Verdict;
  /** Why, in words; may be empty. */
  readonly why: string;
}

export type Verdict = "holds" | "violated" | "unknown";

/** Why the code could not be run. */
export interface Problems {
  readonly problems: readonly Problem[];
}

/** One mistake. */
export interface Problem {
  /** The file it is in; `code` is what the reader edits. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units, as strings are counted here. */
  readonly column: number;
  readonly message: string;
  readonly help: string | null;
}

/** The name by which the engine calls the code that the reader edits. */
export const EDITED_FILE = "code";

/** What the engine's glue script defines. */
export interface Glue {
  initSync(given: { module: WebAssembly.Module }): unknown;
  readonly Engine: new () => Engine;
}

/** The engine itself; its texts are JSON of the types above. */
export interface Engine {
  /** From a `RunRequest` to a `Run` or `Problems`. */
  run(request: string): string;
  /** From a `CheckRequest` to `Problems`, an empty list where nothing is wrong. */
  check(request: string): string;
  /** From a `MomentRequest` to a `Moment`, null where there is no such event, or `Problems`. */
  moment(request: string): string;
  /** From an `ExploreRequest` or a `SweepRequest`. */
  begin(request: string): Job;
}

/** An exploration or a sweep, which the engine keeps in its memory until it is freed. */
export interface Job {
  /** Visits so many states more, or makes a run more: `Progress`, `SweepProgress` or `Problems`. */
  advance(states: number): string;
  /** `Explored`, `Swept` or `Problems`. */
  report(): string;
  free(): void;
}

/**
 * What the page asks of wherever the engine lives: what is wrong, a run, a moment of one, the first slice of a job,
 * its next slice, or what it has found, with which it ends.
 */
export type Ask =
  | { readonly check: string }
  | { readonly run: string }
  | { readonly moment: string }
  | { readonly begin: string }
  | { readonly advance: true }
  | { readonly report: true };

/** What the page sends to the worker: first the engine, then what it asks. */
export type ToWorker = { readonly module: WebAssembly.Module } | Ask;

/** What the worker answers: once that it is ready, then to each thing that it is asked. */
export type FromWorker =
  | { readonly ready: true }
  | { readonly answer: string }
  | { readonly trap: string };
