// Opens what the address of the page holds, where that is a link to a widget.

import { create } from "./dom";
import type { WhatIf } from "./element";
import { isLink, type Link, read } from "./link";
import { reveal } from "./tabs";
import * as words from "./words";

/** Opens the link now, and every other that the reader follows within the page. */
export function openLinks(): void {
  addEventListener("hashchange", open);
  open();
}

/** Forgets the link: what is copied or loaded again from here on is the page itself. */
export function forgetLink(): void {
  if (!isLink(location.hash)) return;
  try {
    history.replaceState(history.state, "", location.href.replace(/#.*$/s, ""));
  } catch {
    // In some frames the address may not be changed. A reload opens the link again.
  }
}

let quiet: HTMLElement | null = null;

async function open(): Promise<void> {
  quiet?.remove();
  if (!isLink(location.hash)) return;
  const link = await read(location.hash);
  const element = link && find(link);
  if (!link || !element?.open(link)) return sayQuietly(link);
  reveal(element);
  element.scrollIntoView({ block: "start" });
}

function find({ name, variant }: Link): WhatIf | null {
  const all = document.querySelectorAll<WhatIf>("what-if");
  return (
    Array.from(all).find(
      (one) => one.getAttribute("name") === name && one.getAttribute("variant") === variant,
    ) ?? null
  );
}

/** One sentence at the top of the page, and the page is as it always is. */
function sayQuietly(link: Link | null): void {
  const sentence = link ? words.LINK_LEADS_NOWHERE : words.LINK_UNREADABLE;
  quiet = create("p", { class: "whatif-note", role: "status" }, sentence);
  (document.querySelector("main") ?? document.body).prepend(quiet);
}
