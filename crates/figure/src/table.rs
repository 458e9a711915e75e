//! The events as a table.

use std::fmt::Write;

use whatif_simulator::Trace;

use crate::escape::markup;
use crate::fold::{Piece, fold, told};
use crate::short::{cut, moment};
use crate::words::{again, counted, elsewhere, fault, sentence};

/// No table tells more events: a page has to carry it.
const MOST: usize = 1_000;

pub(crate) fn write(trace: &Trace) -> String {
    of(trace, fold(trace, MOST))
}

/// The table of these events alone.
pub(crate) fn of(trace: &Trace, pieces: Vec<Piece>) -> String {
    let mut out = String::from(
        "<table><caption>What happened, in order</caption><thead><tr><th scope=\"col\">Time</th>\
         <th scope=\"col\">Node</th><th scope=\"col\">What happened</th></tr></thead><tbody>",
    );
    for piece in told(trace, pieces) {
        let (time, node, what) = row(&piece, trace);
        // Writing to a string cannot fail.
        let _ = write!(out, "<tr><td>{time}</td><td>{node}</td><td>{what}</td></tr>");
    }
    out.push_str("</tbody></table>");
    out
}

fn row(piece: &Piece, trace: &Trace) -> (String, String, String) {
    match piece {
        Piece::Event(number) => {
            let event = &trace.events[*number];
            let node = markup(&cut(trace.name_of(event.node), 40).text);
            let mut what = sentence(&event.what, event.node, trace).markup();
            if let Some(fault) = fault(event, trace) {
                let fault = markup(&cut(fault, 160).text);
                let _ = write!(what, " <strong>Fault: {fault}</strong>");
            }
            // The unit stays with its number however narrow the column is.
            (moment(event.at).replace(' ', "\u{a0}"), node, what)
        }
        Piece::Again { events, rounds, until } => {
            (String::new(), String::new(), format!("… {}", again(*events, *rounds, *until)))
        }
        Piece::More(events) => {
            let more = counted(*events, "more event", "more events");
            (String::new(), String::new(), format!("… and {more}"))
        }
        Piece::Elsewhere { events, earlier } => {
            (String::new(), String::new(), format!("… {}", elsewhere(*events, *earlier)))
        }
    }
}
