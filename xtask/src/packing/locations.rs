//! The places of panics, of which one is left.
//!
//! For each panic that the compiler cannot rule out the module holds a `core::panic::Location`: the
//! address and the length of a file's name, a line and a column. In hundreds of lines, columns and
//! addresses gzip finds nothing, and no reader has a use for them: a panic of the engine is a
//! mistake of ours, of which the page only says that the engine broke. So all panics are given the
//! place of one.

use std::ops::Range;

use anyhow::{Context, Result, ensure};

use super::instructions::{CALL, Code, I32_CONST, Instruction, Reader, UNREACHABLE};

/// The size of a location, and what it is aligned to.
const SIZE: usize = 16;
const ALIGNED: usize = 4;
/// No file of ours, and none of the standard library, has a line or a column beyond.
const FARTHEST: usize = 100_000;

/// The module with one place for all its panics. It is as long as before.
pub(crate) fn with_one_location(module: &[u8]) -> Result<Vec<u8>> {
    let code = Code::read(module)?;
    let data = Data::read(module, code.after)?;
    let locations = data.locations();
    let mut changed = module.to_vec();
    let calls: Vec<_> = code
        .functions
        .iter()
        .flat_map(|function| {
            // The location is what a function that panics takes last, and it never returns. A number
            // that is only as great as the address of a location stands before a call that does.
            function.instructions.windows(3).filter_map(|three| match three {
                [last, call, after] if call.fixed == [CALL] && after.fixed == [UNREACHABLE] => {
                    let address = address(last)?;
                    locations
                        .iter()
                        .any(|location| location.address == address)
                        .then_some((last, address))
                }
                _ => None,
            })
        })
        .collect();
    let Some(&(instead, kept)) = calls.first() else { return Ok(changed) };
    let kept =
        locations.iter().find(|location| location.address == kept).context("it was found")?;

    for (last, _) in calls {
        // The module stays as long as it is, so that nothing else in it moves.
        if last.rest.len() == instead.rest.len() {
            put(&mut changed, data.within(last.rest), instead.rest);
        }
    }
    // Some are named in other ways: they become like the one that is kept.
    let words = [kept.name.start, kept.name.len(), 0, 0].map(|word| (word as u32).to_le_bytes());
    for location in &locations {
        put(
            &mut changed,
            data.place(location.address, SIZE).context("it was read")?,
            words.as_flattened(),
        );
    }
    let mut named = data.words_beside(&locations);
    named.extend(
        code.functions.iter().flat_map(|function| function.instructions.iter().filter_map(address)),
    );
    named.push(kept.name.start);
    for Location { name, .. } in &locations {
        if !named.iter().any(|address| name.contains(address)) {
            let place = data.place(name.start, name.len()).context("it was read")?;
            changed[place].fill(0);
        }
    }
    Ok(changed)
}

/// Where a panic is, as it stands in the memory of the module.
struct Location {
    address: usize,
    /// The addresses of the name of its file.
    name: Range<usize>,
}

/// What an instruction puts on the stack, where that may be an address.
fn address(instruction: &Instruction<'_>) -> Option<usize> {
    let &Instruction { fixed: [I32_CONST], rest, .. } = instruction else { return None };
    // The sign is the highest bit that is written, and no address has it.
    let written = rest.iter().rev().fold(0, |number, byte| number << 7 | usize::from(byte & 0x7f));
    (rest.last()? & 0x40 == 0).then_some(written)
}

fn put(module: &mut [u8], place: Range<usize>, bytes: &[u8]) {
    module[place].copy_from_slice(bytes);
}

/// The memory of the module before it runs.
struct Data<'module> {
    module: &'module [u8],
    segments: Vec<Segment>,
}

/// A part of it: where it begins in memory, and where it stands in the module.
struct Segment {
    address: usize,
    bytes: Range<usize>,
}

impl<'module> Data<'module> {
    fn read(module: &'module [u8], after: &'module [u8]) -> Result<Self> {
        let mut data = Self { module, segments: Vec::new() };
        let mut sections = Reader { bytes: after, at: 0 };
        while sections.at < after.len() {
            let section = sections.byte()?;
            let length = sections.number()?;
            let mut segments = Reader { bytes: sections.take(length)?, at: 0 };
            if section != 11 {
                continue;
            }
            for _ in 0..segments.number()? {
                ensure!(segments.byte()? == 0, "a segment of data that is not put into memory");
                let constant = Instruction::read(&mut segments)?;
                let address = address(&constant).context("a segment of data without an address")?;
                Instruction::read(&mut segments)?;
                let length = segments.number()?;
                let bytes = data.within(segments.take(length)?);
                data.segments.push(Segment { address, bytes });
            }
        }
        Ok(data)
    }

    /// Where in the module this part of it stands.
    fn within(&self, part: &[u8]) -> Range<usize> {
        let start = part.as_ptr().addr() - self.module.as_ptr().addr();
        start..start + part.len()
    }

