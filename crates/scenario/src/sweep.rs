//! One knob of a world turned over a range, and what becomes of its metrics.

use whatif_simulator::metrics::{Metrics, Unit};

use crate::spec::Spec;
use crate::spec::metrics::{Knob, Sweep};
use crate::world::{Files, World};

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

/// A sweep that is under way: it goes on run by run.
pub struct Sweeping {
    spec: Spec,
    files: Files,
    sweep: Sweep,
    curves: Vec<Curve>,
    /// The world with the knob at the value that is being looked at.
    turned: Option<World>,
    /// What the runs with this value came to.
    runs: Vec<Metrics>,
}

impl Sweeping {
    pub(crate) fn new(world: &World, sweep: &Sweep) -> Self {
        let (clients, nodes) = world.spec.names();
        let unit = |metric: &String| {
            whatif_simulator::metrics::unit_of(metric, &clients, &nodes).unwrap_or(Unit::Number)
        };
        let mut curves: Vec<Curve> = Vec::new();
        for metric in &sweep.curves {
            curves.push(Curve { metric: metric.clone(), unit: unit(metric), points: Vec::new() });
        }
        let (spec, files) = (world.spec.clone(), world.files().clone());
        Self { spec, files, sweep: sweep.clone(), curves, turned: None, runs: Vec::new() }
    }

    /// How many values were looked at, and how many there are.
    pub fn progress(&self) -> (usize, usize) {
        let done = self.curves.first().map_or(self.sweep.values.len(), |curve| curve.points.len());
        (done, self.sweep.values.len())
    }

    /// Makes one more run. Says whether there is another.
    pub fn advance(&mut self) -> bool {
        let (at, all) = self.progress();
        let Some(value) = self.sweep.values.get(at) else { return false };
        if self.turned.is_none() {
            // The code is what it was but for a whole number in it.
            let spec = turned(&self.spec, &self.sweep, *value);
            self.turned = World::new(spec, self.files.clone()).ok();
        }
        if let Some(turned) = &self.turned {
            let what_if = self.sweep.what_if.as_ref();
            let what_if = turned.spec.what_ifs.iter().find(|known| Some(&known.name) == what_if);
            let seed = self.runs.len() as u64 + 1;
            self.runs.push(Metrics::of(&turned.trace(what_if, seed)));
            if seed < SEEDS {
                return true;
            }
        }
        self.turned = None;
        let runs = std::mem::take(&mut self.runs);
        for curve in &mut self.curves {
            let amounts = runs.iter().filter_map(|run| run.get(&curve.metric)?.amount);
            let amounts: Vec<i128> = amounts.map(i128::from).collect();
            let mean = amounts.iter().sum::<i128>().checked_div(amounts.len() as i128);
            curve.points.push(mean.map(|mean| mean as i64));
        }
        at + 1 < all
    }

    /// What came of it so far.
    pub fn swept(&self) -> Swept {
        Swept {
            name: self.sweep.name.clone(),
            says: self.sweep.says.clone(),
            knob: self.sweep.knob.name.clone(),
            unit: self.sweep.unit,
            values: self.sweep.values.clone(),
            curves: self.curves.clone(),
        }
    }
}

/// Runs a world with each value of the knob and each seed.
pub(crate) fn sweep(world: &World, sweep: &Sweep) -> Swept {
    let mut sweeping = Sweeping::new(world, sweep);
    while sweeping.advance() {}
    sweeping.swept()
}

/// The spec with the knob of a sweep turned to this value.
pub(crate) fn turned(spec: &Spec, sweep: &Sweep, value: i64) -> Spec {
    let mut spec = spec.clone();
    if let Some(knob) = Knob::of(&mut spec, &sweep.knob.name) {
        knob.turn(value);
    }
    spec
}
