//! Programs as a book prints them, each a scenario of `tests/scenarios`: what they claim, and what
//! their runs show.
#![cfg(feature = "toml")]
#![allow(missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use whatif_scenario::{PageForm, Report, Scenario, SourceFile, Sources, VariantSource, load};
use whatif_simulator::{MessageKind, Trace, Value, What};

const NAMES: [&str; 19] = [
    "raft",
    "paxos",
    "saga",
    "breaker",
    "lamport",
    "vector",
    "queue",
    "log",
    "store",
    "lock",
    "replica",
    "signer",
    "burst",
    "desks",
    "retries",
    "faults",
    "clocks",
    "links",
    "consistency",
];

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/scenarios").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn file(name: &str) -> Arc<SourceFile> {
    Arc::new(SourceFile { path: name.into(), text: read(name), first_line: 1 })
}

/// The code of each fence of a page, with the name of its variant.
fn fences(name: &str) -> Vec<(String, String)> {
    let page = read(&format!("{name}.md"));
    let opening = format!("```rust,whatif={name}");
    let parts = page.split(&opening).skip(1);
    let fence = |part: &str| {
        let (attributes, rest) = part.split_once('\n').unwrap();
        let (code, _) = rest.split_once("```").unwrap();
        let variant = attributes.strip_prefix(",variant=").unwrap_or(name);
        (variant.to_owned(), code.to_owned())
    };
    parts.map(fence).collect()
}

fn sources(name: &str) -> Sources {
    let path = format!("{name}.md");
    let variants = fences(name).into_iter().map(|(name, text)| {
        let code = Arc::new(SourceFile { path: path.clone(), text, first_line: 1 });
        VariantSource { name, code }
    });
    Sources {
        name: name.into(),
        world: file(&format!("{name}.toml")),
        support: Some(file(&format!("{name}.rs"))),
        variants: variants.collect(),
    }
}

fn loaded(sources: &Sources) -> Scenario {
    load(sources).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// The scenario with another text in the place of one in its code or its world.
fn changed(name: &str, from: &str, to: &str) -> Scenario {
    let mut sources = sources(name);
    let mut count = 0;
    let files = sources.variants.iter_mut().map(|variant| &mut variant.code);
    for file in files.chain([&mut sources.world]) {
        count += file.text.matches(from).count();
        let text = file.text.replace(from, to);
        *file = Arc::new(SourceFile { text, ..(**file).clone() });
    }
    assert!(count > 0, "{name} has no `{from}`");
    loaded(&sources)
}

/// Every question that can be asked of a variant, beginning with none.
fn questions(scenario: &Scenario, variant: &str) -> Vec<Option<String>> {
    let what_ifs = &scenario.variant(variant).unwrap().what_ifs;
    [None].into_iter().chain(what_ifs.iter().map(|what_if| Some(what_if.name.clone()))).collect()
}

/// The runs of a variant under every question with these seeds, as they are asked for.
fn runs(scenario: &Scenario, variant: &str, seeds: Range<u64>) -> impl Iterator<Item = Report> {
    questions(scenario, variant).into_iter().flat_map(move |question| {
        let run = move |seed| scenario.run(variant, question.as_deref(), Some(seed)).unwrap();
        seeds.clone().map(run)
    })
}

/// The properties that did not hold.
fn violated(report: &Report) -> Vec<&str> {
    let judgements = report.judgements.iter();
    let wrong = judgements.filter(|judgement| judgement.verdict.word() != "holds");
    wrong.map(|judgement| judgement.property.as_str()).collect()
}

/// What the nodes have shown under a key, in order: when, who, what.
fn shown<'t>(trace: &'t Trace, key: &str) -> Vec<(u64, &'t str, &'t Value)> {
    let events = trace.events.iter().filter_map(|event| match &event.what {
        What::Shown(shown, value) if **shown == *key => {
            Some((event.at.micros(), trace.name_of(event.node), value))
        }
        _ => None,
    });
    events.collect()
}

/// How many requests were sent to a node.
fn requests_to(trace: &Trace, node: &str) -> usize {
    let messages = trace.messages.iter();
    let asks = messages.filter(|message| !matches!(message.kind, MessageKind::Reply(_)));
    asks.filter(|message| trace.name_of(message.to) == node).count()
}

