//! Values and names cut to the room that there is for them.

use std::fmt::{self, Write};

use whatif_simulator::{Name, Time, Value};

use crate::escape::clean;

/// A text that may have been cut short.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cut {
    /// What there was room for; ends in an ellipsis where that is not all.
    pub(crate) text: String,
    /// Whether something is missing.
    pub(crate) short: bool,
}

/// The columns that a text takes in a font of even width.
pub(crate) fn columns(text: &str) -> i32 {
    text.chars().map(columns_of).sum()
}

/// The text in so many columns at the most.
pub(crate) fn cut(text: &str, most: i32) -> Cut {
    if columns(text) <= most {
        return Cut { text: text.into(), short: false };
    }
    let mut taken = 1;
    let fits = |c: &char| {
        taken += columns_of(*c);
        taken <= most
    };
    let mut text: String = text.chars().take_while(fits).collect();
    text.truncate(text.trim_end_matches([' ', ',']).len());
    text.push('…');
    Cut { text, short: true }
}

/// The value as code has it, in so many columns at the most.
pub(crate) fn exact(value: &Value, most: i32) -> Cut {
    bounded(most, |out| write!(out, "{value:?}"))
}

/// The arguments as code has them between the brackets of a call.
pub(crate) fn arguments(value: &Value, most: i32) -> Cut {
    let Value::Tuple(arguments) = value else { return exact(value, most) };
    bounded(most, |out| {
        for (number, argument) in arguments.iter().enumerate() {
            write!(out, "{}{argument:?}", if number > 0 { ", " } else { "" })?;
        }
        Ok(())
    })
}

/// What a message carries, as a label: without quotes, and without the names of types and fields.
pub(crate) fn label(value: &Value, most: i32) -> Cut {
    bounded(most, |out| match value {
        Value::Tuple(values) => list(out, "", values.iter(), ""),
        other => brief(out, other),
    })
}

/// A moment of the run, in so few digits that two views of it are easily matched.
pub(crate) fn moment(at: Time) -> String {
    match at.micros() {
        0 => "0 ms".into(),
        micros @ 1..1_000 => format!("{micros} µs"),
        micros @ 1_000..1_000_000 => decimal(micros, 1_000, 1, "ms"),
        micros @ 1_000_000..600_000_000 => decimal(micros, 1_000_000, 3, "s"),
        micros @ 600_000_000.. => decimal(micros, 60_000_000, 3, "min"),
    }
}

/// A length of time, in two digits.
pub(crate) fn length(of: Time) -> String {
    let mut unit = 1;
    while of.micros() / unit >= 100 {
        unit *= 10;
    }
    let rounded = (of.micros() + unit / 2) / unit * unit;
    Time::from_micros(rounded).to_string()
}

fn decimal(micros: u64, unit: u64, places: u32, name: &str) -> String {
    let scale = 10_u64.pow(places);
    let scaled = micros / unit * scale + micros % unit * scale / unit;
    let (whole, part) = (scaled / scale, scaled % scale);
    let part = format!("{part:0places$}", places = places as usize);
    format!("{whole}.{part} {name}")
}

fn columns_of(c: char) -> i32 {
    // East Asian letters and pictures take twice the room; nothing here needs it more exactly.
    if c < '\u{1100}' || ('\u{2000}'..'\u{2e80}').contains(&c) { 1 } else { 2 }
}

/// Writes no more than there is room for, however long the value is.
fn bounded(most: i32, write: impl FnOnce(&mut Bounded) -> fmt::Result) -> Cut {
    let mut out = Bounded { text: String::new(), room: most.max(1) as usize * 4 };
    // The only error is that there is no more room, and then the text ends where it ends.
    let finished = write(&mut out).is_ok();
    let mut cut = cut(&clean(&out.text), most);
    if !finished && !cut.short {
        cut.text.push('…');
    }
    Cut { short: cut.short || !finished, ..cut }
}

struct Bounded {
    text: String,
    room: usize,
}

