//! Explorations: all runs within a budget of faults, a slice at a time.

use wasm_bindgen::prelude::wasm_bindgen;
use whatif_scenario::json::{self, Object, Value, object};
use whatif_scenario::{Report, SiblingRun, Within};
use whatif_simulator::explore::{Budget, Thing};

use crate::protocol::{
    Counterexample, ExploreRequest, Explored, Found, Judgement, Problems, Progress, Sibling,
    SingleFault,
};
use crate::{judgements, scenario, written};

/// How many states are found at the most where the page does not say: what a telephone bears, in
/// memory and in patience.
const STATES_MAX: u32 = 300_000;

/// How many faults of a kind are explored at the most, as in an author's file.
const FAULTS_MAX: u64 = 9;

/// An exploration. It goes on as far as it is told to, and can tell at any time what it has found.
#[wasm_bindgen]
pub struct Exploration {
    begun: Result<whatif_scenario::Exploration, Problems>,
}

#[wasm_bindgen]
impl Exploration {
    /// Visits so many states more, and says how far it has come.
    pub fn advance(&mut self, states: usize) -> String {
        written(self.begun.as_mut().map_err(|problems| problems.clone()).map(|exploration| {
            let done = !exploration.advance(states);
            let progress = exploration.progress();
            Progress {
                states: progress.states,
                transitions: progress.transitions,
                depth: progress.depth,
                faults: progress.faults,
                done,
            }
        }))
    }

    /// What it has found so far. Before its end, what is not decided is unknown, and the bound is
    /// where it stands.
    pub fn report(&self) -> String {
        let begun = self.begun.as_ref().map_err(Problems::clone);
        written(begun.map(|exploration| explored(exploration.explored())))
    }
}

/// Begins what a request asks for, or has at hand why not.
pub(crate) fn begin(request: &str) -> Exploration {
    Exploration { begun: try_to_begin(request) }
}

fn try_to_begin(request: &str) -> Result<whatif_scenario::Exploration, Problems> {
    let request = json::from_str(request).ok_or_else(Problems::unreadable)?;
    let request = ExploreRequest::read(&request).ok_or_else(Problems::unreadable)?;
    let within = Within {
        budget: request.faults.map(budget).transpose()?,
        states: Some(request.states.unwrap_or(STATES_MAX) as usize),
        from: None,
    };
    let scenario = scenario(request.scenario, request.code)?;
    scenario.explore(request.variant, &within).map_err(|no_such| Problems::one(no_such.to_string()))
}

fn budget(faults: &Object) -> Result<Budget, Problems> {
    let mut budget = Budget::default();
    for (kind, count) in faults {
        match (budget.get_mut(kind), count) {
            (Some(place), Value::Number(count)) if *count <= FAULTS_MAX => {
                *place = *count as u8;
            }
            _ => return Err(Problems::unreadable()),
        }
    }
    Ok(budget)
}

fn explored(explored: whatif_scenario::Explored) -> Explored {
    let sentence = explored.sentence();
    let typical = explored.typical.as_ref().filter(|_| explored.counterexamples.is_empty());
    let typical = typical.map(found);
    let counts = explored.counts().map(|(kind, count)| (kind, u32::from(count).into()));
    let budget = object(counts.collect());
    let verdicts = explored.judgements.into_iter().map(|judged| Judgement {
        property: judged.property,
        says: judged.says,
        verdict: judged.verdict.word(),
        why: judged.verdict.why().to_owned(),
    });
    let counterexamples = explored.counterexamples.into_iter().map(|each| Counterexample {
        breaks: each.breaks,
        clauses: each.clauses,
        steps: each.steps,
        schedule: each.schedule.steps.iter().map(Thing::words).collect(),
        run: found(&each.report),
        sibling: each.sibling.as_ref().map(sibling),
    });
    let single_faults = explored.singles.into_iter().map(|single| SingleFault {
        words: single.words,
        line: single.line,
        breaks: single.breaks,
    });
    Explored {
        sentence,
        states: explored.progress.states,
        transitions: explored.progress.transitions,
        depth: explored.progress.depth,
        budget,
        ends: explored.ends,
        exhausted: explored.exhausted,
        bound: explored.bound,
        verdicts: verdicts.collect(),
        counterexamples: counterexamples.collect(),
        single_faults: single_faults.collect(),
        single_faults_complete: explored.singles_complete,
        typical,
        nearest_miss: explored.nearest_miss.as_ref().map(found),
    }
}

fn sibling(SiblingRun { shared, report }: &SiblingRun) -> Sibling {
    let trace = &report.trace;
    let instead = trace.events.get(*shared).map(|event| whatif_figure::words(event, trace));
    Sibling { instead, run: found(report) }
}

fn found(report: &Report) -> Found {
    Found {
        words: whatif_figure::story(&report.trace),
        verdicts: judgements(report),
        figure: whatif_figure::diagram(&report.trace),
        events: whatif_figure::table(&report.trace),
    }
}
