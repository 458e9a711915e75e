//! One choice: what happens next.

use super::steps::{Answers, from_drawing, from_list};
use super::{PendingId, Refusal, Transitions, World};
use crate::{NodeId, Time};

/// What happens next, when, and the random numbers that it needs: all that is not determined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What.
    pub what: Happening,
    /// When. Time never goes back.
    pub at: Time,
    /// The numbers drawn in the step that it starts, in order.
    pub draws: Vec<i64>,
}

/// What a choice lets happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Happening {
    /// One of the pending things.
    Pending(PendingId),
    /// The network loses this message.
    Lose(PendingId),
    /// The network makes a second copy of this message.
    Duplicate(PendingId),
    /// This message, or what is on its way to a disk, is slow: timers may overtake it.
    Delay(PendingId),
    /// This process is killed.
    Crash(NodeId),
    /// Nobody gets the answers of this node from now on.
    Omit(NodeId),
    /// Of what is listed this begins.
    Begin(u16),
    /// Of what is listed this ends.
    End(u16),
    /// A message is altered as it is listed under this number.
    Alter(PendingId, u16),
}

impl From<PendingId> for Happening {
    fn from(id: PendingId) -> Self {
        Self::Pending(id)
    }
}

impl World {
    /// Lets one thing happen.
    ///
    /// # Errors
    /// A [`Refusal`], with the world as it was.
    pub fn apply(&mut self, choice: &Choice) -> Result<(), Refusal> {
        self.happen(choice, &mut Answers::new(&mut from_list(&choice.draws)))
    }

    /// The same, by transitions that were taken before where there are such.
    pub(crate) fn apply_known(
        &mut self,
        choice: &Choice,
        known: &mut Transitions,
    ) -> Result<(), Refusal> {
        self.happen(choice, &mut Answers::remembered(&mut from_list(&choice.draws), known))
    }

    /// Lets one thing happen, with numbers that are drawn as they are needed. Returns the
    /// choice that this was.
    ///
    /// # Errors
    /// A [`Refusal`], with the world as it was.
    pub fn apply_drawing(
        &mut self,
        what: Happening,
        at: Time,
        mut draw: impl FnMut(NodeId, i64, i64) -> i64,
    ) -> Result<Choice, Refusal> {
        let mut draws = Vec::new();
        let mut choice = Choice { what, at, draws: Vec::new() };
        let mut noted = |node, low, high| {
            let drawn = draw(node, low, high);
            draws.push(drawn);
            drawn
        };
        self.happen(&choice, &mut Answers::new(&mut from_drawing(&mut noted)))?;
        choice.draws = draws;
        Ok(choice)
    }

    pub(super) fn happen(
        &mut self,
        choice: &Choice,
        answers: &mut Answers<'_>,
    ) -> Result<(), Refusal> {
        let now = self.now.max(choice.at);
        match choice.what {
            Happening::Pending(what) => {
                if let Some(flight) = self.in_flight.get(what.0).cloned() {
                    if self.stands_still(flight.to) {
                        return Err(Refusal::Impossible);
                    }
                    self.arrive(what, now, &flight, answers)
                } else if let Some(timer) = self.timers.get(what.0).cloned() {
                    if self.keeps_waiting(&timer.what) {
                        return Err(Refusal::Impossible);
                    }
                    self.ring(what, now, &timer.what, answers)
                } else {
                    Err(Refusal::NotPending(what))
                }
            }
            Happening::Lose(what) => self.lose(what, now),
            Happening::Duplicate(what) => self.duplicate(what, now),
            Happening::Delay(what) => self.delay(what, now),
            Happening::Crash(node) => self.crash_now(node, now, answers),
            Happening::Omit(node) => self.omit(node, now),
            Happening::Begin(number) => self.begin_listed(number, now),
            Happening::End(number) => self.end_listed(number, now),
            Happening::Alter(what, number) => self.alter(what, number, now),
        }
    }
}
