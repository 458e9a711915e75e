//! Every program of the corpus, here and with rustc.

use std::env;
use std::fmt::Write as _;
use std::panic::catch_unwind;
use std::rc::Rc;

use whatif_interpreter::{Environment, Process, Setting, compile};
use whatif_language::{CASES, Case};
use whatif_simulator::{Latency, Limits, NodeKind, Setup, Time, What, run};

/// All differences are shown at once: they often have one cause.
#[test]
fn the_interpreter_prints_what_rustc_prints() {
    let only = env::var("ONLY").unwrap_or_default();
    let (mut told, mut differences) = (String::new(), 0);
    let chosen = CASES.iter().filter(|case| title(case).contains(&only));
    for case in chosen.clone() {
        let (theirs, ours) = ((case.theirs)(), ours(case.code));
        if theirs != ours {
            differences += 1;
            let (theirs, ours) = (indented(&theirs), indented(&ours));
            write!(told, "{}\n  rustc:\n{theirs}  ours:\n{ours}\n", title(case))
                .expect("a string takes everything");
        }
    }
    assert!(differences == 0, "{told}{differences} of {} programs differ", chosen.count());
}

/// What rests on chance, as a `select!` with several ready does, says nothing about the language.
#[test]
fn no_program_rests_on_chance() {
    for case in CASES {
        let first = (case.theirs)();
        for _ in 0..20 {
            assert_eq!((case.theirs)(), first, "{}", title(case));
        }
    }
}

fn title(case: &Case) -> String {
    format!("{}: {}", case.file, case.heading)
}

fn indented(lines: &[String]) -> String {
    let lines = lines.iter().flat_map(|line| line.split('\n'));
    lines.flat_map(|line| ["    ", line, "\n"]).collect()
}

/// What a program prints in the playground, or what the playground has against it.
///
/// If the interpreter itself breaks over a program, the others are still worth a look.
fn ours(code: &str) -> Vec<String> {
    let lines = catch_unwind(|| match compile(&[code], Environment::default()) {
        Ok(program) => printed(Rc::new(program)),
        Err(diagnostics) => {
            let told = diagnostics.iter().map(|each| {
                let (start, end) = (each.span.start as usize, each.span.end as usize);
                let line = code[..start].matches('\n').count() + 1;
                let help = each.help.as_ref().map_or(String::new(), |help| format!(" ({help})"));
                format!("refused: line {line}, `{}`: {}{help}", &code[start..end], each.message)
            });
            told.collect()
        }
    });
    lines.unwrap_or_else(|_| vec!["the interpreter itself panicked".to_string()])
}

/// What a program prints as the only process of a world.
fn printed(program: Rc<whatif_interpreter::Program>) -> Vec<String> {
    let setting = Setting { main: Some("main".into()), ..Setting::default() };
    let process = Process::new(program, &setting).expect("a program has a `main`");
    let mut setup = Setup::new(Latency { min: Time::ZERO, max: Time::ZERO });
    setup.add_node("process", NodeKind::Process, process, Time::from_secs(1));
    let ended = run(&Rc::new(setup), &[], 1, Limits::default());
    let mut lines = Vec::new();
    for event in &ended.trace.events {
        match &event.what {
            What::Logged(text) => lines.extend(text.split('\n').map(str::to_string)),
            What::Panicked { message, .. } => {
                lines.push(format!("panicked: {message}"));
                // Putting right what panicked would run it once more.
                return lines;
            }
            _ => {}
        }
    }
    lines.extend(ended.halted);
    lines
}
