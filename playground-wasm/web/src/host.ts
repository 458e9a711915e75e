// Where the engine is asked, be that in the worker or in the page.

import type { Ask, Engine, Exploration, Glue, Problems, Progress } from "./protocol";

/**
 * How long an exploration goes on before the engine listens again. Whoever stops it or asks for
 * something else waits about as long, and where there is no worker the page stands still for it.
 */
const SLICE_MS = 25;

/** How many states are visited between two looks at the clock, at the most. */
const STATES_MAX = 16;

export class Host {
  readonly #engine: Engine;
  #exploration: Exploration | null = null;

  constructor(glue: Glue, module: WebAssembly.Module) {
    glue.initSync({ module });
    this.#engine = new glue.Engine();
  }

  /** The engine's answer; `null` in JSON where the exploration in question is not here. */
  answer(ask: Ask): string {
    if ("run" in ask) return this.#engine.run(ask.run);
    if ("explore" in ask) {
      this.#end();
      this.#exploration = this.#engine.explore(ask.explore);
    }
    if (!this.#exploration) return "null";
    if (!("report" in ask)) return slice(this.#exploration);
    const report = this.#exploration.report();
    this.#end();
    return report;
  }

  #end(): void {
    this.#exploration?.free();
    this.#exploration = null;
  }
}

function slice(exploration: Exploration): string {
  const end = performance.now() + SLICE_MS;
  // Begins with one state, because with some code a single one takes long.
  for (let states = 1; ; states = Math.min(2 * states, STATES_MAX)) {
    const answer = exploration.advance(states);
    if (performance.now() >= end || !goesOn(JSON.parse(answer))) return answer;
  }
}

function goesOn(answer: Progress | Problems): boolean {
  return "done" in answer && !answer.done;
}
