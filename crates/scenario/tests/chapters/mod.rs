//! The sources of the book's scenarios, read in the simplest way that serves.

use std::path::Path;
use std::sync::Arc;

use whatif_scenario::{SourceFile, Sources, VariantSource};

fn text(name: &str) -> Arc<SourceFile> {
    find(name).unwrap_or_else(|| panic!("there is no {name}"))
}

/// Not every scenario has code that is not shown.
fn find(name: &str) -> Option<Arc<SourceFile>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../src").join(name);
    let text = std::fs::read_to_string(&path).ok()?;
    Some(Arc::new(SourceFile { path: name.into(), text, first_line: 1 }))
}

/// The fences of a scenario in a chapter, without the solution of an exercise. They stand at the
/// margin there, so lines will do.
pub(crate) fn fences(chapter: &str, name: &str) -> Vec<VariantSource> {
    let chapter = text(chapter);
    let mut variants = Vec::new();
    for part in chapter.text.split("```rust,whatif=").skip(1) {
        let (attributes, rest) = part.split_once('\n').unwrap();
        if attributes.split(',').next() != Some(name) {
            continue;
        }
        let mut attributes = attributes.split(',');
        if attributes.clone().any(|attribute| attribute == "solution") {
            continue;
        }
        let variant = attributes.find_map(|attribute| attribute.strip_prefix("variant="));
        let (code, _) = rest.split_once("```").unwrap();
        let path = chapter.path.clone();
        let code = Arc::new(SourceFile { path, text: code.into(), first_line: 1 });
        variants.push(VariantSource { name: variant.unwrap_or(name).into(), code });
    }
    variants
}

pub(crate) fn sources(chapter: &str, name: &str) -> Sources {
    Sources {
        name: name.into(),
        world: text(&format!("{name}.toml")),
        support: find(&format!("{name}.rs")),
        variants: fences(chapter, name),
    }
}
