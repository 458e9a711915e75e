// What a widget tells the page around it, as events of its element that anybody may listen to.

/** Which widget it is. */
export interface Named {
  /** The name of the scenario. */
  readonly name: string;
  readonly variant: string;
}

/** What happened, and what there is to know about it. */
export interface Announcements {
  /** The widget is live. */
  ready: Named;
  /** The code was run. */
  ran: Named & {
    /** The name of the what-if; null where nothing went wrong. */
    readonly whatIf: string | null;
    /** Whether the reader put together what went wrong, and it was no what-if of the author. */
    readonly byHand: boolean;
    /** Whether the code is the reader's. */
    readonly edited: boolean;
    readonly verdicts: readonly Verdict[];
  };
  /** All runs of the code were looked at, or as many as there was time for. */
  explored: Named & {
    readonly edited: boolean;
    readonly exhausted: boolean;
    readonly verdicts: readonly Verdict[];
  };
  /** Nothing came of it, and why, in a sentence. */
  failed: Named & { readonly why: string };
  /** The reader has solved the exercise. */
  passed: Named;
}

/** What became of a property, by its name. */
interface Verdict {
  readonly property: string;
  readonly verdict: string;
}

/** Announces something: `whatif:passed` comes out of the shadow root and bubbles. */
export function announce<Type extends keyof Announcements>(
  from: HTMLElement,
  type: Type,
  detail: Announcements[Type],
): void {
  from.dispatchEvent(new CustomEvent(`whatif:${type}`, { bubbles: true, composed: true, detail }));
}

/** The verdicts without their sentences. */
export function inShort(verdicts: readonly Verdict[]): readonly Verdict[] {
  return verdicts.map(({ property, verdict }) => ({ property, verdict }));
}
