//! The rows of the picture, from the top down, and the room that each needs.

use whatif_simulator::{Event, Time, Trace, What};

use super::columns::Columns;
use super::marks::{NOTE_LINE, note};
use crate::fold::Piece;
use crate::short::length;
use crate::words;

/// What stands in a row, and the room that it needs above and below its line.
pub(super) struct Row {
    pub(super) what: RowKind,
    pub(super) above: i32,
    pub(super) below: i32,
}

/// What stands in a row.
pub(super) enum RowKind {
    /// This event of the trace.
    Event(usize),
    /// These words, and whether they speak of time only.
    Break(String, bool),
}

/// The rows of the picture that shows these pieces of the trace.
pub(super) fn rows(trace: &Trace, columns: &Columns, pieces: &[Piece]) -> Vec<Row> {
    let long = long_gap(trace, pieces);
    let mut rows = Vec::new();
    let mut now = None;
    let told = |text: String| Row { what: RowKind::Break(text, false), above: 16, below: 16 };
    if pieces.is_empty() {
        rows.push(told("nothing happens".into()));
    }
    for piece in pieces {
        match *piece {
            Piece::Event(number) => {
                let event = &trace.events[number];
                let gap = now.map_or(Time::ZERO, |now| event.at.since(now));
                if gap >= long {
                    let text = format!("{} later", length(gap));
                    rows.push(Row { what: RowKind::Break(text, true), above: 13, below: 11 });
                }
                now = Some(event.at);
                let (above, below) = room(event, trace, columns);
                rows.push(Row { what: RowKind::Event(number), above, below });
            }
            Piece::Again { events, rounds, until } => {
                now = Some(until);
                rows.push(told(format!("… {}", words::again(events, rounds, until))));
            }
            Piece::More(events) => {
                let more = words::counted(events, "more event", "more events");
                rows.push(told(format!("… {more}: the table has them")));
            }
            Piece::Elsewhere { events, earlier } => {
                rows.push(told(format!("… {}", words::elsewhere(events, earlier))));
            }
        }
    }
    rows
}

/// From which gap on time is said to pass: many times what usually lies between two events.
fn long_gap(trace: &Trace, pieces: &[Piece]) -> Time {
    // In order as they come: the sort of the standard library weighs 4 KB in the page.
    let mut gaps: Vec<u64> = Vec::new();
    for pair in pieces.windows(2) {
        if let [Piece::Event(first), Piece::Event(second)] = pair {
            let gap = trace.events[*second].at.since(trace.events[*first].at).micros();
            if gap > 0 {
                gaps.insert(gaps.partition_point(|known| *known < gap), gap);
            }
        }
    }
    let usual = gaps.get(gaps.len().saturating_sub(1) / 2).copied().unwrap_or(u64::MAX);
    Time::from_micros(usual.saturating_mul(8))
}

/// The room that the event needs above and below its line.
fn room(event: &Event, trace: &Trace, columns: &Columns) -> (i32, i32) {
    match &event.what {
        What::Sent(..) if event.fault.is_some() => (35, 7),
        What::Duplicated(..) | What::Altered(..) => (35, 7),
        What::Sent(..) => (20, 7),
        What::Delivered(_) => (14, 7),
        What::Lost(..) => (14, 21),
        What::Healed => (20, 18),
        What::Shown(..) | What::Measured(..) | What::Invoked(..) | What::Returned(..) => (0, 0),
        _ => {
            let lines = note(event, trace, columns).len() as i32;
            let half = (lines - 1).max(0) * NOTE_LINE / 2;
            (half + 14, half + 11)
        }
    }
}
