//! How fast the interpreter, the explorer and the checkers are beside others: `README.md` says what is measured,
//! and how to read it. Nothing here asserts a duration.

mod allocations;
mod crowds;
mod engine;
mod exploring;
mod histories;
mod languages;
mod programs;
mod rounds;
mod sign_up;
mod state;
mod table;

use std::env;

use anyhow::{Result, bail};

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        [] => {
            println!(
                "Ratios to ours (1.00; less is faster): unlike the times, they outlive this machine."
            );
            programs::compare()?;
            sign_up::compare()?;
            state::measure()?;
            histories::compare()?;
            crowds::measure()
        }
        ["crowds"] => crowds::measure(),
        ["exploring"] => exploring::compare(),
        ["histories"] => histories::compare(),
        ["engine"] => engine::serve(),
        // A profiler wants one contestant alone, for long enough.
        ["alone", "ours", "sign-up", runs] => sign_up::run_alone(runs.parse()?),
        ["alone", contestant, program, runs] => {
            programs::run_alone(contestant, program, runs.parse()?)
        }
        _ => bail!(
            "write `whatif-bench`, with `exploring`, `histories`, `crowds`, or `alone CONTESTANT PROGRAM RUNS`"
        ),
    }
}
