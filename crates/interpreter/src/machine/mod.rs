//! Runs compiled code until it ends, waits for something, or goes too far.

mod awaits;
mod builtins;
mod calls;
mod characters;
mod collections;
mod iterators;
mod lists;
mod methods;
mod numbers;
mod operators;
mod options;
mod patterns;
mod places;
mod schedule;
mod shared;
mod show;
mod survey;
mod texts;

use std::cell::Cell;
use std::fmt::Display;
use std::rc::Rc;

use whatif_simulator::{Ask, Effect, Moved, Name, Place as CodePlace};

use crate::code::{Function, FunctionId, Op, Program};
use crate::diagnostic::Span;
use crate::memory::{Answers, Frame, Memory, Wait};
use crate::number::Int;
use crate::types::{Type, TypeId, VariantId};
use crate::value::{Closure, Future, Range, Value};

pub(crate) use operators::sign;

/// How many operations one step may take.
pub(crate) const OPERATIONS_MAX: u64 = 2_000_000;
/// How many bytes the values may take that one step makes, freed ones included.
const BYTES_MAX: u64 = 32 * 1024 * 1024;
/// How many functions may be waiting for one another.
const FRAMES_MAX: usize = 1_000;
/// How deep closures that built-in methods call may be inside one another.
const CLOSURES_MAX: usize = 24;
/// How many lines one step may print.
const LINES_MAX: usize = 1_000;

/// How many bytes something noted counts as.
const NOTE: u64 = 64;

/// A value that was written down for an explanation.
pub(crate) struct Noted {
    /// Which expression came to it, by its place in the list of notes.
    pub(crate) note: u32,
    /// How many functions were waiting.
    pub(crate) depth: usize,
    pub(crate) value: Value,
}

/// How a task came to stop.
pub(crate) enum Outcome {
    Finished(Value),
    Waits(Wait),
}

/// Why a step cannot go on.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// The code panicked, which kills the process.
    Panic(String),
    /// A limit was reached.
    Limit(String),
    /// It needs an answer first.
    Asks(Ask),
}

/// The code cannot go on. Why, stands in the machine: every `?` would carry it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopped;

type Result<T> = std::result::Result<T, Stopped>;

/// What a property function reads the world through.
pub(crate) trait Host {
    fn observe(
        &self,
        node: &str,
        question: &str,
        arguments: &[Value],
    ) -> std::result::Result<Value, String>;
}

/// What a process knows of itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Identity {
    pub(crate) name: Name,
    /// The other nodes that do what it does.
    pub(crate) peers: Vec<Name>,
    /// Whether what is written is on the disk at once.
    pub(crate) syncs_at_once: bool,
    /// How many requests may be under way at a time.
    pub(crate) workers: Option<usize>,
}

pub(crate) struct Machine<'a> {
    pub(crate) program: &'a Program,
    identity: &'a Identity,
    host: Option<&'a dyn Host>,
    pub(crate) memory: Memory,
    pub(crate) effects: Vec<Effect>,
    pub(crate) moved: Vec<Moved>,
    answers: &'a Answers,
    /// How many of the drawn numbers it has used.
    drawn: usize,
    /// The tasks that go on with what a child of theirs came to, and where that child stood.
    inherited: Vec<(u32, Vec<CodePlace>)>,
    /// The tasks that can go on, in the order in which they will.
    ready: Vec<u32>,
    pub(crate) operations: u64,
    bytes: u64,
    lines: usize,
    /// What was printed of a line that has not ended.
    line: String,
    closures: usize,
    /// The number of the task that runs.
    number: u32,
    stack: Vec<Value>,
    /// The functions that wait for the one that runs.
    frames: Vec<Frame>,
    frame: Frame,
    function: &'a Function,
    /// Whether a function runs at all.
    active: bool,
    /// What was written down for an explanation.
    pub(crate) noted: Vec<Noted>,
    /// Why the code stopped last.
    failure: Cell<Option<Failure>>,
}

impl<'a> Machine<'a> {
    pub(crate) fn new(
        program: &'a Program,
        identity: &'a Identity,
        memory: Memory,
        answers: &'a Answers,
    ) -> Self {
        Self {
            program,
            identity,
            host: None,
            memory,
            effects: Vec::new(),
            moved: Vec::new(),
            answers,
            drawn: 0,
            inherited: Vec::new(),
            ready: Vec::new(),
            operations: 0,
            bytes: 0,
            lines: 0,
            line: String::new(),
            closures: 0,
            number: 0,
            stack: Vec::new(),
            frames: Vec::new(),
            frame: Frame { function: FunctionId(0), next: 0, base: 0 },
            function: &program.nothing,
            active: false,
            noted: Vec::new(),
            failure: Cell::new(None),
        }
    }

