// The sentences of the page that a reader gets to see, in one place.

import type { Asked, FaultKind, Problem, Progress } from "./protocol";

export const RUN = "Run";
export const NOTHING_GOES_WRONG = "nothing goes wrong";
/** What the preprocessor calls this run, too. */
export const WHEN_NOTHING_GOES_WRONG = "When nothing goes wrong";
export const EXPLORE = "Explore";
export const EVERY_WAY = "look for the shortest way to break it";
export const STOP = "Stop";
export const RESET = "Reset";
export const EMBED = "Embed";
export const EMBED_FIELD = "Code that shows this in another site";
export const COPIED = "Copied. Put it into a page of another site.";
export const COPY_IT = "Copy this, and put it into a page of another site.";
export const RUNS = "Run the code";
export const EVENTS = "Events";
export const EDITED = "You have edited this code.";
export const KEYS =
  "Control or Command with Enter asks the last question again. Tab leaves the editor.";
export const RESTORED = "The original code is back.";
export const OF_THE_ORIGINAL =
  "This is the result of the original code, not of your edit. Ask again.";
export const OF_EARLIER_CODE = "This is the result of the code before your last edit. Ask again.";

export const NOT_LOADED =
  "Nothing was run: the engine could not be loaded. See whether you are online, and ask again.";
export const REFUSED =
  "Nothing was run: this browser, or the page’s security policy, does not let WebAssembly run here.";
export const LOST =
  "The exploration was lost: the engine had to be started anew for something else. Explore again.";
export const TRAPPED =
  "The run broke off: this code may go deeper or grow larger than the engine can bear. " +
  "The engine has been started anew. Change the code and ask again.";
export const NO_ANSWER =
  "The run was stopped: there was no answer for ten seconds. " +
  "The engine has been started anew. Change the code and ask again.";

/** What to call a widget. A scenario with one variant calls it by its own name. */
export function widgetName(title: string, name: string, variant: string): string {
  return variant === name ? title : `${title}: ${variant}`;
}

export const codeOf = (widget: string) => `Code of ${widget}`;
export const diagramOf = (ask: string) => `Diagram: ${ask}`;
export const HISTORY = "Diagram: what clients did and were told";
export const place = (line: number) => `Line ${line}`;
export const placeIn = (file: string, line: number) => `${file}, line ${line}`;

/** What the status says when the code could not be run. */
export function notRun(problems: number): string {
  return problems === 1
    ? "Nothing was run: there is a problem in the code."
    : `Nothing was run: there are ${problems} problems in the code.`;
}

/** What is said when there is something wrong with code that nobody has run yet. */
export function noticed([first, ...others]: readonly Problem[]): string {
  if (!first) return "";
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return `${place(first.line)}: ${first.message}${more}`;
}

export const MENDED = "The code can be run now. Ask again.";

/** How far an exploration has come. */
export function exploring({ states, faults }: Progress): string {
  const so_far = `${states.toLocaleString("en")} ${states === 1 ? "state" : "states"} so far`;
  return `Exploring: ${so_far}, with ${faults === 0 ? "no fault" : upTo(faults)} …`;
}

const upTo = (faults: number) => `up to ${faults} ${faults === 1 ? "fault" : "faults"}`;

/** Said at once when an exploration is stopped, before it tells what it has found. */
export const STOPPED = "Stopped. What was found comes in a moment.";

/** Explains what *holds* means after an exploration, and what it does not. */
export function covered(ends: number): string {
  const ways = `${ends.toLocaleString("en")} ${ends === 1 ? "way" : "ways"}`;
  return (
    `Every order was looked at in which messages can arrive; they lead to ${ways} to end. Timers ` +
    "were on time, unless a fault made a message late, and random numbers at the ends of their range."
  );
}

export const SHORTEST = "The shortest way to break it";
export const ANOTHER = "Another way to break it";
export const OTHERS = "Other ways to break something, with several faults:";
export const FURTHER = "Look for further ways";
export const SHOW_RUN = "Show a run";
export const NEAREST_FINE = "The nearest run that is fine";
export const NEAREST_MISS = "The nearest miss";
export const TYPICAL = "A run as it usually goes";
export const ALL_HOLDS = "In this run everything holds.";
export const TOOK_LONGEST = "Of all the runs that were seen, this one took longest to come right.";

/** What happened in a run that was found. */
export const story = (name: string, words: string) => `${name}: ${words}.`;

