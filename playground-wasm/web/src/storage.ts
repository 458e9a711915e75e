// A reader's edits survive a reload, where the browser lets us keep anything.

import type { Given } from "./given";

/** Longer code is not kept: the space belongs to the whole site. */
const LONGEST = 65_536;

/**
 * What is kept of one widget. The key holds a hash of the original code: when the author changes
 * it, an old edit no longer hides the new text.
 */
function keyOf(given: Given, ...more: readonly string[]): string {
  // On file:// some browsers share storage between all local files, hence the path.
  const place = [location.pathname, given.name, given.variant, hash(given.code), ...more];
  return `what-if:${place.join(":")}`;
}

function load(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** The edits of one widget. */
export class Keep {
  readonly #key: string;
  readonly #original: string;

  /** Edits of code that came with a link have a place of their own, beside the reader's others. */
  constructor(given: Given, linked: string | null = null) {
    this.#key = linked === null ? keyOf(given) : keyOf(given, "link", hash(linked));
    this.#original = linked ?? given.code;
  }

  /** The edited code, if there is one. */
  load(): string | null {
    return load(this.#key);
  }

  /** Keeps the code, or forgets it where it is the original. */
  save(code: string): void {
    try {
      if (code === this.#original || code.length > LONGEST) localStorage.removeItem(this.#key);
      else localStorage.setItem(this.#key, code);
    } catch {
      // Refused or full. The page goes on without.
    }
  }
}

/** Whether the reader has solved the exercise of one widget. */
export class Passed {
  readonly #key: string;
  readonly #knownElsewhere: boolean;

  constructor(given: Given) {
    this.#key = keyOf(given, "passed");
    this.#knownElsewhere = given.passed;
  }

  load(): boolean {
    return this.#knownElsewhere || load(this.#key) !== null;
  }

  save(): void {
    try {
      localStorage.setItem(this.#key, "passed");
    } catch {
      // Refused or full. The page goes on without.
    }
  }
}

/** FNV-1a over UTF-16 units; it tells texts apart and keeps no secret. */
export function hash(text: string): string {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  return (state >>> 0).toString(16);
}
