// The live widget: the code, the questions, the outcome, and what each does to the others.

import { announce, inShort } from "./announce";
import { BudgetFields } from "./budget";
import { Changes } from "./changes";
import { button, create } from "./dom";
import { Editor } from "./editor";
import { type Exploring, explore, type Failure, prefetch, run } from "./engine";
import { Exercise } from "./exercise";
import type { Given } from "./given";
import { type Answered, type Laboratory, questionOf, type Wish, wishOf } from "./laboratory";
import type { Link } from "./link";
import { forgetLink } from "./opening";
import { Outcome } from "./outcome";
import { ProblemList } from "./problems";
import { EDITED_FILE, type Explored, type Problem, type Problems, type Progress } from "./protocol";
import { EXPLORE, type Question, Questions } from "./questions";
import { Sharing } from "./sharing";
import { Keep, Passed } from "./storage";
import { Visit } from "./visit";
import * as words from "./words";

/** Ids of what describes the editor. They are seen only inside the shadow root. */
const KEYS_ID = "keys";
const EDITED_ID = "edited";
const PROBLEMS_ID = "problems";

/** An exploration says how far it has come no more often than one can listen to. */
const PROGRESS_MS = 1_000;

export class Widget implements Laboratory {
  /** The element to put into the shadow root. */
  readonly root: HTMLElement;

