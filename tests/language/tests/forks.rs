//! A suspended program is a plain value: wherever it stands, it can be forked, and both halves go
//! on as the whole did.

use std::rc::Rc;

use whatif_interpreter::{Environment, Process, Setting, compile};
use whatif_language::CASES;
use whatif_simulator::{Latency, NodeKind, Seeded, Setup, Time, World, advance};

/// How many events of a program are gone through.
const EVENTS_MAX: usize = 200;

fn started(text: &str) -> Option<(World, Seeded)> {
    let program = Rc::new(compile(&[text], Environment::default()).ok()?);
    let setting = Setting { main: Some("main".into()), ..Setting::default() };
    let process = Process::new(program, &setting).ok()?;
    let mut setup = Setup::new(Latency { min: Time::ZERO, max: Time::ZERO });
    setup.add_node("process", NodeKind::Process, process, Time::from_secs(1));
    let mut chooser = Seeded::new(1);
    let draws = &mut chooser;
    let world = World::new_drawing(Rc::new(setup), |node, low, high| {
        whatif_simulator::Chooser::draw(draws, node, low, high)
    });
    Some((world, chooser))
}

/// The rest of a program, as far as it is gone through: its trace and what it is then.
fn rest(mut world: World, mut chooser: Seeded, events: usize) -> (Vec<String>, u128) {
    for _ in 0..events {
        if advance(&mut world, &mut chooser).is_none() {
            break;
        }
    }
    (world.trace().lines().collect(), world.fingerprint())
}

#[test]
fn both_halves_of_a_fork_go_on_as_the_whole_did() {
    let mut forks = 0;
    for case in CASES {
        let Some((world, chooser)) = started(case.code) else { continue };
        let whole = rest(world.clone(), chooser.clone(), EVENTS_MAX);
        let (mut world, mut chooser) = (world, chooser);
        for event in 0..EVENTS_MAX {
            let left = EVENTS_MAX - event;
            let fork = rest(world.clone(), chooser.clone(), left);
            assert_eq!(fork, whole, "{}: {}, forked after {event} events", case.file, case.heading);
            if advance(&mut world, &mut chooser).is_none() {
                break;
            }
            forks += 1;
        }
    }
    assert!(forks > 200, "the programs wait only {forks} times");
}

#[test]
fn what_a_program_is_does_not_depend_on_how_it_came_about() {
    let code = "
        async fn twice(n: u64) -> u64 {
            let half = n / 2;
            sleep(Duration::from_millis(5)).await;
            half * 4
        }
        async fn main() {
            for text in [\"a\", \"b\"] {
                let length = text.len();
                println!(\"{length}\");
            }
            loop {
                twice(3).await;
            }
        }";
    let (mut world, mut chooser) = started(code).unwrap();
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(world.fingerprint());
        advance(&mut world, &mut chooser);
    }
    // Nothing of the variables that are out of scope is left, so that each round is like the last.
    assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "{seen:x?}");
}
