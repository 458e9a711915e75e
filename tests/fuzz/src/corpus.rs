//! The programs that lie in folders beside the code.

use std::fs;
use std::path::{Path, PathBuf};

/// A program in a file.
#[derive(Clone, Debug)]
pub struct Program {
    /// The name of the file without its ending.
    pub name: String,
    /// The bytes, which need not be text.
    pub bytes: Vec<u8>,
}

/// The programs of ordinary style, by name.
pub fn corpus() -> Vec<Program> {
    programs(&folder("corpus"))
}

/// The inputs that failed once, by name.
pub fn found() -> Vec<Program> {
    programs(&found_folder())
}

/// Where inputs that fail are kept.
pub fn found_folder() -> PathBuf {
    folder("found")
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// A folder that is not there holds nothing: an empty folder is not kept with the code.
fn programs(folder: &Path) -> Vec<Program> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    let paths = paths.filter(|path| path.extension().is_some_and(|ending| ending == "rs"));
    let program = |path: PathBuf| Program {
        name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        bytes: fs::read(&path).expect("the program can be read"),
    };
    let mut programs: Vec<Program> = paths.map(program).collect();
    programs.sort_by(|left, right| left.name.cmp(&right.name));
    programs
}
