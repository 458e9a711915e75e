//! The author guide and the README, replayed as by a reader who does what they say.
//!
//! - A block is a file of the reader's book if the line above it ends with a colon and names one:
//!   `book.toml`, or a path that begins with `src/`. Where the file is there already, the block
//!   is added at its end. If its first line is there too, it takes the place of the lines from
//!   there to the next empty one.
//! - A block that begins with `$ mdbook-whatif` is a command and what it says. With
//!   `| jq --sort-keys` behind it, its JSON is shown on lines of its own.
//! - Every other block is only shown.
//!
//! `SNAPSHOTS=overwrite` writes into the pages what the command says now.

use std::fs;
use std::path::Path;

use mdbook_driver::book::{Book, BookItem, Chapter};
use mdbook_driver::builtin_preprocessors::LinkPreprocessor;
use mdbook_driver::config::Config;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use serde_json::Value;
use snapbox::{Data, assert_data_eq, file};
use whatif_tests::TestBook;

const GUIDE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../guide");

const COMMAND: &str = "$ mdbook-whatif";

/// The page on which all others build. It is read when the test is compiled, because another test
/// may be writing it anew at the same time.
const FIRST_SCENARIO: &str = include_str!("../../guide/src/first-scenario.md");

#[test]
fn first_scenario() {
    replay(file!["../../guide/src/first-scenario.md"], TestBook::empty());
}

#[test]
fn scenario_file() {
    replay(file!["../../guide/src/scenario-file.md"], reader_of_the_first_scenario());
}

#[test]
fn faults() {
    let book = TestBook::empty()
        .with("src/faults.md", include_str!("../../guide/src/faults.md"))
        .with("src/tickets.toml", include_str!("../../guide/src/tickets.toml"))
        .with("src/tickets.rs", include_str!("../../guide/src/tickets.rs"))
        .with("src/lease.toml", include_str!("../../guide/src/lease.toml"))
        .with("src/lease.rs", include_str!("../../guide/src/lease.rs"));
    replay(file!["../../guide/src/faults.md"], book);
}

#[test]
fn commands() {
    replay(file!["../../guide/src/commands.md"], reader_of_the_first_scenario());
}

#[test]
fn exploring() {
    replay(file!["../../guide/src/exploring.md"], reader_of_the_first_scenario());
}

#[test]
fn consistency() {
    let book = TestBook::empty()
        .with("src/consistency.md", include_str!("../../guide/src/consistency.md"))
        .with("src/score.toml", include_str!("../../guide/src/score.toml"))
        .with("src/score.rs", include_str!("../../guide/src/score.rs"));
    replay(file!["../../guide/src/consistency.md"], book);
}

#[test]
fn exercises() {
    let book = TestBook::empty()
        .with("book.toml", "[book]\ntitle = \"My book\"\n")
        .with("src/SUMMARY.md", "# Summary\n\n- [A greeting](greeting.md)\n");
    replay(file!["../../guide/src/exercises.md"], book);
}

#[test]
fn load() {
    replay(file!["../../guide/src/load.md"], reader_of_the_first_scenario());
}

#[test]
fn fences() {
    let slip = "rust,what-if=payment,variant=two-inserts";
    let book = reader_of_the_first_scenario();
    let book = book.edit("src/payment.md", "rust,whatif=payment,variant=two-inserts", slip);
    replay(file!["../../guide/src/fences.md"], book);
}

#[test]
fn readme() {
    // What `mdbook init` makes.
    let book = TestBook::empty()
        .with("book.toml", "[book]\ntitle = \"My book\"\n")
        .with("src/SUMMARY.md", "# Summary\n\n- [Chapter 1](./chapter_1.md)\n")
        .with("src/chapter_1.md", "# Chapter 1\n");
    replay(file!["../../README.md"], book);
}

