//! What is explored of the scenarios is what can happen in them: their seeded runs are among the
//! runs that are explored, and their worlds go the same way whenever they are asked.
#![cfg(feature = "toml")]
#![allow(missing_docs)]

use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use whatif_scenario::{
    Asked, Faults, Scenario, Simulated, SourceFile, Sources, VariantSource, Within, json, load,
};
use whatif_simulator::explore::{
    Apart, Budget, Explorer, Plan, Route, Schedule, abstracted, minimise, regroup, retell,
};
use whatif_simulator::{
    Fault, FaultKind, Happening, Limits, MessageKind, MessagePoint, Mishap, Property, PropertyKind,
    Refusal, Rules, Setup, Time, Trace, Verdict, What, World, run,
};

/// The scenarios: the folder, the page with the fences, the name.
const SCENARIOS: [(&str, &str, &str); 17] = [
    ("src", "01-already-distributed", "email-signup"),
    ("tests/scenarios", "raft", "raft"),
    ("tests/scenarios", "paxos", "paxos"),
    ("tests/scenarios", "saga", "saga"),
    ("tests/scenarios", "breaker", "breaker"),
    ("tests/scenarios", "lamport", "lamport"),
    ("tests/scenarios", "vector", "vector"),
    ("tests/scenarios", "queue", "queue"),
    ("tests/scenarios", "log", "log"),
    ("tests/scenarios", "store", "store"),
    ("tests/scenarios", "lock", "lock"),
    ("tests/scenarios", "replica", "replica"),
    ("tests/scenarios", "signer", "signer"),
    ("tests/scenarios", "faults", "faults"),
    ("tests/scenarios", "clocks", "clocks"),
    ("tests/scenarios", "links", "links"),
    ("tests/scenarios", "consistency", "consistency"),
];

