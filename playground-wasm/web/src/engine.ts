// The engine of the page: one, shared by all its widgets, loaded when it is first needed, and first
// the part that most runs need. xtask/src/parts.rs tells which that is.

import { loadScript } from "./assets";
import { bytesOf } from "./base64";
import { join } from "./join";
import type {
  Ask,
  CheckRequest,
  Explored,
  ExploreRequest,
  Moment,
  MomentRequest,
  Problems,
  Progress,
  Run,
  RunRequest,
  SweepProgress,
  SweepRequest,
  Swept,
} from "./protocol";
import { NoAnswer, type Runner, startHere, startInWorker } from "./runner";
import { unpack } from "./unpack";
import * as words from "./words";

declare global {
  /** Defined by engine.js. */
  var WHATIF_ENGINE: { readonly glue: string; readonly wasm: string } | undefined;
  /** Defined by engine-rest.js. */
  var WHATIF_ENGINE_REST: string | undefined;
}

/** Nothing came of it, and why, in a sentence for the reader. */
export interface Failure {
  readonly failure: string;
}

/** What stops a run, with a sentence for the reader as its message. */
class EngineFailure extends Error {}

/** The engine without the rest. It is kept: a new worker after a broken one costs milliseconds. */
interface FirstPart {
  readonly glue: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly module: WebAssembly.Module;
}

/** The engine that is asked, and whether it has its rest. */
interface Running {
  readonly runner: Runner;
  readonly whole: boolean;
}

/** The page draws an answer before it does anything that can wait. */
const AFTER_ANSWER_MS = 200;

let firstPart: Promise<FirstPart> | undefined;
let whole: Promise<WebAssembly.Module> | undefined;
/** Whether the whole engine is there, so that nobody need wait for it. */
let wholeIsThere = false;
let running: Running | undefined;
let lastTurn: Promise<unknown> = Promise.resolve();
let working: Working<unknown> | undefined;

/** Begins to load the engine, because the reader's hand is moving towards a button. */
export function prefetch(): void {
  // If it fails, the first run tries again and says so.
  loadScript("engine.js").catch(() => {});
}

/** Runs the code once. */
export function run(request: RunRequest): Promise<Run | Problems | Failure> {
  return turn<Run | Problems>({ run: JSON.stringify(request) }).catch(failure);
}

/** What is wrong with the code; null where the engine cannot say. */
export function check(request: CheckRequest): Promise<Problems | null> {
  return turn<Problems>({ check: JSON.stringify(request) }).catch(() => null);
}

/** Looks at one moment of a run; nothing comes of an event that it has not. */
export async function moment(request: MomentRequest): Promise<Moment | null> {
  const ask = { moment: JSON.stringify(request) };
  const answer = await turn<Moment | Problems | null>(ask, true).catch(failure);
  return answer && "nodes" in answer ? answer : null;
}

/** A job that has begun: an exploration or a sweep. */
export interface Working<Report> {
  /** Ends it where it is. */
  stop(): void;
  /** What it has found, at its end or when it was stopped. */
  readonly ended: Promise<Report | Problems | Failure>;
}

/**
 * Explores the code. The page works at one thing at a time: another job stops this one. Runs are
 * served between its slices.
 */
export function explore(
  request: ExploreRequest,
  onProgress: (progress: Progress) => void,
): Working<Explored> {
  return work(request, onProgress);
}

/** Turns a knob over its range. */
export function sweep(
  request: SweepRequest,
  onProgress: (progress: SweepProgress) => void,
): Working<Swept> {
  return work(request, onProgress);
}

function work<Step extends { readonly done: boolean }, Report>(
  request: object,
  onProgress: (progress: Step) => void,
): Working<Report> {
  const earlier = working;
  earlier?.stop();
  let stopped = false;
  const slice = (ask: Ask) => turn<Step | Problems>(ask);
  const begin = async (): Promise<Report | Problems> => {
    // What the earlier one has found is fetched before the engine forgets it.
    await earlier?.ended;
    let progress = await slice({ begin: JSON.stringify(request) });
    while ("done" in progress && !progress.done && !stopped) {
      onProgress(progress);
      progress = await slice({ advance: true });
    }
    return "done" in progress ? await turn<Report | Problems>({ report: true }) : progress;
  };
  const stop = () => {
    stopped = true;
  };
  const job = { stop, ended: begin().catch(failure) };
  working = job;
  return job;
}

