//! A process: the author's code as a program of the simulator.

use std::rc::Rc;

use whatif_simulator::{
    Ask, Effect, Input, Moved, Name, Numbered, Place, Program as NodeProgram, Then, TimerKind,
    Transition, Value as Data,
};

use crate::code::{FunctionId, Program};
use crate::machine::{Failure, Machine, Outcome, Task};
use crate::types::{IntKind, Type, TypeId, Types, VariantId};
use crate::value::Value;

/// A node that runs the author's code.
///
/// Each request is a task of its own, and so is `main`. Tasks take turns where they await.
#[derive(Clone)]
pub struct Process {
    program: Rc<Program>,
    serves: Vec<Name>,
    main: Option<FunctionId>,
}

/// All that a process has in memory: its tasks, each set aside where it awaits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Memory {
    tasks: Numbered<Waiting>,
    /// The task that waits, within its step, for a random number of this width.
    drawing: Option<(u32, IntKind)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Waiting {
    task: Task,
    /// The request that its result answers; nothing for `main`.
    answers: Option<u32>,
}

impl Process {
    /// A process that serves these functions and starts with `main`.
    ///
    /// # Errors
    /// The name that the program has no function of.
    pub fn new(program: Rc<Program>, serves: &[Name], main: Option<&str>) -> Result<Self, Name> {
        let missing = serves.iter().find(|name| program.find(name).is_none());
        if let Some(name) = missing {
            return Err(Name::clone(name));
        }
        let main = match main {
            Some(name) => Some(program.find(name).ok_or_else(|| Name::from(name))?),
            None => None,
        };
        Ok(Self { program, serves: serves.to_vec(), main })
    }

    fn start(
        &self,
        memory: &mut Memory,
        id: FunctionId,
        arguments: Vec<Value>,
        answers: Option<u32>,
    ) -> u32 {
        let task = Task::start(&self.program, id, arguments);
        let number = memory.tasks.free();
        memory.tasks.insert(number, Waiting { task, answers });
        number
    }

    /// Lets a task go on until it waits again or ends.
    fn go_on(&self, mut memory: Memory, number: u32, given: Option<Value>) -> Transition<Memory> {
        let Some(Waiting { mut task, answers }) = memory.tasks.remove(number) else {
            return Transition::wait(memory, Vec::new());
        };
        let from = if given.is_some() { task.places(&self.program) } else { Vec::new() };
        if let Some(value) = given {
            task.give(value);
        }
        let mut machine = Machine::new(&self.program, None);
        let outcome = machine.run(&mut task);
        let mut effects: Vec<Effect> = machine.printed.drain(..).map(Effect::Log).collect();
        let last = |places: &[Place]| places.last().cloned();
        match outcome {
            Ok(Outcome::Finished(value)) => {
                let moved = Some(Moved { from, to: Vec::new() });
                if let Some(handle) = answers {
                    match self.program.to_wire(&as_result(value)) {
                        Ok(result) => effects.push(Effect::Reply { handle, result }),
                        Err(kind) => return self.cannot_travel(memory, effects, kind, None),
                    }
                }
                Transition { state: memory, effects, moved, then: Then::Wait }
            }
            Ok(Outcome::Call { target, operation, arguments }) => {
                let to = task.places(&self.program);
                let place = last(&to);
                let target = &self.program.environment.targets[usize::from(target)];
                let arguments: Result<Rc<[Data]>, _> =
                    arguments.iter().map(|value| self.program.to_wire(value)).collect();
                let arguments = match arguments {
                    Ok(arguments) => arguments,
                    Err(kind) => return self.cannot_travel(memory, effects, kind, place),
                };
                effects.push(Effect::Call {
                    call: number,
                    to: target.node,
                    operation: Name::clone(&target.operations[usize::from(operation)].name),
                    arguments,
                    place,
                });
                memory.tasks.insert(number, Waiting { task, answers });
                Transition {
                    state: memory,
                    effects,
                    moved: Some(Moved { from, to }),
                    then: Then::Wait,
                }
            }
            Ok(Outcome::Sleep(after)) => {
                let to = task.places(&self.program);
                let kind = TimerKind::Sleep(last(&to));
                effects.push(Effect::SetTimer { timer: number, after, kind });
                memory.tasks.insert(number, Waiting { task, answers });
                Transition {
                    state: memory,
                    effects,
                    moved: Some(Moved { from, to }),
                    then: Then::Wait,
                }
            }
            Ok(Outcome::Draw { kind, low, high }) => {
                memory.tasks.insert(number, Waiting { task, answers });
                memory.drawing = Some((number, kind));
                let moved = Some(Moved { from, to: Vec::new() });
                Transition {
                    state: memory,
                    effects,
                    moved,
                    then: Then::Ask(Ask::Draw { low, high }),
                }
            }
            Err(failure) => self.failed(memory, effects, &from, *failure),
        }
    }

