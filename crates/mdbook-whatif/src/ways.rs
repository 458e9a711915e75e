//! The shortest ways to break something, told on the terminal and as JSON.

use std::fmt::Write;

use serde::Serialize;
use whatif_figure::History;
use whatif_scenario::{Counterexample, SiblingRun};
use whatif_simulator::explore::Schedule;

/// A way, as JSON has it.
#[derive(Serialize, Clone)]
pub(crate) struct Way<'a> {
    breaks: &'a [String],
    faults: &'a [String],
    steps: usize,
    words: String,
    why: Vec<String>,
    /// Where the nearest run parts in which nothing is violated: what happens there instead.
    #[serde(rename = "fine-where")]
    fine_where: Option<String>,
    /// The choices that lead there, each by what it is about.
    schedule: Vec<Vec<String>>,
}

pub(crate) fn way(counterexample: &Counterexample) -> Way<'_> {
    let trace = &counterexample.report.trace;
    Way {
        breaks: &counterexample.breaks,
        faults: &trace.faults,
        steps: counterexample.steps,
        words: whatif_figure::story(trace),
        why: reasons(counterexample).map(|(_, why)| why).collect(),
        fine_where: counterexample.sibling.as_ref().and_then(parting),
        schedule: counterexample.report.schedule.as_ref().map_or_else(Vec::new, Schedule::words),
    }
}

/// For each property that is broken what it says, and why it is broken: since when, and by which
/// values.
fn reasons(counterexample: &Counterexample) -> impl Iterator<Item = (&str, String)> {
    let trace = &counterexample.report.trace;
    let broken = counterexample.breaks.iter().zip(&counterexample.clauses);
    broken.filter_map(move |(name, clause)| {
        let mut judged = counterexample.report.judgements.iter();
        let judged = judged.find(|judged| judged.property == *name)?;
        let mut why = whatif_figure::why(&judged.verdict, trace);
        if let Some(clause) = clause {
            let _ = write!(why, ". There {clause}");
        }
        let mut histories = counterexample.report.histories.iter();
        if let Some(history) = histories.find(|each| each.property == *name) {
            let sentence = History(&history.judged).sentence();
            let _ = write!(why, ". {}", sentence.trim_end_matches('.'));
        }
        Some((judged.says.as_str(), why))
    })
}

/// What happens first in the run beside a counterexample that does not happen in that.
fn parting(sibling: &SiblingRun) -> Option<String> {
    let trace = &sibling.report.trace;
    trace.events.get(sibling.shared).map(|event| whatif_figure::words(event, trace))
}

/// The shortest way to break something, with all that happens on it.
pub(crate) fn way_told(counterexample: &Counterexample) -> String {
    let mut out = String::new();
    let trace = &counterexample.report.trace;
    let steps = match counterexample.steps {
        0 => String::new(),
        1 => ", in 1 step".to_owned(),
        steps => format!(", in {steps} steps"),
    };
    let _ = writeln!(
        out,
        "\nThe shortest way to break {}{steps}: {}.\n\n{}",
        counterexample.breaks.join(" and "),
        whatif_figure::story(trace),
        whatif_figure::text(trace).trim_end(),
    );
    for (says, why) in reasons(counterexample) {
        let _ = writeln!(out, "\n{says}: {why}.");
    }
    if let Some(instead) = counterexample.sibling.as_ref().and_then(parting) {
        let _ = writeln!(out, "The nearest run that is fine: {instead} instead.");
    }
    out
}
