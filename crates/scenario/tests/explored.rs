//! Scenarios explored, and what is found repeated, shortened and branched.
#![cfg(feature = "toml")]
#![allow(missing_docs)]

use std::sync::Arc;

use whatif_scenario::json::Value;
use whatif_scenario::{
    Asked, Exploration, Explored, Faults, PageForm, Report, Scenario, SourceFile, Sources,
    VariantSource, Within, load,
};
use whatif_simulator::Verdict;
use whatif_simulator::explore::{Budget, Schedule};

const WORLD: &str = r#"
title = "A greeting"
[node.server]
serves = ["greet"]
[node.db]
kind = "database"
tables = { greeted = "address" }
[node.email]
kind = "mailer"
[client.visitor]
call-timeout = "30s"
requests = [{ at = "10ms", call = "server::greet", with = ["ada@example.org"] }]
[property.greeted]
eventually = "everyone_stored_is_greeted"
says = "everyone who is stored has been greeted"
[property.once]
always = "nobody_is_greeted_twice"
says = "nobody is greeted twice"
[property.some]
sometimes = "somebody_is_greeted"
says = "somebody is greeted"
[what-if.troubled]
ask = "What if the server is killed between the two steps, and more goes wrong?"
faults = [
    { crash = "server", in = "greet", between = [1, 2], restart = "1s" },
    { delay = "reply", of = "server::greet", by = "100ms" },
    { down = "email", at = "20s", for = "1s" },
]
expect = { greeted = "violated" }
[explore]
faults = { crash = 1, lose = 1 }
expect = { greeted = "violated" }
"#;

const SUPPORT: &str = r#"
struct Greeted { address: String }
fn everyone_stored_is_greeted(world: &World) -> bool {
    let mails = world.mails("email");
    let greeted = world.rows("db", "greeted");
    greeted.iter().all(|one| mails.iter().any(|mail| mail.to == one.address))
}
fn nobody_is_greeted_twice(world: &World) -> bool {
    world.mails("email").len() < 2
}
fn somebody_is_greeted(world: &World) -> bool {
    world.mails("email").len() > 0
}
"#;

const NAIVE: &str = r#"
async fn greet(address: String) -> Result<()> {
    db::insert("greeted", &Greeted { address: address.clone() }).await?;
    email::send(&address, "Hello!").await?;
    Ok(())
}
"#;

/// Sends at most once for each key, and stores nothing: nothing can break it.
const SOUND: &str = r#"
async fn greet(address: String) -> Result<()> {
    email::send_once(&address, &address, "Hello!").await?;
    Ok(())
}
"#;

