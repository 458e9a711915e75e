//! What becomes of the properties in each world that is visited.

use crate::fingerprint::mix;
use crate::table::Table;
use crate::world::{Read, Transitions};
use crate::{Property, PropertyKind, Time, World};

/// How many steps the fair schedule may take to come to rest.
pub(super) const DRAIN_STEPS_MAX: usize = 10_000;

/// Properties, with what they have said before.
pub(super) struct Judge {
    properties: Vec<Property>,
    /// What each has ever read of a world.
    reads: Vec<Read>,
    said: Vec<Table>,
    /// What was wrong with a property function that could not say.
    pub(super) broken: Vec<Option<String>>,
    /// What the fair schedule comes to from a world, by the number of a [`Drained`].
    drains: Table,
    outcomes: Vec<Drained>,
}

/// What the fair schedule comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Drained {
    /// Which of the properties are false then, a bit each.
    pub(super) violated: u64,
    /// Whether it never comes to rest and never comes round either.
    pub(super) unsettled: bool,
    /// How many steps away that is.
    pub(super) steps: u32,
}

const FALSE: u32 = 0;
const TRUE: u32 = 1;
const BROKEN: u32 = 2;

impl Judge {
    pub(super) fn new(properties: Vec<Property>) -> Self {
        Self {
            reads: vec![Read::default(); properties.len()],
            said: vec![Table::default(); properties.len()],
            broken: vec![None; properties.len()],
            properties,
            drains: Table::default(),
            outcomes: Vec::new(),
        }
    }

    pub(super) fn properties(&self) -> &[Property] {
        &self.properties
    }

    /// Whether the property is true of a world; nothing where it cannot say.
    pub(super) fn holds(&mut self, property: usize, world: &World) -> Option<bool> {
        let key = world.read_key(self.reads[property]);
        let said = self.said[property].get(key).unwrap_or_else(|| self.ask(property, world));
        (said != BROKEN).then_some(said == TRUE)
    }

    fn ask(&mut self, property: usize, world: &World) -> u32 {
        let view = world.view();
        let said = match (self.properties[property].holds)(&view) {
            Ok(true) => TRUE,
            Ok(false) => FALSE,
            Err(problem) => {
                self.broken[property].get_or_insert(problem);
                BROKEN
            }
        };
        let reads = self.reads[property].and(view.read());
        if reads != self.reads[property] {
            // What it said before it said by fewer things, under keys of another make.
            self.reads[property] = reads;
            self.said[property] = Table::default();
        }
        self.said[property].insert(world.read_key(reads), said);
        said
    }

    /// Which of the properties that must hold eventually are false of a world, a bit each.
    fn false_eventually(&mut self, world: &World) -> u64 {
        let mut violated = 0;
        for property in 0..self.properties.len() {
            if self.properties[property].kind == PropertyKind::Eventually
                && self.holds(property, world) == Some(false)
            {
                violated |= 1 << property;
            }
        }
        violated
    }

    /// Puts everything right in a world and lets the fair schedule run until it rests or goes
    /// round: the properties that must hold *eventually* must hold at rest, or in every state of
    /// the round.
    pub(super) fn drain(&mut self, world: &World, known: &mut Transitions) -> Drained {
        let mut world = world.clone();
        world.heal_known(known);
        let mut way: Vec<(u128, Time)> = Vec::new();
        let mut places = Table::default();
        let outcome = loop {
            let fingerprint = world.fingerprint();
            if let Some(known) = self.drains.get(fingerprint) {
                break self.outcomes[known as usize].clone();
            }
            if let Some(start) = places.get(fingerprint) {
                break self.round(world, way[start as usize..].len(), way[start as usize].1, known);
            }
            places.insert(fingerprint, way.len() as u32);
            way.push((fingerprint, world.now()));
            let Some(step) = world.fair_move() else {
                let unsettled = world.halted().is_some();
                let violated = if unsettled { 0 } else { self.false_eventually(&world) };
                break Drained { violated, unsettled, steps: 0 };
            };
            if way.len() > DRAIN_STEPS_MAX {
                break Drained { unsettled: true, ..Drained::default() };
            }
            world.apply_low(step, known);
        };
        for (at, (fingerprint, _)) in way.iter().enumerate() {
            let steps = outcome.steps + (way.len() - at) as u32;
            self.drains.insert(*fingerprint, self.outcomes.len() as u32);
            self.outcomes.push(Drained { steps, ..outcome.clone() });
        }
        outcome
    }

    /// Goes once round from a state that comes back after so many steps.
    fn round(
        &mut self,
        mut world: World,
        length: usize,
        began: Time,
        known: &mut Transitions,
    ) -> Drained {
        // Going round without an end and without time keeps everything else from happening.
        if world.now() == began {
            return Drained { unsettled: true, ..Drained::default() };
        }
        let mut violated = 0;
        for _ in 0..length {
            violated |= self.false_eventually(&world);
            let Some(step) = world.fair_move() else { break };
            world.apply_low(step, known);
        }
        Drained { violated, ..Drained::default() }
    }

    /// How many bytes it keeps.
    pub(super) fn bytes(&self) -> usize {
        let said: usize = self.said.iter().map(Table::bytes).sum();
        said + self.drains.bytes() + self.outcomes.capacity() * size_of::<Drained>()
    }
}

impl World {
    /// A hash of what was read of it.
    pub(crate) fn read_key(&self, read: Read) -> u128 {
        let mut key = self.read_nodes_key(read);
        if read.network {
            key = mix(key, self.network_key());
        }
        if read.history {
            key = mix(key, crate::Fingerprint::of(self.history()));
        }
        key
    }
}
