//! The book's own scenario, through the one door.
#![cfg(feature = "toml")]
#![allow(missing_docs)]

mod chapters;

use std::collections::BTreeMap;
use std::sync::Arc;

use whatif_scenario::{
    Explored, NoSuch, PageForm, Scenario, SingleFault, SourceFile, Sources, VariantSource, Within,
    load,
};

use chapters::{fences, sources};

fn variants() -> Vec<VariantSource> {
    fences("01-already-distributed.md", "email-signup")
}

fn sign_up() -> Sources {
    sources("01-already-distributed.md", "email-signup")
}

fn loaded() -> Scenario {
    load(&sign_up()).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn explored(scenario: &Scenario, variant: &str) -> Explored {
    let mut exploration = scenario.explore(variant, &Within::default()).unwrap();
    while exploration.advance(usize::MAX) {}
    exploration.explored()
}

fn violated(scenario: &Scenario, variant: &str, what_if: Option<&str>) -> Vec<String> {
    let report = scenario.run(variant, what_if, None).unwrap();
    let judgements = report.judgements.into_iter();
    let wrong = judgements.filter(|judgement| judgement.verdict.word() != "holds");
    wrong.map(|judgement| judgement.property).collect()
}

#[test]
fn the_verdicts_of_chapter_one_are_those_of_the_book() {
    let scenario = loaded();
    let table: &[(&str, [&[&str]; 6])] = &[
        (
            "naive",
            [
                &[],
                &["welcomed", "told"],
                &["told"],
                &["welcomed", "told"],
                &["welcomed", "told"],
                &["welcomed"],
            ],
        ),
        ("swapped", [&[], &[], &["no-strangers"], &[], &[], &["no-strangers"]]),
        ("retry", [&[], &[], &["once"], &[], &["welcomed", "told"], &["welcomed"]]),
        ("dual-write", [&[], &[], &["once"], &[], &[], &["welcomed"]]),
        ("outbox", [&[], &[], &["once"], &[], &[], &["once"]]),
        ("outbox-idempotent", [&[], &[], &[], &[], &[], &[]]),
        ("events", [&[], &[], &[], &[], &[], &[]]),
    ];
    assert_eq!(table.len(), scenario.variants().len());
    let what_ifs = [
        None,
        Some("request-lost"),
        Some("reply-lost"),
        Some("down-3s"),
        Some("down-90s"),
        Some("killed-between"),
    ];
    for (variant, row) in table {
        for (what_if, expected) in what_ifs.iter().zip(row) {
            let found = violated(&scenario, variant, *what_if);
            assert_eq!(found, *expected, "{variant} {what_if:?}");
        }
    }
}

#[test]
fn exploring_chapter_one_finds_what_the_book_says() {
    let scenario = loaded();
    let one_of_each = "1 crash and 1 lost message";
    let table: &[(&str, &str, &[&str])] = &[
        ("naive", one_of_each, &["welcomed", "told"]),
        ("swapped", one_of_each, &["no-strangers"]),
        ("retry", one_of_each, &["welcomed", "once", "told"]),
        ("dual-write", one_of_each, &["welcomed", "once"]),
        ("outbox", one_of_each, &["once"]),
        ("outbox-idempotent", "1 crash, 1 lost message and 1 duplicate", &[]),
        ("events", "1 crash, 1 lost message and 1 duplicate", &[]),
    ];
    assert_eq!(table.len(), scenario.variants().len());
    for (variant, budget, expected) in table {
        let explored = explored(&scenario, variant);
        assert_eq!(explored.budget.to_string(), *budget, "{variant}");
        assert!(explored.exhausted, "{variant}");
        let wrong = explored.judgements.into_iter().filter(|it| it.verdict.word() != "holds");
        assert_eq!(wrong.map(|it| it.property).collect::<Vec<_>>(), *expected, "{variant}");
    }
}

#[test]
fn the_retry_loses_the_database_s_reply_as_the_chapter_tells_it() {
    let explored = explored(&loaded(), "retry");
    let breaks = ["welcomed".to_owned(), "told".to_owned()];
    let reply_lost = |single: &&SingleFault| single.words == "a reply of db::insert is lost";
    assert_eq!(explored.singles.iter().find(reply_lost).unwrap().breaks, breaks);
}

#[test]
fn every_claim_of_chapter_one_holds_for_every_seed() {
    let findings = loaded().check();
    assert_eq!(findings.mistakes, []);
    assert_eq!(findings.false_claims, []);
}

#[test]
fn turning_any_one_claim_round_is_found() {
    assert!(turned_round(&sign_up(), "kept") > 15);
}

/// Turns each claim of a scenario round, one at a time, and asks that it is found. A claim that all
/// holds is turned into one that a property is violated that is not. Gives how many were turned.
fn turned_round(sources: &Sources, kept: &str) -> usize {
    let wrong = format!("expect = {{ {kept} = \"violated\" }}");
    let turned = [
        ("\"violated\"", "\"holds\""),
        ("expect = {}", wrong.as_str()),
        ("\"rises\"", "\"falls\""),
        ("\"falls\"", "\"rises\""),
        ("\"flat\"", "\"rises\""),
        (" < ", " > "),
        (" > ", " < "),
        ("errors = 0%", "errors > 0%"),
        ("mean = 0\"", "mean > 0\""),
    ];
    // The run that is shown is enough to tell.
    let claims = format!("seed = 1\n{}", sources.world.text);
    // What is claimed does not decide what exploring finds, so once is enough.
    let mut known = BTreeMap::new();
    let mut count = 0;
    for (from, to) in turned {
        for (at, _) in claims.match_indices(from) {
            let mut text = claims.clone();
            text.replace_range(at..at + from.len(), to);
            let world = Arc::new(SourceFile { text, ..(*sources.world).clone() });
            let scenario =
                load(&Sources { world, ..sources.clone() }).unwrap_or_else(|_| panic!("{at}"));
            let findings = scenario.check_with(&mut |variant| {
                let text = scenario.explored_text(variant)?;
                let explored = || explored(&scenario, variant).judgements;
                Ok::<_, NoSuch>(known.entry(text).or_insert_with(explored).clone())
            });
            let findings = findings.unwrap();
            assert!(!findings.false_claims.is_empty(), "{}: {from} at byte {at}", sources.name);
            count += 1;
        }
    }
    count
}

#[test]
fn the_form_for_the_page_runs_as_the_scenario_does() {
    let first = ("01-already-distributed.md", "email-signup", "kept");
    for (chapter, name, _) in std::iter::once(&first).chain(&CHAPTERS) {
        let sources = sources(chapter, name);
        let scenario = load(&sources).unwrap_or_else(|problems| panic!("{problems:#?}"));
        for (variant, source) in scenario.variants().iter().zip(&sources.variants) {
            let sent = scenario.page_form(&variant.name).unwrap().to_json();
            let form = PageForm::from_json(&sent).unwrap();
            let live = form
                .with_code(&source.code.text)
                .unwrap_or_else(|problems| panic!("{problems:#?}"));
            for what_if in &variant.what_ifs {
                let built = scenario.run(&variant.name, Some(&what_if.name), Some(3)).unwrap();
                let live = live.run(&variant.name, Some(&what_if.name), Some(3)).unwrap();
                assert_eq!(live.trace.hash(), built.trace.hash());
                assert_eq!(live.judgements, built.judgements);
            }
        }
    }
}

#[test]
fn after_an_edit_a_fault_whose_place_is_gone_is_a_sentence() {
    let scenario = loaded();
    let form = scenario.page_form("naive").unwrap();
    let code =
        "async fn signup(user: User) -> Result<()> {\n    db::insert(\"users\", &user).await\n}\n";
    let edited = form.with_code(code).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let report = edited.run("naive", Some("killed-between"), None).unwrap();
    assert_eq!(report.notes.len(), 1, "{:?}", report.notes);
    assert!(report.notes[0].contains("`signup` awaits one effect"), "{}", report.notes[0]);
}

#[test]
fn what_the_reader_breaks_is_told_where_it_stands() {
    let scenario = loaded();
    let form = scenario.page_form("naive").unwrap();
    let cases = [
        ("", "the code has no function `signup`"),
        ("async fn signup(user: Usr) -> Result<()> { Ok(()) }", "there is no type `Usr`"),
        (
            "async fn signup(user: User) -> Result<()> { db::insrt(\"users\", &user).await }",
            "no operation `insrt`",
        ),
        (
            "async fn signup(user: User) -> Result<()> { dbb::insert(\"users\", &user).await }",
            "no function `dbb::insert`",
        ),
        (
            "async fn signup(user: User) -> Result<()> { user.adress; Ok(()) }",
            "no field in `User`: `adress`",
        ),
        ("trait Handler {}\nasync fn signup(user: User) -> Result<()> { Ok(()) }", "traits"),
        ("async fn signup() -> Result<()> { Ok(()) }", "takes 0 arguments"),
    ];
    for (code, expected) in cases {
        let Err(problems) = form.with_code(code) else { panic!("{code} is fine") };
        let messages: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
        assert!(messages.iter().any(|message| message.contains(expected)), "{code}: {messages:?}");
    }
}

/// What is violated when a reader has changed the code of a variant and asks.
fn after_edit(variant: &str, from: &str, to: &str, what_if: Option<&str>) -> Vec<String> {
    let scenario = loaded();
    let source = variants().into_iter().find(|source| source.name == variant).unwrap();
    assert!(source.code.text.contains(from), "{from}");
    let code = source.code.text.replace(from, to);
    let form = scenario.page_form(variant).unwrap();
    let edited = form.with_code(&code).unwrap_or_else(|problems| panic!("{problems:#?}"));
    violated(&edited, variant, what_if)
}

#[test]
fn the_edits_that_chapter_one_asks_for_do_what_it_says() {
    let (insert, send) = (
        "db::insert(\"users\", &user).await?;",
        "email::send(&user.address, \"Welcome!\").await?;",
    );
    let both = format!("{insert}\n    {send}");
    let swapped = format!("{send}\n    {insert}");
    assert_eq!(after_edit("naive", &both, &swapped, Some("killed-between")), ["no-strangers"]);

    let clean_up = "if email::send(&user.address, \"Welcome!\").await.is_err() {
        db::delete(\"users\", &user.address).await?;
        return Err(Error::Timeout);
    }";
    assert_eq!(after_edit("naive", send, clean_up, Some("reply-lost")), ["no-strangers"]);

    let look_first = format!("db::get(\"users\", &user.address).await?;\n    {insert}");
    let nothing: [&str; 0] = [];
    assert_eq!(after_edit("naive", insert, &look_first, Some("killed-between")), nothing);
    assert_eq!(after_edit("naive", insert, &look_first, None), nothing);

    let send_first = "if !mail.sent && email::send(&mail.to, &mail.text).await.is_ok() {
                    mail.sent = true;
                    let _ = db::update(\"outbox\", &mail).await;
                }";
    let mark_first = "if !mail.sent {
                    mail.sent = true;
                    if db::update(\"outbox\", &mail).await.is_ok() {
                        let _ = email::send(&mail.to, &mail.text).await;
                    }
                }";
    let asked = |what_if| after_edit("outbox", send_first, mark_first, Some(what_if));
    assert_eq!(asked("killed-between"), nothing);
    assert_eq!(asked("reply-lost"), nothing);
    for lost in ["request-lost", "down-3s", "down-90s"] {
        assert_eq!(asked(lost), ["welcomed"], "{lost}");
    }
}

