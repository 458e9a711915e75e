//! Where things lie, how other programs are run, and how the user is told.

use std::env;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, anyhow, bail};

/// The folder of the workspace.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace")
}

/// The folder of the page's scripts.
pub(crate) fn dist() -> PathBuf {
    root().join("playground-wasm/dist")
}

/// Tells in one line what is being done now.
#[expect(clippy::print_stdout, reason = "to tell how far it is belongs to a build tool's work")]
pub(crate) fn say(stage: &str, doing: &str) {
    println!("{stage:<10}{doing}");
}

/// Tells why a task ended early: the sentences alone, without the backtrace that anyhow may hold.
#[expect(clippy::print_stderr, reason = "a mistake is told where mistakes are told")]
pub(crate) fn fail(error: &anyhow::Error) {
    eprintln!("error: {error:#}");
}

/// The cargo that runs this program, at the root of the workspace.
pub(crate) fn cargo() -> Command {
    at_root(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A program, at the root of the workspace.
pub(crate) fn at_root(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// Runs a command whose output the user sees, and fails where it fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().map_err(|error| not_started(command, error))?;
    if !status.success() {
        bail!("`{}` failed with {status}; what it said stands above", line(command));
    }
    Ok(())
}

/// Builds one package with a command of cargo and returns the artifact of the given name.
///
/// Asking cargo for the path keeps us right wherever the user's settings put the target folder.
pub(crate) fn cargo_build(arguments: &[&str], artifact: &str) -> Result<PathBuf> {
    let mut command = cargo();
    command.args(arguments).arg("--message-format=json-render-diagnostics");
    let output =
        command.stderr(Stdio::inherit()).output().map_err(|error| not_started(&command, error))?;
    if !output.status.success() {
        bail!("`cargo {}` failed; what it said stands above", arguments.join(" "));
    }
    String::from_utf8(output.stdout)?
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter_map(|message| message["filenames"].as_array().cloned())
        .flatten()
        .filter_map(|file| file.as_str().map(PathBuf::from))
        .find(|file| file.file_name().is_some_and(|name| name == artifact))
        .with_context(|| format!("`cargo {}` made no file {artifact}", arguments.join(" ")))
}

/// Writes a file only if its content is another, so that nothing after it is done again in vain.
pub(crate) fn write_if_changed(path: &Path, content: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == content) {
        return Ok(());
    }
    fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))
}

/// Why a program could not be started, and where to get it.
pub(crate) fn not_started(command: &Command, error: std::io::Error) -> anyhow::Error {
    let program = command.get_program().to_string_lossy();
    if error.kind() != ErrorKind::NotFound {
        return anyhow!(error).context(format!("cannot start `{}`", line(command)));
    }
    match &*program {
        "node" | "npm" | "npm.cmd" => {
            anyhow!("{program} is not installed: get Node.js 20 or later from https://nodejs.org")
        }
        "rustup" => anyhow!(
            "the compiler has no wasm32-unknown-unknown target, and rustup, which would add it, \
             is not installed: get it from https://rustup.rs"
        ),
        _ => anyhow!("{program} is not installed"),
    }
}

fn line(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let mut line = program.to_string_lossy().into_owned();
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}
