//! The checked scenario in the form that travels to the page.

use std::sync::Arc;

use crate::json::{self, Value};
use crate::page_json::{self, Travels, Unreadable};
use crate::problem::Problem;
use crate::scenario::{NoSuch, Scenario, find_sweep};
use crate::sources::SourceFile;
use crate::spec::Spec;
use crate::sweep;
use crate::world::{Files, World};

/// One variant of a checked scenario, complete but for the code that the reader edits: what the
/// engine in the page needs to run it.
#[derive(Clone, Debug)]
pub struct PageForm {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) variant: String,
    pub(crate) spec: Spec,
    /// The code that is not shown, with the name of its file.
    pub(crate) support: Option<(String, String)>,
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

    /// As JSON, which nobody but this crate needs to understand.
    pub fn to_json(&self) -> String {
        json::to_string(&self.write())
    }

    /// Reads what [`PageForm::to_json`] wrote.
    ///
    /// # Errors
    /// [`Unreadable`], where that is not what it is.
    pub fn from_json(json: &str) -> Result<Self, Unreadable> {
        let value = json::from_str(json).unwrap_or(Value::Null);
        Self::from_value(&value)
    }

    /// Reads what [`PageForm::to_json`] wrote and somebody else took apart.
    ///
    /// # Errors
    /// [`Unreadable`], where that is not what it is.
    pub fn from_value(value: &Value) -> Result<Self, Unreadable> {
        page_json::read(value)
    }

    /// Turns the knob of a sweep to one of its values, told by its place among them.
    ///
    /// # Errors
    /// [`NoSuch`] sweep.
    pub fn turn(&mut self, sweep: &str, value: usize) -> Result<(), NoSuch> {
        let sweep = find_sweep(&self.spec, sweep)?;
        if let Some(value) = sweep.values.get(value) {
            self.spec = sweep::turned(&self.spec, sweep, *value);
        }
        Ok(())
    }

    /// The scenario with the code as the reader has it now.
    ///
    /// # Errors
    /// All mistakes in the code. Those of `code` stand in a file of that name.
    pub fn with_code(&self, code: &str) -> Result<Scenario, Vec<Problem>> {
        let file = |path: &str, text: &str| {
            Arc::new(SourceFile { path: path.to_owned(), text: text.to_owned(), first_line: 1 })
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
