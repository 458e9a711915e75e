//! Charts: a few curves over one axis, as SVG and as a table.
//!
//! A chart is as narrow as a telephone and as plain as the diagram: one line of markup, colours
//! through the variables of mdBook's themes, and curves told apart by their dashes and marks too.

mod axis;
mod drawn;

use std::fmt::Write;

use whatif_simulator::metrics::{Metrics, Unit};

use crate::escape::markup;
use crate::measured::{rounded, words};

/// A few curves over one axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// What it shows: *Latency*.
    pub title: String,
    /// What the curves are numbers of.
    pub unit: Unit,
    /// What they go over.
    pub axis: Axis,
    /// The curves, in the order in which they are told apart.
    pub curves: Vec<Curve>,
}

/// What the curves of a chart go over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Axis {
    /// Virtual time from the start of a run, in stretches of so many microseconds.
    Time {
        /// The length of a stretch.
        stretch: i64,
        /// How many there are.
        count: usize,
    },
    /// The values of a knob, which stand at equal distances.
    Knob {
        /// What it is called.
        name: String,
        /// What it is a number of.
        unit: Unit,
        /// To what it was turned, in millionths of the unit.
        values: Vec<i64>,
    },
}

/// One curve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curve {
    /// What it is, in a word or two.
    pub name: String,
    /// A point for each place of the axis, in millionths of the unit; nothing where there is none.
    pub points: Vec<Option<i64>>,
}

impl Axis {
    /// How many places there are.
    fn len(&self) -> usize {
        match self {
            Self::Time { count, .. } => *count,
            Self::Knob { values, .. } => values.len(),
        }
    }

    /// What the place is called; of a stretch its beginning.
    fn place(&self, at: usize) -> String {
        match self {
            Self::Time { stretch, .. } => Unit::Time.show(*stretch * at as i64),
            Self::Knob { unit, values, .. } => {
                values.get(at).map_or_else(String::new, |value| unit.show(*value))
            }
        }
    }

    /// What it is called.
    fn name(&self) -> &str {
        match self {
            Self::Time { .. } => "Time",
            Self::Knob { name, .. } => name,
        }
    }
}

/// The chart as one `<svg>` element without a newline, 288 CSS pixels wide: as much as a telephone has beside the margins.
pub fn chart(chart: &Chart) -> String {
    drawn::draw(chart)
}