#[test]
fn no_other_page_of_the_guide_has_outputs() {
    let replayed = [
        "first-scenario.md",
        "scenario-file.md",
        "faults.md",
        "exercises.md",
        "exploring.md",
        "load.md",
        "commands.md",
        "fences.md",
    ];
    for page in fs::read_dir(Path::new(GUIDE).join("src")).unwrap() {
        let path = page.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "md")
            && !replayed.iter().any(|page| path.ends_with(page))
        {
            let text = fs::read_to_string(&path).unwrap();
            assert!(!text.contains(COMMAND), "{} is not replayed", path.display());
            assert!(!text.contains("\nerror: "), "{} has an output", path.display());
        }
    }
}

/// Replays a page, and compares what it prints with what the command says.
pub(crate) fn replay(page: Data, book: TestBook) {
    let (told, _) = told(&page.render().expect("a page is text"), book);
    assert_data_eq!(told, page.raw());
}

/// The book of someone who has read the first scenario to its end.
fn reader_of_the_first_scenario() -> TestBook {
    told(FIRST_SCENARIO, TestBook::empty()).1
}

/// The page with what the command says, and the book of a reader who has come to its end.
fn told(page: &str, mut book: TestBook) -> (String, TestBook) {
    let mut out = String::new();
    let (mut lines, mut above) = (page.lines(), "");
    while let Some(line) = lines.next() {
        out.extend([line, "\n"]);
        let fence = &line[..line.len() - line.trim_start_matches('`').len()];
        if fence.len() < 3 {
            above = if line.is_empty() { above } else { line };
            continue;
        }
        let block = lines.by_ref().take_while(|line| *line != fence);
        let block: String = block.flat_map(|line| [line, "\n"]).collect();
        assert!(!block.starts_with("error:"), "an output without its command:\n{block}");
        if block.starts_with(COMMAND) {
            out.push_str(&run(&book, &block));
        } else {
            if let Some(file) = file_named(above) {
                book = add(book, file, &with_includes(&block));
            }
            out.push_str(&block);
        }
        out.extend([fence, "\n"]);
        above = "";
    }
    (out, book)
}

/// The file that the block under this line is.
fn file_named(line: &str) -> Option<&str> {
    let code = line.strip_suffix(':')?.split('`').skip(1).step_by(2);
    code.filter(|code| *code == "book.toml" || code.starts_with("src/")).last()
}

/// The block with the parts of the guide's own files that it includes.
fn with_includes(block: &str) -> String {
    let chapter = Chapter::new("", block.to_owned(), "page.md", Vec::new());
    let book = Book::new_with_items(vec![BookItem::Chapter(chapter)]);
    let context = PreprocessorContext::new(GUIDE.into(), Config::default(), "html".into());
    let book = LinkPreprocessor::new().run(&context, book).expect("includes");
    book.chapters().next().expect("the block").content.clone()
}

/// What the reader does with a block that is a file or a part of it.
fn add(book: TestBook, file: &str, block: &str) -> TestBook {
    let Ok(old) = fs::read_to_string(book.root().join(file)) else {
        return book.with(file, block);
    };
    let first = block.lines().next().expect("a block has a line");
    let new = match old.split_once(&format!("\n{first}\n")) {
        Some((before, after)) => {
            let (_, after) = after.split_once("\n\n").unwrap_or_default();
            format!("{before}\n{block}{after}")
        }
        None => format!("{old}\n{block}"),
    };
    book.with(file, &new)
}

/// The block of a command, with what it says now.
fn run(book: &TestBook, block: &str) -> String {
    let line = block.lines().next().expect("a command is a line");
    let (command, sorted) = match line.strip_suffix(" | jq --sort-keys") {
        Some(command) => (command, true),
        None => (line, false),
    };
    // The reader stands in the folder of the book, and this test does not.
    let mut arguments: Vec<String> = command[COMMAND.len()..]
        .split_whitespace()
        .map(|word| {
            word.strip_prefix("src/").map_or(word.into(), |path| format!("[BOOK]/src/{path}"))
        })
        .collect();
    if arguments == ["check"] {
        arguments.push("[BOOK]".into());
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = book.command(&arguments, "");
    let mut told = (outcome.output + &outcome.errors).replace("[BOOK]/", "");
    if sorted {
        let json: Value = serde_json::from_str(&told).expect("JSON");
        told = format!("{json:#}");
    }
    format!("{line}\n{}\n", told.trim_end())
}
