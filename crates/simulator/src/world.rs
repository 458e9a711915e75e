//! The state of everything at one moment of a run: a plain value.

use std::hash::Hash;
use std::rc::Rc;

use crate::fault::CrashPlaces;
use crate::program::{State, Then};
use crate::{
    Ask, CrashPoint, Effect, Event, FaultId, FaultKind, Fingerprint, Input, Latency, Loss, Message,
    MessageId, MessageKind, Moved, Name, NodeId, Numbered, Setup, Time, TimerKind, Trace, Value,
    What,
};

/// Something that may happen next, numbered in the order in which it came to be pending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PendingId(pub u32);

/// Something that may happen next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pending {
    /// What to name in a [`Choice`].
    pub id: PendingId,
    /// When it may happen.
    pub due: Due,
}

/// When a pending thing may happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// At this time: a timer, a call's timeout, a restart, a moment that a fault names.
    At(Time),
    /// A message: whenever the network gets it there.
    OnTheWay {
        /// Its link.
        link: (NodeId, NodeId),
        /// When it was sent.
        sent: Time,
        /// The latency of its link.
        latency: Latency,
        /// How much longer a fault holds it back.
        held: Time,
    },
}

/// What happens next, when, and the random numbers that it needs: all that is not determined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Which of the pending things.
    pub what: PendingId,
    /// When. Time never goes back.
    pub at: Time,
    /// The numbers drawn in the step that it starts, in order.
    pub draws: Vec<i64>,
}

/// Why a choice cannot be applied. The world is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing pending has this number.
    #[error("nothing is pending under the number {}", .0.0)]
    NotPending(PendingId),
    /// The step draws one number more than the choice has.
    #[error("a number from {low} to {high} must be drawn")]
    NeedsDraw {
        /// Who draws.
        node: NodeId,
        /// The least that may come.
        low: i64,
        /// The greatest that may come.
        high: i64,
    },
}

/// The state of everything at one moment of a run.
///
/// A world is a plain value: a clone goes its own way, and what happens to it is decided by the
/// choices that are applied, and by nothing else.
#[derive(Clone)]
pub struct World {
    setup: Rc<Setup>,
    now: Time,
    nodes: Vec<NodeNow>,
    in_flight: Numbered<InFlight>,
    timers: Numbered<Timer>,
    calls: Numbered<Call>,
    /// How often each fault's place was met.
    met: Vec<u32>,
    faults_stopped: bool,
    pending_next: u32,
    messages_next: u32,
    halted: Option<Rc<str>>,
    trace: Rc<Trace>,
}

#[derive(Clone)]
struct NodeNow {
    state: State,
    alive: bool,
    /// How often it has crashed.
    life: u32,
    down: Option<Down>,
    /// The requests that it has not answered yet, by the number that it knows them by.
    serving: Numbered<Asked>,
}

