//! Floating-point numbers in decimal digits, letter by letter as Rust's `{}`, `{:?}` and `{:.2}`
//! write them, and read as Rust reads them.
//!
//! The standard library's own way is made for speed, with tables, and with a second way where the
//! first is not exact. All of it would go into every page; this one is always exact and a quarter
//! as large. It finds the digits as Steele and White do in *How to Print Floating-Point Numbers
//! Accurately* (PLDI 1990).

use std::cmp::Ordering;

/// The number as `{}` writes it: the fewest digits that read back as the same number.
pub fn plain(number: f64) -> String {
    written(number, |size| shortest(size).text())
}

/// The number as `{:?}` writes it: a whole one with `.0`, and what is very great or very small as
/// a power of ten.
pub fn debug(number: f64) -> String {
    written(number, |size| {
        let mut digits = shortest(size);
        if size != 0.0 && !(1e-4..1e16).contains(&size) {
            let power = std::mem::replace(&mut digits.point, 1) - 1;
            return format!("{}e{power}", digits.text());
        }
        let text = digits.text();
        if text.contains('.') { text } else { text + ".0" }
    })
}

/// The number as `{:.2}` writes it, rounded to so many places behind the point.
pub fn rounded(number: f64, places: usize) -> String {
    written(number, |size| nearest(size, places as i32).text())
}

/// The float that is nearest to `digits * 10^power`, and the even one from half way, as Rust reads
/// it: `digits` holds values from 0 to 9, the highest first.
///
/// It is the exact division of whole numbers, as slow as it is short (`AlgorithmM` in Clinger's *How
/// to Read Floating Point Numbers Accurately*, PLDI 1990).
pub fn read(digits: &[u8], power: i32) -> f64 {
    let start = digits.iter().position(|digit| *digit != 0).unwrap_or(digits.len());
    let (read, behind) = digits[start..].split_at(DIGITS_MAX.min(digits.len() - start));
    let power = power.saturating_add(behind.len() as i32);
    let point = power.saturating_add(read.len() as i32);
    if read.is_empty() || point < -330 {
        return 0.0;
    }
    if point > 310 {
        return f64::INFINITY;
    }
    let [mut part, mut whole] = [0, 1].map(Whole::of);
    for digit in read {
        part.times(10);
        part.add(u32::from(*digit));
    }
    // What stands behind so many digits can only decide what lies half way otherwise.
    let tail = behind.iter().any(|digit| *digit != 0);
    part.times(10);
    part.add(u32::from(tail));
    for _ in 0..(power - 1).unsigned_abs() {
        if power > 0 { part.times(10) } else { whole.times(10) }
    }

    // The number is `part / whole * 2^binary`, and `whole` is made so large that 53 binary digits
    // stand behind the point; of what is very small, fewer.
    let mut binary = part.bits() - whole.bits() - 53;
    binary = binary.max(LEAST);
    whole.double(binary.max(0));
    part.double((-binary).max(0));
    whole.double(53);
    if part >= whole {
        whole.double(1);
        binary += 1;
    }
    let mut mantissa = 0_u64;
    for _ in 0..53 {
        part.double(1);
        mantissa *= 2;
        if part >= whole {
            part.minus(&whole);
            mantissa += 1;
        }
    }
    part.double(1);
    let odd = mantissa % 2 == 1;
    mantissa += u64::from(part > whole || part == whole && odd);
    // A mantissa with all its digits adds one to the exponent above it, and a carry one more.
    let bits = ((binary - LEAST) as u64) << 52;
    f64::from_bits((bits + mantissa).min(f64::INFINITY.to_bits()))
}

/// More digits than these decide about no float but for whether others follow.
const DIGITS_MAX: usize = 800;
/// The power of two of which the smallest float is one.
const LEAST: i32 = -1074;

/// The number with its sign; what is no number, by its name.
fn written(number: f64, size: impl FnOnce(f64) -> String) -> String {
    if number.is_nan() {
        return "NaN".into();
    }
    let sign = if number.is_sign_negative() { "-" } else { "" };
    let size = if number.is_infinite() { "inf".into() } else { size(number.abs()) };
    format!("{sign}{size}")
}

/// Digits, and in front of which of them the point stands. It may stand before the first and
/// behind the last.
struct Digits {
    digits: Vec<u8>,
    point: i32,
}

impl Digits {
    fn text(&self) -> String {
        let mut text = String::new();
        for at in 0.min(self.point - 1)..self.point.max(self.digits.len() as i32) {
            if at == self.point {
                text.push('.');
            }
            let digit = usize::try_from(at).ok().and_then(|at| self.digits.get(at));
            text.push(char::from(b'0' + digit.unwrap_or(&0)));
        }
        text
    }

