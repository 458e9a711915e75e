// The book as one file: shows one chapter at a time and finds its way by the fragment of the
// address, because there is no other page to go to.
//
// A chapter is `<section class="whatif-chapter" id="PATH">`, and what has an id in it has
// `PATH#ID` here. So every link in the book is a plain link within this page.

/** mdBook's search marks what was found with this library, which lies in the file. */
declare class Mark {
  constructor(within: Element);
  mark(words: readonly string[], options: { readonly exclude: readonly string[] }): void;
  unmark(): void;
}

const SHOWN = "whatif-shown";

const chapters = [...document.querySelectorAll<HTMLElement>(".whatif-chapter")];
const title = document.title;
let marked: Mark | undefined;

/** Shows the chapter that the address names; one without a name shows the first. */
function route(): void {
  const name = decode(location.hash.slice(1));
  // A search puts its words into the address and takes the fragment away; the chapter stays.
  if (name === "" && location.search !== "" && shown()) return;
  const place = name === "" ? null : document.getElementById(name);
  const named = place?.closest<HTMLElement>(".whatif-chapter");
  // An address that names nothing here leaves the reader where they are.
  const chapter = named ?? (name === "" ? undefined : shown()) ?? chapters[0];
  if (!chapter) return;
  if (chapter !== shown()) show(chapter);
  markInContents();
  if (place && place !== chapter) place.scrollIntoView();
  else if (place || name === "") window.scrollTo(0, 0);
}

const shown = () => chapters.find((chapter) => chapter.classList.contains(SHOWN));

function show(chapter: HTMLElement): void {
  shown()?.classList.remove(SHOWN);
  chapter.classList.add(SHOWN);
  marked?.unmark();
  document.title = chapter.dataset.title || title;
  // mdBook turns the pages by these, on an arrow key too: each chapter brings its own.
  const own = chapter.querySelector<HTMLTemplateElement>("template.whatif-turn");
  for (const selector of [".nav-wrapper", ".nav-wide-wrapper"]) {
    const links = own?.content.querySelector(selector)?.cloneNode(true);
    document.querySelector(`body ${selector}`)?.replaceWith(links ?? "");
  }
  if (chapter.querySelector("what-if")) bringToLife();
}

/** Marks the chapter that is shown in the table of contents. */
function markInContents(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("#mdbook-sidebar a")) {
    const active = decode(link.hash.slice(1)) === shown()?.id;
    link.classList.toggle("active", active);
    if (!active) continue;
    for (let item = link.closest("li"); item; item = item.parentElement?.closest("li") ?? null) {
      item.classList.add("expanded");
    }
  }
}

/** Evaluates ui.js, which lies in the file as text, when there is something to do for it. */
function bringToLife(): void {
  const text = document.querySelector('script[data-whatif="ui.js"]');
  if (!text) return;
  const script = document.createElement("script");
  script.textContent = text.textContent;
  text.replaceWith(script);
}

/** Links from mdBook's scripts name pages; here they are chapters of this one. */
function redirect(link: HTMLAnchorElement): void {
  const href = link.getAttribute("href") ?? "";
  const [, path = "", query = "", id = ""] = /^([^?#]*)(\?[^#]*)?#?(.*)$/.exec(href) ?? [];
  if (!chapters.some((chapter) => chapter.id === decode(path))) return;
  const words = new URLSearchParams(query).get("highlight");
  link.setAttribute("href", id === "" ? `#${path}` : `#${path}%23${id}`);
  if (words !== null) link.dataset.words = words;
}

function redirectAll(within: ParentNode): void {
  for (const link of within.querySelectorAll("a")) redirect(link);
}

/** Marks the words that were searched for, until the reader goes elsewhere. */
function mark(words: string): void {
  marked?.unmark();
  const within = shown();
  if (!within) return;
  marked = new Mark(within);
  marked.mark(words.split(" "), { exclude: ["what-if *", "text"] });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const sidebar = document.getElementById("mdbook-sidebar");
if (sidebar) redirectAll(sidebar);

const results = document.getElementById("mdbook-searchresults");
if (results) {
  new MutationObserver(() => redirectAll(results)).observe(results, { childList: true });
  // As long as the address has the words in it, mdBook takes the fragment away again.
  const follow = (event: Event, link: HTMLAnchorElement | null | undefined) => {
    const words = link?.dataset.words;
    if (!link || !words) return;
    event.preventDefault();
    history.pushState({}, "", location.pathname + link.hash);
    route();
    mark(words);
  };
  results.addEventListener("click", (event) =>
    follow(event, (event.target as Element).closest("a")),
  );
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    follow(event, results.querySelector<HTMLAnchorElement>("li.focus a"));
  });
}

window.addEventListener("hashchange", route);
route();
// mdBook lists the headings of all chapters below the one that is marked when the page is ready.
for (const link of document.querySelectorAll("#mdbook-sidebar a.active")) {
  link.classList.remove("active");
}
window.addEventListener("load", markInContents);
