//! Everything that code can call, with an example each: the reference of the author guide.
//!
//! The names are those of `library.rs`, and the tests below hold the two against each other. Every example is run as well, so what the guide says of a name stays true of it.

#![allow(
    clippy::needless_raw_string_hashes,
    reason = "examples are easier to change if all are alike"
)]

use std::fmt::Write as _;

/// What can be called on one kind of value, or to one end.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// What the methods belong to, or what the functions are for: `a list`.
    pub owner: &'static str,
    /// What is true of all of it.
    pub about: &'static str,
    /// What the examples need to run.
    pub runs: Runs,
    /// What can be called.
    pub entries: &'static [Entry],
}

/// What an example needs to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runs {
    /// It is the body of an `async fn main` in a world of its own, and means the same to rustc.
    Alone,
    /// It is the body of the `main` of a node that has others to call.
    InWorld,
    /// It is the body of a property function.
    AsProperty,
}

/// Something that can be called.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// How it is called, without what it is called on: `get(at) -> Option`.
    pub signature: &'static str,
    /// What it does, and when it panics.
    pub says: &'static str,
    /// A few statements that use it. Later lines stand as far in as they do in this file.
    example: &'static str,
}

impl Entry {
    /// Its name: `get`, `Duration::from_secs`, `assert!`.
    pub fn name(&self) -> &'static str {
        let end = self.signature.find(['(', '[', ' ']);
        end.map_or(self.signature, |end| &self.signature[..end])
    }

    /// A few statements that use it.
    pub fn example(&self) -> String {
        let depth = |line: &str| line.len() - line.trim_start().len();
        let indent = self.example.lines().skip(1).map(depth).min().unwrap_or(0);
        let lines = self.example.lines().enumerate();
        let lines = lines.map(|(at, line)| if at == 0 { line } else { &line[indent..] });
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// Everything that code can call.
pub fn reference() -> impl Iterator<Item = &'static Section> {
    REFERENCE.iter()
}

/// The page of the author guide.
pub fn reference_page() -> String {
    let mut page = String::from(ABOVE);
    for section in REFERENCE {
        let (first, rest) = section.owner.split_at(1);
        let heading = first.to_ascii_uppercase() + rest;
        let about = section.about;
        let mut examples = Vec::new();
        write!(page, "\n## {heading}\n\n{about}\n\n| Call | What it does |\n| --- | --- |\n")
            .expect("a string takes everything");
        for entry in section.entries {
            let signature = entry.signature.replace('|', "\\|");
            let says = entry.says.replace('|', "\\|");
            writeln!(page, "| `{signature}` | {says} |").expect("a string takes everything");
            examples.push(format!("// {}\n{}\n", entry.name(), entry.example()));
        }
        let examples = examples.join("\n");
        write!(
            page,
            "\n<details>\n<summary>Examples</summary>\n\n```rust,ignore\n{examples}```\n\n</details>\n"
        )
        .expect("a string takes everything");
    }
    page
}

const ABOVE: &str = "\
<!-- Made from crates/interpreter/src/reference.rs by its tests. Change it there. -->

# What code can call

Every function, method and macro that is there, by what it belongs to. What has no row here is not there. What the words of the language mean is told in [the language](code.md).

Names stand as they do in code: `Duration::from_secs(…)` is a function, `push(…)` a method of what the section is about. What is behind `->` is what comes back; where nothing stands there, the sentence says it. A *function* among the arguments is a closure or the name of a function. Paths may be written out (`tokio::time::sleep`) and need not be.

Every example has been run.
";

macro_rules! reference {
    ($($runs:ident $owner:literal $about:literal {
        $($signature:literal $says:literal $example:literal)*
    })*) => {
        const REFERENCE: &[Section] = &[$(Section {
            owner: $owner,
            about: $about,
            runs: Runs::$runs,
            entries: &[$(Entry { signature: $signature, says: $says, example: $example }),*],
        }),*];
    };
}

