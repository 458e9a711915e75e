//! A world as it was at one moment of a run.

use crate::World;

/// A world before and after the step in which an event happened.
#[derive(Clone)]
pub struct Moment {
    /// As the step began. It has no trace.
    pub before: World,
    /// As it ended.
    pub after: World,
}

/// Waits for the step in which an event happens.
pub(crate) struct Watch {
    /// The number of the event.
    event: usize,
    last: Option<World>,
    found: Option<Moment>,
}

impl Watch {
    pub(crate) fn new(event: usize) -> Self {
        Self { event, last: None, found: None }
    }

    /// Looks at the world after a step.
    pub(crate) fn look(&mut self, world: &World) {
        if self.found.is_some() {
            return;
        }
        if world.trace().events.len() > self.event {
            let before = self.last.take().unwrap_or_else(|| world.without_trace());
            self.found = Some(Moment { before, after: world.clone() });
        } else {
            // With a trace in common, each further event would copy the whole of it.
            self.last = Some(world.without_trace());
        }
    }

    /// Whether it has seen what it waits for.
    pub(crate) fn is_over(&self) -> bool {
        self.found.is_some()
    }

    pub(crate) fn found(self) -> Option<Moment> {
        self.found
    }
}
