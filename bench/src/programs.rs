//! The same four programs in every language.

use anyhow::{Context, Result};

use crate::languages::{ours, piccolo, rhai, rune};
use crate::rounds::{Contestant, ROUNDS, interleaved};
use crate::table::Table;

/// One program, as the users of each language would write it.
struct Program {
    name: &'static str,
    ours: &'static str,
    rune: &'static str,
    rhai: &'static str,
    lua: &'static str,
}

macro_rules! program {
    ($name:literal) => {
        Program {
            name: $name,
            ours: include_str!(concat!("../programs/", $name, ".rs")),
            rune: include_str!(concat!("../programs/", $name, ".rn")),
            rhai: include_str!(concat!("../programs/", $name, ".rhai")),
            lua: include_str!(concat!("../programs/", $name, ".lua")),
        }
    };
}

const PROGRAMS: [Program; 4] =
    [program!("arithmetic"), program!("calls"), program!("matching"), program!("maps")];

/// The names of the programs and their code in our language.
pub(crate) fn ours() -> impl Iterator<Item = (&'static str, &'static str)> {
    PROGRAMS.iter().map(|program| (program.name, program.ours))
}

impl Program {
    /// Compiles the program for each contestant; ours stands first.
    fn contestants(&self) -> Result<Vec<Contestant<i64>>> {
        Ok(vec![
            Contestant { name: "ours", run: ours::prepare(self.ours)? },
            Contestant { name: "rune", run: rune::prepare(self.rune)? },
            Contestant { name: "rhai", run: rhai::prepare(self.rhai)? },
            Contestant { name: "piccolo", run: piccolo::prepare(self.lua)? },
        ])
    }
}

/// Measures each program with all contestants in turn, and prints the table.
pub(crate) fn compare() -> Result<()> {
    let mut table = Table::new(
        "Running a program that is compiled already",
        &["program", "contestant"],
        &["ratio of medians", "median µs", "ratio of minima", "minimum µs"],
    );
    for program in &PROGRAMS {
        let mut contestants = program.contestants().context(program.name)?;
        let times = interleaved(&mut contestants, ROUNDS, 1).context(program.name)?;
        for (contestant, time) in contestants.iter().zip(&times) {
            let cells = time.beside(&times[0]);
            table.row(&[program.name, contestant.name], &cells);
        }
    }
    table.print();
    Ok(())
}

/// Runs one program with one contestant many times, and prints its result.
pub(crate) fn run_alone(contestant: &str, program: &str, runs: u32) -> Result<()> {
    let found = PROGRAMS.iter().find(|known| known.name == program);
    let contestants = found.context("there is no such program")?.contestants()?;
    let mut found = contestants.into_iter().find(|known| known.name == contestant);
    let run = &mut found.as_mut().context("there is no such contestant")?.run;
    let mut result = 0;
    for _ in 0..runs {
        result = run()?;
    }
    println!("{result}");
    Ok(())
}
