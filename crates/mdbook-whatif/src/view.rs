//! What is to be shown of a scenario, before anyone says how.

use std::borrow::Cow;

use anyhow::{Context, Result};
use whatif_scenario::{Judgement, Report, Scenario, WhatIf};
use whatif_simulator::{Trace, Verdict};

/// All runs of one variant.
pub(crate) struct View {
    /// What the scenario is called.
    pub(crate) title: String,
    /// The run in which nothing goes wrong, and then one for each what-if.
    pub(crate) runs: Vec<Run>,
    /// The run to open with, by its place in `runs`.
    pub(crate) shown: usize,
}

/// One run of a variant.
pub(crate) struct Run {
    /// What goes wrong, if anything does.
    pub(crate) what_if: Option<WhatIf>,
    /// What came of it.
    pub(crate) report: Report,
}

/// What a run is called in which nothing goes wrong.
pub(crate) const NOTHING: &str = "When nothing goes wrong";

/// The questions that are asked of any variant of a scenario, each as the first one asks it.
pub(crate) fn questions(scenario: &Scenario) -> Vec<&WhatIf> {
    let mut questions: Vec<&WhatIf> = Vec::new();
    for what_if in scenario.variants().iter().flat_map(|variant| &variant.what_ifs) {
        if questions.iter().all(|known| known.name != what_if.name) {
            questions.push(what_if);
        }
    }
    questions
}

impl View {
    /// Runs a variant once for each of its what-ifs.
    pub(crate) fn of(scenario: &Scenario, variant: &str) -> Result<Self> {
        let what_ifs = &scenario.variant(variant).context("the variant is known")?.what_ifs;
        let run = |what_if: Option<&WhatIf>| {
            let report =
                scenario.run(variant, what_if.map(|what_if| what_if.name.as_str()), None)?;
            Ok(Run { what_if: what_if.cloned(), report })
        };
        let runs: Vec<Run> = std::iter::once(None)
            .chain(what_ifs.iter().map(Some))
            .map(run)
            .collect::<Result<_>>()?;
        // A question that something comes of is the better first picture.
        let violating = (1..runs.len()).find(|at| runs[*at].violates());
        let shown = violating.unwrap_or(1.min(runs.len() - 1));
        Ok(Self { title: scenario.title().to_owned(), runs, shown })
    }

    /// The run to open with.
    pub(crate) fn shown(&self) -> &Run {
        &self.runs[self.shown]
    }
}

impl Run {
    /// The question that this run answers.
    pub(crate) fn ask(&self) -> &str {
        self.what_if.as_ref().map_or(NOTHING, |what_if| &what_if.ask)
    }

    /// The question, ended so that an answer can follow it.
    pub(crate) fn asked(&self) -> String {
        let ask = self.ask();
        if ask.ends_with(['?', '.', '!', ':']) { ask.to_owned() } else { format!("{ask}:") }
    }

    /// The verdicts; what needs the reader's eye comes first.
    pub(crate) fn judged(&self) -> Vec<&Judgement> {
        let mut judged: Vec<&Judgement> = self.report.judgements.iter().collect();
        judged.sort_by_key(|judged| match judged.verdict {
            Verdict::Violated { .. } => 0,
            Verdict::Unknown { .. } => 1,
            Verdict::Holds => 2,
        });
        judged
    }

    /// What did not hold; nothing where all holds.
    pub(crate) fn broken(&self) -> impl Iterator<Item = &Judgement> {
        let broken = |judged: &&Judgement| !matches!(judged.verdict, Verdict::Holds);
        self.judged().into_iter().filter(broken)
    }

    /// The trace as far as it is told event by event: of a run with many requests its beginning.
    pub(crate) fn told(&self) -> Cow<'_, Trace> {
        let Report { trace, loaded, .. } = &self.report;
        let beginning = if *loaded { whatif_figure::beginning(trace) } else { None };
        beginning.map_or(Cow::Borrowed(trace), Cow::Owned)
    }

    fn violates(&self) -> bool {
        let violated = |judged: &Judgement| matches!(judged.verdict, Verdict::Violated { .. });
        self.report.judgements.iter().any(violated)
    }
}
