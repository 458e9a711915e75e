//! Exercises: code that fails and that the reader mends, hints, and a solution that passes.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, Result};
use whatif_scenario::{Problem, Scenario, SourceFile};
use whatif_simulator::Verdict;

use crate::cache::Cache;
use crate::diagnostics::Mistakes;
use crate::explorations;
use crate::scenarios::Spot;
use crate::view::View;

/// What the reader of an exercise is to do.
pub(crate) const EXERCISE: &str =
    "change the code until nothing is violated, whatever is asked and wherever exploring looks.";

/// As many states an exploration in the page finds, and an answer must be found right there.
const STATES_IN_A_PAGE: u64 = 300_000;

/// What an exercise has beside its code.
pub(crate) struct Exercise {
    /// What may be told to a reader who asks, one after the other.
    pub(crate) hints: Vec<String>,
    /// Code that passes.
    pub(crate) solution: String,
}

/// The exercises of a scenario as the chapters have them.
#[derive(Default)]
pub(crate) struct Found {
    /// The variants with which an exercise starts, and where a fence says so.
    starts: Vec<(String, Spot)>,
    solutions: Vec<Solution>,
}

/// A fence that solves an exercise.
struct Solution {
    variant: String,
    code: Arc<SourceFile>,
    named: Spot,
}

impl Found {
    /// Notes that an exercise starts with a variant.
    pub(crate) fn starts(&mut self, variant: &str, named: &Spot) {
        // The same exercise may be shown twice.
        if self.starts.iter().all(|(known, _)| known != variant) {
            self.starts.push((variant.to_owned(), named.clone()));
        }
    }

    /// Notes what solves it.
    pub(crate) fn is_solved(&mut self, variant: &str, code: Arc<SourceFile>, named: Spot) {
        self.solutions.push(Solution { variant: variant.to_owned(), code, named });
    }

    /// Everything about them that decides what a book shows: the variants with which one starts, and
    /// the code that solves one.
    pub(crate) fn texts(&self) -> Vec<(&str, Option<&str>)> {
        let starts = self.starts.iter().map(|(variant, _)| (variant.as_str(), None));
        let solutions = self.solutions.iter();
        let solutions = solutions.map(|it| (it.variant.as_str(), Some(it.code.text.as_str())));
        starts.chain(solutions).collect()
    }

    /// What does not belong together. `named` is where the book first names the scenario.
    pub(crate) fn problems(&self, scenario: &Scenario, named: &Spot) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (variant, named) in &self.starts {
            if self.solutions.iter().all(|solution| solution.variant != *variant) {
                let attributes = attributes(scenario, variant);
                let help = format!(
                    "write one below it: ```rust,{attributes},solution; readers see it when they \
                     ask for it"
                );
                let message = format!("the exercise `{variant}` has no solution");
                problems.push(named.problem(message, "", Some(help)));
            }
        }
        for (at, Solution { variant, named, .. }) in self.solutions.iter().enumerate() {
            if self.solutions[..at].iter().any(|earlier| earlier.variant == *variant) {
                let message = format!("the exercise `{variant}` has a solution already");
                problems.push(named.problem(message, "", Some("leave one of them out".into())));
            } else if self.starts.iter().all(|(start, _)| start != variant) {
                let attributes = attributes(scenario, variant);
                let help = format!("write ```rust,{attributes},exercise where it starts");
                let message = format!("no exercise `{variant}` is there to be solved");
                problems.push(named.problem(message, "", Some(help)));
            }
        }
        if self.starts.is_empty() && !scenario.hints().is_empty() {
            let name = scenario.name();
            let message = format!("`{name}.toml` has hints, and no fence is an exercise");
            let help = format!("write ```rust,whatif={name},exercise, or leave out `[exercise]`");
            problems.push(named.problem(message, "", Some(help)));
        }
        problems
    }
}

/// What a fence says whose code is this variant.
fn attributes(scenario: &Scenario, variant: &str) -> String {
    let name = scenario.name();
    if variant == name {
        format!("whatif={name}")
    } else {
        format!("whatif={name},variant={variant}")
    }
}

/// Holds every start and every solution against the runs: a start that passes is no exercise, and a
/// solution that fails is none.
pub(crate) fn check(
    scenario: &Scenario,
    found: Found,
    cache: &Cache,
    Mistakes { input, claims }: &mut Mistakes,
) -> Result<BTreeMap<String, Exercise>> {
    let mut exercises = BTreeMap::new();
    for (variant, named) in found.starts {
        let solution = found.solutions.iter().find(|solution| solution.variant == variant);
        let Some(solution) = solution else { continue };
        if let Some(client) = scenario.loaded(&variant)? {
            let message = format!("`{client}` makes too many requests for this to be an exercise");
            let help =
                "an answer is looked at in all its runs: let the client make a few `requests`";
            input.push(named.problem(message, "", Some(help.into())));
            continue;
        }
        if failing(scenario, &variant, cache)?.is_none() {
            let message = format!("nothing is wrong with the exercise `{variant}`");
            let help =
                "start with code that a what-if or exploring breaks, or leave out `exercise`";
            claims.push(named.problem(message, "", Some(help.into())));
        }
        match scenario.answered(&variant, Arc::clone(&solution.code), STATES_IN_A_PAGE)? {
            Err(wrong) => input.extend(wrong),
            Ok(answered) => {
                if let Some(Failing { when, property, verdict, why }) =
                    failing(&answered, &variant, cache)?
                {
                    let message = format!(
                        "the solution of `{variant}` does not pass: {when}, `{property}` is {verdict}"
                    );
                    claims.push(solution.named.problem(message, "", Some(why)));
                }
            }
        }
        let hints = scenario.hints().to_vec();
        let solution = solution.code.text.trim_end().to_owned();
        exercises.insert(variant, Exercise { hints, solution });
    }
    Ok(exercises)
}

/// Something that does not hold.
struct Failing {
    /// In which run, or over which.
    when: String,
    property: String,
    /// The word of the verdict.
    verdict: &'static str,
    /// What the property says, and why it does not hold.
    why: String,
}

/// The first thing that does not hold in the runs that are shown, or else over all runs: what the
/// page looks at when a reader has an answer checked.
fn failing(scenario: &Scenario, variant: &str, cache: &Cache) -> Result<Option<Failing>> {
    for run in View::of(scenario, variant)?.runs {
        if let Some(judged) = run.broken().next() {
            let when = match &run.what_if {
                Some(what_if) => format!("under `{}`", what_if.name),
                None => "when nothing goes wrong".to_owned(),
            };
            let why = whatif_figure::why(&judged.verdict, &run.report.trace);
            return Ok(Some(Failing::of(when, judged, &why)));
        }
    }
    let judged = explorations::explored(cache, scenario, variant)?.judgements();
    let broken = judged.iter().find(|judged| !matches!(judged.verdict, Verdict::Holds));
    let within = whatif_scenario::within(scenario.budget(variant).context("it is there")?);
    Ok(broken
        .map(|judged| Failing::of(format!("over all runs {within}"), judged, judged.verdict.why())))
}

impl Failing {
    fn of(when: String, judged: &whatif_scenario::Judgement, why: &str) -> Self {
        let says = format!("\"{}\"", judged.says);
        Self {
            when,
            property: judged.property.clone(),
            verdict: judged.verdict.word(),
            why: if why.is_empty() { says } else { format!("{says}: {why}") },
        }
    }
}
