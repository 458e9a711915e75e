//! What a book needs of a scenario besides its runs: for exercises, and for what readers copy.

use std::sync::Arc;

use whatif_simulator::explore::Budget;

use crate::problem::Problem;
use crate::scenario::{NoSuch, Scenario, find};
use crate::sources::SourceFile;
use crate::world::{Files, World};

impl Scenario {
    /// What may be told to a reader of an exercise, one after the other.
    pub fn hints(&self) -> &[String] {
        &self.hints
    }

    /// The client that makes so many requests that nothing is explored, if there is one.
    ///
    /// # Errors
    /// [`NoSuch`] variant.
    pub fn loaded(&self, variant: &str) -> Result<Option<&str>, NoSuch> {
        Ok(self.world(variant)?.spec.loaded())
    }

    /// How many faults may happen where all runs of a variant are looked at.
    ///
    /// # Errors
    /// [`NoSuch`] variant.
    pub fn budget(&self, variant: &str) -> Result<Budget, NoSuch> {
        Ok(self.world(variant)?.spec.explore.budget)
    }

    /// The scenario of one variant with other code in its place, as a reader makes it who edits the
    /// code, and explored up to so many states.
    ///
    /// # Errors
    /// [`NoSuch`] variant, and inside all mistakes in the code.
    pub fn answered(
        &self,
        variant: &str,
        code: Arc<SourceFile>,
        states: u64,
    ) -> Result<Result<Self, Vec<Problem>>, NoSuch> {
        let world = self.world(variant)?;
        let mut spec = world.spec.clone();
        spec.explore.states = Some(spec.explore.states.map_or(states, |own| own.min(states)));
        let files = Files {
            world: Arc::clone(&world.files().world),
            support: world.files().support.clone(),
            code,
        };
        Ok(World::new(spec, files)
            .map(|world| Self::new(self.name(), self.title(), vec![(variant.to_owned(), world)])))
    }

    /// The faults of a what-if, each in the words of the author's file.
    ///
    /// # Errors
    /// [`NoSuch`] variant or what-if.
    pub fn faults_text(&self, variant: &str, what_if: &str) -> Result<Vec<&str>, NoSuch> {
        let world = self.world(variant)?;
        let text = &world.files().world.text;
        let faults = find(world, what_if)?.faults.iter();
        Ok(faults.filter_map(|fault| text.get(fault.spot.clone())).collect())
    }
}
