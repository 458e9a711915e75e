//! The built-in services, each asked by clients at given times over links of one millisecond: what
//! they answer, and when.
#![allow(missing_docs)]

use std::rc::Rc;

use whatif_simulator::services::{
    Client, Database, Lock, Log, Mailer, Mode, Operation, Queue, Replica, Request, Store,
};
use whatif_simulator::{
    Fault, FaultKind, FaultPoint, Latency, Limits, MessageKind, MessagePoint, Mishap, NodeId,
    NodeKind, Program, Property, PropertyKind, Run, Setup, Time, Trace, Trouble, Value, View, What,
    run,
};

const CLIENT: NodeId = NodeId(0);
const SERVICE: NodeId = NodeId(1);
const REPLICA: NodeId = NodeId(2);

type Ask<'a> = (u64, NodeId, &'a str, Vec<Value>);

/// A client that asks, and services of which the first is the one that is looked at.
fn world(asks: &[Ask<'_>], faults: &[FaultKind]) -> Setup {
    let one = Time::from_millis(1);
    let mut setup = Setup::new(Latency { min: one, max: one });
    let request = |(at, to, operation, arguments): &Ask<'_>| Request {
        at: Time::from_millis(*at),
        to: *to,
        operation: (*operation).into(),
        arguments: arguments.as_slice().into(),
    };
    let client = Client { requests: asks.iter().map(request).collect(), recorded: false };
    setup.add_node("client", NodeKind::Client, client, Time::from_secs(100));
    for kind in faults {
        setup.add_fault(Fault { kind: kind.clone(), words: "a fault".into() });
    }
    setup
}

fn run_to_its_end(setup: Setup) -> Run {
    let ended = run(&Rc::new(setup), &[], 1, Limits::default());
    assert_eq!(ended.halted, None);
    ended
}

/// What the client is told and what services say, a line each.
fn told(trace: &Trace) -> Vec<String> {
    let line = |event: &whatif_simulator::Event| {
        let at = event.at.micros() / 1_000;
        match &event.what {
            What::Delivered(id) if event.node == CLIENT => {
                let message = trace.message(*id);
                let told = format!("{:?}", message.content).replace("Message {", "{");
                Some(format!("{at}: {} {told}", message.operation))
            }
            What::Logged(line) => Some(format!("{at}: ({line})")),
            What::Crashed { .. } => Some(format!("{at}: (crashed)")),
            _ => None,
        }
    };
    trace.events.iter().filter_map(line).collect()
}

/// What one service answers.
fn asked(program: impl Program + 'static, asks: &[(u64, &str, Vec<Value>)]) -> Vec<String> {
    asked_with(program, asks, &[])
}

fn asked_with(
    program: impl Program + 'static,
    asks: &[(u64, &str, Vec<Value>)],
    faults: &[FaultKind],
) -> Vec<String> {
    let asks = asks.iter().map(|(at, operation, with)| (*at, SERVICE, *operation, with.clone()));
    let mut setup = world(&asks.collect::<Vec<_>>(), faults);
    setup.add_node("service", NodeKind::Service, program, Time::from_secs(1));
    told(&run_to_its_end(setup).trace)
}

fn crash(at: u64) -> FaultKind {
    let when = FaultPoint::At(Time::from_millis(at));
    FaultKind::Crash { node: SERVICE, when, restart: Some(Time::from_millis(10)) }
}

fn text(text: &str) -> Value {
    Value::text(text)
}

fn int(number: i128) -> Value {
    Value::Int(number)
}

fn secs(secs: u64) -> Value {
    Value::Duration(Time::from_secs(secs))
}

