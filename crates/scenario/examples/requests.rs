//! Prints what the page asks the engine when a reader runs a widget of the book for the first time:
//! for each of them a request, as `playground-wasm` reads it, on a line of its own.
#![allow(clippy::print_stdout, reason = "this is what it is for")]

#[path = "../tests/chapters/mod.rs"]
mod chapters;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use whatif_scenario::json::{self, Value, object};
use whatif_scenario::load;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../src");
    let entries = fs::read_dir(&folder).expect("the book has a source");
    let names = entries.map(|entry| entry.expect("its folder can be read").file_name());
    let mut chapters: Vec<_> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    chapters.retain(|name| Path::new(name).extension().is_some_and(|end| end == "md"));
    chapters.sort();
    for chapter in chapters {
        let text = fs::read_to_string(folder.join(&chapter)).expect("a chapter can be read");
        let fences = text.split("```rust,whatif=").skip(1);
        let names: BTreeSet<&str> =
            fences.filter_map(|fence| fence.split([',', '\n']).next()).collect();
        for name in names.into_iter().filter(|name| folder.join(format!("{name}.toml")).is_file()) {
            print_requests(&chapter, name);
        }
    }
}

fn print_requests(chapter: &str, name: &str) {
    let sources = chapters::sources(chapter, name);
    // Whoever builds the book is told what is wrong with a scenario, and where.
    let Ok(scenario) = load(&sources) else { return };
    for variant in &sources.variants {
        let form = scenario.page_form(&variant.name).expect("the variant is one of its own");
        let request = object(vec![
            ("scenario", json::from_str(&form.to_json()).expect("the form is JSON")),
            ("variant", variant.name.as_str().into()),
            ("code", variant.code.text.as_str().into()),
            ("what-if", Value::Null),
            ("seed", Value::Null),
        ]);
        println!("{}", json::to_string(&request));
    }
}
