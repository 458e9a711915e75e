//! What goes wrong in a world, and how it is put right.

use std::rc::Rc;

use super::{Alarm, Down, World};
use crate::fault::CrashPlaces;
use crate::world::steps::Step;
use crate::{CrashPoint, FaultId, FaultKind, Input, NodeId, Refusal, Time, What};

impl World {
    /// Puts everything right that is still broken: dead nodes restart, services answer again, and
    /// no further fault happens. Says whether anything was broken.
    ///
    /// # Errors
    /// [`Refusal::NeedsDraw`] where a node draws a number as it restarts and `draws` has too few.
    pub fn heal(&mut self, draws: &[i64]) -> Result<bool, Refusal> {
        self.put_right(&mut super::steps::from_list(draws))
    }

    /// The same, with numbers that are drawn as they are needed.
    pub fn heal_drawing(&mut self, mut draw: impl FnMut(NodeId, i64, i64) -> i64) -> bool {
        let healed = self.put_right(&mut |node, low, high| Ok(draw(node, low, high)));
        healed.expect("nothing but a draw can be refused here")
    }

    fn put_right(&mut self, draw: super::steps::Draw<'_>) -> Result<bool, Refusal> {
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
        for &node in &broken {
            if healed.node_mut(node).down.take().is_some() {
                healed.note(node, What::CameBack, None);
            }
            if !healed.node(node).alive {
                let step = healed.compute(node, Input::Start, draw)?;
                healed.restart(node, step);
            }
        }
        *self = healed;
        Ok(!broken.is_empty())
    }

    /// Whether each fault has come to pass, in their order.
    pub fn faults_met(&self) -> impl Iterator<Item = bool> {
        self.setup.faults.iter().zip(&self.met).map(|(fault, &met)| match &fault.kind {
            FaultKind::Crash { when: CrashPoint::Step(point), .. } => met >= point.nth,
            FaultKind::Lose(point) | FaultKind::Delay(point, _) => met >= point.nth,
            FaultKind::Crash { when: CrashPoint::At(_), .. } | FaultKind::Down { .. } => met > 0,
        })
    }

    pub(super) fn schedule_faults(&mut self) {
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

    pub(super) fn commit_or_crash(&mut self, node: NodeId, step: Step, answered: bool) {
        if !self.faults_stopped {
            let setup = Rc::clone(&self.setup);
            for (number, fault) in setup.faults.iter().enumerate() {
                let FaultKind::Crash { node: victim, when: CrashPoint::Step(point), restart } =
                    &fault.kind
                else {
                    continue;
                };
                let moved = step.moved.iter().filter(|_| *victim == node);
                let mut met = moved.filter_map(|moved| point.matches(moved, answered));
                let Some(places) = met.next() else { continue };
                if self.meets(number, point.nth) {
                    self.crash(node, places, Some(FaultId(number as u16)), *restart);
                    return;
                }
            }
        }
        self.commit(node, step);
    }

    /// Counts a place that a fault is bound to; says whether this is where it happens. Once it has
    /// happened nothing is counted, so that what goes round comes back to the same state.
    pub(super) fn meets(&mut self, fault: usize, nth: u32) -> bool {
        let met = &mut self.met[fault];
        if *met >= nth {
            return false;
        }
        *met += 1;
        *met == nth
    }

    pub(super) fn fault_begins(&mut self, id: FaultId) {
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

    pub(super) fn fault_that_downed(&self, node: NodeId) -> Option<FaultId> {
        let downs = |kind: &FaultKind| {
            matches!(kind, FaultKind::Down { node: downed, from, until, .. }
                if *downed == node && *from <= self.now && self.now <= *until)
        };
        let at = self.setup.faults.iter().position(|fault| downs(&fault.kind))?;
        Some(FaultId(at as u16))
    }

    pub(super) fn crash(
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
    pub(super) fn kill(&mut self, node: NodeId) {
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
