//! A history written as SVG.

use super::{History, Part};
use crate::escape::markup;
use crate::short::{columns, cut};
use crate::svg::{BAD, GROUND, INK, LINK, Svg};

/// More operations than these are no picture.
const SHOWN: usize = 80;
/// From one moment to the next.
const STEP: usize = 44;
/// From one row to the next, and where the first begins.
const ROW: usize = 46;
const TOP: usize = 14;
const BAR: usize = 16;
/// Between what is written above two bars.
const GAP: usize = 12;
/// A letter is about so wide, in tenths, and one that is bold.
const LETTER: usize = 66;
const BOLD: usize = 74;
/// What stands above a bar is so long at the most, and where there are more than so many bars.
const LABEL_MAX: i32 = 30;
const MANY: usize = 24;
const LABEL_OF_MANY: i32 = 8;
/// What is open goes on for so long, each part fainter than the one before.
const FADING: [&str; 4] = [".8", ".5", ".3", ".12"];
const FADE: usize = 16;

pub(super) fn draw(history: History<'_>) -> String {
    let shown = history.shown(SHOWN);
    let operation = |at: &usize| &history.0.operations[*at];
    let mut rows: Vec<u32> = Vec::new();
    let mut moments: Vec<u32> = Vec::new();
    for at in &shown {
        if !rows.contains(&operation(at).client) {
            rows.push(operation(at).client);
        }
        for moment in [Some(operation(at).called), operation(at).returned].into_iter().flatten() {
            moments.insert(moments.partition_point(|other| *other < moment), moment);
        }
    }
    let row_of = |at: &usize| rows.iter().position(|client| *client == operation(at).client);
    let most = if shown.len() > MANY { LABEL_OF_MANY } else { LABEL_MAX };
    let labels: Vec<String> = shown.iter().map(|at| label(history, *at, most)).collect();
    let name =
        |client: &u32| cut(history.0.clients.get(*client as usize).map_or("", |name| name), 18);
    let widest = rows.iter().map(|client| columns(&name(client).text)).max().unwrap_or(0);
    let left = 20 + widest.unsigned_abs() as usize * LETTER / 10;
    // Where each moment is: after the one before, and after what is written above the last bar of
    // the row that goes on there.
    let mut places: Vec<usize> = Vec::with_capacity(moments.len());
    let mut written = vec![left; rows.len()];
    for moment in &moments {
        let mut place = places.last().map_or(left, |last| last + STEP);
        for (at, label) in shown.iter().zip(&labels) {
            if let (true, Some(row)) = (operation(at).called == *moment, row_of(at)) {
                place = place.max(written[row]);
                let letter = if history.part(*at) == Part::None { LETTER } else { BOLD };
                let wide = columns(label).unsigned_abs() as usize * letter / 10;
                written[row] = place + wide + GAP;
            }
        }
        places.push(place);
    }
    let x = |moment: u32| places.get(moments.partition_point(|each| *each < moment)).copied();
    let drawn = places.last().map_or(left, |last| last + STEP + FADE * FADING.len());
    let end = written.into_iter().max().unwrap_or(left).max(drawn);
    let foot = TOP + rows.len() * ROW;
    let (width, height) = (end.max(300) + 12, foot + 20);
    let mut svg = Svg(String::new());
    svg.put(format_args!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" role=\"img\" direction=\"ltr\" font-size=\"12\" \
         fill=\"{INK}\" aria-label=\"{}\"><title>History</title>\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{GROUND}\"/>",
        markup(&history.sentence()),
    ));
    for (row, client) in rows.iter().enumerate() {
        let y = TOP + row * ROW + 28;
        svg.put(format_args!(
            "<text x=\"8\" y=\"{}\" font-weight=\"600\">{}</text>\
             <path d=\"M{left} {y}H{}\" stroke=\"{INK}\" stroke-opacity=\".2\"/>",
            y + 4,
            markup(&name(client).text),
            width - 8,
        ));
    }
    for (at, label) in shown.iter().zip(&labels) {
        let y = TOP + row_of(at).unwrap_or(0) * ROW + 20;
        let from = x(operation(at).called).unwrap_or(left);
        let until = operation(at).returned.and_then(&x);
        svg.bar(history, *at, (from, y), until, label);
    }
    let more = history.0.operations.len() - shown.len();
    let words = match more {
        0 => "→ later".to_owned(),
        more => format!("→ later; {more} more operations are not shown"),
    };
    svg.put(format_args!(
        "<text x=\"{left}\" y=\"{}\" fill-opacity=\".75\">{words}</text></svg>",
        foot + 10,
    ));
    svg.0
}

/// What stands above a bar, with the sign of its part.
fn label(history: History<'_>, at: usize, most: i32) -> String {
    let sign = match history.part(at) {
        Part::Impossible => "✗ ",
        Part::Forbids => "! ",
        Part::None => "",
    };
    let deed = history.deed(&history.0.operations[at], super::VALUE_MAX);
    [sign, &cut(&deed, most).text].concat()
}

impl Svg {
    fn bar(
        &mut self,
        history: History<'_>,
        at: usize,
        (x, y): (usize, usize),
        until: Option<usize>,
        label: &str,
    ) {
        let part = history.part(at);
        let color = if part == Part::None { LINK } else { BAD };
        let fill = if part == Part::Impossible { ".85" } else { ".18" };
        let end = until.unwrap_or(x + STEP / 2);
        let length = end - x;
        self.put(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{length}\" height=\"{BAR}\" rx=\"3\" \
             fill=\"{GROUND}\"/><rect x=\"{x}\" y=\"{y}\" width=\"{length}\" height=\"{BAR}\" \
             rx=\"3\" fill=\"{color}\" fill-opacity=\"{fill}\" stroke=\"{color}\" \
             stroke-width=\"1.5\"/>"
        ));
        if until.is_none() {
            for (nth, opacity) in FADING.iter().enumerate() {
                self.put(format_args!(
                    "<path d=\"M{} {y}h{FADE}M{} {}h{FADE}\" stroke=\"{color}\" \
                     stroke-width=\"1.5\" stroke-opacity=\"{opacity}\"/>",
                    end + nth * FADE,
                    end + nth * FADE,
                    y + BAR,
                ));
            }
        }
        if let Some(place) = history.place(at) {
            self.put(format_args!(
                "<text x=\"{}\" y=\"{}\" font-size=\"11\" text-anchor=\"middle\">{place}</text>",
                x + length / 2,
                y + 12,
            ));
        }
        let weight = if part == Part::None { "" } else { " font-weight=\"600\"" };
        self.put(format_args!("<text x=\"{x}\" y=\"{}\"{weight}>{}</text>", y - 5, markup(label)));
    }
}