  readonly given: Given;
  #keep: Keep;
  readonly #editor: Editor;
  readonly #questions: Questions;
  readonly #budget = new BudgetFields();
  readonly #outcome = new Outcome((line) => this.#editor.go(line, 1));
  readonly #problems = new ProblemList(PROBLEMS_ID, (line, column) =>
    this.#editor.go(line, column),
  );
  readonly #edited = create("p", { class: "edited", id: EDITED_ID });
  readonly #changes: Changes;
  readonly #exercise: Exercise | null;
  readonly #visit = new Visit({
    run: () => this.askFor(this.#question),
    leave: () => this.#leaveLink(),
  });

  /** The question that was asked last. */
  #question: Question;
  /** The code that what is shown came of; null where nothing is shown that came of code. */
  #shownCode: string | null;
  /** The exploration that runs. */
  #exploring: Exploring | null = null;
  /** What came of what was asked last, and of which code; null before that. */
  #answered: (Answered & { readonly code: string }) | null = null;
  /** Counts what the reader asked for: an answer that comes after the next wish is not shown. */
  #wish = 0;

  constructor(given: Given) {
    this.given = given;
    this.#keep = new Keep(given);
    this.#question = given.shown;
    this.#shownCode = given.code;
    this.#changes = new Changes(given.code);
    this.#exercise = given.exercise && new Exercise(this, given.exercise, new Passed(given));

    const name = words.widgetName(given.title, given.name, given.variant);
    this.#questions = new Questions(
      given.whatIfs,
      !given.loaded,
      (question) => this.ask(wishOf(question)),
      () => {
        this.#exploring?.stop();
        // What was found takes a moment to tell; that it stops is seen at once.
        this.#questions.exploring(false);
      },
    );
    this.#editor = new Editor({
      code: (given.readOnly ? null : this.#keep.load()) ?? given.code,
      label: words.codeOf(name),
      describedBy: `${EDITED_ID} ${PROBLEMS_ID} ${KEYS_ID}`,
      readOnly: given.readOnly,
      onChange: (code) => {
        this.#keep.save(code);
        this.#exploring?.stop();
        this.#exercise?.edited();
        this.#compare();
      },
      onAsk: () => this.ask(this.wish),
    });

    const title = create("p", { class: "title" }, given.title);
    if (given.variant !== given.name) {
      title.append(" ", create("span", { class: "variant" }, given.variant));
    }
    if (this.#exercise) title.append(" ", this.#exercise.mark);
    const head = create("div", { class: "head" }, title, this.#edited, this.#changes.toggle);
    if (!given.readOnly) head.append(button("reset", () => this.#reset(), words.RESET));
    this.root = create(
      "div",
      { class: "widget", role: "group", "aria-label": name },
      head,
      this.#visit.root,
      this.#editor.root,
      this.#changes.root,
      create("p", { class: "keys", id: KEYS_ID }, words.KEYS),
      this.#problems.root,
      ...(this.#exercise ? [this.#exercise.root] : []),
      this.#questions.root,
      this.#budget.root,
      this.#outcome.root,
      new Sharing(this).root,
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

  get code(): string {
    return this.#editor.code;
  }

  get wish(): Wish {
    return wishOf(this.#question);
  }

  get event(): number | null {
    return null;
  }

  replace(code: string): void {
    this.#editor.replace(code);
    this.#editor.focus();
  }

  async answered(): Promise<Answered | null> {
    const known = () => this.#answered?.code === this.code && this.#answered;
    if (!known()) await this.ask(this.wish);
    return known() || null;
  }

  explored(code: string, explored: Explored): void {
    this.#stopExploring();
    this.#wish += 1;
    this.#question = EXPLORE;
    this.#questions.press(EXPLORE);
    this.#outcome.busy(false);
    this.#clearProblems();
    this.#showExplored(code, explored);
    this.#compare();
  }

  /** Asks on behalf of something elsewhere in the page, and takes the focus. */
  askFor(question: Question): void {
    this.#questions.focus(question);
    this.ask(wishOf(question));
  }

  /** Shows what came with a link, and runs none of it. */
  open(link: Link): void {
    const { code, asked } = link;
    const own = this.#editor.code !== this.given.code;
    const linked = this.given.readOnly ? null : code;
    const named = asked?.["what-if"] ?? null;
    const known = this.given.whatIfs.some(({ name }) => name === named);
    this.#keep = new Keep(this.given, linked);
    this.#editor.replace(linked === null ? this.given.code : (this.#keep.load() ?? linked));
    this.#question = asked === null ? EXPLORE : known ? named : null;
    this.#questions.press(this.#question);
    this.#visit.open(link, this.given, own);
    this.#compare();
    this.#changes.open(true);
  }

  /** Goes back to the reader's own code, or to the author's. */
  #leaveLink(): void {
    forgetLink();
    this.#keep = new Keep(this.given);
    this.#editor.replace(this.#keep.load() ?? this.given.code);
    this.#editor.focus();
  }

  async ask(asked: Wish): Promise<void> {
    const question = questionOf(asked) ?? null;
    this.#stopExploring();
    this.#wish += 1;
    const wish = this.#wish;
    const { code } = this.#editor;
    this.#visit.ran();
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
    const { scenario, variant } = this.given;
    const answer = await run({ scenario, variant, code, "what-if": whatIf, seed: null });
    if (!("figure" in answer)) return () => this.#showNothing(answer);
    return () => {
      this.#shownCode = code;
      this.#answered = { code, wish: this.wish, verdicts: answer.verdicts, budget: null };
      this.#outcome.show(this.#questions.inWords(whatIf), answer);
      const verdicts = inShort(answer.verdicts);
      announce(this.root, "ran", {
        ...this.#named,
        whatIf,
        byHand: false,
        edited: this.#isEdited(code),
        verdicts,
      });
    };
  }

  /** Explores the code, and returns how to show what was found. */
  async #explore(code: string, wish: number): Promise<() => void> {
    const { scenario, variant } = this.given;
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
    return () => this.#showExplored(code, answer);
  }

  #showExplored(code: string, explored: Explored): void {
    this.#shownCode = code;
    const { verdicts, budget, exhausted } = explored;
    this.#answered = { code, wish: this.wish, verdicts, budget };
    this.#budget.show(budget);
    this.#outcome.explored(explored);
    const [edited, short] = [this.#isEdited(code), inShort(verdicts)];
    announce(this.root, "explored", { ...this.#named, edited, exhausted, verdicts: short });
  }

  get #named() {
    return { name: this.given.name, variant: this.given.variant };
  }

  #isEdited(code: string): boolean {
    return code !== this.given.code;
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
    this.#answered = null;
    this.#outcome.fail(sentence);
    announce(this.root, "failed", { ...this.#named, why: sentence });
  }

  #showProblems(problems: readonly Problem[]): void {
    this.#problems.show(problems);
    const here = problems.filter(({ file }) => file === EDITED_FILE);
    this.#editor.mark(new Set(here.map(({ line }) => line)));
  }

  #reset(): void {
    this.#stopExploring();
    this.#wish += 1;
    this.#editor.replace(this.given.code);
    this.#question = this.given.shown;
    this.#shownCode = this.given.code;
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
    const original = this.given.code;
    this.#edited.textContent = code === original ? "" : words.EDITED;
    this.#changes.show(code);
    const fresh = this.#shownCode === null || this.#shownCode === code;
    const sentence = this.#shownCode === original ? words.OF_THE_ORIGINAL : words.OF_EARLIER_CODE;
    this.#outcome.stale(fresh ? "" : sentence);
  }
}
