//! What goes wrong for a while, links and services that take their time, over a process that asks
//! one question after the other.
#![allow(missing_docs)]

use std::num::{NonZeroU32, NonZeroU64};
use std::rc::Rc;

use whatif_simulator::services::{Load, Pace, Rate};
use whatif_simulator::{
    Alteration, Ask, Border, Effect, Fault, FaultKind, FaultPoint, Input, Latency, Limits, Link,
    MessagePoint, Mishap, Moved, NodeId, NodeKind, Place, Program, Run, Setup, StepPoint, Takes,
    Then, Time, TimerKind, Transition, Trouble, Value, What, Work, run,
};

const ASKER: NodeId = NodeId(0);
const ECHO: NodeId = NodeId(1);
const OTHER: NodeId = NodeId(2);

/// Asks the echo so many times: all at once, or each time after the answer and a pause; then looks
/// at its clocks.
#[derive(Clone, Copy)]
struct Asker {
    questions: u32,
    bytes: usize,
    at_once: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Asked {
    sent: u32,
    clock: Option<Time>,
    instant: Option<Time>,
}

fn place(effect: &str) -> Place {
    Place { function: "ask".into(), ordinal: 1, effect: effect.into(), line: None }
}

impl Asker {
    fn question(self, number: u32) -> Effect {
        Effect::Call {
            call: number,
            to: ECHO,
            operation: "echo".into(),
            arguments: Rc::from([Value::record(
                "Question",
                [
                    ("number", Value::Int(number.into())),
                    ("text", Value::text(&"x".repeat(self.bytes))),
                ],
            )]),
            place: Some(place("echo::echo")),
        }
    }
}

impl Program for Asker {
    type State = Asked;

    fn initial(&self) -> Asked {
        Asked::default()
    }

    fn after_crash(&self, _: &Asked) -> Asked {
        Asked::default()
    }

    fn step(&self, state: &Asked, input: &Input) -> Transition<Asked> {
        let mut state = state.clone();
        let mut effects = Vec::new();
        let mut moved = Vec::new();
        let mut then = Then::Wait;
        let stands = |effect: &str| vec![place(effect)];
        match input {
            Input::Start if self.at_once => {
                state.sent = self.questions;
                effects.extend((0..self.questions).map(|number| self.question(number)));
            }
            Input::Start => {
                state.sent = 1;
                effects.push(self.question(0));
                moved.push(Moved { from: Vec::new(), to: stands("echo::echo") });
            }
            Input::Reply { .. } | Input::TimedOut { .. } if !self.at_once => {
                let kind = TimerKind::Sleep(Some(place("sleep")));
                effects.push(Effect::SetTimer { timer: 99, after: Time::from_secs(1), kind });
                moved.push(Moved { from: stands("echo::echo"), to: stands("sleep") });
            }
            Input::Timer { .. } if state.sent < self.questions => {
                effects.push(self.question(state.sent));
                state.sent += 1;
                moved.push(Moved { from: stands("sleep"), to: stands("echo::echo") });
            }
            Input::Timer { .. } => then = Then::Ask(Ask::Clock),
            Input::Clock(time) => {
                state.clock = Some(*time);
                then = Then::Ask(Ask::Instant);
            }
            Input::Instant(time) => state.instant = Some(*time),
            _ => {}
        }
        Transition { state, effects, moved, then }
    }

    fn observe(&self, state: &Asked, _: &str, _: &[Value]) -> Result<Value, String> {
        let time = |time: Option<Time>| Value::option(time.map(Value::Duration));
        Ok(Value::list([time(state.clock), time(state.instant)]))
    }
}

/// Answers what it is asked.
struct Echo;

impl Program for Echo {
    type State = ();

    fn initial(&self) {}

    fn after_crash(&self, (): &()) {}

    fn step(&self, (): &(), input: &Input) -> Transition<()> {
        let effects = match input {
            Input::Request { handle, arguments, .. } => {
                vec![Effect::Reply { handle: *handle, result: Value::ok(arguments[0].clone()) }]
            }
            _ => Vec::new(),
        };
        Transition::wait((), effects)
    }

