// What another site needs to show the widget: a button that copies it, and a field that shows it.

import { button, create } from "./dom";
import type { Given } from "./given";
import * as words from "./words";

/** Until the page in the frame has told its own height. */
const HEIGHT = 480;

/** The button, and what appears below the head of the widget when it is pressed. */
export function embedding(given: Given): { button: HTMLElement; field: HTMLElement } | null {
  if (given.embed === null) return null;
  const address = new URL(given.embed, document.baseURI);
  // From a folder there is nothing that another site could show.
  if (address.protocol !== "https:" && address.protocol !== "http:") return null;
  address.searchParams.set("variant", given.variant);

  const field = create("textarea", { "aria-label": words.EMBED_FIELD, rows: "3", readonly: "" });
  field.value = snippet(address.href, given.title);
  const said = create("p", { role: "status" });
  const shown = create("div", { class: "embed-field" }, field, said);
  shown.hidden = true;
  const toggle = button(
    "embed",
    async () => {
      shown.hidden = !shown.hidden;
      toggle.setAttribute("aria-expanded", String(!shown.hidden));
      said.textContent = "";
      if (shown.hidden) return;
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        said.textContent = words.COPIED;
      } catch {
        said.textContent = words.COPY_IT;
      }
    },
    words.EMBED,
  );
  toggle.setAttribute("aria-expanded", "false");
  return { button: toggle, field: shown };
}

function snippet(address: string, title: string): string {
  const frame = document.createElement("iframe");
  const attributes = {
    src: address,
    title,
    width: "100%",
    height: String(HEIGHT),
    loading: "lazy",
    style: "border:0",
    allow: "clipboard-write",
  };
  // Written out by the browser, which escapes what a title may hold. The element itself never
  // becomes part of the page.
  for (const [name, value] of Object.entries(attributes)) frame.setAttribute(name, value);
  return frame.outerHTML;
}