    pub(crate) fn seeing(mut self, host: &'a dyn Host) -> Self {
        self.host = Some(host);
        self
    }

    /// Runs a function that waits for nothing, to its end.
    pub(crate) fn call(
        &mut self,
        id: FunctionId,
        arguments: Vec<Value>,
    ) -> std::result::Result<Value, Box<Failure>> {
        self.called(id, arguments).map_err(|Stopped| Box::new(self.why()))
    }

    fn called(&mut self, id: FunctionId, arguments: Vec<Value>) -> Result<Value> {
        self.stack.extend(arguments);
        let base = self.stack.len() - self.program.function(id).parameters.len();
        self.enter(id, base)?;
        match self.execute(0)? {
            Outcome::Finished(value) => self.read(value),
            Outcome::Waits(_) => self.panic("this cannot wait for anything"),
        }
    }

    /// Where the code stands: the functions that wait for one another, the innermost first.
    pub(crate) fn trace(&self) -> Vec<(Name, Span)> {
        let running = self.active.then_some(self.frame);
        let frames = running.into_iter().chain(self.frames.iter().rev().copied());
        let each = frames.map(|frame| {
            let function = self.program.function(frame.function);
            let at = (frame.next as usize).saturating_sub(1);
            (Name::clone(&function.name), function.spans.get(at).copied().unwrap_or_default())
        });
        each.collect()
    }

