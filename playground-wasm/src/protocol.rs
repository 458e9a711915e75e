//! What the page and the engine say to each other. Its other half is `web/src/protocol.ts`.

use whatif_scenario::json::{Object, Value, object};
use whatif_scenario::{Asked, Faults, PageForm, Problem, Scenario};
use whatif_simulator::explore::Schedule;

/// Run this, tell of one moment of it, explore it, or sweep it.
pub(crate) struct Request<'a> {
    /// The scenario, as the page was given it.
    scenario: &'a Value,
    pub(crate) variant: &'a str,
    /// The code as the reader has it now.
    pub(crate) code: &'a str,
    /// The code as the author wrote it, where a sweep shows both.
    pub(crate) original: Option<&'a str>,
    /// What goes wrong, and which choices are made.
    pub(crate) asked: Asked,
    /// Nothing for the run that is shown.
    pub(crate) seed: Option<u64>,
    /// The event of the run that is looked at.
    pub(crate) event: Option<u64>,
    /// The event with which the part begins that is drawn of a long run.
    pub(crate) from: u64,
    /// How many faults may happen, by the names of their kinds. Nothing for what the scenario says.
    pub(crate) budget: Option<&'a Object>,
    /// How many states are found at the most. Nothing for as many as a page should bear.
    pub(crate) states: Option<u32>,
    /// Whether an exploration goes on where every property is decided.
    pub(crate) goes_on: bool,
    /// The name of a sweep.
    pub(crate) sweep: Option<&'a str>,
    /// To which of its values its knob is turned.
    turned: Option<u64>,
}

impl<'a> Request<'a> {
    /// Reads a request; nothing where it is none.
    pub(crate) fn read(request: &'a Value) -> Option<Self> {
        let text = |key| match given(request, key) {
            Some(value) => value.text().map(Some),
            None => Some(None),
        };
        let number = |key| match given(request, key) {
            Some(value) => value.number().map(Some),
            None => Some(None),
        };
        let faults = match given(request, "faults") {
            Some(faults) => Some(Faults::read(faults).ok()?),
            None => None,
        };
        let schedule = match given(request, "schedule") {
            Some(schedule) => Some(Schedule::from_words(&words(schedule)?)?),
            None => None,
        };
        let what_if = text("what-if")?.map(str::to_owned);
        Some(Self {
            scenario: request.get("scenario")?,
            variant: request.get("variant")?.text()?,
            code: request.get("code")?.text()?,
            original: text("original")?,
            asked: Asked { what_if, faults, schedule },
            seed: number("seed")?,
            event: number("event")?,
            from: number("from")?.unwrap_or(0),
            budget: match given(request, "budget") {
                Some(value) => Some(value.fields()?),
                None => None,
            },
            states: match number("states")? {
                Some(states) => Some(states.try_into().ok()?),
                None => None,
            },
            goes_on: given(request, "goes-on") == Some(&Value::Bool(true)),
            sweep: text("sweep")?,
            turned: number("turned")?,
        })
    }

    /// The scenario that the page was given, with the code of its reader.
    pub(crate) fn scenario(&self) -> Result<Scenario, Problems> {
        self.with_code(self.code)
    }

    /// The scenario with other code.
    pub(crate) fn with_code(&self, code: &str) -> Result<Scenario, Problems> {
        let form = PageForm::from_value(self.scenario);
        let mut form = form.map_err(|unreadable| Problems::one(unreadable.to_string()))?;
        if let (Some(sweep), Some(value)) = (self.sweep, self.turned) {
            let turned = form.turn(sweep, value as usize);
            turned.map_err(|no_such| Problems::one(no_such.to_string()))?;
        }
        form.with_code(code)
            .map_err(|problems| Problems { problems: problems.iter().map(place).collect() })
    }
}

/// A list of lists of texts.
fn words(value: &Value) -> Option<Vec<Vec<String>>> {
    let Value::Array(lists) = value else { return None };
    let list = |value: &Value| {
        let Value::Array(texts) = value else { return None };
        texts.iter().map(|text| text.text().map(str::to_owned)).collect()
    };
    lists.iter().map(list).collect()
}

fn place(problem: &Problem) -> Place {
    Place {
        file: problem.file.path.clone(),
        line: problem.line(),
        column: problem.column_utf16(),
        message: problem.message.clone(),
        help: problem.help.clone(),
    }
}

/// What stands under a key that may be missing or null.
fn given<'a>(request: &'a Value, key: &str) -> Option<&'a Value> {
    request.get(key).filter(|value| !matches!(value, Value::Null))
}

/// The code was run.
pub(crate) struct Run {
    pub(crate) verdicts: Vec<Judgement>,
    /// What went wrong by what was asked for.
    pub(crate) faults: Vec<FaultNow>,
    /// Where many requests come: charts and numbers of the whole run, as markup. Empty elsewhere.
    pub(crate) measured: String,
    /// Where properties judge what clients did and saw: that, as markup. Empty elsewhere.
    pub(crate) histories: String,
    /// One `<svg>`.
    pub(crate) figure: String,
    /// One `<table>`.
    pub(crate) events: String,
    pub(crate) notes: Vec<String>,
    pub(crate) told: Told,
    pub(crate) trace_hash: String,
}

/// A fault of a run, which can be left out of it.
pub(crate) struct FaultNow {
    pub(crate) words: String,
    /// What to ask for to have it again.
    pub(crate) fault: Value,
}

