//! The book, or a part of it, in one HTML file that asks no network for anything and so works by
//! double click as well as inside a course.
//!
//! It is mdBook's own page with all parts in it, of which a script shows one at a time. Style
//! sheets, scripts and pictures stand in the file itself; the search index and our own scripts
//! stand in it as text, and cost nothing until they are needed. mdBook's web fonts are left out:
//! they would be half of the file, and every system has its own.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lol_html::html_content::{ContentType, Element};
use lol_html::{RewriteStrSettings, element, rewrite_str};

use super::markup::{Address, decoded, encoded, escaped, media_type, plain};
use super::pages::{Page, Site};
use crate::assets;

/// Nothing of the file may ask for anything: the browser itself sees to that.
const POLICY: &str = "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; \
                      worker-src blob:; style-src 'unsafe-inline'; img-src data: blob:; \
                      media-src data:; font-src data:; base-uri 'none'; form-action 'none'";

/// Shows one chapter at a time, where there is a script to choose it; on paper, too.
///
/// A link to a chapter leads to the top of the page, and not only to that of the chapter.
const STYLE: &str = ".js .whatif-chapter:not(.whatif-shown){display:none}\
                     .whatif-chapter{scroll-margin-top:100vh}";

/// A part of a book has nothing to find its way in. mdBook's script still wants the elements.
const STYLE_OF_A_PART: &str = "#mdbook-sidebar,#mdbook-sidebar-toggle,#mdbook-search-toggle\
                               {display:none!important}\
                               .page-wrapper{margin-inline-start:0!important;\
                               transform:none!important}";

/// mdBook's scripts that search.
const SEARCH: [&str; 3] = ["elasticlunr", "mark", "searcher"];

/// mdBook's search loads its index by the address that it finds under this name.
const FIND_INDEX: &str = "window.path_to_searchindex_js = URL.createObjectURL(new Blob([document.\
                          querySelector('script[data-whatif=\"searchindex.js\"]').textContent], \
                          { type: 'text/javascript' }));";

/// What came of it.
pub(super) struct OneFile {
    /// The file.
    pub(super) html: String,
    /// Links from the book to what is not in it, each told once with its page.
    pub(super) dead_links: Vec<String>,
}

/// What becomes one section of the file.
pub(super) struct Part<'a> {
    /// The page from which it is.
    pub(super) page: &'a Page,
    /// Its markup.
    pub(super) main: &'a str,
}

/// What the file is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A reader has the whole book.
    Book,
    /// A course site shows some of it, keeps the score, and has a table of contents of its own.
    Lesson,
}

/// Makes one file of the whole site.
pub(super) fn of_book(site: &Site, address: Option<&str>, purpose: Purpose) -> Result<OneFile> {
    let part = |page| Ok(Part { page, main: Page::main(page)? });
    let parts = site.chapters.iter().map(part).collect::<Result<Vec<_>>>()?;
    made_of(site, &parts, &site.title, address, purpose)
}

/// Makes one file of parts of a site. `address` is where the site itself will be found, if that is
/// known: links to what is not in the file lead there.
pub(super) fn made_of(
    site: &Site,
    parts: &[Part<'_>],
    title: &str,
    address: Option<&str>,
    purpose: Purpose,
) -> Result<OneFile> {
    let mut dead_links = Vec::new();
    let mut sections = String::new();
    for part in parts {
        let within = Within { site, parts, page: &part.page.path, address };
        let main = within.rewritten(part.main, &mut dead_links)?;
        let turns = match parts {
            [_] => String::new(),
            _ => within.rewritten(&part.page.turns().concat(), &mut dead_links)?,
        };
        let _ = writeln!(
            sections,
            "<section class=\"whatif-chapter\" id=\"{}\" data-title=\"{}\">{main}\
             <template class=\"whatif-turn\">{turns}</template></section>",
            escaped(&part.page.path),
            if parts.len() > 1 { part.page.title() } else { "" },
        );
    }
    let html = Shell { site, title, purpose, whole: parts.len() > 1 }.around(&sections)?;
    Ok(OneFile { html, dead_links })
}

/// mdBook's page around all parts.
struct Shell<'a> {
    site: &'a Site,
    title: &'a str,
    purpose: Purpose,
    /// Whether it is the whole book, with what finds a way in it.
    whole: bool,
}