const FIRST: &str = "01-already-distributed.md";
const FALLACIES: &str = "02-eight-fallacies.md";
const CAP: &str = "03-cap.md";
const CONSISTENCY: &str = "04-consistency-models.md";

/// The scenarios of the book but for the sign-up, each with a property that no claim which names
/// nothing may say is violated.
const CHAPTERS: [(&str, &str, &str); 21] = [
    (FIRST, "what-it-looks-like", "same-view"),
    (FIRST, "dial", "right"),
    (FIRST, "fix-signup", "kept"),
    (FALLACIES, "reliable-network", "counted"),
    (FALLACIES, "zero-latency", "whole"),
    (FALLACIES, "infinite-bandwidth", "kept"),
    (FALLACIES, "secure-network", "ordered"),
    (FALLACIES, "fixed-topology", "kept"),
    (FALLACIES, "one-administrator", "served"),
    (FALLACIES, "free-transport", "priced"),
    (FALLACIES, "one-kind-of-network", "amount"),
    (CAP, "cap-choice", "answered"),
    (CAP, "pacelc", "answered"),
    (CAP, "no-way-out", "answered"),
    (CONSISTENCY, "stale-read", "linearizable"),
    (CONSISTENCY, "one-register", "linearizable"),
    (CONSISTENCY, "sequential-not-linearizable", "sequential"),
    (CONSISTENCY, "your-own-comment", "own"),
    (CONSISTENCY, "time-goes-backwards", "forward"),
    (CONSISTENCY, "answer-before-question", "causal"),
    (CONSISTENCY, "convergence", "same"),
];

