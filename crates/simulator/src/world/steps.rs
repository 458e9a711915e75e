//! What happens when a pending thing happens: a node takes a step, and the step is done.

use std::rc::Rc;

use super::{Alarm, Asked, Call, Down, InFlight, PendingId, Ticket, World};
use crate::program::{State, Then};
use crate::{
    Ask, Effect, FaultId, FaultKind, Input, Loss, Message, MessageId, MessageKind, Moved, Name,
    NodeId, Place, Refusal, Time, TimerKind, Value, What,
};

/// How often one step may ask for something in its midst.
const ASKS_MAX: usize = 1_000;

/// Where the numbers come from that a step draws for a node, both ends included.
pub(super) type Draw<'a> = &'a mut dyn FnMut(NodeId, i64, i64) -> Result<i64, Refusal>;

/// Draws the numbers of a list, and refuses where it has none left.
pub(super) fn from_list(draws: &[i64]) -> impl FnMut(NodeId, i64, i64) -> Result<i64, Refusal> {
    let mut draws = draws.iter();
    move |node, low, high| draws.next().copied().ok_or(Refusal::NeedsDraw { node, low, high })
}

/// What a node's step came to, before anything of it is done.
pub(super) struct Step {
    pub(super) state: State,
    pub(super) effects: Vec<Effect>,
    pub(super) moved: Vec<Moved>,
    pub(super) then: Then,
}

impl World {
    pub(super) fn arrive(
        &mut self,
        what: PendingId,
        now: Time,
        flight: &InFlight,
        draw: Draw<'_>,
    ) -> Result<(), Refusal> {
        let InFlight { id, message, .. } = flight;
        let node = message.to;
        let down = self.node(node).down;
        if down == Some(Down::Refusing) && !matches!(message.kind, MessageKind::Reply(_)) {
            self.begin(what, now);
            self.note(node, What::Delivered(*id), self.fault_that_downed(node));
            if message.kind == MessageKind::Request {
                self.send_reply(node, flight.asked(), Value::error("Refused"));
            }
            return Ok(());
        }
        let input = match self.receive(flight) {
            Ok(input) => input,
            Err(loss) => {
                self.begin(what, now);
                let fault = if loss == Loss::Down { self.fault_that_downed(node) } else { None };
                self.note(node, What::Lost(*id, loss), fault);
                return Ok(());
            }
        };
        let step = self.at(now).compute(node, input.clone(), draw)?;
        self.begin(what, now);
        self.note(node, What::Delivered(*id), None);
        match input {
            Input::Request { wants_answer: false, .. } => {}
            Input::Request { handle, .. } => {
                self.node_mut(node).serving.insert(handle, flight.asked());
            }
            _ => self.close_call(self.ticket(flight)),
        }
        self.commit_or_crash(node, step, matches!(input, Input::Reply { .. }));
        Ok(())
    }