    /// Runs until the function returns that was entered with this many others waiting, or until it
    /// waits for something.
    fn execute(&mut self, floor: usize) -> Result<Outcome> {
        // The position is kept here as well, so that reading the next operation waits for nothing
        // that the last one wrote.
        let mut function = self.function;
        let mut next = self.frame.next;
        loop {
            let op = function.code[next as usize];
            next += 1;
            self.frame.next = next;
            match op {
                Op::Constant(constant) => match &function.constants[constant as usize] {
                    Value::Int(int) => self.push_int(*int),
                    other => self.push(other.clone()),
                },
                Op::Load(slot) | Op::Look(slot) => match self.variable(slot) {
                    Value::Int(int) => self.push_int(*int),
                    other => self.push(other.clone()),
                },
                Op::Take(slot) => {
                    let value = std::mem::replace(self.variable_mut(slot), Value::Unit);
                    self.push(value);
                }
                Op::LoadThrough(slot) => {
                    let value = self.variable(slot).clone();
                    let value = self.read(value)?;
                    self.push(value);
                }
                Op::Store(slot) => {
                    if let Some(int) = self.pop_int() {
                        self.set_int(slot, int);
                        continue;
                    }
                    let value = self.pop();
                    *self.variable_mut(slot) = value;
                }
                Op::StoreThrough(slot) => {
                    let value = self.pop();
                    match self.variable(slot).clone() {
                        Value::Place(place) => *self.reach(&place)? = value,
                        _ => *self.variable_mut(slot) = value,
                    }
                }
                Op::Pop => {
                    self.pop();
                }
                Op::Deref => {
                    if let Some(Value::Place(_)) = self.stack.last() {
                        let value = self.pop();
                        let value = self.read(value)?;
                        self.push(value);
                    }
                }
                Op::Field(name) => {
                    let value = self.pop();
                    let value = self.field(&value, name)?;
                    self.push(value);
                }
                Op::Position(position) => {
                    let value = self.pop();
                    let value = self.read(value)?;
                    let Some(found) = value.fields().get(usize::from(position)).cloned() else {
                        let kind = self.name_of(&value);
                        return self.panic(format_args!("{kind} has no field `{position}`"));
                    };
                    self.push(found);
                }
                Op::Index => {
                    let (index, value) = (self.pop(), self.pop());
                    let (index, value) = (self.read(index)?, self.read(value)?);
                    let value = self.index(&value, &index)?;
                    self.push(value);
                }
                Op::Read(place) => {
                    let value = self.read_place(&function.places[place as usize])?;
                    self.push(value);
                }
                Op::MakeTuple(count) => {
                    let values = self.take(count)?;
                    self.push(Value::tuple(values));
                }
                Op::MakeList(count) => {
                    let values = self.take(count)?;
                    self.push(Value::list(values));
                }
                Op::Repeat => {
                    let (count, value) = (self.pop(), self.pop());
                    let (count, value) = (self.size(&count)?, self.read(value)?);
                    self.spend(count as u64 * 16)?;
                    self.push(Value::list(vec![value; count]));
                }
                Op::MakeStruct(of, count) => {
                    let fields = self.take(count)?;
                    self.push(Value::record(of, fields));
                }
                Op::MakeVariant(of, variant, count) => {
                    let fields = self.take(count)?;
                    self.push(Value::variant(of, variant, fields));
                }
                Op::MakeRange { start, end, inclusive } => {
                    let end = if end { Some(self.end_of_range()?) } else { None };
                    let start = if start { Some(self.end_of_range()?) } else { None };
                    self.push(Value::Range(Rc::new(Range { start, end, inclusive })));
                }
                Op::MakeClosure(function, count) => {
                    let captured = self.take(count)?.into();
                    self.push(Value::Closure(Rc::new(Closure { function, captured })));
                }
                Op::MakeBlock(function, count) => {
                    let captured = self.take(count)?.into();
                    let block = Future::Block(Closure { function, captured });
                    self.push(Value::future(block));
                }
                Op::MakeCell => {
                    let value = self.pop();
                    let cell = self.make_cell(value)?;
                    self.push(cell);
                }
                Op::Default(of) => {
                    let value = self.default_of(&function.types[of as usize])?;
                    self.push(value);
                }
                Op::Convert(of) => {
                    let value = self.pop_read()?;
                    let value = self.convert(&value, &function.types[of as usize])?;
                    self.push(value);
                }
                Op::ConvertChecked(of) => {
                    let value = self.pop_read()?;
                    let value = self.convert_checked(&value, &function.types[of as usize])?;
                    self.push(value);
                }
                Op::Not => {
                    let value = self.pop_read()?;
                    let value = self.not(&value)?;
                    self.push(value);
                }
                Op::Negate => {
                    let value = self.pop_read()?;
                    let value = self.negate(&value)?;
                    self.push(value);
                }
                Op::Binary(operator) => {
                    if let [.., Value::Int(left), Value::Int(right)] = self.stack.as_mut_slice() {
                        if let Some(int) = operators::plain_arithmetic(operator, *left, *right) {
                            *left = int;
                            self.stack.truncate(self.stack.len() - 1);
                            continue;
                        }
                        if let Some(holds) = operators::plain_comparison(operator, *left, *right) {
                            self.stack.truncate(self.stack.len() - 2);
                            next = self.decide(holds, function, next);
                            continue;
                        }
                    }
                    let (right, left) = (self.pop(), self.pop());
                    let value = self.binary(operator, left, right)?;
                    self.push(value);
                }
                Op::BinaryConstant(operator, constant) => {
                    let right = &function.constants[constant as usize];
                    if let (Some(Value::Int(left)), Value::Int(right)) =
                        (self.stack.last_mut(), right)
                    {
                        if let Some(int) = operators::plain_arithmetic(operator, *left, *right) {
                            *left = int;
                            continue;
                        }
                        if let Some(holds) = operators::plain_comparison(operator, *left, *right) {
                            self.stack.truncate(self.stack.len() - 1);
                            next = self.decide(holds, function, next);
                            continue;
                        }
                    }
                    let right = right.clone();
                    let left = self.pop();
                    let value = self.binary(operator, left, right)?;
                    self.push(value);
                }
                Op::BinarySlotConstant(slot, operator, constant) => {
                    let (left, right) =
                        (self.variable(slot), &function.constants[constant as usize]);
                    if let (Value::Int(left), Value::Int(right)) = (left, right) {
                        if let Some(int) = operators::plain_arithmetic(operator, *left, *right) {
                            self.push_int(int);
                            continue;
                        }
                        if let Some(holds) = operators::plain_comparison(operator, *left, *right) {
                            next = self.decide(holds, function, next);
                            continue;
                        }
                    }
                    let (left, right) = (left.clone(), right.clone());
                    let value = self.binary(operator, left, right)?;
                    self.push(value);
                }
                Op::Cast(cast) => {
                    let value = self.pop_read()?;
                    let value = self.cast(cast, &value)?;
                    self.push(value);
                }
                Op::Widen(kind) => {
                    if let Some(Value::Int(int)) = self.stack.last()
                        && int.kind == crate::types::IntKind::Any
                    {
                        let value = self.pop();
                        let value = self.widen(kind, value)?;
                        self.push(value);
                    }
                }
                Op::Typed(of) => {
                    let value = self.pop();
                    let value = self.typed(value, &function.types[of as usize])?;
                    self.push(value);
                }
                Op::Jump(to) => {
                    if to < next {
                        // What goes round is counted by its length.
                        self.ran(u64::from(next - to))?;
                    }
                    next = to;
                }
                Op::JumpIfFalse(to) => {
                    let value = self.pop();
                    if !self.truth(&value)? {
                        next = to;
                    }
                }
                Op::JumpKeeping { if_true, to } => {
                    let value = self.stack.last().cloned().unwrap_or(Value::Unit);
                    if self.truth(&value)? == if_true {
                        next = to;
                    }
                }
                Op::Match { pattern, otherwise } => {
                    let value = self.pop();
                    if !self.matches(&function.patterns[pattern as usize], &value, None)? {
                        next = otherwise;
                    }
                }
                Op::MatchSlot { slot, pattern, otherwise } => {
                    // It is looked at from outside its variable, which nothing reads meanwhile.
                    let value = std::mem::replace(self.variable_mut(slot), Value::Unit);
                    let fits = self.matches(&function.patterns[pattern as usize], &value, None);
                    *self.variable_mut(slot) = value;
                    if !fits? {
                        next = otherwise;
                    }
                }
                Op::Call(callee, count) => {
                    self.call_function(callee, count)?;
                    (function, next) = (self.function, self.frame.next);
                }
                Op::CallValue(count) => {
                    let arguments = self.take(count)?;
                    let callee = self.pop_read()?;
                    self.call_value(&callee, arguments)?;
                    (function, next) = (self.function, self.frame.next);
                }
                Op::CallBuiltin(builtin, count) => {
                    let arguments = self.take(count)?;
                    let value = self.call_builtin(builtin, arguments)?;
                    self.push(value);
                }
                Op::CallMethod(call) => {
                    self.call_method(&function.calls[call as usize])?;
                    (function, next) = (self.function, self.frame.next);
                }
                Op::CallNode { target, operation, arguments } => {
                    let arguments = self.take(arguments)?.into();
                    let recorded = false;
                    let future = Future::Call { target, operation, arguments, recorded };
                    self.push(Value::future(future));
                }
                Op::Assign(place) => {
                    let place = self.place(&function.places[place as usize])?;
                    let value = self.pop();
                    self.put_at(&place, value)?;
                }
                Op::AssignBinary(place, operator) => {
                    let place = self.place(&function.places[place as usize])?;
                    let right = self.pop();
                    self.update(&place, operator, right)?;
                }
                Op::Update(slot, operator) => {
                    if let (Value::Int(left), Some(Value::Int(right))) =
                        (self.variable(slot), self.stack.last())
                        && let Some(int) = operators::plain_arithmetic(operator, *left, *right)
                    {
                        self.stack.truncate(self.stack.len() - 1);
                        self.set_int(slot, int);
                        continue;
                    }
                    let right = self.pop();
                    self.update_variable(slot, operator, right)?;
                }
                Op::UpdateConstant(slot, operator, constant) => {
                    let right = &function.constants[constant as usize];
                    if let (Value::Int(left), Value::Int(right)) = (self.variable_mut(slot), right)
                        && let Some(int) = operators::plain_arithmetic(operator, *left, *right)
                    {
                        *left = int;
                        continue;
                    }
                    let right = right.clone();
                    self.update_variable(slot, operator, right)?;
                }
                Op::Borrow(place) => {
                    let place = self.place(&function.places[place as usize])?;
                    self.push(Value::Place(Rc::new(place)));
                }
                Op::Return => {
                    let value = self.pop();
                    if let Some(value) = self.give_back(value, floor) {
                        return Ok(Outcome::Finished(value));
                    }
                    (function, next) = (self.function, self.frame.next);
                }
                Op::Try => {
                    let value = self.pop_read()?;
                    let goes_on = match value.as_variant() {
                        Some((TypeId::RESULT, which)) => which == VariantId::OK,
                        Some((TypeId::OPTION, which)) => which == VariantId::SOME,
                        _ => {
                            let kind = self.name_of(&value);
                            return self.panic(format_args!(
                                "`?` needs a Result or an Option, not {kind}"
                            ));
                        }
                    };
                    if goes_on {
                        self.push(value.fields()[0].clone());
                    } else {
                        let value = self.failed_as(value);
                        if let Some(value) = self.give_back(value, floor) {
                            return Ok(Outcome::Finished(value));
                        }
                        (function, next) = (self.function, self.frame.next);
                    }
                }
                Op::Await(_) => {
                    let future = self.pop();
                    if let Some(wait) = self.begin(future)? {
                        return Ok(Outcome::Waits(wait));
                    }
                    (function, next) = (self.function, self.frame.next);
                }
                Op::Join(join) => return self.join(join).map(Outcome::Waits),
                Op::Select(select) => {
                    if let Some(wait) = self.select(select)? {
                        return Ok(Outcome::Waits(wait));
                    }
                    next = self.frame.next;
                }
                Op::Iterate => {
                    let value = self.pop();
                    let iterator = self.iterate(value)?;
                    self.push(Value::Iterator(Rc::new(iterator)));
                }
                Op::Next { slot, otherwise } => {
                    let mut iterator = std::mem::replace(self.variable_mut(slot), Value::Unit);
                    let read = match &mut iterator {
                        Value::Iterator(inner) => self.next(Rc::make_mut(inner))?,
                        _ => None,
                    };
                    match read {
                        Some(value) => {
                            *self.variable_mut(slot) = iterator;
                            self.push(value);
                        }
                        // What has been read to its end is dropped, so that nothing of it stays.
                        None => next = otherwise,
                    }
                }
                Op::Format(format) => {
                    let format = &function.formats[format as usize];
                    let values = self.take(format.arguments)?;
                    let text = self.format(format, &values)?;
                    self.spend(text.len() as u64)?;
                    self.push(Value::text(text));
                }
                Op::Print { ends_line } => {
                    if let Value::Text(text) = self.pop() {
                        self.spend(text.len() as u64)?;
                        self.line.push_str(&text);
                        if ends_line {
                            let line = std::mem::take(&mut self.line);
                            self.print(line)?;
                        }
                    }
                    self.push(Value::Unit);
                }
                Op::Panic => {
                    let message = self.pop();
                    let message = match message {
                        Value::Text(text) => (*text).clone(),
                        other => self.debug(&other)?,
                    };
                    return self.panic(message);
                }
                Op::Note(note) => self.note(note)?,
            }
        }
    }

