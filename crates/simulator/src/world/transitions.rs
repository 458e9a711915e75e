//! Local transitions: what a node does in a state with an input, made ready to be done.

use std::rc::Rc;

use super::Payload;
use crate::fingerprint::mix;
use crate::program::{AnyProgram, State, Then, Transition};
use crate::table::Table;
use crate::{Effect, Fingerprint, Input, Moved, Name, NodeId, Place, Value};

/// What a node's step came to, before anything of it is done.
pub(super) struct Step {
    pub(super) state: State,
    pub(super) deeds: Vec<Deed>,
    pub(super) moved: Vec<Moved>,
    pub(super) then: Then,
}

/// An effect, with the message that it sends.
#[derive(Clone)]
pub(super) enum Deed {
    /// A request where the call has a number, otherwise one that wants no answer.
    Send {
        to: NodeId,
        call: Option<u32>,
        operation: Name,
        payload: Rc<Payload>,
        place: Option<Place>,
    },
    Answer {
        handle: u32,
        payload: Rc<Payload>,
    },
    Other(Effect),
}

impl Step {
    pub(super) fn of(transition: Transition<State>) -> Self {
        let Transition { state, effects, moved, then } = transition;
        Self { state, deeds: effects.into_iter().map(Deed::of).collect(), moved, then }
    }
}

/// Several parts of one step, between which it was answered, as one.
pub(super) fn combined(parts: &[Rc<Step>], then: Then) -> Step {
    let state = parts[parts.len() - 1].state.clone();
    let deeds = parts.iter().flat_map(|part| part.deeds.iter().cloned()).collect();
    let moved = parts.iter().flat_map(|part| part.moved.iter().cloned()).collect();
    Step { state, deeds, moved, then }
}

impl Deed {
    fn of(effect: Effect) -> Self {
        match effect {
            Effect::Call { call, to, operation, arguments, place } => {
                let payload = Rc::new(Payload::request(&operation, arguments));
                Self::Send { to, call: Some(call), operation, payload, place }
            }
            Effect::Tell { to, operation, arguments } => {
                let payload = Rc::new(Payload::request(&operation, arguments));
                Self::Send { to, call: None, operation, payload, place: None }
            }
            Effect::Reply { handle, result } => {
                Self::Answer { handle, payload: Rc::new(Payload::answer(result)) }
            }
            other => Self::Other(other),
        }
    }
}

impl Payload {
    pub(super) fn request(operation: &Name, arguments: Rc<[Value]>) -> Self {
        let content = Value::Tuple(arguments);
        let fingerprint = Fingerprint::of(&(operation, &content));
        Self { content, fingerprint }
    }

    /// The call says what for.
    pub(super) fn answer(content: Value) -> Self {
        let fingerprint = Fingerprint::of(&content);
        Self { content, fingerprint }
    }
}

/// The transitions that were taken before: who drives many worlds of one setup runs a program once
/// for each distinct transition and not once for each world in which it is taken.
///
/// This is the local transition cache of LTSmin (Blom, van de Pol, Weber 2010), by hashes of state
/// and input.
#[derive(Default)]
pub(crate) struct Transitions {
    places: Table,
    steps: Vec<Rc<Step>>,
    /// Each local state of a node once, by its hash.
    interned: Table,
    states: Vec<State>,
}

impl Transitions {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.steps.len()
    }

    /// The state of the node that is equal to this one and was there first.
    fn intern(&mut self, node: NodeId, state: State) -> State {
        // States of other programs may have the same hash, and are of other types.
        let key = mix(state.fingerprint(), u128::from(node.0));
        if let Some(at) = self.interned.get(key) {
            return self.states[at as usize].clone();
        }
        self.interned.insert(key, self.states.len() as u32);
        self.states.push(state.clone());
        state
    }

    /// What the node does, looked up or run.
    pub(super) fn step(
        &mut self,
        node: NodeId,
        program: &dyn AnyProgram,
        state: &State,
        input: &Input,
        key: Option<u128>,
    ) -> Rc<Step> {
        let input_key = key.unwrap_or_else(|| match input {
            Input::Start => 6,
            other => Fingerprint::of(other),
        });
        let key = mix(mix(state.fingerprint(), input_key), u128::from(node.0));
        if let Some(at) = self.places.get(key) {
            return Rc::clone(&self.steps[at as usize]);
        }
        let mut step = Step::of(program.step(state, input));
        step.state = self.intern(node, step.state);
        let step = Rc::new(step);
        self.places.insert(key, self.steps.len() as u32);
        self.steps.push(Rc::clone(&step));
        step
    }
}
