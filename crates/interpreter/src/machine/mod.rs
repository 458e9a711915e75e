//! Runs compiled code until it ends, waits for something, or goes too far.

mod collections;
mod iterators;
mod methods;
mod operators;
mod options;
mod scalars;
mod show;

use std::rc::Rc;

use whatif_simulator::{Place as CodePlace, Time};

use crate::code::{Function, FunctionId, Op, Pattern, PlaceSpec, PlaceStep, Program, SelfKind};
use crate::compile::CODE;
use crate::diagnostic::Span;
use crate::types::{IntKind, TypeId, VariantId};
use crate::value::{Closure, Future, Key, Place, Range, Struct, Value};

/// How many operations one step may take.
const OPERATIONS_MAX: u64 = 2_000_000;
/// How many bytes the values may take that one step makes, freed ones included.
const BYTES_MAX: u64 = 32 * 1024 * 1024;
/// How many functions may be waiting for one another.
const FRAMES_MAX: usize = 1_000;
/// How deep closures that built-in methods call may be inside one another.
const CLOSURES_MAX: usize = 24;
/// How many lines one step may print.
const LINES_MAX: usize = 1_000;

/// A task that can be set aside at any await: a plain value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Task {
    stack: Vec<Value>,
    frames: Vec<Frame>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Frame {
    function: FunctionId,
    /// The next operation.
    next: u32,
    /// Where its variables begin on the stack.
    base: u32,
}

/// How a task came to stop.
pub(crate) enum Outcome {
    Finished(Value),
    /// It waits for another node.
    Call {
        target: u16,
        operation: u16,
        arguments: Vec<Value>,
    },
    Sleep(Time),
}

/// Why a task cannot go on.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// The code panicked, which kills the process.
    Panic { message: String, span: Span },
    /// A limit was reached.
    Limit(String),
}

/// What a property function reads the world through.
pub(crate) trait Host {
    fn observe(
        &self,
        node: &str,
        question: &str,
        arguments: &[Value],
    ) -> std::result::Result<Value, String>;
}

pub(crate) struct Machine<'a> {
    pub(crate) program: &'a Program,
    host: Option<&'a dyn Host>,
    operations: u64,
    bytes: u64,
    closures: usize,
    /// The lines that were printed.
    pub(crate) printed: Vec<String>,
    /// Where the operation under way comes from.
    span: Span,
}

/// A failure is boxed: it is rare, and every `?` would carry its size.
type Result<T> = std::result::Result<T, Box<Failure>>;

impl Task {
    /// A task that is about to start with a function.
    pub(crate) fn start(program: &Program, function: FunctionId, arguments: Vec<Value>) -> Self {
        let mut task = Self { stack: arguments, frames: Vec::new() };
        task.enter(program.function(function), function, 0);
        task
    }

    /// Hands the task what it waited for.
    pub(crate) fn give(&mut self, value: Value) {
        self.stack.push(value);
    }

    /// Where the task waits, the outermost function first.
    pub(crate) fn places(&self, program: &Program) -> Vec<CodePlace> {
        self.frames.iter().filter_map(|frame| frame.place(program)).collect()
    }

    fn enter(&mut self, function: &Function, id: FunctionId, base: usize) {
        self.stack.resize(base + usize::from(function.slots), Value::Unit);
        self.frames.push(Frame { function: id, next: 0, base: base as u32 });
    }
}

impl Frame {
    /// The place at which the function stands, which is the await that it has just done.
    fn place(self, program: &Program) -> Option<CodePlace> {
        let function = program.function(self.function);
        let Some(Op::Await(at)) = function.code.get((self.next as usize).checked_sub(1)?) else {
            return None;
        };
        let place = &function.awaits[usize::from(*at)];
        Some(CodePlace {
            function: Rc::clone(&function.name),
            ordinal: u32::from(*at) + 1,
            effect: Rc::clone(&place.effect),
            line: (place.span.file == CODE).then_some(place.line),
        })
    }
}

impl<'a> Machine<'a> {
    pub(crate) fn new(program: &'a Program, host: Option<&'a dyn Host>) -> Self {
        Self {
            program,
            host,
            operations: 0,
            bytes: 0,
            closures: 0,
            printed: Vec::new(),
            span: Span::default(),
        }
    }

