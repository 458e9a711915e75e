// Scores for graders that speak the SPLICE protocol for frames
// (https://cssplice.org/slcp/iframe-protocol-specification.html).
//
// State holds the reader's code. So it is sent to nobody but a page around this one that has
// answered the first question, and to the origin from which it did.

import { Progress, type State } from "./progress";

const ASK = "SPLICE.getState";
const REPORT = "SPLICE.reportScoreAndState";

export class Splice {
  readonly #host: Window;
  readonly #progress = new Progress(() => this.#report());
  /** Where the page around this one comes from, once it has answered. */
  #origin: string | null = null;
  #messages = 0;

  constructor(host: Window) {
    this.#host = host;
  }

  /** Asks whether anybody keeps the score, and begins to tell it. */
  listen(): void {
    window.addEventListener("message", ({ source, origin, data }) => {
      if (source !== this.#host || data?.subject !== `${ASK}.response` || this.#origin) return;
      // A sandboxed page has no origin, and nothing but `*` reaches it.
      this.#origin = origin === "null" ? "*" : origin;
      this.#progress.restore(data.state as State | null);
    });
    this.#host.postMessage({ subject: ASK, message_id: this.#nextId() }, "*");
    this.#progress.listen();
  }

  #report(): void {
    if (!this.#origin) return;
    const { score, state } = this.#progress;
    const message = { subject: REPORT, message_id: this.#nextId(), score, state };
    this.#host.postMessage(message, this.#origin);
  }

  #nextId(): string {
    this.#messages += 1;
    return `what-if-${this.#messages}`;
  }
}
