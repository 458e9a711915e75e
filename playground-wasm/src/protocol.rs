//! What the page and the engine say to each other. Its other half is `web/src/protocol.ts`.

use whatif_scenario::json::{Object, Value, object};

/// Run this.
pub(crate) struct RunRequest<'a> {
    /// The scenario, as the page was given it.
    pub(crate) scenario: &'a Value,
    pub(crate) variant: &'a str,
    /// The code as the reader has it now.
    pub(crate) code: &'a str,
    /// Nothing for the run in which nothing goes wrong.
    pub(crate) what_if: Option<&'a str>,
    /// Nothing for the run that is shown.
    pub(crate) seed: Option<u64>,
}

impl<'a> RunRequest<'a> {
    pub(crate) fn read(request: &'a Value) -> Option<Self> {
        Some(Self {
            scenario: request.get("scenario")?,
            variant: request.get("variant")?.text()?,
            code: request.get("code")?.text()?,
            what_if: match given(request, "what-if") {
                Some(value) => Some(value.text()?),
                None => None,
            },
            seed: match given(request, "seed") {
                Some(value) => Some(value.number()?),
                None => None,
            },
        })
    }
}

/// Explore this.
pub(crate) struct ExploreRequest<'a> {
    /// The scenario, as the page was given it.
    pub(crate) scenario: &'a Value,
    pub(crate) variant: &'a str,
    /// The code as the reader has it now.
    pub(crate) code: &'a str,
    /// How many faults may happen, by the names of their kinds. Nothing for what the scenario says.
    pub(crate) faults: Option<&'a Object>,
    /// How many states are found at the most. Nothing for as many as a page should bear.
    pub(crate) states: Option<u32>,
}

impl<'a> ExploreRequest<'a> {
    pub(crate) fn read(request: &'a Value) -> Option<Self> {
        Some(Self {
            scenario: request.get("scenario")?,
            variant: request.get("variant")?.text()?,
            code: request.get("code")?.text()?,
            faults: match given(request, "faults") {
                Some(value) => Some(value.fields()?),
                None => None,
            },
            states: match given(request, "states") {
                Some(value) => Some(value.number()?.try_into().ok()?),
                None => None,
            },
        })
    }
}

/// What stands under a key that may be missing or null.
fn given<'a>(request: &'a Value, key: &str) -> Option<&'a Value> {
    request.get(key).filter(|value| !matches!(value, Value::Null))
}

/// The code was run.
pub(crate) struct Run {
    pub(crate) verdicts: Vec<Judgement>,
    /// Where many requests come: charts and numbers of the whole run, as markup. Empty elsewhere.
    pub(crate) measured: String,
    /// One `<svg>`.
    pub(crate) figure: String,
    /// One `<table>`.
    pub(crate) events: String,
    pub(crate) notes: Vec<String>,
    pub(crate) trace_hash: String,
}

/// How far an exploration has come.
pub(crate) struct Progress {
    pub(crate) states: usize,
    /// Ways from one state to the next, those that lead to known states too.
    pub(crate) transitions: u64,
    pub(crate) depth: u32,
    /// How many faults lead to the states that are being visited.
    pub(crate) faults: u32,
    /// Whether it has come to its end.
    pub(crate) done: bool,
}

/// What an exploration has found, at its end or so far.
pub(crate) struct Explored {
    /// What was covered, in words.
    pub(crate) sentence: String,
    pub(crate) states: usize,
    pub(crate) transitions: u64,
    pub(crate) depth: u32,
    /// How many faults of each kind might happen.
    pub(crate) budget: Value,
    /// How many ways to end were seen.
    pub(crate) ends: usize,
    /// Whether everything within the budget was seen.
    pub(crate) exhausted: bool,
    /// Where it ended before that, in words.
    pub(crate) bound: Option<String>,
    /// Over all runs.
    pub(crate) verdicts: Vec<Judgement>,
    pub(crate) counterexamples: Vec<Counterexample>,
    pub(crate) single_faults: Vec<SingleFault>,
    /// Whether there are no other single faults that break something.
    pub(crate) single_faults_complete: bool,
    /// Where nothing is violated: a run in which nothing goes wrong.
    pub(crate) typical: Option<Found>,
    /// Where nothing is violated: the run that took longest to come right again.
    pub(crate) nearest_miss: Option<Found>,
}

