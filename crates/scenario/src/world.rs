//! A spec and the code of its variant, held against each other and made ready to run.

mod faults;
mod histories;

use std::cell::RefCell;
use std::num::{NonZeroU32, NonZeroU64};
use std::rc::Rc;
use std::sync::Arc;

use whatif_interpreter::{
    Broken, Environment, FileId, Operation, Process, Program, PropertyFunction, Setting, Signature,
    Span, Target,
};
use whatif_simulator::services::{self, Client, Database, Load, Mailer};
use whatif_simulator::{
    Latency, Limits, Link, Name, NodeId, NodeKind as LaneKind, Property, Run, Setup, Takes, Time,
    Trace, Value, Verdict, View, Work, run,
};

pub(crate) use histories::{Look, histories};

use crate::problem::Problem;
use crate::report::{Judgement, Report};
use crate::service::{self, Service};
use crate::sources::SourceFile;
use crate::spec::{self, Code, Literal, Looks, NodeKind, Spec, When, ordinal};
use histories::Held;

/// One variant, ready to run.
pub(crate) struct World {
    pub(crate) spec: Spec,
    files: Files,
    program: Rc<Program>,
    looks: Vec<Look>,
}

/// The texts that mistakes can stand in.
#[derive(Clone)]
pub(crate) struct Files {
    /// The author's file. In the page nothing stands in it.
    pub(crate) world: Arc<SourceFile>,
    pub(crate) support: Option<Arc<SourceFile>>,
    /// What the reader sees.
    pub(crate) code: Arc<SourceFile>,
}

impl Files {
    fn of(&self, file: FileId) -> &Arc<SourceFile> {
        match (file, &self.support) {
            (FileId(1), Some(support)) => support,
            _ => &self.code,
        }
    }

    fn problem(&self, span: Span, message: String, help: Option<String>) -> Problem {
        let file = Arc::clone(self.of(span.file));
        let range = span.start as usize..span.end as usize;
        Problem { file, range, message, label: String::new(), help }
    }

    fn in_world(&self, spot: &spec::Spot, message: String, help: Option<String>) -> Problem {
        let file = Arc::clone(&self.world);
        Problem { file, range: spot.clone(), message, label: String::new(), help }
    }
}

/// What a property function that could not say stumbled over, last.
pub(crate) type Stumble = Rc<RefCell<Option<Broken>>>;

/// A run with what a check needs to know beside its report.
pub(crate) struct Judged {
    pub(crate) report: Report,
    /// What became of each property of the spec, those with *sometimes* included.
    pub(crate) verdicts: Vec<Verdict>,
    pub(crate) faults_met: Vec<bool>,
    /// What the property functions could not say, as mistakes in their code.
    pub(crate) broken: Vec<Problem>,
}

impl World {
    /// Holds a spec against its code.
    pub(crate) fn new(spec: Spec, files: Files) -> Result<Self, Vec<Problem>> {
        let mut texts = vec![files.code.text.as_str()];
        texts.extend(files.support.as_ref().map(|support| support.text.as_str()));
        let program = whatif_interpreter::compile(&texts, environment(&spec));
        let program = program.map(Rc::new).map_err(|diagnostics| {
            let problem = |each: whatif_interpreter::Diagnostic| {
                files.problem(each.span, each.message, each.help)
            };
            diagnostics.into_iter().map(problem).collect::<Vec<_>>()
        })?;
        let mut problems = Vec::new();
        check_nodes(&spec, &program, &files, &mut problems);
        check_requests(&spec, &program, &files, &mut problems);
        check_consts(&spec, &program, &files, &mut problems);
        histories::check(&spec, &program, &files, &mut problems);
        let looks = looks(&spec, &program, &files, &mut problems);
        if problems.is_empty() { Ok(Self { spec, files, program, looks }) } else { Err(problems) }
    }

    /// What decides whether each property is true, in their order.
    pub(crate) fn looks(&self) -> &[Look] {
        &self.looks
    }

    pub(crate) fn files(&self) -> &Files {
        &self.files
    }

