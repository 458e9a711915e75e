//! Anything that has states, and moves from one to the next; and every state of it, breadth first.
//!
//! This stands in for the explorer until there is one.

use std::collections::BTreeSet;
use std::rc::Rc;

use whatif_simulator::{
    Choice, Fingerprint, History, Lane, MessageId, PropertyKind, Setup, What, World,
};

pub(crate) trait System {
    type State: Clone;

    fn initial(&self) -> Vec<Self::State>;

    /// Hands every state that one move leads to to `each`, those seen before included.
    fn successors(&self, state: &Self::State, each: &mut dyn FnMut(Self::State));

    fn fingerprint(&self, state: &Self::State) -> u128;

    /// What must be true.
    fn properties(&self) -> Properties<Self::State>;
}

/// Properties by name, each with when it must be true and whether it is true of a state.
pub(crate) type Properties<S> = Vec<(&'static str, PropertyKind, fn(&S) -> bool)>;

/// What a search through all states has found.
pub(crate) struct Explored {
    pub(crate) unique: usize,
    pub(crate) generated: usize,
    /// How many states the longest of the shortest ways to a state has.
    pub(crate) depth: usize,
    /// For each property the least number of moves to a state in which an *always* is false or a
    /// *sometimes* is true.
    pub(crate) found: Vec<(&'static str, PropertyKind, Option<usize>)>,
}

pub(crate) fn explore<S: System>(system: &S) -> Explored {
    let properties = system.properties();
    let mut found: Vec<_> = properties.iter().map(|(name, kind, _)| (*name, *kind, None)).collect();
    let mut seen = BTreeSet::new();
    let (mut generated, mut depth) = (0, 0);
    let mut next = system.initial();
    generated += next.len();
    next.retain(|state| seen.insert(system.fingerprint(state)));
    while !next.is_empty() {
        let layer = std::mem::take(&mut next);
        for state in &layer {
            for ((_, kind, holds), (_, _, first)) in properties.iter().zip(&mut found) {
                if first.is_none() && holds(state) == (*kind == PropertyKind::Sometimes) {
                    *first = Some(depth);
                }
            }
            system.successors(state, &mut |successor| {
                generated += 1;
                if seen.insert(system.fingerprint(&successor)) {
                    next.push(successor);
                }
            });
        }
        depth += 1;
    }
    Explored { unique: seen.len(), generated, depth, found }
}

/// A setup of actors as a system: every message that does anything may arrive next.
pub(crate) struct Actors(pub(crate) Rc<Setup>);

#[derive(Clone)]
pub(crate) struct Seen {
    world: World,
    history: History,
    events: usize,
}

impl Seen {
    fn record(mut self) -> Self {
        let trace = self.world.trace();
        for event in &trace.events[self.events..] {
            match &event.what {
                What::Invoked(number, node, operation, arguments) => self.history.invoked(
                    event.node,
                    *number,
                    *node,
                    Rc::clone(operation),
                    arguments.clone(),
                ),
                What::Returned(number, result) => {
                    self.history.returned(event.node, *number, result);
                }
                _ => {}
            }
        }
        self.events = trace.events.len();
        self
    }

    fn state_of(&self, lane: &Lane) -> String {
        format!("{:?}", self.world.observe(&lane.name, "state", &[]))
    }

    fn on_the_way(&self) -> Vec<MessageId> {
        let trace = self.world.trace();
        let mut on_the_way: Vec<MessageId> =
            (0..trace.messages.len() as u32).map(MessageId).collect();
        for event in &trace.events {
            if let What::Delivered(id) = event.what {
                on_the_way.retain(|known| *known != id);
            }
        }
        on_the_way
    }
}

impl System for Actors {
    type State = Seen;

    fn initial(&self) -> Vec<Seen> {
        let world = World::new(Rc::clone(&self.0), &[]).expect("no actor draws");
        vec![Seen { world, history: History::default(), events: 0 }.record()]
    }

    fn successors(&self, state: &Seen, each: &mut dyn FnMut(Seen)) {
        let mut delivered = Vec::new();
        for pending in state.world.pending() {
            let mut next = state.clone();
            let choice = Choice { what: pending.id, at: state.world.now(), draws: Vec::new() };
            next.world.apply(&choice).expect("it is pending");
            let trace = next.world.trace();
            let new = &trace.events[state.events..];
            let What::Delivered(id) = new[0].what else { unreachable!("a message arrives") };
            let message = trace.message(id);
            let lane = &trace.lanes[usize::from(message.to.0)];
            let unchanged = new.len() == 1 && state.state_of(lane) == next.state_of(lane);
            if unchanged || delivered.contains(message) {
                continue;
            }
            delivered.push(message.clone());
            each(next.record());
        }
    }

    fn fingerprint(&self, state: &Seen) -> u128 {
        Fingerprint::of(&(state.world.fingerprint(), &state.history))
    }

    fn properties(&self) -> Properties<Seen> {
        vec![
            ("linearizable", PropertyKind::Always, |state| {
                crate::register::is_linearizable(&state.history).expect("histories are short")
            }),
            ("value chosen", PropertyKind::Sometimes, |state| {
                let trace = state.world.trace();
                crate::register::value_chosen(
                    state.on_the_way().into_iter().map(|id| trace.message(id)),
                )
            }),
        ]
    }
}
