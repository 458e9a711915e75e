//! Seeded runs are runs that the explorer looks at, and so can be minimised.
#![allow(missing_docs)]

mod small;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::rc::Rc;

use small::{
    DATABASE, MAILER, all_faults, asking, delay, down, keepers, killed_between, lose, message,
    welcomed,
};
use whatif_simulator::explore::{
    Apart, Budget, Explorer, Plan, Route, Schedule, abstracted, minimise, retell,
};
use whatif_simulator::{
    Happening, Limits, MessagePoint, NodeId, Property, PropertyKind, Rules, Setup, Time, Verdict,
    What, run,
};

/// The rules by which a service may crash too, as one does here.
fn rules() -> Rules {
    Rules { crashes: vec![DATABASE], ..Rules::default() }
}

/// All that can be explored with so many faults of each kind, and with these numbers drawn.
fn everything(setup: &Rc<Setup>, budget: Budget, draws: Vec<i64>) -> Explorer {
    // Nothing decides it, so that everything is looked at.
    let never = Property {
        name: "never".into(),
        kind: PropertyKind::Sometimes,
        holds: Rc::new(|_| Ok(false)),
    };
    let rules = Rules { draws, ..rules() };
    let mut explorer = Explorer::new(setup, &[never], Plan { budget, rules, ..Plan::default() });
    while explorer.advance(1_000) {}
    assert!(explorer.findings().exhausted);
    explorer
}

/// Tells the runs of a setup with these seeds, and holds each against all that can be explored.
/// Says how many there are that an explorer looks at.
fn told(setup: &Rc<Setup>, seeds: RangeInclusive<u64>) -> usize {
    let mut explored: BTreeMap<String, Explorer> = BTreeMap::new();
    let mut count = 0;
    for seed in seeds {
        let (plain, route) = match abstracted(setup, seed, Limits::default()) {
            Ok(told) => told,
            Err(Apart::Order(_)) => continue,
            Err(apart) => panic!("seed {seed}: {apart}"),
        };
        count += 1;
        assert!(route.keeps_to(&rules(), &plain), "seed {seed}");
        let worlds = route.worlds(&plain);
        // It is the same run: the same was said in it, until what was broken was put right.
        let seeded = run(setup, &[], seed, Limits::default()).trace;
        let messages = &worlds.last().unwrap().trace().messages;
        assert_eq!(seeded.messages[..messages.len()], messages[..], "seed {seed}");
        if !seeded.events.iter().any(|event| event.what == What::Healed) {
            assert_eq!(seeded.messages.len(), messages.len(), "seed {seed}");
        }
        let faults = route.faults(&plain);
        let draws: Vec<i64> =
            route.choices.iter().flat_map(|choice| choice.draws.iter().copied()).collect();
        let explorer = explored
            .entry(format!("{faults} {draws:?}"))
            .or_insert_with(|| everything(&plain, faults, draws));
        for (at, world) in worlds.iter().enumerate() {
            let (start, choices) = (route.start.clone(), route.choices[..at].to_vec());
            let spent = Route { start, choices }.faults(&plain);
            assert!(explorer.has_found(world.fingerprint(), spent), "seed {seed}, choice {at}");
        }
    }
    count
}

#[test]
fn a_seeded_run_is_a_path_of_the_explored_graph() {
    assert_eq!(told(&asking(&[10], []), 1..=20), 20);
    for fault in all_faults() {
        assert_eq!(told(&asking(&[10], [fault.clone()]), 1..=20), 20, "{fault:?}");
    }
    assert_eq!(told(&keepers(), 1..=20), 20);
}

#[test]
fn deadlines_that_latency_puts_off_past_one_another_are_said() {
    // The mailer answers again about when the process gives up: two seconds after it has asked,
    // which is later the longer the messages before were on their way.
    let fault = down(MAILER, Time::ZERO, Time::from_millis(2_070), false);
    let setup = asking(&[10], [fault]);
    let apart = |seed| abstracted(&setup, seed, Limits::default()).err();
    let said: Vec<Apart> = (1..=20).filter_map(apart).collect();
    assert!(said.iter().all(|apart| matches!(apart, Apart::Order(_))), "{said:?}");
    assert!(!said.is_empty() && said.len() < 20);
    assert_eq!(told(&setup, 1..=20), 20 - said.len());
}

#[test]
fn a_what_if_is_minimised_to_the_fault_that_it_needs() {
    let second = |reply, of| MessagePoint { nth: Some(2), ..message(reply, of) };
    let setup = asking(
        &[10, 5_000],
        [
            delay(message(false, DATABASE), Time::from_millis(10)),
            killed_between(),
            lose(second(true, DATABASE)),
        ],
    );
    let properties = [welcomed()];
    for seed in 1..=20 {
        let (plain, route) = abstracted(&setup, seed, Limits::default()).unwrap();
        let faults = Budget { crash: 1, lose: 1, delay: 1, ..Budget::default() };
        assert_eq!(route.faults(&plain), faults, "seed {seed}");
        let rules = Rules::default();
        let least = minimise(&plain, &properties, 0, &rules, &route);
        let violates = |route: &Route| {
            let verdicts = retell(&plain, &properties, route).unwrap().verdicts;
            matches!(verdicts[0], Verdict::Violated { .. })
        };
        assert!(violates(&least) && least.keeps_to(&rules, &plain), "seed {seed}");
        // The client asks, the process hears of it and stores, and is killed before it knows.
        assert_eq!(least.choices.len(), 3, "seed {seed}");
        assert_eq!(least.choices[2].what, Happening::Crash(NodeId(1)), "seed {seed}");
        let schedule = Schedule::of(&plain, &least).unwrap();
        for at in 0..schedule.steps.len() {
            let mut shorter = schedule.clone();
            shorter.steps.remove(at);
            let still = shorter.route(&plain).is_ok_and(|shorter| violates(&shorter));
            assert!(!still, "seed {seed}: choice {at} can be left out");
        }
    }
}
