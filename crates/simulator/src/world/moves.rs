//! What may happen next, where every way on is looked at: the abstraction from latency.

use std::rc::Rc;

use super::steps::{Answers, from_drawing};
use super::{Alarm, Choice, Happening, PendingId, Transitions, World};
use crate::explore::Budget;
use crate::{NodeId, NodeKind, Time};

/// By which rules a world goes on where all its ways are looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// When a timer may fire.
    pub timers: Timers,
    /// Which services may crash too. Processes always may.
    pub crashes: Vec<NodeId>,
    /// What `random` is tried with where it lies in the range, beside the two ends of the range.
    pub draws: Vec<i64>,
    /// Whether a message that changes nothing is left where it is, and its arrival no transition:
    /// as in Stateright, whose results can then be compared. Worlds with timers need it off.
    pub skips_idle: bool,
}

/// When a timer may fire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Timers {
    /// Only when no message is on its way that is not slow, the earliest deadline first.
    #[default]
    OnTime,
    /// At any moment: the fully asynchronous model of the literature.
    Any,
}

/// One way on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Move {
    pub(crate) what: Happening,
    pub(crate) at: Time,
    pub(crate) kind: Kind,
}

/// What a way on costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Nothing,
    Crash,
    Lose,
    Duplicate,
    Delay,
    Omission,
}

impl World {
    /// All that may happen next in an abstract world, with what is left of a budget of faults. What
    /// costs nothing comes first.
    ///
    /// Any message on its way may arrive next, and takes no time; so does what is on its way to a
    /// disk. A request from outside may come and a dead node may restart at any moment, one
    /// client's requests in their order. A timer fires only when nothing is on its way that is not
    /// slow, the earliest deadline first, ties in every order.
    pub(crate) fn moves(&self, rules: &Rules, left: Budget) -> Vec<Move> {
        let mut moves = Vec::with_capacity(8);
        if self.halted.is_some() {
            return moves;
        }
        let mut add = |what, at, kind| moves.push(Move { what, at, kind });
        let messages = self.distinct_messages();
        for &number in &messages {
            add(Happening::Pending(PendingId(number)), self.now, Kind::Nothing);
        }
        let mut calm = self.in_flight.iter().all(|(_, flight)| flight.slow);
        let mut asked: Vec<NodeId> = Vec::new();
        let mut earliest = Time::MAX;
        for (number, timer) in self.timers.iter() {
            match &timer.what {
                Alarm::Node { node, .. } if timer.what.is_arrival() => {
                    if asked.contains(node) {
                        continue;
                    }
                    asked.push(*node);
                }
                Alarm::Restart(_) => {}
                what if what.is_on_its_way() => calm &= timer.slow,
                _ => {
                    earliest = earliest.min(timer.due);
                    continue;
                }
            }
            add(Happening::Pending(PendingId(number)), self.now, Kind::Nothing);
        }
        if calm || rules.timers == Timers::Any {
            for (number, timer) in self.timers.iter().filter(|(_, timer)| !timer.what.is_free()) {
                if timer.due == earliest || rules.timers == Timers::Any {
                    add(Happening::Pending(PendingId(number)), timer.due, Kind::Nothing);
                }
            }
        }
        if left.total() == 0 {
            return moves;
        }
        let nodes = self.node_ids().zip(&self.nodes).zip(&self.setup.nodes);
        for ((node, now), set_up) in nodes {
            let crashes = set_up.lane.kind == NodeKind::Process || rules.crashes.contains(&node);
            if left.crash > 0 && crashes && now.alive {
                add(Happening::Crash(node), self.now, Kind::Crash);
            }
            let answers = set_up.lane.kind != NodeKind::Client && !now.answers_nobody;
            if left.omission > 0 && answers {
                add(Happening::Omit(node), self.now, Kind::Omission);
            }
        }
        for &number in &messages {
            let Some(flight) = self.in_flight.get(number) else { continue };
            let id = PendingId(number);
            if left.lose > 0 {
                add(Happening::Lose(id), self.now, Kind::Lose);
            }
            // A second copy of a reply comes to nothing whatever happens.
            if left.duplicate > 0 && !flight.answers() {
                add(Happening::Duplicate(id), self.now, Kind::Duplicate);
            }
            if left.delay > 0 && !flight.slow {
                add(Happening::Delay(id), self.now, Kind::Delay);
            }
        }
        if left.delay > 0 {
            for (number, timer) in self.timers.iter() {
                if timer.what.is_on_its_way() && !timer.slow {
                    add(Happening::Delay(PendingId(number)), self.now, Kind::Delay);
                }
            }
        }
        moves
    }

    /// All choices that may be made next in an abstract world, with what is left of a budget of
    /// faults; without the numbers that they draw.
    pub fn choices(&self, rules: &Rules, left: Budget) -> Vec<Choice> {
        let moves = self.moves(rules, left).into_iter();
        moves.map(|Move { what, at, .. }| Choice { what, at, draws: Vec::new() }).collect()
    }

