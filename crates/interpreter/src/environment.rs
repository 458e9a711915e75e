//! What code can call beside itself: the nodes of its world.

use whatif_simulator::{Name, NodeId};

/// The nodes that code can call, each a module of its own: `email::send`.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// The nodes.
    pub targets: Vec<Target>,
}

/// A node that code can call.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its name, which is the name of the module.
    pub name: Name,
    /// The node.
    pub node: NodeId,
    /// What it can be asked for.
    pub operations: Vec<Operation>,
}

/// Something that a node can be asked for.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its name.
    pub name: Name,
    /// How many arguments it takes; not known of another process's function, which is code of
    /// its own.
    pub parameters: Option<usize>,
    /// The signature, for messages.
    pub signature: String,
}
