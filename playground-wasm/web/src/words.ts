// The sentences of the page that a reader gets to see, in one place.

export const RUN = "Run";
export const NOTHING_GOES_WRONG = "nothing goes wrong";
/** What the preprocessor calls this run, too. */
export const WHEN_NOTHING_GOES_WRONG = "When nothing goes wrong";
export const RESET = "Reset";
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
export const place = (line: number) => `Line ${line}`;
export const placeIn = (file: string, line: number) => `${file}, line ${line}`;

/** What the status says when the code could not be run. */
export function notRun(problems: number): string {
  return problems === 1
    ? "Nothing was run: there is a problem in the code."
    : `Nothing was run: there are ${problems} problems in the code.`;
}
