//! Every single fault that breaks a property, by its place.

use std::rc::Rc;

use super::retell::AFTERWARDS_MAX;
use super::ways::places;
use super::{Budget, Route, Search, StateId, System};
use crate::table::Table;
use crate::world::Transitions;
use crate::{Choice, Happening, MessageKind, Name, NodeId, Place, Setup, Trace, What, World};

/// Where one fault strikes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Spot {
    /// A process is killed: after an effect, in the midst of one, before one.
    Crash {
        /// Which.
        node: NodeId,
        /// What it had done last.
        after: Option<Place>,
        /// What it was waiting for.
        during: Option<Place>,
        /// What it would have done next.
        before: Option<Place>,
    },
    /// Something happens to a message on its way.
    Message {
        /// What.
        fault: MessageFault,
        /// Who sent it.
        from: NodeId,
        /// Whom it was sent to.
        to: NodeId,
        /// Whether it answers.
        reply: bool,
        /// The operation that it asks for, or answers.
        operation: Name,
    },
    /// A process waits for its disk longer than for a timer.
    Disk,
    /// A node answers nobody from some moment on.
    Omission(NodeId),
    /// What is listed under this number begins.
    Listed(u16),
}

/// What happens to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MessageFault {
    /// The network loses it.
    Lost,
    /// It arrives twice.
    Duplicated,
    /// Timers overtake it.
    Delayed,
    /// It is altered as it is listed under this number.
    Altered(u16),
}

/// What single faults lead to, gathered while the search goes on.
#[derive(Default)]
pub(super) struct Singles {
    spots: Vec<Spot>,
    entered: Vec<Entered>,
}

/// A state that a fault leads to.
struct Entered {
    /// The place of the spot.
    spot: usize,
    fingerprint: u128,
    spent: Budget,
    /// The fingerprint of the state that the fault strikes.
    from: u128,
    choice: Choice,
}

/// A single fault and what it breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Single {
    /// Where it strikes.
    pub spot: Spot,
    /// The properties that can be violated then, by their places.
    pub violates: Vec<usize>,
}

/// The single faults that break a property, by where they strike.
pub struct Strikes<'a> {
    singles: &'a Singles,
    /// The faults, of those that were gathered, that break something, each with the place of the one
    /// before it that strikes the same state.
    striking: Vec<(&'a Entered, Option<u32>)>,
    /// The place of the last one for each state.
    last: Table,
    /// What is broken by a fault at each spot, a bit for each property.
    by_spot: Vec<u64>,
    /// The spots at which something is broken.
    bad: Vec<usize>,
}

/// A moment of a run at which one fault breaks something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Strike {
    /// The event at which it strikes.
    pub event: usize,
    /// Which fault, by its place in [`Strikes::singles`].
    pub single: usize,
}

impl Spot {
    /// The place at which a fault strikes a world.
    pub(super) fn of(world: &World, what: Happening, known: &mut Transitions) -> Self {
        let fault = match what {
            Happening::Lose(_) => MessageFault::Lost,
            Happening::Duplicate(_) => MessageFault::Duplicated,
            Happening::Alter(_, number) => MessageFault::Altered(number),
            _ => MessageFault::Delayed,
        };
        match what {
            Happening::Crash(node) => {
                let places = world.crash_places_known(node, known);
                let (after, during, before) = (places.after, places.during, places.before);
                Self::Crash { node, after, during, before }
            }
            Happening::Omit(node) => Self::Omission(node),
            Happening::Begin(number) | Happening::End(number) => Self::Listed(number),
            Happening::Pending(id)
            | Happening::Lose(id)
            | Happening::Duplicate(id)
            | Happening::Delay(id)
            | Happening::Alter(id, _) => match world.flying(id) {
                Some((from, to, kind, operation)) => {
                    let reply = matches!(kind, MessageKind::Reply(_));
                    Self::Message { fault, from, to, reply, operation: Name::clone(operation) }
                }
                None => Self::Disk,
            },
        }
    }
}

