//! The engine in the page: one exported class, strings of JSON in and out.
//!
//! Everything that it is asked comes from outside: JSON that cannot be read gets an answer like
//! everything else, and nothing here panics.

#![allow(unsafe_code, reason = "the bindings that `wasm_bindgen` makes cross into JavaScript")]

mod job;
mod moment;
mod protocol;

use wasm_bindgen::prelude::wasm_bindgen;
use whatif_scenario::json::{self, Value};
use whatif_scenario::{Faults, Report};

pub use job::Job;
use protocol::{Chosen, FaultNow, Judgement, Moment, Problems, Request, Run, Told};

/// It is as fast as the standard library's for WebAssembly, and a fifth as large.
#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Runs scenarios and explores them. It remembers nothing from one request to the next.
///
/// Requests and answers are JSON as the module `protocol` describes them.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Engine {}

#[wasm_bindgen]
impl Engine {
    /// A new engine.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self {}
    }

    /// Runs one variant with the code as the reader has it.
    pub fn run(&self, request: &str) -> String {
        written(run(request))
    }

    /// Reads the code as the reader has it, runs none of it, and tells what is wrong with it: an
    /// empty list where nothing is.
    pub fn check(&self, request: &str) -> String {
        let problems = check(request).err().unwrap_or_default();
        json::to_string(&problems.into())
    }

    /// Tells what there is to see at an event of such a run: `null` where it has not so many.
    pub fn moment(&self, request: &str) -> String {
        written(moment(request))
    }

    /// Begins to explore one variant, or a sweep of it. Where the request cannot be met, the job
    /// answers with the reason.
    pub fn begin(&self, request: &str) -> Job {
        job::begin(request)
    }
}

/// An answer as the page reads it.
fn written(answer: Result<impl Into<Value>, Problems>) -> String {
    json::to_string(&answer.map_or_else(Problems::into, Into::into))
}

fn run(request: &str) -> Result<Run, Problems> {
    let request = json::from_str(request).ok_or_else(Problems::unreadable)?;
    let request = Request::read(&request).ok_or_else(Problems::unreadable)?;
    let scenario = request.scenario()?;
    let report = scenario.ask(request.variant, &request.asked, request.seed);
    let report = report.map_err(|no_such| Problems::one(no_such.to_string()))?;
    let asked = scenario.faults(request.variant, &request.asked);
    let verdicts = judgements(&report);
    let beginning = if report.loaded { whatif_figure::beginning(&report.trace) } else { None };
    let trace = beginning.as_ref().unwrap_or(&report.trace);
    let part = whatif_figure::part(trace, request.from as usize);
    Ok(Run {
        verdicts,
        faults: asked.as_ref().map_or_else(|_| Vec::new(), faults),
        measured: if report.loaded {
            whatif_figure::measured(&report.trace)
        } else {
            String::new()
        },
        histories: whatif_figure::histories(report.judged_histories()),
        told: told(&report, trace.events.len(), &part),
        figure: part.figure,
        events: part.table,
        trace_hash: report.trace.hash(),
        notes: report.notes,
    })
}

fn check(request: &str) -> Result<(), Problems> {
    let request = json::from_str(request).ok_or_else(Problems::unreadable)?;
    let request = Request::read(&request).ok_or_else(Problems::unreadable)?;
    request.scenario().map(drop)
}

fn moment(request: &str) -> Result<Option<Moment>, Problems> {
    let request = json::from_str(request).ok_or_else(Problems::unreadable)?;
    let request = Request::read(&request).ok_or_else(Problems::unreadable)?;
    let scenario = request.scenario()?;
    let event = request.event.ok_or_else(Problems::unreadable)? as usize;
    let found = scenario.moment(request.variant, &request.asked, request.seed, event);
    let found = found.map_err(|no_such| Problems::one(no_such.to_string()))?;
    Ok(found.map(|found| moment::told(found, event)))
}

fn faults(faults: &Faults) -> Vec<FaultNow> {
    faults.iter().map(|(words, fault)| FaultNow { words: words.to_owned(), fault }).collect()
}

