//! Hashes that are the same on every platform and with every release of Rust's library.

use std::hash::{Hash, Hasher};

use siphasher::sip128::{Hasher128, SipHasher13};

/// A canonical 128-bit hash.
///
/// SipHash-1-3 with 128 bits of output and a fixed key, from a crate that documents its values.
/// `Hasher`'s own methods for integers feed native-endian bytes and words of the machine's width;
/// here every integer is little-endian, and `usize` has 64 bits on wasm32 too.
#[derive(Clone, Default)]
pub struct Fingerprint(SipHasher13);

impl Fingerprint {
    /// The fingerprint of one value.
    pub fn of(value: &(impl Hash + ?Sized)) -> u128 {
        let mut hash = Self::default();
        value.hash(&mut hash);
        Self::finish(&hash)
    }

    /// Feeds a text, with its length, so that two texts never run into one another.
    pub fn text(&mut self, text: &str) {
        self.write_usize(text.len());
        self.write(text.as_bytes());
    }

    /// The 128 bits.
    pub fn finish(&self) -> u128 {
        self.0.finish128().as_u128()
    }
}

impl Hasher for Fingerprint {
    fn write(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
    }
    fn write_u8(&mut self, value: u8) {
        self.write(&[value]);
    }
    fn write_u16(&mut self, value: u16) {
        self.write(&value.to_le_bytes());
    }
    fn write_u32(&mut self, value: u32) {
        self.write(&value.to_le_bytes());
    }
    fn write_u64(&mut self, value: u64) {
        self.write(&value.to_le_bytes());
    }
    fn write_u128(&mut self, value: u128) {
        self.write(&value.to_le_bytes());
    }
    fn write_usize(&mut self, value: usize) {
        self.write(&(value as u64).to_le_bytes());
    }
    fn write_i8(&mut self, value: i8) {
        self.write(&value.to_le_bytes());
    }
    fn write_i16(&mut self, value: i16) {
        self.write(&value.to_le_bytes());
    }
    fn write_i32(&mut self, value: i32) {
        self.write(&value.to_le_bytes());
    }
    fn write_i64(&mut self, value: i64) {
        self.write(&value.to_le_bytes());
    }
    fn write_i128(&mut self, value: i128) {
        self.write(&value.to_le_bytes());
    }
    fn write_isize(&mut self, value: isize) {
        self.write(&(value as i64).to_le_bytes());
    }
    fn finish(&self) -> u64 {
        self.0.finish()
    }
}

/// Mixes a hash that is well spread with another value: for a fixed value of either it is a
/// permutation of the other, so that nothing that was told apart before falls together.
///
/// Two rounds of multiplication and shift, as in the finish of MurmurHash3 (Appleby 2011), over 128
/// bits. What is hashed once and kept, such as a local state, goes through [`Fingerprint`]; this
/// puts such hashes together each time that a world is looked at, and takes a tenth of the time.
pub(crate) fn mix(hash: u128, value: u128) -> u128 {
    let mut mixed = hash.wrapping_mul(0x2d35_8dcc_aa6c_78a5_9e37_79b9_7f4a_7c15);
    mixed ^= mixed >> 67;
    mixed = (mixed ^ value).wrapping_mul(0xd6e8_feb8_6659_fd93_a076_1d64_78bd_642f);
    mixed ^ mixed >> 65
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_is_fixed_for_ever() {
        assert_eq!(
            Fingerprint::of(&(7_usize, "between the steps")),
            287_239_745_449_458_771_983_659_247_052_367_933_145
        );
    }

    fn of_bytes(bytes: &[u8]) -> u128 {
        let mut hash = Fingerprint::default();
        hash.write(bytes);
        Fingerprint::finish(&hash)
    }

    #[test]
    fn integers_are_told_apart_by_their_value_and_width_alike_on_every_machine() {
        assert_eq!(Fingerprint::of(&1_u8), of_bytes(&[1]));
        assert_eq!(Fingerprint::of(&0x0102_u16), of_bytes(&[2, 1]));
        assert_eq!(Fingerprint::of(&0x0102_u32), of_bytes(&[2, 1, 0, 0]));
        let eight = of_bytes(&[2, 1, 0, 0, 0, 0, 0, 0]);
        assert_eq!(Fingerprint::of(&0x0102_u64), eight);
        assert_eq!(Fingerprint::of(&0x0102_usize), eight);
        assert_eq!(Fingerprint::of(&0x0102_u128), of_bytes(&0x0102_u128.to_le_bytes()));
        assert_eq!(Fingerprint::of(&-2_i8), of_bytes(&[254]));
        assert_eq!(Fingerprint::of(&-2_i16), of_bytes(&[254, 255]));
        assert_eq!(Fingerprint::of(&-2_i32), of_bytes(&[254, 255, 255, 255]));
        let mut eight = [255; 8];
        eight[0] = 254;
        assert_eq!(Fingerprint::of(&-2_i64), of_bytes(&eight));
        assert_eq!(Fingerprint::of(&-2_isize), of_bytes(&eight));
        assert_eq!(Fingerprint::of(&-2_i128), of_bytes(&(-2_i128).to_le_bytes()));
        let mut text = Fingerprint::default();
        text.text("ab");
        assert_eq!(Fingerprint::finish(&text), of_bytes(&[2, 0, 0, 0, 0, 0, 0, 0, b'a', b'b']));
        // What asks for half of the bits gets half of them.
        let half = |value: u8| {
            let mut hash = Fingerprint::default();
            hash.write_u8(value);
            Hasher::finish(&hash)
        };
        assert_ne!(half(1), half(2));
    }

    /// The odd number that undoes the multiplication by another.
    fn undoing(factor: u128) -> u128 {
        // Each round doubles the bits that are right, and three are from the start (Newton).
        (0..6).fold(factor, |undoes, _| {
            undoes.wrapping_mul(2_u128.wrapping_sub(factor.wrapping_mul(undoes)))
        })
    }

    #[test]
    fn whatever_is_mixed_in_can_be_told_from_what_comes_of_it() {
        for hash in [0, 1, 7 << 100, u128::MAX, Fingerprint::of("hash")] {
            for value in [0, 1, 7 << 100, u128::MAX, Fingerprint::of("value")] {
                let mixed = mix(hash, value);
                let both = (mixed ^ mixed >> 65)
                    .wrapping_mul(undoing(0xd6e8_feb8_6659_fd93_a076_1d64_78bd_642f));
                let first = both ^ value;
                let known = (first ^ first >> 67)
                    .wrapping_mul(undoing(0x2d35_8dcc_aa6c_78a5_9e37_79b9_7f4a_7c15));
                assert_eq!(known, hash, "{value} was mixed into {hash}");
            }
        }
    }

    #[test]
    fn mixing_tells_small_values_and_their_order_apart() {
        let mut seen: Vec<u128> = Vec::new();
        for first in 0..64 {
            for second in 0..64 {
                seen.push(mix(mix(1, first), second));
            }
        }
        // Half of the bits stand in either half, as in a throw of coins.
        let ones: u32 = seen.iter().map(|hash| (*hash as u64).count_ones()).sum();
        let mean = f64::from(ones) / seen.len() as f64;
        assert!((31.0..33.0).contains(&mean), "{mean}");
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 64 * 64);
    }
}