    /// Runs a task until it ends or waits.
    pub(crate) fn run(&mut self, task: &mut Task) -> Result<Outcome> {
        loop {
            let Some(frame) = task.frames.last_mut() else {
                return Ok(Outcome::Finished(task.stack.pop().unwrap_or(Value::Unit)));
            };
            let function = self.program.function(frame.function);
            let at = frame.next as usize;
            frame.next += 1;
            let base = frame.base as usize;
            self.span = function.spans[at];
            self.operations += 1;
            if self.operations > OPERATIONS_MAX {
                return self.limit(format!(
                    "the code ran {OPERATIONS_MAX} operations without waiting for anything: does a loop never end?"
                ));
            }
            match function.code[at] {
                Op::Constant(constant) => {
                    task.stack.push(function.constants[constant as usize].clone());
                }
                Op::Load(slot) => {
                    let value = task.stack[base + usize::from(slot)].clone();
                    task.stack.push(value);
                }
                Op::Store(slot) => {
                    let value = self.pop(task);
                    task.stack[base + usize::from(slot)] = value;
                }
                Op::Pop => {
                    self.pop(task);
                }
                Op::Deref => {
                    let value = self.pop(task);
                    let value = self.read(task, value)?;
                    task.stack.push(value);
                }
                Op::Field(name) => {
                    let value = self.pop(task);
                    let name = self.program.name(name);
                    let found = match &value {
                        Value::Struct(inner) => {
                            let fields = self.program.types.fields(inner.of, None);
                            fields.position(name).map(|at| inner.fields[at].clone())
                        }
                        Value::Range(range) if &**name == "start" => range.start.clone(),
                        Value::Range(range) if &**name == "end" => range.end.clone(),
                        _ => None,
                    };
                    let Some(found) = found else {
                        let kind = self.name_of(&value);
                        return self.panic(format!("{kind} has no field `{name}`"));
                    };
                    task.stack.push(found);
                }
                Op::Position(position) => {
                    let value = self.pop(task);
                    let found = fields_of(&value).and_then(|all| all.get(usize::from(position)));
                    let Some(found) = found.cloned() else {
                        let kind = self.name_of(&value);
                        return self.panic(format!("{kind} has no field `{position}`"));
                    };
                    task.stack.push(found);
                }
                Op::Index => {
                    let (index, value) = (self.pop(task), self.pop(task));
                    let value = self.index(&value, &index)?;
                    task.stack.push(value);
                }
                Op::MakeTuple(count) => {
                    let values = self.take(task, count)?;
                    task.stack.push(Value::Tuple(Rc::new(values)));
                }
                Op::MakeList(count) => {
                    let values = self.take(task, count)?;
                    task.stack.push(Value::list(values));
                }
                Op::Repeat => {
                    let (count, value) = (self.pop(task), self.pop(task));
                    let count = self.size(&count)?;
                    self.spend(count as u64 * 16)?;
                    task.stack.push(Value::list(vec![value; count]));
                }
                Op::MakeStruct(of, count) => {
                    let fields = self.take(task, count)?;
                    task.stack.push(Value::Struct(Rc::new(Struct { of, fields })));
                }
                Op::MakeVariant(of, variant, count) => {
                    let fields = self.take(task, count)?;
                    task.stack.push(Value::variant(of, variant, fields));
                }
                Op::MakeRange { start, end, inclusive } => {
                    let end = end.then(|| self.pop(task));
                    let start = start.then(|| self.pop(task));
                    task.stack.push(Value::Range(Rc::new(Range { start, end, inclusive })));
                }
                Op::MakeClosure(function, count) => {
                    let captured = self.take(task, count)?;
                    let mut inside = Vec::with_capacity(captured.len());
                    for value in captured {
                        inside.push(self.read(task, value)?);
                    }
                    let closure = Closure { function, captured: inside };
                    task.stack.push(Value::Closure(Rc::new(closure)));
                }
                Op::Not => {
                    let value = self.pop(task);
                    let value = self.not(&value)?;
                    task.stack.push(value);
                }
                Op::Negate => {
                    let value = self.pop(task);
                    let value = self.negate(&value)?;
                    task.stack.push(value);
                }
                Op::Binary(operator) => {
                    let (right, left) = (self.pop(task), self.pop(task));
                    let value = self.binary(operator, left, right)?;
                    task.stack.push(value);
                }
                Op::Cast(cast) => {
                    let value = self.pop(task);
                    let value = self.cast(cast, &value)?;
                    task.stack.push(value);
                }
                Op::Widen(kind) => {
                    let value = self.pop(task);
                    let value = self.widen(kind, value)?;
                    task.stack.push(value);
                }
                Op::Jump(to) => self.jump(task, to),
                Op::JumpIfFalse(to) => {
                    let value = self.pop(task);
                    if !self.truth(&value)? {
                        self.jump(task, to);
                    }
                }
                Op::JumpKeeping { if_true, to } => {
                    let value = task.stack.last().cloned().unwrap_or(Value::Unit);
                    if self.truth(&value)? == if_true {
                        self.jump(task, to);
                    }
                }
                Op::Match { pattern, otherwise } => {
                    let value = self.pop(task);
                    let pattern = &function.patterns[pattern as usize];
                    if !matches(task, base, pattern, &value) {
                        self.jump(task, otherwise);
                    }
                }
                Op::Call(callee, count) => self.call_function(task, callee, count)?,
                Op::CallValue(count) => {
                    let arguments = self.take(task, count)?;
                    let callee = self.pop(task);
                    self.call_value(task, &callee, arguments)?;
                }
                Op::CallBuiltin(builtin, count) => {
                    let arguments = self.take(task, count)?;
                    let value = self.call_builtin(builtin, arguments)?;
                    task.stack.push(value);
                }
                Op::CallMethod { name, arguments, place, collects } => {
                    let place = place.map(|place| &function.places[place as usize]);
                    let name = Rc::clone(self.program.name(name));
                    self.call_method(task, base, &name, arguments, place, collects)?;
                }
                Op::CallNode { target, operation, arguments } => {
                    let arguments = self.take(task, arguments)?;
                    let future = Future::Call { target, operation, arguments };
                    task.stack.push(Value::Future(Rc::new(future)));
                }
                Op::Assign(place) => {
                    let spec = &function.places[place as usize];
                    let place = self.place(task, base, spec)?;
                    let value = self.pop(task);
                    *self.reach(task, &place)? = value;
                }
                Op::AssignBinary(place, operator) => {
                    let spec = &function.places[place as usize];
                    let place = self.place(task, base, spec)?;
                    let right = self.pop(task);
                    // Taken out, so that a string grows in place rather than in a copy.
                    let left = std::mem::replace(self.reach(task, &place)?, Value::Unit);
                    let value = self.binary(operator, left, right)?;
                    *self.reach(task, &place)? = value;
                }
                Op::Borrow(place) => {
                    let place = self.place(task, base, &function.places[place as usize])?;
                    task.stack.push(Value::Place(Rc::new(place)));
                }
                Op::Return => self.give_back(task, base),
                Op::Try => {
                    let value = self.pop(task);
                    let Value::Variant(variant) = &value else {
                        let kind = self.name_of(&value);
                        return self.panic(format!("`?` needs a Result or an Option, not {kind}"));
                    };
                    let (of, which) = (variant.of, variant.which);
                    let goes_on = (of, which) == (TypeId::RESULT, VariantId::OK)
                        || (of, which) == (TypeId::OPTION, VariantId::SOME);
                    if goes_on {
                        task.stack.push(variant.fields[0].clone());
                    } else {
                        task.stack.push(value);
                        self.give_back(task, base);
                    }
                }
                Op::Await(_) => {
                    let future = self.pop(task);
                    let Value::Future(future) = future else {
                        let kind = self.name_of(&future);
                        return self.panic(format!("{kind} cannot be awaited"));
                    };
                    match &*future {
                        Future::Function { function, arguments } => {
                            let base = task.stack.len();
                            task.stack.extend(arguments.iter().cloned());
                            self.enter(task, *function, base)?;
                        }
                        Future::Call { target, operation, arguments } => {
                            let (target, operation) = (*target, *operation);
                            let arguments = arguments.clone();
                            return Ok(Outcome::Call { target, operation, arguments });
                        }
                        Future::Sleep(length) => return Ok(Outcome::Sleep(*length)),
                    }
                }
                Op::Iterate => {
                    let value = self.pop(task);
                    let iterator = self.iterate(value)?;
                    task.stack.push(Value::Iterator(Rc::new(iterator)));
                }
                Op::Next { slot, otherwise } => {
                    let slot = base + usize::from(slot);
                    let mut iterator = std::mem::replace(&mut task.stack[slot], Value::Unit);
                    let next = match &mut iterator {
                        Value::Iterator(inner) => self.next(Rc::make_mut(inner))?,
                        _ => None,
                    };
                    match next {
                        Some(value) => {
                            task.stack[slot] = iterator;
                            task.stack.push(value);
                        }
                        // What has been read to its end is dropped, so that nothing of it stays.
                        None => self.jump(task, otherwise),
                    }
                }
                Op::Format(format) => {
                    let format = &function.formats[format as usize];
                    let values = self.take(task, format.arguments)?;
                    let text = self.format(format, &values)?;
                    self.spend(text.len() as u64)?;
                    task.stack.push(Value::text(text));
                }
                Op::Print => {
                    if let Value::Text(text) = self.pop(task) {
                        if self.printed.len() >= LINES_MAX {
                            return self
                                .limit(format!("the code printed {LINES_MAX} lines at once"));
                        }
                        self.printed.push((*text).clone());
                    }
                    task.stack.push(Value::Unit);
                }
                Op::Panic => {
                    let message = self.pop(task);
                    let message = match message {
                        Value::Text(text) => (*text).clone(),
                        other => self.debug(&other),
                    };
                    return self.panic(message);
                }
            }
        }
    }

