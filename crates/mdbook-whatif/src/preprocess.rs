//! The book, made ready for its renderer.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

use mdbook_preprocessor::book::{Book, BookItem, Chapter as BookChapter};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

use crate::cache::Cache;
use crate::diagnostics::Failure;
use crate::glossary::Glossary;
use crate::protocol::Publishing;
use crate::scenarios::{Chapter, Checked, Place, Show, Source, gather_and_check};
use crate::shown::{AND, Face, Line, Whole};
use crate::site::Aside;
use crate::{assets, fences, html, plain, protocol, tabs};

/// The preprocessor for programs that drive mdBook as a library.
#[derive(Clone, Debug, Default)]
pub struct Whatif {
    /// Where what came of runs and explorations is kept.
    pub cache: Cache,
}

impl Preprocessor for Whatif {
    fn name(&self) -> &'static str {
        "whatif"
    }

    fn run(&self, context: &PreprocessorContext, book: Book) -> anyhow::Result<Book> {
        preprocess(context, book, &self.cache).map_err(|failure| match failure {
            Failure::Error(error) => error,
            mistakes @ (Failure::Mistakes(_) | Failure::Lines(_)) => {
                anyhow::Error::msg(mistakes.render(false))
            }
        })
    }
}

/// Puts runs, verdicts and what the page needs in the places of the fences of a book.
pub fn preprocess(
    context: &PreprocessorContext,
    book: Book,
    cache: &Cache,
) -> Result<Book, Failure> {
    preprocess_around(context, book, cache, None)
}

/// The same, but with HTML that is whole kept aside, for whoever puts it into the finished pages.
pub(crate) fn preprocess_around(
    context: &PreprocessorContext,
    mut book: Book,
    cache: &Cache,
    aside: Option<&Aside>,
) -> Result<Book, Failure> {
    let publishing = protocol::publishing(&context.config)?.unwrap_or_default();
    // `mdbook test` takes the code blocks, to compile them.
    if context.renderer == "test" {
        book.for_each_chapter_mut(ignore);
        return Ok(book);
    }
    let face = Face::of(&context.renderer);
    let source = Source {
        folder: context.root.join(&context.config.book.src),
        shown: context.config.book.src.clone(),
    };
    let files: Vec<(PathBuf, String)> = book
        .chapters()
        .map(|chapter| (file_of(chapter).to_owned(), chapter.content.clone()))
        .collect();
    let chapters = files.iter().map(|(file, text)| Chapter { file, text });
    let checked = gather_and_check(&source, chapters, cache, Some(face))?;
    let glossary = publishing.glossary.as_deref();
    let glossary = glossary.map(|named| Glossary::read(named, &book)).transpose()?;
    let aside = aside.filter(|_| face == Face::Html);
    let with = With { checked: &checked, face, publishing, glossary, aside };
    let chapters = book.chapters().zip(&checked.places);
    let rewritten: Vec<String> =
        chapters.map(|(chapter, places)| rewrite(chapter, places, &with)).collect();
    if face == Face::Html && checked.places.iter().flatten().any(is_widget) {
        assets::put(&source.folder)?;
    }
    let mut texts = rewritten.into_iter();
    visit(&mut book.items, &mut |chapter| {
        if let Some(text) = texts.next() {
            chapter.content = text;
        }
    });
    Ok(book)
}

/// Visits every chapter that has a file, in the order of [`Book::chapters`]: mdBook's own visitor
/// comes to the chapters below before the one above.
fn visit(items: &mut [BookItem], visitor: &mut impl FnMut(&mut BookChapter)) {
    for item in items {
        if let BookItem::Chapter(chapter) = item {
            if !chapter.is_draft_chapter() {
                visitor(chapter);
            }
            visit(&mut chapter.sub_items, visitor);
        }
    }
}

/// The chapter's file in the folder of the source; `path` names it after what it becomes.
fn file_of(chapter: &BookChapter) -> &Path {
    chapter.source_path.as_deref().or(chapter.path.as_deref()).unwrap_or(Path::new(""))
}

fn is_widget(place: &Place) -> bool {
    matches!(place.show, Show::Variant { .. })
}

/// Where `mdbook-whatif build` puts the page of a scenario, below its folder for such pages.
fn page_of(chapter: &BookChapter, scenario: &str) -> String {
    let folder = file_of(chapter).parent().unwrap_or(Path::new(""));
    let parts = folder.components().map(|part| part.as_os_str().to_string_lossy());
    parts.chain([scenario.into()]).collect::<Vec<_>>().join("/")
}

/// What all chapters are made with.
struct With<'a> {
    checked: &'a Checked,
    face: Face,
    publishing: Publishing,
    glossary: Option<Glossary>,
    aside: Option<&'a Aside>,
}

impl With<'_> {
    /// A line as it stands in a chapter. Whoever searches is told each sentence once in a chapter, and
    /// `told` are those that have been.
    fn line<'a>(&self, line: &'a Line, told: &mut BTreeSet<&'a str>) -> String {
        match (line, self.aside) {
            (Line::Whole(Whole { html, words }), Some(aside)) => {
                let new: Vec<&str> = words.split(AND).filter(|words| told.insert(words)).collect();
                aside.put(html, &new.join(" · "))
            }
            (Line::Whole(whole), None) => whole.html.to_string(),
            (Line::Text(text), _) => text.clone(),
        }
    }
}

/// The text of a chapter with everything in its place.
fn rewrite(chapter: &BookChapter, places: &[Place], with: &With<'_>) -> String {
    let With { checked, face, publishing, glossary, aside: _ } = with;
    let words = glossary.as_ref().map(|glossary| glossary.line(file_of(chapter)));
    let (mut edits, mut told) = (Vec::new(), BTreeSet::new());
    let tabs = tabs::edges(&chapter.content, places);
    for (place, edge) in places.iter().zip(tabs) {
        let Place { fence, scenario, show, .. } = place;
        let lines = checked.lines(place).iter();
        let mut lines: Vec<String> = lines.map(|line| with.line(line, &mut told)).collect();
        match (show, face) {
            (Show::Nothing, _) => {
                edits.push((fence.range.clone(), String::new()));
                continue;
            }
            (Show::Variant { name, .. }, Face::Plain(_)) => {
                let page = page_of(chapter, &checked.scenarios[*scenario].name);
                if let Some(address) = publishing.address_of(&page, name) {
                    lines.extend([String::new(), plain::link(&address)]);
                }
            }
            (Show::Variant { .. }, Face::Html) => {
                lines.extend(html::end_of_widget(words.as_deref()));
                lines = edge.wrap(lines);
            }
            (Show::Matrix | Show::Sweeps { .. }, _) => {}
        }
        edits.push((fence.range.clone(), fence.replacement(&lines)));
    }
    let mut text = chapter.content.clone();
    fences::replace(&mut text, edits);
    if *face == Face::Html && places.iter().any(is_widget) {
        let path = chapter.path.as_deref().unwrap_or(Path::new(""));
        text.push_str(&html::loader(path.components().count().saturating_sub(1)));
    }
    text
}

/// Keeps `mdbook test` from compiling our code: it is whole only together with its scenario.
fn ignore(chapter: &mut BookChapter) {
    let ours = fences::find(&chapter.content);
    let edits: Vec<(Range<usize>, String)> =
        ours.into_iter().map(|fence| (fence.info, "rust,ignore".to_owned())).collect();
    fences::replace(&mut chapter.content, edits);
}
