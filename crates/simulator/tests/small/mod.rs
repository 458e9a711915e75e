//! Worlds that are small enough to be worked out on paper.
// Each test that shares them uses what it needs.
#![allow(dead_code)]

use std::rc::Rc;

use whatif_simulator::{
    Alteration, Ask, Border, Effect, Fault, FaultKind, FaultPoint, Input, Latency, MessagePoint,
    Mishap, Moved, NodeId, NodeKind, Place, Program, Property, PropertyKind, Setup, StepPoint,
    Then, Time, TimerKind, Transition, Trouble, Value, View, services,
};

/// A process with two steps: it stores a random number, then sends a mail, then answers. It
/// counts, in memory, how often it was asked.
pub(crate) struct Process;

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Memory {
    asked: u32,
    waits: Vec<(u32, u32)>,
    drawing: Option<u32>,
}

pub(crate) const PROCESS: NodeId = NodeId(1);
pub(crate) const DATABASE: NodeId = NodeId(2);
pub(crate) const MAILER: NodeId = NodeId(3);

pub(crate) fn place(ordinal: u32, effect: &str) -> Place {
    Place { function: "serve".into(), ordinal, effect: effect.into(), line: Some(ordinal) }
}

impl Program for Process {
    type State = Memory;

    fn initial(&self) -> Memory {
        Memory::default()
    }

    fn after_crash(&self, _: &Memory) -> Memory {
        Memory::default()
    }

    fn step(&self, state: &Memory, input: &Input) -> Transition<Memory> {
        let mut state = state.clone();
        let moved = |from: Vec<Place>, to: Vec<Place>| vec![Moved { from, to }];
        match input {
            Input::Request { handle, .. } => {
                state.asked += 1;
                state.drawing = Some(*handle);
                let then = Then::Ask(Ask::Draw { low: 10, high: 99 });
                Transition { state, effects: Vec::new(), moved: Vec::new(), then }
            }
            Input::Drawn(number) => {
                let handle = state.drawing.take().unwrap_or(0);
                state.waits.push((handle, 1));
                let row = Value::record("Row", [("key", Value::Int(i128::from(*number)))]);
                let store = call(handle, DATABASE, "insert", &[Value::text("rows"), row], 1);
                let moved = moved(vec![], vec![place(1, "db::insert")]);
                Transition { state, effects: vec![store], moved, then: Then::Wait }
            }
            Input::Reply { call: number, .. } | Input::TimedOut { call: number } => {
                let at = state.waits.iter().position(|(handle, _)| handle == number);
                let Some(at) = at else { return Transition::wait(state, Vec::new()) };
                if state.waits[at].1 == 1 {
                    state.waits[at].1 = 2;
                    let mail = [Value::text("ada@example.org"), Value::text("Welcome!")];
                    let send = call(*number, MAILER, "send", &mail, 2);
                    let (from, to) = (place(1, "db::insert"), place(2, "email::send"));
                    let moved = moved(vec![from], vec![to]);
                    Transition { state, effects: vec![send], moved, then: Then::Wait }
                } else {
                    state.waits.remove(at);
                    let result = match input {
                        Input::Reply { result, .. } => result.clone(),
                        _ => Value::error("Timeout"),
                    };
                    let effects = vec![Effect::Reply { handle: *number, result }];
                    let moved = moved(vec![place(2, "email::send")], vec![]);
                    Transition { state, effects, moved, then: Then::Wait }
                }
            }
            Input::Start | Input::Timer { .. } | Input::Clock(_) | Input::Instant(_) => {
                Transition::wait(state, Vec::new())
            }
        }
    }

    fn observe(&self, state: &Memory, _: &str, _: &[Value]) -> Result<Value, String> {
        Ok(Value::Int(i128::from(state.asked)))
    }
}

pub(crate) fn call(
    call: u32,
    to: NodeId,
    operation: &str,
    arguments: &[Value],
    ordinal: u32,
) -> Effect {
    let effect = if ordinal == 1 { "db::insert" } else { "email::send" };
    let place = Some(place(ordinal, effect));
    Effect::Call { call, to, operation: operation.into(), arguments: arguments.into(), place }
}

