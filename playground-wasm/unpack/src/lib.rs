//! The engine's module from the streams into which it was sorted so that gzip makes it smaller.
//!
//! `xtask/src/packing.rs` sorts it; it tells why, and what the header holds. What unpacks knows
//! nothing of opcodes: the header says for each symbol which bytes it stands for and from which
//! streams the rest comes. In the page this is a small module of WebAssembly, because the same in
//! JavaScript, which a browser begins to run without compiling it, would take longer than all that
//! comes after it.

#![no_std]

#[cfg(target_family = "wasm")]
mod page;

use core::ops::Range;

/// The symbol of the end of a function, which is not that of the end of a block.
pub const END: u8 = 0;
/// The symbol of a run of instructions that was there before.
pub const COPY: u8 = 1;

/// The streams that every module has; 0 is the header.
pub const SYMBOLS: usize = 1;
/// Everything before the first function.
pub const BEFORE: usize = 2;
/// Everything after the last function.
pub const AFTER: usize = 3;
/// The locals that functions declare.
pub const DECLARATIONS: usize = 4;
/// How long the runs are that were there before.
pub const LENGTHS: Numbers = Numbers { first: 5, further: 6 };
/// How far back they begin.
pub const DISTANCES: Numbers = Numbers { first: 7, further: 8 };
/// The first stream that belongs to an opcode.
pub const OF_OPCODES: usize = 9;
/// How many streams there may be.
pub const STREAMS_MAX: usize = 2048;

/// The form of a symbol that begins a table: a number, and one number more than it says. Smaller
/// forms are so many numbers, greater ones 3 more than so many bytes.
pub const TABLE: usize = 3;

/// How many bytes a symbol always stands for, at the most.
pub const FIXED_MAX: usize = 4;
/// How many symbols all symbols stand for, at the most, when pairs are taken apart.
pub const RUNS_MAX: usize = 4096;

/// A byte has so many values.
const VALUES: usize = 256;

/// The streams of numbers of one kind.
///
/// A number that needs several bytes has its low bits, which look like chance, in front. They
/// would spoil what follows if the bytes stayed together.
#[derive(Clone, Copy, Debug, Default)]
pub struct Numbers {
    /// The stream of the first bytes.
    pub first: usize,
    /// The stream of the others.
    pub further: usize,
}

impl Numbers {
    /// So many streams further on.
    #[must_use]
    pub fn shifted(self, by: usize) -> Self {
        Self { first: self.first + by, further: self.further + by }
    }
}

/// How many bytes the module has.
pub fn length(packed: &[u8]) -> usize {
    Header { packed, at: 0 }.number()
}

/// Takes the module together, which has the [`length`] that the header says. Beside it is room for
/// as many bytes again, in which all functions are written without their sizes, and for as many
/// symbols. It panics where something else is given than what was packed.
pub fn unpack(packed: &[u8], module: &mut [u8], functions: &mut [u8], row: &mut [u8]) {
    let mut header = Header { packed, at: 0 };
    assert_eq!(header.number(), module.len(), "the module is as long as the header says");
    let functions_count = header.number();
    let mut symbols = [Symbol::default(); VALUES];
    let mut runs = Runs { symbols: [END; RUNS_MAX], ends: [0; VALUES] };
    let plain = header.number();
    for (number, symbol) in symbols[..plain].iter_mut().enumerate() {
        *symbol = header.symbol();
        runs.symbols[number] = number as u8;
        runs.ends[number] = number + 1;
    }
    let pairs = header.number();
    for number in plain..plain + pairs {
        runs.join(number, [header.byte(), header.byte()]);
    }
    let mut streams = Streams { packed, cursors: [0; STREAMS_MAX], written: functions, end: 0 };
    let count = header.number();
    for cursor in &mut streams.cursors[SYMBOLS..=count] {
        *cursor = header.number();
    }
    // Behind the header each stream begins where the one before it ends.
    let mut start = header.at;
    for cursor in &mut streams.cursors[SYMBOLS..=count] {
        (*cursor, start) = (start, start + *cursor);
    }
    let [joined, before, after] = [SYMBOLS, BEFORE, AFTER].map(|stream| streams.all(stream));
    runs.take_apart(joined, row);

    let mut module = Module { bytes: module, end: 0 };
    module.put(before);
    let mut place = 0;
    for _ in 0..functions_count {
        let start = streams.end;
        let declarations = Numbers { first: DECLARATIONS, further: DECLARATIONS };
        let count = streams.number(declarations);
        streams.numbers(declarations, 2 * count);
        loop {
            let symbol = row[place];
            place += 1;
            // Behind the last symbol stands a 0.
            streams.write(symbol, &symbols[usize::from(symbol)], row[place]);
            if symbol == END {
                break;
            }
        }
        let function = &streams.written[start..streams.end];
        module.number(function.len());
        module.put(function);
    }
    module.put(after);
    assert_eq!(module.end, module.bytes.len(), "the module is as long as the header says");
}

