// What a widget tells the page around it: events that bubble from `<what-if>`. The deliveries pass
// them on to other sites and to courses, and nothing of the page itself hangs on them.

/** Says that something has happened. Event listeners of the page hear `whatif:NAME`. */
export function announce(from: Element, name: string, detail: object = {}): void {
  const init = { bubbles: true, composed: true, detail };
  from.dispatchEvent(new CustomEvent(`whatif:${name}`, init));
}

/** The verdicts by the names of the properties. */
export function verdictsByName(
  verdicts: readonly { readonly property: string; readonly verdict: string }[],
): Record<string, string> {
  return Object.fromEntries(verdicts.map(({ property, verdict }) => [property, verdict]));
}
