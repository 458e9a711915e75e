// The engine's module from the streams into which it was sorted so that gzip makes it smaller.
// xtask/src/packing.rs sorts it; it tells why, and what the header holds. Here are plain loops over
// tables, because they go through a million bytes before the browser has had time to make them fast.

/** The streams that every module has. The others belong to opcodes. */
const HEADER = 0;
const SYMBOLS = 1;
const BEFORE = 2;
const AFTER = 3;
const DECLARATIONS = 4;
const LENGTHS = 5;
const DISTANCES = 7;

/** The symbols that say more than the bytes for which they stand. */
const END = 0;
const COPY = 1;

/** The form of a symbol that is followed by a number, and by one number more than that says. */
const TABLE = 3;

/** Takes the module together. What comes here has passed the checksum of gzip. */
export function unpack(packed: Uint8Array): Uint8Array<ArrayBuffer> {
  const streams = new Streams(packed);
  const header = () => streams.number(HEADER, HEADER);
  const many = <Read>(read: () => Read) => Array.from({ length: header() }, read);

  const module = new Uint8Array(header());
  const functions = header();
  // Behind the last symbol stands a 0.
  const row = new Uint8Array(header() + 1);
  const symbols = many(() => ({
    bytes: many(header),
    form: header(),
    first: header(),
    further: header(),
    sorted: header(),
  }));
  const runs = symbols.map((_, symbol) => [symbol]);
  for (let left = header(); left > 0; left--) {
    const run = (half: number) => runs[half] as number[];
    runs.push([...run(header()), ...run(header())]);
  }
  streams.layOut(many(header), module.length);

  let place = 0;
  for (const symbol of streams.whole(SYMBOLS)) {
    const run = runs[symbol] as number[];
    for (let index = 0; index < run.length; index++) row[place++] = run[index] as number;
  }

  let size = 0;
  const put = (bytes: Uint8Array) => {
    module.set(bytes, size);
    size += bytes.length;
  };
  const after = streams.whole(AFTER);
  put(streams.whole(BEFORE));
  place = 0;
  for (let index = 0; index < functions; index++) {
    const start = streams.end;
    for (let left = 2 * streams.number(DECLARATIONS, DECLARATIONS); left > 0; left--) {
      streams.number(DECLARATIONS, DECLARATIONS);
    }
    let number = -1;
    while (number !== END) {
      number = row[place++] as number;
      const symbol = symbols[number] as (typeof symbols)[number];
      const bytes = symbol.bytes;
      for (let index = 0; index < bytes.length; index++) {
        streams.code[streams.end++] = bytes[index] as number;
      }
      const shift = symbol.sorted * (row[place] as number);
      const first = symbol.first + shift;
      const further = symbol.further + shift;
      let left = symbol.form;
      if (left > TABLE) {
        for (; left > TABLE; left--) streams.byte(first);
      } else {
        if (left === TABLE) left = 1 + streams.number(first, further);
        for (; left > 0; left--) streams.number(first, further);
      }
      if (number === COPY) streams.copy();
    }
    let length = streams.end - start;
    for (; length > 127; length >>= 7) module[size++] = length | 128;
    module[size++] = length;
    put(streams.code.subarray(start, streams.end));
  }
  put(after);
  return module;
}

class Streams {
  /** All functions without their sizes. It has no room for the header, which is none of them. */
  code = new Uint8Array();
  end = 0;
  /** Where each stream is read next. */
  private cursors = new Uint32Array(1);

  constructor(private readonly packed: Uint8Array) {}

  /** Puts the streams behind the header, which has been read. */
  layOut(lengths: readonly number[], room: number): void {
    let start = this.cursors[HEADER] as number;
    this.cursors = new Uint32Array(lengths.length + 1);
    for (const [index, length] of lengths.entries()) {
      this.cursors[index + 1] = start;
      start += length;
    }
    this.code = new Uint8Array(room);
    this.end = 0;
  }

  /** A stream from which nothing has been read, as from the one after it. */
  whole(stream: number): Uint8Array {
    return this.packed.subarray(this.cursors[stream], this.cursors[stream + 1]);
  }

  /** Reads a byte and writes it. */
  byte(stream: number): number {
    const at = this.cursors[stream] as number;
    const byte = this.packed[at] as number;
    this.cursors[stream] = at + 1;
    this.code[this.end++] = byte;
    return byte;
  }

  /** Reads a number in LEB128 and writes it. Of a number of 64 bits the low 32 are returned. */
  number(first: number, further: number): number {
    let byte = this.byte(first);
    let number = byte & 127;
    for (let shift = 7; byte > 127; shift += 7) {
      byte = this.byte(further);
      number |= (byte & 127) << shift;
    }
    return number;
  }

  /** Writes again what has been written before. */
  copy(): void {
    const end = this.end;
    const length = this.number(LENGTHS, LENGTHS + 1);
    const start = end - this.number(DISTANCES, DISTANCES + 1);
    this.code.copyWithin(end, start, start + length);
    this.end = end + length;
  }
}
