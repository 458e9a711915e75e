// The engine's module from the streams into which it was sorted so that gzip makes it smaller.
// playground-wasm/unpack takes them together. It is a module as well, of a few kilobytes.

import { bytesOf } from "./base64";

/** The module that unpacks, in base64, put here by the build. */
declare const UNPACKER: string;

/** What it exports. */
interface Unpacker {
  readonly memory: WebAssembly.Memory;
  /** Makes room for so many bytes and returns its address. */
  room(length: number): number;
  /** Returns the address of the module, which goes on to the end of the memory. */
  unpack(packed: number, length: number): number;
}

/** Takes the module together. What comes here has passed the checksum of gzip. */
export function unpack(packed: Uint8Array): Uint8Array<ArrayBuffer> {
  // A module of this size may be compiled at once even where the page itself waits for it.
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytesOf(UNPACKER)));
  const unpacker = exports as unknown as Unpacker;
  const room = unpacker.room(packed.length);
  new Uint8Array(unpacker.memory.buffer, room).set(packed);
  const module = unpacker.unpack(room, packed.length);
  // The memory is another buffer whenever it has grown.
  return new Uint8Array(unpacker.memory.buffer as ArrayBuffer, module);
}
