//! How fast all states of a model are visited, beside Stateright, and what they take of memory.

#[path = "../../../crates/interpreter/tests/models/mod.rs"]
mod interpreted;
#[path = "../../../crates/simulator/examples/oracle/models/mod.rs"]
#[expect(dead_code, reason = "whoever only counts needs no more of the models than their counts")]
mod models;
mod stateright;

use std::rc::Rc;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use whatif_simulator::explore::Progress;
use whatif_simulator::{Property, Setup};

use crate::allocations::high_water;
use crate::rounds::{Contestant, interleaved};
use crate::table::Table;

/// What an exploration of all states has counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Counts {
    unique: usize,
    generated: u64,
    /// How many states the longest of the shortest ways to a state has.
    depth: u32,
}

impl Counts {
    const fn new(unique: usize, generated: u64, depth: u32) -> Self {
        Self { unique, generated, depth }
    }

    /// How many of its states are visited in a second, where all of them take so long.
    fn per_second(self, microseconds: f64) -> String {
        format!("{:.0}", self.unique as f64 * 1e6 / microseconds)
    }
}

/// What Stateright counts in its own examples, `paxos` and `2pc`.
const PAXOS_2: Counts = Counts::new(16_668, 32_971, 21);
const PAXOS_3: Counts = Counts::new(1_194_428, 2_420_477, 28);
const TWO_PHASE_7: Counts = Counts::new(296_448, 2_744_706, 23);

/// Prints the tables.
pub(crate) fn compare() -> Result<()> {
    speed()?;
    growth()?;
    memory()
}

/// A native model of ours, by its name among the models.
fn ours(model: &'static str, n: usize) -> Result<Counts> {
    let counted = models::counted(model, n, None).context("there is no such model")?;
    Ok(Counts::new(counted.unique, counted.generated, counted.depth))
}

/// Paxos of ours whose servers and clients are code of the language. Compiling it is in the time.
fn interpreted_paxos(clients: u16) -> Counts {
    let setup = interpreted::setup(interpreted::PAXOS, 3, clients, interpreted::Clients::Tell);
    let Progress { states, transitions, depth, .. } = interpreted::explored(setup).progress;
    Counts::new(states, transitions, depth)
}

/// A contestant that counts a model, and must come to what Stateright's own example does.
fn counting(
    name: &'static str,
    expected: Counts,
    count: impl Fn() -> Result<Counts> + 'static,
) -> Contestant<Counts> {
    let run = move || {
        let counted = count()?;
        ensure!(counted == expected, "{name} counts {counted:?}, and not {expected:?}");
        Ok(counted)
    };
    Contestant { name, run: Box::new(run) }
}

fn speed() -> Result<()> {
    let paxos = vec![
        counting("ours", PAXOS_2, || ours("paxos", 2)),
        counting("ours, interpreted", PAXOS_2, || Ok(interpreted_paxos(2))),
        counting("stateright", PAXOS_2, || Ok(stateright::paxos(2))),
    ];
    let two_phase = vec![
        counting("ours", TWO_PHASE_7, || ours("two-phase", 7)),
        counting("stateright", TWO_PHASE_7, || Ok(stateright::two_phase(7))),
    ];
    let models = [
        ("Paxos, 2 clients", PAXOS_2, 11, paxos),
        ("two-phase commit, 7 managers", TWO_PHASE_7, 5, two_phase),
    ];
    let mut table = Table::new(
        "Visiting all states of a model",
        &["model", "contestant"],
        &["ratio of medians", "states/s", "ratio of minima", "states/s"],
    );
    for (model, counts, rounds, mut contestants) in models {
        let times = interleaved(&mut contestants, rounds, 1).context(model)?;
        for (contestant, time) in contestants.iter().zip(&times) {
            let [medians, _, minima, _] = time.beside(&times[0]);
            let [median, minimum] = [time.median, time.minimum].map(|time| counts.per_second(time));
            table.row(&[model, contestant.name], &[medians, median, minima, minimum]);
        }
    }
    table.print();
    Ok(())
}

/// How often each exploration of the table of growth is run; the fastest run counts.
const GROWTH_RUNS: u32 = 3;

fn growth() -> Result<()> {
    let mut table = Table::new(
        "Growth with the number of clients, ours",
        &["model", "clients"],
        &["states", "transitions", "depth", "states/s"],
    );
    for (model, most) in [("single-copy", 4), ("paxos", 2), ("abd", 3)] {
        for clients in 1..=most {
            let mut fastest = f64::INFINITY;
            let mut counts = Counts::new(0, 0, 0);
            for _ in 0..GROWTH_RUNS {
                let start = Instant::now();
                counts = ours(model, clients)?;
                fastest = fastest.min(start.elapsed().as_secs_f64() * 1e6);
            }
            let Counts { unique, generated, depth } = counts;
            let speed = counts.per_second(fastest);
            let cells = [unique.to_string(), generated.to_string(), depth.to_string(), speed];
            table.row(&[model, &clients.to_string()], &cells);
        }
    }
    table.print();
    Ok(())
}

/// How many states are visited between two looks at how much memory is taken by its own account.
const LOOK: usize = 64;

fn memory() -> Result<()> {
    let mut table = Table::new(
        "Memory: the most that is taken at once, for each state of the model",
        &["model", "contestant"],
        &["bytes/state", "by its own account", "ratio"],
    );
    for (clients, expected) in [(2, PAXOS_2), (3, PAXOS_3)] {
        let model = format!("Paxos, {clients} clients");
        let per_state = |bytes: usize| format!("{:.0}", bytes as f64 / expected.unique as f64);
        let mut ours = |name: &str, setup: &Rc<Setup>, properties: &[Property]| {
            let (account, taken) = high_water(|| {
                let mut explorer = models::explorer(setup, properties);
                let mut most = 0;
                while explorer.advance(LOOK) {
                    most = most.max(explorer.bytes());
                }
                most
            });
            let ratio = format!("{:.2}", account as f64 / taken as f64);
            table.row(&[&model, name], &[per_state(taken), per_state(account), ratio]);
        };
        let setup = models::world("paxos", clients, None).context("there is no such model")?;
        ours("ours", &setup, &models::register::properties());
        let (code, speak) = (interpreted::PAXOS, interpreted::Clients::Tell);
        let setup = Rc::new(interpreted::setup(code, 3, clients as u16, speak));
        ours("ours, interpreted", &setup, &interpreted::properties());
        let (counted, taken) = high_water(|| stateright::paxos(clients));
        ensure!(counted == expected, "stateright counts {counted:?}, and not {expected:?}");
        table.row(&[&model, "stateright"], &[per_state(taken)]);
    }
    table.print();
    Ok(())
}
