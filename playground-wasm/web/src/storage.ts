// A reader's edits survive a reload, where the browser lets us keep anything.

import type { Given } from "./given";

/** Longer code is not kept: the space belongs to the whole site. */
const LONGEST = 65_536;

/**
 * The edits of one widget. The key holds a hash of the original code: when the author changes
 * it, an old edit no longer hides the new text.
 */
export class Keep {
  readonly #key: string;
  readonly #original: string;

  constructor(given: Given) {
    // On file:// some browsers share storage between all local files, hence the path.
    const place = [location.pathname, given.name, given.variant, hash(given.code)];
    this.#key = `what-if:${place.join(":")}`;
    this.#original = given.code;
  }

  /** The edited code, if there is one. */
  load(): string | null {
    try {
      return localStorage.getItem(this.#key);
    } catch {
      return null;
    }
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

/** FNV-1a over UTF-16 units; it tells texts apart and keeps no secret. */
function hash(text: string): string {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  return (state >>> 0).toString(16);
}
