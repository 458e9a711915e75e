//! What a book shows of a scenario: the lines that take the place of each of its fences.

use std::rc::Rc;

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
    pub(crate) html: Rc<str>,
    /// What it says to whoever searches: sentences, escaped, with [`AND`] between them. Where it is
    /// kept aside, nobody else says them.
    pub(crate) words: Rc<str>,
}

/// What stands between two sentences, and in none.
pub(crate) const AND: char = '\t';

impl Line {
    /// The line that is kept so.
    fn kept(line: &str) -> Option<Self> {
        match line.strip_prefix(TEXT) {
            Some(text) => Some(Self::Text(text.to_owned())),
            None => {
                let (words, html) = line.strip_prefix(WHOLE)?.split_once(BETWEEN)?;
                Some(Self::Whole(Whole { html: html.into(), words: words.into() }))
            }
        }
    }

    /// HTML that says nothing to whoever searches.
    pub(crate) fn whole(html: String) -> Self {
        Self::Whole(Whole { html: html.into(), words: "".into() })
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
    /// How many lines each place has.
    places: Vec<usize>,
}

/// What a line begins with where it is kept.
const TEXT: &str = " ";
const WHOLE: &str = "=";
/// What stands between the words, in which it cannot occur, and the HTML.
const BETWEEN: &str = "<<";

impl Shown {
    /// What is kept there, if it is what was written.
    pub(crate) fn read(slot: &Slot) -> Option<Self> {
        let (Head { claims, places }, text) = slot.read_with_text::<Head>()?;
        // Of what was cut short, the last line has no end.
        let mut lines = text.split_inclusive('\n');
        let mut line = || Line::kept(lines.next()?.strip_suffix('\n')?);
        let mut place = |count: usize| (0..count).map(|_| line()).collect::<Option<Vec<Line>>>();
        let places = places.into_iter().map(&mut place).collect::<Option<_>>()?;
        lines.next().is_none().then_some(Self { claims, places })
    }

    /// Keeps it there.
    pub(crate) fn write(&self, slot: &Slot) {
        let places = self.places.iter().map(Vec::len).collect();
        let mut text = String::new();
        for line in self.places.iter().flatten() {
            match line {
                Line::Text(line) => text.extend([TEXT, line, "\n"]),
                Line::Whole(Whole { html, words }) => {
                    text.extend([WHOLE, words, BETWEEN, html, "\n"]);
                }
            }
        }
        slot.write_with_text(&Head { claims: self.claims, places }, &text);
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