/// A client that asks the process twice, the process, a database and a mailer.
pub(crate) fn setup(faults: impl IntoIterator<Item = FaultKind>) -> Rc<Setup> {
    asking(&[10, 15], faults)
}

/// The same with a client that asks at these times.
pub(crate) fn asking(at: &[u64], faults: impl IntoIterator<Item = FaultKind>) -> Rc<Setup> {
    let latency = Latency { min: Time::from_millis(5), max: Time::from_millis(40) };
    let mut setup = Setup::new(latency);
    let ask = |at| services::Request {
        at: Time::from_millis(at),
        to: NodeId(1),
        operation: "serve".into(),
        arguments: Rc::from([]),
    };
    let client =
        services::Client { requests: at.iter().copied().map(ask).collect(), recorded: false };
    let two_seconds = Time::from_secs(2);
    setup.add_node("client", NodeKind::Client, client, Time::from_secs(30));
    setup.add_node("process", NodeKind::Process, Process, two_seconds);
    let tables = vec![("rows".into(), "key".into())];
    let database = services::Database { tables, replicas: Vec::new() };
    setup.add_node("db", NodeKind::Service, database, two_seconds);
    setup.add_node("email", NodeKind::Service, services::Mailer, two_seconds);
    for kind in faults {
        setup.add_fault(Fault { kind, words: "a fault".into() });
    }
    Rc::new(setup)
}

pub(crate) fn killed_between() -> FaultKind {
    FaultKind::Crash {
        node: NodeId(1),
        when: FaultPoint::Step(
            NodeId(1),
            StepPoint { function: Some("serve".into()), border: Border::Between(1, 2), nth: 1 },
        ),
        restart: Some(Time::from_secs(1)),
    }
}

pub(crate) fn down(node: NodeId, from: Time, until: Time, refuse: bool) -> FaultKind {
    let (when, lasts) = (FaultPoint::At(from), Some(until.since(from)));
    FaultKind::Trouble { trouble: Trouble::Down { node, refuse }, when, lasts }
}

pub(crate) fn lose(point: MessagePoint) -> FaultKind {
    FaultKind::Message(point, Mishap::Lost)
}

pub(crate) fn delay(point: MessagePoint, by: Time) -> FaultKind {
    FaultKind::Message(point, Mishap::Delayed(by))
}

pub(crate) fn message(reply: bool, of: NodeId) -> MessagePoint {
    MessagePoint { reply, of, by: None, operation: None, nth: Some(1) }
}

pub(crate) fn all_faults() -> Vec<FaultKind> {
    vec![
        killed_between(),
        lose(message(false, MAILER)),
        lose(message(true, MAILER)),
        delay(message(true, DATABASE), Time::from_secs(3)),
        down(MAILER, Time::ZERO, Time::from_secs(3), false),
        down(MAILER, Time::ZERO, Time::from_secs(3), true),
        FaultKind::Crash {
            node: NodeId(1),
            when: FaultPoint::At(Time::from_millis(60)),
            restart: None,
        },
        FaultKind::Crash {
            node: DATABASE,
            when: FaultPoint::Message(message(false, DATABASE)),
            restart: Some(Time::from_secs(1)),
        },
        FaultKind::Message(message(false, MAILER), Mishap::Duplicated),
        FaultKind::Message(
            message(true, DATABASE),
            Mishap::Altered(Alteration::Whole(Value::text("a lie"))),
        ),
        trouble(Trouble::Cut(vec![(PROCESS, MAILER), (MAILER, PROCESS)]), 20, Some(3_000)),
        trouble(Trouble::Cut(vec![(MAILER, PROCESS)]), 0, None),
        trouble(Trouble::Silent { node: DATABASE, towards: None }, 0, Some(3_000)),
        trouble(Trouble::Silent { node: MAILER, towards: Some(vec![PROCESS]) }, 0, None),
        trouble(Trouble::Slow { node: MAILER, factor: 10 }, 0, None),
        trouble(Trouble::Paused(PROCESS), 30, Some(5_000)),
        trouble(Trouble::Clock { node: PROCESS, offset: -5_000, drift: 500_000 }, 0, None),
        before_the_mail(Trouble::Paused(PROCESS), Some(5_000)),
        before_the_mail(Trouble::Cut(vec![(PROCESS, MAILER)]), None),
        before_the_mail(Trouble::Down { node: MAILER, refuse: true }, Some(1_000)),
    ]
}

