//! What exploring has found: claims about all runs, and that nothing is explored twice.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use snapbox::{assert_data_eq, str};
use whatif_tests::{CACHE, TestBook};

const CHAPTER: &str = "src/sign-up.md";
const WORLD: &str = "src/email-signup.toml";

/// What was kept of the book's explorations. What was kept of its scenarios is taken away, or it would
/// be believed first.
fn kept(book: &TestBook) -> Vec<PathBuf> {
    let (mut files, scenarios) = all_kept(book);
    for file in scenarios {
        fs::remove_file(file).unwrap();
    }
    files.sort_unstable();
    files
}

/// What was kept of the book's explorations, and of its scenarios.
fn all_kept(book: &TestBook) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let Ok(folder) = fs::read_dir(book.root().join(CACHE)) else { return Default::default() };
    let files = folder.map(|entry| entry.unwrap().path());
    files.partition(|file| file.extension().is_some_and(|it| it == "json"))
}

/// A book that was checked, and the one file that was kept of it.
fn checked() -> (TestBook, PathBuf) {
    let book = TestBook::explored();
    assert_eq!(book.check().code, 0);
    let kept = kept(&book);
    assert_eq!(kept.len(), 1);
    (book, kept[0].clone())
}

/// Changes what was kept, so that it is another thing than exploring finds.
fn plant(file: &Path) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains("\"violated\""), "{text}");
    fs::write(file, text.replace("\"violated\"", "\"holds\"")).unwrap();
}

#[test]
fn claims_about_all_runs_are_counted() {
    assert_data_eq!(
        TestBook::explored().check().output,
        str![[r#"
1 scenario, 3 claims: all hold

"#]]
    );
}

#[test]
fn what_was_kept_is_not_explored_again() {
    let (book, file) = checked();
    plant(&file);
    let outcome = book.check();
    assert_eq!(outcome.code, 1);
    let told = "over all runs with up to 1 crash and 1 lost message, `welcomed` holds";
    assert!(outcome.errors.contains(told), "{}", outcome.errors);
}

#[test]
fn the_page_shows_what_was_kept() {
    let (book, file) = checked();
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("1 property is violated", "planted <b>")).unwrap();
    let main = book.build().main("sign-up.html");
    assert!(main.contains("<strong>Explored</strong>: planted &lt;b&gt; in "), "{main}");
}

#[test]
fn what_is_damaged_is_explored_again_and_mended() {
    let (book, file) = checked();
    let whole = fs::read_to_string(&file).unwrap();
    let damaged = [
        String::new(),
        whole[..whole.len() / 2].to_owned(),
        "[]".to_owned(),
        whole.replace("\"violated\"", "\"broken\""),
        whole.replace("\"sentence\"", "\"sentense\""),
        whole.replacen("\"of\":\"", "\"of\":\"0", 1),
    ];
    for damaged in damaged {
        assert_ne!(damaged, whole);
        fs::write(&file, &damaged).unwrap();
        assert_eq!(book.check().code, 0, "{damaged}");
        assert_eq!(kept(&book), std::slice::from_ref(&file));
        assert_eq!(fs::read_to_string(&file).unwrap(), whole);
    }
}

#[test]
fn without_a_cache_nothing_is_believed_and_nothing_is_kept() {
    let (book, file) = checked();
    plant(&file);
    let planted = fs::read_to_string(&file).unwrap();
    assert_eq!(book.command(&["check", "[BOOK]", "--no-cache"], "").code, 0);
    assert_eq!(fs::read_to_string(&file).unwrap(), planted);

    let fresh = TestBook::explored();
    assert_eq!(fresh.command(&["check", "[BOOK]", "--no-cache"], "").code, 0);
    assert!(!fresh.root().join(CACHE).exists());
}

#[test]
fn what_decides_is_explored_anew_and_what_does_not_is_not() {
    let (book, _) = checked();
    let book = book
        .edit(WORLD, "What if the server is killed", "And if the server is killed")
        .edit(WORLD, "expect = { welcomed = \"violated\" }", "expect={ welcomed=\"violated\" }")
        .with_more(CHAPTER, "\nOne sentence more.\n");
    assert_eq!(book.check().code, 0);
    assert_eq!(kept(&book).len(), 1);

    let mut book = book;
    let changes = [
        (WORLD, "lose = 1", "lose = 2"),
        (WORLD, "call-timeout = \"30s\"", "call-timeout = \"20s\""),
        (CHAPTER, "    Ok(())", "    // Done.\n    Ok(())"),
        ("src/email-signup.rs", "struct User {", "// Somebody.\nstruct User {"),
    ];
    for (at, (file, from, to)) in changes.into_iter().enumerate() {
        book = book.edit(file, from, to);
        assert_eq!(book.check().code, 0, "{to}");
        assert_eq!(kept(&book).len(), at + 2, "{to}");
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_no_reason_to_fail() {
    let book = TestBook::explored().with(CACHE, "a file where the folder would be");
    assert_eq!(book.check().code, 0);
    assert_eq!(book.preprocess("html").code, 0);
}

#[test]
fn several_may_check_at_once() {
    let book = TestBook::explored();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(book.check().code, 0));
        }
    });
    let kept = kept(&book);
    assert_eq!(kept.len(), 1, "{kept:?}");
    serde_json::from_str::<serde_json::Value>(&fs::read_to_string(&kept[0]).unwrap()).unwrap();
}

#[test]
fn what_was_kept_longest_ago_is_forgotten() {
    let mut book = TestBook::explored();
    for number in 0..10_010 {
        book = book.with(&format!("{CACHE}/{number:05}.json"), "{}");
    }
    assert_eq!(book.check().code, 0);
    let (explorations, scenarios) = all_kept(&book);
    assert_eq!(explorations.len() + scenarios.len(), 10_000);
    let is_fresh = |file: &&PathBuf| file.file_stem().is_some_and(|name| name.len() == 32);
    assert_eq!(explorations.iter().filter(is_fresh).count(), 1);
    assert_eq!(scenarios.len(), 1);
}
