//! All that a process has in memory: a plain value.

use std::rc::Rc;

use whatif_simulator::{Ask, Input, Name, Numbered, Time, Value as Data};

use crate::code::FunctionId;
use crate::map::Map;
use crate::value::Value;

/// All that a process has in memory: its state, its tasks, what they share, its disk.
///
/// A clone shares everything with the original until one of the two goes on.
#[allow(clippy::derived_hash_with_manual_eq, reason = "the two look at the same fields")]
#[derive(Clone, Debug, Default, Eq, Hash)]
pub struct Memory {
    /// What `self` is to the functions that it serves.
    pub(crate) state: Option<Value>,
    pub(crate) tasks: Numbered<Rc<Task>>,
    pub(crate) shared: Numbered<Shared>,
    /// What the code shows of itself, by the keys that it gives.
    pub(crate) shown: Map,
    pub(crate) disk: Disk,
    /// Requests that wait until a worker is free or the state is there.
    pub(crate) backlog: Vec<Rc<Waiting>>,
    /// How many calls have been recorded.
    pub(crate) recorded: u32,
    /// Whether the code has looked at the wall clock, or at the other.
    pub(crate) reads_clock: bool,
    pub(crate) reads_instant: bool,
    /// The step that is being asked for, with the answers so far.
    pub(crate) asking: Option<Rc<Asking>>,
}

/// By hand, because what is derived is compiled again in each crate that compares.
impl PartialEq for Memory {
    fn eq(&self, other: &Self) -> bool {
        self.state == other.state
            && self.tasks == other.tasks
            && self.shared == other.shared
            && self.shown == other.shown
            && self.disk == other.disk
            && self.backlog == other.backlog
            && self.recorded == other.recorded
            && self.reads_clock == other.reads_clock
            && self.reads_instant == other.reads_instant
            && self.asking == other.asking
    }
}

/// A step that needs an answer in its midst. It is taken again from its start with one answer more,
/// for a step is a pure function of these.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Asking {
    pub(crate) before: Memory,
    pub(crate) input: Input,
    pub(crate) answers: Answers,
    /// What it waits for.
    pub(crate) question: Ask,
    /// What the attempts have cost, in operations.
    pub(crate) spent: u64,
}

/// What a step was told in its midst.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Answers {
    pub(crate) clock: Option<Time>,
    pub(crate) instant: Option<Time>,
    pub(crate) drawn: Vec<i64>,
}

/// A request that nobody has taken up yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Waiting {
    /// What to answer it by; nothing where no answer is wanted.
    pub(crate) handle: Option<u32>,
    pub(crate) operation: Name,
    pub(crate) arguments: Rc<[Data]>,
}

/// A task, set aside where it waits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Task {
    pub(crate) stack: Vec<Value>,
    /// The functions that wait for one another, the innermost last. None in a task that is nothing
    /// but a future.
    pub(crate) frames: Vec<Frame>,
    pub(crate) role: Role,
    pub(crate) wait: Wait,
    /// The await of its parent that it stands at.
    pub(crate) stands: Option<(FunctionId, u16)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Frame {
    pub(crate) function: FunctionId,
    /// The next operation.
    pub(crate) next: u32,
    /// Where its variables begin on the stack.
    pub(crate) base: u32,
}

/// What a task is there for: where its result goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Role {
    /// Makes the state of the node.
    Initial,
    Main,
    /// Answers the request of this handle.
    Request(u32),
    /// Serves a request that wants no answer.
    Told,
    /// One of the futures that another task waits for.
    Child {
        of: u32,
        at: u16,
    },
    /// Goes on by itself; a handle may wait for it.
    Spawned,
    /// A future in a variable that has begun. One that may be awaited `again` after its end, as a
    /// `sleep` may, has ended for good.
    Begun {
        again: bool,
    },
}

/// What a task waits for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Wait {
    /// Nothing: it goes on within this step.
    Ready(Resume),
    /// A call or timer with its own number. A recorded call has a number among those recorded.
    /// If it is known which function answers a call, its result is of the type that that declares.
    Effect { recorded: Option<u32>, answers: Option<FunctionId> },
    /// Something that its process shares; it tries again when that changes. The future is on top
    /// of its stack.
    Shared(u32),
    /// The end of this task; it looks again then. The future is on top of its stack.
    Task(u32),
    /// Its children.
    Children(Rc<Children>),
    /// It has ended with this value; nothing where that has been taken.
    Ended(Option<Value>),
}

