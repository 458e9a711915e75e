// What a reader did to a system, in the words of an author's file.
//
// A fault travels as JSON that `crates/scenario/src/page_json/faults.rs` writes, and is an author's
// as `read/faults.rs` reads it. A test there holds the two against each other.

/** A value of JSON. */
type Json = null | boolean | string | number | readonly Json[] | { readonly [key: string]: Json };

/** A part of a line: a key and what stands for it. */
type Pair = readonly [string, string];

/** One fault as the page has it, as an inline table. Throws where it is none. */
export function fault(given: unknown): string {
  const what = field(given as Json, "what");
  const kind = text(what, "kind");
  if (kind === "crash") {
    const node = text(what, "node");
    return table([
      ["crash", string(node)],
      ...when(field(what, "when"), node, false),
      ...optional(what, "restart-us", "restart"),
    ]);
  }
  if (kind === "message") return table(mishap(field(what, "mishap"), field(what, "message")));
  return table([
    ...trouble(field(what, "trouble")),
    ...when(field(what, "when"), own(field(what, "trouble")), true),
    ...optional(what, "lasts-us", "for"),
  ]);
}

function mishap(mishap: Json, message: Json): readonly Pair[] {
  const kind = text(mishap, "kind");
  const which = field(message, "reply") === true ? "reply" : "request";
  const begin = (key: string): readonly Pair[] => [
    [key, string(which)],
    ["of", string(text(message, "of"))],
    ...more(message),
  ];
  switch (kind) {
    case "lost":
      return begin("lose");
    case "duplicated":
      return begin("duplicate");
    case "delayed":
      return [...begin("delay"), ["by", time(text(mishap, "by-us"))]];
    case "field":
      return [
        ...begin("lie"),
        ["field", string(text(mishap, "field"))],
        ["value", literal(field(mishap, "value"))],
      ];
    default:
      return [...begin("lie"), ["value", literal(field(mishap, "value"))]];
  }
}

/** Whose message, and which of them. */
function more(message: Json): readonly Pair[] {
  const by = maybe(message, "by");
  const nth = maybe(message, "which");
  return [
    ...(typeof by === "string" ? [["from", string(by)] as const] : []),
    ...(nth === null ? [["nth", string("every")] as const] : count(nth)),
  ];
}

/** The first of something need not be said. */
function count(nth: Json): readonly Pair[] {
  return nth === "1" ? [] : [["nth", whole(nth)]];
}

function trouble(trouble: Json): readonly Pair[] {
  const node = () => string(text(trouble, "node"));
  switch (text(trouble, "kind")) {
    case "cut":
      return [["cut", list(field(trouble, "links"), link)]];
    case "silent": {
      const towards = maybe(trouble, "towards");
      const to =
        towards === null ? [] : [["to", list(towards, (each) => string(plain(each)))] as const];
      return [["omit", node()], ...to];
    }
    case "slow":
      return [
        ["slow", node()],
        ["factor", whole(field(trouble, "factor"))],
      ];
    case "down":
      return [
        ["down", node()],
        ...(field(trouble, "refuse") === true ? [["refuse", "true"] as const] : []),
      ];
    case "paused":
      return [["pause", node()]];
    default: {
      const [offset, drift] = [text(trouble, "offset-us"), text(trouble, "drift")];
      return [
        ["clock", node()],
        ...(offset === "0" && drift !== "0" ? [] : [["offset", time(offset)] as const]),
        ...(drift === "0" ? [] : [["drift", string(`${whole(drift)}ppm`)] as const]),
      ];
    }
  }
}

/** The node that is in trouble; links are nobody's. */
function own(trouble: Json): string | null {
  const node = maybe(trouble, "node");
  return typeof node === "string" ? node : null;
}

