//! What a book shows of a scenario: the lines that take the place of each of its fences.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

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

/// What a book shows of a scenario whose claims all hold. It depends on nothing but the scenario's own
/// texts, what its fences say, and the face: what depends on the chapter is put around it there.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shown {
    /// How many claims were held against the runs.
    pub(crate) claims: usize,
    /// The lines for each place, in the order of the book; none where nothing is to be shown.
    pub(crate) places: Vec<Vec<String>>,
}

impl Shown {
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
fn lines(checked: &CheckedScenario, show: &Show, face: Face) -> Result<Vec<String>> {
    Ok(match (show, face) {
        (Show::Nothing, _) => Vec::new(),
        (Show::Matrix, Face::Plain(_)) => plain::matrix(checked)?,
        (Show::Matrix, Face::Html) => html::matrix(&checked.scenario, plain::matrix(checked)?)?,
        (Show::Sweeps { name }, Face::Plain(picture)) => {
            plain::sweeps(checked, name.as_deref(), Some(picture))?
        }
        (Show::Sweeps { name }, Face::Html) => plain::sweeps(checked, name.as_deref(), None)?,
        (Show::Variant { name, readonly, exercise }, face) => {
            let code = checked.code(name).context("the variant is known")?;
            let exercise = checked.exercise(name).filter(|_| *exercise);
            match face {
                Face::Html => html::widget(checked, name, code, *readonly, exercise)?,
                Face::Plain(picture) => {
                    let mut lines = plain::block(checked, name, code, picture)?;
                    lines.extend(exercise.into_iter().flat_map(|it| plain::exercise(it, picture)));
                    lines
                }
            }
        }
    })
}