fn chapter(name: &str) -> (Sources, Scenario) {
    let (chapter, ..) = CHAPTERS.iter().find(|(_, known, _)| *known == name).unwrap();
    let sources = sources(chapter, name);
    let scenario = load(&sources).unwrap_or_else(|problems| panic!("{problems:#?}"));
    (sources, scenario)
}

/// A variant, and what is violated in it: when nothing goes wrong, and under each what-if in turn.
type Row = (&'static str, &'static [&'static [&'static str]]);

#[test]
fn the_verdicts_of_the_other_scenarios_are_those_of_the_book() {
    let tables: [(&str, &[Row]); 21] = [
        ("what-it-looks-like", &[("one-question", &[&[], &[], &["dead"], &["dead"], &["true"]])]),
        (
            "dial",
            &[
                ("page", &[&["there", "right"], &["there", "right"]]),
                ("refuse", &[&["there"], &["there"]]),
                ("answer", &[&["right"], &["right"]]),
            ],
        ),
        ("fix-signup", &[("fix-signup", &[&[], &["welcomed"], &["welcomed"], &[], &["welcomed"]])]),
        (
            "reliable-network",
            &[
                ("log-and-go-on", &[&[], &["counted"], &[], &["counted"]]),
                ("ask-again", &[&[], &[], &["counted"], &["counted"]]),
                ("say-the-sum", &[&[], &[], &[], &[]]),
            ],
        ),
        (
            "zero-latency",
            &[
                ("one-by-one", &[&[], &["seen"]]),
                ("all-at-once", &[&[], &[]]),
                ("one-call", &[&[], &[]]),
            ],
        ),
        ("infinite-bandwidth", &[("whole", &[&[], &["paid"]]), ("in-pieces", &[&[], &[]])]),
        (
            "secure-network",
            &[
                ("trusting", &[&[], &["ordered"], &["ordered"], &["once"]]),
                ("signed", &[&[], &[], &[], &["once"]]),
                ("signed-once", &[&[], &[], &[], &[]]),
            ],
        ),
        (
            "fixed-topology",
            &[
                ("hard-coded", &[&[], &["taken"]]),
                ("looked-up-once", &[&[], &["taken"]]),
                ("looked-up-again", &[&[], &[]]),
            ],
        ),
        (
            "one-administrator",
            &[("checked-before", &[&[], &["served"]]), ("checked-where-it-lands", &[&[], &[]])],
        ),
        ("free-transport", &[("the-product", &[&[], &["budget"]]), ("the-price", &[&[], &[]])]),
        (
            "one-kind-of-network",
            &[
                ("new-meaning", &[&[], &["known", "amount", "kept"], &["known"]]),
                ("new-field", &[&[], &[], &[]]),
            ],
        ),
        (
            "cap-choice",
            &[("cp", &[&[], &["answered"], &[]]), ("ap", &[&[], &["consistent"], &["consistent"]])],
        ),
        ("pacelc", &[("primary", &[&[], &[]])]),
        (
            "no-way-out",
            &[
                ("cache", &[&[], &["answered", "consistent"]]),
                ("patience", &[&[], &["answered"]]),
                ("queue", &[&[], &["consistent"]]),
            ],
        ),
        ("stale-read", &[("stale-read", &[&[], &["linearizable"]])]),
        ("one-register", &[("one-register", &[&[], &[], &[]])]),
        (
            "sequential-not-linearizable",
            &[("sequential-not-linearizable", &[&[], &["linearizable"]])],
        ),
        (
            "your-own-comment",
            &[("nearest-copy", &[&[], &["own"], &["own"]]), ("session-token", &[&[], &[], &[]])],
        ),
        (
            "time-goes-backwards",
            &[
                ("in-turn", &[&[], &["forward"], &["forward"]]),
                ("sticky", &[&[], &[], &["forward"]]),
                ("remembers", &[&[], &[], &[]]),
            ],
        ),
        (
            "answer-before-question",
            &[
                ("as-it-comes", &[&[], &["causal"], &["causal"]]),
                ("dependencies", &[&[], &[], &[]]),
            ],
        ),
        ("convergence", &[("told-once", &[&[], &["converged", "same"]]), ("gossip", &[&[], &[]])]),
    ];
    for (name, table) in tables {
        let (_, scenario) = chapter(name);
        let known: Vec<&str> = scenario.variants().iter().map(|it| it.name.as_str()).collect();
        assert_eq!(table.iter().map(|(variant, _)| *variant).collect::<Vec<_>>(), known, "{name}");
        for ((variant, row), of) in table.iter().zip(scenario.variants()) {
            let what_ifs = of.what_ifs.iter().map(|what_if| Some(what_if.name.as_str()));
            let asked: Vec<Option<&str>> = std::iter::once(None).chain(what_ifs).collect();
            assert_eq!(row.len(), asked.len(), "{name} {variant}");
            for (what_if, expected) in asked.iter().zip(*row) {
                let found = violated(&scenario, variant, *what_if);
                assert_eq!(found, **expected, "{name} {variant} {what_if:?}");
            }
        }
    }
}

