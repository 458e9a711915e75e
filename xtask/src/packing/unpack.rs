//! The module from its streams, as `playground-wasm/web/src/unpack.ts` does it in the page.

use super::{AFTER, BEFORE, COPY, DECLARATIONS, DISTANCES, END, LENGTHS, Numbers, SYMBOLS, leb128};

/// Takes together what [`pack`](super::pack) has made. It panics where something else is given.
pub(super) fn unpack(packed: &[u8]) -> Vec<u8> {
    let mut streams = Streams { packed, cursors: vec![0], written: Vec::new() };
    let header = Numbers { first: 0, further: 0 };
    let mut number = || streams.number(header);

    let length = number();
    let functions = number();
    let count = number();
    let symbols: Vec<Symbol> = (0..number())
        .map(|_| Symbol {
            fixed: (0..number()).map(|_| number() as u8).collect(),
            form: number(),
            streams: Numbers { first: number(), further: number() },
            sorted: number(),
        })
        .collect();
    let pairs: Vec<[usize; 2]> = (0..number()).map(|_| [number(), number()]).collect();
    let lengths: Vec<usize> = (0..number()).map(|_| number()).collect();
    streams.lay_out(&lengths);

    let mut row = Vec::with_capacity(count);
    for &symbol in streams.all(SYMBOLS, &lengths) {
        take_apart(usize::from(symbol), symbols.len(), &pairs, &mut row);
    }
    let mut row = row.iter().copied().chain([0]).peekable();

    let mut module = streams.all(BEFORE, &lengths).to_vec();
    for _ in 0..functions {
        let start = streams.written.len();
        let declarations = Numbers { first: DECLARATIONS, further: DECLARATIONS };
        let count = streams.number(declarations);
        streams.numbers(declarations, 2 * count);
        loop {
            let number = row.next().expect("a function has an end");
            let symbol = &symbols[number];
            streams.written.extend(&symbol.fixed);
            let shift = symbol.sorted * row.peek().expect("0 comes after all symbols");
            let from = symbol.streams.shifted(shift);
            match symbol.form {
                count @ 0..3 => streams.numbers(from, count),
                3 => {
                    let count = streams.number(from);
                    streams.numbers(from, count + 1);
                }
                raw => streams.raw(from.first, raw - 3),
            }
            if number == usize::from(COPY) {
                streams.copy();
            }
            if number == usize::from(END) {
                break;
            }
        }
        let body = &streams.written[start..];
        module.extend(leb128(body.len()));
        module.extend(body);
    }
    module.extend(streams.all(AFTER, &lengths));
    assert_eq!(module.len(), length, "the module is as long as the header says");
    module
}

struct Symbol {
    fixed: Vec<u8>,
    form: usize,
    streams: Numbers,
    sorted: usize,
}

fn take_apart(symbol: usize, plain: usize, pairs: &[[usize; 2]], row: &mut Vec<usize>) {
    match symbol.checked_sub(plain) {
        None => row.push(symbol),
        Some(pair) => pairs[pair].iter().for_each(|&half| take_apart(half, plain, pairs, row)),
    }
}

struct Streams<'packed> {
    packed: &'packed [u8],
    cursors: Vec<usize>,
    /// All functions without their sizes.
    written: Vec<u8>,
}

impl<'packed> Streams<'packed> {
    /// Puts the streams behind the header, which has been read to its end.
    fn lay_out(&mut self, lengths: &[usize]) {
        let mut start = self.cursors[0];
        for length in lengths {
            self.cursors.push(start);
            start += length;
        }
        // The numbers of the header belong to no function.
        self.written.clear();
    }

    fn all(&self, stream: usize, lengths: &[usize]) -> &'packed [u8] {
        let start = self.cursors[stream];
        &self.packed[start..start + lengths[stream - 1]]
    }

    fn byte(&mut self, stream: usize) -> u8 {
        let byte = self.packed[self.cursors[stream]];
        self.cursors[stream] += 1;
        self.written.push(byte);
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

    fn raw(&mut self, stream: usize, count: usize) {
        for _ in 0..count {
            self.byte(stream);
        }
    }

    fn copy(&mut self) {
        let end = self.written.len();
        let length = self.number(LENGTHS);
        let start = end - self.number(DISTANCES);
        self.written.truncate(end);
        self.written.extend_from_within(start..start + length);
    }
}
