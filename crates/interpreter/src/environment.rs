//! What code stands in: the nodes that it can call beside itself, and what is put into its consts.

use whatif_simulator::{Name, NodeId};

/// What code stands in.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// The nodes that it can call, each a module of its own: `email::send`.
    pub targets: Vec<Target>,
    /// Consts of the code that have another value than the text says, by their names.
    pub consts: Vec<(Name, u64)>,
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
    /// What its first argument is the name of, and those that there are: of the tables of a database.
    pub names: Option<(&'static str, Vec<Name>)>,
}