    /// Adds one at the last digit.
    fn round_up(&mut self) {
        for digit in self.digits.iter_mut().rev() {
            if *digit < 9 {
                *digit += 1;
                return;
            }
            *digit = 0;
        }
        self.digits.insert(0, 1);
        self.point += 1;
    }
}

/// The fewest digits that read back as this number, and of those the nearest to it.
fn shortest(number: f64) -> Digits {
    if number == 0.0 {
        return Digits { digits: vec![0], point: 1 };
    }
    let mut rest = Rest::of(number);
    let mut found = Digits { digits: Vec::new(), point: rest.point };
    loop {
        found.digits.push(rest.next());
        let gap = rest.gap();
        // What lies half way between two numbers reads as the one that is even.
        let reads = |off: &Whole, half: &Whole| off < half || rest.even && off == half;
        let (down, up) = (reads(&rest.part, &rest.below), reads(&gap, &rest.above));
        if up && (!down || rest.part >= gap) {
            found.round_up();
            // A carry leaves zeros behind.
            let zeros = found.digits.iter().rev().take_while(|digit| **digit == 0).count();
            found.digits.truncate(found.digits.len() - zeros);
        }
        if down || up {
            return found;
        }
    }
}

/// The digits of the number with so many places behind the point, rounded to the nearest, and from
/// half way to the even one.
fn nearest(number: f64, places: i32) -> Digits {
    if number == 0.0 {
        return Digits { digits: vec![0; places as usize + 1], point: 1 };
    }
    let mut rest = Rest::of(number);
    let Ok(count) = usize::try_from(rest.point + places) else {
        return Digits { digits: Vec::new(), point: -places };
    };
    let digits: Vec<u8> = (0..count).map(|_| rest.next()).collect();
    let odd = digits.last().is_some_and(|last| last % 2 == 1);
    let mut found = Digits { digits, point: rest.point };
    match rest.part.cmp(&rest.gap()) {
        Ordering::Greater => found.round_up(),
        Ordering::Equal if odd => found.round_up(),
        _ => {}
    }
    found
}

/// What the digits that have been taken leave of a number: `part / whole`, which is less than one.
struct Rest {
    part: Whole,
    whole: Whole,
    /// Half the way to the next greater float and to the next smaller one, in the same parts.
    above: Whole,
    below: Whole,
    /// In front of which digit the point stands.
    point: i32,
    /// Whether the number is even in its last binary digit.
    even: bool,
}

impl Rest {
    /// All of a number that is finite and greater than zero. Its first digit is none of zero.
    fn of(number: f64) -> Self {
        let bits = number.to_bits();
        let fraction = bits & ((1 << 52) - 1);
        let (mantissa, power) = match bits >> 52 {
            0 => (fraction, -1074),
            exponent => (fraction | 1 << 52, exponent as i32 - 1075),
        };
        // Below a power of two the floats lie twice as close.
        let closer = fraction == 0 && bits >> 52 > 1;
        let even = mantissa % 2 == 0;
        // Everything is counted in quarters, so that half of the smallest distance is whole.
        let [mut part, mut whole] = [mantissa * 4, 4].map(Whole::of);
        let [mut above, mut below] = [2, if closer { 1 } else { 2 }].map(Whole::of);
        for number in [&mut part, &mut above, &mut below] {
            number.double(power.max(0));
        }
        whole.double((-power).max(0));
        let mut rest = Self { part, whole, above, below, point: 0, even };
        while rest.part >= rest.whole {
            rest.whole.times(10);
            rest.point += 1;
        }
        loop {
            let mut tenfold = rest.part.clone();
            tenfold.times(10);
            if tenfold >= rest.whole {
                return rest;
            }
            rest.part = tenfold;
            rest.above.times(10);
            rest.below.times(10);
            rest.point -= 1;
        }
    }

    /// Takes the next digit.
    fn next(&mut self) -> u8 {
        for number in [&mut self.part, &mut self.above, &mut self.below] {
            number.times(10);
        }
        let mut digit = 0;
        while self.part >= self.whole {
            self.part.minus(&self.whole);
            digit += 1;
        }
        digit
    }

    /// How much is missing to one more at the last digit.
    fn gap(&self) -> Whole {
        let mut gap = self.whole.clone();
        gap.minus(&self.part);
        gap
    }
}

/// A whole number of any size, in 32 bits each, the lowest first and the highest not zero.
#[derive(Clone, PartialEq, Eq)]
struct Whole(Vec<u32>);

impl Whole {
    fn of(number: u64) -> Self {
        let mut whole = Self(vec![number as u32, (number >> 32) as u32]);
        whole.trim();
        whole
    }

