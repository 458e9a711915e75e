//! A TOML table whose every key and value knows where it stands.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Reader;
use crate::spec::Named;
use crate::spec::fault_words::percent;

/// The longest time that an author can name: ten years.
const TIME_US_MAX: u64 = 10 * 366 * 24 * 3_600 * 1_000_000;

/// A table, its entries in the order of the file.
#[derive(Clone)]
pub(super) struct Table<'a> {
    entries: Vec<(Named, Item<'a>)>,
}

/// A value and where it stands.
#[derive(Clone)]
pub(super) struct Item<'a> {
    value: Cow<'a, DeValue<'a>>,
    spot: Range<usize>,
}

/// A table with another one over it, whose keys win.
pub(super) struct Layers<'t, 'a> {
    tables: Vec<&'t Table<'a>>,
}

impl<'a> Table<'a> {
    /// Reads the whole file; reports where it is no TOML.
    pub(super) fn parse(text: &'a str, reader: &mut Reader) -> Option<Self> {
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            let span = error.span().unwrap_or(0..0);
            reader.report(span, format!("this is not TOML: {}", error.message()), None);
        }
        let entries = entries(table.into_inner());
        errors.is_empty().then_some(Self { entries })
    }

    /// The names of its entries.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(name, _)| name.name.as_str())
    }

    pub(super) fn get(&self, key: &str) -> Option<&Item<'a>> {
        self.entries.iter().find(|(name, _)| name.name == key).map(|(_, item)| item)
    }

    /// Reports every key but these; whether there was none.
    pub(super) fn only(&self, reader: &mut Reader, known: &[&str]) -> bool {
        let mut is_all = true;
        for (name, _) in &self.entries {
            if !known.contains(&name.name.as_str()) {
                is_all = false;
                let near = whatif_interpreter::did_you_mean(&name.name, known.iter().copied());
                let help = near.map_or_else(
                    || format!("here may stand: {}", known.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                reader.report(
                    name.spot.clone(),
                    format!("there is no key `{}` here", name.name),
                    help,
                );
            }
        }
        is_all
    }

    pub(super) fn table(&self, reader: &mut Reader, key: &str) -> Option<Table<'a>> {
        self.get(key)?.as_table(reader)
    }

    /// The tables inside a table: `[node.server]`, `[node.db]`.
    pub(super) fn tables(&self, reader: &mut Reader, key: &str) -> Vec<(Named, Table<'a>)> {
        let Some(table) = self.table(reader, key) else { return Vec::new() };
        let each = table.entries.into_iter();
        each.filter_map(|(name, item)| Some((name, item.as_table(reader)?))).collect()
    }
}

impl<'t, 'a> Layers<'t, 'a> {
    pub(super) fn new(base: &'t Table<'a>) -> Self {
        Self { tables: vec![base] }
    }

    pub(super) fn over(&mut self, table: &'t Table<'a>) {
        self.tables.insert(0, table);
    }

    /// Where the first key of the uppermost table stands.
    pub(super) fn spot(&self) -> Range<usize> {
        let mut keys = self.tables.iter().flat_map(|table| &table.entries);
        keys.next().map_or(0..0, |(name, _)| name.spot.clone())
    }

    pub(super) fn get(&self, key: &str) -> Option<&'t Item<'a>> {
        self.tables.iter().find_map(|table| table.get(key))
    }

    pub(super) fn only(&self, reader: &mut Reader, known: &[&str]) {
        for table in &self.tables {
            table.only(reader, known);
        }
    }
}

