//! A process: the author's code as a program of the simulator.

use std::rc::Rc;

use whatif_simulator::{
    Ask, Called, Effect, Input, Name, Place, Program as NodeProgram, Section, Then, Time,
    Transition, Value as Data,
};

use crate::code::{FunctionId, Program};
use crate::compile::CODE;
use crate::machine::{Failure, Identity, Machine, OPERATIONS_MAX, Stopped};
use crate::map::Map;
use crate::memory::{Answers, Asking, Memory, Role, Task, Wait, Waiting};
use crate::types::{Type, TypeId, VariantId};
use crate::value::{Place as Reference, Root, Value};

/// A node that runs the author's code.
///
/// Each request is a task of its own, and so is `main`. Tasks take turns where they await.
#[derive(Clone)]
pub struct Process {
    program: Rc<Program>,
    serves: Vec<(Name, FunctionId)>,
    main: Option<FunctionId>,
    state: Option<State>,
    identity: Identity,
}

/// The state of a node that has one.
#[derive(Clone, Copy)]
struct State {
    of: TypeId,
    /// Its function `new`; without one it begins with its default.
    new: Option<FunctionId>,
}

/// How a process of a program is set up.
#[derive(Clone, Debug, Default)]
pub struct Setting {
    /// The name of the node.
    pub name: Name,
    /// The other nodes that do what it does, which `peers()` gives.
    pub peers: Vec<Name>,
    /// The operations that it serves: functions, or methods of its state.
    pub serves: Vec<Name>,
    /// The function that it starts with.
    pub main: Option<Name>,
    /// The struct that is its state.
    pub state: Option<Name>,
    /// How many requests may be under way at a time; any number if this is nothing.
    pub workers: Option<usize>,
    /// Whether what it writes is lost in a crash unless it calls `disk::sync`.
    pub syncs_explicitly: bool,
}

/// A name in a [`Setting`] that the program does not have as it must be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// There is no such function, or the state has no such method.
    #[error("there is no function `{0}`")]
    NoFunction(Name),
    /// There is no such struct.
    #[error("there is no struct `{0}`")]
    NoState(Name),
    /// It takes what nobody gives it.
    #[error("`{0}` must take nothing but `&mut self`")]
    TakesTooMuch(Name),
}

/// A task of a process that waits, as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskView {
    /// The functions that wait for one another, the outermost first.
    pub functions: Vec<FunctionView>,
}

/// A function that is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionView {
    /// Its name.
    pub name: Name,
    /// The line at which it stands, from 1; nothing in code that is not shown.
    pub line: Option<u32>,
    /// Its variables by their names, and what they hold.
    pub variables: Vec<(Name, String)>,
}

impl Process {
    /// A process with this setting.
    ///
    /// # Errors
    /// The first name in the setting that the program has nothing of.
    pub fn new(program: Rc<Program>, setting: &Setting) -> Result<Self, Misfit> {
        let state = match &setting.state {
            Some(name) => {
                let of = program.types.find(name);
                let of = of.ok_or_else(|| Misfit::NoState(Name::clone(name)))?;
                let new = program.find(&format!("{name}::new"));
                Some(State { of, new })
            }
            None => None,
        };
        let find = |name: &Name| {
            let method = setting.state.as_ref().map(|state| format!("{state}::{name}"));
            let found = method.and_then(|method| program.find(&method));
            found
                .or_else(|| program.find(name))
                .ok_or_else(|| Misfit::NoFunction(Name::clone(name)))
        };
        let serves = setting.serves.iter().map(|name| Ok((Name::clone(name), find(name)?)));
        let serves = serves.collect::<Result<Vec<_>, Misfit>>()?;
        let main = setting.main.as_ref().map(find).transpose()?;
        let identity = Identity {
            name: Name::clone(&setting.name),
            peers: setting.peers.clone(),
            syncs_at_once: !setting.syncs_explicitly,
            workers: setting.workers,
        };
        let process = Self { program, serves, main, state, identity };
        let starts = process.main.into_iter().chain(state.and_then(|state| state.new));
        for id in starts {
            let function = process.program.function(id);
            if function.parameters.len() > usize::from(function.takes_self.is_some()) {
                return Err(Misfit::TakesTooMuch(Name::clone(&function.name)));
            }
        }
        Ok(process)
    }