/// A request that waits for its reply.
#[derive(Clone)]
struct Asked {
    request: MessageId,
    caller: NodeId,
    /// The life of the caller in which it asked.
    life: u32,
    operation: Name,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Down {
    Silent,
    Refusing,
}

/// A call, by its request.
type Ticket = MessageId;

#[derive(Clone)]
struct Call {
    caller: NodeId,
    /// The number that the caller knows it by.
    number: u32,
    timeout: PendingId,
}

#[derive(Clone)]
struct InFlight {
    id: MessageId,
    message: Message,
    /// The life of the caller in which it asked, for the request and its reply.
    life: u32,
    sent: Time,
    held: Time,
}

impl InFlight {
    fn asked(&self) -> Asked {
        Asked {
            request: self.id,
            caller: self.message.from,
            life: self.life,
            operation: Name::clone(&self.message.operation),
        }
    }
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Timer {
    due: Time,
    what: Alarm,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Alarm {
    Node { node: NodeId, timer: u32, kind: TimerKind },
    CallTimeout(Ticket),
    Restart(NodeId),
    FaultBegins(FaultId),
    FaultEnds(FaultId),
}

/// What a node's step came to, before anything of it is done.
struct Step {
    state: State,
    effects: Vec<Effect>,
    moved: Option<Moved>,
    then: Then,
}

impl World {
    /// The world at the start: every node has started, and nothing else has happened.
    ///
    /// # Errors
    /// [`Refusal::NeedsDraw`] where a node draws a number as it starts and `draws` has too few.
    pub fn new(setup: Rc<Setup>, draws: &[i64]) -> Result<Self, Refusal> {
        let started = |node: &crate::setup::Node| NodeNow {
            state: node.program.initial(),
            alive: true,
            life: 0,
            down: None,
            serving: Numbered::default(),
        };
        let trace = Trace {
            lanes: setup.nodes.iter().map(|node| node.lane.clone()).collect(),
            faults: setup.faults.iter().map(|fault| fault.words.clone()).collect(),
            ..Trace::default()
        };
        let mut world = Self {
            nodes: setup.nodes.iter().map(started).collect(),
            met: vec![0; setup.faults.len()],
            now: Time::ZERO,
            in_flight: Numbered::default(),
            timers: Numbered::default(),
            calls: Numbered::default(),
            faults_stopped: false,
            pending_next: 0,
            messages_next: 0,
            halted: None,
            trace: Rc::new(trace),
            setup,
        };
        world.schedule_faults();
        let mut draws = draws;
        for node in world.node_ids() {
            let (step, used) = world.compute(node, Input::Start, draws)?;
            draws = &draws[used..];
            world.commit(node, step);
        }
        Ok(world)
    }

    /// The virtual time.
    pub fn now(&self) -> Time {
        self.now
    }

    /// What has happened so far.
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// The sentence with which a limit ended the run, if one did.
    pub fn halted(&self) -> Option<&str> {
        self.halted.as_deref()
    }

    /// Everything that may happen next, in the order in which it came to be pending. Empty when
    /// the run is at rest.
    pub fn pending(&self) -> Vec<Pending> {
        if self.halted.is_some() {
            return Vec::new();
        }
        let mut messages = self.in_flight.iter().map(|(number, flight)| {
            let (link, sent) = ((flight.message.from, flight.message.to), flight.sent);
            let latency = self.setup.latency;
            let due = Due::OnTheWay { link, sent, latency, held: flight.held };
            Pending { id: PendingId(number), due }
        });
        let mut timers = self
            .timers
            .iter()
            .map(|(number, timer)| Pending { id: PendingId(number), due: Due::At(timer.due) });
        let (mut message, mut timer) = (messages.next(), timers.next());
        let mut pending = Vec::with_capacity(messages.len() + timers.len() + 2);
        while let Some(next) = [message, timer].into_iter().flatten().min_by_key(|each| each.id) {
            pending.push(next);
            if Some(next) == message {
                message = messages.next();
            } else {
                timer = timers.next();
            }
        }
        pending
    }

    /// Lets one pending thing happen.
    ///
    /// # Errors
    /// A [`Refusal`], with the world as it was.
    pub fn apply(&mut self, choice: &Choice) -> Result<(), Refusal> {
        let now = self.now.max(choice.at);
        if let Some(flight) = self.in_flight.get(choice.what.0).cloned() {
            self.arrive(choice, now, &flight)
        } else if let Some(timer) = self.timers.get(choice.what.0).cloned() {
            self.ring(choice, now, timer.what)
        } else {
            Err(Refusal::NotPending(choice.what))
        }
    }

    /// Puts everything right that is still broken: dead nodes restart, services answer again, and
    /// no further fault happens. Says whether anything was broken.
    ///
    /// # Errors
    /// [`Refusal::NeedsDraw`] where a node draws a number as it restarts and `draws` has too few.
    pub fn heal(&mut self, draws: &[i64]) -> Result<bool, Refusal> {
        let mut healed = self.clone();
        healed.faults_stopped = true;
        let broken: Vec<NodeId> = self
            .node_ids()
            .filter(|&node| !self.node(node).alive || self.node(node).down.is_some())
            .collect();
        if let Some(&first) = broken.first() {
            healed.note(first, What::Healed, None);
        }
        healed.timers.retain(|timer| {
            !matches!(timer.what, Alarm::Restart(_) | Alarm::FaultBegins(_) | Alarm::FaultEnds(_))
        });
        let mut draws = draws;
        for &node in &broken {
            if healed.node_mut(node).down.take().is_some() {
                healed.note(node, What::CameBack, None);
            }
            if !healed.node(node).alive {
                let (step, used) = healed.compute(node, Input::Start, draws)?;
                draws = &draws[used..];
                healed.restart(node, step);
            }
        }
        *self = healed;
        Ok(!broken.is_empty())
    }

    /// Whether no message is on its way.
    pub fn is_calm(&self) -> bool {
        self.in_flight.is_empty()
    }

    /// Whether each fault has come to pass, in their order.
    pub fn faults_met(&self) -> impl Iterator<Item = bool> {
        self.setup.faults.iter().zip(&self.met).map(|(fault, &met)| match &fault.kind {
            FaultKind::Crash { when: CrashPoint::Step(point), .. } => met >= point.nth,
            FaultKind::Lose(point) | FaultKind::Delay(point, _) => met >= point.nth,
            FaultKind::Crash { when: CrashPoint::At(_), .. } | FaultKind::Down { .. } => met > 0,
        })
    }

    /// Asks a node about its state, for a property.
    ///
    /// # Errors
    /// A sentence for the author: no such node, no such question, wrong arguments.
    pub fn observe(
        &self,
        node: &str,
        question: &str,
        arguments: &[Value],
    ) -> Result<Value, String> {
        let Some(id) = self.setup.node(node) else {
            let names: Vec<&str> = self.setup.names().map(|name| &**name).collect();
            return Err(format!("there is no node `{node}`; there are {}", names.join(", ")));
        };
        let program = &self.setup.nodes[usize::from(id.0)].program;
        program
            .observe(&self.node(id).state, question, arguments)
            .map_err(|problem| format!("node `{node}`: {problem}"))
    }

    /// A hash of all that decides what can happen from here on, the same on every platform.
    ///
    /// Times count from now, messages and calls by what they are and not by their numbers: two
    /// worlds that differ only in how they came about have one fingerprint.
    pub fn fingerprint(&self) -> u128 {
        let mut hash = Fingerprint::default();
        for node in &self.nodes {
            node.state.feed(&mut hash);
            (node.alive, node.down).hash(&mut hash);
            hash_all(
                &mut hash,
                node.serving.iter().map(|(handle, asked)| (handle, self.call_key(asked.request))),
            );
        }
        // What is on its way has no order, so the hashes of its parts are summed up.
        let messages = self.in_flight.iter().map(|(_, flight)| {
            let message = &flight.message;
            let ticket = self.ticket(flight);
            let is_reply = matches!(message.kind, MessageKind::Reply(_));
            let key = (message.from, message.to, is_reply, self.call_key(ticket));
            Fingerprint::of(&(key, &message.operation, &message.content, flight.held))
        });
        let timers = self.timers.iter().map(|(_, timer)| {
            let ahead = timer.due.since(self.now);
            match &timer.what {
                Alarm::CallTimeout(ticket) => Fingerprint::of(&(ahead, self.call_key(*ticket))),
                other => Fingerprint::of(&(ahead, other)),
            }
        });
        let sum = messages.chain(timers).fold(0, u128::wrapping_add);
        (sum, self.in_flight.iter().len(), self.timers.iter().len()).hash(&mut hash);
        (self.faults_stopped, &self.met, self.halted.is_some()).hash(&mut hash);
        hash.finish()
    }

    /// What a call is, whatever its number: whose, and which of the caller's. Nothing where the
    /// caller has given it up.
    fn call_key(&self, ticket: Ticket) -> Option<(NodeId, u32)> {
        self.calls.get(ticket.0).map(|call| (call.caller, call.number))
    }

    fn ticket(&self, flight: &InFlight) -> Ticket {
        match flight.message.kind {
            MessageKind::Request => flight.id,
            MessageKind::Reply(request) => request,
        }
    }

    fn node_ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.nodes.len() as u16).map(NodeId)
    }

