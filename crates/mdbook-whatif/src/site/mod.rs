//! The finished book and what is made of it: the site, a download, pages for other sites.
//!
//! mdBook empties the folder of its HTML before it writes, and a second renderer would move that
//! HTML elsewhere. So all of this comes after mdBook, in one command that drives it: while an
//! author writes, `mdbook serve` does without; what is published is made by `mdbook-whatif build`.

mod aside;
mod course;
mod embeds;
mod markup;
mod menu;
mod metadata;
mod one_file;
mod pages;
mod policy;
mod zipped;

use std::cell::RefCell;
use std::fs;
use std::path::{self, Path, PathBuf};
use std::rc::Rc;

use anyhow::{Context, Result, bail};
use mdbook_driver::MDBook;
use mdbook_driver::config::Config;
use mdbook_html::HtmlHandlebars;
use mdbook_preprocessor::book::Book;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use mdbook_renderer::{RenderContext, Renderer};
use serde::de::IgnoredAny;

use crate::assets;
use crate::cache::Cache;
use crate::diagnostics::Failure;
use crate::preprocess::preprocess_around;
use crate::protocol::{self, Publishing};
use embeds::Embed;
use menu::Download;
use one_file::Purpose;
use pages::{Page, Site};

pub(crate) use aside::Aside;
pub(crate) use markup::encoded;
pub(crate) use policy::STRICT;

/// Builds the book in a folder, with everything that is published of it, and tells what was made.
pub(crate) fn build(
    root: &Path,
    destination: Option<PathBuf>,
    cache: &Cache,
) -> Result<String, Failure> {
    let (book, publishing) = load(root, destination)?;
    let book = rendered(book, cache)?;
    // Where nothing is published, all pages would be read, and written as they were.
    if !has_html(&book.config)? || publishing.is_bare() {
        return Ok(String::new());
    }
    Ok(publish(&Site::read(&book.build_dir_for("html"), &book.config)?, &publishing)?)
}

/// Reads the book, which must be one of ours.
fn load(root: &Path, destination: Option<PathBuf>) -> Result<(MDBook, Publishing)> {
    // mdBook tells it to other programs, which do not run in our folder.
    let root = &path::absolute(root).context("there is no current folder")?;
    let file = root.join("book.toml");
    let mut config =
        Config::from_disk(&file).with_context(|| format!("`{}` is no book", root.display()))?;
    config.update_from_env()?;
    let Some(publishing) = protocol::publishing(&config)? else {
        bail!(
            "`{}` has no table [preprocessor.whatif]: add one, with `after = [\"links\"]`",
            file.display()
        );
    };
    if let Some(destination) = destination {
        let from = std::env::current_dir().context("there is no current folder")?;
        config.build.build_dir = from.join(destination);
    }
    if let Some(address) = &publishing.address {
        // The page for what is not found is shown at any address, and has to know the site's.
        if has_html(&config)? && !config.contains_key("output.html.site-url") {
            config.set("output.html.site-url", path_of(address))?;
        }
    }
    Ok((MDBook::load_with_config(root, config)?, publishing))
}

/// Whether mdBook makes a site of the book, as it does of each that names no output.
fn has_html(config: &Config) -> Result<bool> {
    let outputs = config.outputs::<IgnoredAny>()?;
    Ok(outputs.is_empty() || outputs.contains_key("html"))
}

/// The path of an address, from the root of its host.
fn path_of(address: &str) -> String {
    let (_, rest) = address.split_once("://").unwrap_or_default();
    rest.split_once('/').map_or_else(|| "/".to_owned(), |(_, path)| format!("/{path}"))
}

/// Lets mdBook render the book, with ourselves in this process in place of the command.
fn rendered(mut book: MDBook, cache: &Cache) -> Result<MDBook, Failure> {
    let (failure, aside) = <(Rc<RefCell<_>>, Rc<_>)>::default();
    let (cache, kept) = (cache.clone(), Rc::clone(&failure));
    book.with_preprocessor(InProcess { cache, failure: kept, aside: Rc::clone(&aside) });
    if has_html(&book.config)? {
        book.with_renderer(Pages { aside });
    }
    match book.build() {
        Ok(()) => Ok(book),
        Err(error) => Err(failure.take().unwrap_or_else(|| error.into())),
    }
}

/// The preprocessor, which keeps its failure as it is: mdBook knows only errors of one kind.
struct InProcess {
    cache: Cache,
    failure: Rc<RefCell<Option<Failure>>>,
    aside: Rc<Aside>,
}

impl Preprocessor for InProcess {
    fn name(&self) -> &'static str {
        "whatif"
    }

    fn run(&self, context: &PreprocessorContext, book: Book) -> Result<Book> {
        preprocess_around(context, book, &self.cache, Some(&self.aside)).map_err(|failure| {
            self.failure.replace(Some(failure));
            anyhow::Error::msg("the scenarios of the book have mistakes")
        })
    }
}

/// The HTML of mdBook, in which renderers that come after it find everything.
struct Pages {
    aside: Rc<Aside>,
}

impl Renderer for Pages {
    fn name(&self) -> &'static str {
        "html"
    }

    fn render(&self, context: &RenderContext) -> Result<()> {
        HtmlHandlebars::new().render(context)?;
        self.aside.fill(&context.destination)
    }
}

/// The pages that mdBook makes besides chapters, as far as they are there.
const OTHER_PAGES: [&str; 4] = ["index.html", "print.html", "404.html", "toc.html"];

