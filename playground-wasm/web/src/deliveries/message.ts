// What an embedded page and the page around it say to each other. The author guide has the same in
// words (guide/src/embedding.md).

/** What a page that is embedded tells the page around it. */
export interface Message {
  /** Tells these messages from those of others. */
  readonly source: "what-if";
  /** Another number means that something was changed which was there before. */
  readonly version: 1;
  /** What has happened. */
  readonly event: "resize" | Told;
  /** The name of the scenario. */
  readonly scenario: string;
  /** How high the page is, in CSS pixels; only with `resize`. */
  readonly height?: number;
  /** What belongs to the event; the guide has a table. */
  readonly detail?: unknown;
}

/** What widgets tell, as `whatif:NAME`, that is passed on. */
export const TOLD = ["ready", "ran", "explored", "passed", "failed"] as const;

export type Told = (typeof TOLD)[number];

/** The message, or null where it is somebody else's. */
export function messageOf(data: unknown): Message | null {
  const { source, version } = (data ?? {}) as Partial<Message>;
  return source === "what-if" && version === 1 ? (data as Message) : null;
}