/// What a symbol stands for.
#[derive(Clone, Copy, Default)]
struct Symbol {
    fixed: [u8; FIXED_MAX],
    /// How many of these bytes there are.
    count: usize,
    form: usize,
    streams: Numbers,
    /// 1 if the number of the next symbol is to be added to the streams, otherwise 0.
    sorted: usize,
}

struct Header<'packed> {
    packed: &'packed [u8],
    at: usize,
}

impl Header<'_> {
    fn byte(&mut self) -> u8 {
        let byte = self.packed[self.at];
        self.at += 1;
        byte
    }

    fn number(&mut self) -> usize {
        let mut number = 0;
        let mut shift = 0;
        loop {
            let byte = self.byte();
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return number;
            }
            shift += 7;
        }
    }

    fn symbol(&mut self) -> Symbol {
        let mut symbol = Symbol { count: self.number(), ..Symbol::default() };
        for byte in &mut symbol.fixed[..symbol.count] {
            *byte = self.byte();
        }
        symbol.form = self.number();
        symbol.streams = Numbers { first: self.number(), further: self.number() };
        symbol.sorted = self.number();
        symbol
    }
}

/// For each symbol those that it stands for when all pairs are taken apart: one run after another.
struct Runs {
    symbols: [u8; RUNS_MAX],
    ends: [usize; VALUES],
}

impl Runs {
    fn of(&self, symbol: u8) -> Range<usize> {
        let symbol = usize::from(symbol);
        symbol.checked_sub(1).map_or(0, |before| self.ends[before])..self.ends[symbol]
    }

    fn join(&mut self, number: usize, pair: [u8; 2]) {
        let mut end = self.ends[number - 1];
        for half in pair {
            for at in self.of(half) {
                self.symbols[end] = self.symbols[at];
                end += 1;
            }
        }
        self.ends[number] = end;
    }

    fn take_apart(&self, joined: &[u8], row: &mut [u8]) {
        let mut end = 0;
        for &symbol in joined {
            for at in self.of(symbol) {
                row[end] = self.symbols[at];
                end += 1;
            }
        }
        row[end] = 0;
    }
}

struct Streams<'packed, 'room> {
    packed: &'packed [u8],
    /// Where each stream is read next. The header has been read.
    cursors: [usize; STREAMS_MAX],
    /// All functions without their sizes.
    written: &'room mut [u8],
    end: usize,
}

impl<'packed> Streams<'packed, '_> {
    /// A whole stream, while nothing has been read of any.
    fn all(&self, stream: usize) -> &'packed [u8] {
        &self.packed[self.cursors[stream]..self.cursors[stream + 1]]
    }

    /// Writes what a symbol stands for.
    ///
    /// A browser compiles a function well only for the calls that come after that, so what is done
    /// most is a function of its own.
    #[inline(never)]
    fn write(&mut self, number: u8, symbol: &Symbol, next: u8) {
        // So many bytes at once are quickly written; those that are too many are written over.
        self.written[self.end..][..FIXED_MAX].copy_from_slice(&symbol.fixed);
        self.end += symbol.count;
        let from = symbol.streams.shifted(symbol.sorted * usize::from(next));
        match symbol.form {
            1 => {
                self.number(from);
            }
            0 if number == COPY => self.copy(),
            count @ 0..TABLE => self.numbers(from, count),
            TABLE => {
                let count = self.number(from);
                self.numbers(from, count + 1);
            }
            raw => {
                for _ in TABLE..raw {
                    self.byte(from.first);
                }
            }
        }
    }

    fn byte(&mut self, stream: usize) -> u8 {
        let cursor = &mut self.cursors[stream];
        let byte = self.packed[*cursor];
        *cursor += 1;
        self.written[self.end] = byte;
        self.end += 1;
        byte
    }

    /// Reads a number, writes it, and returns it. Of one with more bits than `usize` has, only the
    /// bytes are right.
    fn number(&mut self, from: Numbers) -> usize {
        let mut byte = self.byte(from.first);
        let mut number = usize::from(byte & 0x7f);
        let mut shift = 7;
        while byte >= 0x80 {
            byte = self.byte(from.further);
            number |= usize::from(byte & 0x7f).wrapping_shl(shift);
            shift += 7;
        }
        number
    }

    fn numbers(&mut self, from: Numbers, count: usize) {
        for _ in 0..count {
            self.number(from);
        }
    }

    fn copy(&mut self) {
        let end = self.end;
        let length = self.number(LENGTHS);
        let start = end - self.number(DISTANCES);
        self.written.copy_within(start..start + length, end);
        self.end = end + length;
    }
}

struct Module<'room> {
    bytes: &'room mut [u8],
    end: usize,
}

impl Module<'_> {
    fn put(&mut self, bytes: &[u8]) {
        self.bytes[self.end..][..bytes.len()].copy_from_slice(bytes);
        self.end += bytes.len();
    }

    fn number(&mut self, mut number: usize) {
        while number >= 0x80 {
            self.put(&[number as u8 | 0x80]);
            number >>= 7;
        }
        self.put(&[number as u8]);
    }
}