impl<'a> Item<'a> {
    pub(super) fn value(&self) -> &DeValue<'a> {
        &self.value
    }

    pub(super) fn spot(&self) -> Range<usize> {
        self.spot.clone()
    }

    fn expected(&self, reader: &mut Reader, what: &str) {
        let found = match &*self.value {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a number with a point",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        reader.report(self.spot(), format!("this must be {what}, and is {found}"), None);
    }

    pub(super) fn unknown(&self, reader: &mut Reader, what: &str, word: &str, known: &[&str]) {
        let near = whatif_interpreter::did_you_mean(word, known.iter().copied());
        let help = near.map_or_else(
            || format!("there are: {}", known.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        reader.report(self.spot(), format!("there is no {what} `{word}`"), help);
    }

    pub(super) fn text(&self, reader: &mut Reader) -> String {
        if let Some(text) = self.value.as_str() {
            return text.to_owned();
        }
        self.expected(reader, "a text in quotes");
        String::new()
    }

    pub(super) fn named(&self, reader: &mut Reader) -> Named {
        Named { name: self.text(reader), spot: self.spot() }
    }

    pub(super) fn truth(&self, reader: &mut Reader) -> Option<bool> {
        let found = self.value.as_bool();
        if found.is_none() {
            self.expected(reader, "true or false");
        }
        found
    }

    pub(super) fn integer(&self, reader: &mut Reader) -> Option<i64> {
        let found = self.value.as_integer().and_then(|number| {
            i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok()
        });
        if found.is_none() {
            self.expected(reader, "a whole number");
        }
        found
    }

    /// A whole number that is not negative.
    pub(super) fn whole(&self, reader: &mut Reader) -> Option<u64> {
        let number = self.integer(reader)?;
        let found = u64::try_from(number).ok();
        if found.is_none() {
            reader.report(self.spot(), "this must not be negative", None);
        }
        found
    }

    /// A counting number: 1, 2, ….
    pub(super) fn count(&self, reader: &mut Reader) -> Option<u32> {
        let number = self.integer(reader)?;
        let found = u32::try_from(number).ok().filter(|number| *number > 0);
        if found.is_none() {
            reader.report(self.spot(), "this counts from 1", None);
        }
        found
    }

    /// A length of time, in microseconds.
    pub(super) fn time(&self, reader: &mut Reader) -> Option<u64> {
        let text = self.value.as_str();
        let found = text.and_then(parse_time);
        if found.is_none() {
            let help = "write a number and a unit: \"250us\", \"5ms\", \"2s\", \"1m\", \"1h\"";
            reader.report(self.spot(), "this is no length of time", help.to_owned());
        }
        found
    }

    /// A length of time that may be negative, in microseconds.
    pub(super) fn signed_time(&self, reader: &mut Reader) -> Option<i64> {
        let text = self.value.as_str().unwrap_or_default().trim();
        let (sign, length) = match text.strip_prefix('-') {
            Some(length) => (-1, length),
            None => (1, text.strip_prefix('+').unwrap_or(text)),
        };
        let found = parse_time(length).and_then(|micros| i64::try_from(micros).ok());
        if found.is_none() {
            let help = "write a sign, a number and a unit: \"-5s\", \"+250ms\"";
            reader.report(self.spot(), "this is no length of time", help.to_owned());
        }
        Some(sign * found?)
    }

    /// A part of a whole in millionths, at the most this many either way: `2%`, `-0.5%`, `200ppm`.
    pub(super) fn millionths(&self, reader: &mut Reader, most: i32) -> Option<i32> {
        let text = self.value.as_str().unwrap_or_default();
        let Some(found) = parse_millionths(text) else {
            let help = "write \"2%\", \"-0.5%\" or \"200ppm\"".to_owned();
            reader.report(self.spot(), "this is no part of a whole", help);
            return None;
        };
        if found.abs() > most {
            let message = format!("this is more than {}", percent(most.unsigned_abs()));
            reader.report(self.spot(), message, None);
            return None;
        }
        Some(found)
    }

    /// So many bytes a second: `500B/s`, `64kB/s`, `1MB/s`.
    pub(super) fn bytes_a_second(&self, reader: &mut Reader) -> Option<u64> {
        let text = self.value.as_str().unwrap_or_default();
        let found = parse_bandwidth(text).filter(|bytes| *bytes > 0);
        if found.is_none() {
            let help = "write \"500B/s\", \"64kB/s\" or \"1MB/s\"".to_owned();
            reader.report(self.spot(), "this is no number of bytes a second", help);
        }
        found
    }

    /// A least and a greatest length of time, in microseconds: `5ms..40ms`, or one for both.
    pub(super) fn span_of_time(&self, reader: &mut Reader) -> Option<(u64, u64)> {
        let text = self.value.as_str().unwrap_or_default();
        let (min, max) = text.split_once("..").unwrap_or((text, text));
        match (parse_time(min), parse_time(max)) {
            (Some(min), Some(max)) if min <= max => Some((min, max)),
            (Some(_), Some(_)) => {
                let help = "turn the two round".to_owned();
                reader.report(self.spot(), "the least is greater than the greatest", help);
                None
            }
            _ => {
                let help = "write \"5ms..40ms\", or one length of time for both".to_owned();
                reader.report(self.spot(), "this is no range of times", help);
                None
            }
        }
    }

    pub(super) fn list(&self, reader: &mut Reader) -> Vec<Item<'a>> {
        let DeValue::Array(array) = &*self.value else {
            self.expected(reader, "a list in square brackets");
            return Vec::new();
        };
        array.iter().cloned().map(item).collect()
    }

    pub(super) fn names(&self, reader: &mut Reader) -> Vec<Named> {
        self.list(reader).iter().map(|each| each.named(reader)).collect()
    }

    pub(super) fn as_table(&self, reader: &mut Reader) -> Option<Table<'a>> {
        let DeValue::Table(table) = &*self.value else {
            self.expected(reader, "a table");
            return None;
        };
        Some(Table { entries: entries(table.clone()) })
    }

    pub(super) fn entries(&self, reader: &mut Reader) -> Vec<(Named, Item<'a>)> {
        self.as_table(reader).map_or_else(Vec::new, |table| table.entries)
    }
}

