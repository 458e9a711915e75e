//! What others make of what we make: checkers of HTML and of EPUB, and the preprocessors and
//! renderers that stand beside ours in a book. By hand, because all of it has to be fetched.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use zip::ZipArchive;

use crate::npm::npm;
use crate::run::{at_root, cargo, not_started, root, run, say};
use crate::stamp::files_below;
use crate::{book, browser};

/// The Nu HTML checker, as npm has it.
const CHECKER: &str = "vnu-jar@26.9.27";

/// mdBook itself, and the programs that stand beside ours in one book, as cargo installs them.
const PROGRAMS: [(&str, &str); 6] = [
    ("mdbook", "0.5.4"),
    ("mdbook-toc", "0.15.4"),
    ("mdbook-mermaid", "0.17.1"),
    ("mdbook-katex", "0.10.0"),
    ("mdbook-linkcheck2", "0.13.0"),
    ("mdbook-epub", "0.5.2"),
];

/// What the checker says of the pages of mdBook itself, by a part of the sentence and of the markup.
const OF_MDBOOK: [(&str, &str); 3] = [
    ("must not be used on any “label” element", "mdbook-sidebar-toggle"),
    ("is missing a required instance of child element “title”", "</head>"),
    ("No “li” element in scope but a “li” end tag seen", "</li></li>"),
];

/// What epubcheck says of every EPUB of mdbook-epub that has links and drawings: it leads to no
/// chapter, gives no heading an id, and does not say in its list of files where drawings are.
const OF_MDBOOK_EPUB: [(&str, &str); 3] = [
    ("RSC-007", ".md\" could not be found"),
    ("RSC-012", "Fragment identifier is not defined"),
    ("OPF-014", "The property \"svg\""),
];

/// Everything that we fetch and make here lies in one folder.
fn folder() -> PathBuf {
    root().join("target/neighbours")
}

/// What nobody but the user can install, and the packages of Debian that have it.
const NEEDED: [(&str, &str); 2] = [("java", "default-jre-headless"), ("epubcheck", "epubcheck")];

/// Makes the book, and lets others look at it and stand beside it.
pub(crate) fn neighbours() -> Result<()> {
    all_installed()?;
    let command = book::build()?.command;
    fs::create_dir_all(folder())?;
    fetch()?;
    let mut wrong = pages()?;
    wrong.extend(one_book(&command)?);
    wrong.extend(guide(&command)?);
    wrong.extend(served(&command).err().map(|error| format!("{error:#}")));
    if wrong.is_empty() {
        say("passed", "the pages are valid, and the neighbours get on with us");
        return Ok(());
    }
    bail!("{}", wrong.join("\n"));
}

/// Says everything that is missing, before minutes are spent on what is not.
fn all_installed() -> Result<()> {
    let is_missing = |(program, _): &&(&str, &str)| {
        let asked = Command::new(program).arg("--version").output();
        asked.is_err_and(|error| error.kind() == ErrorKind::NotFound)
    };
    let missing: Vec<&(&str, &str)> = NEEDED.iter().filter(is_missing).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let programs: Vec<&str> = missing.iter().map(|(program, _)| *program).collect();
    let packages: Vec<&str> = missing.iter().map(|(_, package)| *package).collect();
    bail!(
        "not installed: {} (on Debian: apt-get install {})",
        programs.join(", "),
        packages.join(" ")
    );
}

/// Where the checker is once it is fetched.
fn jar() -> PathBuf {
    folder().join("node_modules/vnu-jar/build/dist/vnu.jar")
}

/// Fetches the checker and the programs, as far as they are not here.
fn fetch() -> Result<()> {
    if !jar().is_file() {
        say("fetch", "the Nu HTML checker from npm");
        let mut install = npm();
        install.args(["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"]);
        run(install.arg("--prefix").arg(folder()).arg(CHECKER))?;
    }
    for (name, version) in PROGRAMS {
        if folder().join("bin").join(name).with_extension(env::consts::EXE_EXTENSION).is_file() {
            continue;
        }
        say("fetch", &format!("{name} {version} from crates.io, which takes minutes"));
        let mut install = cargo();
        install.args(["install", "--locked", "--version", version, "--root"]).arg(folder());
        run(install.arg("--target-dir").arg(folder().join("target")).arg(name))?;
    }
    Ok(())
}

/// One complaint of the Nu checker.
#[derive(Deserialize)]
struct Complaint {
    #[serde(default)]
    url: String,
    #[serde(default, rename = "lastLine")]
    line: u32,
    message: String,
    #[serde(default)]
    extract: String,
}

