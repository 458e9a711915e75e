//! Worlds driven by hand, by a seed, by fairness and by a list of choices, over a program that is
//! small enough to be worked out on paper.
#![allow(missing_docs)]

mod small;

use std::rc::Rc;

use small::{
    DATABASE, MAILER, all_faults, delay, down, killed_between, lose, message, place, setup,
    welcomed,
};
use whatif_simulator::{
    Choice, Chooser, Due, Effect, Fair, Fault, FaultKind, FaultPoint, Input, Latency, Limits, Loss,
    MessageKind, NodeId, NodeKind, Program, Property, PropertyKind, Refusal, Seeded, Setup, Time,
    TimerKind, Transition, Trouble, Value, Verdict, View, What, World, advance, run,
};

fn finish(world: &mut World, chooser: &mut dyn Chooser) -> Vec<Choice> {
    std::iter::from_fn(|| advance(world, chooser)).collect()
}

#[test]
fn forked_at_every_event_both_halves_agree() {
    for fault in all_faults() {
        let setup = setup([fault]);
        for seed in 1..=3 {
            let mut chooser = Seeded::new(seed);
            let mut world = World::new(Rc::clone(&setup), &[]).unwrap();
            let mut forks = vec![(world.clone(), chooser.clone())];
            while advance(&mut world, &mut chooser).is_some() {
                forks.push((world.clone(), chooser.clone()));
            }
            assert!(forks.len() > 5);
            for (mut fork, mut chooser) in forks {
                finish(&mut fork, &mut chooser);
                assert_eq!(fork.trace(), world.trace());
                assert_eq!(fork.fingerprint(), world.fingerprint());
            }
        }
    }
}

#[test]
fn what_is_pending_comes_in_the_order_in_which_it_came_to_be_so() {
    let (mut message_first, mut timer_first) = (0, 0);
    for seed in 1..=3 {
        let mut world = World::new(setup([]), &[]).unwrap();
        let mut chooser = Seeded::new(seed);
        while advance(&mut world, &mut chooser).is_some() {
            let pending: Vec<_> = world.pending().collect();
            assert!(pending.is_sorted_by_key(|each| each.id), "{pending:?}");
            for (first, second) in pending.iter().zip(pending.iter().skip(1)) {
                match (first.due, second.due) {
                    (Due::OnTheWay { .. }, Due::At(_)) => message_first += 1,
                    (Due::At(_), Due::OnTheWay { .. }) => timer_first += 1,
                    _ => {}
                }
            }
        }
    }
    assert!(message_first > 0 && timer_first > 0, "{message_first} {timer_first}");
}

#[test]
fn the_choices_of_a_run_make_the_same_run() {
    for fault in all_faults() {
        let setup = setup([fault]);
        for seed in 1..=5 {
            let ended = run(&setup, &[], seed, Limits::default());
            let mut world = World::new(Rc::clone(&setup), &[]).unwrap();
            let before_healing =
                ended.trace.events.iter().take_while(|event| event.what != What::Healed);
            for choice in &ended.choices {
                if world.apply(choice).is_err() {
                    break;
                }
            }
            let seen = before_healing.count();
            assert_eq!(world.trace().events[..seen], ended.trace.events[..seen]);
        }
    }
}

#[test]
fn a_refused_choice_leaves_the_world_as_it_was() {
    let mut world = World::new(setup([]), &[]).unwrap();
    let before = world.fingerprint();
    let ten = Time::from_millis(10);
    let wrong = Choice { what: whatif_simulator::PendingId(99).into(), at: ten, draws: vec![] };
    assert!(matches!(world.apply(&wrong), Err(Refusal::NotPending(_))));
    assert_eq!(world.fingerprint(), before);
    // The arrival, then the request, whose step draws a number.
    let first = world.pending().next().unwrap();
    world.apply(&Choice { what: first.id.into(), at: ten, draws: vec![] }).unwrap();
    let request = world.pending().find(|each| matches!(each.due, Due::OnTheWay { .. }));
    let request = request.unwrap().id;
    let before = world.fingerprint();
    let without = Choice { what: request.into(), at: ten, draws: vec![] };
    let low_high = world.apply(&without);
    assert_eq!(low_high, Err(Refusal::NeedsDraw { node: NodeId(1), low: 10, high: 99 }));
    assert_eq!(world.fingerprint(), before);
    world.apply(&Choice { draws: vec![42], ..without }).unwrap();
    assert_ne!(world.fingerprint(), before);
}