    /// What a comparison came to: most often the next operation jumps by it, and then it need not
    /// stand on the stack before. Returns where the code goes on.
    #[inline]
    fn decide(&mut self, holds: bool, function: &Function, next: u32) -> u32 {
        match function.code[next as usize] {
            Op::JumpIfFalse(_) if holds => next + 1,
            Op::JumpIfFalse(to) => to,
            _ => {
                self.stack.push(Value::Bool(holds));
                next
            }
        }
    }

    /// Writes down what stands on the stack.
    #[cold]
    fn note(&mut self, note: u32) -> Result<()> {
        self.spend(NOTE)?;
        let value = self.stack.last().cloned().unwrap_or(Value::Unit);
        // Nothing stands yet at the place that `entry` gives.
        let value = self.read(value).unwrap_or(Value::Unit);
        let depth = self.frames.len();
        self.noted.push(Noted { note, depth, value });
        Ok(())
    }

    /// An error on its way through `?`: what ran out of time becomes the function's `Error`.
    fn failed_as(&self, value: Value) -> Value {
        let elapsed = value.fields().first().and_then(Value::of) == Some(TypeId::ELAPSED);
        match &self.function.returns {
            Type::Result(_, error) if elapsed && **error == Type::Named(TypeId::ERROR) => {
                Value::err(Value::Plain(TypeId::ERROR, VariantId::TIMEOUT))
            }
            _ => value,
        }
    }