#[test]
fn exploring_the_other_scenarios_finds_what_the_book_says() {
    let table: &[(&str, &str, &str, &[&str])] = &[
        (
            "what-it-looks-like",
            "one-question",
            "1 crash, 1 lost message, 1 delay, 1 omission and 1 other fault",
            &["dead", "true"],
        ),
        ("fix-signup", "fix-signup", "1 crash and 1 lost message", &["welcomed"]),
        ("reliable-network", "log-and-go-on", "1 lost message and 1 duplicate", &["counted"]),
        ("reliable-network", "ask-again", "1 lost message and 1 duplicate", &["counted"]),
        ("reliable-network", "say-the-sum", "2 lost messages and 1 duplicate", &[]),
        ("secure-network", "trusting", "1 duplicate and 1 other fault", &["ordered", "once"]),
        ("secure-network", "signed", "1 duplicate and 1 other fault", &["once"]),
        ("secure-network", "signed-once", "1 duplicate and 1 other fault", &[]),
        ("fixed-topology", "hard-coded", "1 cut", &["taken"]),
        ("fixed-topology", "looked-up-once", "1 cut", &["taken"]),
        ("fixed-topology", "looked-up-again", "1 cut", &["taken"]),
        ("one-administrator", "checked-before", "no fault", &["served"]),
        (
            "one-administrator",
            "checked-where-it-lands",
            "1 lost message, 1 duplicate and 1 delay",
            &[],
        ),
        (
            "one-kind-of-network",
            "new-meaning",
            "1 crash and 1 lost message",
            &["known", "amount", "kept"],
        ),
        ("one-kind-of-network", "new-field", "1 crash, 1 lost message and 1 duplicate", &[]),
        ("cap-choice", "cp", "no fault", &[]),
        ("cap-choice", "ap", "no fault", &["consistent"]),
        ("stale-read", "stale-read", "no fault", &["linearizable"]),
        ("one-register", "one-register", "1 crash and 1 lost message", &[]),
        (
            "sequential-not-linearizable",
            "sequential-not-linearizable",
            "1 delay",
            &["linearizable"],
        ),
        ("your-own-comment", "nearest-copy", "no fault", &["own"]),
        ("your-own-comment", "session-token", "1 lost message and 1 delay", &[]),
        ("time-goes-backwards", "in-turn", "no fault", &["forward"]),
        ("time-goes-backwards", "sticky", "1 delay", &[]),
        ("time-goes-backwards", "remembers", "1 crash", &[]),
        ("answer-before-question", "as-it-comes", "no fault", &["causal"]),
        ("answer-before-question", "dependencies", "no fault", &[]),
        ("convergence", "told-once", "1 cut", &["converged", "same"]),
        ("convergence", "gossip", "1 cut", &["converged"]),
    ];
    for (name, variant, budget, expected) in table {
        let explored = explored(&chapter(name).1, variant);
        assert_eq!(explored.budget.to_string(), *budget, "{name} {variant}");
        assert_eq!(explored.bound, None, "{name} {variant}");
        let wrong = explored.judgements.into_iter().filter(|it| it.verdict.word() != "holds");
        let wrong: Vec<String> = wrong.map(|it| it.property).collect();
        assert_eq!(wrong, *expected, "{name} {variant}");
    }
}

