//! What is wrong in a world for a while: where it begins and ends, and what it does meanwhile.

use std::rc::Rc;

use super::clock::Clock;
use super::{Alarm, InFlight, World};
use crate::{
    FaultId, FaultKind, FaultPoint, ListedKind, Loss, NodeId, Refusal, Time, Trouble, What,
};

/// Something that is wrong at the moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Underway {
    pub(super) cause: Cause,
    pub(super) trouble: Trouble,
    /// The fault that the trace tells it by.
    pub(super) fault: Option<FaultId>,
}

/// Why something is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cause {
    /// A fault of the what-if, by its place.
    Fault(u16),
    /// One of those that are listed, by its place.
    Listed(u16),
    /// A node has fallen silent, where all runs are looked at.
    Omission(NodeId),
}

impl World {
    /// Lets something go wrong, until it ends.
    pub(super) fn begin_trouble(&mut self, cause: Cause, trouble: Trouble, fault: Option<FaultId>) {
        let about = trouble.node().unwrap_or(NodeId(0));
        if self.mode.records {
            self.note(about, What::Began(trouble.clone()), fault);
        }
        let place = self.troubles.partition_point(|known| known.cause < cause);
        self.troubles.insert(place, Underway { cause, trouble, fault });
        if let Trouble::Clock { node, offset, .. } = self.troubles[place].trouble {
            let drift = self.drifts(node).fold(0, i32::saturating_add);
            self.change_clock(node, |clock, now| clock.set(now, offset, drift));
        }
    }

    /// Ends what has this cause, if it has not ended before.
    pub(super) fn end_trouble(&mut self, cause: Cause) {
        if let Some(at) = self.troubles.iter().position(|known| known.cause == cause) {
            let ended = self.troubles.remove(at);
            self.set_right(ended);
        }
    }

    pub(super) fn set_right(&mut self, Underway { trouble, fault, .. }: Underway) {
        if let Trouble::Clock { node, offset, .. } = trouble {
            if self.drifts(node).next().is_none() {
                self.change_clock(node, Clock::set_right);
            } else {
                // What else is wrong with it stays so.
                let drift = self.drifts(node).fold(0, i32::saturating_add);
                self.change_clock(node, |clock, now| clock.set(now, -offset, drift));
            }
        }
        self.note(trouble.node().unwrap_or(NodeId(0)), What::Ended(trouble), fault);
    }

    /// By how much each thing that is wrong with the clock of a node lets it run too fast.
    fn drifts(&self, node: NodeId) -> impl Iterator<Item = i32> {
        self.troubles.iter().filter_map(move |underway| match underway.trouble {
            Trouble::Clock { node: wrong, drift, .. } if wrong == node => Some(drift),
            _ => None,
        })
    }

    /// Lets the clock of a node run in another way. What waits by it waits for what is left by it.
    fn change_clock(&mut self, node: NodeId, change: impl FnOnce(&mut Clock, Time)) {
        let (now, before) = (self.now, self.node(node).clock);
        let mut clock = before;
        change(&mut clock, now);
        self.node_mut(node).clock = clock;
        if clock.rate() == before.rate() {
            return;
        }
        let calls = &self.calls;
        for timer in self.timers.values_mut() {
            let by_it = match &timer.what {
                what @ Alarm::Node { node: owner, .. } => *owner == node && !what.is_on_its_way(),
                Alarm::CallTimeout(ticket) => {
                    calls.get(ticket.0).is_some_and(|call| call.caller == node)
                }
                _ => false,
            };
            if by_it {
                let left = before.counts(timer.due.since(now));
                Rc::make_mut(timer).due = now.plus(clock.lasts(left));
            }
        }
    }

    /// One of those that are listed begins.
    pub(super) fn begin_listed(&mut self, number: u16, now: Time) -> Result<(), Refusal> {
        let cause = Cause::Listed(number);
        let Some(listed) = self.setup.listed.get(usize::from(number)) else {
            return Err(Refusal::Impossible);
        };
        let ListedKind::Trouble(trouble) = &listed.kind else { return Err(Refusal::Impossible) };
        if self.troubles.iter().any(|known| known.cause == cause) {
            return Err(Refusal::Impossible);
        }
        let (trouble, words) = (trouble.clone(), listed.words.clone());
        self.now = now;
        let fault = self.new_fault(|_| words);
        self.begin_trouble(cause, trouble, fault);
        Ok(())
    }

