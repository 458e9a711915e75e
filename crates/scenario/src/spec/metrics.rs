//! What an author says of numbers: bounds of metrics, and how they go where a knob is turned.

use whatif_simulator::metrics::Unit;
use whatif_simulator::services::Rate;

use super::{Named, NodeKind, Spec, Spot, Takes};
use crate::spec::load::Pace;

/// A bound of a metric.
#[derive(Clone, Debug)]
pub(crate) struct Bound {
    /// As the author wrote it: `latency.p99 < 200ms`.
    pub(crate) text: String,
    pub(crate) metric: String,
    pub(crate) is: Is,
    /// In millionths of the unit.
    pub(crate) amount: i64,
    pub(crate) spot: Spot,
}

/// How a metric compares.
#[cfg_attr(not(feature = "toml"), expect(dead_code, reason = "the page claims nothing"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Is {
    Less,
    AtMost,
    Equal,
    AtLeast,
    More,
}

impl Bound {
    /// Whether the metric keeps it.
    pub(crate) fn holds(&self, amount: i64) -> bool {
        match self.is {
            Is::Less => amount < self.amount,
            Is::AtMost => amount <= self.amount,
            Is::Equal => amount == self.amount,
            Is::AtLeast => amount >= self.amount,
            Is::More => amount > self.amount,
        }
    }
}

/// One knob, turned over a range.
#[derive(Clone, Debug)]
pub(crate) struct Sweep {
    pub(crate) name: String,
    pub(crate) says: String,
    pub(crate) knob: Named,
    /// What the knob is a number of.
    pub(crate) unit: Unit,
    /// In millionths of the unit, from the least to the greatest.
    pub(crate) values: Vec<i64>,
    /// The question under which it runs; nothing for the one in which nothing goes wrong.
    pub(crate) what_if: Option<String>,
    /// The metrics that are looked at.
    pub(crate) curves: Vec<String>,
    /// How they go: the metric, and the word.
    pub(crate) expect: Vec<(Named, Shape)>,
}

/// How a curve goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Flat,
    Rises,
    Falls,
    RisesThenFalls,
    FallsThenRises,
}

