//! The values of literals.

use whatif_simulator::decimal;

/// A number of a literal: its value, if it is small enough for any type, and its suffix.
pub(super) struct Int {
    pub(super) value: Option<u128>,
    pub(super) suffix: String,
}

/// Reads an integer as it is written, with `_`, a base and a suffix.
pub(super) fn int(text: &str) -> Result<Int, String> {
    let (radix, digits) = match text.get(..2) {
        Some("0x") => (16, &text[2..]),
        Some("0o") => (8, &text[2..]),
        Some("0b") => (2, &text[2..]),
        _ => (10, text),
    };
    let mut value = Some(0_u128);
    let mut any = false;
    let mut suffix = "";
    for (at, digit) in digits.char_indices() {
        if digit == '_' {
            continue;
        }
        let Some(digit) = digit.to_digit(radix) else {
            if digit.is_ascii_digit() {
                return Err(format!("`{digit}` is no digit in base {radix}"));
            }
            suffix = &digits[at..];
            break;
        };
        any = true;
        let times = value.and_then(|value| value.checked_mul(u128::from(radix)));
        value = times.and_then(|value| value.checked_add(u128::from(digit)));
    }
    if !any {
        return Err("this number has no digits".into());
    }
    Ok(Int { value, suffix: suffix.into() })
}

/// Reads a float as it is written.
pub(crate) fn float(text: &str) -> Result<f64, String> {
    let (mut digits, mut exponent, mut fraction) = (Vec::new(), 0_i32, false);
    let mut suffix = text.len();
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'.' => fraction = true,
            b'_' => {}
            b'0'..=b'9' => {
                digits.push(byte - b'0');
                exponent -= i32::from(fraction);
            }
            b'e' | b'E' => {
                let (power, after) = power(&text[at + 1..]);
                exponent = exponent.saturating_add(power);
                suffix = at + 1 + after;
                break;
            }
            _ => {
                suffix = at;
                break;
            }
        }
    }
    match &text[suffix..] {
        "" | "f64" => Ok(decimal::read(&digits, exponent)),
        other => Err(format!("`{other}` is no kind of number here: use f64")),
    }
}

/// The power of ten after the `e` of a float, and where it ends.
fn power(text: &str) -> (i32, usize) {
    let mut power = 0_i32;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'0'..=b'9' => power = power.saturating_mul(10).saturating_add(i32::from(byte - b'0')),
            b'_' => {}
            b'+' | b'-' if at == 0 => {}
            _ => return (signed(text, power), at),
        }
    }
    (signed(text, power), text.len())
}

fn signed(text: &str, power: i32) -> i32 {
    // A power that is much too large is as good as any other.
    let power = power.min(100_000);
    if text.starts_with('-') { -power } else { power }
}

/// What a text between its quotes stands for. A mistake is told with the bytes that it takes up.
pub(super) fn unescape(text: &str) -> Result<String, (usize, usize, &'static str)> {
    let mut value = String::with_capacity(text.len());
    let mut rest = text.char_indices().peekable();
    while let Some((at, next)) = rest.next() {
        if next == '\r' {
            // The end of a line is one character, whatever the text's own editor writes.
            if !matches!(rest.peek(), Some((_, '\n'))) {
                return Err((at, at + 1, "write this character as `\\r`"));
            }
            continue;
        }
        if next != '\\' {
            value.push(next);
            continue;
        }
        let Some((after, escape)) = rest.next() else {
            return Err((at, at + 1, "this escape is not complete"));
        };
        match escape {
            'n' => value.push('\n'),
            't' => value.push('\t'),
            'r' => value.push('\r'),
            '0' => value.push('\0'),
            '\\' | '\'' | '"' => value.push(escape),
            '\n' | '\r' => {
                while rest.next_if(|(_, space)| matches!(space, ' ' | '\t' | '\n' | '\r')).is_some()
                {
                }
            }
            'x' => {
                let digits = text.get(after + 1..after + 3);
                let code = digits.and_then(hexadecimal).filter(|code| *code < 0x80);
                let Some(code) = code.and_then(char::from_u32) else {
                    let problem = "after `\\x` stand two digits, up to `7F`";
                    return Err((at, after + 1, problem));
                };
                value.push(code);
                rest.next();
                rest.next();
            }
            'u' => {
                let problem = "after `\\u` stands the number of a character: `\\u{E4}`";
                let inside = text[after + 1..].strip_prefix('{').and_then(|inside| {
                    let end = inside.find('}')?;
                    Some(&inside[..end])
                });
                let code = inside.map(|inside| inside.replace('_', ""));
                let code = code.filter(|digits| digits.len() <= 6);
                let code = code.as_deref().and_then(hexadecimal).and_then(char::from_u32);
                let (Some(code), Some(inside)) = (code, inside) else {
                    return Err((at, after + 1, problem));
                };
                value.push(code);
                for _ in 0..inside.chars().count() + 2 {
                    rest.next();
                }
            }
            _ => {
                let problem = "there is no such escape: a backslash is written `\\\\`";
                return Err((at, after + escape.len_utf8(), problem));
            }
        }
    }
    Ok(value)
}

