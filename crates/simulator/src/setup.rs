//! What a world is made of before anything has happened in it.

use std::num::{NonZeroU32, NonZeroU64};
use std::rc::Rc;

use crate::program::AnyProgram;
use crate::{Fault, Lane, Listed, ListedKind, Name, NodeId, NodeKind, Program, Time, Trouble};

/// The nodes, the network and the faults that are to happen: everything about a run but its seed.
pub struct Setup {
    pub(crate) nodes: Vec<Node>,
    /// What every link is like that is not named, and those that are.
    pub(crate) links: (Link, Vec<SpecialLink>),
    pub(crate) faults: Vec<Fault>,
    pub(crate) listed: Vec<Listed>,
    pub(crate) keeps_history: bool,
    /// Whether any link keeps the order of its messages.
    pub(crate) keeps_order: bool,
}

/// A link that is named, by its ends, and what it is like.
pub(crate) type SpecialLink = ((NodeId, NodeId), Link);

/// How long a message is on its way, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Latency {
    /// At the least.
    pub min: Time,
    /// At the most; not less than `min`.
    pub max: Time,
}

/// What a link is like, in one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// How long a message is on its way.
    pub latency: Latency,
    /// Of a million messages it loses so many.
    pub loss: u32,
    /// How many bytes it takes in a second, one message after the other; any number if this is
    /// nothing.
    pub bandwidth: Option<NonZeroU64>,
    /// Whether messages arrive in the order in which they were sent.
    pub in_order: bool,
}

impl From<Latency> for Link {
    fn from(latency: Latency) -> Self {
        Self { latency, loss: 0, bandwidth: None, in_order: false }
    }
}

/// How long a service works at a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Something between the two, all of it equally likely.
    Between(Latency),
    /// So long in the mean, with a memoryless distribution: mostly less, sometimes far more.
    Exponential(Time),
}

/// How a service gets through its requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// How long it works at each.
    pub takes: Takes,
    /// At how many it works at a time; the others wait for their turn.
    pub workers: NonZeroU32,
    /// How many may wait, at the most; it refuses what comes then.
    pub waiting: Option<u32>,
}

#[derive(Clone)]
pub(crate) struct Node {
    pub(crate) lane: Lane,
    pub(crate) program: Rc<dyn AnyProgram>,
    pub(crate) call_timeout: Time,
    pub(crate) work: Option<Work>,
}

impl Setup {
    /// A world without nodes, in which every link has this latency.
    pub fn new(latency: Latency) -> Self {
        let (nodes, faults, listed, special) = Default::default();
        let links = (latency.into(), special);
        Self { nodes, links, faults, listed, keeps_history: false, keeps_order: false }
    }

    /// Says what every link is like that is not named.
    pub fn set_links(&mut self, link: Link) {
        self.keeps_order |= link.in_order;
        self.links.0 = link;
    }

    /// Says what the link from one node to another is like.
    pub fn set_link(&mut self, from: NodeId, to: NodeId, link: Link) {
        self.keeps_order |= link.in_order;
        self.links.1.retain(|(known, _)| *known != (from, to));
        self.links.1.push(((from, to), link));
    }

    /// What the link from one node to another is like.
    pub(crate) fn link(&self, from: NodeId, to: NodeId) -> &Link {
        let special = self.links.1.iter().find(|(known, _)| *known == (from, to));
        special.map_or(&self.links.0, |(_, link)| link)
    }

    /// Says how a service gets through its requests; without that it takes no time.
    pub fn set_work(&mut self, node: NodeId, work: Work) {
        self.nodes[usize::from(node.0)].work = Some(work);
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
        self.nodes.push(Node { lane, program: Rc::new(program), call_timeout, work: None });
        NodeId(self.nodes.len() as u16 - 1)
    }

    /// Adds a fault that is to happen.
    pub fn add_fault(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// Adds something that may go wrong where all runs are looked at.
    pub fn list(&mut self, listed: Listed) {
        self.listed.push(listed);
    }

    /// What may go wrong where all runs are looked at.
    pub fn listed(&self) -> &[Listed] {
        &self.listed
    }

    /// Whether what is listed under this number cuts links.
    pub(crate) fn is_cut(&self, number: u16) -> bool {
        let listed = self.listed.get(usize::from(number)).map(|listed| &listed.kind);
        matches!(listed, Some(ListedKind::Trouble(Trouble::Cut(_))))
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
