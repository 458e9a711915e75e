//! What a page says of itself to search engines and to sites on which a link to it is shared.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use lol_html::html_content::ContentType;
use lol_html::{RewriteStrSettings, element, rewrite_str};

use super::markup::{encoded, escaped};
use super::pages::{Page, Site};

/// The page with its own address in it, and with what a link to it shows. What the author has said
/// stays.
pub(super) fn told(site: &Site, page: &Page, site_address: &str) -> Result<String> {
    // The front page is the first chapter once more, which has an address already.
    let path = match (page.path.as_str(), site.chapters.first()) {
        ("index.html", Some(first)) => first.path.as_str(),
        (path, _) => path,
    };
    let address = format!("{site_address}{}", encoded(path));
    let title = escaped(&page.chapter_title(site));
    let properties = [
        ("og:url", address.clone()),
        ("og:title", title),
        ("og:site_name", escaped(&site.title)),
        ("og:type", "article".to_owned()),
    ];
    let mut more = String::new();
    if !page.html.contains("<link rel=\"canonical\"") {
        let _ = write!(more, "<link rel=\"canonical\" href=\"{address}\">");
    }
    for (property, content) in properties {
        if !page.html.contains(&format!("<meta property=\"{property}\"")) {
            let _ = write!(more, "<meta property=\"{property}\" content=\"{content}\">");
        }
    }
    let head = element!("head", |head| {
        head.append(&more, ContentType::Html);
        Ok(())
    });
    // Whoever shows a link asks for its picture by its whole address, which a theme does not know.
    let picture = element!("meta[property='og:image']", |picture| {
        let path = picture.get_attribute("content").filter(|path| !path.contains("://"));
        if let Some(path) = path {
            let path = path.trim_start_matches("../");
            picture.set_attribute("content", &format!("{site_address}{path}"))?;
        }
        Ok(())
    });
    let rewriting = RewriteStrSettings::new()
        .append_element_content_handler(head)
        .append_element_content_handler(picture);
    rewrite_str(&page.html, rewriting)
        .with_context(|| format!("`{}` cannot be rewritten", page.path))
}