fn trouble(trouble: Trouble, at: u64, lasts: Option<u64>) -> FaultKind {
    let when = FaultPoint::At(Time::from_millis(at));
    FaultKind::Trouble { trouble, when, lasts: lasts.map(Time::from_millis) }
}

fn before_the_mail(trouble: Trouble, lasts: Option<u64>) -> FaultKind {
    let border = Border::Before("email::send".into());
    let when = FaultPoint::Step(PROCESS, StepPoint { function: None, border, nth: 1 });
    FaultKind::Trouble { trouble, when, lasts: lasts.map(Time::from_millis) }
}

pub(crate) fn mails(world: &View<'_>) -> usize {
    match world.observe("email", "mails", &[]) {
        Ok(Value::List(mails)) => mails.len(),
        other => panic!("{other:?}"),
    }
}

pub(crate) fn welcomed() -> Property {
    let holds = |world: &View<'_>| {
        let rows = world.observe("db", "rows", &[Value::text("rows")])?;
        let Value::List(rows) = rows else { return Err("no rows".into()) };
        Ok(mails(world) >= rows.len())
    };
    let kind = PropertyKind::Eventually;
    Property { name: "welcomed".into(), kind, holds: Rc::new(holds) }
}

/// A process that keeps what it is asked to keep on its disk, then answers and tells its peer twice.
/// It counts what it was told, up to two, and looks up from time to time.
pub(crate) struct Keeper {
    pub(crate) peer: NodeId,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Kept {
    /// What waits for the disk.
    storing: Vec<u32>,
    /// What stays in a crash.
    stored: u8,
    told: u8,
    /// Whether it has looked up since it was told last.
    has_seen: bool,
}

const LOOKS_UP: u32 = 100;

impl Program for Keeper {
    type State = Kept;

    fn initial(&self) -> Kept {
        Kept::default()
    }

    fn after_crash(&self, state: &Kept) -> Kept {
        Kept { stored: state.stored, ..Kept::default() }
    }

    fn step(&self, state: &Kept, input: &Input) -> Transition<Kept> {
        let mut state = state.clone();
        let look_up = || {
            let (after, kind) = (Time::from_secs(3), TimerKind::Sleep(None));
            Effect::SetTimer { timer: LOOKS_UP, after, kind }
        };
        let mut effects = Vec::new();
        match input {
            Input::Start => effects.push(look_up()),
            Input::Request { operation, handle, .. } if &**operation == "keep" => {
                state.storing.push(*handle);
                let (after, kind) = (Time::from_millis(2), TimerKind::Disk(None));
                effects.push(Effect::SetTimer { timer: *handle, after, kind });
            }
            Input::Request { .. } => {
                state.told = (state.told + 1).min(2);
                state.has_seen = false;
            }
            Input::Timer { timer: LOOKS_UP } => {
                state.has_seen = true;
                effects.push(look_up());
            }
            Input::Timer { timer } => {
                state.storing.retain(|handle| handle != timer);
                state.stored += 1;
                let note = || Effect::Tell {
                    to: self.peer,
                    operation: "note".into(),
                    arguments: Rc::from([]),
                };
                let result = Value::ok(Value::Unit);
                effects.extend([Effect::Reply { handle: *timer, result }, note(), note()]);
            }
            _ => {}
        }
        Transition::wait(state, effects)
    }