#[test]
fn every_claim_of_the_other_scenarios_holds_for_every_seed() {
    for (_, name, _) in CHAPTERS {
        let findings = chapter(name).1.check();
        assert_eq!(findings.mistakes, [], "{name}");
        assert_eq!(findings.false_claims, [], "{name}");
    }
}

#[test]
fn turning_any_one_claim_of_the_other_scenarios_round_is_found() {
    for (_, name, kept) in CHAPTERS {
        assert!(turned_round(&chapter(name).0, kept) > 0, "{name}");
    }
}

#[test]
fn no_scenario_of_the_book_is_left_out_here() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../src");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let worlds = files.filter(|file| file.extension().is_some_and(|ending| ending == "toml"));
    let names = worlds.map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned());
    let left_out = |name: &String| {
        name != "email-signup" && !CHAPTERS.iter().any(|(_, known, _)| known == name)
    };
    assert_eq!(names.filter(left_out).collect::<Vec<_>>(), Vec::<String>::new());
}

/// What is violated when a reader has changed the code of a later chapter, and asks.
fn edited(name: &str, variant: &str, from: &str, to: &str) -> Scenario {
    let (sources, scenario) = chapter(name);
    let source = sources.variants.iter().find(|source| source.name == variant).unwrap();
    assert!(source.code.text.contains(from), "{from}");
    let code = source.code.text.replace(from, to);
    let form = scenario.page_form(variant).unwrap();
    form.with_code(&code).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

#[test]
fn the_edits_that_the_other_chapters_ask_for_do_what_they_say() {
    let (known, shortcut) = ("*known = passed.max(*known);", "*known = passed;");
    let hall = edited("reliable-network", "say-the-sum", known, shortcut);
    for what_if in [None, Some("request-lost"), Some("reply-lost"), Some("twice")] {
        assert!(violated(&hall, "say-the-sum", what_if).is_empty(), "{what_if:?}");
    }
    let found = explored(&hall, "say-the-sum");
    assert_eq!(found.counterexamples[0].breaks, ["counted"]);
    // What is broken without a fault no fault breaks.
    assert!(found.singles_complete && found.singles.is_empty());

    let (two, ten) = ("Duration::from_secs(2)", "Duration::from_secs(10)");
    let terminal = edited("what-it-looks-like", "one-question", two, ten);
    assert!(violated(&terminal, "one-question", Some("timing")).is_empty());

    let (two, all) = ("const CONFIRMATIONS: u32 = 2;", "const CONFIRMATIONS: u32 = 4;");
    let primary = edited("pacelc", "primary", two, all);
    assert!(violated(&primary, "primary", None).is_empty());
    assert_eq!(violated(&primary, "primary", Some("cable-cut")), ["answered"]);
}
