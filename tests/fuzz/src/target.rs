//! What is tried: functions of bytes that return, whatever the bytes are.

use std::rc::Rc;

use whatif_interpreter::compile;
use whatif_interpreter::{
    CODE, Environment, Operation, Process, Program, Setting, Span, Target as Node,
};
use whatif_simulator::services::{self, Database, Mailer};
use whatif_simulator::{Latency, Limits, NodeId, NodeKind, Setup, Time, What, run};

/// How many choices one run may make. Each lets a step take all the operations that it may, so
/// that this decides how long the longest run takes.
const CHOICES: usize = 30;

/// What an input is handed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Reads and compiles the bytes as text.
    ParseAndCompile,
    /// Compiles the bytes as text, and runs the program if it is one.
    Run,
}

impl Target {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::ParseAndCompile, Self::Run];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::ParseAndCompile => "parse_and_compile",
            Self::Run => "run",
        }
    }

    /// The target of this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|target| target.name() == name)
    }

    /// The function itself. It panics where the interpreter does not keep its word.
    pub fn function(self) -> fn(&[u8]) {
        match self {
            Self::ParseAndCompile => parse_and_compile,
            Self::Run => run_program,
        }
    }
}

/// What comes of a text: the diagnostics that refuse it, or what the program printed and how it
/// ended.
pub fn outcome(text: &str) -> Result<Vec<String>, Vec<String>> {
    let program = compiled(text)?;
    // Scenarios start only an async function without parameters, and say so otherwise.
    let main = program.signature("main");
    if main.is_none_or(|main| !main.is_async || main.parameters > 0) {
        return Err(vec!["there is no `async fn main()`".into()]);
    }
    let limits = Limits { choices: CHOICES, ..Limits::default() };
    let ended = run(&Rc::new(setup(Rc::new(program))), &[], 1, limits);
    let told = ended.trace.events.iter().filter_map(|event| match &event.what {
        What::Logged(line) => Some(line.clone()),
        // A panic may say nothing, as that of `expect("")` does.
        What::Panicked { message, .. } => Some(format!("panicked: {message}")),
        _ => None,
    });
    let mut told: Vec<String> = told.collect();
    if let Some(sentence) = ended.halted {
        assert!(!sentence.is_empty(), "a limit says nothing");
        told.push(format!("halted: {sentence}"));
    }
    Ok(told)
}

fn parse_and_compile(bytes: &[u8]) {
    drop(compiled(&String::from_utf8_lossy(bytes)));
}

fn run_program(bytes: &[u8]) {
    drop(outcome(&String::from_utf8_lossy(bytes)));
}

/// The program, or what is wrong with it after it has been found to be fit to be shown.
fn compiled(text: &str) -> Result<Program, Vec<String>> {
    let diagnostics = match compile(&[text], environment()) {
        Ok(program) => {
            for signature in program.signatures() {
                part(signature.span, text);
            }
            return Ok(program);
        }
        Err(diagnostics) => diagnostics,
    };
    assert!(!diagnostics.is_empty(), "the text is refused without a reason");
    let told = diagnostics.into_iter().map(|diagnostic| {
        assert!(!diagnostic.message.is_empty(), "a diagnostic says nothing");
        format!("refused: `{}`: {}", part(diagnostic.span, text), diagnostic.message)
    });
    Err(told.collect())
}

/// The part of the text that a span is shown as. There is one only if the span lies inside the
/// text, its ends are in order, and no character is cut in two.
fn part(span: Span, text: &str) -> &str {
    assert_eq!(span.file, CODE, "a span lies in a text that there is not");
    let part = text.get(span.start as usize..span.end as usize);
    part.unwrap_or_else(|| panic!("{span:?} is no part of a text of {} bytes", text.len()))
}

/// The nodes that code can call, in the order in which [`setup`] adds them.
fn environment() -> Environment {
    let target = |name: &str, node: u16, operations: Vec<Operation>| Node {
        name: name.into(),
        node: NodeId(node),
        operations,
    };
    let offered = |operations: &[services::Operation]| {
        let offered = |operation: &services::Operation| Operation {
            name: operation.name.into(),
            parameters: Some(operation.parameters.len()),
            signature: format!("{}({})", operation.name, operation.parameters.join(", ")),
            names: None,
        };
        operations.iter().map(offered).collect()
    };
    let answer = Operation {
        name: "answer".into(),
        parameters: None,
        signature: String::new(),
        names: None,
    };
    Environment {
        targets: vec![
            target("db", 1, offered(Database::OPERATIONS)),
            target("email", 2, offered(Mailer::OPERATIONS)),
            target("peer", 3, vec![answer]),
        ],
        ..Environment::default()
    }
}

/// The process that runs the program, and what it can call. The peer has the same code, so that
/// values also travel where a program says how it answers.
fn setup(program: Rc<Program>) -> Setup {
    let timeout = Time::from_secs(1);
    let mut setup = Setup::new(Latency { min: Time::ZERO, max: Time::from_micros(1_000) });
    let setting = Setting { main: Some("main".into()), ..Setting::default() };
    let main = Process::new(Rc::clone(&program), &setting);
    let main = main.expect("the program has been found to have a main");
    setup.add_node("process", NodeKind::Process, main, timeout);
    let tables = vec![("users".into(), "name".into()), ("orders".into(), "id".into())];
    setup.add_node("db", NodeKind::Service, Database { tables, replicas: Vec::new() }, timeout);
    setup.add_node("email", NodeKind::Service, Mailer, timeout);
    let setting = Setting { serves: vec!["answer".into()], ..Setting::default() };
    let peer = Process::new(Rc::clone(&program), &setting);
    let peer = peer.or_else(|_| Process::new(program, &Setting::default()));
    let peer = peer.expect("a process may serve nothing");
    setup.add_node("peer", NodeKind::Process, peer, timeout);
    setup
}
