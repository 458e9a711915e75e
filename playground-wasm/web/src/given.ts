// What the preprocessor wrote into one `<what-if>`.

/** A question that can be asked of the code. */
export interface WhatIfGiven {
  /** Its name in the author's file. */
  readonly name: string;
  /** The question, in words. */
  readonly ask: string;
  /** What goes wrong, each fault in the words of the author's file. */
  readonly faults: readonly string[];
}

/** What comes with an exercise. */
export interface ExerciseGiven {
  readonly hints: readonly string[];
  /** Code that passes. */
  readonly solution: string;
}

/** A knob that can be turned over a range. */
export interface KnobGiven {
  /** The name of its sweep. */
  readonly sweep: string;
  /** What turning it shows, in words. */
  readonly says: string;
  readonly knob: string;
  /** To what it can be turned, in words. */
  readonly values: readonly string[];
}

/** Everything that a widget starts from. */
export interface Given {
  /** The checked scenario, for the engine; the page does not look into it. */
  readonly scenario: unknown;
  /** The name of the scenario. */
  readonly name: string;
  /** The variant whose code this is. */
  readonly variant: string;
  /** The code as the author wrote it. */
  readonly code: string;
  /** The reader's own code, where a course or a page around this one has kept it. */
  readonly kept: string | null;
  /** Whether these know that the reader has passed the exercise. */
  readonly passed: boolean;
  /** What to call the whole. */
  readonly title: string;
  /** The questions, in the order of the author's file. */
  readonly whatIfs: readonly WhatIfGiven[];
  readonly knobs: readonly KnobGiven[];
  /** The question whose run is shown statically; null is the run in which nothing goes wrong. */
  readonly shown: string | null;
  /** Whether so many requests come that no exploration could look at every order of them. */
  readonly loaded: boolean;
  /** Whether the reader may only read and run the code. */
  readonly readOnly: boolean;
  /** Where it is an exercise: what helps. */
  readonly exercise: ExerciseGiven | null;
  /** Where the widget has a page of its own, seen from this page; null where it has none. */
  readonly embed: string | null;
  /** The static result; it is shown until the reader asks something. */
  readonly result: HTMLElement | null;
}

/** Reads what stands in the element. Throws where it is not what the preprocessor writes. */
export function readGiven(element: HTMLElement): Given {
  const script = element.querySelector('script[type="application/json"]');
  const json: unknown = JSON.parse(script?.textContent ?? "");
  const data = record(json);
  return {
    scenario: data.scenario,
    name: element.getAttribute("name") ?? "",
    variant: text(data.variant),
    code: text(data.code).trimEnd(),
    kept: element.dataset.code ?? null,
    passed: element.dataset.passed !== undefined,
    title: text(data.title),
    whatIfs: list(data["what-ifs"]).map((item) => {
      const whatIf = record(item);
      const faults = list(whatIf.faults).map(text);
      return { name: text(whatIf.name), ask: text(whatIf.ask), faults };
    }),
    knobs: list(data.knobs ?? []).map((item) => {
      const { sweep, says, knob, values } = record(item);
      return {
        sweep: text(sweep),
        says: text(says),
        knob: text(knob),
        values: list(values).map(text),
      };
    }),
    shown: data.shown === null ? null : text(data.shown),
    loaded: data.loaded === true,
    readOnly: element.hasAttribute("readonly"),
    exercise: data.exercise === undefined ? null : exercise(record(data.exercise)),
    embed: element.getAttribute("embed"),
    result: element.querySelector<HTMLElement>(":scope > .whatif-result"),
  };
}

function exercise({ hints, solution }: Record<string, unknown>): ExerciseGiven {
  return { hints: list(hints).map(text), solution: text(solution) };
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  throw new TypeError("an object is missing in the data of the widget");
}

function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new TypeError("a list is missing in the data of the widget");
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  throw new TypeError("a text is missing in the data of the widget");
}
