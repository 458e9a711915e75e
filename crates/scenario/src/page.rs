//! The checked scenario in the form that travels to the page.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::problem::Problem;
use crate::scenario::Scenario;
use crate::sources::SourceFile;
use crate::spec::Spec;
use crate::world::{Files, World};

/// One variant of a checked scenario, complete but for the code that the reader edits: what the
/// engine in the page needs to run it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PageForm {
    name: String,
    title: String,
    variant: String,
    spec: Spec,
    /// The code that is not shown, with the name of its file.
    support: Option<(String, String)>,
}

impl PageForm {
    pub(crate) fn new(name: &str, title: &str, variant: &str, world: &World) -> Self {
        let support = world.files().support.as_ref();
        let name_of = |path: &str| path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned();
        Self {
            name: name.to_owned(),
            title: title.to_owned(),
            variant: variant.to_owned(),
            spec: world.spec.clone(),
            support: support.map(|support| (name_of(&support.path), support.text.clone())),
        }
    }

    /// The scenario with the code as the reader has it now.
    ///
    /// # Errors
    /// All mistakes in the code. Those of `code` stand in a file of that name.
    pub fn with_code(&self, code: &str) -> Result<Scenario, Vec<Problem>> {
        let file = |path: &str, text: &str| {
            Rc::new(SourceFile { path: path.to_owned(), text: text.to_owned(), first_line: 1 })
        };
        let files = Files {
            world: file("code", ""),
            support: self.support.as_ref().map(|(name, text)| file(name, text)),
            code: file("code", code),
        };
        let world = World::new(self.spec.clone(), files)?;
        Ok(Scenario::new(&self.name, &self.title, vec![(self.variant.clone(), world)]))
    }
}
