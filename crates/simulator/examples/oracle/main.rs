//! Models whose states others have counted: `cargo run --release -p whatif-simulator --example
//! oracle -- MODEL N` explores one of them and prints how many states it has, how many were
//! generated, and how deep they go; and then what became of each property.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod models;

use std::process::ExitCode;

use whatif_simulator::PropertyKind;

use models::{Counted, MODELS, counted};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| arguments.get(at).and_then(|number| number.parse::<usize>().ok());
    let counted = match (arguments.first(), number(1)) {
        (Some(model), Some(n)) => counted(model, n, number(2)),
        _ => None,
    };
    let Some(counted) = counted else {
        eprintln!("usage: oracle MODEL N [SERVERS]");
        for (name, what) in MODELS {
            eprintln!("  {name:<12} {what}");
        }
        return ExitCode::from(2);
    };
    print(&counted);
    ExitCode::SUCCESS
}

fn print(counted: &Counted) {
    println!("{} {} {}", counted.unique, counted.generated, counted.depth);
    for (name, kind, found) in &counted.found {
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