    fn node(&self, node: NodeId) -> &NodeNow {
        &self.nodes[usize::from(node.0)]
    }

    fn node_mut(&mut self, node: NodeId) -> &mut NodeNow {
        &mut self.nodes[usize::from(node.0)]
    }

    fn note(&mut self, node: NodeId, what: What, fault: Option<FaultId>) {
        let at = self.now;
        Rc::make_mut(&mut self.trace).events.push(Event { at, node, what, fault });
    }

    fn schedule(&mut self, due: Time, what: Alarm) -> PendingId {
        let id = self.number_pending();
        self.timers.insert(id.0, Timer { due, what });
        id
    }

    fn number_pending(&mut self) -> PendingId {
        let id = PendingId(self.pending_next);
        self.pending_next += 1;
        id
    }

    fn schedule_faults(&mut self) {
        let setup = Rc::clone(&self.setup);
        for (number, fault) in setup.faults.iter().enumerate() {
            let id = FaultId(number as u16);
            match fault.kind {
                FaultKind::Crash { when: CrashPoint::At(at), .. } => {
                    self.schedule(at, Alarm::FaultBegins(id));
                }
                FaultKind::Down { from, until, .. } => {
                    self.schedule(from, Alarm::FaultBegins(id));
                    self.schedule(until, Alarm::FaultEnds(id));
                }
                FaultKind::Crash { .. } | FaultKind::Lose(_) | FaultKind::Delay(..) => {}
            }
        }
    }

