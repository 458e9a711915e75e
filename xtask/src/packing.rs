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
//! The page takes the streams together again with `playground-wasm/unpack`, which knows nothing of
//! opcodes: the header says for each symbol which bytes it stands for and from which streams the
//! rest comes. The format has no other reader, so it has no version.
//!
//! # The format
//!
//! All numbers of the header are LEB128, as in the module, but for bytes and symbols, which are
//! bytes. The header holds
//!
//! 1. the length of the module, the number of functions;
//! 2. how many symbols stand for instructions, and for each: how many bytes it stands for, these
//!    bytes, its [form](Form::code), the streams of the first bytes and of the further bytes of its
//!    numbers, and 1 if the number of the symbol after it is to be added to those two, otherwise 0;
//! 3. how many pairs there are, and for each the two symbols that it stands for;
//! 4. how many streams follow, and for each its length.
//!
//! Then come the streams, of which the header counts as the first.

mod copies;
pub(crate) mod instructions;
mod locations;
mod pairs;

use std::collections::BTreeMap;

use anyhow::{Result, ensure};

use whatif_unpack::{
    AFTER, BEFORE, COPY, DECLARATIONS, DISTANCES, END, LENGTHS, Numbers, OF_OPCODES, RUNS_MAX,
    STREAMS_MAX, SYMBOLS,
};

use copies::{Item, copies};
use instructions::{Code, Form, Instruction};

pub(crate) use locations::with_one_location;

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
    put(&mut header, [module.len(), code.functions.len()]);
    symbols.put(&mut header);
    let pairs = pairs::join(&mut row, symbols.all.len());
    put(&mut header, [pairs.len()]);
    header.extend(pairs.as_flattened());
    streams[SYMBOLS] = row;
    let (streams_count, runs) = (streams.len(), symbols_in_runs(symbols.all.len(), &pairs));
    ensure!(streams_count < STREAMS_MAX, "the module has {streams_count} streams");
    ensure!(runs <= RUNS_MAX, "all symbols and pairs stand for {runs} symbols");
    put(&mut header, [streams.len() - SYMBOLS]);
    put(&mut header, streams[SYMBOLS..].iter().map(Vec::len));

    let packed = [header, streams.concat()].concat();
    // A mistake here would be met by readers only, so it is looked for here.
    ensure!(unpacked(&packed) == module, "the packed module does not unpack to itself");
    Ok(packed)
}

/// For how many symbols all symbols stand together, when pairs are taken apart.
fn symbols_in_runs(plain: usize, pairs: &[[u8; 2]]) -> usize {
    let mut lengths = vec![1; plain];
    for pair in pairs {
        lengths.push(pair.iter().map(|&half| lengths[usize::from(half)]).sum());
    }
    lengths.iter().sum()
}

/// The module again.
fn unpacked(packed: &[u8]) -> Vec<u8> {
    let mut module = vec![0; whatif_unpack::length(packed)];
    let (mut functions, mut row) = (module.clone(), module.clone());
    whatif_unpack::unpack(packed, &mut module, &mut functions, &mut row);
    module
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
                    Form::Numbers(_) | Form::Table => {
                        put_numbers(instruction.rest, into, &mut streams);
                    }
                }
            }
            Item::Copy { length, distance } => {
                put_numbers(&leb128(length), LENGTHS, &mut streams);
                put_numbers(&leb128(distance), DISTANCES, &mut streams);
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
        let nothing = Numbers::default();
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
            header.extend(*fixed);
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

/// Puts numbers in LEB128, one after another, into their streams.
fn put_numbers(numbers: &[u8], into: Numbers, streams: &mut [Vec<u8>]) {
    let mut stream = into.first;
    for &byte in numbers {
        streams[stream].push(byte);
        stream = if byte < 0x80 { into.first } else { into.further };
    }
}

/// A number as the module writes it: seven bits a byte, the low ones first.
pub(crate) fn leb128(mut number: usize) -> Vec<u8> {
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
