//! Looks through everything that a process holds: what nothing holds any more is dropped, and what
//! it holds must not be too much.
//!
//! Rust drops a guard or a sender at the end of its scope. Here that is found out when it can make
//! a difference: before a task waits for a mutex or a channel, and at the end of a step.

use super::{Machine, Result};
use crate::code::{Function, Scope};
use crate::memory::{Frame, Holder, Resume, Role, Thing, Wait};
use crate::value::{Future, Root, Value};

/// How many values a process may hold at the end of a step.
const VALUES_MAX: usize = 100_000;
/// How deep values may be inside one another where they are compared, sent, printed or kept.
const DEPTH_MAX: usize = 128;

/// What was found on the way through.
#[derive(Default)]
struct Found {
    values: usize,
    too_deep: bool,
    senders: Vec<u32>,
    receivers: Vec<u32>,
    mutexes: Vec<u32>,
    guards: Vec<u32>,
    tasks: Vec<u32>,
}

impl Found {
    fn look(&mut self, value: &Value, depth: usize) {
        self.values += 1;
        if self.values > VALUES_MAX {
            return;
        }
        match value {
            Value::Sender(id) => add(&mut self.senders, *id),
            Value::Receiver(id) => add(&mut self.receivers, *id),
            Value::Mutex(id) => add(&mut self.mutexes, *id),
            Value::Handle(task) => add(&mut self.tasks, *task),
            Value::Text(text) => self.values += text.len() / 64,
            Value::Place(place) => {
                if let Root::Mutex(id) = place.root {
                    add(&mut self.guards, id);
                }
            }
            Value::Future(future) => match &**future {
                Future::Send(id, _) => add(&mut self.senders, *id),
                Future::Receive(id) => add(&mut self.receivers, *id),
                Future::Lock(id) => add(&mut self.mutexes, *id),
                Future::Begun(task) => add(&mut self.tasks, *task),
                _ => {}
            },
            _ => {}
        }
        if !value.has_parts() {
            return;
        }
        if depth >= DEPTH_MAX {
            self.too_deep = true;
            return;
        }
        value.each_part(|part| self.look(part, depth + 1));
    }

    fn look_at_all(&mut self, values: &[Value]) {
        for value in values {
            self.look(value, 0);
        }
    }
}

fn add(list: &mut Vec<u32>, number: u32) {
    if !list.contains(&number) {
        list.push(number);
    }
}

