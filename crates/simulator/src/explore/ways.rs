//! The ways to break something, those behind the shortest too.

use super::{Explorer, Spot, StateId, Witness};
use crate::world::Transitions;
use crate::{Happening, World};

/// So many ways are told apart at the most.
const WAYS_MAX: usize = 12;
/// So many states are looked at for them at the most: to know what struck on the way to one, its
/// route is gone again.
const TRIED_MAX: usize = 1_000;

/// A way to break something: no other that was found takes some of its faults alone and breaks the
/// same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// Where it leads.
    pub witness: Witness,
    /// Where its faults strike.
    pub spots: Vec<Spot>,
    /// The properties that are violated there, by their places.
    pub violates: Vec<usize>,
    /// Whether it is the shortest way to break one of them.
    pub is_shortest: bool,
}

impl Explorer {
    /// The ways to break something that were found so far, the fewest faults first and then the
    /// fewest steps.
    ///
    /// All of them are there only as far as the search looked: it ends where every property is
    /// decided, unless it [goes on](super::Plan::goes_on).
    pub fn ways(&self) -> Vec<Way> {
        let mut ways: Vec<(u64, Way)> = Vec::new();
        // What was violated in states to which the same faults have led.
        let mut seen = vec![0_u64; self.search.states()];
        let mut tried = 0;
        for (state, violated) in &self.violated {
            let known = &mut seen[self.search.struck(*state).0 as usize];
            if violated & !*known == 0 || tried == TRIED_MAX || ways.len() == WAYS_MAX {
                continue;
            }
            *known |= violated;
            tried += 1;
            let Some(way) = self.way(*state, *violated) else { continue };
            let is_covered = ways.iter().any(|(breaks, shorter)| {
                violated & !breaks == 0 && shorter.spots.iter().all(|spot| way.spots.contains(spot))
            });
            if !is_covered {
                ways.push((*violated, way));
            }
        }
        let mut ways: Vec<Way> = ways.into_iter().map(|(_, way)| way).collect();
        self.add_singles(&mut ways);
        ways
    }

    /// Adds a way for each single fault that has none, where it breaks something at once.
    fn add_singles(&self, ways: &mut Vec<Way>) {
        let Some(singles) = &self.search.system().singles else { return };
        if self.violated.is_empty() {
            return;
        }
        let mut violated = vec![0_u64; self.search.states()];
        for (state, breaks) in &self.violated {
            violated[state.0 as usize] |= breaks;
        }
        for (spot, from, choice, state) in singles.breaking(&self.search, &violated) {
            if ways.len() == WAYS_MAX {
                return;
            }
            if ways.iter().any(|way| way.spots == [spot.clone()]) {
                continue;
            }
            let mut route = self.route(from);
            route.choices.push(choice.clone());
            ways.push(Way {
                witness: Witness { route, faults: self.search.spent(state) },
                spots: vec![spot.clone()],
                violates: places(violated[state.0 as usize]),
                is_shortest: false,
            });
        }
    }

    fn way(&self, state: StateId, violated: u64) -> Option<Way> {
        let route = self.route(state);
        let setup = self.search.system().setup();
        let mut known = Transitions::default();
        let mut world = World::new_explored(setup, &route.start, &mut known).ok()?;
        let mut spots = Vec::new();
        for choice in &route.choices {
            if !matches!(choice.what, Happening::Pending(_) | Happening::End(_)) {
                spots.push(Spot::of(&world, choice.what, &mut known));
            }
            world.apply_known(choice, &mut known).ok()?;
        }
        Some(Way {
            witness: Witness { route, faults: self.search.spent(state) },
            spots,
            violates: places(violated),
            is_shortest: self.witnesses.contains(&Some(state)),
        })
    }
}

/// The places of the bits that are set.
pub(super) fn places(bits: u64) -> Vec<usize> {
    (0..64).filter(|bit| bits >> bit & 1 == 1).collect()
}
