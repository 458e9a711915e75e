//! What a world is made of before anything has happened in it.

use std::rc::Rc;

use crate::program::AnyProgram;
use crate::{Fault, Lane, Name, NodeId, NodeKind, Program, Time};

/// The nodes, the network and the faults that are to happen: everything about a run but its seed.
pub struct Setup {
    pub(crate) nodes: Vec<Node>,
    pub(crate) latency: Latency,
    pub(crate) faults: Vec<Fault>,
    pub(crate) keeps_history: bool,
}

/// How long a message is on its way, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Latency {
    /// At the least.
    pub min: Time,
    /// At the most; not less than `min`.
    pub max: Time,
}

#[derive(Clone)]
pub(crate) struct Node {
    pub(crate) lane: Lane,
    pub(crate) program: Rc<dyn AnyProgram>,
    pub(crate) call_timeout: Time,
}

impl Setup {
    /// A world without nodes, in which every link has this latency.
    pub fn new(latency: Latency) -> Self {
        Self { nodes: Vec::new(), latency, faults: Vec::new(), keeps_history: false }
    }

    /// Adds a node. Its calls that get no answer within `call_timeout` time out.
    pub fn add_node(
        &mut self,
        name: &str,
        kind: NodeKind,
        program: impl Program + 'static,
        call_timeout: Time,
    ) -> NodeId {
        let lane = Lane { name: name.into(), kind };
        self.nodes.push(Node { lane, program: Rc::new(program), call_timeout });
        NodeId(self.nodes.len() as u16 - 1)
    }

    /// Adds a fault that is to happen.
    pub fn add_fault(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// Keeps the recorded operations in the world, for properties that look at them. Worlds then
    /// differ where their histories do.
    pub fn keep_history(&mut self) {
        self.keeps_history = true;
    }

    /// The node of this name.
    pub fn node(&self, name: &str) -> Option<NodeId> {
        self.nodes.iter().position(|node| &*node.lane.name == name).map(|at| NodeId(at as u16))
    }

    /// The names of the nodes, in order.
    pub fn names(&self) -> impl Iterator<Item = &Name> {
        self.nodes.iter().map(|node| &node.lane.name)
    }
}
