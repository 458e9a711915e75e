//! When two worlds are the same.

use super::{Alarm, Down, InFlight, Read, Ticket, World};
use crate::fingerprint::mix;
use crate::{Fingerprint, MessageKind, NodeId};

impl World {
    /// A hash of all that decides what can happen from here on, the same on every platform.
    ///
    /// Times count from now, messages and calls by what they are and not by their numbers: two
    /// worlds that differ only in how they came about have one fingerprint.
    pub fn fingerprint(&self) -> u128 {
        let mut hash = 0;
        for (node, set_up) in self.nodes.iter().zip(&self.setup.nodes) {
            let state = set_up.program.seen_now(&node.state, self.now);
            hash = mix(hash, state.as_ref().unwrap_or(&node.state).fingerprint());
            let reads_clock = set_up.program.reads_clock(&node.state);
            let down = match node.down {
                None => 0,
                Some(Down::Silent) => 1,
                Some(Down::Refusing) => 2,
            };
            let flags = u128::from(node.alive)
                | u128::from(node.answers_nobody) << 1
                | u128::from(reads_clock) << 2
                | down << 3
                | (node.serving.iter().len() as u128) << 8;
            hash = mix(hash, flags);
            if reads_clock {
                hash = mix(hash, u128::from(self.now.micros()));
            }
            for (handle, asked) in node.serving.iter() {
                hash = mix(hash, self.call_key(asked.ticket) << 32 | u128::from(handle));
            }
        }
        // What is on its way has no order, so the hashes of its parts are summed up.
        let messages = self.in_flight.iter().map(|(_, flight)| self.message_key(flight));
        let timers = self.timers.iter().map(|(_, timer)| {
            // What may happen at any moment is no nearer and no farther.
            let free = self.mode.abstracts && timer.what.is_free();
            let ahead = if free { 0 } else { u128::from(timer.due.since(self.now).micros()) };
            let (what, slow) = (self.alarm_key(&timer.what), u128::from(timer.slow));
            mix(mix(what, ahead), slow)
        });
        let sum = messages.chain(timers).fold(0, u128::wrapping_add);
        hash = mix(hash, sum);
        let (flying, waiting) = (self.in_flight.iter().len(), self.timers.iter().len());
        let flags = u128::from(self.faults_stopped)
            | u128::from(self.halted.is_some()) << 1
            | (flying as u128) << 8
            | (waiting as u128) << 40;
        hash = mix(hash, flags);
        hash = self.met.iter().fold(hash, |hash, met| mix(hash, u128::from(*met)));
        if self.setup.keeps_history {
            hash = mix(hash, Fingerprint::of(&self.history));
        }
        hash
    }

    /// A hash of the states of the nodes that were read.
    pub(crate) fn read_nodes_key(&self, read: Read) -> u128 {
        let nodes = self.node_ids().filter(|node| read.has(*node));
        nodes.fold(1, |key, node| mix(key, self.node(node).state.fingerprint()))
    }

    /// A hash of what is on its way.
    pub(crate) fn network_key(&self) -> u128 {
        let messages = self.in_flight.iter().map(|(_, flight)| self.message_key(flight));
        messages.fold(0, u128::wrapping_add)
    }

    /// What a message on its way is, whatever its number: two with one key are the same message
    /// twice.
    pub(super) fn message_key(&self, flight: &InFlight) -> u128 {
        let kind = match flight.kind {
            MessageKind::Request => 0,
            MessageKind::Tell => 1,
            MessageKind::Reply(_) => 2,
        };
        let link = u128::from(flight.from.0) << 16 | u128::from(flight.to.0);
        let rest =
            kind | u128::from(flight.slow) << 2 | link << 8 | self.call_key(flight.ticket) << 48;
        let key = mix(flight.payload.fingerprint, rest);
        mix(key, u128::from(flight.held.micros()))
    }

    /// What a timer is, whatever its number and whenever it is due.
    pub(super) fn alarm_key(&self, alarm: &Alarm) -> u128 {
        let pack = |sort: u128, node: NodeId, number: u32| {
            sort | u128::from(node.0) << 8 | u128::from(number) << 32
        };
        match alarm {
            Alarm::CallTimeout(ticket) => mix(1, self.call_key(*ticket)),
            Alarm::Restart(node) => mix(1, pack(1, *node, 0)),
            Alarm::FaultBegins(fault) => mix(1, pack(2, NodeId(fault.0), 0)),
            Alarm::FaultEnds(fault) => mix(1, pack(3, NodeId(fault.0), 0)),
            // Which place of the code waits for it stands in the state of the node.
            Alarm::Node { node, timer, kind } => {
                let sort = match kind {
                    crate::TimerKind::Sleep(_) => 4,
                    crate::TimerKind::Disk(_) => 5,
                    crate::TimerKind::Arrival => 6,
                };
                mix(1, pack(sort, *node, *timer))
            }
        }
    }

    /// What a call is, whatever its number: whose, and which of the caller's. Nothing where the
    /// caller has given it up.
    fn call_key(&self, ticket: Ticket) -> u128 {
        self.calls
            .get(ticket.0)
            .map_or(0, |call| 1 | u128::from(call.caller.0) << 1 | u128::from(call.number) << 17)
    }
}