#[derive(Deserialize)]
struct Complaints {
    messages: Vec<Complaint>,
}

impl Complaint {
    fn is_of_mdbook(&self) -> bool {
        let is = |(sentence, markup): &(&str, &str)| {
            self.message.contains(sentence) && self.extract.contains(markup)
        };
        OF_MDBOOK.iter().any(is)
    }

    fn told(&self) -> String {
        let Self { url, line, message, extract } = self;
        let page = url.rsplit_once("/book/").map_or(url.as_str(), |(_, page)| page);
        format!("{page}:{line}: {message}: {}", extract.trim())
    }
}

/// What the packages for courses hold, each in a folder of its own.
fn packages() -> Result<Vec<PathBuf>> {
    let unpacked = folder().join("course");
    let _ = fs::remove_dir_all(&unpacked);
    for package in files_below(&root().join("book/course"))? {
        let name = package.file_stem().context("a package has a name")?;
        let failed = || format!("`{}` cannot be unpacked", package.display());
        let mut zip = ZipArchive::new(File::open(&package)?).with_context(failed)?;
        zip.extract(unpacked.join(name)).with_context(failed)?;
    }
    files_below(&unpacked)
}

/// Gives every page of the book, of the guide and of what is made of the book to the Nu checker, and
/// tells what is wrong with what we have written in it.
fn pages() -> Result<Vec<String>> {
    let mut pages = files_below(&root().join("book"))?;
    pages.extend(packages()?);
    pages.retain(|page| page.extension().is_some_and(|extension| extension == "html"));
    say("check", &format!("giving {} pages to the Nu HTML checker", pages.len()));
    let mut java = Command::new("java");
    // Diagrams of long runs are nested deeply enough for it to want a larger stack.
    java.args(["-Xss8m", "-jar"]).arg(jar());
    java.args(["--format", "json", "--exit-zero-always", "--errors-only"]).args(&pages);
    let output = java.output().map_err(|error| not_started(&java, error))?;
    let told = String::from_utf8_lossy(&output.stderr);
    let Complaints { messages } = serde_json::from_str(&told)
        .with_context(|| format!("the Nu HTML checker did not answer in JSON: {told}"))?;
    let (theirs, ours): (Vec<Complaint>, _) =
        messages.into_iter().partition(Complaint::is_of_mdbook);
    say("check", &format!("{} errors of mdBook itself, {} of ours", theirs.len(), ours.len()));
    Ok(ours.iter().map(Complaint::told).collect())
}

/// Builds one book with all the others beside us, and tells what is not there.
fn one_book(command: &Path) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    say("book", "building a book with all of them");
    // Its scenario is that of another book of the tests, over which it lies.
    let book = copied("book", &["tests/books/sign-up", "tests/books/neighbours"])?;
    let site = book.join("book");
    render(command, &book, &site)?;

    let page = fs::read_to_string(site.join("html/together.html"))?;
    for (whose, mark) in [
        ("mdbook-toc", "<a href=\"#a-drawing\">A drawing</a>"),
        ("mdbook-mermaid", "<pre class=\"mermaid\">"),
        ("mdbook-katex", "class=\"katex\""),
        ("ours", "<what-if name=\"email-signup\" variant=\"naive\""),
        ("ours", "<what-if-matrix name=\"email-signup\">"),
        ("our code", "// Costs $1, and $2 if it is sent twice."),
    ] {
        if !page.contains(mark) {
            wrong.push(format!("beside the others, the page misses what is {whose}: {mark}"));
        }
    }
    wrong.extend(epub(&site.join("epub"))?);
    Ok(wrong)
}

/// Books of the tests in one new folder, the later over the earlier.
fn copied(name: &str, templates: &[&str]) -> Result<PathBuf> {
    let book = folder().join(name);
    let _ = fs::remove_dir_all(&book);
    for template in templates.iter().map(|template| root().join(template)) {
        for file in files_below(&template)? {
            let copy = book.join(file.strip_prefix(&template)?);
            fs::create_dir_all(copy.parent().context("a file stands in a folder")?)?;
            fs::copy(&file, &copy)?;
        }
    }
    Ok(book)
}