    /// The tasks that wait, with their variables.
    pub fn tasks(&self, memory: &Memory) -> Vec<TaskView> {
        let answers = Answers::default();
        let machine = Machine::new(&self.program, &self.identity, memory.clone(), &answers);
        let tasks = memory.tasks.iter().filter(|(_, task)| !matches!(task.wait, Wait::Ended(_)));
        let view = |(_, task): (u32, &Rc<Task>)| TaskView {
            functions: task
                .frames
                .iter()
                .map(|frame| {
                    let function = self.program.function(frame.function);
                    let at = (frame.next as usize).saturating_sub(1);
                    let alive = function
                        .variables
                        .iter()
                        .filter(|scope| !scope.name.is_empty() && scope.holds(frame.next));
                    let variables = alive.filter_map(|scope| {
                        let slot = frame.base as usize + usize::from(scope.slot);
                        // What was moved out has left `()` behind.
                        let value = task.stack.get(slot).filter(|value| **value != Value::Unit)?;
                        Some((Name::clone(&scope.name), machine.sketch(value)))
                    });
                    FunctionView {
                        name: Name::clone(&function.name),
                        line: self.program.line(function.spans[at]),
                        variables: variables.collect(),
                    }
                })
                .collect(),
        };
        tasks.map(view).collect()
    }

    /// One step, or as much of it as its answers reach.
    fn attempt(
        &self,
        before: &Memory,
        input: &Input,
        asking: Option<&Asking>,
    ) -> Transition<Memory> {
        let answers = asking.map_or_else(Answers::default, |asking| asking.answers.clone());
        let mut machine = Machine::new(&self.program, &self.identity, before.clone(), &answers);
        machine.memory.reads_clock |= answers.clock.is_some();
        machine.memory.reads_instant |= answers.instant.is_some();
        let outcome = self.begin(&mut machine, input).and_then(|()| self.run(&mut machine));
        let effects = std::mem::take(&mut machine.effects);
        let moved = std::mem::take(&mut machine.moved);
        let spent = machine.spent() + asking.map_or(0, |asking| asking.spent);
        let then = match outcome {
            Ok(()) => Then::Wait,
            Err(Stopped) => match machine.why() {
                Failure::Panic(message) => {
                    let then = self.panicked(&machine, message);
                    // Nothing is left of what may have been too much to be looked at.
                    let disk = std::mem::take(&mut machine.memory.disk);
                    machine.memory = Memory { disk, ..Memory::default() };
                    then
                }
                Failure::Limit(sentence) => {
                    machine.memory = before.clone();
                    Then::Halt(sentence)
                }
                Failure::Asks(_) if spent > OPERATIONS_MAX * 16 => {
                    Then::Halt("the code asks for too many numbers and times in one step".into())
                }
                Failure::Asks(question) => {
                    let (before, input) = (before.clone(), input.clone());
                    let asking = Asking { before, input, answers, question, spent };
                    let state = Memory { asking: Some(Rc::new(asking)), ..Memory::default() };
                    let then = Then::Ask(question);
                    return Transition { state, effects: Vec::new(), moved: Vec::new(), then };
                }
            },
        };
        Transition { state: machine.memory, effects, moved, then }
    }

    fn panicked(&self, machine: &Machine<'_>, message: String) -> Then {
        let place = machine.places_of_running().pop();
        let line = |span| self.program.line(span);
        let calls = machine.trace().into_iter();
        let stack: Vec<Called> =
            calls.map(|(function, span)| Called { function, line: line(span) }).collect();
        // The line where it happened rather than where the task last waited.
        let here = stack.iter().find_map(|call| call.line);
        let place = place.map(|place| Place { line: here.or(place.line), ..place });
        Then::Panic { message, place, stack }
    }

    /// Takes an input in: what it starts, or what goes on with it.
    fn begin(&self, machine: &mut Machine<'_>, input: &Input) -> Result<(), Stopped> {
        match input {
            Input::Start => match self.state {
                Some(State { new: Some(new), .. }) => {
                    machine.start(Role::Initial, new, Vec::new());
                }
                Some(State { of, new: None }) => {
                    machine.memory.state = Some(machine.default_of(&Type::Named(of))?);
                    self.start_main(machine);
                }
                None => self.start_main(machine),
            },
            Input::Request { handle, operation, arguments, wants_answer, .. } => {
                let request = Waiting {
                    handle: wants_answer.then_some(*handle),
                    operation: Name::clone(operation),
                    arguments: Rc::clone(arguments),
                };
                machine.memory.backlog.push(Rc::new(request));
            }
            Input::Reply { call, result } => {
                let value = self.result(machine, *call, result);
                self.returned(machine, *call, result, value);
            }
            Input::TimedOut { call } => {
                let error = Value::Plain(TypeId::ERROR, VariantId::TIMEOUT);
                self.returned(machine, *call, &Data::error("Timeout"), Value::err(error));
            }
            Input::Timer { timer } => {
                if !machine.timed_out(*timer) {
                    machine.resume(*timer, Value::Unit);
                }
            }
            Input::Clock(_) | Input::Instant(_) | Input::Drawn(_) => {}
        }
        Ok(())
    }