#[test]
fn the_guide_says_what_each_can_be_asked_for() {
    let guide = include_str!("../../../guide/src/services.md");
    let of_stores = [Mode::Linearizable, Mode::Eventual, Mode::LastWriteWins];
    let all = of_stores.map(Store::operations).into_iter().chain([
        Database::OPERATIONS,
        Lock::OPERATIONS,
        Log::OPERATIONS,
        Mailer::OPERATIONS,
        Queue::OPERATIONS,
        Replica::OPERATIONS,
    ]);
    for Operation { name, parameters, returns, does } in all.flatten() {
        let row = format!("| `{name}({})` | `{returns}` | {does} |", parameters.join(", "));
        assert!(guide.contains(&row), "{row}");
    }
}

mod queue {
    use super::*;

    fn queue() -> Queue {
        let (wait, visibility) = (Time::from_secs(1), Time::from_secs(5));
        Queue { wait, visibility, max_deliveries: None }
    }

    fn message(id: i128, attempt: i128) -> Value {
        Value::record("Message", [("id", int(id)), ("attempt", int(attempt))])
    }

    #[test]
    fn messages_come_in_the_order_in_which_they_were_sent() {
        let told = asked(
            queue(),
            &[
                (10, "send", vec![text("a")]),
                (20, "send", vec![text("b")]),
                (30, "receive", vec![]),
                (40, "receive", vec![]),
                (50, "acknowledge", vec![message(0, 1)]),
                (60, "acknowledge", vec![message(1, 1)]),
                (70, "acknowledge", vec![message(1, 1)]),
            ],
        );
        assert_eq!(
            told,
            [
                "12: send Ok(())",
                "22: send Ok(())",
                r#"32: receive Ok(Some({ id: 0, body: "a", attempt: 1 }))"#,
                r#"42: receive Ok(Some({ id: 1, body: "b", attempt: 1 }))"#,
                "52: acknowledge Ok(())",
                "62: acknowledge Ok(())",
                "72: acknowledge Err(Stale)",
            ]
        );
    }

    #[test]
    fn a_receiver_waits_for_a_message_and_no_longer_than_it_is_to() {
        let told = asked(
            queue(),
            &[
                (0, "receive", vec![]),
                (100, "receive", vec![]),
                (500, "send", vec![text("a")]),
                (600, "acknowledge", vec![message(0, 1)]),
            ],
        );
        assert_eq!(
            told,
            [
                "502: send Ok(())",
                r#"502: receive Ok(Some({ id: 0, body: "a", attempt: 1 }))"#,
                "602: acknowledge Ok(())",
                "1102: receive Ok(None)",
            ]
        );
    }

    #[test]
    fn without_a_wait_the_answer_comes_at_once() {
        let asks = [
            (0, "receive", vec![]),
            (10, "send", vec![text("a")]),
            (20, "receive", vec![]),
            (30, "acknowledge", vec![message(0, 1)]),
        ];
        let told = asked(Queue { wait: Time::ZERO, ..queue() }, &asks);
        assert_eq!(
            told,
            [
                "2: receive Ok(None)",
                "12: send Ok(())",
                r#"22: receive Ok(Some({ id: 0, body: "a", attempt: 1 }))"#,
                "32: acknowledge Ok(())",
            ]
        );
    }

    #[test]
    fn what_is_not_acknowledged_in_time_is_handed_out_again_at_its_old_place() {
        let told = asked(
            queue(),
            &[
                (0, "send", vec![text("a")]),
                (10, "send", vec![text("b")]),
                (20, "receive", vec![]),
                (5_500, "receive", vec![]),
                (5_600, "acknowledge", vec![message(0, 1)]),
                (5_700, "acknowledge", vec![message(0, 2)]),
                (5_800, "receive", vec![]),
                (5_900, "acknowledge", vec![message(1, 1)]),
            ],
        );
        assert_eq!(
            told[2..],
            [
                r#"22: receive Ok(Some({ id: 0, body: "a", attempt: 1 }))"#,
                "5021: (message 0 was not acknowledged in time)",
                r#"5502: receive Ok(Some({ id: 0, body: "a", attempt: 2 }))"#,
                "5602: acknowledge Err(Stale)",
                "5702: acknowledge Ok(())",
                r#"5802: receive Ok(Some({ id: 1, body: "b", attempt: 1 }))"#,
                "5902: acknowledge Ok(())",
            ]
        );
    }

