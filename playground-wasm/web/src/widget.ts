// The live widget: the code, the questions, the outcome, and what each does to the others.

import { announce, inShort } from "./announce";
import { BudgetFields } from "./budget";
import { button, create } from "./dom";
import { codeIsNow } from "./edited";
import { Editor } from "./editor";
import { embedding } from "./embed-button";
import { explore, type Failure, prefetch, run, sweep, type Working } from "./engine";
import type { Given } from "./given";
import { Knobs, type Turned } from "./knobs";
import { Outcome } from "./outcome";
import { ProblemList } from "./problems";
import {
  type Asked,
  EDITED_FILE,
  type Problem,
  type Problems,
  type RunRequest,
  type Subject,
} from "./protocol";
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
  readonly #knobs: Knobs;
  readonly #outcome = new Outcome({
    go: (line) => this.#editor.go(line, 1),
    ask: (asked) => this.#askFor(asked),
    begin: () => this.#again(),
    stands: (lines) => this.#editor.stand(lines),
  });
  readonly #problems = new ProblemList(PROBLEMS_ID, (line, column) =>
    this.#editor.go(line, column),
  );
  readonly #edited = create("p", { class: "edited", id: EDITED_ID });

  /** The question that was asked last, or what went wrong by hand. */
  #last: Question | Asked;
  /** The knob that is turned. */
  #turned: Turned | null = null;
  /** The code that what is shown came of; null where nothing is shown that came of code. */
  #shownCode: string | null;
  /** The exploration or the sweep that is under way. */
  #working: Working<unknown> | null = null;
  /** Counts what the reader asked for: an answer that comes after the next wish is not shown. */
  #wish = 0;

  constructor(given: Given) {
    this.#given = given;
    this.#keep = new Keep(given);
    this.#last = given.shown;
    this.#shownCode = given.code;

    const name = words.widgetName(given.title, given.name, given.variant);
    this.#questions = new Questions(
      given.whatIfs,
      !given.loaded,
      (question) => this.#ask(question),
      () => {
        this.#working?.stop();
        // What was found takes a moment to tell; that it stops is seen at once.
        this.#questions.exploring(false);
      },
    );
    this.#knobs = new Knobs(
      given.knobs,
      (turned) => {
        this.#turned = turned;
        this.#again();
      },
      (name) => this.#sweep(name),
    );
    this.#editor = new Editor({
      code: (given.readOnly ? null : (given.kept ?? this.#keep.load())) ?? given.code,
      label: words.codeOf(name),
      describedBy: `${EDITED_ID} ${PROBLEMS_ID} ${KEYS_ID}`,
      readOnly: given.readOnly,
      onChange: (code) => {
        this.#keep.save(code);
        this.root.dispatchEvent(codeIsNow(code === given.code ? null : code));
        this.#working?.stop();
        this.#compare();
      },
      onAsk: () => this.#again(),
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
      this.#knobs.root,
      this.#outcome.root,
    );
    for (const type of ["pointerenter", "focusin", "touchstart"]) {
      this.root.addEventListener(type, prefetch, { once: true, passive: true });
    }
    this.#questions.press(given.shown);
    given.result
      ?.querySelector(".whatif-figure")
      ?.addEventListener("click", () => this.#again(), { once: true });
    this.#compare();
  }

  focus(): void {
    this.#editor.focus();
  }

  /** Asks the last thing again, of the code as it is now. */
  #again(): void {
    const last = this.#last;
    if (last === null || typeof last !== "object") this.#ask(last);
    else this.#askFor(last);
  }

  #ask(question: Question): void {
    this.#last = question;
    this.#questions.press(question);
    if (question === EXPLORE) this.#turn((code, wish) => this.#explore(code, wish));
    else
      this.#turn((code) => this.#run(code, { "what-if": question, faults: null, schedule: null }));
  }

  /** Runs the code, and what goes wrong was put together by hand. */
  #askFor(asked: Asked): void {
    this.#last = asked;
    this.#questions.press(undefined);
    const { at } = this.#outcome;
    this.#turn((code) => this.#run(code, asked, at));
  }

  #sweep(name: string): void {
    this.#turn((code, wish) => this.#draw(code, name, wish));
  }

  /** Does what the reader wishes and shows what comes of it, unless another wish comes before. */
  async #turn(wished: (code: string, wish: number) => Promise<() => void>): Promise<void> {
    this.#stopWorking();
    this.#wish += 1;
    const wish = this.#wish;
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
    const { scenario, variant } = this.#given;
    return { scenario, variant, code, ...this.#turned };
  }

  /** Runs the code, and returns how to show what came of it. */
  async #run(code: string, asked: Asked, at: number | null = null): Promise<() => void> {
    const request: RunRequest = { ...this.#subject(code), ...asked, seed: null };
    const answer = await run(request);
    if (!("figure" in answer)) return () => this.#showNothing(answer);
    return () => {
      this.#shownCode = code;
      this.#editor.breaks(new Set());
      const { faults, told } = answer;
      const wrong = [...faults, ...told.chosen].map((fault) => fault.words);
      const byHand = asked.faults !== null || asked.schedule !== null;
      const name = byHand ? words.whatIf(wrong) : this.#questions.inWords(asked["what-if"]);
      this.#outcome.show(name, answer, request, at);
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
  async #explore(code: string, wish: number): Promise<() => void> {
    const subject = this.#subject(code);
    const budget = this.#budget.chosen;
    const said = this.#progress(wish);
    const working = explore({ ...subject, budget, states: null }, (progress) =>
      said(words.exploring(progress)),
    );
    this.#working = working;
    this.#questions.exploring(true);
    const answer = await working.ended;
    if (!("sentence" in answer)) return () => this.#showNothing(answer);
    return () => {
      this.#shownCode = code;
      this.#budget.show(answer.budget);
      const lines = answer["single-faults"].map(({ line }) => line);
      this.#editor.breaks(new Set(lines.filter((line) => line !== null)));
      const nothing = { "what-if": null, faults: null, schedule: null, seed: null };
      this.#outcome.explored(answer, { ...subject, ...nothing });
      const [edited, short] = [this.#isEdited(code), inShort(answer.verdicts)];
      const { exhausted } = answer;
      announce(this.root, "explored", { ...this.#named, edited, exhausted, verdicts: short });
    };
  }

  get #named() {
    return { name: this.#given.name, variant: this.#given.variant };
  }

  #isEdited(code: string): boolean {
    return code !== this.#given.code;
  }

  /** Turns a knob over its range, and returns how to show the curves. */
  async #draw(code: string, name: string, wish: number): Promise<() => void> {
    const { scenario, variant, code: original } = this.#given;
    const said = this.#progress(wish);
    const edited = code === original ? null : original;
    const request = { scenario, variant, code, sweep: name, original: edited };
    const working = sweep(request, ({ values, of }) => said(words.sweeping(values, of)));
    this.#working = working;
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
    announce(this.root, "failed", { ...this.#named, why: sentence });
  }

  #showProblems(problems: readonly Problem[]): void {
    this.#problems.show(problems);
    const here = problems.filter(({ file }) => file === EDITED_FILE);
    this.#editor.mark(new Set(here.map(({ line }) => line)));
  }

  #reset(): void {
    this.#stopWorking();
    this.#wish += 1;
    this.#editor.replace(this.#given.code);
    this.#last = this.#given.shown;
    this.#turned = null;
    this.#knobs.reset();
    this.#shownCode = this.#given.code;
    this.#questions.press(this.#given.shown);
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