function failure(error: unknown): Failure {
  return { failure: error instanceof EngineFailure ? error.message : String(error) };
}

/** Asks the engine. The widgets of a page take turns, and so do a run and the slices beside it. */
function turn<Answer>(ask: Ask, mayBeNothing = false): Promise<Answer> {
  const turn = lastTurn.then(() => answer(ask));
  lastTurn = turn.catch(() => {});
  return turn.then((answer) => {
    if (answer === "null" && !mayBeNothing) throw new EngineFailure(words.LOST);
    return JSON.parse(answer) as Answer;
  });
}

async function answer(ask: Ask): Promise<string> {
  // A job lives from one turn to the next, so it begins where nothing is missing.
  const { runner, whole } = await ready("begin" in ask);
  try {
    const answer = await runner.answer(ask);
    // While the reader looks at the answer.
    if (!whole) setTimeout(() => complete().catch(() => {}), AFTER_ANSWER_MS);
    return answer;
  } catch (error) {
    // After a trap the engine's memory cannot be trusted: the next run gets a new one.
    end();
    if (error instanceof NoAnswer) throw new EngineFailure(words.NO_ANSWER);
    if (whole) throw new EngineFailure(words.TRAPPED);
  }
  // What it called may stand in the rest.
  await complete();
  return answer(ask);
}

function end(): void {
  running?.runner.end();
  running = undefined;
}

async function ready(mustBeWhole: boolean): Promise<Running> {
  if (running && !running.whole && (mustBeWhole || wholeIsThere)) end();
  running ??= await start(mustBeWhole || wholeIsThere);
  return running;
}

async function start(asWhole: boolean): Promise<Running> {
  if (asWhole) fetchRest();
  await load("engine.js");
  const { glue, module: first } = await begun();
  const module = asWhole ? await complete() : first;
  const runner = await startInWorker(module, glue)
    .catch(() => startHere(module))
    .catch(refused);
  // It comes while the first part is at work.
  fetchRest();
  return { runner, whole: asWhole };
}

/** Begins to load the rest. If it fails, whoever needs it tries again and says so. */
function fetchRest(): void {
  loadScript("engine-rest.js").catch(() => {});
}

async function load(script: string): Promise<void> {
  await loadScript(script).catch(() => {
    throw new EngineFailure(words.NOT_LOADED);
  });
}

function refused(): never {
  throw new EngineFailure(words.REFUSED);
}

/** The first part, compiled. */
function begun(): Promise<FirstPart> {
  firstPart ??= compileFirst().catch(() => {
    firstPart = undefined;
    return refused();
  });
  return firstPart;
}

async function compileFirst(): Promise<FirstPart> {
  if (!globalThis.WHATIF_ENGINE) throw new Error("engine.js has not defined the engine");
  const { glue, wasm } = globalThis.WHATIF_ENGINE;
  const bytes = unpack(await inflate(wasm));
  return { glue, bytes, module: await WebAssembly.compile(bytes) };
}

/** The whole engine, compiled. */
function complete(): Promise<WebAssembly.Module> {
  whole ??= compileWhole().catch((error) => {
    whole = undefined;
    if (error instanceof EngineFailure) throw error;
    return refused();
  });
  return whole;
}

async function compileWhole(): Promise<WebAssembly.Module> {
  await load("engine-rest.js");
  const rest = globalThis.WHATIF_ENGINE_REST;
  if (rest === undefined) throw new Error("engine-rest.js has not defined the rest");
  const { bytes } = await begun();
  const module = await WebAssembly.compile(await join(bytes, unpack(await inflate(rest))));
  wholeIsThere = true;
  return module;
}

/** In the page and not in the worker, because WebKit cannot read a Blob's stream there. */
async function inflate(base64: string): Promise<Uint8Array> {
  const stream = new Blob([bytesOf(base64)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