    /// What a message is to the node that it reaches, or why it is nothing to it.
    pub(super) fn receive(&self, flight: &InFlight) -> Result<Input, Loss> {
        let InFlight { message, life, .. } = flight;
        let receiver = self.node(message.to);
        if !receiver.alive {
            return Err(Loss::NobodyThere);
        }
        match message.kind {
            MessageKind::Request | MessageKind::Tell if receiver.down == Some(Down::Silent) => {
                Err(Loss::Down)
            }
            MessageKind::Request | MessageKind::Tell => {
                let arguments = match &message.content {
                    Value::Tuple(arguments) => Rc::clone(arguments),
                    other => Rc::from([other.clone()]),
                };
                let handle = receiver.serving.free();
                let operation = Name::clone(&message.operation);
                let wants_answer = message.kind == MessageKind::Request;
                let from = message.from;
                Ok(Input::Request { handle, from, operation, arguments, wants_answer })
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

    pub(super) fn ring(
        &mut self,
        what: PendingId,
        now: Time,
        alarm: Alarm,
        draw: Draw<'_>,
    ) -> Result<(), Refusal> {
        match alarm {
            Alarm::Node { node, timer, kind } => {
                let input = Input::Timer { timer };
                let step = self.at(now).compute(node, input, draw)?;
                self.begin(what, now);
                match kind {
                    TimerKind::Sleep(place) => self.note(node, What::Woke(place), None),
                    TimerKind::Disk(place) => self.note(node, What::Stored(place), None),
                    TimerKind::Arrival => {}
                }
                self.commit_or_crash(node, step, true);
            }
            Alarm::CallTimeout(ticket) => {
                let call = self.calls.get(ticket.0);
                let call = call.ok_or(Refusal::NotPending(what))?;
                let (caller, number) = (call.caller, call.number);
                let input = Input::TimedOut { call: number };
                let step = self.at(now).compute(caller, input, draw)?;
                self.begin(what, now);
                self.note(caller, What::TimedOut(ticket), None);
                self.close_call(ticket);
                self.commit_or_crash(caller, step, false);
            }
            Alarm::Restart(node) => {
                let step = self.at(now).compute(node, Input::Start, draw)?;
                self.begin(what, now);
                self.restart(node, step);
            }
            Alarm::FaultBegins(fault) => {
                self.begin(what, now);
                self.fault_begins(fault);
            }
            Alarm::FaultEnds(fault) => {
                self.begin(what, now);
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
    pub(super) fn at(&self, now: Time) -> Moment<'_> {
        Moment { world: self, now }
    }

    pub(super) fn compute(
        &self,
        node: NodeId,
        input: Input,
        draw: Draw<'_>,
    ) -> Result<Step, Refusal> {
        self.at(self.now).compute(node, input, draw)
    }

    pub(super) fn begin(&mut self, what: PendingId, now: Time) {
        self.now = now;
        self.in_flight.remove(what.0);
        self.timers.remove(what.0);
    }

    pub(super) fn close_call(&mut self, ticket: Ticket) {
        if let Some(call) = self.calls.remove(ticket.0) {
            self.timers.remove(call.timeout.0);
        }
    }

    pub(super) fn restart(&mut self, node: NodeId, step: Step) {
        self.node_mut(node).alive = true;
        self.note(node, What::Restarted, None);
        self.commit_or_crash(node, step, false);
    }

    pub(super) fn commit(&mut self, node: NodeId, step: Step) {
        self.node_mut(node).state = step.state;
        for effect in step.effects {
            self.perform(node, effect);
        }
        match step.then {
            Then::Wait | Then::Ask(_) => {}
            Then::Panic { message, place, stack } => {
                self.note(node, What::Panicked { message, place, stack }, None);
                self.kill(node);
            }
            Then::Halt(sentence) => self.halted = Some(sentence.into()),
        }
    }

    pub(super) fn perform(&mut self, node: NodeId, effect: Effect) {
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
            Effect::Tell { to, operation, arguments } => {
                let (kind, content) = (MessageKind::Tell, Value::Tuple(arguments));
                let message = Message { from: node, to, kind, operation, content };
                let life = self.node(node).life;
                self.send(message, life, None);
            }
            Effect::Forget(number) => self.forget(node, number),
            Effect::Log(line) => self.note(node, What::Logged(line), None),
            Effect::Show { key, value } => self.note(node, What::Shown(key, value), None),
            Effect::Measure { measure, name, amount } => {
                self.note(node, What::Measured(measure, name, amount), None);
            }
            Effect::Invoked { number, node: asked, operation, arguments } => {
                self.note(node, What::Invoked(number, asked, operation, arguments), None);
            }
            Effect::Returned { number, result } => {
                self.note(node, What::Returned(number, result), None);
            }
        }
    }

    /// Gives up the call or the timer of a node that has this number.
    fn forget(&mut self, node: NodeId, number: u32) {
        let own = |(_, call): &(u32, &Call)| call.caller == node && call.number == number;
        let call = self.calls.iter().find(own).map(|(ticket, _)| MessageId(ticket));
        if let Some(ticket) = call {
            self.close_call(ticket);
        }
        self.timers.retain(|timer| {
            !matches!(timer.what, Alarm::Node { node: owner, timer, .. }
                if owner == node && timer == number)
        });
    }

    pub(super) fn send_reply(&mut self, node: NodeId, asked: Asked, result: Value) {
        let Asked { request, caller: to, life, operation } = asked;
        let kind = MessageKind::Reply(request);
        let message = Message { from: node, to, kind, operation, content: result };
        self.send(message, life, None);
    }

    pub(super) fn send(&mut self, message: Message, life: u32, place: Option<Place>) -> MessageId {
        let id = MessageId(self.messages_next);
        self.messages_next += 1;
        let (from, to) = (message.from, message.to);
        let (kind, operation) = (message.kind, Name::clone(&message.operation));
        Rc::make_mut(&mut self.trace).messages.push(message.clone());
        let mut lost = None;
        let mut held = None;
        let setup = Rc::clone(&self.setup);
        let stopped = self.faults_stopped;
        let faults = setup.faults.iter().enumerate().filter(|_| !stopped);
        for (number, fault) in faults {
            let (FaultKind::Lose(point) | FaultKind::Delay(point, _)) = &fault.kind else {
                continue;
            };
            if !point.matches(from, to, kind, &operation) {
                continue;
            }
            if self.meets(number, point.nth) {
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
}

pub(super) struct Moment<'a> {
    world: &'a World,
    now: Time,
}

impl Moment<'_> {
    /// Computes a step without doing it, answering what it asks in its midst.
    fn compute(&self, node: NodeId, input: Input, draw: Draw<'_>) -> Result<Step, Refusal> {
        let program = &self.world.setup.nodes[usize::from(node.0)].program;
        let mut transition = program.step(&self.world.node(node).state, &input);
        let mut effects = std::mem::take(&mut transition.effects);
        let mut moved = std::mem::take(&mut transition.moved);
        let mut asked = 0;
        while let Then::Ask(ask) = transition.then {
            asked += 1;
            if asked > ASKS_MAX {
                let sentence = format!("a step asked for more than {ASKS_MAX} numbers and times");
                transition.then = Then::Halt(sentence);
                break;
            }
            let answer = match ask {
                Ask::Clock => Input::Clock(self.now),
                Ask::Instant => Input::Instant(self.now),
                Ask::Draw { low, high } => Input::Drawn(draw(node, low, high)?),
            };
            transition = program.step(&transition.state, &answer);
            effects.append(&mut transition.effects);
            moved.append(&mut transition.moved);
        }
        Ok(Step { state: transition.state, effects, moved, then: transition.then })
    }
}
