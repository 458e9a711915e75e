//! The scripts of the page, carried in this binary and put beside the book's own files.
//!
//! Their names in the book say what is in them, as mdBook's own do: browsers may keep them for ever,
//! and never take one of an older book for it.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context, Result};

/// The folder, in the book's source and in the finished book.
pub(crate) const FOLDER: &str = "whatif";

/// What the name of a script says of the content of all of them. A script finds the others by it.
const CONTENT: &str = env!("WHATIF_CONTENT");

/// A script that is a file of the book.
struct Script {
    /// Its name without the content, and without the end.
    name: &'static str,
    /// The name of its file in the book.
    file: &'static str,
    text: &'static str,
}

/// The name of a script's file in the book.
macro_rules! file {
    ($name:literal) => {
        concat!($name, "-", env!("WHATIF_CONTENT"), ".js")
    };
}

/// The text of a script.
macro_rules! text {
    ($name:literal) => {
        include_str!(concat!(env!("WHATIF_ASSETS"), "/", $name, ".js"))
    };
}

const LOADED: [Script; 5] = [
    Script { name: "loader", file: file!("loader"), text: text!("loader") },
    Script { name: "ui", file: file!("ui"), text: text!("ui") },
    Script { name: "engine", file: file!("engine"), text: text!("engine") },
    Script { name: "engine-rest", file: file!("engine-rest"), text: text!("engine-rest") },
    Script { name: "engine-main", file: file!("engine-main"), text: text!("engine-main") },
];

/// The script of the book as one file.
pub(crate) const OFFLINE: &str = text!("offline");

/// The script of a lesson in a course site.
pub(crate) const COURSE: &str = text!("course");

/// The script of a page inside a page of somebody else.
pub(crate) const FRAME: &str = text!("frame");

/// Where that script lies in the finished book.
pub(crate) const FRAME_FILE: &str = concat!("embed/", file!("frame"));

/// The script that other sites load. They write its address themselves, so it is always the same.
pub(crate) const EMBED: &str = text!("embed");

/// Where the loader lies in the finished book.
pub(crate) const LOADER: &str = concat!("whatif/", file!("loader"));

/// The scripts that the loader brings in, as text, by the names that they have in one another.
pub(crate) fn texts() -> impl Iterator<Item = (String, &'static str)> {
    let brought = LOADED.into_iter().filter(|script| script.name != "loader");
    brought.map(|script| (format!("{}.js", script.name), script.text))
}

/// Puts the scripts into the folder `whatif` of the book's source, from where mdBook copies them,
/// and takes those of other builds away.
///
/// A preprocessor cannot write into the finished book, which mdBook empties first. Files that are
/// right already are left alone: `mdbook serve` watches this folder, and every write would make
/// it build again, for ever.
pub(crate) fn put(source: &Path) -> Result<()> {
    let folder = source.join(FOLDER);
    for script in LOADED {
        let path = folder.join(script.file);
        if fs::read(&path).is_ok_and(|found| found == script.text.as_bytes()) {
            continue;
        }
        let failed = || format!("`{}` cannot be written", path.display());
        fs::create_dir_all(&folder).with_context(failed)?;
        fs::write(&path, script.text).with_context(failed)?;
    }
    forget_others(&folder).with_context(|| format!("`{}` cannot be tidied", folder.display()))
}

/// Removes the scripts of other builds, which would be published with the book for ever.
fn forget_others(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if is_of_another_build(&entry.file_name().to_string_lossy()) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Whether another build has put a file of this name there. What is not ours stays.
fn is_of_another_build(file: &str) -> bool {
    let others = |content: &str| {
        content != CONTENT
            && content.len() == CONTENT.len()
            && content.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
    };
    LOADED.iter().any(|script| {
        let rest = file.strip_prefix(script.name).and_then(|rest| rest.strip_suffix(".js"));
        // There was a time when their names said nothing of their content.
        rest.is_some_and(|rest| rest.is_empty() || rest.strip_prefix('-').is_some_and(others))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_scripts_of_other_builds_are_in_the_way() {
        for ours in ["ui.js", "ui-00000000.js", "engine-0123abcd.js", "engine-main-0123abcd.js"] {
            assert!(is_of_another_build(ours), "{ours}");
        }
        for script in LOADED {
            assert!(!is_of_another_build(script.file), "{}", script.file);
        }
        for other in ["mine.js", "ui-kit.js", "ui-0123ABCD.js", "engine-0123abcd.css", "gui.js"] {
            assert!(!is_of_another_build(other), "{other}");
        }
    }
}
