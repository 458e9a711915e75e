// The engine's module from its two parts. xtask/src/parts.rs takes it apart: the first part is the
// module without the bodies of some functions, and the rest is a module that has nothing else.

/** What a module begins with takes so many bytes. */
const MAGIC = 8;
/** The section in which the bodies of functions stand. */
const SECTION_OF_CODE = 10;
/** The length of a body that stands in the rest: no locals, `unreachable`, `end`. */
const ELSEWHERE = 3;

/** The whole module. What comes here has passed the checksum of gzip. */
export async function join(first: Uint8Array<ArrayBuffer>, rest: Uint8Array<ArrayBuffer>) {
  const [reader, other] = [new Reader(first), new Reader(rest)];
  const sections = reader.findCode();
  other.findCode();
  const [end, count] = [reader.end, reader.number()];
  other.number();
  const functions = [];
  for (let index = 0; index < count; index++) {
    const own = reader.function();
    const elsewhere = own.length === 1 + ELSEWHERE && own[1] === 0 && own[2] === 0;
    functions.push(elsewhere ? other.function() : own);
  }
  const code = new Blob([inBytes(count), ...functions]);
  const head = new Uint8Array([SECTION_OF_CODE, ...inBytes(code.size)]);
  return new Uint8Array(await new Blob([sections, head, code, first.subarray(end)]).arrayBuffer());
}

/** Reads a module from the front. */
class Reader {
  /** The end of the section that was found. */
  end = 0;
  #at = MAGIC;

  constructor(readonly bytes: Uint8Array<ArrayBuffer>) {}

  /** Goes to the bodies of functions, and returns the sections before them. */
  findCode() {
    for (;;) {
      const start = this.#at;
      const section = this.bytes[this.#at++];
      const length = this.number();
      this.end = this.#at + length;
      if (section === SECTION_OF_CODE) return this.bytes.subarray(0, start);
      this.#at = this.end;
    }
  }

  /** A number in LEB128. */
  number(): number {
    let number = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.#at++] ?? 0;
      number |= (byte & 0x7f) << shift;
      if (byte < 0x80) return number;
    }
  }

  /** The next function, with its size. */
  function() {
    const start = this.#at;
    const size = this.number();
    this.#at += size;
    return this.bytes.subarray(start, this.#at);
  }
}

/** A number in LEB128. */
function inBytes(number: number): Uint8Array<ArrayBuffer> {
  const bytes = [];
  for (; number >= 0x80; number >>= 7) bytes.push((number & 0x7f) | 0x80);
  return new Uint8Array([...bytes, number]);
}
