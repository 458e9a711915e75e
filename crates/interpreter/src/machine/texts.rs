//! Methods of strings.

use std::rc::Rc;

use super::{Machine, Result};
use crate::library::Method as M;
use crate::number::{Float, Number};
use crate::syntax::literals;
use crate::types::{IntKind, Type, TypeId, VariantId};
use crate::value::Value;

/// Where a pattern is found in a text: bytes from the first to before the second.
type Matches = Vec<(usize, usize)>;

/// How many bytes of a text a panic shows, as in Rust.
const TEXT_IN_PANIC_MAX: usize = 256;

impl Machine<'_> {
    pub(super) fn change_text(
        &mut self,
        text: &mut Rc<String>,
        method: M,
        arguments: &[Value],
    ) -> Result<Option<Value>> {
        if Rc::strong_count(text) > 1 {
            self.spend(text.len() as u64)?;
        }
        Ok(Some(match (method, arguments) {
            (M::push_str, [Value::Text(more)]) => {
                self.spend(more.len() as u64 * 2)?;
                Rc::make_mut(text).push_str(more);
                Value::Unit
            }
            (M::push, [Value::Char(more)]) => {
                self.spend(8)?;
                Rc::make_mut(text).push(*more);
                Value::Unit
            }
            (M::pop, []) => Value::option(Rc::make_mut(text).pop().map(Value::Char)),
            (M::insert, [at, Value::Char(more)]) => {
                let at = self.boundary(text, at, "idx")?;
                self.spend(text.len() as u64 / 16 + 8)?;
                Rc::make_mut(text).insert(at, *more);
                Value::Unit
            }
            (M::insert_str, [at, Value::Text(more)]) => {
                let at = self.boundary(text, at, "idx")?;
                self.spend(text.len() as u64 / 16 + more.len() as u64 * 2)?;
                Rc::make_mut(text).insert_str(at, more);
                Value::Unit
            }
            (M::remove, [at]) => {
                let at = self.size(at)?;
                if self.cut(text, at, text.len())?.is_empty() {
                    return self.panic("cannot remove a char from the end of a string");
                }
                self.spend(text.len() as u64 / 16)?;
                Value::Char(Rc::make_mut(text).remove(at))
            }
            (M::truncate, [at]) => {
                let at = self.size(at)?;
                if at < text.len() {
                    let at = self.boundary(text, &Value::size(at), "new_len")?;
                    Rc::make_mut(text).truncate(at);
                }
                Value::Unit
            }
            (M::clear, []) => {
                *text = Rc::default();
                Value::Unit
            }
            (M::reserve, [_]) => Value::Unit,
            (M::extend, [more]) => {
                let iterator = self.iterate(more.clone())?;
                for value in self.rest(iterator)? {
                    let more = self.display(&value)?;
                    self.spend(more.len() as u64 * 2)?;
                    Rc::make_mut(text).push_str(&more);
                }
                Value::Unit
            }
            (M::retain, [keep]) => {
                let mut kept = String::new();
                for each in text.chars() {
                    let keeps = self.call_now(keep, vec![Value::Char(each)])?;
                    if self.truth(&keeps)? {
                        kept.push(each);
                    }
                }
                *text = Rc::new(kept);
                Value::Unit
            }
            (M::drain, [Value::Range(range)]) => {
                let (from, to) = self.bounds(range, text.len())?;
                self.boundary(text, &Value::size(from), "start")?;
                self.boundary(text, &Value::size(to), "end")?;
                self.spend((to - from) as u64 * 16)?;
                let taken = Rc::make_mut(text).drain(from..to).map(Value::Char).collect();
                Value::iterator(taken)
            }
            (M::split_off, [at]) => {
                let at = self.boundary(text, at, "at")?;
                Value::text(Rc::make_mut(text).split_off(at))
            }
            (M::make_ascii_uppercase | M::make_ascii_lowercase, []) => {
                self.spend(text.len() as u64 / 16)?;
                if method == M::make_ascii_uppercase {
                    Rc::make_mut(text).make_ascii_uppercase();
                } else {
                    Rc::make_mut(text).make_ascii_lowercase();
                }
                Value::Unit
            }
            _ => return Ok(None),
        }))
    }

    /// A position between two characters; `name` is what Rust calls it when it is none.
    fn boundary(&self, text: &str, at: &Value, name: &str) -> Result<usize> {
        let at = self.size(at)?;
        if text.is_char_boundary(at) {
            return Ok(at);
        }
        self.panic(format_args!("assertion failed: self.is_char_boundary({name})"))
    }

    /// A part of a text, or the panic that Rust has for what cannot be cut out of it.
    pub(super) fn cut<'t>(&self, text: &'t str, from: usize, to: usize) -> Result<&'t str> {
        if let Some(part) = text.get(from..to) {
            return Ok(part);
        }
        let shown = text.get(..text.floor_char_boundary(TEXT_IN_PANIC_MAX)).unwrap_or(text);
        let more = if shown.len() < text.len() { "[...]" } else { "" };
        let sides = [("start", from), ("end", to)];
        if let Some((side, at)) = sides.into_iter().find(|(_, at)| *at > text.len()) {
            return self
                .panic(format_args!("{side} byte index {at} is out of bounds of `{shown}`{more}"));
        }
        let inside = sides.into_iter().find(|(_, at)| !text.is_char_boundary(*at));
        let Some((side, at)) = inside.filter(|_| from <= to) else {
            return self
                .panic(format_args!("begin > end ({from} > {to}) when slicing `{shown}`{more}"));
        };
        let first = text.floor_char_boundary(at);
        let each = text[first..].chars().next().unwrap_or_default();
        let last = first + each.len_utf8();
        self.panic(format_args!(
            "{side} byte index {at} is not a char boundary; it is inside {each:?} \
             (bytes {first}..{last}) of `{shown}`{more}"
        ))
    }

    pub(super) fn bytes_of(&mut self, text: &str) -> Result<Vec<Value>> {
        self.spend(text.len() as u64 * 16)?;
        let byte = |byte: u8| Value::int(IntKind::U8, i128::from(byte)).unwrap_or(Value::Unit);
        Ok(text.bytes().map(byte).collect())
    }

    #[inline(never)]
    pub(super) fn text_method(
        &mut self,
        text: &Rc<String>,
        method: M,
        arguments: &[Value],
        makes: &Type,
    ) -> Result<Option<Value>> {
        let found = match (method, arguments) {
            (M::len, []) => Value::size(text.len()),
            (M::is_empty, []) => Value::Bool(text.is_empty()),
            (M::as_str, []) => Value::Text(Rc::clone(text)),
            _ => {
                self.spend(text.len() as u64)?;
                return self.longer_text_method(text, method, arguments, makes);
            }
        };
        Ok(Some(found))
    }

    #[inline(never)]
    fn longer_text_method(
        &mut self,
        text: &str,
        method: M,
        arguments: &[Value],
        makes: &Type,
    ) -> Result<Option<Value>> {
        let texts =
            |parts: Vec<&str>| Value::iterator(parts.into_iter().map(Value::text).collect());
        Ok(Some(match (method, arguments) {
            (M::trim, []) => Value::text(text.trim()),
            (M::trim_start, []) => Value::text(text.trim_start()),
            (M::trim_end, []) => Value::text(text.trim_end()),
            (M::to_ascii_uppercase, []) => Value::text(text.to_ascii_uppercase()),
            (M::to_ascii_lowercase, []) => Value::text(text.to_ascii_lowercase()),
            (M::eq_ignore_ascii_case, [Value::Text(other)]) => {
                Value::Bool(text.eq_ignore_ascii_case(other))
            }
            (M::is_ascii, []) => Value::Bool(text.is_ascii()),
            (M::is_char_boundary, [at]) => Value::Bool(text.is_char_boundary(self.size(at)?)),
            (M::repeat, [count]) => {
                let count = self.size(count)?;
                self.spend((text.len() as u64).saturating_mul(count as u64))?;
                Value::text(text.repeat(count))
            }
            (M::get, [Value::Range(range)]) => {
                let part = match self.bounds(range, text.len()) {
                    Ok((from, to)) => text.get(from..to),
                    Err(_) => None,
                };
                Value::option(part.map(Value::text))
            }
            (M::chars, []) => {
                self.spend(text.len() as u64 * 16)?;
                Value::iterator(text.chars().map(Value::Char).collect())
            }
            (M::char_indices, []) => {
                self.spend(text.len() as u64 * 64)?;
                let pair = |(at, each)| Value::tuple(vec![Value::size(at), Value::Char(each)]);
                Value::iterator(text.char_indices().map(pair).collect())
            }
            (M::bytes, []) => Value::iterator(self.bytes_of(text)?),
            (M::as_bytes | M::into_bytes, []) => Value::list(self.bytes_of(text)?),
            (M::split_whitespace, []) => texts(text.split_whitespace().collect()),
            (M::lines, []) => texts(text.lines().collect()),
            (M::split_at, [at]) => {
                let left = self.cut(text, 0, self.size(at)?)?;
                Value::tuple(vec![Value::text(left), Value::text(&text[left.len()..])])
            }
            (M::parse, []) => {
                let of = if let Type::Result(inner, _) = makes { inner } else { makes };
                self.parse(text, of)?
            }
            (M::cmp, [Value::Text(other)]) => Value::ordering(text.cmp(other.as_str())),
            (M::from_str_radix, [radix]) => {
                let radix = self.size(radix)?;
                if !(2..=36).contains(&radix) {
                    return self.panic(format_args!(
                        "from_ascii_radix: radix must lie in the range `[2, 36]` - found {radix}"
                    ));
                }
                let Type::Int(kind) = makes else { return Ok(None) };
                parsed(text, *kind, radix as u32)
            }
            (M::splitn | M::rsplitn, [count, pattern]) => {
                let Some(cuts) = self.size(count)?.checked_sub(1) else {
                    return Ok(Some(texts(Vec::new())));
                };
                let from_end = method == M::rsplitn;
                let mut found = self.found(text, pattern, from_end)?;
                if !from_end {
                    found.truncate(cuts);
                    return Ok(Some(texts(between(text, &found))));
                }
                let mut parts = between(text, &found[found.len().saturating_sub(cuts)..]);
                parts.reverse();
                texts(parts)
            }
            (M::replace | M::replacen, [pattern, Value::Text(with), ..]) => {
                let mut found = self.found(text, pattern, false)?;
                if let Some(count) = arguments.get(2) {
                    found.truncate(self.size(count)?);
                }
                self.spend(found.len() as u64 * with.len() as u64)?;
                Value::text(between(text, &found).join(with))
            }
            (method, [pattern]) => return self.search(text, method, pattern),
            _ => return Ok(None),
        }))
    }

    /// Methods that look for a pattern: a string, a char, several chars, or a function of a char.
    fn search(&mut self, text: &str, method: M, pattern: &Value) -> Result<Option<Value>> {
        let texts =
            |parts: Vec<&str>| Value::iterator(parts.into_iter().map(Value::text).collect());
        let from_end = matches!(
            method,
            M::rfind
                | M::rsplit
                | M::rsplit_once
                | M::ends_with
                | M::strip_suffix
                | M::trim_end_matches
        );
        let found = self.found(text, pattern, from_end)?;
        let last = found.last().copied();
        self.spend(found.len() as u64 * 64)?;
        let starts = found.first().is_some_and(|first| first.0 == 0);
        let ends = last.is_some_and(|last| last.1 == text.len());
        let pair = |from: usize, to: usize| {
            Value::some(Value::tuple(vec![Value::text(&text[..from]), Value::text(&text[to..])]))
        };
        Ok(Some(match method {
            M::contains => Value::Bool(!found.is_empty()),
            M::find => Value::option(found.first().map(|first| Value::size(first.0))),
            M::rfind => Value::option(last.map(|last| Value::size(last.0))),
            M::starts_with => Value::Bool(starts),
            M::ends_with => Value::Bool(ends),
            M::strip_prefix if starts => Value::some(Value::text(&text[found[0].1..])),
            M::strip_suffix if ends => {
                Value::some(Value::text(&text[..last.map_or(text.len(), |last| last.0)]))
            }
            M::strip_prefix | M::strip_suffix => Value::NONE,
            M::split => texts(between(text, &found)),
            M::split_terminator => {
                let mut parts = between(text, &found);
                parts.pop_if(|last| last.is_empty());
                texts(parts)
            }
            M::split_inclusive => {
                // What is found stays with the part before it.
                let ends: Matches = found.iter().map(|(_, end)| (*end, *end)).collect();
                let mut parts = between(text, &ends);
                parts.pop_if(|last| last.is_empty());
                texts(parts)
            }
            M::matches => texts(found.iter().map(|&(from, to)| &text[from..to]).collect()),
            M::match_indices => {
                let each = found.iter().map(|&(from, to)| {
                    Value::tuple(vec![Value::size(from), Value::text(&text[from..to])])
                });
                Value::iterator(each.collect())
            }
            M::rsplit => {
                let mut parts = between(text, &found);
                parts.reverse();
                texts(parts)
            }
            M::split_once => found.first().map_or(Value::NONE, |&(from, to)| pair(from, to)),
            M::rsplit_once => last.map_or(Value::NONE, |(from, to)| pair(from, to)),
            M::trim_matches | M::trim_start_matches | M::trim_end_matches => {
                let (mut from, mut to) = (0, text.len());
                if method != M::trim_end_matches {
                    for (start, end) in found.iter().filter(|(start, end)| end > start) {
                        if *start != from {
                            break;
                        }
                        from = *end;
                    }
                }
                if method != M::trim_start_matches {
                    for (start, end) in found.iter().rev().filter(|(start, end)| end > start) {
                        if *end != to || *start < from {
                            break;
                        }
                        to = *start;
                    }
                }
                Value::text(&text[from..to])
            }
            _ => return Ok(None),
        }))
    }

    /// Where a pattern is found, from the first place to the last. Where it overlaps itself, it
    /// matters from which end it is looked for.
    fn found(&mut self, text: &str, pattern: &Value, from_end: bool) -> Result<Matches> {
        let mut found = Matches::new();
        match pattern {
            Value::Text(pattern) if from_end => {
                let each = text.rmatch_indices(pattern.as_str());
                found.extend(each.map(|(at, _)| (at, at + pattern.len())));
                found.reverse();
            }
            Value::Text(pattern) => {
                let each = text.match_indices(pattern.as_str());
                found.extend(each.map(|(at, _)| (at, at + pattern.len())));
            }
            _ => {
                for (at, each) in text.char_indices() {
                    let fits = match pattern {
                        Value::Char(pattern) => *pattern == each,
                        Value::List(pattern) => pattern.contains(&Value::Char(each)),
                        function => {
                            let fits = self.call_now(function, vec![Value::Char(each)])?;
                            self.truth(&fits)?
                        }
                    };
                    if fits {
                        found.push((at, at + each.len_utf8()));
                    }
                }
            }
        }
        self.work(found.len())?;
        Ok(found)
    }

    /// `parse`, with the errors of the standard library.
    fn parse(&mut self, text: &str, of: &Type) -> Result<Value> {
        let error = |message: &str| {
            Value::err(Value::record(TypeId::PARSE_ERROR, vec![Value::text(message)]))
        };
        Ok(match of {
            Type::Int(kind) => parsed(text, *kind, 10),
            Type::Float => {
                let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
                let number = match digits.to_ascii_lowercase().as_str() {
                    "" if text.is_empty() => {
                        return Ok(error("cannot parse float from empty string"));
                    }
                    "inf" | "infinity" => f64::INFINITY,
                    "nan" => f64::NAN,
                    _ if !is_decimal(digits) => return Ok(error("invalid float literal")),
                    _ => match literals::float(digits) {
                        Ok(number) => number,
                        Err(problem) => return self.panic(problem),
                    },
                };
                Value::ok(Value::Float(Float(if text.starts_with('-') { -number } else { number })))
            }
            Type::Bool => match text {
                "true" => Value::ok(Value::Bool(true)),
                "false" => Value::ok(Value::Bool(false)),
                _ => error("provided string was not `true` or `false`"),
            },
            Type::Char => {
                let mut chars = text.chars();
                match (chars.next(), chars.next()) {
                    (Some(only), None) => Value::ok(Value::Char(only)),
                    (None, _) => error("cannot parse char from empty string"),
                    _ => error("too many characters in string"),
                }
            }
            Type::Text => Value::ok(Value::text(text)),
            _ => return self.panic("a string cannot be parsed into this type here"),
        })
    }
}

