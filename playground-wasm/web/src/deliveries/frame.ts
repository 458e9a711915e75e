// A page of one scenario inside a page of somebody else: how it looks, how high it is, and what it
// tells. It keeps nothing, and it believes only the page around it.

import sheet from "../css/frame.css";
import { type Message, TOLD } from "./message";
import { Splice } from "./splice";

const THEMES = ["light", "rust", "coal", "navy", "ayu"];

const query = new URLSearchParams(location.search);
const root = document.documentElement;
const scenario = root.dataset.scenario ?? "";

// Without a theme the colours follow the reader's system, as mdBook's do without a script.
const theme = query.get("theme") ?? "";
if (THEMES.includes(theme)) root.classList.add("js", theme);
const frame = new CSSStyleSheet();
frame.replaceSync(sheet);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, frame];

document.addEventListener("DOMContentLoaded", () => {
  choose(query.get("variant"));
  const host = window.parent;
  if (host === window) return;
  const tell = (event: Message["event"], more: object) => {
    const message: Message = { source: "what-if", version: 1, event, scenario, ...more };
    // Anyone who embeds the page may know this: there is nothing of the reader in it.
    host.postMessage(message, "*");
  };
  for (const event of TOLD) {
    document.addEventListener(`whatif:${event}`, ({ detail }: CustomEventInit) =>
      tell(event, { detail }),
    );
  }
  let last = 0;
  const measure = () => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height === last) return;
    last = height;
    tell("resize", { height });
    // What Canvas and other course sites listen to.
    host.postMessage({ subject: "lti.frameResize", height }, "*");
  };
  new ResizeObserver(measure).observe(document.body);
  new Splice(host).listen();
});

/** Leaves the widgets of one variant in the page: the one that is asked for, or the first. */
function choose(variant: string | null): void {
  const widgets = [...document.querySelectorAll("what-if")];
  const named = widgets.filter((widget) => widget.getAttribute("variant") === variant);
  const [kept = null] = named.length > 0 ? named : widgets;
  for (const widget of widgets) {
    if (widget !== kept) widget.remove();
  }
}