    /// One of those that are listed ends.
    pub(super) fn end_listed(&mut self, number: u16, now: Time) -> Result<(), Refusal> {
        let cause = Cause::Listed(number);
        if !self.troubles.iter().any(|known| known.cause == cause) {
            return Err(Refusal::Impossible);
        }
        self.now = now;
        self.end_trouble(cause);
        Ok(())
    }

    /// Nobody gets the answers of a node from now on.
    pub(super) fn omit(&mut self, node: NodeId, now: Time) -> Result<(), Refusal> {
        let cause = Cause::Omission(node);
        if usize::from(node.0) >= self.nodes.len()
            || self.troubles.iter().any(|known| known.cause == cause)
        {
            return Err(Refusal::Impossible);
        }
        self.now = now;
        let fault = self.new_fault(|world| format!("{} answers nobody", world.name_of(node)));
        self.begin_trouble(cause, Trouble::Silent { node, towards: None }, fault);
        Ok(())
    }

    /// Lets the faults that are bound to a time come to their times. What is wrong from the start on
    /// is so before anybody does anything.
    pub(super) fn schedule_faults(&mut self) {
        let setup = Rc::clone(&self.setup);
        for (number, fault) in setup.faults.iter().enumerate() {
            let id = FaultId(number as u16);
            if let FaultKind::Trouble { when: FaultPoint::At(Time::ZERO), .. } = fault.kind {
                self.fault_begins(id);
            } else if let FaultKind::Crash { when: FaultPoint::At(at), .. }
            | FaultKind::Trouble { when: FaultPoint::At(at), .. } = fault.kind
            {
                self.schedule(at, Alarm::FaultBegins(id));
            }
        }
    }

    /// Whether a node answers nothing and does nothing: why, and whether it refuses.
    pub(super) fn down(&self, node: NodeId) -> Option<(bool, Option<FaultId>)> {
        self.troubles.iter().find_map(|underway| match underway.trouble {
            Trouble::Down { node: downed, refuse } if downed == node => {
                Some((refuse, underway.fault))
            }
            _ => None,
        })
    }

    /// Why a message is lost as it is sent, if it is: its link is cut, or its sender answers nobody.
    pub(super) fn swallowed(&self, flight: &InFlight) -> Option<(Loss, Option<FaultId>)> {
        let InFlight { from, to, .. } = *flight;
        self.troubles.iter().find_map(|underway| match &underway.trouble {
            Trouble::Cut(links) if links.contains(&(from, to)) => Some((Loss::Cut, underway.fault)),
            Trouble::Silent { node, towards } => {
                let meant = towards.as_ref().is_none_or(|towards| towards.contains(&to));
                let silent = flight.answers() && *node == from && meant;
                silent.then_some((Loss::OnTheWay, underway.fault))
            }
            _ => None,
        })
    }

    /// How many times as long everything takes that has to do with a node.
    pub(super) fn slowness(&self, node: NodeId) -> u32 {
        self.troubles.iter().fold(1, |times, underway| match underway.trouble {
            Trouble::Slow { node: slow, factor } if slow == node => times.saturating_mul(factor),
            _ => times,
        })
    }

    /// Whether a node stands still.
    pub(super) fn stands_still(&self, node: NodeId) -> bool {
        self.troubles.iter().any(|known| known.trouble == Trouble::Paused(node))
    }

    /// Whether an alarm cannot ring now, as its node stands still.
    pub(super) fn keeps_waiting(&self, alarm: &Alarm) -> bool {
        let node = match alarm {
            _ if self.troubles.is_empty() => None,
            Alarm::Node { node, .. } | Alarm::Serve(node) => Some(*node),
            Alarm::CallTimeout(ticket) => self.calls.get(ticket.0).map(|call| call.caller),
            Alarm::Restart(_) | Alarm::FaultBegins(_) | Alarm::FaultEnds(_) => None,
        };
        node.is_some_and(|node| self.stands_still(node))
    }
}