#[test]
fn every_claim_holds_for_every_seed() {
    for name in NAMES {
        let findings = loaded(&sources(name)).check();
        assert_eq!(findings.mistakes, [], "{name}");
        assert_eq!(findings.false_claims, [], "{name}");
    }
}

#[test]
fn other_seeds_say_the_same() {
    // What links do by chance is told of one seed.
    for name in NAMES.into_iter().filter(|name| *name != "links") {
        let scenario = loaded(&sources(name));
        for variant in scenario.variants() {
            for question in questions(&scenario, &variant.name) {
                let run = |seed| scenario.run(&variant.name, question.as_deref(), Some(seed));
                let first = run(1).unwrap();
                for seed in 100..104 {
                    let other = run(seed).unwrap();
                    assert_eq!(violated(&other), violated(&first), "{name} {question:?} {seed}");
                    assert_eq!(other.notes, [""; 0], "{name} {question:?} {seed}");
                }
            }
        }
    }
}

#[test]
fn what_travels_to_the_page_runs_as_the_scenario_does() {
    for name in NAMES {
        let scenario = loaded(&sources(name));
        for (variant, code) in fences(name) {
            let sent = scenario.page_form(&variant).unwrap().to_json();
            let form = PageForm::from_json(&sent).unwrap();
            let live = form.with_code(&code).unwrap_or_else(|problems| panic!("{problems:#?}"));
            for question in questions(&scenario, &variant) {
                let built = scenario.run(&variant, question.as_deref(), Some(3)).unwrap();
                let live = live.run(&variant, question.as_deref(), Some(3)).unwrap();
                assert_eq!(live.trace.hash(), built.trace.hash(), "{name}, {variant}");
            }
        }
    }
}

#[test]
fn the_table_counts_the_lines_of_each_program() {
    let table = read("README.md");
    for name in NAMES {
        for (variant, code) in fences(name) {
            let lines = code.lines().map(str::trim_start);
            let counted = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
            let program = if fences(name).len() == 1 {
                format!("`{name}`")
            } else {
                format!("`{name}`, `{variant}`")
            };
            let row = format!("| {program} | {} |", counted.count());
            assert!(table.contains(&row), "{row}");
        }
    }
}

#[test]
fn in_raft_a_term_has_one_leader_and_another_takes_over() {
    let mut taken_over = 0;
    let scenario = loaded(&sources("raft"));
    for report in runs(&scenario, "raft", 1..6) {
        let mut leaders: BTreeMap<&Value, &str> = BTreeMap::new();
        let led = shown(&report.trace, "leads");
        for (_, node, term) in &led {
            assert_eq!(*leaders.entry(term).or_insert(node), *node, "{term:?}");
        }
        let crashed_leader = report.trace.events.iter().any(|event| {
            let leads = led.iter().rfind(|(at, ..)| *at < event.at.micros());
            matches!(event.what, What::Crashed { .. })
                && leads.is_some_and(|(_, node, _)| *node == report.trace.name_of(event.node))
        });
        if crashed_leader {
            assert!(leaders.len() > 1, "nobody takes over");
            taken_over += 1;
        }
    }
    assert!(taken_over > 10, "{taken_over}");
}

#[test]
fn raft_does_not_mind_an_uneven_network() {
    let scenario = changed("raft", "latency = \"5ms\"", "latency = \"1ms..10ms\"");
    for report in runs(&scenario, "raft", 1..2) {
        assert_eq!(violated(&report), [""; 0], "{:?}", report.trace.faults);
    }
}

#[test]
fn in_paxos_both_clients_are_told_one_value() {
    let mut chosen = BTreeSet::new();
    let scenario = loaded(&sources("paxos"));
    for report in runs(&scenario, "paxos", 1..11) {
        let trace = &report.trace;
        let told = trace.messages.iter().filter(|message| {
            matches!(message.kind, MessageKind::Reply(_)) && &*message.operation == "propose"
        });
        let values: BTreeSet<String> = told.map(|told| format!("{:?}", told.content)).collect();
        assert_eq!(values.len(), 1, "{values:?}");
        chosen.extend(values);
    }
    assert_eq!(chosen.len(), 2, "one of the clients always wins: {chosen:?}");
}