    /// Whether the rules let this happen next, with as many faults as it takes.
    pub(crate) fn allows(&self, rules: &Rules, happening: Happening) -> bool {
        let first = self.first_alike(happening);
        self.moves(rules, Budget::UNLIMITED).iter().any(|step| step.what == first)
    }

    /// The same, about the first of the messages that are the same as the one that it is about: of
    /// these one is as good as the other.
    fn first_alike(&self, happening: Happening) -> Happening {
        let first = |id: PendingId| {
            let alike = self.in_flight.get(id.0).and_then(|flight| {
                let key = self.message_key(flight);
                self.in_flight.iter().find(|(_, other)| self.message_key(other) == key)
            });
            alike.map_or(id, |(number, _)| PendingId(number))
        };
        match happening {
            Happening::Pending(id) => Happening::Pending(first(id)),
            Happening::Lose(id) => Happening::Lose(first(id)),
            Happening::Duplicate(id) => Happening::Duplicate(first(id)),
            Happening::Delay(id) => Happening::Delay(first(id)),
            Happening::Crash(_) | Happening::Omit(_) => happening,
        }
    }

    /// The one way on of the fair schedule: a message or what is on its way to a disk, then a
    /// request from outside, then the earliest timer. Among equals the hash of what they are
    /// decides, so that it follows from the fingerprint of the world alone.
    pub(crate) fn fair_move(&self) -> Option<Move> {
        if self.halted.is_some() {
            return None;
        }
        let messages = self
            .in_flight
            .iter()
            .map(|(number, flight)| ((0, Time::ZERO, self.message_key(flight)), number));
        let timers = self.timers.iter().map(|(number, timer)| {
            let key = self.alarm_key(&timer.what);
            let place = match &timer.what {
                // One client's requests keep their order.
                Alarm::Node { node, timer: nth, .. } if timer.what.is_arrival() => {
                    (1, Time::ZERO, u128::from(*nth) << 16 | u128::from(node.0))
                }
                what if what.is_on_its_way() => (0, Time::ZERO, key),
                what if what.is_free() => (1, Time::ZERO, key),
                // What is late is late, by however much.
                _ => (2, timer.due.max(self.now), key),
            };
            (place, number)
        });
        let ((_, due, _), number) = messages.chain(timers).min()?;
        let what = Happening::Pending(PendingId(number));
        Some(Move { what, at: self.now.max(due), kind: Kind::Nothing })
    }

    /// Lets the fair schedule take one step, with draws at their low end, and on request at the time
    /// at which it happens where latency is what it is. Says whether there was a step to take.
    pub(crate) fn step_fairly(&mut self, natural: bool) -> bool {
        let Some(step) = self.fair_move() else { return false };
        let at = if natural { self.naturally_at(step.what) } else { step.at };
        let choice = Choice { what: step.what, at, draws: Vec::new() };
        let mut low = |_, low, _| low;
        self.happen(&choice, &mut Answers::new(&mut from_drawing(&mut low))).is_ok()
    }

    /// Goes one way on, with draws at their low end; returns what was drawn.
    pub(crate) fn apply_low(&mut self, step: Move, known: &mut Transitions) -> Vec<i64> {
        let choice = Choice { what: step.what, at: step.at, draws: Vec::new() };
        let mut draws = Vec::new();
        let mut low = |_, low, _| {
            draws.push(low);
            low
        };
        let done =
            self.happen(&choice, &mut Answers::remembered(&mut from_drawing(&mut low), known));
        debug_assert!(done.is_ok(), "what the rules allow can happen");
        draws
    }

    /// Whether nothing can happen any more without a fault.
    pub(crate) fn is_at_rest(&self) -> bool {
        self.in_flight.is_empty() && self.timers.is_empty() || self.halted.is_some()
    }

    /// Whether a message has arrived since then and nothing else has changed.
    pub(crate) fn is_idle_after(&self, before: &Self) -> bool {
        self.in_flight.iter().len() + 1 == before.in_flight.iter().len()
            && self.messages_next == before.messages_next
            && self.pending_next == before.pending_next
            && self.timers.iter().len() == before.timers.iter().len()
            && self.calls.iter().len() == before.calls.iter().len()
            && self.halted.is_some() == before.halted.is_some()
            && self.history == before.history
            && self.nodes.iter().zip(&before.nodes).all(|(after, before)| {
                Rc::ptr_eq(after, before)
                    || (after.state.fingerprint() == before.state.fingerprint()
                        && after.alive == before.alive
                        && after.serving.iter().len() == before.serving.iter().len())
            })
    }

    /// The messages on their way, those that are the same message twice once.
    fn distinct_messages(&self) -> Vec<u32> {
        let mut seen: Vec<u128> = Vec::with_capacity(self.in_flight.iter().len());
        let mut numbers = Vec::with_capacity(seen.capacity());
        for (number, flight) in self.in_flight.iter() {
            let key = self.message_key(flight);
            if !seen.contains(&key) {
                seen.push(key);
                numbers.push(number);
            }
        }
        numbers
    }
}