    fn trim(&mut self) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }

    fn times(&mut self, by: u32) {
        let mut carry = 0;
        for word in &mut self.0 {
            carry += u64::from(*word) * u64::from(by);
            *word = carry as u32;
            carry >>= 32;
        }
        self.0.push(carry as u32);
        self.trim();
    }

    fn add(&mut self, number: u32) {
        let mut carry = u64::from(number);
        for word in &mut self.0 {
            carry += u64::from(*word);
            *word = carry as u32;
            carry >>= 32;
        }
        self.0.push(carry as u32);
        self.trim();
    }

    /// How many binary digits it has.
    fn bits(&self) -> i32 {
        let highest = self.0.last().map_or(0, |word| word.leading_zeros() as i32);
        32 * self.0.len() as i32 - highest
    }

    /// Doubles it so many times.
    fn double(&mut self, times: i32) {
        let (words, bits) = (times / 32, times % 32);
        self.0.splice(0..0, vec![0; words as usize]);
        self.times(1 << bits);
    }

    /// Takes away what is not greater.
    fn minus(&mut self, other: &Self) {
        let mut borrow = 0;
        for (at, word) in self.0.iter_mut().enumerate() {
            let less = i64::from(other.0.get(at).copied().unwrap_or(0));
            borrow += i64::from(*word) - less;
            *word = borrow as u32;
            borrow >>= 32;
        }
        self.trim();
    }
}

impl PartialOrd for Whole {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Whole {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_length = self.0.len().cmp(&other.0.len());
        by_length.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(text: &str, float: f64) {
        let (number, power) = text.split_once('e').unwrap_or((text, "0"));
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).map(|it| it - b'0').collect();
        let power = power.parse::<i32>().unwrap() - fraction.len() as i32;
        assert_eq!(read(&digits, power).to_bits(), float.to_bits(), "{text}");
    }

    fn agrees(number: f64) {
        if number.is_finite() {
            for text in [plain(number.abs()), debug(number.abs()), format!("{number:.30}")] {
                let text = text.trim_start_matches('-');
                reads(text, text.parse().unwrap());
            }
        }
        for number in [number, -number] {
            assert_eq!(plain(number), format!("{number}"));
            assert_eq!(debug(number), format!("{number:?}"));
            for places in [0, 2, 20] {
                assert_eq!(rounded(number, places), format!("{number:.places$}"));
            }
        }
    }

    #[test]
    fn what_lies_half_way_is_read_as_the_even_one() {
        // 2^53 + 1 lies half way, and its last digit decides, however far behind it stands.
        for (text, float) in [
            ("9007199254740993", 9_007_199_254_740_992.0),
            ("9007199254740995", 9_007_199_254_740_996.0),
        ] {
            reads(text, float);
            let zeros = "0".repeat(900);
            reads(&format!("{text}.{zeros}"), float);
            let above = format!("{text}.{zeros}1");
            reads(&above, above.parse().unwrap());
            reads(&format!("{text}{zeros}1e-901"), above.parse().unwrap());
        }
        for (digits, power, float) in [
            (&[][..], 7, 0.0),
            (&[0, 0], i32::MAX, 0.0),
            (&[1], i32::MAX, f64::INFINITY),
            (&[1], i32::MIN, 0.0),
            (&[0, 1], 0, 1.0),
        ] {
            assert_eq!(read(digits, power).to_bits(), float.to_bits());
        }
    }

    #[test]
    fn numbers_are_written_as_rust_writes_them() {
        for number in [
            0.0,
            1.0,
            0.1,
            0.3,
            1.5,
            100.0,
            1234.5678,
            0.000_012_3,
            1e15,
            9_999_999_999_999_998.0,
            1e16,
            1e-4,
            9.999e-5,
            1e21,
            1e22,
            1e23,
            5e-324,
            f64::MIN_POSITIVE,
            f64::MAX,
            f64::EPSILON,
            f64::INFINITY,
            f64::NAN,
        ] {
            agrees(number);
        }
    }

    #[test]
    fn what_lies_half_way_goes_to_the_even_digit() {
        for number in [0.5, 1.5, 2.5, 0.25, 0.75, 0.125, 0.375, 9.5, 99.5, 0.95, 0.05, 0.999] {
            agrees(number);
        }
    }

    #[test]
    fn the_ends_of_each_binary_power_are_written_as_rust_writes_them() {
        for exponent in (0..2047_u64).step_by(23) {
            let power = f64::from_bits(exponent << 52);
            for number in [power, power.next_up(), power.next_down().abs()] {
                agrees(number);
            }
        }
    }

    #[test]
    fn numbers_of_all_kinds_are_written_as_rust_writes_them() {
        let mut bits = 0x9e37_79b9_7f4a_7c15_u64;
        for _ in 0..200 {
            bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let mixed = bits ^ bits >> 29;
            let number = f64::from_bits(mixed);
            if number.is_finite() {
                agrees(number);
            }
            // Such as code computes with.
            agrees((mixed >> 44) as f64 / 1000.0);
        }
    }
}