    fn arrive(&mut self, choice: &Choice, now: Time, flight: &InFlight) -> Result<(), Refusal> {
        let InFlight { id, message, .. } = flight;
        let node = message.to;
        let down = self.node(node).down;
        if down == Some(Down::Refusing) && message.kind == MessageKind::Request {
            self.begin(choice.what, now);
            self.note(node, What::Delivered(*id), self.fault_that_downed(node));
            self.send_reply(node, flight.asked(), Value::error("Refused"));
            return Ok(());
        }
        let input = match self.receive(flight) {
            Ok(input) => input,
            Err(loss) => {
                self.begin(choice.what, now);
                let fault = if loss == Loss::Down { self.fault_that_downed(node) } else { None };
                self.note(node, What::Lost(*id, loss), fault);
                return Ok(());
            }
        };
        let (step, _) = self.at(now).compute(node, input.clone(), &choice.draws)?;
        self.begin(choice.what, now);
        self.note(node, What::Delivered(*id), None);
        match input {
            Input::Request { handle, .. } => {
                self.node_mut(node).serving.insert(handle, flight.asked());
            }
            _ => self.close_call(self.ticket(flight)),
        }
        self.commit_or_crash(node, step, matches!(input, Input::Reply { .. }));
        Ok(())
    }

    /// What a message is to the node that it reaches, or why it is nothing to it.
    fn receive(&self, flight: &InFlight) -> Result<Input, Loss> {
        let InFlight { message, life, .. } = flight;
        let receiver = self.node(message.to);
        if !receiver.alive {
            return Err(Loss::NobodyThere);
        }
        match message.kind {
            MessageKind::Request if receiver.down == Some(Down::Silent) => Err(Loss::Down),
            MessageKind::Request => {
                let arguments = match &message.content {
                    Value::Tuple(arguments) => Rc::clone(arguments),
                    other => Rc::from([other.clone()]),
                };
                let handle = receiver.serving.free();
                let operation = Name::clone(&message.operation);
                Ok(Input::Request { handle, from: message.from, operation, arguments })
            }
            MessageKind::Reply(_) if *life != receiver.life => Err(Loss::EarlierLife),
            MessageKind::Reply(request) => match self.calls.get(request.0) {
                Some(call) => {
                    Ok(Input::Reply { call: call.number, result: message.content.clone() })
                }
                None => Err(Loss::TooLate),
            },
        }
    }

    fn ring(&mut self, choice: &Choice, now: Time, alarm: Alarm) -> Result<(), Refusal> {
        match alarm {
            Alarm::Node { node, timer, kind } => {
                let input = Input::Timer { timer };
                let (step, _) = self.at(now).compute(node, input, &choice.draws)?;
                self.begin(choice.what, now);
                if let TimerKind::Sleep(place) = kind {
                    self.note(node, What::Woke(place), None);
                }
                self.commit_or_crash(node, step, true);
            }
            Alarm::CallTimeout(ticket) => {
                let call = self.calls.get(ticket.0);
                let call = call.ok_or(Refusal::NotPending(choice.what))?;
                let (caller, number) = (call.caller, call.number);
                let input = Input::TimedOut { call: number };
                let (step, _) = self.at(now).compute(caller, input, &choice.draws)?;
                self.begin(choice.what, now);
                self.note(caller, What::TimedOut(ticket), None);
                self.close_call(ticket);
                self.commit_or_crash(caller, step, false);
            }
            Alarm::Restart(node) => {
                let (step, _) = self.at(now).compute(node, Input::Start, &choice.draws)?;
                self.begin(choice.what, now);
                self.restart(node, step);
            }
            Alarm::FaultBegins(fault) => {
                self.begin(choice.what, now);
                self.fault_begins(fault);
            }
            Alarm::FaultEnds(fault) => {
                self.begin(choice.what, now);
                if let FaultKind::Down { node, .. } = self.setup.faults[usize::from(fault.0)].kind
                    && self.node_mut(node).down.take().is_some()
                {
                    self.note(node, What::CameBack, Some(fault));
                }
            }
        }
        Ok(())
    }