#[test]
fn a_fingerprint_knows_states_and_not_histories() {
    // Two ways to the same state: nothing is pending, and both mails were delivered.
    let ends: Vec<u128> = (1..=4)
        .map(|seed| {
            let mut world = World::new(setup([]), &[]).unwrap();
            // The same draws, so that the same rows are stored.
            struct SameDraws(Seeded);
            impl Chooser for SameDraws {
                fn pick(&mut self, world: &World) -> Option<(whatif_simulator::Happening, Time)> {
                    self.0.pick(world)
                }
                fn draw(&mut self, _: NodeId, low: i64, _: i64) -> i64 {
                    low
                }
            }
            finish(&mut world, &mut SameDraws(Seeded::new(seed)));
            world.fingerprint()
        })
        .collect();
    assert!(ends.windows(2).all(|pair| pair[0] == pair[1]), "{ends:?}");
}

#[test]
fn killed_between_the_steps_the_mail_is_never_sent() {
    for seed in 1..=10 {
        let ended = run(&setup([killed_between()]), &[welcomed()], seed, Limits::default());
        assert_eq!(ended.faults_met, [true]);
        let [Verdict::Violated { event: None, .. }] = ended.verdicts.as_slice() else {
            panic!("{:?}", ended.verdicts)
        };
        let crash = ended.trace.events.iter().find_map(|event| match &event.what {
            What::Crashed { after, before, .. } => Some((after.clone(), before.clone())),
            _ => None,
        });
        let places = (Some(place(1, "db::insert")), Some(place(2, "email::send")));
        assert_eq!(crash, Some(places));
    }
}

#[test]
fn a_crash_has_five_answers() {
    let setup = setup([FaultKind::Crash {
        node: NodeId(1),
        when: FaultPoint::At(Time::from_millis(12)),
        restart: Some(Time::from_millis(500)),
    }]);
    let ended = run(&setup, &[], 1, Limits::default());
    let lost: Vec<Loss> = ended
        .trace
        .events
        .iter()
        .filter_map(|event| match event.what {
            What::Lost(_, loss) => Some(loss),
            _ => None,
        })
        .collect();
    // Both requests reach a process that is dead.
    assert_eq!(lost, [Loss::NobodyThere, Loss::NobodyThere]);
    let mut world = World::new(Rc::clone(&setup), &[]).unwrap();
    finish(&mut world, &mut Seeded::new(1));
    assert_eq!(world.view().observe("process", "asked", &[]), Ok(Value::Int(0)), "memory is lost");
}

#[test]
fn a_reply_to_an_earlier_life_is_dropped() {
    // The reply of the database is held back until the process has died and lives again.
    let dies = FaultKind::Crash {
        node: NodeId(1),
        when: FaultPoint::At(Time::from_millis(100)),
        restart: Some(Time::from_millis(100)),
    };
    let held = delay(message(true, DATABASE), Time::from_secs(1));
    let ended = run(&setup([dies, held]), &[], 1, Limits::default());
    let lost = |loss| {
        ended
            .trace
            .events
            .iter()
            .any(|event| matches!(event.what, What::Lost(_, why) if why == loss))
    };
    assert!(lost(Loss::EarlierLife));
    assert!(!lost(Loss::TooLate));
}

#[test]
fn a_reply_after_the_timeout_is_too_late() {
    let held = delay(message(true, DATABASE), Time::from_secs(3));
    let ended = run(&setup([held]), &[], 1, Limits::default());
    let what: Vec<&What> = ended.trace.events.iter().map(|event| &event.what).collect();
    let timed_out = what.iter().position(|what| matches!(what, What::TimedOut(_)));
    let too_late = what.iter().position(|what| matches!(what, What::Lost(_, Loss::TooLate)));
    assert!(timed_out.unwrap() < too_late.unwrap());
}

#[test]
fn a_service_that_refuses_answers_at_once_with_an_error() {
    let refuses = down(MAILER, Time::ZERO, Time::from_secs(1), true);
    let ended = run(&setup([refuses]), &[], 1, Limits::default());
    let refused = ended.trace.messages.iter().filter(|message| {
        matches!(message.kind, MessageKind::Reply(_)) && message.content == Value::error("Refused")
    });
    // The mailer refuses both mails, and the process passes both errors on.
    assert_eq!(refused.count(), 4);
}

#[test]
fn what_stays_broken_is_put_right_before_eventually_is_judged() {
    let dies = FaultKind::Crash {
        node: NodeId(1),
        when: FaultPoint::At(Time::from_millis(60)),
        restart: None,
    };
    let ended = run(&setup([dies]), &[], 1, Limits::default());
    let at = |wanted: &What| ended.trace.events.iter().position(|event| event.what == *wanted);
    assert!(at(&What::Healed).unwrap() < at(&What::Restarted).unwrap());
}

/// A process that wakes up again and again, and counts as far as it is told to.
struct Ticker {
    counts: bool,
    every: Time,
}

impl Program for Ticker {
    type State = u64;

    fn initial(&self) -> u64 {
        0
    }

    fn after_crash(&self, _: &u64) -> u64 {
        0
    }