    fn failed(
        &self,
        state: Memory,
        effects: Vec<Effect>,
        from: &[Place],
        failure: Failure,
    ) -> Transition<Memory> {
        let then = match failure {
            Failure::Panic { message, span } => {
                let line = self.program.line(span);
                let place = from.last().map(|place| Place { line, ..place.clone() });
                Then::Panic { message, place }
            }
            Failure::Limit(sentence) => Then::Halt(sentence),
        };
        Transition { state, effects, moved: None, then }
    }

    fn arguments(&self, id: FunctionId, data: &[Data]) -> Result<Vec<Value>, String> {
        let function = self.program.function(id);
        let types = &function.parameters;
        if types.len() != data.len() {
            return Err(format!("`{}` takes {} arguments", function.name, types.len()));
        }
        data.iter().zip(types).map(|(data, of)| self.program.read_wire(data, of)).collect()
    }

    fn cannot_travel(
        &self,
        state: Memory,
        effects: Vec<Effect>,
        kind: &str,
        place: Option<Place>,
    ) -> Transition<Memory> {
        let message = format!("{kind} cannot be sent to another node");
        Transition { state, effects, moved: None, then: Then::Panic { message, place } }
    }

    /// The result of a call, as the code that made it reads it: the types of the function that is
    /// called are not known here, so structs are told by their names.
    fn result(&self, result: &Data) -> Value {
        let read = self.program.read_wire(result, &Type::Unknown);
        read.unwrap_or_else(|problem| Value::err(failed(&problem)))
    }
}

fn failed(problem: &str) -> Value {
    Value::variant(TypeId::ERROR, VariantId::FAILED, vec![Value::text(problem)])
}

/// What a caller gets is always a `Result`: the call itself may fail.
fn as_result(value: Value) -> Value {
    if Types::is_result(&value) { value } else { Value::ok(value) }
}

impl NodeProgram for Process {
    type State = Memory;

    fn initial(&self) -> Memory {
        Memory::default()
    }

    fn after_crash(&self, _: &Memory) -> Memory {
        Memory::default()
    }

    fn step(&self, state: &Memory, input: &Input) -> Transition<Memory> {
        let mut memory = state.clone();
        match input {
            Input::Start => match self.main {
                Some(main) => {
                    let number = self.start(&mut memory, main, Vec::new(), None);
                    self.go_on(memory, number, None)
                }
                None => Transition::wait(memory, Vec::new()),
            },
            Input::Request { handle, operation, arguments, .. } => {
                let found =
                    self.program.find(operation).filter(|_| self.serves.contains(operation));
                let id = found.ok_or_else(|| format!("nobody serves `{operation}` here"));
                match id.and_then(|id| Ok((id, self.arguments(id, arguments)?))) {
                    Ok((id, arguments)) => {
                        let number = self.start(&mut memory, id, arguments, Some(*handle));
                        self.go_on(memory, number, None)
                    }
                    Err(problem) => {
                        let result = Data::failed(&problem);
                        Transition::wait(memory, vec![Effect::Reply { handle: *handle, result }])
                    }
                }
            }
            Input::Reply { call, result } => {
                let result = self.result(result);
                self.go_on(memory, *call, Some(result))
            }
            Input::TimedOut { call } => {
                let error = Value::variant(TypeId::ERROR, VariantId::TIMEOUT, Vec::new());
                self.go_on(memory, *call, Some(Value::err(error)))
            }
            Input::Timer { timer } => self.go_on(memory, *timer, Some(Value::Unit)),
            Input::Drawn(drawn) => match memory.drawing.take() {
                Some((number, kind)) => {
                    let drawn = Value::int(kind, i128::from(*drawn));
                    self.go_on(memory, number, Some(drawn.unwrap_or(Value::Unit)))
                }
                None => Transition::wait(memory, Vec::new()),
            },
            Input::Clock(_) => Transition::wait(memory, Vec::new()),
        }
    }

    fn observe(&self, _: &Memory, question: &str, _: &[Data]) -> Result<Data, String> {
        Err(format!("a process cannot be asked for `{question}`"))
    }
}
