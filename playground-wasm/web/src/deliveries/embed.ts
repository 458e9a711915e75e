// The one script that another site loads: `<what-if src="ADDRESS">` becomes a frame that is as high
// as what is in it, and the events of the widget arrive at the element.

import { messageOf, TOLD } from "./message";

/** Until the frame has told its own height. */
const HEIGHT = 480;

/** No message makes a frame higher than this. */
const HIGHEST = 20_000;

class Embedded extends HTMLElement {
  static readonly observedAttributes = ["src", "variant", "theme"];

  #frame: HTMLIFrameElement | null = null;

  connectedCallback(): void {
    this.#show();
    window.addEventListener("message", this.#hear);
  }

  disconnectedCallback(): void {
    window.removeEventListener("message", this.#hear);
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.#show();
  }

  #show(): void {
    const address = this.#address();
    if (!address) return;
    if (!this.#frame) {
      this.#frame = document.createElement("iframe");
      this.#frame.loading = "lazy";
      this.#frame.title = this.title || "An example to run";
      // By properties: a policy may refuse `style` attributes.
      Object.assign(this.style, { display: "block" });
      Object.assign(this.#frame.style, { width: "100%", height: `${HEIGHT}px`, border: "0" });
      this.#frame.setAttribute("allow", "clipboard-write");
      this.replaceChildren(this.#frame);
    }
    if (this.#frame.src !== address) this.#frame.src = address;
  }

  /** Where the page lies; null where `src` names none. */
  #address(): string | null {
    try {
      const url = new URL(this.getAttribute("src") ?? "", document.baseURI);
      if (url.protocol !== "https:" && url.protocol !== "http:") return null;
      for (const name of ["variant", "theme"]) {
        const value = this.getAttribute(name);
        if (value !== null) url.searchParams.set(name, value);
      }
      return url.href;
    } catch {
      return null;
    }
  }

  /** Believes nobody but its own frame. */
  readonly #hear = ({ source, data }: MessageEvent<unknown>): void => {
    const message = messageOf(data);
    if (!message || !this.#frame || source !== this.#frame.contentWindow) return;
    if (message.event === "resize") {
      const height = Math.min(Number(message.height) || HEIGHT, HIGHEST);
      this.#frame.style.height = `${Math.max(height, 0)}px`;
    } else if (TOLD.includes(message.event)) {
      const init = { bubbles: true, detail: message };
      this.dispatchEvent(new CustomEvent(`whatif:${message.event}`, init));
    }
  };
}

if (!customElements.get("what-if")) customElements.define("what-if", Embedded);