    fn step(&self, state: &u64, _: &Input) -> Transition<u64> {
        let kind = TimerKind::Sleep(None);
        let timer = Effect::SetTimer { timer: 0, after: self.every, kind };
        Transition::wait(state + u64::from(self.counts), vec![timer])
    }

    fn observe(&self, state: &u64, _: &str, _: &[Value]) -> Result<Value, String> {
        Ok(Value::Int(i128::from(*state)))
    }
}

fn ticker(counts: bool, kind: PropertyKind, most: i128) -> Verdict {
    ticking(Ticker { counts, every: Time::from_millis(500) }, kind, most)
}

fn ticking(ticker: Ticker, kind: PropertyKind, most: i128) -> Verdict {
    let latency = Latency { min: Time::ZERO, max: Time::ZERO };
    let mut setup = Setup::new(latency);
    setup.add_node("ticker", NodeKind::Process, ticker, Time::from_secs(1));
    let holds = move |world: &View<'_>| Ok(world.observe("ticker", "", &[])? <= Value::Int(most));
    let property = Property { name: "small".into(), kind, holds: Rc::new(holds) };
    let limits = Limits { choices: 200, ..Limits::default() };
    run(&Rc::new(setup), &[property], 1, limits).verdicts.remove(0)
}

#[test]
fn a_run_that_polls_for_ever_settles_and_one_that_counts_for_ever_never_does() {
    assert_eq!(ticker(false, PropertyKind::Eventually, 0), Verdict::Holds);
    let Verdict::Unknown { why } = ticker(true, PropertyKind::Eventually, i128::MAX) else {
        panic!("a run without an end has no verdict")
    };
    assert_eq!(why, "the run never settles");
    // It counts 1 as it starts, and 11 after it has woken for the tenth time: event number 9.
    let always = ticker(true, PropertyKind::Always, 10);
    assert!(matches!(always, Verdict::Violated { event: Some(9), .. }), "{always:?}");
    assert_eq!(ticker(true, PropertyKind::Sometimes, 1), Verdict::Holds);
}

#[test]
fn a_run_that_goes_round_without_time_never_settles() {
    let ticker = Ticker { counts: false, every: Time::ZERO };
    let verdict = ticking(ticker, PropertyKind::Eventually, 0);
    assert!(matches!(verdict, Verdict::Unknown { .. }), "{verdict:?}");
}

#[test]
fn the_fair_schedule_gives_messages_no_time() {
    let mut world = World::new(setup([]), &[]).unwrap();
    finish(&mut world, &mut Fair);
    assert_eq!(world.now(), Time::from_millis(15));
    assert!(world.pending().next().is_none());
}

#[test]
fn the_stream_of_a_link_is_not_disturbed_by_another() {
    // One mail more on its link changes nothing about when the database is reached.
    let reached = |faults: Vec<FaultKind>| {
        let ended = run(&setup(faults), &[], 7, Limits::default());
        let at_database = ended.trace.events.iter().filter(|event| event.node == DATABASE);
        at_database.map(|event| event.at).collect::<Vec<_>>()
    };
    let lost = vec![lose(message(false, MAILER))];
    assert_eq!(reached(vec![]), reached(lost));
}

/// When a ticker that sleeps for ten seconds wakes, where its clock is wrong like this.
fn wakes(at: Time, drift: i32, lasts: Option<Time>) -> Time {
    let mut setup = Setup::new(Latency { min: Time::ZERO, max: Time::ZERO });
    let ticker = Ticker { counts: false, every: Time::from_secs(10) };
    let node = setup.add_node("ticker", NodeKind::Process, ticker, Time::from_secs(1));
    let trouble = Trouble::Clock { node, offset: 0, drift };
    let kind = FaultKind::Trouble { trouble, when: FaultPoint::At(at), lasts };
    setup.add_fault(Fault { kind, words: String::new() });
    let trace = run(&Rc::new(setup), &[], 1, Limits::default()).trace;
    let woke = trace.events.iter().find(|event| matches!(event.what, What::Woke(_)));
    woke.expect("it wakes").at
}

#[test]
fn who_sleeps_while_its_clock_changes_wakes_by_what_the_clock_shows() {
    let seconds = Time::from_secs;
    // From the start on: ten seconds of a clock that is a quarter too fast are eight.
    assert_eq!(wakes(Time::ZERO, 250_000, None), seconds(8));
    assert_eq!(wakes(Time::ZERO, -500_000, None), seconds(20));
    // In its midst: four seconds, and six of a clock at half its speed.
    assert_eq!(wakes(seconds(4), -500_000, None), seconds(16));
    // And right again: four, two that count as one, and five.
    assert_eq!(wakes(seconds(4), -500_000, Some(seconds(2))), seconds(11));
}
