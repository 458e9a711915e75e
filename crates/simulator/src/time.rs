//! Virtual time: whole microseconds since the start of a run.

use std::fmt;

/// A moment of a run, or a length of time, in microseconds.
///
/// One type serves for both, as in the field's own arithmetic: a deadline is a moment plus a
/// length. Additions saturate, so that no arithmetic of an author can wrap the clock round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(u64);

impl Time {
    /// The start of the run.
    pub const ZERO: Self = Self(0);
    /// Later than anything a run reaches.
    pub const MAX: Self = Self(u64::MAX);

    /// So many microseconds.
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// So many milliseconds.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis.saturating_mul(1_000))
    }

    /// So many seconds.
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs.saturating_mul(1_000_000))
    }

    /// The whole number of microseconds.
    pub const fn micros(self) -> u64 {
        self.0
    }

    /// The sum, or [`Time::MAX`] where it would overflow.
    #[must_use]
    pub const fn plus(self, length: Self) -> Self {
        Self(self.0.saturating_add(length.0))
    }

    /// The length from `earlier` to this moment; zero where `earlier` is the later of the two.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Self {
        Self(self.0.saturating_sub(earlier.0))
    }
}

/// As people write it, in the largest unit in which it stays short: `250 ms`, `1.5 s`, `2 min`.
impl fmt::Display for Time {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, name) = match self.0 {
            0 => return out.write_str("0 ms"),
            1..1_000 => (1, "µs"),
            1_000..1_000_000 => (1_000, "ms"),
            whole if whole >= 120_000_000 && whole.is_multiple_of(60_000_000) => {
                (60_000_000, "min")
            }
            _ => (1_000_000, "s"),
        };
        let thousandths = self.0 / unit * 1_000 + self.0 % unit * 1_000 / unit;
        let (whole, part) = (thousandths / 1_000, thousandths % 1_000);
        if part == 0 {
            write!(out, "{whole} {name}")
        } else {
            let digits = format!("{part:03}");
            write!(out, "{whole}.{} {name}", digits.trim_end_matches('0'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_as_people_write_them() {
        let cases = [
            (0, "0 ms"),
            (250, "250 µs"),
            (12_345, "12.345 ms"),
            (250_000, "250 ms"),
            (1_500_000, "1.5 s"),
            (90_000_000, "90 s"),
            (120_000_000, "2 min"),
            (1_000_500_000, "1000.5 s"),
        ];
        for (micros, expected) in cases {
            assert_eq!(Time::from_micros(micros).to_string(), expected);
        }
    }

    #[test]
    fn arithmetic_never_wraps() {
        assert_eq!(Time::MAX.plus(Time::from_secs(1)), Time::MAX);
        assert_eq!(Time::ZERO.since(Time::from_secs(1)), Time::ZERO);
    }
}