/// Makes everything else of a site that mdBook has made, and tells what.
fn publish(site: &Site, publishing: &Publishing) -> Result<String> {
    let address = publishing.address.as_deref();
    let mut told = Vec::new();
    let mut pages = all_pages(site)?;
    let embedded_or_taught = publishing.embed || publishing.courses;
    let embeds = if embedded_or_taught { embeds::of(site)? } else { Vec::new() };

    // It is made of the pages as mdBook has left them.
    let one_file =
        publishing.download.then(|| one_file::of_book(site, address, Purpose::Book)).transpose()?;
    if publishing.embed && !embeds.is_empty() {
        embedded(site, &embeds, address, &mut pages)?;
        told.push(("embed/".to_owned(), "each scenario as a page for other sites".to_owned()));
    }
    let mut teachers = Vec::new();
    if publishing.courses {
        for package in course::packages(site, &embeds, address)? {
            let path = format!("course/{}.zip", package.name);
            write(site, &path, &package.zip)?;
            teachers.push(Download { path, size: package.zip.len(), what: package.title });
        }
    }
    let mut readers = Vec::new();
    if let Some(one_file) = &one_file {
        let name = site.slug();
        let path = format!("download/{name}.html");
        write(site, &path, one_file.html.as_bytes())?;
        let what = "the whole book in one file; open it by double click".to_owned();
        readers.push(Download { path, size: one_file.html.len(), what });
        let zip = zipped::folder(&site.folder, &name)?;
        let path = format!("download/{name}.zip");
        write(site, &path, &zip)?;
        let what = "the site as a folder; unpack it and open <code>index.html</code>".to_owned();
        readers.push(Download { path, size: zip.len(), what });
    }
    if !readers.is_empty() || !teachers.is_empty() {
        let html = menu::page(site, &readers, &teachers)?;
        pages.push(Page { path: menu::PAGE.to_owned(), html });
        for page in &mut pages {
            page.html = menu::with_link(page)?;
        }
    }
    for page in &mut pages {
        // What is not found has no address of its own, and the contents stand beside other pages.
        let is_read = !["404.html", "toc.html"].contains(&page.path.as_str());
        if let Some(address) = address.filter(|_| is_read) {
            page.html = metadata::told(site, page, address)?;
        }
        let html = match &publishing.content_security_policy {
            Some(policy) => &policy::set(&page.html, policy)?,
            None => &page.html,
        };
        write(site, &page.path, html.as_bytes())?;
    }

    let plain = |it: &Download| (it.path.clone(), markup::without_tags(&it.what));
    told.extend(readers.iter().chain(&teachers).map(plain));
    let mut out = String::new();
    let width = told.iter().map(|(path, _)| path.chars().count()).max().unwrap_or(0);
    out.extend(told.iter().map(|(path, what)| format!("{path:width$}  {what}\n")));
    if let Some(one_file) = one_file.filter(|one_file| !one_file.dead_links.is_empty()) {
        out.push_str(
            "In the one file these links lead nowhere (set `address` to lead them to the site):\n",
        );
        out.extend(one_file.dead_links.iter().map(|link| format!("  {link}\n")));
    }
    Ok(out)
}

/// Every page that mdBook has made.
fn all_pages(site: &Site) -> Result<Vec<Page>> {
    let others = OTHER_PAGES.iter().filter(|page| site.folder.join(page).is_file());
    let mut pages = others.map(|path| site.page(path)).collect::<Result<Vec<_>>>()?;
    for Page { path, html } in &site.chapters {
        if pages.iter().all(|page| page.path != *path) {
            pages.push(Page { path: path.clone(), html: html.clone() });
        }
    }
    Ok(pages)
}

/// Makes the pages for other sites, and names them in those of the book.
fn embedded(
    site: &Site,
    embeds: &[Embed<'_>],
    address: Option<&str>,
    pages: &mut Vec<Page>,
) -> Result<()> {
    write(site, "embed/embed.js", assets::EMBED.as_bytes())?;
    write(site, assets::FRAME_FILE, assets::FRAME.as_bytes())?;
    let paths = site.chapters.iter().map(embeds::paths_on).collect::<Result<Vec<_>>>()?;
    for page in pages.iter_mut() {
        let own = site.chapters.iter().position(|chapter| chapter.path == page.path);
        let paths = match page.path.as_str() {
            "print.html" => &paths.concat(),
            "404.html" | "toc.html" => continue,
            // The front page is the first chapter once more.
            _ => &paths[own.unwrap_or(0)],
        };
        page.html = embeds::named(page, paths, address)?;
        write(site, &page.path, page.html.as_bytes())?;
    }
    for embed in embeds {
        for (path, text) in embeds::files(site, embed, address)? {
            write(site, &path, text.as_bytes())?;
            if path.ends_with("/index.html") {
                pages.push(Page { path, html: text });
            }
        }
    }
    Ok(())
}

/// Writes a file of the site.
fn write(site: &Site, path: &str, bytes: &[u8]) -> Result<()> {
    let path = site.folder.join(path);
    let failed = || format!("`{}` cannot be written", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(failed)?;
    }
    fs::write(&path, bytes).with_context(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_programs_are_told_where_the_book_is_whatever_folder_they_run_in() {
        let (book, _) = load(Path::new("../../guide"), None).unwrap();
        assert!(book.root.is_absolute(), "{}", book.root.display());
    }
}
