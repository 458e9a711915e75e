//! The marks on the lanes, and what is written beside them.

use whatif_simulator::{Event, Place, Trace, Trouble, What};

use super::columns::Columns;
use super::{Mark, Sign};
use crate::escape::clean;
use crate::short::{columns as columns_of, cut};
use crate::words;

/// Between two lines of a note.
pub(crate) const NOTE_LINE: i32 = 15;
/// How wide a letter of a note is, in tenths: rather too wide than too narrow.
const NOTE_LETTER: i32 = 61;

/// The mark of the event at this height, if it has one.
pub(super) fn mark(event: &Event, y: i32, trace: &Trace, columns: &Columns) -> Option<Mark> {
    let side = columns.side(event.node);
    let (sign, side) = match &event.what {
        What::Sent(id, _) => {
            (Sign::Sent, words::message(*id, trace).map_or(side, |m| columns.towards(m).other()))
        }
        What::Duplicated(id, _) => {
            // The copy sets out from where the message did.
            let x = columns.x(words::message(*id, trace)?.from);
            return Some(Mark { x, y, sign: Sign::Copied, side, note: Vec::new() });
        }
        What::Altered(id, _) => {
            let message = words::message(*id, trace)?;
            let x = i32::midpoint(columns.x(message.from), columns.x(message.to));
            return Some(Mark { x, y, sign: Sign::Altered, side, note: Vec::new() });
        }
        What::Crashed { .. } | What::Panicked { .. } => (Sign::Killed, side),
        What::Restarted => (Sign::Restarted, side),
        What::Began(_) => (Sign::Began, side),
        What::Ended(_) => (Sign::Ended, side),
        What::TimedOut(_) => (Sign::TimedOut, side),
        What::Delayed(_) | What::DiskSlow => (Sign::Slow, side),
        What::Woke(_) | What::Stored(_) => (Sign::Woke, side),
        What::Logged(_) => (Sign::Logged, side),
        What::Delivered(_)
        | What::Lost(..)
        | What::Healed
        | What::Shown(..)
        | What::Measured(..)
        | What::Invoked(..)
        | What::Returned(..) => return None,
    };
    let x = columns.x(event.node);
    Some(Mark { x, y, sign, side, note: note(event, trace, columns) })
}

/// What is written beside the mark of the event, in lines.
pub(super) fn note(event: &Event, trace: &Trace, columns: &Columns) -> Vec<String> {
    let text = match &event.what {
        What::Sent(_, place) => words::line(place.as_ref()).unwrap_or_default(),
        What::Crashed { after, during, before } => {
            let told = |word: &str, place: &Option<Place>| {
                place.as_ref().map(|place| format!(" {word} {}", place.effect))
            };
            let parts = [told("after", after), told("during", during), told("before", before)];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            format!("killed{}", parts.join(",\n"))
        }
        What::Panicked { message, place, .. } => {
            let line = words::line(place.as_ref()).map(|line| format!(", {line}"));
            format!("panics{}: {message}", line.unwrap_or_default())
        }
        What::Restarted => "starts again".into(),
        // A link stays on one line.
        What::Began(wrong @ Trouble::Cut(_)) => {
            words::trouble(wrong, trace).0.replace(" ↔ ", "↔").replace(" → ", "→")
        }
        What::Began(wrong) => words::trouble(wrong, trace).0,
        What::Ended(wrong) => words::trouble(wrong, trace).1.into(),
        What::TimedOut(id) => {
            let whom = words::message(*id, trace).map(words::operation);
            format!("stops waiting{}", whom.map_or(String::new(), |whom| format!(" for {whom}")))
        }
        What::Delayed(id) => {
            let what = words::message(*id, trace).map(words::operation);
            format!("slow{}", what.map_or(String::new(), |what| format!(": {what}")))
        }
        What::DiskSlow => "its disk is slow".into(),
        What::Woke(place) => {
            let line = words::line(place.as_ref()).map(|line| format!(", {line}"));
            format!("has slept{}", line.unwrap_or_default())
        }
        What::Logged(line) => format!("“{line}”"),
        What::Stored(place) => {
            let line = words::line(place.as_ref());
            line.map_or_else(|| "stored".into(), |line| format!("stored, {line}"))
        }
        What::Duplicated(..)
        | What::Altered(..)
        | What::Delivered(_)
        | What::Lost(..)
        | What::Healed
        | What::Shown(..)
        | What::Measured(..)
        | What::Invoked(..)
        | What::Returned(..) => String::new(),
    };
    wrap(&text, (columns.gap - 10) * 10 / NOTE_LETTER)
}

/// The text in at most four lines of so many columns; it begins a new line where it has one.
fn wrap(text: &str, most: i32) -> Vec<String> {
    const MOST_LINES: usize = 4;
    let mut lines: Vec<String> = Vec::new();
    for part in text.split('\n') {
        let mut begins = true;
        for word in clean(part).split_whitespace() {
            let word = cut(word, most).text;
            let full = lines.len() == MOST_LINES;
            match lines.last_mut() {
                Some(line) if !begins && columns_of(line) + 1 + columns_of(&word) <= most => {
                    line.push(' ');
                    line.push_str(&word);
                }
                Some(line) if full => {
                    *line = cut(&format!("{line} {word}"), most).text;
                    return lines;
                }
                _ => lines.push(word),
            }
            begins = false;
        }
    }
    lines
}
