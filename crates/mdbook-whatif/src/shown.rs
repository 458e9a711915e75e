//! What a book shows of a scenario: the lines that take the place of each of its fences.

use std::ops::{Deref, Range};
use std::sync::Arc;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::cache::Slot;
use crate::scenarios::{CheckedScenario, Show};
use crate::{html, plain};
use plain::Picture;

/// What a renderer makes of a book.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Face {
    /// HTML with scripts.
    Html,
    /// Anything else that takes Markdown.
    Plain(Picture),
}

impl Face {
    /// The face of the renderer with this name.
    pub(crate) fn of(renderer: &str) -> Self {
        match renderer {
            "html" => Self::Html,
            "epub" => Self::Plain(Picture::Svg),
            _ => Self::Plain(Picture::Words),
        }
    }
}

/// A line of what a book shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// Markdown, or HTML that begins or ends what stands around Markdown.
    Text(String),
    /// HTML that is whole: in a page it is the same, whoever puts it there.
    Whole(Whole),
}

/// HTML that may be kept aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Whole {
    pub(crate) html: Excerpt,
    /// What it says to whoever searches: sentences, escaped, with [`AND`] between them. Where it is
    /// kept aside, nobody else says them.
    pub(crate) words: Excerpt,
}

/// A part of a text, or all of it, that is not copied for that: the diagrams of a book are megabytes.
#[derive(Clone, Debug)]
pub(crate) struct Excerpt {
    text: Arc<String>,
    range: Range<usize>,
}

impl Deref for Excerpt {
    type Target = str;
    fn deref(&self) -> &str {
        &self.text[self.range.clone()]
    }
}

impl From<String> for Excerpt {
    fn from(text: String) -> Self {
        Self { range: 0..text.len(), text: Arc::new(text) }
    }
}

impl PartialEq for Excerpt {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Excerpt {}

/// What stands between two sentences, and in none.
pub(crate) const AND: char = '\t';

impl Line {
    /// The line that is kept so in these bytes of a text.
    fn kept(text: &Arc<String>, range: Range<usize>) -> Option<Self> {
        let line = text.get(range.clone())?;
        if let Some(text) = line.strip_prefix(TEXT) {
            return Some(Self::Text(text.to_owned()));
        }
        let words = line.strip_prefix(WHOLE)?.find(BETWEEN)?;
        let words = range.start + WHOLE.len()..range.start + WHOLE.len() + words;
        let html = words.end + BETWEEN.len()..range.end;
        let [html, words] = [html, words].map(|range| Excerpt { text: Arc::clone(text), range });
        Some(Self::Whole(Whole { html, words }))
    }

    /// HTML that says nothing to whoever searches.
    pub(crate) fn whole(html: String) -> Self {
        Self::Whole(Whole { html: html.into(), words: String::new().into() })
    }
}

/// What a book shows of a scenario whose claims all hold. It depends on nothing but the scenario's own
/// texts, what its fences say, and the face: what depends on the chapter is put around it there.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    /// How many claims were held against the runs.
    pub(crate) claims: usize,
    /// The lines for each place, in the order of the book; none where nothing is to be shown.
    pub(crate) places: Vec<Vec<Line>>,
}

/// What is kept of it above its lines.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    claims: usize,
    /// How many bytes each line of each place has, without its end.
    places: Vec<Vec<usize>>,
}

/// What a line begins with where it is kept.
const TEXT: &str = " ";
const WHOLE: &str = "=";
/// What stands between the words, in which it cannot occur, and the HTML.
const BETWEEN: &str = "<<";

impl Shown {
    /// What is kept there, if it is what was written.
    pub(crate) fn read(slot: &Slot) -> Option<Self> {
        let (Head { claims, places }, text, mut at) = slot.read_with_text::<Head>()?;
        let text = Arc::new(text);
        let mut line = |length: usize| {
            let (start, end) = (at, at.checked_add(length)?);
            at = end.checked_add(1)?;
            // Of what was cut short, the last line has no end.
            text.get(end..)?.starts_with('\n').then_some(())?;
            Line::kept(&text, start..end)
        };
        let mut place = |lines: Vec<usize>| lines.into_iter().map(&mut line).collect();
        let places = places.into_iter().map(&mut place).collect::<Option<_>>()?;
        (at == text.len()).then_some(Self { claims, places })
    }

    /// Keeps it there.
    pub(crate) fn write(&self, slot: &Slot) {
        let mut text = String::new();
        let mut keep = |line: &Line| {
            let start = text.len();
            match line {
                Line::Text(line) => text.extend([TEXT, line]),
                Line::Whole(Whole { html, words }) => text.extend([WHOLE, words, BETWEEN, html]),
            }
            let length = text.len() - start;
            text.push('\n');
            length
        };
        let places = self.places.iter().map(|lines| lines.iter().map(&mut keep).collect());
        let head = Head { claims: self.claims, places: places.collect() };
        slot.write_with_text(&head, &text);
    }

    /// Everything that is to be shown of a scenario; nothing of it where there is no face.
    pub(crate) fn of(
        checked: &CheckedScenario,
        shows: &[Show],
        face: Option<Face>,
    ) -> Result<Self> {
        let lines = |face| shows.iter().map(move |show| lines(checked, show, face));
        let places = face.into_iter().flat_map(lines).collect::<Result<_>>()?;
        Ok(Self { claims: checked.scenario.claims(), places })
    }
}

/// The lines that take the place of a fence; of a widget all but its end.
fn lines(checked: &CheckedScenario, show: &Show, face: Face) -> Result<Vec<Line>> {
    let text = |lines: Vec<String>| lines.into_iter().map(Line::Text).collect();
    Ok(match (show, face) {
        (Show::Nothing, _) => Vec::new(),
        (Show::Matrix, Face::Plain(_)) => text(plain::matrix(checked)?),
        (Show::Matrix, Face::Html) => html::matrix(&checked.scenario, plain::matrix(checked)?)?,
        (Show::Sweeps { name }, Face::Plain(picture)) => {
            text(plain::sweeps(checked, name.as_deref(), picture)?)
        }
        (Show::Sweeps { name }, Face::Html) => html::sweeps(checked, name.as_deref())?,
        (Show::Variant { name, readonly, exercise }, face) => {
            let code = checked.code(name).context("the variant is known")?;
            let exercise = checked.exercise(name).filter(|_| *exercise);
            match face {
                Face::Html => html::widget(checked, name, code, *readonly, exercise)?,
                Face::Plain(picture) => {
                    let mut lines = plain::block(checked, name, code, picture)?;
                    lines.extend(exercise.into_iter().flat_map(|it| plain::exercise(it, picture)));
                    text(lines)
                }
            }
        }
    })
}
