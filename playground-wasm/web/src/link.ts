// What a link holds: the reader's code and question, compressed, in the part of the address that is
// never sent to a server.

import type { Asked } from "./protocol";

/** What a link says. */
export interface Link {
  /** The name of the scenario. */
  readonly name: string;
  readonly variant: string;
  /** The fingerprint of the author's code when the link was made. */
  readonly original: string;
  /** The reader's code; null where it is the author's. */
  readonly code: string | null;
  /** What it asks; null where it explores. */
  readonly asked: Asked | null;
  /** The event that was looked at. */
  readonly event: number | null;
}

/** What the fragment of such an address begins with. */
const MARK = "#whatif=";
/** An address that is longer gets cut off by somebody on its way. */
const ADDRESS_MAX = 65_536;
/** Few bytes can become very many; more than these are nothing that we wrote. */
const BYTES_MAX = 262_144;
const VERSION = 1;

/** Whether a fragment is one of ours. */
export function isLink(fragment: string): boolean {
  return fragment.startsWith(MARK);
}

/** The fragment that says this; null where it says more than an address can hold. */
export async function write(link: Link): Promise<string | null> {
  const bytes = new TextEncoder().encode(JSON.stringify({ version: VERSION, ...link }));
  if (bytes.length > BYTES_MAX) return null;
  const packed = await collect(through(bytes, new CompressionStream("deflate-raw")), BYTES_MAX);
  const fragment = packed && MARK + base64(packed);
  return fragment && fragment.length <= ADDRESS_MAX ? fragment : null;
}

/** What a fragment says; null where it is nothing that we wrote. */
export async function read(fragment: string): Promise<Link | null> {
  if (!isLink(fragment) || fragment.length > ADDRESS_MAX) return null;
  try {
    const packed = bytes(fragment.slice(MARK.length));
    const json = await collect(through(packed, new DecompressionStream("deflate-raw")), BYTES_MAX);
    return json && checked(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(json)));
  } catch {
    return null;
  }
}

function checked(value: unknown): Link | null {
  const link = record(value);
  const { name, variant, original } = link;
  if (link.version !== VERSION) return null;
  if (!isText(name) || !isText(variant) || !isText(original)) return null;
  return {
    name,
    variant,
    original,
    code: either(link.code, isText),
    event: either(link.event, isCount),
    asked: link.asked === null ? null : asked(record(link.asked)),
  };
}

function asked({ "what-if": whatIf, faults, schedule }: Record<string, unknown>): Asked {
  return {
    "what-if": either(whatIf, isText),
    faults: either(faults, Array.isArray),
    schedule: either(schedule, isSchedule),
  };
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  throw new TypeError("an object is missing in a link");
}

/** What is there, or null. Throws where it is something else. */
function either<T>(value: unknown, is: (value: unknown) => value is T): T | null {
  if (value === null || value === undefined) return null;
  if (is(value)) return value;
  throw new TypeError("a link says something that it cannot say");
}

const isText = (value: unknown): value is string => typeof value === "string";
const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
const isSchedule = (value: unknown): value is string[][] =>
  Array.isArray(value) && value.every(isTexts);

function through(bytes: Uint8Array<ArrayBuffer>, stream: GenericTransformStream): ReadableStream {
  return new Blob([bytes]).stream().pipeThrough(stream as ReadableWritablePair);
}

/** All that comes out of a stream; null where it is too much. */
async function collect(
  stream: ReadableStream<Uint8Array>,
  most: number,
): Promise<Uint8Array | null> {
  const reader = stream.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > most) {
      await reader.cancel();
      return null;
    }
    parts.push(value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Base64 with the two characters that need no escape in an address. */
function base64(bytes: Uint8Array): string {
  let characters = "";
  for (const byte of bytes) characters += String.fromCharCode(byte);
  return btoa(characters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function bytes(base64: string): Uint8Array<ArrayBuffer> {
  const characters = atob(base64.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(characters, (character) => character.charCodeAt(0));
}