reference! {
    Alone "any value" "Every value can be copied, compared, put in an order and printed, whatever it derives." {
        "clone()" "A copy of its own. Of a sender or a `Mutex`: one more way to the same one."
        r#"let first = vec![1];
           let mut second = first.clone();
           second.push(2);
           assert_eq!(first, [1]);"#

        "to_owned()" "The same as `clone`."
        r#"let name: String = "Ada".to_owned();
           assert_eq!(name, "Ada");"#

        "to_string() -> String" "What `{}` prints for it."
        r#"assert_eq!(42.to_string(), "42");"#

        "into()" "The value as the type that is asked for, where that cannot fail."
        r#"let wide: u64 = 7u8.into();
           assert_eq!(wide, 7);"#

        "borrow()" "The value itself."
        r#"use std::borrow::Borrow;
           let name = String::from("Ada");
           let text: &str = name.borrow();
           assert_eq!(text, "Ada");"#

        "as_ref()" "The value itself; of an `Option` or a `Result`, the same one."
        r#"let name = Some(String::from("Ada"));
           assert_eq!(name.as_ref().map(|name| name.len()), Some(3));"#

        "as_mut()" "The value, to be changed where it stands; of an `Option` or a `Result`, what is inside."
        r#"let mut count = Some(1);
           if let Some(count) = count.as_mut() { *count += 1; }
           assert_eq!(count, Some(2));"#

        "eq(other) -> bool" "Whether it equals another: `==`."
        r#"assert!("a".eq("a"));"#

        "ne(other) -> bool" "Whether it differs from another: `!=`."
        r#"assert!('a'.ne(&'b'));"#

        "lt(other) -> bool" "Whether it is less: `<`."
        r#"assert!("a".lt("b"));"#

        "le(other) -> bool" "Whether it is not greater: `<=`."
        r#"assert!(5u64.le(&5));"#

        "gt(other) -> bool" "Whether it is greater: `>`."
        r#"assert!(!5u64.gt(&5));"#

        "ge(other) -> bool" "Whether it is not less: `>=`."
        r#"assert!(5u64.ge(&5));"#

        "cmp(other) -> Ordering" "Which of the two is less. Structs and tuples go by their fields in turn, variants by their order in the enum."
        r#"assert_eq!((1, "b").cmp(&(1, "c")), Ordering::Less);"#

        "partial_cmp(other) -> Option<Ordering>" "As `cmp`, in `Some`; `None` where a floating-point number is `NAN`."
        r#"assert_eq!(1.partial_cmp(&2), Some(Ordering::Less));
           assert_eq!(f64::NAN.partial_cmp(&1.0), None);"#

        "min(other)" "The lesser of the two."
        r#"assert_eq!(3.min(5), 3);"#

        "max(other)" "The greater of the two."
        r#"assert_eq!("a".max("b"), "b");"#

        "clamp(low, high)" "The value, or the end of the range that it lies beyond."
        r#"assert_eq!('m'.clamp('a', 'k'), 'k');"#

        "T::default() -> T" "The default of a type, or of a struct that derives `Default`."
        r#"assert_eq!(String::default(), "");
           let pair: (u8, bool) = Default::default();
           assert_eq!(pair, (0, false));"#

        "cmp::min(a, b)" "The lesser of two values. `min(a, b)` is the same."
        r#"assert_eq!(std::cmp::min("a", "b"), "a");
           assert_eq!(min(3, 5), 3);"#

        "cmp::max(a, b)" "The greater of two values. `max(a, b)` is the same."
        r#"assert_eq!(std::cmp::max("a", "b"), "b");
           assert_eq!(max(3, 5), 5);"#

        "Reverse(value)" "A value that is ordered the other way round, for sorting."
        r#"let mut list = vec![1, 3, 2];
           list.sort_by_key(|number| Reverse(*number));
           assert_eq!(list, [3, 2, 1]);"#
    }
    Alone "a whole number" "`i8` to `i128`, `u8` to `u128`, `isize` and `usize`. Each type has `MIN`, `MAX` and `BITS`. What does not fit its type panics, unless the name of the method says otherwise." {
        "u64::from(value)" "A number of this type, from one that always fits, a `bool` or a `char`."
        r#"assert_eq!(u64::from(7u8), 7);
           assert_eq!(u32::from('a'), 97);"#

        "u8::try_from(number) -> Result" "A number of this type, or `Err` where it does not fit."
        r#"assert_eq!(u8::try_from(200), Ok(200));
           assert!(u8::try_from(300).is_err());"#

        "try_into() -> Result" "The number as the type that is asked for, or `Err` where it does not fit."
        r#"let small: Result<u8, _> = 300.try_into();
           assert!(small.is_err());"#

        "u8::from_str_radix(text, radix) -> Result" "The number that a text says in a base of 2 to 36. Panics on another base."
        r#"assert_eq!(u8::from_str_radix("ff", 16), Ok(255));
           assert!(u8::from_str_radix("12", 2).is_err());"#

        "u32::from_be_bytes(bytes) -> u32" "The number that these bytes are, the highest first."
        r#"assert_eq!(u32::from_be_bytes([0, 0, 1, 2]), 258);"#

        "u32::from_le_bytes(bytes) -> u32" "The number that these bytes are, the lowest first."
        r#"assert_eq!(u32::from_le_bytes([2, 1, 0, 0]), 258);"#

        "to_be_bytes()" "Its bytes, the highest first."
        r#"assert_eq!(258u16.to_be_bytes(), [1, 2]);"#

        "to_le_bytes()" "Its bytes, the lowest first."
        r#"assert_eq!(258u16.to_le_bytes(), [2, 1]);"#

        "abs()" "The number without its sign."
        r#"assert_eq!((-7i64).abs(), 7);"#

        "abs_diff(other)" "How far apart two numbers are, without a sign."
        r#"assert_eq!(3u64.abs_diff(10), 7);"#

        "unsigned_abs()" "The number without its sign, as the unsigned type."
        r#"assert_eq!(i8::MIN.unsigned_abs(), 128);"#

        "signum()" "-1, 0 or 1, as its sign is."
        r#"assert_eq!((-7i64).signum(), -1);"#

        "is_positive() -> bool" "Whether it is above zero."
        r#"assert!(!0i64.is_positive());"#

        "is_negative() -> bool" "Whether it is below zero."
        r#"assert!((-1i64).is_negative());"#

        "pow(exponent)" "The number multiplied with itself so many times."
        r#"assert_eq!(2u64.pow(10), 1024);"#

        "isqrt()" "The square root, rounded down. Panics below zero."
        r#"assert_eq!(17u64.isqrt(), 4);"#

        "ilog2() -> u32" "The logarithm to base 2, rounded down. Panics on zero and below."
        r#"assert_eq!(1000u64.ilog2(), 9);"#

        "ilog10() -> u32" "The logarithm to base 10, rounded down. Panics on zero and below."
        r#"assert_eq!(1000u64.ilog10(), 3);"#

        "div_euclid(by)" "The quotient that leaves a remainder of 0 or more. Panics on zero."
        r#"assert_eq!((-7i64).div_euclid(4), -2);"#

        "rem_euclid(by)" "The remainder that is never negative: the number on a ring. Panics on zero."
        r#"assert_eq!((-1i64).rem_euclid(5), 4);"#

        "div_ceil(by)" "The quotient, rounded up. Panics on zero."
        r#"assert_eq!(7u64.div_ceil(2), 4);"#

        "next_multiple_of(by)" "The least multiple that is not less. Panics on zero."
        r#"assert_eq!(13u64.next_multiple_of(5), 15);"#

        "checked_add(other) -> Option" "The sum, or `None` where it does not fit."
        r#"assert_eq!(250u8.checked_add(10), None);"#

        "checked_add_signed(other) -> Option" "The sum with a number that has a sign, or `None` where it does not fit."
        r#"assert_eq!(3u64.checked_add_signed(-5), None);"#

        "checked_sub(other) -> Option" "The difference, or `None` where it does not fit."
        r#"assert_eq!(3u64.checked_sub(5), None);"#

        "checked_mul(other) -> Option" "The product, or `None` where it does not fit."
        r#"assert_eq!(20u8.checked_mul(12), Some(240));"#

        "checked_div(by) -> Option" "The quotient, or `None` on zero."
        r#"assert_eq!(1u64.checked_div(0), None);"#

        "checked_rem(by) -> Option" "The remainder, or `None` on zero."
        r#"assert_eq!(7u64.checked_rem(4), Some(3));"#

        "checked_neg() -> Option" "The number with the other sign, or `None` where it does not fit."
        r#"assert_eq!(i8::MIN.checked_neg(), None);"#

        "checked_abs() -> Option" "The number without its sign, or `None` where it does not fit."
        r#"assert_eq!(i8::MIN.checked_abs(), None);"#

        "checked_pow(exponent) -> Option" "The power, or `None` where it does not fit."
        r#"assert_eq!(2u8.checked_pow(8), None);"#

        "saturating_add(other)" "The sum, or the end of the type that it lies beyond."
        r#"assert_eq!(250u8.saturating_add(10), 255);"#

        "saturating_add_signed(other)" "The sum with a number that has a sign, or the end of the type that it lies beyond."
        r#"assert_eq!(3u64.saturating_add_signed(-5), 0);"#

        "saturating_sub(other)" "The difference, or the end of the type that it lies beyond."
        r#"assert_eq!(3u64.saturating_sub(5), 0);"#

        "saturating_mul(other)" "The product, or the end of the type that it lies beyond."
        r#"assert_eq!(100u8.saturating_mul(3), 255);"#

        "saturating_pow(exponent)" "The power, or the end of the type that it lies beyond."
        r#"assert_eq!(2u8.saturating_pow(9), 255);"#

        "wrapping_add(other)" "The sum, begun again at the other end where it does not fit."
        r#"assert_eq!(250u8.wrapping_add(10), 4);"#

        "wrapping_add_signed(other)" "The sum with a number that has a sign, begun again at the other end where it does not fit."
        r#"assert_eq!(3u8.wrapping_add_signed(-5), 254);"#

        "wrapping_sub(other)" "The difference, begun again at the other end where it does not fit."
        r#"assert_eq!(0u8.wrapping_sub(1), 255);"#

        "wrapping_mul(other)" "The product, of which the lowest bits are kept."
        r#"assert_eq!(100u8.wrapping_mul(3), 44);"#

        "wrapping_neg()" "The number with the other sign, begun again where it does not fit."
        r#"assert_eq!(1u8.wrapping_neg(), 255);"#

        "wrapping_abs()" "The number without its sign; the least number of its type stays as it is."
        r#"assert_eq!(i8::MIN.wrapping_abs(), -128);"#

        "wrapping_pow(exponent)" "The power, of which the lowest bits are kept."
        r#"assert_eq!(3u8.wrapping_pow(6), 217);"#

        "overflowing_add(other) -> (sum, bool)" "The wrapped sum, and whether it did not fit."
        r#"assert_eq!(250u8.overflowing_add(10), (4, true));"#

        "overflowing_sub(other) -> (difference, bool)" "The wrapped difference, and whether it did not fit."
        r#"assert_eq!(5u8.overflowing_sub(3), (2, false));"#

        "overflowing_mul(other) -> (product, bool)" "The wrapped product, and whether it did not fit."
        r#"assert_eq!(100u8.overflowing_mul(3), (44, true));"#

        "clamp(low, high)" "The number, or the end of the range that it lies beyond. Panics if `low` is above `high`."
        r#"assert_eq!(12u64.clamp(0, 10), 10);"#

        "count_ones() -> u32" "How many of its bits are 1."
        r#"assert_eq!(0b1011u8.count_ones(), 3);"#

        "count_zeros() -> u32" "How many of its bits are 0."
        r#"assert_eq!(0b1011u8.count_zeros(), 5);"#

        "leading_zeros() -> u32" "How many bits are 0 before the first 1."
        r#"assert_eq!(1u8.leading_zeros(), 7);"#

        "trailing_zeros() -> u32" "How many bits are 0 after the last 1."
        r#"assert_eq!(8u8.trailing_zeros(), 3);"#

        "rotate_left(by)" "Its bits moved up; those that fall out come in below."
        r#"assert_eq!(0b1000_0001u8.rotate_left(1), 0b11);"#

        "rotate_right(by)" "Its bits moved down; those that fall out come in above."
        r#"assert_eq!(0b11u8.rotate_right(1), 0b1000_0001);"#

        "is_power_of_two() -> bool" "Whether exactly one of its bits is 1."
        r#"assert!(64u64.is_power_of_two());"#

        "next_power_of_two()" "The least power of two that is not less."
        r#"assert_eq!(5u64.next_power_of_two(), 8);"#

        "is_ascii_digit() -> bool" "Whether this byte is one of `0` to `9`."
        r#"assert!(b'7'.is_ascii_digit());"#

        "is_ascii_alphabetic() -> bool" "Whether this byte is a letter from `a` to `z` or `A` to `Z`."
        r#"assert!(b'g'.is_ascii_alphabetic());"#

        "is_ascii_alphanumeric() -> bool" "Whether this byte is such a letter or a digit."
        r#"assert!(b'7'.is_ascii_alphanumeric());"#

        "is_ascii_hexdigit() -> bool" "Whether this byte is a digit in base 16."
        r#"assert!(b'f'.is_ascii_hexdigit());"#

        "is_ascii_lowercase() -> bool" "Whether this byte is one of `a` to `z`."
        r#"assert!(b'g'.is_ascii_lowercase());"#

        "is_ascii_uppercase() -> bool" "Whether this byte is one of `A` to `Z`."
        r#"assert!(b'G'.is_ascii_uppercase());"#

        "is_ascii_punctuation() -> bool" "Whether this byte is a sign such as `!` or `-`."
        r#"assert!(b'!'.is_ascii_punctuation());"#

        "is_ascii_whitespace() -> bool" "Whether this byte is a space, a tab or a line break."
        r#"assert!(b' '.is_ascii_whitespace());"#

        "is_ascii_graphic() -> bool" "Whether this byte is a letter, a digit or a sign."
        r#"assert!(!b' '.is_ascii_graphic());"#

        "is_ascii() -> bool" "Whether this byte is below 128."
        r#"assert!(!200u8.is_ascii());"#

        "to_ascii_uppercase() -> u8" "The letter in upper case, where this byte is one of `a` to `z`."
        r#"assert_eq!(b'g'.to_ascii_uppercase(), b'G');"#

        "to_ascii_lowercase() -> u8" "The letter in lower case, where this byte is one of `A` to `Z`."
        r#"assert_eq!(b'G'.to_ascii_lowercase(), b'g');"#
    }
    Alone "a floating-point number" "`f64`, with `MIN`, `MAX`, `EPSILON`, `INFINITY`, `NEG_INFINITY` and `NAN`. Powers, logarithms and angles are out: they differ from one machine to the next." {
        "f64::from(number) -> f64" "The number as an `f64`."
        r#"assert_eq!(f64::from(3u8) / 2.0, 1.5);"#

        "abs()" "The number without its sign."
        r#"assert_eq!((-1.5f64).abs(), 1.5);"#

        "signum()" "-1 or 1, as its sign is."
        r#"assert_eq!((-1.5f64).signum(), -1.0);"#

        "floor()" "The nearest whole number that is not greater."
        r#"assert_eq!(1.7f64.floor(), 1.0);"#

        "ceil()" "The nearest whole number that is not less."
        r#"assert_eq!(1.2f64.ceil(), 2.0);"#

        "round()" "The nearest whole number; halves go away from zero."
        r#"assert_eq!(2.5f64.round(), 3.0);"#

        "trunc()" "The whole part."
        r#"assert_eq!((-1.7f64).trunc(), -1.0);"#

        "fract()" "What is behind the point."
        r#"assert_eq!(1.25f64.fract(), 0.25);"#

        "sqrt()" "The square root; `NAN` below zero."
        r#"assert_eq!(9.0f64.sqrt(), 3.0);"#

        "min(other)" "The lesser of the two; of a number and `NAN`, the number."
        r#"assert_eq!(1.5f64.min(0.5), 0.5);"#

        "max(other)" "The greater of the two; of a number and `NAN`, the number."
        r#"assert_eq!(1.5f64.max(f64::NAN), 1.5);"#

        "clamp(low, high)" "The number, or the end of the range that it lies beyond. Panics if `low` is above `high`."
        r#"assert_eq!(1.5f64.clamp(0.0, 1.0), 1.0);"#

        "partial_cmp(other) -> Option<Ordering>" "Which of the two is less; `None` if one is `NAN`."
        r#"assert_eq!(1.5f64.partial_cmp(&0.5), Some(Ordering::Greater));"#

        "total_cmp(other) -> Ordering" "Which of the two is less, with a place for `NAN`: what floats are sorted by."
        r#"let mut list = vec![2.5, 0.5];
           list.sort_by(f64::total_cmp);
           assert_eq!(list, [0.5, 2.5]);"#

        "is_nan() -> bool" "Whether it is `NAN`."
        r#"assert!((0.0f64 / 0.0).is_nan());"#

        "is_finite() -> bool" "Whether it is neither infinite nor `NAN`."
        r#"assert!(1.5f64.is_finite());"#

        "is_infinite() -> bool" "Whether it is infinite."
        r#"assert!((1.0f64 / 0.0).is_infinite());"#
    }
    Alone "a bool" "`true` or `false`." {
        "then(function) -> Option" "`Some` of what the function gives if it is true; else `None`, and the function is not called."
        r#"assert_eq!((2 > 1).then(|| "yes"), Some("yes"));"#

        "then_some(value) -> Option" "`Some(value)` if it is true, else `None`."
        r#"assert_eq!(false.then_some(1), None);"#
    }
    Alone "a char" "One character." {
        "char::from(byte) -> char" "The character with this code."
        r#"assert_eq!(char::from(97u8), 'a');"#

        "char::from_u32(code) -> Option<char>" "The character with this code, if there is one."
        r#"assert_eq!(char::from_u32(97), Some('a'));"#

        "char::from_digit(digit, radix) -> Option<char>" "The digit of a base of 2 to 36. Panics on another base."
        r#"assert_eq!(char::from_digit(11, 16), Some('b'));"#

        "to_digit(radix) -> Option<u32>" "The value of a digit in a base of 2 to 36. Panics on another base."
        r#"assert_eq!('7'.to_digit(10), Some(7));"#

        "is_digit(radix) -> bool" "Whether it is a digit in a base of 2 to 36. Panics on another base."
        r#"assert!('f'.is_digit(16));"#

        "is_alphabetic() -> bool" "Whether it is a letter."
        r#"assert!('é'.is_alphabetic());"#

        "is_numeric() -> bool" "Whether it is a number of any script."
        r#"assert!('½'.is_numeric());"#

        "is_alphanumeric() -> bool" "Whether it is a letter or a number."
        r#"assert!('7'.is_alphanumeric());"#

        "is_whitespace() -> bool" "Whether it is a space, a tab, a line break or the like."
        r#"assert!('\n'.is_whitespace());"#

        "is_control() -> bool" "Whether it is a control character, such as a line break."
        r#"assert!('\n'.is_control());"#

        "is_uppercase() -> bool" "Whether it is an upper-case letter."
        r#"assert!('É'.is_uppercase());"#

        "is_lowercase() -> bool" "Whether it is a lower-case letter."
        r#"assert!('é'.is_lowercase());"#

        "is_ascii() -> bool" "Whether its code is below 128."
        r#"assert!(!'é'.is_ascii());"#

        "is_ascii_alphabetic() -> bool" "Whether it is a letter from `a` to `z` or `A` to `Z`."
        r#"assert!('g'.is_ascii_alphabetic());"#

        "is_ascii_alphanumeric() -> bool" "Whether it is such a letter or a digit."
        r#"assert!('7'.is_ascii_alphanumeric());"#

        "is_ascii_digit() -> bool" "Whether it is one of `0` to `9`."
        r#"assert!('7'.is_ascii_digit());"#

        "is_ascii_hexdigit() -> bool" "Whether it is a digit in base 16."
        r#"assert!('f'.is_ascii_hexdigit());"#

        "is_ascii_lowercase() -> bool" "Whether it is one of `a` to `z`."
        r#"assert!('g'.is_ascii_lowercase());"#

        "is_ascii_uppercase() -> bool" "Whether it is one of `A` to `Z`."
        r#"assert!('G'.is_ascii_uppercase());"#

        "is_ascii_punctuation() -> bool" "Whether it is a sign such as `!` or `-`."
        r#"assert!('!'.is_ascii_punctuation());"#

        "is_ascii_whitespace() -> bool" "Whether it is a space, a tab or a line break."
        r#"assert!(' '.is_ascii_whitespace());"#

        "is_ascii_graphic() -> bool" "Whether it is such a letter, a digit or such a sign."
        r#"assert!(!' '.is_ascii_graphic());"#

        "to_ascii_uppercase() -> char" "The letter in upper case, where it is one of `a` to `z`."
        r#"assert_eq!('g'.to_ascii_uppercase(), 'G');"#

        "to_ascii_lowercase() -> char" "The letter in lower case, where it is one of `A` to `Z`."
        r#"assert_eq!('G'.to_ascii_lowercase(), 'g');"#

        "len_utf8() -> usize" "How many bytes it has in a string."
        r#"assert_eq!('é'.len_utf8(), 2);"#

        "eq_ignore_ascii_case(other) -> bool" "Whether two are the same but for the case of `a` to `z`."
        r#"assert!('g'.eq_ignore_ascii_case(&'G'));"#
    }
    Alone "a string" "`String` and `&str` are one type. Positions count bytes. A *pattern* is a string, a `char`, several of them (`['a', 'b']`) or a function of a `char`." {
        "String::new() -> String" "An empty string."
        r#"assert_eq!(String::new(), "");"#

        "String::with_capacity(bytes) -> String" "The same as `String::new`."
        r#"assert!(String::with_capacity(8).is_empty());"#

        "String::from(text) -> String" "A string of its own."
        r#"assert_eq!(String::from("Ada"), "Ada");"#

        "len() -> usize" "How many bytes it has."
        r#"assert_eq!("é".len(), 2);"#

        "is_empty() -> bool" "Whether it has none."
        r#"assert!("".is_empty());"#

        "as_str()" "The string itself."
        r#"assert_eq!(String::from("Ada").as_str(), "Ada");"#

        "push(char)" "Adds a character at the end."
        r#"let mut text = String::from("a");
           text.push('b');
           assert_eq!(text, "ab");"#

        "push_str(text)" "Adds a string at the end."
        r#"let mut text = String::from("a");
           text.push_str("bc");
           assert_eq!(text, "abc");"#

        "pop() -> Option<char>" "Takes the last character."
        r#"let mut text = String::from("ab");
           assert_eq!(text.pop(), Some('b'));"#

        "insert(at, char)" "Puts a character in. Panics inside a character and beyond the end."
        r#"let mut text = String::from("ac");
           text.insert(1, 'b');
           assert_eq!(text, "abc");"#

        "insert_str(at, text)" "Puts a string in. Panics inside a character and beyond the end."
        r#"let mut text = String::from("ad");
           text.insert_str(1, "bc");
           assert_eq!(text, "abcd");"#

        "remove(at) -> char" "Takes the character at this position. Panics if none begins there."
        r#"let mut text = String::from("abc");
           assert_eq!(text.remove(1), 'b');
           assert_eq!(text, "ac");"#

        "truncate(bytes)" "Cuts off what is beyond so many bytes. Panics inside a character."
        r#"let mut text = String::from("abc");
           text.truncate(1);
           assert_eq!(text, "a");"#

        "clear()" "Makes it empty."
        r#"let mut text = String::from("abc");
           text.clear();
           assert!(text.is_empty());"#

        "reserve(bytes)" "Does nothing: memory is there."
        r#"let mut text = String::new();
           text.reserve(8);
           assert!(text.is_empty());"#

        "extend(iterator)" "Adds all characters or strings of an iterator."
        r#"let mut text = String::from("a");
           text.extend(['b', 'c']);
           assert_eq!(text, "abc");"#

        "retain(keep)" "Keeps the characters for which the function is true."
        r#"let mut text = String::from("a1b2");
           text.retain(|each| each.is_alphabetic());
           assert_eq!(text, "ab");"#

        "drain(range) -> iterator" "Takes a part out and gives its characters. Panics beyond the end."
        r#"let mut text = String::from("abc");
           let taken: String = text.drain(..2).collect();
           assert_eq!((taken.as_str(), text.as_str()), ("ab", "c"));"#

        "split_off(at) -> String" "Cuts it in two and gives the second half. Panics beyond the end."
        r#"let mut text = String::from("abc");
           assert_eq!(text.split_off(1), "bc");
           assert_eq!(text, "a");"#

        "get(range) -> Option<&str>" "A part, or `None` where it is out of bounds. `&text[range]` panics there."
        r#"assert_eq!("abc".get(1..), Some("bc"));
           assert_eq!("abc".get(2..9), None);"#

        "is_char_boundary(at) -> bool" "Whether a character begins or ends there."
        r#"assert!(!"é".is_char_boundary(1));"#

        "trim()" "Without white space at both ends."
        r#"assert_eq!("  a b ".trim(), "a b");"#

        "trim_start()" "Without white space at the start."
        r#"assert_eq!(" a ".trim_start(), "a ");"#

        "trim_end()" "Without white space at the end."
        r#"assert_eq!(" a ".trim_end(), " a");"#

        "trim_matches(pattern)" "Without what fits the pattern at both ends."
        r#"assert_eq!("--a--".trim_matches('-'), "a");"#

        "trim_start_matches(pattern)" "Without what fits the pattern at the start."
        r#"assert_eq!("007".trim_start_matches('0'), "7");"#

        "trim_end_matches(pattern)" "Without what fits the pattern at the end."
        r#"assert_eq!("a...".trim_end_matches('.'), "a");"#

        "strip_prefix(pattern) -> Option<&str>" "What follows the pattern, if it begins with it."
        r#"assert_eq!("node-7".strip_prefix("node-"), Some("7"));"#

        "strip_suffix(pattern) -> Option<&str>" "What comes before the pattern, if it ends with it."
        r#"assert_eq!("a.rs".strip_suffix(".rs"), Some("a"));"#

        "starts_with(pattern) -> bool" "Whether it begins with the pattern."
        r#"assert!("node-7".starts_with("node"));"#

        "ends_with(pattern) -> bool" "Whether it ends with the pattern."
        r#"assert!("a.rs".ends_with(".rs"));"#

        "contains(pattern) -> bool" "Whether the pattern is somewhere in it."
        r#"assert!("a,b".contains(','));"#

        "find(pattern) -> Option<usize>" "Where the pattern first begins."
        r#"assert_eq!("a,b,c".find(','), Some(1));"#

        "rfind(pattern) -> Option<usize>" "Where the pattern last begins."
        r#"assert_eq!("a,b,c".rfind(','), Some(3));"#

        "replace(pattern, with) -> String" "With another text wherever the pattern was."
        r#"assert_eq!("a-b-c".replace("-", "+"), "a+b+c");"#

        "replacen(pattern, with, count) -> String" "As `replace`, for the first so many."
        r#"assert_eq!("a-b-c".replacen('-', "+", 1), "a+b-c");"#

        "repeat(count) -> String" "The same so many times over."
        r#"assert_eq!("ab".repeat(2), "abab");"#

        "to_ascii_uppercase() -> String" "With `a` to `z` in upper case."
        r#"assert_eq!("Ada".to_ascii_uppercase(), "ADA");"#

        "to_ascii_lowercase() -> String" "With `A` to `Z` in lower case."
        r#"assert_eq!("Ada".to_ascii_lowercase(), "ada");"#

        "make_ascii_uppercase()" "Puts `a` to `z` in upper case where they stand."
        r#"let mut text = String::from("Ada");
           text.make_ascii_uppercase();
           assert_eq!(text, "ADA");"#

        "make_ascii_lowercase()" "Puts `A` to `Z` in lower case where they stand."
        r#"let mut text = String::from("Ada");
           text.make_ascii_lowercase();
           assert_eq!(text, "ada");"#

        "eq_ignore_ascii_case(other) -> bool" "Whether two are the same but for the case of `a` to `z`."
        r#"assert!("Ada".eq_ignore_ascii_case("ADA"));"#

        "is_ascii() -> bool" "Whether the codes of all its characters are below 128."
        r#"assert!("Ada".is_ascii());"#

        "split(pattern) -> iterator" "The parts between all places that fit the pattern."
        r#"let parts: Vec<&str> = "a,b,,c".split(',').collect();
           assert_eq!(parts, ["a", "b", "", "c"]);"#

        "rsplit(pattern) -> iterator" "The same from the end."
        r#"assert_eq!("a/b/c".rsplit('/').next(), Some("c"));"#

        "splitn(count, pattern) -> iterator" "At most so many parts; the last is the rest."
        r#"let parts: Vec<&str> = "a,b,c".splitn(2, ',').collect();
           assert_eq!(parts, ["a", "b,c"]);"#

        "rsplitn(count, pattern) -> iterator" "The same from the end: the last is what stands first."
        r#"let parts: Vec<&str> = "a,b,c".rsplitn(2, ',').collect();
           assert_eq!(parts, ["c", "a,b"]);"#

        "split_terminator(pattern) -> iterator" "As `split`, without an empty part at the end."
        r#"let parts: Vec<&str> = "a;b;".split_terminator(';').collect();
           assert_eq!(parts, ["a", "b"]);"#

        "split_inclusive(pattern) -> iterator" "As `split`, and each part keeps what it ends with."
        r#"let parts: Vec<&str> = "a;b;".split_inclusive(';').collect();
           assert_eq!(parts, ["a;", "b;"]);"#

        "split_once(pattern) -> Option<(&str, &str)>" "What is before and behind the first that fits."
        r#"assert_eq!("key=a=b".split_once('='), Some(("key", "a=b")));"#

        "rsplit_once(pattern) -> Option<(&str, &str)>" "What is before and behind the last that fits."
        r#"assert_eq!("a/b/c".rsplit_once('/'), Some(("a/b", "c")));"#

        "split_at(at) -> (&str, &str)" "Two halves. Panics inside a character and beyond the end."
        r#"assert_eq!("abc".split_at(1), ("a", "bc"));"#

        "split_whitespace() -> iterator" "The words."
        r#"assert_eq!(" one  two ".split_whitespace().count(), 2);"#

        "matches(pattern) -> iterator" "All that fits the pattern."
        r#"let digits: String = "a1b2".matches(|each: char| each.is_numeric()).collect();
           assert_eq!(digits, "12");"#

        "match_indices(pattern) -> iterator" "All that fits the pattern, each with its position."
        r#"assert_eq!("a-b-".match_indices('-').last(), Some((3, "-")));"#

        "lines() -> iterator" "The lines, without their ends."
        r#"let lines: Vec<&str> = "a\nb\n".lines().collect();
           assert_eq!(lines, ["a", "b"]);"#

        "chars() -> iterator" "The characters."
        r#"assert_eq!("abc".chars().rev().collect::<String>(), "cba");"#

        "char_indices() -> iterator" "The characters, each with its position."
        r#"assert_eq!("éa".char_indices().last(), Some((2, 'a')));"#

        "bytes() -> iterator" "The bytes."
        r#"assert_eq!("ab".bytes().next(), Some(97));"#

        "as_bytes() -> &[u8]" "The bytes as a list."
        r#"assert_eq!("ab".as_bytes()[1], 98);"#

        "into_bytes() -> Vec<u8>" "The bytes as a list."
        r#"assert_eq!(String::from("ab").into_bytes(), [97, 98]);"#

        "parse() -> Result" "The number, `bool` or `char` that it says. The type must stand in the code."
        r#"let number: u64 = "42".parse().unwrap();
           assert_eq!(number, 42);
           assert!("x".parse::<u64>().is_err());"#

        "cmp(other) -> Ordering" "Which of the two comes first, byte by byte."
        r#"assert_eq!("B".cmp("a"), Ordering::Less);"#
    }
    Alone "a list" "`Vec`, `VecDeque`, arrays and slices are one type, so all have all of these. `list[at]` and `&list[range]` panic out of bounds." {
        "Vec::new() -> Vec" "An empty list."
        r#"let list: Vec<u64> = Vec::new();
           assert!(list.is_empty());"#

        "Vec::with_capacity(count) -> Vec" "The same as `Vec::new`."
        r#"let list: Vec<u64> = Vec::with_capacity(8);
           assert_eq!(list.len(), 0);"#

        "Vec::from(values) -> Vec" "A list of its own; of a string, its bytes."
        r#"assert_eq!(Vec::from([1, 2]), vec![1, 2]);"#

        "Vec::from_iter(iterator) -> Vec" "All that an iterator gives. Other collections have it too."
        r#"assert_eq!(Vec::from_iter(1..4), [1, 2, 3]);"#

        "VecDeque::new() -> VecDeque" "An empty queue."
        r#"let queue: VecDeque<u64> = VecDeque::new();
           assert!(queue.is_empty());"#

        "VecDeque::with_capacity(count) -> VecDeque" "The same as `VecDeque::new`."
        r#"let queue: VecDeque<u64> = VecDeque::with_capacity(8);
           assert_eq!(queue.len(), 0);"#

        "VecDeque::from(values) -> VecDeque" "A queue of these values."
        r#"let mut queue = VecDeque::from([1, 2]);
           assert_eq!(queue.pop_front(), Some(1));"#

        "len() -> usize" "How many values it has."
        r#"assert_eq!(vec![1, 2].len(), 2);"#

        "is_empty() -> bool" "Whether it has none."
        r#"assert!(![1].is_empty());"#

        "push(value)" "Adds a value at the end."
        r#"let mut list = vec![1];
           list.push(2);
           assert_eq!(list, [1, 2]);"#

        "push_back(value)" "Adds a value at the end of a queue."
        r#"let mut queue = VecDeque::from([1]);
           queue.push_back(2);
           assert_eq!(queue, [1, 2]);"#

        "push_front(value)" "Adds a value at the front of a queue."
        r#"let mut queue = VecDeque::from([1]);
           queue.push_front(0);
           assert_eq!(queue, [0, 1]);"#

        "pop() -> Option" "Takes the last value."
        r#"let mut list = vec![1, 2];
           assert_eq!(list.pop(), Some(2));"#

        "pop_back() -> Option" "Takes the last value of a queue."
        r#"let mut queue = VecDeque::from([1, 2]);
           assert_eq!(queue.pop_back(), Some(2));"#

        "pop_front() -> Option" "Takes the first value of a queue."
        r#"let mut queue = VecDeque::from([1, 2]);
           assert_eq!(queue.pop_front(), Some(1));"#

        "insert(at, value)" "Puts a value before the one at this position. Panics beyond the end."
        r#"let mut list = vec![1, 3];
           list.insert(1, 2);
           assert_eq!(list, [1, 2, 3]);"#

        "remove(at)" "Takes the value at this position. Panics beyond the end."
        r#"let mut list = vec![1, 2, 3];
           assert_eq!(list.remove(0), 1);
           assert_eq!(list, [2, 3]);"#

        "swap_remove(at)" "Takes the value at this position and puts the last in its place. Panics beyond the end."
        r#"let mut list = vec![1, 2, 3];
           assert_eq!(list.swap_remove(0), 1);
           assert_eq!(list, [3, 2]);"#

        "swap(a, b)" "Exchanges the values at two positions. Panics beyond the end."
        r#"let mut list = vec![1, 2, 3];
           list.swap(0, 2);
           assert_eq!(list, [3, 2, 1]);"#

        "clear()" "Makes it empty."
        r#"let mut list = vec![1];
           list.clear();
           assert!(list.is_empty());"#

        "truncate(count)" "Keeps the first so many values."
        r#"let mut list = vec![1, 2, 3];
           list.truncate(1);
           assert_eq!(list, [1]);"#

        "resize(count, value)" "Makes it so long: shortens it, or adds copies of the value."
        r#"let mut list = vec![1];
           list.resize(3, 0);
           assert_eq!(list, [1, 0, 0]);"#

        "resize_with(count, function)" "As `resize`, with what the function gives for each."
        r#"let mut list = vec![1];
           list.resize_with(3, || 7);
           assert_eq!(list, [1, 7, 7]);"#

        "reserve(count)" "Does nothing: memory is there."
        r#"let mut list = vec![1];
           list.reserve(8);
           assert_eq!(list.len(), 1);"#

        "extend(iterator)" "Adds all values of an iterator or a collection."
        r#"let mut list = vec![1];
           list.extend(2..4);
           assert_eq!(list, [1, 2, 3]);"#

        "extend_from_slice(list)" "Adds copies of all values of a list."
        r#"let mut list = vec![1];
           list.extend_from_slice(&[2, 3]);
           assert_eq!(list, [1, 2, 3]);"#

        "append(list)" "Adds all values of another list and leaves that one empty."
        r#"let (mut list, mut more) = (vec![1], vec![2, 3]);
           list.append(&mut more);
           assert_eq!((list.len(), more.len()), (3, 0));"#

        "split_off(at) -> Vec" "Cuts it in two and gives the second half. Panics beyond the end."
        r#"let mut list = vec![1, 2, 3];
           assert_eq!(list.split_off(1), [2, 3]);
           assert_eq!(list, [1]);"#

        "drain(range) -> iterator" "Takes a part out. Panics beyond the end."
        r#"let mut list = vec![1, 2, 3];
           let taken: Vec<u64> = list.drain(..2).collect();
           assert_eq!((taken, list), (vec![1, 2], vec![3]));"#

        "retain(keep)" "Keeps the values for which the function is true."
        r#"let mut list = vec![1, 2, 3];
           list.retain(|number| *number > 1);
           assert_eq!(list, [2, 3]);"#

        "retain_mut(keep)" "As `retain`; the function may change each value first."
        r#"let mut list = vec![1, 2, 3];
           list.retain_mut(|number| { *number *= 10; *number > 10 });
           assert_eq!(list, [20, 30]);"#

        "dedup()" "Keeps one of several equal values that follow one another."
        r#"let mut list = vec![1, 1, 2, 1];
           list.dedup();
           assert_eq!(list, [1, 2, 1]);"#

        "dedup_by_key(function)" "As `dedup`, of values with equal keys."
        r#"let mut list = vec![10, 11, 20];
           list.dedup_by_key(|number| *number / 10);
           assert_eq!(list, [10, 20]);"#

        "dedup_by(function)" "As `dedup`, by a function of a value and the one that was kept before it."
        r#"let mut list = vec![1, 2, 9];
           list.dedup_by(|next, kept| *next - *kept < 2);
           assert_eq!(list, [1, 9]);"#

        "reverse()" "Turns it round."
        r#"let mut list = vec![1, 2, 3];
           list.reverse();
           assert_eq!(list, [3, 2, 1]);"#

        "rotate_left(by)" "Moves the first so many values to the end. Panics beyond the end."
        r#"let mut list = vec![1, 2, 3];
           list.rotate_left(1);
           assert_eq!(list, [2, 3, 1]);"#

        "rotate_right(by)" "Moves the last so many values to the front. Panics beyond the end."
        r#"let mut list = vec![1, 2, 3];
           list.rotate_right(1);
           assert_eq!(list, [3, 1, 2]);"#

        "fill(value)" "Puts the value everywhere."
        r#"let mut list = [1, 2, 3];
           list.fill(0);
           assert_eq!(list, [0, 0, 0]);"#

        "copy_from_slice(list)" "Takes the values of another list. Panics if that is longer or shorter."
        r#"let mut list = [1, 2];
           list.copy_from_slice(&[7, 8]);
           assert_eq!(list, [7, 8]);"#

        "clone_from_slice(list)" "The same as `copy_from_slice`."
        r#"let mut list = vec!["a", "b"];
           list.clone_from_slice(&["c", "d"]);
           assert_eq!(list, ["c", "d"]);"#

        "sort()" "Sorts it, the least first. What is equal keeps its order."
        r#"let mut list = vec![3, 1, 2];
           list.sort();
           assert_eq!(list, [1, 2, 3]);"#

        "sort_by(compare)" "Sorts it by a function that gives an `Ordering`."
        r#"let mut list = vec![1, 3, 2];
           list.sort_by(|a, b| b.cmp(a));
           assert_eq!(list, [3, 2, 1]);"#

        "sort_by_key(function)" "Sorts it by what the function gives for each value."
        r#"let mut words = vec!["ccc", "a", "bb"];
           words.sort_by_key(|word| word.len());
           assert_eq!(words, ["a", "bb", "ccc"]);"#

        "sort_by_cached_key(function)" "The same; the function is called once for each value."
        r#"let mut words = vec!["ccc", "a", "bb"];
           words.sort_by_cached_key(|word| word.len());
           assert_eq!(words, ["a", "bb", "ccc"]);"#

        "sort_unstable()" "The same as `sort`."
        r#"let mut list = vec![2, 1];
           list.sort_unstable();
           assert_eq!(list, [1, 2]);"#

        "sort_unstable_by(compare)" "The same as `sort_by`."
        r#"let mut list = vec![1, 2];
           list.sort_unstable_by(|a, b| b.cmp(a));
           assert_eq!(list, [2, 1]);"#

        "sort_unstable_by_key(function)" "The same as `sort_by_key`."
        r#"let mut list = vec![1, 2];
           list.sort_unstable_by_key(|number| Reverse(*number));
           assert_eq!(list, [2, 1]);"#

        "is_sorted() -> bool" "Whether no value is less than the one before it."
        r#"assert!([1, 2, 2].is_sorted());"#

        "is_sorted_by_key(function) -> bool" "The same, by a key of each value."
        r#"assert!(["a", "bb", "ccc"].is_sorted_by_key(|word| word.len()));"#

        "get(at) -> Option" "The value at this position, or the part in this range; `None` beyond the end."
        r#"let list = [1, 2, 3];
           assert_eq!(list.get(9), None);
           assert_eq!(list.get(1..), Some(&[2, 3][..]));"#

        "get_mut(at) -> Option" "The value at this position, to be changed where it stands."
        r#"let mut list = vec![1, 2];
           if let Some(last) = list.get_mut(1) { *last = 9; }
           assert_eq!(list, [1, 9]);"#

        "first() -> Option" "The first value."
        r#"assert_eq!([1, 2].first(), Some(&1));"#

        "first_mut() -> Option" "The first value, to be changed where it stands."
        r#"let mut list = vec![1, 2];
           *list.first_mut().unwrap() = 9;
           assert_eq!(list, [9, 2]);"#

        "last() -> Option" "The last value."
        r#"assert_eq!([1, 2].last(), Some(&2));"#

        "last_mut() -> Option" "The last value, to be changed where it stands."
        r#"let mut list = vec![1, 2];
           *list.last_mut().unwrap() += 1;
           assert_eq!(list, [1, 3]);"#

        "front() -> Option" "The first value of a queue."
        r#"assert_eq!(VecDeque::from([1, 2]).front(), Some(&1));"#

        "front_mut() -> Option" "The first value of a queue, to be changed where it stands."
        r#"let mut queue = VecDeque::from([1, 2]);
           *queue.front_mut().unwrap() = 9;
           assert_eq!(queue, [9, 2]);"#

        "back() -> Option" "The last value of a queue."
        r#"assert_eq!(VecDeque::from([1, 2]).back(), Some(&2));"#

        "back_mut() -> Option" "The last value of a queue, to be changed where it stands."
        r#"let mut queue = VecDeque::from([1, 2]);
           *queue.back_mut().unwrap() = 9;
           assert_eq!(queue, [1, 9]);"#

        "contains(value) -> bool" "Whether it has this value."
        r#"assert!([1, 2].contains(&2));"#

        "starts_with(list) -> bool" "Whether it begins with these values."
        r#"assert!([1, 2, 3].starts_with(&[1, 2]));"#

        "ends_with(list) -> bool" "Whether it ends with these values."
        r#"assert!([1, 2, 3].ends_with(&[3]));"#

        "binary_search(value) -> Result" "Where the value stands in a sorted list, or in `Err` where it would."
        r#"assert_eq!([1, 3, 5].binary_search(&3), Ok(1));
           assert_eq!([1, 3, 5].binary_search(&4), Err(2));"#

        "binary_search_by(function) -> Result" "The same, by a function that gives an `Ordering` for each value."
        r#"assert_eq!([1, 3, 5].binary_search_by(|number| number.cmp(&5)), Ok(2));"#

        "binary_search_by_key(key, function) -> Result" "The same, by a key of each value."
        r#"let log = [(1, "a"), (2, "b")];
           assert_eq!(log.binary_search_by_key(&2, |entry| entry.0), Ok(1));"#

        "partition_point(function) -> usize" "How many values at the front the function is true for."
        r#"assert_eq!([1, 3, 5].partition_point(|number| *number < 4), 2);"#

        "iter() -> iterator" "The values, one after another."
        r#"assert_eq!([1, 2].iter().sum::<u64>(), 3);"#

        "into_iter() -> iterator" "The values, one after another."
        r#"let list: Vec<u64> = vec![1, 2].into_iter().rev().collect();
           assert_eq!(list, [2, 1]);"#

        "iter_mut() -> iterator" "The values, to be changed where they stand."
        r#"let mut list = vec![1, 2];
           for number in list.iter_mut() { *number *= 10; }
           assert_eq!(list, [10, 20]);"#

        "map(function)" "An array of what the function gives for each value."
        r#"assert_eq!([1, 2].map(|number| number * 10), [10, 20]);"#

        "windows(size) -> iterator" "All parts of this length. Panics on 0."
        r#"let sums: Vec<u64> = [1, 2, 3].windows(2).map(|pair| pair[0] + pair[1]).collect();
           assert_eq!(sums, [3, 5]);"#

        "chunks(size) -> iterator" "Parts of this length, and a shorter last one. Panics on 0."
        r#"let lengths: Vec<usize> = [1, 2, 3].chunks(2).map(|part| part.len()).collect();
           assert_eq!(lengths, [2, 1]);"#

        "chunks_exact(size) -> iterator" "Parts of this length, without what is left over. Panics on 0."
        r#"assert_eq!([1, 2, 3].chunks_exact(2).count(), 1);"#

        "rchunks(size) -> iterator" "As `chunks`, from the end: the first values are left for the shorter part."
        r#"let lengths: Vec<usize> = [1, 2, 3].rchunks(2).map(|part| part.len()).collect();
           assert_eq!(lengths, [2, 1]);"#

        "chunk_by(function) -> iterator" "Parts as long as the function is true for each value and the next."
        r#"let lengths: Vec<usize> = [1, 1, 2].chunk_by(|a, b| a == b).map(|part| part.len()).collect();
           assert_eq!(lengths, [2, 1]);"#

        "split(function) -> iterator" "The parts between the values for which the function is true."
        r#"let parts: Vec<Vec<u64>> = [1, 0, 2].split(|number| *number == 0).map(|part| part.to_vec()).collect();
           assert_eq!(parts, [[1], [2]]);"#

        "split_at(at) -> (list, list)" "Two halves. Panics beyond the end."
        r#"let list = [1, 2, 3];
           let (left, right) = list.split_at(1);
           assert_eq!((left.len(), right.len()), (1, 2));"#

        "split_first() -> Option" "The first value and the rest."
        r#"let list = [1, 2, 3];
           let (first, rest) = list.split_first().unwrap();
           assert_eq!((*first, rest.len()), (1, 2));"#

        "split_last() -> Option" "The last value and the rest."
        r#"let list = [1, 2, 3];
           let (last, rest) = list.split_last().unwrap();
           assert_eq!((*last, rest.len()), (3, 2));"#

        "to_vec() -> Vec" "A list of its own."
        r#"assert_eq!([1, 2][1..].to_vec(), vec![2]);"#

        "as_slice()" "The list itself."
        r#"assert_eq!(vec![1, 2].as_slice(), [1, 2]);"#

        "repeat(count) -> Vec" "The same so many times over."
        r#"assert_eq!([1, 2].repeat(2), [1, 2, 1, 2]);"#

        "join(between)" "All in one, with something between: strings a string, lists a list."
        r#"assert_eq!(["a", "b"].join(", "), "a, b");"#

        "concat()" "All in one: strings a string, lists a list."
        r#"assert_eq!([vec![1], vec![2, 3]].concat(), [1, 2, 3]);"#
    }
    Alone "a map" "`BTreeMap` and `HashMap` are one type, ordered by its keys. `map[&key]` panics where there is no such key." {
        "BTreeMap::new() -> BTreeMap" "An empty map."
        r#"let map: BTreeMap<String, u64> = BTreeMap::new();
           assert!(map.is_empty());"#

        "BTreeMap::from(pairs) -> BTreeMap" "A map of pairs of a key and a value."
        r#"let map = BTreeMap::from([("a", 1), ("b", 2)]);
           assert_eq!(map["b"], 2);"#

        "HashMap::new() -> HashMap" "An empty map."
        r#"let map: HashMap<String, u64> = HashMap::new();
           assert!(map.is_empty());"#

        "HashMap::with_capacity(count) -> HashMap" "The same as `HashMap::new`."
        r#"let map: HashMap<String, u64> = HashMap::with_capacity(8);
           assert!(map.is_empty());"#

        "HashMap::from(pairs) -> HashMap" "A map of pairs of a key and a value."
        r#"let map = HashMap::from([("a", 1), ("b", 2)]);
           assert_eq!(map.len(), 2);"#

        "len() -> usize" "How many keys it has."
        r#"assert_eq!(BTreeMap::from([("a", 1)]).len(), 1);"#

        "is_empty() -> bool" "Whether it has none."
        r#"assert!(!BTreeMap::from([("a", 1)]).is_empty());"#

        "insert(key, value) -> Option" "Puts a value under a key and gives the one that was there."
        r#"let mut map = BTreeMap::from([("a", 1)]);
           assert_eq!(map.insert("a", 2), Some(1));
           assert_eq!(map.insert("b", 3), None);"#

        "remove(key) -> Option" "Takes what is under a key."
        r#"let mut map = BTreeMap::from([("a", 1)]);
           assert_eq!(map.remove("a"), Some(1));
           assert!(map.is_empty());"#

        "clear()" "Makes it empty."
        r#"let mut map = BTreeMap::from([("a", 1)]);
           map.clear();
           assert!(map.is_empty());"#

        "get(key) -> Option" "What is under a key."
        r#"let map = BTreeMap::from([("a", 1)]);
           assert_eq!(map.get("a"), Some(&1));"#

        "get_mut(key) -> Option" "What is under a key, to be changed where it stands."
        r#"let mut map = BTreeMap::from([("a", 1)]);
           if let Some(value) = map.get_mut("a") { *value += 1; }
           assert_eq!(map["a"], 2);"#

        "get_key_value(key) -> Option" "A key with what is under it."
        r#"let map = BTreeMap::from([("a", 1)]);
           assert_eq!(map.get_key_value("a"), Some((&"a", &1)));"#

        "contains_key(key) -> bool" "Whether there is something under a key."
        r#"assert!(BTreeMap::from([("a", 1)]).contains_key("a"));"#

        "entry(key) -> entry" "The place of a key, whether or not something stands there."
        r#"let mut counts = BTreeMap::new();
           for word in ["a", "b", "a"] { *counts.entry(word).or_insert(0) += 1; }
           assert_eq!(counts["a"], 2);"#

        "keys() -> iterator" "The keys, in order."
        r#"let map = BTreeMap::from([("b", 1), ("a", 2)]);
           assert_eq!(map.keys().next(), Some(&"a"));"#

        "values() -> iterator" "The values, in the order of their keys."
        r#"let map = BTreeMap::from([("a", 1), ("b", 2)]);
           assert_eq!(map.values().sum::<u64>(), 3);"#

        "into_keys() -> iterator" "The keys, in order."
        r#"let keys: Vec<&str> = BTreeMap::from([("a", 1)]).into_keys().collect();
           assert_eq!(keys, ["a"]);"#

        "into_values() -> iterator" "The values, in the order of their keys."
        r#"let values: Vec<u64> = BTreeMap::from([("a", 1)]).into_values().collect();
           assert_eq!(values, [1]);"#

        "values_mut() -> iterator" "The values, to be changed where they stand."
        r#"let mut map = BTreeMap::from([("a", 1)]);
           for value in map.values_mut() { *value += 1; }
           assert_eq!(map["a"], 2);"#

        "iter() -> iterator" "The pairs of key and value, in the order of the keys."
        r#"let map = BTreeMap::from([("a", 1), ("b", 2)]);
           assert_eq!(map.iter().map(|(_, value)| value).max(), Some(&2));"#

        "into_iter() -> iterator" "The pairs of key and value, in the order of the keys."
        r#"let pairs: Vec<(&str, u64)> = BTreeMap::from([("a", 1)]).into_iter().collect();
           assert_eq!(pairs, [("a", 1)]);"#

        "iter_mut() -> iterator" "The pairs, whose values can be changed where they stand."
        r#"let mut map = BTreeMap::from([("a", 1)]);
           for (_, value) in map.iter_mut() { *value += 1; }
           assert_eq!(map["a"], 2);"#

        "extend(pairs)" "Inserts all pairs of an iterator or another map."
        r#"let mut map = BTreeMap::from([("a", 1)]);
           map.extend([("b", 2)]);
           assert_eq!(map.len(), 2);"#

        "append(map)" "Inserts all pairs of another map and leaves that one empty."
        r#"let mut map = BTreeMap::from([("a", 1)]);
           let mut more = BTreeMap::from([("b", 2)]);
           map.append(&mut more);
           assert_eq!((map.len(), more.len()), (2, 0));"#

        "retain(keep)" "Keeps the pairs for which the function is true."
        r#"let mut map = BTreeMap::from([("a", 1), ("b", 2)]);
           map.retain(|_, value| *value > 1);
           assert_eq!(map.len(), 1);"#

        "split_off(key) -> BTreeMap" "Takes out all from this key on."
        r#"let mut map = BTreeMap::from([(1, "a"), (2, "b")]);
           assert_eq!(map.split_off(&2).len(), 1);
           assert_eq!(map.len(), 1);"#

        "range(range) -> iterator" "The pairs whose keys are in a range. Panics if it ends before it begins."
        r#"let map = BTreeMap::from([(1, "a"), (2, "b"), (3, "c")]);
           assert_eq!(map.range(2..).count(), 2);"#

        "first_key_value() -> Option" "The pair with the least key."
        r#"let map = BTreeMap::from([(1, "a"), (2, "b")]);
           assert_eq!(map.first_key_value(), Some((&1, &"a")));"#

        "last_key_value() -> Option" "The pair with the greatest key."
        r#"let map = BTreeMap::from([(1, "a"), (2, "b")]);
           assert_eq!(map.last_key_value(), Some((&2, &"b")));"#

        "pop_first() -> Option" "Takes the pair with the least key."
        r#"let mut map = BTreeMap::from([(1, "a"), (2, "b")]);
           assert_eq!(map.pop_first(), Some((1, "a")));"#

        "pop_last() -> Option" "Takes the pair with the greatest key."
        r#"let mut map = BTreeMap::from([(1, "a"), (2, "b")]);
           assert_eq!(map.pop_last(), Some((2, "b")));"#
    }
    Alone "an entry of a map" "What `map.entry(key)` gives." {
        "or_insert(value)" "What is there, to be changed where it stands; the value is put there first if nothing is."
        r#"let mut counts = BTreeMap::new();
           *counts.entry("a").or_insert(0) += 1;
           assert_eq!(counts["a"], 1);"#

        "or_insert_with(function)" "The same; the function is called only if nothing is there."
        r#"let mut lists: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
           lists.entry("a").or_insert_with(Vec::new).push(1);
           assert_eq!(lists["a"], [1]);"#

        "or_insert_with_key(function)" "The same; the function gets the key."
        r#"let mut lengths: BTreeMap<&str, usize> = BTreeMap::new();
           lengths.entry("abc").or_insert_with_key(|key| key.len());
           assert_eq!(lengths["abc"], 3);"#

        "or_default()" "The same with the default of the map's values. The type of the map must stand in the code."
        r#"let mut lists: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
           lists.entry("a").or_default().push(1);
           assert_eq!(lists["a"], [1]);"#

        "and_modify(function) -> entry" "Changes what is there, and nothing if nothing is."
        r#"let mut counts = BTreeMap::from([("a", 1)]);
           counts.entry("a").and_modify(|count| *count += 1).or_insert(0);
           assert_eq!(counts["a"], 2);"#
    }
    Alone "a set" "`BTreeSet` and `HashSet` are one type, in order." {
        "BTreeSet::new() -> BTreeSet" "An empty set."
        r#"let set: BTreeSet<u64> = BTreeSet::new();
           assert!(set.is_empty());"#

        "BTreeSet::from(values) -> BTreeSet" "A set of these values."
        r#"assert_eq!(BTreeSet::from([2, 1, 2]).len(), 2);"#

        "HashSet::new() -> HashSet" "An empty set."
        r#"let set: HashSet<u64> = HashSet::new();
           assert!(set.is_empty());"#

        "HashSet::with_capacity(count) -> HashSet" "The same as `HashSet::new`."
        r#"let set: HashSet<u64> = HashSet::with_capacity(8);
           assert!(set.is_empty());"#

        "HashSet::from(values) -> HashSet" "A set of these values."
        r#"assert!(HashSet::from(["a", "b"]).contains("a"));"#

        "len() -> usize" "How many values it has."
        r#"assert_eq!(BTreeSet::from([1, 2]).len(), 2);"#

        "is_empty() -> bool" "Whether it has none."
        r#"assert!(!BTreeSet::from([1]).is_empty());"#

        "insert(value) -> bool" "Adds a value, and says whether it was not there."
        r#"let mut seen = BTreeSet::new();
           assert!(seen.insert("a"));
           assert!(!seen.insert("a"));"#

        "remove(value) -> bool" "Takes a value out, and says whether it was there."
        r#"let mut set = BTreeSet::from([1]);
           assert!(set.remove(&1));
           assert!(!set.remove(&1));"#

        "take(value) -> Option" "Takes a value out and gives it."
        r#"let mut set = BTreeSet::from([1]);
           assert_eq!(set.take(&1), Some(1));"#

        "clear()" "Makes it empty."
        r#"let mut set = BTreeSet::from([1]);
           set.clear();
           assert!(set.is_empty());"#

        "contains(value) -> bool" "Whether it has this value."
        r#"assert!(BTreeSet::from([1, 2]).contains(&2));"#

        "get(value) -> Option" "The value, if it has it."
        r#"assert_eq!(BTreeSet::from([1, 2]).get(&3), None);"#

        "first() -> Option" "The least value."
        r#"assert_eq!(BTreeSet::from([2, 1]).first(), Some(&1));"#

        "last() -> Option" "The greatest value."
        r#"assert_eq!(BTreeSet::from([2, 1]).last(), Some(&2));"#

        "pop_first() -> Option" "Takes the least value."
        r#"let mut set = BTreeSet::from([2, 1]);
           assert_eq!(set.pop_first(), Some(1));"#

        "pop_last() -> Option" "Takes the greatest value."
        r#"let mut set = BTreeSet::from([2, 1]);
           assert_eq!(set.pop_last(), Some(2));"#

        "range(range) -> iterator" "The values in a range. Panics if it ends before it begins."
        r#"let set = BTreeSet::from([1, 2, 3]);
           assert_eq!(set.range(2..).count(), 2);"#

        "iter() -> iterator" "The values, in order."
        r#"let set = BTreeSet::from([2, 1]);
           assert_eq!(set.iter().next(), Some(&1));"#

        "into_iter() -> iterator" "The values, in order."
        r#"let list: Vec<u64> = BTreeSet::from([2, 1]).into_iter().collect();
           assert_eq!(list, [1, 2]);"#

        "extend(values)" "Adds all values of an iterator or another set."
        r#"let mut set = BTreeSet::from([1]);
           set.extend([1, 2]);
           assert_eq!(set.len(), 2);"#

        "append(set)" "Adds all values of another set and leaves that one empty."
        r#"let (mut set, mut more) = (BTreeSet::from([1]), BTreeSet::from([2]));
           set.append(&mut more);
           assert_eq!((set.len(), more.len()), (2, 0));"#

        "retain(keep)" "Keeps the values for which the function is true."
        r#"let mut set = BTreeSet::from([1, 2, 3]);
           set.retain(|number| *number > 1);
           assert_eq!(set.len(), 2);"#

        "split_off(value) -> BTreeSet" "Takes out all from this value on."
        r#"let mut set = BTreeSet::from([1, 2, 3]);
           assert_eq!(set.split_off(&2).len(), 2);
           assert_eq!(set.len(), 1);"#

        "is_subset(set) -> bool" "Whether the other has all its values."
        r#"assert!(BTreeSet::from([1]).is_subset(&BTreeSet::from([1, 2])));"#

        "is_superset(set) -> bool" "Whether it has all values of the other."
        r#"assert!(BTreeSet::from([1, 2]).is_superset(&BTreeSet::from([1])));"#

        "is_disjoint(set) -> bool" "Whether the two have no value in common."
        r#"assert!(BTreeSet::from([1]).is_disjoint(&BTreeSet::from([2])));"#

        "union(set) -> iterator" "The values that either has."
        r#"let (a, b) = (BTreeSet::from([1, 2]), BTreeSet::from([2, 3]));
           assert_eq!(a.union(&b).count(), 3);"#

        "intersection(set) -> iterator" "The values that both have."
        r#"let (a, b) = (BTreeSet::from([1, 2]), BTreeSet::from([2, 3]));
           assert_eq!(a.intersection(&b).next(), Some(&2));"#

        "difference(set) -> iterator" "The values that it has and the other has not."
        r#"let (a, b) = (BTreeSet::from([1, 2]), BTreeSet::from([2, 3]));
           assert_eq!(a.difference(&b).next(), Some(&1));"#

        "symmetric_difference(set) -> iterator" "The values that one of them has and the other has not."
        r#"let (a, b) = (BTreeSet::from([1, 2]), BTreeSet::from([2, 3]));
           assert_eq!(a.symmetric_difference(&b).count(), 2);"#
    }
    Alone "an Option" "`Some(value)` or `None`." {
        "is_some() -> bool" "Whether there is something."
        r#"assert!(Some(1).is_some());"#

        "is_none() -> bool" "Whether there is nothing."
        r#"assert!(!Some(1).is_none());"#

        "is_some_and(function) -> bool" "Whether there is something, and the function is true for it."
        r#"assert!(Some(3).is_some_and(|number| number > 2));"#

        "is_none_or(function) -> bool" "Whether there is nothing, or the function is true for it."
        r#"assert!(Some(3).is_none_or(|number| number > 2));"#

        "unwrap()" "What is inside. Panics on `None`."
        r#"assert_eq!(Some(1).unwrap(), 1);"#

        "expect(message)" "What is inside. Panics with the message on `None`."
        r#"assert_eq!(Some(1).expect("a leader"), 1);"#

        "unwrap_or(value)" "What is inside, or the value."
        r#"assert_eq!(None.unwrap_or(7), 7);"#

        "unwrap_or_else(function)" "What is inside, or what the function gives."
        r#"assert_eq!(None.unwrap_or_else(|| 7), 7);"#

        "unwrap_or_default()" "What is inside, or the default of its type, which must stand in the code."
        r#"let count: u64 = None.unwrap_or_default();
           assert_eq!(count, 0);"#

        "map(function) -> Option" "What the function makes of what is inside."
        r#"assert_eq!(Some(2).map(|number| number * 2), Some(4));"#

        "map_or(value, function)" "What the function makes of what is inside, or the value."
        r#"assert_eq!(Some("abc").map_or(0, |text| text.len()), 3);"#

        "map_or_else(otherwise, function)" "The same, with a function for `None`."
        r#"assert_eq!(Some("abc").map_or_else(|| 0, |text| text.len()), 3);"#

        "and(option) -> Option" "The other, if there is something."
        r#"assert_eq!(Some(1).and(Some("a")), Some("a"));"#

        "and_then(function) -> Option" "The Option that the function makes of what is inside."
        r#"assert_eq!(Some(7).and_then(|number: u64| number.checked_sub(9)), None);"#

        "or(option) -> Option" "Itself, or the other if there is nothing."
        r#"assert_eq!(None.or(Some(1)), Some(1));"#

        "or_else(function) -> Option" "Itself, or what the function gives if there is nothing."
        r#"assert_eq!(None.or_else(|| Some(1)), Some(1));"#

        "xor(option) -> Option" "The one of the two that has something, if the other has not."
        r#"assert_eq!(Some(1).xor(Some(2)), None);"#

        "filter(keep) -> Option" "Itself, if the function is true for what is inside."
        r#"assert_eq!(Some(3).filter(|number| *number > 5), None);"#

        "flatten() -> Option" "What is inside, where that is an Option too."
        r#"assert_eq!(Some(Some(1)).flatten(), Some(1));"#

        "zip(option) -> Option" "Both as a pair, if both have something."
        r#"assert_eq!(Some(1).zip(Some("a")), Some((1, "a")));"#

        "unzip() -> (Option, Option)" "Two Options of a pair."
        r#"assert_eq!(Some((1, "a")).unzip(), (Some(1), Some("a")));"#

        "ok_or(error) -> Result" "`Ok` of what is inside, or `Err(error)`."
        r#"assert_eq!(Some(1).ok_or("nothing"), Ok(1));"#

        "ok_or_else(function) -> Result" "The same, with a function that makes the error."
        r#"let found: Result<u64, &str> = None.ok_or_else(|| "nothing");
           assert_eq!(found, Err("nothing"));"#

        "transpose() -> Result" "An Option of a Result as a Result of an Option."
        r#"let inside: Option<Result<u64, String>> = Some(Ok(1));
           assert_eq!(inside.transpose(), Ok(Some(1)));"#

        "inspect(function) -> Option" "Calls the function with what is inside, and gives itself."
        r#"let found = Some(1).inspect(|number| println!("found {number}"));
           assert_eq!(found, Some(1));"#

        "cloned() -> Option" "With a copy of what is inside."
        r#"let list = vec![String::from("a")];
           assert_eq!(list.first().cloned(), Some(String::from("a")));"#

        "copied() -> Option" "With a copy of what is inside."
        r#"assert_eq!([1, 2].iter().max().copied(), Some(2));"#

        "as_deref() -> Option" "Itself."
        r#"let name = Some(String::from("Ada"));
           assert_eq!(name.as_deref(), Some("Ada"));"#

        "as_mut() -> Option" "With what is inside, to be changed where it stands."
        r#"let mut count = Some(1);
           *count.as_mut().unwrap() += 1;
           assert_eq!(count, Some(2));"#

        "as_deref_mut() -> Option" "With what is inside, to be changed where it stands."
        r#"let mut list = Some(vec![1, 2]);
           if let Some(list) = list.as_deref_mut() { list[0] = 9; }
           assert_eq!(list, Some(vec![9, 2]));"#

        "take() -> Option" "Takes out what is inside and leaves `None`."
        r#"let mut slot = Some(1);
           assert_eq!(slot.take(), Some(1));
           assert_eq!(slot, None);"#

        "take_if(function) -> Option" "Takes out what is inside, if the function is true for it."
        r#"let mut slot = Some(1);
           assert_eq!(slot.take_if(|number| *number > 1), None);
           assert_eq!(slot, Some(1));"#

        "replace(value) -> Option" "Puts a value in and gives what was there."
        r#"let mut slot = Some(1);
           assert_eq!(slot.replace(2), Some(1));
           assert_eq!(slot, Some(2));"#

        "insert(value)" "Puts a value in, whatever was there."
        r#"let mut slot = None;
           slot.insert(1);
           assert_eq!(slot, Some(1));"#

        "get_or_insert(value)" "What is inside, to be changed where it stands; the value is put in first if nothing is."
        r#"let mut count = None;
           *count.get_or_insert(0) += 1;
           assert_eq!(count, Some(1));"#

        "get_or_insert_with(function)" "The same; the function is called only if nothing is there."
        r#"let mut list: Option<Vec<u64>> = None;
           list.get_or_insert_with(Vec::new).push(1);
           assert_eq!(list, Some(vec![1]));"#

        "iter() -> iterator" "What is inside, once or not at all."
        r#"assert_eq!(Some(1).iter().count(), 1);"#

        "into_iter() -> iterator" "What is inside, once or not at all."
        r#"let list: Vec<u64> = Some(1).into_iter().chain([2]).collect();
           assert_eq!(list, [1, 2]);"#

        "iter_mut() -> iterator" "What is inside, to be changed where it stands."
        r#"let mut count = Some(1);
           for number in count.iter_mut() { *number += 1; }
           assert_eq!(count, Some(2));"#
    }
    Alone "a Result" "`Ok(value)` or `Err(error)`. `Result<T>` alone is `Result<T, Error>`." {
        "is_ok() -> bool" "Whether it is `Ok`."
        r#"assert!("1".parse::<u64>().is_ok());"#

        "is_err() -> bool" "Whether it is `Err`."
        r#"assert!("x".parse::<u64>().is_err());"#

        "is_ok_and(function) -> bool" "Whether it is `Ok`, and the function is true for what is inside."
        r#"assert!("3".parse::<u64>().is_ok_and(|number| number > 2));"#

        "is_err_and(function) -> bool" "Whether it is `Err`, and the function is true for the error."
        r#"let answer: Result<u64, &str> = Err("late");
           assert!(answer.is_err_and(|error| error == "late"));"#

        "ok() -> Option" "What is in `Ok`."
        r#"assert_eq!("x".parse::<u64>().ok(), None);"#

        "err() -> Option" "What is in `Err`."
        r#"let answer: Result<u64, &str> = Err("late");
           assert_eq!(answer.err(), Some("late"));"#

        "unwrap()" "What is in `Ok`. Panics on `Err`."
        r#"assert_eq!("1".parse::<u64>().unwrap(), 1);"#

        "expect(message)" "What is in `Ok`. Panics with the message on `Err`."
        r#"assert_eq!("1".parse::<u64>().expect("a number"), 1);"#

        "unwrap_err()" "What is in `Err`. Panics on `Ok`."
        r#"let answer: Result<u64, &str> = Err("late");
           assert_eq!(answer.unwrap_err(), "late");"#

        "expect_err(message)" "What is in `Err`. Panics with the message on `Ok`."
        r#"let answer: Result<u64, &str> = Err("late");
           assert_eq!(answer.expect_err("no answer"), "late");"#

        "unwrap_or(value)" "What is in `Ok`, or the value."
        r#"assert_eq!("x".parse::<u64>().unwrap_or(0), 0);"#

        "unwrap_or_else(function)" "What is in `Ok`, or what the function makes of the error."
        r#"let answer: Result<usize, &str> = Err("late");
           assert_eq!(answer.unwrap_or_else(|error| error.len()), 4);"#

        "unwrap_or_default()" "What is in `Ok`, or the default of its type, which must stand in the code."
        r#"let count: u64 = "x".parse::<u64>().unwrap_or_default();
           assert_eq!(count, 0);"#

        "map(function) -> Result" "With what the function makes of what is in `Ok`."
        r#"assert_eq!("2".parse::<u64>().map(|number| number * 2), Ok(4));"#

        "map_err(function) -> Result" "With what the function makes of the error."
        r#"let answer: Result<u64, &str> = Err("late");
           assert_eq!(answer.map_err(|error| error.len()), Err(4));"#

        "map_or(value, function)" "What the function makes of what is in `Ok`, or the value."
        r#"assert_eq!("2".parse::<u64>().map_or(0, |number| number * 2), 4);"#

        "map_or_else(otherwise, function)" "The same, with a function of the error."
        r#"let answer: Result<usize, &str> = Err("late");
           assert_eq!(answer.map_or_else(|error| error.len(), |number| number), 4);"#

        "and(result) -> Result" "The other, if it is `Ok`."
        r#"let first: Result<u64, &str> = Ok(1);
           assert_eq!(first.and(Ok("a")), Ok("a"));"#

        "and_then(function) -> Result" "The Result that the function makes of what is in `Ok`."
        r#"let text: Result<&str, String> = Ok("7");
           assert_eq!(text.and_then(|text| text.parse::<u64>().map_err(|error| error.to_string())), Ok(7));"#

        "or(result) -> Result" "Itself, or the other if it is `Err`."
        r#"let first: Result<u64, &str> = Err("late");
           let second: Result<u64, &str> = Ok(1);
           assert_eq!(first.or(second), Ok(1));"#

        "or_else(function) -> Result" "Itself, or the Result that the function makes of the error."
        r#"let answer: Result<usize, &str> = Err("late");
           let second: Result<usize, &str> = answer.or_else(|error| Ok(error.len()));
           assert_eq!(second, Ok(4));"#

        "flatten() -> Result" "What is in `Ok`, where that is a Result too."
        r#"let inside: Result<Result<u64, &str>, &str> = Ok(Ok(1));
           assert_eq!(inside.flatten(), Ok(1));"#

        "transpose() -> Option" "A Result of an Option as an Option of a Result."
        r#"let inside: Result<Option<u64>, &str> = Ok(None);
           assert_eq!(inside.transpose(), None);"#

        "inspect(function) -> Result" "Calls the function with what is in `Ok`, and gives itself."
        r#"let found = "1".parse::<u64>().inspect(|number| println!("found {number}"));
           assert_eq!(found, Ok(1));"#

        "inspect_err(function) -> Result" "Calls the function with the error, and gives itself."
        r#"let answer: Result<u64, &str> = Err("late");
           assert!(answer.inspect_err(|error| println!("{error}")).is_err());"#

        "cloned() -> Result" "With a copy of what is in `Ok`."
        r#"let answer: Result<&u64, &str> = Ok(&1);
           assert_eq!(answer.cloned(), Ok(1));"#

        "copied() -> Result" "With a copy of what is in `Ok`."
        r#"let answer: Result<&u64, &str> = Ok(&1);
           assert_eq!(answer.copied(), Ok(1));"#

        "as_deref() -> Result" "Itself."
        r#"let name: Result<String, u64> = Ok(String::from("Ada"));
           assert_eq!(name.as_deref(), Ok("Ada"));"#

        "as_mut() -> Result" "With what is inside, to be changed where it stands."
        r#"let mut count: Result<u64, &str> = Ok(1);
           if let Ok(number) = count.as_mut() { *number += 1; }
           assert_eq!(count, Ok(2));"#

        "as_deref_mut() -> Result" "With what is inside, to be changed where it stands."
        r#"let mut list: Result<Vec<u64>, String> = Ok(vec![1]);
           if let Ok(list) = list.as_deref_mut() { list[0] += 1; }
           assert_eq!(list, Ok(vec![2]));"#

        "iter() -> iterator" "What is in `Ok`, once or not at all."
        r#"assert_eq!("1".parse::<u64>().iter().count(), 1);"#

        "into_iter() -> iterator" "What is in `Ok`, once or not at all."
        r#"let numbers: Vec<u64> = ["1", "x"].iter().flat_map(|text| text.parse::<u64>().into_iter()).collect();
           assert_eq!(numbers, [1]);"#
    }
    Alone "an Ordering" "`Less`, `Equal` or `Greater`, as `cmp` gives it." {
        "is_lt() -> bool" "Whether it is `Less`."
        r#"assert!(1.cmp(&2).is_lt());"#

        "is_le() -> bool" "Whether it is `Less` or `Equal`."
        r#"assert!(1.cmp(&1).is_le());"#

        "is_gt() -> bool" "Whether it is `Greater`."
        r#"assert!(2.cmp(&1).is_gt());"#

        "is_ge() -> bool" "Whether it is `Greater` or `Equal`."
        r#"assert!(1.cmp(&1).is_ge());"#

        "is_eq() -> bool" "Whether it is `Equal`."
        r#"assert!(1.cmp(&1).is_eq());"#

        "is_ne() -> bool" "Whether it is not `Equal`."
        r#"assert!(1.cmp(&2).is_ne());"#

        "reverse() -> Ordering" "The other way round."
        r#"assert_eq!(1.cmp(&2).reverse(), Ordering::Greater);"#

        "then(ordering) -> Ordering" "Itself, or the other if it is `Equal`."
        r#"assert_eq!(1.cmp(&1).then("a".cmp("b")), Ordering::Less);"#

        "then_with(function) -> Ordering" "Itself, or what the function gives if it is `Equal`."
        r#"let mut pairs = vec![(1, "b"), (1, "a"), (0, "c")];
           pairs.sort_by(|left, right| left.0.cmp(&right.0).then_with(|| left.1.cmp(right.1)));
           assert_eq!(pairs, [(0, "c"), (1, "a"), (1, "b")]);"#
    }
    Alone "a range" "`a..b`, `a..=b` and those with one end. A range of whole numbers or of characters has all methods of an iterator." {
        "contains(value) -> bool" "Whether the value lies in it."
        r#"assert!((1..=6).contains(&6));"#

        "is_empty() -> bool" "Whether there is nothing in it."
        r#"assert!((3..3).is_empty());"#

        "start()" "Its first value. `range.start` is the same."
        r#"assert_eq!(*(1..=6).start(), 1);"#

        "end()" "The value that it ends with. `range.end` is the same."
        r#"assert_eq!(*(1..=6).end(), 6);"#
    }
    Alone "an iterator" "It gives one value after another, and works only when it is asked. A list, a map, a set, a range, an `Option` and a string's `chars()` give one." {
        "iter::once(value)" "One value."
        r#"assert_eq!(std::iter::once(1).chain(2..4).sum::<u64>(), 6);"#

        "iter::empty()" "No value."
        r#"assert_eq!(std::iter::empty::<u64>().count(), 0);"#

        "iter::repeat(value)" "The same value for ever."
        r#"assert_eq!(std::iter::repeat("ab").take(2).collect::<String>(), "abab");"#

        "iter::repeat_with(function)" "What the function gives, each time anew, for ever."
        r#"let mut last = 0;
           let list: Vec<u64> = std::iter::repeat_with(|| { last += 1; last }).take(2).collect();
           assert_eq!(list, [1, 2]);"#

        "iter::from_fn(function)" "What the function gives, until that is `None`."
        r#"let mut left = 3;
           let list: Vec<u64> = std::iter::from_fn(|| { left -= 1; (left > 0).then_some(left) }).collect();
           assert_eq!(list, [2, 1]);"#

        "iter::successors(first, function)" "A first value, and what the function makes of the last one, until that is `None`."
        r#"let powers: Vec<u64> = std::iter::successors(Some(1), |last| Some(last * 2)).take(4).collect();
           assert_eq!(powers, [1, 2, 4, 8]);"#

        "iter::zip(a, b)" "The values of both, in pairs."
        r#"assert_eq!(std::iter::zip([1, 2], ["a", "b"]).last(), Some((2, "b")));"#

        "next() -> Option" "The next value."
        r#"let mut numbers = [1, 2].iter();
           assert_eq!(numbers.next(), Some(&1));
           assert_eq!(numbers.next(), Some(&2));"#

        "next_back() -> Option" "The next value from the end."
        r#"let mut numbers = [1, 2].iter();
           assert_eq!(numbers.next_back(), Some(&2));"#

        "nth(count) -> Option" "Passes over so many values and gives the one after them."
        r#"assert_eq!((10..20).nth(3), Some(13));"#

        "peekable()" "The same, but its next value can be looked at."
        r#"let mut numbers = (1..3).peekable();
           assert_eq!(numbers.peek(), Some(&1));
           assert_eq!(numbers.next(), Some(1));"#

        "peek() -> Option" "Of a peekable iterator: the next value, which stays."
        r#"let mut numbers = (1..3).peekable();
           numbers.next();
           assert_eq!(numbers.peek(), Some(&2));"#

        "next_if(function) -> Option" "Of a peekable iterator: the next value, if the function is true for it."
        r#"let mut numbers = (1..3).peekable();
           assert_eq!(numbers.next_if(|number| *number == 1), Some(1));
           assert_eq!(numbers.next_if(|number| *number == 1), None);"#

        "next_if_eq(value) -> Option" "Of a peekable iterator: the next value, if it is this one."
        r#"let mut numbers = (1..3).peekable();
           assert_eq!(numbers.next_if_eq(&1), Some(1));"#

        "map(function)" "What the function makes of each value."
        r#"let doubled: Vec<u64> = (1..4).map(|number| number * 2).collect();
           assert_eq!(doubled, [2, 4, 6]);"#

        "filter(keep)" "The values for which the function is true."
        r#"assert_eq!((1..10).filter(|number| number % 3 == 0).count(), 3);"#

        "filter_map(function)" "What is inside the `Some` that the function gives."
        r#"let numbers: Vec<u64> = ["1", "x", "3"].iter().filter_map(|text| text.parse::<u64>().ok()).collect();
           assert_eq!(numbers, [1, 3]);"#

        "flat_map(function)" "All values of what the function makes of each."
        r#"let letters: String = ["ab", "c"].iter().flat_map(|word| word.chars()).collect();
           assert_eq!(letters, "abc");"#

        "flatten()" "All values of all lists, Options or other collections that it gives."
        r#"let numbers: Vec<u64> = [Some(1), None, Some(3)].into_iter().flatten().collect();
           assert_eq!(numbers, [1, 3]);"#

        "map_while(function)" "What is inside the `Some` that the function gives, until that is `None`."
        r#"let numbers: Vec<u64> = ["1", "x", "3"].iter().map_while(|text| text.parse::<u64>().ok()).collect();
           assert_eq!(numbers, [1]);"#

        "take(count)" "The first so many values."
        r#"assert_eq!((1..).take(3).sum::<u64>(), 6);"#

        "take_while(function)" "The values before the first for which the function is false."
        r#"assert_eq!((1..).take_while(|number| number * number < 20).count(), 4);"#

        "skip(count)" "All but the first so many values."
        r#"assert_eq!((1..5).skip(2).next(), Some(3));"#

        "skip_while(function)" "The values from the first on for which the function is false."
        r#"assert_eq!((1..5).skip_while(|number| *number < 3).next(), Some(3));"#

        "step_by(step)" "Every so many-th value, beginning with the first. Panics on 0."
        r#"let numbers: Vec<u64> = (0..10).step_by(4).collect();
           assert_eq!(numbers, [0, 4, 8]);"#

        "chain(other)" "Its values, then those of the other."
        r#"assert_eq!((1..3).chain(7..9).count(), 4);"#

        "zip(other)" "The values of both, in pairs, until one ends."
        r#"let pairs: Vec<(u64, &str)> = (1..9).zip(["a", "b"]).collect();
           assert_eq!(pairs, [(1, "a"), (2, "b")]);"#

        "enumerate()" "The values, each with its position."
        r#"assert_eq!(["a", "b"].iter().enumerate().last(), Some((1, &"b")));"#

        "rev()" "The values from the end."
        r#"assert_eq!((1..4).rev().next(), Some(3));"#

        "cycle()" "Its values over and over."
        r#"assert_eq!([1, 2, 3].iter().cycle().nth(4), Some(&2));"#

        "scan(state, function)" "What the function gives, which can change the state, until that is `None`."
        r#"let sums: Vec<u64> = [1, 2, 3].iter().scan(0, |sum, number| { *sum += number; Some(*sum) }).collect();
           assert_eq!(sums, [1, 3, 6]);"#

        "inspect(function)" "The same values; the function is called with each."
        r#"let sum: u64 = (1..4).inspect(|number| println!("{number}")).sum();
           assert_eq!(sum, 6);"#

        "cloned()" "Copies of its values."
        r#"let list: Vec<u64> = [1, 2].iter().cloned().collect();
           assert_eq!(list, [1, 2]);"#

        "copied()" "Copies of its values."
        r#"assert_eq!([1, 2].iter().copied().max(), Some(2));"#

        "by_ref()" "The same iterator, which goes on where this use of it ends."
        r#"let mut numbers = [1, 2, 3].iter();
           assert_eq!(numbers.by_ref().take(2).sum::<u64>(), 3);
           assert_eq!(numbers.next(), Some(&3));"#

        "fuse()" "The same iterator."
        r#"assert_eq!((1..3).fuse().count(), 2);"#

        "iter()" "The same iterator: what is borrowed is read at once here."
        r#"let mut numbers = [1, 2].iter();
           assert_eq!(numbers.next(), Some(&1));"#

        "into_iter()" "The same iterator."
        r#"assert_eq!((1..3).into_iter().count(), 2);"#

        "collect()" "All values, as the collection that is asked for. Results and Options are collected into one, the first failure of which is all that is left. The type must stand in the code."
        r#"let texts = ["1", "2", "x"].iter();
           let numbers: Result<Vec<u64>, _> = texts.map(|text| text.parse::<u64>()).collect();
           assert!(numbers.is_err());"#

        "count() -> usize" "How many values there are."
        r#"assert_eq!((1..5).count(), 4);"#

        "len() -> usize" "How many values are left."
        r#"assert_eq!([1, 2].iter().len(), 2);"#

        "sum()" "All values added. Panics where the sum does not fit."
        r#"let sum: u64 = [1, 2, 3].iter().sum();
           assert_eq!(sum, 6);"#

        "product()" "All values multiplied. Panics where the product does not fit."
        r#"let product: u64 = (1..=5).product();
           assert_eq!(product, 120);"#

        "min() -> Option" "The least value."
        r#"assert_eq!([2, 1].iter().min(), Some(&1));"#

        "max() -> Option" "The greatest value."
        r#"assert_eq!([2, 1].iter().max(), Some(&2));"#

        "min_by(compare) -> Option" "The least value by a function that gives an `Ordering`."
        r#"assert_eq!([2.5, 0.5].into_iter().min_by(f64::total_cmp), Some(0.5));"#

        "max_by(compare) -> Option" "The greatest value by a function that gives an `Ordering`."
        r#"assert_eq!([2.5, 0.5].into_iter().max_by(f64::total_cmp), Some(2.5));"#

        "min_by_key(function) -> Option" "The value for which the function gives the least."
        r#"assert_eq!(["ccc", "a"].into_iter().min_by_key(|word| word.len()), Some("a"));"#

        "max_by_key(function) -> Option" "The value for which the function gives the greatest."
        r#"assert_eq!(["ccc", "a"].into_iter().max_by_key(|word| word.len()), Some("ccc"));"#

        "all(function) -> bool" "Whether the function is true for all values."
        r#"assert!([1, 2].iter().all(|number| *number > 0));"#

        "any(function) -> bool" "Whether the function is true for some value."
        r#"assert!([1, 2].iter().any(|number| *number > 1));"#

        "find(function) -> Option" "The first value for which the function is true."
        r#"assert_eq!((1..10).find(|number| number % 4 == 0), Some(4));"#

        "rfind(function) -> Option" "The last value for which the function is true."
        r#"assert_eq!((1..10).rfind(|number| number % 4 == 0), Some(8));"#

        "find_map(function) -> Option" "The first `Some` that the function gives."
        r#"let number = ["x", "2"].iter().find_map(|text| text.parse::<u64>().ok());
           assert_eq!(number, Some(2));"#

        "position(function) -> Option<usize>" "Where the first value stands for which the function is true."
        r#"assert_eq!(["a", "b"].iter().position(|word| *word == "b"), Some(1));"#

        "rposition(function) -> Option<usize>" "Where the last value stands for which the function is true."
        r#"assert_eq!([1, 2, 1].iter().rposition(|number| *number == 1), Some(2));"#

        "last() -> Option" "The last value."
        r#"assert_eq!((1..4).last(), Some(3));"#

        "fold(start, function)" "What the function makes of the start and the first value, of that and the second, and so on."
        r#"assert_eq!((1..4).fold(0, |number, digit| number * 10 + digit), 123);"#

        "try_fold(start, function)" "As `fold`, until the function gives `None` or `Err`."
        r#"let sum: Option<u8> = [200u8, 100].iter().try_fold(0u8, |sum, number| sum.checked_add(*number));
           assert_eq!(sum, None);"#

        "reduce(function) -> Option" "As `fold`, beginning with the first value."
        r#"assert_eq!((1..4).reduce(|product, number| product * number), Some(6));"#

        "for_each(function)" "Calls the function with each value."
        r#"let mut sum = 0;
           (1..4).for_each(|number| sum += number);
           assert_eq!(sum, 6);"#

        "try_for_each(function) -> Result" "Calls the function with each value, until it gives `None` or `Err`."
        r#"let all: Result<(), u64> = (1..9).try_for_each(|number| if number < 3 { Ok(()) } else { Err(number) });
           assert_eq!(all, Err(3));"#

        "partition(function)" "Two collections: the values for which the function is true, and the others."
        r#"let (even, odd): (Vec<u64>, Vec<u64>) = (1..6).partition(|number| number % 2 == 0);
           assert_eq!((even, odd), (vec![2, 4], vec![1, 3, 5]));"#

        "unzip()" "Two collections of an iterator of pairs."
        r#"let (numbers, words): (Vec<u64>, Vec<&str>) = [(1, "a"), (2, "b")].into_iter().unzip();
           assert_eq!((numbers, words), (vec![1, 2], vec!["a", "b"]));"#

        "cmp(other) -> Ordering" "Which of the two comes first, value by value."
        r#"assert_eq!((1..3).cmp(1..4), Ordering::Less);"#

        "partial_cmp(other) -> Option<Ordering>" "The same, in `Some`."
        r#"assert_eq!((1..3).partial_cmp(1..4), Some(Ordering::Less));"#

        "eq(other) -> bool" "Whether both give equal values."
        r#"assert!([1, 2].iter().eq(&vec![1, 2]));"#

        "ne(other) -> bool" "Whether they do not."
        r#"assert!((1..3).ne(1..4));"#

        "lt(other) -> bool" "Whether it comes before the other, value by value."
        r#"assert!((1..3).lt(1..4));"#

        "le(other) -> bool" "Whether it does not come after the other."
        r#"assert!((1..3).le(1..3));"#

        "gt(other) -> bool" "Whether it comes after the other, value by value."
        r#"assert!([2].iter().gt([1, 9].iter()));"#

        "ge(other) -> bool" "Whether it does not come before the other."
        r#"assert!((1..3).ge(1..3));"#

        "is_sorted() -> bool" "Whether no value is less than the one before it."
        r#"assert!((1..4).is_sorted());"#

        "is_sorted_by_key(function) -> bool" "The same, by a key of each value."
        r#"assert!(["a", "bb"].iter().is_sorted_by_key(|word| word.len()));"#
    }
    Alone "memory" "What takes values out of their places." {
        "drop(value)" "Lets go of a value now: a lock is free again, a channel loses a sender."
        r#"let count = Mutex::new(1);
           let guard = count.lock().await;
           drop(guard);
           assert!(count.try_lock().is_ok());"#

        "mem::take(place)" "Takes a value out and leaves its default."
        r#"let mut list = vec![1, 2];
           let taken = std::mem::take(&mut list);
           assert_eq!((taken, list), (vec![1, 2], vec![]));"#

        "mem::replace(place, value)" "Puts a value in and gives the one that was there."
        r#"let mut state = "idle";
           assert_eq!(std::mem::replace(&mut state, "busy"), "idle");
           assert_eq!(state, "busy");"#

        "mem::swap(a, b)" "Exchanges two values."
        r#"let (mut a, mut b) = (1, 2);
           std::mem::swap(&mut a, &mut b);
           assert_eq!((a, b), (2, 1));"#

        "Box::new(value)" "The value itself: every value can be inside one of its own type."
        r#"let boxed: Box<u64> = Box::new(7);
           assert_eq!(*boxed, 7);"#

        "Box::pin(future)" "The future itself: an async function may call itself without it."
        r#"assert_eq!(Box::pin(async { 7 }).await, 7);"#

        "Rc::new(value)" "The value itself. What a `Mutex` or a channel is inside is shared, all else is copied."
        r#"let name = Rc::new(String::from("Ada"));
           assert_eq!(Rc::clone(&name).len(), 3);"#

        "Arc::new(value)" "The same as `Rc::new`."
        r#"let count = Arc::new(Mutex::new(1));
           let shared = Arc::clone(&count);
           spawn(async move { let mut count = shared.lock().await; *count += 1; }).await.unwrap();
           assert_eq!(*count.lock().await, 2);"#
    }
    Alone "a Duration" "A length of time, in whole microseconds. `Duration::ZERO` and `Duration::MAX` are constants. `+`, `-`, `*` and `/` work; `-` panics below zero." {
        "Duration::from_secs(count) -> Duration" "So many seconds."
        r#"assert_eq!(Duration::from_secs(2).as_millis(), 2000);"#

        "Duration::from_millis(count) -> Duration" "So many thousandths of a second."
        r#"assert_eq!(Duration::from_millis(1500).as_secs(), 1);"#

        "Duration::from_micros(count) -> Duration" "So many millionths of a second."
        r#"assert_eq!(Duration::from_micros(1500).as_millis(), 1);"#

        "Duration::from_nanos(count) -> Duration" "So many billionths of a second, rounded down to microseconds."
        r#"assert_eq!(Duration::from_nanos(1500).as_micros(), 1);"#

        "Duration::from_secs_f64(seconds) -> Duration" "So many seconds with a fraction. Panics below zero."
        r#"assert_eq!(Duration::from_secs_f64(0.25), Duration::from_millis(250));"#

        "as_secs() -> u64" "How many whole seconds it has."
        r#"assert_eq!(Duration::from_millis(2500).as_secs(), 2);"#

        "as_millis() -> u128" "How many whole thousandths of a second it has."
        r#"assert_eq!(Duration::from_secs(2).as_millis(), 2000);"#

        "as_micros() -> u128" "How many microseconds it has."
        r#"assert_eq!(Duration::from_millis(2).as_micros(), 2000);"#

        "as_nanos() -> u128" "How many nanoseconds it has."
        r#"assert_eq!(Duration::from_micros(2).as_nanos(), 2000);"#

        "as_secs_f64() -> f64" "Its seconds, with a fraction."
        r#"assert_eq!(Duration::from_millis(2500).as_secs_f64(), 2.5);"#

        "subsec_millis() -> u32" "The thousandths beyond its whole seconds."
        r#"assert_eq!(Duration::from_millis(2500).subsec_millis(), 500);"#

        "subsec_micros() -> u32" "The microseconds beyond its whole seconds."
        r#"assert_eq!(Duration::from_millis(2500).subsec_micros(), 500_000);"#

        "subsec_nanos() -> u32" "The nanoseconds beyond its whole seconds."
        r#"assert_eq!(Duration::from_millis(2500).subsec_nanos(), 500_000_000);"#

        "is_zero() -> bool" "Whether it is no time at all."
        r#"assert!(Duration::ZERO.is_zero());"#

        "checked_add(other) -> Option" "The sum, in `Some`."
        r#"let second = Duration::from_secs(1);
           assert_eq!(second.checked_add(second), Some(Duration::from_secs(2)));"#

        "checked_sub(other) -> Option" "The difference, or `None` below zero."
        r#"assert_eq!(Duration::ZERO.checked_sub(Duration::from_secs(1)), None);"#

        "saturating_add(other) -> Duration" "The sum, at most `Duration::MAX`."
        r#"assert_eq!(Duration::MAX.saturating_add(Duration::from_secs(1)), Duration::MAX);"#

        "saturating_sub(other) -> Duration" "The difference, at least zero."
        r#"assert!(Duration::ZERO.saturating_sub(Duration::from_secs(1)).is_zero());"#

        "saturating_mul(times) -> Duration" "So many times as long, at most `Duration::MAX`."
        r#"assert_eq!(Duration::from_secs(2).saturating_mul(3), Duration::from_secs(6));"#

        "mul_f64(times) -> Duration" "So many times as long, with a fraction. Panics below zero."
        r#"assert_eq!(Duration::from_millis(100).mul_f64(1.5), Duration::from_millis(150));"#

        "abs_diff(other) -> Duration" "How far apart two lengths are."
        r#"assert_eq!(Duration::from_secs(1).abs_diff(Duration::from_secs(3)), Duration::from_secs(2));"#
    }
    Alone "an Instant" "A moment on the node's own clock, which only runs forward. It stands still within a step. `instant + duration` and `later - earlier` work." {
        "Instant::now() -> Instant" "This moment."
        r#"let start = Instant::now();
           sleep(Duration::from_millis(5)).await;
           assert!(Instant::now() > start);"#

        "elapsed() -> Duration" "How long ago it was."
        r#"let start = Instant::now();
           sleep(Duration::from_millis(5)).await;
           assert_eq!(start.elapsed(), Duration::from_millis(5));"#

        "duration_since(earlier) -> Duration" "How long it is after another; zero if it is before."
        r#"let start = Instant::now();
           let later = start + Duration::from_secs(1);
           assert_eq!(later.duration_since(start), Duration::from_secs(1));"#
    }
    Alone "waiting" "What is awaited, and takes time." {
        "sleep(duration)" "Waits so long. The time begins where `sleep` is called."
        r#"let start = Instant::now();
           sleep(Duration::from_millis(5)).await;
           assert_eq!(start.elapsed(), Duration::from_millis(5));"#

        "sleep_until(instant)" "Waits until a moment; not at all if it is past."
        r#"let start = Instant::now();
           sleep_until(start + Duration::from_millis(5)).await;
           assert_eq!(start.elapsed(), Duration::from_millis(5));"#

        "timeout(duration, future) -> Result" "What the future gives, in `Ok`; `Err(Elapsed)` if that takes longer. The future is dropped then."
        r#"let late = timeout(Duration::from_millis(5), sleep(Duration::from_secs(1))).await;
           assert!(late.is_err());"#

        "timeout_at(instant, future) -> Result" "What the future gives, in `Ok`; `Err(Elapsed)` if it has not by that moment. The future is dropped then."
        r#"let deadline = Instant::now() + Duration::from_millis(5);
           let late = timeout_at(deadline, sleep(Duration::from_secs(1))).await;
           assert!(late.is_err());"#

        "yield_now()" "Lets the other tasks of the process go on first."
        r#"let mut handle = spawn(async { 1 });
           yield_now().await;
           assert!(handle.is_finished());"#

        "join_all(futures) -> Vec" "Awaits all futures of a list at once and gives what they give, in their order."
        r#"let squares = join_all((1..4).map(|number| async move { number * number })).await;
           assert_eq!(squares, [1, 4, 9]);"#

        "join!(future, …)" "Awaits several futures at once and gives a tuple."
        r#"let (a, b) = join!(async { 1 }, async { "b" });
           assert_eq!((a, b), (1, "b"));"#

        "try_join!(future, …) -> Result" "Awaits several futures at once, until one gives `Err`."
        r#"let both: Result<(u64, u64), &str> = try_join!(async { Ok(1) }, async { Err("no") });
           assert_eq!(both, Err("no"));"#

        "select! { pattern = future => …, }" "Awaits several futures and goes on with the first that ends and fits; the others are dropped. `biased;` tries them in their order, `if` behind a future says whether it takes part, `else` is for when none does."
        r#"let first = select! {
               _ = sleep(Duration::from_millis(9)) => "slow",
               _ = sleep(Duration::from_millis(5)) => "fast",
           };
           assert_eq!(first, "fast");"#

        "pin!(variable)" "Lets `&mut variable` be awaited, as often as you like: the future goes on where it was, in the next `select!` or `timeout`, or by itself."
        r#"let (start, timer) = (Instant::now(), sleep(Duration::from_millis(5)));
           tokio::pin!(timer);
           select! { _ = &mut timer => {} _ = sleep(Duration::from_millis(3)) => {} }
           timer.await;
           assert_eq!(start.elapsed(), Duration::from_millis(5));"#
    }
    Alone "an Interval" "Ticks at equal distances, such as those of a heartbeat. One that `select!` drops comes again." {
        "interval(duration) -> Interval" "Ticks at once, and then each time that so much has gone by."
        r#"let start = Instant::now();
           let mut heartbeat = interval(Duration::from_millis(5));
           for _ in 0..3 {
               heartbeat.tick().await;
           }
           assert_eq!(start.elapsed(), Duration::from_millis(10));"#

        "interval_at(instant, duration) -> Interval" "The same, with the first tick at that moment."
        r#"let start = Instant::now();
           let mut heartbeat = interval_at(start + Duration::from_millis(3), Duration::from_millis(5));
           heartbeat.tick().await;
           assert_eq!(start.elapsed(), Duration::from_millis(3));"#

        "tick() -> Instant" "Waits for the next tick, and gives the moment at which it was due."
        r#"let mut heartbeat = interval(Duration::from_millis(5));
           let first = heartbeat.tick().await;
           assert_eq!(heartbeat.tick().await - first, Duration::from_millis(5));"#

        "period() -> Duration" "The distance between two ticks."
        r#"let heartbeat = interval(Duration::from_millis(5));
           assert_eq!(heartbeat.period(), Duration::from_millis(5));"#

        "reset()" "The next tick is a whole period from now."
        r#"let start = Instant::now();
           let mut heartbeat = interval(Duration::from_millis(5));
           heartbeat.reset();
           heartbeat.tick().await;
           assert_eq!(start.elapsed(), Duration::from_millis(5));"#

        "reset_immediately()" "The next tick is now."
        r#"let start = Instant::now();
           let mut heartbeat = interval(Duration::from_millis(5));
           heartbeat.tick().await;
           heartbeat.reset_immediately();
           heartbeat.tick().await;
           assert_eq!(start.elapsed(), Duration::ZERO);"#

        "reset_after(duration)" "The next tick is so long from now."
        r#"let start = Instant::now();
           let mut heartbeat = interval(Duration::from_millis(5));
           heartbeat.reset_after(Duration::from_millis(2));
           heartbeat.tick().await;
           assert_eq!(start.elapsed(), Duration::from_millis(2));"#

        "reset_at(instant)" "The next tick is at that moment."
        r#"let start = Instant::now();
           let mut heartbeat = interval(Duration::from_millis(5));
           heartbeat.reset_at(start + Duration::from_millis(2));
           heartbeat.tick().await;
           assert_eq!(start.elapsed(), Duration::from_millis(2));"#

        "set_missed_tick_behavior(behavior)" "What becomes of ticks that nobody waited for in time: `MissedTickBehavior::Burst` makes up for them at once, `Delay` counts from the late one, `Skip` leaves them out."
        r#"let start = Instant::now();
           let mut heartbeat = interval(Duration::from_millis(10));
           heartbeat.set_missed_tick_behavior(MissedTickBehavior::Skip);
           heartbeat.tick().await;
           sleep(Duration::from_millis(34)).await;
           heartbeat.tick().await;
           heartbeat.tick().await;
           assert_eq!(start.elapsed(), Duration::from_millis(40));"#

        "missed_tick_behavior() -> MissedTickBehavior" "What has been set; `Burst` otherwise."
        r#"let heartbeat = interval(Duration::from_millis(5));
           assert_eq!(heartbeat.missed_tick_behavior(), MissedTickBehavior::Burst);"#
    }
    Alone "a JoinHandle" "A task that goes on by itself, until it ends or the process is killed. It goes on even if `main` ends or the handle is dropped." {
        "spawn(future) -> JoinHandle" "Begins a task. To await the handle gives what the task gives in `Ok`, or `Err` if it was aborted."
        r#"let handle = spawn(async { 1 + 1 });
           assert_eq!(handle.await.unwrap(), 2);"#

        "abort()" "Ends the task where it waits."
        r#"let handle = spawn(sleep(Duration::from_secs(9)));
           handle.abort();
           assert!(handle.await.is_err());"#

        "is_finished() -> bool" "Whether the task has ended."
        r#"let handle = spawn(sleep(Duration::from_secs(9)));
           assert!(!handle.is_finished());"#

        "is_cancelled() -> bool" "Of the error that an awaited handle gives: whether the task was aborted."
        r#"let handle = spawn(sleep(Duration::from_secs(9)));
           handle.abort();
           assert!(handle.await.unwrap_err().is_cancelled());"#
    }
    Alone "a channel" "It carries values between the tasks of one process. A channel closes when all its senders, or its receiver, are gone." {
        "mpsc::channel(capacity) -> (Sender, Receiver)" "A channel in which so many messages can wait. Panics on 0."
        r#"let (sender, mut receiver) = mpsc::channel(8);
           sender.send("hello").await.unwrap();
           assert_eq!(receiver.recv().await, Some("hello"));"#

        "mpsc::unbounded_channel() -> (Sender, Receiver)" "A channel in which any number of messages can wait. Its `send` is not awaited."
        r#"let (sender, mut receiver) = mpsc::unbounded_channel();
           sender.send(1).unwrap();
           assert_eq!(receiver.recv().await, Some(1));"#

        "oneshot::channel() -> (Sender, Receiver)" "A channel for one message. Its `send` is not awaited, and its receiver is awaited itself."
        r#"let (sender, receiver) = oneshot::channel();
           sender.send(1).unwrap();
           assert_eq!(receiver.await, Ok(1));"#

        "send(value) -> Result" "Puts a message in, and waits for room. `Err` with the message if nobody receives any more."
        r#"let (sender, receiver) = mpsc::channel(8);
           drop(receiver);
           assert!(sender.send(1).await.is_err());"#

        "try_send(value) -> Result" "Puts a message in if there is room."
        r#"let (sender, receiver) = mpsc::channel(1);
           assert!(sender.try_send(1).is_ok());
           assert!(sender.try_send(2).is_err());"#

        "recv() -> Option" "Waits for the next message; `None` if no more can come."
        r#"let (sender, mut receiver) = mpsc::channel::<u64>(8);
           drop(sender);
           assert_eq!(receiver.recv().await, None);"#

        "try_recv() -> Result" "The next message, if one is there."
        r#"let (sender, mut receiver) = mpsc::channel::<u64>(8);
           assert!(receiver.try_recv().is_err());
           sender.try_send(1).unwrap();
           assert_eq!(receiver.try_recv(), Ok(1));"#

        "close()" "Takes no further messages. Those that are there can still be received."
        r#"let (sender, mut receiver) = mpsc::channel(8);
           receiver.close();
           assert!(sender.send(1).await.is_err());"#

        "is_closed() -> bool" "Whether nobody can send or nobody receives any more."
        r#"let (sender, receiver) = mpsc::channel::<u64>(8);
           drop(receiver);
           assert!(sender.is_closed());"#

        "len() -> usize" "How many messages wait in it; of a receiver."
        r#"let (sender, receiver) = mpsc::channel(8);
           sender.send(1).await.unwrap();
           assert_eq!(receiver.len(), 1);"#

        "is_empty() -> bool" "Whether none does; of a receiver."
        r#"let (sender, receiver) = mpsc::channel::<u64>(8);
           assert!(receiver.is_empty());"#
    }
    Alone "a Mutex" "A value that several tasks of one process may change, one after another." {
        "Mutex::new(value) -> Mutex" "A value with a lock."
        r#"let count = Mutex::new(1);
           assert_eq!(*count.lock().await, 1);"#

        "lock()" "Waits until it is free and gives a way to the value. It is free again when that way is dropped."
        r#"let count = Mutex::new(1);
           { let mut guard = count.lock().await; *guard += 1; }
           assert_eq!(*count.lock().await, 2);"#

        "try_lock() -> Result" "A way to the value, if it is free."
        r#"let count = Mutex::new(1);
           let guard = count.lock().await;
           assert!(count.try_lock().is_err());
           drop(guard);"#

        "get_mut()" "The value, to be changed where it stands."
        r#"let mut count = Mutex::new(1);
           *count.get_mut() += 1;
           assert_eq!(count.into_inner(), 2);"#

        "into_inner()" "The value."
        r#"assert_eq!(Mutex::new(1).into_inner(), 1);"#
    }
    InWorld "chance" "What is drawn comes from the seed of the run: with the same seed the same numbers come." {
        "random(range)" "A whole number in the range, which has two ends. Panics if it is empty. Not in a property."
        r#"let drawn = random(1..=6);
           assert!((1..=6).contains(&drawn));"#
    }
    InWorld "a node" "Nodes are called by their names, or by a value that stands for one. The examples run in the node `a`, whose other nodes are `server`, which does what `a` does, a database `db` and a mailer `email`." {
        "server::double(n) -> Result" "Calls a function that another node serves, and waits for its answer."
        r#"assert_eq!(server::double(21).await, Ok(42));"#

        "me() -> Node" "The node that runs this."
        r#"assert_eq!(me().name(), "a");"#

        "peers() -> Vec<Node>" "The other nodes that serve what this one serves."
        r#"for peer in peers() {
               assert_eq!(peer.double(21).await, Ok(42));
           }"#

        "node(name) -> Node" "The node of this name. Panics if there is none."
        r#"let server = node("server");
           assert_eq!(server.double(21).await, Ok(42));"#

        "name() -> String" "The name of a node."
        r#"assert_eq!(node("server").name(), "server");"#

        "tell(call)" "Sends a request that nobody answers, and does not wait. The call is not awaited."
        r#"for peer in peers() {
               tell(peer.double(21));
           }"#
    }
    InWorld "a Transaction" "Changes of a database that are carried out together or not at all." {
        "Transaction::new() -> Transaction" "One without changes."
        r#"let both = Transaction::new().insert("users", User { name: "Bob".into() }).delete("users", "Bob");
           assert_eq!(db::commit(both).await, Ok(()));"#

        "insert(table, row) -> Transaction" "With one more row."
        r#"let change = Transaction::new().insert("users", User { name: "Bob".into() });
           assert_eq!(db::commit(change).await, Ok(()));"#

        "update(table, row) -> Transaction" "With a row put in the place of the one with its key."
        r#"let change = Transaction::new().update("users", User { name: "Bob".into() });
           assert_eq!(db::commit(change).await, Err(Error::NotFound));"#

        "delete(table, key) -> Transaction" "With a row less."
        r#"let change = Transaction::new().delete("users", "Bob");
           assert_eq!(db::commit(change).await, Err(Error::NotFound));"#
    }
    InWorld "the disk" "What a process keeps over a crash: values under keys. With `disk-sync = \"explicit\"`, what was not synced is lost in one." {
        "disk::write(key, value)" "Puts a value under a key."
        r#"disk::write("term", 7).await;
           assert_eq!(disk::read("term").await, Some(7));"#

        "disk::read(key) -> Option" "What is under a key."
        r#"assert_eq!(disk::read("vote").await, None::<u64>);"#

        "disk::remove(key)" "Removes what is under a key."
        r#"disk::write("term", 7).await;
           disk::remove("term").await;
           assert_eq!(disk::read("term").await, None::<u64>);"#

        "disk::sync()" "Makes sure that everything written so far survives a crash."
        r#"disk::write("term", 7).await;
           disk::sync().await;
           assert_eq!(disk::read("term").await, Some(7));"#
    }
    InWorld "what is seen" "What a process shows and says of itself. None of it is awaited." {
        "show(key, value)" "Shows a value in the figure, and to properties, which ask `world.shown(node, key)`."
        r#"show("role", "leader");"#

        "log(value)" "Prints a line, as `println!(\"{value}\")` does."
        r#"log("elected");"#

        "record(call)" "The same call, noted in the history that consistency models judge."
        r#"assert_eq!(record(server::double(21)).await, Ok(42));"#

        "metrics::count(name, amount)" "Adds to a counter."
        r#"metrics::count("requests", 1);"#

        "metrics::gauge(name, value)" "Sets a metric to a value."
        r#"metrics::gauge("queue", [1, 2].len());"#

        "metrics::observe(name, value)" "Adds an observation, a number or a `Duration`, from which percentiles are made."
        r#"let start = Instant::now();
           metrics::observe("latency", start.elapsed());"#

        "now() -> Duration" "The wall clock of the node, which a fault can set wrong. It shows 1,000 s as the run begins."
        r#"let start = now();
           sleep(Duration::from_millis(5)).await;
           assert_eq!(now() - start, Duration::from_millis(5));"#
    }
    InWorld "a signature" "What shows that a message was made by someone who has the key." {
        "sign(key, value) -> String" "The signature of a value."
        r#"let signature = sign("key of a", 7);
           assert!(verify("key of a", 7, signature));"#

        "verify(key, value, signature) -> bool" "Whether a signature was made with this key for this value."
        r#"let signature = sign("key of a", 7);
           assert!(!verify("key of a", 8, signature));"#
    }
    AsProperty "the world" "What a property function sees: all of it at once. Nodes are named by texts. The examples are bodies of `fn holds(world: &World) -> bool`." {
        "rows(node, table) -> Vec" "The rows of a table of a database, in the order in which they were inserted."
        r#"let users = world.rows("db", "users");
           assert_eq!(users[0].name, "Ada");"#

        "mails(node) -> Vec<Mail>" "What a mailer has delivered: `Mail { to, text }`."
        r#"let welcomed = world.mails("email").iter().any(|mail| mail.to == "Ada");
           assert!(welcomed);"#

        "waiting(node) -> Vec<Message>" "The messages of a queue that nobody has: `Message { id, body, attempt }`, in the order in which they were sent."
        r#"let messages = world.waiting("jobs");
           assert_eq!(messages[0].body, "third");"#

        "in_flight(node) -> Vec<Message>" "The messages of a queue that somebody has received and not acknowledged yet."
        r#"let messages = world.in_flight("jobs");
           assert_eq!(messages[0].body, "second");"#

        "dead_letters(node) -> Vec<Message>" "The messages of a queue that were handed out as often as they may be."
        r#"let letters = world.dead_letters("jobs");
           assert_eq!((letters[0].body, letters[0].attempt), ("first", 1));"#

        "entries(node, topic) -> Vec<Entry>" "The entries of a topic of a log: `Entry { offset, value }`."
        r#"let entries = world.entries("events", "orders");
           assert_eq!((entries[0].offset, entries[0].value), (0, "tea"));"#

        "committed(node, topic, consumer) -> u64" "The offset of the next entry that a consumer of a log reads."
        r#"assert_eq!(world.committed("events", "orders", "billing"), 1);"#

        "stored(node, key) -> Option" "The newest value that a store has under a key."
        r#"assert_eq!(world.stored("store", "x"), Some(7));"#

        "replicas(node, key) -> Vec<Option>" "What each replica of a store has under a key."
        r#"assert_eq!(world.replicas("store", "x"), [Some(7)]);"#

        "holder(node, name) -> Option<u64>" "The fencing token of the lease that runs for a lock."
        r#"assert_eq!(world.holder("locks", "report"), Some(1));"#

        "calls(client) -> Vec<Call>" "What a client has asked so far: `Call { operation, arguments, answer }`. The answer is `None` as long as there is none."
        r#"let call = &world.calls("visitor")[0];
           assert_eq!(call.operation, "double");
           assert_eq!(call.answer, Some(Ok(42)));"#

        "shown(node, key) -> Option" "What a process shows under a key."
        r#"assert_eq!(world.shown("a", "role"), Some("leader"));"#

        "disk(node, key) -> Option" "What a process has on its disk under a key, synced or not."
        r#"assert_eq!(world.disk("a", "term"), Some(7));"#
    }
    Alone "a macro" "Arguments are formatted as in Rust, with `{:?}`, `{:#?}`, widths and names in braces." {
        "println!(…)" "Prints a line, which appears among the events."
        r#"let name = "Ada";
           println!("hello {name}");"#

        "print!(…)" "Prints without ending the line. What is printed next joins it, unless the process waits before that."
        r#"print!("hel");
           println!("lo");"#

        "eprintln!(…)" "The same as `println!`."
        r#"eprintln!("hello");"#

        "format!(…) -> String" "A string of what would be printed."
        r#"assert_eq!(format!("{:>4}|{:.1}|{:?}", 7, 0.25, "a"), "   7|0.2|\"a\"");"#

        "write!(text, …) -> Result" "Adds to a string."
        r#"use std::fmt::Write;
           let mut text = String::new();
           write!(text, "{}", 7).unwrap();
           assert_eq!(text, "7");"#

        "writeln!(text, …) -> Result" "Adds a line to a string."
        r#"use std::fmt::Write;
           let mut text = String::new();
           writeln!(text, "{}", 7).unwrap();
           assert_eq!(text, "7\n");"#

        "vec![…] -> Vec" "A list."
        r#"assert_eq!(vec![0; 2], vec![0, 0]);"#

        "matches!(value, pattern) -> bool" "Whether a value fits a pattern."
        r#"assert!(matches!(Some(3), Some(number) if number > 2));"#

        "assert!(condition, …)" "Panics if it is false."
        r#"assert!(1 < 2, "numbers are broken");"#

        "assert_eq!(a, b, …)" "Panics if two values differ."
        r#"assert_eq!(1 + 1, 2);"#

        "assert_ne!(a, b, …)" "Panics if two values are equal."
        r#"assert_ne!(1, 2);"#

        "debug_assert!(condition, …)" "The same as `assert!`. There are `debug_assert_eq!` and `debug_assert_ne!` too."
        r#"debug_assert!(1 < 2);
           assert!(1 < 2);"#

        "panic!(…)" "Kills the process. So do `unreachable!`, `todo!` and `unimplemented!`."
        r#"if 1 > 2 { panic!("numbers are broken"); }
           assert!(1 < 2);"#
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::BTreeSet;
    use std::rc::Rc;

    use snapbox::{assert_data_eq, file};
    use whatif_simulator::services::{
        Client, Database, Lock, Log, Mailer, Mode, Queue, Request, Store,
    };
    use whatif_simulator::{
        Latency, Limits, NodeId, NodeKind, Property, PropertyKind, Setup, Time, Trace,
        Value as Data, View, What, run,
    };

    use super::{REFERENCE, Runs, reference_page};
    use crate::library::{FUNCTIONS, Method, OWNERS};
    use crate::machine::{Identity, Machine};
    use crate::memory::{Answers, Memory};
    use crate::value::Value;
    use crate::{
        Environment, Operation, Process, Program, PropertyFunction, Setting, Target, compile,
    };

    /// Functions that take their meaning from the type that stands before the `::`.
    const OF_A_TYPE: &[&str] = &[
        "default",
        "from",
        "try_from",
        "from_iter",
        "from_str_radix",
        "from_be_bytes",
        "from_le_bytes",
    ];

    /// What leaves nothing behind that an example could assert.
    const ONLY_SEEN: &[&str] = &["tell", "show", "log", "print!", "println!", "eprintln!"];

    /// Code that the examples of a world have beside them.
    const AROUND: &str = "
        struct User { name: String }
        async fn double(n: u64) -> u64 { n * 2 }
        async fn beforehand() -> Result<()> {
            db::insert(\"users\", &User { name: \"Ada\".to_string() }).await?;
            email::send(\"Ada\", \"Welcome!\").await?;
            show(\"role\", \"leader\");
            disk::write(\"term\", 7).await;
            for body in [\"first\", \"second\", \"third\"] {
                jobs::send(body).await?;
            }
            if let Some(message) = jobs::receive().await? {
                jobs::reject(&message).await?;
            }
            let _ = jobs::receive().await?;
            events::append(\"orders\", \"tea\").await?;
            events::commit(\"orders\", \"billing\", 1).await?;
            store::put(\"x\", 7).await?;
            locks::acquire(\"report\", Duration::from_secs(60)).await?;
            Ok(())
        }
    ";

    /// After a wanted change, `SNAPSHOTS=overwrite` writes the page anew.
    #[test]
    fn the_guide_has_it() {
        assert_data_eq!(reference_page(), file!["../../../guide/src/reference.md"].raw());
    }

    fn names() -> BTreeSet<&'static str> {
        let entries = REFERENCE.iter().flat_map(|section| section.entries);
        let named = entries.flat_map(|entry| {
            let of_a_type = entry.name().rsplit_once("::").map(|(_, function)| function);
            [Some(entry.name()), of_a_type.filter(|function| OF_A_TYPE.contains(function))]
        });
        named.flatten().collect()
    }

    /// The functions and methods of the library that are written in the language, by their owners.
    fn written() -> Vec<(&'static str, String)> {
        let program = compiled("// An interval.", Environment::default()).unwrap();
        let functions = program.functions.iter();
        let written = functions.filter(|function| Some(function.span.file) == program.library);
        let named = written.map(|function| match function.name.split_once("::") {
            Some(("Interval", method)) => ("an Interval", method.to_owned()),
            Some((other, _)) => panic!("how is an {other} called in the reference?"),
            None => ("", function.name.to_string()),
        });
        named.collect()
    }

    #[test]
    fn everything_in_the_library_has_an_entry() {
        let names = names();
        let written = written();
        let functions = FUNCTIONS.iter().map(|(name, ..)| *name);
        let library = functions
            .chain(Method::ALL.iter().map(|(name, _)| *name))
            .chain(written.iter().map(|(_, name)| name.as_str()));
        let missing: Vec<&str> = library.filter(|name| !names.contains(name)).collect();
        assert_eq!(missing, [""; 0]);
        let owners: Vec<&str> = REFERENCE.iter().map(|section| section.owner).collect();
        let missing: Vec<_> = OWNERS.iter().filter(|owner| !owners.contains(owner)).collect();
        assert_eq!(missing, [&""; 0]);
    }

    #[test]
    fn every_entry_is_in_the_library() {
        let written = written();
        let is_written = |owner: &str, name: &str| {
            let named = |of: &str| of.is_empty() || of == owner;
            written.iter().any(|(of, function)| named(of) && function == name)
        };
        for section in REFERENCE {
            let mut before = BTreeSet::new();
            for entry in section.entries {
                let name = entry.name();
                let of_a_type = name.rsplit_once("::").map(|(_, function)| function);
                let known = FUNCTIONS.iter().any(|(function, ..)| *function == name)
                    || Method::named(name).is_some_and(|_| OWNERS.contains(&section.owner))
                    || of_a_type.is_some_and(|function| OF_A_TYPE.contains(&function))
                    || is_written(section.owner, name)
                    || name == "server::double"
                    || name.ends_with('!');
                assert!(known, "{}: `{name}` is not there", section.owner);
                assert!(before.insert(name), "{}: `{name}` stands there twice", section.owner);
                assert!(entry.says.ends_with('.'), "{}: {}", section.owner, entry.says);
                let example = entry.example();
                let used = name.rsplit("::").next().unwrap_or(name);
                assert!(example.contains(used), "{}: {name}: {example}", section.owner);
                let asserts = example.contains("assert")
                    || ONLY_SEEN.contains(&name)
                    || name.starts_with("metrics::");
                assert!(asserts, "{}: {name}: {example}", section.owner);
            }
        }
    }

    #[test]
    fn every_example_runs() {
        run_all(|program| program);
    }

    #[test]
    fn every_example_runs_where_notes_are_taken() {
        run_all(|program| Rc::new(program.taking_notes().unwrap().0));
    }

    fn run_all(as_it_runs: fn(Rc<Program>) -> Rc<Program>) {
        let mut broken = Vec::new();
        for section in REFERENCE {
            for entry in section.entries {
                let example = entry.example();
                if let Err(why) = runs(section.runs, &example, as_it_runs) {
                    broken.push(format!("{}: {}\n{example}\n{why}", section.owner, entry.name()));
                }
            }
        }
        assert!(broken.is_empty(), "{}", broken.join("\n\n"));
    }

    /// One value at least of every owner, so that each arm of the machine can be reached.
    const SAMPLES: &[(&str, &str)] = &[
        ("a whole number", "7u64"),
        ("a floating-point number", "1.5"),
        ("a bool", "true"),
        ("a char", "'a'"),
        ("a string", "String::from(\"abc\")"),
        ("a list", "vec![1, 2, 3]"),
        ("a list", "vec![\"a\", \"b\"]"),
        ("a map", "BTreeMap::from([(1, 2)])"),
        ("a set", "BTreeSet::from([1, 2])"),
        ("an Option", "Some(1)"),
        ("an Option", "Some((1, 2))"),
        ("an Option", "Some(Some(1))"),
        ("a Result", "if true { Ok(1) } else { Err(1) }"),
        ("a Result", "if true { Err(1) } else { Ok(1) }"),
        ("an Ordering", "Ordering::Equal"),
        ("a range", "(1..3)"),
        ("an iterator", "vec![1, 2].into_iter()"),
        ("an iterator", "vec![1, 2].into_iter().peekable()"),
        ("a Duration", "Duration::from_secs(1)"),
        ("an Instant", "Instant::now()"),
        ("a JoinHandle", "spawn(async { 1 })"),
        ("a channel", "mpsc::channel(8).0"),
        ("a channel", "mpsc::channel(8).1"),
        ("a Mutex", "Mutex::new(1)"),
        ("a Transaction", "Transaction::new()"),
    ];

    /// Arguments, one or the other of which every method takes.
    const ARGUMENTS: &[&str] = &[
        "",
        "1",
        "1.5",
        "'a'",
        "\"a\"",
        "[1, 2]",
        "1..2",
        "Some(1)",
        "Ordering::Less",
        "Ok(1)",
        "Duration::from_secs(1)",
        "Instant::now()",
        "|| 1",
        "|a| true",
        "|a, b| Ordering::Less",
        "BTreeSet::from([1])",
        "&mut other",
        "1, 2",
        "1.5, 2.5",
        "'a', 'b'",
        "1, 'a'",
        "1, \"a\"",
        "\"a\", \"b\"",
        "\"a\", \"b\", 1",
        "1, |a| true",
        "1, |a, b| Some(1)",
        "|| 1, |a| 1",
    ];

    /// What the machine does otherwise than rustc, or rustc would refuse. Nothing is promised of it.
    const UNPROMISED: &[(&str, &str)] = &[
        ("a Result", "get_or_insert"),
        ("a Result", "get_or_insert_with"),
        ("a Result", "insert"),
        ("a Result", "iter_mut"),
        ("a Result", "replace"),
        ("a Result", "take"),
        ("a Result", "take_if"),
        ("a string", "append"),
        ("a string", "from_str_radix"),
        ("an iterator", "is_empty"),
    ];

    /// Calls every method on every kind of value. What does not end as a method does that no value
    /// has is there, and has an entry.
    #[test]
    fn every_method_of_every_owner_has_an_entry() {
        let of = |owner: &str| -> BTreeSet<&str> {
            let section = REFERENCE.iter().find(|section| section.owner == owner);
            let entries = section.map_or(&[][..], |section| section.entries);
            entries.iter().map(super::Entry::name).collect()
        };
        let of_any = of("any value");
        let strange = outcomes("shown");
        let mut missing = BTreeSet::new();
        for (name, _) in Method::ALL {
            let of_samples = SAMPLES.iter().zip(outcomes(name).into_iter().zip(&strange));
            for ((owner, _), (made, strange)) in of_samples {
                let mut is_known = of(owner).contains(name) || of_any.contains(name);
                is_known |= *owner == "a range" && of("an iterator").contains(name);
                if !is_known && !UNPROMISED.contains(&(owner, name)) {
                    let made = made.iter().zip(strange).zip(ARGUMENTS);
                    let found = made.filter(|((made, strange), _)| made != strange);
                    missing.extend(found.map(|(_, with)| format!("{owner}: {name}({with})")));
                }
            }
        }
        assert!(missing.is_empty(), "{missing:#?}");
    }

    /// What comes of a method of each of the samples with each of the arguments.
    fn outcomes(name: &str) -> Vec<Vec<String>> {
        let sample = |(at, (_, sample)): (usize, &(&str, &str))| {
            format!("fn sample{at}<T>() -> T {{ {sample} }}\n")
        };
        let call = |(at, arguments): (usize, &&str)| {
            format!(
                "fn call{at}<T>(mut value: T, mut other: Vec<u64>) -> u64 {{ \
                 value.{name}({arguments}) }}\n"
            )
        };
        let samples = SAMPLES.iter().enumerate().map(sample);
        let calls = ARGUMENTS.iter().enumerate().map(call);
        let code: String = samples.chain(calls).collect();
        let program = compiled(&code, Environment::default());
        let program = program.unwrap_or_else(|problem| panic!("{name}: {problem}"));
        let identity = Identity::default();
        let answers = Answers { instant: Some(Time::ZERO), ..Answers::default() };
        let find = |function: String| program.find(&function).expect("it was just written");
        let outcome = |sample: usize, at: usize| {
            let mut machine = Machine::new(&program, &identity, Memory::default(), &answers);
            let value = machine.call(find(format!("sample{sample}")), Vec::new());
            let value =
                value.unwrap_or_else(|failure| panic!("{}: {failure:?}", SAMPLES[sample].1));
            match machine.call(find(format!("call{at}")), vec![value, Value::list(Vec::new())]) {
                Ok(_) => String::new(),
                Err(failure) => format!("{failure:?}").replace(&format!("`{name}`"), "it"),
            }
        };
        let of_sample = |sample| (0..ARGUMENTS.len()).map(|at| outcome(sample, at)).collect();
        (0..SAMPLES.len()).map(of_sample).collect()
    }

    fn runs(
        how: Runs,
        example: &str,
        as_it_runs: fn(Rc<Program>) -> Rc<Program>,
    ) -> Result<(), String> {
        let compiled = |code: &str, environment| compiled(code, environment).map(as_it_runs);
        let alone = format!("async fn main() {{\n{example}\nprintln!(\"done\");\n}}");
        match how {
            Runs::Alone => {
                let program = compiled(&alone, Environment::default())?;
                let setting = Setting { main: Some("main".into()), ..Setting::default() };
                let process =
                    Process::new(program, &setting).map_err(|misfit| misfit.to_string())?;
                let mut setup = Setup::new(Latency { min: Time::ZERO, max: Time::ZERO });
                setup.add_node("process", NodeKind::Process, process, Time::from_secs(1));
                let ended = run(&Rc::new(setup), &[], 1, Limits::default());
                to_its_end(&ended.trace, ended.halted)
            }
            Runs::InWorld => {
                let program = compiled(&format!("{alone}{AROUND}"), environment())?;
                let setup = world(&program, "main")?;
                let ended = run(&Rc::new(setup), &[], 1, Limits::default());
                to_its_end(&ended.trace, ended.halted)
            }
            Runs::AsProperty => {
                let property = format!("fn holds(world: &World) -> bool {{\n{example}\ntrue\n}}");
                let program = compiled(&format!("{property}{AROUND}"), environment())?;
                let setup = world(&program, "beforehand")?;
                let function = PropertyFunction::new(&program, "holds")?;
                // Before everything has happened there is less to see than the example speaks of,
                // and in the end leases and the like are over: it is to be true at some moment.
                let last = Rc::new(RefCell::new(Err("nobody looked".to_owned())));
                let seen = Rc::clone(&last);
                let look = move |world: &View<'_>| {
                    let seen_now = function.holds(world).map_err(|broken| broken.message);
                    let mut seen = seen.borrow_mut();
                    if seen.is_err() {
                        *seen = seen_now.map(|_| ());
                    }
                    Ok(true)
                };
                let (name, kind) = ("holds".into(), PropertyKind::Always);
                let property = Property { name, kind, holds: Rc::new(look) };
                run(&Rc::new(setup), &[property], 1, Limits::default());
                last.replace(Ok(()))
            }
        }
    }

    fn compiled(code: &str, environment: Environment) -> Result<Rc<Program>, String> {
        compile(&[code], environment).map(Rc::new).map_err(|diagnostics| {
            let of = |at: crate::Span| &code[at.start as usize..at.end as usize];
            let told =
                diagnostics.iter().map(|each| format!("`{}`: {}", of(each.span), each.message));
            told.collect::<Vec<_>>().join("; ")
        })
    }

    fn to_its_end(trace: &Trace, halted: Option<String>) -> Result<(), String> {
        let mut done = false;
        for event in &trace.events {
            match &event.what {
                What::Logged(line) => done |= line == "done",
                What::Panicked { message, .. } => return Err(message.clone()),
                _ => {}
            }
        }
        match halted {
            Some(sentence) => Err(sentence),
            None if done => Ok(()),
            None => Err("it waits for ever".into()),
        }
    }

    /// The nodes that the examples can call, in the order of [`world`].
    fn environment() -> Environment {
        let operations = |operations: &'static [whatif_simulator::services::Operation]| {
            let known = |each: &whatif_simulator::services::Operation| Operation {
                name: each.name.into(),
                parameters: Some(each.parameters.len()),
                signature: String::new(),
                names: None,
            };
            operations.iter().map(known).collect()
        };
        let double = Operation {
            name: "double".into(),
            parameters: None,
            signature: String::new(),
            names: None,
        };
        let target =
            |name: &str, at, operations| Target { name: name.into(), node: NodeId(at), operations };
        let targets = vec![
            target("a", 0, vec![double.clone()]),
            target("server", 1, vec![double]),
            target("db", 2, operations(Database::OPERATIONS)),
            target("email", 3, operations(Mailer::OPERATIONS)),
            target("jobs", 4, operations(Queue::OPERATIONS)),
            target("events", 5, operations(Log::OPERATIONS)),
            target("store", 6, operations(Store::operations(Mode::Linearizable))),
            target("locks", 7, operations(Lock::OPERATIONS)),
        ];
        Environment { targets, ..Environment::default() }
    }

    fn world(program: &Rc<Program>, main: &str) -> Result<Setup, String> {
        let mut setup = Setup::new(Latency { min: Time::ZERO, max: Time::ZERO });
        for (name, peer, main) in [("a", "server", Some(main)), ("server", "a", None)] {
            let setting = Setting {
                name: name.into(),
                peers: vec![peer.into()],
                serves: vec!["double".into()],
                main: main.map(Into::into),
                ..Setting::default()
            };
            let process = Process::new(Rc::clone(program), &setting);
            let process = process.map_err(|misfit| misfit.to_string())?;
            setup.add_node(name, NodeKind::Process, process, Time::from_secs(1));
        }
        let database =
            Database { tables: vec![("users".into(), "name".into())], replicas: Vec::new() };
        setup.add_node("db", NodeKind::Service, database, Time::from_secs(1));
        setup.add_node("email", NodeKind::Service, Mailer, Time::from_secs(1));
        let (wait, visibility) = (Time::from_millis(500), Time::from_secs(30));
        let queue = Queue { wait, visibility, max_deliveries: Some(1) };
        setup.add_node("jobs", NodeKind::Service, queue, Time::from_secs(1));
        let log = Log { topics: vec!["orders".into()], wait };
        setup.add_node("events", NodeKind::Service, log, Time::from_secs(1));
        let store = Store { mode: Mode::Linearizable, replicas: 1, lag: Time::ZERO };
        setup.add_node("store", NodeKind::Service, store, Time::from_secs(1));
        setup.add_node("locks", NodeKind::Service, Lock, Time::from_secs(1));
        let request = Request {
            at: Time::ZERO,
            to: NodeId(1),
            operation: "double".into(),
            arguments: Rc::new([Data::Int(21)]),
        };
        let client = Client { requests: vec![request], recorded: false };
        setup.add_node("visitor", NodeKind::Client, client, Time::from_secs(1));
        Ok(setup)
    }
}
