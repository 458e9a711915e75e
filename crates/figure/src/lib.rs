//! Draws the trace of a run: as a space-time diagram, as a table, as plain text.
//!
//! All three are views of the same thing and take the same words from [`words`]. They are pure
//! functions over a [`Trace`]: the same pictures come out when the book is built and in the page.
//!
//! What comes out travels inside Markdown and through mdBook into pages with a strict policy, so
//! the markup is one line, and has no ids, no classes, no style, no scripts and no references.
//! Colours come from the variables of mdBook's themes, with values of our own beneath them.

mod chart;
mod escape;
mod fold;
mod history;
mod layout;
mod legend;
mod measured;
mod short;
mod svg;
mod table;
mod text;
mod words;

use std::ops::Range;

use whatif_simulator::{Event, FaultId, Time, Trace, Trouble, Verdict};

use self::fold::Piece;

pub use chart::{Axis, Chart, Curve, add_curve, chart, chart_rows, chart_table, charts};
pub use history::{History, histories, histories_text};
pub use layout::Spot;
pub use measured::{beginning, begins, measured, metrics_text, told};

/// A picture shows so many events at the most.
const DRAWN: usize = 150;

/// The picture of a part of a longer run shows fewer: another part comes while the reader moves, and
/// the page must not stand still for it.
const DRAWN_OF_MORE: usize = 60;

/// A table beside a part of a run has all events, where they are not more than this.
const LISTED: usize = 300;

/// The trace as a space-time diagram: one `<svg>` element without a newline.
///
/// Each node has a lane, and time runs downwards, from event to event rather than to scale. Rounds
/// of events that repeat are drawn once, and what lies beyond 150 events is left to the table.
///
/// The picture has a size of its own, in CSS pixels, and paints its own ground, so that it is
/// legible in every theme and on paper. Whoever shows it lets it scroll sideways where the page is
/// narrower: `overflow-x: auto` on the element around it.
pub fn diagram(trace: &Trace) -> String {
    draw(trace, &fold::fold(trace, DRAWN)).0
}

/// A part of a run: as much of it as one picture shows.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its events as a space-time diagram, like [`diagram`].
    pub figure: String,
    /// Its events as a table, like [`table`]; all events, where a table of them is no burden.
    pub table: String,
    /// Where each event that the diagram shows stands in it.
    pub spots: Vec<Spot>,
    /// The events that belong to it: from this one, to before that one.
    pub events: Range<usize>,
}

/// The part of the run that begins at this event, or all of it where one picture has the room.
///
/// Who was dead before it is dead where it begins, and what was on its way comes from there.
pub fn part(trace: &Trace, from: usize) -> Part {
    // Of a long run they are most of the work.
    let shapes = fold::shapes(trace);
    let mut pieces = fold::part(trace, &shapes, 0, DRAWN);
    if fold::elsewhere(&pieces) != (0, 0) {
        pieces = fold::part(trace, &shapes, from, DRAWN_OF_MORE);
    }
    let (before, after) = fold::elsewhere(&pieces);
    let (figure, spots) = draw(trace, &pieces);
    let all = fold::part(trace, &shapes, 0, LISTED);
    let listed = if fold::elsewhere(&all) == (0, 0) { all } else { pieces };
    let table = table::of(trace, listed);
    Part { figure, table, spots, events: before..trace.events.len() - after }
}

fn draw(trace: &Trace, pieces: &[Piece]) -> (String, Vec<Spot>) {
    let picture = layout::lay_out(trace, pieces);
    let is_all = fold::elsewhere(pieces) == (0, 0);
    (svg::draw(&picture, &words::summary(trace, is_all)), picture.spots)
}

/// The events of the trace as a table: one `<table>` element without a newline.
///
/// Rounds of events that repeat stand in it once, as in the diagram.
pub fn table(trace: &Trace) -> String {
    table::write(trace)
}

/// The events of the trace as plain text: a line for each, with its time, in words.
///
/// Each line ends in a newline. Rounds of events that repeat stand in it once.
pub fn text(trace: &Trace) -> String {
    text::write(trace)
}

/// The event as a sentence: *the server asks db to insert("users", …) (line 2)*.
///
/// The sentence has neither a capital nor a full stop, and no line breaks or other control
/// characters. It is text, not markup.
pub fn words(event: &Event, trace: &Trace) -> String {
    words::sentence(&event.what, event.node, trace).plain()
}

/// What is wrong with a node as long as this trouble lasts, in words.
pub fn trouble(trouble: &Trouble, trace: &Trace) -> String {
    words::trouble(trouble, trace).0
}

/// A moment on the virtual clock, with its unit.
pub fn moment(at: Time) -> String {
    short::moment(at)
}

/// What went wrong in the run, in a sentence: *the server is killed after `db::insert` and before
/// `email::send`*. Like [`words`], it has neither a capital nor a full stop.
pub fn story(trace: &Trace) -> String {
    let mut told: Vec<FaultId> = Vec::new();
    let mut faults: Vec<String> = Vec::new();
    for event in &trace.events {
        if let Some(fault) = event.fault
            && !told.contains(&fault)
        {
            told.push(fault);
            faults.push(words(event, trace));
        }
    }
    if faults.is_empty() { "nothing goes wrong".to_owned() } else { faults.join(", then ") }
}

/// Why a property came out as it did, with the event at which it was seen if there is one; empty
/// where it holds. Like [`words`], it has neither a capital nor a full stop.
pub fn why(verdict: &Verdict, trace: &Trace) -> String {
    match verdict {
        Verdict::Violated { why, event: Some(event) } => {
            let until = trace.events.get(..=*event).unwrap_or_default();
            match until.iter().rfind(|event| fold::is_told(&event.what)) {
                Some(event) => {
                    format!("{why} at {}, when {}", short::moment(event.at), words(event, trace))
                }
                None => why.clone(),
            }
        }
        other => other.why().to_owned(),
    }
}
