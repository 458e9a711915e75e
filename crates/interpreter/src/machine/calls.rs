//! Calls: a frame on the stack of the task, or a future where the function is async.

use std::rc::Rc;

use super::{CLOSURES_MAX, FRAMES_MAX, Machine, Outcome, Result, Task};
use crate::code::{FunctionId, SelfKind};
use crate::value::{Future, Place, Value};

impl Machine<'_> {
    pub(super) fn enter(&mut self, task: &mut Task, id: FunctionId, base: usize) -> Result<()> {
        if task.frames.len() >= FRAMES_MAX {
            return self.limit(format!(
                "{FRAMES_MAX} functions are waiting for one another: does a function call itself for ever?"
            ));
        }
        let function = self.program.function(id);
        self.spend(u64::from(function.slots) * 16)?;
        task.enter(function, id, base);
        Ok(())
    }

    pub(super) fn give_back(&self, task: &mut Task, base: usize) {
        let value = self.pop(task);
        task.stack.truncate(base);
        task.frames.pop();
        task.stack.push(value);
    }

    pub(super) fn call_function(
        &mut self,
        task: &mut Task,
        id: FunctionId,
        count: u16,
    ) -> Result<()> {
        if self.program.function(id).is_async {
            let arguments = self.take(task, count)?;
            let future = Future::Function { function: id, arguments };
            task.stack.push(Value::Future(Rc::new(future)));
            return Ok(());
        }
        let base = task.stack.len().saturating_sub(usize::from(count));
        self.enter(task, id, base)
    }

    pub(super) fn call_value(
        &mut self,
        task: &mut Task,
        callee: &Value,
        arguments: Vec<Value>,
    ) -> Result<()> {
        let (id, captured) = match callee {
            Value::Function(id) => (*id, [].as_slice()),
            Value::Closure(closure) => (closure.function, closure.captured.as_slice()),
            other => return self.panic(format!("{} cannot be called", other.kind())),
        };
        let function = self.program.function(id);
        let (takes, given) = (function.parameters.len(), arguments.len());
        if takes != given {
            return self.panic(format!("the function takes {takes} arguments, and gets {given}"));
        }
        let base = task.stack.len();
        let count = arguments.len() as u16;
        task.stack.extend(arguments);
        if function.is_async {
            return self.call_function(task, id, count);
        }
        self.enter(task, id, base)?;
        for (slot, value) in function.captured.iter().zip(captured) {
            task.stack[base + usize::from(*slot)] = value.clone();
        }
        Ok(())
    }

    /// Calls a function to its end, from inside a built-in method.
    pub(super) fn call_now(&mut self, callee: &Value, arguments: Vec<Value>) -> Result<Value> {
        if self.closures >= CLOSURES_MAX {
            return self.limit(format!("closures call one another more than {CLOSURES_MAX} deep"));
        }
        self.closures += 1;
        let span = self.span;
        let mut task = Task::default();
        self.call_value(&mut task, callee, arguments)?;
        let outcome = self.run(&mut task)?;
        self.span = span;
        self.closures -= 1;
        match outcome {
            Outcome::Finished(value) => Ok(value),
            Outcome::Draw { .. } => {
                self.panic("a closure that a method calls cannot draw random numbers")
            }
            Outcome::Call { .. } | Outcome::Sleep(_) => {
                self.panic("a closure that a method calls cannot wait for anything")
            }
        }
    }

    /// Calls a function of a type's `impl` as a method.
    pub(super) fn call_own_method(
        &mut self,
        task: &mut Task,
        id: FunctionId,
        receiver: Value,
        place: Option<Place>,
        arguments: Vec<Value>,
    ) -> Result<()> {
        let function = self.program.function(id);
        let receiver = match (function.takes_self, place) {
            (Some(SelfKind::Mut), Some(place)) => Value::Place(Rc::new(place)),
            (Some(SelfKind::Mut), None) => {
                return self.panic(format!(
                    "`{}` changes what it is called on, so that must be a variable or a part of one",
                    function.name
                ));
            }
            _ => receiver,
        };
        let mut all = vec![receiver];
        all.extend(arguments);
        self.call_value(task, &Value::Function(id), all)
    }
}
