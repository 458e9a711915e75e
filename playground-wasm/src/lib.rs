//! The engine in the page: one exported class, strings of JSON in and out.
//!
//! Everything that it is asked comes from outside: JSON that cannot be read gets an answer like
//! everything else, and nothing here panics.

#![allow(unsafe_code, reason = "the bindings that `wasm_bindgen` makes cross into JavaScript")]

mod protocol;

use miniserde::json;
use wasm_bindgen::prelude::wasm_bindgen;
use whatif_scenario::{PageForm, Problem, Report};

use protocol::{Answer, Place, Problems, Request, Run, Verdict};

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
    let Report { judgements, trace, notes } = report;
    let verdicts = judgements.iter().map(|judgement| Verdict {
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
