//! Worlds as a system that can be searched.

use std::rc::Rc;

use super::singles::{Singles, Spot};
use super::{Budget, Route, System};
use crate::world::{Kind, Transitions};
use crate::{Choice, Refusal, Rules, Setup, World};

/// How many ways one step may go on by the numbers that it draws.
const BRANCHES_MAX: usize = 256;

/// All runs of one setup.
pub(super) struct Worlds {
    setup: Rc<Setup>,
    rules: Rules,
    budget: Budget,
    /// Where it begins, if not at the start.
    from: Option<Route>,
    pub(super) known: Transitions,
    pub(super) singles: Option<Singles>,
    /// Whether some step draws so many numbers that not all of its ways were looked at.
    pub(super) draws_too_much: bool,
}

/// How a world came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Came {
    /// The nodes drew these numbers as they started.
    Started(Vec<i64>),
    /// It was led to.
    Led(Route),
    Chosen(Choice),
}

impl Worlds {
    pub(super) fn new(
        setup: Rc<Setup>,
        rules: Rules,
        budget: Budget,
        from: Option<Route>,
        singles: Option<Singles>,
    ) -> Self {
        let known = Transitions::default();
        Self { setup, rules, budget, from, known, singles, draws_too_much: false }
    }

    /// The setup of all of them.
    pub(super) fn setup(&self) -> Rc<Setup> {
        Rc::clone(&self.setup)
    }

    /// Tries something that draws numbers with all of them: the ends of each range and what the
    /// rules list, and each of several things that can go on.
    fn branch(
        &mut self,
        mut attempt: impl FnMut(&mut Self, &[i64]) -> Result<World, Refusal>,
        mut each: impl FnMut(&mut Self, Vec<i64>, World),
    ) {
        // Most steps draw nothing, and so the list stays empty.
        let mut open: Vec<Vec<i64>> = Vec::new();
        let mut next = Some(Vec::new());
        let mut tried = 0;
        while let Some(draws) = next {
            tried += 1;
            if tried > BRANCHES_MAX {
                self.draws_too_much = true;
                return;
            }
            let further: Vec<i64> = match attempt(self, &draws) {
                Ok(world) => {
                    each(self, draws.clone(), world);
                    Vec::new()
                }
                Err(Refusal::NeedsDraw { low, high, .. }) => {
                    let listed = self.rules.draws.iter().copied();
                    let inside = listed.filter(|value| low < *value && *value < high);
                    let mut values = vec![low];
                    for value in inside.chain((low < high).then_some(high)) {
                        if let Err(place) = values.binary_search(&value) {
                            values.insert(place, value);
                        }
                    }
                    values
                }
                Err(Refusal::NeedsChoice { count, .. }) => (0..i64::from(count)).collect(),
                Err(Refusal::NotPending(_) | Refusal::Impossible) => Vec::new(),
            };
            open.extend(further.into_iter().rev().map(|value| {
                let mut draws = draws.clone();
                draws.push(value);
                draws
            }));
            next = open.pop();
        }
    }
}

impl System for Worlds {
    type State = World;
    type Move = Came;

    fn initial(&mut self) -> Vec<(Came, World)> {
        let mut initial = Vec::new();
        if let Some(route) = &self.from {
            let world = World::new_explored(Rc::clone(&self.setup), &route.start, &mut self.known);
            let Ok(mut world) = world else { return initial };
            for choice in &route.choices {
                if world.apply_known(choice, &mut self.known).is_err() {
                    return initial;
                }
            }
            initial.push((Came::Led(route.clone()), world));
            return initial;
        }
        self.branch(
            |worlds, draws| World::new_explored(Rc::clone(&worlds.setup), draws, &mut worlds.known),
            |_, draws, world| initial.push((Came::Started(draws), world)),
        );
        initial
    }

    fn successors(
        &mut self,
        state: &World,
        spent: Budget,
        each: &mut dyn FnMut(Came, World, Budget),
    ) {
        let none_spent = spent.total() == 0;
        for step in state.moves(&self.rules, self.budget.less(spent)) {
            let spent = spent.and(step.kind);
            let skips_idle = self.rules.skips_idle;
            self.branch(
                |worlds, draws| {
                    let mut next = state.clone();
                    let choice = Choice { what: step.what, at: step.at, draws: draws.to_vec() };
                    next.apply_known(&choice, &mut worlds.known)?;
                    Ok(next)
                },
                |worlds, draws, next| {
                    if skips_idle && next.is_idle_after(state) {
                        return;
                    }
                    let choice = Choice { what: step.what, at: step.at, draws };
                    if none_spent
                        && step.kind != Kind::Nothing
                        && let Some(singles) = &mut worlds.singles
                    {
                        let spot = Spot::of(state, step.what, &mut worlds.known);
                        let struck = (state.fingerprint(), choice.clone());
                        singles.enters(spot, struck, (next.fingerprint(), spent));
                    }
                    each(Came::Chosen(choice), next, spent);
                },
            );
        }
    }

    fn fingerprint(&self, state: &World) -> u128 {
        state.fingerprint()
    }
}

impl Budget {
    /// With one more of this kind.
    fn and(mut self, kind: Kind) -> Self {
        match kind {
            Kind::Nothing => {}
            Kind::Crash => self.crash += 1,
            Kind::Lose => self.lose += 1,
            Kind::Duplicate => self.duplicate += 1,
            Kind::Delay => self.delay += 1,
            Kind::Omission => self.omission += 1,
            Kind::Cut => self.cut += 1,
            Kind::Other => self.other += 1,
        }
        self
    }
}
