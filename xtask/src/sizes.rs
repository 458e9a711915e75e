//! The sizes of what a reader loads, in a committed file: a growth shows in the diff.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Serialize;

use crate::engine::gzip;
use crate::run::{dist, root, write_if_changed};

/// The sizes of one file, in bytes.
#[derive(Serialize)]
struct Size {
    raw: usize,
    gzip: usize,
}

/// The sizes of all scripts, in the order in which a reader loads them, and of the book in one file.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Sizes {
    loader: Size,
    ui: Size,
    engine: Size,
    engine_rest: Size,
    download: Size,
}

impl Sizes {
    /// Measures the scripts as they lie in the folder of the page, and the download.
    pub(crate) fn measure() -> Result<Self> {
        Ok(Self {
            loader: Size::of(&dist().join("loader.js"))?,
            ui: Size::of(&dist().join("ui.js"))?,
            engine: Size::of(&dist().join("engine.js"))?,
            engine_rest: Size::of(&dist().join("engine-rest.js"))?,
            download: Size::of(&root().join("book/download/between-the-steps.html"))?,
        })
    }

    /// Writes sizes.json.
    pub(crate) fn write(&self) -> Result<()> {
        let json = serde_json::to_string_pretty(self)? + "\n";
        write_if_changed(&root().join("sizes.json"), json.as_bytes())
    }

    /// Fails if a script has outgrown what we allow it on the wire.
    pub(crate) fn check(&self) -> Result<()> {
        // What a reader waits for before the first run is the first part of the engine: `parts` says
        // how it is told from the rest, which comes while the reader looks at that run.
        // `packing` sorts both before gzip, which alone would leave them a quarter larger.
        // The widget had 40 KB until it told mistakes while they are typed, the ways behind the
        // shortest, and how else a run can go on.
        let limits = [
            ("loader.js", &self.loader, 2 * 1024),
            ("ui.js", &self.ui, 43 * 1024),
            ("engine.js", &self.engine, 260 * 1024),
            ("engine-rest.js", &self.engine_rest, 90 * 1024),
        ];
        for (name, size, limit) in limits {
            if size.gzip > limit {
                bail!(
                    "{name} has {} bytes after gzip and may have {limit}: make it smaller, or \
                     raise the limit in xtask/src/sizes.rs and say why",
                    size.gzip
                );
            }
        }
        Ok(())
    }
}

impl Size {
    fn of(path: &Path) -> Result<Self> {
        let file = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(Self { raw: file.len(), gzip: gzip(&file)?.len() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_that_has_grown_too_much_is_named() {
        let size = |gzip| Size { raw: 0, gzip };
        let sizes = |ui| Sizes {
            loader: size(2048),
            ui: size(ui),
            engine: size(260 * 1024),
            engine_rest: size(90 * 1024),
            download: size(0),
        };
        assert!(sizes(43 * 1024).check().is_ok());
        let message = sizes(43 * 1024 + 1).check().unwrap_err().to_string();
        assert!(message.starts_with("ui.js has 44033 bytes"), "{message}");
    }
}
