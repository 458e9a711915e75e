// The live widget: the code, the questions, the outcome, and what each does to the others.

import { announce, inShort } from "./announce";
import { BudgetFields } from "./budget";
import { Changes } from "./changes";
import { button, create } from "./dom";
import { codeIsNow } from "./edited";
import { Editor } from "./editor";
import { embedding } from "./embed-button";
import { check, explore, type Failure, prefetch, run, sweep, type Working } from "./engine";
import { Exercise } from "./exercise";
import type { Given } from "./given";
import { Knobs, type Turned } from "./knobs";
import { type Answered, type Laboratory, questionOf, type Wish, wishOf } from "./laboratory";
import type { Link } from "./link";
import { forgetLink } from "./opening";
import { Outcome } from "./outcome";
import { ProblemList } from "./problems";
import {
  type Asked,
  EDITED_FILE,
  type Explored,
  type Problem,
  type Problems,
  type RunRequest,
  type Subject,
} from "./protocol";
import { EXPLORE, type Question, Questions } from "./questions";
import { Sharing } from "./sharing";
import { Keep, Passed } from "./storage";
import { Visit } from "./visit";
import * as words from "./words";

/** Ids of what describes the editor. They are seen only inside the shadow root. */
const KEYS_ID = "keys";
const EDITED_ID = "edited";
const PROBLEMS_ID = "problems";

