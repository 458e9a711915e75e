// The one script of ours that a page with widgets loads at once. It waits until the reader comes
// near the first widget and only then brings in ui.js, which does everything else.

/** How far below the view a widget is still near, so that it is ready when it is reached. */
const NEAR = "300px";

/** Where the first of several loaders leaves word that it is here: print.html has one a chapter. */
const here = Symbol.for("what-if loader");

const page = document as Document & { [here]?: true };
const address = (document.currentScript as HTMLScriptElement | null)?.src;

if (address && !page[here]) {
  page[here] = true;
  page.adoptedStyleSheets.push(onPaper());
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", () => wait(address));
  } else {
    wait(address);
  }
}

/** A chapter may be printed before anyone comes near its widgets; paper does not scroll. */
function onPaper(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("@media print{what-if svg,.whatif-sweep svg{max-width:100%;height:auto}}");
  return sheet;
}

function wait(address: string): void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (entries.some((entry) => entry.isIntersecting)) load();
    },
    { rootMargin: NEAR },
  );
  const focused = (event: Event) => {
    if ((event.target as Element).closest("what-if")) load();
  };
  const load = () => {
    observer.disconnect();
    document.removeEventListener("focusin", focused);
    const script = document.createElement("script");
    // The hash in its name is that of the loader: they are of one build.
    script.src = address.replace(/loader(?=[^/]*$)/, "ui");
    document.head.append(script);
  };

  document.addEventListener("focusin", focused);
  for (const widget of document.querySelectorAll<HTMLElement>("what-if,what-if-matrix")) {
    // An unknown element is inline, and an inline box around blocks has no extent to come near to.
    widget.style.display = "block";
    observer.observe(widget);
  }
  // The address names a widget, wherever in the page it is; or it is that of the page of all
  // chapters, which prints itself once it is loaded, and waits with that for scripts begun before.
  if (location.hash.startsWith("#whatif=") || /\/print(\.html)?$/.test(location.pathname)) load();
}