    fn panic<T>(&self, message: impl Into<String>) -> Result<T> {
        Err(Box::new(Failure::Panic { message: message.into(), span: self.span }))
    }

    fn limit<T>(&self, message: impl Into<String>) -> Result<T> {
        Err(Box::new(Failure::Limit(message.into())))
    }

    /// Counts bytes of values that are made.
    fn spend(&mut self, bytes: u64) -> Result<()> {
        self.bytes = self.bytes.saturating_add(bytes);
        if self.bytes > BYTES_MAX {
            let most = BYTES_MAX / (1024 * 1024);
            return self.limit(format!(
                "the code made more than {most} MB of values without waiting for anything"
            ));
        }
        Ok(())
    }

    /// Counts work that one operation does over many values.
    fn work(&mut self, operations: usize) -> Result<()> {
        self.operations = self.operations.saturating_add(operations as u64);
        if self.operations > OPERATIONS_MAX {
            return self
                .limit("the code worked through too many values without waiting for anything");
        }
        Ok(())
    }

    fn pop(&self, task: &mut Task) -> Value {
        task.stack.pop().unwrap_or(Value::Unit)
    }

    fn take(&mut self, task: &mut Task, count: u16) -> Result<Vec<Value>> {
        self.spend(u64::from(count) * 16 + 16)?;
        let from = task.stack.len().saturating_sub(usize::from(count));
        Ok(task.stack.split_off(from))
    }

