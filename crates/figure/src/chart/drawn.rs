//! A chart written as SVG.

use std::fmt::Write;

use whatif_simulator::metrics::Unit;

use super::axis::{Scale, scale};
use super::{Axis, Chart, Curve};
use crate::escape::markup;
use crate::measured::rounded;
use crate::short::{columns, cut};
use crate::svg::{BAD, GOOD, GROUND, INK, LINK, Svg};

/// The width of the picture, and where the curves stand in it.
const WIDTH: i64 = 288;
const LEFT: i64 = 54;
const RIGHT: i64 = 266;
const TOP: i64 = 34;
const BOTTOM: i64 = 144;
/// The height of a line of the legend.
const LINE: i64 = 17;
/// A letter is about so wide, in tenths.
const LETTER: i64 = 64;
/// So many curves of few points have marks at them.
const MARKED_MAX: usize = 12;

/// How the curves are told apart: the colour, the dashes.
const LOOKS: [(&str, &str); 4] = [
    (LINK, ""),
    (BAD, " stroke-dasharray=\"7 3\""),
    (GOOD, " stroke-dasharray=\"2 3\""),
    (INK, " stroke-dasharray=\"9 3 2 3\""),
];

pub(super) fn draw(chart: &Chart) -> String {
    let amounts = chart.curves.iter().flat_map(|curve| curve.points.iter().copied().flatten());
    let scale = scale(amounts, 4);
    let legend = legend(chart);
    let lines = legend.last().map_or(0, |entry| entry.1 + 1);
    let named = matches!(chart.axis, Axis::Knob { .. });
    let foot = BOTTOM + 26 + if named { LINE } else { 0 };
    let height = foot + 16 + lines * LINE;
    let mut svg = Svg(String::new());
    svg.put(format_args!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         width=\"{WIDTH}\" height=\"{height}\" role=\"img\" direction=\"ltr\" font-size=\"11.5\" \
         fill=\"{INK}\" aria-label=\"{}\"><rect width=\"{WIDTH}\" height=\"{height}\" \
         fill=\"{GROUND}\"/><text x=\"8\" y=\"18\" font-size=\"13\" font-weight=\"600\">{}</text>",
        markup(&described(chart)),
        markup(&cut(&chart.title, 44).text)
    ));
    svg.ticks(chart.unit, &scale);
    svg.places(&chart.axis);
    for (number, curve) in chart.curves.iter().enumerate() {
        svg.curve(number, curve, &scale);
    }
    for (number, (name, line, x)) in legend.iter().enumerate() {
        let y = foot + 20 + line * LINE;
        svg.sample(number, *x, y - 4, chart.axis.len() <= MARKED_MAX);
        svg.put(format_args!("<text x=\"{}\" y=\"{y}\">{}</text>", x + 32, markup(name)));
    }
    svg.put(format_args!("</svg>"));
    svg.0
}

/// The chart for those who cannot see it: what each curve comes to.
fn described(chart: &Chart) -> String {
    let over = match &chart.axis {
        Axis::Time { .. } => "time",
        Axis::Knob { name, .. } => name,
    };
    let mut out = format!("{} over {over}.", chart.title);
    for Curve { name, points } in &chart.curves {
        let points = points.iter().copied().flatten();
        if let (Some(least), Some(most)) = (points.clone().min(), points.max()) {
            let (least, most) = (rounded(chart.unit, least), rounded(chart.unit, most));
            let _ = write!(out, " {name}: from {least} to {most}.");
        }
    }
    out
}

/// The names of the curves, each with the line and the place in it where it stands; none where one
/// curve is what the title says.
fn legend(chart: &Chart) -> Vec<(String, i64, i64)> {
    if let [curve] = chart.curves.as_slice()
        && curve.name == chart.title
    {
        return Vec::new();
    }
    let (mut line, mut x) = (0, 8);
    let mut entries = Vec::new();
    for curve in &chart.curves {
        let name = cut(&curve.name, 40).text;
        let width = 32 + i64::from(columns(&name)) * LETTER / 10 + 12;
        if x > 8 && x + width > WIDTH {
            (line, x) = (line + 1, 8);
        }
        entries.push((name, line, x));
        x += width;
    }
    entries
}

/// The place of a point between the ends, in tenths; a single one stands in the middle.
fn across(at: usize, count: usize) -> i64 {
    match count {
        0 | 1 => (LEFT + RIGHT) * 5,
        _ => LEFT * 10 + (RIGHT - LEFT) * 10 * at as i64 / (count as i64 - 1),
    }
}

impl Svg {
    fn ticks(&mut self, unit: Unit, scale: &Scale) {
        self.put(format_args!("<g text-anchor=\"end\">"));
        for tick in scale.ticks() {
            let y = BOTTOM - scale.along(tick, BOTTOM - TOP) / 10;
            let opacity = if tick == 0 { ".6" } else { ".13" };
            self.put(format_args!(
                "<path d=\"M{LEFT} {y}H{RIGHT}\" stroke=\"{INK}\" stroke-opacity=\"{opacity}\"/>\
                 <text x=\"{}\" y=\"{}\">{}</text>",
                LEFT - 6,
                y + 4,
                unit.show(tick)
            ));
        }
        self.put(format_args!("</g>"));
    }

