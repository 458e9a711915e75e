//! The pages that mdBook has made, in the order of the book.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use lol_html::{RewriteStrSettings, element, rewrite_str};
use mdbook_driver::config::Config;

use super::markup;

/// The finished HTML of a book.
pub(crate) struct Site {
    /// Where it lies.
    pub(crate) folder: PathBuf,
    /// What the book is called.
    pub(crate) title: String,
    /// The language that it is in.
    pub(crate) language: String,
    /// The pages of its chapters, each once.
    pub(crate) chapters: Vec<Page>,
}

/// A page of the site.
pub(crate) struct Page {
    /// Where it lies in the site, with `/` between folders, as it is and not as in an address.
    pub(crate) path: String,
    /// All of it.
    pub(crate) html: String,
}

impl Site {
    /// Reads what mdBook has made.
    pub(crate) fn read(folder: &Path, config: &Config) -> Result<Self> {
        let mut site = Self {
            folder: folder.to_owned(),
            title: config.book.title.clone().unwrap_or_else(|| "Book".to_owned()),
            language: config.book.language.clone().unwrap_or_else(|| "en".to_owned()),
            chapters: Vec::new(),
        };
        for path in paths_of_chapters(&site.text("toc.html")?)? {
            let page = site.page(&path)?;
            site.chapters.push(page);
        }
        if site.chapters.is_empty() {
            bail!("the book in `{}` has no chapters", folder.display());
        }
        Ok(site)
    }

    /// Reads a page of the site.
    pub(crate) fn page(&self, path: &str) -> Result<Page> {
        Ok(Page { path: path.to_owned(), html: self.text(path)? })
    }

    /// The path of a style sheet whose name begins so: mdBook puts a hash into it.
    pub(crate) fn style(&self, name: &str) -> Result<String> {
        let index = self.text("index.html")?;
        let start = index.find(&format!("\"{name}")).map(|at| &index[at + 1..]);
        let path = start.and_then(|rest| rest.split('"').next());
        path.map(str::to_owned).with_context(|| format!("`index.html` names no `{name}….css`"))
    }

    /// Reads a file of the site that is text.
    pub(crate) fn text(&self, path: &str) -> Result<String> {
        let path = self.folder.join(path);
        fs::read_to_string(&path).with_context(|| format!("`{}` cannot be read", path.display()))
    }

    /// Reads any file of the site; nothing where there is none.
    pub(crate) fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        // What leads out of the site is not part of it.
        if path.split('/').any(|part| part == "..") {
            return None;
        }
        fs::read(self.folder.join(path)).ok()
    }

    /// The title as a file is named after it.
    pub(crate) fn slug(&self) -> String {
        let words = self.title.split(|c: char| !c.is_alphanumeric());
        let words: Vec<String> =
            words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
        if words.is_empty() { "book".to_owned() } else { words.join("-") }
    }
}

impl Page {
    /// What the chapter itself says.
    pub(crate) fn main(&self) -> Result<&str> {
        let start = self.html.find("<main>").map(|start| start + "<main>".len());
        let end = self.html.rfind("</main>");
        let main = start.zip(end).and_then(|(start, end)| self.html.get(start..end));
        main.with_context(|| format!("`{}` has no <main>: is its theme not mdBook's?", self.path))
    }

    /// What stands above the window of the page; it is markup.
    pub(crate) fn title(&self) -> &str {
        // Drawings have titles too; that of the page comes first.
        let rest = self.html.split_once("<title>").map_or("", |(_, rest)| rest);
        rest.split_once("</title>").map_or("", |(title, _)| title)
    }

    /// What the chapter is called, without the book.
    pub(crate) fn chapter_title(&self, site: &Site) -> String {
        let title = markup::plain(self.title());
        let of_the_book = format!(" - {}", site.title);
        title.strip_suffix(&of_the_book).map_or(title.clone(), str::to_owned)
    }

    /// What leads from its folder to that of the site.
    pub(crate) fn up(&self) -> String {
        "../".repeat(self.path.matches('/').count())
    }

    /// The links to the chapters before and after it: those below the text, those beside it.
    pub(crate) fn turns(&self) -> [&str; 2] {
        ["nav-wrapper", "nav-wide-wrapper"].map(|class| {
            let start = self.html.find(&format!("<nav class=\"{class}\""));
            let rest = start.map_or("", |start| &self.html[start..]);
            rest.find("</nav>").map_or("", |end| &rest[..end + "</nav>".len()])
        })
    }
}

/// The pages that the table of contents names.
fn paths_of_chapters(contents: &str) -> Result<Vec<String>> {
    let mut paths: Vec<String> = Vec::new();
    let link = element!("ol.chapter a[href]", |link| {
        let href = markup::plain(&link.get_attribute("href").unwrap_or_default());
        let path = markup::decoded(href.split('#').next().unwrap_or_default());
        if !path.is_empty() && !paths.contains(&path) {
            paths.push(path);
        }
        Ok(())
    });
    rewrite_str(contents, RewriteStrSettings::new().append_element_content_handler(link))
        .context("the table of contents cannot be read")?;
    Ok(paths)
}
