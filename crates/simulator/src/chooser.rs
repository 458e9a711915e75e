//! Who decides what happens next: a seed, fairness, or a list of choices made before.

use rand_pcg::Pcg64;
use rand_pcg::rand_core::{Rng, SeedableRng};

use crate::logarithm::minus_ln;
use crate::{
    Choice, Due, Happening, Latency, NodeId, Numbered, Pending, PendingId, Takes, Time, World,
};

/// Decides what happens next.
pub trait Chooser {
    /// Picks one of the pending things, or its loss, and when; nothing to end the run.
    fn pick(&mut self, world: &World) -> Option<(Happening, Time)>;

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
    /// When what is pending happens, and whether it is lost.
    arrivals: Numbered<(Time, bool)>,
    /// When the last message arrives on each link that keeps the order.
    last: Numbered<Time>,
}

impl Seeded {
    /// The chooser of this seed.
    pub fn new(seed: u64) -> Self {
        let (nodes, links, arrivals, last) = Default::default();
        Self { seed, nodes, links, arrivals, last }
    }

    /// When something happens, and whether it is lost then.
    fn due(&mut self, pending: &Pending) -> (Time, bool) {
        let seed = self.seed;
        match pending.due {
            Due::At(time) => (time, false),
            Due::OnTheWay { link, sent, of, slowness, held } => {
                let (links, last) = (&mut self.links, &mut self.last);
                let (at, lost) = *self.arrivals.get_or_insert_with(pending.id.0, || {
                    let number = u32::from(link.0.0) << 16 | u32::from(link.1.0);
                    let stream = links.get_or_insert_with(number, || {
                        stream(seed, 0x1_0000_0000 | u64::from(number))
                    });
                    let drawn = between(stream, of.latency, slowness);
                    let lost = of.loss > 0 && below(stream, 1_000_000) < u64::from(of.loss);
                    let mut at = sent.plus(held).plus(drawn);
                    if of.in_order {
                        let last = last.get_or_insert_with(number, || at);
                        at = at.max(*last);
                        *last = at;
                    }
                    (at, lost)
                });
                (at, lost)
            }
            Due::Working { node, since, takes, slowness } => {
                let nodes = &mut self.nodes;
                let (at, _) = *self.arrivals.get_or_insert_with(pending.id.0, || {
                    let number = u32::from(node.0);
                    let stream =
                        nodes.get_or_insert_with(number, || stream(seed, u64::from(number)));
                    let taken = match takes {
                        Takes::Between(length) => between(stream, length, slowness),
                        Takes::Exponential(mean) => exponential(stream, mean, slowness),
                    };
                    (since.plus(taken), false)
                });
                (at, false)
            }
        }
    }
}

impl Chooser for Seeded {
    fn pick(&mut self, world: &World) -> Option<(Happening, Time)> {
        let mut first: Option<((Time, PendingId), bool)> = None;
        let mut count = 0;
        for each in world.pending() {
            count += 1;
            let (at, lost) = self.due(&each);
            if first.is_none_or(|(first, _)| (at, each.id) < first) {
                first = Some(((at, each.id), lost));
            }
        }
        let ((at, what), lost) = first?;
        // What waits for a node that stands still is not pending now, and has its arrival already.
        if self.arrivals.iter().len() > 2 * count + 64
            && let Some(oldest) = world.numbers().min()
        {
            self.arrivals.forget_before(oldest.0);
        }
        Some((if lost { Happening::Lose(what) } else { Happening::Pending(what) }, at))
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

/// A length between the two ends, which takes so many times as long.
fn between(stream: &mut Pcg64, length: Latency, slowness: u32) -> Time {
    let width = length.max.since(length.min).micros();
    let drawn = length.min.micros().saturating_add(below(stream, width.saturating_add(1)));
    Time::from_micros(drawn.saturating_mul(u64::from(slowness)))
}

/// A length with a memoryless distribution and this mean, which takes so many times as long: minus
/// the logarithm of a number between nothing and one.
fn exponential(stream: &mut Pcg64, mean: Time, slowness: u32) -> Time {
    let mean = mean.micros().saturating_mul(u64::from(slowness));
    Time::from_micros(
        u64::try_from((u128::from(mean) * u128::from(minus_ln(stream.next_u64()))) >> 32)
            .unwrap_or(u64::MAX),
    )
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
    fn pick(&mut self, world: &World) -> Option<(Happening, Time)> {
        let order = |pending: &Pending| match pending.due {
            Due::OnTheWay { .. } | Due::Working { .. } => (Time::ZERO, pending.id),
            Due::At(due) => (due.plus(Time::from_micros(1)), pending.id),
        };
        let next = world.pending().min_by_key(order)?;
        let at = match next.due {
            Due::OnTheWay { .. } | Due::Working { .. } => world.now(),
            Due::At(due) => due,
        };
        Some((next.id.into(), at))
    }

    fn draw(&mut self, _: NodeId, low: i64, _: i64) -> i64 {
        low
    }
}

/// Everything takes the least time that it can, and happens when it is due. Draws come out at their
/// low end.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Prompt;

impl Chooser for Prompt {
    fn pick(&mut self, world: &World) -> Option<(Happening, Time)> {
        let times = |time: Time, slowness: u32| {
            Time::from_micros(time.micros().saturating_mul(u64::from(slowness)))
        };
        let due = |pending: &Pending| match pending.due {
            Due::At(time) => time,
            Due::OnTheWay { sent, of, slowness, held, .. } => {
                sent.plus(held).plus(times(of.latency.min, slowness))
            }
            Due::Working { since, takes, slowness, .. } => since.plus(match takes {
                Takes::Between(length) => times(length.min, slowness),
                Takes::Exponential(mean) => times(mean, slowness),
            }),
        };
        let comes = world.pending().filter(|pending| {
            !matches!(pending.due, Due::OnTheWay { .. }) || world.can_arrive(pending.id.0)
        });
        let (at, next) = comes.map(|pending| (due(&pending), pending.id)).min()?;
        Some((next.into(), at.max(world.now())))
    }

    fn draw(&mut self, _: NodeId, low: i64, _: i64) -> i64 {
        low
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_without_a_memory_have_their_mean_and_their_spread() {
        let mut stream = stream(7, 1);
        let mean = Time::from_millis(10);
        let drawn: Vec<f64> =
            (0..100_000).map(|_| exponential(&mut stream, mean, 1).micros() as f64).collect();
        let found = drawn.iter().sum::<f64>() / 1e5;
        let longer = drawn.iter().filter(|length| **length > 20_000.0).count() as f64 / 1e5;
        assert!((found / 10_000.0 - 1.0).abs() < 0.01, "{found}");
        // One in e squared.
        assert!((longer - 0.135_335).abs() < 0.003, "{longer}");
    }
}
