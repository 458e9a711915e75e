//! Whole numbers of every width, and floating-point numbers as data.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use crate::types::IntKind;

/// A whole number of at most 64 bits and its width. Two numbers are one value if they are the same
/// number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Int {
    pub(crate) kind: IntKind,
    pub(crate) bits: i64,
}

impl Int {
    pub(crate) const ZERO: Self = Self { kind: IntKind::Any, bits: 0 };

    /// The number, if it fits its width.
    pub(crate) fn new(kind: IntKind, number: i128) -> Option<Self> {
        kind.range().contains(&number).then_some(Self { kind, bits: number as i64 })
    }

    pub(crate) fn size(size: usize) -> Self {
        Self { kind: IntKind::Usize, bits: size as i64 }
    }

    pub(crate) fn number(self) -> i128 {
        if self.kind.is_signed() { i128::from(self.bits) } else { i128::from(self.bits as u64) }
    }

    /// The position or length that it is, if it is one.
    pub(crate) fn as_size(self) -> Option<usize> {
        let is_size = self.bits >= 0 && self.bits < 1 << 32;
        is_size.then_some(self.bits as usize)
    }

    /// The result of an operation on two numbers, if it fits. A number without a width takes that
    /// of the other.
    pub(crate) fn checked(
        self,
        other: Self,
        signed: fn(i64, i64) -> Option<i64>,
        unsigned: fn(u64, u64) -> Option<u64>,
    ) -> Option<Self> {
        let kind = if self.kind == IntKind::Any { other.kind } else { self.kind };
        let bits = if kind.is_signed() {
            signed(self.bits, other.bits)?
        } else {
            // A literal that has no width yet may be negative.
            if (self.kind == IntKind::Any && self.bits < 0)
                || (other.kind == IntKind::Any && other.bits < 0)
            {
                return None;
            }
            unsigned(self.bits as u64, other.bits as u64)? as i64
        };
        let fits = match kind {
            IntKind::I32 => i32::try_from(bits).is_ok(),
            IntKind::I16 => i16::try_from(bits).is_ok(),
            IntKind::I8 => i8::try_from(bits).is_ok(),
            IntKind::U32 => u32::try_from(bits).is_ok(),
            IntKind::U16 => u16::try_from(bits).is_ok(),
            IntKind::U8 => u8::try_from(bits).is_ok(),
            _ => true,
        };
        fits.then_some(Self { kind, bits })
    }
}

impl PartialEq for Int {
    fn eq(&self, other: &Self) -> bool {
        self.bits == other.bits && (self.bits >= 0 || self.number() == other.number())
    }
}
impl Eq for Int {}
impl PartialOrd for Int {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Int {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.bits >= 0 && other.bits >= 0 {
            return self.bits.cmp(&other.bits);
        }
        self.number().cmp(&other.number())
    }
}
impl Hash for Int {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.number().hash(hasher);
    }
}

/// An `i128` or `u128`, by its bits. These are rare, and so are kept apart from the others, which
/// stay small.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Wide {
    pub(crate) kind: IntKind,
    pub(crate) bits: u128,
}

impl PartialOrd for Wide {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Wide {
    fn cmp(&self, other: &Self) -> Ordering {
        Number::of_bits(self.kind, self.bits).cmp(&Number::of_bits(other.kind, other.bits))
    }
}

/// A whole number that no width bounds yet: what arithmetic on all widths is worked out in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    negative: bool,
    magnitude: u128,
}

impl From<i128> for Number {
    fn from(number: i128) -> Self {
        Self { negative: number < 0, magnitude: number.unsigned_abs() }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.magnitude.cmp(&other.magnitude),
            (true, true) => other.magnitude.cmp(&self.magnitude),
        }
    }
}

impl Number {
    fn new(negative: bool, magnitude: u128) -> Self {
        Self { negative: negative && magnitude != 0, magnitude }
    }

    pub(crate) fn of(magnitude: u128) -> Self {
        Self { negative: false, magnitude }
    }

    /// The number that bits stand for in a width; those above it are left out.
    pub(crate) fn of_bits(kind: IntKind, bits: u128) -> Self {
        let unused = 128 - kind.bits();
        let bits = bits << unused;
        if kind.is_signed() {
            Self::from((bits as i128) >> unused)
        } else {
            Self::of(bits >> unused)
        }
    }

    /// The bits of its two's complement.
    pub(crate) fn bits(self) -> u128 {
        if self.negative { self.magnitude.wrapping_neg() } else { self.magnitude }
    }