impl Singles {
    /// A fault leads from one state to another.
    pub(super) fn enters(
        &mut self,
        spot: Spot,
        (from, choice): (u128, Choice),
        (fingerprint, spent): (u128, Budget),
    ) {
        let spot = self.spots.iter().position(|known| *known == spot).unwrap_or_else(|| {
            self.spots.push(spot);
            self.spots.len() - 1
        });
        self.entered.push(Entered { spot, fingerprint, spent, from, choice });
    }

    pub(super) fn bytes(&self) -> usize {
        self.entered.capacity() * size_of::<Entered>()
    }

    /// For each spot the first state that its fault leads to, and in which something is violated at
    /// once: which state the fault strikes, with which choice, and the state. Many a spot leads
    /// where another has led before it, and is on no route of the search.
    pub(super) fn breaking<S: System>(
        &self,
        search: &Search<S>,
        violated: &[u64],
    ) -> Vec<(&Spot, StateId, &Choice, StateId)> {
        let mut first = vec![None; self.spots.len()];
        for entered in &self.entered {
            let known = &mut first[entered.spot];
            let state = || search.find(entered.fingerprint, entered.spent);
            if known.is_none()
                && let Some(state) = state().filter(|state| violated[state.0 as usize] != 0)
                && let Some(from) = search.find(entered.from, Budget::default())
            {
                *known = Some((&self.spots[entered.spot], from, &entered.choice, state));
            }
        }
        first.into_iter().flatten().collect()
    }

    /// What each of the faults that were gathered can lead to with no second fault, a bit for each
    /// property, by the states in which properties are violated. What is broken without a fault too,
    /// `anyway`, no fault breaks. Complete once all states with one fault have been visited.
    pub(super) fn broken<S: System>(
        &self,
        search: &Search<S>,
        violated: &[(StateId, u64)],
        anyway: u64,
    ) -> Vec<u64> {
        let by_faults = violated.iter().map(|(state, broken)| (*state, broken & !anyway));
        let violated: Vec<_> = by_faults.filter(|(_, broken)| *broken != 0).collect();
        if violated.is_empty() {
            return vec![0; self.entered.len()];
        }
        // From the violations backwards over the transitions, which are chained by where they lead:
        // the last one for each state, and for each the one before it.
        let edges = search.edges();
        let mut last_to: Vec<Option<u32>> = vec![None; search.states()];
        let mut before = Vec::with_capacity(edges.len());
        for ((_, to), at) in edges.iter().zip(0..) {
            before.push(last_to[to.0 as usize].replace(at));
        }
        let mut reaches = vec![0_u64; search.states()];
        let mut open: Vec<StateId> = Vec::new();
        for (state, violated) in violated {
            reaches[state.0 as usize] |= violated;
            open.push(state);
        }
        while let Some(state) = open.pop() {
            let violated = reaches[state.0 as usize];
            let mut next = last_to[state.0 as usize];
            while let Some(at) = next {
                let from = edges[at as usize].0;
                let known = &mut reaches[from.0 as usize];
                if *known | violated != *known {
                    *known |= violated;
                    open.push(from);
                }
                next = before[at as usize];
            }
        }
        let broken = self.entered.iter().map(|entered| {
            let state = search.find(entered.fingerprint, entered.spent);
            let alone = state.filter(|state| search.spent(*state).total() == 1);
            alone.map_or(0, |state| reaches[state.0 as usize])
        });
        broken.collect()
    }
}

impl<'a> Strikes<'a> {
    /// Of all that was gathered, by what each of these faults breaks.
    pub(super) fn of(singles: &'a Singles, broken: &[u64]) -> Self {
        let (mut striking, mut last) = (Vec::new(), Table::default());
        let mut by_spot = vec![0_u64; singles.spots.len()];
        for (entered, &broken) in singles.entered.iter().zip(broken) {
            if broken != 0 {
                let before = last.get(entered.from);
                last.insert(entered.from, striking.len() as u32);
                striking.push((entered, before));
                by_spot[entered.spot] |= broken;
            }
        }
        let bad = (0..by_spot.len()).filter(|spot| by_spot[*spot] != 0).collect();
        Self { singles, striking, last, by_spot, bad }
    }

