//! Models that others have counted, written in the language and explored.
//!
//! Stateright 0.31.0 has counted its own examples `single-copy-register` and `paxos`: one thread,
//! breadth first, an unordered network that does not duplicate. The code here holds the same in
//! every state: a server what that server holds, a client what it waits for, a message what it
//! carries (and who sent it, as the language does not say that by itself), the world the history of
//! the clients. The process around the code adds nothing: a task that has ended leaves nothing
//! behind. So the counts are exactly those, and so they are where the clients make calls: a call is
//! open as long as its request or its reply is on its way, no time passes before it is over, and its
//! timeout is always as far ahead.
#![allow(missing_docs)]

mod models;

use models::{Clients, PAXOS, SINGLE_COPY, explored, setup};
use whatif_simulator::explore::Findings;

/// How many states there are, how many were generated, how many states lie on the longest of the
/// shortest ways; and what became of being linearizable and of a value that is chosen, with the
/// steps after which that was seen.
type Counted = (usize, u64, u32, [(&'static str, Option<usize>); 2]);

fn counted(findings: &Findings) -> Counted {
    let progress = findings.progress;
    let found = [0, 1].map(|at| {
        let found = &findings.verdicts[at];
        let steps = found.witness.as_ref().map(|witness| witness.route.choices.len());
        (found.verdict.word(), steps)
    });
    (progress.states, progress.transitions, progress.depth, found)
}

const LINEARIZABLE: (&str, Option<usize>) = ("holds", None);

#[test]
fn a_register_of_one_copy_is_linearizable_and_one_of_two_is_not() {
    for speak in [Clients::Tell, Clients::Call] {
        let counted = |servers, clients| {
            let findings = explored(setup(SINGLE_COPY, servers, clients, speak));
            assert!(findings.exhausted);
            counted(&findings)
        };
        assert_eq!(counted(1, 1), (5, 5, 5, [LINEARIZABLE, ("holds", Some(3))]), "{speak:?}");
        assert_eq!(counted(1, 2), (93, 121, 9, [LINEARIZABLE, ("holds", Some(3))]), "{speak:?}");
        let violated = ("violated", Some(4));
        assert_eq!(counted(2, 2), (62, 81, 9, [violated, ("holds", Some(4))]), "{speak:?}");
    }
}

#[test]
fn a_register_that_is_written_by_paxos_is_linearizable() {
    let chosen = ("holds", Some(8));
    for (clients, expected) in [
        (1, (265, 482, 14, [LINEARIZABLE, chosen])),
        (2, (16_668, 32_971, 21, [LINEARIZABLE, chosen])),
    ] {
        let findings = explored(setup(PAXOS, 3, clients, Clients::Tell));
        assert!(findings.exhausted);
        assert_eq!(counted(&findings), expected, "{clients} clients");
    }
}

/// The mistake that DSLabs tells of: a value counts as accepted once two times the acceptors who
/// have accepted it are as many as the others, and not more than all.
#[test]
fn a_majority_that_counts_one_acceptor_too_few_breaks_paxos() {
    let (right, wrong) = ("2 * acks > SERVERS", "2 * acks >= SERVERS - 1");
    assert!(PAXOS.contains(right));
    let findings = explored(setup(&PAXOS.replace(right, wrong), 3, 2, Clients::Tell));
    // Both clients are told that their value was stored, and then each reads that of the other: two
    // servers have decided on two values.
    let (.., [linearizable, _]) = counted(&findings);
    assert_eq!(linearizable, ("violated", Some(13)));
    // With one client there is nobody to disagree with.
    let findings = explored(setup(&PAXOS.replace(right, wrong), 3, 1, Clients::Tell));
    let (.., [linearizable, _]) = counted(&findings);
    assert_eq!(linearizable, LINEARIZABLE);
}