    fn observe(&self, state: &Kept, question: &str, _: &[Value]) -> Result<Value, String> {
        match question {
            "stored" => Ok(Value::Int(i128::from(state.stored))),
            "told" => Ok(Value::Int(i128::from(state.told))),
            "has seen" => Ok(Value::Bool(state.has_seen)),
            _ => Err(format!("nobody knows of `{question}`")),
        }
    }
}

/// A client that asks once, a keeper and its peer.
pub(crate) fn keepers() -> Rc<Setup> {
    keepers_asked(&[10])
}

/// The same with a client that asks at these times.
pub(crate) fn keepers_asked(at: &[u64]) -> Rc<Setup> {
    let latency = Latency { min: Time::from_millis(5), max: Time::from_millis(40) };
    let mut setup = Setup::new(latency);
    let ask = |at| services::Request {
        at: Time::from_millis(at),
        to: NodeId(1),
        operation: "keep".into(),
        arguments: Rc::from([]),
    };
    let client =
        services::Client { requests: at.iter().copied().map(ask).collect(), recorded: false };
    setup.add_node("client", NodeKind::Client, client, Time::from_secs(2));
    for (name, peer) in [("keeper", NodeId(2)), ("peer", NodeId(1))] {
        setup.add_node(name, NodeKind::Process, Keeper { peer }, Time::from_secs(2));
    }
    Rc::new(setup)
}

/// What is true, and false, of the keepers with some faults or other.
pub(crate) fn of_keepers() -> Vec<Property> {
    let number = |world: &View<'_>, node, question| match world.observe(node, question, &[]) {
        Ok(Value::Int(number)) => Ok(number),
        other => Err(format!("{other:?}")),
    };
    let answered = |world: &View<'_>| match world.observe("client", "calls", &[])? {
        Value::List(calls) => Ok(format!("{calls:?}").contains("Ok")),
        other => Err(format!("{other:?}")),
    };
    let property = |name: &str, kind, holds: Rc<whatif_simulator::Look>| Property {
        name: name.into(),
        kind,
        holds,
    };
    vec![
        property(
            "stored once",
            PropertyKind::Always,
            Rc::new(move |world| Ok(number(world, "keeper", "stored")? < 2)),
        ),
        property(
            "answered is stored",
            PropertyKind::Always,
            Rc::new(move |world| Ok(!answered(world)? || number(world, "keeper", "stored")? > 0)),
        ),
        property(
            "stored is told",
            PropertyKind::Eventually,
            Rc::new(move |world| {
                let stored = number(world, "keeper", "stored")?;
                Ok(stored == 0 || number(world, "peer", "told")? == 2)
            }),
        ),
        property(
            "the peer sees",
            PropertyKind::Eventually,
            Rc::new(move |world| Ok(world.observe("peer", "has seen", &[])? == Value::Bool(true))),
        ),
        property(
            "told once",
            PropertyKind::Sometimes,
            Rc::new(move |world| Ok(number(world, "peer", "told")? == 1)),
        ),
        property(
            "told nothing and answered",
            PropertyKind::Sometimes,
            Rc::new(move |world| Ok(answered(world)? && number(world, "peer", "told")? == 0)),
        ),
    ]
}

/// A process that wakes up again and again, and counts: round and round, or up to a number where it
/// stays.
pub(crate) struct Counter {
    /// How many numbers there are.
    pub(crate) numbers: u32,
    /// Whether it begins anew with 0 after the last of them.
    pub(crate) goes_round: bool,
    /// How long it sleeps.
    pub(crate) every: Time,
}

impl Program for Counter {
    type State = u32;

    fn initial(&self) -> u32 {
        0
    }

    fn after_crash(&self, _: &u32) -> u32 {
        0
    }

    fn step(&self, state: &u32, input: &Input) -> Transition<u32> {
        let next = match input {
            Input::Start => 0,
            _ if self.goes_round => (state + 1) % self.numbers,
            _ => (state + 1).min(self.numbers - 1),
        };
        let kind = TimerKind::Sleep(None);
        let timer = Effect::SetTimer { timer: 0, after: self.every, kind };
        Transition::wait(next, vec![timer])
    }

    fn observe(&self, state: &u32, _: &str, _: &[Value]) -> Result<Value, String> {
        Ok(Value::Int(i128::from(*state)))
    }
}

/// A world of such a process alone.
pub(crate) fn counting(counter: Counter) -> Rc<Setup> {
    let mut setup = Setup::new(Latency { min: Time::ZERO, max: Time::ZERO });
    setup.add_node("counter", NodeKind::Process, counter, Time::from_secs(1));
    Rc::new(setup)
}

/// In the end it has this number.
pub(crate) fn ends_with(number: i128) -> Property {
    let holds =
        move |world: &View<'_>| Ok(world.observe("counter", "", &[])? == Value::Int(number));
    Property { name: "ends".into(), kind: PropertyKind::Eventually, holds: Rc::new(holds) }
}
