//! What the page and the engine say to each other. Its other half is `web/src/protocol.ts`.

use miniserde::json::Value;
use miniserde::ser::Fragment;
use miniserde::{Deserialize, Serialize};

/// Run this.
#[derive(Deserialize)]
pub(crate) struct Request {
    /// The scenario, as the page was given it.
    pub(crate) scenario: Value,
    pub(crate) variant: String,
    /// The code as the reader has it now.
    pub(crate) code: String,
    /// Nothing for the run in which nothing goes wrong.
    #[serde(rename = "what-if")]
    pub(crate) what_if: Option<String>,
    /// Nothing for the run that is shown.
    pub(crate) seed: Option<u64>,
}

/// What came of it.
pub(crate) enum Answer {
    Run(Run),
    /// The code is wrong.
    Problems(Problems),
}

/// The code was run.
#[derive(Serialize)]
pub(crate) struct Run {
    pub(crate) verdicts: Vec<Judgement>,
    /// One `<svg>`.
    pub(crate) figure: String,
    /// One `<table>`.
    pub(crate) events: String,
    pub(crate) notes: Vec<String>,
    #[serde(rename = "trace-hash")]
    pub(crate) trace_hash: String,
}

/// The code was not run.
#[derive(Serialize)]
pub(crate) struct Problems {
    pub(crate) problems: Vec<Place>,
}

// The page tells the two by their keys.
impl Serialize for Answer {
    fn begin(&self) -> Fragment<'_> {
        match self {
            Self::Run(run) => run.begin(),
            Self::Problems(problems) => problems.begin(),
        }
    }
}

impl Answer {
    /// A mistake that stands nowhere in the code.
    pub(crate) fn problem(message: String) -> Self {
        let place = Place { file: "code".into(), line: 1, column: 1, message, help: None };
        Self::Problems(Problems { problems: vec![place] })
    }
}

/// What became of a property.
#[derive(Serialize)]
pub(crate) struct Judgement {
    pub(crate) property: String,
    pub(crate) says: String,
    /// `holds`, `violated` or `unknown`.
    pub(crate) verdict: &'static str,
    /// Empty where it holds.
    pub(crate) why: String,
}

/// A mistake, and where it stands.
#[derive(Serialize)]
pub(crate) struct Place {
    /// `code`, or the name of the file with the code that is not shown.
    pub(crate) file: String,
    /// From 1.
    pub(crate) line: u32,
    /// From 1, in the units in which JavaScript counts strings.
    pub(crate) column: u32,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}
