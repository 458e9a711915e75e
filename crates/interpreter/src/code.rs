//! Compiled code: flat lists of operations for a machine with a stack.

use whatif_simulator::Name;

use crate::diagnostic::Span;
use crate::environment::Environment;
use crate::library::Builtin;
use crate::types::{IntKind, Type, TypeId, Types, VariantId};
use crate::value::Value;

/// A function of a program, by its place in [`Program::functions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FunctionId(pub(crate) u32);

/// A name that operations speak of, by its place in [`Program::names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NameId(pub(crate) u32);

/// All code of one variant of a scenario, ready to run.
#[derive(Debug)]
pub struct Program {
    pub(crate) functions: Vec<Function>,
    pub(crate) types: Types,
    pub(crate) names: Vec<Name>,
    pub(crate) environment: Environment,
    /// The bytes at which the lines of the code begin that the reader sees.
    pub(crate) line_starts: Vec<u32>,
}

/// A function or closure.
#[derive(Clone, Debug)]
pub(crate) struct Function {
    /// As it is called: `signup`, `User::new`.
    pub(crate) name: Name,
    pub(crate) span: Span,
    pub(crate) is_async: bool,
    /// The types of the parameters, `self` included. They are the first variables.
    pub(crate) parameters: Vec<Type>,
    /// The variables into which a closure's captured values go.
    pub(crate) captured: Vec<u16>,
    pub(crate) takes_self: Option<SelfKind>,
    pub(crate) returns: Type,
    /// How many variables it has, parameters included.
    pub(crate) slots: u16,
    pub(crate) code: Vec<Op>,
    /// Where each operation comes from.
    pub(crate) spans: Vec<Span>,
    pub(crate) constants: Vec<Value>,
    pub(crate) patterns: Vec<Pattern>,
    pub(crate) places: Vec<PlaceSpec>,
    pub(crate) formats: Vec<Format>,
    /// Where it awaits, in the order of the text.
    pub(crate) awaits: Vec<AwaitPlace>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SelfKind {
    Value,
    Mut,
}

/// A place where a function awaits something.
#[derive(Clone, Debug)]
pub(crate) struct AwaitPlace {
    /// What it awaits, in short: `db::insert`.
    pub(crate) effect: Name,
    pub(crate) span: Span,
    pub(crate) line: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Constant(u32),
    Load(u16),
    Store(u16),
    Pop,
    /// Replaces a `&mut` by what stands at its place.
    Deref,
    Field(NameId),
    Position(u16),
    Index,
    MakeTuple(u16),
    MakeList(u16),
    /// A value and a count become a list.
    Repeat,
    MakeStruct(TypeId, u16),
    MakeVariant(TypeId, VariantId, u16),
    MakeRange {
        start: bool,
        end: bool,
        inclusive: bool,
    },
    MakeClosure(FunctionId, u16),
    Not,
    Negate,
    Binary(Binary),
    /// `as`.
    Cast(Cast),
    /// Gives a number that has no width yet the width of a type that stands in the code.
    Widen(IntKind),
    Jump(u32),
    JumpIfFalse(u32),
    /// For `&&` and `||`: leaves the value on the stack if it jumps.
    JumpKeeping {
        if_true: bool,
        to: u32,
    },
    /// Takes a value; binds the variables of the pattern, or jumps if it does not match.
    Match {
        pattern: u32,
        otherwise: u32,
    },
    Call(FunctionId, u16),
    CallValue(u16),
    CallBuiltin(Builtin, u16),
    CallMethod {
        name: NameId,
        arguments: u16,
        place: Option<u32>,
        collects: Collects,
    },
    /// Makes the future of a call of another node.
    CallNode {
        target: u16,
        operation: u16,
        arguments: u16,
    },
    Assign(u32),
    AssignBinary(u32, Binary),
    Borrow(u32),
    Return,
    Try,
    Await(u16),
    /// Makes an iterator of what `for` goes over.
    Iterate,
    /// Takes the next of the iterator in this variable, or jumps.
    Next {
        slot: u16,
        otherwise: u32,
    },
    Format(u32),
    Print,
    Panic,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Binary {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    And,
    Or,
    Xor,
    ShiftLeft,
    ShiftRight,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cast {
    Int(IntKind),
    Float,
    Char,
}

/// What a method such as `collect` makes, which Rust takes from a type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Collects {
    /// The method needs no type.
    #[default]
    Nothing,
    List,
    Map,
    Set,
    Text,
    /// A list inside a `Result`: the first error ends it.
    ResultList,
    OptionList,
    Int(IntKind),
    Float,
}

/// The variable at the root of a place, and the way inside it. The indices stand on the stack,
/// the last on top.
#[derive(Clone, Debug)]
pub(crate) struct PlaceSpec {
    pub(crate) slot: u16,
    /// Whether the variable holds a `&mut`, at whose place the way begins.
    pub(crate) through: bool,
    pub(crate) steps: Vec<PlaceStep>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlaceStep {
    Field(NameId),
    Position(u16),
    Index,
}

#[derive(Clone, Debug)]
pub(crate) enum Pattern {
    Any,
    Bind(u16, Option<Box<Pattern>>),
    Literal(Value),
    Range {
        low: Option<Value>,
        high: Option<Value>,
        inclusive: bool,
    },
    /// Elements from the front, then, if there is a `..`, elements from the back.
    Sequence {
        front: Vec<Pattern>,
        rest: Option<Box<Pattern>>,
        back: Vec<Pattern>,
    },
    Struct(TypeId, Vec<(u16, Pattern)>),
    Variant(TypeId, VariantId, Vec<(u16, Pattern)>),
    Or(Vec<Pattern>),
}

/// A format string, taken apart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Format {
    pub(crate) pieces: Vec<Piece>,
    /// How many values it takes from the stack.
    pub(crate) arguments: u16,
}

#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Literal(String),
    Argument { at: u16, spec: Spec },
}

/// What stands after the colon in `{:>5}`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spec {
    pub(crate) debug: bool,
    pub(crate) fill: Option<char>,
    pub(crate) align: Option<Align>,
    pub(crate) zero: bool,
    pub(crate) plus: bool,
    pub(crate) width: Option<u16>,
    pub(crate) precision: Option<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Centre,
    Right,
}

impl Program {
    pub(crate) fn function(&self, id: FunctionId) -> &Function {
        &self.functions[id.0 as usize]
    }

    pub(crate) fn find(&self, name: &str) -> Option<FunctionId> {
        let at = self.functions.iter().position(|function| &*function.name == name)?;
        Some(FunctionId(at as u32))
    }

    pub(crate) fn name(&self, id: NameId) -> &Name {
        &self.names[id.0 as usize]
    }
}
