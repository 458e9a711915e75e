//! The native half of `engine.mjs`: does what the engine in the page does, without WebAssembly.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::io::{BufRead, stdin};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use serde_json::{Value, json};
use whatif_scenario::{PageForm, SourceFile, Sources, VariantSource, Within, load};
use whatif_simulator::explore::Budget;

use crate::{crowds, programs, sign_up};

/// How many states are visited between two looks at whether there are more.
const SLICE: usize = 4_096;

/// What a page asks the engine for.
struct Request {
    scenario: String,
    variant: String,
    code: String,
    what: What,
}

enum What {
    /// A run in which nothing goes wrong.
    Run,
    /// All runs with so many faults, up to so many states.
    Explore(Budget, usize),
}

impl Request {
    /// A request about one of several variants, each with its code.
    fn new(
        what: What,
        world: &str,
        support: Option<&str>,
        variants: &[(&str, &str)],
        variant: &str,
    ) -> Result<Self> {
        let file = |text: &str| {
            Arc::new(SourceFile { path: "bench".into(), text: text.into(), first_line: 1 })
        };
        let source =
            |&(name, code): &(&str, &str)| VariantSource { name: name.into(), code: file(code) };
        let variants = variants.iter().map(source).collect();
        let (world, support) = (file(world), support.map(file));
        let sources = Sources { name: "bench".into(), world, support, variants };
        let scenario = load(&sources).map_err(|problems| anyhow!("{problems:#?}"))?;
        let form = scenario.page_form(variant).context("the variant is gone")?;
        let code = sources.variants.iter().find(|source| source.name == variant);
        let code = code.context("the variant is gone")?.code.text.clone();
        Ok(Self { scenario: form.to_json(), variant: variant.to_owned(), code, what })
    }

    /// A run of the only variant that there is.
    fn run(world: &str, code: &str) -> Result<Self> {
        Self::new(What::Run, world, None, &[("only", code)], "only")
    }

    /// As the page would write it.
    fn to_json(&self) -> Result<Value> {
        let scenario: Value = serde_json::from_str(&self.scenario)?;
        let mut request =
            json!({ "scenario": scenario, "variant": self.variant, "code": self.code });
        match self.what {
            What::Run => {
                request["what-if"] = Value::Null;
                request["seed"] = Value::Null;
            }
            What::Explore(faults, states) => {
                request["faults"] = faults.counts().into_iter().collect();
                request["states"] = states.into();
            }
        }
        Ok(request)
    }

    /// Answers it; returns the microseconds that it took, and what came of it in one word.
    fn answer(&self) -> Result<(f64, String)> {
        let start = Instant::now();
        let form = PageForm::from_json(&self.scenario)?;
        let scenario = form.with_code(&self.code).map_err(|problems| anyhow!("{problems:#?}"))?;
        match self.what {
            // Everything from the text to the figure.
            What::Run => {
                let report = scenario.run(&self.variant, None, None)?;
                black_box(whatif_figure::diagram(&report.trace));
                black_box(whatif_figure::table(&report.trace));
                Ok((microseconds(start), report.trace.hash()))
            }
            // What comes before it and after it is the same for one state as for a million.
            What::Explore(faults, states) => {
                let within =
                    Within { budget: Some(faults), states: Some(states), ..Within::default() };
                let mut exploration = scenario.explore(&self.variant, &within)?;
                let start = Instant::now();
                while exploration.advance(SLICE) {}
                let took = microseconds(start);
                let progress = exploration.progress();
                Ok((took, format!("{}/{}", progress.states, progress.transitions)))
            }
        }
    }
}

fn microseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e6
}

fn runs() -> Result<BTreeMap<String, Request>> {
    let mut requests = BTreeMap::new();
    for (name, code) in programs::ours() {
        // Several steps, each near its limit: beside them the figure and the rest cost nothing.
        let code = format!(
            "{code}\nasync fn main() {{\n    for _ in 0..5 {{\n        \
             println!(\"{{}}\", program());\n        \
             sleep(Duration::from_millis(1)).await;\n    }}\n}}\n"
        );
        let world = include_str!("../programs/program.toml");
        let request = Request::run(world, &code);
        requests.insert(name.to_owned(), request.context(name)?);
    }
    let world = include_str!("../programs/signup.toml");
    let request = Request::run(world, sign_up::CODE)?;
    requests.insert("sign-up".to_owned(), request);
    for nodes in crowds::SIZES {
        let request = Request::run(&crowds::world(nodes), crowds::CODE)?;
        requests.insert(format!("gossip of {nodes:>3}"), request);
    }
    Ok(requests)
}

/// The variants of a chapter by their names: its fences whose first line begins like this. They
/// stand at the margin, so lines will do.
fn fences<'a>(chapter: &'a str, begin: &str) -> Result<Vec<(&'a str, &'a str)>> {
    let fence = |part: &'a str| {
        let (name, rest) = part.split_once('\n').context("a fence has no code")?;
        let (code, _) = rest.split_once("```").context("a fence has no end")?;
        Ok((name, code))
    };
    chapter.split(begin).skip(1).map(fence).collect()
}

fn explorations() -> Result<BTreeMap<String, Request>> {
    let outbox = |crash, lose| {
        let chapter = include_str!("../../src/01-already-distributed.md");
        let variants = fences(chapter, "```rust,whatif=email-signup,variant=")?;
        let what = What::Explore(Budget { crash, lose, ..Budget::default() }, 1_000_000);
        let world = include_str!("../../src/email-signup.toml");
        let support = include_str!("../../src/email-signup.rs");
        Request::new(what, world, Some(support), &variants, "outbox")
    };
    let paxos = || {
        let chapter = include_str!("../../tests/scenarios/paxos.md");
        let variants = fences(chapter, "```rust,whatif=")?;
        let what = What::Explore(Budget { lose: 1, ..Budget::default() }, 30_000);
        let world = include_str!("../../tests/scenarios/paxos.toml");
        let support = include_str!("../../tests/scenarios/paxos.rs");
        Request::new(what, world, Some(support), &variants, "paxos")
    };
    let requests = [
        ("outbox, 2 faults", outbox(1, 1)),
        ("outbox, 4 faults", outbox(2, 2)),
        ("Paxos, 30,000 states", paxos()),
    ];
    requests
        .into_iter()
        .map(|(name, request)| Ok((name.to_owned(), request.context(name)?)))
        .collect()
}

/// Prints one line with all requests, then for each name that it reads one line with the
/// microseconds that it took to answer that request and what came of it.
pub(crate) fn serve() -> Result<()> {
    let (runs, explorations) = (runs()?, explorations()?);
    let as_json = |requests: &BTreeMap<String, Request>| {
        let named = requests.iter().map(|(name, request)| Ok((name.clone(), request.to_json()?)));
        named.collect::<Result<Value>>()
    };
    println!("{}", json!({ "runs": as_json(&runs)?, "explorations": as_json(&explorations)? }));
    for name in stdin().lock().lines() {
        let name = name?;
        let request = runs.get(&name).or_else(|| explorations.get(&name));
        let (microseconds, outcome) = request.context("there is no such request")?.answer()?;
        println!("{microseconds} {outcome}");
    }
    Ok(())
}
