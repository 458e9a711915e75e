//! Pages of one scenario each, for frames on other sites, and how the book's pages name them.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use lol_html::html_content::ContentType;
use lol_html::{RewriteStrSettings, element, rewrite_str};
use serde_json::json;

use super::markup::{encoded, escaped, plain};
use super::pages::{Page, Site};
use crate::assets;

/// How large a frame is until its page has told its own height.
const WIDTH: u32 = 720;
const HEIGHT: u32 = 480;

/// A scenario with its widgets, as the chapters have them.
pub(super) struct Embed<'a> {
    /// The folder of its page below `embed/`: where the scenario lies in the book's source.
    pub(super) path: String,
    /// What the scenario is called.
    pub(super) title: String,
    /// The chapter that shows it first.
    pub(super) page: &'a Page,
    /// The markup of its widgets, one for each variant.
    pub(super) widgets: Vec<&'a str>,
}

impl Embed<'_> {
    /// Whether the reader has something to solve in it.
    pub(super) fn is_exercise(&self) -> bool {
        self.widgets.iter().any(|widget| widget.contains("class=\"whatif-exercise\""))
    }

    /// The markup of all its widgets, without the links to the words that the book explains: they
    /// lead nowhere from here.
    pub(super) fn markup(&self) -> String {
        let widgets: Vec<String> = self.widgets.iter().copied().map(without_words).collect();
        widgets.join("\n")
    }
}

/// The scenarios of the book, in its order.
pub(super) fn of(site: &Site) -> Result<Vec<Embed<'_>>> {
    let mut embeds: Vec<Embed<'_>> = Vec::new();
    let mut variants = Vec::new();
    for page in &site.chapters {
        for widget in widgets(page.main()?) {
            let path = path_of(page, widget);
            let variant = (path.clone(), attribute(widget, "variant"));
            if variants.contains(&variant) {
                continue;
            }
            variants.push(variant);
            match embeds.iter_mut().find(|embed| embed.path == path) {
                Some(embed) => embed.widgets.push(widget),
                None => {
                    let title = title(widget)?;
                    embeds.push(Embed { path, title, page, widgets: vec![widget] });
                }
            }
        }
    }
    Ok(embeds)
}

/// The folders of the widgets on a page, in their order.
pub(super) fn paths_on(page: &Page) -> Result<Vec<String>> {
    Ok(widgets(page.main()?).map(|widget| path_of(page, widget)).collect())
}

/// The markup of each widget.
fn widgets(main: &str) -> impl Iterator<Item = &str> {
    // What code says stands there with escapes, so these are ours.
    main.match_indices("<what-if ").filter_map(|(start, _)| {
        let rest = &main[start..];
        let end = rest.find("</what-if>")? + "</what-if>".len();
        Some(&rest[..end])
    })
}

fn without_words(widget: &str) -> String {
    let Some((before, rest)) = widget.split_once("<div class=\"whatif-words\"") else {
        return widget.to_owned();
    };
    let after = rest.split_once("</div>").map_or("", |(_, after)| after);
    before.trim_end().to_owned() + after
}

fn path_of(page: &Page, widget: &str) -> String {
    let folder =
        page.path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    folder + &attribute(widget, "name")
}

/// An attribute of the widget itself.
fn attribute(widget: &str, name: &str) -> String {
    let tag = widget.split('>').next().unwrap_or_default();
    let value = tag.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split_once('"'));
    plain(value.map_or("", |(value, _)| value))
}

/// What the preprocessor has called the scenario.
fn title(widget: &str) -> Result<String> {
    let data = widget.split_once("<script type=\"application/json\">");
    let data = data.and_then(|(_, rest)| rest.split_once("</script>"));
    let (data, _) = data.context("a widget has no data")?;
    let data: serde_json::Value = serde_json::from_str(data).context("the data of a widget")?;
    Ok(data["title"].as_str().unwrap_or_default().to_owned())
}

/// Says in each widget of a page where its own page lies. `paths` are those of its widgets, in
/// their order.
pub(super) fn named(page: &Page, paths: &[String], address: Option<&str>) -> Result<String> {
    let up = page.up();
    let printed = page.path == "print.html";
    let mut paths = paths.iter();
    let widget = element!("what-if[name]", |widget| {
        // A chapter that the table of contents names twice stands on paper twice, and here once.
        let Some(path) = paths.next() else { return Ok(()) };
        let path = encoded(path);
        widget.set_attribute("embed", &format!("{up}embed/{path}/"))?;
        if let Some(address) = address.filter(|_| printed) {
            // On paper nothing can be pressed, but an address can be typed.
            let link = format!("{address}embed/{path}/");
            let link = format!("<p class=\"whatif-link\"><a href=\"{link}\">{link}</a></p>");
            widget.after(&link, ContentType::Html);
        }
        Ok(())
    });
    rewrite_str(&page.html, RewriteStrSettings::new().append_element_content_handler(widget))
        .with_context(|| format!("`{}` cannot be rewritten", page.path))
}

/// The files of one scenario, each with its path in the site.
pub(super) fn files(
    site: &Site,
    embed: &Embed<'_>,
    address: Option<&str>,
) -> Result<Vec<(String, String)>> {
    let folder = format!("embed/{}/", embed.path);
    let up = "../".repeat(folder.matches('/').count());
    let variables = site.style("css/variables")?;
    let title = escaped(&embed.title);
    let book = escaped(&site.title);
    let mut head = String::new();
    let mut files = Vec::new();
    if let Some(address) = address {
        let here = format!("{address}{}", encoded(&folder));
        let _ = write!(
            head,
            "<link rel=\"canonical\" href=\"{address}{}\">\n\
             <link rel=\"alternate\" type=\"application/json+oembed\" href=\"{here}oembed.json\" \
             title=\"{title}\">\n\
             <meta property=\"og:title\" content=\"{title}\">\n\
             <meta property=\"og:site_name\" content=\"{book}\">\n",
            encoded(&embed.page.path),
        );
        let frame = format!(
            "<iframe src=\"{here}\" title=\"{title}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
             frameborder=\"0\"></iframe>"
        );
        let oembed = json!({
            "version": "1.0", "type": "rich", "title": embed.title, "html": frame,
            "width": WIDTH, "height": HEIGHT,
            "provider_name": site.title, "provider_url": address,
        });
        files.push((format!("{folder}oembed.json"), format!("{oembed:#}\n")));
    }
    let widgets = embed.markup();
    let (page, language) = (encoded(&embed.page.path), escaped(&site.language));
    let name = escaped(&embed.path);
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\" data-scenario=\"{name}\">\n<head>\n\
         <meta charset=\"UTF-8\">\n<title>{title} - {book}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n{head}\
         <link rel=\"stylesheet\" href=\"{up}{variables}\">\n\
         <script src=\"{up}{}\"></script>\n</head>\n<body>\n<main>\n\
         {widgets}\n</main>\n\
         <p class=\"from\"><a href=\"{up}{page}\" target=\"_blank\" rel=\"noopener\">{book}</a></p>\n\
         <script src=\"{up}{}\"></script>\n</body>\n</html>\n",
        assets::FRAME_FILE,
        assets::LOADER,
    );
    files.push((format!("{folder}index.html"), html));
    Ok(files)
}
