// What page and engine say to each other: JSON texts of these types.

/** Asks for one run. */
export interface Request {
  readonly scenario: unknown;
  readonly variant: string;
  readonly code: string;
  /** The name of a what-if; null is the run in which nothing goes wrong. */
  readonly "what-if": string | null;
  /** null is the seed of the scenario. */
  readonly seed: number | null;
}

/** The code was run, or it could not be. */
export type Answer = Report | Problems;

/** What came of a run. */
export interface Report {
  readonly verdicts: readonly Judgement[];
  /** The diagram: one `<svg>`, in which the engine has escaped everything that the code made. */
  readonly figure: string;
  /** The events: one `<table>`, escaped likewise. */
  readonly events: string;
  /** Plain sentences beside the verdicts. */
  readonly notes: readonly string[];
  readonly "trace-hash": string;
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
  readonly Engine: new () => { run(request: string): string };
}

/** What the page sends to the worker: first the engine, then requests. */
export type ToWorker = { readonly module: WebAssembly.Module } | { readonly request: string };

/** What the worker answers: once that it is ready, then to each request. */
export type FromWorker =
  | { readonly ready: true }
  | { readonly answer: string }
  | { readonly trap: string };