/// Lets mdBook serve a book with our command as its preprocessor, and a reader look at it while its
/// author writes.
fn served(command: &Path) -> Result<()> {
    say("serve", "reading a book that mdBook serves while it is written");
    let book = copied("served", &["tests/books/sign-up"])?;
    // mdBook does not watch what Git ignores, and everything here is ignored.
    fs::write(book.join(".gitignore"), "")?;
    let ours = command.parent().context("the command lies in a folder")?;
    let mut reader = at_root("node");
    reader.arg("tests/browser/others/serve.mjs").arg(book);
    reader.env("CHROMIUM", browser::find()?).env("PATH", within_reach(&[ours])?);
    run(&mut reader).context("mdBook does not serve a book of ours as it should")
}

/// The path on which programs are looked for, with the programs of the others on it, and more.
fn within_reach(more: &[&Path]) -> Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    let others = folder().join("bin");
    let first = more.iter().map(|folder| folder.to_path_buf()).chain([others]);
    Ok(env::join_paths(first.chain(env::split_paths(&path)))?)
}

/// Makes an EPUB of the author guide, in which there is one of everything that we write.
fn guide(command: &Path) -> Result<Vec<String>> {
    say("book", "making an EPUB of the author guide");
    let site = folder().join("guide");
    render(command, &root().join("guide"), &site)?;
    epub(&site.join("epub"))
}

/// Builds a book and its EPUB, with the programs of the others within reach.
fn render(command: &Path, book: &Path, site: &Path) -> Result<()> {
    let mut build = Command::new(command);
    build.arg("build").arg(book).arg("--dest-dir").arg(site);
    // Drawings and what is folded came into EPUB with its third version.
    build.env("MDBOOK_OUTPUT__EPUB__EPUB_VERSION", "3");
    // The file is called like the book, and mdbook-epub refuses a colon in the name.
    build.env("MDBOOK_BOOK__TITLE", "A book");
    run(build.env("PATH", within_reach(&[])?))
}

/// Gives the EPUB to epubcheck.
fn epub(folder: &Path) -> Result<Vec<String>> {
    let mut files = files_below(folder)?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "epub"));
    let [epub] = &files[..] else { return Ok(vec!["mdbook-epub has made no EPUB".to_owned()]) };
    say("check", "giving the EPUB to epubcheck");
    let mut check = epubcheck()?;
    let output = check.arg(epub).output().map_err(|error| not_started(&check, error))?;
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let errors = told.lines().filter(|line| line.starts_with("ERROR") || line.starts_with("FATAL"));
    let (theirs, ours): (Vec<&str>, _) = errors.partition(|line| is_of_mdbook_epub(line));
    say("check", &format!("{} errors of mdbook-epub, {} of ours", theirs.len(), ours.len()));
    Ok(ours.into_iter().map(str::to_owned).collect())
}

fn is_of_mdbook_epub(line: &str) -> bool {
    OF_MDBOOK_EPUB.iter().any(|(code, sentence)| line.contains(code) && line.contains(sentence))
}

/// The command that is on the path, which on Debian is an archive that only Java can start.
fn epubcheck() -> Result<Command> {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path).map(|folder| folder.join("epubcheck"));
    let Some(file) = found.into_iter().find(|file| file.is_file()) else {
        return Ok(at_root("epubcheck"));
    };
    if !fs::read(&file)?.starts_with(b"PK") {
        return Ok(at_root(file));
    }
    let mut java = at_root("java");
    java.arg("-jar").arg(file);
    Ok(java)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_mdbook_gets_wrong_is_told_apart_by_sentence_and_markup() {
        let complaint = |message: &str, extract: &str| Complaint {
            url: "file:/tmp/book/embed/a/index.html".to_owned(),
            line: 7,
            message: message.to_owned(),
            extract: extract.to_owned(),
        };
        let sentence = "The “aria-label” attribute must not be used on any “label” element that";
        assert!(complaint(sentence, "<label id=\"mdbook-sidebar-toggle\"").is_of_mdbook());
        let ours = complaint(sentence, " <label class=\"ours\"");
        assert!(!ours.is_of_mdbook());
        assert_eq!(ours.told(), format!("embed/a/index.html:7: {sentence}: <label class=\"ours\""));
    }

    #[test]
    fn what_mdbook_epub_gets_wrong_is_told_apart_by_code_and_sentence() {
        assert!(is_of_mdbook_epub(
            "ERROR(RSC-007): a.epub/OEBPS/b.html(1,2): Referenced resource \"OEBPS/c.md\" could not \
             be found in the EPUB."
        ));
        assert!(!is_of_mdbook_epub("ERROR(RSC-005): attribute \"paint-order\" not allowed here"));
    }
}
