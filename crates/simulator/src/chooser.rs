//! Who decides what happens next: a seed, fairness, or a list of choices made before.

use rand_pcg::Pcg64;
use rand_pcg::rand_core::{Rng, SeedableRng};

use crate::{Choice, Due, NodeId, Numbered, Pending, PendingId, Time, World};

/// Decides what happens next.
pub trait Chooser {
    /// Picks one of the pending things and when it happens; nothing to end the run.
    fn pick(&mut self, world: &World) -> Option<(PendingId, Time)>;

    /// Draws a number for a node, both ends included.
    fn draw(&mut self, node: NodeId, low: i64, high: i64) -> i64;
}

/// Lets the chooser make one choice and applies it. Returns it, or nothing at the end of the run.
pub fn advance(world: &mut World, chooser: &mut dyn Chooser) -> Option<Choice> {
    let (what, at) = chooser.pick(world)?;
    world.apply_drawing(what, at, |node, low, high| chooser.draw(node, low, high)).ok()
}

/// Draws latencies and numbers from a seed; events happen in order of virtual time, ties in the
/// order in which they came to be pending.
///
/// The generator is PCG XSL RR 128/64 (O'Neill 2014), whose values `rand_pcg` documents as
/// portable. Every node and every link has a stream of its own, so that one more message on one
/// link changes nothing on the others.
#[derive(Clone)]
pub struct Seeded {
    seed: u64,
    nodes: Numbered<Pcg64>,
    links: Numbered<Pcg64>,
    arrivals: Numbered<Time>,
}

impl Seeded {
    /// The chooser of this seed.
    pub fn new(seed: u64) -> Self {
        let (nodes, links, arrivals) = Default::default();
        Self { seed, nodes, links, arrivals }
    }

    fn due(&mut self, pending: &Pending) -> Time {
        let (link, sent, latency, held) = match pending.due {
            Due::At(time) => return time,
            Due::OnTheWay { link, sent, latency, held } => (link, sent, latency, held),
        };
        let (seed, links) = (self.seed, &mut self.links);
        *self.arrivals.get_or_insert_with(pending.id.0, || {
            let number = u32::from(link.0.0) << 16 | u32::from(link.1.0);
            let stream = links
                .get_or_insert_with(number, || stream(seed, 0x1_0000_0000 | u64::from(number)));
            let width = latency.max.since(latency.min).micros();
            let drawn = Time::from_micros(below(stream, width.saturating_add(1)));
            sent.plus(latency.min).plus(drawn).plus(held)
        })
    }
}

impl Chooser for Seeded {
    fn pick(&mut self, world: &World) -> Option<(PendingId, Time)> {
        let pending = world.pending();
        let (at, what) = pending.iter().map(|pending| (self.due(pending), pending.id)).min()?;
        self.arrivals.remove(what.0);
        Some((what, at))
    }

    fn draw(&mut self, node: NodeId, low: i64, high: i64) -> i64 {
        let seed = self.seed;
        let number = u32::from(node.0);
        let stream = self.nodes.get_or_insert_with(number, || stream(seed, u64::from(number)));
        let width = high.wrapping_sub(low) as u64;
        low.wrapping_add(below(stream, width.saturating_add(1)) as i64)
    }
}

fn stream(seed: u64, number: u64) -> Pcg64 {
    // Seeds that people type are small and alike; SplitMix64, which `seed_from_u64` documents,
    // spreads them over the state. The stream's number is spread over them by the golden ratio.
    Pcg64::seed_from_u64(seed ^ number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

/// A number below `bound`, by the high half of a 128-bit product (Lemire 2019, without the step
/// that removes a bias of less than one in 2⁴⁰ at the widths of latencies).
fn below(stream: &mut Pcg64, bound: u64) -> u64 {
    ((u128::from(stream.next_u64()) * u128::from(bound)) >> 64) as u64
}

/// The fair schedule in which a run is drained: the oldest message next, which takes no time, and
/// where none is on its way the earliest timer. Draws come out at their low end.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fair;

impl Chooser for Fair {
    fn pick(&mut self, world: &World) -> Option<(PendingId, Time)> {
        let order = |pending: &Pending| match pending.due {
            Due::OnTheWay { .. } => (Time::ZERO, pending.id),
            Due::At(due) => (due.plus(Time::from_micros(1)), pending.id),
        };
        let next = world.pending().into_iter().min_by_key(order)?;
        let at = match next.due {
            Due::OnTheWay { .. } => world.now(),
            Due::At(due) => due,
        };
        Some((next.id, at))
    }

    fn draw(&mut self, _: NodeId, low: i64, _: i64) -> i64 {
        low
    }
}
