//! Runs compiled code until it ends, waits for something, or goes too far.

mod calls;
mod collections;
mod iterators;
mod methods;
mod operators;
mod options;
mod places;
mod scalars;
mod show;

use std::rc::Rc;

use whatif_simulator::{Place as CodePlace, Time};

use crate::code::{Function, FunctionId, Op, Pattern, Program};
use crate::compile::CODE;
use crate::diagnostic::Span;
use crate::library::Builtin;
use crate::types::{IntKind, TypeId, VariantId};
use crate::value::{Closure, Future, Range, Struct, Value};

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
    /// It needs a random number of this width at once, both ends included.
    Draw {
        kind: IntKind,
        low: i64,
        high: i64,
    },
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
                Op::CallBuiltin(Builtin::Random, _) => {
                    let range = self.pop(task);
                    return self.draw(&range);
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

    fn widen(&self, kind: IntKind, value: Value) -> Result<Value> {
        match value {
            Value::Int(int) if int.kind == IntKind::Any => match Value::int(kind, int.number()) {
                Some(value) => Ok(value),
                None => self.panic(format!("{} does not fit into {}", int.number(), kind.name())),
            },
            other => Ok(other),
        }
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
