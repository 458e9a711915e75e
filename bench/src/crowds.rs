//! How many events of a run come in a second and how many bytes each takes, and how both grow with
//! the number of nodes.

use std::fmt::Write;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Result, anyhow};
use whatif_scenario::{Scenario, SourceFile, Sources, VariantSource, load};

use crate::allocations::high_water;
use crate::table::Table;

/// How many nodes there are.
pub(crate) const SIZES: [usize; 5] = [3, 10, 30, 100, 300];
/// How often each is run.
const ROUNDS: usize = 7;

/// Each node asks one of the others, whichever comes, twenty times.
pub(crate) const CODE: &str = include_str!("../programs/gossip.rs");

/// A world with so many nodes.
pub(crate) fn world(nodes: usize) -> String {
    // Who makes a load may make a long run.
    let mut world = String::from(
        "title = \"Gossip\"\n[client.crowd]\n\
         load = { call = \"n0::hear\", with = [1], rate = \"1/s\", for = \"1s\" }\n",
    );
    for node in 0..nodes {
        // Writing to a string cannot fail.
        let _ = writeln!(world, "[node.n{node}]\nserves = [\"hear\"]\nmain = \"gossip\"");
    }
    world
}

/// The scenario of so many nodes.
pub(crate) fn sources(nodes: usize) -> Sources {
    let file = |text: &str| {
        Arc::new(SourceFile { path: "gossip".into(), text: text.into(), first_line: 1 })
    };
    let variant = VariantSource { name: "only".into(), code: file(CODE) };
    Sources {
        name: "gossip".into(),
        world: file(&world(nodes)),
        support: None,
        variants: vec![variant],
    }
}

/// Measures runs without a page around them, and prints the table.
pub(crate) fn measure() -> Result<()> {
    let mut table = Table::new(
        "Events of a run, by the number of nodes",
        &["nodes"],
        &["events", "events/s", "bytes an event"],
    );
    for nodes in SIZES {
        let scenario = load(&sources(nodes)).map_err(|problems| anyhow!("{problems:#?}"))?;
        let mut seconds = Vec::new();
        let mut events = 0;
        for _ in 0..ROUNDS {
            let start = Instant::now();
            events = run(&scenario)?;
            seconds.push(start.elapsed().as_secs_f64());
        }
        seconds.sort_by(f64::total_cmp);
        let per_second = events as f64 / seconds[ROUNDS / 2];
        let (report, bytes) = high_water(|| scenario.run("only", None, Some(1)));
        drop(report?);
        table.row(
            &[&nodes.to_string()],
            &[
                events.to_string(),
                format!("{per_second:.0}"),
                format!("{:.0}", bytes as f64 / events as f64),
            ],
        );
    }
    table.print();
    Ok(())
}

fn run(scenario: &Scenario) -> Result<usize> {
    Ok(scenario.run("only", None, Some(1))?.trace.events.len())
}
