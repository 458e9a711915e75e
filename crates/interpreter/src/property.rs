//! Property functions: code that reads the world and says whether something is true.

use std::rc::Rc;

use whatif_simulator::{Ask, Value as Data, View};

use crate::code::{FunctionId, Program};
use crate::diagnostic::Span;
use crate::explain::{Clause, clause};
use crate::machine::{Failure, Host, Identity, Machine};
use crate::memory::{Answers, Memory};
use crate::types::Type;
use crate::value::Value;

/// A function that looks at the world.
#[derive(Clone)]
pub struct PropertyFunction {
    program: Rc<Program>,
    function: FunctionId,
}

/// Why a property function could not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// What went wrong, in one sentence.
    pub message: String,
    /// Where in the code.
    pub span: Span,
}

impl PropertyFunction {
    /// The function of this name, if there is one, and it takes the world and nothing else.
    ///
    /// # Errors
    /// A sentence about what is wrong with it.
    pub fn new(program: &Rc<Program>, name: &str) -> Result<Self, String> {
        let Some(function) = program.find(name) else {
            let known = program.items().iter().map(|function| &*function.name);
            let near = crate::diagnostic::did_you_mean(name, known);
            let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            return Err(format!("there is no function `{name}`{near}"));
        };
        let found = program.function(function);
        if found.is_async {
            return Err(format!("`{name}` must not be async: a property only looks"));
        }
        if found.parameters.len() != 1 {
            return Err(format!("`{name}` must take the world and nothing else: `world: &World`"));
        }
        Ok(Self { program: Rc::clone(program), function })
    }

    /// Whether it is true of this world.
    ///
    /// # Errors
    /// What went wrong, and where in the code.
    pub fn holds(&self, world: &View<'_>) -> Result<bool, Broken> {
        let eyes = Eyes::new(&self.program, world);
        let mut machine = eyes.machine();
        let outcome = machine.call(self.function, vec![Value::World]);
        let whole = self.program.function(self.function).span;
        let span = machine.trace().first().map_or(whole, |(_, span)| *span);
        let (message, span) = match outcome {
            Ok(Value::Bool(holds)) => return Ok(holds),
            Ok(other) => {
                (format!("a property must say true or false, not {}", other.kind()), whole)
            }
            Err(failure) => match *failure {
                Failure::Panic(message) | Failure::Limit(message) => (message, span),
                Failure::Asks(Ask::Draw { .. } | Ask::Choose { .. }) => {
                    ("a property cannot draw random numbers".into(), span)
                }
                Failure::Asks(_) => ("a property cannot look at a clock".into(), span),
            },
        };
        Err(Broken { message, span })
    }

    /// Why it is false of this world: the smallest clause of the code that makes it so, with the
    /// values that it speaks of. Nothing if it is not false of it, if its code says `false` for no
    /// reason, or if a limit is reached before the reason is found.
    ///
    /// This compiles the program once more, and is meant for the few worlds that are shown.
    pub fn explain(&self, world: &View<'_>) -> Option<Clause> {
        let (program, notes) = self.program.taking_notes()?;
        let eyes = Eyes::new(&program, world);
        let mut machine = eyes.machine();
        machine.call(self.function, vec![Value::World]).ok()?;
        clause(&mut machine, &notes)
    }
}

/// What a function sees the world with, which is nobody.
struct Eyes<'a> {
    program: &'a Program,
    world: &'a View<'a>,
    identity: Identity,
    answers: Answers,
}

impl<'a> Eyes<'a> {
    fn new(program: &'a Program, world: &'a View<'a>) -> Self {
        let (identity, answers) = Default::default();
        Self { program, world, identity, answers }
    }

    fn machine(&self) -> Machine<'_> {
        let machine = Machine::new(self.program, &self.identity, Memory::default(), &self.answers);
        machine.seeing(self)
    }
}

impl Host for Eyes<'_> {
    fn observe(&self, node: &str, question: &str, arguments: &[Value]) -> Result<Value, String> {
        let arguments: Result<Vec<Data>, _> =
            arguments.iter().map(|value| self.program.to_wire(value)).collect();
        let arguments =
            arguments.map_err(|kind| format!("{kind} is no argument for a question"))?;
        let seen = self.world.observe(node, question, &arguments)?;
        self.program.read_wire(&seen, &Type::Unknown)
    }
}
