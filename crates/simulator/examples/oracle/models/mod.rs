//! Models whose states others have counted, and the counting.

mod abd;
mod acp_sb;
mod paxos;
pub(crate) mod register;
mod single_copy;
mod two_phase;

use std::rc::Rc;

use whatif_simulator::explore::{Bounds, Explorer, Plan, Search, System};
use whatif_simulator::{PropertyKind, Rules, Setup, Verdict};

/// The names of the models, with what N is of each.
pub(crate) const MODELS: [(&str, &str); 5] = [
    ("two-phase", "two-phase commit with N resource managers"),
    ("acp-sb", "atomic commitment with a simple broadcast, N participants"),
    ("single-copy", "N clients, and 1 server or as many as are given"),
    ("paxos", "N clients and 3 servers"),
    ("abd", "N clients and 2 servers"),
];

/// What a search through all states of a model has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) unique: usize,
    pub(crate) generated: u64,
    /// How many states the longest of the shortest ways to a state has.
    pub(crate) depth: u32,
    /// Each property, and after how many moves an *always* was false first, or a *sometimes* true.
    pub(crate) found: Vec<(String, PropertyKind, Option<usize>)>,
}

/// A property of a model by its name, when it must be true, and whether it is true of a state.
pub(crate) type Property<S> = (&'static str, PropertyKind, fn(&S) -> bool);

/// Counts a model; nothing where there is none of this name.
pub(crate) fn counted(model: &str, n: usize, servers: Option<usize>) -> Option<Counted> {
    Some(match model {
        "two-phase" => two_phase::counted(n),
        "acp-sb" => acp_sb::counted(n),
        _ => count_actors(&world(model, n, servers)?),
    })
}

/// The world of a model of actors; nothing where there is none of this name.
pub(crate) fn world(model: &str, n: usize, servers: Option<usize>) -> Option<Rc<Setup>> {
    let setup = match model {
        "single-copy" => single_copy::setup(n, servers.unwrap_or(1)),
        "paxos" => paxos::setup(n),
        "abd" => abd::setup(n),
        _ => return None,
    };
    Some(Rc::new(setup))
}

/// Counts a system that has states and moves, and knows neither nodes nor messages.
fn count<S: System>(system: S, properties: &[Property<S::State>]) -> Counted {
    let mut found: Vec<Option<usize>> = vec![None; properties.len()];
    let mut search = Search::new(system);
    while search.visit(|_, state, visit| {
        for ((_, kind, holds), found) in properties.iter().zip(&mut found) {
            if found.is_none() && holds(state) == (*kind == PropertyKind::Sometimes) {
                *found = Some(visit.depth as usize - 1);
            }
        }
    }) {}
    let named = properties.iter().map(|(name, kind, _)| ((*name).to_owned(), *kind));
    Counted {
        unique: search.states(),
        generated: search.transitions(),
        depth: search.depth(),
        found: named.zip(found).map(|((name, kind), found)| (name, kind, found)).collect(),
    }
}

/// An exploration of a world of actors: every message that does anything may arrive next.
pub(crate) fn explorer(setup: &Rc<Setup>, properties: &[whatif_simulator::Property]) -> Explorer {
    let rules = Rules { skips_idle: true, ..Rules::default() };
    let bounds = Bounds { states: usize::MAX, depth: u32::MAX, bytes: usize::MAX };
    Explorer::new(setup, properties, Plan { rules, bounds, ..Plan::default() })
}

fn count_actors(setup: &Rc<Setup>) -> Counted {
    let properties = register::properties();
    let mut explorer = explorer(setup, &properties);
    while explorer.advance(1_000) {}
    let findings = explorer.findings();
    let found = properties.iter().zip(&findings.verdicts).map(|(property, found)| {
        let steps = found.witness.as_ref().map(|witness| witness.route.choices.len());
        if let Verdict::Unknown { why } = &found.verdict {
            panic!("{}: {why}", property.name);
        }
        (property.name.to_string(), property.kind, steps)
    });
    Counted {
        unique: findings.progress.states,
        generated: findings.progress.transitions,
        depth: findings.progress.depth,
        found: found.collect(),
    }
}