fn scenario(world: &str, code: &str) -> Scenario {
    let file = |path: &str, text: &str| {
        Arc::new(SourceFile { path: path.into(), text: text.into(), first_line: 1 })
    };
    let variants = vec![VariantSource { name: "only".into(), code: file("chapter.md", code) }];
    let (world, support) = (file("greeting.toml", world), Some(file("greeting.rs", SUPPORT)));
    let sources = Sources { name: "greeting".into(), world, support, variants };
    load(&sources).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn exploration(scenario: &Scenario, within: &Within, slice: usize) -> Exploration {
    let mut exploration = scenario.explore("only", within).unwrap();
    while exploration.advance(slice) {}
    exploration
}

fn explored(scenario: &Scenario, within: &Within, slice: usize) -> Explored {
    exploration(scenario, within, slice).explored()
}

fn words(explored: &Explored) -> Vec<(&str, &str)> {
    let each = explored.judgements.iter();
    each.map(|judged| (judged.property.as_str(), judged.verdict.word())).collect()
}

/// Nothing but what holds at any size of slices is a finding.
fn summary(explored: &Explored) -> String {
    let schedules = explored.counterexamples.iter().map(|each| &each.report.schedule);
    format!(
        "{:?} {:?} {:?} {:?} {:?}",
        explored.progress,
        explored.judgements,
        schedules.collect::<Vec<_>>(),
        explored.singles,
        explored.ends
    )
}

#[test]
fn slices_of_any_size_find_the_same() {
    let scenario = scenario(WORLD, NAIVE);
    let whole = explored(&scenario, &Within::default(), usize::MAX);
    assert!(whole.exhausted);
    for slice in [1, 2, 7, 100] {
        assert_eq!(summary(&explored(&scenario, &Within::default(), slice)), summary(&whole));
    }
}

#[test]
fn the_shortest_way_has_one_fault_and_says_since_when_it_is_broken() {
    let found = explored(&scenario(WORLD, NAIVE), &Within::default(), 100);
    assert_eq!(words(&found), [("greeted", "violated"), ("once", "holds"), ("some", "holds")]);
    let [way] = found.counterexamples.as_slice() else { panic!("{}", found.counterexamples.len()) };
    assert_eq!((way.breaks.as_slice(), way.steps), (["greeted".to_owned()].as_slice(), 3));
    assert_eq!(way.report.trace.faults, ["server is killed while it waits for db::insert"]);
    let Verdict::Violated { event: Some(event), .. } = way.report.judgements[0].verdict else {
        panic!("{:?}", way.report.judgements)
    };
    let line = way.report.trace.lines().nth(event).unwrap();
    assert!(line.contains("db          delivered #1 insert"), "{line}");
    // Beside it there is a run that is fine, and the two part at the kill.
    let beside = way.sibling.as_ref().unwrap();
    assert!(beside.report.judgements.iter().all(|judged| judged.verdict == Verdict::Holds));
    assert_eq!(
        beside.report.trace.events[..beside.shared],
        way.report.trace.events[..beside.shared]
    );
    assert_ne!(beside.report.trace.events[beside.shared], way.report.trace.events[beside.shared]);
}

#[test]
fn every_single_fault_that_breaks_it_is_named_and_no_other() {
    let found = explored(&scenario(WORLD, NAIVE), &Within::default(), 100);
    assert!(found.singles_complete);
    let mut singles: Vec<(&str, Option<u32>)> =
        found.singles.iter().map(|single| (single.words.as_str(), single.line)).collect();
    singles.sort_unstable();
    let expected = [
        ("a reply of db::insert is lost", None),
        ("a request to email::send is lost", None),
        ("server is killed after db::insert and before email::send", Some(3)),
        ("server is killed while it waits for db::insert", Some(3)),
        // The request to the mailer is on its way then, and arrives whatever becomes of the server:
        // unless it is lost too, which would be a second fault.
    ];
    assert_eq!(singles, expected);
}

#[test]
fn single_faults_strike_a_run_where_a_reader_would_make_them() {
    let scenario = scenario(WORLD, NAIVE);
    let exploration = exploration(&scenario, &Within::default(), 100);
    let found = exploration.explored();
    let strikes = exploration.strikes();
    let told = |report: &Report| -> Vec<(String, String)> {
        let lines: Vec<String> = report.trace.lines().collect();
        let told = strikes(report).into_iter().map(|strike| {
            // Who does what, and with which message: not when, and not what it carries.
            let words: Vec<&str> = lines[strike.event].split_whitespace().skip(1).take(4).collect();
            (words.join(" "), found.singles[strike.single].words.clone())
        });
        told.collect()
    };
    let waits = "server is killed while it waits for db::insert";
    let expected = [
        ("server sent #1 insert", waits),
        ("db sent #2 insert", "a reply of db::insert is lost"),
        ("server delivered #2 insert", "server is killed after db::insert and before email::send"),
        ("server sent #3 send", "a request to email::send is lost"),
    ];
    let expected = expected.map(|(event, fault)| (event.to_owned(), fault.to_owned()));
    assert_eq!(told(found.typical.as_ref().unwrap()), expected);
    // A second fault is none that would be enough: there it is told only up to the first.
    assert_eq!(told(&found.counterexamples[0].report), expected[..1]);
}

#[test]
fn what_nothing_breaks_is_exhausted_with_a_typical_run_and_the_nearest_miss() {
    let more = Budget { crash: 1, lose: 1, duplicate: 1, delay: 1, ..Budget::default() };
    let within = Within { budget: Some(more), ..Within::default() };
    let found = explored(&scenario(WORLD, SOUND), &within, 100);
    assert_eq!(words(&found), [("greeted", "holds"), ("once", "holds"), ("some", "holds")]);
    assert!(found.exhausted && found.bound.is_none() && found.counterexamples.is_empty());
    assert!(found.singles.is_empty() && found.singles_complete);
    let sentence = found.sentence();
    assert!(sentence.starts_with("no violation in "), "{sentence}");
    assert!(sentence.ends_with(" and 1 delay; exhausted"), "{sentence}");
    let typical = found.typical.unwrap();
    assert!(typical.trace.faults.is_empty() && !typical.trace.events.is_empty());
    let miss = found.nearest_miss.unwrap();
    assert!(!miss.trace.faults.is_empty());
}

#[test]
fn a_bound_that_was_hit_is_said_and_decides_nothing() {
    let within = Within { states: Some(20), ..Within::default() };
    let found = explored(&scenario(WORLD, SOUND), &within, 1);
    assert!(!found.exhausted);
    let bound = found.bound.unwrap();
    assert!(bound.starts_with("stopped at 2"), "{bound}");
    for judged in &found.judgements[..2] {
        assert_eq!(judged.verdict, Verdict::Unknown { why: bound.clone() });
    }
    // What was seen was seen.
    let mut stopped = scenario(WORLD, NAIVE).explore("only", &Within::default()).unwrap();
    stopped.advance(3);
    let found = stopped.explored();
    assert_eq!(found.bound.unwrap().split(" after ").next(), Some("stopped"));
    assert_eq!(found.judgements[0].verdict.word(), "unknown");
}

#[test]
fn a_property_that_is_never_met_is_told_apart_from_one_that_holds() {
    let nothing = "async fn greet(address: String) -> Result<()> { Ok(()) }";
    let found = explored(&scenario(WORLD, nothing), &Within::default(), 100);
    assert_eq!(words(&found), [("greeted", "holds"), ("once", "holds"), ("some", "violated")]);
}

#[test]
fn code_that_never_ends_a_step_holds_nothing() {
    let endless = "async fn greet(address: String) -> Result<()> { loop {} }";
    let found = explored(&scenario(WORLD, endless), &Within::default(), 100);
    for judged in &found.judgements[..2] {
        let Verdict::Unknown { why } = &judged.verdict else { panic!("{judged:?}") };
        assert!(why.contains("without waiting"), "{why}");
    }
}

#[test]
fn a_way_is_repeated_and_outlives_an_edit_or_says_where_it_does_not() {
    let first = scenario(WORLD, NAIVE);
    let found = explored(&first, &Within::default(), 100);
    let schedule = found.counterexamples[0].report.schedule.as_ref().unwrap();
    let again = first.replay("only", schedule).unwrap();
    assert_eq!(again.judgements[0].verdict.word(), "violated");
    assert_eq!(again.trace, found.counterexamples[0].report.trace);
    // A line more, and another text in the mail: the choices are the same.
    let edited =
        NAIVE.replace("Hello!", "Good day!").replace("db::", "log(\"storing\");\n    db::");
    let again = scenario(WORLD, &edited).replay("only", schedule).unwrap();
    assert_eq!((again.judgements[0].verdict.word(), again.notes.len()), ("violated", 0));
    // Without the insert there is nothing to be killed before, but a server.
    let again = scenario(WORLD, SOUND).replay("only", schedule).unwrap();
    assert_eq!(again.judgements[0].verdict, Verdict::Holds);
    // Where the server asks nobody, the third step is not there.
    let lost = &found.singles.iter().position(|single| single.words.contains("reply")).unwrap();
    assert!(*lost < found.singles.len());
    let within =
        Within { budget: Some(Budget { lose: 1, ..Budget::default() }), ..Within::default() };
    let found = explored(&first, &within, 100);
    let nothing = "async fn greet(address: String) -> Result<()> { Ok(()) }";
    let cut = scenario(WORLD, nothing)
        .replay("only", found.counterexamples[0].report.schedule.as_ref().unwrap());
    let notes = cut.unwrap().notes;
    let expected = "This run can be repeated for 2 of its 4 steps. After that there is no request \
                    insert from server to db (number 1).";
    assert_eq!(notes, [expected]);
}

#[test]
fn an_exploration_can_begin_where_a_run_has_come_to() {
    let scenario = scenario(WORLD, NAIVE);
    let found = explored(&scenario, &Within::default(), 100);
    let schedule = found.counterexamples[0].report.schedule.as_ref().unwrap();
    let none = Some(Budget::default());
    // After the kill it is broken whatever happens, without a fault more.
    let within = Within { budget: none, from: Some(schedule.clone()), ..Within::default() };
    let after = explored(&scenario, &within, 100);
    assert_eq!(after.judgements[0].verdict.word(), "violated");
    assert_eq!(after.counterexamples[0].steps, schedule.steps.len());
    // One step before it is not.
    let before = Schedule { steps: schedule.steps[..2].to_vec(), ..schedule.clone() };
    let within = Within { budget: none, from: Some(before), ..Within::default() };
    assert_eq!(explored(&scenario, &within, 100).judgements[0].verdict, Verdict::Holds);
}

/// Two that race: which comes first is decided by the network.
const RACE: &str = r#"
title = "A race"
[node.server]
serves = ["race"]
[node.db]
kind = "database"
tables = { stored = "number" }
[client.one]
requests = [{ at = "10ms", call = "server::race", with = [1] }]
[client.two]
requests = [{ at = "10ms", call = "server::race", with = [2] }]
[property.ordered]
always = "the_second_is_stored_first"
says = "the second is stored before the first"
[explore]
faults = { crash = 1, lose = 1 }
expect = { ordered = "violated" }
"#;

const RACERS: &str = r#"
struct Stored { number: u32 }
async fn race(number: u32) -> Result<()> {
    db::insert("stored", &Stored { number }).await?;
    Ok(())
}
fn the_second_is_stored_first(world: &World) -> bool {
    let stored = world.rows("db", "stored");
    stored.len() == 0 || stored.iter().any(|row| row.number == 2)
}
"#;

#[test]
fn the_ways_behind_the_shortest_differ_in_faults_or_in_what_they_break() {
    let others = |code: &str, within: &Within| {
        let scenario = scenario(WORLD, code);
        let exploration = exploration(&scenario, within, 100);
        let singles = exploration.explored().singles;
        let others = exploration.others().into_iter();
        let told = others.map(|(single, way)| {
            let words = single.map_or("several", |single| &singles[single].words).to_owned();
            let mut broken = way.report.judgements.iter();
            assert!(broken.any(|judged| judged.verdict.word() == "violated"));
            (words, way.breaks.join(" "))
        });
        told.collect::<Vec<_>>()
    };
    let twice = "async fn greet(address: String) -> Result<()> {
        db::insert(\"greeted\", &Greeted { address: address.clone() }).await?;
        if email::send(&address, \"Hello!\").await.is_err() {
            email::send(&address, \"Hello!\").await?;
        }
        Ok(())
    }";
    let budget = Some(Budget { lose: 2, ..Budget::default() });
    let with = |goes_on| others(twice, &Within { goes_on, budget, ..Within::default() });
    let told = |others: &[(String, String)]| {
        let lines = others.iter().map(|(words, breaks)| format!("{words}: {breaks}\n"));
        lines.collect::<String>()
    };
    let naive = "server is killed while it waits for db::insert: greeted
a reply of db::insert is lost: greeted
a request to email::send is lost: greeted
server is killed after db::insert and before email::send: greeted
";
    assert_eq!(told(&others(NAIVE, &Within::default())), naive);
    let one_fault = "a reply of db::insert is lost: greeted
a reply of email::send is lost: once
";
    assert_eq!(told(&with(false)), one_fault);
    // Behind those with one fault stands that both emails are lost.
    assert_eq!(told(&with(true)), format!("{one_fault}several: greeted\n"));
}

#[test]
fn a_run_goes_on_differently_where_something_else_comes_first() {
    let scenario = scenario(RACE, RACERS);
    let exploration = exploration(&scenario, &Within::default(), 100);
    let found = exploration.explored();
    let schedule = found.counterexamples[0].report.schedule.clone();
    let mut told = String::new();
    let count = found.counterexamples[0].report.trace.events.len();
    let asked = Asked { schedule, ..Asked::default() };
    for event in 0..count {
        let moment = scenario.moment("only", &asked, None, event).unwrap().unwrap();
        for (words, schedule) in moment.branches {
            let asked = Asked { schedule: Some(schedule), ..Asked::default() };
            let run = scenario.ask("only", &asked, None).unwrap();
            let verdict = run.judgements[0].verdict.word();
            told.extend([&*event.to_string(), ": ", &words, ": ", verdict, "\n"]);
        }
    }
    // What comes first is chosen; what follows from it comes by itself, and may still be overtaken.
    let expected = "0: two asks first: holds
1: two asks first: violated
2: two asks first: violated
3: two asks first: holds
4: two asks first: holds
";
    assert_eq!(told, expected);
}

#[test]
fn what_is_broken_by_hand_in_a_run_that_was_found_strikes_after_its_choices_too() {
    let scenario = scenario(WORLD, NAIVE);
    let found = explored(&scenario, &Within::default(), 100);
    let schedule = found.typical.unwrap().schedule;
    let asked = Asked { schedule: schedule.clone(), ..Asked::default() };
    let calm = scenario.ask("only", &asked, None).unwrap();
    assert_eq!(schedule.unwrap().steps, []);
    let reply = calm.trace.lines().position(|line| line.contains("delivered #2")).unwrap();
    let moment = scenario.moment("only", &asked, None, reply).unwrap().unwrap();
    let words = |run: &Report| -> Vec<&str> {
        run.judgements.iter().map(|each| each.verdict.word()).collect()
    };
    let mut breaking = Vec::new();
    for (fault, told) in moment.offers.iter() {
        let faults = Some(Faults::read(&Value::Array(vec![told])).unwrap());
        let broken = Asked { faults: faults.clone(), ..asked.clone() };
        let broken = scenario.ask("only", &broken, None).unwrap();
        assert_ne!(broken.trace.events, calm.trace.events, "{fault}");
        // What happens at a time strikes something else where latencies are drawn.
        if !fault.contains("13.001 ms") {
            let drawn = Asked { faults, ..Asked::default() };
            let drawn = scenario.ask("only", &drawn, None).unwrap();
            assert_eq!(words(&broken), words(&drawn), "{fault}");
        }
        if words(&broken).contains(&"violated") {
            breaking.push(fault);
        }
    }
    let expected = [
        "the first reply of db::insert for server is lost",
        "the first reply of db::insert for server is held back for 3 s",
        "server is killed right after db::insert, and restarts after 1 s",
        "server is killed right after db::insert",
    ];
    assert_eq!(breaking, expected);
}

#[test]
fn a_run_made_by_hand_is_left_with_what_it_needs() {
    let scenario = scenario(WORLD, NAIVE);
    let shortest = scenario.minimise("only", "troubled", None).unwrap().unwrap();
    let [way] = shortest.as_slice() else { panic!("{}", shortest.len()) };
    assert_eq!(way.breaks, ["greeted"]);
    let faults: Vec<&String> =
        way.report.trace.faults.iter().filter(|words| words.contains("server")).collect();
    assert_eq!(faults.len(), 1, "{:?}", way.report.trace.faults);
    assert!(
        way.report.schedule.as_ref().unwrap().steps.iter().filter(|step| step.is_fault()).count()
            == 1
    );
}

#[test]
fn the_page_explores_what_the_author_does() {
    let scenario = scenario(WORLD, NAIVE);
    let form = PageForm::from_json(&scenario.page_form("only").unwrap().to_json()).unwrap();
    let there = form.with_code(NAIVE).unwrap();
    let (here, there) =
        (explored(&scenario, &Within::default(), 10), explored(&there, &Within::default(), 10));
    assert_eq!(summary(&here), summary(&there));
    assert_eq!(here.budget, Budget { crash: 1, lose: 1, ..Budget::default() });
}
