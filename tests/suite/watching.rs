//! `mdbook serve` and `mdbook watch` build again as soon as something changes where the author
//! writes. So what is built again may write nothing there, or they would build for ever.

#![expect(clippy::disallowed_types, reason = "when a file was written is what is asked here")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use whatif_tests::{CACHE, TestBook};

/// What mdBook watches: the source, the theme and the book's own file.
const WATCHED: [&str; 3] = ["src", "theme", "book.toml"];

/// A book with everything that we keep or put anywhere: scripts and explorations.
fn book() -> TestBook {
    TestBook::explored().with("theme/head.hbs", "<!-- the author's own -->\n")
}

/// Everything that is watched, with its content and the time at which it was last written. That of
/// a folder changes when something is put into it, even if it is gone again.
fn watched(book: &TestBook) -> BTreeMap<PathBuf, (SystemTime, Vec<u8>)> {
    let mut found = BTreeMap::new();
    for path in WATCHED {
        look(&book.root().join(path), &mut found);
    }
    found
}

fn look(path: &Path, found: &mut BTreeMap<PathBuf, (SystemTime, Vec<u8>)>) {
    let mut content = Vec::new();
    if path.is_dir() {
        let entries = fs::read_dir(path).unwrap();
        entries.for_each(|entry| look(&entry.unwrap().path(), found));
    } else {
        content = fs::read(path).unwrap();
    }
    found.insert(path.to_owned(), (fs::metadata(path).unwrap().modified().unwrap(), content));
}

/// Lets all files look as if they had been written long ago: whoever writes one today is found out,
/// however quick he is.
fn age(book: &TestBook) {
    for (path, _) in watched(book).into_iter().filter(|(path, _)| path.is_file()) {
        let file = File::options().write(true).open(path).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    }
}

#[test]
fn what_is_built_again_writes_nothing_where_mdbook_looks() {
    let book = book();
    let first = book.preprocess("html");
    assert_eq!(first.code, 0, "{}", first.errors);
    assert!(book.root().join("src/whatif").is_dir(), "the first time the scripts are put there");
    age(&book);
    let before = watched(&book);
    assert_eq!(book.preprocess("html").output, first.output);
    assert_eq!(book.check().code, 0);
    assert_eq!(watched(&book), before);
}

#[test]
fn what_is_built_after_an_edit_writes_nothing_where_mdbook_looks() {
    let book = book();
    assert_eq!(book.preprocess("html").code, 0);
    let book = book.with_more("src/sign-up.md", "\nOne sentence more.\n").edit(
        "src/email-signup.toml",
        "lose = 1 }\nexpect",
        "lose = 2 }\nexpect",
    );
    age(&book);
    let before = watched(&book);
    assert_eq!(book.preprocess("html").code, 0);
    assert_eq!(watched(&book), before);
}

#[test]
fn what_is_kept_may_be_deleted_between_two_builds() {
    let book = book();
    let first = book.preprocess("html");
    fs::remove_dir_all(book.root().join(CACHE)).unwrap();
    age(&book);
    let before = watched(&book);
    assert_eq!(book.preprocess("html").output, first.output);
    assert_eq!(watched(&book), before);
}

#[test]
fn a_book_with_a_mistake_is_left_alone() {
    let book = book();
    assert_eq!(book.preprocess("html").code, 0);
    let book = book.edit("src/email-signup.toml", "expect = { welcomed", "expect = { nobody");
    age(&book);
    let before = watched(&book);
    assert_eq!(book.preprocess("html").code, 2);
    assert_eq!(watched(&book), before);
}
