// The time of a run: forwards, back, play, and a slider over its events.

import { button, create } from "./dom";
import * as words from "./words";

/** How long an event is shown while it plays, by what the reader chooses. */
const SPEEDS: readonly (readonly [string, number])[] = [
  [words.SLOW, 1_600],
  [words.STEADY, 800],
  [words.FAST, 250],
];

export class Time {
  readonly root: HTMLElement;
  readonly #slider = create("input", { type: "range", min: "0", value: "0" });
  readonly #back = button("tick back", () => this.#step(-1));
  readonly #play = button("tick play", () => this.#toggle());
  readonly #forth = button("tick forth", () => this.#step(1));
  readonly #speed = create("select", { "aria-label": words.SPEED });
  readonly #said = create("output", { class: "when" });
  readonly #go: (event: number) => void;
  #events = 0;
  #at: number | null = null;
  #ticking: ReturnType<typeof setTimeout> | undefined;

  /** `go` is told to which event the reader goes. */
  constructor(go: (event: number) => void) {
    this.#go = go;
    this.#slider.setAttribute("aria-label", words.MOMENT);
    this.#back.setAttribute("aria-label", words.BACK);
    this.#forth.setAttribute("aria-label", words.FORTH);
    this.#slider.addEventListener("input", () => {
      this.pause();
      this.#to(this.#slider.valueAsNumber);
    });
    this.#speed.append(
      ...SPEEDS.map(([name, length]) => create("option", { value: String(length) }, name)),
    );
    this.#speed.value = "800";
    this.root = create(
      "div",
      { class: "time", role: "group", "aria-label": words.TIME },
      this.#back,
      this.#play,
      this.#forth,
      this.#slider,
      this.#said,
      this.#speed,
    );
    this.pause();
  }

  /** Begins with another run of so many events. */
  show(events: number): void {
    this.pause();
    this.#events = events;
    this.#at = null;
    this.#slider.max = String(Math.max(events - 1, 0));
    this.#slider.value = "0";
    this.root.hidden = events === 0;
    this.#say("");
  }

  /** Shows that this event is looked at. */
  at(event: number, when: string): void {
    this.#at = event;
    this.#slider.value = String(event);
    this.#say(when);
  }

  /** Stops playing. */
  pause(): void {
    clearTimeout(this.#ticking);
    this.#ticking = undefined;
    this.#mark();
  }

  #say(when: string): void {
    const told =
      this.#at === null ? words.eventsIn(this.#events) : words.eventOf(this.#at, this.#events);
    this.#said.textContent = when ? `${when} · ${told}` : told;
    this.#slider.setAttribute("aria-valuetext", this.#said.textContent);
  }

  #mark(): void {
    const playing = this.#ticking !== undefined;
    this.#play.classList.toggle("playing", playing);
    this.#play.setAttribute("aria-label", playing ? words.PAUSE : words.PLAY);
  }

  #step(by: number): void {
    this.pause();
    this.#to(this.#at === null ? 0 : this.#at + by);
  }

  #to(event: number): void {
    if (event >= 0 && event < this.#events) this.#go(event);
  }

  #toggle(): void {
    if (this.#ticking !== undefined) {
      this.pause();
      return;
    }
    const over = this.#at === null || this.#at >= this.#events - 1;
    this.#to(over ? 0 : (this.#at ?? 0));
    this.#tick();
  }

  #tick(): void {
    this.#ticking = setTimeout(() => {
      const next = (this.#at ?? -1) + 1;
      if (next >= this.#events) {
        this.pause();
        return;
      }
      this.#go(next);
      this.#tick();
    }, Number(this.#speed.value));
    this.#mark();
  }
}