impl Shell<'_> {
    fn around(&self, sections: &str) -> Result<String> {
        let site = self.site;
        // The page at the root: from there the paths in mdBook's scripts are right.
        let page = Page { path: "index.html".into(), html: site.text("index.html")? };
        let of_a_part = if self.whole { "" } else { STYLE_OF_A_PART };
        let own_scripts = self.own_scripts(sections);
        let search_index = self.search_index(&page)?;
        let path = page.path.as_str();
        let settings = RewriteStrSettings::new()
            .append_element_content_handler(element!("head", |head| {
                let policy = format!(
                    "<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\
                     <style>{STYLE}{of_a_part}</style>"
                );
                head.prepend(&policy, ContentType::Html);
                Ok(())
            }))
            .append_element_content_handler(element!("title", |title| {
                title.set_inner_content(self.title, ContentType::Text);
                Ok(())
            }))
            .append_element_content_handler(element!("link[href]", |link| {
                let rel = link.get_attribute("rel").unwrap_or_default();
                let (file, bytes) = file_of(site, path, link, "href")?;
                if rel == "stylesheet" {
                    link.replace(&style(site, link, &file, &bytes), ContentType::Html);
                } else if rel.contains("icon") {
                    link.set_attribute("href", &data(&file, &bytes))?;
                } else {
                    link.remove();
                }
                Ok(())
            }))
            .append_element_content_handler(element!("script[src]", |script| {
                let (file, bytes) = file_of(site, path, script, "src")?;
                if !self.whole && SEARCH.iter().any(|name| file.starts_with(name)) {
                    script.remove();
                    return Ok(());
                }
                if file.starts_with("searcher") {
                    script.before(&search_index, ContentType::Html);
                }
                script.remove_attribute("src");
                let text = String::from_utf8_lossy(&bytes);
                script.set_inner_content(&in_script(&text), ContentType::Html);
                Ok(())
            }))
            .append_element_content_handler(element!("base, #mdbook-sidebar noscript", |it| {
                it.remove();
                Ok(())
            }))
            .append_element_content_handler(element!(".right-buttons > a[href]", |link| {
                let href = plain(&link.get_attribute("href").unwrap_or_default());
                if let Address::Here { .. } = Address::on(path, &href) {
                    link.remove();
                }
                Ok(())
            }))
            .append_element_content_handler(element!("main", |main| {
                main.set_inner_content(sections, ContentType::Html);
                Ok(())
            }))
            .append_element_content_handler(element!(".nav-wrapper, .nav-wide-wrapper", |it| {
                if !self.whole {
                    it.remove();
                }
                Ok(())
            }))
            .append_element_content_handler(element!("body", |body| {
                body.append(&own_scripts, ContentType::Html);
                Ok(())
            }));
        rewrite_str(&without_main(&page)?, settings).context("`index.html` cannot be rewritten")
    }

    /// What the book's own scripts find in the file, and the script that shows the chapters.
    fn own_scripts(&self, sections: &str) -> String {
        let mut out = String::new();
        if sections.contains("<what-if ") {
            for (name, text) in assets::texts() {
                out.push_str(&as_text(&name, text));
            }
        }
        if self.purpose == Purpose::Lesson {
            let _ = writeln!(out, "<script>{}</script>", in_script(assets::COURSE));
        }
        let _ = write!(out, "<script>{}</script>", in_script(assets::OFFLINE));
        out
    }

    /// The search index as text, and the script that lets mdBook's search find it.
    fn search_index(&self, page: &Page) -> Result<String> {
        let name = page.html.split_once("window.path_to_searchindex_js = \"");
        let Some((name, _)) = name.and_then(|(_, rest)| rest.split_once('"')) else {
            return Ok(String::new());
        };
        let index = as_text("searchindex.js", &self.site.text(name)?);
        Ok(format!("{index}<script>{FIND_INDEX}</script>"))
    }
}

/// The page without its chapter, whose scripts and styles are none of the shell's.
fn without_main(page: &Page) -> Result<String> {
    Ok(page.html.replacen(page.main()?, "", 1))
}

/// A script that is not evaluated, but found by name.
fn as_text(name: &str, text: &str) -> String {
    format!("<script type=\"text/plain\" data-whatif=\"{name}\">{}</script>\n", in_script(text))
}

