//! What exploring the variants of a book has found, kept so that nothing is explored twice.
//!
//! An exploration may take minutes. What it has found is kept by itself, beside what a book shows of
//! the scenario: it outlives changes to what is asked of the variant, and to other variants.

use anyhow::Result;
use serde::{Deserialize, Serialize};
use whatif_scenario::{Counterexample, Explores, Judgement, Scenario, SingleFault, Within};
use whatif_simulator::Verdict;

use crate::cache::{Cache, Keeps, Slot};

/// What came of an exploration, as far as claims and pages go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Outcome {
    /// What was covered, in a sentence without a capital and a full stop.
    pub(crate) sentence: String,
    /// What became of each property, those with *sometimes* included.
    pub(crate) properties: Vec<Judged>,
    /// The shortest ways to break something.
    pub(crate) ways: Vec<Way>,
    /// The faults that break something by themselves.
    pub(crate) singles: Vec<Single>,
    /// Whether there are no others.
    pub(crate) singles_complete: bool,
}

/// What became of a property over all runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Judged {
    pub(crate) property: String,
    /// What it says, in the author's words.
    pub(crate) says: String,
    pub(crate) verdict: Word,
    /// Why, in a sentence; empty where it holds.
    pub(crate) why: String,
}

/// A verdict as one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Word {
    Holds,
    Violated,
    Unknown,
}

/// The shortest way to break something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Way {
    /// The names of the properties.
    pub(crate) breaks: Vec<String>,
    /// What goes wrong on it.
    pub(crate) words: String,
}

/// A fault that breaks something by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Single {
    pub(crate) fault: String,
    /// The line of the code at which it strikes, if it strikes the code.
    pub(crate) line: Option<u32>,
    /// The names of the properties.
    pub(crate) breaks: Vec<String>,
}

/// What exploring this variant finds, as far as it may go: read where it is known, and else found
/// out.
pub(crate) fn explored(cache: &Cache, scenario: &Scenario, variant: &str) -> Result<Outcome> {
    let slot = cache.slot(Keeps::Explored, &scenario.explored_text(variant)?);
    if let Some(outcome) = slot.as_ref().and_then(Slot::read) {
        return Ok(outcome);
    }
    let outcome = explore(scenario, variant)?;
    if let Some(slot) = slot {
        slot.write(&outcome);
    }
    Ok(outcome)
}

fn explore(scenario: &Scenario, variant: &str) -> Result<Outcome> {
    let mut exploration = scenario.explore(variant, &Within::default())?;
    while exploration.advance(usize::MAX) {}
    let explored = exploration.explored();
    let explores = scenario.variant(variant).and_then(|variant| variant.explores);
    let nothing_found = explored.exhausted && explored.counterexamples.is_empty();
    let sentence = match explores.filter(|_| nothing_found) {
        Some(explores) => format!("{} ({})", explored.sentence(), abstractions(explores)),
        None => explored.sentence(),
    };
    Ok(Outcome {
        sentence,
        properties: explored.judgements.iter().map(Judged::from).collect(),
        ways: explored.counterexamples.iter().map(Way::from).collect(),
        singles: explored.singles.into_iter().map(Single::from).collect(),
        singles_complete: explored.singles_complete,
    })
}

/// What stands between *it holds in all these runs* and *it holds*.
fn abstractions(explores: Explores) -> &'static str {
    if explores.timers_any {
        "timers at any moment, draws at their ends"
    } else {
        "timers on time, draws at their ends"
    }
}

impl From<&Judgement> for Judged {
    fn from(judged: &Judgement) -> Self {
        let verdict = match judged.verdict {
            Verdict::Holds => Word::Holds,
            Verdict::Violated { .. } => Word::Violated,
            Verdict::Unknown { .. } => Word::Unknown,
        };
        let (property, says) = (judged.property.clone(), judged.says.clone());
        Self { property, says, verdict, why: judged.verdict.why().to_owned() }
    }
}

impl From<&Counterexample> for Way {
    fn from(way: &Counterexample) -> Self {
        Self { breaks: way.breaks.clone(), words: whatif_figure::story(&way.report.trace) }
    }
}

impl From<SingleFault> for Single {
    fn from(SingleFault { words, line, breaks }: SingleFault) -> Self {
        Self { fault: words, line, breaks }
    }
}

impl Outcome {
    /// The judgements, with reasons for an author whose claim is another.
    pub(crate) fn judgements(&self) -> Vec<Judgement> {
        self.properties.iter().map(|judged| self.judgement(judged)).collect()
    }

    fn judgement(&self, judged: &Judged) -> Judgement {
        let Judged { property, says, verdict, why } = judged;
        let verdict = match verdict {
            Word::Holds => Verdict::Holds,
            Word::Unknown => Verdict::Unknown { why: why.clone() },
            Word::Violated => {
                let way = self.ways.iter().find(|way| way.breaks.contains(property));
                let why = way.map_or_else(
                    || why.clone(),
                    |way| format!("the shortest way to break it: {}", way.words),
                );
                Verdict::Violated { why, event: None }
            }
        };
        Judgement { property: property.clone(), says: says.clone(), verdict }
    }

    /// The names of the properties with this verdict.
    pub(crate) fn named(&self, verdict: Word) -> impl Iterator<Item = &str> {
        let judged = self.properties.iter().filter(move |judged| judged.verdict == verdict);
        judged.map(|judged| judged.property.as_str())
    }

    /// What stands above the list of the single faults.
    pub(crate) fn head_of_singles(&self) -> &'static str {
        if self.singles_complete {
            "Every single fault that breaks something"
        } else {
            "Single faults that break something, as far as they are known"
        }
    }

    /// What the properties say that a way breaks.
    pub(crate) fn broken_by<'a>(&'a self, way: &'a Way) -> impl Iterator<Item = &'a str> {
        let broken = self.properties.iter().filter(|judged| way.breaks.contains(&judged.property));
        broken.map(|judged| judged.says.as_str())
    }
}

impl Single {
    /// The fault with its line: *server is killed after db::insert (line 2)*.
    pub(crate) fn words(&self) -> String {
        let line = self.line.map_or_else(String::new, |line| format!(" (line {line})"));
        format!("{}{line}", self.fault)
    }
}