    /// The result of a call, of the type that the function declares which answered. Where that is
    /// not known, or is another's, structs are told by their names.
    fn result(&self, machine: &Machine<'_>, call: u32, result: &Data) -> Value {
        let wait = machine.memory.tasks.get(call).map(|task| &task.wait);
        if let Some(Wait::Effect { answers: Some(function), .. }) = wait {
            let declared = match self.program.function(*function).returns.clone() {
                result @ Type::Result(..) => result,
                ok => Type::Result(Box::new(ok), Box::new(Type::Unknown)),
            };
            if let Ok(value) = self.program.read_wire(result, &declared) {
                return value;
            }
        }
        let read = self.program.read_wire(result, &Type::Unknown);
        read.unwrap_or_else(|problem| Value::err(failed(&problem)))
    }

    /// Hands the result of a call to the task that made it.
    fn returned(&self, machine: &mut Machine<'_>, call: u32, result: &Data, value: Value) {
        let wait = machine.memory.tasks.get(call).map(|task| &task.wait);
        if let Some(Wait::Effect { recorded: Some(number), .. }) = wait {
            let (number, result) = (*number, result.clone());
            machine.effects.push(Effect::Returned { number, result });
        }
        machine.resume(call, value);
    }

    fn start_main(&self, machine: &mut Machine<'_>) {
        if let Some(main) = self.main {
            machine.start(Role::Main, main, self.receiver(main));
        }
    }

    /// The node's state, for a function that takes `self`.
    fn receiver(&self, id: FunctionId) -> Vec<Value> {
        let takes_self = self.program.function(id).takes_self.is_some();
        let place = Reference { root: Root::State, path: Vec::new() };
        takes_self.then(|| Value::Place(Rc::new(place))).into_iter().collect()
    }

    /// Runs all tasks that can go on, and takes up requests as workers are free.
    fn run(&self, machine: &mut Machine<'_>) -> Result<(), Stopped> {
        let mut has_state = machine.memory.state.is_some();
        loop {
            self.take_up(machine);
            machine.run()?;
            // What waited for the state can begin now.
            let is_ready = machine.memory.state.is_some();
            if is_ready && !has_state {
                has_state = true;
                self.start_main(machine);
            } else if !self.can_take_up(machine) {
                return Ok(());
            }
        }
    }

    fn can_take_up(&self, machine: &Machine<'_>) -> bool {
        let memory = &machine.memory;
        let serving =
            |(_, task): &(u32, &Rc<Task>)| matches!(task.role, Role::Request(_) | Role::Told);
        let busy = memory.tasks.iter().filter(serving).count();
        !memory.backlog.is_empty()
            && (self.state.is_none() || memory.state.is_some())
            && self.identity.workers.is_none_or(|workers| busy < workers)
    }

    fn take_up(&self, machine: &mut Machine<'_>) {
        while self.can_take_up(machine) {
            let request = machine.memory.backlog.remove(0);
            match self.prepared(&request) {
                Ok((id, arguments)) => {
                    let role = request.handle.map_or(Role::Told, Role::Request);
                    machine.start(role, id, arguments);
                }
                Err(problem) => {
                    if let Some(handle) = request.handle {
                        let result = Data::failed(&problem);
                        machine.effects.push(Effect::Reply { handle, result });
                    }
                }
            }
        }
    }

    /// The function that a request asks for, and its arguments.
    fn prepared(&self, request: &Waiting) -> Result<(FunctionId, Vec<Value>), String> {
        let operation = &request.operation;
        let found = self.serves.iter().find(|(known, _)| known == operation);
        let id = found.ok_or_else(|| format!("nobody serves `{operation}` here"))?.1;
        let function = self.program.function(id);
        let mut arguments = self.receiver(id);
        let types = &function.parameters[arguments.len()..];
        if types.len() != request.arguments.len() {
            return Err(format!("`{operation}` takes {} arguments", types.len()));
        }
        for (data, of) in request.arguments.iter().zip(types) {
            arguments.push(self.program.read_wire(data, of)?);
        }
        Ok((id, arguments))
    }
}

