//! The code of a module, function by function and instruction by instruction.

use anyhow::{Context, Result, bail, ensure};
use whatif_unpack::TABLE;

/// The section in which the bodies of functions stand.
pub(crate) const SECTION_OF_CODE: u8 = 10;

pub(super) const UNREACHABLE: u8 = 0x00;
pub(super) const END: u8 = 0x0b;
pub(super) const CALL: u8 = 0x10;
pub(super) const I32_CONST: u8 = 0x41;

/// A module, opened at its code.
pub(crate) struct Code<'module> {
    /// The sections before that of the code.
    pub(crate) sections: &'module [u8],
    /// Everything before the first function.
    pub(crate) before: &'module [u8],
    pub(crate) functions: Vec<Function<'module>>,
    /// Everything after the last function.
    pub(crate) after: &'module [u8],
}

/// One function.
pub(crate) struct Function<'module> {
    /// All of it, but for its size.
    pub(crate) body: &'module [u8],
    /// The locals that it declares.
    pub(crate) declarations: &'module [u8],
    /// Its instructions, but for the `end` that ends it.
    pub(super) instructions: Vec<Instruction<'module>>,
}

/// One instruction, as its bytes stand in the module.
#[derive(Clone, Copy)]
pub(super) struct Instruction<'module> {
    /// The opcode, and those immediates that hardly vary for it.
    pub(super) fixed: &'module [u8],
    /// The other immediates.
    pub(super) rest: &'module [u8],
    pub(super) form: Form,
}

/// What the immediates of an instruction look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// So many numbers in LEB128.
    Numbers(u8),
    /// A number in LEB128, and one number more than it says.
    Table,
    /// So many bytes: the floating-point constants.
    Raw(u8),
}

impl Form {
    /// The form in the header: up to 2 for so many numbers, 3 for a table, and above that 3 more
    /// than the raw bytes.
    pub(super) fn code(self) -> usize {
        match self {
            Self::Numbers(count) => usize::from(count),
            Self::Table => TABLE,
            Self::Raw(count) => TABLE + usize::from(count),
        }
    }
}

impl<'module> Instruction<'module> {
    pub(super) fn len(&self) -> usize {
        self.fixed.len() + self.rest.len()
    }

    pub(super) fn read(reader: &mut Reader<'module>) -> Result<Self> {
        let start = reader.at;
        let opcode = reader.byte()?;
        let mut form = Form::Numbers(0);
        match opcode {
            // A block, a loop and an if have a type.
            0x02..=0x04 => reader.skip_numbers(1)?,
            // Branches, calls and the locals.
            0x0c | 0x0d | CALL | 0x12 | 0x20..=0x22 | I32_CONST | 0x42 | 0xd2 => {
                form = Form::Numbers(1);
            }
            0x0e => form = Form::Table,
            0x11 | 0x13 => form = Form::Numbers(2),
            // Globals and tables: there are few of them.
            0x23..=0x26 => reader.skip_numbers(1)?,
            // Loads and stores have an alignment and then an offset.
            0x28..=0x3e => {
                let alignment = reader.byte()?;
                ensure!(alignment < 0x40, "more than one memory");
                form = Form::Numbers(1);
            }
            0x3f | 0x40 | 0xd0 => reader.skip_numbers(1)?,
            0x43 => form = Form::Raw(4),
            0x44 => form = Form::Raw(8),
            0xfc => match reader.number()? {
                0..=7 => {}
                9 | 11 | 13 | 15..=17 => reader.skip_numbers(1)?,
                8 | 10 | 12 | 14 => reader.skip_numbers(2)?,
                other => bail!("the instruction 0xfc {other:#x}"),
            },
            0x00 | 0x01 | 0x05 | END | 0x0f | 0x1a | 0x1b | 0x45..=0xc4 | 0xd1 => {}
            other => bail!("the instruction {other:#x}"),
        }
        let fixed = reader.since(start);
        let rest = reader.at;
        match form {
            Form::Numbers(count) => reader.skip_numbers(u64::from(count))?,
            Form::Table => {
                let count = reader.number()?;
                reader.skip_numbers(count + 1)?;
            }
            Form::Raw(count) => drop(reader.take(u64::from(count))?),
        }
        Ok(Self { fixed, rest: reader.since(rest), form })
    }
}