/** Which part of a property is false at the end of a run. */
export const clause = (words: string) => `There ${words}.`;

/** Where the run that is fine parts from the other. */
export const instead = (words: string) => `Here ${words} instead.`;

/** The heading of the list of single faults. */
export function singleFaults(count: number, complete: boolean): string {
  const which = complete
    ? "Every single fault that breaks"
    : "Single faults found so far that break";
  return `${which} something (${count})`;
}

/** The button that shows where all of them strike. */
export const WHERE_THEY_STRIKE = "Show where they strike";
export const STRIKES =
  "At each red ring one fault is enough to break something. Choose a ring to read which.";
export const ENOUGH = "Enough to break something:";

export const breaks = (says: readonly string[]) => `breaks: ${says.join("; ")}`;

export const WITH_UP_TO = "Explore with up to";
/** What a number of faults is followed by. */
export const FAULTS: Readonly<Record<FaultKind, string>> = {
  crash: "crashes",
  lose: "lost messages",
  duplicate: "repeated requests",
  delay: "late messages",
  omission: "silent nodes",
  cut: "cuts",
  other: "other faults",
};

export const TIME = "Time";
export const MOMENT = "Event";
export const BACK = "One event back";
export const FORTH = "One event on";
export const PLAY = "Play";
export const PAUSE = "Pause";
export const SPEED = "Speed";
export const SLOW = "slow";
export const STEADY = "steady";
export const FAST = "fast";
export const SPOTS = "Events in the diagram: the arrow keys go from one to the next";
export const HINT =
  "Click a point in the diagram to look inside every node at that moment, and to break something there.";

export const eventOf = (event: number, events: number) => `event ${event + 1} of ${events}`;
/** An event at which one fault is enough to break something. */
export const struck = (event: string) => `${event}: one fault here is enough to break something`;
export const eventsIn = (events: number) => (events === 1 ? "one event" : `${events} events`);

/** Which part of a long run is drawn; the last one that is drawn stands before `end`. */
export const partOf = ([from, end]: readonly [number, number], events: number) =>
  `This is a long run: events ${from + 1} to ${end} of ${events} are drawn here. Go on or back in time to see the others.`;

export const ON_THE_WAY = "On the way";
export const NOTHING = "nothing";
export const DEAD = "is dead";
export const HERE = "here";
export const FRESH = " (new)";
export const LAMPS = "What is true at this moment";
export const LAMP: Readonly<Record<"true" | "false" | "unknown", string>> = {
  true: "true now: ",
  false: "not true now: ",
  unknown: "cannot be said now: ",
};
export const standsAt = (name: string, line: number) => `${name}, at line ${line}`;

export const AS_WRITTEN = "as written";
export const NUMBERS = "Numbers";
export const DRAW = "Draw the curve";
export const turned = (knob: string, value: string) => `${knob} is ${value}`;
/** The name of a run in which a knob is turned. */
export const withTurned = (name: string, turned: string) =>
  turned === "" ? name : `${name} (${turned})`;
export const sweeping = (values: number, of: number) =>
  `Turning the knob: ${values} of ${of} values …`;

export const BEGIN = "Step through this run";
export const HOW = "How to read this";
/** Each a line; in backticks what looks like code. */
export const HOW_TO_READ: readonly string[] = [
  "Each node has a line, and time runs downwards. An arrow is a message: solid where it asks, dashed where it answers; a cross is where it was lost.",
  "A mark at the number of a line of code says that the code waits there. Between two marks nothing can come; at each mark anything may.",
  "*Violated* means that the sentence beside it is not true of this run, and why. *Holds* speaks of this run alone; *Explore* looks at all of them.",
  "Pick a point in the diagram to see what every node remembers then, and to make something go wrong there.",
];

export const BREAK_HERE = "What goes wrong here?";
export const MORE_FAULTS = "More";
export const DIFFERENTLY = "Or it goes on differently:";
export const CLOSE = "Close";
export const GOES_WRONG = "What goes wrong:";
export const takeOut = (fault: string) => `Take out: ${fault}`;

/** The question that somebody put together by hand, or an exploration; `ordered` is the order, too. */
export function whatIf(faults: readonly string[], ordered = false): string {
  if (faults.length > 0) return `What if ${faults.join(", and ")}?`;
  return ordered
    ? `${WHEN_NOTHING_GOES_WRONG}, in the order that was chosen`
    : WHEN_NOTHING_GOES_WRONG;
}