    fn observe(&self, (): &(), _: &str, _: &[Value]) -> Result<Value, String> {
        Ok(Value::Unit)
    }
}

fn ten_millis() -> Latency {
    Latency { min: Time::from_millis(10), max: Time::from_millis(10) }
}

/// An asker, an echo and a bystander, with a link that takes ten milliseconds.
fn setup(asker: Asker, faults: impl IntoIterator<Item = FaultKind>) -> Setup {
    let mut setup = Setup::new(ten_millis());
    setup.add_node("asker", NodeKind::Process, asker, Time::from_secs(2));
    setup.add_node("echo", NodeKind::Service, Echo, Time::from_secs(2));
    setup.add_node("other", NodeKind::Service, Echo, Time::from_secs(2));
    for kind in faults {
        setup.add_fault(Fault { kind, words: "it".into() });
    }
    setup
}

fn twice() -> Asker {
    Asker { questions: 2, bytes: 0, at_once: false }
}

fn at(trouble: Trouble, millis: u64, lasts: Option<u64>) -> FaultKind {
    let when = FaultPoint::At(Time::from_millis(millis));
    FaultKind::Trouble { trouble, when, lasts: lasts.map(Time::from_millis) }
}

fn ended(setup: Setup) -> Run {
    run(&Rc::new(setup), &[], 1, Limits::default())
}

/// The events that are of some kind, as *milliseconds what*.
fn told(run: &Run, words: &[&str]) -> Vec<String> {
    let lines = run.trace.lines().filter(|line| words.iter().any(|word| line.contains(word)));
    let short = |line: String| {
        let parts: Vec<&str> = line.split_whitespace().collect();
        let millis = parts[0].parse::<u64>().unwrap() as f64 / 1e3;
        format!("{millis} {} {}", parts[1], parts[2..].join(" "))
    };
    lines.map(short).map(|line| line.split(" Ok").next().unwrap().to_owned()).collect()
}

fn arrivals(run: &Run) -> Vec<u64> {
    let delivered = |event: &&whatif_simulator::Event| matches!(event.what, What::Delivered(_));
    run.trace.events.iter().filter(delivered).map(|event| event.at.micros() / 1_000).collect()
}

#[test]
fn what_is_sent_over_a_cut_link_is_lost_and_what_is_on_its_way_arrives() {
    // The first question is on its way as the link is cut; its answer is not.
    let links = vec![(ASKER, ECHO), (ECHO, ASKER)];
    let run = ended(setup(twice(), [at(Trouble::Cut(links), 5, Some(2_500))]));
    assert_eq!(
        told(&run, &["cut", "mended", "lost", "delivered"]),
        [
            "5 asker cut asker->echo echo->asker [fault 0]",
            "10 echo delivered #0 echo (Question { number: 0, text: \"\" },) from asker",
            "10 asker lost #1 echo reply to #0",
            "2505 asker mended asker->echo echo->asker [fault 0]",
            "3010 echo delivered #2 echo (Question { number: 1, text: \"\" },) from asker",
            "3020 asker delivered #3 echo reply to #2",
        ]
    );
}

#[test]
fn a_one_way_cut_leaves_the_other_way_open() {
    let cut = Trouble::Cut(vec![(ECHO, ASKER)]);
    let run = ended(setup(twice(), [at(cut, 0, None)]));
    // Both questions arrive, and neither answer does.
    assert_eq!(arrivals(&run), [10, 3010]);
    assert!(run.trace.events.iter().any(|event| event.what == What::Healed));
}

#[test]
fn who_is_silent_towards_one_answers_another() {
    let silent = |towards| Trouble::Silent { node: ECHO, towards: Some(vec![towards]) };
    assert_eq!(arrivals(&ended(setup(twice(), [at(silent(ASKER), 0, None)]))), [10, 3010]);
    let answered = [10, 20, 1030, 1040];
    assert_eq!(arrivals(&ended(setup(twice(), [at(silent(OTHER), 0, None)]))), answered);
}

#[test]
fn who_is_slow_gets_and_sends_everything_later() {
    let slow = Trouble::Slow { node: ECHO, factor: 7 };
    let run = ended(setup(twice(), [at(slow, 1, Some(1_000))]));
    // The first question had set out before; the second finds it as fast as ever.
    assert_eq!(arrivals(&run), [10, 80, 1090, 1100]);
}

#[test]
fn who_stands_still_does_everything_afterwards_in_the_order_in_which_it_came() {
    let asker = Asker { questions: 3, bytes: 0, at_once: true };
    let mut setup = setup(asker, [at(Trouble::Paused(ASKER), 15, Some(5_000))]);
    let narrow = Link { bandwidth: NonZeroU64::new(40_000), ..ten_millis().into() };
    setup.set_link(ECHO, ASKER, narrow);
    let run = ended(setup);
    let of_asker = told(&run, &["asker"]).into_iter().filter(|line| line.contains(" asker "));
    let after: Vec<String> = of_asker.skip_while(|line| !line.contains("paused")).collect();
    // It was asleep when its calls would have timed out: it finds the answers first.
    assert_eq!(
        after,
        [
            "15 asker paused [fault 0]",
            "5015 asker goes on [fault 0]",
            "5015 asker delivered #3 echo reply to #0",
            "5015 asker delivered #4 echo reply to #1",
            "5015 asker delivered #5 echo reply to #2",
        ]
    );
}

#[test]
fn what_waits_for_who_stands_still_keeps_its_order_however_much_happens_elsewhere() {
    let order = |faults: Vec<FaultKind>| {
        let asker = Asker { questions: 20, bytes: 0, at_once: true };
        let mut setup = setup(asker, faults);
        let wide = Latency { min: Time::from_millis(20), max: Time::from_millis(500) };
        setup.set_link(ASKER, ECHO, wide.into());
        let crowd = Load {
            to: OTHER,
            operation: "echo".into(),
            arguments: Rc::new(|_| Rc::from([Value::Unit])),
            pace: Pace::Open {
                rates: vec![(Time::ZERO, Rate { count: 500, per: Time::from_secs(1) })],
                random: false,
            },
            from: Time::ZERO,
            until: Time::from_secs(1),
        };
        setup.add_node("crowd", NodeKind::Client, crowd, Time::from_secs(2));
        let run = run(&Rc::new(setup), &[], 1, Limits::LOADED);
        let at_echo = run.trace.events.iter().filter_map(|event| match event.what {
            What::Delivered(id) if event.node == ECHO => {
                Some(format!("{:?}", run.trace.message(id).content))
            }
            _ => None,
        });
        at_echo.collect::<Vec<String>>()
    };
    let in_peace = order(Vec::new());
    assert_eq!(in_peace.len(), 20);
    assert_eq!(order(vec![at(Trouble::Paused(ECHO), 10, Some(1_000))]), in_peace);
}

#[test]
fn who_stands_still_in_place_of_a_step_has_been_answered() {
    let border = Border::After("echo::echo".into());
    let when = FaultPoint::Step(ASKER, StepPoint { function: None, border, nth: 2 });
    let lasts = Some(Time::from_secs(9));
    let pause = FaultKind::Trouble { trouble: Trouble::Paused(ASKER), when, lasts };
    let run = ended(setup(twice(), [pause]));
    assert_eq!(
        told(&run, &["paused", "goes on", "delivered", "timed out"])[2..],
        [
            "1030 echo delivered #2 echo (Question { number: 1, text: \"\" },) from asker",
            "1040 asker paused [fault 0]",
            "10040 asker goes on [fault 0]",
            "10040 asker delivered #3 echo reply to #2",
        ]
    );
    assert_eq!(run.faults_met, [true]);
}

/// What the asker's two clocks showed at the end: after an exchange and a second of sleep by its own
/// clock, and when that was.
fn clocks(faults: impl IntoIterator<Item = FaultKind>) -> (u64, u64, u64) {
    let once = Asker { questions: 1, bytes: 0, at_once: false };
    let setup = Rc::new(setup(once, faults));
    let ended = run(&setup, &[], 1, Limits::default());
    let mut world = whatif_simulator::World::new(Rc::clone(&setup), &[]).unwrap();
    for choice in &ended.choices {
        world.apply(choice).unwrap();
    }
    let shown = world.view().observe("asker", "clocks", &[]).unwrap();
    let Value::List(clocks) = shown else { panic!("{shown:?}") };
    let millis = |clock: &Value| match clock {
        Value::Variant(some) => match some.fields[0].1 {
            Value::Duration(time) => time.micros() / 1_000,
            _ => panic!("{clock:?}"),
        },
        _ => panic!("{clock:?}"),
    };
    (world.now().micros() / 1_000, millis(&clocks[0]), millis(&clocks[1]))
}

#[test]
fn a_clock_that_is_wrong_is_felt_by_who_reads_it_and_by_its_timers() {
    let wrong =
        |offset, drift, millis| at(Trouble::Clock { node: ASKER, offset, drift }, millis, None);
    // The exchange takes 20 ms, the sleep a second; a wall clock begins at 1,000 s.
    assert_eq!(clocks([]), (1_020, 1_001_020, 1_020));
    // Off from the start, and set back half way: the other clock knows nothing of it.
    assert_eq!(clocks([wrong(-5_000_000, 0, 0)]), (1_020, 996_020, 1_020));
    assert_eq!(clocks([wrong(-5_000_000, 0, 500)]), (1_020, 996_020, 1_020));
    // Twice as fast: it has slept after half a second, and believes that it was a whole one.
    assert_eq!(clocks([wrong(0, 1_000_000, 0)]), (520, 1_001_040, 1_040));
    // Half as fast: it sleeps for two.
    assert_eq!(clocks([wrong(0, -500_000, 0)]), (2_020, 1_001_010, 1_010));
}

#[test]
fn a_clock_with_which_two_things_are_wrong_is_wrong_by_both_and_right_by_one_less() {
    let wrong = |offset, drift, millis, lasts| {
        at(Trouble::Clock { node: ASKER, offset, drift }, millis, lasts)
    };
    let half = || wrong(0, -500_000, 0, None);
    // It is set back while it runs at half the speed, and goes on at half the speed.
    assert_eq!(clocks([half(), wrong(-5_000_000, 0, 500, None)]), (2_020, 996_010, 1_010));
    // The jump is over again before it is looked at, and the speed is not.
    assert_eq!(clocks([half(), wrong(-5_000_000, 0, 500, Some(500))]), (2_020, 1_001_010, 1_010));
    // Two that together would let it stand still, or run backwards.
    let both = [half(), wrong(0, -600_000, 0, Some(500))];
    assert!(clocks(both).0 > 2_020);
}

#[test]
fn a_lie_changes_a_field_or_all_of_what_arrives_and_nothing_else() {
    let point =
        |reply, nth| MessagePoint { reply, of: ECHO, by: Some(ASKER), operation: None, nth };
    let lie =
        |reply, nth, alteration| FaultKind::Message(point(reply, nth), Mishap::Altered(alteration));
    let number = || Alteration::Field("number".into(), Value::Int(7));
    let run = ended(setup(twice(), [lie(false, Some(2), number())]));
    assert_eq!(
        told(&run, &["altered", "delivered"]),
        [
            "10 echo delivered #0 echo (Question { number: 0, text: \"\" },) from asker",
            "20 asker delivered #1 echo reply to #0",
            "1020 echo altered #2 echo (Question { number: 1, text: \"\" },) as #3 \
             (Question { number: 7, text: \"\" },) [fault 0]",
            "1030 echo delivered #3 echo (Question { number: 7, text: \"\" },) from asker",
            "1040 asker delivered #4 echo reply to #2",
        ]
    );
    let whole = Alteration::Whole(Value::text("no"));
    let run = ended(setup(twice(), [lie(true, None, whole)]));
    let altered =
        run.trace.lines().filter(|line| line.contains("Ok(\"no\")") && line.contains("delivered"));
    assert_eq!(altered.count(), 2);
    // What has no such field is not altered, and the fault does not come to pass.
    let none = Alteration::Field("amount".into(), Value::Int(7));
    let run = ended(setup(twice(), [lie(false, None, none)]));
    assert_eq!(told(&run, &["altered"]), [""; 0]);
    assert_eq!(run.faults_met, [false]);
}

#[test]
fn a_trouble_begins_with_the_message_that_it_is_bound_to() {
    let point = MessagePoint { reply: true, of: ECHO, by: None, operation: None, nth: Some(1) };
    let when = FaultPoint::Message(point);
    let cut = Trouble::Cut(vec![(ECHO, ASKER)]);
    let lasts = Some(Time::from_secs(1));
    let run = ended(setup(twice(), [FaultKind::Trouble { trouble: cut, when, lasts }]));
    // The reply itself is lost.
    assert_eq!(arrivals(&run), [10, 3010, 3020]);
}

#[test]
fn messages_queue_behind_one_another_where_a_link_is_narrow() {
    let asker = Asker { questions: 3, bytes: 965, at_once: true };
    let mut setup = setup(asker, []);
    // A question has 1,000 bytes: 965, those of `{"number":0,"text":""}` in its list, those of `echo`.
    let narrow = Link { bandwidth: NonZeroU64::new(10_000), ..ten_millis().into() };
    setup.set_link(ASKER, ECHO, narrow);
    let ended = ended(setup);
    let at_echo = ended
        .trace
        .events
        .iter()
        .filter(|event| event.node == ECHO && matches!(event.what, What::Delivered(_)));
    let millis: Vec<u64> = at_echo.map(|event| event.at.micros() / 100).collect();
    let bytes = ended.trace.messages[0].content.bytes() + 4;
    assert_eq!(bytes, 993);
    // Each takes its own time, and the link ten milliseconds more.
    assert_eq!(millis, [1_093, 2_086, 3_079]);
}

#[test]
fn a_link_that_keeps_the_order_lets_nothing_overtake() {
    let asker = Asker { questions: 40, bytes: 0, at_once: true };
    let order = |in_order| {
        let wide = Latency { min: Time::from_millis(1), max: Time::from_millis(100) };
        let mut setup = setup(asker, []);
        setup.set_link(ASKER, ECHO, Link { in_order, ..wide.into() });
        let run = ended(setup);
        let at_echo = run.trace.events.iter().filter_map(|event| match event.what {
            What::Delivered(id) if event.node == ECHO => Some(id.0),
            _ => None,
        });
        at_echo.collect::<Vec<u32>>()
    };
    assert!(order(true).is_sorted());
    assert!(!order(false).is_sorted());
}

#[test]
fn a_link_loses_what_it_is_said_to_lose() {
    let asker = Asker { questions: 1_000, bytes: 0, at_once: true };
    let mut setup = setup(asker, []);
    setup.set_link(ASKER, ECHO, Link { loss: 250_000, ..ten_millis().into() });
    let limits = Limits { choices: 100_000, ..Limits::default() };
    let run = run(&Rc::new(setup), &[], 1, limits);
    let lost = run.trace.events.iter().filter(|event| matches!(event.what, What::Lost(..)));
    let lost = lost.count();
    // Four standard deviations are 55.
    assert!(lost.abs_diff(250) < 55, "{lost}");
    assert!(run.trace.faults.is_empty(), "what a link loses of itself is nobody's fault");
}

#[test]
fn a_service_works_at_so_many_at_a_time_and_refuses_what_it_has_no_room_for() {
    let asker = Asker { questions: 5, bytes: 0, at_once: true };
    let mut setup = setup(asker, []);
    let takes = Time::from_millis(100);
    setup.set_work(
        ECHO,
        Work {
            takes: Takes::Between(Latency { min: takes, max: takes }),
            workers: NonZeroU32::new(2).unwrap(),
            waiting: Some(2),
        },
    );
    let run = ended(setup);
    // Two at once, then the two that waited; the fifth was refused as it came.
    let replies = run.trace.events.iter().filter_map(|event| match event.what {
        What::Delivered(id) if event.node == ASKER => {
            let ok = run.trace.message(id).content.as_ok().is_some();
            Some((event.at.micros() / 1_000, ok))
        }
        _ => None,
    });
    let expected = [(20, false), (120, true), (120, true), (220, true), (220, true)];
    assert_eq!(replies.collect::<Vec<_>>(), expected);
}

/// An M/M/1 queue: arrivals and work without a memory, one server. At load ρ a request waits
/// ρ / (1 − ρ) times as long as it is worked at, in the mean (Kleinrock, *Queueing Systems*, 1975).
#[test]
fn a_queue_waits_as_long_in_the_mean_as_the_formula_says() {
    let mut setup = Setup::new(Latency { min: Time::ZERO, max: Time::ZERO });
    // One every 20 ms, of which each takes 10 ms: half of the time somebody works.
    let rate = Rate { count: 50, per: Time::from_secs(1) };
    let crowd = Load {
        to: ECHO,
        operation: "echo".into(),
        arguments: Rc::new(|_| Rc::from([Value::Unit])),
        pace: Pace::Open { rates: vec![(Time::ZERO, rate)], random: true },
        from: Time::ZERO,
        until: Time::from_secs(2_000),
    };
    setup.add_node("crowd", NodeKind::Client, crowd, Time::from_secs(3_600));
    setup.add_node("echo", NodeKind::Service, Echo, Time::from_secs(2));
    let workers = NonZeroU32::new(1).unwrap();
    let takes = Takes::Exponential(Time::from_millis(10));
    setup.set_work(ECHO, Work { takes, workers, waiting: None });
    let limits = Limits { choices: 1_000_000, time: Time::from_secs(100_000) };
    let run = run(&Rc::new(setup), &[], 1, limits);
    let mut asked = vec![Time::ZERO; run.trace.messages.len()];
    let (mut total, mut count) = (0, 0);
    for event in &run.trace.events {
        let What::Sent(id, _) = event.what else { continue };
        match run.trace.message(id).kind {
            whatif_simulator::MessageKind::Reply(request) => {
                total += event.at.since(asked[request.0 as usize]).micros();
                count += 1;
            }
            _ => asked[id.0 as usize] = event.at,
        }
    }
    // Four standard deviations of a Poisson process are 1,265.
    assert!((count as u64).abs_diff(100_000) < 1_265, "{count}");
    let mean = total as f64 / count as f64;
    let formula = 10_000.0 / (1.0 - 0.5);
    assert!((mean / formula - 1.0).abs() < 0.03, "{mean} and not {formula}");
}
