//! `check`, `run` and what stands around them.

use serde_json::Value;
use snapbox::{assert_data_eq, str};
use whatif_tests::TestBook;

const SCENARIO: &str = "[BOOK]/src/email-signup.toml";

#[test]
fn check_counts_what_it_has_checked() {
    let outcome = TestBook::sign_up().check();
    assert_eq!((outcome.code, outcome.errors.as_str()), (0, ""));
    assert_data_eq!(
        outcome.output,
        str![[r#"
1 scenario, 2 claims: all hold

"#]]
    );
}

#[test]
fn check_of_a_book_without_scenarios_is_content() {
    let outcome = TestBook::sign_up().with("src/sign-up.md", "# Nothing yet\n").check();
    assert_eq!((outcome.code, outcome.errors.as_str()), (0, ""));
    assert_data_eq!(
        outcome.output,
        str![[r#"
0 scenarios, no claims

"#]]
    );
}

#[test]
fn check_writes_nothing() {
    let summary = "# Summary\n\n- [Sign-up](sign-up.md)\n- [Missing](missing.md)\n";
    let book = TestBook::sign_up().with("src/SUMMARY.md", summary);
    let outcome = book.check();
    assert_eq!(outcome.code, 2);
    assert_data_eq!(
        outcome.errors,
        str![[r#"
error: the book in `[BOOK]` cannot be read: failed to read chapter `missing.md`: No such file or directory (os error 2)

"#]]
    );
    assert!(!book.root().join("src/missing.md").exists());
    assert!(!book.root().join("src/whatif").exists());
}

#[test]
fn check_needs_no_other_preprocessor_and_no_renderer() {
    let tables = "\n[preprocessor.absent]\n[output.absent]\n[preprocessor.whatif]";
    let book = TestBook::sign_up().edit("book.toml", "\n[preprocessor.whatif]", tables);
    assert_eq!(book.check().code, 0);
}

#[test]
fn check_without_a_book_is_a_sentence() {
    let outcome = TestBook::sign_up().command(&["check", "[BOOK]/src"], "");
    assert_eq!(outcome.code, 2);
    assert_data_eq!(
        outcome.errors,
        str![[r#"
error: `[BOOK]/src` is no book: failed to read `[BOOK]/src/book.toml`: No such file or directory (os error 2)

"#]]
    );
}

#[test]
fn run_tells_the_run_in_words() {
    let arguments = ["run", SCENARIO, "--variant", "naive", "--what-if", "killed-between"];
    let outcome = TestBook::sign_up().command(&arguments, "");
    assert_eq!((outcome.code, outcome.errors.as_str()), (0, ""));
    assert!(outcome.output.starts_with(
        "Email sign-up, naive\nWhat if the server is killed between the two steps?\n\n"
    ));
    let verdict = "\nviolated: every stored user has got a welcome email";
    assert!(outcome.output.contains(verdict), "{}", outcome.output);
}

#[test]
fn run_in_json_has_the_verdicts_and_the_hash_of_the_trace() {
    let run = |arguments: &[&str]| {
        let outcome =
            TestBook::sign_up().command(&[&["run", SCENARIO, "--json"], arguments].concat(), "");
        assert_eq!((outcome.code, outcome.errors.as_str()), (0, ""));
        serde_json::from_str::<Value>(&outcome.output).unwrap()
    };
    let fine = run(&[]);
    assert_eq!(fine["scenario"], "email-signup");
    assert_eq!(fine["variant"], "naive");
    assert_eq!(fine["what-if"], Value::Null);
    assert_eq!(fine["verdicts"]["welcomed"]["verdict"], "holds");
    let broken = run(&["--what-if", "killed-between"]);
    let welcomed = &broken["verdicts"]["welcomed"];
    assert_eq!(welcomed["verdict"], "violated");
    assert_eq!(welcomed["says"], "every stored user has got a welcome email");
    assert_ne!(welcomed["why"], "");
    assert_ne!(broken["trace_hash"], fine["trace_hash"]);
    assert_eq!(run(&["--seed", "3"])["seed"], 3);
    assert_eq!(run(&["--seed", "3"])["trace_hash"], run(&["--seed", "3"])["trace_hash"]);
}

#[test]
fn run_of_what_is_not_there_says_what_there_is() {
    let book = TestBook::sign_up();
    let errors = |arguments: &[&str]| {
        let outcome = book.command(&[&["run"], arguments].concat(), "");
        assert_eq!((outcome.code, outcome.output.as_str()), (2, ""));
        outcome.errors
    };
    assert_data_eq!(
        errors(&["[BOOK]/src/absent.toml"]),
        str![[r#"
error: there is no file `[BOOK]/src/absent.toml`

"#]]
    );
    assert_data_eq!(
        errors(&["[BOOK]/src/plain.md"]),
        str![[r#"
error: `[BOOK]/src/plain.md` is not the file of a scenario, NAME.toml

"#]]
    );
    assert_data_eq!(
        errors(&["[BOOK]/book.toml"]),
        str![[r#"
error: no Markdown file in `[BOOK]` has a fence with whatif=book

"#]]
    );
    assert_data_eq!(
        errors(&[SCENARIO, "--variant", "naiv"]),
        str![[r#"
error: `email-signup` has no variant `naiv`; did you mean `naive`?

"#]]
    );
    assert_data_eq!(
        errors(&[SCENARIO, "--what-if", "flood"]),
        str![[r#"
error: the variant `naive` has no what-if `flood`; there are: killed-between

"#]]
    );
}

#[test]
fn run_and_explore_do_not_mind_mistakes_in_other_scenarios() {
    let others = "\n```rust,whatif=other,varaint=x\nfn f() {}\n```\n\n\
                  ```rust,whatif=nowhere\nfn f() {}\n```\n";
    let book = TestBook::sign_up().with_more("src/sign-up.md", others);
    assert_eq!(book.check().code, 2);
    for command in ["run", "explore"] {
        let outcome = book.command(&[command, SCENARIO], "");
        assert_eq!((outcome.code, outcome.errors.as_str()), (0, ""), "{command}");
    }
    let other = book.read("src/email-signup.toml");
    let outcome =
        book.with("src/other.toml", &other).command(&["run", "[BOOK]/src/other.toml"], "");
    assert_eq!(outcome.code, 2, "the fence that is not understood is its own");
    assert!(outcome.errors.contains("varaint"), "{}", outcome.errors);
}

#[test]
fn run_finds_the_fence_behind_a_byte_order_mark() {
    let chapter = TestBook::sign_up().read("src/sign-up.md");
    let fence = &chapter[chapter.find("```rust").unwrap()..];
    let book = TestBook::sign_up().with("src/sign-up.md", &format!("\u{feff}{fence}"));
    let outcome = book.command(&["run", SCENARIO], "");
    assert_eq!((outcome.code, outcome.errors.as_str()), (0, ""));
}

#[test]
fn the_help_tells_the_exit_codes() {
    let outcome = TestBook::sign_up().command(&["--help"], "");
    assert_eq!((outcome.code, outcome.errors.as_str()), (0, ""));
    assert!(outcome.output.contains("1  a claim is false"), "{}", outcome.output);
}

#[test]
fn a_wrong_option_is_a_matter_of_usage() {
    let outcome = TestBook::sign_up().command(&["run", SCENARIO, "--sed", "1"], "");
    assert_eq!((outcome.code, outcome.output.as_str()), (2, ""));
    assert!(outcome.errors.contains("--seed"), "{}", outcome.errors);
}
