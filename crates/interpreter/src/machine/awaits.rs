//! What `.await` does with each kind of future, and the futures that run side by side.

use std::rc::Rc;

use whatif_simulator::{Ask, Effect, Place as CodePlace, Time, TimerKind, Value as Data};

use super::{Failure, Machine, Result};
use crate::code::FunctionId;
use crate::compile::CODE;
use crate::memory::{Awaiting, Children, Frame, Role, Task, Wait};
use crate::types::{TypeId, VariantId};
use crate::value::{Future, Parts, Place, Value};

/// How many tasks a process may have.
const TASKS_MAX: usize = 1_000;

impl Machine<'_> {
    /// Begins to wait for a future. What it comes to is put on the stack, now or later; nothing to
    /// wait for if it is there already, or if a function was entered that makes it.
    pub(super) fn begin(&mut self, future: Value) -> Result<Option<Wait>> {
        let inner = match &future {
            Value::Future(inner) => Rc::clone(inner),
            Value::Handle(task) => return self.wait_for_task(*task, future),
            Value::Receiver(channel) => return self.receive_once(*channel, &future),
            Value::Place(place) => return self.begin_at(place),
            other => {
                let kind = self.name_of(other);
                return self.panic(format_args!("{kind} cannot be awaited"));
            }
        };
        // What it is made of may hold the last sender of a channel, and is looked at as such.
        match &*inner {
            Future::Function { function, arguments } => {
                let base = self.stack.len();
                self.stack.extend(arguments.iter().cloned());
                self.enter(*function, base)?;
                Ok(None)
            }
            Future::Block(block) => {
                self.enter_block(block)?;
                Ok(None)
            }
            Future::Call { target, operation, arguments, recorded } => {
                self.call_node(*target, *operation, arguments, *recorded).map(Some)
            }
            Future::Sleep(length) => Ok(Some(self.timer(*length))),
            Future::SleepUntil(moment) => {
                let now = self.instant()?;
                if *moment <= now {
                    self.stack.push(Value::Unit);
                    return Ok(None);
                }
                Ok(Some(self.timer(moment.since(now))))
            }
            Future::Yield => Ok(Some(self.timer(Time::ZERO))),
            Future::Timeout(length, parts) => self.timeout(*length, parts).map(Some),
            Future::TimeoutAt(moment, parts) => {
                let left = moment.since(self.instant()?);
                self.timeout(left, parts).map(Some)
            }
            Future::All(parts) if parts.is_empty() => {
                self.stack.push(Value::list(Vec::new()));
                Ok(None)
            }
            Future::All(parts) => {
                let stands = self.await_here();
                let futures = parts.iter().map(|future| (future.clone(), stands)).collect();
                self.children(Awaiting::All, futures).map(Some)
            }
            Future::Receive(channel) => self.receive(*channel, &future),
            Future::Send(channel, parts) => self.send(*channel, &parts[0], &future),
            Future::Lock(mutex) => self.lock(*mutex, &future),
            Future::DiskWrite(parts) => {
                let (key, value) = (self.plain(&parts[0])?, self.plain(&parts[1])?);
                self.memory.disk.put(key, Some(value), self.identity.syncs_at_once);
                Ok(Some(self.disk_timer()))
            }
            Future::DiskRemove(parts) => {
                let key = self.plain(&parts[0])?;
                self.memory.disk.put(key, None, self.identity.syncs_at_once);
                Ok(Some(self.disk_timer()))
            }
            Future::DiskSync => {
                self.memory.disk.sync();
                Ok(Some(self.disk_timer()))
            }
            Future::DiskRead(parts) => {
                let key = self.plain(&parts[0])?;
                let value = self.memory.disk.get(&key);
                self.stack.push(value);
                Ok(None)
            }
            Future::Begun(task) => self.wait_for_task(*task, future),
        }
    }

    /// Waits for what stands in a variable. There it begins once, and goes on from where it is
    /// whoever awaits it next.
    fn begin_at(&mut self, place: &Rc<Place>) -> Result<Option<Wait>> {
        let target = self.look(place)?.clone();
        let task = match &target {
            Value::Handle(task) => *task,
            Value::Future(inner) => match **inner {
                Future::Begun(task) => task,
                ref inner => {
                    // A `&mut` to a `&mut`: it is the innermost variable that keeps the future.
                    if let Value::Place(inside) = self.reach(place)? {
                        let inside = Rc::clone(inside);
                        return self.begin_at(&inside);
                    }
                    let again = matches!(inner, Future::SleepUntil(_));
                    let task = self.add_task(Role::Begun { again }, target.clone(), None)?;
                    *self.reach(place)? = Value::future(Future::Begun(task));
                    task
                }
            },
            _ => return self.begin(target),
        };
        self.wait_for_task(task, Value::Place(Rc::clone(place)))
    }

    fn timeout(&mut self, length: Time, parts: &Parts) -> Result<Wait> {
        let kind = TimerKind::Sleep(self.here());
        self.effects.push(Effect::SetTimer { timer: self.number, after: length, kind });
        let stands = self.await_here();
        self.children(Awaiting::Timeout, vec![(parts[0].clone(), stands)])
    }

    fn timer(&mut self, after: Time) -> Wait {
        let kind = TimerKind::Sleep(self.here());
        self.effects.push(Effect::SetTimer { timer: self.number, after, kind });
        Wait::Effect { recorded: None, answers: None }
    }

    /// What is written is there at once, and a crash can come between it and what follows.
    fn disk_timer(&mut self) -> Wait {
        let kind = TimerKind::Disk(self.here());
        self.effects.push(Effect::SetTimer { timer: self.number, after: Time::ZERO, kind });
        Wait::Effect { recorded: None, answers: None }
    }

    /// A value that a message could carry: nothing that belongs to this process.
    pub(super) fn plain(&mut self, value: &Value) -> Result<Value> {
        let value = self.read(value.clone())?;
        self.wire(&value)?;
        Ok(value)
    }

    /// What a message carries for a value.
    pub(super) fn wire(&mut self, value: &Value) -> Result<Data> {
        self.weigh(value)?;
        match self.program.to_wire(value) {
            Ok(data) => Ok(data),
            Err(kind) => self.panic(format_args!("{kind} cannot be sent to another node")),
        }
    }

    fn call_node(
        &mut self,
        target: u16,
        operation: u16,
        arguments: &[Value],
        recorded: bool,
    ) -> Result<Wait> {
        let mut carried = Vec::with_capacity(arguments.len());
        for value in arguments {
            let value = self.read(value.clone())?;
            carried.push(self.wire(&value)?);
        }
        let arguments: Rc<[Data]> = carried.into();
        let target = &self.program.environment.targets[usize::from(target)];
        let asked = &target.operations[usize::from(operation)];
        let (operation, built_in) = (Rc::clone(&asked.name), asked.parameters.is_some());
        let answers = self.program.function_serving(&operation, built_in);
        let recorded = recorded.then(|| {
            let number = self.memory.recorded;
            self.memory.recorded += 1;
            let (operation, arguments) = (Rc::clone(&operation), Rc::clone(&arguments));
            let node = target.node;
            self.effects.push(Effect::Invoked { number, node, operation, arguments });
            number
        });
        let (call, to, place) = (self.number, target.node, self.here());
        self.effects.push(Effect::Call { call, to, operation, arguments, place });
        Ok(Wait::Effect { recorded, answers })
    }

    /// Sends a request that nobody answers.
    pub(super) fn tell(&mut self, future: &Value) -> Result<()> {
        let Value::Future(inner) = future else {
            return self.panic("`tell` takes a call of another node: `tell(peer.hello())`");
        };
        let Future::Call { target, operation, arguments, .. } = &**inner else {
            return self.panic("`tell` takes a call of another node: `tell(peer.hello())`");
        };
        let mut carried = Vec::with_capacity(arguments.len());
        for value in arguments.iter() {
            let value = self.read(value.clone())?;
            carried.push(self.wire(&value)?);
        }
        let target = &self.program.environment.targets[usize::from(*target)];
        let operation = Rc::clone(&target.operations[usize::from(*operation)].name);
        self.effects.push(Effect::Tell { to: target.node, operation, arguments: carried.into() });
        Ok(())
    }

    /// The monotonic clock, which stands still within a step.
    pub(super) fn instant(&self) -> Result<Time> {
        self.answered(self.answers.instant, Ask::Instant)
    }

    /// The wall clock of the node.
    pub(super) fn clock(&self) -> Result<Time> {
        self.answered(self.answers.clock, Ask::Clock)
    }

    /// A random number, both ends included.
    pub(super) fn draw(&mut self, low: i64, high: i64) -> Result<i64> {
        self.drawn(Ask::Draw { low, high })
    }

    /// Which of several that can all go on is the one that does.
    pub(super) fn choose(&mut self, count: usize) -> Result<usize> {
        Ok(self.drawn(Ask::Choose { count: count as u32 })? as usize)
    }

    fn drawn(&mut self, ask: Ask) -> Result<i64> {
        let drawn = self.answers.drawn.get(self.drawn).copied();
        self.drawn += 1;
        self.answered(drawn, ask)
    }

    /// The answer to a question, which is asked if there is none yet.
    fn answered<T>(&self, answer: Option<T>, question: Ask) -> Result<T> {
        answer.map_or_else(|| self.fail(Failure::Asks(question)), Ok)
    }

    /// The await at which the function stands that runs.
    fn await_here(&self) -> Option<(FunctionId, u16)> {
        if self.active { self.frame.stands(self.program) } else { None }
    }

    /// The innermost place in the code where the task stands that runs.
    fn here(&self) -> Option<CodePlace> {
        match self.await_here() {
            Some(stands) => self.code_place(stands),
            None => self.places_of_running().pop(),
        }
    }

    /// Where the task stands that runs, the outermost function first.
    pub(crate) fn places_of_running(&self) -> Vec<CodePlace> {
        let shell = self.memory.tasks.get(self.number);
        let mut places = shell.map_or_else(Vec::new, |task| self.places_around(self.number, task));
        let frames = self.frames.iter().chain(self.active.then_some(&self.frame));
        places.extend(frames.filter_map(|frame| self.code_place(frame.stands(self.program)?)));
        places
    }

    /// Where a task stands that waits.
    pub(crate) fn places_of(&self, number: u32) -> Vec<CodePlace> {
        let Some(task) = self.memory.tasks.get(number) else { return Vec::new() };
        let mut places = self.places_around(number, task);
        let frames = task.frames.iter();
        places.extend(frames.filter_map(|frame| self.code_place(frame.stands(self.program)?)));
        places
    }

    /// Where the parents of a task stand, or who awaits it, and the await that it is one of.
    fn places_around(&self, number: u32, task: &Task) -> Vec<CodePlace> {
        let around = match task.role {
            Role::Child { of, .. } => Some(of),
            Role::Begun { .. } => self.watchers(number).next(),
            _ => None,
        };
        let Some(around) = around else { return Vec::new() };
        let mut places = self.places_of(around);
        if let Some(place) = task.stands.and_then(|stands| self.code_place(stands)) {
            places.pop();
            places.push(place);
        }
        places
    }

    fn code_place(&self, (function, at): (FunctionId, u16)) -> Option<CodePlace> {
        let function = self.program.function(function);
        let place = function.awaits.get(usize::from(at))?;
        Some(CodePlace {
            function: Rc::clone(&function.name),
            ordinal: u32::from(at) + 1,
            effect: Rc::clone(&place.effect),
            line: (place.span.file == CODE).then_some(place.line),
        })
    }

    /// Adds a task that is nothing but a future. It does not run yet.
    pub(super) fn add_task(
        &mut self,
        role: Role,
        future: Value,
        stands: Option<(FunctionId, u16)>,
    ) -> Result<u32> {
        if self.memory.tasks.iter().len() >= TASKS_MAX {
            return self.limit(format_args!(
                "the process has more than {TASKS_MAX} tasks: does it spawn them for ever?"
            ));
        }
        self.spend(128)?;
        let number = self.memory.tasks.free();
        let task = Task { stack: vec![future], stands, ..Task::new(role) };
        self.memory.tasks.insert(number, Rc::new(task));
        Ok(number)
    }

    /// Waits for several futures, each a task of its own, which run before anything else does.
    fn children(
        &mut self,
        kind: Awaiting,
        futures: Vec<(Value, Option<(FunctionId, u16)>)>,
    ) -> Result<Wait> {
        let mut running = Vec::with_capacity(futures.len());
        let results = vec![Value::Unit; futures.len()];
        for (at, (future, stands)) in (0..).zip(futures) {
            let role = Role::Child { of: self.number, at };
            running.push(Some(self.add_task(role, future, stands)?));
        }
        self.ready.splice(0..0, running.iter().flatten().copied());
        Ok(Wait::Children(Rc::new(Children { kind, running, results })))
    }

    #[inline(never)]
    pub(super) fn join(&mut self, at: u32) -> Result<Wait> {
        let (id, function) = (self.frame.function, self.function);
        let join = &function.joins[at as usize];
        let futures = self.take(join.awaits.len() as u16)?;
        let futures =
            futures.into_iter().zip(&join.awaits).map(|(future, at)| (future, Some((id, *at))));
        self.children(Awaiting::Join(id, at), futures.collect())
    }

    /// `select!`: the branches begin in the order of the text if it is biased or if that makes no
    /// difference, else from a branch that is drawn, as with tokio.
    #[inline(never)]
    pub(super) fn select(&mut self, at: u32) -> Result<Option<Wait>> {
        let (id, function) = (self.frame.function, self.function);
        let select = &function.selects[at as usize];
        let count = select.branches.len();
        let values = self.take(count as u16 * 2)?;
        let takes_part = |at: usize| values[at * 2 + 1] == Value::Bool(true);
        let part: Vec<usize> = (0..count).filter(|at| takes_part(*at)).collect();
        if part.is_empty() {
            self.nothing_left(select.otherwise)?;
            return Ok(None);
        }
        let quick = part.iter().filter(|at| self.may_be_ready(&values[**at * 2])).count();
        let first = if select.biased || quick < 2 { 0 } else { self.choose(part.len())? };
        let mut running = vec![None; count];
        let mut order = Vec::with_capacity(part.len());
        for branch in part.iter().cycle().skip(first).take(part.len()) {
            let role = Role::Child { of: self.number, at: *branch as u16 };
            let stands = Some((id, select.branches[*branch].awaits));
            let task = self.add_task(role, values[*branch * 2].clone(), stands)?;
            running[*branch] = Some(task);
            order.push(task);
        }
        self.ready.splice(0..0, order);
        let kind = Awaiting::Select(id, at);
        Ok(Some(Wait::Children(Rc::new(Children { kind, running, results: Vec::new() }))))
    }

    /// Goes on where no branch of a `select!` is left.
    pub(super) fn nothing_left(&mut self, otherwise: Option<u32>) -> Result<()> {
        match otherwise {
            Some(target) => {
                self.frame.next = target;
                Ok(())
            }
            None => self.panic("all branches are disabled and there is no else branch"),
        }
    }

    /// Whether a future may come to something at once, without waiting for anything.
    fn may_be_ready(&self, future: &Value) -> bool {
        match future {
            Value::Future(inner) => {
                !matches!(**inner, Future::Call { .. } | Future::Sleep(_) | Future::Yield)
            }
            Value::Place(place) => match self.look(place) {
                Ok(Value::Future(inner)) => match &**inner {
                    Future::Begun(task) => self
                        .memory
                        .tasks
                        .get(*task)
                        .is_none_or(|task| !matches!(task.wait, Wait::Effect { .. })),
                    Future::SleepUntil(_) => false,
                    _ => true,
                },
                _ => true,
            },
            _ => true,
        }
    }

    /// `Err(Elapsed)`.
    pub(super) fn elapsed() -> Value {
        Value::err(Value::record(TypeId::ELAPSED, vec![Value::Unit]))
    }

    /// `Err(JoinError)`, of a task that was aborted.
    pub(super) fn cancelled() -> Value {
        Value::err(Value::Plain(TypeId::JOIN_ERROR, VariantId(0)))
    }
}

impl Frame {
    /// The await that the function stands at: the one that it has just done.
    pub(crate) fn stands(self, program: &crate::code::Program) -> Option<(FunctionId, u16)> {
        use crate::code::Op;
        let function = program.function(self.function);
        match function.code.get((self.next as usize).checked_sub(1)?)? {
            Op::Await(at) => Some((self.function, *at)),
            Op::Join(at) => Some((self.function, *function.joins[*at as usize].awaits.first()?)),
            Op::Select(at) => {
                let select = &function.selects[*at as usize];
                Some((self.function, select.branches.first()?.awaits))
            }
            _ => None,
        }
    }
}
