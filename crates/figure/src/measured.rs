//! What a run comes to in numbers: the table beside the charts, and the beginning of its trace.

use std::fmt::Write;

use whatif_simulator::Trace;
use whatif_simulator::metrics::{Metric, Metrics, Unit};

use crate::chart::{chart, chart_table, charts};
use crate::escape::markup;
use crate::short::{columns, cut};

/// Of a run with many requests so many events are drawn and listed.
const BEGINNING: usize = 60;

/// The metrics of all clients together that a reader is told.
const TOLD: [&str; 11] = [
    "requests",
    "throughput",
    "errors",
    "errors.timeout",
    "errors.failed",
    "latency.p50",
    "latency.p90",
    "latency.p99",
    "latency.max",
    "messages.per-request",
    "bytes.per-request",
];

/// Those of each client, where there are several.
const TOLD_OF_CLIENTS: [&str; 5] =
    ["requests", "throughput", "errors", "latency.p50", "latency.p99"];

/// The beginning of a trace that is too long to be drawn or listed; nothing where it is not.
pub fn beginning(trace: &Trace) -> Option<Trace> {
    let events = trace.events.get(..BEGINNING).filter(|_| trace.events.len() > BEGINNING)?;
    Some(Trace { events: events.to_vec(), ..trace.clone() })
}

/// What a run with many requests comes to, without a newline: its charts in a `<figure>`, its numbers
/// in a `<table>`, those over time in a `<details>`, and a `<p>` that says how much of it is drawn and
/// listed event by event.
pub fn measured(trace: &Trace) -> String {
    let metrics = Metrics::of(trace);
    let charts = charts(&metrics);
    let mut out = String::from("<figure>");
    out.extend(charts.iter().map(chart));
    out.push_str("</figure>");
    out.push_str(&metrics_table(&metrics));
    out.push_str("<details><summary>Numbers over time</summary>");
    out.push_str(&chart_table(&charts));
    out.push_str("</details>");
    if let Some(sentence) = begins(trace) {
        // Writing to a string cannot fail.
        let _ = write!(out, "<p>{sentence}</p>");
    }
    out
}

/// How much of a long run is drawn and listed, as a sentence; nothing where all of it is.
pub fn begins(trace: &Trace) -> Option<String> {
    let events = trace.events.len();
    (events > BEGINNING)
        .then(|| format!("Event by event, these are the first {BEGINNING} of {events}."))
}

/// The numbers of a run as one `<table>` element without a newline.
fn metrics_table(metrics: &Metrics) -> String {
    let mut out = String::from(
        "<table><thead><tr><th scope=\"col\">Over the whole run</th><th scope=\"col\"></th></tr>\
         </thead><tbody>",
    );
    for (name, shown) in told(metrics) {
        let (name, shown) = (markup(&name), shown.replace(' ', "\u{a0}"));
        // Writing to a string cannot fail.
        let _ = write!(out, "<tr><th scope=\"row\">{name}</th><td>{shown}</td></tr>");
    }
    out.push_str("</tbody></table>");
    out
}

/// The numbers of a run as plain text, a line each.
pub fn metrics_text(metrics: &Metrics) -> String {
    let told = told(metrics);
    let width = told.iter().map(|(name, _)| columns(name)).max().unwrap_or(0) as usize;
    let mut out = String::new();
    for (name, shown) in told {
        let _ = writeln!(out, "{name:<width$}  {shown}");
    }
    out
}

/// What is told of a run: each metric in words, and its amount.
pub fn told(metrics: &Metrics) -> Vec<(String, String)> {
    let clients = metrics
        .numbers
        .iter()
        .filter(|metric| metric.name.starts_with("client.") && metric.name.ends_with(".requests"));
    let several = clients.count() > 1;
    let is_told = |metric: &&Metric| {
        let name = &*metric.name;
        if let Some(of_client) = name.strip_prefix("client.") {
            let ends = |end: &&str| {
                of_client.strip_suffix(end).is_some_and(|client| client.ends_with('.'))
            };
            // One name may end another: `errors` and no `errors.count`.
            return several && TOLD_OF_CLIENTS.iter().any(ends);
        }
        if name.starts_with("node.") {
            return name.ends_with(".load.max") || name.ends_with(".requests");
        }
        name.starts_with("measured.")
    };
    // Those of all clients in the order in which they are read, and then all others.
    let first = TOLD.iter().filter_map(|name| metrics.get(name));
    let each = first.chain(metrics.numbers.iter().filter(is_told)).map(|metric| {
        let amount =
            metric.amount.map_or_else(|| "–".into(), |amount| rounded(metric.unit, amount));
        (cut(&words(&metric.name), 60).text, amount)
    });
    each.collect()
}

/// The name of a metric in words: `messages.per-request` is *messages per request*. What an author
/// has named stays as it is.
pub(crate) fn words(name: &str) -> String {
    if let Some(own) = name.strip_prefix("measured.") {
        return own.to_owned();
    }
    let (whose, what) = match name.split_once('.') {
        Some((kind @ ("client" | "node"), rest)) => {
            let ends = rest.find('.').unwrap_or(rest.len());
            (format!("{kind} {}: ", &rest[..ends]), rest.get(ends + 1..).unwrap_or_default())
        }
        _ => (String::new(), name),
    };
    let what = match what {
        "latency.p50" => "latency, median".to_owned(),
        "load.max" => "most requests in progress".to_owned(),
        "load.mean" => "requests in progress, mean".to_owned(),
        "throughput" => "answered".to_owned(),
        "errors.timeout" => "timed out".to_owned(),
        "errors.failed" => "answered with an error".to_owned(),
        other => other.replace(['.', '-'], " "),
    };
    whose + &what
}

/// The amount in three digits, or all of them where it counts something.
pub(crate) fn rounded(unit: Unit, amount: i64) -> String {
    if unit == Unit::Number && amount % 1_000_000 == 0 {
        return unit.show(amount);
    }
    let mut grain = 1;
    while amount / grain >= 1_000 || amount / grain <= -1_000 {
        grain *= 10;
    }
    let half = if amount < 0 { -grain / 2 } else { grain / 2 };
    unit.show(amount.saturating_add(half) / grain * grain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_are_named_in_words() {
        let cases = [
            ("latency.p99", "latency p99"),
            ("latency.p50", "latency, median"),
            ("messages.per-request", "messages per request"),
            ("client.crowd.errors", "client crowd: errors"),
            ("node.till.load.max", "node till: most requests in progress"),
            ("measured.cache.hit-rate", "cache.hit-rate"),
        ];
        for (name, expected) in cases {
            assert_eq!(words(name), expected);
        }
    }

    #[test]
    fn amounts_are_told_in_three_digits() {
        let cases = [
            (Unit::Time, 183_417, "183 ms"),
            (Unit::Time, 1_999_999, "2 s"),
            (Unit::Rate, 18_747_126, "18.7/s"),
            (Unit::Share, 12_345, "1.23 %"),
            (Unit::Number, 12_345_000_000, "12345"),
            (Unit::Number, 3_333_333, "3.33"),
            (Unit::Number, -3_336_333, "-3.34"),
            (Unit::Time, 0, "0 ms"),
        ];
        for (unit, amount, expected) in cases {
            assert_eq!(rounded(unit, amount), expected);
        }
    }
}
