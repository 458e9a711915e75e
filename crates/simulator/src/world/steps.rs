//! What happens when a pending thing happens: a node takes a step, and the step is done.

use std::rc::Rc;

use super::transitions::{Deed, Step, Transitions, combined};
use super::troubles::Cause;
use super::{Alarm, Asked, Call, InFlight, Payload, PendingId, Ticket, World};
use crate::fingerprint::mix;
use crate::program::Then;
use crate::{
    Ask, Effect, FaultId, FaultKind, FaultPoint, Input, Loss, Message, MessageId, MessageKind,
    Mishap, Name, NodeId, Place, Refusal, Takes, Time, TimerKind, Value, What,
};

/// How often one step may ask for something in its midst.
const ASKS_MAX: usize = 1_000;

/// Where the numbers come from that a step draws for a node.
pub(super) type Draw<'a> = &'a mut dyn FnMut(NodeId, Ask) -> Result<i64, Refusal>;

/// Where the answers come from that a step needs.
pub(super) struct Answers<'a> {
    draw: Draw<'a>,
    /// The transitions that were taken before, if anybody remembers them.
    known: Option<&'a mut Transitions>,
}

impl<'a> Answers<'a> {
    pub(super) fn new(draw: Draw<'a>) -> Self {
        Self { draw, known: None }
    }

    pub(super) fn remembered(draw: Draw<'a>, known: &'a mut Transitions) -> Self {
        Self { draw, known: Some(known) }
    }
}

/// Draws the numbers of a list, and refuses where it has none left.
pub(super) fn from_list(draws: &[i64]) -> impl FnMut(NodeId, Ask) -> Result<i64, Refusal> {
    let mut draws = draws.iter();
    move |node, ask| {
        draws.next().copied().ok_or(match ask {
            Ask::Choose { count } => Refusal::NeedsChoice { node, count },
            other => {
                let (low, high) = ends(other);
                Refusal::NeedsDraw { node, low, high }
            }
        })
    }
}

/// Draws whatever is asked for.
pub(super) fn from_drawing(
    draw: &mut dyn FnMut(NodeId, i64, i64) -> i64,
) -> impl FnMut(NodeId, Ask) -> Result<i64, Refusal> {
    move |node, ask| {
        let (low, high) = ends(ask);
        Ok(draw(node, low, high))
    }
}

/// The least and the greatest answer.
fn ends(ask: Ask) -> (i64, i64) {
    match ask {
        Ask::Draw { low, high } => (low, high),
        Ask::Choose { count } => (0, i64::from(count) - 1),
        Ask::Clock | Ask::Instant => (0, 0),
    }
}

impl World {
    pub(super) fn arrive(
        &mut self,
        what: PendingId,
        now: Time,
        flight: &InFlight,
        answers: &mut Answers<'_>,
    ) -> Result<(), Refusal> {
        let InFlight { id, to: node, .. } = *flight;
        if let Some((true, fault)) = self.down(node)
            && !flight.answers()
        {
            self.begin(what, now);
            self.note(node, What::Delivered(id), fault);
            self.refuse(flight);
            return Ok(());
        }
        let input = match self.receive(flight) {
            Ok(input) => input,
            Err(loss) => {
                self.begin(what, now);
                let down = self.down(node).filter(|_| loss == Loss::Down);
                self.note(node, What::Lost(id, loss), down.and_then(|(_, fault)| fault));
                return Ok(());
            }
        };
        if self.works_at(flight) {
            self.begin(what, now);
            self.note(node, What::Delivered(id), None);
            self.take_in(flight);
            return Ok(());
        }
        let key = self.input_key(&input, flight);
        let step = self.at(now).compute(node, &input, Some(key), answers)?;
        let answered = matches!(input, Input::Reply { .. });
        if self.stops_before(node, &step, answered, now) {
            return Ok(());
        }
        self.begin(what, now);
        self.note(node, What::Delivered(id), None);
        self.take(flight, &input, &step);
        Ok(())
    }

    /// A node takes in what has reached it, and does what it does then.
    fn take(&mut self, flight: &InFlight, input: &Input, step: &Step) {
        let node = flight.to;
        match *input {
            Input::Request { wants_answer: false, .. } => {}
            Input::Request { handle, .. } => {
                self.node_mut(node).serving.insert(handle, flight.asked());
            }
            _ => self.close_call(flight.ticket),
        }
        self.commit_or_crash(node, step, matches!(input, Input::Reply { .. }));
    }

