//! What exploring the variants of a book has found, kept so that nothing is explored twice.
//!
//! An exploration may take minutes, and a book is built again with every change to its text. So
//! what was found is kept, under a fingerprint of everything that decides it: the variant's code
//! and world, and the program that explores. What is kept may be deleted at any time; where it is
//! missing, damaged or cannot be written, the variant is explored, and nobody is told.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Result;
use etcetera::BaseStrategy;
use serde::{Deserialize, Serialize};
use whatif_scenario::{Counterexample, Explores, Judgement, Scenario, SingleFault, Within};
use whatif_simulator::{Fingerprint, Verdict};

/// More outcomes than these are not kept: those that were written last stay.
const KEPT_MAX: usize = 1_000;

/// The environment variable that names the folder in which outcomes are kept, or says `off`.
const VARIABLE: &str = "WHATIF_CACHE";

/// Where what exploring has found is kept from one build to the next, if it is.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: Option<PathBuf>,
}

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

/// An outcome in its file.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// The name of the file: an outcome that was put elsewhere is not believed.
    of: String,
    outcome: Outcome,
}

impl Default for Cache {
    fn default() -> Self {
        Self::of_the_user()
    }
}

impl Cache {
    /// The folder that the environment variable `WHATIF_CACHE` names, none where it says `off`, and
    /// else the folder `mdbook-whatif` where this system keeps what may be deleted.
    pub fn of_the_user() -> Self {
        match std::env::var_os(VARIABLE) {
            Some(off) if off == "off" => Self::none(),
            Some(folder) if !folder.is_empty() => Self::at(folder),
            _ => {
                let system = etcetera::base_strategy::choose_native_strategy().ok();
                Self { folder: system.map(|system| system.cache_dir().join("mdbook-whatif")) }
            }
        }
    }

    /// This folder, which is made when there is something to keep.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: Some(folder.into()) }
    }

    /// Nothing is kept, and nothing that was kept is believed.
    pub fn none() -> Self {
        Self { folder: None }
    }

    /// What exploring this variant finds, as far as it may go: read where it is known, and else
    /// found out.
    pub(crate) fn explored(&self, scenario: &Scenario, variant: &str) -> Result<Outcome> {
        let Some(folder) = &self.folder else { return explore(scenario, variant) };
        let decides = (env!("WHATIF_PROGRAM"), scenario.explored_text(variant)?);
        let name = format!("{:032x}", Fingerprint::of(&decides));
        let file = folder.join(&name).with_extension("json");
        if let Some(outcome) = read(&file, &name) {
            return Ok(outcome);
        }
        let outcome = explore(scenario, variant)?;
        let kept = Kept { of: name, outcome };
        // Where it cannot be kept, the next build explores again: that is all there is to it.
        let _ = write(folder, &file, &kept);
        Ok(kept.outcome)
    }
}

fn read(file: &Path, name: &str) -> Option<Outcome> {
    let kept: Kept = serde_json::from_slice(&fs::read(file).ok()?).ok()?;
    (kept.of == name).then_some(kept.outcome)
}

/// Writes the file as a whole: whoever reads it meanwhile finds the old one, or none.
fn write(folder: &Path, file: &Path, kept: &Kept) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut fresh = tempfile::NamedTempFile::new_in(folder)?;
    fresh.write_all(&serde_json::to_vec(kept)?)?;
    fresh.persist(file)?;
    forget_the_oldest(folder)
}

fn forget_the_oldest(folder: &Path) -> io::Result<()> {
    let entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    let surplus = entries.len().saturating_sub(KEPT_MAX);
    // To ask all of them how old they are takes longer than to write one.
    if surplus == 0 {
        return Ok(());
    }
    let mut files = Vec::new();
    for entry in entries {
        files.push((entry.metadata()?.modified()?, entry.path()));
    }
    files.sort_unstable();
    files.iter().take(surplus).try_for_each(|(_, file)| fs::remove_file(file))
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
