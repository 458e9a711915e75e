// What was asked, and what came of it, as an author claims it in the file of a scenario.

import { type Answered, type Laboratory, questionOf } from "./laboratory";
import type { Budget, Judgement } from "./protocol";
import { EXPLORE } from "./questions";
import { fault, key, string } from "./toml";
import * as words from "./words";

/** A name for a question that the author has not asked. */
const NEW = "my-question";

/** The part of the file that says so. */
export function inTheFile({ given }: Laboratory, { wish, verdicts, budget }: Answered): string {
  // What is said without a variant is said of all.
  const of = given.variant === given.name ? "" : `variant.${key(given.variant)}.`;
  const expect = `expect = ${claims(verdicts)}`;
  if (budget) return lines(`[${of}explore]`, `faults = ${counts(budget)}`, expect);
  const byHand = wish === EXPLORE ? null : wish.faults;
  const known = given.whatIfs.find(({ name }) => name === questionOf(wish));
  if (known) {
    const { name, ask, faults } = known;
    const head = `[${of}what-if.${key(name)}]`;
    return lines(head, `ask = ${string(ask)}`, `faults = ${each(faults)}`, expect);
  }
  if (byHand && byHand.length > 0) {
    const head = `[${of}what-if.${NEW}]`;
    const ask = `ask = ${string(words.whatIf(byHand.map(inWords)))}`;
    return lines(head, ask, `faults = ${each(byHand.map(fault))}`, expect);
  }
  return lines(`[${of}run]`, expect);
}

/** What the engine says of a fault. */
function inWords(fault: unknown): string {
  const { words } = (fault ?? {}) as { readonly words?: unknown };
  return typeof words === "string" ? words : "";
}

const lines = (...all: readonly string[]) => `${all.join("\n")}\n`;

function each(faults: readonly string[]): string {
  const [first, ...more] = faults;
  if (!first) return "[]";
  return more.length === 0 ? `[${first}]` : `[\n${faults.map((one) => `    ${one},\n`).join("")}]`;
}

/** What an author does not name holds. */
function claims(verdicts: readonly Judgement[]): string {
  const broken = verdicts.filter(({ verdict }) => verdict !== "holds");
  return inline(broken.map(({ property, verdict }) => [property, string(verdict)] as const));
}

function counts(budget: Budget): string {
  return inline(
    Object.entries(budget)
      .filter(([, count]) => count > 0)
      .map(([kind, count]) => [kind, String(count)] as const),
  );
}

function inline(pairs: readonly (readonly [string, string])[]): string {
  if (pairs.length === 0) return "{}";
  return `{ ${pairs.map(([name, value]) => `${key(name)} = ${value}`).join(", ")} }`;
}
