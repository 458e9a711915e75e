// One lesson in a course site that speaks SCORM 1.2: finds the site's API in the frames around the
// page, and tells it how far the reader has come.
//
// Every value is kept until the site is told, and it is told rarely: when something is done, when
// the page is left, and some time after an edit. Some sites write a record for each commit.

import { Progress, type State } from "./progress";

/** The API of the course site, as "SCORM Run-Time Environment 1.2" names it. */
interface Api {
  LMSInitialize(empty: ""): string;
  LMSGetValue(name: string): string;
  LMSSetValue(name: string, value: string): string;
  LMSCommit(empty: ""): string;
  LMSFinish(empty: ""): string;
}

/** How many characters of state a course site takes (cmi.suspend_data). */
const LONGEST = 4096;

/** An edit is told so long after the last one. */
const PAUSE_MS = 30_000;

class Lesson {
  readonly #api: Api;
  readonly #begun = Date.now();
  readonly #progress = new Progress(() => this.#change());
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastScore = -1;
  #open = true;

  constructor(api: Api) {
    this.#api = api;
    this.#progress.restore(readState(api.LMSGetValue("cmi.suspend_data")));
    this.#progress.listen();
    this.#lastScore = this.#progress.score;
    if (/^(not attempted|)$/.test(api.LMSGetValue("cmi.core.lesson_status"))) {
      api.LMSSetValue("cmi.core.lesson_status", "incomplete");
      api.LMSCommit("");
    }
    // A page that is hidden may never come back, on a phone above all.
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.#commit();
    });
    window.addEventListener("pagehide", () => this.#finish());
  }

  #change(): void {
    clearTimeout(this.#timer);
    if (this.#progress.score !== this.#lastScore) this.#commit();
    else this.#timer = setTimeout(() => this.#commit(), PAUSE_MS);
  }

  #commit(): void {
    clearTimeout(this.#timer);
    if (!this.#open) return;
    const { score, state } = this.#progress;
    this.#lastScore = score;
    const values = {
      "cmi.core.score.min": "0",
      "cmi.core.score.max": "100",
      "cmi.core.score.raw": String(Math.round(score * 100)),
      "cmi.core.lesson_status": score < 1 ? "incomplete" : done(),
      "cmi.suspend_data": writeState(state),
    };
    for (const [name, value] of Object.entries(values)) this.#api.LMSSetValue(name, value);
    this.#api.LMSCommit("");
  }

  #finish(): void {
    if (!this.#open) return;
    this.#api.LMSSetValue("cmi.core.session_time", timeSpan(Date.now() - this.#begun));
    this.#api.LMSSetValue("cmi.core.exit", this.#progress.score < 1 ? "suspend" : "");
    this.#commit();
    this.#open = false;
    this.#api.LMSFinish("");
  }
}

/** What a lesson is whose score is full: passed where there is an exercise, else completed. */
const done = () => (document.querySelector(".whatif-exercise") ? "passed" : "completed");

/**
 * The state in as many characters as the site takes. What is done comes first; code that finds no
 * room any more is left out, and the reader begins with the original there.
 */
export function writeState(state: State): string {
  const kept: State = {};
  for (const [name, { done }] of Object.entries(state)) if (done) kept[name] = { done };
  for (const [name, widget] of Object.entries(state)) {
    const longer = JSON.stringify({ ...kept, [name]: widget });
    if (longer.length <= LONGEST) kept[name] = widget;
  }
  return JSON.stringify(kept);
}

function readState(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** As a CMITimespan: hours, minutes, seconds. */
export function timeSpan(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (number: number) => String(number).padStart(2, "0");
  const hours = Math.min(Math.floor(seconds / 3600), 9999);
  return `${String(hours).padStart(4, "0")}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** The API in the frames around this page, or in those around the page that has opened it. */
function findApi(): Api | null {
  for (const start of [window, window.opener as Window | null]) {
    let frame = start;
    for (let depth = 0; frame && depth < 20; depth += 1) {
      try {
        const { API } = frame as unknown as { API?: Api };
        if (API) return API;
      } catch {
        // A frame of somebody else: the API is not there, and no way leads past it.
        break;
      }
      if (frame.parent === frame) break;
      frame = frame.parent;
    }
  }
  return null;
}

const api = findApi();
// Opened outside a course, the page is there all the same and tells nobody anything. The script
// stands below all widgets and above what brings them to life, which find their code in its place.
if (api && api.LMSInitialize("") === "true") new Lesson(api);
