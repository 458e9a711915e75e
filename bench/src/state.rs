//! What the simulator does with our states all the time: it forks, compares and steps them.

use std::hint::black_box;
use std::rc::Rc;

use anyhow::{Context, Result, ensure};
use whatif_simulator::{Effect, Fingerprint, Program};

use crate::allocations::counted;
use crate::rounds::{Contestant, ROUNDS, Run, interleaved};
use crate::sign_up::{process, reply, request};
use crate::table::Table;

/// Measures on a sign-up that waits for the fourth of its six effects, and prints the table.
pub(crate) fn measure() -> Result<()> {
    let process = process()?;
    let mut waiting = process.step(&process.initial(), &request());
    for _ in 0..3 {
        let (_, reply) = reply(&waiting).context("the sign-up ended too early")?;
        waiting = process.step(&waiting.state, &reply);
    }
    ensure!(matches!(&*waiting.effects, [Effect::Call { .. }]), "the sign-up waits for nothing");
    let (_, reply) = reply(&waiting).context("the sign-up ended too early")?;
    let state = Rc::new(waiting.state);

    let fork = Rc::clone(&state);
    let print = Rc::clone(&state);
    let mut parts: [Contestant<()>; 3] = [
        Contestant { name: "fork: clone the state", run: run(move || fork.as_ref().clone()) },
        Contestant { name: "fingerprint of the state", run: run(move || Fingerprint::of(&*print)) },
        Contestant {
            name: "step to the next effect",
            run: run(move || process.step(&state, &reply)),
        },
    ];
    let times = interleaved(&mut parts, ROUNDS, 2_000)?;
    let mut table = Table::new(
        "A state of ours that waits in the middle of the sign-up",
        &["what"],
        &["median ns", "minimum ns", "allocations"],
    );
    for (part, time) in parts.iter_mut().zip(times) {
        let allocations = counted(&mut part.run);
        let nanoseconds = |microseconds: f64| format!("{:.0}", microseconds * 1e3);
        let cells = [nanoseconds(time.median), nanoseconds(time.minimum), allocations.to_string()];
        table.row(&[part.name], &cells);
    }
    table.print();
    Ok(())
}

/// What is made is thrown away within the time, as the simulator throws its states away.
fn run<T>(mut make: impl FnMut() -> T + 'static) -> Run<()> {
    Box::new(move || {
        drop(black_box(make()));
        Ok(())
    })
}
