//! Where the round numbers of an axis stand.

/// From where to where an axis goes, and in which steps.
pub(super) struct Scale {
    pub(super) low: i64,
    pub(super) high: i64,
    pub(super) step: i64,
}

/// The least scale from round number to round number that holds these and zero, with so many steps
/// at the most.
pub(super) fn scale(amounts: impl Iterator<Item = i64>, steps: i64) -> Scale {
    let (mut least, mut most) = (0, 0);
    for amount in amounts {
        (least, most) = (amount.min(least), amount.max(most));
    }
    if (least, most) == (0, 0) {
        // How much more than nothing it might have been cannot be said.
        return Scale { low: 0, high: 1, step: 2 };
    }
    // Beyond this nothing could be added to it.
    let bound = i64::MAX / 16;
    let (least, most) = (least.max(-bound), most.min(bound));
    let mut power = 1;
    loop {
        for digit in [1, 2, 5] {
            let step = digit * power;
            let low = least.div_euclid(step);
            let high = most.div_euclid(step) + i64::from(most.rem_euclid(step) > 0);
            if high - low <= steps {
                let high = high.max(low + 1);
                return Scale { low: low * step, high: high * step, step };
            }
        }
        power *= 10;
    }
}

impl Scale {
    pub(super) fn ticks(&self) -> impl Iterator<Item = i64> {
        let (low, step) = (self.low, self.step);
        (0..=(self.high - low) / step).map(move |at| low + at * step)
    }

    /// How far along a length the amount stands, in tenths of its unit.
    pub(super) fn along(&self, amount: i64, length: i64) -> i64 {
        let part = i128::from(amount) - i128::from(self.low);
        let whole = i128::from(self.high) - i128::from(self.low);
        (part * i128::from(length) * 10 / whole) as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_go_from_round_number_to_round_number() {
        let cases: [(&[i64], &[i64]); 7] = [
            (&[], &[0]),
            (&[0, 0], &[0]),
            (&[3], &[0, 1, 2, 3]),
            (&[7, 2], &[0, 2, 4, 6, 8]),
            (&[1_234_567], &[0, 500_000, 1_000_000, 1_500_000]),
            (&[-30, 90], &[-50, 0, 50, 100]),
            (&[400], &[0, 100, 200, 300, 400]),
        ];
        for (amounts, expected) in cases {
            let ticks: Vec<i64> = scale(amounts.iter().copied(), 4).ticks().collect();
            assert_eq!(ticks, expected, "{amounts:?}");
        }
        assert!(scale([i64::MAX, i64::MIN].into_iter(), 4).ticks().count() <= 5);
    }

    #[test]
    fn amounts_stand_along_a_length() {
        let scale = scale([400].into_iter(), 4);
        assert_eq!([0, 100, 400].map(|amount| scale.along(amount, 120)), [0, 300, 1_200]);
    }
}