    /// Runs it with the faults of a what-if, or with none.
    pub(crate) fn run(&self, what_if: Option<&spec::WhatIf>, seed: u64) -> Judged {
        let setup = what_if.map_or_else(|| self.setup(), |what_if| self.setup_with(what_if));
        let mut notes = Vec::new();
        for fault in what_if.map_or(&[][..], |what_if| &what_if.faults) {
            if let Err(gone) = self.find_place(fault) {
                let because = gone.why;
                notes.push(format!("This cannot happen: {}. The reason: {because}.", fault.words));
            }
        }
        let stumbles = self.stumbles();
        let properties = self.properties(&stumbles);
        let outcome = run(&Rc::new(setup), &properties, seed, self.limits());
        let broken = stumbles.iter().filter_map(|stumble| stumble.borrow_mut().take());
        let broken = broken.map(|each| self.files.problem(each.span, each.message, None)).collect();
        self.judged(seed, outcome, what_if, notes, broken)
    }

    /// What happens with the faults of a what-if, or with none.
    pub(crate) fn trace(&self, what_if: Option<&spec::WhatIf>, seed: u64) -> Trace {
        let setup = what_if.map_or_else(|| self.setup(), |what_if| self.setup_with(what_if));
        run(&Rc::new(setup), &[], seed, self.limits()).trace
    }

    pub(crate) fn limits(&self) -> Limits {
        if self.spec.loaded().is_some() { Limits::LOADED } else { Limits::default() }
    }

    fn judged(
        &self,
        seed: u64,
        outcome: Run,
        what_if: Option<&spec::WhatIf>,
        mut notes: Vec<String>,
        broken: Vec<Problem>,
    ) -> Judged {
        let Run { trace, verdicts, faults_met, halted, .. } = outcome;
        let faults = what_if.map_or(&[][..], |what_if| &what_if.faults);
        if notes.is_empty() {
            let unmet = faults.iter().zip(&faults_met).filter(|(_, met)| !**met);
            notes.extend(unmet.map(|(fault, _)| {
                format!("This did not come to pass in this run: {}.", fault.words)
            }));
        }
        notes.extend(halted.map(|halted| {
            let stop = if halted.ends_with('?') { "" } else { "." };
            format!("The run was stopped: {halted}{stop}")
        }));
        let properties = self.spec.properties.iter().zip(&verdicts);
        let judged = properties.filter(|(property, _)| property.when != When::Sometimes);
        let judgements = judged.map(|(property, verdict)| Judgement {
            property: property.name.clone(),
            says: property.says.clone(),
            verdict: verdict.clone(),
        });
        let judgements = judgements.collect();
        let loaded = self.spec.loaded().is_some();
        let histories = histories(&self.looks, &trace);
        let report = Report { seed, judgements, histories, trace, schedule: None, loaded, notes };
        Judged { report, verdicts, faults_met, broken }
    }

    /// The world with the faults of a what-if, as far as they have a place.
    pub(crate) fn setup_with(&self, what_if: &spec::WhatIf) -> Setup {
        let mut setup = self.setup();
        for fault in &what_if.faults {
            if let Some(fault) = self.fault(fault, &setup) {
                setup.add_fault(fault);
            }
        }
        setup
    }

    pub(crate) fn stumbles(&self) -> Vec<Stumble> {
        self.looks.iter().map(|_| Stumble::default()).collect()
    }

