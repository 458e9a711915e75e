//! The built command, started by mdBook and by hand. Everything else is tested without a process
//! of its own, in `tests/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use mdbook_driver::MDBook;
use mdbook_driver::config::Config;
use tempfile::TempDir;

const BINARY: &str = env!("CARGO_BIN_EXE_mdbook-whatif");
const WORLD: &str = "src/email-signup.toml";

/// A copy of the book `sign-up` of the workspace's tests.
fn book() -> TempDir {
    let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/books/sign-up");
    let book = TempDir::new().expect("a folder for the book");
    fs::create_dir(book.path().join("src")).expect("a folder for its source");
    let source = fs::read_dir(template.join("src")).expect("the template's source");
    let files = source.map(|entry| Path::new("src").join(entry.expect("an entry").file_name()));
    for file in files.chain(["book.toml".into()]) {
        fs::copy(template.join(&file), book.path().join(&file)).expect("a file is copied");
    }
    book
}

fn start(arguments: &[&str], folder: &Path) -> Output {
    Command::new(BINARY).args(arguments).current_dir(folder).output().expect("the command starts")
}

#[test]
fn mdbook_starts_it_and_gets_its_book_back() {
    let folder = book();
    let mut config = Config::from_disk(folder.path().join("book.toml")).unwrap();
    config.set("preprocessor.whatif.command", format!("'{BINARY}'")).unwrap();
    MDBook::load_with_config(folder.path(), config).unwrap().build().unwrap();
    let page = fs::read_to_string(folder.path().join("book/sign-up.html")).unwrap();
    assert!(page.contains("<what-if name=\"email-signup\" variant=\"naive\">"));
    let (_, loader) = page.split_once("<script src=\"whatif/").unwrap();
    let (loader, _) = loader.split_once('"').unwrap();
    assert!(folder.path().join("book/whatif").join(loader).is_file());
}

#[test]
fn a_false_claim_is_told_on_standard_error_and_ends_with_1() {
    let folder = book();
    let world = folder.path().join(WORLD);
    let text = fs::read_to_string(&world).unwrap();
    fs::write(&world, text.replace("welcomed = \"violated\"", "welcomed = \"holds\"")).unwrap();
    let output = start(&["check"], folder.path());
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("--> src/email-signup.toml:"), "{told}");
    assert!(!told.contains('\u{1b}'), "no colours where nobody sees them");
}

#[test]
fn a_run_ends_with_0_whatever_came_of_it() {
    let folder = book();
    let output = start(&["run", WORLD, "--what-if", "killed-between", "--json"], folder.path());
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8(output.stdout).unwrap().contains("\"verdict\":\"violated\""));
    assert!(output.stderr.is_empty());
}

#[test]
fn the_environment_says_where_things_are_kept_if_anywhere() {
    let folder = book();
    let world = folder.path().join(WORLD);
    let text = fs::read_to_string(&world).unwrap();
    fs::write(&world, text + "\n[explore]\nexpect = { welcomed = \"violated\" }\n").unwrap();
    let check = |cache: &Path| {
        let mut command = Command::new(BINARY);
        let status =
            command.arg("check").current_dir(folder.path()).env("WHATIF_CACHE", cache).status();
        assert_eq!(status.unwrap().code(), Some(0));
    };
    check(Path::new("off"));
    assert!(!folder.path().join("off").exists());
    let cache = folder.path().join("kept/here");
    check(&cache);
    assert_eq!(fs::read_dir(cache).unwrap().count(), 2, "what was explored and what is shown");
}

#[test]
fn what_is_kept_lies_outside_the_book() {
    let (folder, home) = (book(), TempDir::new().unwrap());
    let world = folder.path().join(WORLD);
    let text = fs::read_to_string(&world).unwrap();
    fs::write(&world, text + "\n[explore]\nexpect = { welcomed = \"violated\" }\n").unwrap();
    let before = files(folder.path());
    let mut command = Command::new(BINARY);
    command.arg("build").current_dir(folder.path()).env_remove("WHATIF_CACHE");
    for variable in ["HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"] {
        command.env(variable, home.path());
    }
    assert_eq!(command.status().unwrap().code(), Some(0));
    let mut after = files(folder.path());
    let (site, scripts) = (folder.path().join("book"), folder.path().join("src/whatif"));
    after.retain(|file| !file.starts_with(&site) && !file.starts_with(&scripts));
    assert_eq!(after, before);
    assert_eq!(files(home.path()).len(), 2, "what was explored and what is shown");
}

/// The files of a folder and of those in it, in the order of their names.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.push(path);
        }
    }
    files.sort_unstable();
    files
}

#[test]
fn nothing_on_standard_input_is_a_matter_of_usage() {
    let output = start(&[], book().path());
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
}
