//! Compiled code: flat lists of operations for a machine with a stack.

use std::rc::Rc;

use whatif_simulator::Name;

use crate::diagnostic::{FileId, Span};
use crate::environment::Environment;
use crate::library::{Builtin, Method};
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
    /// How many of them are items. Behind those stand closures, and what stands for a method where it
    /// is a value; nothing in the code means them by a name.
    pub(crate) items: usize,
    pub(crate) types: Types,
    pub(crate) names: Vec<Name>,
    pub(crate) environment: Rc<Environment>,
    /// The function of a machine that runs none.
    pub(crate) nothing: Function,
    /// For each text, the bytes at which its lines begin.
    pub(crate) lines: Vec<Vec<u32>>,
    /// The text that no author wrote: the part of the standard library that is in the language.
    pub(crate) library: Option<FileId>,
    /// What it was compiled from, without the library.
    pub(crate) texts: Vec<String>,
}

/// A function, closure or async block.
#[derive(Clone, Debug)]
pub(crate) struct Function {
    /// As it is called: `signup`, `User::new`.
    pub(crate) name: Name,
    pub(crate) span: Span,
    pub(crate) is_async: bool,
    /// Whether it is a `const`, whose name is its value.
    pub(crate) is_constant: bool,
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
    pub(crate) types: Vec<Type>,
    pub(crate) calls: Vec<MethodCall>,
    pub(crate) selects: Vec<Select>,
    pub(crate) joins: Vec<Join>,
    /// Where it awaits, in the order of the text.
    pub(crate) awaits: Vec<AwaitPlace>,
    /// Its variables, and where in the code they are alive.
    pub(crate) variables: Vec<Scope>,
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

/// A variable and the operations during which it is alive: from the first to before the last.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    /// Empty for what the compiler keeps for itself.
    pub(crate) name: Name,
    pub(crate) slot: u16,
    pub(crate) from: u32,
    pub(crate) to: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Constant(u32),
    /// Loads a variable's value to be owned.
    Load(u16),
    /// Loads a variable's value to be looked at.
    Look(u16),
    /// Moves a variable's value out, where nothing reads the variable again.
    Take(u16),
    /// Loads what stands at the place that a variable holds.
    LoadThrough(u16),
    Store(u16),
    StoreThrough(u16),
    Pop,
    /// Replaces a `&mut` by what stands at its place.
    Deref,
    Field(NameId),
    Position(u16),
    Index,
    /// What stands at a place.
    Read(u32),
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
    MakeBlock(FunctionId, u16),
    /// Puts a value into a cell of its own, for a closure that changes what it captured.
    MakeCell,
    /// The default of a type.
    Default(u32),
    /// `u64::from` and its like.
    Convert(u32),
    ConvertChecked(u32),
    Not,
    Negate,
    Binary(Binary),
    /// An operation whose right side is a constant.
    BinaryConstant(Binary, u32),
    /// An operation on a variable and a constant.
    BinarySlotConstant(u16, Binary, u32),
    /// `as`.
    Cast(Cast),
    /// Gives a number that has no width yet the width of a type that stands in the code.
    Widen(IntKind),
    /// Gives what holds such numbers the widths of a type that stands in the code.
    Typed(u32),
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
    /// The same with the value in a variable.
    MatchSlot {
        slot: u16,
        pattern: u32,
        otherwise: u32,
    },
    Call(FunctionId, u16),
    CallValue(u16),
    CallBuiltin(Builtin, u16),
    CallMethod(u32),
    /// Makes the future of a call of another node.
    CallNode {
        target: u16,
        operation: u16,
        arguments: u16,
    },
    Assign(u32),
    AssignBinary(u32, Binary),
    /// `+=` and its like on a variable.
    Update(u16, Binary),
    UpdateConstant(u16, Binary, u32),
    Borrow(u32),
    Return,
    Try,
    Await(u16),
    Join(u32),
    Select(u32),
    /// Makes an iterator of what `for` goes over.
    Iterate,
    /// Takes the next of the iterator in this variable, or jumps.
    Next {
        slot: u16,
        otherwise: u32,
    },
    Format(u32),
    Print {
        ends_line: bool,
    },
    Panic,
    /// Writes down what stands on the stack, for an explanation. Only code that is compiled to be
    /// explained has it.
    Note(u32),
}

/// A call of a method of whatever stands before the dot.
#[derive(Clone, Debug)]
pub(crate) struct MethodCall {
    pub(crate) name: NameId,
    /// The method of the built-in types that has this name.
    pub(crate) built_in: Option<Method>,
    pub(crate) arguments: u16,
    /// Where the receiver stands, if it stands in a variable or a part of one.
    pub(crate) place: Option<u32>,
    /// The type that stands in the code for what the method makes.
    pub(crate) makes: Type,
}

/// `select!`. Its futures stand on the stack, each below whether it takes part.
#[derive(Clone, Debug)]
pub(crate) struct Select {
    pub(crate) biased: bool,
    pub(crate) branches: Vec<Branch>,
    /// Where the code goes on if no branch is left.
    pub(crate) otherwise: Option<u32>,
}

#[derive(Clone, Debug)]
pub(crate) struct Branch {
    pub(crate) awaits: u16,
    pub(crate) pattern: u32,
    /// Where the code goes on with what this branch waited for.
    pub(crate) target: u32,
}

/// `join!` or `try_join!`. Its futures stand on the stack.
#[derive(Clone, Debug)]
pub(crate) struct Join {
    pub(crate) awaits: Vec<u16>,
    /// Whether the first error ends it.
    pub(crate) tries: bool,
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

/// The variable at the root of a place, and the way inside it. The indices stand on the stack,
/// the last on top. Where the variable holds a `&mut`, the way begins at that place.
#[derive(Clone, Debug)]
pub(crate) struct PlaceSpec {
    pub(crate) slot: u16,
    pub(crate) steps: Vec<PlaceStep>,
    /// How many of the steps are indices.
    pub(crate) indices: u16,
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
    /// A constant of the program.
    Constant(FunctionId),
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
    pub(crate) style: Style,
    pub(crate) fill: Option<char>,
    pub(crate) align: Option<Align>,
    /// `#`.
    pub(crate) alternate: bool,
    pub(crate) zero: bool,
    pub(crate) plus: bool,
    pub(crate) width: Count,
    pub(crate) precision: Count,
}

/// The way in which a value is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Style {
    #[default]
    Display,
    Debug,
    LowerHex,
    UpperHex,
    Binary,
    Octal,
}

/// A width or precision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Count {
    #[default]
    None,
    Is(u16),
    /// It is the value of this argument.
    Argument(u16),
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

    /// The functions that have a name in the code.
    pub(crate) fn items(&self) -> &[Function] {
        &self.functions[..self.items]
    }

    pub(crate) fn find(&self, name: &str) -> Option<FunctionId> {
        let at = self.items().iter().position(|function| &*function.name == name)?;
        Some(FunctionId(at as u32))
    }

    /// The function that serves an operation of a process, if only one can.
    pub(crate) fn function_serving(&self, operation: &str, built_in: bool) -> Option<FunctionId> {
        if built_in {
            return None;
        }
        let serves = |function: &&Function| {
            let name = &*function.name;
            name == operation
                || name.rsplit_once("::").is_some_and(|(_, method)| method == operation)
        };
        let mut all = self.items().iter().zip(0..);
        let (_, at) = all.find(|(function, _)| serves(function))?;
        all.all(|(function, _)| !serves(&function)).then_some(FunctionId(at))
    }

    pub(crate) fn name(&self, id: NameId) -> &Name {
        &self.names[id.0 as usize]
    }
}
