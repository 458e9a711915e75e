//! A sign-up that waits for six effects, from its request to its answer.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use anyhow::{Result, anyhow, bail};
use rune::{Module, Vm};
use whatif_interpreter::{Environment, Operation, Process, Target};
use whatif_simulator::{Effect, Input, NodeId, Program, Transition, Value};

use crate::languages::{ours, rune as rune_language};
use crate::rounds::{Contestant, ROUNDS, Run, interleaved};
use crate::table::Table;

/// Our code of the sign-up.
pub(crate) const CODE: &str = include_str!("../programs/signup.rs");

const ADDRESS: &str = "ada@example.org";
const NAME: &str = "Ada";

/// The operations that the code awaits, and the text that it answers with.
type Outcome = (Vec<String>, String);

/// Measures both, and prints the table.
pub(crate) fn compare() -> Result<()> {
    let mut contestants = [
        Contestant { name: "ours", run: prepare_ours()? },
        Contestant { name: "rune", run: prepare_rune()? },
    ];
    let times = interleaved(&mut contestants, ROUNDS, 100)?;
    let mut table = Table::new(
        "The sign-up with six effects, from the request to the answer",
        &["contestant"],
        &["ratio of medians", "median µs", "ratio of minima", "minimum µs"],
    );
    for (contestant, time) in contestants.iter().zip(&times) {
        table.row(&[contestant.name], &time.beside(&times[0]));
    }
    table.print();
    Ok(())
}

/// Runs ours many times, and nothing else.
pub(crate) fn run_alone(runs: u32) -> Result<()> {
    let mut run = prepare_ours()?;
    for _ in 0..runs {
        run()?;
    }
    Ok(())
}

/// The process that serves the sign-up.
pub(crate) fn process() -> Result<Process> {
    let target = |name: &str, node: u16, operations: &[&str]| Target {
        name: name.into(),
        node: NodeId(node),
        operations: operations.iter().map(|name| taking_two(name)).collect(),
    };
    let targets =
        vec![target("db", 1, &["get", "insert", "update"]), target("email", 2, &["send"])];
    ours::process(CODE, Environment { targets, ..Environment::default() }, &["signup".into()], None)
}

fn taking_two(name: &str) -> Operation {
    Operation { name: name.into(), parameters: Some(2), signature: String::new(), names: None }
}

/// The request with which it begins.
pub(crate) fn request() -> Input {
    Input::Request {
        handle: 0,
        from: NodeId(3),
        operation: "signup".into(),
        arguments: Rc::new([Value::text(ADDRESS), Value::text(NAME)]),
        wants_answer: true,
    }
}

/// What the node says that was called last.
pub(crate) fn reply<S>(last: &Transition<S>) -> Option<(&str, Input)> {
    let [Effect::Call { call, operation, .. }] = last.effects.as_slice() else { return None };
    let result = match &**operation {
        "get" => Value::ok(Value::variant("Option", "None", [])),
        _ => Value::ok(Value::Unit),
    };
    Some((operation, Input::Reply { call: *call, result }))
}

fn prepare_ours() -> Result<Run<Outcome>> {
    let process = process()?;
    Ok(Box::new(move || {
        let mut operations = Vec::with_capacity(6);
        let mut last = process.step(&process.initial(), &request());
        while let Some((operation, reply)) = reply(&last) {
            operations.push(operation.to_owned());
            last = process.step(&last.state, &reply);
        }
        match last.effects.as_slice() {
            [Effect::Reply { result: Value::Variant(result), .. }] if &*result.name == "Ok" => {
                let [(_, Value::Text(text))] = result.fields.as_slice() else {
                    bail!("the answer is {result:?}");
                };
                Ok((operations, text.to_string()))
            }
            effects => bail!("the sign-up ended in {effects:?}"),
        }
    }))
}

/// What a function of Rune's host and whoever drives the machine say to each other.
#[derive(Default)]
struct Mailbox {
    /// The operation that is waited for, with its arguments.
    asked: Option<(&'static str, [rune::Value; 2])>,
    answer: Option<Answer>,
}

type Answer = std::result::Result<rune::Value, String>;

thread_local! {
    static MAILBOX: RefCell<Mailbox> = RefCell::default();
}

/// Asks, and waits until somebody has answered.
async fn ask(operation: &'static str, arguments: [rune::Value; 2]) -> Answer {
    MAILBOX.with_borrow_mut(|mailbox| mailbox.asked = Some((operation, arguments)));
    poll_fn(|_| {
        let answer = MAILBOX.with_borrow_mut(|mailbox| mailbox.answer.take());
        answer.map_or(Poll::Pending, Poll::Ready)
    })
    .await
}

fn modules() -> Result<[Module; 2]> {
    let mut db = Module::with_crate("db")?;
    for name in ["get", "insert", "update"] {
        db.function(name, move |table, row| ask(name, [table, row])).build()?;
    }
    let mut email = Module::with_crate("email")?;
    email.function("send", move |to, text| ask("send", [to, text])).build()?;
    Ok([db, email])
}

fn prepare_rune() -> Result<Run<Outcome>> {
    let code = include_str!("../programs/signup.rn");
    let (runtime, unit) = rune_language::compile(code, modules()?)?;
    Ok(Box::new(move || {
        let mut operations = Vec::with_capacity(6);
        let mut machine = Vm::new(runtime.clone(), unit.clone());
        let mut execution = machine.execute(["signup"], (ADDRESS, NAME))?;
        let mut execution = pin!(execution.async_complete());
        let mut context = Context::from_waker(Waker::noop());
        let result = loop {
            if let Poll::Ready(result) = execution.as_mut().poll(&mut context) {
                break result.into_result()?;
            }
            let asked = MAILBOX.with_borrow_mut(|mailbox| mailbox.asked.take());
            let Some((operation, _arguments)) = asked else { bail!("it waits for nothing") };
            operations.push(operation.to_owned());
            let answer = match operation {
                "get" => rune::to_value(None::<()>)?,
                _ => rune::to_value(())?,
            };
            MAILBOX.with_borrow_mut(|mailbox| mailbox.answer = Some(Ok(answer)));
        };
        let result: std::result::Result<String, String> = rune::from_value(result)?;
        Ok((operations, result.map_err(|error| anyhow!(error))?))
    }))
}
