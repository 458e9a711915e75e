//! Programs with something changed in them.

use crate::Target;
use crate::random::Random;
use crate::tokens::{is_number, tokens};

/// Numbers at whose borders mistakes are made.
const NUMBERS: &[&str] = &[
    "0",
    "1",
    "2",
    "7",
    "64",
    "100",
    "127",
    "128",
    "255",
    "256",
    "1000",
    "32767",
    "65535",
    "65536",
    "1_000_000",
    "2147483647",
    "2147483648",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "0u8",
    "255u8",
    "256u8",
    "127i8",
    "1u16",
    "1i32",
    "1i64",
    "1usize",
    "1u128",
    "0.0",
    "1.5",
    "1e308",
    "1e999",
    "1e-400",
    "0x7fff_ffff",
    "0b1",
    "0o7",
    "0xffff_ffff_ffff_ffff",
    "1_",
    "340282366920938463463374607431768211456",
];

/// Tokens that mean something, also where they do not belong.
const TOKENS: &[&str] = &[
    "fn",
    "async",
    "await",
    "let",
    "mut",
    "if",
    "else",
    "match",
    "loop",
    "while",
    "for",
    "in",
    "return",
    "break",
    "continue",
    "struct",
    "enum",
    "impl",
    "const",
    "move",
    "self",
    "Self",
    "as",
    "ref",
    "pub",
    "use",
    "mod",
    "trait",
    "where",
    "dyn",
    "unsafe",
    "static",
    "type",
    "true",
    "false",
    "Some",
    "None",
    "Ok",
    "Err",
    "vec!",
    "println!",
    "format!",
    "select!",
    "join!",
    "matches!",
    "assert!",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    ";",
    ",",
    ".",
    "..",
    "..=",
    "::",
    ":",
    "=>",
    "->",
    "=",
    "==",
    "!=",
    "<=",
    ">=",
    "<<",
    ">>",
    "<<=",
    "+",
    "-",
    "*",
    "/",
    "%",
    "^",
    "&",
    "&&",
    "&mut",
    "|",
    "||",
    "!",
    "?",
    "@",
    "#",
    "$",
    "_",
    "'a",
    "'",
    "\"",
    "r#\"",
    "b\"",
    "b'",
    "'x'",
    "'\\u{1F600}'",
    "\"{}\"",
    "\"{:?}\"",
    "\"{:>65535}\"",
    "\"{0:1$}\"",
    "\"{\"",
    "//",
    "/*",
    "*/",
    "///",
    "#[derive(Clone)]",
    "é",
    "\u{1F600}",
    "\u{202E}",
    "\u{0}",
    "\\",
    "\r",
    "\n",
    ".await",
    ".clone()",
    ".unwrap()",
    ".collect()",
    ".iter()",
    ".map(|x| x)",
];

/// Brackets and prefixes that can stand inside one another, with what closes them.
const NESTS: &[(&str, &str)] = &[
    ("(", ")"),
    ("[", "]"),
    ("{", "}"),
    ("Some(", ")"),
    ("vec![", "]"),
    ("if true { ", " } else { 0 }"),
    ("match 0 { _ => ", " }"),
    ("|x| ", ""),
    ("-", ""),
    ("!", ""),
    ("&", ""),
    ("*", ""),
    ("Vec<", ">"),
    ("loop { ", " }"),
    ("println!(\"{}\", ", ")"),
    ("/*", "*/"),
    ("return ", ""),
    ("1 + ", ""),
    ("a.", ""),
    ("f(", ")"),
    ("if let Some(x) = ", " {}"),
    ("else if true {} ", ""),
    ("", ".clone()"),
    ("", "?"),
    ("", " as u64"),
    ("", "[0]"),
    ("", ".await"),
];

const TIMES: &[usize] = &[2, 10, 40, 60, 150, 300, 1_000, 5_000];

/// The text after one to six changes, of which the last may make it no text any more.
pub(crate) fn mutated(text: &str, other: &str, target: Target, random: &mut Random) -> Vec<u8> {
    let mut text = text.to_owned();
    for _ in 0..=random.below(6) {
        text = if random.once_in(4) {
            with_changed_lines(&text, other, random)
        } else {
            with_changed_tokens(&text, other, random)
        };
    }
    let mut bytes = text.into_bytes();
    // A program that is to run had better stay a program.
    if target == Target::ParseAndCompile && random.once_in(4) {
        for _ in 0..=random.below(8) {
            change_byte(&mut bytes, random);
        }
    }
    bytes
}

fn with_changed_tokens(text: &str, other: &str, random: &mut Random) -> String {
    let mut tokens = tokens(text);
    if tokens.is_empty() {
        return random.pick(TOKENS).repeat(*random.pick(TIMES));
    }
    let repeated;
    let from = random.below(tokens.len());
    let to = (from + 1 + random.below(8)).min(tokens.len());
    match random.below(9) {
        0 => drop(tokens.drain(from..to)),
        1 => drop(tokens.splice(from..from, tokens[from..to].to_vec())),
        2 => {
            let with = random.below(tokens.len());
            tokens.swap(from, with);
        }
        3 => tokens.insert(from, *random.pick(TOKENS)),
        4 => tokens[from] = *random.pick(TOKENS),
        5 | 6 => change_number(&mut tokens, random),
        7 => {
            let others = crate::tokens::tokens(other);
            if !others.is_empty() {
                let start = random.below(others.len());
                let end = (start + 1 + random.below(40)).min(others.len());
                tokens.splice(from..from, others[start..end].to_vec());
            }
        }
        _ => {
            let times = *random.pick(TIMES);
            repeated = if random.once_in(2) {
                let (open, close) = random.pick(NESTS);
                [&open.repeat(times), tokens[from], &close.repeat(times)].concat()
            } else {
                tokens[from..to].concat().repeat(times)
            };
            tokens.splice(from..to, [repeated.as_str()]);
        }
    }
    tokens.concat()
}

fn change_number(tokens: &mut [&str], random: &mut Random) {
    let numbers = tokens.iter().enumerate().filter(|(_, token)| is_number(token));
    let numbers: Vec<usize> = numbers.map(|(at, _)| at).collect();
    if !numbers.is_empty() {
        tokens[*random.pick(&numbers)] = *random.pick(NUMBERS);
    }
}

fn with_changed_lines(text: &str, other: &str, random: &mut Random) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let others: Vec<&str> = other.split_inclusive('\n').collect();
    if lines.is_empty() || others.is_empty() {
        return [text, other].concat();
    }
    let at = random.below(lines.len());
    match random.below(5) {
        0 => drop(lines.remove(at)),
        1 => lines.insert(at, lines[random.below(lines.len())]),
        2 => {
            let with = random.below(lines.len());
            lines.swap(at, with);
        }
        3 => lines.insert(at, *random.pick(&others)),
        // The beginning of one and the end of the other.
        _ => {
            lines.truncate(at);
            lines.extend(&others[random.below(others.len())..]);
        }
    }
    lines.concat()
}

fn change_byte(bytes: &mut Vec<u8>, random: &mut Random) {
    if bytes.is_empty() {
        return bytes.push(random.byte());
    }
    let at = random.below(bytes.len());
    match random.below(4) {
        0 => bytes[at] = random.byte(),
        1 => bytes[at] ^= 1 << random.below(8),
        2 => bytes.insert(at, random.byte()),
        _ => drop(bytes.remove(at)),
    }
}
