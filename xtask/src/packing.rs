//! The module sorted before gzip, so that gzip finds more in it.
//!
//! Gzip sees a module as one row of bytes in which opcodes, locals, offsets and addresses stand
//! mixed. Bytes of one kind are much more like one another, so each kind gets a stream of its own,
//! as packers of executables do it (Fabian Giesen's kkrunchy) and as the WebAssembly group once
//! wanted it for a "layer 1" of the format. Three things more, each measured on the engine:
//!
//! - A constant goes to the stream of the instruction after it: what is added is an offset in a
//!   structure, what is stored is a small number, what is handed to a call is an address.
//! - Opcodes that often stand beside one another become one symbol, again and again until the 256
//!   values of a byte are used (byte-pair encoding, Philip Gage 1994). So one byte stands for some
//!   three instructions, and the 32 KiB that gzip looks back cover three times as many.
//! - A long run of instructions that was there before, however long ago, is copied from there
//!   (Andrew Tridgell's rzip).
//!
//! The page takes the streams together again in `playground-wasm/web/src/unpack.ts`, which knows
//! nothing of opcodes: the header says for each symbol which bytes it stands for and from which
//! streams the rest comes. The format has no other reader, so it has no version.
//!
//! # The format
//!
//! All numbers of the header are LEB128, as in the module. The header holds
//!
//! 1. the length of the module, the number of functions, the number of symbols when all pairs are
//!    taken apart;
//! 2. how many symbols stand for instructions, and for each: how many bytes it stands for, these
//!    bytes, its [form](Form::code), the streams of the first bytes and of the further bytes of its
//!    numbers, and 1 if the number of the symbol after it is to be added to those two, otherwise 0;
//! 3. how many pairs there are, and for each the two symbols that it stands for;
//! 4. how many streams follow, and for each its length.
//!
//! Then come the streams, of which the header counts as the first.

mod copies;
mod instructions;
mod locations;
mod pairs;
mod unpack;

use std::collections::BTreeMap;

use anyhow::{Result, ensure};

use copies::{Item, copies};
use instructions::{Code, Form, Instruction};

pub(crate) use locations::with_one_location;

/// The symbol of the end of a function, which is not that of the end of a block.
const END: u8 = 0;
/// The symbol of a run of instructions that was there before.
const COPY: u8 = 1;

/// The streams that every module has; 0 is the header.
const SYMBOLS: usize = 1;
const BEFORE: usize = 2;
const AFTER: usize = 3;
const DECLARATIONS: usize = 4;
const LENGTHS: Numbers = Numbers { first: 5, further: 6 };
const DISTANCES: Numbers = Numbers { first: 7, further: 8 };
/// The first stream that belongs to an opcode.
const OF_OPCODES: usize = 9;

/// The streams of numbers of one kind.
///
/// A number that needs several bytes has its low bits, which look like chance, in front. They
/// would spoil what follows if the bytes stayed together.
#[derive(Clone, Copy)]
struct Numbers {
    first: usize,
    further: usize,
}

/// What a symbol of an instruction stands for.
struct Symbol<'module> {
    fixed: &'module [u8],
    form: Form,
    streams: Numbers,
    /// Whether its numbers are sorted by the symbol that comes after it.
    sorted: bool,
}

/// Sorts a module into streams. They are made for gzip, which is to be applied to all in one.
pub(crate) fn pack(module: &[u8]) -> Result<Vec<u8>> {
    let code = Code::read(module)?;
    let items = copies(&code);
    let symbols = Symbols::of(&items)?;
    let mut row: Vec<u8> = items.iter().map(|item| symbols.number(item)).collect();
    let mut streams = sort(&code, &items, &symbols, &row);

    let mut header = Vec::new();
    put(&mut header, [module.len(), code.functions.len(), row.len()]);
    symbols.put(&mut header);
    let pairs = pairs::join(&mut row, symbols.all.len());
    put(&mut header, [pairs.len()]);
    put(&mut header, pairs.as_flattened().iter().map(|&symbol| usize::from(symbol)));
    streams[SYMBOLS] = row;
    put(&mut header, [streams.len() - SYMBOLS]);
    put(&mut header, streams[SYMBOLS..].iter().map(Vec::len));

    let packed = [header, streams.concat()].concat();
    // A mistake here would be met by readers only, so it is looked for here.
    ensure!(unpack::unpack(&packed) == module, "the packed module does not unpack to itself");
    Ok(packed)
}

