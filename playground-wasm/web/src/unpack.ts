// The engine's module from the streams into which it was sorted so that gzip makes it smaller.
// xtask/src/packing.rs sorts it; it tells why, and what the header holds.

/** The streams that every module has. The others belong to opcodes. */
const SYMBOLS = 1;
const BEFORE = 2;
const AFTER = 3;
const DECLARATIONS = 4;
const LENGTHS = 5;
const DISTANCES = 7;

/** The symbols that say more than the bytes for which they stand. */
const END = 0;
const COPY = 1;

/** The forms of symbols: up to 2 for so many numbers; 3 more than so many bytes; and this one. */
const TABLE = 3;

/** What a symbol stands for. */
interface Symbol {
  readonly bytes: readonly number[];
  readonly form: number;
  readonly first: number;
  readonly further: number;
  readonly sorted: number;
}

/** Takes the module together. What comes here has passed the checksum of gzip. */
export function unpack(packed: Uint8Array): Uint8Array<ArrayBuffer> {
  let at = 0;
  const header = () => {
    let number = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = packed[at++] as number;
      number |= (byte & 127) << shift;
      if (byte < 128) return number;
    }
  };
  const many = <Read>(read: () => Read) => Array.from({ length: header() }, read);

  const module = new Uint8Array(header());
  const functions = header();
  // Behind the last symbol stands a 0.
  const row = new Uint8Array(header() + 1);
  const symbols = many<Symbol>(() => ({
    bytes: many(header),
    form: header(),
    first: header(),
    further: header(),
    sorted: header(),
  }));
  const pairs = many(() => [header(), header()] as const);
  const lengths = many(header);
  /** Where each stream is read next; the header has been. */
  const cursors = new Uint32Array(lengths.length + 1);
  for (const [index, length] of lengths.entries()) {
    cursors[index + 1] = at;
    at += length;
  }
  const whole = (stream: number) => packed.subarray(cursors[stream], cursors[stream + 1]);
  const after = whole(AFTER);

  const runs = symbols.map((_, symbol) => [symbol]);
  const run = (symbol: number) => runs[symbol] as number[];
  for (const [left, right] of pairs) runs.push([...run(left), ...run(right)]);
  let place = 0;
  for (const symbol of whole(SYMBOLS)) {
    for (const plain of run(symbol)) row[place++] = plain;
  }

  /** All functions without their sizes. */
  const code = new Uint8Array(module.length);
  let end = 0;

  /** Reads a byte of a stream and writes it. */
  const byte = (stream: number) => {
    const at = cursors[stream] as number;
    const byte = packed[at] as number;
    cursors[stream] = at + 1;
    code[end++] = byte;
    return byte;
  };
  /** Reads a number in LEB128 and writes it. Of a number of 64 bits it returns the low 32. */
  const number = (first: number, further: number) => {
    let read = byte(first);
    let number = read & 127;
    for (let shift = 7; read > 127; shift += 7) {
      read = byte(further);
      number |= (read & 127) << shift;
    }
    return number;
  };
  const numbers = (count: number, first: number, further: number) => {
    for (let left = count; left > 0; left--) number(first, further);
  };
  const copy = () => {
    const here = end;
    const length = number(LENGTHS, LENGTHS + 1);
    const start = here - number(DISTANCES, DISTANCES + 1);
    code.copyWithin(here, start, start + length);
    end = here + length;
  };
  const others = ({ form, first, further }: Symbol) => {
    if (form < TABLE) {
      numbers(form, first, further);
    } else if (form === TABLE) {
      numbers(1 + number(first, further), first, further);
    } else {
      for (let left = form - TABLE; left > 0; left--) byte(first);
    }
  };
  /** Writes what a symbol stands for. It is kept small, so that the browser soon makes it fast. */
  const step = (index: number, next: number) => {
    const symbol = symbols[index] as Symbol;
    const { bytes, form, sorted } = symbol;
    for (let at = 0; at < bytes.length; at++) code[end++] = bytes[at] as number;
    if (form === 1) number(symbol.first + sorted * next, symbol.further + sorted * next);
    else if (form !== 0) others(symbol);
    else if (index === COPY) copy();
  };

  let size = 0;
  const put = (bytes: Uint8Array) => {
    module.set(bytes, size);
    size += bytes.length;
  };
  put(whole(BEFORE));
  place = 0;
  for (let left = functions; left > 0; left--) {
    const start = end;
    numbers(2 * number(DECLARATIONS, DECLARATIONS), DECLARATIONS, DECLARATIONS);
    let symbol: number;
    do {
      symbol = row[place++] as number;
      step(symbol, row[place] as number);
    } while (symbol !== END);
    let length = end - start;
    for (; length > 127; length >>= 7) module[size++] = length | 128;
    module[size++] = length;
    put(code.subarray(start, end));
  }
  put(after);
  return module;
}