    /// The faults.
    pub fn singles(&self) -> Vec<Single> {
        let single = |spot: &usize| Single {
            spot: self.singles.spots[*spot].clone(),
            violates: places(self.by_spot[*spot]),
        };
        self.bad.iter().map(single).collect()
    }

    /// Where they strike a run that [`retell`](super::retell) has told of a way, as long as nothing
    /// has gone wrong in it.
    ///
    /// A message is struck as it is sent. A process is killed at an event of its own: at the last one,
    /// where it then waits for what this began, and at the next one, where that is done but the
    /// process does not know it yet.
    pub fn along(&self, setup: &Rc<Setup>, route: &Route, told: &Trace) -> Vec<Strike> {
        let mut strikes = Vec::new();
        let Ok(mut world) = World::new_abstract(Rc::clone(setup), &route.start) else {
            return strikes;
        };
        let mut choices = route.choices.iter();
        let mut compared = 0;
        for _ in 0..route.choices.len() + AFTERWARDS_MAX {
            let so_far = &world.trace().events;
            let is_told = (compared..so_far.len()).all(|at| {
                told.events.get(at).is_some_and(|told| so_far[at].tells_the_same_as(told))
            });
            if !is_told {
                break;
            }
            compared = so_far.len();
            self.strike(&world, told, &mut strikes);
            let goes_on = match choices.next() {
                Some(choice) => {
                    matches!(choice.what, Happening::Pending(_)) && world.apply(choice).is_ok()
                }
                None => world.step_fairly(false),
            };
            if !goes_on {
                break;
            }
        }
        strikes
    }

    /// Adds what can strike a world, in order and each once.
    fn strike(&self, world: &World, told: &Trace, strikes: &mut Vec<Strike>) {
        let mut next = self.last.get(world.fingerprint());
        while let Some(at) = next {
            let (entered, before) = self.striking[at as usize];
            next = before;
            let single = self.bad.iter().position(|spot| *spot == entered.spot);
            let spot = &self.singles.spots[entered.spot];
            let event = struck(world, entered.choice.what, spot, told);
            if let (Some(event), Some(single)) = (event, single) {
                let strike = Strike { event, single };
                // They are few: a sort would be long code for the page.
                if let Err(place) = strikes.binary_search(&strike) {
                    strikes.insert(place, strike);
                }
            }
        }
    }
}

/// The event of a run at which a fault strikes a world that has come so far in it, where there is
/// one.
pub(super) fn struck(world: &World, what: Happening, spot: &Spot, told: &Trace) -> Option<usize> {
    let events = &world.trace().events;
    let last_of = |node| events.iter().rposition(|event| event.node == node);
    let next_of = |node| {
        let coming = told.events.iter().skip(events.len());
        Some(events.len() + coming.into_iter().position(|event| event.node == node)?)
    };
    match what {
        Happening::Crash(node) => match spot {
            Spot::Crash { after: Some(_), .. } => next_of(node).or_else(|| last_of(node)),
            _ => last_of(node),
        },
        Happening::Omit(node) => last_of(node),
        Happening::Begin(_) | Happening::End(_) => events.len().checked_sub(1),
        Happening::Pending(id)
        | Happening::Lose(id)
        | Happening::Duplicate(id)
        | Happening::Delay(id)
        | Happening::Alter(id, _) => match world.message_of(id) {
            Some(message) => events
                .iter()
                .rposition(|event| matches!(event.what, What::Sent(sent, _) if sent == message)),
            None => events.len().checked_sub(1),
        },
    }
}
