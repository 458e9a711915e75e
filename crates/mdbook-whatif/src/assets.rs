//! The scripts of the page, carried in this binary and put beside the book's own files.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use whatif_simulator::Fingerprint;

/// The folder, in the book's source and in the finished book.
pub(crate) const FOLDER: &str = "whatif";

const FILES: [(&str, &[u8]); 4] = [
    ("loader.js", include_bytes!(concat!(env!("WHATIF_ASSETS"), "/loader.js"))),
    ("ui.js", include_bytes!(concat!(env!("WHATIF_ASSETS"), "/ui.js"))),
    ("engine.js", include_bytes!(concat!(env!("WHATIF_ASSETS"), "/engine.js"))),
    ("engine-main.js", include_bytes!(concat!(env!("WHATIF_ASSETS"), "/engine-main.js"))),
];

/// Puts the scripts into the folder `whatif` of the book's source, from where mdBook copies them.
///
/// A preprocessor cannot write into the finished book, which mdBook empties first. Files that are
/// right already are left alone: `mdbook serve` watches this folder, and every write would make
/// it build again, for ever.
pub(crate) fn put(source: &Path) -> Result<()> {
    let folder = source.join(FOLDER);
    for (name, bytes) in FILES {
        let path = folder.join(name);
        if fs::read(&path).is_ok_and(|found| found == bytes) {
            continue;
        }
        let failed = || format!("`{}` cannot be written", path.display());
        fs::create_dir_all(&folder).with_context(failed)?;
        fs::write(&path, bytes).with_context(failed)?;
    }
    Ok(())
}

/// Names the content of the scripts, so that no browser keeps the ones of an older book.
pub(crate) fn version() -> String {
    format!("{:032x}", Fingerprint::of(&FILES))[..12].to_owned()
}
