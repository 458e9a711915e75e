//! The events as plain text, a line each.

use std::fmt::Write;

use whatif_simulator::Trace;

use crate::escape::clean;
use crate::fold::{Piece, fold, told};
use crate::short::{columns, cut, moment};
use crate::words::{again, counted, elsewhere, fault, sentence};

/// No text tells more events than a reader would scroll through.
const MOST: usize = 1_000;

pub(crate) fn write(trace: &Trace) -> String {
    let rows: Vec<(String, String)> =
        told(trace, fold(trace, MOST)).map(|piece| row(&piece, trace)).collect();
    let width = rows.iter().map(|(time, _)| columns(time)).max().unwrap_or(0) as usize;
    let mut out = String::new();
    for (time, what) in rows {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{time:>width$}  {what}");
    }
    out
}

fn row(piece: &Piece, trace: &Trace) -> (String, String) {
    match piece {
        Piece::Event(number) => {
            let event = &trace.events[*number];
            let mut what = sentence(&event.what, event.node, trace).plain();
            if let Some(fault) = fault(event, trace) {
                let _ = write!(what, " [fault: {}]", clean(&cut(fault, 160).text));
            }
            (moment(event.at), what)
        }
        Piece::Again { events, rounds, until } => {
            (String::new(), format!("… {}", again(*events, *rounds, *until)))
        }
        Piece::More(events) => {
            (String::new(), format!("… and {}", counted(*events, "more event", "more events")))
        }
        Piece::Elsewhere { events, earlier } => {
            (String::new(), format!("… {}", elsewhere(*events, *earlier)))
        }
    }
}
