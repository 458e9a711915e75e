//! What runs on a node: a pure function from local state and input to local state and effects.

use std::any::Any;
use std::cell::OnceCell;
use std::hash::Hash;
use std::rc::Rc;

use crate::{Called, Fingerprint, Name, NodeId, Place, Time, Value};

/// The code of a node.
///
/// Everything that a program does follows from the local state and the input: it may keep nothing
/// in itself, and may read nothing else. That is what lets a world be forked, replayed, merged
/// with another that is the same, and travelled back in.
pub trait Program {
    /// All that the node remembers.
    type State: Clone + Eq + Hash + 'static;

    /// The state of a node that has never run.
    fn initial(&self) -> Self::State;

    /// What is left of the state after a crash: what is durable.
    fn after_crash(&self, state: &Self::State) -> Self::State;

    /// The state with the moments that it holds counted from now, where it holds any: two worlds in
    /// which as much time has gone by since then are the same.
    fn seen_now(&self, _state: &Self::State, _now: Time) -> Option<Self::State> {
        None
    }

    /// Whether what it does depends on the time itself, and not only on what it remembers of it.
    fn reads_clock(&self, _state: &Self::State) -> bool {
        false
    }

    /// Where the tasks of a process stand, each with the innermost place last; nothing for programs
    /// without places.
    fn stands(&self, _state: &Self::State) -> Vec<Vec<Place>> {
        Vec::new()
    }

    /// What stands in the state, for whoever looks at a run; nothing of what is only bookkeeping.
    fn sections(&self, _state: &Self::State) -> Vec<Section> {
        Vec::new()
    }

    /// One step.
    fn step(&self, state: &Self::State, input: &Input) -> Transition<Self::State>;

    /// Answers a property's question about the state, such as which rows a table has.
    ///
    /// The error is a sentence for the author: no such question, or wrong arguments.
    fn observe(
        &self,
        state: &Self::State,
        question: &str,
        arguments: &[Value],
    ) -> Result<Value, String>;
}

/// A part of what a node remembers, as a page shows it: a table, a mailbox, a task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// What it is, as code or a word: `users`, `signup`, *disk*.
    pub name: String,
    /// The line of the code at which a task stands, from 1, where the reader sees that code.
    pub line: Option<u32>,
    /// What is in it, each with its name; rows have none.
    pub items: Vec<(String, String)>,
}

impl Section {
    /// A section of values without names.
    pub fn of_values<'v>(name: &str, values: impl IntoIterator<Item = &'v Value>) -> Self {
        let mut items = Vec::new();
        for value in values {
            items.push((String::new(), format!("{value:?}")));
        }
        Self::named(name, items)
    }

    /// A section of these items.
    pub fn named(name: &str, items: Vec<(String, String)>) -> Self {
        Self { name: name.to_owned(), line: None, items }
    }
}

/// What a node is told.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Input {
    /// The node starts, for the first time or after a crash.
    Start,
    /// Someone asks for an operation.
    Request {
        /// What to name when answering: [`Effect::Reply`].
        handle: u32,
        /// Who asks.
        from: NodeId,
        /// What for.
        operation: Name,
        /// With what, in order.
        arguments: Rc<[Value]>,
        /// Whether the caller waits for an answer.
        wants_answer: bool,
    },
    /// A call of this node was answered.
    Reply {
        /// The number that the node gave the call: [`Effect::Call`].
        call: u32,
        /// A `Result`.
        result: Value,
    },
    /// A call of this node was not answered in time.
    TimedOut {
        /// The number that the node gave the call.
        call: u32,
    },
    /// A timer of this node fired.
    Timer {
        /// The number that the node gave the timer: [`Effect::SetTimer`].
        timer: u32,
    },
    /// The answer to [`Ask::Clock`], given within the same step.
    Clock(Time),
    /// The answer to [`Ask::Instant`], given within the same step.
    Instant(Time),
    /// The answer to [`Ask::Draw`] or [`Ask::Choose`], given within the same step.
    Drawn(i64),
}

/// What one step did.
#[derive(Clone, Debug)]
pub struct Transition<S> {
    /// The state after it.
    pub state: S,
    /// What it does to the world, in order.
    pub effects: Vec<Effect>,
    /// Which tasks moved, and over which borders; empty for programs without places.
    pub moved: Vec<Moved>,
    /// How it goes on.
    pub then: Then,
}

impl<S> Transition<S> {
    /// A step that ends here, waiting for the next input.
    pub fn wait(state: S, effects: Vec<Effect>) -> Self {
        Self { state, effects, moved: Vec::new(), then: Then::Wait }
    }
}

/// How a step goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Then {
    /// It is over: the node waits for its next input.
    Wait,
    /// It needs an answer at once. This is no border of a step, and nothing can come between.
    Ask(Ask),
    /// The process panicked, which kills it.
    Panic {
        /// What it said.
        message: String,
        /// The place that it had reached last.
        place: Option<Place>,
        /// The functions that were waiting for one another, the innermost first.
        stack: Vec<Called>,
    },
    /// A limit was reached that no run may pass: the run ends here, with this sentence.
    Halt(String),
}

/// What a step may ask for in its midst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ask {
    /// The node's clock, which may be wrong.
    Clock,
    /// The node's clock that only goes forwards, and shows a time of its own.
    Instant,
    /// A random whole number, both ends included.
    Draw {
        /// The least that may come.
        low: i64,
        /// The greatest that may come.
        high: i64,
    },
    /// Which of several things that can all go on is the one that does, by its place among them.
    Choose {
        /// How many there are.
        count: u32,
    },
}