/// The byte that a character after `b` stands for, as it is written.
pub(super) fn byte(text: &str) -> Result<u8, String> {
    let inside = &text[2..text.len() - 1];
    let value = match inside.strip_prefix("\\x") {
        Some(digits) if digits.len() == 2 => {
            hexadecimal(digits).and_then(|code| code.try_into().ok())
        }
        _ if inside.starts_with("\\u") => None,
        _ => unescape(inside).ok().and_then(|value| match value.as_bytes() {
            [byte] => Some(*byte),
            _ => None,
        }),
    };
    value
        .ok_or_else(|| "this quote does not hold one byte: a character of ASCII, or `\\xFF`".into())
}

fn hexadecimal(digits: &str) -> Option<u32> {
    let mut value = None;
    for digit in digits.chars() {
        value = Some(value.unwrap_or(0) * 16 + digit.to_digit(16)?);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::{byte, float, int, unescape};

    #[test]
    fn integers_in_all_bases() {
        let read = |text| int(text).map(|int| (int.value, int.suffix));
        assert_eq!(read("1_000u64"), Ok((Some(1000), "u64".into())));
        assert_eq!(read("0xFF_u8"), Ok((Some(255), "u8".into())));
        assert_eq!(read("0o17"), Ok((Some(15), String::new())));
        assert_eq!(read("0b101"), Ok((Some(5), String::new())));
        assert_eq!(read("18446744073709551615"), Ok((Some(u64::MAX.into()), String::new())));
        let most = "340282366920938463463374607431768211455";
        assert_eq!(read(most), Ok((Some(u128::MAX), String::new())));
        assert_eq!(read("340282366920938463463374607431768211456"), Ok((None, String::new())));
        assert_eq!(read("1_u128"), Ok((Some(1), "u128".into())));
        assert_eq!(read("7i128"), Ok((Some(7), "i128".into())));
        assert_eq!(read("1f64"), Ok((Some(1), "f64".into())));
        for text in ["0x", "0b2", "0o8", "0x_"] {
            assert!(int(text).is_err(), "{text}");
        }
    }

    #[test]
    fn floats_are_what_rust_reads() {
        let texts = [
            "0.0",
            "1.0",
            "1.",
            "0.1",
            "0.2",
            "0.30",
            "3.14159",
            "2.5e3",
            "2.5e-3",
            "1e22",
            "1e-22",
            "00.5",
            "123456789012345.0",
            "0.000001",
            "1000000.0",
            "100e20",
            "9007199254740991.0",
            "3.141592653589793",
            "1.7976931348623e22",
            "4.35",
            "0.1e1",
            "1_0.0_1",
            "5e-1",
            "1E+10",
            "1e_3",
            "0.12345678901234567",
            "0.30000000000000004",
            "1e23",
            "1e-23",
            "1.5e300",
            "9007199254740993.0",
            "1.7976931348623157e308",
            "1.7976931348623159e308",
            "1e99999999999",
            "2.2250738585072011e-308",
            "2.2250738585072014e-308",
            "5e-324",
            "2.4703282292062328e-324",
            "2.4703282292062327e-324",
            "1e-99999999999",
        ];
        for text in texts {
            let expected: f64 = text.replace('_', "").parse().unwrap();
            let read = float(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(read.to_bits(), expected.to_bits(), "{text}");
        }
        assert_eq!(float("2.5f64"), Ok(2.5));
        for text in ["2.5f32", "1.0u8"] {
            assert!(float(text).is_err(), "{text}");
        }
    }

    #[test]
    fn bytes() {
        let texts = [
            ("b'a'", b'a'),
            (r"b'\n'", b'\n'),
            (r"b'\''", b'\''),
            (r"b'\\'", b'\\'),
            (r"b'\x00'", 0),
            (r"b'\xFf'", 255),
        ];
        for (text, expected) in texts {
            assert_eq!(byte(text), Ok(expected), "{text}");
        }
        for text in [
            "b'ü'",
            r"b'\u{41}'",
            r"b'\x4'",
            r"b'\xGG'",
            r"b'\x414'",
            r"b'\q'",
            "b''",
            r"b'\ü'",
            r"b'\xü'",
            r"b'\x'",
        ] {
            assert!(byte(text).is_err(), "{text}");
        }
    }

    #[test]
    fn escapes() {
        let texts = [
            (r"a\n\t\r\\\'\0", "a\n\t\r\\'\0"),
            (r#"\""#, "\""),
            (r"\x41\u{1F600}\u{e4}ü", "A\u{1F600}äü"),
            ("a\\\n   b", "ab"),
            ("a\r\nb", "a\nb"),
        ];
        for (text, expected) in texts {
            assert_eq!(unescape(text).as_deref(), Ok(expected), "{text}");
        }
        for text in [
            r"\q",
            r"\x4",
            r"\x80",
            r"\u41",
            r"\u{}",
            r"\u{D800}",
            r"\u{1234567}",
            r"\u{41",
            "\\",
            "a\rb",
        ] {
            assert!(unescape(text).is_err(), "{text}");
        }
    }
}
