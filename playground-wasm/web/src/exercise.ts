// An exercise: the reader's answer is checked, hints are told one at a time, and the solution comes
// after an honest try.

import { highlightText } from "prism-code-editor/prism";
import { announce } from "./announce";
import { button, create, withCode } from "./dom";
import { explore, type Failure, run, type Working } from "./engine";
import type { ExerciseGiven } from "./given";
import { type Laboratory, wishOf } from "./laboratory";
import type { Explored, Judgement, Problems, Progress } from "./protocol";
import type { Question } from "./questions";
import type { Passed } from "./storage";
import * as words from "./words";

/** An exploration says how far it has come no more often than one can listen to. */
const PROGRESS_MS = 1_000;

export class Exercise {
  readonly root: HTMLElement;
  /** Stands beside the title once the exercise is solved. */
  readonly mark = create("span", { class: "passed-mark" }, words.PASSED_MARK);

  readonly #laboratory: Laboratory;
  readonly #given: ExerciseGiven;
  readonly #passed: Passed;
  readonly #check = button("check", () => this.#pressCheck(), words.CHECK);
  readonly #hint = button("next-hint", () => this.#nextHint());
  readonly #solve = button("solve", () => this.#showSolution(), words.SHOW_SOLUTION);
  /** A live region: what became of the answer. */
  readonly #said = create("p", { class: "said", role: "status" });
  readonly #hints = create("ol", {
    class: "hints",
    "aria-live": "polite",
    "aria-label": words.HINTS,
  });
  readonly #solution = create("div", {
    class: "solution",
    role: "group",
    "aria-label": words.SOLUTION,
  });
  /** What is being looked at; null while nothing is. */
  #checking: Checking | null = null;

  constructor(laboratory: Laboratory, given: ExerciseGiven, passed: Passed) {
    this.#laboratory = laboratory;
    this.#given = given;
    this.#passed = passed;
    this.#solution.hidden = true;
    this.#solve.hidden = true;
    this.mark.hidden = !passed.load();
    this.root = create(
      "div",
      { class: "exercise", role: "group", "aria-label": words.EXERCISE },
      create("p", { class: "task" }, create("strong", {}, words.EXERCISE), `: ${words.TASK}`),
      create("div", { class: "exercise-buttons" }, this.#check, this.#hint, this.#solve),
      this.#said,
      this.#hints,
      this.#solution,
      // For paper, where nothing can be pressed, what the preprocessor wrote.
      create("slot", { name: "exercise" }),
    );
    this.#nameHint();
  }

  /** The reader has changed the code: what is known of the earlier code is of no use. */
  edited(): void {
    if (this.#checking) this.#stop(words.CHECK_AGAIN);
    else if (!this.#said.classList.contains("kept")) this.#say("");
  }

  #pressCheck(): void {
    if (this.#checking) this.#stop(words.CHECK_STOPPED);
    else this.#begin();
  }

  #stop(sentence: string): void {
    this.#checking?.stop();
    this.#checking = null;
    this.#check.textContent = words.CHECK;
    this.#say(sentence);
  }

  async #begin(): Promise<void> {
    const checking = new Checking(this.#laboratory, (sentence) => {
      if (this.#checking === checking) this.#say(sentence);
    });
    this.#checking = checking;
    this.#check.textContent = words.STOP;
    const outcome = await checking.look();
    // The reader has stopped it, or changed the code.
    if (this.#checking !== checking) return;
    this.#checking = null;
    this.#check.textContent = words.CHECK;
    this.#say(outcome.sentence, outcome.passed ? "passed" : "broken");
    if (outcome.passed) this.#pass();
    else if (outcome.honest) this.#offerSolution();
    outcome.show();
  }

  #pass(): void {
    this.#passed.save();
    this.mark.hidden = false;
    this.#offerSolution();
    const { name, variant } = this.#laboratory.given;
    announce(this.root, "passed", { name, variant });
  }

  #nextHint(): void {
    const told = this.#hints.childElementCount;
    const hint = this.#given.hints[told];
    if (hint === undefined) return;
    this.#hints.append(create("li", {}, ...withCode(hint)));
    this.#nameHint();
    // Whoever has heard all hints and is still here has tried.
    if (told + 1 === this.#given.hints.length) this.#offerSolution();
  }

  #nameHint(): void {
    const told = this.#hints.childElementCount;
    const all = this.#given.hints.length;
    this.#hint.textContent = words.hint(told, all);
    // A button that vanishes would take the focus with it.
    this.#hint.setAttribute("aria-disabled", String(told === all));
    this.#hint.hidden = all === 0;
  }

  #offerSolution(): void {
    this.#solve.hidden = false;
    this.#solve.setAttribute("aria-expanded", String(!this.#solution.hidden));
  }

  #showSolution(): void {
    const { solution } = this.#given;
    const code = create("code");
    // The highlighter escapes what it is given.
    code.innerHTML = highlightText(solution, "rust");
    this.#solution.replaceChildren(
      create("pre", { tabindex: "0", "aria-label": words.SOLUTION }, code),
      button("put", () => this.#laboratory.replace(solution), words.PUT_INTO_EDITOR),
    );
    this.#solution.hidden = !this.#solution.hidden;
    this.#solve.textContent = this.#solution.hidden ? words.SHOW_SOLUTION : words.HIDE_SOLUTION;
    this.#offerSolution();
  }

  #say(sentence: string, kind = ""): void {
    this.#said.className = `said ${kind}`.trim();
    this.#said.replaceChildren(...withCode(sentence));
  }
}

