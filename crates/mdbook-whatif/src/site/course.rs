//! Lessons for course sites: SCORM 1.2 packages of the book, a chapter or an exercise.
//!
//! A package is a manifest and one page that holds everything in itself, as the download does.

use std::fmt::Write as _;

use anyhow::Result;

use super::embeds::Embed;
use super::markup::escaped;
use super::one_file::{self, Part, Purpose};
use super::pages::Site;
use super::zipped;

/// A package, and what it is.
pub(super) struct Package {
    /// The name of its file, without the end.
    pub(super) name: String,
    /// What a course site shows.
    pub(super) title: String,
    /// The file.
    pub(super) zip: Vec<u8>,
}

/// All packages of a site: the book, each chapter with a widget, each exercise.
pub(super) fn packages(
    site: &Site,
    embeds: &[Embed<'_>],
    address: Option<&str>,
) -> Result<Vec<Package>> {
    let mut packages = Vec::new();
    let whole = one_file::of_book(site, address, Purpose::Lesson)?;
    packages.push(package(site.slug(), site.title.clone(), &whole.html)?);
    for page in site.chapters.iter().filter(|page| page.html.contains("<what-if ")) {
        let name = format!("chapter-{}", page.path.trim_end_matches(".html").replace('/', "-"));
        let title = page.chapter_title(site);
        let part = Part { page, main: page.main()? };
        packages.push(lesson(site, part, name, title, address)?);
    }
    for embed in embeds.iter().filter(|embed| embed.is_exercise()) {
        let main = embed.markup();
        let name = format!("exercise-{}", embed.path.replace('/', "-"));
        let part = Part { page: embed.page, main: &main };
        packages.push(lesson(site, part, name, embed.title.clone(), address)?);
    }
    Ok(packages)
}

fn lesson(
    site: &Site,
    part: Part<'_>,
    name: String,
    title: String,
    address: Option<&str>,
) -> Result<Package> {
    let file = one_file::made_of(site, &[part], &title, address, Purpose::Lesson)?;
    package(name, title, &file.html)
}

fn package(name: String, title: String, page: &str) -> Result<Package> {
    let manifest = manifest(&name, &title);
    let files = [("imsmanifest.xml", manifest.as_str()), ("index.html", page)];
    let files = files.into_iter().map(|(path, text)| (path.to_owned(), text.as_bytes()));
    Ok(Package { name, title, zip: zipped::zip(files)? })
}

/// The manifest as the SCORM 1.2 Content Aggregation Model has it.
///
/// There is no `masteryscore`: with one, course sites judge a lesson that is left half way as
/// failed, and forbid to go on with it.
fn manifest(name: &str, title: &str) -> String {
    let id = identifier(name);
    let title = escaped(title);
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="{id}" version="1.0"
    xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
    xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:schemaLocation="http://www.imsproject.org/xsd/imscp_rootv1p1p2 imscp_rootv1p1p2.xsd http://www.adlnet.org/xsd/adlcp_rootv1p2 adlcp_rootv1p2.xsd">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>1.2</schemaversion>
  </metadata>
  <organizations default="{id}-organization">
    <organization identifier="{id}-organization">
      <title>{title}</title>
      <item identifier="{id}-item" identifierref="{id}-resource" isvisible="true">
        <title>{title}</title>
      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="{id}-resource" type="webcontent" adlcp:scormtype="sco" href="index.html">
      <file href="index.html"/>
    </resource>
  </resources>
</manifest>
"#
    )
}

/// The name as XML takes an identifier: letters and digits of ASCII after a letter, and different
/// for different names.
fn identifier(name: &str) -> String {
    let mut out = String::from("whatif-");
    for c in name.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' => out.push(c),
            c => {
                let _ = write!(out, "_{:x}_", c as u32);
            }
        }
    }
    out
}
