// The live widget: the code, the questions, the outcome, and what each does to the others.

import { announce, verdictsByName } from "./announce";
import { BudgetFields } from "./budget";
import { button, create } from "./dom";
import { Editor } from "./editor";
import { embedding } from "./embed-button";
import { type Exploring, explore, type Failure, prefetch, run } from "./engine";
import type { Given } from "./given";
import { Outcome } from "./outcome";
import { ProblemList } from "./problems";
import { EDITED_FILE, type Problem, type Problems, type Progress } from "./protocol";
import { EXPLORE, type Question, Questions } from "./questions";
import { Keep } from "./storage";
import * as words from "./words";

/** Ids of what describes the editor. They are seen only inside the shadow root. */
const KEYS_ID = "keys";
const EDITED_ID = "edited";
const PROBLEMS_ID = "problems";

/** An exploration says how far it has come no more often than one can listen to. */
const PROGRESS_MS = 1_000;

export class Widget {
  /** The element to put into the shadow root. */
  readonly root: HTMLElement;

  readonly #given: Given;
  readonly #keep: Keep;
  readonly #editor: Editor;
  readonly #questions: Questions;
  readonly #budget = new BudgetFields();
  readonly #outcome = new Outcome((line) => this.#editor.go(line, 1));
  readonly #problems = new ProblemList(PROBLEMS_ID, (line, column) =>
    this.#editor.go(line, column),
  );
  readonly #edited = create("p", { class: "edited", id: EDITED_ID });

  /** The question that was asked last. */
  #question: Question;
  /** The code that what is shown came of; null where nothing is shown that came of code. */
  #shownCode: string | null;
  /** The exploration that runs. */
  #exploring: Exploring | null = null;
  /** Counts what the reader asked for: an answer that comes after the next wish is not shown. */
  #wish = 0;

  constructor(given: Given) {
    this.#given = given;
    this.#keep = new Keep(given);
    this.#question = given.shown;
    this.#shownCode = given.code;

    const name = words.widgetName(given.title, given.name, given.variant);
    this.#questions = new Questions(
      given.whatIfs,
      !given.loaded,
      (question) => this.#ask(question),
      () => {
        this.#exploring?.stop();
        // What was found takes a moment to tell; that it stops is seen at once.
        this.#questions.exploring(false);
      },
    );
    this.#editor = new Editor({
      code: (given.readOnly ? null : (given.kept ?? this.#keep.load())) ?? given.code,
      label: words.codeOf(name),
      describedBy: `${EDITED_ID} ${PROBLEMS_ID} ${KEYS_ID}`,
      readOnly: given.readOnly,
      onChange: (code) => {
        this.#keep.save(code);
        announce(this.root, "edited", { code: code === given.code ? null : code });
        this.#exploring?.stop();
        this.#compare();
      },
      onAsk: () => this.#ask(this.#question),
    });

    const title = create("p", { class: "title" }, given.title);
    if (given.variant !== given.name) {
      title.append(" ", create("span", { class: "variant" }, given.variant));
    }
    const head = create("div", { class: "head" }, title, this.#edited);
    if (!given.readOnly) head.append(button("reset", () => this.#reset(), words.RESET));
    const embed = embedding(given);
    if (embed) head.append(embed.button);
    this.root = create(
      "div",
      { class: "widget", role: "group", "aria-label": name },
      head,
      ...(embed ? [embed.field] : []),
      this.#editor.root,
      create("p", { class: "keys", id: KEYS_ID }, words.KEYS),
      this.#problems.root,
      this.#questions.root,
      this.#budget.root,
      this.#outcome.root,
    );
    for (const type of ["pointerenter", "focusin", "touchstart"]) {
      this.root.addEventListener(type, prefetch, { once: true, passive: true });
    }
    this.#questions.press(this.#question);
    this.#compare();
  }

  focus(): void {
    this.#editor.focus();
  }

  async #ask(question: Question): Promise<void> {
    this.#stopExploring();
    this.#wish += 1;
    const wish = this.#wish;
    const { code } = this.#editor;
    this.#question = question;
    this.#questions.press(question);
    this.#outcome.busy(true);

    const show =
      question === EXPLORE ? await this.#explore(code, wish) : await this.#run(code, question);
    // The reader may have asked something else since, or gone back to the original.
    if (wish !== this.#wish) return;
    this.#stopExploring();
    this.#outcome.busy(false);
    this.#clearProblems();
    show();
    this.#compare();
  }

  /** Runs the code, and returns how to show what came of it. */
  async #run(code: string, whatIf: string | null): Promise<() => void> {
    const { scenario, variant } = this.#given;
    const answer = await run({ scenario, variant, code, "what-if": whatIf, seed: null });
    if (!("figure" in answer)) return () => this.#showNothing(answer);
    return () => {
      this.#shownCode = code;
      this.#outcome.show(this.#questions.inWords(whatIf), answer);
      announce(this.root, "ran", { variant, whatIf, verdicts: verdictsByName(answer.verdicts) });
    };
  }

  /** Explores the code, and returns how to show what was found. */
  async #explore(code: string, wish: number): Promise<() => void> {
    const { scenario, variant } = this.#given;
    const faults = this.#budget.chosen;
    let last = Number.NEGATIVE_INFINITY;
    const onProgress = (progress: Progress) => {
      const now = performance.now();
      if (wish !== this.#wish || now - last < PROGRESS_MS) return;
      last = now;
      this.#shownCode = null;
      this.#outcome.progress(words.exploring(progress));
      this.#compare();
    };
    this.#exploring = explore({ scenario, variant, code, faults, states: null }, onProgress);
    this.#questions.exploring(true);
    const answer = await this.#exploring.ended;
    if (!("sentence" in answer)) return () => this.#showNothing(answer);
    return () => {
      this.#shownCode = code;
      this.#budget.show(answer.budget);
      this.#outcome.explored(answer);
      const { exhausted, verdicts } = answer;
      announce(this.root, "explored", { variant, exhausted, verdicts: verdictsByName(verdicts) });
    };
  }

  #stopExploring(): void {
    this.#exploring?.stop();
    this.#exploring = null;
    this.#questions.exploring(false);
  }

  /** Says why nothing came of the code. */
  #showNothing(answer: Problems | Failure): void {
    if ("failure" in answer) {
      this.#fail(answer.failure);
    } else {
      this.#fail(words.notRun(answer.problems.length));
      this.#showProblems(answer.problems);
    }
  }

  #fail(sentence: string): void {
    this.#shownCode = null;
    this.#outcome.fail(sentence);
  }

  #showProblems(problems: readonly Problem[]): void {
    this.#problems.show(problems);
    const here = problems.filter(({ file }) => file === EDITED_FILE);
    this.#editor.mark(new Set(here.map(({ line }) => line)));
  }

  #reset(): void {
    this.#stopExploring();
    this.#wish += 1;
    this.#editor.replace(this.#given.code);
    this.#question = this.#given.shown;
    this.#shownCode = this.#given.code;
    this.#questions.press(this.#question);
    this.#clearProblems();
    this.#outcome.busy(false);
    this.#outcome.restore(words.RESTORED);
    this.#compare();
  }

  #clearProblems(): void {
    this.#problems.show([]);
    this.#editor.mark(new Set());
  }

  /** Says how the code in the editor differs from the original and from what is shown. */
  #compare(): void {
    const { code } = this.#editor;
    const original = this.#given.code;
    this.#edited.textContent = code === original ? "" : words.EDITED;
    const fresh = this.#shownCode === null || this.#shownCode === code;
    const sentence = this.#shownCode === original ? words.OF_THE_ORIGINAL : words.OF_EARLIER_CODE;
    this.#outcome.stale(fresh ? "" : sentence);
  }
}
