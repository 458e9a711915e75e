// Where the engine is asked, be that in the worker or in the page.

import type { Ask, Engine, Glue, Job } from "./protocol";

/**
 * How long a job goes on before the engine listens again. Whoever stops it or asks for
 * something else waits about as long, and where there is no worker the page stands still for it.
 */
const SLICE_MS = 25;

/** How many states are visited between two looks at the clock, at the most. */
const STATES_MAX = 16;

export class Host {
  readonly #engine: Engine;
  #job: Job | null = null;

  constructor(glue: Glue, module: WebAssembly.Module) {
    glue.initSync({ module });
    this.#engine = new glue.Engine();
  }

  /** The engine's answer; `null` in JSON where the job in question is not here. */
  answer(ask: Ask): string {
    if ("check" in ask) return this.#engine.check(ask.check);
    if ("run" in ask) return this.#engine.run(ask.run);
    if ("moment" in ask) return this.#engine.moment(ask.moment);
    if ("begin" in ask) {
      this.#end();
      this.#job = this.#engine.begin(ask.begin);
    }
    if (!this.#job) return "null";
    if (!("report" in ask)) return slice(this.#job);
    const job = this.#job;
    const report = job.report();
    this.#job = null;
    // To forget all its states takes longer than to report, and who waits for the report need not
    // wait for that.
    setTimeout(() => job.free());
    return report;
  }

  #end(): void {
    this.#job?.free();
    this.#job = null;
  }
}

function slice(job: Job): string {
  const end = performance.now() + SLICE_MS;
  // Begins with one state, because with some code a single one takes long.
  for (let states = 1; ; states = Math.min(2 * states, STATES_MAX)) {
    const answer = job.advance(states);
    if (performance.now() >= end || !goesOn(JSON.parse(answer))) return answer;
  }
}

function goesOn(answer: object): boolean {
  return "done" in answer && answer.done === false;
}
