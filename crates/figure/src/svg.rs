//! The picture written as SVG.
//!
//! Everything is a presentation attribute, so that the strictest policy of a page lets it through,
//! and every colour is a variable of mdBook's themes with a value beneath it. mdBook writes names
//! in lower case, which browsers put right; there is none here that they would not.

mod signs;
mod writing;

use std::fmt::{Arguments, Write};

use whatif_simulator::NodeKind;

use self::signs::look;
use crate::escape::markup;
use crate::layout::{Break, HEAD, Lane, Picture, State, Stretch};
use crate::legend::{Entry, Sample, entries};

pub(crate) const INK: &str = "var(--fg, #333)";
pub(crate) const GROUND: &str = "var(--bg, #fff)";
pub(crate) const LINK: &str = "var(--links, #20609f)";
pub(crate) const BAD: &str = "var(--blockquote-caution-color, #c62828)";
pub(crate) const GOOD: &str = "var(--blockquote-tip-color, #1a7f37)";
const WARN: &str = "var(--blockquote-warning-color, #9a6700)";
const CODE: &str = "var(--mono-font, monospace)";
/// Where the moments in the left margin end.
const MOMENTS: i32 = 60;

/// The picture as one element, with its description for those who cannot see it.
pub(crate) fn draw(picture: &Picture, description: &str) -> String {
    let foot = picture.bottom + if picture.named_at_foot { 26 } else { 0 };
    let (legend, end) = entries(picture, foot + 24);
    let (width, height) = (picture.width, end - 4);
    let mut svg = Svg(String::new());
    svg.put(format_args!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" role=\"img\" direction=\"ltr\" font-size=\"13\" \
         fill=\"{INK}\" aria-label=\"{}\"><title>Space-time diagram</title>\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{GROUND}\"/>",
        markup(description)
    ));
    svg.rules(picture);
    for lane in &picture.lanes {
        svg.lane(lane);
    }
    for of in &picture.breaks {
        svg.gap(of, picture);
    }
    for lane in &picture.lanes {
        svg.bands(lane);
    }
    for &(y, begins) in &picture.cuts {
        svg.cut((MOMENTS + 6, picture.width - 6), y, begins);
    }
    for &y in &picture.healed {
        svg.healed(y, picture);
    }
    for arrow in &picture.arrows {
        svg.arrow(arrow);
    }
    for mark in &picture.marks {
        svg.sign(mark.sign, mark.x, mark.y);
    }
    svg.writing(picture);
    for lane in &picture.lanes {
        svg.head(lane);
    }
    if picture.named_at_foot {
        for lane in &picture.lanes {
            svg.foot(lane, picture.bottom + 16);
        }
    }
    svg.legend(&legend);
    svg.put(format_args!("</svg>"));
    svg.0
}

/// A picture that is being written: this one, a chart, a history.
pub(crate) struct Svg(pub(crate) String);

impl Svg {
    // Inlined, the writing itself would stand at each of the many places that put something.
    #[inline(never)]
    pub(crate) fn put(&mut self, part: Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.0.write_fmt(part);
    }

    /// The moments, and a hairline that leads the eye from each to its event.
    fn rules(&mut self, picture: &Picture) {
        self.put(format_args!("<path stroke=\"{INK}\" stroke-opacity=\".1\" d=\""));
        for (y, _) in &picture.moments {
            self.put(format_args!("M{} {y}H{}", MOMENTS + 6, picture.width));
        }
        self.put(format_args!(
            "\"/><g font-size=\"11.5\" text-anchor=\"end\" fill-opacity=\".85\">"
        ));
        for (y, text) in &picture.moments {
            let text = markup(text);
            self.put(format_args!("<text x=\"{MOMENTS}\" y=\"{}\">{text}</text>", y + 4));
        }
        self.put(format_args!("</g>"));
    }

    fn lane(&mut self, lane: &Lane) {
        for &Stretch { from, to, state } in &lane.stretches {
            self.line(lane.x, (from, to), state);
        }
    }

    /// The line of a lane, which says what its node is like.
    fn line(&mut self, x: i32, (from, to): (i32, i32), state: State) {
        let (width, dashes) = match state {
            State::Well => ("1.5", ""),
            State::Dead | State::Paused => return,
            State::Slow => ("2.5", " stroke-dasharray=\"2 5\""),
            State::Silent | State::Down => ("1.5", " stroke-dasharray=\"5 5\""),
        };
        self.put(format_args!(
            "<path d=\"M{x} {from}V{to}\" stroke=\"{INK}\" stroke-width=\"{width}\" \
             stroke-opacity=\".6\"{dashes}/>"
        ));
    }

    /// The time in which a node is dead, or something is wrong with it.
    fn bands(&mut self, lane: &Lane) {
        for Stretch { from, to, state } in &lane.stretches {
            let Some(color) = color(*state) else { continue };
            let (x, height, band) = (lane.x - 9, to - from, band(color));
            self.put(format_args!("<rect x=\"{x}\" y=\"{from}\" height=\"{height}\" {band}/>"));
        }
    }

