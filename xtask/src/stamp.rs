//! What a stage was made from, kept beside what it made.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::run::root;

/// The names and checksums of a stage's inputs. Content counts and not time, because a checkout,
/// a copy and a second target folder all change times without changing what is to be made.
pub(crate) struct Stamp {
    file: PathBuf,
    text: String,
}

impl Stamp {
    /// Reads the inputs. The stamp itself is kept in `file`.
    pub(crate) fn of(file: PathBuf, inputs: &[PathBuf]) -> Result<Self> {
        let mut text = String::new();
        for input in inputs {
            let content =
                fs::read(input).with_context(|| format!("cannot read {}", input.display()))?;
            let mut checksum = flate2::Crc::new();
            checksum.update(&content);
            let name = input.strip_prefix(root()).unwrap_or(input).display();
            writeln!(text, "{:08x} {} {name}", checksum.sum(), content.len())?;
        }
        Ok(Self { file, text })
    }

    /// Whether the outputs are there and were made from these inputs.
    pub(crate) fn is_fresh(&self, outputs: &[PathBuf]) -> bool {
        outputs.iter().all(|output| output.exists())
            && fs::read_to_string(&self.file).is_ok_and(|old| old == self.text)
    }

    /// Remembers that the outputs were made from these inputs.
    pub(crate) fn set(&self) -> Result<()> {
        fs::write(&self.file, &self.text)
            .with_context(|| format!("cannot write {}", self.file.display()))
    }
}

/// Every file below a folder in the order of their names, without installed packages.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            if entry.file_name() != "node_modules" {
                files.extend(files_below(&entry.path())?);
            }
        } else {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_fresh_until_an_input_changes_or_an_output_goes() {
        let folder = tempfile::tempdir().unwrap();
        let (input, output) = (folder.path().join("input"), folder.path().join("output"));
        let stamp = |input: &PathBuf| {
            Stamp::of(folder.path().join("stamp"), std::slice::from_ref(input)).unwrap()
        };
        let outputs = [output.clone()];

        fs::write(&input, "one").unwrap();
        fs::write(&output, "made").unwrap();
        assert!(!stamp(&input).is_fresh(&outputs), "nothing was ever remembered");
        stamp(&input).set().unwrap();
        assert!(stamp(&input).is_fresh(&outputs));

        fs::write(&input, "two").unwrap();
        assert!(!stamp(&input).is_fresh(&outputs));
        fs::write(&input, "one").unwrap();
        assert!(stamp(&input).is_fresh(&outputs), "the content counts and not the time");

        fs::remove_file(&output).unwrap();
        assert!(!stamp(&input).is_fresh(&outputs));
    }
}