/** What became of an answer. */
interface Outcome {
  readonly sentence: string;
  readonly passed: boolean;
  /** Whether the code could be run: a slip of the pen is no try. */
  readonly honest: boolean;
  /** Loads what is broken into the widget. */
  show(): void;
}

/** One look at an answer: every question, and then all runs. */
class Checking {
  readonly #laboratory: Laboratory;
  readonly #tell: (sentence: string) => void;
  #exploring: Working<Explored> | null = null;
  #stopped = false;

  constructor(laboratory: Laboratory, tell: (sentence: string) => void) {
    this.#laboratory = laboratory;
    this.#tell = tell;
  }

  stop(): void {
    this.#stopped = true;
    this.#exploring?.stop();
  }

  async look(): Promise<Outcome> {
    const { given, code } = this.#laboratory;
    const asks = [
      { name: null, ask: words.WHEN_NOTHING_GOES_WRONG },
      ...given.whatIfs.map(({ name, ask }) => ({ name, ask })),
    ];
    for (const { name, ask } of asks) {
      if (this.#stopped) return nothing();
      this.#tell(words.checking(ask));
      const outcome = await this.#question(code, name, ask);
      if (outcome) return outcome;
    }
    return this.#stopped ? nothing() : this.#all(code);
  }

  /** Asks one question; nothing where all that is asked holds. */
  async #question(code: string, whatIf: string | null, ask: string): Promise<Outcome | null> {
    const { scenario, variant } = this.#laboratory.given;
    const answer = await run({
      scenario,
      variant,
      code,
      "what-if": whatIf,
      faults: null,
      schedule: null,
      seed: null,
    });
    if (!("figure" in answer)) return this.#cannot(answer, whatIf);
    const broken = answer.verdicts.find(({ verdict }) => verdict !== "holds");
    return broken ? this.#broken(words.brokenIn(broken.says, ask), whatIf) : null;
  }

  async #all(code: string): Promise<Outcome> {
    const { scenario, variant } = this.#laboratory.given;
    let last = Number.NEGATIVE_INFINITY;
    const onProgress = (progress: Progress) => {
      const now = performance.now();
      if (now - last < PROGRESS_MS) return;
      last = now;
      this.#tell(words.exploring(progress));
    };
    // The budget is the author's, whatever the reader has chosen besides.
    this.#exploring = explore({ scenario, variant, code, budget: null, states: null }, onProgress);
    const answer = await this.#exploring.ended;
    if (!("sentence" in answer)) return this.#cannot(answer, null);
    const show = () => this.#laboratory.explored(code, answer);
    const broken = first(answer.verdicts, "violated") ?? first(answer.verdicts, "unknown");
    if (!broken) return { sentence: words.passed(answer.states), passed: true, honest: true, show };
    const sentence = inOneSentence(broken, answer);
    return { sentence, passed: false, honest: broken.verdict === "violated", show };
  }

  #broken(sentence: string, question: Question): Outcome {
    const show = () => void this.#laboratory.ask(wishOf(question));
    return { sentence, passed: false, honest: true, show };
  }

  /** The code could not be run: the widget says why when it is asked. */
  #cannot(answer: Problems | Failure, question: Question): Outcome {
    const sentence = "failure" in answer ? answer.failure : words.notRun(answer.problems.length);
    return { ...this.#broken(sentence, question), honest: false };
  }
}

/** What nobody waits for any more. */
function nothing(): Outcome {
  return { sentence: "", passed: false, honest: false, show: () => {} };
}

function first(verdicts: readonly Judgement[], verdict: string): Judgement | undefined {
  return verdicts.find((one) => one.verdict === verdict);
}

/** Why exploring does not let an answer pass. */
function inOneSentence({ property, says, verdict, why }: Judgement, explored: Explored): string {
  if (verdict === "unknown") return words.notKnown(says, why);
  const way = explored.counterexamples.find(({ breaks }) => breaks.includes(property));
  return way ? words.brokenBy(says, way.run.words) : words.brokenSomewhere(says, why);
}
