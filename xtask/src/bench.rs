//! How fast everything is, beside others. It asserts nothing: a busy machine is no mistake.

#![expect(clippy::disallowed_types, reason = "to look at the clock is what measuring is")]

use std::env::consts::EXE_SUFFIX;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::run::{at_root, cargo_build, root, run, say};
use crate::{book, browser, engine};

/// Builds the comparison and the book, and prints how fast both are.
pub(crate) fn bench() -> Result<()> {
    engine::build()?;
    say("bench", "building the comparison with others");
    // A workspace of its own, with its own lock file and target folder: see bench/Cargo.toml.
    let command = cargo_build(
        &["build", "--manifest-path", "bench/Cargo.toml", "--release"],
        &format!("whatif-bench{EXE_SUFFIX}"),
    )?;
    say("bench", "measuring the interpreter");
    run(&mut at_root(&command))?;
    say("bench", "measuring the explorer");
    run(at_root(&command).arg("exploring"))?;
    say("bench", "measuring the engine of the page under Node");
    run(at_root("node").arg("bench/engine.mjs").arg(&command))?;
    let command = book::build()?.command;
    say("bench", "measuring the page in a browser");
    run(at_root("node").arg("bench/page.mjs").env("CHROMIUM", browser::find()?))?;
    building(&command)
}

/// Fences in one chapter of a book that is measured.
const IN_A_CHAPTER: usize = 10;

/// Each time is the shortest of so many: what else the machine does only makes it longer.
const TIMES: usize = 3;

/// Measures how long books of 100 and of 1,000 fences take that are all different: as plain code, for
/// the first time, when everything is explored, and again.
#[expect(clippy::print_stdout, reason = "what was measured is told where results are told")]
fn building(command: &Path) -> Result<()> {
    say(
        "bench",
        "measuring how long books with many fences take; 1.00 is the same book without us",
    );
    let (folder, cache) = (root().join("target/bench/book"), root().join("target/bench/cache"));
    println!("{:>8}{:>12}{:>12}{:>12}{:>8}{:>8}", "fences", "plain", "first", "again", "", "");
    for fences in [100, 1_000] {
        write_book(&folder, fences, "")?;
        let plain = shortest(|| build(command, &folder, &cache))?;
        write_book(&folder, fences, ",whatif=")?;
        let first = shortest(|| {
            // Whether it was there or not, it is gone.
            let _ = fs::remove_dir_all(&cache);
            build(command, &folder, &cache)
        })?;
        let again = shortest(|| build(command, &folder, &cache))?;
        let ratio = |time: Duration| time.as_secs_f64() / plain.as_secs_f64();
        let [plain_ms, first_ms, again_ms] =
            [plain, first, again].map(|time| format!("{} ms", time.as_millis()));
        let (first, again) = (ratio(first), ratio(again));
        println!("{fences:>8}{plain_ms:>12}{first_ms:>12}{again_ms:>12}{first:>8.2}{again:>8.2}");
    }
    Ok(())
}

fn shortest(mut build: impl FnMut() -> Result<Duration>) -> Result<Duration> {
    let times = (0..TIMES).map(|_| build()).collect::<Result<Vec<_>>>()?;
    times.into_iter().min().context("nothing was measured")
}

fn build(command: &Path, book: &Path, cache: &Path) -> Result<Duration> {
    let begun = Instant::now();
    run(Command::new(command).arg("build").arg(book).env("WHATIF_CACHE", cache))?;
    Ok(begun.elapsed())
}

/// A book of chapters that say something, with the sign-up of the tests between, each time a little
/// different. `attribute` is what a fence says before the name of its scenario; without, it is code.
fn write_book(folder: &Path, fences: usize, attribute: &str) -> Result<()> {
    let source = folder.join("src");
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(&source)?;
    let template = root().join("tests/books/sign-up/src/email-signup");
    let world = fs::read_to_string(template.with_extension("toml"))?
        + "\n[explore]\nfaults = { crash = 1, lose = 1 }\nexpect = { welcomed = \"violated\" }\n";
    let mut summary = String::from("# Summary\n\n");
    for chapter in 0..fences / IN_A_CHAPTER {
        writeln!(summary, "- [Chapter {chapter}](chapter-{chapter}.md)")?;
        let mut text = format!("# Chapter {chapter}\n");
        for number in 0..IN_A_CHAPTER {
            let name = format!("sign-up-{chapter}-{number}");
            let info =
                if attribute.is_empty() { String::new() } else { format!("{attribute}{name}") };
            let said = "The handler stores the user, then writes to them.\n".repeat(8);
            write!(
                text,
                "\n## Sign-up {number}\n\n{said}\n```rust{info}\n\
                 async fn signup(user: User) -> Result<()> {{\n    \
                 // The handler {number} of chapter {chapter}.\n    \
                 db::insert(\"users\", &user).await?;\n    \
                 email::send(&user.address, \"Welcome!\").await?;\n    Ok(())\n}}\n```\n"
            )?;
            fs::write(source.join(format!("{name}.toml")), &world)?;
            fs::copy(template.with_extension("rs"), source.join(format!("{name}.rs")))?;
        }
        fs::write(source.join(format!("chapter-{chapter}.md")), text)?;
    }
    fs::write(source.join("SUMMARY.md"), summary)?;
    // What is made of the finished site is the same work whoever has made it.
    let config = "[book]\ntitle = \"Many\"\n\n[output.html.playground]\nrunnable = false\n\n\
                  [preprocessor.whatif]\nafter = [\"links\"]\ndownload = false\nembed = false\n";
    fs::write(folder.join("book.toml"), config)?;
    Ok(())
}