fn item(value: Spanned<DeValue<'_>>) -> Item<'_> {
    let spot = value.span();
    Item { value: Cow::Owned(value.into_inner()), spot }
}

fn entries(table: DeTable<'_>) -> Vec<(Named, Item<'_>)> {
    let each = table.into_iter().map(|(key, value)| {
        let spot = key.span();
        (Named { name: key.into_inner().into_owned(), spot }, item(value))
    });
    let mut entries: Vec<(Named, Item<'_>)> = each.collect();
    entries.sort_by_key(|(name, _)| name.spot.start);
    entries
}

fn parse_time(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.find(|each: char| !each.is_ascii_digit())?;
    let number: u64 = text[..digits].parse().ok()?;
    let unit = match text[digits..].trim() {
        "us" => 1,
        "ms" => 1_000,
        "s" => 1_000_000,
        "m" => 60_000_000,
        "h" => 3_600_000_000,
        _ => return None,
    };
    number.checked_mul(unit).filter(|micros| *micros <= TIME_US_MAX)
}

fn parse_bandwidth(text: &str) -> Option<u64> {
    let number = text.trim().strip_suffix("/s")?;
    let digits = number.find(|each: char| !each.is_ascii_digit())?;
    let unit = match number[digits..].trim() {
        "B" => 1,
        "kB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        _ => return None,
    };
    number[..digits].parse::<u64>().ok()?.checked_mul(unit)
}

fn parse_millionths(text: &str) -> Option<i32> {
    let text = text.trim();
    let (negative, text) = match text.strip_prefix('-') {
        Some(text) => (true, text),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let found: i32 = if let Some(number) = text.strip_suffix("ppm") {
        number.trim().parse().ok()?
    } else {
        let number = text.strip_suffix('%')?.trim();
        let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
        if part.len() > 4 || !part.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let whole: i32 = whole.parse().ok().filter(|whole| *whole >= 0)?;
        whole.checked_mul(10_000)?.checked_add(format!("{part:0<4}").parse().ok()?)?
    };
    Some(if negative { -found } else { found })
}

#[cfg(test)]
mod tests {
    use super::{parse_bandwidth, parse_millionths, parse_time};

    #[test]
    fn bandwidths_are_read_with_their_units() {
        assert_eq!(parse_bandwidth("500B/s"), Some(500));
        assert_eq!(parse_bandwidth("64 kB/s"), Some(64_000));
        assert_eq!(parse_bandwidth("2MB/s"), Some(2_000_000));
        for wrong in ["", "/s", "5", "5MB", "MB/s", "-1B/s", "99999999999999999999GB/s"] {
            assert_eq!(parse_bandwidth(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn parts_of_a_whole_are_read_in_percent_and_in_millionths() {
        let cases = [
            ("2%", Some(20_000)),
            ("-0.5 %", Some(-5_000)),
            ("+0.0001%", Some(1)),
            ("200ppm", Some(200)),
            ("2", None),
            ("%", None),
            ("-", None),
            ("1.23456%", None),
            ("9999999999%", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_millionths(text), expected, "{text:?}");
        }
    }

    #[test]
    fn times_are_read_with_their_units_and_nothing_else() {
        let cases = [
            ("250us", Some(250)),
            ("5 ms", Some(5_000)),
            ("2s", Some(2_000_000)),
            ("1m", Some(60_000_000)),
            ("1h", Some(3_600_000_000)),
            ("5", None),
            ("s", None),
            ("", None),
            ("-1s", None),
            ("99999999999999999999s", None),
            ("9999999999h", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_time(text), expected, "{text:?}");
        }
    }
}