fn failed(problem: &str) -> Value {
    Value::variant(TypeId::ERROR, VariantId::FAILED, vec![Value::text(problem)])
}

impl NodeProgram for Process {
    type State = Memory;

    fn initial(&self) -> Memory {
        Memory::default()
    }

    fn after_crash(&self, state: &Memory) -> Memory {
        // A step that was asking is over with the process: what it began with is what there is.
        let state = state.asking.as_ref().map_or(state, |asking| &asking.before);
        let (reads_clock, reads_instant) = (state.reads_clock, state.reads_instant);
        Memory { disk: state.disk.after_crash(), reads_clock, reads_instant, ..Memory::default() }
    }

    fn seen_now(&self, state: &Memory, now: Time) -> Option<Memory> {
        state.reads_instant.then(|| state.seen_now(now))
    }

    fn reads_clock(&self, state: &Memory) -> bool {
        state.reads_clock
    }

    fn stands(&self, state: &Memory) -> Vec<Vec<Place>> {
        let answers = Answers::default();
        let machine = Machine::new(&self.program, &self.identity, state.clone(), &answers);
        let waiting =
            state.tasks.iter().filter(|(_, task)| matches!(task.wait, Wait::Effect { .. }));
        waiting.map(|(number, _)| machine.places_of(number)).collect()
    }

    fn sections(&self, memory: &Memory) -> Vec<Section> {
        let answers = Answers::default();
        let machine = Machine::new(&self.program, &self.identity, memory.clone(), &answers);
        let mut sections = Vec::new();
        for task in self.tasks(memory) {
            for FunctionView { name, line, variables } in task.functions {
                let named = variables.into_iter().map(|(name, value)| (name.to_string(), value));
                let items = named.collect();
                sections.push(Section { name: name.to_string(), line, items });
            }
        }
        if let Some(state) = &memory.state {
            sections.push(Section::named("self", vec![(String::new(), machine.sketch(state))]));
        }
        let entries_of = |map: &Map| {
            let mut items = Vec::new();
            for (key, value) in map.entries() {
                items.push((machine.sketch(key), machine.sketch(value)));
            }
            items
        };
        sections.push(Section::named("shows", entries_of(&memory.shown)));
        sections.push(Section::named("disk", entries_of(&memory.disk.synced)));
        sections.push(Section::named("written, not synced", entries_of(&memory.disk.unsynced)));
        sections.retain(|section| section.line.is_some() || !section.items.is_empty());
        sections
    }

    fn step(&self, state: &Memory, input: &Input) -> Transition<Memory> {
        let Some(asking) = &state.asking else { return self.attempt(state, input, None) };
        let mut asking = (**asking).clone();
        match (asking.question, input) {
            (Ask::Clock, Input::Clock(time)) => asking.answers.clock = Some(*time),
            (Ask::Instant, Input::Instant(time)) => asking.answers.instant = Some(*time),
            (Ask::Draw { .. } | Ask::Choose { .. }, Input::Drawn(drawn)) => {
                asking.answers.drawn.push(*drawn);
            }
            _ => return self.attempt(&asking.before, input, None),
        }
        self.attempt(&asking.before, &asking.input, Some(&asking))
    }

    fn observe(&self, state: &Memory, question: &str, arguments: &[Data]) -> Result<Data, String> {
        let key = match arguments {
            [Data::Text(key)] => Value::text(&**key),
            _ => return Err(format!("`{question}` needs a key: what is asked for")),
        };
        let found = match question {
            "shown" => Value::option(state.shown.get(&key).cloned()),
            "disk" => state.disk.get(&key),
            _ => return Err(format!("a process cannot be asked for `{question}`")),
        };
        self.program.to_wire(&found).map_err(str::to_owned)
    }
}

impl Program {
    /// The line of the code that the reader sees; nothing for other code.
    pub(crate) fn line(&self, span: crate::diagnostic::Span) -> Option<u32> {
        (span.file == CODE).then(|| {
            let starts = self.lines.first().map_or(&[][..], Vec::as_slice);
            starts.partition_point(|&start| start <= span.start) as u32
        })
    }
}
