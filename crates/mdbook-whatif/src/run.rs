//! `run`: one run of a scenario, told on the terminal.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use anyhow::Context;
use serde::Serialize;
use whatif_figure::History;
use whatif_scenario::{Report, Scenario, Variant};

use whatif_simulator::metrics::Metrics;

use crate::diagnostics::Failure;
use crate::one_scenario::{load, named, pick};
use crate::view::NOTHING;
use crate::ways::{Way, way, way_told};

/// The answer of `run --json`.
#[derive(Serialize)]
struct Answer<'a> {
    scenario: &'a str,
    variant: &'a str,
    #[serde(rename = "what-if")]
    what_if: Option<&'a str>,
    seed: u64,
    verdicts: BTreeMap<&'a str, Judged<'a>>,
    trace_hash: String,
    /// What was counted and measured: seconds, shares of one, numbers, numbers a second. Nothing where
    /// there was nothing to measure, and nothing at all where a run is small and measures nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    metrics: Option<BTreeMap<&'a str, Option<f64>>>,
    notes: &'a [String],
    /// With `--minimise`: for each property that is violated, the run without what it does not need.
    #[serde(skip_serializing_if = "Option::is_none")]
    shortest: Option<Vec<Way<'a>>>,
}

#[derive(Serialize)]
struct Judged<'a> {
    verdict: &'static str,
    says: &'a str,
    why: String,
    /// What became of the history, where it is that which is judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    history: Option<String>,
}

/// How a run is told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form {
    pub(crate) json: bool,
    /// Whether to tell besides what is left of it without what it does not need.
    pub(crate) minimise: bool,
}

/// Runs a variant of the scenario in a file, and tells what happened.
pub(crate) fn run(
    file: &Path,
    variant: Option<&str>,
    what_if: Option<&str>,
    seed: Option<u64>,
    form: Form,
) -> Result<String, Failure> {
    let scenario = load(file)?;
    let variant = pick(&scenario, variant)?;
    let ask = match what_if {
        Some(name) => &named(variant, name)?.ask,
        None => NOTHING,
    };
    let report = scenario.run(&variant.name, what_if, seed).map_err(anyhow::Error::from)?;
    let shortest = match what_if.filter(|_| form.minimise) {
        Some(what_if) => {
            let shortest = scenario.minimise(&variant.name, what_if, seed);
            Some(shortest.map_err(anyhow::Error::from)?.map_err(anyhow::Error::msg)?)
        }
        None => None,
    };
    if !form.json {
        let mut out = told(&scenario, variant, ask, &report);
        out.extend(shortest.iter().flatten().map(way_told));
        return Ok(out);
    }
    let verdicts = report.judgements.iter().map(|judged| {
        let (verdict, says) = (judged.verdict.word(), judged.says.as_str());
        let why = whatif_figure::why(&judged.verdict, &report.trace);
        let history = report.histories.iter().find(|each| each.property == judged.property);
        let history = history.map(|each| History(&each.judged).sentence());
        (judged.property.as_str(), Judged { verdict, says, why, history })
    });
    let metrics = metrics(&report);
    let numbers = metrics.as_ref().map(|metrics| {
        let amount = |amount: i64| amount as f64 / 1e6;
        let numbers = metrics.numbers.iter();
        numbers.map(|metric| (&*metric.name, metric.amount.map(amount))).collect()
    });
    let answer = Answer {
        scenario: scenario.name(),
        variant: &variant.name,
        what_if,
        seed: report.seed,
        verdicts: verdicts.collect(),
        trace_hash: report.trace.hash(),
        metrics: numbers,
        notes: &report.notes,
        shortest: shortest.as_ref().map(|ways| ways.iter().map(way).collect()),
    };
    let json = serde_json::to_string(&answer).context("the answer cannot be written as JSON")?;
    Ok(json + "\n")
}

fn told(scenario: &Scenario, variant: &Variant, ask: &str, report: &Report) -> String {
    let beginning = if report.loaded { whatif_figure::beginning(&report.trace) } else { None };
    let events = whatif_figure::text(beginning.as_ref().unwrap_or(&report.trace));
    let mut out =
        format!("{}, {}\n{ask}\n\n{}\n", scenario.title(), variant.name, events.trim_end());
    if beginning.is_some() {
        out.extend(whatif_figure::begins(&report.trace));
        out.push('\n');
    }
    out.push('\n');
    if let Some(metrics) = metrics(report) {
        out.push_str(&whatif_figure::metrics_text(&metrics));
        out.push('\n');
    }
    for judged in &report.judgements {
        let _ = write!(out, "{}: {}", judged.verdict.word(), judged.says);
        match whatif_figure::why(&judged.verdict, &report.trace).as_str() {
            "" => out.push('\n'),
            why => {
                let _ = writeln!(out, " ({why})");
            }
        }
    }
    if !report.histories.is_empty() {
        let _ = write!(out, "\n{}", whatif_figure::histories_text(report.judged_histories()));
    }
    for note in &report.notes {
        let _ = writeln!(out, "note: {note}");
    }
    out
}

/// What a run comes to in numbers, where many requests come or code measures something.
fn metrics(report: &Report) -> Option<Metrics> {
    let metrics = Metrics::of(&report.trace);
    let mut own = metrics.numbers.iter().filter(|metric| metric.name.starts_with("measured."));
    (report.loaded || own.next().is_some()).then_some(metrics)
}