    pub(crate) fn setup(&self) -> Setup {
        let spec = &self.spec;
        let usual = link(&spec.network.all);
        let mut setup = Setup::new(usual.latency);
        setup.set_links(usual);
        if self.looks.iter().any(|look| matches!(look, Look::History(_))) {
            setup.keep_history();
        }
        let recorded = histories::clients_are_recorded(spec, &self.program);
        for client in &spec.clients {
            let timeout = Time::from_micros(client.call_timeout_us);
            match client.load.as_ref().and_then(|load| self.load(load)) {
                Some(load) => setup.add_node(&client.name, LaneKind::Client, load, timeout),
                None => {
                    let requests = client.requests.iter();
                    let requests = requests.filter_map(|request| self.request(request)).collect();
                    let program = Client { requests, recorded };
                    setup.add_node(&client.name, LaneKind::Client, program, timeout)
                }
            };
        }
        for node in &spec.nodes {
            let timeout = Time::from_micros(node.call_timeout_us);
            match &node.kind {
                NodeKind::Code(code) => {
                    let name = |named: &spec::Named| Name::from(named.name.as_str());
                    let setting = Setting {
                        name: node.name.as_str().into(),
                        peers: peers(spec, &node.name, code),
                        serves: code.serves.iter().map(name).collect(),
                        main: code.main.as_ref().map(name),
                        state: code.state.as_ref().map(name),
                        workers: code.workers.map(|workers| workers as usize),
                        syncs_explicitly: code.syncs_explicitly,
                    };
                    let program = Process::new(Rc::clone(&self.program), &setting)
                        .unwrap_or_else(|_| panic!("the functions of every node were looked up"));
                    setup.add_node(&node.name, LaneKind::Process, program, timeout);
                }
                NodeKind::Database { .. } => {
                    let program = service::database(spec, &node.name);
                    setup.add_node(&node.name, LaneKind::Service, program, timeout);
                }
                NodeKind::Mailer => {
                    setup.add_node(&node.name, LaneKind::Service, Mailer, timeout);
                }
                NodeKind::Service(service) => service.add(&node.name, timeout, spec, &mut setup),
            }
            if let (Some(id), Some(takes)) = (setup.node(&node.name), &node.work) {
                setup.set_work(id, work(takes));
            }
        }
        for ((from, to), special) in &spec.network.special {
            if let (Some(from), Some(to)) = (setup.node(from), setup.node(to)) {
                setup.set_link(from, to, link(special));
            }
        }
        for fault in &spec.explore.listed {
            if let Some(listed) = self.listed(fault, &setup) {
                setup.list(listed);
            }
        }
        setup
    }

    fn request(&self, request: &spec::Request) -> Option<services::Request> {
        let (node, operation) = request.call.split_once("::")?;
        let function = self.function_asked(&request.call);
        Some(services::Request {
            at: Time::from_micros(request.at_us),
            to: node_id(&self.spec, node)?,
            operation: operation.into(),
            arguments: arguments(&self.program, function.as_ref(), &request.with),
        })
    }

    /// The function of the code that `node::operation` means, if a process serves it.
    fn function_asked(&self, call: &str) -> Option<Name> {
        let (node, operation) = call.split_once("::")?;
        match &self.spec.nodes.iter().find(|known| known.name == node)?.kind {
            NodeKind::Code(code) => {
                signature_of(&self.program, code, operation).map(|signature| signature.name)
            }
            _ => None,
        }
    }

    fn load(&self, load: &spec::load::Load) -> Option<Load> {
        let spec::load::Load { request, for_us, pace } = load;
        let services::Request { at: from, to, operation, .. } = self.request(request)?;
        let (program, with) = (Rc::clone(&self.program), request.with.clone());
        let function = self.function_asked(&request.call);
        let arguments = move |number| {
            let with: Vec<Literal> =
                with.iter().map(|literal| literal.with_number(number)).collect();
            arguments(&program, function.as_ref(), &with)
        };
        let pace = match pace {
            spec::load::Pace::Open { rates, random } => {
                let rates = rates.iter().map(|(from, rate)| (Time::from_micros(*from), *rate));
                services::Pace::Open { rates: rates.collect(), random: *random }
            }
            spec::load::Pace::Closed { users, think_us } => {
                let users = u32::try_from(*users).unwrap_or(u32::MAX);
                services::Pace::Closed { users, think: Time::from_micros(*think_us) }
            }
        };
        let until = from.plus(Time::from_micros(*for_us));
        Some(Load { to, operation, arguments: Rc::new(arguments), pace, from, until })
    }

