//! Contestants that take turns, so that whatever slows the machine down slows all of them.

use std::fmt::Debug;
use std::hint::black_box;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

/// How many turns each contestant has where a turn is short.
pub(crate) const ROUNDS: u32 = 25;

/// Something that is ready to be run, each time from its start.
pub(crate) type Run<T> = Box<dyn FnMut() -> Result<T>>;

/// Somebody who takes part in a comparison.
pub(crate) struct Contestant<T> {
    pub(crate) name: &'static str,
    pub(crate) run: Run<T>,
}

/// How long one run took over all rounds, in microseconds.
#[derive(Clone, Copy)]
pub(crate) struct Times {
    pub(crate) median: f64,
    pub(crate) minimum: f64,
}

impl Times {
    /// The cells of a table: each time, and before it its ratio to that of another.
    pub(crate) fn beside(&self, other: &Self) -> [String; 4] {
        [
            format!("{:.2}", self.median / other.median),
            format!("{:.1}", self.median),
            format!("{:.2}", self.minimum / other.minimum),
            format!("{:.1}", self.minimum),
        ]
    }
}

/// Measures the contestants in turn, each so many times. What is too short for the clock is run in
/// batches.
///
/// # Errors
/// A contestant fails, or comes to another result than the first.
pub(crate) fn interleaved<T: PartialEq + Debug>(
    contestants: &mut [Contestant<T>],
    rounds: u32,
    batch: u32,
) -> Result<Vec<Times>> {
    // These runs also fill the caches, which is why nobody times them.
    let mut results = Vec::new();
    for Contestant { name, run } in &mut *contestants {
        results.push(run().with_context(|| format!("{name} failed"))?);
    }
    for (Contestant { name, .. }, result) in contestants.iter().zip(&results) {
        let first = &results[0];
        ensure!(result == first, "{name} came to {result:?}, and the first one to {first:?}");
    }
    let mut turns = vec![Vec::new(); contestants.len()];
    for _ in 0..rounds {
        for (Contestant { run, .. }, times) in contestants.iter_mut().zip(&mut turns) {
            let start = Instant::now();
            for _ in 0..batch {
                black_box(run()?);
            }
            times.push(start.elapsed().as_secs_f64() * 1e6 / f64::from(batch));
        }
    }
    Ok(turns.into_iter().map(summary).collect())
}

fn summary(mut times: Vec<f64>) -> Times {
    times.sort_by(f64::total_cmp);
    Times { median: times[times.len() / 2], minimum: times[0] }
}
