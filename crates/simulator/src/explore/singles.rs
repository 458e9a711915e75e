//! Every single fault that breaks a property, by its place.

use super::{Budget, Search, StateId, System};
use crate::world::Transitions;
use crate::{Choice, Happening, MessageKind, Name, NodeId, Place, World};

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
        let first = self.spots.iter().enumerate().filter_map(|(at, spot)| {
            self.entered.iter().filter(|entered| entered.spot == at).find_map(|entered| {
                let state = search.find(entered.fingerprint, entered.spent)?;
                let from = search.find(entered.from, Budget::default())?;
                (violated[state.0 as usize] != 0).then_some((spot, from, &entered.choice, state))
            })
        });
        first.collect()
    }

    /// Which of the faults can lead to a violation with no second fault, by the states in which
    /// properties are violated, a bit each. Complete once all states with one fault have been
    /// visited.
    pub(super) fn findings<S: System>(
        &self,
        search: &Search<S>,
        violated: &[(StateId, u64)],
    ) -> Vec<Single> {
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
            open.push(*state);
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
        let mut breaks = vec![0_u64; self.spots.len()];
        for Entered { spot, fingerprint, spent, .. } in &self.entered {
            if let Some(state) = search.find(*fingerprint, *spent)
                && search.spent(state).total() == 1
            {
                breaks[*spot] |= reaches[state.0 as usize];
            }
        }
        let bad = self.spots.iter().zip(breaks).filter(|(_, broken)| *broken != 0);
        bad.map(|(spot, broken)| Single {
            spot: spot.clone(),
            violates: (0..64).filter(|bit| broken >> bit & 1 == 1).collect(),
        })
        .collect()
    }
}
