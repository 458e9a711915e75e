//! What a property may look at.

use std::cell::Cell;

use super::World;
use crate::{History, MessageKind, Name, NodeId, Value};

/// A world as properties see it, who read and never change it.
///
/// A view knows what was read through it: what a property says of one world it says of every
/// other in which that is the same.
pub struct View<'w> {
    world: &'w World,
    read: Cell<Read>,
}

/// What was read of a world.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Read {
    /// The nodes, a bit each by their numbers. The last bit stands for all from there on.
    pub(crate) nodes: u128,
    /// What is on its way.
    pub(crate) network: bool,
    /// The recorded operations.
    pub(crate) history: bool,
}

impl<'w> View<'w> {
    pub(crate) fn of(world: &'w World) -> Self {
        Self { world, read: Cell::default() }
    }

    /// What has been read so far.
    pub(crate) fn read(&self) -> Read {
        self.read.get()
    }

    /// Asks a node about its state.
    ///
    /// # Errors
    /// A sentence for the author: no such node, no such question, wrong arguments.
    pub fn observe(
        &self,
        node: &str,
        question: &str,
        arguments: &[Value],
    ) -> Result<Value, String> {
        let setup = &self.world.setup;
        let Some(id) = setup.node(node) else {
            let names: Vec<&str> = setup.names().map(|name| &**name).collect();
            return Err(format!("there is no node `{node}`; there are {}", names.join(", ")));
        };
        let read = self.read.get();
        self.read.set(Read { nodes: read.nodes | Read::bit(id), ..read });
        let program = &setup.nodes[usize::from(id.0)].program;
        program
            .observe(&self.world.node(id).state, question, arguments)
            .map_err(|problem| format!("node `{node}`: {problem}"))
    }

    /// The recorded operations, if the setup keeps them.
    pub fn history(&self) -> &'w History {
        self.read.set(Read { history: true, ..self.read.get() });
        &self.world.history
    }

    /// The messages on their way: from whom, to whom, what kind, which operation, with what.
    pub fn on_the_way(
        &self,
    ) -> impl Iterator<Item = (NodeId, NodeId, MessageKind, &'w Name, &'w Value)> {
        self.read.set(Read { network: true, ..self.read.get() });
        self.world.in_flight.iter().map(|(_, flight)| {
            (flight.from, flight.to, flight.kind, &flight.operation, &flight.payload.content)
        })
    }
}

impl Read {
    fn bit(node: NodeId) -> u128 {
        1 << u32::from(node.0).min(127)
    }

    /// Whether the node was read.
    pub(crate) fn has(&self, node: NodeId) -> bool {
        self.nodes & Self::bit(node) != 0
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            nodes: self.nodes | other.nodes,
            network: self.network || other.network,
            history: self.history || other.history,
        }
    }
}