/** Whoever types no more for so long has come to a pause: only then is the code looked at. */
const PAUSE_MS = 700;

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
  readonly #knobs: Knobs;
  readonly #outcome = new Outcome({
    go: (line) => this.#editor.go(line, 1),
    ask: (asked) => this.#askFor(asked, this.#outcome.at),
    begin: () => this.#again(),
    further: () => {
      // What was pressed goes, and would take the focus with it.
      this.#questions.focus(EXPLORE);
      this.#turn((code, turn) => this.#explore(code, turn, true));
    },
    stands: (lines) => this.#editor.stand(lines),
  });
  readonly #problems = new ProblemList(PROBLEMS_ID, (line, column) =>
    this.#editor.go(line, column),
  );
  readonly #edited = create("p", { class: "edited", id: EDITED_ID });
  readonly #changes: Changes;
  readonly #exercise: Exercise | null;
  readonly #visit = new Visit({
    run: (event) => this.#askFor(this.wish, event),
    leave: () => this.#leaveLink(),
  });

  /** The question that was asked last, or what went wrong by hand. */
  #last: Question | Asked;
  /** The knob that is turned. */
  #turned: Turned | null = null;
  /** The code that what is shown came of; null where nothing is shown that came of code. */
  #shownCode: string | null;
  /** The exploration or the sweep that is under way. */
  #working: Working<unknown> | null = null;
  /** What came of what was asked last, and of which code; null before that. */
  #answered: (Answered & { readonly code: string }) | null = null;
  /** Waits for the reader to pause. */
  #pause: ReturnType<typeof setTimeout> | undefined;
  /** Whether what is shown is that nothing was run because of mistakes in the code. */
  #refused = false;
  /** Counts what the reader asked for: an answer that comes after the next wish is not shown. */
  #wish = 0;

  constructor(given: Given) {
    this.given = given;
    this.#keep = new Keep(given);
    this.#last = given.shown;
    this.#shownCode = given.code;
    this.#changes = new Changes(given.code);
    this.#exercise = given.exercise && new Exercise(this, given.exercise, new Passed(given));

    const name = words.widgetName(given.title, given.name, given.variant);
    this.#questions = new Questions(
      given.whatIfs,
      !given.loaded,
      (question) => this.ask(wishOf(question)),
      () => {
        this.#working?.stop();
        // What was found takes a moment to tell; that it stops is seen at once.
        this.#questions.exploring(false);
        this.#outcome.progress(words.STOPPED);
      },
    );
    this.#knobs = new Knobs(given.knobs, {
      turn: (turned) => {
        this.#turned = turned;
        this.#again();
      },
      draw: (name) => this.#sweep(name),
      stop: () => this.#working?.stop(),
    });
    this.#editor = new Editor({
      code: (given.readOnly ? null : (given.kept ?? this.#keep.load())) ?? given.code,
      label: words.codeOf(name),
      describedBy: `${EDITED_ID} ${PROBLEMS_ID} ${KEYS_ID}`,
      readOnly: given.readOnly,
      onChange: (code) => {
        this.#keep.save(code);
        this.root.dispatchEvent(codeIsNow(code === given.code ? null : code));
        this.#working?.stop();
        this.#exercise?.edited();
        this.#compare();
        this.#checkSoon();
      },
      onAsk: () => this.#again(),
    });

    const title = create("p", { class: "title" }, given.title);
    if (given.variant !== given.name) {
      title.append(" ", create("span", { class: "variant" }, given.variant));
    }
    if (this.#exercise) title.append(" ", this.#exercise.mark);
    const embed = embedding(given);
    const tools = create("span", { class: "tools" });
    if (!given.readOnly) tools.append(button("reset", () => this.#reset(), words.RESET));
    if (embed) tools.append(embed.button);
    const head = create("div", { class: "head" }, title, this.#edited, this.#changes.toggle, tools);
    this.root = create(
      "div",
      { class: "widget", role: "group", "aria-label": name },
      head,
      this.#visit.root,
      ...(embed ? [embed.field] : []),
      this.#editor.root,
      this.#changes.root,
      create("p", { class: "keys", id: KEYS_ID }, words.KEYS),
      this.#problems.root,
      this.#problems.said,
      ...(this.#exercise ? [this.#exercise.root] : []),
      this.#questions.root,
      this.#budget.root,
      this.#knobs.root,
      this.#outcome.root,
      new Sharing(this).root,
    );
    for (const type of ["pointerenter", "focusin", "touchstart"]) {
      this.root.addEventListener(type, prefetch, { once: true, passive: true });
    }
    this.#questions.press(given.shown);
    given.result?.querySelector(".whatif-figure")?.addEventListener("click", () => {
      // Pointing at the author's diagram is not pressing Run on what came with a link.
      if (!this.#visit.waits) this.#again();
    });
    this.#compare();
  }

  focus(): void {
    this.#editor.focus();
  }

  get code(): string {
    return this.#editor.code;
  }

  get wish(): Wish {
    const last = this.#last;
    return last === null || typeof last !== "object" ? wishOf(last) : last;
  }

  get turned(): Turned | null {
    return this.#turned;
  }

  get event(): number | null {
    return this.#outcome.at;
  }

  replace(code: string): void {
    this.#editor.replace(code);
    this.#editor.focus();
  }

  ask(wish: Wish): Promise<void> {
    return this.#askFor(wish, null);
  }

  async answered(): Promise<Answered | null> {
    const known = () => this.#answered?.code === this.code && this.#answered;
    if (!known()) await this.#again();
    return known() || null;
  }

  explored(code: string, explored: Explored): void {
    this.#stopWorking();
    this.#wish += 1;
    this.#last = EXPLORE;
    this.#questions.press(EXPLORE);
    this.#outcome.busy(false);
    this.#clearProblems();
    this.#showExplored(this.#subject(code), explored);
    this.#compare();
  }

  /** Asks on behalf of something elsewhere in the page, and takes the focus. */
  askHere(question: Question): void {
    this.#questions.focus(question);
    this.ask(wishOf(question));
  }

  /** Shows what came with a link, and runs none of it. */
  open(link: Link): void {
    const { code, asked } = link;
    const own = this.#editor.code !== this.given.code;
    const linked = this.given.readOnly ? null : code;
    const named = asked?.["what-if"] ?? null;
    const known = named === null || this.given.whatIfs.some(({ name }) => name === named);
    this.#keep = new Keep(this.given, linked);
    this.#editor.replace(linked === null ? this.given.code : (this.#keep.load() ?? linked));
    const wish = asked === null ? EXPLORE : known ? asked : wishOf(null);
    const question = questionOf(wish);
    this.#last = question === undefined ? (wish as Asked) : question;
    this.#questions.press(question);
    this.#turned = this.#knobs.set(link.turned);
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

  /** Asks the last thing again, of the code as it is now. */
  #again(): Promise<void> {
    return this.ask(this.wish);
  }

  /** Asks, and shows the run at this event, if it is one run. */
  #askFor(wish: Wish, at: number | null): Promise<void> {
    const question = questionOf(wish);
    this.#questions.press(question);
    if (wish === EXPLORE) {
      this.#last = EXPLORE;
      return this.#turn((code, turn) => this.#explore(code, turn));
    }
    this.#last = question === undefined ? wish : question;
    return this.#turn((code) => this.#run(code, wish, at));
  }

  #sweep(name: string): void {
    this.#turn((code, wish) => this.#draw(code, name, wish));
  }

  /** Does what the reader wishes and shows what comes of it, unless another wish comes before. */
  async #turn(wished: (code: string, wish: number) => Promise<() => void>): Promise<void> {
    this.#stopWorking();
    clearTimeout(this.#pause);
    this.#wish += 1;
    const wish = this.#wish;
    this.#visit.ran();
    this.#outcome.busy(true);
    const show = await wished(this.#editor.code, wish);
    // The reader may have asked something else since, or gone back to the original.
    if (wish !== this.#wish) return;
    this.#stopWorking();
    this.#outcome.busy(false);
    this.#clearProblems();
    show();
    this.#compare();
  }

  #subject(code: string): Subject {
    const { scenario, variant } = this.given;
    return { scenario, variant, code, ...this.#turned };
  }

  /** Runs the code, and returns how to show what came of it. */
  async #run(code: string, asked: Asked, at: number | null): Promise<() => void> {
    const request: RunRequest = { ...this.#subject(code), ...asked, seed: null };
    const answer = await run(request);
    if (!("figure" in answer)) return () => this.#showNothing(answer);
    return () => {
      this.#shownCode = code;
      this.#editor.breaks(new Set());
      const { faults, told } = answer;
      const wrong = [...faults, ...told.chosen].map((fault) => fault.words);
      const byHand = asked.faults !== null || asked.schedule !== null;
      const name = byHand
        ? words.whatIf(wrong, asked.schedule !== null)
        : this.#questions.inWords(asked["what-if"]);
      this.#answered = { code, wish: asked, verdicts: answer.verdicts, budget: null };
      const turned = words.withTurned(name, this.#knobs.words);
      this.#outcome.show(turned, answer, request, at);
      announce(this.root, "ran", {
        ...this.#named,
        whatIf: asked["what-if"],
        byHand,
        edited: this.#isEdited(code),
        verdicts: inShort(answer.verdicts),
      });
    };
  }

  /** Explores the code, and returns how to show what was found. */
  async #explore(code: string, wish: number, goesOn = false): Promise<() => void> {
    const subject = this.#subject(code);
    const budget = this.#budget.chosen;
    const said = this.#progress(wish);
    const request = { ...subject, budget, states: null, "goes-on": goesOn };
    const working = explore(request, (progress) => said(words.exploring(progress)));
    this.#working = working;
    this.#questions.exploring(true);
    const answer = await working.ended;
    if (!("sentence" in answer)) return () => this.#showNothing(answer);
    return () => this.#showExplored(subject, answer, goesOn);
  }

  #showExplored(subject: Subject, explored: Explored, wentOn = false): void {
    const { code } = subject;
    const { verdicts, budget, exhausted } = explored;
    this.#shownCode = code;
    this.#answered = { code, wish: EXPLORE, verdicts, budget };
    this.#budget.show(budget);
    const lines = explored["single-faults"].map(({ line }) => line);
    this.#editor.breaks(new Set(lines.filter((line) => line !== null)));
    const nothing = { "what-if": null, faults: null, schedule: null, seed: null };
    this.#outcome.explored(explored, { ...subject, ...nothing }, wentOn);
    const [edited, short] = [this.#isEdited(code), inShort(verdicts)];
    announce(this.root, "explored", { ...this.#named, edited, exhausted, verdicts: short });
  }

  get #named() {
    return { name: this.given.name, variant: this.given.variant };
  }

  #isEdited(code: string): boolean {
    return code !== this.given.code;
  }

  /** Turns a knob over its range, and returns how to show the curves. */
  async #draw(code: string, name: string, wish: number): Promise<() => void> {
    const { scenario, variant, code: original } = this.given;
    const said = this.#progress(wish);
    const edited = code === original ? null : original;
    const request = { scenario, variant, code, sweep: name, original: edited };
    const working = sweep(request, ({ values, of }) => said(words.sweeping(values, of)));
    this.#working = working;
    this.#knobs.drawing(name);
    const answer = await working.ended;
    if (!("charts" in answer)) return () => this.#showNothing(answer);
    return () => {
      this.#shownCode = code;
      this.#questions.press(undefined);
      this.#outcome.swept(answer);
    };
  }

  /** Says how far something has come, as long as it is still wished for. */
  #progress(wish: number): (sentence: string) => void {
    let last = Number.NEGATIVE_INFINITY;
    return (sentence) => {
      const now = performance.now();
      if (wish !== this.#wish || now - last < PROGRESS_MS) return;
      last = now;
      this.#shownCode = null;
      this.#outcome.progress(sentence);
      this.#compare();
    };
  }

  #stopWorking(): void {
    this.#working?.stop();
    this.#working = null;
    this.#questions.exploring(false);
    this.#knobs.drawing(null);
  }

  /** Says why nothing came of the code. */
  #showNothing(answer: Problems | Failure): void {
    if ("failure" in answer) {
      this.#fail(answer.failure);
    } else {
      this.#fail(words.notRun(answer.problems.length));
      this.#showProblems(answer.problems);
      this.#refused = true;
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
    this.#editor.mark(problems.filter(({ file }) => file === EDITED_FILE));
  }

  /** Looks at the code when the reader pauses; what was put there at once is no typing. */
  #checkSoon(): void {
    clearTimeout(this.#pause);
    if (this.#editor.focused) this.#pause = setTimeout(() => this.#check(), PAUSE_MS);
    else this.#clearProblems();
  }

  async #check(): Promise<void> {
    const { code } = this;
    const wish = this.#wish;
    const answer = await check(this.#subject(code));
    // Whoever has asked in between is told with the answer.
    if (!answer || code !== this.code || wish !== this.#wish) return;
    this.#showProblems(answer.problems);
    this.#problems.say(answer.problems);
    if (!this.#refused || answer.problems.length > 0) return;
    this.#refused = false;
    this.#outcome.progress(words.MENDED);
  }

  #reset(): void {
    this.#stopWorking();
    this.#wish += 1;
    this.#editor.replace(this.given.code);
    this.#last = this.given.shown;
    this.#turned = null;
    this.#knobs.reset();
    this.#shownCode = this.given.code;
    this.#questions.press(this.given.shown);
    this.#clearProblems();
    this.#outcome.busy(false);
    this.#outcome.restore(words.RESTORED);
    this.#compare();
  }

  #clearProblems(): void {
    this.#refused = false;
    this.#showProblems([]);
    this.#problems.say([]);
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
