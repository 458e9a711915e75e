//! `explore`: every run of a scenario within a budget of faults, told on the terminal.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use anyhow::Context;
use serde::Serialize;
use whatif_scenario::{Explored, Scenario, SingleFault, Variant, Within};
use whatif_simulator::explore::Budget;

use crate::diagnostics::Failure;
use crate::one_scenario::{load, pick};
use crate::ways::{Way, way, way_told};

/// The answer of `explore --json`.
#[derive(Serialize)]
struct Answer<'a> {
    scenario: &'a str,
    variant: &'a str,
    states: usize,
    transitions: u64,
    depth: u32,
    /// Up to how many faults all runs were looked at, or some, where it is not exhausted.
    faults: u32,
    budget: BTreeMap<&'static str, u8>,
    exhausted: bool,
    /// How many ways to end were seen: states at rest.
    ends: usize,
    /// How many executions lead there, and whether there are no others.
    executions: u64,
    #[serde(rename = "executions-complete")]
    executions_complete: bool,
    bound: Option<&'a str>,
    sentence: String,
    verdicts: BTreeMap<&'a str, Judged<'a>>,
    /// The one with the fewest faults and steps.
    counterexample: Option<Way<'a>>,
    counterexamples: Vec<Way<'a>>,
    #[serde(rename = "single-faults")]
    single_faults: Vec<Single<'a>>,
    #[serde(rename = "single-faults-complete")]
    single_faults_complete: bool,
    /// Where nothing is violated: what goes wrong in the run that takes longest to come right.
    #[serde(rename = "nearest-miss")]
    nearest_miss: Option<String>,
}

#[derive(Serialize)]
struct Judged<'a> {
    verdict: &'static str,
    says: &'a str,
    why: &'a str,
}

#[derive(Serialize)]
struct Single<'a> {
    fault: &'a str,
    line: Option<u32>,
    breaks: &'a [String],
}

/// How many states are visited between two looks at the clock of whoever waits.
const SLICE: usize = 4_096;

/// Reads `crash=1,lose=1`.
pub(crate) fn budget(text: &str) -> Result<Budget, String> {
    let mut budget = Budget::default();
    for part in text.split(',').filter(|part| !part.trim().is_empty()) {
        let (kind, count) = part.split_once('=').unwrap_or((part, "1"));
        let known = Budget::KINDS.join(", ");
        let place = budget.get_mut(kind.trim());
        let place = place
            .ok_or_else(|| format!("there is no kind of fault `{kind}`; there are: {known}"))?;
        *place = count.trim().parse().ok().filter(|count| *count <= 9).ok_or_else(|| {
            format!("`{count}` is not how many: write a number from 0 to 9, as in {kind}=1")
        })?;
    }
    Ok(budget)
}

/// Explores a variant of the scenario in a file, and tells what was found.
pub(crate) fn explore(
    file: &Path,
    variant: Option<&str>,
    within: &Within,
    json: bool,
) -> Result<String, Failure> {
    let scenario = load(file)?;
    let variant = pick(&scenario, variant)?;
    let mut exploration = scenario.explore(&variant.name, within).map_err(anyhow::Error::from)?;
    while exploration.advance(SLICE) {}
    let explored = exploration.explored();
    if !json {
        return Ok(told(&scenario, variant, &explored));
    }
    let verdicts = explored.judgements.iter().map(|judged| {
        let (verdict, says) = (judged.verdict.word(), judged.says.as_str());
        (judged.property.as_str(), Judged { verdict, says, why: judged.verdict.why() })
    });
    let counterexamples: Vec<Way<'_>> = explored.counterexamples.iter().map(way).collect();
    let answer = Answer {
        scenario: scenario.name(),
        variant: &variant.name,
        states: explored.progress.states,
        transitions: explored.progress.transitions,
        depth: explored.progress.depth,
        faults: if explored.exhausted { explored.budget.total() } else { explored.progress.faults },
        budget: explored.counts().collect(),
        exhausted: explored.exhausted,
        ends: explored.ends,
        executions: explored.executions,
        executions_complete: explored.executions_complete,
        bound: explored.bound.as_deref(),
        sentence: explored.sentence(),
        verdicts: verdicts.collect(),
        counterexample: counterexamples.first().cloned(),
        counterexamples,
        single_faults: explored.singles.iter().map(single).collect(),
        single_faults_complete: explored.singles_complete,
        nearest_miss: explored.nearest_miss.as_ref().map(|run| whatif_figure::story(&run.trace)),
    };
    let json = serde_json::to_string(&answer).context("the answer cannot be written as JSON")?;
    Ok(json + "\n")
}

fn single(single: &SingleFault) -> Single<'_> {
    Single { fault: &single.words, line: single.line, breaks: &single.breaks }
}

fn told(scenario: &Scenario, variant: &Variant, explored: &Explored) -> String {
    let mut out = format!("{}, {}\n{}\n\n", scenario.title(), variant.name, explored.sentence());
    for judged in &explored.judgements {
        let _ = write!(out, "{}: {}", judged.verdict.word(), judged.says);
        match judged.verdict.why() {
            "" => out.push('\n'),
            why => {
                let _ = writeln!(out, " ({why})");
            }
        }
    }
    if let Some(run) = &explored.nearest_miss {
        let ends = match explored.ends {
            1 => "1 way to end".to_owned(),
            ends => format!("{ends} ways to end"),
        };
        let story = whatif_figure::story(&run.trace);
        let _ = writeln!(out, "\n{ends}. What takes longest to come right: {story}.");
    }
    for counterexample in &explored.counterexamples {
        out += &way_told(counterexample);
    }
    if !explored.singles.is_empty() {
        let all = if explored.singles_complete { "Every" } else { "Known so far: every" };
        let _ = writeln!(out, "\n{all} single fault that breaks something:\n");
        for single in &explored.singles {
            let line = single.line.map_or_else(String::new, |line| format!(" (line {line})"));
            let _ = writeln!(out, "{}{line}: breaks {}", single.words, single.breaks.join(", "));
        }
    }
    out
}