    pub(crate) fn properties(&self, stumbles: &[Stumble]) -> Vec<Property> {
        let each = self.spec.properties.iter().zip(&self.looks).zip(stumbles);
        each.map(|((property, look), stumble)| {
            let (look, stumble) = (look.clone(), Rc::clone(stumble));
            let holds = move |world: &View<'_>| match &look {
                Look::Function(function) => function.holds(world).map_err(|broken| {
                    let message = broken.message.clone();
                    stumble.borrow_mut().get_or_insert(broken);
                    message
                }),
                Look::History(held) => held.recording.holds(world.history(), held.level),
            };
            Property {
                name: property.name.as_str().into(),
                kind: property.when.into(),
                holds: Rc::new(holds),
            }
        })
        .collect()
    }
}

fn length((min, max): (u64, u64)) -> Latency {
    Latency { min: Time::from_micros(min), max: Time::from_micros(max) }
}

fn link(link: &spec::Link) -> Link {
    Link {
        latency: length(link.latency_us),
        loss: link.loss,
        bandwidth: link.bandwidth.and_then(NonZeroU64::new),
        in_order: link.in_order,
    }
}

fn work(work: &spec::Work) -> Work {
    Work {
        takes: match work.takes {
            spec::Takes::BetweenUs(least, most) => Takes::Between(length((least, most))),
            spec::Takes::MeanUs(mean) => Takes::Exponential(Time::from_micros(mean)),
        },
        workers: NonZeroU32::new(work.workers).unwrap_or(NonZeroU32::MIN),
        waiting: work.waiting,
    }
}

/// The other nodes that do what this one does: with the same state or, without one, that serve the
/// same.
fn peers(spec: &Spec, own: &str, code: &Code) -> Vec<Name> {
    let names = |named: &[spec::Named]| -> Vec<String> {
        named.iter().map(|named| named.name.clone()).collect()
    };
    let does_the_same = |other: &Code| match (&code.state, &other.state) {
        (Some(own), Some(other)) => own.name == other.name,
        (None, None) => !code.serves.is_empty() && names(&code.serves) == names(&other.serves),
        _ => false,
    };
    let others = spec.nodes.iter().filter(|node| {
        node.name != own && matches!(&node.kind, NodeKind::Code(other) if does_the_same(other))
    });
    others.map(|node| node.name.as_str().into()).collect()
}

/// What a request carries, as the function that it asks for takes it, where that is code.
fn arguments(program: &Program, function: Option<&Name>, with: &[Literal]) -> Rc<[Value]> {
    let each = with.iter().enumerate().map(|(at, literal)| {
        let value = literal.value();
        let typed = function.map(|function| program.typed_argument(function, at, &value));
        typed.and_then(Result::ok).unwrap_or(value)
    });
    each.collect()
}

/// The function that a process means by a name.
fn signature_of(program: &Program, code: &Code, function: &str) -> Option<Signature> {
    code.names_of(function).find_map(|name| program.signature(&name))
}

/// The number of a node: clients first, then the others, as [`World::setup`] adds them.
pub(crate) fn node_id(spec: &Spec, name: &str) -> Option<NodeId> {
    let clients = spec.clients.iter().map(|client| &client.name);
    let mut names = clients.chain(spec.nodes.iter().map(|node| &node.name));
    names.position(|known| known == name).map(|at| NodeId(at as u16))
}

fn environment(spec: &Spec) -> Environment {
    let targets = spec.nodes.iter().filter_map(|node| {
        let operations = match &node.kind {
            NodeKind::Code(code) => code.serves.iter().map(served).collect(),
            _ => built_in(node).iter().map(|operation| offered(spec, node, operation)).collect(),
        };
        let node_id = node_id(spec, &node.name)?;
        Some(Target { name: node.name.as_str().into(), node: node_id, operations })
    });
    let consts = spec.consts.iter().map(|(name, number)| (name.as_str().into(), *number));
    Environment { targets: targets.collect(), consts: consts.collect() }
}

/// A function of a process, whose parameters are code of its own.
fn served(function: &spec::Named) -> Operation {
    let name = function.name.as_str().into();
    Operation { name, parameters: None, signature: String::new(), names: None }
}