/// The numbers of charts over one axis as one `<table>` element without a newline.
pub fn chart_table(charts: &[Chart]) -> String {
    let Some(first) = charts.first() else { return String::new() };
    let axis = &first.axis;
    let mut out = String::from("<table><thead><tr>");
    let mut head = |text: &str| {
        // Writing to a string cannot fail.
        let _ = write!(out, "<th scope=\"col\">{}</th>", markup(text));
    };
    head(axis.name());
    for (chart, curve) in curves(charts) {
        head(&name_of(chart, &curve.name));
    }
    out.push_str("</tr></thead><tbody>");
    for at in 0..axis.len() {
        let place = axis.place(at).replace(' ', "\u{a0}");
        let _ = write!(out, "<tr><th scope=\"row\">{}</th>", markup(&place));
        for (chart, curve) in curves(charts) {
            let point = curve.points.get(at).copied().flatten();
            let shown = point.map_or_else(|| "–".into(), |point| rounded(chart.unit, point));
            let _ = write!(out, "<td>{}</td>", shown.replace(' ', "\u{a0}"));
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table>");
    out
}

/// The numbers of charts over one axis in Markdown, a line each.
pub fn chart_rows(charts: &[Chart]) -> Vec<Vec<String>> {
    let Some(first) = charts.first() else { return Vec::new() };
    let axis = &first.axis;
    let names = curves(charts).map(|(chart, curve)| name_of(chart, &curve.name));
    let mut rows = vec![[axis.name().to_owned()].into_iter().chain(names).collect()];
    for at in 0..axis.len() {
        let mut row = vec![axis.place(at)];
        row.extend(curves(charts).map(|(chart, curve)| {
            let point = curve.points.get(at).copied().flatten();
            point.map_or_else(|| "–".into(), |point| rounded(chart.unit, point))
        }));
        rows.push(row);
    }
    rows
}

fn curves(charts: &[Chart]) -> impl Iterator<Item = (&Chart, &Curve)> {
    charts.iter().flat_map(|chart| chart.curves.iter().map(move |curve| (chart, curve)))
}

/// What a curve is called where it stands beside those of other charts.
fn name_of(chart: &Chart, curve: &str) -> String {
    if curve == chart.title { curve.to_owned() } else { format!("{}: {curve}", chart.title) }
}

/// No chart has more curves: more cannot be told apart.
const CURVES_MAX: usize = 4;
/// So many of the things that code measures itself are drawn.
const MEASURED_MAX: usize = 4;

/// The charts of a run: latency, requests, load and messages over virtual time, and what code has
/// measured itself.
pub fn charts(metrics: &Metrics) -> Vec<Chart> {
    let mut charts = Vec::new();
    let mut add = |title: &str, curves: &[(&str, &str)]| {
        let mut found = Vec::new();
        let mut unit = Unit::Number;
        for (name, series) in curves {
            let Some(series) = metrics.series(series) else { continue };
            unit = series.unit;
            if series.points.iter().any(Option::is_some) {
                found.push(Curve { name: (*name).to_owned(), points: series.points.clone() });
            }
        }
        let Some(count) = found.iter().map(|curve| curve.points.len()).max() else { return };
        let stretch = i64::try_from(metrics.stretch.micros()).unwrap_or(i64::MAX);
        let axis = Axis::Time { stretch, count };
        charts.push(Chart { title: title.to_owned(), unit, axis, curves: found });
    };
    add("Latency", &[("median", "latency.p50"), ("p99", "latency.p99")]);
    let clients = names_between(metrics, "client.", ".latency.p99");
    if clients.len() > 1 {
        let series = |name: &String| format!("client.{name}.latency.p99");
        let series: Vec<String> = clients.iter().map(series).collect();
        let pairs = clients.iter().zip(&series).take(CURVES_MAX);
        let pairs: Vec<_> = pairs.map(|(name, series)| (name.as_str(), series.as_str())).collect();
        add("Latency p99 of each client", &pairs);
    }
    add(
        "Requests",
        &[("asked", "requests"), ("answered", "throughput"), ("failed or timed out", "errors")],
    );
    // Those that have most to do.
    let most = |name: &String| {
        let most = metrics.get(&format!("node.{name}.load.max"));
        std::cmp::Reverse(most.and_then(|metric| metric.amount))
    };
    let mut nodes: Vec<String> = Vec::new();
    for name in names_between(metrics, "node.", ".load") {
        nodes.insert(nodes.partition_point(|known| most(known) <= most(&name)), name);
    }
    let series: Vec<String> = nodes.iter().map(|name| format!("node.{name}.load")).collect();
    let pairs = nodes.iter().zip(&series).take(CURVES_MAX);
    let pairs: Vec<_> = pairs.map(|(name, series)| (name.as_str(), series.as_str())).collect();
    add("Requests in progress", &pairs);
    add("Messages", &[("sent", "messages.rate")]);
    let own = metrics.series.iter().filter_map(|series| series.name.strip_prefix("measured."));
    let ends = [".p50", ".p99"];
    let mut names: Vec<&str> = Vec::new();
    for name in own {
        let name = ends.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    for name in names.into_iter().take(MEASURED_MAX) {
        let [plain, median, high] = ["", ".p50", ".p99"].map(|end| format!("measured.{name}{end}"));
        add(name, &[(name, &plain), ("median", &median), ("p99", &high)]);
    }
    charts
}

/// The names that stand between these in the names of series.
fn names_between(metrics: &Metrics, before: &str, after: &str) -> Vec<String> {
    let series = metrics.series.iter();
    let names = series.filter_map(|series| series.name.strip_prefix(before)?.strip_suffix(after));
    names.map(str::to_owned).collect()
}

/// Adds the curve of a metric to its chart, which is made where there is none. A curve without a
/// name is called what its chart is.
pub fn add_curve(
    charts: &mut Vec<Chart>,
    (metric, unit): (&str, Unit),
    axis: impl FnOnce() -> Axis,
    name: Option<&str>,
    points: Vec<Option<i64>>,
) {
    let title = chart_title(metric);
    let curve = Curve { name: name.unwrap_or(&title).to_owned(), points };
    match charts.iter_mut().find(|chart| chart.title == title) {
        Some(chart) => chart.curves.push(curve),
        None => charts.push(Chart { title, unit, axis: axis(), curves: vec![curve] }),
    }
}

/// The title of a chart of this metric.
fn chart_title(metric: &str) -> String {
    let words = words(metric);
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