    fn jump(&self, task: &mut Task, to: u32) {
        if let Some(frame) = task.frames.last_mut() {
            frame.next = to;
        }
    }

    fn give_back(&self, task: &mut Task, base: usize) {
        let value = self.pop(task);
        task.stack.truncate(base);
        task.frames.pop();
        task.stack.push(value);
    }

    fn enter(&mut self, task: &mut Task, id: FunctionId, base: usize) -> Result<()> {
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

    fn call_function(&mut self, task: &mut Task, id: FunctionId, count: u16) -> Result<()> {
        if self.program.function(id).is_async {
            let arguments = self.take(task, count)?;
            let future = Future::Function { function: id, arguments };
            task.stack.push(Value::Future(Rc::new(future)));
            return Ok(());
        }
        let base = task.stack.len().saturating_sub(usize::from(count));
        self.enter(task, id, base)
    }

    fn call_value(&mut self, task: &mut Task, callee: &Value, arguments: Vec<Value>) -> Result<()> {
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
    fn call_now(&mut self, callee: &Value, arguments: Vec<Value>) -> Result<Value> {
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
            Outcome::Call { .. } | Outcome::Sleep(_) => {
                self.panic("a closure that a method calls cannot wait for anything")
            }
        }
    }

    fn truth(&self, value: &Value) -> Result<bool> {
        match value {
            Value::Bool(value) => Ok(*value),
            other => self.panic(format!("{} is neither true nor false", other.kind())),
        }
    }

    fn size(&self, value: &Value) -> Result<usize> {
        match value {
            Value::Int(int) if (0..1 << 32).contains(&int.number()) => Ok(int.number() as usize),
            Value::Int(int) => self.panic(format!("{} is no position or length", int.number())),
            other => self.panic(format!("{} is no position or length", other.kind())),
        }
    }

    /// The place that a spec means now, its indices taken from the stack.
    fn place(&mut self, task: &mut Task, base: usize, spec: &PlaceSpec) -> Result<Place> {
        let indices = spec.steps.iter().filter(|step| **step == PlaceStep::Index).count();
        let mut indices = self.take(task, indices as u16)?.into_iter();
        let slot = base + usize::from(spec.slot);
        let mut place = match &task.stack[slot] {
            Value::Place(place) if spec.through => (**place).clone(),
            _ => Place { slot: slot as u32, path: Vec::new() },
        };
        place.path.extend(spec.steps.iter().map(|step| match step {
            PlaceStep::Field(name) => Key::Field(name.0),
            PlaceStep::Position(position) => Key::Position(u32::from(*position)),
            PlaceStep::Index => Key::Index(indices.next().unwrap_or(Value::Unit)),
        }));
        Ok(place)
    }

    /// The value at a place, to be written.
    fn reach<'t>(&self, task: &'t mut Task, place: &Place) -> Result<&'t mut Value> {
        let Some(mut value) = task.stack.get_mut(place.slot as usize) else {
            return self.panic("what this reference pointed to is gone");
        };
        for key in &place.path {
            value = self.inside(value, key)?;
        }
        Ok(value)
    }

    fn inside<'t>(&self, value: &'t mut Value, key: &Key) -> Result<&'t mut Value> {
        let kind = value.kind();
        let found = match (value, key) {
            (Value::Struct(inner), Key::Field(name)) => {
                let name = &self.program.names[*name as usize];
                let at = self.program.types.fields(inner.of, None).position(name);
                at.and_then(|at| Rc::make_mut(inner).fields.get_mut(at))
            }
            (Value::Struct(inner), Key::Position(at)) => {
                Rc::make_mut(inner).fields.get_mut(*at as usize)
            }
            (Value::Tuple(values), Key::Position(at)) => Rc::make_mut(values).get_mut(*at as usize),
            (Value::List(values), Key::Index(index)) => {
                let (at, length) = (self.size(index)?, values.len());
                match Rc::make_mut(values).get_mut(at) {
                    Some(value) => Some(value),
                    None => return self.out_of_bounds(at, length),
                }
            }
            (Value::Map(map), Key::Index(key)) => Rc::make_mut(map).get_mut(key),
            _ => None,
        };
        match found {
            Some(found) => Ok(found),
            None => self.panic(format!("{kind} has no such part")),
        }
    }

    fn out_of_bounds<T>(&self, at: usize, length: usize) -> Result<T> {
        self.panic(format!("index out of bounds: the len is {length} but the index is {at}"))
    }

    /// What a reference stands for; any other value is itself.
    fn read(&self, task: &mut Task, value: Value) -> Result<Value> {
        match value {
            Value::Place(place) => self.reach(task, &place).cloned(),
            other => Ok(other),
        }
    }

    fn index(&mut self, value: &Value, index: &Value) -> Result<Value> {
        match (value, index) {
            (Value::List(values), Value::Range(range)) => {
                let (from, to) = self.bounds(range, values.len())?;
                self.spend((to - from) as u64 * 16)?;
                Ok(Value::list(values[from..to].to_vec()))
            }
            (Value::Text(text), Value::Range(range)) => {
                let (from, to) = self.bounds(range, text.len())?;
                self.spend((to - from) as u64)?;
                match text.get(from..to) {
                    Some(part) => Ok(Value::text(part)),
                    None => self.panic("a string is cut inside a character"),
                }
            }
            (Value::List(values), index) => {
                let at = self.size(index)?;
                match values.get(at) {
                    Some(value) => Ok(value.clone()),
                    None => self.out_of_bounds(at, values.len()),
                }
            }
            (Value::Map(map), key) => match map.get(key) {
                Some(value) => Ok(value.clone()),
                None => self.panic("the map has no such key"),
            },
            (other, _) => self.panic(format!("{} cannot be indexed", other.kind())),
        }
    }

    fn bounds(&self, range: &Range, length: usize) -> Result<(usize, usize)> {
        let from = range.start.as_ref().map_or(Ok(0), |start| self.size(start))?;
        let to = match &range.end {
            Some(end) => self.size(end)? + usize::from(range.inclusive),
            None => length,
        };
        if from > to || to > length {
            return self.panic(format!("range {from}..{to} is out of bounds: the len is {length}"));
        }
        Ok((from, to))
    }

    fn widen(&self, kind: IntKind, value: Value) -> Result<Value> {
        match value {
            Value::Int(int) if int.kind == IntKind::Any => match Value::int(kind, int.number()) {
                Some(value) => Ok(value),
                None => self.panic(format!("{} does not fit into {}", int.number(), kind.name())),
            },
            other => Ok(other),
        }
    }

    /// Calls a function of a type's `impl` as a method.
    fn call_own_method(
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

    /// What a value is, with the name of its type if it has one.
    fn name_of(&self, value: &Value) -> String {
        match value {
            Value::Struct(inner) => format!("`{}`", self.program.types.get(inner.of).name),
            Value::Variant(inner) if inner.of > TypeId::RESULT => {
                format!("`{}`", self.program.types.get(inner.of).name)
            }
            other => other.kind().to_owned(),
        }
    }
}

