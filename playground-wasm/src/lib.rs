//! The engine in the page: one exported class, strings of JSON in and out.
//!
//! Everything that it is asked comes from outside: JSON that cannot be read gets an answer like
//! everything else, and nothing here panics.

#![allow(unsafe_code, reason = "the bindings that `wasm_bindgen` makes cross into JavaScript")]

mod protocol;

use miniserde::json;
use wasm_bindgen::prelude::wasm_bindgen;
use whatif_scenario::{PageForm, Problem, Report};

use protocol::{Answer, Judgement, Place, Problems, Request, Run};

/// It is as fast as the standard library's for WebAssembly, and a fifth as large.
#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Runs scenarios. It remembers nothing from one request to the next.
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

    /// Runs one variant with the code as the reader has it. Request and answer are JSON as the
    /// module `protocol` describes them.
    pub fn run(&self, request: &str) -> String {
        let answer = match json::from_str(request) {
            Ok(request) => run(&request),
            Err(_) => Answer::problem("the request cannot be read".into()),
        };
        json::to_string(&answer)
    }
}

fn run(request: &Request) -> Answer {
    let form = match PageForm::from_value(&request.scenario) {
        Ok(form) => form,
        Err(unreadable) => return Answer::problem(unreadable.to_string()),
    };
    let scenario = match form.with_code(&request.code) {
        Ok(scenario) => scenario,
        Err(problems) => {
            let problems = problems.iter().map(place).collect();
            return Answer::Problems(Problems { problems });
        }
    };
    match scenario.run(&request.variant, request.what_if.as_deref(), request.seed) {
        Ok(report) => Answer::Run(answer(&report)),
        Err(no_such) => Answer::problem(no_such.to_string()),
    }
}

fn answer(report: &Report) -> Run {
    let Report { judgements, trace, notes, .. } = report;
    let verdicts = judgements.iter().map(|judgement| Judgement {
        property: judgement.property.clone(),
        says: judgement.says.clone(),
        verdict: judgement.verdict.word(),
        why: whatif_figure::why(&judgement.verdict, trace),
    });
    Run {
        verdicts: verdicts.collect(),
        figure: whatif_figure::diagram(trace),
        events: whatif_figure::table(trace),
        notes: notes.clone(),
        trace_hash: trace.hash(),
    }
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

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use miniserde::json::{Object, Value};
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
            Rc::new(SourceFile { path: "ping".into(), text: text.into(), first_line: 1 })
        };
        let variants = vec![VariantSource { name: "only".into(), code: file(CODE) }];
        let sources = Sources { name: "ping".into(), world: file(WORLD), support: None, variants };
        let scenario = load(&sources).unwrap_or_else(|problems| panic!("{problems:#?}"));
        json::from_str(&scenario.page_form("only").unwrap().to_json()).unwrap()
    }

    /// What the engine answers to the request of a page.
    fn answer_to(scenario: Value, code: &str, what_if: Value, seed: &str) -> Object {
        let fields = [
            ("scenario", scenario),
            ("variant", Value::String("only".into())),
            ("code", Value::String(code.into())),
            ("what-if", what_if),
            ("seed", json::from_str(seed).unwrap()),
        ];
        let request: Object =
            fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        json::from_str(&Engine::new().run(&json::to_string(&request))).unwrap()
    }

    fn keys(object: &Object) -> Vec<&str> {
        object.keys().map(String::as_str).collect()
    }

    fn inside<'a>(object: &'a Object, key: &str) -> &'a Object {
        let Value::Array(list) = &object[key] else { panic!("{key} is no list") };
        let Value::Object(first) = &list[0] else { panic!("{key} has no objects") };
        first
    }

    #[test]
    fn a_run_is_answered_with_what_the_page_reads() {
        let down = Value::String("down".into());
        for (what_if, verdict) in [(Value::Null, "holds"), (down, "violated")] {
            for seed in ["null", "0", "9007199254740991"] {
                let answer = answer_to(scenario(), CODE, what_if.clone(), seed);
                assert_eq!(keys(&answer), ["events", "figure", "notes", "trace-hash", "verdicts"]);
                let judged = inside(&answer, "verdicts");
                assert_eq!(keys(judged), ["property", "says", "verdict", "why"]);
                assert!(matches!(&judged["verdict"], Value::String(word) if word == verdict));
            }
        }
    }

    #[test]
    fn wrong_code_is_answered_with_where_it_is_wrong() {
        let code = CODE.replace("email::send", "email::sent");
        let answer = answer_to(scenario(), &code, Value::Null, "null");
        assert_eq!(keys(&answer), ["problems"]);
        let place = inside(&answer, "problems");
        assert_eq!(keys(place), ["column", "file", "help", "line", "message"]);
        assert_eq!(json::to_string(&place["line"]), "3");
    }

    #[test]
    fn what_is_no_request_is_answered_as_well() {
        let told = |answer: &Object| match &inside(answer, "problems")["message"] {
            Value::String(message) => message.clone(),
            _ => panic!("the message is no text"),
        };
        for request in ["", "null", "{}", "[", "{\"scenario\": {}}", "\u{1f980}"] {
            let answer = json::from_str(&Engine::new().run(request)).unwrap();
            assert_eq!(told(&answer), "the request cannot be read");
        }
        for seed in ["-1", "1.5", "\"1\"", "1e300"] {
            let answer = answer_to(scenario(), CODE, Value::Null, seed);
            assert_eq!(told(&answer), "the request cannot be read");
        }
        let answer = answer_to(Value::Bool(true), CODE, Value::Null, "null");
        assert!(told(&answer).starts_with("the scenario cannot be read: `scenario`"));
        let answer = answer_to(scenario(), CODE, Value::String("dwon".into()), "null");
        assert_eq!(told(&answer), "there is no what-if `dwon`; there are: down");
    }
}