    fn end_of_range(&mut self) -> Result<Value> {
        let value = self.pop_read()?;
        if value.has_parts() || matches!(value, Value::Range(_)) {
            let kind = value.kind();
            return self
                .panic(format_args!("a range goes from number to number, and not from {kind}"));
        }
        Ok(value)
    }

    fn print(&mut self, line: String) -> Result<()> {
        self.lines += 1;
        if self.lines > LINES_MAX {
            return self.limit(format_args!("the code printed {LINES_MAX} lines at once"));
        }
        self.effects.push(Effect::Log(line));
        Ok(())
    }

    fn panic<T>(&self, message: impl Display) -> Result<T> {
        self.fail(Failure::Panic(message.to_string()))
    }

    fn limit<T>(&self, message: impl Display) -> Result<T> {
        self.fail(Failure::Limit(message.to_string()))
    }

    fn fail<T>(&self, failure: Failure) -> Result<T> {
        self.failure.set(Some(failure));
        Err(Stopped)
    }

    /// Why the code stopped, of a machine that has said that it did.
    pub(crate) fn why(&self) -> Failure {
        self.failure.take().expect("what stops says why")
    }

    /// Counts bytes of values that are made.
    fn spend(&mut self, bytes: u64) -> Result<()> {
        self.bytes = self.bytes.saturating_add(bytes);
        if self.bytes > BYTES_MAX {
            let most = BYTES_MAX / (1024 * 1024);
            return self.limit(format_args!(
                "the code made more than {most} MB of values without waiting for anything"
            ));
        }
        Ok(())
    }