    #[test]
    fn what_is_rejected_waits_again_at_once_until_it_is_a_dead_letter() {
        let told = asked(
            Queue { max_deliveries: Some(2), ..queue() },
            &[
                (0, "send", vec![text("a")]),
                (10, "receive", vec![]),
                (20, "reject", vec![message(0, 1)]),
                (30, "receive", vec![]),
                (40, "reject", vec![message(0, 2)]),
                (50, "receive", vec![]),
                (60, "dead_letters", vec![]),
            ],
        );
        assert_eq!(
            told[1..],
            [
                r#"12: receive Ok(Some({ id: 0, body: "a", attempt: 1 }))"#,
                "22: reject Ok(())",
                r#"32: receive Ok(Some({ id: 0, body: "a", attempt: 2 }))"#,
                "41: (message 0 is a dead letter now)",
                "42: reject Ok(())",
                r#"62: dead_letters Ok([{ id: 0, body: "a", attempt: 2 }])"#,
                "1052: receive Ok(None)",
            ]
        );
    }

    #[test]
    fn a_crash_loses_no_message_and_every_delivery() {
        let told = asked_with(
            queue(),
            &[
                (0, "send", vec![text("a")]),
                (10, "receive", vec![]),
                (30, "receive", vec![]),
                (100, "acknowledge", vec![message(0, 1)]),
                (110, "receive", vec![]),
                (120, "acknowledge", vec![message(0, 2)]),
            ],
            &[crash(50)],
        );
        assert_eq!(
            told[1..],
            [
                r#"12: receive Ok(Some({ id: 0, body: "a", attempt: 1 }))"#,
                "50: (crashed)",
                "102: acknowledge Err(Stale)",
                r#"112: receive Ok(Some({ id: 0, body: "a", attempt: 2 }))"#,
                "122: acknowledge Ok(())",
            ]
        );
    }

    /// The answer of the first `receive` is lost, so nobody has what it handed out.
    #[test]
    fn what_was_handed_to_nobody_is_handed_out_again() {
        let lost = MessagePoint {
            reply: true,
            of: SERVICE,
            by: None,
            operation: Some("receive".into()),
            nth: Some(1),
        };
        let asks =
            [(0, "send", vec![text("a")]), (10, "receive", vec![]), (4_500, "receive", vec![])];
        let told = asked_with(queue(), &asks, &[FaultKind::Message(lost, Mishap::Lost)]);
        assert_eq!(
            told[1..3],
            [
                "5011: (message 0 was not acknowledged in time)",
                r#"5012: receive Ok(Some({ id: 0, body: "a", attempt: 2 }))"#,
            ]
        );
    }

    #[test]
    fn properties_see_what_waits_what_somebody_has_and_what_is_dead() {
        let asks = [
            (0, "send", vec![text("a")]),
            (5, "send", vec![text("b")]),
            (10, "receive", vec![]),
            (20, "reject", vec![message(0, 1)]),
            (30, "receive", vec![]),
        ];
        let once = Queue { max_deliveries: Some(1), ..queue() };
        let seen =
            seen_at_the_end(once, &asks, &["waiting", "in_flight", "dead_letters", "bodies"]);
        assert_eq!(
            seen,
            [
                "[]",
                "[]",
                r#"[Message { id: 0, body: "a", attempt: 1 }, Message { id: 1, body: "b", attempt: 1 }]"#,
                "node `service`: a queue knows nothing of `bodies`, only what is `waiting`, \
                 `in_flight` or among the `dead_letters`",
            ]
        );
    }

