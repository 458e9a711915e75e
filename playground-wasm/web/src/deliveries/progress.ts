// How far a reader has come with the widgets of a page, for whoever keeps scores: a page around
// this one, or a course site.

/** What is kept of one widget. */
interface Kept {
  /** The code, where the reader has changed it. */
  code?: string;
  /** Whether the reader has run something, or passed where it is an exercise. */
  done?: boolean;
}

/** What is kept of all of them, by scenario and variant. */
export type State = Record<string, Kept>;

export class Progress {
  readonly #changed: () => void;
  /** One name for each widget that counts. */
  readonly #counted: ReadonlySet<string>;
  #state: State = {};

  /** `changed` is called when there is something new to keep. */
  constructor(changed: () => void) {
    this.#changed = changed;
    const all = [...document.querySelectorAll("what-if")];
    const exercises = all.filter(isExercise);
    // Where there are exercises, these are what the reader has to do.
    this.#counted = new Set((exercises.length > 0 ? exercises : all).map(nameOf));
  }

  /** From 0 to 1: which part of what counts is done. */
  get score(): number {
    if (this.#counted.size === 0) return 0;
    const done = [...this.#counted].filter((name) => this.#state[name]?.done);
    return done.length / this.#counted.size;
  }

  get state(): State {
    return this.#state;
  }

  /** Takes up what was kept before. What is not a state is as if there were none. */
  restore(state: unknown): void {
    if (typeof state !== "object" || state === null) return;
    for (const widget of document.querySelectorAll<HTMLElement>("what-if")) {
      const kept = (state as State)[nameOf(widget)];
      if (typeof kept !== "object" || kept === null) continue;
      const mine: Kept = {};
      // Read when the widget comes to life; one that is alive keeps what the reader sees.
      if (kept.done === true) {
        mine.done = true;
        widget.dataset.passed = "";
      }
      if (typeof kept.code === "string") {
        mine.code = kept.code;
        widget.dataset.code = kept.code;
      }
      this.#state[nameOf(widget)] ??= mine;
    }
  }

  /** Begins to follow what the reader does. */
  listen(): void {
    const on = (event: string, does: (kept: Kept, widget: Element, detail: unknown) => boolean) =>
      document.addEventListener(`whatif:${event}`, (happened) => {
        const { target, detail } = happened as CustomEvent<unknown>;
        const widget = (target as Element).closest("what-if");
        if (!widget) return;
        const kept = this.#state[nameOf(widget)] ?? {};
        this.#state[nameOf(widget)] = kept;
        if (does(kept, widget, detail)) this.#changed();
      });
    const done = (kept: Kept) => {
      const first = !kept.done;
      kept.done = true;
      return first;
    };
    on("passed", done);
    const tried = (kept: Kept, widget: Element) => !isExercise(widget) && done(kept);
    on("ran", tried);
    on("explored", tried);
    on("edited", (kept, _, detail) => {
      const { code } = detail as { code: string | null };
      if (code === null) delete kept.code;
      else kept.code = code;
      return true;
    });
  }
}

const nameOf = (widget: Element) =>
  `${widget.getAttribute("name")}:${widget.getAttribute("variant")}`;

const isExercise = (widget: Element) => widget.querySelector(".whatif-exercise") !== null;
