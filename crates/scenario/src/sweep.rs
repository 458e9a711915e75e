//! One knob of a world turned over a range, and what becomes of its metrics.

use whatif_simulator::metrics::{Metrics, Unit};

use crate::spec::metrics::{Knob, Sweep};
use crate::world::World;

/// How many seeds each value is run with.
const SEEDS: u64 = 5;

/// What came of a sweep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Swept {
    /// Its name in the author's file.
    pub name: String,
    /// What it shows, in words.
    pub says: String,
    /// What was turned: `network.call-timeout`, `const TRIES`.
    pub knob: String,
    /// What the knob is a number of.
    pub unit: Unit,
    /// To what it was turned, in millionths of that unit, from the least to the greatest.
    pub values: Vec<i64>,
    /// The metrics that were looked at.
    pub curves: Vec<Curve>,
}

/// A metric over the values of a knob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curve {
    /// The name of the metric.
    pub metric: String,
    /// What it is a number of.
    pub unit: Unit,
    /// For each value the mean over the seeds, in millionths of that unit; nothing where there was
    /// nothing to measure.
    pub points: Vec<Option<i64>>,
}

/// Runs a world with each value of the knob and each seed.
pub(crate) fn sweep(world: &World, sweep: &Sweep) -> Swept {
    let (clients, nodes) = world.spec.names();
    let unit = |metric: &String| {
        whatif_simulator::metrics::unit_of(metric, &clients, &nodes).unwrap_or(Unit::Number)
    };
    let mut curves: Vec<Curve> = Vec::new();
    for metric in &sweep.curves {
        curves.push(Curve { metric: metric.clone(), unit: unit(metric), points: Vec::new() });
    }
    for value in &sweep.values {
        let mut spec = world.spec.clone();
        if let Some(knob) = Knob::of(&mut spec, &sweep.knob.name) {
            knob.turn(*value);
        }
        // The code is what it was but for a whole number in it.
        let turned = World::new(spec, world.files().clone()).ok();
        let runs = turned.iter().flat_map(|turned| {
            let what_ifs = turned.spec.what_ifs.iter();
            let what_if =
                what_ifs.clone().find(|what_if| Some(&what_if.name) == sweep.what_if.as_ref());
            (1..=SEEDS).map(move |seed| Metrics::of(&turned.trace(what_if, seed)))
        });
        let runs: Vec<Metrics> = runs.collect();
        for curve in &mut curves {
            let amounts = runs.iter().filter_map(|run| run.get(&curve.metric)?.amount);
            let amounts: Vec<i128> = amounts.map(i128::from).collect();
            let mean = amounts.iter().sum::<i128>().checked_div(amounts.len() as i128);
            curve.points.push(mean.map(|mean| mean as i64));
        }
    }
    Swept {
        name: sweep.name.clone(),
        says: sweep.says.clone(),
        knob: sweep.knob.name.clone(),
        unit: sweep.unit,
        values: sweep.values.clone(),
        curves,
    }
}