/// Puts everything but the symbols into its stream.
fn sort(code: &Code<'_>, items: &[Item<'_>], symbols: &Symbols<'_>, row: &[u8]) -> Vec<Vec<u8>> {
    let mut streams = vec![Vec::new(); symbols.streams];
    streams[BEFORE] = code.before.to_vec();
    streams[AFTER] = code.after.to_vec();
    for function in &code.functions {
        streams[DECLARATIONS].extend(function.declarations);
    }
    for (place, item) in items.iter().enumerate() {
        match *item {
            Item::Instruction(instruction) => {
                let symbol = &symbols.all[usize::from(row[place])];
                // After the last symbol comes nothing, which the page reads as 0.
                let next = row.get(place + 1).copied().unwrap_or(0);
                let shift = if symbol.sorted { usize::from(next) } else { 0 };
                let into = symbol.streams.shifted(shift);
                match instruction.form {
                    Form::Raw(_) => streams[into.first].extend(instruction.rest),
                    Form::Numbers(_) | Form::Table => into.put(instruction.rest, &mut streams),
                }
            }
            Item::Copy { length, distance } => {
                LENGTHS.put(&leb128(length), &mut streams);
                DISTANCES.put(&leb128(distance), &mut streams);
            }
            Item::End => {}
        }
    }
    streams
}

fn put(header: &mut Vec<u8>, numbers: impl IntoIterator<Item = usize>) {
    header.extend(numbers.into_iter().flat_map(leb128));
}

/// The symbols of a module's instructions.
struct Symbols<'module> {
    all: Vec<Symbol<'module>>,
    numbers: BTreeMap<&'module [u8], u8>,
    streams: usize,
}

impl<'module> Symbols<'module> {
    fn of(items: &[Item<'module>]) -> Result<Self> {
        let kinds: BTreeMap<&[u8], Form> = items
            .iter()
            .filter_map(|item| match item {
                Item::Instruction(instruction) => Some((instruction.fixed, instruction.form)),
                Item::Copy { .. } | Item::End => None,
            })
            .collect();
        let special = 2;
        let count = kinds.len() + special;
        ensure!(
            count <= 256,
            "the module has {count} kinds of instructions, and a byte tells 256 apart"
        );
        let nothing = Numbers { first: 0, further: 0 };
        let end: &[u8] = &[instructions::END];
        let plain =
            |fixed| Symbol { fixed, form: Form::Numbers(0), streams: nothing, sorted: false };
        let mut symbols = Self {
            all: vec![plain(end), plain(&[])],
            numbers: BTreeMap::new(),
            streams: OF_OPCODES,
        };
        let mut groups: BTreeMap<u8, Numbers> = BTreeMap::new();
        for (fixed, form) in kinds {
            let opcode = fixed[0];
            let sorted = instructions::is_integer_constant(opcode);
            let streams = if form == Form::Numbers(0) {
                nothing
            } else {
                *groups.entry(instructions::group(opcode)).or_insert_with(|| {
                    let width = if sorted { count } else { 1 };
                    let first = symbols.streams;
                    // The bytes of a function's number stay together: they mean nothing alone.
                    let further = if opcode == instructions::CALL { first } else { first + width };
                    symbols.streams = further + width;
                    Numbers { first, further }
                })
            };
            symbols.numbers.insert(fixed, symbols.all.len() as u8);
            symbols.all.push(Symbol { fixed, form, streams, sorted });
        }
        Ok(symbols)
    }

    fn put(&self, header: &mut Vec<u8>) {
        put(header, [self.all.len()]);
        for Symbol { fixed, form, streams, sorted } in &self.all {
            put(header, [fixed.len()]);
            put(header, fixed.iter().map(|&byte| usize::from(byte)));
            put(header, [form.code(), streams.first, streams.further, usize::from(*sorted)]);
        }
    }

    fn number(&self, item: &Item<'module>) -> u8 {
        match item {
            Item::Instruction(Instruction { fixed, .. }) => self.numbers[fixed],
            Item::Copy { .. } => COPY,
            Item::End => END,
        }
    }
}

impl Numbers {
    fn shifted(self, by: usize) -> Self {
        Self { first: self.first + by, further: self.further + by }
    }

    /// Puts numbers in LEB128, one after another, into their streams.
    fn put(self, numbers: &[u8], streams: &mut [Vec<u8>]) {
        let mut into = self.first;
        for &byte in numbers {
            streams[into].push(byte);
            into = if byte < 0x80 { self.first } else { self.further };
        }
    }
}

/// A number as the module writes it: seven bits a byte, the low ones first.
fn leb128(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

#[cfg(test)]
mod tests;