/** Begins with a capital letter. */
export function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** Makes a sentence of words that have neither a capital nor a full stop. */
export function sentence(words: string): string {
  // What an author has written may be one already.
  return /[.!?…]$/.test(words) ? capital(words) : `${capital(words)}.`;
}

// What is changed, shared, and answered.

export const CHANGES = "Show what I changed";
export const CHANGED = "What you changed";
export const unchanged = (lines: number) => `${lines} lines as they were`;

export const COPY_LINK = "Copy link";
export const COPY_TEST = "Copy as test";
export const LINK_COPIED = "Copied: a link to this code and this question.";
export const TEST_COPIED = "Copied: what an author writes to claim this.";
export const COPY_YOURSELF = "The browser does not let the page copy. Here it is, selected:";
export const TURN_BACK =
  "A knob is turned. What an author claims is claimed of the code as it is written: turn it back first.";
export const TO_COPY = "Text to copy";
export const TOO_LONG_FOR_A_LINK = "This code is too long for a link.";

export const FROM_A_LINK = "From a link";
export const CAME_WITH_A_LINK = "This came with a link.";
export const NOT_RUN_YET = "Nothing of it has been run.";
export const CODE_FROM_A_LINK = "The code differs from the original as shown below it.";
export const LINK_CANNOT_EDIT =
  "The code of the link is left out, because this code cannot be edited.";
export const ORIGINAL_CHANGED = "The author has changed the original since the link was made.";
export const QUESTION_GONE = "What it asked is not asked here any more.";
export const OWN_EDIT_KEPT = "Your own edit is kept.";
export const RUN_IT = "Run it";
export const TO_MY_CODE = "Back to my own code";
export const LEAVE_LINK = "Back to the original";
export const LINK_UNREADABLE =
  "The address of this page ends in a link to code, and it is damaged. The page is as it always is.";
export const LINK_LEADS_NOWHERE =
  "The address of this page ends in a link to code that is not on this page any more.";

/** What a link asks of its code. */
export function linkAsks(asked: Asked | null, ask: string | null): string {
  if (!asked) return "It explores.";
  if (asked.faults || asked.schedule) return "What goes wrong was put together by hand.";
  return ask === null ? "It asks what happens when nothing goes wrong." : `It asks: ${ask}`;
}

export const VARIANTS = "Variants";

/** What the preprocessor writes into a cell of the matrix in which there is nothing to see. */
export const NO_CELL = "–";
export const IN_EDITED_CODE = "In your edited code it is otherwise:";
/** A cell of the matrix, with what it is about. */
export const cell = (text: string, variant: string, ask: string) => `${text}. ${variant}: ${ask}`;

/** What did not hold, as the preprocessor writes it into a cell. */
export function verdictsInShort(violated: string, unknown: string): string {
  const told = [violated && `✗ violated: ${violated}`, unknown && `? unknown: ${unknown}`];
  return told.filter(Boolean).join("; ") || "✓ holds";
}

export const EXERCISE = "Exercise";
export const TASK =
  "change the code until nothing is violated, whatever is asked and wherever exploring looks.";
export const CHECK = "Check my answer";
export const CHECK_AGAIN = "You have changed the code: check it again.";
export const CHECK_STOPPED = "The check was stopped.";
export const HINTS = "Hints";
export const SOLUTION = "A solution";
export const SHOW_SOLUTION = "Show a solution";
export const HIDE_SOLUTION = "Hide the solution";
export const PUT_INTO_EDITOR = "Put it into the editor";
export const PASSED_MARK = "passed";

/** The button that tells the next hint. */
export function hint(told: number, all: number): string {
  if (told === all) return all === 1 ? "That was the hint" : "Those were all hints";
  return all === 1 ? "Show a hint" : `Show a hint (${told + 1} of ${all})`;
}

export const checking = (ask: string) => `Checking: ${ask}`;
export const brokenIn = (says: string, ask: string) => `Still broken: “${says}”. ${ask}`;
export const brokenBy = (says: string, story: string) => `Still broken: “${says}”. ${story}.`;
export const brokenSomewhere = (says: string, why: string) =>
  `Still broken: “${says}”${why ? ` (${why})` : ""}.`;
export const notKnown = (says: string, why: string) =>
  `Not passed: of “${says}” nothing can be said${why ? ` (${why})` : ""}.`;
export const passed = (states: number) =>
  `Passed. Nothing is violated, whatever is asked, and in none of ${states.toLocaleString("en")} states.`;