/// An operation of a service.
fn offered(spec: &Spec, node: &spec::Node, operation: &services::Operation) -> Operation {
    let services::Operation { name, parameters, returns, .. } = operation;
    let signature = format!("{}::{name}({}) -> {returns}", node.name, parameters.join(", "));
    let first = parameters.first().and_then(|first| first.split(':').next());
    let names = first.and_then(|first| named_in(spec, node, first));
    Operation { name: (*name).into(), parameters: Some(parameters.len()), signature, names }
}

/// The tables or topics of a service, if that is what its operation is told first.
fn named_in(spec: &Spec, node: &spec::Node, what: &str) -> Option<(&'static str, Vec<Name>)> {
    match (&node.kind, what) {
        (NodeKind::Database { tables }, "table") => {
            Some(("table", tables.iter().map(|(table, _)| table.as_str().into()).collect()))
        }
        (NodeKind::Service(Service::Replica { of, .. }), "table") => {
            let of = spec.nodes.iter().find(|node| node.name == of.name)?;
            named_in(spec, of, what)
        }
        (NodeKind::Service(Service::Log { topics, .. }), "topic") => {
            Some(("topic", topics.iter().map(|topic| topic.as_str().into()).collect()))
        }
        _ => None,
    }
}

/// What a service can be asked for; nothing for a process.
fn built_in(node: &spec::Node) -> &'static [services::Operation] {
    match &node.kind {
        NodeKind::Code(_) => &[],
        NodeKind::Database { .. } => Database::OPERATIONS,
        NodeKind::Mailer => Mailer::OPERATIONS,
        NodeKind::Service(service) => service.operations(),
    }
}

/// The operations of a node, by name.
fn operations(node: &spec::Node) -> Vec<&str> {
    match &node.kind {
        NodeKind::Code(code) => code.serves.iter().map(|named| named.name.as_str()).collect(),
        _ => built_in(node).iter().map(|operation| operation.name).collect(),
    }
}

fn serves(spec: &Spec, node: &str, operation: &str) -> bool {
    let inner = |node: &spec::Node| match &node.kind {
        NodeKind::Service(service) => service.inner_operation(),
        _ => None,
    };
    let mut named = spec.nodes.iter().filter(|each| each.name == node);
    named.any(|each| operations(each).contains(&operation) || inner(each) == Some(operation))
}

fn check_nodes(spec: &Spec, program: &Program, files: &Files, problems: &mut Vec<Problem>) {
    for node in &spec.nodes {
        let NodeKind::Code(code) = &node.kind else { continue };
        let (serves, main) = (&code.serves, &code.main);
        if let Some(state) = &code.state
            && let Some(help) = program.no_state(&state.name)
        {
            let message =
                format!("the code has no struct `{}`, which `{}` needs", state.name, node.name);
            problems.push(files.in_world(&state.spot, message, Some(help)));
            continue;
        }
        for named in serves.iter().chain(main) {
            let Some(signature) = signature_of(program, code, &named.name) else {
                let known: Vec<Name> = program.signatures().map(|each| each.name).collect();
                let near =
                    whatif_interpreter::did_you_mean(&named.name, known.iter().map(|name| &**name));
                let help = near.map_or_else(
                    || format!("write `async fn {}` in the code", named.name),
                    |near| format!("did you mean `{near}`?"),
                );
                let message = format!(
                    "the code has no function `{}`, which `{}` needs",
                    named.name, node.name
                );
                problems.push(files.in_world(&named.spot, message, Some(help)));
                continue;
            };
            let is_main = main.as_ref().is_some_and(|main| main.name == named.name);
            if is_main && signature.parameters > 0 {
                let message = format!(
                    "`{}` starts with the process, so nobody gives it arguments",
                    named.name
                );
                problems.push(files.problem(signature.span, message, None));
            }
            if is_main && !signature.is_async {
                let message = format!("`{}` must be an async function", named.name);
                problems.push(files.problem(signature.span, message, None));
            }
        }
    }
}