    /// The world as it stands, at a later time: what a step is computed in before it is done.
    fn at(&self, now: Time) -> Moment<'_> {
        Moment { world: self, now }
    }

    fn compute(&self, node: NodeId, input: Input, draws: &[i64]) -> Result<(Step, usize), Refusal> {
        self.at(self.now).compute(node, input, draws)
    }

    fn begin(&mut self, what: PendingId, now: Time) {
        self.now = now;
        self.in_flight.remove(what.0);
        self.timers.remove(what.0);
    }

    fn close_call(&mut self, ticket: Ticket) {
        if let Some(call) = self.calls.remove(ticket.0) {
            self.timers.remove(call.timeout.0);
        }
    }

    fn restart(&mut self, node: NodeId, step: Step) {
        self.node_mut(node).alive = true;
        self.note(node, What::Restarted, None);
        self.commit_or_crash(node, step, false);
    }

    fn commit_or_crash(&mut self, node: NodeId, step: Step, answered: bool) {
        if !self.faults_stopped
            && let Some(moved) = &step.moved
        {
            let setup = Rc::clone(&self.setup);
            for (number, fault) in setup.faults.iter().enumerate() {
                let FaultKind::Crash { node: victim, when: CrashPoint::Step(point), restart } =
                    &fault.kind
                else {
                    continue;
                };
                let Some(places) =
                    (*victim == node).then(|| point.matches(moved, answered)).flatten()
                else {
                    continue;
                };
                self.met[number] += 1;
                if self.met[number] == point.nth {
                    self.crash(node, places, Some(FaultId(number as u16)), *restart);
                    return;
                }
            }
        }
        self.commit(node, step);
    }

    fn commit(&mut self, node: NodeId, step: Step) {
        self.node_mut(node).state = step.state;
        for effect in step.effects {
            self.perform(node, effect);
        }
        match step.then {
            Then::Wait | Then::Ask(_) => {}
            Then::Panic { message, place } => {
                self.note(node, What::Panicked(message, place), None);
                self.kill(node);
            }
            Then::Halt(sentence) => self.halted = Some(sentence.into()),
        }
    }

    fn perform(&mut self, node: NodeId, effect: Effect) {
        match effect {
            Effect::Call { call, to, operation, arguments, place } => {
                let kind = MessageKind::Request;
                let content = Value::Tuple(arguments);
                let message = Message { from: node, to, kind, operation, content };
                let life = self.node(node).life;
                let id = self.send(message, life, place);
                let due = self.now.plus(self.setup.nodes[usize::from(node.0)].call_timeout);
                let timeout = self.schedule(due, Alarm::CallTimeout(id));
                self.calls.insert(id.0, Call { caller: node, number: call, timeout });
            }
            Effect::Reply { handle, result } => {
                if let Some(asked) = self.node_mut(node).serving.remove(handle) {
                    self.send_reply(node, asked, result);
                }
            }
            Effect::SetTimer { timer, after, kind } => {
                self.schedule(self.now.plus(after), Alarm::Node { node, timer, kind });
            }
            Effect::Log(line) => self.note(node, What::Logged(line), None),
        }
    }

    fn send_reply(&mut self, node: NodeId, asked: Asked, result: Value) {
        let Asked { request, caller: to, life, operation } = asked;
        let kind = MessageKind::Reply(request);
        let message = Message { from: node, to, kind, operation, content: result };
        self.send(message, life, None);
    }

    fn send(&mut self, message: Message, life: u32, place: Option<crate::Place>) -> MessageId {
        let id = MessageId(self.messages_next);
        self.messages_next += 1;
        let (from, to) = (message.from, message.to);
        let (kind, operation) = (message.kind, Name::clone(&message.operation));
        Rc::make_mut(&mut self.trace).messages.push(message.clone());
        let mut lost = None;
        let mut held = None;
        let setup = Rc::clone(&self.setup);
        let faults = setup.faults.iter().enumerate().filter(|_| !self.faults_stopped);
        for (number, fault) in faults {
            let (FaultKind::Lose(point) | FaultKind::Delay(point, _)) = &fault.kind else {
                continue;
            };
            if !point.matches(from, to, kind, &operation) {
                continue;
            }
            self.met[number] += 1;
            if self.met[number] == point.nth {
                match fault.kind {
                    FaultKind::Delay(_, by) => held = Some((FaultId(number as u16), by)),
                    _ => lost = Some(FaultId(number as u16)),
                }
            }
        }
        self.note(from, What::Sent(id, place), held.map(|(fault, _)| fault));
        if let Some(fault) = lost {
            self.note(to, What::Lost(id, Loss::OnTheWay), Some(fault));
        } else {
            let pending = self.number_pending();
            let held = held.map_or(Time::ZERO, |(_, by)| by);
            let flight = InFlight { id, message, life, sent: self.now, held };
            self.in_flight.insert(pending.0, flight);
        }
        id
    }

