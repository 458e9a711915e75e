//! The book, made ready for its renderer.

use std::ops::Range;
use std::path::{Path, PathBuf};

use mdbook_preprocessor::book::{Book, BookItem, Chapter as BookChapter};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

use crate::diagnostics::Failure;
use crate::explorations::Cache;
use crate::glossary::Glossary;
use crate::plain::Picture;
use crate::protocol::Publishing;
use crate::scenarios::{Chapter, Checked, Place, Show, Source, gather_and_check};
use crate::{assets, fences, html, plain, protocol, tabs};

/// The preprocessor for programs that drive mdBook as a library.
#[derive(Clone, Debug, Default)]
pub struct Whatif {
    /// Where what exploring has found is kept.
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

/// What a renderer makes of a book.
enum Face {
    /// HTML with scripts.
    Html,
    /// `mdbook test`: the code blocks, to be compiled.
    Test,
    /// Anything else that takes Markdown.
    Plain(Picture),
}

impl Face {
    fn of(renderer: &str) -> Self {
        match renderer {
            "html" => Self::Html,
            "test" => Self::Test,
            "epub" => Self::Plain(Picture::Svg),
            _ => Self::Plain(Picture::Words),
        }
    }
}

/// Puts runs, verdicts and what the page needs in the places of the fences of a book.
pub fn preprocess(
    context: &PreprocessorContext,
    mut book: Book,
    cache: &Cache,
) -> Result<Book, Failure> {
    let publishing = protocol::publishing(&context.config)?.unwrap_or_default();
    let face = Face::of(&context.renderer);
    if matches!(face, Face::Test) {
        book.for_each_chapter_mut(ignore);
        return Ok(book);
    }
    let source = Source {
        folder: context.root.join(&context.config.book.src),
        shown: context.config.book.src.clone(),
    };
    let files: Vec<(PathBuf, String)> = book
        .chapters()
        .map(|chapter| (file_of(chapter).to_owned(), chapter.content.clone()))
        .collect();
    let chapters = files.iter().map(|(file, text)| Chapter { file, text });
    let checked = gather_and_check(&source, chapters, cache)?;
    let glossary = publishing.glossary.as_deref();
    let glossary = glossary.map(|named| Glossary::read(named, &book)).transpose()?;
    let with = With { checked: &checked, face, publishing, glossary };
    let mut rewritten = Vec::new();
    for (chapter, places) in book.chapters().zip(&checked.places) {
        rewritten.push(rewrite(chapter, places, &with)?);
    }
    if matches!(with.face, Face::Html) && checked.places.iter().flatten().any(is_widget) {
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
}

/// The text of a chapter with everything in its place.
fn rewrite(chapter: &BookChapter, places: &[Place], with: &With<'_>) -> anyhow::Result<String> {
    let With { checked, face, publishing, glossary } = with;
    let words = glossary.as_ref().map(|glossary| glossary.line(file_of(chapter)));
    let mut edits = Vec::new();
    let tabs = tabs::edges(&chapter.content, places);
    for (Place { fence, scenario, show }, edge) in places.iter().zip(tabs) {
        let scenario = &checked.scenarios[*scenario];
        let lines = match (show, face) {
            (Show::Nothing, _) => {
                edits.push((fence.range.clone(), String::new()));
                continue;
            }
            (Show::Matrix, Face::Plain(_)) => plain::matrix(scenario)?,
            (Show::Matrix, _) => html::matrix(&scenario.scenario, plain::matrix(scenario)?)?,
            (Show::Sweeps { name }, Face::Plain(picture)) => {
                plain::sweeps(scenario, name.as_deref(), Some(*picture))?
            }
            (Show::Sweeps { name }, _) => plain::sweeps(scenario, name.as_deref(), None)?,
            (Show::Variant { name, exercise, .. }, Face::Plain(picture)) => {
                let mut lines = plain::block(scenario, name, &fence.code, *picture)?;
                let exercise = scenario.exercise(name).filter(|_| *exercise);
                lines.extend(exercise.into_iter().flat_map(|it| plain::exercise(it, *picture)));
                let page = page_of(chapter, scenario.scenario.name());
                if let Some(address) = publishing.address_of(&page, name) {
                    lines.extend([String::new(), plain::link(&address)]);
                }
                lines
            }
            (Show::Variant { name, readonly, exercise }, _) => {
                let exercise = scenario.exercise(name).filter(|_| *exercise);
                let words = words.as_deref();
                let lines = html::widget(scenario, name, &fence.code, *readonly, exercise, words)?;
                edge.wrap(lines)
            }
        };
        edits.push((fence.range.clone(), fence.replacement(&lines)));
    }
    let mut text = chapter.content.clone();
    fences::replace(&mut text, edits);
    if matches!(face, Face::Html) && places.iter().any(is_widget) {
        let path = chapter.path.as_deref().unwrap_or(Path::new(""));
        text.push_str(&html::loader(path.components().count().saturating_sub(1)));
    }
    Ok(text)
}

/// Keeps `mdbook test` from compiling our code: it is whole only together with its scenario.
fn ignore(chapter: &mut BookChapter) {
    let ours = fences::find(&chapter.content);
    let edits: Vec<(Range<usize>, String)> =
        ours.into_iter().map(|fence| (fence.info, "rust,ignore".to_owned())).collect();
    fences::replace(&mut chapter.content, edits);
}
