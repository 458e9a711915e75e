//! Folders as ZIP files, which are the same byte for byte whenever they are made.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;

use anyhow::{Context, Result};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Folders of the site that hold what is made of it: a book does not contain its own download.
const MADE: [&str; 2] = ["download", "course"];

/// The site as a ZIP file that unpacks into a folder of this name.
pub(super) fn folder(site: &Path, name: &str) -> Result<Vec<u8>> {
    let mut files = Vec::new();
    gather(site, "", &mut files)?;
    files.retain(|(path, _)| !MADE.iter().any(|made| path.starts_with(&format!("{made}/"))));
    zip(files.iter().map(|(path, bytes)| (format!("{name}/{path}"), bytes.as_slice())))
}

/// A ZIP file of these files, which are in the order in which they are given.
pub(super) fn zip<'a>(files: impl Iterator<Item = (String, &'a [u8])>) -> Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        zip.start_file(path, options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The files of a folder and of those in it, in the order of their names.
fn gather(folder: &Path, prefix: &str, files: &mut Vec<(String, Vec<u8>)>) -> Result<()> {
    let failed = || format!("`{}` cannot be read", folder.display());
    let entries = fs::read_dir(folder).with_context(failed)?;
    let mut entries = entries.collect::<Result<Vec<_>, _>>().with_context(failed)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            gather(&entry.path(), &format!("{name}/"), files)?;
        } else {
            let bytes = fs::read(entry.path())
                .with_context(|| format!("`{}` cannot be read", entry.path().display()))?;
            files.push((name, bytes));
        }
    }
    Ok(())
}