    /// What stands below: a few of the places, and what they are.
    fn places(&mut self, axis: &Axis) {
        self.put(format_args!("<g text-anchor=\"middle\">"));
        let count = axis.len();
        match axis {
            Axis::Time { stretch, .. } => {
                let end = stretch.saturating_mul(count.saturating_sub(1) as i64);
                let scale = scale([end].into_iter(), 5);
                for tick in scale.ticks().filter(|tick| *tick <= end) {
                    let along = if end == 0 { 0 } else { (RIGHT - LEFT) * tick / end };
                    self.place(LEFT + along, &Unit::Time.show(tick));
                }
                self.put(format_args!("</g>"));
            }
            Axis::Knob { name, .. } => {
                let widest = (0..count).map(|at| columns(&axis.place(at))).max().unwrap_or(1);
                let width = i64::from(widest) * LETTER / 10 + 12;
                let room = ((RIGHT - LEFT) / width + 1).max(1);
                let every = (count as i64 + room - 1) / room;
                for at in (0..count).step_by(every.max(1) as usize) {
                    self.place(across(at, count) / 10, &axis.place(at));
                }
                let (x, name) = (i64::midpoint(LEFT, RIGHT), markup(&cut(name, 36).text));
                self.put(format_args!(
                    "<text x=\"{x}\" y=\"{}\" fill-opacity=\".85\">{name}</text></g>",
                    BOTTOM + 18 + LINE
                ));
            }
        }
    }

    fn place(&mut self, x: i64, text: &str) {
        self.put(format_args!(
            "<path d=\"M{x} {BOTTOM}v4\" stroke=\"{INK}\" stroke-opacity=\".6\"/>\
             <text x=\"{x}\" y=\"{}\">{}</text>",
            BOTTOM + 18,
            markup(text)
        ));
    }

    fn curve(&mut self, number: usize, curve: &Curve, scale: &Scale) {
        let (color, dashes) = LOOKS[number % LOOKS.len()];
        let count = curve.points.len();
        let places: Vec<Option<(i64, i64)>> = curve
            .points
            .iter()
            .enumerate()
            .map(|(at, point)| {
                let up = scale.along((*point)?, BOTTOM - TOP);
                Some((across(at, count), BOTTOM * 10 - up))
            })
            .collect();
        self.put(format_args!(
            "<path fill=\"none\" stroke=\"{color}\" stroke-width=\"1.8\" \
             stroke-linejoin=\"round\" stroke-linecap=\"round\"{dashes} d=\""
        ));
        let (mut before, mut dots) = (false, Vec::new());
        for (at, place) in places.iter().enumerate() {
            let Some((x, y)) = place else {
                before = false;
                continue;
            };
            if !before && !matches!(places.get(at + 1), Some(Some(_))) {
                dots.push((*x, *y));
                continue;
            }
            self.put(format_args!("{}", if before { 'L' } else { 'M' }));
            self.tenths(*x);
            self.put(format_args!(" "));
            self.tenths(*y);
            before = true;
        }
        self.put(format_args!("\"/>"));
        // A point without neighbours is a dot.
        for (x, y) in dots.into_iter().filter(|_| count > MARKED_MAX) {
            self.put(format_args!(
                "<circle cx=\"{}\" cy=\"{}\" r=\"2\" fill=\"{color}\"/>",
                x / 10,
                y / 10
            ));
        }
        if count <= MARKED_MAX {
            for (x, y) in places.into_iter().flatten() {
                self.mark(number, x / 10, y / 10);
            }
        }
    }

    /// The mark of a curve at a point.
    fn mark(&mut self, number: usize, x: i64, y: i64) {
        let (color, _) = LOOKS[number % LOOKS.len()];
        let shape = match number % LOOKS.len() {
            0 => format!("M{} {y}a3 3 0 1 0 6 0a3 3 0 1 0-6 0z", x - 3),
            1 => format!("M{} {}h6v6h-6z", x - 3, y - 3),
            2 => format!("M{x} {}l4 7h-8z", y - 4),
            _ => format!("M{x} {}l4 4l-4 4l-4-4z", y - 4),
        };
        self.put(format_args!("<path d=\"{shape}\" fill=\"{color}\"/>"));
    }

    fn sample(&mut self, number: usize, x: i64, y: i64, marked: bool) {
        let (color, dashes) = LOOKS[number % LOOKS.len()];
        self.put(format_args!(
            "<path d=\"M{x} {y}h26\" stroke=\"{color}\" stroke-width=\"1.8\"{dashes}/>"
        ));
        if marked {
            self.mark(number, x + 13, y);
        }
    }

    fn tenths(&mut self, tenths: i64) {
        match tenths % 10 {
            0 => self.put(format_args!("{}", tenths / 10)),
            part => self.put(format_args!("{}.{part}", tenths / 10)),
        }
    }
}