fn loaded(folder: &str, page: &str, name: &str) -> Scenario {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
    let file = |file: String| {
        let text = std::fs::read_to_string(folder.join(&file)).unwrap();
        Arc::new(SourceFile { path: file, text, first_line: 1 })
    };
    let page = file(format!("{page}.md"));
    let opening = format!("```rust,whatif={name}");
    let fences = page.text.split(&opening).skip(1);
    let variants = fences.map(|fence| {
        let (attributes, rest) = fence.split_once('\n').unwrap();
        let (code, _) = rest.split_once("```").unwrap();
        let variant = attributes.trim().strip_prefix(",variant=").unwrap_or(name);
        let code = SourceFile { path: page.path.clone(), text: code.into(), first_line: 1 };
        VariantSource { name: variant.into(), code: Arc::new(code) }
    });
    let sources = Sources {
        name: name.into(),
        variants: variants.collect(),
        world: file(format!("{name}.toml")),
        support: Some(file(format!("{name}.rs"))),
    };
    load(&sources).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn sign_up() -> Scenario {
    let (folder, page, name) = SCENARIOS[0];
    loaded(folder, page, name)
}

/// Every variant with every question, beginning with none.
fn questions(scenario: &Scenario) -> Vec<(String, Simulated)> {
    let mut questions = Vec::new();
    for variant in scenario.variants() {
        let what_ifs = variant.what_ifs.iter().map(|what_if| Some(what_if.name.as_str()));
        for what_if in [None].into_iter().chain(what_ifs) {
            let simulated = scenario.simulated(&variant.name, what_if).unwrap();
            questions.push((format!("{} {what_if:?}", variant.name), simulated));
        }
    }
    questions
}

/// All that can be explored with so many faults of each kind.
fn everything(setup: &Rc<Setup>, rules: &Rules, budget: Budget) -> Explorer {
    // Nothing decides it, so that everything is looked at.
    let never = Property {
        name: "never".into(),
        kind: PropertyKind::Sometimes,
        holds: Rc::new(|_| Ok(false)),
    };
    let plan = Plan { budget, rules: rules.clone(), ..Plan::default() };
    let mut explorer = Explorer::new(setup, &[never], plan);
    while explorer.advance(1_000) {}
    assert!(explorer.findings().exhausted);
    explorer
}

#[test]
fn the_seeded_runs_of_the_sign_up_are_paths_of_what_is_explored_of_it() {
    let mut told = 0;
    let mut explored: BTreeMap<String, Explorer> = BTreeMap::new();
    for (question, Simulated { setup, properties, rules }) in questions(&sign_up()) {
        // Only a service that is down stays in the setup, and makes it another.
        let down = if question.contains("down") { question.as_str() } else { "" };
        let variant = question.split(' ').next().unwrap();
        // Who polls makes long runs, and polls less often than where messages take no time. While
        // a service is down there are too many of them to look at all.
        let polls = ["dual-write", "events"].contains(&variant);
        if polls && !down.is_empty() {
            continue;
        }
        for seed in 1..=if polls { 2 } else { 20 } {
            let about = format!("{question}, seed {seed}");
            let abstracted = abstracted(&setup, seed, Limits::default());
            let (plain, route) = match abstracted {
                Ok(told) => told,
                Err(Apart::Order(_)) if polls => continue,
                Err(apart) => panic!("{about}: {apart}"),
            };
            told += 1;
            assert!(route.keeps_to(&rules, &plain), "{about}");
            let faults = route.faults(&plain);
            let explorer = explored
                .entry(format!("{variant} {down} {faults}"))
                .or_insert_with(|| everything(&plain, &rules, faults));
            for (at, world) in route.worlds(&plain).iter().enumerate() {
                let (start, choices) = (route.start.clone(), route.choices[..at].to_vec());
                let spent = Route { start, choices }.faults(&plain);
                assert!(explorer.has_found(world.fingerprint(), spent), "{about}, choice {at}");
            }
            // And what becomes of it is what becomes of the run.
            let ended = run(&setup, &properties, seed, Limits::default());
            let retold = retell(&plain, &properties, &route).unwrap();
            for ((property, one), other) in
                properties.iter().zip(&ended.verdicts).zip(&retold.verdicts)
            {
                assert_eq!(one.word(), other.word(), "{about}, {}", property.name);
            }
        }
    }
    // Five variants, six questions of each, twenty seeds; and what can be told of the other two.
    assert!(told > 5 * 6 * 20, "{told}");
}

#[test]
fn a_what_if_with_more_faults_than_it_needs_is_minimised_to_those_that_it_needs() {
    let scenario = sign_up();
    let simulated = || scenario.simulated("naive", Some("killed-between")).unwrap();
    let Simulated { setup, properties, rules } = simulated();
    let welcomed = properties.iter().position(|property| &*property.name == "welcomed").unwrap();
    let [db, server] = ["db", "server"].map(|name| setup.node(name).unwrap());
    let first = |reply, of| MessagePoint { reply, of, by: None, operation: None, nth: Some(1) };
    let superfluous = [
        FaultKind::Message(first(false, server), Mishap::Delayed(Time::from_millis(30))),
        FaultKind::Message(first(false, db), Mishap::Delayed(Time::from_millis(30))),
        FaultKind::Message(first(true, db), Mishap::Delayed(Time::from_millis(30))),
    ];
    for kind in superfluous {
        let mut setup = simulated().setup;
        let words = "what is not needed".to_owned();
        Rc::get_mut(&mut setup).unwrap().add_fault(Fault { kind, words });
        for seed in 1..=20 {
            let (plain, route) = abstracted(&setup, seed, Limits::default()).unwrap();
            let violates = |route: &Route| {
                let verdicts = retell(&plain, &properties, route).unwrap().verdicts;
                matches!(verdicts[welcomed], Verdict::Violated { .. })
            };
            assert!(violates(&route) && route.faults(&plain).total() == 2, "seed {seed}");
            let least = minimise(&plain, &properties, welcomed, &rules, &route);
            assert!(violates(&least), "seed {seed}");
            assert_eq!(least.faults(&plain).total(), 1, "seed {seed}");
            let schedule = Schedule::of(&plain, &least).unwrap();
            for at in 0..schedule.steps.len() {
                let mut shorter = schedule.clone();
                shorter.steps.remove(at);
                let still = shorter.route(&plain);
                let still = still.is_ok_and(|way| way.keeps_to(&rules, &plain) && violates(&way));
                assert!(!still, "seed {seed}: choice {at} can be left out");
            }
        }
    }
}

/// One way on of a world, where a number says which.
fn step(world: &World, rules: &Rules, left: Budget, pick: u64) -> Option<(World, Route)> {
    let choices = world.choices(rules, left);
    let at = pick as usize % choices.len().max(1);
    let mut choice = choices.get(at)?.clone();
    loop {
        let mut next = world.clone();
        match next.apply(&choice) {
            Ok(()) => return Some((next, Route { start: Vec::new(), choices: vec![choice] })),
            Err(Refusal::NeedsDraw { low, high, .. }) => {
                choice.draws.push(if pick.is_multiple_of(2) { low } else { high });
            }
            Err(Refusal::NeedsChoice { count, .. }) => {
                choice.draws.push((pick % u64::from(count)) as i64);
            }
            Err(refusal) => panic!("what may happen is refused: {refusal}"),
        }
    }
}

fn lines(world: &World) -> Vec<String> {
    world.trace().lines().collect()
}

#[test]
fn worlds_of_every_scenario_go_the_same_way_whenever_they_are_asked() {
    let one_each =
        Budget { crash: 1, lose: 1, duplicate: 1, delay: 1, omission: 1, cut: 1, other: 1 };
    let mut faults = 0;
    for (folder, page, name) in SCENARIOS {
        for variant in loaded(folder, page, name).variants() {
            let scenario = loaded(folder, page, name);
            let Simulated { setup, rules, .. } = scenario.simulated(&variant.name, None).unwrap();
            for seed in 1..=3_u64 {
                let about = format!("{name} {}, {seed}", variant.name);
                let mut start = Vec::new();
                let mut world = loop {
                    match World::new_abstract(Rc::clone(&setup), &start) {
                        Ok(world) => break world,
                        Err(Refusal::NeedsDraw { low, .. }) => start.push(low),
                        Err(refusal) => panic!("{about}: {refusal}"),
                    }
                };
                let mut route = Route { start, choices: Vec::new() };
                let mut forks = vec![world.clone()];
                // Steele and Vigna's mix of a counter, for picks that repeat nowhere.
                let mut state = seed;
                for _ in 0..40 {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(seed);
                    let mut left = one_each;
                    for (kind, spent) in route.faults(&setup).counts() {
                        *left.get_mut(kind).unwrap() -= spent;
                    }
                    let Some((next, chosen)) = step(&world, &rules, left, state >> 33) else {
                        break;
                    };
                    // Another way on, which must leave this one alone.
                    step(&world, &rules, one_each, state >> 34);
                    route.choices.extend(chosen.choices);
                    forks.push(next.clone());
                    world = next;
                }
                faults += route.faults(&setup).total();
                assert!(route.keeps_to(&rules, &setup), "{about}");
                let again = route.worlds(&setup);
                assert_eq!(again.len(), forks.len(), "{about}");
                for (at, (fork, again)) in forks.iter().zip(&again).enumerate() {
                    assert_eq!(fork.fingerprint(), again.fingerprint(), "{about}, {at}");
                    if at % 4 != 0 {
                        continue;
                    }
                    let mut fork = fork.clone();
                    for choice in &route.choices[at..] {
                        fork.apply(choice).unwrap();
                    }
                    assert_eq!(lines(&fork), lines(&world), "{about}, {at}");
                    assert_eq!(fork.fingerprint(), world.fingerprint(), "{about}, {at}");
                }
                let schedule = Schedule::of(&setup, &route).unwrap();
                let told = schedule.route(&setup).unwrap_or_else(|lost| panic!("{about}: {lost}"));
                assert_eq!(lines(told.worlds(&setup).last().unwrap()), lines(&world), "{about}");
                let regrouped = regroup(&setup, &route);
                assert!(regrouped.keeps_to(&rules, &setup), "{about}");
                let regrouped = regrouped.worlds(&setup);
                let end = regrouped.last().unwrap().fingerprint();
                assert_eq!(end, world.fingerprint(), "{about}");
            }
        }
    }
    assert!(faults > 100, "{faults}");
}

#[test]
fn what_is_lost_on_its_way_to_a_node_that_stands_still_is_found_again() {
    let scenario = loaded("tests/scenarios", "faults", "faults");
    let Simulated { setup, rules, .. } = scenario.simulated("faults", None).unwrap();
    let pause = setup.listed().iter().position(|listed| listed.words == "shop stands still");
    let pause = Happening::Begin(pause.unwrap() as u16);
    let one_each = Budget { lose: 1, other: 1, ..Budget::default() };
    let mut world = World::new_abstract(Rc::clone(&setup), &[]).unwrap();
    let mut route = Route { start: Vec::new(), choices: Vec::new() };
    // Ada asks the shop, the shop stands still, and her request is lost.
    let steps: [fn(&Happening, &Happening) -> bool; 3] = [
        |what, _| matches!(what, Happening::Pending(_)),
        |what, pause| what == pause,
        |what, _| matches!(what, Happening::Lose(_)),
    ];
    for is_next in steps {
        let mut choices = world.choices(&rules, one_each).into_iter();
        let choice = choices.find(|choice| is_next(&choice.what, &pause)).unwrap();
        world.apply(&choice).unwrap();
        route.choices.push(choice);
    }
    let schedule = Schedule::of(&setup, &route).unwrap();
    assert_eq!(schedule.route(&setup).map_err(|lost| lost.to_string()), Ok(route));
}

#[test]
fn what_is_offered_at_an_event_comes_to_pass() {
    let mut asked_for = 0;
    for (folder, page, name) in SCENARIOS {
        let scenario = loaded(folder, page, name);
        for variant in scenario.variants() {
            let calm = Asked::default();
            let report = scenario.ask(&variant.name, &calm, None).unwrap();
            for event in (0..report.trace.events.len().min(60)).step_by(7) {
                let moment = scenario.moment(&variant.name, &calm, None, event).unwrap().unwrap();
                assert_eq!(moment.trace.events[event], report.trace.events[event]);
                for (words, fault) in moment.offers.iter() {
                    let faults = Faults::read(&json::Value::Array(vec![fault])).unwrap();
                    let asked = Asked { faults: Some(faults), ..Asked::default() };
                    let broken = scenario.ask(&variant.name, &asked, None).unwrap();
                    let about = format!("{name} {}: event {event}: {words}", variant.name);
                    let missed = |note: &String| note.starts_with("This ");
                    assert!(!broken.notes.iter().any(missed), "{about}: {:?}", broken.notes);
                    let first = broken.trace.events.iter().position(|event| event.fault.is_some());
                    let first = first.unwrap_or_else(|| panic!("{about}: no event has the fault"));
                    let same =
                        report.trace.events.get(..first) == Some(&broken.trace.events[..first]);
                    assert!(same, "{about}: {:?}", broken.trace.lines().collect::<Vec<_>>());
                    asked_for += 1;
                }
            }
        }
    }
    assert!(asked_for > 500, "{asked_for}");
}

/// The requests that arrive, in order.
fn arrivals(trace: &Trace) -> Vec<String> {
    let arrived = trace.events.iter().filter_map(|event| match event.what {
        What::Delivered(id) => Some(trace.message(id)),
        _ => None,
    });
    let asks = arrived.filter(|message| message.kind == MessageKind::Request);
    asks.map(|message| message.operation.to_string()).collect()
}

#[test]
fn a_message_overtakes_the_last_one_that_arrived_while_it_was_on_its_way() {
    let code = r#"async fn signup(user: User) -> Result<()> {
        let (stored, sent) =
            join!(db::insert("users", &user), email::send(&user.address, "Welcome!"));
        stored?;
        sent
    }"#;
    let form = sign_up().page_form("naive").unwrap();
    let scenario = form.with_code(code).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let trace = scenario.ask("naive", &Asked::default(), None).unwrap().trace;
    let mut told = Vec::new();
    for event in 0..trace.events.len() {
        let calm = Asked::default();
        let moment = scenario.moment("naive", &calm, None, event).unwrap().unwrap();
        let all = moment.offers.iter();
        let Some((words, fault)) = all.last().filter(|(words, _)| words.contains("overtaken"))
        else {
            continue;
        };
        let faults = Faults::read(&json::Value::Array(vec![fault])).unwrap();
        let asked = Asked { faults: Some(faults), ..Asked::default() };
        let other = scenario.ask("naive", &asked, None).unwrap();
        assert!(other.notes.is_empty(), "{words}: {:?}", other.notes);
        told.push((words.to_owned(), arrivals(&other.trace)));
    }
    assert_eq!(arrivals(&trace), ["signup", "insert", "send"]);
    let (words, order) = &told[0];
    assert_eq!(
        words,
        "the first request to db::insert from server is overtaken by the first request to \
         email::send from server"
    );
    assert_eq!(*order, ["signup", "send", "insert"]);
    // Of the replies, each can overtake what arrived before it.
    assert_eq!(told.len(), 3, "{told:?}");
}

#[test]
fn a_run_that_was_found_can_be_looked_at_event_by_event() {
    let scenario = sign_up();
    let mut exploration = scenario.explore("naive", &Within::default()).unwrap();
    while exploration.advance(1_000) {}
    for way in exploration.explored().counterexamples {
        let asked = Asked { schedule: way.report.schedule.clone(), ..Asked::default() };
        let told = scenario.ask("naive", &asked, None).unwrap();
        assert!(told.notes.is_empty(), "{:?}", told.notes);
        for (event, happened) in way.report.trace.events.iter().enumerate() {
            assert_eq!(*happened, told.trace.events[event]);
            let moment = scenario.moment("naive", &asked, None, event).unwrap().unwrap();
            assert_eq!(moment.trace.events[event], *happened);
        }
        let beyond = told.trace.events.len();
        assert!(scenario.moment("naive", &asked, None, beyond).unwrap().is_none());
    }
}