impl Write for Bounded {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        for c in part.chars() {
            self.room = self.room.checked_sub(1).ok_or(fmt::Error)?;
            self.text.push(c);
        }
        Ok(())
    }
}

fn brief(out: &mut Bounded, value: &Value) -> fmt::Result {
    match value {
        Value::Text(text) if text.is_empty() => out.write_str("\"\""),
        Value::Text(text) => out.write_str(text),
        Value::List(values) => list(out, "[", values.iter(), "]"),
        Value::Set(values) => list(out, "{", values.iter(), "}"),
        Value::Tuple(values) => list(out, "(", values.iter(), ")"),
        Value::Map(map) => {
            out.write_str("{")?;
            for (number, (key, value)) in map.iter().enumerate() {
                out.write_str(if number > 0 { ", " } else { "" })?;
                brief(out, key)?;
                out.write_str(": ")?;
                brief(out, value)?;
            }
            out.write_str("}")
        }
        Value::Record(record) => fields(out, &record.fields, "{", "}"),
        Value::Variant(variant) => {
            out.write_str(&variant.name)?;
            match &variant.fields[..] {
                [] | [(_, Value::Unit)] => Ok(()),
                several => fields(out, several, "(", ")"),
            }
        }
        Value::Unit | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Duration(_) => {
            write!(out, "{value:?}")
        }
    }
}

fn fields(out: &mut Bounded, fields: &[(Name, Value)], open: &str, close: &str) -> fmt::Result {
    list(out, open, fields.iter().map(|(_, value)| value), close)
}

fn list<'a>(
    out: &mut Bounded,
    open: &str,
    values: impl Iterator<Item = &'a Value>,
    close: &str,
) -> fmt::Result {
    out.write_str(open)?;
    for (number, value) in values.enumerate() {
        out.write_str(if number > 0 { ", " } else { "" })?;
        brief(out, value)?;
    }
    out.write_str(close)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ada() -> Value {
        Value::record(
            "User",
            [("name", Value::text("Ada")), ("address", Value::text("ada@example.org"))],
        )
    }

    #[test]
    fn labels_leave_out_what_a_reader_can_do_without() {
        let cases = [
            (Value::Tuple([Value::text("users"), ada()].into()), "users, {Ada, ada@example.org}"),
            (Value::Tuple([].into()), ""),
            (Value::ok(Value::Unit), "Ok"),
            (Value::ok(Value::list([])), "Ok([])"),
            (Value::ok(Value::option(Some(ada()))), "Ok(Some({Ada, ada@example.org}))"),
            (Value::err(Value::variant("Error", "Timeout", [])), "Err(Timeout)"),
        ];
        for (value, expected) in cases {
            assert_eq!(label(&value, 60).text, expected);
        }
    }

    #[test]
    fn long_values_are_never_written_out() {
        let long = Value::text(&"x".repeat(100_000));
        let Cut { text, short } = exact(&Value::list(vec![long; 100]), 20);
        assert_eq!((columns(&text), short), (20, true));
        assert!(text.ends_with('…'), "{text}");
    }

    #[test]
    fn a_cut_counts_columns_and_not_bytes() {
        assert_eq!(cut("日本語日本語", 5).text, "日本…");
        assert_eq!(cut("naïve", 5).text, "naïve");
    }

    #[test]
    fn moments_and_lengths() {
        let moments = [
            (0, "0 ms"),
            (250, "250 µs"),
            (12_345, "12.3 ms"),
            (999_999, "999.9 ms"),
            (2_012_345, "2.012 s"),
            (91_000_000, "91.000 s"),
            (900_000_000, "15.000 min"),
        ];
        for (micros, expected) in moments {
            assert_eq!(moment(Time::from_micros(micros)), expected);
        }
        let lengths = [(1_962_345, "2 s"), (194_999, "190 ms"), (87_654_321, "88 s"), (7, "7 µs")];
        for (micros, expected) in lengths {
            assert_eq!(length(Time::from_micros(micros)), expected);
        }
    }
}
