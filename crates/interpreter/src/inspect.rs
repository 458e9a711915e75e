//! What can be told of a program without running it: its functions, where they await, what data
//! fits their parameters.

use whatif_simulator::{Name, Value as Data};

use crate::code::{FunctionId, Op, Program};
use crate::diagnostic::Span;
use crate::library::Builtin;
use crate::types::Type;

/// A function of a program, seen from outside.
#[derive(Clone, Debug)]
pub struct Signature {
    /// Its name.
    pub name: Name,
    /// Where it is declared.
    pub span: Span,
    /// Whether it is async.
    pub is_async: bool,
    /// How many parameters it has.
    pub parameters: usize,
    /// Where it awaits, in the order of the text.
    pub awaits: Vec<AwaitedEffect>,
}

/// A place where a function awaits an effect.
#[derive(Clone, Debug)]
pub struct AwaitedEffect {
    /// The effect in short: `db::insert`.
    pub effect: Name,
    /// The line, from 1.
    pub line: u32,
}

impl Program {
    /// The function of this name.
    pub fn signature(&self, name: &str) -> Option<Signature> {
        self.find(name).map(|id| self.signature_of(id))
    }

    /// All functions of the code, closures and async blocks among them.
    pub fn signatures(&self) -> impl Iterator<Item = Signature> {
        let ids = (0..self.functions.len() as u32).map(FunctionId);
        let written = ids.filter(|id| Some(self.function(*id).span.file) != self.library);
        written.map(|id| self.signature_of(id))
    }

    /// The names of the consts of the code that are whole numbers.
    pub fn whole_consts(&self) -> impl Iterator<Item = &Name> {
        let functions = self.functions.iter();
        let whole = functions
            .filter(|function| function.is_constant && matches!(function.returns, Type::Int(_)));
        whole.map(|function| &function.name)
    }

    /// Whether the code notes any call in the history.
    pub fn records(&self) -> bool {
        let notes = |op: &Op| matches!(op, Op::CallBuiltin(Builtin::record, _));
        self.functions.iter().any(|function| function.code.iter().any(notes))
    }

    fn signature_of(&self, id: FunctionId) -> Signature {
        let function = self.function(id);
        let awaits = function.awaits.iter();
        Signature {
            name: Name::clone(&function.name),
            span: function.span,
            is_async: function.is_async,
            parameters: function.parameters.len() - usize::from(function.takes_self.is_some()),
            awaits: awaits
                .map(|place| AwaitedEffect { effect: Name::clone(&place.effect), line: place.line })
                .collect(),
        }
    }

    /// What to do about it if this is no struct of the code.
    pub fn no_state(&self, name: &str) -> Option<String> {
        if self.types.find(name).is_some() {
            return None;
        }
        let known = self.types.0.iter().map(|def| &*def.name);
        Some(match crate::diagnostic::did_you_mean(name, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write `struct {name} {{ … }}` in the code"),
        })
    }

    /// Gives an argument for a parameter of a function the names of the types that it goes into:
    /// data that an author writes without them becomes data as the function would send it.
    ///
    /// # Errors
    /// A sentence about what does not fit.
    pub fn typed_argument(&self, function: &str, at: usize, data: &Data) -> Result<Data, String> {
        let of = self.find(function).and_then(|id| {
            let function = self.function(id);
            let at = at + usize::from(function.takes_self.is_some());
            function.parameters.get(at).cloned()
        });
        let value = self.read_wire(data, &of.unwrap_or(Type::Unknown))?;
        self.to_wire(&value).map_err(|kind| format!("{kind} cannot be sent"))
    }
}
