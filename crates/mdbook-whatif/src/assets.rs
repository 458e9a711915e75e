//! The scripts of the page, carried in this binary and put beside the book's own files.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use whatif_simulator::Fingerprint;

/// The folder, in the book's source and in the finished book.
pub(crate) const FOLDER: &str = "whatif";

const FILES: [(&str, &str); 4] = [
    ("loader.js", include_str!(concat!(env!("WHATIF_ASSETS"), "/loader.js"))),
    ("ui.js", include_str!(concat!(env!("WHATIF_ASSETS"), "/ui.js"))),
    ("engine.js", include_str!(concat!(env!("WHATIF_ASSETS"), "/engine.js"))),
    ("engine-main.js", include_str!(concat!(env!("WHATIF_ASSETS"), "/engine-main.js"))),
];

/// The script of the book as one file.
pub(crate) const OFFLINE: &str = include_str!(concat!(env!("WHATIF_ASSETS"), "/offline.js"));

/// The script of a lesson in a course site.
pub(crate) const COURSE: &str = include_str!(concat!(env!("WHATIF_ASSETS"), "/course.js"));

/// The script of a page inside a page of somebody else.
pub(crate) const FRAME: &str = include_str!(concat!(env!("WHATIF_ASSETS"), "/frame.js"));

/// The script that other sites load.
pub(crate) const EMBED: &str = include_str!(concat!(env!("WHATIF_ASSETS"), "/embed.js"));

/// Where the loader lies in the finished book.
pub(crate) const LOADER: &str = "whatif/loader.js";

/// The scripts that the loader brings in, as text.
pub(crate) fn texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.into_iter().filter(|(name, _)| *name != "loader.js")
}

/// Puts the scripts into the folder `whatif` of the book's source, from where mdBook copies them.
///
/// A preprocessor cannot write into the finished book, which mdBook empties first. Files that are
/// right already are left alone: `mdbook serve` watches this folder, and every write would make
/// it build again, for ever.
pub(crate) fn put(source: &Path) -> Result<()> {
    let folder = source.join(FOLDER);
    for (name, text) in FILES {
        let path = folder.join(name);
        if fs::read(&path).is_ok_and(|found| found == text.as_bytes()) {
            continue;
        }
        let failed = || format!("`{}` cannot be written", path.display());
        fs::create_dir_all(&folder).with_context(failed)?;
        fs::write(&path, text).with_context(failed)?;
    }
    Ok(())
}

/// Names the content of the scripts, so that no browser keeps the ones of an older book.
pub(crate) fn version() -> String {
    format!("{:032x}", Fingerprint::of(&(FILES, FRAME)))[..12].to_owned()
}
