//! The explorer held against counts and verdicts that others made with tools of their own.
#![allow(missing_docs)]

#[path = "../examples/oracle/models/mod.rs"]
mod models;

use models::{MODELS, counted};
use whatif_simulator::PropertyKind;

/// Unique states, generated ones, depth.
type Counts = (usize, u64, u32);

/// Stateright 0.31.0 (its examples `2pc`, `single-copy-register`, `paxos` and
/// `linearizable-register`, one thread, breadth first, an unordered network that does not duplicate)
/// and TLC on `specifications/acp/ACP_SB` of the TLA+ Examples, whose three numbers for three
/// participants stand in the manifest there. The steps to a property are the least ones.
const COUNTS: &[(&str, usize, Option<usize>, Counts)] = &[
    ("two-phase", 1, None, (12, 20, 5)),
    ("two-phase", 2, None, (56, 154, 8)),
    ("two-phase", 3, None, (288, 1_146, 11)),
    ("two-phase", 4, None, (1_568, 8_258, 14)),
    ("two-phase", 5, None, (8_832, 58_146, 17)),
    ("single-copy", 1, None, (5, 5, 5)),
    ("single-copy", 2, None, (93, 121, 9)),
    ("single-copy", 3, None, (4_243, 6_778, 13)),
    ("single-copy", 2, Some(2), (62, 81, 9)),
    ("paxos", 1, None, (265, 482, 14)),
    ("paxos", 2, None, (16_668, 32_971, 21)),
    ("abd", 1, None, (13, 13, 13)),
    ("abd", 2, None, (544, 875, 25)),
    ("acp-sb", 1, None, (80, 146, 9)),
    ("acp-sb", 2, None, (1_832, 5_212, 15)),
    ("acp-sb", 3, None, (54_944, 218_352, 21)),
];

#[test]
fn the_states_are_as_many_as_others_have_counted() {
    for (model, n, servers, expected) in COUNTS {
        let counted = counted(model, *n, *servers).unwrap();
        let found = (counted.unique, counted.generated, counted.depth);
        assert_eq!(found, *expected, "{model} {n}");
    }
}

/// How many steps it takes to break an *always*, or to meet a *sometimes*.
fn steps(model: &str, n: usize, servers: Option<usize>, property: &str) -> Option<usize> {
    let counted = counted(model, n, servers).unwrap();
    let (.., steps) = counted.found.iter().find(|(name, ..)| name == property).unwrap();
    *steps
}

#[test]
fn the_verdicts_and_the_shortest_ways_are_those_of_others() {
    assert_eq!(steps("two-phase", 3, None, "consistent"), None);
    assert_eq!(steps("two-phase", 3, None, "commit agreement"), Some(10));
    assert_eq!(steps("single-copy", 2, None, "linearizable"), None);
    assert_eq!(steps("single-copy", 2, Some(2), "linearizable"), Some(4));
    assert_eq!(steps("paxos", 2, None, "linearizable"), None);
    assert_eq!(steps("paxos", 2, None, "value chosen"), Some(8));
    assert_eq!(steps("abd", 2, None, "linearizable"), None);
    // Two-phase commit blocks: the coordinator dies, and who voted for it waits for ever.
    let decides = "every participant that is not faulty decides";
    assert_eq!(steps("acp-sb", 3, None, decides), Some(5));
    assert_eq!(steps("acp-sb", 3, None, "agreement"), None);
}

#[test]
fn every_model_has_properties_that_were_judged() {
    for (model, _) in MODELS {
        let counted = counted(model, 1, None).unwrap();
        assert!(counted.found.iter().any(|(_, kind, _)| *kind == PropertyKind::Always), "{model}");
    }
    assert_eq!(counted("three-phase", 1, None), None);
}
