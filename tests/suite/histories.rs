//! The command `history`: what it reads, and how it ends.

use std::fmt::Write;

use serde_json::Value;
use snapbox::{assert_data_eq, str};
use whatif_tests::{Outcome, TestBook};

fn judged(history: &str, model: &str, level: &str, more: &[&str]) -> Outcome {
    let book = TestBook::empty().with("history.jsonl", history);
    let question = ["history", "--model", model, "--consistency", level, "[BOOK]/history.jsonl"];
    book.command(&[&question, more].concat(), "")
}

fn code(history: &str, model: &str, level: &str) -> u8 {
    let outcome = judged(history, model, level, &[]);
    assert_eq!(outcome.errors, "");
    outcome.code
}

/// A history in short: a letter for the client, `(` for a call and `)` for its end, what it does.
///
/// `a(write 1` calls, `a)write 1` ends with ok, `a!cas` with fail, `a?write` with info.
fn written(short: &str) -> String {
    let mut lines = String::new();
    for event in short.split(", ") {
        let event = event.trim();
        let (client, rest) = event.split_at(1);
        let (sign, rest) = rest.split_at(1);
        let kind = match sign {
            "(" => "invoke",
            ")" => "ok",
            "!" => "fail",
            _ => "info",
        };
        let (f, value) = rest.split_once(' ').unwrap_or((rest, "null"));
        let _ = writeln!(
            lines,
            r#"{{"process": "{client}", "type": "{kind}", "f": "{f}", "value": {value}}}"#
        );
    }
    lines
}

#[test]
fn a_stale_read_is_not_linearizable_and_may_be_sequential() {
    let stale = written("a(write 1, a)write 1, b(read, b)read null");
    assert_eq!(code(&stale, "register", "linearizable"), 1);
    assert_eq!(code(&stale, "register", "sequential"), 0);
}

#[test]
fn what_nobody_knows_may_have_been_done_at_any_later_time_or_never() {
    for (short, expected) in [
        ("a(write 1, a?write 1, b(read, b)read 1", 0),
        ("a(write 1, a?write 1, b(read, b)read null", 0),
        ("a(write 1, a?write 1, b(read, b)read null, b(read, b)read 1", 0),
        ("a(write 1, a?write 1, b(read, b)read 1, b(read, b)read null", 1),
        ("a(write 1, b(read, b)read 1", 0),
        ("b(read, b)read 1, a(write 1, a?write 1", 1),
        ("a(write 1, a!write 1, b(read, b)read 1", 1),
    ] {
        assert_eq!(code(&written(short), "register", "linearizable"), expected, "{short}");
    }
}

#[test]
fn a_cas_that_was_done_found_what_it_looked_for() {
    for (short, expected) in [
        ("a(write 1, a)write 1, a(cas [1,2], a)cas [1,2], b(read, b)read 2", 0),
        ("a(write 1, a)write 1, a(cas [3,2], a)cas [3,2]", 1),
        ("a(write 1, a)write 1, a(cas [3,2], a!cas [3,2], b(read, b)read 1", 0),
        ("a(write 1, a)write 1, b(cas [1,2], b?cas [1,2], a(read, a)read 1, a(read, a)read 2", 0),
    ] {
        assert_eq!(code(&written(short), "cas-register", "linearizable"), expected, "{short}");
    }
}

#[test]
fn keys_are_objects_of_their_own() {
    let line = |process: &str, kind: &str, f: &str, key: u32, value: &str| {
        format!(
            r#"{{"process": {process}, "type": "{kind}", "f": "{f}", "key": {key}, "value": {value}}}"#
        )
    };
    let history = |read: &str| {
        let lines = [
            line("0", "invoke", "write", 7, "1"),
            line("0", "ok", "write", 7, "1"),
            line("1", "invoke", "read", 8, "null"),
            line("1", "ok", "read", 8, read),
        ];
        lines.join("\n")
    };
    assert_eq!(code(&history("null"), "register", "linearizable"), 0);
    assert_eq!(code(&history("1"), "register", "linearizable"), 1);
}

#[test]
fn what_jepsen_writes_besides_is_passed_over() {
    let history = r#"
{"process": "nemesis", "type": "info", "f": "start", "value": "cut"}
{"index": 0, "time": 12, "process": 0, "type": ":invoke", "f": ":write", "value": 1}

{"index": 1, "time": 15, "process": 0, "type": ":ok", "f": ":write", "value": 1}
"#;
    assert_eq!(code(history, "register", "linearizable"), 0);
}

#[test]
fn every_line_that_is_wrong_is_named_at_once() {
    let history = written("a)read 1, b(jump 3, c(read") + "{\n";
    let outcome = judged(&history, "register", "linearizable", &[]);
    assert_eq!((outcome.code, outcome.output.as_str()), (2, ""));
    assert_data_eq!(
        outcome.errors,
        str![[r#"
error: [BOOK]/history.jsonl:1: process a has invoked nothing that could end here

error: [BOOK]/history.jsonl:2: a register has no `jump`; it has read, write

error: [BOOK]/history.jsonl:4: this is no JSON: EOF while parsing an object at column 1

"#]]
    );
}

#[test]
fn unknown_models_and_levels_say_what_there_is() {
    for (model, level) in [("registr", "linearizable"), ("register", "linear")] {
        let outcome = judged("", model, level, &[]);
        assert_eq!(outcome.code, 2);
        assert!(outcome.errors.contains("there are "), "{}", outcome.errors);
    }
}

#[test]
fn written_values_that_are_not_distinct_leave_causality_unknown() {
    // No order explains it, and which of the two writes of 2 was read nobody can tell.
    let same = written(
        "a(write 1, a)write 1, b(write 2, b)write 2, b(write 2, b)write 2, c(read, c)read 1, \
         c(read, c)read 2, c(read, c)read 1",
    );
    assert_eq!(code(&same, "register", "sequential"), 1);
    assert_eq!(code(&same, "register", "causal"), 3);
}

#[test]
fn the_answer_in_json_has_the_reason_and_the_drawing_is_a_file() {
    let stale = written("a(write 1, a)write 1, b(read, b)read null");
    let book = TestBook::empty().with("history.jsonl", &stale);
    let question = ["history", "--model", "register", "--consistency", "linearizable"];
    let more = ["[BOOK]/history.jsonl", "--json", "--svg", "[BOOK]/history.svg"];
    let outcome = book.command(&[&question[..], &more].concat(), "");
    let answer: Value = serde_json::from_str(&outcome.output).unwrap();
    assert_eq!(answer["verdict"], "violated");
    assert_eq!(answer["reason"]["operation"], 1);
    assert_eq!(answer["reason"]["because"], serde_json::json!([0]));
    let drawing = book.read("history.svg");
    assert!(drawing.starts_with("<svg") && drawing.trim_end().ends_with("</svg>"), "{drawing}");
}