/// The text of a script so that nothing in it ends the element, or is forbidden in a page.
fn in_script(text: &str) -> String {
    // In scripts these stand in strings, where the backslash changes nothing.
    let text = text
        .replace("</script", "<\\/script")
        .replace("<!--", "<\\!--")
        .replace("<script", "\\x3cscript");
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        if is_forbidden(char) {
            let _ = write!(out, "\\x{:02x}", u32::from(char));
        } else {
            out.push(char);
        }
    }
    out
}

/// Whether no page may have it, though a script in a file of its own may: in a string or a pattern.
fn is_forbidden(char: char) -> bool {
    // The vertical tab is white space, and may stand between two words.
    char.is_control() && !matches!(char, '\t' | '\n' | '\x0b' | '\x0c' | '\r')
}

/// A file of the site that an element names.
fn file_of(
    site: &Site,
    page: &str,
    element: &Element<'_, '_>,
    attribute: &str,
) -> Result<(String, Vec<u8>)> {
    let named = plain(&element.get_attribute(attribute).unwrap_or_default());
    let Address::Here { path, .. } = Address::on(page, &named) else {
        anyhow::bail!("`{named}` is needed from another site, and a book in one file has none");
    };
    let bytes = site.bytes(&path).with_context(|| format!("`{path}` is missing in the site"))?;
    Ok((path, bytes))
}

/// A style sheet as an element, which keeps its id: mdBook switches those of its themes by them.
fn style(site: &Site, link: &Element<'_, '_>, file: &str, bytes: &[u8]) -> String {
    if file.starts_with("fonts/fonts") {
        return String::new();
    }
    let kept = ["id", "media"].map(|name| {
        link.get_attribute(name).map_or_else(String::new, |value| format!(" {name}=\"{value}\""))
    });
    let css =
        with_files(site, file, &String::from_utf8_lossy(bytes)).replace("</style", "<\\/style");
    format!("<style{}>{css}</style>", kept.concat())
}

/// The style sheet with the files in it that it names.
fn with_files(site: &Site, sheet: &str, css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("url(") {
        let Some((named, after)) = after.split_once(')') else { break };
        out.push_str(before);
        let address = named.trim().trim_matches(['"', '\'']);
        let file = match Address::on(sheet, address) {
            Address::Here { path, .. } if !address.starts_with('#') => {
                site.bytes(&path).map(|bytes| data(&path, &bytes))
            }
            _ => None,
        };
        match file {
            Some(data) => {
                let _ = write!(out, "url({data})");
            }
            None => {
                let _ = write!(out, "url({named})");
            }
        }
        rest = after;
    }
    out + rest
}

/// A file as an address that holds all of it.
fn data(path: &str, bytes: &[u8]) -> String {
    let media_type = media_type(path).unwrap_or("application/octet-stream");
    format!("data:{media_type};base64,{}", STANDARD.encode(bytes))
}

/// Attributes that name elements of the page by their ids.
const NAMING: [&str; 7] = [
    "for",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-details",
    "aria-owns",
    "headers",
];

/// An id in a drawing, which has to be a name of XML: no sign of an address, no digit in front.
fn in_drawing(page: &str, id: &str) -> String {
    let mut out = "_".to_owned();
    for char in format!("{page}#{id}").chars() {
        if char.is_ascii_alphanumeric() || matches!(char, '-' | '.') {
            out.push(char);
        } else {
            let _ = write!(out, "_{:x}_", u32::from(char));
        }
    }
    out
}

/// Attributes of drawings in which `url(#ID)` may stand.
const DRAWING: [&str; 9] = [
    "clip-path",
    "fill",
    "filter",
    "marker-end",
    "marker-mid",
    "marker-start",
    "mask",
    "stroke",
    "style",
];

/// A chapter on its way into the file.
struct Within<'a> {
    site: &'a Site,
    parts: &'a [Part<'a>],
    page: &'a str,
    address: Option<&'a str>,
}

