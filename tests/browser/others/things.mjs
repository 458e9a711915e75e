// What a widget has, one thing after the other: what is done with it, and what is seen then. Each
// step is a script that runs in the page, and is asked again until it says that it is so.

const CHAPTER = "01-already-distributed.html";

/** The first widget of a variant, in whatever stands behind these words. */
const inWidget = (variant, then) => `
  const widget = document.querySelector('what-if[variant="${variant}"]');
  widget?.scrollIntoView();
  const all = (selector) => [...(widget?.shadowRoot?.querySelectorAll(selector) ?? [])];
  const seen = (selector) => all(selector).filter((one) => one.getClientRects().length > 0);
  const text = (selector) => seen(selector).map((one) => one.textContent).join(" ");
  const press = (name, selector = "button") => {
    const named = (one) => (one.getAttribute("aria-label") ?? one.textContent).includes(name);
    const found = seen(selector).find(named);
    found?.click();
    return found !== undefined;
  };
  ${then}`;

const naive = (then) => inWidget("naive", then);

const RUN = naive('return press("nothing goes wrong");');
const HOLDS = naive(
  'return text(".status").includes("holds: every stored user has got a welcome email");',
);

/** Something is run, and the verdict comes. */
export const RUNS = [
  ["Run can be pressed", RUN],
  ["the verdict is there", HOLDS],
];

/** The code of the first chapter with its steps the other way round, as a reader writes it. */
const EDIT = naive(`
  const field = all("textarea.pce-textarea")[0];
  if (!field) return false;
  const lines = field.value.split("\\n");
  [lines[1], lines[2]] = [lines[2], lines[1]];
  field.value = lines.join("\\n");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  return true;`);

/**
 * Each thing: its page, and its steps, each with what is waited for.
 * @type {Record<string, { page: string, steps: [string, string][] }>}
 */
export const THINGS = {
  code: {
    page: CHAPTER,
    steps: [
      ["the code can be edited", EDIT],
      ["the edit is told", naive('return text(".edited").includes("You have edited");')],
      ["Run can be pressed", RUN],
      ["the edited code has run", HOLDS],
      ["the edit can be undone", naive('return press("Reset");')],
      ["nothing is edited", naive('return text(".edited") === "";')],
    ],
  },
  time: {
    page: CHAPTER,
    steps: [
      ["Run can be pressed", RUN],
      ["one can step", naive('return press("One event on");')],
      ["the event is told", naive('return text(".says").includes("The visitor asks");')],
      ["the inside of nodes is seen", naive('return seen(".node").length === 5;')],
      ["it plays", naive('return press("Play") && press("Pause");')],
    ],
  },
  breaking: {
    page: CHAPTER,
    steps: [
      ["Run can be pressed", RUN],
      [
        "an event can be picked",
        naive('all(".spot")[2]?.click(); return all(".spot").length > 2;'),
      ],
      ["something is offered", naive('return press("is lost", ".offer");')],
      ["it is a chip", naive('return seen(".chip").length === 1;')],
      ["it can be taken out", naive('return press("Take out");')],
      ["all is well again", HOLDS],
    ],
  },
  exploring: {
    page: CHAPTER,
    steps: [
      ["Explore can be pressed", naive('return press("Explore");')],
      ["all was explored", naive('return text(".status").includes("exhausted");')],
      ["the shortest way is told", naive('return text(".told").includes("The shortest way");')],
      ["single faults are listed", naive('return seen(".single-faults li").length > 2;')],
    ],
  },
  matrix: {
    page: CHAPTER,
    steps: [
      [
        "a cell can be pressed",
        `const matrix = document.querySelector("what-if-matrix");
         matrix?.scrollIntoView();
         const cells = [...(matrix?.querySelectorAll("button") ?? [])];
         const cell = cells.find(({ ariaLabel }) => ariaLabel.includes("naive") && ariaLabel.includes("✗"));
         cell?.click();
         return cell !== undefined;`,
      ],
      ["its run is shown", naive('return text(".status").includes("violated");')],
    ],
  },
  charts: {
    page: "guide/load.html",
    steps: [
      ["Run can be pressed", inWidget("storm", 'return press("nothing goes wrong");')],
      ["there are charts", inWidget("storm", 'return seen(".whatif-measured svg").length > 1;')],
      ["there are numbers", inWidget("storm", 'return text("table").includes("latency");')],
    ],
  },
  exercises: {
    page: "guide/exercises.html",
    steps: [
      ["an answer can be checked", inWidget("greeting", 'return press("Check my answer");')],
      ["it is told", inWidget("greeting", 'return text(".said").includes("Still broken");')],
      ["a hint can be had", inWidget("greeting", 'return press("Show a hint");')],
    ],
  },
  sharing: {
    page: CHAPTER,
    steps: [
      ["a link can be copied", naive('return press("Copy link");')],
      // Without a hand on the mouse a browser may refuse, and then the text is there to copy.
      ["it is told", naive('return /Copied|does not let/.test(text(".sharing"));')],
    ],
  },
  words: {
    page: CHAPTER,
    steps: [
      ["it can be opened", naive('return press("How to read this", "summary");')],
      ["it is explained", naive('return text(".how").includes("time runs downwards");')],
      [
        "words lead into the book",
        naive('return widget.querySelectorAll("[slot=words] a[href]").length > 2;'),
      ],
    ],
  },
};
