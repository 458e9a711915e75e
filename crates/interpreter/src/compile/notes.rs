//! Notes: what [`explain`](crate::PropertyFunction::explain) wants to know of a run. Code that takes
//! them is compiled for the purpose; all other code has no operation for them.

use super::function::Maker;
use crate::code::{Binary, Op};
use crate::diagnostic::Span;
use crate::syntax::tree::{BinOp, Expr, Spanned, UnOp};
use crate::value::Value;

/// An expression whose value is noted each time that the code comes to one.
pub(crate) struct Note {
    pub(crate) span: Span,
    pub(crate) what: What,
    /// The sides of a comparison.
    pub(crate) sides: [Span; 2],
    /// The closure that a method is given.
    pub(crate) closure: Option<Span>,
    /// The code that runs or not by this value, if it is the condition or the subject of a branch.
    pub(crate) decides: Option<Span>,
    /// The variable that gets the value.
    pub(crate) variable: Option<String>,
}

impl Note {
    fn new(span: Span, what: What) -> Self {
        Self { span, what, sides: [span; 2], closure: None, decides: None, variable: None }
    }
}

/// What is noted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// A function or closure begins, and has no value yet.
    Start,
    /// The variable that a closure or a `for` binds in the code of the span.
    Bound,
    /// A value that the code says outright.
    Given,
    /// A variable, or a part of something.
    Name,
    And,
    Or,
    Not,
    Comparison,
    /// The method `any`.
    Any,
    /// The method `all`.
    All,
    Call,
    Other,
}

impl Maker<'_, '_> {
    pub(super) fn takes_notes(&self) -> bool {
        self.compiler.notes.is_some()
    }

    /// Notes the value on the stack.
    fn note(&mut self, note: Note) {
        if let Some(notes) = &mut self.compiler.notes {
            notes.push(note);
            let at = notes.len() as u32 - 1;
            self.emit(Op::Note(at));
        }
    }

    /// Notes that a function begins.
    pub(super) fn note_start(&mut self) {
        if self.takes_notes() {
            let span = self.context().span;
            self.constant(Value::Unit);
            self.note(Note::new(span, What::Start));
            self.emit(Op::Pop);
        }
    }

    /// Notes the variables that were just bound for this code.
    pub(super) fn note_bound(&mut self, code: Span) {
        if self.takes_notes() {
            for at in 0..self.variables_here().len() {
                let variable = &self.variables_here()[at];
                let (slot, name) = (variable.slot, variable.name.clone());
                let mut note = Note::new(code, What::Bound);
                note.variable = Some(name);
                self.emit(Op::Look(slot));
                self.note(note);
                self.emit(Op::Pop);
            }
        }
    }

    /// Notes the value of an expression, unless it is that of the last expression inside it.
    pub(super) fn note_value(&mut self, value: &Expr) {
        if !self.takes_notes() {
            return;
        }
        let mut note = Note::new(value.span(), What::Other);
        note.what = match value {
            Expr::Lit(_) => What::Given,
            Expr::Path(path) => {
                let name = self.path_name(path);
                let program = &self.compiler.program;
                let constant =
                    program.find(&name).is_some_and(|id| program.function(id).is_constant);
                if constant || self.is_variable(&name) { What::Name } else { What::Given }
            }
            Expr::Field(_) | Expr::Index(_) => What::Name,
            Expr::Unary(unary) => match unary.op {
                UnOp::Deref => return,
                UnOp::Not => What::Not,
                UnOp::Neg if matches!(*unary.expr, Expr::Lit(_)) => What::Given,
                UnOp::Neg => What::Other,
            },
            Expr::Binary(binary) => match binary.op {
                BinOp::And => What::And,
                BinOp::Or => What::Or,
                BinOp::Value(
                    Binary::Equal
                    | Binary::NotEqual
                    | Binary::Less
                    | Binary::LessOrEqual
                    | Binary::Greater
                    | Binary::GreaterOrEqual,
                ) => {
                    note.sides = [binary.left.span(), binary.right.span()];
                    What::Comparison
                }
                BinOp::Value(_) => What::Other,
                BinOp::Assign(_) => return,
            },
            Expr::Call(_) => What::Call,
            Expr::MethodCall(call) => {
                let closure = call.args.last().filter(|last| matches!(last, Expr::Closure(_)));
                note.closure = closure.map(Spanned::span);
                match call.method.name.as_str() {
                    "any" => What::Any,
                    "all" => What::All,
                    _ => What::Call,
                }
            }
            Expr::Array(_)
            | Expr::Await(_)
            | Expr::Cast(_)
            | Expr::Macro(_)
            | Expr::Range(_)
            | Expr::Repeat(_)
            | Expr::Struct(_)
            | Expr::Try(_)
            | Expr::Tuple(_) => What::Other,
            _ => return,
        };
        self.note(note);
    }

    /// The note that was just taken, if the last operation takes one.
    fn last_note(&mut self) -> Option<&mut Note> {
        let Some(Op::Note(note)) = self.function().code.last().copied() else { return None };
        self.compiler.notes.as_mut()?.get_mut(note as usize)
    }

    /// What was just noted decides whether this code runs.
    pub(super) fn decides(&mut self, code: Option<Span>) {
        if let Some(note) = self.last_note() {
            note.decides = code;
        }
    }

    /// What was just noted goes into this variable.
    pub(super) fn goes_into(&mut self, variable: &str) {
        if let Some(note) = self.last_note() {
            note.variable = Some(variable.to_owned());
        }
    }
}