/** What says when it happens; `lasts` is what begins with the run where nothing is said. */
function when(when: Json, own: string | null, lasts: boolean): readonly Pair[] {
  switch (text(when, "kind")) {
    case "at": {
      const at = text(when, "at-us");
      return lasts && at === "0" ? [] : [["at", time(at)]];
    }
    case "message": {
      const message = field(when, "message");
      const key = field(message, "reply") === true ? "on-reply" : "on-request";
      return [[key, string(text(message, "of"))], ...more(message)];
    }
    default: {
      const step = field(when, "step");
      const [kind, border] = [text(step, "kind"), field(step, "border")];
      const [node, inside] = [text(when, "node"), maybe(step, "function")];
      return [
        ...(typeof inside === "string" ? [["in", string(inside)] as const] : []),
        [kind, kind === "between" ? list(border, whole) : string(plain(border))],
        ...count(field(step, "nth")),
        ...(node === own ? [] : [["node", string(node)] as const]),
      ];
    }
  }
}

function link(link: Json): string {
  if (!Array.isArray(link)) throw new TypeError("a link has two ends");
  return string(link.map(plain).join(" -> "));
}

function literal(value: Json): string {
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") return string(value);
  if (Array.isArray(value)) return list(value, literal);
  const int = maybe(value, "int");
  if (int !== null) return whole(int);
  const bits = maybe(value, "float-bits");
  if (bits !== null) return float(BigInt(plain(bits)));
  const fields = field(value, "table");
  if (!Array.isArray(fields)) throw new TypeError("a table has fields");
  return table(fields.map(([name, value]) => [key(plain(name)), literal(value)]));
}

function float(bits: bigint): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits);
  const number = view.getFloat64(0);
  if (Number.isNaN(number)) return "nan";
  if (!Number.isFinite(number)) return number < 0 ? "-inf" : "inf";
  const text = Object.is(number, -0) ? "-0" : String(number);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function table(pairs: readonly Pair[]): string {
  return pairs.length === 0 ? "{}" : `{ ${pairs.map((pair) => pair.join(" = ")).join(", ")} }`;
}

function list(values: Json, each: (value: Json) => string): string {
  if (!Array.isArray(values)) throw new TypeError("a list is missing in a fault");
  return `[${values.map(each).join(", ")}]`;
}

/** A time in the largest unit in which it is a whole number. */
function time(micros: string): string {
  const [sign, digits] = micros.startsWith("-") ? ["-", micros.slice(1)] : ["", micros];
  const units = [
    ["s", "000000"],
    ["ms", "000"],
  ] as const;
  const found = units.find(([, zeros]) => digits.length > zeros.length && digits.endsWith(zeros));
  if (digits === "0") return string("0s");
  const [unit, zeros] = found ?? ["us", ""];
  return string(sign + digits.slice(0, digits.length - zeros.length) + unit);
}

function optional(of: Json, name: string, key: string): readonly Pair[] {
  const micros = maybe(of, name);
  return micros === null ? [] : [[key, time(plain(micros))]];
}

/** A key, in quotes where it needs them. */
export function key(name: string): string {
  return /^[\w-]+$/.test(name) ? name : string(name);
}

/** A text in quotes. What JSON escapes, TOML escapes in the same way; JSON forgets one character. */
export function string(text: string): string {
  return JSON.stringify(text).replaceAll("\u007f", "\\u007f");
}

/** A whole number; numbers travel as texts. */
function whole(number: Json): string {
  const digits = plain(number);
  if (!/^-?\d+$/.test(digits)) throw new TypeError("this is no whole number");
  return digits;
}

function plain(value: Json): string {
  if (typeof value === "string") return value;
  throw new TypeError("a text is missing in a fault");
}

function text(of: Json, name: string): string {
  return plain(field(of, name));
}

function field(of: Json, name: string): Json {
  const found = maybe(of, name);
  if (found === null) throw new TypeError(`a fault has no ${name}`);
  return found;
}

function maybe(of: Json, name: string): Json {
  if (typeof of !== "object" || of === null || Array.isArray(of)) return null;
  return (of as { readonly [key: string]: Json })[name] ?? null;
}