impl Machine<'_> {
    /// Refuses a value that is too deep or too large to be compared, printed or sent, and counts
    /// the work of going through it.
    pub(super) fn weigh(&mut self, value: &Value) -> Result<()> {
        match value {
            Value::Text(text) => self.work(text.len() / 64),
            value if !value.has_parts() => Ok(()),
            value => {
                let mut found = Found::default();
                found.look(value, 0);
                self.judge(&found)?;
                self.work(found.values / 8)
            }
        }
    }

    fn judge(&self, found: &Found) -> Result<()> {
        if found.too_deep {
            return self.limit(format_args!(
                "a value holds others more than {DEPTH_MAX} deep: does one go into another for ever?"
            ));
        }
        if found.values > VALUES_MAX {
            return self.limit(format_args!("the process holds more than {VALUES_MAX} values"));
        }
        Ok(())
    }

    /// Drops what nothing holds any more. Says whether a task can go on because of it.
    pub(super) fn drop_unused(&mut self) -> Result<bool> {
        self.drop_unused_but(&Value::Unit)?;
        Ok(!self.ready.is_empty())
    }

    /// Drops what nothing holds any more, in the midst of a step that still holds a value.
    pub(super) fn drop_unused_but(&mut self, holding: &Value) -> Result<()> {
        loop {
            let mut found = Found::default();
            found.look(holding, 0);
            self.forget_dead_variables();
            found.look_at_all(&self.stack);
            found.look_at_all(self.memory.state.as_slice());
            let kept = [&self.memory.shown, &self.memory.disk.synced, &self.memory.disk.unsynced];
            for (_, value) in kept.iter().flat_map(|map| map.entries()) {
                found.look(value, 0);
            }
            for (_, task) in self.memory.tasks.iter() {
                found.look_at_all(&task.stack);
                match &task.wait {
                    Wait::Ready(Resume::With(value)) | Wait::Ended(Some(value)) => {
                        found.look(value, 0);
                    }
                    Wait::Children(children) => found.look_at_all(&children.results),
                    _ => {}
                }
            }
            for (_, shared) in self.memory.shared.iter() {
                match &shared.what {
                    Thing::Channel { queue, .. } => found.look_at_all(queue),
                    Thing::Mutex { value, .. } => found.look(value, 0),
                }
            }
            self.judge(&found)?;
            self.work(found.values / 64)?;
            if !self.drop_all_but(&found) {
                return Ok(());
            }
        }
    }

    /// Says whether something was dropped that may have held something else.
    fn drop_all_but(&mut self, found: &Found) -> bool {
        let numbers: Vec<u32> = self.memory.shared.iter().map(|(number, _)| number).collect();
        let mut dropped = false;
        for id in numbers {
            let holds_sender = found.senders.contains(&id);
            let holds_receiver = found.receivers.contains(&id);
            let locked = found.guards.contains(&id);
            let is_known = found.mutexes.contains(&id) || locked;
            let Some(shared) = self.memory.shared.get_mut(id) else { continue };
            match &mut shared.what {
                Thing::Channel { queue, has_senders, has_receiver, .. } => {
                    let changed = *has_senders != holds_sender || *has_receiver != holds_receiver;
                    *has_senders = holds_sender;
                    *has_receiver = holds_receiver;
                    if !holds_receiver {
                        dropped |= !queue.is_empty();
                        queue.clear();
                    }
                    if changed {
                        self.changed(id);
                    }
                    if !holds_sender && !holds_receiver {
                        self.memory.shared.remove(id);
                    }
                }
                Thing::Mutex { holder, .. } => {
                    let promised_to_nobody = match *holder {
                        Holder::Promised(task) => self
                            .memory
                            .tasks
                            .get(task)
                            .is_none_or(|task| !matches!(task.wait, Wait::Ready(Resume::Again))),
                        _ => false,
                    };
                    if (*holder == Holder::Guard && !locked) || promised_to_nobody {
                        *holder = Holder::Nobody;
                        if !shared.waiting.is_empty() {
                            let next = shared.waiting.remove(0);
                            *holder = Holder::Promised(next);
                            self.wake(next);
                        }
                    }
                    if !is_known {
                        self.memory.shared.remove(id);
                        dropped = true;
                    }
                }
            }
        }
        let tasks = self.memory.tasks.iter();
        let unused = tasks.filter(|(number, task)| {
            !found.tasks.contains(number)
                && match task.role {
                    Role::Begun { .. } => true,
                    Role::Spawned => matches!(task.wait, Wait::Ended(_)),
                    _ => false,
                }
        });
        let unused: Vec<u32> = unused.map(|(number, _)| number).collect();
        for number in unused {
            dropped = true;
            self.cancel(number);
        }
        dropped
    }

    /// Clears the variables that are out of scope where the functions stand that run.
    pub(super) fn forget_dead_variables(&mut self) {
        let program = self.program;
        let running = self.active.then_some(self.frame);
        for frame in self.frames.iter().copied().chain(running) {
            forget(&mut self.stack, frame, program.function(frame.function));
        }
    }
}

fn forget(stack: &mut [Value], frame: Frame, function: &Function) {
    let at = frame.next;
    for slot in 0..function.slots {
        let alive = function.variables.iter().any(|scope| scope.slot == slot && scope.holds(at));
        if !alive {
            stack[frame.base as usize + usize::from(slot)] = Value::Unit;
        }
    }
}

impl Scope {
    /// Whether the variable is alive before this operation.
    pub(crate) fn holds(&self, next: u32) -> bool {
        (self.from == 0 || self.from < next) && next <= self.to
    }
}
