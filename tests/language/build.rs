//! Turns every program of the corpus, and every example of the reference, into a module, so that
//! rustc compiles it with this crate.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use whatif_interpreter::{Runs, reference};

/// What the ordered maps of the prelude have not.
const OURS: [&str; 2] = ["HashMap::with_capacity", "HashSet::with_capacity"];

/// One program, and what it stands under.
struct Case {
    heading: String,
    code: String,
}

/// What is made of the programs so far.
#[derive(Default)]
struct Generated {
    /// A module for each.
    modules: String,
    /// A line of the table for each.
    table: String,
    count: usize,
}

impl Generated {
    fn add(&mut self, file: &str, Case { heading, code }: &Case) {
        self.count += 1;
        let case = format!("case_{:03}", self.count);
        write_module(&mut self.modules, &case, &format!("{file}: {heading}"), code);
        write!(self.table, "    Case {{ file: {file:?}, heading: {heading:?}, code: {code:?}, ")
            .and_then(|()| writeln!(self.table, "theirs: {case}::output }},"))
            .expect("a string takes everything");
    }
}

fn main() {
    println!("cargo::rerun-if-changed=corpus");
    let corpus = Path::new(&variable("CARGO_MANIFEST_DIR")).join("corpus");
    let mut generated = Generated::default();
    for path in markdown_files(&corpus) {
        let file = path.file_name().expect("a file has a name").to_string_lossy();
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
        for case in cases(&file, &text) {
            generated.add(&file, &case);
        }
    }
    // What needs no other node is Rust, and means the same to rustc.
    for section in reference().filter(|section| section.runs == Runs::Alone) {
        for entry in section.entries.iter().filter(|entry| !OURS.contains(&entry.name())) {
            let heading = format!("{}: {}", section.owner, entry.name());
            let code = format!("async fn main() {{\n{}\n}}\n", entry.example());
            generated.add("the reference", &Case { heading, code });
        }
    }
    let Generated { modules, table, .. } = generated;
    let table = format!(
        "/// All programs, in the order of their files.\npub const CASES: &[Case] = &[\n{table}];\n"
    );
    let path = Path::new(&variable("OUT_DIR")).join("corpus.rs");
    fs::write(path, modules + &table).expect("cargo gives a folder to write to");
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|error| panic!("cargo sets {name}: {error}"))
}

fn markdown_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the corpus is a folder");
    let paths = entries.map(|entry| entry.expect("the corpus can be listed").path());
    let mut files: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|ending| ending == "md")).collect();
    files.sort();
    files
}

/// The programs of a file: each heading of the second level has one fence.
fn cases(file: &str, text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut heading: Option<&str> = None;
    let mut code: Option<String> = None;
    for (line, number) in text.lines().zip(1..) {
        match &mut code {
            Some(inside) if line == "```" => {
                let heading = heading.take().unwrap_or_else(|| {
                    panic!("{file}:{number}: a program stands under a heading of its own")
                });
                cases.push(Case { heading: heading.to_string(), code: std::mem::take(inside) });
                code = None;
            }
            Some(inside) => {
                inside.push_str(line);
                inside.push('\n');
            }
            None if line == "```rust" => code = Some(String::new()),
            None => {
                if let Some(next) = line.strip_prefix("## ") {
                    let before = heading.replace(next);
                    assert!(before.is_none(), "{file}:{number}: the heading before has no program");
                    let known = cases.iter().any(|case| case.heading == next);
                    assert!(!known, "{file}:{number}: there are two headings `{next}`");
                }
            }
        }
    }
    assert!(code.is_none() && heading.is_none(), "{file}: the last program does not end");
    cases
}

/// The program as a module, with a function beside its `main` that the table can name.
fn write_module(modules: &mut String, case: &str, title: &str, code: &str) {
    let run = if code.contains("async fn main()") { "of_async" } else { "of" };
    write!(
        modules,
        "// {title}\n\
         mod {case} {{\n\
         use crate::prelude::*;\n\
         {code}\
         pub(super) fn output() -> Vec<String> {{ crate::output::{run}(main) }}\n\
         }}\n\n"
    )
    .expect("a string takes everything");
}
