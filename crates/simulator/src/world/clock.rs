//! The clocks of a node, which may be wrong.

use crate::Time;

/// What every wall clock shows as a run begins: so much that it can be set back.
const WALL_STARTS: Time = Time::from_secs(1_000);
/// A drift counts in millionths.
const MILLION: i128 = 1_000_000;
/// However much is wrong with a clock, it runs, and forwards.
const SLOWEST: i32 = -990_000;

/// The two clocks of a node: the one that only goes forwards, and the wall clock, which is that one
/// and what it was set to. Both run too fast or too slow together, as they hang on one oscillator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Clock {
    /// By how many microseconds the wall clock is off beside.
    offset: i64,
    /// By how many millionths they run too fast.
    drift: i32,
    /// Since when they run like this, by the time of the run.
    since: Time,
    /// What the clock that only goes forwards showed then.
    ticked: Time,
}

impl Clock {
    /// What the clock that only goes forwards shows.
    pub(super) fn instant(self, now: Time) -> Time {
        self.ticked.plus(self.counts(now.since(self.since)))
    }

    /// How long a length by the time of the run is by this clock, rounded down.
    pub(super) fn counts(self, length: Time) -> Time {
        let rate = MILLION + i128::from(self.drift);
        micros(i128::from(length.micros()) * rate / MILLION)
    }

    /// What the wall clock shows.
    pub(super) fn wall(self, now: Time) -> Time {
        let right = i128::from(self.instant(now).plus(WALL_STARTS).micros());
        micros(right + i128::from(self.offset))
    }

    /// How long a length by this clock is by the time of the run, rounded up.
    pub(super) fn lasts(self, length: Time) -> Time {
        if self.drift == 0 {
            return length;
        }
        let rate = MILLION + i128::from(self.drift);
        micros((i128::from(length.micros()) * MILLION + rate - 1) / rate)
    }

    /// Sets the wall clock forwards or back by so many microseconds, and lets both run like this.
    pub(super) fn set(&mut self, now: Time, offset: i64, drift: i32) {
        let (ticked, drift) = (self.instant(now), drift.max(SLOWEST));
        *self = Self { offset: self.offset.saturating_add(offset), drift, since: now, ticked };
    }

    /// Sets the wall clock right, and lets both run as they should.
    pub(super) fn set_right(&mut self, now: Time) {
        self.set(now, 0, 0);
        // The clock that only goes forwards keeps what it has gained or lost.
        let ahead = i128::from(self.ticked.micros()) - i128::from(now.micros());
        self.offset = i64::try_from(-ahead).unwrap_or_default();
    }

    /// Whether it is as every clock begins.
    pub(super) fn is_right(self) -> bool {
        self == Self::default()
    }

    /// All of it that decides what it will show, besides what it shows.
    pub(super) fn rate(self) -> i32 {
        self.drift
    }
}

fn micros(number: i128) -> Time {
    Time::from_micros(u64::try_from(number.max(0)).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Time = Time::from_secs(3_600);

    #[test]
    fn a_clock_that_is_right_shows_the_time_of_the_run() {
        let clock = Clock::default();
        assert_eq!(clock.instant(HOUR), HOUR);
        assert_eq!(clock.wall(HOUR).since(clock.wall(Time::ZERO)), HOUR);
        assert_eq!(clock.lasts(HOUR), HOUR);
    }

    #[test]
    fn a_clock_that_drifts_gains_and_waits_for_less_long() {
        let mut clock = Clock::default();
        clock.set(HOUR, 0, 10_000);
        let later = HOUR.plus(Time::from_secs(100));
        assert_eq!(clock.instant(later), Time::from_secs(3_701));
        assert_eq!(clock.wall(later), Time::from_secs(4_701));
        assert_eq!(clock.lasts(Time::from_secs(101)), Time::from_secs(100));
        clock.set_right(later);
        assert_eq!(clock.wall(later), Time::from_secs(4_700));
        assert_eq!(clock.instant(later), Time::from_secs(3_701));
        assert_eq!(clock.lasts(HOUR), HOUR);
    }

    #[test]
    fn a_wall_clock_that_jumps_back_leaves_the_other_as_it_is() {
        let mut clock = Clock::default();
        clock.set(HOUR, -5_000_000, 0);
        assert_eq!(clock.wall(HOUR), Time::from_secs(4_595));
        assert_eq!(clock.instant(HOUR), HOUR);
        clock.set(HOUR, -2_000_000, 0);
        assert_eq!(clock.wall(HOUR), Time::from_secs(4_593));
    }

    #[test]
    fn a_clock_that_runs_slow_waits_for_longer() {
        let mut clock = Clock::default();
        clock.set(Time::ZERO, 0, -500_000);
        assert_eq!(clock.lasts(Time::from_secs(1)), Time::from_secs(2));
        assert_eq!(clock.lasts(Time::from_micros(1)), Time::from_micros(2));
    }
}
