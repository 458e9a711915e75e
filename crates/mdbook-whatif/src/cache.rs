//! What a build leaves for the next one, so that nothing is made twice.
//!
//! To run and explore every scenario takes many times as long as to render the book, and a book is
//! built again with every change to its text. So what came of them is kept, under a fingerprint of
//! everything that decides it, this program included. What is kept may be deleted at any time;
//! where it is missing, damaged or cannot be written, it is made again, and nobody is told.

use std::fs;
use std::hash::Hash;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use whatif_simulator::Fingerprint;

/// More files than these are not kept: those that were written last stay. A large book has two for
/// each of some thousand fences, of some ten KB.
const KEPT_MAX: usize = 10_000;

/// The environment variable that names the folder in which all is kept, or says `off`.
const VARIABLE: &str = "WHATIF_CACHE";

/// Where what came of runs and explorations is kept from one build to the next, if it is.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: Option<PathBuf>,
}

/// What a slot keeps, as the end of its file's name says it.
#[derive(Clone, Copy)]
pub(crate) enum Keeps {
    /// What exploring a variant has found.
    Explored,
    /// What a book shows of a scenario.
    Shown,
}

/// Where one thing is kept, whether it is there or not.
pub(crate) struct Slot {
    folder: PathBuf,
    /// The fingerprint of what decides it.
    name: String,
    file: PathBuf,
}

/// A thing in the first line of its file; below it may stand a text.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept<T> {
    /// The name of the slot: what was put elsewhere is not believed.
    of: String,
    kept: T,
}

impl Default for Cache {
    fn default() -> Self {
        Self::of_the_user()
    }
}

impl Cache {
    /// The folder that the environment variable `WHATIF_CACHE` names, none where it says `off`, and
    /// else the folder `mdbook-whatif` where this system keeps what may be deleted.
    pub fn of_the_user() -> Self {
        match std::env::var_os(VARIABLE) {
            Some(off) if off == "off" => Self::none(),
            Some(folder) if !folder.is_empty() => Self::at(folder),
            _ => {
                let system = etcetera::base_strategy::choose_native_strategy().ok();
                Self { folder: system.map(|system| system.cache_dir().join("mdbook-whatif")) }
            }
        }
    }

    /// This folder, which is made when there is something to keep.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: Some(folder.into()) }
    }

    /// Nothing is kept, and nothing that was kept is believed.
    pub fn none() -> Self {
        Self { folder: None }
    }

    /// Where something is kept that `decides` decides, together with this program; nowhere where
    /// nothing is kept.
    pub(crate) fn slot(&self, keeps: Keeps, decides: &impl Hash) -> Option<Slot> {
        let folder = self.folder.clone()?;
        let name = format!("{:032x}", Fingerprint::of(&(env!("WHATIF_PROGRAM"), decides)));
        let extension = match keeps {
            Keeps::Explored => "json",
            Keeps::Shown => "shown",
        };
        let file = folder.join(&name).with_extension(extension);
        Some(Slot { folder, name, file })
    }

    /// Forgets what was written longest ago where there is too much. What is still of use is
    /// written again when it is next made.
    pub(crate) fn tidy(&self) {
        // What cannot be tidied now is tidied by the next build.
        let _ = self.folder.as_deref().map(forget_the_oldest);
    }
}

impl Slot {
    /// What is kept there; nothing where it is not what was written.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Option<T> {
        self.read_with_text().map(|(kept, ..)| kept)
    }

    /// What is kept there, and the whole text with the place where it goes on below that.
    pub(crate) fn read_with_text<T: DeserializeOwned>(&self) -> Option<(T, String, usize)> {
        let text = fs::read_to_string(&self.file).ok()?;
        let first = text.find('\n')?;
        let kept: Kept<T> = serde_json::from_str(&text[..first]).ok()?;
        (kept.of == self.name).then_some((kept.kept, text, first + 1))
    }

    /// Keeps something there. Where it cannot be kept, the next build makes it again.
    pub(crate) fn write<T: Serialize>(&self, kept: &T) {
        self.write_with_text(kept, "");
    }

    /// Keeps something there with a text below it, which costs nothing to write and to read.
    pub(crate) fn write_with_text<T: Serialize>(&self, kept: &T, text: &str) {
        let _ = self.replace(&Kept { of: self.name.clone(), kept }, text);
    }

    /// Writes the file as a whole: whoever reads it meanwhile finds the old one, or none.
    fn replace<T: Serialize>(&self, kept: &Kept<&T>, text: &str) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let mut fresh = tempfile::NamedTempFile::new_in(&self.folder)?;
        fresh.write_all(&serde_json::to_vec(kept)?)?;
        fresh.write_all(b"\n")?;
        fresh.write_all(text.as_bytes())?;
        fresh.persist(&self.file)?;
        Ok(())
    }
}

fn forget_the_oldest(folder: &Path) -> io::Result<()> {
    let entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    let surplus = entries.len().saturating_sub(KEPT_MAX);
    // To ask all of them how old they are takes longer than to count them.
    if surplus == 0 {
        return Ok(());
    }
    let mut files = Vec::new();
    for entry in entries {
        files.push((entry.metadata()?.modified()?, entry.path()));
    }
    files.sort_unstable();
    files.iter().take(surplus).try_for_each(|(_, file)| fs::remove_file(file))
}