    /// What the code has cost so far, in operations: so many bytes take as long to make as one.
    pub(crate) fn spent(&self) -> u64 {
        self.operations + self.bytes / 16
    }

    /// Counts operations.
    fn ran(&mut self, operations: u64) -> Result<()> {
        self.operations += operations;
        if self.operations > OPERATIONS_MAX {
            return self.limit(format_args!(
                "the code ran {OPERATIONS_MAX} operations without waiting for anything: does a loop never end?"
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

    fn variable(&self, slot: u16) -> &Value {
        &self.stack[self.frame.base as usize + usize::from(slot)]
    }

    fn variable_mut(&mut self, slot: u16) -> &mut Value {
        &mut self.stack[self.frame.base as usize + usize::from(slot)]
    }

    /// Puts a value on the stack. What is not called is woven together with how numbers are put there.
    #[inline(never)]
    fn push(&mut self, value: Value) {
        self.stack.push(value);
    }

    /// Puts a number on the stack.
    ///
    /// Most values are numbers. Their two parts are written one after the other, and a processor that
    /// is to read both as one has to wait for that; so they are written where they stay.
    #[inline]
    fn push_int(&mut self, int: Int) {
        self.stack.resize_with(self.stack.len() + 1, || Value::Int(int));
    }

    /// Takes what is on top if that is a number, and reads its parts for themselves.
    #[inline]
    fn pop_int(&mut self) -> Option<Int> {
        let Some(Value::Int(int)) = self.stack.last() else { return None };
        let int = *int;
        self.stack.truncate(self.stack.len() - 1);
        Some(int)
    }

    /// Puts a number into a variable, which most often has held one before.
    #[inline]
    fn set_int(&mut self, slot: u16, int: Int) {
        match self.variable_mut(slot) {
            Value::Int(old) => *old = int,
            other => *other = Value::Int(int),
        }
    }

    fn pop(&mut self) -> Value {
        self.stack.pop().unwrap_or(Value::Unit)
    }

    fn pop_read(&mut self) -> Result<Value> {
        let value = self.pop();
        self.read(value)
    }

    fn take(&mut self, count: u16) -> Result<Vec<Value>> {
        self.spend(u64::from(count) * 16 + 16)?;
        let from = self.stack.len().saturating_sub(usize::from(count));
        Ok(self.stack.split_off(from))
    }

    fn truth(&self, value: &Value) -> Result<bool> {
        match value {
            Value::Bool(value) => Ok(*value),
            Value::Place(place) => self.truth(self.look(place)?),
            other => self.panic(format_args!("{} is neither true nor false", other.kind())),
        }
    }

    fn size(&self, value: &Value) -> Result<usize> {
        match value {
            Value::Int(int) => match int.as_size() {
                Some(size) => Ok(size),
                None => self.panic(format_args!("{} is no position or length", int.number())),
            },
            Value::Place(place) => self.size(self.look(place)?),
            other => self.panic(format_args!("{} is no position or length", other.kind())),
        }
    }

    /// What a value is, with the name of its type if it has one.
    fn name_of(&self, value: &Value) -> String {
        match value.of() {
            Some(of) if of > TypeId::RESULT => format!("`{}`", self.program.types.get(of).name),
            _ => value.kind().to_owned(),
        }
    }
}
