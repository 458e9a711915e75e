//! What a book shows of a scenario is kept, and nothing that is unchanged is run again.

use std::fs;
use std::path::PathBuf;
use std::thread;

use whatif_tests::{CACHE, TestBook};

const CHAPTER: &str = "src/sign-up.md";
const WORLD: &str = "src/email-signup.toml";
const SUPPORT: &str = "src/email-signup.rs";

/// What a planted question begins with, and what it began with before: as long, since each line is
/// kept with its length.
const PLANTED: &str = "Planted the server";
const REPLACED: &str = "What if the server";

/// Code that passes: who sends first stores nobody without an email.
const SOLUTION: &str = "\
\n```rust,whatif=email-signup,variant=naive,solution
async fn signup(user: User) -> Result<()> {
    email::send(&user.address, \"Welcome!\").await?;
    db::insert(\"users\", &user).await?;
    Ok(())
}
```
";

/// Another variant right below the first, and the table of both.
const MORE: &str = "
```rust,whatif=email-signup,variant=careful
async fn signup(user: User) -> Result<()> {
    email::send(&user.address, \"Welcome!\").await?;
    db::insert(\"users\", &user).await?;
    Ok(())
}
```

```whatif-matrix=email-signup
```
";

/// What the author says of the other variant.
const CAREFUL: &str = "
[variant.careful.what-if.killed-between]
expect = { welcomed = \"holds\" }

[variant.careful.explore]
expect = { welcomed = \"holds\" }
";

/// A book with an exercise, two variants, a table, and explorations.
fn book() -> TestBook {
    TestBook::explored()
        .edit(CHAPTER, "variant=naive\n", "variant=naive,exercise\n")
        .with_more(CHAPTER, SOLUTION)
        .with_more(CHAPTER, MORE)
        .with_more(WORLD, CAREFUL)
}

/// What was kept of the scenarios.
fn kept(book: &TestBook) -> Vec<PathBuf> {
    let Ok(folder) = fs::read_dir(book.root().join(CACHE)) else { return Vec::new() };
    let files = folder.map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        files.filter(|file| file.extension().is_some_and(|it| it == "shown")).collect();
    files.sort_unstable();
    files
}

/// Builds the book, and changes what was kept of it, so that it is another thing than runs show.
fn planted(book: TestBook, renderer: &str) -> TestBook {
    assert!(!shows_planted(&book, renderer));
    for file in kept(&book) {
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, text.replace(REPLACED, PLANTED)).unwrap();
    }
    assert!(shows_planted(&book, renderer));
    book
}

/// Whether what was planted stands in the book: who runs what is there does not find it.
fn shows_planted(book: &TestBook, renderer: &str) -> bool {
    let outcome = book.preprocess(renderer);
    assert_eq!(outcome.code, 0, "{}", outcome.errors);
    outcome.output.contains(PLANTED)
}

#[test]
fn what_is_unchanged_is_not_run_again() {
    for renderer in ["html", "epub", "markdown"] {
        planted(book(), renderer);
    }
}

#[test]
fn what_was_kept_is_the_same_as_what_is_made() {
    for renderer in ["html", "epub", "markdown"] {
        let book = book();
        let first = book.preprocess(renderer);
        assert_eq!(first.code, 0, "{}", first.errors);
        assert_eq!(book.preprocess(renderer).output, first.output);
    }
}

#[test]
fn a_check_counts_the_claims_that_were_held_before() {
    let book = book();
    assert_eq!(book.check().output, "1 scenario, 6 claims: all hold\n");
    let [file] = &kept(&book)[..] else { panic!("one file is kept of one scenario") };
    let text = fs::read_to_string(file).unwrap();
    fs::write(file, text.replace("\"claims\":6", "\"claims\":777")).unwrap();
    assert_eq!(book.check().output, "1 scenario, 777 claims: all hold\n");
    let unkept = book.command(&["check", "[BOOK]", "--no-cache"], "");
    assert_eq!(unkept.output, "1 scenario, 6 claims: all hold\n");
}

#[test]
fn whatever_is_shown_or_decides_it_is_run_anew() {
    let edits = [
        (CHAPTER, "variant=naive,exercise\nasync", "variant=naive,exercise\n// Here.\nasync"),
        (CHAPTER, "variant=careful\nasync", "variant=careful\n// There.\nasync"),
        (CHAPTER, "solution\nasync", "solution\n// Solved.\nasync"),
        (CHAPTER, "variant=careful\n", "variant=careful,readonly\n"),
        (CHAPTER, "variant=careful\n", "variant=careful,hide\n"),
        (CHAPTER, "```whatif-matrix=email-signup\n```", ""),
        (WORLD, "latency = \"5ms..40ms\"", "latency = \"5ms..50ms\""),
        (WORLD, "a welcome email", "some welcome email"),
        (SUPPORT, "struct User {", "// Somebody.\nstruct User {"),
    ];
    for (file, from, to) in edits {
        let book = planted(book(), "html").edit(file, from, to);
        assert!(!shows_planted(&book, "html"), "{from:?} is now {to:?}");
    }
}

#[test]
fn another_renderer_is_shown_what_was_made_for_it() {
    let book = planted(book(), "html");
    assert!(!shows_planted(&book, "epub"));
    assert!(!shows_planted(&book, "markdown"));
    assert!(shows_planted(&book, "html"));
}

#[test]
fn what_stands_around_the_fences_is_not_run() {
    let book = planted(book(), "html");
    let book = book.edit(CHAPTER, "# Sign-up", "# Sign-up\n\nOne sentence more, and two lines.");
    assert!(shows_planted(&book, "html"));
    let book = book
        .edit(CHAPTER, "\n```rust,whatif=email-signup,variant=careful", "\nBelow:\n$0")
        .edit(CHAPTER, "$0", "\n```rust,whatif=email-signup,variant=careful");
    let outcome = book.preprocess("html");
    assert!(outcome.output.contains(PLANTED));
    assert!(!outcome.output.contains("<what-if-tabs>"), "they are apart now");
}

#[test]
fn another_scenario_is_none_of_its_business() {
    let book = planted(book(), "html");
    let chapter = TestBook::sign_up().read(CHAPTER);
    let start = chapter.find("```rust").unwrap();
    let second = chapter[start..].replace("whatif=email-signup,variant=naive", "whatif=second");
    let world = TestBook::sign_up().read(WORLD).replace("What if the server", "Let us say it");
    let wrong = world.replace("welcomed = \"violated\"", "welcomed = \"holds\"");
    let support = book.read(SUPPORT);
    let book = book
        .with("src/second.rs", &support)
        .with("src/second.toml", &wrong)
        .with_more(CHAPTER, &format!("\n{second}"));
    let outcome = book.preprocess("html");
    assert_eq!(outcome.code, 1, "{}", outcome.errors);
    assert_eq!(book.preprocess("html").errors, outcome.errors, "each build says so");
    assert_eq!(kept(&book).len(), 1, "what is wrong is not kept");

    let book = book.with("src/second.toml", &world);
    assert!(shows_planted(&book, "html"));
    assert_eq!(kept(&book).len(), 2);
}

#[test]
fn what_is_well_is_kept_beside_what_is_not() {
    let book = book().with_more(CHAPTER, "\n```rust,whatif=nowhere\nfn f() {}\n```\n");
    assert_eq!(book.preprocess("html").code, 2);
    assert_eq!(kept(&book).len(), 1);
}

#[test]
fn false_claims_and_mistakes_are_told_by_each_build() {
    for (from, to, code) in [
        ("expect = { welcomed = \"holds\" }", "expect = { welcomed = \"violated\" }", 1),
        ("expect = { welcomed = \"holds\" }", "expect = { nobody = \"holds\" }", 2),
    ] {
        let book = planted(book(), "html").edit(WORLD, from, to);
        let first = book.preprocess("html");
        assert_eq!(first.code, code);
        assert!(!first.errors.is_empty());
        assert_eq!(book.preprocess("html").errors, first.errors);
        assert_eq!(book.check().code, code);
    }
}

#[test]
fn what_is_damaged_is_made_again_and_mended() {
    let book = book();
    let first = book.preprocess("html");
    let [file] = &kept(&book)[..] else { panic!("one file is kept of one scenario") };
    let whole = fs::read_to_string(file).unwrap();
    let damaged = [
        String::new(),
        whole[..whole.len() / 2].to_owned(),
        whole[..whole.len() - 1].to_owned(),
        whole.clone() + " one line more\n",
        whole.replace("\n=", "\n*"),
        "[]".to_owned(),
        whole.replace("\"claims\"", "\"clams\""),
        whole.replacen("\"places\":[", "\"places\":[0,", 1),
        whole.replacen("\"places\":[[", "\"places\":[[1", 1),
        whole.replacen("\"places\":[[", "\"places\":[[1,", 1),
        whole.replacen("\"of\":\"", "\"of\":\"0", 1),
    ];
    for damaged in damaged {
        assert_ne!(damaged, whole);
        fs::write(file, &damaged).unwrap();
        assert_eq!(book.preprocess("html").output, first.output);
        assert_eq!(fs::read_to_string(file).unwrap(), whole);
    }
    fs::write(file, [0xff, 0xfe, 0]).unwrap();
    assert_eq!(book.preprocess("html").output, first.output);
}

#[test]
fn several_may_build_at_once() {
    let book = book();
    let alone = book.preprocess("html").output;
    fs::remove_dir_all(book.root().join(CACHE)).unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(book.preprocess("html").output, alone));
        }
    });
    assert_eq!(kept(&book).len(), 1);
}