/// Whether a text is digits, perhaps with a fraction, perhaps with a power of ten.
fn is_decimal(text: &str) -> bool {
    let (number, power) = match text.split_once(['e', 'E']) {
        Some((number, power)) => (number, Some(power)),
        None => (text, None),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let power = power.map(|power| power.strip_prefix(['-', '+']).unwrap_or(power));
    digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && power.is_none_or(|power| !power.is_empty() && digits(power))
}

/// The result of parsing a number of a radix.
fn parsed(text: &str, kind: IntKind, radix: u32) -> Value {
    match parse_int(text, kind, radix) {
        Ok(value) => Value::ok(value),
        Err(which) => {
            let kind = Value::Plain(TypeId::PARSE_KIND, which);
            Value::err(Value::record(TypeId::PARSE_INT_ERROR, vec![kind]))
        }
    }
}

/// A number of a radix, or the variant of `IntErrorKind` that says what is wrong with it.
fn parse_int(text: &str, kind: IntKind, radix: u32) -> std::result::Result<Value, VariantId> {
    const EMPTY: VariantId = VariantId(0);
    const INVALID_DIGIT: VariantId = VariantId(1);
    const TOO_LARGE: VariantId = VariantId(2);
    const TOO_SMALL: VariantId = VariantId(3);
    if text.is_empty() {
        return Err(EMPTY);
    }
    let negative = text.starts_with('-') && kind.is_signed();
    let digits = if negative { &text[1..] } else { text.strip_prefix('+').unwrap_or(text) };
    if digits.is_empty() {
        return Err(INVALID_DIGIT);
    }
    let overflow = if negative { TOO_SMALL } else { TOO_LARGE };
    let (low, high) = kind.ends();
    let base = Number::of(u128::from(radix));
    let mut number = Number::of(0);
    for digit in digits.chars() {
        // What comes first is what is told: a number too large, or something that is no digit.
        let digit = digit.to_digit(radix).ok_or(INVALID_DIGIT)?;
        let digit = Number::of(u128::from(digit));
        let digit = if negative { digit.negated() } else { digit };
        let longer = number.multiply(base).and_then(|number| number.add(digit));
        number = longer.filter(|longer| low <= *longer && *longer <= high).ok_or(overflow)?;
    }
    Value::number(kind, number).ok_or(overflow)
}

/// The parts of a text between what was found in it.
fn between<'t>(text: &'t str, found: &[(usize, usize)]) -> Vec<&'t str> {
    let mut parts = Vec::with_capacity(found.len() + 1);
    let mut from = 0;
    for (start, end) in found {
        parts.push(&text[from..*start]);
        from = *end;
    }
    parts.push(&text[from..]);
    parts
}
