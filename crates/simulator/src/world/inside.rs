//! What is inside a node, for whoever looks at one moment of a run.

use super::World;
use crate::{NodeId, Section, Trouble};

impl World {
    /// What stands in a node; nothing in one that is dead but what it kept.
    pub fn sections(&self, node: NodeId) -> Vec<Section> {
        let program = &self.setup.nodes[usize::from(node.0)].program;
        program.sections(&self.node(node).state)
    }

    /// Whether a node runs.
    pub fn is_alive(&self, node: NodeId) -> bool {
        self.node(node).alive
    }

    /// What is wrong with a node at the moment.
    pub fn wrong_with(&self, node: NodeId) -> impl Iterator<Item = &Trouble> {
        let about = move |trouble: &&Trouble| match trouble {
            Trouble::Cut(links) => links.iter().any(|(from, to)| [from, to].contains(&&node)),
            other => other.node() == Some(node),
        };
        self.troubles.iter().map(|underway| &underway.trouble).filter(about)
    }
}
