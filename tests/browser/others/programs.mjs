// Finding programs, and waiting for them.

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** So long until something that does not happen is told: these are for a slow machine. */
const PATIENCE_MS = 120_000;

/**
 * The first of these programs that is on the path.
 * @param {readonly string[]} names
 */
export function installed(names) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * What `look` finds, which is asked again as long as it finds nothing.
 * @param {string} what what is waited for, to tell if it never comes
 * @param {() => Promise<unknown>} look
 */
export async function until(what, look) {
  const begun = Date.now();
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found;
    if (Date.now() - begun > PATIENCE_MS) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