/// The shortest way to break something.
pub(crate) struct Counterexample {
    /// The names of the properties.
    pub(crate) breaks: Vec<String>,
    /// For each of them the clause that is false, with the values in it; in words.
    pub(crate) clauses: Vec<Option<String>>,
    pub(crate) steps: usize,
    /// The choices that lead there, each by what it is about.
    pub(crate) schedule: Vec<Vec<String>>,
    pub(crate) run: Found,
    /// The nearest run in which nothing is violated.
    pub(crate) sibling: Option<Sibling>,
}

/// The run beside a counterexample.
pub(crate) struct Sibling {
    /// What happens where the two part, in words.
    pub(crate) instead: Option<String>,
    pub(crate) run: Found,
}

/// A run that was found.
pub(crate) struct Found {
    /// What went wrong in it.
    pub(crate) words: String,
    pub(crate) verdicts: Vec<Judgement>,
    /// One `<svg>`.
    pub(crate) figure: String,
    /// One `<table>`.
    pub(crate) events: String,
}

/// A fault that breaks something by itself.
pub(crate) struct SingleFault {
    pub(crate) words: String,
    /// The line of the reader's code at which it strikes, from 1.
    pub(crate) line: Option<u32>,
    /// The names of the properties.
    pub(crate) breaks: Vec<String>,
}

/// Why nothing was run. The page tells it from other answers by its key.
#[derive(Clone)]
pub(crate) struct Problems {
    pub(crate) problems: Vec<Place>,
}

impl Problems {
    /// A mistake that stands nowhere in the code.
    pub(crate) fn one(message: String) -> Self {
        let place = Place { file: "code".into(), line: 1, column: 1, message, help: None };
        Self { problems: vec![place] }
    }

    /// The request itself is not one.
    pub(crate) fn unreadable() -> Self {
        Self::one("the request cannot be read".into())
    }
}

/// What became of a property.
pub(crate) struct Judgement {
    pub(crate) property: String,
    pub(crate) says: String,
    /// `holds`, `violated` or `unknown`.
    pub(crate) verdict: &'static str,
    /// Empty where it holds.
    pub(crate) why: String,
}

/// A mistake, and where it stands.
#[derive(Clone)]
pub(crate) struct Place {
    /// `code`, or the name of the file with the code that is not shown.
    pub(crate) file: String,
    /// From 1.
    pub(crate) line: u32,
    /// From 1, in the units in which JavaScript counts strings.
    pub(crate) column: u32,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

/// Makes values of answers, each field under its key.
macro_rules! answers {
    ($($answer:ident { $($field:ident: $key:literal,)* })*) => {
        $(impl From<$answer> for Value {
            fn from(answer: $answer) -> Self {
                object(vec![$(($key, answer.$field.into()),)*])
            }
        })*
    };
}

answers! {
    Run {
        verdicts: "verdicts",
        measured: "measured",
        figure: "figure",
        events: "events",
        notes: "notes",
        trace_hash: "trace-hash",
    }
    Progress {
        states: "states",
        transitions: "transitions",
        depth: "depth",
        faults: "faults",
        done: "done",
    }
    Explored {
        sentence: "sentence",
        states: "states",
        transitions: "transitions",
        depth: "depth",
        budget: "budget",
        ends: "ends",
        exhausted: "exhausted",
        bound: "bound",
        verdicts: "verdicts",
        counterexamples: "counterexamples",
        single_faults: "single-faults",
        single_faults_complete: "single-faults-complete",
        typical: "typical",
        nearest_miss: "nearest-miss",
    }
    Counterexample {
        breaks: "breaks",
        clauses: "clauses",
        steps: "steps",
        schedule: "schedule",
        run: "run",
        sibling: "sibling",
    }
    Sibling {
        instead: "instead",
        run: "run",
    }
    Found {
        words: "words",
        verdicts: "verdicts",
        figure: "figure",
        events: "events",
    }
    SingleFault {
        words: "words",
        line: "line",
        breaks: "breaks",
    }
    Problems {
        problems: "problems",
    }
    Judgement {
        property: "property",
        says: "says",
        verdict: "verdict",
        why: "why",
    }
    Place {
        file: "file",
        line: "line",
        column: "column",
        message: "message",
        help: "help",
    }
}