fn check_requests(spec: &Spec, program: &Program, files: &Files, problems: &mut Vec<Problem>) {
    let loads = spec.clients.iter().filter_map(|client| client.load.as_ref());
    let loads = loads.map(|load| {
        let with = load.request.with.iter().map(|literal| literal.with_number(1)).collect();
        spec::Request { with, ..load.request.clone() }
    });
    let loads: Vec<spec::Request> = loads.collect();
    for request in spec.clients.iter().flat_map(|client| &client.requests).chain(&loads) {
        let mut report = |message: String, help: Option<String>| {
            problems.push(files.in_world(&request.spot, message, help));
        };
        let Some((node, operation)) = request.call.split_once("::") else {
            let help = "name the node and what is asked of it: `call = \"server::signup\"`";
            report("this does not name an operation of a node".into(), Some(help.into()));
            continue;
        };
        let Some(found) = spec.nodes.iter().find(|known| known.name == node) else {
            let known = spec.nodes.iter().map(|node| node.name.as_str());
            let help = whatif_interpreter::did_you_mean(node, known)
                .map(|near| format!("did you mean `{near}::{operation}`?"));
            report(format!("there is no node `{node}`"), help);
            continue;
        };
        let known = operations(found);
        if !known.contains(&operation) {
            let help = format!("it has {}", known.join(", "));
            report(format!("the node `{node}` has no operation `{operation}`"), Some(help));
            continue;
        }
        let built_in = built_in(found).iter().find(|known| known.name == operation);
        if let Some(built_in) = built_in
            && built_in.parameters.len() != request.with.len()
        {
            let given = request.with.len();
            let message = format!("`{}` gets {given} arguments from `with`", request.call);
            report(
                message,
                Some(format!("it is `{operation}({})`", built_in.parameters.join(", "))),
            );
            continue;
        }
        if let NodeKind::Code(code) = &found.kind
            && let Some(signature) = signature_of(program, code, operation)
        {
            if signature.parameters != request.with.len() {
                let (takes, given) = (signature.parameters, request.with.len());
                let arguments = if takes == 1 { "argument" } else { "arguments" };
                let message =
                    format!("`{operation}` takes {takes} {arguments}, and `with` gives {given}");
                report(message, None);
                continue;
            }
            for (at, literal) in request.with.iter().enumerate() {
                if let Err(problem) = program.typed_argument(&signature.name, at, &literal.value())
                {
                    let which = ordinal(at as u32 + 1);
                    report(
                        format!("the {which} argument of `{operation}` does not fit: {problem}"),
                        None,
                    );
                }
            }
        }
    }
}

/// Looks for the consts that sweeps turn.
fn check_consts(spec: &Spec, program: &Program, files: &Files, problems: &mut Vec<Problem>) {
    for sweep in &spec.sweeps {
        let Some(name) = sweep.knob.name.strip_prefix("const ").map(str::trim) else { continue };
        let known: Vec<&str> = program.whole_consts().map(|name| &**name).collect();
        if !known.contains(&name) {
            let near = whatif_interpreter::did_you_mean(name, known.iter().copied());
            let help = near.map_or_else(
                || format!("write `const {name}: u32 = 3;` in the code"),
                |near| format!("did you mean `const {near}`?"),
            );
            let message = format!("the code has no const `{name}` that is a whole number");
            problems.push(files.in_world(&sweep.knob.spot, message, Some(help)));
        }
    }
}

fn looks(
    spec: &Spec,
    program: &Rc<Program>,
    files: &Files,
    problems: &mut Vec<Problem>,
) -> Vec<Look> {
    let mut looks = Vec::new();
    for property in &spec.properties {
        match &property.looks {
            Looks::History(promise) => looks.push(Look::History(Held::new(property, promise))),
            Looks::Function(function) => match PropertyFunction::new(program, &function.name) {
                Ok(function) => looks.push(Look::Function(function)),
                Err(problem) => problems.push(files.in_world(&function.spot, problem, None)),
            },
        }
    }
    looks
}
