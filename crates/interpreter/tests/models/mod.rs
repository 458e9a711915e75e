//! Registers in the language: models that others have counted too, as worlds whose nodes all run
//! code.
// Each test, and the bench, uses what it needs.
#![allow(dead_code)]

use std::rc::Rc;

use whatif_interpreter::{Environment, Memory, Operation, Process, Setting, Target, compile};
use whatif_simulator::consistency::{Model, Recording};
use whatif_simulator::explore::{Bounds, Explorer, Findings, Plan};
use whatif_simulator::{
    Effect, Input, Latency, Name, NodeId, NodeKind, Program, Property, PropertyKind, Rules, Setup,
    Time, Transition, Value, View,
};

/// The servers of these models.
pub(crate) const SINGLE_COPY: &str = include_str!("single_copy.rs");
pub(crate) const PAXOS: &str = include_str!("paxos.rs");
const CLIENT: &str = include_str!("client.rs");

/// What a register holds before anything is written. No client writes it.
const UNWRITTEN: u16 = 0;

/// What the nodes can be asked for.
const OF_SERVERS: &[&str] = &["put", "get", "prepare", "promise", "accept", "accepting", "decide"];
const OF_CLIENTS: &[&str] = &["put_ok", "get_ok"];

/// How clients speak with servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clients {
    /// By messages, as the models of others do. What they do is recorded at their border.
    Tell,
    /// By calls, which they record themselves.
    Call,
}

/// A client whose operations are recorded where its messages leave and reach it.
struct Recorded(Process);

impl Recorded {
    /// The numbers under which its operations are recorded.
    const PUT: u32 = 0;
    const GET: u32 = 1;
}

impl Program for Recorded {
    type State = Memory;

    fn initial(&self) -> Memory {
        self.0.initial()
    }

    fn after_crash(&self, state: &Memory) -> Memory {
        self.0.after_crash(state)
    }

    fn step(&self, state: &Memory, input: &Input) -> Transition<Memory> {
        let mut step = self.0.step(state, input);
        let mut effects = Vec::new();
        for effect in step.effects {
            if let Effect::Tell { to, operation, arguments } = &effect {
                let (node, operation) = (*to, Name::clone(operation));
                let (number, arguments) = if &*operation == "put" {
                    (Self::PUT, Rc::from([arguments[2].clone()]))
                } else {
                    let result = Value::ok(Value::Unit);
                    effects.push(Effect::Returned { number: Self::PUT, result });
                    (Self::GET, Rc::from([]))
                };
                effects.push(Effect::Invoked { number, node, operation, arguments });
            }
            effects.push(effect);
        }
        // It no longer waits: this was what it was waiting for.
        if let Input::Request { operation, arguments, .. } = input
            && &**operation == "get_ok"
            && step.state != *state
        {
            let result = Value::ok(arguments[1].clone());
            effects.push(Effect::Returned { number: Self::GET, result });
        }
        step.effects = effects;
        step
    }

    fn observe(&self, state: &Memory, question: &str, with: &[Value]) -> Result<Value, String> {
        self.0.observe(state, question, with)
    }
}

/// A world of servers that run this code and then clients.
pub(crate) fn setup(code: &str, servers: u16, clients: u16, speak: Clients) -> Setup {
    let names: Vec<Name> = (0..servers)
        .map(|id| format!("server-{id}"))
        .chain((servers..servers + clients).map(|id| format!("client-{id}")))
        .map(Name::from)
        .collect();
    let operation = |name: &&str| Operation {
        name: (*name).into(),
        parameters: None,
        signature: String::new(),
        names: None,
    };
    let targets = names.iter().zip(0..).map(|(name, id)| Target {
        name: Name::clone(name),
        node: NodeId(id),
        operations: if id < servers { OF_SERVERS } else { OF_CLIENTS }
            .iter()
            .map(operation)
            .collect(),
    });
    let targets: Vec<Target> = targets.collect();
    let process = |code: &str, constants: &str, setting: &Setting| {
        let program = compile(
            &[code, constants],
            Environment { targets: targets.clone(), ..Environment::default() },
        );
        let program = program.unwrap_or_else(|diagnostics| panic!("{diagnostics:#?}"));
        Process::new(Rc::new(program), setting).unwrap()
    };
    // Messages take no time, so no call that can be answered is ever out of time.
    let mut setup = Setup::new(Latency { min: Time::ZERO, max: Time::ZERO });
    setup.keep_history();
    for (id, name) in (0..).zip(&names) {
        if id < servers {
            let others = names[..usize::from(servers)].iter().filter(|other| *other != name);
            let has = |name: &&&str| code.contains(&format!("async fn {name}("));
            let state = match speak {
                Clients::Tell => "Server",
                Clients::Call => "Answering",
            };
            let setting = Setting {
                name: Name::clone(name),
                peers: others.cloned().collect(),
                serves: OF_SERVERS.iter().filter(has).map(|name| (*name).into()).collect(),
                state: Some(state.into()),
                ..Setting::default()
            };
            let constants = format!("const SERVERS: usize = {servers};");
            let server = process(code, &constants, &setting);
            setup.add_node(name, NodeKind::Process, server, Time::from_secs(1));
            continue;
        }
        let value = u16::from(b'A') + id - servers;
        let constants = format!(
            "const NUMBER: u16 = {id};\nconst VALUE: u16 = {value};\nconst SERVERS: u16 = {servers};"
        );
        let mut setting = Setting { name: Name::clone(name), ..Setting::default() };
        match speak {
            Clients::Tell => {
                setting.serves = OF_CLIENTS.iter().map(|name| (*name).into()).collect();
                setting.state = Some("Client".into());
                setting.main = Some("begin".into());
                let client = Recorded(process(CLIENT, &constants, &setting));
                setup.add_node(name, NodeKind::Client, client, Time::from_secs(1));
            }
            Clients::Call => {
                setting.main = Some("write_and_read".into());
                let client = process(CLIENT, &constants, &setting);
                setup.add_node(name, NodeKind::Client, client, Time::from_secs(1));
            }
        }
    }
    setup
}

/// Always: the clients could have used one register, one at a time. Sometimes: a client is about to
/// read what was written.
pub(crate) fn properties() -> [Property; 2] {
    let initial = Value::Int(i128::from(UNWRITTEN));
    let register = Recording { model: Model::Register, initial };
    let is_linearizable = move |view: &View<'_>| register.is_linearizable(view.history());
    let unwritten = Value::Int(i128::from(UNWRITTEN));
    let value_chosen = move |view: &View<'_>| {
        Ok(view.on_the_way().any(|(.., operation, content)| match (&**operation, content) {
            ("get_ok", Value::Tuple(numbers)) => numbers[1] != unwritten,
            ("get", answer) => answer.as_ok().is_some_and(|value| *value != unwritten),
            _ => false,
        }))
    };
    [
        Property {
            name: "linearizable".into(),
            kind: PropertyKind::Always,
            holds: Rc::new(is_linearizable),
        },
        Property {
            name: "value chosen".into(),
            kind: PropertyKind::Sometimes,
            holds: Rc::new(value_chosen),
        },
    ]
}

/// Looks at all worlds under the rules of others: a message that does nothing is no transition.
pub(crate) fn explored(setup: Setup) -> Findings {
    let rules = Rules { skips_idle: true, ..Rules::default() };
    let bounds = Bounds { states: usize::MAX, depth: u32::MAX, bytes: usize::MAX };
    let plan = Plan { rules, bounds, ..Plan::default() };
    let mut explorer = Explorer::new(&Rc::new(setup), &properties(), plan);
    while explorer.advance(1_000) {}
    explorer.findings()
}