    /// Answers a request at once with an error.
    fn refuse(&mut self, flight: &InFlight) {
        if flight.kind == MessageKind::Request {
            let refused = Payload::answer(Value::error("Refused"));
            self.send_reply(flight.to, flight.asked(), Rc::new(refused));
        }
    }

    /// Whether a message is a request at which a service works for a while. Where latency is
    /// abstracted from, nobody does.
    pub(super) fn works_at(&self, flight: &InFlight) -> bool {
        let node = &self.setup.nodes[usize::from(flight.to.0)];
        node.work.is_some() && !flight.answers() && !self.mode.abstracts
    }

    /// How long what a service works at takes.
    pub(super) fn takes(&self, alarm: &Alarm) -> Option<Takes> {
        let Alarm::Serve(node) = alarm else { return None };
        Some(self.setup.nodes[usize::from(node.0)].work?.takes)
    }

    /// A service begins to work at a request, or lets it wait for its turn.
    fn take_in(&mut self, flight: &InFlight) {
        let node = flight.to;
        let Some(work) = self.setup.nodes[usize::from(node.0)].work else { return };
        let at_work = self.working.iter().filter(|(_, flight)| flight.to == node).count();
        let waiting = self.node(node).waiting.len();
        if at_work < work.workers.get() as usize {
            self.work(Rc::new(flight.clone()));
        } else if work.waiting.is_none_or(|most| waiting < most as usize) {
            self.node_mut(node).waiting.push(Rc::new(flight.clone()));
        } else {
            self.refuse(flight);
        }
    }

    fn work(&mut self, flight: Rc<InFlight>) {
        let id = self.schedule(self.now, Alarm::Serve(flight.to));
        self.working.insert(id.0, flight);
    }

    /// A service has done what it worked at, and goes on with what has waited longest.
    fn serve(
        &mut self,
        what: PendingId,
        now: Time,
        node: NodeId,
        answers: &mut Answers<'_>,
    ) -> Result<(), Refusal> {
        let flight = self.working.get(what.0).cloned().ok_or(Refusal::NotPending(what))?;
        let ready = match self.receive(&flight) {
            Ok(input) => {
                let key = self.input_key(&input, &flight);
                Ok((self.at(now).compute(node, &input, Some(key), answers)?, input))
            }
            Err(loss) => Err(loss),
        };
        self.begin(what, now);
        self.working.remove(what.0);
        if !self.node(node).waiting.is_empty() {
            let next = self.node_mut(node).waiting.remove(0);
            self.work(next);
        }
        match ready {
            Ok((step, input)) => self.take(&flight, &input, &step),
            Err(loss) => self.note(node, What::Lost(flight.id, loss), None),
        }
        Ok(())
    }

    /// The hash of what a message is to the node that it reaches.
    fn input_key(&self, input: &Input, flight: &InFlight) -> u128 {
        let about = match input {
            Input::Request { handle, wants_answer, .. } => {
                1 | u128::from(*wants_answer) << 2
                    | u128::from(flight.from.0) << 8
                    | u128::from(*handle) << 32
            }
            Input::Reply { call, .. } => 2 | u128::from(*call) << 32,
            _ => 3,
        };
        mix(flight.payload.fingerprint, about)
    }

    /// What a message is to the node that it reaches, or why it is nothing to it.
    pub(super) fn receive(&self, flight: &InFlight) -> Result<Input, Loss> {
        let receiver = self.node(flight.to);
        if !receiver.alive {
            return Err(Loss::NobodyThere);
        }
        match flight.kind {
            MessageKind::Request | MessageKind::Tell if self.down(flight.to).is_some() => {
                Err(Loss::Down)
            }
            MessageKind::Request | MessageKind::Tell => {
                let arguments = match &flight.payload.content {
                    Value::Tuple(arguments) => Rc::clone(arguments),
                    other => Rc::from([other.clone()]),
                };
                let handle = receiver.serving.free();
                let operation = Name::clone(&flight.operation);
                let wants_answer = flight.kind == MessageKind::Request;
                let from = flight.from;
                Ok(Input::Request { handle, from, operation, arguments, wants_answer })
            }
            MessageKind::Reply(_) if flight.life != receiver.life => Err(Loss::EarlierLife),
            MessageKind::Reply(_) => match self.calls.get(flight.ticket.0) {
                Some(call) => {
                    let result = flight.payload.content.clone();
                    Ok(Input::Reply { call: call.number, result })
                }
                None => Err(Loss::TooLate),
            },
        }
    }