/// The borders between which a task of a process moved in one step.
///
/// Both are stacks, the outermost function first: a function that awaits another of the same
/// process stands at a place of its own meanwhile. An empty stack is before the first or after
/// the last step of the task.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Moved {
    /// Where the task stood.
    pub from: Vec<Place>,
    /// Where it stands now.
    pub to: Vec<Place>,
}

/// What a step does to the world.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Asks another node for an operation. Ends in [`Input::Reply`] or [`Input::TimedOut`].
    Call {
        /// A number for the call, free at this node.
        call: u32,
        /// Whom to ask.
        to: NodeId,
        /// What for.
        operation: Name,
        /// With what, in order.
        arguments: Rc<[Value]>,
        /// Where in the code.
        place: Option<Place>,
    },
    /// Answers a request.
    Reply {
        /// Which: the handle of [`Input::Request`].
        handle: u32,
        /// A `Result`.
        result: Value,
    },
    /// Asks to be woken.
    SetTimer {
        /// A number for the timer, free at this node.
        timer: u32,
        /// After how long.
        after: Time,
        /// What is waited for.
        kind: TimerKind,
    },
    /// Asks another node for an operation without waiting for an answer.
    Tell {
        /// Whom to ask.
        to: NodeId,
        /// What for.
        operation: Name,
        /// With what, in order.
        arguments: Rc<[Value]>,
    },
    /// Gives up what the node waits for under this number: a call, whose reply then comes too
    /// late, or a timer.
    Forget(u32),
    /// Writes a line into the trace.
    Log(String),
    /// Shows something of the node's state to whoever looks at the run.
    Show {
        /// What it is.
        key: Name,
        /// What it is now.
        value: Value,
    },
    /// Measures something, for charts.
    Measure {
        /// How it is counted.
        measure: Measure,
        /// What is measured.
        name: Name,
        /// The bits of the number.
        amount: u64,
    },
    /// A recorded operation of a history begins.
    Invoked {
        /// Its number among those that this node records.
        number: u32,
        /// Who is asked.
        node: NodeId,
        /// For what.
        operation: Name,
        /// With what, in order.
        arguments: Rc<[Value]>,
    },
    /// A recorded operation ends.
    Returned {
        /// Its number.
        number: u32,
        /// A `Result`.
        result: Value,
    },
}

/// How a metric is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Amounts are summed up.
    Count,
    /// The last amount stands.
    Gauge,
    /// Each amount is one of many, of which percentiles are taken.
    Observation,
}

/// What a timer of a node stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimerKind {
    /// A process sleeps, at this place of its code.
    Sleep(Option<Place>),
    /// A process waits, at this place of its code, until something is on its disk.
    Disk(Option<Place>),
    /// A client's next request is due: something from outside comes in.
    Arrival,
    /// A service waits for a time of its own, such as the end of a lease. It says itself what comes
    /// of it.
    Service,
}

/// A local state of whatever type its program has, with its fingerprint once somebody has asked.
#[derive(Clone)]
pub(crate) struct State(Rc<dyn LocalState>);

trait LocalState: Any {
    fn fingerprint(&self) -> u128;
}

struct Kept<S> {
    state: S,
    fingerprint: OnceCell<u128>,
}

impl<S: Hash + 'static> LocalState for Kept<S> {
    fn fingerprint(&self) -> u128 {
        *self.fingerprint.get_or_init(|| Fingerprint::of(&self.state))
    }
}

impl State {
    fn keep<S: Hash + 'static>(state: S) -> Self {
        Self(Rc::new(Kept { state, fingerprint: OnceCell::new() }))
    }

    /// The hash of the state, the same on every platform.
    pub(crate) fn fingerprint(&self) -> u128 {
        self.0.fingerprint()
    }
}

/// A program whose type of state is hidden, so that nodes of many kinds stand in one list.
pub(crate) trait AnyProgram {
    fn initial(&self) -> State;
    fn after_crash(&self, state: &State) -> State;
    fn seen_now(&self, state: &State, now: Time) -> Option<State>;
    fn reads_clock(&self, state: &State) -> bool;
    fn stands(&self, state: &State) -> Vec<Vec<Place>>;
    fn sections(&self, state: &State) -> Vec<Section>;
    fn step(&self, state: &State, input: &Input) -> Transition<State>;
    fn observe(&self, state: &State, question: &str, arguments: &[Value]) -> Result<Value, String>;
}

impl<P: Program> AnyProgram for P {
    fn initial(&self) -> State {
        State::keep(Program::initial(self))
    }
    fn after_crash(&self, state: &State) -> State {
        State::keep(Program::after_crash(self, own::<P>(state)))
    }
    fn seen_now(&self, state: &State, now: Time) -> Option<State> {
        Program::seen_now(self, own::<P>(state), now).map(State::keep)
    }
    fn reads_clock(&self, state: &State) -> bool {
        Program::reads_clock(self, own::<P>(state))
    }
    fn stands(&self, state: &State) -> Vec<Vec<Place>> {
        Program::stands(self, own::<P>(state))
    }
    fn sections(&self, state: &State) -> Vec<Section> {
        Program::sections(self, own::<P>(state))
    }
    fn step(&self, state: &State, input: &Input) -> Transition<State> {
        let Transition { state, effects, moved, then } =
            Program::step(self, own::<P>(state), input);
        Transition { state: State::keep(state), effects, moved, then }
    }
    fn observe(&self, state: &State, question: &str, arguments: &[Value]) -> Result<Value, String> {
        Program::observe(self, own::<P>(state), question, arguments)
    }
}

fn own<P: Program>(state: &State) -> &P::State {
    // A world keeps each state beside the program that made it, and hands it to no other.
    let kept: Option<&Kept<P::State>> = (&*state.0 as &dyn Any).downcast_ref();
    &kept.expect("a state is only handed to the program that made it").state
}