    fn fault_begins(&mut self, id: FaultId) {
        let setup = Rc::clone(&self.setup);
        match setup.faults[usize::from(id.0)].kind {
            FaultKind::Crash { node, restart, .. } if self.node(node).alive => {
                self.met[usize::from(id.0)] += 1;
                self.crash(node, CrashPlaces::default(), Some(id), restart);
            }
            FaultKind::Down { node, refuse, .. } => {
                self.met[usize::from(id.0)] += 1;
                let down = if refuse { Down::Refusing } else { Down::Silent };
                self.node_mut(node).down = Some(down);
                self.note(node, What::WentDown, Some(id));
            }
            _ => {}
        }
    }

    fn fault_that_downed(&self, node: NodeId) -> Option<FaultId> {
        let downs = |kind: &FaultKind| {
            matches!(kind, FaultKind::Down { node: downed, from, until, .. }
                if *downed == node && *from <= self.now && self.now <= *until)
        };
        let at = self.setup.faults.iter().position(|fault| downs(&fault.kind))?;
        Some(FaultId(at as u16))
    }

    fn crash(
        &mut self,
        node: NodeId,
        places: CrashPlaces,
        fault: Option<FaultId>,
        restart: Option<Time>,
    ) {
        let CrashPlaces { after, before } = places;
        self.note(node, What::Crashed { after, before }, fault);
        self.kill(node);
        if let Some(after) = restart {
            self.schedule(self.now.plus(after), Alarm::Restart(node));
        }
    }

    /// The five answers of a crash: memory is lost; what is durable stays; what it had sent still
    /// arrives, and replies to this life are dropped; its timers are gone; its clock runs on.
    fn kill(&mut self, node: NodeId) {
        let durable =
            self.setup.nodes[usize::from(node.0)].program.after_crash(&self.node(node).state);
        let now = self.node_mut(node);
        now.state = durable;
        now.alive = false;
        now.life += 1;
        now.serving.clear();
        self.calls.retain(|call| call.caller != node);
        let calls = &self.calls;
        self.timers.retain(|timer| match &timer.what {
            Alarm::Node { node: owner, .. } => *owner != node,
            Alarm::CallTimeout(ticket) => calls.get(ticket.0).is_some(),
            Alarm::Restart(_) | Alarm::FaultBegins(_) | Alarm::FaultEnds(_) => true,
        });
    }
}

struct Moment<'a> {
    world: &'a World,
    now: Time,
}

impl Moment<'_> {
    /// Computes a step without doing it, answering what it asks in its midst. Returns how many of
    /// the draws it used.
    fn compute(&self, node: NodeId, input: Input, draws: &[i64]) -> Result<(Step, usize), Refusal> {
        let program = &self.world.setup.nodes[usize::from(node.0)].program;
        let mut transition = program.step(&self.world.node(node).state, &input);
        let mut effects = std::mem::take(&mut transition.effects);
        let from = transition.moved.as_ref().map(|moved| moved.from.clone());
        let mut used = 0;
        while let Then::Ask(ask) = transition.then {
            let answer = match ask {
                Ask::Clock => Input::Clock(self.now),
                Ask::Draw { low, high } => {
                    let drawn = draws.get(used).copied();
                    used += 1;
                    Input::Drawn(drawn.ok_or(Refusal::NeedsDraw { node, low, high })?)
                }
            };
            transition = program.step(&transition.state, &answer);
            effects.append(&mut transition.effects);
        }
        let moved =
            transition.moved.map(|moved| Moved { from: from.unwrap_or(moved.from), ..moved });
        Ok((Step { state: transition.state, effects, moved, then: transition.then }, used))
    }
}

fn hash_all<T: Hash>(hash: &mut Fingerprint, items: impl ExactSizeIterator<Item = T>) {
    items.len().hash(hash);
    for item in items {
        item.hash(hash);
    }
}
