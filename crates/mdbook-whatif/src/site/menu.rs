//! A way from every page to the downloads, and the page that lists them.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use lol_html::html_content::ContentType;
use lol_html::{RewriteStrSettings, element, rewrite_str};

use super::markup::{encoded, escaped};
use super::pages::{Page, Site};

/// The page that lists the downloads.
pub(super) const PAGE: &str = "download.html";

/// An arrow into a tray, in the manner of the other signs of mdBook's menu.
const SIGN: &str = "<span class=\"fa-svg\"><svg xmlns=\"http://www.w3.org/2000/svg\" \
                    viewBox=\"0 0 512 512\"><path d=\"M224 32h64v208h88L256 376 136 240h88zM64 \
                    416h384v64H64z\"/></svg></span>";

/// The page with a button in its menu that leads to the downloads.
pub(super) fn with_link(page: &Page) -> Result<String> {
    let link = format!(
        "<a href=\"{}{PAGE}\" title=\"Download this book\" aria-label=\"Download this book\">\
         {SIGN}</a>",
        page.up()
    );
    let buttons = element!(".right-buttons", |buttons| {
        buttons.prepend(&link, ContentType::Html);
        Ok(())
    });
    rewrite_str(&page.html, RewriteStrSettings::new().append_element_content_handler(buttons))
        .with_context(|| format!("`{}` cannot be rewritten", page.path))
}

/// Something that can be downloaded.
pub(super) struct Download {
    /// Its path in the site.
    pub(super) path: String,
    /// How large it is, in bytes.
    pub(super) size: usize,
    /// What it is, in words.
    pub(super) what: String,
}

/// The page that lists downloads: for readers, and what teachers put into courses.
pub(super) fn page(site: &Site, readers: &[Download], teachers: &[Download]) -> Result<String> {
    let mut main = format!(
        "<h1 id=\"download\"><a class=\"header\" href=\"#download\">Download {}</a></h1>\
         <p>Everything works without a network, the running of code included.</p>",
        escaped(&site.title)
    );
    if !readers.is_empty() {
        main.push_str(&list(readers));
    }
    if !teachers.is_empty() {
        let _ = write!(
            main,
            "<h2 id=\"courses\"><a class=\"header\" href=\"#courses\">For courses</a></h2>\
             <p>SCORM 1.2 packages, which Moodle, Canvas and most other course sites take.</p>{}",
            list(teachers)
        );
    }
    let title = format!("Download - {}", site.title);
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!("title", |it| {
            it.set_inner_content(&title, ContentType::Text);
            Ok(())
        }))
        .append_element_content_handler(element!("main", |it| {
            it.set_inner_content(&main, ContentType::Html);
            Ok(())
        }))
        // This page is nowhere in the order of the book.
        .append_element_content_handler(element!(
            ".nav-wrapper, .nav-wide-wrapper, link[rel=canonical]",
            |it| {
                it.remove();
                Ok(())
            }
        ));
    // The page at the root, where this one lies too.
    let index = site.page("index.html")?;
    let html = index.html.replacen(index.main()?, "", 1);
    rewrite_str(&html, settings).context("`index.html` cannot be rewritten")
}

fn list(downloads: &[Download]) -> String {
    let mut out = String::from("<ul>");
    for Download { path, size, what } in downloads {
        let name = path.rsplit('/').next().unwrap_or(path);
        let _ = write!(
            out,
            "<li><a href=\"{}\" download>{}</a> ({}): {what}</li>",
            encoded(path),
            escaped(name),
            in_words(*size)
        );
    }
    out + "</ul>"
}

/// A number of bytes as one says it.
fn in_words(bytes: usize) -> String {
    let tenths = (bytes + 50_000) / 100_000;
    if tenths >= 10 {
        format!("{}.{} MB", tenths / 10, tenths % 10)
    } else {
        format!("{} KB", bytes.div_ceil(1000))
    }
}
