//! Models whose states others have counted: `cargo run --release -p whatif-simulator --example
//! oracle -- MODEL N` explores one of them and prints how many states it has, how many were
//! generated, and how deep they go; and then what became of each property.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod abd;
mod acp_sb;
mod paxos;
mod register;
mod single_copy;
mod system;
mod two_phase;

use std::process::ExitCode;
use std::rc::Rc;

use whatif_simulator::PropertyKind;

use system::{Actors, Explored, explore};

const USAGE: &str = "\
usage: oracle MODEL N [SERVERS]
  two-phase    two-phase commit with N resource managers
  acp-sb       atomic commitment with a simple broadcast, N participants
  single-copy  N clients, and 1 server or as many as are given
  paxos        N clients and 3 servers
  abd          N clients and 2 servers";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| arguments.get(at).and_then(|number| number.parse::<usize>().ok());
    let (Some(model), Some(n)) = (arguments.first(), number(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let actors = |setup| explore(&Actors(Rc::new(setup)));
    let explored = match model.as_str() {
        "two-phase" => explore(&two_phase::TwoPhase { managers: n }),
        "acp-sb" => explore(&acp_sb::Acp { participants: n }),
        "single-copy" => actors(single_copy::setup(n, number(2).unwrap_or(1))),
        "paxos" => actors(paxos::setup(n)),
        "abd" => actors(abd::setup(n)),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    print(&explored);
    ExitCode::SUCCESS
}

fn print(explored: &Explored) {
    println!("{} {} {}", explored.unique, explored.generated, explored.depth);
    for (name, kind, found) in &explored.found {
        let (met, never) = match kind {
            PropertyKind::Sometimes => ("met", "never met"),
            _ => ("violated", "holds"),
        };
        match found {
            Some(1) => println!("{name}: {met} after 1 step"),
            Some(steps) => println!("{name}: {met} after {steps} steps"),
            None => println!("{name}: {never}"),
        }
    }
}
