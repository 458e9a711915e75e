//! Logarithms of whole numbers, the same on every platform, as floating point is not.

/// Minus the natural logarithm of n / 2⁶⁴, with 1 for nothing, in 2⁻³²: bit by bit, by squaring what is left
/// (Knuth, *The Art of Computer Programming*, 1.2.2, exercise 25 and before).
pub(crate) fn minus_ln(n: u64) -> u64 {
    const LN_2: u128 = 2_977_044_472;
    // The number as 2^whole times what is at least one half, of which 63 bits count.
    let shift = n.leading_zeros().min(63);
    let mut rest = u128::from((n << shift) | 1 << 63);
    let mut log: u64 = 0;
    for _ in 0..32 {
        // Its square is between one quarter and one.
        rest = (rest * rest) >> 64;
        log <<= 1;
        if rest >> 63 == 0 {
            log |= 1;
            rest <<= 1;
        }
    }
    let binary = u128::from(shift) << 32 | u128::from(log);
    ((binary * LN_2) >> 32) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logarithm_by_whole_numbers_is_that_of_the_mathematicians() {
        let ln_2 = std::f64::consts::LN_2;
        let cases = [
            (u64::MAX, 0.0),
            (u64::MAX / 2, ln_2),
            (u64::MAX / 3, 1.098_612_288_7),
            (u64::MAX / 10, std::f64::consts::LN_10),
            (1 << 40, 24.0 * ln_2),
            (2, 63.0 * ln_2),
            (1, 64.0 * ln_2),
            (0, 64.0 * ln_2),
        ];
        for (n, exact) in cases {
            let found = minus_ln(n) as f64 / (1_u64 << 32) as f64;
            assert!((exact - found).abs() < 1e-6, "{n}: {found} and not {exact}");
        }
    }
}
