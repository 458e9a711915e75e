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