    #[test]
    fn what_cannot_be_understood_is_answered_with_a_sentence() {
        let told = asked(
            queue(),
            &[
                (0, "push", vec![text("a")]),
                (10, "send", vec![]),
                (20, "acknowledge", vec![text("a")]),
            ],
        );
        assert_eq!(
            told,
            [
                "2: push Err(Failed(\"a queue cannot push; it can send, receive, acknowledge, \
                 reject, dead_letters\"))",
                "12: send Err(Failed(\"a queue expects send(body: &Body)\"))",
                "22: acknowledge Err(Failed(\"the queue needs a Message that was received from \
                 it\"))",
            ]
        );
    }
}

/// What a property is told at the end of the run.
fn seen_at_the_end(
    program: impl Program + 'static,
    asks: &[(u64, &str, Vec<Value>)],
    questions: &[&str],
) -> Vec<String> {
    let asks = asks.iter().map(|(at, operation, with)| (*at, SERVICE, *operation, with.clone()));
    let mut setup = world(&asks.collect::<Vec<_>>(), &[]);
    setup.add_node("service", NodeKind::Service, program, Time::from_secs(1));
    look(setup, "service", questions)
}

fn look(setup: Setup, node: &'static str, questions: &[&str]) -> Vec<String> {
    let last = Rc::new(std::cell::RefCell::new(Vec::new()));
    let (seen, questions) = (Rc::clone(&last), questions.iter().map(|each| (*each).to_owned()));
    let questions: Vec<String> = questions.collect();
    let holds = move |world: &View<'_>| {
        let ask = |question: &String| {
            let mut words = question.split(' ');
            let question = words.next().unwrap_or_default();
            let arguments: Vec<Value> = words.map(Value::text).collect();
            match world.observe(node, question, &arguments) {
                Ok(value) => format!("{value:?}"),
                Err(sentence) => sentence,
            }
        };
        *seen.borrow_mut() = questions.iter().map(ask).collect();
        Ok(true)
    };
    let property =
        Property { name: "seen".into(), kind: PropertyKind::Always, holds: Rc::new(holds) };
    run(&Rc::new(setup), &[property], 1, Limits::default());
    last.take()
}

mod log {
    use super::*;

    fn log() -> Log {
        Log { topics: vec!["orders".into(), "mails".into()], wait: Time::from_secs(1) }
    }

    fn orders(more: &[Value]) -> Vec<Value> {
        [&[text("orders")], more].concat()
    }