    /// Where in the module stands what is at an address.
    fn place(&self, address: usize, length: usize) -> Option<Range<usize>> {
        self.segments.iter().find_map(|segment| {
            let start = segment.bytes.start + address.checked_sub(segment.address)?;
            let place = start..start.checked_add(length)?;
            (place.end <= segment.bytes.end).then_some(place)
        })
    }

    /// The addresses at which a word may stand.
    fn addresses(&self) -> impl Iterator<Item = usize> {
        self.segments.iter().flat_map(|segment| {
            let start = segment.address.next_multiple_of(ALIGNED);
            (start..segment.address + segment.bytes.len()).step_by(ALIGNED)
        })
    }

    fn word(&self, address: usize) -> Option<usize> {
        let bytes = self.module[self.place(address, 4)?].try_into().ok()?;
        Some(u32::from_le_bytes(bytes) as usize)
    }

    fn locations(&self) -> Vec<Location> {
        self.addresses().filter_map(|address| self.location(address)).collect()
    }

    fn location(&self, address: usize) -> Option<Location> {
        let [start, length, line, column] = [0, 4, 8, 12].map(|at| self.word(address + at));
        let (start, length) = (start?, length?);
        let name = &self.module[self.place(start, length)?];
        let counted = |number: Option<usize>| (1..FARTHEST).contains(&number?).then_some(());
        (counted(line).is_some() && counted(column).is_some() && name.ends_with(b".rs"))
            .then(|| Location { address, name: start..start + length })
    }

    /// All words but those of the locations.
    fn words_beside(&self, locations: &[Location]) -> Vec<usize> {
        let known = |address: &usize| {
            locations
                .iter()
                .any(|location| (location.address..location.address + SIZE).contains(address))
        };
        self.addresses()
            .filter(|address| !known(address))
            .filter_map(|address| self.word(address))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: u32 = 1024;
    const FIRST: u32 = START + 16;
    const SECOND: u32 = START + 32;
    const NUMBERS: u32 = START + 48;

    /// What stands in memory: two names of files, their locations, and four numbers that are none.
    fn data() -> Vec<u8> {
        let mut data = b"main.rs\0other.rs".to_vec();
        let words = [START, 7, 12, 34, START + 8, 8, 56, 78, START, 3, 9, 9];
        data.extend(words.iter().flat_map(|word| word.to_le_bytes()));
        data
    }

    /// An `i32.const` of two bytes, which is what all addresses here need.
    fn constant(number: u32) -> [u8; 3] {
        [I32_CONST, number as u8 | 0x80, (number >> 7) as u8]
    }

    fn module(instructions: &[u8], data: &[u8]) -> Vec<u8> {
        let body = [&[0], instructions, &[0x0b]].concat();
        let code = [&[1, body.len() as u8], &body[..]].concat();
        let segment = [&[1, 0], &constant(START)[..], &[0x0b, data.len() as u8], data].concat();
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        for (section, content) in [(10, code), (11, segment)] {
            module.extend([section, content.len() as u8]);
            module.extend(content);
        }
        module
    }

    #[test]
    fn all_panics_come_from_the_place_of_the_first() {
        let calls = |address: [u32; 3]| {
            let call = |address| [&constant(address)[..], &[CALL, 0, UNREACHABLE]].concat();
            address.map(call).concat()
        };
        let changed = with_one_location(&module(&calls([FIRST, SECOND, NUMBERS]), &data()));

        let mut expected = b"main.rs\0\0\0\0\0\0\0\0\0".to_vec();
        let words = [START, 7, 0, 0, START, 7, 0, 0, START, 3, 9, 9];
        expected.extend(words.iter().flat_map(|word| word.to_le_bytes()));
        assert_eq!(changed.unwrap(), module(&calls([FIRST, FIRST, NUMBERS]), &expected));
    }

    #[test]
    fn what_is_named_otherwise_stays() {
        // The second location is no argument, and the name of its file is one.
        let others = [&constant(SECOND)[..], &[0x1a], &constant(START + 10)].concat();
        let code = [&constant(FIRST)[..], &[CALL, 0, UNREACHABLE], &others, &[CALL, 0]].concat();
        let changed = with_one_location(&module(&code, &data())).unwrap();

        let mut expected = data();
        let words = [START, 7, 0, 0, START, 7, 0, 0];
        expected.splice(16..48, words.iter().flat_map(|word| word.to_le_bytes()));
        assert_eq!(changed, module(&code, &expected));
    }

    #[test]
    fn a_number_that_is_as_great_as_an_address_stays() {
        let panic = [&constant(FIRST)[..], &[CALL, 0, UNREACHABLE]].concat();
        let code = [&panic[..], &constant(SECOND), &[CALL, 0, 0x1a]].concat();
        let changed = with_one_location(&module(&code, &data())).unwrap();
        let number = constant(SECOND);
        assert!(changed.windows(number.len()).any(|window| window == number));
    }

    #[test]
    fn a_module_without_panics_stays_as_it_is() {
        let module = module(&constant(FIRST), &data());
        assert_eq!(with_one_location(&module).unwrap(), module);
    }
}
