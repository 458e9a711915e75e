//! What takes its time and goes on a slice at a time: explorations, which look at all runs within a
//! budget of faults, and sweeps, which turn a knob over its range.

use wasm_bindgen::prelude::wasm_bindgen;
use whatif_figure::{Axis, add_curve};
use whatif_scenario::json::{self, Object, Value, object};
use whatif_scenario::{Exploration, Report, SiblingRun, Sweeping, Within};
use whatif_simulator::explore::{Budget, Strike};

use crate::protocol::{
    Counterexample, Explored, Found, Judgement, Other, Problems, Progress, Request, Sibling,
    SingleFault, Sweep, Swept,
};
use crate::{judgements, told, written};

/// How many states are found at the most where the page does not say: what a telephone bears, in
/// memory and in patience.
const STATES_MAX: u32 = 300_000;

/// How many faults of a kind are explored at the most, as in an author's file.
const FAULTS_MAX: u64 = 9;

/// An exploration or a sweep. It goes on as far as it is told to, and can tell at any time what it
/// has found.
#[wasm_bindgen]
pub struct Job {
    begun: Result<Begun, Problems>,
}

enum Begun {
    Exploration(Box<Exploration>),
    /// The same sweep with several codes, each with what its curves are called.
    Sweeps(Vec<(Option<&'static str>, Sweeping)>),
}

#[wasm_bindgen]
impl Job {
    /// Visits so many states more, or makes one run more, and says how far it has come.
    pub fn advance(&mut self, states: usize) -> String {
        let begun = self.begun.as_mut().map_err(|problems| problems.clone());
        written(begun.map(|begun| match begun {
            Begun::Exploration(exploration) => Value::from(explored_on(exploration, states)),
            Begun::Sweeps(sweeps) => Value::from(swept_on(sweeps)),
        }))
    }

    /// What it has found so far. Before the end of an exploration, what is not decided is unknown,
    /// and the bound is where it stands.
    pub fn report(&self) -> String {
        let begun = self.begun.as_ref().map_err(Problems::clone);
        written(begun.map(|begun| match begun {
            Begun::Exploration(exploration) => Value::from(explored(exploration)),
            Begun::Sweeps(sweeps) => Value::from(swept(sweeps)),
        }))
    }
}

/// Begins what a request asks for, or has at hand why not.
pub(crate) fn begin(request: &str) -> Job {
    Job { begun: try_to_begin(request) }
}

fn try_to_begin(request: &str) -> Result<Begun, Problems> {
    let json = json::from_str(request).ok_or_else(Problems::unreadable)?;
    let request = Request::read(&json).ok_or_else(Problems::unreadable)?;
    let no_such = |wrong: &dyn std::fmt::Display| Problems::one(wrong.to_string());
    if let Some(name) = request.sweep {
        let sweep = |code| {
            let scenario = request.with_code(code)?;
            scenario.sweeping(request.variant, name).map_err(|wrong| no_such(&wrong))
        };
        return Ok(Begun::Sweeps(match request.original {
            Some(original) => {
                vec![
                    (Some("as it was"), sweep(original)?),
                    (Some("as edited"), sweep(request.code)?),
                ]
            }
            None => vec![(None, sweep(request.code)?)],
        }));
    }
    let within = Within {
        budget: request.budget.map(budget).transpose()?,
        states: Some(request.states.unwrap_or(STATES_MAX) as usize),
        from: request.asked.schedule.clone(),
        goes_on: request.goes_on,
    };
    let begun = request.scenario()?.explore(request.variant, &within);
    begun.map(|begun| Begun::Exploration(Box::new(begun))).map_err(|wrong| no_such(&wrong))
}

fn explored_on(exploration: &mut Exploration, states: usize) -> Progress {
    let done = !exploration.advance(states);
    let progress = exploration.progress();
    Progress {
        states: progress.states,
        transitions: progress.transitions,
        depth: progress.depth,
        faults: progress.faults,
        done,
    }
}

fn swept_on(sweeps: &mut [(Option<&'static str>, Sweeping)]) -> Sweep {
    // The one that is least far goes on, so that all curves grow together.
    let least = sweeps.iter_mut().min_by_key(|(_, sweep)| sweep.progress().0);
    let (mut values, mut of, mut done) = (0, 0, true);
    if let Some((_, sweep)) = least {
        sweep.advance();
    }
    for (_, sweep) in sweeps {
        let (own, all) = sweep.progress();
        (values, of, done) = (values + own, of + all, done && own == all);
    }
    Sweep { values, of, done }
}

fn swept(sweeps: &[(Option<&'static str>, Sweeping)]) -> Swept {
    let mut charts = Vec::new();
    let mut says = String::new();
    for (name, sweep) in sweeps {
        let whatif_scenario::Swept { says: words, knob, unit, mut values, curves, .. } =
            sweep.swept();
        says = words;
        // The values that were looked at.
        values.truncate(sweeps.iter().map(|(_, sweep)| sweep.progress().0).max().unwrap_or(0));
        for mut curve in curves {
            curve.points.resize(values.len(), None);
            let axis = || Axis::Knob { name: knob.clone(), unit, values: values.clone() };
            add_curve(&mut charts, (&curve.metric, curve.unit), axis, *name, curve.points);
        }
    }
    let drawn = charts.iter().map(whatif_figure::chart).collect();
    Swept { says, charts: drawn, table: whatif_figure::chart_table(&charts) }
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

fn explored(exploration: &Exploration) -> Explored {
    let explored = exploration.explored();
    let sentence = explored.sentence();
    let strikes = exploration.strikes();
    let found = |report: &Report| found(report, &strikes(report));
    let counterexample = |each| counterexample(each, &found);
    let counts = explored.counts().map(|(kind, count)| (kind, u32::from(count).into()));
    let budget = object(counts.collect());
    let verdicts = explored.judgements.into_iter().map(|judged| Judgement {
        property: judged.property,
        says: judged.says,
        verdict: judged.verdict.word(),
        why: judged.verdict.why().to_owned(),
    });
    let counterexamples = explored.counterexamples.into_iter().map(counterexample);
    let others = exploration.others().into_iter();
    let others = others.map(|(single, way)| Other { single, way: counterexample(way) });
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
        others: others.collect(),
        single_faults: single_faults.collect(),
        single_faults_complete: explored.singles_complete,
        typical: explored.typical.as_ref().map(found),
        nearest_miss: explored.nearest_miss.as_ref().map(found),
    }
}

fn counterexample(
    each: whatif_scenario::Counterexample,
    found: &dyn Fn(&Report) -> Found,
) -> Counterexample {
    Counterexample {
        breaks: each.breaks,
        clauses: each.clauses,
        steps: each.steps,
        run: found(&each.report),
        sibling: each.sibling.as_ref().map(|beside| sibling(beside, found)),
    }
}

fn sibling(
    SiblingRun { shared, report }: &SiblingRun,
    found: &dyn Fn(&Report) -> Found,
) -> Sibling {
    let trace = &report.trace;
    let instead = trace.events.get(*shared).map(|event| whatif_figure::words(event, trace));
    Sibling { instead, run: found(report) }
}

fn found(report: &Report, strikes: &[Strike]) -> Found {
    let part = whatif_figure::part(&report.trace, 0);
    Found {
        words: whatif_figure::story(&report.trace),
        verdicts: judgements(report),
        histories: whatif_figure::histories(report.judged_histories()),
        told: told(report, report.trace.events.len(), &part),
        figure: part.figure,
        events: part.table,
        strikes: strikes
            .iter()
            .map(|strike| vec![strike.event as u64, strike.single as u64])
            .collect(),
    }
}
