//! What a metric is a number of, and how such a number is written and read.

use crate::Time;

/// One, in millionths.
pub(super) const ONE: i64 = 1_000_000;

/// What a metric is a number of. Amounts are whole numbers of millionths of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Seconds: an amount is one of microseconds.
    Time,
    /// Things.
    Number,
    /// Things a second.
    Rate,
    /// One for all: an amount of ten thousand is one of a hundred.
    Share,
}

impl Unit {
    /// The amount as people write it, exactly: `183 ms`, `1.25 %`, `49.8/s`, `3`.
    pub fn show(self, amount: i64) -> String {
        match self {
            Self::Time => Time::from_micros(amount.max(0) as u64).to_string(),
            Self::Number => decimal(amount, 6),
            Self::Rate => decimal(amount, 6) + "/s",
            Self::Share => decimal(amount, 4) + " %",
        }
    }

    /// Reads an amount as authors write it: `200ms`, `1%`, `50/s`, `3`.
    pub fn read(self, text: &str) -> Option<i64> {
        let text = text.trim();
        let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (number, unit) = (text.get(..digits)?, text[digits..].trim());
        let places = match (self, unit) {
            (Self::Time, "us") => 0,
            (Self::Time, "ms") => 3,
            (Self::Time, "s") | (Self::Rate, "/s") | (Self::Number, "") => 6,
            (Self::Share, "%") => 4,
            _ => return None,
        };
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        let point = number.contains('.');
        if whole.is_empty() || part.is_empty() == point || part.len() > places {
            return None;
        }
        let padded = format!("{whole}{part:0<places$}");
        padded.parse().ok()
    }

    /// An example of how an amount is written.
    pub fn example(self) -> &'static str {
        match self {
            Self::Time => "200ms",
            Self::Number => "3",
            Self::Rate => "50/s",
            Self::Share => "1%",
        }
    }
}

/// The number with so many of its digits behind the point, as few of them as say it all.
fn decimal(amount: i64, places: u32) -> String {
    let scale = 10_u64.pow(places);
    let (whole, part) = (amount.unsigned_abs() / scale, amount.unsigned_abs() % scale);
    let sign = if amount < 0 { "-" } else { "" };
    if part == 0 {
        return format!("{sign}{whole}");
    }
    let digits = format!("{part:0places$}", places = places as usize);
    format!("{sign}{whole}.{}", digits.trim_end_matches('0'))
}

/// The floating-point number with these bits in whole millionths, towards zero; the greatest that
/// there is for what is greater, and none for what is no number.
pub(super) fn millionths(bits: u64) -> i64 {
    let number = f64::from_bits(bits);
    if !number.is_finite() {
        return if number.is_nan() { 0 } else { i64::MAX };
    }
    let fraction = bits & ((1 << 52) - 1);
    let (mantissa, power) = match bits >> 52 & 0x7ff {
        0 => (fraction, -1074),
        exponent => (fraction | 1 << 52, exponent as i32 - 1075),
    };
    let scaled = u128::from(mantissa) * ONE as u128;
    let size = match power {
        ..-120 => 0,
        -120..0 => scaled >> -power,
        0..50 => scaled << power,
        _ => u128::MAX,
    };
    let size = i64::try_from(size).unwrap_or(i64::MAX);
    if bits >> 63 == 0 { size } else { -size }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_they_are_written() {
        let cases = [
            (Unit::Time, "200ms", 200_000, "200 ms"),
            (Unit::Time, "1.5s", 1_500_000, "1.5 s"),
            (Unit::Time, "250us", 250, "250 µs"),
            (Unit::Share, "1%", 10_000, "1 %"),
            (Unit::Share, "0.25%", 2_500, "0.25 %"),
            (Unit::Rate, "50/s", 50_000_000, "50/s"),
            (Unit::Rate, "49.8 /s", 49_800_000, "49.8/s"),
            (Unit::Number, "3", 3_000_000, "3"),
            (Unit::Number, "0", 0, "0"),
        ];
        for (unit, text, amount, shown) in cases {
            assert_eq!(unit.read(text), Some(amount), "{text}");
            assert_eq!(unit.show(amount), shown);
        }
        let wrong = [
            (Unit::Time, "200"),
            (Unit::Time, "1%"),
            (Unit::Share, "0.01"),
            (Unit::Number, "3ms"),
            (Unit::Number, ""),
            (Unit::Number, "."),
            (Unit::Number, "1."),
            (Unit::Number, "1.2.3"),
            (Unit::Time, "1.5us"),
            (Unit::Number, "99999999999999999999"),
        ];
        for (unit, text) in wrong {
            assert_eq!(unit.read(text), None, "{text}");
        }
    }

    #[test]
    fn what_code_measures_is_counted_in_millionths() {
        let cases = [
            (0.0, 0),
            (1.5, 1_500_000),
            (-2.25, -2_250_000),
            (1e-7, 0),
            (20_000.0, 20_000_000_000),
            (f64::MAX, i64::MAX),
            (f64::INFINITY, i64::MAX),
            (f64::NAN, 0),
            (5e-324, 0),
        ];
        for (number, expected) in cases {
            assert_eq!(millionths(f64::to_bits(number)), expected, "{number}");
        }
    }
}
