//! What others make of what we make: checkers of HTML and of EPUB, and the preprocessors and
//! renderers that stand beside ours in a book. By hand, because all of it has to be fetched.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::book;
use crate::npm::npm;
use crate::run::{at_root, cargo, not_started, root, run, say};
use crate::stamp::files_below;

/// The Nu HTML checker, as npm has it.
const CHECKER: &str = "vnu-jar@26.9.27";

/// The programs that stand beside ours in one book, as cargo installs them.
const PROGRAMS: [(&str, &str); 5] = [
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

/// Everything that we fetch and make here lies in one folder.
fn folder() -> PathBuf {
    root().join("target/neighbours")
}

/// Makes the book, and lets others look at it and stand beside it.
pub(crate) fn neighbours() -> Result<()> {
    let command = book::build()?.command;
    fs::create_dir_all(folder())?;
    let mut wrong = pages()?;
    wrong.extend(one_book(&command)?);
    if wrong.is_empty() {
        say("passed", "the pages are valid, and the neighbours get on with us");
        return Ok(());
    }
    bail!("{}", wrong.join("\n"));
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

/// Gives every page of the book and of the guide to the Nu checker, and tells what is wrong with
/// what we have written in it.
fn pages() -> Result<Vec<String>> {
    let jar = folder().join("node_modules/vnu-jar/build/dist/vnu.jar");
    if !jar.is_file() {
        say("fetch", "the Nu HTML checker from npm");
        let mut install = npm();
        install.args(["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"]);
        run(install.arg("--prefix").arg(folder()).arg(CHECKER))?;
    }
    let mut pages = files_below(&root().join("book"))?;
    pages.retain(|page| page.extension().is_some_and(|extension| extension == "html"));
    say("check", &format!("giving {} pages to the Nu HTML checker", pages.len()));
    let mut java = Command::new("java");
    // Diagrams of long runs are nested deeply enough for it to want a larger stack.
    java.args(["-Xss8m", "-jar"]).arg(jar);
    java.args(["--format", "json", "--exit-zero-always", "--errors-only"]).args(&pages);
    let output = match java.output() {
        Ok(output) => output,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(vec![
                "the pages were not checked: the Nu HTML checker needs Java (on Debian: apt-get \
                 install default-jre-headless)"
                    .to_owned(),
            ]);
        }
        Err(error) => return Err(not_started(&java, error)),
    };
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
    for (name, version) in PROGRAMS {
        if folder().join("bin").join(name).with_extension(env::consts::EXE_EXTENSION).is_file() {
            continue;
        }
        say("fetch", &format!("{name} {version} from crates.io, which takes minutes"));
        let mut install = cargo();
        install.args(["install", "--locked", "--version", version, "--root"]).arg(folder());
        run(install.arg("--target-dir").arg(folder().join("target")).arg(name))?;
    }
    say("book", "building a book with all of them");
    let book = folder().join("book");
    let template = root().join("tests/books/neighbours");
    let _ = fs::remove_dir_all(&book);
    for file in files_below(&template)? {
        let copy = book.join(file.strip_prefix(&template)?);
        fs::create_dir_all(copy.parent().context("a file stands in a folder")?)?;
        fs::copy(&file, &copy)?;
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let paths = [folder().join("bin")].into_iter().chain(env::split_paths(&path));
    run(Command::new(command).arg("build").arg(&book).env("PATH", env::join_paths(paths)?))?;

    let page = fs::read_to_string(book.join("book/html/together.html"))?;
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
    wrong.extend(epub(&book.join("book/epub"))?);
    Ok(wrong)
}

/// Gives the EPUB to epubcheck.
fn epub(folder: &Path) -> Result<Vec<String>> {
    let mut files = files_below(folder)?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "epub"));
    let [epub] = &files[..] else { return Ok(vec!["mdbook-epub has made no EPUB".to_owned()]) };
    say("check", "giving the EPUB to epubcheck");
    let mut check = at_root("epubcheck");
    let output = match check.arg(epub).output() {
        Ok(output) => output,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(vec![
                "the EPUB was not checked: install epubcheck (on Debian: apt-get install epubcheck)"
                    .to_owned(),
            ]);
        }
        Err(error) => return Err(not_started(&check, error)),
    };
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let errors = told.lines().filter(|line| line.starts_with("ERROR") || line.starts_with("FATAL"));
    Ok(errors.map(str::to_owned).collect())
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
}