    pub(crate) fn is_negative(self) -> bool {
        self.negative
    }

    pub(crate) fn magnitude(self) -> u128 {
        self.magnitude
    }

    pub(crate) fn as_i128(self) -> Option<i128> {
        let number = self.bits() as i128;
        (self.magnitude == 0 || (number < 0) == self.negative).then_some(number)
    }

    pub(crate) fn as_f64(self) -> f64 {
        let magnitude = self.magnitude as f64;
        if self.negative { -magnitude } else { magnitude }
    }

    pub(crate) fn negated(self) -> Self {
        Self::new(!self.negative, self.magnitude)
    }

    pub(crate) fn add(self, other: Self) -> Option<Self> {
        if self.negative == other.negative {
            return Some(Self::new(self.negative, self.magnitude.checked_add(other.magnitude)?));
        }
        Some(if self.magnitude >= other.magnitude {
            Self::new(self.negative, self.magnitude - other.magnitude)
        } else {
            Self::new(other.negative, other.magnitude - self.magnitude)
        })
    }

    pub(crate) fn subtract(self, other: Self) -> Option<Self> {
        self.add(other.negated())
    }

    pub(crate) fn multiply(self, other: Self) -> Option<Self> {
        let magnitude = self.magnitude.checked_mul(other.magnitude)?;
        Some(Self::new(self.negative != other.negative, magnitude))
    }

    /// The quotient, cut towards zero; nothing for a divisor of zero.
    pub(crate) fn divide(self, other: Self) -> Option<Self> {
        let magnitude = self.magnitude.checked_div(other.magnitude)?;
        Some(Self::new(self.negative != other.negative, magnitude))
    }

    /// The remainder, with the sign of the dividend; nothing for a divisor of zero.
    pub(crate) fn remainder(self, other: Self) -> Option<Self> {
        Some(Self::new(self.negative, self.magnitude.checked_rem(other.magnitude)?))
    }

    /// The remainder that is never negative.
    pub(crate) fn euclidean_remainder(self, other: Self) -> Option<Self> {
        let rest = self.remainder(other)?;
        if rest.negative { rest.add(Self::of(other.magnitude)) } else { Some(rest) }
    }

    /// The quotient that belongs to [`Number::euclidean_remainder`].
    pub(crate) fn euclidean_quotient(self, other: Self) -> Option<Self> {
        self.subtract(self.euclidean_remainder(other)?)?.divide(other)
    }

    pub(crate) fn power(self, exponent: u32) -> Option<Self> {
        let magnitude = self.magnitude.checked_pow(exponent)?;
        Some(Self::new(self.negative && exponent % 2 == 1, magnitude))
    }
}

/// A floating-point number. As data it is compared by its bits; the operators of the language
/// compare as Rust's do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Float(pub(crate) f64);

impl PartialEq for Float {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}
impl Eq for Float {}
impl PartialOrd for Float {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Float {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}
impl Hash for Float {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.0.to_bits().hash(hasher);
    }
}

#[cfg(test)]
mod tests {
    use super::{Int, Number};
    use crate::types::IntKind;

    #[test]
    fn numbers_cover_both_ends_of_the_widest_types() {
        let most = Number::of(u128::MAX);
        assert_eq!(Number::of_bits(IntKind::U128, most.bits()), most);
        assert_eq!(most.add(Number::of(1)), None);
        let least = Number::from(i128::MIN);
        assert_eq!(Number::of_bits(IntKind::I128, least.bits()), least);
        assert_eq!(least.as_i128(), Some(i128::MIN));
        assert_eq!(least.negated().as_i128(), None);
        assert_eq!(Number::of_bits(IntKind::I8, 0x1ff), Number::from(-1));
    }

    #[test]
    fn euclidean_division_agrees_with_the_standard_library() {
        for left in -7_i128..=7 {
            for right in (-3_i128..=3).filter(|right| *right != 0) {
                let (a, b) = (Number::from(left), Number::from(right));
                assert_eq!(a.euclidean_remainder(b), Some(left.rem_euclid(right).into()));
                assert_eq!(a.euclidean_quotient(b), Some(left.div_euclid(right).into()));
                assert_eq!(a.remainder(b), Some((left % right).into()));
            }
        }
    }

    #[test]
    fn a_negative_literal_does_not_become_a_large_unsigned_number() {
        let minus = Int::new(IntKind::Any, -1).unwrap();
        let one = Int::new(IntKind::U64, 1).unwrap();
        assert_eq!(one.checked(minus, i64::checked_add, u64::checked_add), None);
    }
}