    pub(super) fn ring(
        &mut self,
        what: PendingId,
        now: Time,
        alarm: &Alarm,
        answers: &mut Answers<'_>,
    ) -> Result<(), Refusal> {
        match alarm {
            Alarm::Node { node, timer, kind } => {
                let (node, input) = (*node, Input::Timer { timer: *timer });
                let key = mix(4, u128::from(*timer));
                let step = self.at(now).compute(node, &input, Some(key), answers)?;
                if self.stops_before(node, &step, true, now) {
                    return Ok(());
                }
                self.begin(what, now);
                match kind {
                    TimerKind::Sleep(place) => self.note(node, What::Woke(place.clone()), None),
                    TimerKind::Disk(place) => self.note(node, What::Stored(place.clone()), None),
                    TimerKind::Arrival | TimerKind::Service => {}
                }
                self.commit_or_crash(node, &step, true);
            }
            Alarm::CallTimeout(ticket) => {
                let call = *self.calls.get(ticket.0).ok_or(Refusal::NotPending(what))?;
                let input = Input::TimedOut { call: call.number };
                let key = mix(5, u128::from(call.number));
                let step = self.at(now).compute(call.caller, &input, Some(key), answers)?;
                if self.stops_before(call.caller, &step, false, now) {
                    return Ok(());
                }
                self.begin(what, now);
                self.note(call.caller, What::TimedOut(*ticket), None);
                self.close_call(*ticket);
                self.commit_or_crash(call.caller, &step, false);
            }
            Alarm::Restart(node) => {
                let step = self.at(now).compute(*node, &Input::Start, None, answers)?;
                self.begin(what, now);
                self.restart(*node, &step);
            }
            Alarm::Serve(node) => self.serve(what, now, *node, answers)?,
            Alarm::FaultBegins(fault) => {
                self.begin(what, now);
                self.fault_begins(*fault);
            }
            Alarm::FaultEnds(fault) => {
                self.begin(what, now);
                self.end_trouble(Cause::Fault(fault.0));
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
        input: &Input,
        key: Option<u128>,
        answers: &mut Answers<'_>,
    ) -> Result<Rc<Step>, Refusal> {
        self.at(self.now).compute(node, input, key, answers)
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
        self.drop_vain_replies(Loss::TooLate);
    }

    /// In an abstract world: drops the replies that nobody waits for, since they change nothing
    /// whenever they come.
    pub(super) fn drop_vain_replies(&mut self, loss: Loss) {
        if !self.mode.abstracts {
            return;
        }
        let calls = &self.calls;
        let in_vain = |flight: &InFlight| flight.answers() && calls.get(flight.ticket.0).is_none();
        let dropped: Vec<Rc<InFlight>> = self
            .in_flight
            .iter()
            .filter(|(_, flight)| in_vain(flight))
            .map(|(_, flight)| Rc::clone(flight))
            .collect();
        if dropped.is_empty() {
            return;
        }
        self.in_flight.retain(|flight| !in_vain(flight));
        for flight in dropped {
            self.note(flight.to, What::Lost(flight.id, loss), None);
        }
    }

    pub(super) fn restart(&mut self, node: NodeId, step: &Step) {
        self.node_mut(node).alive = true;
        self.note(node, What::Restarted, None);
        self.commit_or_crash(node, step, false);
    }

    pub(super) fn commit(&mut self, node: NodeId, step: &Step) {
        self.node_mut(node).state = step.state.clone();
        for deed in &step.deeds {
            self.perform(node, deed);
        }
        match &step.then {
            Then::Wait | Then::Ask(_) => {}
            Then::Panic { message, place, stack } => {
                let (message, place, stack) = (message.clone(), place.clone(), stack.clone());
                self.note(node, What::Panicked { message, place, stack }, None);
                self.kill(node);
            }
            Then::Halt(sentence) => self.halted = Some(sentence.as_str().into()),
        }
    }

    pub(super) fn perform(&mut self, node: NodeId, deed: &Deed) {
        match deed {
            Deed::Send { to, call, operation, payload, place } => {
                let kind = if call.is_some() { MessageKind::Request } else { MessageKind::Tell };
                let flight = InFlight {
                    id: MessageId(self.messages_next),
                    from: node,
                    to: *to,
                    kind,
                    operation: Name::clone(operation),
                    about: 0,
                    payload: Rc::clone(payload),
                    ticket: MessageId(self.messages_next),
                    life: self.node(node).life,
                    sent: self.now,
                    held: Time::ZERO,
                    slowness: 1,
                    slow: false,
                };
                let id = self.send(flight, place.as_ref());
                if let Some(number) = *call {
                    let timeout = self.setup.nodes[usize::from(node.0)].call_timeout;
                    let due = self.now.plus(self.node(node).clock.lasts(timeout));
                    let timeout = self.schedule(due, Alarm::CallTimeout(id));
                    self.calls.insert(id.0, Call { caller: node, number, timeout });
                }
            }
            Deed::Answer { handle, payload } => {
                if let Some(asked) = self.node_mut(node).serving.remove(*handle) {
                    self.send_reply(node, asked, Rc::clone(payload));
                }
            }
            Deed::Other(effect) => self.perform_other(node, effect),
        }
    }

    pub(super) fn perform_other(&mut self, node: NodeId, effect: &Effect) {
        match effect {
            Effect::SetTimer { timer, after, kind } => {
                let alarm = Alarm::Node { node, timer: *timer, kind: kind.clone() };
                let after = self.node(node).clock.lasts(*after);
                self.schedule(self.now.plus(after), alarm);
            }
            Effect::Forget(number) => self.forget(node, *number),
            Effect::Log(line) => self.note(node, What::Logged(line.clone()), None),
            Effect::Show { key, value } => {
                self.note(node, What::Shown(Name::clone(key), value.clone()), None);
            }
            Effect::Measure { measure, name, amount } => {
                self.note(node, What::Measured(*measure, Name::clone(name), *amount), None);
            }
            Effect::Invoked { number, node: asked, operation, arguments } => {
                let (operation, arguments) = (Name::clone(operation), Rc::clone(arguments));
                if self.setup.keeps_history {
                    let (operation, arguments) = (Name::clone(&operation), Rc::clone(&arguments));
                    self.history.invoked(node, *number, *asked, operation, arguments);
                }
                self.note(node, What::Invoked(*number, *asked, operation, arguments), None);
            }
            Effect::Returned { number, result } => {
                if self.setup.keeps_history {
                    self.history.returned(node, *number, result);
                }
                self.note(node, What::Returned(*number, result.clone()), None);
            }
            // These are deeds of their own.
            Effect::Call { .. } | Effect::Tell { .. } | Effect::Reply { .. } => {}
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

    pub(super) fn send_reply(&mut self, node: NodeId, asked: Asked, payload: Rc<Payload>) {
        let Asked { ticket, caller: to, life, operation, about } = asked;
        let flight = InFlight {
            id: MessageId(self.messages_next),
            from: node,
            to,
            kind: MessageKind::Reply(ticket),
            operation,
            about,
            payload,
            ticket,
            life,
            sent: self.now,
            held: Time::ZERO,
            slowness: 1,
            slow: false,
        };
        self.send(flight, None);
        self.drop_vain_replies(Loss::TooLate);
    }

    /// Puts a message on its way, unless a fault keeps it from that.
    pub(super) fn send(&mut self, mut flight: InFlight, place: Option<&Place>) -> MessageId {
        let id = flight.id;
        self.messages_next += 1;
        self.note_message(&flight);
        let mishaps = self.befall(&flight);
        let mut held = None;
        for (fault, mishap) in &mishaps {
            if let Mishap::Delayed(by) = mishap {
                held = Some(*fault);
                flight.held = flight.held.plus(*by);
            }
        }
        let (from, to) = (flight.from, flight.to);
        if self.mode.records {
            self.note(from, What::Sent(id, place.cloned()), held);
        }
        let lost = mishaps.iter().find(|(_, mishap)| *mishap == Mishap::Lost);
        let lost = lost.map(|(fault, _)| (Loss::OnTheWay, Some(*fault)));
        if let Some((loss, fault)) = lost.or_else(|| self.swallowed(&flight)) {
            self.note(to, What::Lost(id, loss), fault);
            return id;
        }
        for (fault, mishap) in &mishaps {
            if let Mishap::Altered(alteration) = mishap
                && let Some(content) = alteration.of(&flight.payload.content)
            {
                flight = self.replace(&flight, content, Some(*fault));
            }
        }
        for (fault, mishap) in &mishaps {
            if *mishap == Mishap::Duplicated {
                let copy = self.copy(&flight, Some(*fault));
                self.set_out(copy);
            }
        }
        self.set_out(flight);
        id
    }

    /// What befalls a message as it is sent. What goes wrong from here on begins.
    fn befall(&mut self, flight: &InFlight) -> Vec<(FaultId, Mishap)> {
        let mut mishaps = Vec::new();
        if self.faults_stopped {
            return mishaps;
        }
        let setup = Rc::clone(&self.setup);
        for (number, fault) in setup.faults.iter().enumerate() {
            let (FaultKind::Message(point, _)
            | FaultKind::Crash { when: FaultPoint::Message(point), .. }
            | FaultKind::Trouble { when: FaultPoint::Message(point), .. }) = &fault.kind
            else {
                continue;
            };
            let is_meant = match &fault.kind {
                // What has nothing to alter is not altered.
                FaultKind::Message(_, Mishap::Altered(how)) => {
                    how.of(&flight.payload.content).is_some()
                }
                _ => true,
            };
            let met = is_meant
                && point.matches(flight.from, flight.to, flight.kind, &flight.operation)
                && self.meets(number, point.nth);
            let id = FaultId(number as u16);
            match &fault.kind {
                _ if !met => {}
                FaultKind::Message(_, mishap) => mishaps.push((id, mishap.clone())),
                // Who sends it finishes the step that it is in.
                FaultKind::Crash { .. } => {
                    self.schedule(self.now, Alarm::FaultBegins(id));
                }
                FaultKind::Trouble { .. } => self.fault_begins(id),
            }
        }
        mishaps
    }

    /// A message sets out on its link.
    fn set_out(&mut self, mut flight: InFlight) {
        let InFlight { from, to, .. } = flight;
        let slowness = self.slowness(from).max(self.slowness(to));
        flight.slowness = slowness;
        if self.mode.abstracts {
            // Where latency is abstracted from, what is held back is slow.
            flight.slow = flight.held > Time::ZERO || slowness > 1;
        } else if let Some(bandwidth) = self.setup.link(from, to).bandwidth {
            // It waits until the link has taken what was sent before, and then takes its time.
            let bytes = u128::from(flight.bytes());
            let takes = (bytes * 1_000_000).div_ceil(u128::from(bandwidth.get()));
            let takes = Time::from_micros(u64::try_from(takes).unwrap_or(u64::MAX));
            let link = u32::from(from.0) << 16 | u32::from(to.0);
            let taken = self.taken.get_or_insert_with(link, || Time::ZERO);
            *taken = (*taken).max(self.now).plus(takes);
            flight.held = flight.held.plus(taken.since(self.now));
        }
        let pending = self.number_pending();
        self.in_flight.insert(pending.0, Rc::new(flight));
    }

    pub(super) fn note_message(&mut self, flight: &InFlight) {
        if self.mode.records {
            let InFlight { from, to, kind, .. } = *flight;
            let operation = Name::clone(&flight.operation);
            let content = flight.payload.content.clone();
            let message = Message { from, to, kind, operation, content };
            Rc::make_mut(&mut self.trace).messages.push(message);
        }
    }
}

pub(super) struct Moment<'a> {
    world: &'a World,
    now: Time,
}

impl Moment<'_> {
    /// Computes a step without doing it, answering what it asks in its midst. The key is the hash
    /// of the input, where whoever asks has it at hand.
    pub(super) fn compute(
        &self,
        node: NodeId,
        input: &Input,
        key: Option<u128>,
        answers: &mut Answers<'_>,
    ) -> Result<Rc<Step>, Refusal> {
        let program = &*self.world.setup.nodes[usize::from(node.0)].program;
        let Answers { draw, known } = answers;
        let mut take = |state: &crate::program::State, input: &Input, key: Option<u128>| match known
        {
            Some(known) => known.step(node, program, state, input, key),
            None => Rc::new(Step::of(program.step(state, input))),
        };
        let first = take(&self.world.node(node).state, input, key);
        let Then::Ask(mut ask) = first.then else { return Ok(first) };
        let mut steps = vec![first];
        loop {
            let answer = match ask {
                Ask::Clock => Input::Clock(self.world.node(node).clock.wall(self.now)),
                Ask::Instant => Input::Instant(self.world.node(node).clock.instant(self.now)),
                Ask::Draw { .. } | Ask::Choose { .. } => Input::Drawn(draw(node, ask)?),
            };
            let next = take(&steps[steps.len() - 1].state, &answer, None);
            let then = next.then.clone();
            steps.push(next);
            match then {
                Then::Ask(_) if steps.len() > ASKS_MAX => {
                    let sentence =
                        format!("a step asked for more than {ASKS_MAX} numbers and times");
                    return Ok(Rc::new(combined(&steps, Then::Halt(sentence))));
                }
                Then::Ask(next) => ask = next,
                then => return Ok(Rc::new(combined(&steps, then))),
            }
        }
    }
}