/// What there is to point at in a run.
pub(crate) struct Told {
    /// How many events it has.
    pub(crate) events: usize,
    /// Which of them the diagram and the table are about: from this one, to before that one.
    pub(crate) part: Vec<u64>,
    /// Where events stand in the diagram: each with its number, and how far it is from the left and
    /// from the top.
    pub(crate) spots: Vec<Vec<u64>>,
    /// The choices that made it, where it was not drawn from a seed.
    pub(crate) schedule: Option<Vec<Vec<String>>>,
    /// The faults among these choices: which of them each is, and in words.
    pub(crate) chosen: Vec<Chosen>,
}

/// A fault among the choices of a run.
pub(crate) struct Chosen {
    /// Its place in the schedule.
    pub(crate) at: usize,
    pub(crate) words: String,
}

/// What there is to see at an event of a run.
pub(crate) struct Moment {
    /// When it is on the virtual clock.
    pub(crate) at: String,
    /// The event in words.
    pub(crate) words: String,
    /// The node at which it happened.
    pub(crate) node: String,
    pub(crate) nodes: Vec<NodeNow>,
    /// The messages on their way, in words.
    pub(crate) on_the_way: Vec<String>,
    pub(crate) lamps: Vec<Lamp>,
    /// What can be made to go wrong here.
    pub(crate) offers: Vec<FaultNow>,
    /// What may come first instead.
    pub(crate) branches: Vec<Branch>,
}

/// Another way on.
pub(crate) struct Branch {
    pub(crate) words: String,
    /// The choices that lead there.
    pub(crate) schedule: Vec<Vec<String>>,
}

/// What is inside a node.
pub(crate) struct NodeNow {
    pub(crate) name: String,
    pub(crate) alive: bool,
    /// What is wrong with it, in words.
    pub(crate) wrong: Vec<String>,
    pub(crate) sections: Vec<Section>,
}

/// A part of what a node remembers.
pub(crate) struct Section {
    pub(crate) name: String,
    /// The line of the reader's code at which a task stands.
    pub(crate) line: Option<u32>,
    pub(crate) items: Vec<Item>,
}

pub(crate) struct Item {
    pub(crate) name: String,
    pub(crate) value: String,
    /// Whether the last step brought it.
    pub(crate) fresh: bool,
}

/// Whether a property is true at a moment.
pub(crate) struct Lamp {
    pub(crate) property: String,
    /// Nothing where it cannot say.
    pub(crate) holds: Option<bool>,
}

/// What a sweep has come to.
pub(crate) struct Swept {
    /// What it shows, in words.
    pub(crate) says: String,
    /// One `<svg>` for each metric.
    pub(crate) charts: Vec<String>,
    /// One `<table>`.
    pub(crate) table: String,
}

/// How far a sweep has come.
pub(crate) struct Sweep {
    /// How many values of the knob were looked at.
    pub(crate) values: usize,
    pub(crate) of: usize,
    pub(crate) done: bool,
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
    pub(crate) others: Vec<Other>,
    pub(crate) single_faults: Vec<SingleFault>,
    /// Whether there are no other single faults that break something.
    pub(crate) single_faults_complete: bool,
    /// A run in which nothing goes wrong: where nothing is violated, or a single fault is enough.
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
    pub(crate) run: Found,
    /// The nearest run in which nothing is violated.
    pub(crate) sibling: Option<Sibling>,
}

/// A way to break something that stands behind the shortest.
pub(crate) struct Other {
    /// Its place among the single faults, where it is one.
    pub(crate) single: Option<usize>,
    pub(crate) way: Counterexample,
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
    /// As in a run that was asked for.
    pub(crate) histories: String,
    /// One `<svg>`.
    pub(crate) figure: String,
    /// One `<table>`.
    pub(crate) events: String,
    pub(crate) told: Told,
    /// Where single faults that break something strike it: at which event, and which of them.
    pub(crate) strikes: Vec<Vec<u64>>,
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
#[derive(Clone, Default)]
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
        faults: "faults",
        measured: "measured",
        histories: "histories",
        figure: "figure",
        events: "events",
        notes: "notes",
        told: "told",
        trace_hash: "trace-hash",
    }
    FaultNow {
        words: "words",
        fault: "fault",
    }
    Told {
        events: "events",
        part: "part",
        spots: "spots",
        schedule: "schedule",
        chosen: "chosen",
    }
    Chosen {
        at: "at",
        words: "words",
    }
    Moment {
        at: "at",
        words: "words",
        node: "node",
        nodes: "nodes",
        on_the_way: "on-the-way",
        lamps: "lamps",
        offers: "offers",
        branches: "branches",
    }
    Branch {
        words: "words",
        schedule: "schedule",
    }
    NodeNow {
        name: "name",
        alive: "alive",
        wrong: "wrong",
        sections: "sections",
    }
    Section {
        name: "name",
        line: "line",
        items: "items",
    }
    Item {
        name: "name",
        value: "value",
        fresh: "fresh",
    }
    Lamp {
        property: "property",
        holds: "holds",
    }
    Swept {
        says: "says",
        charts: "charts",
        table: "table",
    }
    Sweep {
        values: "values",
        of: "of",
        done: "done",
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
        others: "others",
        single_faults: "single-faults",
        single_faults_complete: "single-faults-complete",
        typical: "typical",
        nearest_miss: "nearest-miss",
    }
    Counterexample {
        breaks: "breaks",
        clauses: "clauses",
        steps: "steps",
        run: "run",
        sibling: "sibling",
    }
    Other {
        single: "single",
        way: "way",
    }
    Sibling {
        instead: "instead",
        run: "run",
    }
    Found {
        words: "words",
        verdicts: "verdicts",
        histories: "histories",
        figure: "figure",
        events: "events",
        told: "told",
        strikes: "strikes",
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