    #[test]
    fn a_consumer_reads_from_where_it_has_committed() {
        let told = asked(
            log(),
            &[
                (0, "append", orders(&[text("a")])),
                (10, "append", orders(&[text("b")])),
                (20, "read", orders(&[text("billing")])),
                (30, "commit", orders(&[text("billing"), int(1)])),
                (40, "read", orders(&[text("billing")])),
                (50, "read", orders(&[text("shipping")])),
                (60, "read_from", orders(&[int(1)])),
            ],
        );
        let (a, b) = (r#"Entry { offset: 0, value: "a" }"#, r#"Entry { offset: 1, value: "b" }"#);
        assert_eq!(
            told,
            [
                "2: append Ok(0)".to_owned(),
                "12: append Ok(1)".to_owned(),
                format!("22: read Ok([{a}, {b}])"),
                "32: commit Ok(())".to_owned(),
                format!("42: read Ok([{b}])"),
                format!("52: read Ok([{a}, {b}])"),
                format!("62: read_from Ok([{b}])"),
            ]
        );
    }

    #[test]
    fn a_read_waits_for_an_entry_of_its_topic() {
        let told = asked(
            log(),
            &[
                (0, "read", orders(&[text("billing")])),
                (100, "read_from", vec![text("mails"), int(0)]),
                (500, "append", orders(&[text("a")])),
            ],
        );
        assert_eq!(
            told,
            [
                "502: append Ok(0)",
                r#"502: read Ok([Entry { offset: 0, value: "a" }])"#,
                "1102: read_from Ok([])",
            ]
        );
    }

    #[test]
    fn without_a_wait_a_read_is_answered_at_once() {
        let asks = [
            (0, "read_from", orders(&[int(0)])),
            (10, "append", orders(&[text("a")])),
            (20, "read_from", orders(&[int(0)])),
        ];
        assert_eq!(
            asked(Log { wait: Time::ZERO, ..log() }, &asks),
            [
                "2: read_from Ok([])",
                "12: append Ok(0)",
                r#"22: read_from Ok([Entry { offset: 0, value: "a" }])"#,
            ]
        );
    }

    #[test]
    fn entries_and_offsets_survive_a_crash() {
        let told = asked_with(
            log(),
            &[
                (0, "append", orders(&[text("a")])),
                (10, "append", orders(&[text("b")])),
                (20, "commit", orders(&[text("billing"), int(1)])),
                (100, "read", orders(&[text("billing")])),
            ],
            &[crash(50)],
        );
        assert_eq!(told.last().unwrap(), r#"102: read Ok([Entry { offset: 1, value: "b" }])"#);
    }

    #[test]
    fn what_is_not_there_is_answered_with_a_sentence() {
        let told = asked(
            log(),
            &[
                (0, "append", vec![text("order"), text("a")]),
                (10, "commit", orders(&[text("billing"), int(1)])),
                (20, "read", vec![text("orders")]),
            ],
        );
        assert_eq!(
            told,
            [
                "2: append Err(Failed(\"there is no topic `order`; there are orders, mails\"))",
                "12: commit Err(Failed(\"`orders` has no offset 1: its next entry gets 0\"))",
                "22: read Err(Failed(\"a log expects read(topic: &str, consumer: &str)\"))",
            ]
        );
    }

    #[test]
    fn properties_see_entries_and_offsets() {
        let asks = [
            (0, "append", orders(&[text("a")])),
            (10, "commit", orders(&[text("billing"), int(1)])),
        ];
        let seen = seen_at_the_end(
            log(),
            &asks,
            &[
                "entries orders",
                "committed orders billing",
                "committed orders shipping",
                "entries order",
            ],
        );
        assert_eq!(
            seen,
            [
                r#"[Entry { offset: 0, value: "a" }]"#,
                "1",
                "0",
                "node `service`: there is no topic `order`; there are orders, mails",
            ]
        );
    }
}

mod store {
    use super::*;

    fn store(mode: Mode, replicas: u32) -> Store {
        Store { mode, replicas, lag: Time::from_secs(1) }
    }

    fn x(more: &[Value]) -> Vec<Value> {
        [&[text("x")], more].concat()
    }

    #[test]
    fn a_linearizable_store_compares_and_sets_and_refuses_the_older_token() {
        let told = asked(
            store(Mode::Linearizable, 1),
            &[
                (0, "get", x(&[])),
                (10, "compare_and_set", x(&[Value::option(None), int(1)])),
                (20, "compare_and_set", x(&[Value::option(None), int(2)])),
                (30, "put_fenced", x(&[int(3), int(8)])),
                (40, "put_fenced", x(&[int(4), int(7)])),
                (50, "put_fenced", x(&[int(5), int(8)])),
                (60, "get", x(&[])),
                (70, "delete", x(&[])),
                (80, "put_fenced", x(&[int(6), int(7)])),
                (90, "put_at", x(&[int(6), int(7)])),
            ],
        );
        assert_eq!(
            told,
            [
                "2: get Ok(None)",
                "12: compare_and_set Ok(true)",
                "22: compare_and_set Ok(false)",
                "32: put_fenced Ok(())",
                "42: put_fenced Err(Stale)",
                "52: put_fenced Ok(())",
                "62: get Ok(Some(5))",
                "72: delete Ok(())",
                "82: put_fenced Err(Stale)",
                "92: put_at Err(Failed(\"the store cannot put_at; it can get, put, delete, \
                 compare_and_set, put_fenced\"))",
            ]
        );
    }

    /// What two reads say right after a write, and what two say after the lag, over many seeds.
    fn reads_around_a_write(asks: &[(u64, &str, Vec<Value>)], mode: Mode) -> Vec<Vec<String>> {
        let of_seed = |seed| {
            let asks =
                asks.iter().map(|(at, operation, with)| (*at, SERVICE, *operation, with.clone()));
            let mut setup = world(&asks.collect::<Vec<_>>(), &[]);
            setup.add_node("service", NodeKind::Service, store(mode, 2), Time::from_secs(1));
            let told = told(&run(&Rc::new(setup), &[], seed, Limits::default()).trace);
            let reads = told.into_iter().filter(|line| line.contains(": get "));
            reads.map(|line| line.split_once(": get ").unwrap().1.to_owned()).collect()
        };
        let mut all: Vec<Vec<String>> = (1..40).map(of_seed).collect();
        all.sort();
        all.dedup();
        all
    }

    #[test]
    fn an_eventual_store_answers_by_what_a_replica_knows_until_the_lag_is_over() {
        let asks = [
            (0, "put", x(&[int(1)])),
            (10, "get", x(&[])),
            (20, "get", x(&[])),
            (2_000, "get", x(&[])),
        ];
        let found = reads_around_a_write(&asks, Mode::Eventual);
        let (none, one) = ("Ok(None)", "Ok(Some(1))");
        // An older value after a newer one: reads are not monotonic.
        assert_eq!(found, [[none, none, one], [none, one, one], [one, none, one], [one, one, one]]);
    }

    #[test]
    fn in_the_end_all_replicas_keep_what_the_store_has_taken_later() {
        let asks = [
            (0, "put", x(&[int(1)])),
            (10, "put", x(&[int(2)])),
            (3_000, "get", x(&[])),
            (3_010, "get", x(&[])),
        ];
        let found = reads_around_a_write(&asks, Mode::Eventual);
        assert_eq!(found, [["Ok(Some(2))", "Ok(Some(2))"]]);
    }

    #[test]
    fn the_last_write_wins_by_the_time_that_its_caller_says() {
        let write = |value, time| x(&[int(value), secs(time)]);
        let read = |asks: &[(u64, &str, Vec<Value>)]| {
            let mut asks = asks.to_vec();
            asks.push((3_000, "get", x(&[])));
            let found = reads_around_a_write(&asks, Mode::LastWriteWins);
            assert_eq!(found.len(), 1, "{found:?}");
            found[0][0].clone()
        };
        assert_eq!(read(&[(0, "put_at", write(1, 9)), (10, "put_at", write(2, 5))]), "Ok(Some(1))");
        assert_eq!(read(&[(0, "put_at", write(2, 5)), (10, "put_at", write(1, 5))]), "Ok(Some(2))");
        let delete = |time| x(&[secs(time)]);
        assert_eq!(read(&[(0, "delete_at", delete(5)), (10, "put_at", write(1, 5))]), "Ok(None)");
        assert_eq!(
            read(&[(0, "delete_at", delete(4)), (10, "put_at", write(1, 5))]),
            "Ok(Some(1))"
        );
    }

    #[test]
    fn after_a_crash_what_was_on_its_way_to_other_replicas_is_sent_again() {
        let asks: &[(u64, &str, Vec<Value>)] = &[(0, "put", x(&[int(1)]))];
        let asks =
            asks.iter().map(|(at, operation, with)| (*at, SERVICE, *operation, with.clone()));
        let mut setup = world(&asks.collect::<Vec<_>>(), &[crash(500)]);
        setup.add_node("service", NodeKind::Service, store(Mode::Eventual, 3), Time::from_secs(1));
        let seen = look(setup, "service", &["stored x", "replicas x", "stored y"]);
        assert_eq!(seen, ["Some(1)", "[Some(1), Some(1), Some(1)]", "None"]);
    }
}

mod lock {
    use super::*;

    fn a(more: &[Value]) -> Vec<Value> {
        [&[text("a")], more].concat()
    }

    #[test]
    fn a_lock_has_one_holder_and_its_tokens_only_grow() {
        let told = asked(
            Lock,
            &[
                (0, "acquire", a(&[secs(5)])),
                (10, "acquire", a(&[secs(5)])),
                (20, "acquire", vec![text("b"), secs(5)]),
                (30, "release", a(&[int(1)])),
                (40, "acquire", a(&[secs(5)])),
                (50, "release", a(&[int(1)])),
                (60, "renew", a(&[int(1), secs(5)])),
                (70, "acquire", a(&[text("5s")])),
            ],
        );
        assert_eq!(
            told,
            [
                "2: acquire Ok(1)",
                "12: acquire Err(Held)",
                "22: acquire Ok(2)",
                "32: release Ok(())",
                "42: acquire Ok(3)",
                "52: release Err(Stale)",
                "62: renew Err(Stale)",
                "72: acquire Err(Failed(\"a lock service expects acquire(name: &str, lease: \
                 Duration)\"))",
                "5021: (the lease 2 of b is over)",
                "5041: (the lease 3 of a is over)",
            ]
        );
    }

    #[test]
    fn a_lease_ends_by_itself_unless_it_is_renewed() {
        let told = asked(
            Lock,
            &[
                (0, "acquire", a(&[secs(5)])),
                (3_000, "renew", a(&[int(1), secs(5)])),
                (6_000, "acquire", a(&[secs(5)])),
                (9_000, "acquire", a(&[secs(5)])),
                (9_010, "renew", a(&[int(1), secs(5)])),
            ],
        );
        assert_eq!(
            told[1..],
            [
                "3002: renew Ok(())",
                "6002: acquire Err(Held)",
                "8001: (the lease 1 of a is over)",
                "9002: acquire Ok(2)",
                "9012: renew Err(Stale)",
                "14001: (the lease 2 of a is over)",
            ]
        );
    }

    #[test]
    fn after_a_crash_a_lease_runs_once_more_and_no_token_is_given_twice() {
        let asks = [
            (0, "acquire", a(&[secs(5)])),
            (5_500, "acquire", a(&[secs(1)])),
            (9_000, "acquire", a(&[secs(1)])),
        ];
        let told = asked_with(Lock, &asks, &[crash(3_000)]);
        assert_eq!(
            told,
            [
                "2: acquire Ok(1)",
                "3000: (crashed)",
                "5502: acquire Err(Held)",
                "8010: (the lease 1 of a is over)",
                "9002: acquire Ok(2)",
                "10001: (the lease 2 of a is over)",
            ]
        );
    }

    #[test]
    fn properties_see_who_holds_a_lock() {
        let asks = [(0, "acquire", a(&[secs(5)])), (10, "release", a(&[int(1)]))];
        assert_eq!(seen_at_the_end(Lock, &asks[..1], &["holder b"]), ["None"]);
        assert_eq!(seen_at_the_end(Lock, &asks, &["holder a"]), ["None"]);
    }
}

mod replica {
    use super::*;

    fn user(name: &str, age: i128) -> Vec<Value> {
        let row = Value::record("User", [("name", text(name)), ("age", int(age))]);
        vec![text("users"), row]
    }

    fn users(asks: &[Ask<'_>], faults: &[FaultKind]) -> Setup {
        let mut setup = world(asks, faults);
        let tables = vec![("users".into(), "name".into())];
        let database = Database { tables: tables.clone(), replicas: vec![REPLICA] };
        setup.add_node("db", NodeKind::Service, database, Time::from_secs(1));
        let replica = Replica::new(tables, Time::from_millis(100));
        setup.add_node("replica", NodeKind::Service, replica, Time::from_secs(1));
        setup
    }

    fn get(at: u64, of: NodeId) -> Ask<'static> {
        (at, of, "get", vec![text("users"), text("ada")])
    }

    fn asks() -> Vec<Ask<'static>> {
        vec![
            (0, SERVICE, "insert", user("ada", 36)),
            (10, SERVICE, "update", user("ada", 37)),
            (20, SERVICE, "insert", user("ada", 38)),
            get(30, SERVICE),
            get(50, REPLICA),
            get(105, REPLICA),
            get(200, REPLICA),
        ]
    }

    fn ages(trace: &Trace) -> Vec<String> {
        let gets = told(trace).into_iter().filter(|line| line.contains(": get "));
        gets.map(|line| line.replace("User { name: \"ada\", ", "").replace(" }", "")).collect()
    }

    #[test]
    fn a_replica_answers_by_what_has_reached_it() {
        let ended = run_to_its_end(users(&asks(), &[]));
        assert_eq!(
            ages(&ended.trace),
            [
                "32: get Ok(Some(age: 37))",
                "52: get Ok(None)",
                "107: get Ok(Some(age: 36))",
                "202: get Ok(Some(age: 37))",
            ]
        );
        // What could not be done was not shipped, and nothing is sent where there is nothing new.
        let shipped = ended.trace.messages.iter().filter(|message| {
            message.kind == MessageKind::Request && &*message.operation == "replicate"
        });
        assert_eq!(shipped.count(), 2);
    }

    #[test]
    fn what_is_lost_on_the_way_to_a_replica_is_sent_again() {
        for reply in [false, true] {
            let of = REPLICA;
            let point = MessagePoint {
                reply,
                of,
                by: None,
                operation: Some("replicate".into()),
                nth: Some(1),
            };
            let setup = users(&asks(), &[FaultKind::Message(point, Mishap::Lost)]);
            let seen = look(setup, "replica", &["rows users"]);
            assert_eq!(seen, [r#"[User { name: "ada", age: 37 }]"#]);
        }
    }

    #[test]
    fn a_replica_catches_up_after_a_crash_of_either() {
        for node in [SERVICE, REPLICA] {
            for at in [1, 2, 5, 11, 60, 101] {
                let when = FaultPoint::At(Time::from_millis(at));
                let restart = Some(Time::from_secs(5));
                // The update comes when both are well again.
                let asks = [
                    (0, SERVICE, "insert", user("ada", 36)),
                    (9_000, SERVICE, "update", user("ada", 37)),
                ];
                let setup = users(&asks, &[FaultKind::Crash { node, when, restart }]);
                let seen = look(setup, "replica", &["rows users"]);
                let kept = at > 1 || node == REPLICA;
                let expected = if kept { r#"[User { name: "ada", age: 37 }]"# } else { "[]" };
                assert_eq!(seen, [expected], "{node:?} at {at} ms");
            }
        }
    }

    #[test]
    fn a_replica_that_refuses_is_left_alone_for_a_while() {
        let (from, until) = (Time::ZERO, Time::from_millis(1_500));
        let down = FaultKind::Trouble {
            trouble: Trouble::Down { node: REPLICA, refuse: true },
            when: FaultPoint::At(from),
            lasts: Some(until.since(from)),
        };
        let ended = run_to_its_end(users(
            &[(0, SERVICE, "insert", user("ada", 36)), get(2_500, REPLICA)],
            &[down],
        ));
        assert_eq!(ages(&ended.trace), ["2502: get Ok(Some(age: 36))"]);
    }

    #[test]
    fn a_replica_is_only_read() {
        let ended = run_to_its_end(users(&[(0, REPLICA, "insert", user("ada", 36))], &[]));
        assert_eq!(
            told(&ended.trace),
            ["2: insert Err(Failed(\"a replica cannot insert; it can get, scan\"))"]
        );
    }
}