impl Shape {
    pub(crate) const ALL: [(&'static str, Self); 5] = [
        ("flat", Self::Flat),
        ("rises", Self::Rises),
        ("falls", Self::Falls),
        ("rises-then-falls", Self::RisesThenFalls),
        ("falls-then-rises", Self::FallsThenRises),
    ];

    /// Whether a curve goes so, judged with a tolerance of a tenth of the way from its least to its
    /// greatest point.
    ///
    /// It is *flat* where that way is at most a twentieth of its greatest point. It *rises* where it
    /// is not flat, no point lies further below an earlier one than the tolerance, and the last lies
    /// above the first by more; it *falls* where it rises from its end. It *rises, then falls* where
    /// it rises up to its greatest point and falls from there, and the other way round.
    pub(crate) fn fits(self, curve: &[i64]) -> bool {
        let (Some(least), Some(most)) = (curve.iter().min(), curve.iter().max()) else {
            return false;
        };
        let way = i128::from(*most) - i128::from(*least);
        let flat = way * 20 <= i128::from(most.unsigned_abs().max(least.unsigned_abs()));
        let slack = way / 10;
        let rises = |curve: &[i64]| {
            let mut highest = i128::MIN;
            let steady = curve.iter().all(|point| {
                highest = highest.max(i128::from(*point));
                i128::from(*point) + slack >= highest
            });
            let ends = curve.first().zip(curve.last());
            steady
                && ends.is_some_and(|(first, last)| i128::from(*last) - i128::from(*first) > slack)
        };
        let falls = |curve: &[i64]| rises(&curve.iter().rev().copied().collect::<Vec<_>>());
        // The ends of a stretch of equal points belong to both of its sides.
        let turns = |at: &i64, before: &dyn Fn(&[i64]) -> bool, after: &dyn Fn(&[i64]) -> bool| {
            let at = curve.iter().position(|point| point == at).unwrap_or_default();
            before(&curve[..=at]) && after(&curve[at..])
        };
        match self {
            Self::Flat => flat,
            _ if flat => false,
            Self::Rises => rises(curve),
            Self::Falls => falls(curve),
            Self::RisesThenFalls => turns(most, &rises, &falls),
            Self::FallsThenRises => turns(least, &falls, &rises),
        }
    }
}

/// Something in a spec that a sweep may turn.
pub(crate) enum Knob<'s> {
    Times(Vec<&'s mut u64>),
    Latency(&'s mut (u64, u64)),
    Rate(&'s mut Vec<(u64, Rate)>),
    Count(&'s mut u64),
    /// The workers of a process.
    Workers(&'s mut Option<u64>),
    /// The workers of a service that takes its time.
    ServiceWorkers(&'s mut u32),
    /// Of a million messages so many.
    Loss(&'s mut u32),
    Const(&'s mut Vec<(String, u64)>, String),
}

impl<'s> Knob<'s> {
    /// The knob of this name.
    pub(crate) fn of(spec: &'s mut Spec, name: &str) -> Option<Self> {
        if let Some(name) = name.strip_prefix("const ") {
            return Some(Self::Const(&mut spec.consts, name.trim().to_owned()));
        }
        if let Some(key) = name.strip_prefix("network.") {
            return Some(match key {
                "call-timeout" => Self::Times(spec.network_timeouts()),
                "latency" => Self::Latency(&mut spec.network.all.latency_us),
                "loss" => Self::Loss(&mut spec.network.all.loss),
                _ => return None,
            });
        }
        let (whose, key) = name.rsplit_once('.')?;
        if let Some(name) = whose.strip_prefix("client.") {
            let client = spec.clients.iter_mut().find(|client| client.name == name)?;
            return Some(match (key, &mut client.load.as_mut()?.pace) {
                ("rate", Pace::Open { rates, .. }) => Self::Rate(rates),
                ("users", Pace::Closed { users, .. }) => Self::Count(users),
                ("think", Pace::Closed { think_us, .. }) => Self::Times(vec![think_us]),
                _ => return None,
            });
        }
        let name = whose.strip_prefix("node.")?;
        let node = spec.nodes.iter_mut().find(|node| node.name == name)?;
        if let ("workers", NodeKind::Code(code)) = (key, &mut node.kind) {
            return Some(Self::Workers(&mut code.workers));
        }
        let work = node.work.as_mut()?;
        Some(match (key, &mut work.takes) {
            ("workers", _) => Self::ServiceWorkers(&mut work.workers),
            ("takes", Takes::BetweenUs(least, most)) => Self::Times(vec![least, most]),
            ("takes", Takes::MeanUs(mean)) => Self::Times(vec![mean]),
            _ => return None,
        })
    }

    /// Turns it there.
    pub(crate) fn turn(self, amount: i64) {
        let micros = amount.unsigned_abs();
        let whole = micros / 1_000_000;
        let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        match self {
            Self::Times(times) => times.into_iter().for_each(|time| *time = micros),
            Self::Latency(latency) => *latency = (micros, micros),
            // So many millionths a second are as many in a million seconds.
            Self::Rate(rates) => {
                let per = whatif_simulator::Time::from_secs(1_000_000);
                let count = small(micros);
                let from = rates.first().map_or(0, |(from, _)| *from);
                *rates = vec![(from, Rate { count, per })];
            }
            Self::Count(count) => *count = whole,
            Self::Workers(workers) => *workers = Some(whole),
            Self::ServiceWorkers(workers) => *workers = small(whole),
            Self::Loss(loss) => *loss = small(micros),
            Self::Const(consts, name) => consts.push((name, whole)),
        }
    }
}

impl Spec {
    /// The time for which each node waits that has none of its own.
    fn network_timeouts(&mut self) -> Vec<&mut u64> {
        let network = self.call_timeout_us;
        let clients = self.clients.iter_mut().map(|client| &mut client.call_timeout_us);
        let nodes = self.nodes.iter_mut().map(|node| &mut node.call_timeout_us);
        clients.chain(nodes).filter(|timeout| **timeout == network).collect()
    }

    /// The clients and the other nodes by their names.
    pub(crate) fn names(&self) -> (Vec<&str>, Vec<&str>) {
        let clients = self.clients.iter().map(|client| client.name.as_str()).collect();
        (clients, self.nodes.iter().map(|node| node.name.as_str()).collect())
    }

    /// A client that makes many requests, if there is one.
    pub(crate) fn loaded(&self) -> Option<&str> {
        let client = self.clients.iter().find(|client| client.load.is_some())?;
        Some(&client.name)
    }
}

#[cfg(test)]
mod tests {
    use super::Shape;

    #[test]
    fn curves_go_as_they_are_said_to_go() {
        let cases: [(&[i64], &[&str]); 12] = [
            (&[], &[]),
            (&[5], &["flat"]),
            (&[0, 0, 0], &["flat"]),
            (&[100, 104, 102], &["flat"]),
            (&[1, 2, 3], &["rises"]),
            (&[0, 0, 90], &["rises"]),
            // A step back of less than a tenth of the way.
            (&[0, 50, 45, 100], &["rises"]),
            (&[0, 50, 30, 100], &[]),
            (&[9, 4, 0], &["falls"]),
            (&[0, 9, 1], &["rises-then-falls"]),
            (&[9, 0, 3, 9], &["falls-then-rises"]),
            (&[0, 9, 0, 9], &[]),
        ];
        for (curve, expected) in cases {
            let fits = Shape::ALL.iter().filter(|(_, shape)| shape.fits(curve));
            let fits: Vec<&str> = fits.map(|(word, _)| *word).collect();
            assert_eq!(fits, expected, "{curve:?}");
        }
    }
}