/// How a task goes on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Resume {
    /// Where it stands. A task that is nothing but a future begins that.
    Here,
    /// With what it waited for.
    With(Value),
    /// By trying what it waits for again: the future on top of its stack.
    Again,
}

/// The futures that a task waits for, each a task of its own until it has ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Children {
    pub(crate) kind: Awaiting,
    pub(crate) running: Vec<Option<u32>>,
    pub(crate) results: Vec<Value>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Awaiting {
    /// `join_all`.
    All,
    /// `join!` and `try_join!` of this function.
    Join(FunctionId, u32),
    /// `select!` of this function.
    Select(FunctionId, u32),
    /// `timeout`: what may take no longer than the timer of the task's own number.
    Timeout,
    /// The same, when that timer is over and nobody has awaited the task since.
    Late,
}

/// What the tasks of a process share.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Shared {
    pub(crate) what: Thing,
    /// The tasks that wait for it to change, the first first.
    pub(crate) waiting: Vec<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Thing {
    Channel {
        queue: Vec<Value>,
        /// How many messages it takes before senders wait.
        capacity: Option<u32>,
        /// Whether it carries one message and ends.
        once: bool,
        /// Whether it takes no further messages.
        closed: bool,
        has_senders: bool,
        has_receiver: bool,
    },
    Mutex {
        value: Value,
        holder: Holder,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Holder {
    Nobody,
    /// This task, which waited for it and has not gone on yet.
    Promised(u32),
    Guard,
    /// It is the variable of a closure and never locked.
    Closure,
}

/// What survives a crash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Disk {
    pub(crate) synced: Map,
    /// What was written since the last sync; an empty `Option` where a key was removed.
    pub(crate) unsynced: Map,
}

impl Task {
    pub(crate) fn new(role: Role) -> Self {
        let (stack, frames) = Default::default();
        Self { stack, frames, role, wait: Wait::Ready(Resume::Here), stands: None }
    }
}

impl Memory {
    /// The memory with all moments counted from now.
    pub(crate) fn seen_now(&self, now: Time) -> Self {
        let mut memory = self.clone();
        let shift = |value: &mut Value| value.count_from(now);
        memory.state.iter_mut().for_each(shift);
        let numbers: Vec<u32> = memory.tasks.iter().map(|(number, _)| number).collect();
        for number in numbers {
            let Some(task) = memory.tasks.get_mut(number).map(Rc::make_mut) else { continue };
            task.stack.iter_mut().for_each(shift);
            match &mut task.wait {
                Wait::Ready(Resume::With(value)) | Wait::Ended(Some(value)) => shift(value),
                Wait::Children(children) => {
                    Rc::make_mut(children).results.iter_mut().for_each(shift);
                }
                _ => {}
            }
        }
        let numbers: Vec<u32> = memory.shared.iter().map(|(number, _)| number).collect();
        for number in numbers {
            match memory.shared.get_mut(number).map(|shared| &mut shared.what) {
                Some(Thing::Channel { queue, .. }) => queue.iter_mut().for_each(shift),
                Some(Thing::Mutex { value, .. }) => shift(value),
                None => {}
            }
        }
        memory
    }
}

impl Disk {
    /// What a read finds.
    pub(crate) fn get(&self, key: &Value) -> Value {
        let found = self.unsynced.get(key).cloned();
        found.unwrap_or_else(|| Value::option(self.synced.get(key).cloned()))
    }

    /// Puts a value under a key, or removes it.
    pub(crate) fn put(&mut self, key: Value, value: Option<Value>, at_once: bool) {
        if !at_once {
            self.unsynced.insert(key, Value::option(value));
            return;
        }
        match value {
            Some(value) => self.synced.insert(key, value),
            None => self.synced.remove(&key),
        };
    }

    pub(crate) fn sync(&mut self) {
        for (key, value) in self.unsynced.take() {
            let value = value.fields().first().cloned();
            self.put(key, value, true);
        }
    }

    /// What is left after a crash.
    pub(crate) fn after_crash(&self) -> Self {
        Self { synced: self.synced.clone(), unsynced: Map::default() }
    }
}
