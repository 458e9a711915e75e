//! Calls: a frame on the stack of the task, or a future where the function is async.

use std::rc::Rc;

use super::{CLOSURES_MAX, FRAMES_MAX, Machine, Outcome, Result};
use crate::code::{FunctionId, SelfKind};
use crate::memory::Frame;
use crate::value::{Closure, Future, Place, Root, Value};

/// A call counts as so many operations, whatever it does before it goes round or calls again.
const CALL: u64 = 8;

impl Machine<'_> {
    /// Enters a function whose arguments stand on the stack from `base` on.
    pub(super) fn enter(&mut self, id: FunctionId, base: usize) -> Result<()> {
        if self.frames.len() >= FRAMES_MAX {
            return self.limit(format_args!(
                "{FRAMES_MAX} functions are waiting for one another: does a function call itself for ever?"
            ));
        }
        let function = self.program.function(id);
        self.ran(CALL)?;
        self.spend(u64::from(function.slots) * 16)?;
        if self.active {
            self.frames.push(self.frame);
        }
        for _ in self.stack.len()..base + usize::from(function.slots) {
            self.stack.push(Value::Unit);
        }
        self.frame = Frame { function: id, next: 0, base: base as u32 };
        self.function = function;
        self.active = true;
        Ok(())
    }

    /// Leaves a function with its value. Returns the value if nothing above `floor` waits for it.
    pub(super) fn give_back(&mut self, value: Value, floor: usize) -> Option<Value> {
        let done = self.frames.len() == floor;
        self.stack.truncate(self.frame.base as usize);
        match self.frames.pop() {
            Some(frame) => {
                self.frame = frame;
                self.function = self.program.function(frame.function);
            }
            None => self.active = false,
        }
        if done {
            return Some(value);
        }
        self.stack.push(value);
        None
    }

    pub(super) fn call_function(&mut self, id: FunctionId, count: u16) -> Result<()> {
        if self.program.function(id).is_async {
            let arguments = self.take(count)?.into();
            self.stack.push(Value::future(Future::Function { function: id, arguments }));
            return Ok(());
        }
        let base = self.stack.len().saturating_sub(usize::from(count));
        self.enter(id, base)
    }

    pub(super) fn call_value(&mut self, callee: &Value, arguments: Vec<Value>) -> Result<()> {
        let (id, captured) = match callee {
            Value::Function(id) => (*id, [].as_slice()),
            Value::Closure(closure) => (closure.function, closure.captured.as_slice()),
            other => return self.panic(format_args!("{} cannot be called", other.kind())),
        };
        let function = self.program.function(id);
        let (takes, given) = (function.parameters.len(), arguments.len());
        if takes != given {
            return self
                .panic(format_args!("the function takes {takes} arguments, and gets {given}"));
        }
        let base = self.stack.len();
        let count = arguments.len() as u16;
        self.stack.extend(arguments);
        if function.is_async {
            return self.call_function(id, count);
        }
        self.enter(id, base)?;
        self.capture(captured);
        Ok(())
    }

    /// Puts what a closure captured into the variables of the function just entered.
    pub(super) fn capture(&mut self, captured: &[Value]) {
        let function = self.function;
        for (slot, value) in function.captured.iter().zip(captured) {
            *self.variable_mut(*slot) = value.clone();
        }
    }

    pub(super) fn enter_block(&mut self, block: &Closure) -> Result<()> {
        let base = self.stack.len();
        self.enter(block.function, base)?;
        self.capture(&block.captured);
        Ok(())
    }

    /// Calls a function to its end, from inside a built-in method.
    pub(super) fn call_now(&mut self, callee: &Value, arguments: Vec<Value>) -> Result<Value> {
        if self.closures >= CLOSURES_MAX {
            return self
                .limit(format_args!("closures call one another more than {CLOSURES_MAX} deep"));
        }
        self.closures += 1;
        let waiting = self.frames.len() + usize::from(self.active);
        self.call_value(callee, arguments)?;
        if !(self.active && self.frames.len() == waiting) {
            // A function that is async was not entered: it gives its future at once.
            self.closures -= 1;
            return Ok(self.pop());
        }
        let outcome = self.execute(waiting)?;
        self.closures -= 1;
        match outcome {
            Outcome::Finished(value) => Ok(value),
            Outcome::Waits(_) => {
                self.panic("a closure that a method calls cannot wait for anything")
            }
        }
    }

    /// Calls a function of a type's `impl` as a method.
    #[inline(never)]
    pub(super) fn call_own_method(
        &mut self,
        id: FunctionId,
        receiver: Value,
        place: Option<Place>,
        arguments: Vec<Value>,
    ) -> Result<()> {
        let function = self.program.function(id);
        let receiver = match (function.takes_self, place) {
            (Some(SelfKind::Mut), Some(place)) => Value::Place(Rc::new(place)),
            (Some(SelfKind::Mut), None) => {
                return self.panic(format_args!(
                    "`{}` changes what it is called on, so that must be a variable or a part of one",
                    function.name
                ));
            }
            // The state of a node goes on changing while a function that looks at it waits.
            (Some(SelfKind::Value), Some(place)) if place.root == Root::State => {
                Value::Place(Rc::new(place))
            }
            _ => receiver,
        };
        let mut all = Vec::with_capacity(arguments.len() + 1);
        all.push(receiver);
        all.extend(arguments);
        self.call_value(&Value::Function(id), all)
    }
}
