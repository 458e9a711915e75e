//! The module in two parts, and the two in one.
//!
//! `xtask/src/parts.rs` takes it apart, and tells why. The first part is the module with the bodies
//! of some functions left out; the rest holds these, in the same order, and nothing else.

use crate::{Module, Reader};

/// What a module begins with.
const MAGIC: usize = 8;

/// The section in which the bodies of functions stand.
pub const SECTION_OF_CODE: u8 = 10;

/// The body of a function, as it stands in the first part if the rest has it: it declares no locals,
/// and whoever calls it traps.
pub const ELSEWHERE: [u8; 3] = [0x00, 0x00, 0x0b];

/// Both parts of a module.
#[derive(Debug)]
pub struct Parts<'bytes> {
    first: Part<'bytes>,
    rest: Part<'bytes>,
}

/// A module, opened at its code.
#[derive(Debug)]
struct Part<'bytes> {
    sections: &'bytes [u8],
    /// How many functions there are.
    count: usize,
    /// One after another, each behind its size.
    functions: &'bytes [u8],
    after: &'bytes [u8],
}

impl<'bytes> Parts<'bytes> {
    /// Opens both. It panics where something else is given than what was taken apart.
    #[must_use]
    pub fn read(first: &'bytes [u8], rest: &'bytes [u8]) -> Self {
        Self { first: Part::read(first), rest: Part::read(rest) }
    }

    /// How many bytes the whole module has.
    pub fn length(&self) -> usize {
        let Part { sections, after, .. } = &self.first;
        let code = self.code();
        sections.len() + 1 + length_of(code) + code + after.len()
    }

    /// Writes the whole module, which has this [`length`](Self::length).
    pub fn join(&self, whole: &mut [u8]) {
        let Part { sections, count, after, .. } = self.first;
        let mut module = Module { bytes: whole, end: 0 };
        module.put(sections);
        module.put(&[SECTION_OF_CODE]);
        module.number(self.code());
        module.number(count);
        let (mut first, mut rest) = (self.first.functions(), self.rest.functions());
        for _ in 0..count {
            let body = first.body();
            let body = if *body == ELSEWHERE { rest.body() } else { body };
            module.number(body.len());
            module.put(body);
        }
        module.put(after);
        assert_eq!(rest.at, rest.bytes.len(), "nothing of the rest is left");
    }

    /// How long the section of the code is.
    fn code(&self) -> usize {
        let Self { first, rest } = self;
        let left_out = rest.count * (1 + ELSEWHERE.len());
        length_of(first.count) + first.functions.len() - left_out + rest.functions.len()
    }
}

impl<'bytes> Part<'bytes> {
    fn read(module: &'bytes [u8]) -> Self {
        let mut reader = Reader { bytes: module, at: MAGIC };
        loop {
            let start = reader.at;
            let section = reader.byte();
            let length = reader.number();
            let mut content = Reader { bytes: reader.take(length), at: 0 };
            if section == SECTION_OF_CODE {
                let count = content.number();
                return Self {
                    sections: &module[..start],
                    count,
                    functions: &content.bytes[content.at..],
                    after: &module[reader.at..],
                };
            }
        }
    }

    fn functions(&self) -> Reader<'bytes> {
        Reader { bytes: self.functions, at: 0 }
    }
}

impl<'bytes> Reader<'bytes> {
    /// The body of a function, behind its size.
    fn body(&mut self) -> &'bytes [u8] {
        let size = self.number();
        self.take(size)
    }
}

/// How many bytes a number takes.
fn length_of(mut number: usize) -> usize {
    let mut length = 1;
    while number >= 0x80 {
        number >>= 7;
        length += 1;
    }
    length
}