fn fields_of(value: &Value) -> Option<&[Value]> {
    match value {
        Value::Tuple(values) => Some(values),
        Value::Struct(inner) => Some(&inner.fields),
        _ => None,
    }
}

/// Whether a value fits a pattern; binds the variables of the pattern as it goes.
fn matches(task: &mut Task, base: usize, pattern: &Pattern, value: &Value) -> bool {
    let mut all = |patterns: &[(u16, Pattern)], fields: &[Value]| {
        patterns.iter().all(|(at, pattern)| {
            fields.get(usize::from(*at)).is_some_and(|field| matches(task, base, pattern, field))
        })
    };
    match (pattern, value) {
        (Pattern::Any, _) => true,
        (Pattern::Bind(slot, inner), value) => {
            let fits = inner.as_ref().is_none_or(|inner| matches(task, base, inner, value));
            if fits {
                task.stack[base + usize::from(*slot)] = value.clone();
            }
            fits
        }
        (Pattern::Literal(literal), value) => literal == value,
        (Pattern::Range { low, high, inclusive }, value) => {
            low.as_ref().is_none_or(|low| low <= value)
                && high.as_ref().is_none_or(|high| value < high || (*inclusive && value == high))
        }
        (Pattern::Sequence { front, rest, back }, Value::Tuple(values) | Value::List(values)) => {
            let fits = match rest {
                Some(_) => values.len() >= front.len() + back.len(),
                None => values.len() == front.len(),
            };
            if !fits {
                return false;
            }
            let (first, others) = values.split_at(front.len());
            let (middle, last) = others.split_at(others.len() - back.len());
            let mut each = |patterns: &[Pattern], values: &[Value]| {
                patterns
                    .iter()
                    .zip(values)
                    .all(|(pattern, value)| matches(task, base, pattern, value))
            };
            each(front, first)
                && each(back, last)
                && rest
                    .as_ref()
                    .is_none_or(|rest| matches(task, base, rest, &Value::list(middle.to_vec())))
        }
        (Pattern::Struct(of, fields), Value::Struct(inner)) => {
            inner.of == *of && all(fields, &inner.fields)
        }
        (Pattern::Variant(of, variant, fields), Value::Variant(inner)) => {
            inner.of == *of && inner.which == *variant && all(fields, &inner.fields)
        }
        (Pattern::Or(cases), value) => cases.iter().any(|case| matches(task, base, case, value)),
        _ => false,
    }
}