impl Within<'_> {
    /// The markup of the chapter with ids, links and pictures as they must be in one file.
    fn rewritten(&self, markup: &str, dead_links: &mut Vec<String>) -> Result<String> {
        let any = element!("*", |element| {
            self.rename(element)?;
            match element.tag_name().as_str() {
                "a" | "area" | "use" => self.link(element, dead_links)?,
                "img" | "source" | "video" | "audio" | "image" => self.picture(element)?,
                "script" if element.has_attribute("src") => self.script(element)?,
                _ => {}
            }
            Ok(())
        });
        rewrite_str(markup, RewriteStrSettings::new().append_element_content_handler(any))
            .with_context(|| format!("`{}` cannot be rewritten", self.page))
    }

    /// Ids are of one page, and here all pages are one.
    fn rename(&self, element: &mut Element<'_, '_>) -> Result<()> {
        let page = escaped(self.page);
        // What is inside of these is HTML, and so they count as HTML themselves.
        let is_border = matches!(&*element.tag_name(), "title" | "desc" | "foreignobject");
        let is_drawn = is_border || element.namespace_uri().ends_with("/svg");
        let renamed = |id: &str| {
            if is_drawn { in_drawing(self.page, id) } else { format!("{page}#{id}") }
        };
        if let Some(id) = element.get_attribute("id") {
            element.set_attribute("id", &renamed(&id))?;
        }
        for name in NAMING {
            if let Some(ids) = element.get_attribute(name) {
                let ids: Vec<String> = ids.split_whitespace().map(renamed).collect();
                element.set_attribute(name, &ids.join(" "))?;
            }
        }
        for name in DRAWING {
            if let Some(value) = element.get_attribute(name).filter(|it| it.contains("url(#")) {
                let mut parts = value.split("url(#");
                let mut here = parts.next().unwrap_or_default().to_owned();
                for part in parts {
                    let (id, rest) = part.split_once(')').unwrap_or((part, ""));
                    let _ = write!(here, "url(#{}){rest}", in_drawing(self.page, &decoded(id)));
                }
                element.set_attribute(name, &here)?;
            }
        }
        Ok(())
    }

    fn link(&self, link: &mut Element<'_, '_>, dead_links: &mut Vec<String>) -> Result<()> {
        let Some(href) = link.get_attribute("href") else { return Ok(()) };
        let href = plain(&href);
        let Address::Here { path, fragment } = Address::on(self.page, &href) else {
            return Ok(());
        };
        let first = self.site.chapters.first().map(|page| page.path.as_str());
        // mdBook's front page is the first chapter once more.
        let path = match (path.as_str(), first) {
            ("index.html", Some(first)) => first.to_owned(),
            _ => path,
        };
        if self.parts.iter().any(|part| part.page.path == path) {
            let fragment = decoded(fragment);
            let place = match (link.tag_name().as_str(), fragment.as_str()) {
                ("use", id) => in_drawing(&path, id),
                (_, "") => encoded(&path),
                (_, id) => format!("{}%23{}", encoded(&path), encoded(id)),
            };
            link.set_attribute("href", &format!("#{place}"))?;
        } else if let Some(address) = self.address {
            let place = if fragment.is_empty() { String::new() } else { format!("#{fragment}") };
            link.set_attribute("href", &format!("{address}{}{place}", encoded(&path)))?;
        } else {
            let told = format!("{}: {href}", self.page);
            if !dead_links.contains(&told) {
                dead_links.push(told);
            }
        }
        Ok(())
    }

    fn picture(&self, picture: &mut Element<'_, '_>) -> Result<()> {
        for name in ["src", "href", "poster"] {
            let Some(named) = picture.get_attribute(name) else { continue };
            let Address::Here { path, .. } = Address::on(self.page, &plain(&named)) else {
                continue;
            };
            if let Some(bytes) = self.site.bytes(&path) {
                picture.set_attribute(name, &data(&path, &bytes))?;
            }
        }
        Ok(())
    }

    /// Our own loader is not needed here; what the author has is put into the file.
    fn script(&self, script: &mut Element<'_, '_>) -> Result<()> {
        let (path, bytes) = file_of(self.site, self.page, script, "src")?;
        if path == assets::LOADER {
            script.remove();
        } else {
            script.remove_attribute("src");
            let text = String::from_utf8_lossy(&bytes);
            script.set_inner_content(&in_script(&text), ContentType::Html);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_may_not_have_is_written_in_the_words_of_the_script() {
        let script = "a(\"</script>\", /[\u{1}-\u{7f}]/);\r\n\tb('é\u{85}')";
        let escaped = "a(\"<\\/script>\", /[\\x01-\\x7f]/);\r\n\tb('é\\x85')";
        assert_eq!(in_script(script), escaped);
    }
}
