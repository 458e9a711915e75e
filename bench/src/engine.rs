//! The native half of `engine.mjs`: does what the engine in the page does, without WebAssembly.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::io::{BufRead, stdin};
use std::rc::Rc;
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use serde_json::{Value, json};
use whatif_scenario::{PageForm, SourceFile, Sources, VariantSource, load};

use crate::{programs, sign_up};

const VARIANT: &str = "only";

/// What a page asks the engine for.
struct Request {
    scenario: String,
    code: String,
}

impl Request {
    fn new(world: &str, code: String) -> Result<Self> {
        let file = |text: &str| {
            Rc::new(SourceFile { path: "bench".into(), text: text.into(), first_line: 1 })
        };
        let variants = vec![VariantSource { name: VARIANT.into(), code: file(&code) }];
        let sources = Sources { name: "bench".into(), world: file(world), support: None, variants };
        let scenario = load(&sources).map_err(|problems| anyhow!("{problems:#?}"))?;
        let form = scenario.page_form(VARIANT).context("the variant is gone")?;
        Ok(Self { scenario: form.to_json(), code })
    }

    /// As the page would write it.
    fn to_json(&self) -> Result<Value> {
        let scenario: Value = serde_json::from_str(&self.scenario)?;
        let nothing = Value::Null;
        Ok(json!({
            "scenario": scenario, "variant": VARIANT, "code": self.code,
            "what-if": nothing, "seed": nothing,
        }))
    }

    /// Everything from the text to the figure; returns the hash of the trace.
    fn run(&self) -> Result<String> {
        let form = PageForm::from_json(&self.scenario)?;
        let scenario = form.with_code(&self.code).map_err(|problems| anyhow!("{problems:#?}"))?;
        let report = scenario.run(VARIANT, None, None)?;
        black_box(whatif_figure::diagram(&report.trace));
        black_box(whatif_figure::table(&report.trace));
        Ok(report.trace.hash())
    }
}

fn requests() -> Result<BTreeMap<String, Request>> {
    let mut requests = BTreeMap::new();
    for (name, code) in programs::ours() {
        // Several steps, each near its limit: beside them the figure and the rest cost nothing.
        let code = format!(
            "{code}\nasync fn main() {{\n    for _ in 0..5 {{\n        \
             println!(\"{{}}\", program());\n        \
             sleep(Duration::from_millis(1)).await;\n    }}\n}}\n"
        );
        let request = Request::new(include_str!("../programs/program.toml"), code);
        requests.insert(name.to_owned(), request.context(name)?);
    }
    let request = Request::new(include_str!("../programs/signup.toml"), sign_up::CODE.to_owned())?;
    requests.insert("sign-up".to_owned(), request);
    Ok(requests)
}

/// Prints one line with all requests, then for each name that it reads one line with the
/// microseconds that it took to answer that request and the hash of its trace.
pub(crate) fn serve() -> Result<()> {
    let requests = requests()?;
    let as_json: Result<BTreeMap<_, _>> =
        requests.iter().map(|(name, request)| Ok((name, request.to_json()?))).collect();
    println!("{}", serde_json::to_string(&as_json?)?);
    for name in stdin().lock().lines() {
        let request = requests.get(&name?).context("there is no such request")?;
        let start = Instant::now();
        let hash = request.run()?;
        println!("{} {hash}", start.elapsed().as_secs_f64() * 1e6);
    }
    Ok(())
}