/// What there is to point at in a part of a run that has so many events to be told.
fn told(report: &Report, events: usize, part: &whatif_figure::Part) -> Told {
    let mut chosen = Vec::new();
    if let Some(schedule) = &report.schedule {
        let before = usize::from(!schedule.start.is_empty());
        let at = schedule.steps.iter().enumerate().filter(|(_, step)| step.is_fault());
        let at: Vec<usize> = at.map(|(at, _)| at + before).collect();
        // What was asked for comes first among the faults of a trace, then what was chosen.
        let words = &report.trace.faults;
        let first = words.len().saturating_sub(at.len());
        let pairs = at.into_iter().zip(&words[first..]);
        chosen.extend(pairs.map(|(at, words)| Chosen { at, words: words.clone() }));
    }
    let whole = |length: i32| u64::from(length.unsigned_abs());
    Told {
        events,
        part: vec![part.events.start as u64, part.events.end as u64],
        spots: part
            .spots
            .iter()
            .map(|spot| vec![spot.event as u64, whole(spot.x), whole(spot.y)])
            .collect(),
        schedule: report.schedule.as_ref().map(whatif_simulator::explore::Schedule::words),
        chosen,
    }
}

/// What became of each property in a run.
fn judgements(report: &Report) -> Vec<Judgement> {
    let judged = report.judgements.iter().map(|judgement| Judgement {
        property: judgement.property.clone(),
        says: judgement.says.clone(),
        verdict: judgement.verdict.word(),
        why: whatif_figure::why(&judgement.verdict, &report.trace),
    });
    judged.collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use whatif_scenario::{SourceFile, Sources, VariantSource, load};

    use super::*;

    const WORLD: &str = r#"
        title = "Ping"
        seed = 9007199254740993
        [node.server]
        serves = ["ping"]
        [node.email]
        kind = "mailer"
        [client.visitor]
        requests = [{ call = "server::ping", with = ["a", 1, 2.0] }]
        [property.sent]
        eventually = "one_is_sent"
        says = "one is sent"
        [what-if.down]
        ask = "What if the mailer is down?"
        faults = [{ down = "email", for = "3s" }]
        expect = { sent = "violated" }
    "#;
    const CODE: &str = r#"
        async fn ping(to: String, whole: u32, part: f64) -> Result<()> {
            email::send(&to, format!("{whole} {part}")).await
        }
        fn one_is_sent(world: &World) -> bool {
            world.mails("email").len() == 1
        }
    "#;

    fn scenario() -> Value {
        let file = |text: &str| {
            Arc::new(SourceFile { path: "ping".into(), text: text.into(), first_line: 1 })
        };
        let variants = vec![VariantSource { name: "only".into(), code: file(CODE) }];
        let sources = Sources { name: "ping".into(), world: file(WORLD), support: None, variants };
        let scenario = load(&sources).unwrap_or_else(|problems| panic!("{problems:#?}"));
        json::from_str(&scenario.page_form("only").unwrap().to_json()).unwrap()
    }

    /// The request of a page, with more fields in JSON besides.
    fn request(scenario: &Value, code: &str, more: &str) -> String {
        let [scenario, code] = [scenario, &code.into()].map(json::to_string);
        format!(r#"{{"scenario":{scenario},"variant":"only","code":{code},{more}}}"#)
    }

    /// What the engine answers to the request for a run, with these further fields in JSON.
    fn answer_to(scenario: &Value, code: &str, what_if: &str, seed: &str) -> Value {
        let more = format!(r#""what-if":{what_if},"seed":{seed}"#);
        json::from_str(&Engine::new().run(&request(scenario, code, &more))).unwrap()
    }

    /// An exploration with the scenario, with these faults and as many states, both in JSON.
    fn exploration(code: &str, faults: &str, states: &str) -> Job {
        let more = format!(r#""budget":{faults},"states":{states}"#);
        Engine::new().begin(&request(&scenario(), code, &more))
    }

    fn at<'a>(answer: &'a Value, key: &str) -> &'a Value {
        answer.get(key).unwrap_or_else(|| panic!("{key} is missing"))
    }

    fn text<'a>(answer: &'a Value, key: &str) -> &'a str {
        at(answer, key).text().unwrap_or_else(|| panic!("{key} is no text"))
    }

    fn told(answer: &Value) -> &str {
        text(inside(answer, "problems"), "message")
    }

    /// The keys of an object, sorted.
    fn keys(object: &Value) -> Vec<&str> {
        let fields = object.fields().expect("it is an object");
        let mut keys: Vec<&str> = fields.iter().map(|(key, _)| key.as_str()).collect();
        keys.sort_unstable();
        keys
    }

    fn inside<'a>(object: &'a Value, key: &str) -> &'a Value {
        let Value::Array(list) = at(object, key) else { panic!("{key} is no list") };
        list.first().unwrap_or_else(|| panic!("{key} is empty"))
    }

    #[test]
    fn a_run_is_answered_with_what_the_page_reads() {
        for (what_if, verdict) in [("null", "holds"), ("\"down\"", "violated")] {
            for seed in ["null", "0", "9007199254740991"] {
                let answer = answer_to(&scenario(), CODE, what_if, seed);
                assert_eq!(
                    keys(&answer),
                    [
                        "events",
                        "faults",
                        "figure",
                        "histories",
                        "measured",
                        "notes",
                        "told",
                        "trace-hash",
                        "verdicts",
                    ]
                );
                let judged = inside(&answer, "verdicts");
                assert_eq!(keys(judged), ["property", "says", "verdict", "why"]);
                assert_eq!(text(judged, "verdict"), verdict);
            }
        }
    }

    #[test]
    fn of_a_long_run_the_part_is_answered_that_is_asked_for() {
        let code = CODE.replace(
            "email::send",
            "for number in 0..200 { println!(\"{number}\"); }\n            email::send",
        );
        let part = |from: &str| {
            let more = format!(r#""what-if":null,"seed":null,"from":{from}"#);
            let answer = Engine::new().run(&request(&scenario(), &code, &more));
            let answer = json::from_str(&answer).unwrap();
            let told = at(&answer, "told");
            (json::to_string(at(told, "part")), json::to_string(at(told, "events")))
        };
        let told = |part: &str| (part.to_owned(), "208".to_owned());
        assert_eq!(part("null"), told("[0,60]"));
        assert_eq!(part("90"), told("[90,150]"));
        assert_eq!(part("180"), told("[180,208]"));
    }

    #[test]
    fn wrong_code_is_answered_with_where_it_is_wrong() {
        let code = CODE.replace("email::send", "email::sent");
        let answer = answer_to(&scenario(), &code, "null", "null");
        assert_eq!(keys(&answer), ["problems"]);
        let place = inside(&answer, "problems");
        assert_eq!(keys(place), ["column", "file", "help", "line", "message"]);
        assert_eq!(json::to_string(at(place, "line")), "3");
    }

    #[test]
    fn code_that_is_checked_is_answered_as_if_it_had_been_run() {
        let checked =
            |code: &str| Engine::new().check(&request(&scenario(), code, "\"seed\":null"));
        assert_eq!(checked(CODE), r#"{"problems":[]}"#);
        let code = CODE.replace("email::send", "email::sent");
        let run = answer_to(&scenario(), &code, "null", "null");
        assert_eq!(json::from_str(&checked(&code)).unwrap(), run);
        assert_eq!(
            told(&json::from_str(&Engine::new().check("{}")).unwrap()),
            "the request cannot be read"
        );
    }

    #[test]
    fn what_is_no_request_is_answered_as_well() {
        for request in ["", "null", "{}", "[", "{\"scenario\": {}}", "\u{1f980}"] {
            let answer = json::from_str(&Engine::new().run(request)).unwrap();
            assert_eq!(told(&answer), "the request cannot be read");
        }
        for seed in ["-1", "1.5", "\"1\"", "1e300"] {
            let answer = answer_to(&scenario(), CODE, "null", seed);
            assert_eq!(told(&answer), "the request cannot be read");
        }
        let answer = answer_to(&Value::Bool(true), CODE, "null", "null");
        assert!(told(&answer).starts_with("the scenario cannot be read: `scenario`"));
        let answer = answer_to(&scenario(), CODE, "\"dwon\"", "null");
        assert_eq!(told(&answer), "there is no what-if `dwon`; there are: down");
    }

    #[test]
    fn an_exploration_tells_how_far_it_came_and_what_it_found() {
        for slice in [1, 7, 1_000] {
            let mut exploration = exploration(CODE, "null", "null");
            let mut progress = json::from_str(&exploration.advance(slice)).unwrap();
            assert_eq!(keys(&progress), ["depth", "done", "faults", "states", "transitions"]);
            while at(&progress, "done") == &Value::Bool(false) {
                progress = json::from_str(&exploration.advance(slice)).unwrap();
            }
            let report = json::from_str(&exploration.report()).unwrap();
            assert_eq!(
                keys(&report),
                [
                    "bound",
                    "budget",
                    "counterexamples",
                    "depth",
                    "ends",
                    "exhausted",
                    "nearest-miss",
                    "others",
                    "sentence",
                    "single-faults",
                    "single-faults-complete",
                    "states",
                    "transitions",
                    "typical",
                    "verdicts",
                ]
            );
            for key in ["states", "transitions", "depth"] {
                assert_eq!(
                    json::to_string(at(&report, key)),
                    json::to_string(at(&progress, key)),
                    "{key}"
                );
            }
            assert_eq!(at(&report, "bound"), &Value::Null);
            assert_eq!(at(&report, "nearest-miss"), &Value::Null);
            // Of the single faults that break something, the run says where they strike it.
            assert_ne!(json::to_string(at(at(&report, "typical"), "strikes")), "[]");
            let way = inside(&report, "counterexamples");
            assert_eq!(keys(way), ["breaks", "clauses", "run", "sibling", "steps"]);
            assert_eq!(
                keys(at(way, "run")),
                ["events", "figure", "histories", "strikes", "told", "verdicts", "words"]
            );
            assert_eq!(keys(at(way, "sibling")), ["instead", "run"]);
            assert_eq!(keys(inside(&report, "single-faults")), ["breaks", "line", "words"]);
            let other = inside(&report, "others");
            assert_eq!(keys(other), ["single", "way"]);
            assert_eq!(keys(at(other, "way")), keys(way));
        }
    }

    #[test]
    fn the_page_says_how_many_faults_and_states_there_are_to_be() {
        let report = |faults: &str, states: &str| -> Value {
            let mut exploration = exploration(CODE, faults, states);
            exploration.advance(1_000);
            json::from_str(&exploration.report()).unwrap()
        };
        let counts = r#"{"crash":0,"lose":0,"duplicate":0,"delay":2,"omission":0}"#;
        let delayed = report(r#"{"delay": 2}"#, "null");
        assert_eq!(json::to_string(at(&delayed, "budget")), counts);
        assert_eq!(json::to_string(at(&delayed, "exhausted")), "true");
        let calm = report("{}", "null");
        assert_eq!(json::to_string(at(&calm, "counterexamples")), "[]");
        for key in ["nearest-miss", "typical"] {
            assert!(at(&calm, key).fields().is_some(), "{key}");
        }
        for states in ["0", "3"] {
            let bounded = report("null", states);
            assert_eq!(json::to_string(at(&bounded, "exhausted")), "false");
            assert!(text(&bounded, "bound").contains("unknown"));
        }
    }

    #[test]
    fn an_exploration_that_is_stopped_says_where() {
        let mut exploration = exploration(CODE, "null", "null");
        for states in [0, 1, 2] {
            assert!(exploration.advance(states).contains(r#""done":false"#));
            let report = json::from_str(&exploration.report()).unwrap();
            assert!(text(&report, "bound").starts_with("stopped"));
            let judged = inside(&report, "verdicts");
            assert_eq!(text(judged, "verdict"), "unknown");
        }
    }

    #[test]
    fn what_cannot_be_explored_is_answered_as_well() {
        let both = |exploration: &mut Job| {
            let answers = [exploration.advance(1), exploration.report(), exploration.advance(1)];
            answers.map(|answer| json::from_str(&answer).unwrap())
        };
        for request in ["", "null", "{}", "[", "{\"scenario\": {}}", "\u{1f980}"] {
            for answer in both(&mut Engine::new().begin(request)) {
                assert_eq!(told(&answer), "the request cannot be read");
            }
        }
        let unreadable = [
            r#"{"crsh": 1}"#,
            r#"{"crash": -1}"#,
            r#"{"crash": 10}"#,
            r#"{"crash": "1"}"#,
            "1",
            "[]",
        ];
        for faults in unreadable {
            for answer in both(&mut exploration(CODE, faults, "null")) {
                assert_eq!(told(&answer), "the request cannot be read", "{faults}");
            }
        }
        let code = CODE.replace("email::send", "email::sent");
        for answer in both(&mut exploration(&code, "null", "null")) {
            assert_eq!(json::to_string(at(inside(&answer, "problems"), "line")), "3");
        }
    }
}