/// Opcodes whose numbers are of one kind have one name in common: that of the first of them.
pub(super) fn group(opcode: u8) -> u8 {
    match opcode {
        // Loads, and stores.
        0x28..=0x35 => 0x28,
        0x36..=0x3e => 0x36,
        other => other,
    }
}

pub(super) fn is_integer_constant(opcode: u8) -> bool {
    matches!(opcode, I32_CONST | 0x42)
}

impl<'module> Code<'module> {
    pub(crate) fn read(module: &'module [u8]) -> Result<Self> {
        let mut reader = Reader { bytes: module, at: 0 };
        reader.take(8)?;
        while reader.at < module.len() {
            let sections = reader.since(0);
            let section = reader.byte()?;
            let length = reader.number()?;
            if section == SECTION_OF_CODE {
                return Self::read_section(sections, reader, length);
            }
            reader.take(length)?;
        }
        bail!("the module has no code")
    }

    fn read_section(
        sections: &'module [u8],
        mut reader: Reader<'module>,
        length: u64,
    ) -> Result<Self> {
        let module = reader.bytes;
        let end = reader.at + reader.ahead(length)?.len();
        let count = reader.number()?;
        let before = &module[..reader.at];
        let mut functions = Vec::new();
        for index in 0..count {
            let function = Function::read(&mut reader);
            functions.push(function.with_context(|| {
                format!("the packing cannot read function {index} of the code")
            })?);
        }
        ensure!(reader.at == end, "the code is not as long as it says");
        Ok(Self { sections, before, functions, after: &module[end..] })
    }
}

impl<'module> Function<'module> {
    fn read(reader: &mut Reader<'module>) -> Result<Self> {
        let size_at = reader.at;
        let size = reader.number()?;
        let size_length = reader.at - size_at;
        ensure!(super::leb128(size as usize).len() == size_length, "its size has idle bytes");
        let bytes = reader.take(size)?;
        let mut body = Reader { bytes, at: 0 };

        let count = body.number()?;
        for _ in 0..count {
            body.number()?;
            // The page reads the type as a number too.
            ensure!(body.byte()? < 0x80, "a local of a type that needs several bytes");
        }
        let declarations = body.since(0);
        let mut instructions = Vec::new();
        while body.at < body.bytes.len() {
            instructions.push(Instruction::read(&mut body)?);
        }
        let last = instructions.pop().context("it has no end")?;
        ensure!(last.fixed == [END], "its last instruction is not `end`");
        Ok(Self { body: bytes, declarations, instructions })
    }
}

/// Reads bytes from the front.
pub(crate) struct Reader<'module> {
    pub(crate) bytes: &'module [u8],
    pub(crate) at: usize,
}

impl<'module> Reader<'module> {
    pub(crate) fn byte(&mut self) -> Result<u8> {
        Ok(self.take(1)?[0])
    }

    pub(crate) fn take(&mut self, length: u64) -> Result<&'module [u8]> {
        let taken = self.ahead(length)?;
        self.at += taken.len();
        Ok(taken)
    }

    fn ahead(&self, length: u64) -> Result<&'module [u8]> {
        let ahead = &self.bytes[self.at..];
        let length = usize::try_from(length)?;
        ahead.get(..length).context("it ends too early")
    }

    /// A number without a sign. One with a sign is as long, which is all that is asked of it.
    pub(crate) fn number(&mut self) -> Result<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        bail!("a number has more than 64 bits")
    }

    fn skip_numbers(&mut self, count: u64) -> Result<()> {
        for _ in 0..count {
            self.number()?;
        }
        Ok(())
    }

    pub(crate) fn since(&self, start: usize) -> &'module [u8] {
        &self.bytes[start..self.at]
    }
}
