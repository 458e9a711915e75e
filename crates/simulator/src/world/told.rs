//! What the things are that can happen, for whoever tells of them.

use std::rc::Rc;

use super::steps::{Answers, from_drawing};
use super::{Alarm, Happening, PendingId, Transitions, World};
use crate::explore::{About, Pending};
use crate::fault::CrashPlaces;
use crate::{MessageKind, Name, NodeId, Time};

impl World {
    /// The same world, which remembers nothing of what has happened.
    pub(crate) fn without_trace(&self) -> Self {
        let mut world = Self { trace: Rc::default(), ..self.clone() };
        world.stop_recording();
        world
    }

    /// The name of a node.
    pub(crate) fn name_of(&self, node: NodeId) -> Name {
        Name::clone(&self.setup.nodes[usize::from(node.0)].lane.name)
    }

    /// A message on its way.
    pub(crate) fn flying(&self, id: PendingId) -> Option<(NodeId, NodeId, MessageKind, &Name)> {
        let flight = self.in_flight.get(id.0)?;
        Some((flight.from, flight.to, flight.kind, &flight.operation))
    }

    /// What is pending under a number.
    pub(crate) fn what_is(&self, id: PendingId) -> Option<Pending> {
        if let Some(flight) = self.in_flight.get(id.0) {
            return Some(Pending::Message(self.post(flight.id)));
        }
        Some(match &self.timers.get(id.0)?.what {
            Alarm::Node { node, timer, .. } => Pending::Timer(self.name_of(*node), *timer),
            Alarm::CallTimeout(ticket) => Pending::Timeout(self.post(*ticket)),
            Alarm::Restart(node) => Pending::Node(self.name_of(*node)),
            Alarm::FaultBegins(fault) => Pending::Fault(fault.0, true),
            Alarm::FaultEnds(fault) => Pending::Fault(fault.0, false),
        })
    }

    /// When what is pending under a number can happen in an abstract world.
    pub(crate) fn due_of(&self, id: PendingId) -> Time {
        let timer = self.timers.get(id.0).filter(|timer| !timer.what.is_free());
        timer.map_or(self.now, |timer| timer.due.max(self.now))
    }

    /// When a thing happens at the earliest where latency is what it is.
    pub(crate) fn naturally_at(&self, happening: Happening) -> Time {
        let Happening::Pending(id) = happening else { return self.now };
        let flight = self.in_flight.get(id.0);
        let flight = flight.map(|flight| flight.sent.plus(self.setup.latency.min));
        let timer = self.timers.get(id.0).map(|timer| timer.due);
        flight.or(timer).map_or(self.now, |at| at.max(self.now))
    }

    /// What a choice touches.
    pub(crate) fn about(&self, happening: Happening) -> About {
        let mut about = About { nodes: Vec::new(), pending: None, waits_for_calm: false };
        let (Happening::Pending(id)
        | Happening::Lose(id)
        | Happening::Duplicate(id)
        | Happening::Delay(id)) = happening
        else {
            if let Happening::Crash(node) | Happening::Omit(node) = happening {
                about.nodes.push(node);
            }
            return about;
        };
        about.pending = Some(id);
        if !matches!(happening, Happening::Pending(_)) {
            return about;
        }
        if let Some(flight) = self.in_flight.get(id.0) {
            about.nodes.push(flight.to);
        } else if let Some(timer) = self.timers.get(id.0) {
            about.waits_for_calm = !timer.what.is_free();
            if let Alarm::Node { node, .. } | Alarm::Restart(node) = timer.what {
                about.nodes.push(node);
            }
        }
        about
    }

    /// How many things have come to be pending so far.
    pub(crate) fn made_so_far(&self) -> usize {
        self.pending_next as usize
    }

    /// The messages on their way, and what is on its way to a disk, that timers may not overtake.
    pub(crate) fn not_slow(&self) -> Vec<PendingId> {
        let messages = self.in_flight.iter().filter(|(_, flight)| !flight.slow);
        let disks = self.timers.iter().filter(|(_, timer)| timer.what.is_on_its_way());
        let disks = disks.filter(|(_, timer)| !timer.slow).map(|(number, _)| number);
        messages.map(|(number, _)| number).chain(disks).map(PendingId).collect()
    }

    /// Between which borders a process is if it is killed now.
    pub(crate) fn crash_places_known(&self, node: NodeId, known: &mut Transitions) -> CrashPlaces {
        let mut low = |_, low, _| low;
        self.crash_places(node, &mut Answers::remembered(&mut from_drawing(&mut low), known))
    }
}
