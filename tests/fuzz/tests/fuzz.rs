//! The inputs that are always tried: the corpus, what was found before, and some seeds.
#![allow(missing_docs)]

use whatif_fuzz::{Hunter, Program, Target, corpus, found, is_known};

/// How many seeds are tried for each target. In a debug build on one core this takes less
/// than ten seconds.
const SEEDS: [(Target, u64); 2] = [(Target::ParseAndCompile, 3_000), (Target::Run, 500)];

/// The first of them. Before it, seed 113 runs for ten seconds in release, too long for a test.
const FIRST: u64 = 200;

fn hunter() -> Hunter {
    Hunter::new(env!("CARGO_BIN_EXE_whatif-fuzz"))
}

#[track_caller]
fn stands(programs: &[Program]) {
    for program in programs {
        for target in Target::ALL {
            let failure = hunter().input(target, &program.bytes, true).unwrap();
            let failure =
                failure.map_or_else(String::new, |failure| failure.kind + "\n" + &failure.said);
            assert!(
                failure.is_empty(),
                "{} does not stand {}: {failure}",
                target.name(),
                program.name
            );
        }
    }
}

#[test]
fn the_corpus_stands() {
    let corpus = corpus();
    assert!(corpus.len() >= 25);
    stands(&corpus);
}

#[test]
fn what_was_found_stands_now() {
    let found: Vec<Program> =
        found().into_iter().filter(|program| !is_known(&program.name)).collect();
    stands(&found);
}

/// Fails as long as a weakness is known: what it names is what does not stand yet.
#[test]
#[ignore = "tells which weaknesses are left"]
fn what_is_known_stands_now() {
    let known: Vec<Program> =
        found().into_iter().filter(|program| is_known(&program.name)).collect();
    stands(&known);
}

#[test]
fn generated_inputs_stand() {
    for (target, count) in SEEDS {
        let ran = hunter().seeds(target, FIRST, count, None, |_| {}).unwrap();
        if let Some((seed, failure)) = ran.failure {
            let input = whatif_fuzz::input(target, seed, &corpus());
            let input = String::from_utf8_lossy(&input).into_owned();
            let name = target.name();
            panic!(
                "{name} does not stand seed {seed}: {}\n{}\n{input}",
                failure.kind, failure.said
            );
        }
        assert_eq!(ran.executions, count);
    }
}
