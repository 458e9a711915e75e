//! How many of something there are, over virtual time.

use crate::Time;
use crate::metrics::unit;

/// A count that rises and falls, and what is to be known of its course.
#[derive(Default)]
pub(super) struct Level {
    now: u64,
    since: Time,
    most: u64,
    /// The sum of the counts over all microseconds.
    area: u128,
    /// The most in each stretch, as far as it has come.
    stretches: Vec<u64>,
}

impl Level {
    /// One more from this moment on.
    pub(super) fn rises(&mut self, at: Time, stretch: Time) {
        self.becomes(self.now + 1, at, stretch);
    }

    /// One less from this moment on.
    pub(super) fn falls(&mut self, at: Time, stretch: Time) {
        self.becomes(self.now.saturating_sub(1), at, stretch);
    }

    /// None from this moment on.
    pub(super) fn ends(&mut self, at: Time, stretch: Time) {
        self.becomes(0, at, stretch);
    }

    fn becomes(&mut self, count: u64, at: Time, stretch: Time) {
        self.area += u128::from(self.now) * u128::from(at.since(self.since).micros());
        let place = (at.micros() / stretch.micros()) as usize;
        if self.stretches.len() <= place {
            self.stretches.resize(place + 1, self.now);
        }
        self.stretches[place] = self.stretches[place].max(count);
        self.most = self.most.max(count);
        (self.now, self.since) = (count, at);
    }

    /// The most that there ever were.
    pub(super) fn most(&self) -> u64 {
        self.most
    }

    /// How many there were in the mean of this time, in millionths.
    pub(super) fn mean(&self, within: Time) -> Option<i64> {
        let millionths =
            (self.area * unit::ONE as u128).checked_div(u128::from(within.micros()))?;
        i64::try_from(millionths).ok()
    }

    /// The most in each of so many stretches.
    pub(super) fn by_stretch(&self, count: usize) -> Vec<u64> {
        let mut stretches = self.stretches.clone();
        stretches.resize(count, self.now);
        stretches
    }
}