#[test]
fn the_saga_undoes_the_flight_and_the_hotel() {
    let scenario = loaded(&sources("saga"));
    let report = scenario.run("saga", None, None).unwrap();
    let booked = shown(&report.trace, "booked");
    let of = |desk: &str| -> Vec<String> {
        let of_desk = booked.iter().filter(|(_, node, _)| *node == desk);
        of_desk.map(|(.., trips)| format!("{trips:?}")).collect()
    };
    let (one, both) = (r#"{"Rome"}"#, r#"{"Lisbon", "Rome"}"#);
    assert_eq!(of("flights"), [one, both, one]);
    assert_eq!(of("hotels"), [one, both, one]);
    assert_eq!(of("cars"), [one, one]);
    let report = scenario.run("naive", None, None).unwrap();
    let last = shown(&report.trace, "booked").pop().unwrap();
    assert_eq!((last.1, format!("{:?}", last.2)), ("hotels", both.to_owned()));
}

#[test]
fn the_breaker_opens_tries_and_closes_and_spares_the_sick_service() {
    let scenario = loaded(&sources("breaker"));
    for what_if in ["silent", "refusing", "killed"] {
        let with = scenario.run("with", Some(what_if), None).unwrap();
        let without = scenario.run("without", Some(what_if), None).unwrap();
        let circuit = shown(&with.trace, "circuit").into_iter();
        let mut circuit: Vec<String> = circuit.map(|(.., word)| format!("{word:?}")).collect();
        circuit.dedup();
        let (first, last) = (circuit.first().unwrap(), circuit.last().unwrap());
        assert_eq!((first.as_str(), last.as_str()), (r#""closed""#, r#""closed""#));
        for pair in circuit.windows(2) {
            let turn = (pair[0].trim_matches('"'), pair[1].trim_matches('"'));
            let turns = [
                ("closed", "open"),
                ("open", "half-open"),
                ("half-open", "open"),
                ("half-open", "closed"),
            ];
            assert!(turns.contains(&turn), "{turn:?}");
        }
        assert!(circuit.len() >= 6, "{circuit:?}");
        let (with, without) = (&with.trace, &without.trace);
        assert_eq!(requests_to(without, "prices"), 60);
        assert!(requests_to(with, "prices") < 50, "{}", requests_to(with, "prices"));
    }
}

/// Follows the messages of a run through the trace and not through what the processes say of them.
#[test]
fn lamport_numbers_rise_along_every_path_of_messages() {
    let scenario = loaded(&sources("lamport"));
    for report in runs(&scenario, "lamport", 1..4) {
        let trace = &report.trace;
        let number = |of: &Value| -> u64 {
            let text = format!("{of:?}");
            let (_, rest) = text.split_once("time: ").unwrap();
            rest.split(',').next().unwrap().parse().unwrap()
        };
        let mut latest: BTreeMap<&str, u64> = BTreeMap::new();
        let mut heard = 0;
        for event in &trace.events {
            let at = latest.entry(trace.name_of(event.node)).or_default();
            match event.what {
                What::Sent(id, _) => {
                    let sent = number(&trace.message(id).content);
                    assert!(sent > *at, "{sent} after {at}");
                    *at = sent;
                }
                What::Delivered(id) => {
                    *at = number(&trace.message(id).content).max(*at);
                    heard += 1;
                }
                _ => {}
            }
        }
        assert!(heard >= 30, "{heard}");
    }
}

#[test]
fn vector_clocks_find_concurrent_writes_and_no_others() {
    let scenario = loaded(&sources("vector"));
    for report in runs(&scenario, "vector", 1..11) {
        for (_, node, versions) in shown(&report.trace, "versions") {
            let Value::List(versions) = versions else { panic!("{versions:?}") };
            let text = format!("{versions:?}");
            let is_concurrent = text.contains(r#""bread""#) && text.contains(r#""eggs""#);
            assert_eq!(versions.len(), if is_concurrent { 2 } else { 1 }, "{node}: {text}");
        }
    }
}

/// What is claimed of the store multiplies: as many requests as tries for each layer.
#[test]
fn retries_multiply_load_as_the_arithmetic_says() {
    let scenario = loaded(&sources("retries"));
    for (variant, layers) in [("one-layer", 1), ("two-layers", 2)] {
        for report in runs(&scenario, variant, 1..6) {
            let orders = requests_to(&report.trace, "gateway");
            assert!(orders > 0);
            assert_eq!(requests_to(&report.trace, "store"), orders * 3_usize.pow(layers));
        }
        let swept = scenario.sweep(variant, "tries").unwrap();
        let expected = (1..=5).map(|tries: i64| {
            // To the gateway and back, and of each layer there and back.
            let layers = if layers == 1 { 2 * tries } else { tries + tries * tries };
            Some((2 + 2 * layers) * 1_000_000)
        });
        assert_eq!(swept.curves[0].points, expected.collect::<Vec<_>>(), "{variant}");
    }
}

#[test]
fn the_first_of_a_crowd_come_at_even_gaps() {
    let report = loaded(&sources("burst")).run("burst", None, None).unwrap();
    let lines: Vec<String> = report.trace.lines().take(9).collect();
    let expected = [
        "           0  crowd       sent #0 sell (1,) to till",
        "        5000  till        delivered #0 sell (1,) from crowd",
        "      105000  till        woke at sell[1] sleep",
        "      105000  till        measured Count sold = 1.0",
        "      105000  till        sent #1 sell reply to #0 Ok(1) to crowd",
        "      110000  crowd       delivered #1 sell reply to #0 Ok(1) from till",
        "      200000  crowd       sent #2 sell (2,) to till",
        "      205000  till        delivered #2 sell (2,) from crowd",
        "      305000  till        woke at sell[1] sleep",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn users_think_before_they_ask_again() {
    let report = loaded(&sources("desks")).run("desks", None, None).unwrap();
    let sent = report.trace.events.iter().filter(|event| match event.what {
        What::Sent(id, _) => report.trace.message(id).kind == MessageKind::Request,
        _ => false,
    });
    let sent: Vec<u64> = sent.map(|event| event.at.micros() / 1_000).collect();
    // They begin within the time that they think, and come round every 160 ms.
    assert_eq!(sent[..6], [0, 33, 66, 160, 193, 226]);
    assert_eq!(sent.len(), 300);
}

#[test]
fn a_world_with_a_load_is_not_explored() {
    let scenario = loaded(&sources("burst"));
    let refused = scenario.explore("burst", &whatif_scenario::Within::default()).err().unwrap();
    assert_eq!(
        refused.to_string(),
        "`crowd` makes too many requests for every order of them to be explored"
    );
}

/// Programs with one thing left out, and the property that tells.
#[test]
fn what_each_program_must_do_it_must_do() {
    let table = [
        ("raft", "last >= self.last()", "true", "kept"),
        ("raft", "votes > peers().len() + 1", "votes > 0", "one-leader"),
        ("raft", "disk::read(\"log\").await.unwrap_or_default()", "Vec::new()", "kept"),
        ("raft", "lengths[peers().len() / 2]", "self.log.len()", "kept"),
        ("paxos", "newest.map_or(wish, |proposal| proposal.value)", "wish", "agreement"),
        ("paxos", "acceptors.len() / 2 + 1", "1", "agreement"),
        (
            "paxos",
            "disk::read(\"acceptor\").await.unwrap_or_default()",
            "Self::default()",
            "agreement",
        ),
        (
            "saga",
            "disk::read(\"open\").await.unwrap_or_default()",
            "BTreeMap::new()",
            "all-or-nothing",
        ),
        ("saga", "desk.cancel(trip.clone()).await.is_err()", "false", "all-or-nothing"),
        ("breaker", "self.turn(Circuit::HalfOpen)", "return Err(Error::Refused)", "well"),
        ("lamport", "self.time.max(message.time) + 1", "self.time + 1", "message-order"),
        ("vector", ">= count", "> count", "merged"),
        ("queue", "jobs::acknowledge(&message)", "jobs::reject(&message)", "once"),
        ("log", "entry.offset + 1", "entry.offset", "read"),
        (
            "lock",
            "put_fenced(\"report\", report + &line, token)",
            "put(\"report\", report + &line)",
            "kept",
        ),
        ("replica", "db::get(", "copy::get(", "own"),
        ("signer", "!verify(KEY, &order, &signature)", "false", "hers"),
        ("consistency", "tell(peer.copied(value));", "", "converged"),
        ("vector", "self.versions.retain(|known| !version.includes(known));", "", "concurrent"),
    ];
    for (name, from, to, property) in table {
        let scenario = changed(name, from, to);
        let variant = &scenario.variants().last().unwrap().name;
        let told = |report: Report| violated(&report).contains(&property);
        let found = runs(&scenario, variant, 1..9).any(told);
        assert!(found, "{name} without `{from}`: `{property}` holds");
    }
}