    fn head(&mut self, lane: &Lane) {
        let (top, bottom) = HEAD;
        let (x, width, height) = (lane.x - lane.width / 2, lane.width, bottom - top);
        let round = if lane.kind == NodeKind::Client { height / 2 } else { 4 };
        let kind = match lane.kind {
            NodeKind::Client => "client",
            NodeKind::Process => "process",
            NodeKind::Service => "service",
        };
        self.put(format_args!(
            "<g text-anchor=\"middle\"><rect x=\"{x}\" y=\"{top}\" width=\"{width}\" \
             height=\"{height}\" rx=\"{round}\" fill=\"{GROUND}\" stroke=\"{INK}\" \
             stroke-opacity=\".6\"/>"
        ));
        self.name(lane, top + 18);
        self.put(format_args!(
            "<text x=\"{}\" y=\"{}\" font-size=\"11\" fill-opacity=\".85\">{kind}</text></g>",
            lane.x,
            bottom - 8
        ));
    }

    fn foot(&mut self, lane: &Lane, y: i32) {
        self.put(format_args!("<g text-anchor=\"middle\">"));
        self.name(lane, y);
        self.put(format_args!("</g>"));
    }

    fn name(&mut self, lane: &Lane, y: i32) {
        self.put(format_args!("<text x=\"{}\" y=\"{y}\" font-weight=\"600\">", lane.x));
        if lane.name.short {
            self.put(format_args!("<title>{}</title>", markup(&lane.full_name)));
        }
        self.put(format_args!("{}</text>", markup(&lane.name.text)));
    }

    fn gap(&mut self, gap: &Break, picture: &Picture) {
        let (top, height) = (gap.y - gap.half, 2 * gap.half);
        self.put(format_args!(
            "<rect y=\"{top}\" width=\"{}\" height=\"{height}\" fill=\"{GROUND}\"/>",
            picture.width
        ));
        // Round dashes without a length are dots, one every six; the line ends a little behind the
        // third, so that it is surely drawn.
        self.put(format_args!(
            "<path stroke=\"{INK}\" stroke-width=\"2.4\" stroke-opacity=\".6\" \
             stroke-linecap=\"round\" stroke-dasharray=\"0 6\" d=\""
        ));
        for lane in &picture.lanes {
            self.put(format_args!("M{} {}v12.1", lane.x, gap.y - 6));
        }
        self.put(format_args!("\"/>"));
    }

    fn healed(&mut self, y: i32, picture: &Picture) {
        self.put(format_args!(
            "<path d=\"M{} {y}H{}\" stroke=\"{GOOD}\" stroke-width=\"1.5\" \
             stroke-dasharray=\"8 4\"/>",
            MOMENTS + 6,
            picture.width - 6
        ));
    }

    /// Links are cut from here on, or mended.
    fn cut(&mut self, (from, to): (i32, i32), y: i32, begins: bool) {
        let color = if begins { WARN } else { GOOD };
        self.put(format_args!(
            "<path d=\"M{from} {y}H{to}\" stroke=\"{color}\" stroke-width=\"1.5\" \
             stroke-dasharray=\"2 4\"/>"
        ));
    }

    fn legend(&mut self, entries: &[Entry]) {
        self.put(format_args!("<g font-size=\"11.5\">"));
        for Entry { sample, meaning, x, y } in entries {
            let (y, width) = (*y, sample.width());
            let center = x + width / 2;
            match sample {
                Sample::Request => self.sample_arrow((*x, y), width, false),
                Sample::Reply => self.sample_arrow((*x, y), width, true),
                Sample::Vain => self.cross(center, y, false),
                Sample::Late => self.cross(center, y, true),
                Sample::State(state) => self.sample_state(center, y, *state),
                Sample::Cut => self.cut((*x, x + width), y, true),
                Sample::Mark(sign) => self.sign(*sign, center, y),
            }
            self.put(format_args!(
                "<text x=\"{}\" y=\"{}\">{meaning}</text>",
                x + width + 6,
                y + 4
            ));
        }
        self.put(format_args!("</g>"));
    }

    fn sample_state(&mut self, center: i32, y: i32, state: State) {
        self.line(center, (y - 9, y + 9), state);
        if let Some(color) = color(state) {
            let (x, y, band) = (center - 9, y - 9, band(color));
            self.put(format_args!("<rect x=\"{x}\" y=\"{y}\" height=\"18\" {band}/>"));
        }
    }

    fn sample_arrow(&mut self, (x, y): (i32, i32), width: i32, reply: bool) {
        let (color, dashes) = look(reply);
        self.put(format_args!(
            "<path d=\"M{x} {y}h{width}\" stroke=\"{color}\" stroke-width=\"1.5\"{dashes}/>"
        ));
        self.arrowhead((x, y), (x + width, y), color);
    }
}

/// The colour of what is wrong with a node, where that is shown by a band.
fn color(state: State) -> Option<&'static str> {
    Some(match state {
        State::Well | State::Slow => return None,
        State::Dead => BAD,
        State::Silent | State::Down => WARN,
        State::Paused => INK,
    })
}

fn band(color: &str) -> String {
    format!(
        "width=\"18\" fill=\"{color}\" fill-opacity=\".2\" stroke=\"{color}\" stroke-opacity=\".5\""
    )
}
