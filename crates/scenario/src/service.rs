//! The services with keys of their own: what an author says of one, and what it then is.

use whatif_simulator::services::{self, Lock, Log, Mode, Operation, Queue, Replica, Store};
use whatif_simulator::{Name, NodeId, NodeKind, Setup, Time};

use crate::spec::{self, Named, Spec};

/// A service and what the author says of it.
#[derive(Clone, Debug)]
pub(crate) enum Service {
    Queue { wait_us: u64, visibility_us: u64, max_deliveries: Option<u32> },
    Log { topics: Vec<String>, wait_us: u64 },
    Store { mode: Mode, replicas: u32, lag_us: u64 },
    Lock,
    Replica { of: Named, lag_us: u64 },
}

/// The modes of a store by the words of the author's file.
pub(crate) const MODES: [(&str, Mode); 3] = [
    ("linearizable", Mode::Linearizable),
    ("eventual", Mode::Eventual),
    ("last-write-wins", Mode::LastWriteWins),
];

/// More replicas than these are no more to see.
pub(crate) const REPLICAS_MAX: u32 = 5;

impl Service {
    /// What it can be asked for.
    pub(crate) fn operations(&self) -> &'static [Operation] {
        match self {
            Self::Queue { .. } => Queue::OPERATIONS,
            Self::Log { .. } => Log::OPERATIONS,
            Self::Store { mode, .. } => Store::operations(*mode),
            Self::Lock => Lock::OPERATIONS,
            Self::Replica { .. } => Replica::OPERATIONS,
        }
    }

    /// What other services ask it for, and code cannot.
    pub(crate) fn inner_operation(&self) -> Option<&'static str> {
        matches!(self, Self::Replica { .. }).then_some(Replica::SHIPS)
    }

    /// Adds it to a world.
    pub(crate) fn add(&self, name: &str, timeout: Time, spec: &Spec, setup: &mut Setup) {
        let micros = Time::from_micros;
        let kind = NodeKind::Service;
        match self {
            Self::Queue { wait_us, visibility_us, max_deliveries } => {
                let (wait, visibility) = (micros(*wait_us), micros(*visibility_us));
                let queue = Queue { wait, visibility, max_deliveries: *max_deliveries };
                setup.add_node(name, kind, queue, timeout)
            }
            Self::Log { topics, wait_us } => {
                let topics = topics.iter().map(|topic| Name::from(topic.as_str())).collect();
                setup.add_node(name, kind, Log { topics, wait: micros(*wait_us) }, timeout)
            }
            Self::Store { mode, replicas, lag_us } => {
                let store = Store { mode: *mode, replicas: *replicas, lag: micros(*lag_us) };
                setup.add_node(name, kind, store, timeout)
            }
            Self::Lock => setup.add_node(name, kind, Lock, timeout),
            Self::Replica { of, lag_us } => {
                let replica = Replica::new(tables(spec, &of.name), micros(*lag_us));
                setup.add_node(name, kind, replica, timeout)
            }
        };
    }
}

/// The database of this name, with its replicas.
pub(crate) fn database(spec: &Spec, name: &str) -> services::Database {
    let follows = |node: &&spec::Node| matches!(&node.kind, spec::NodeKind::Service(Service::Replica { of, .. }) if of.name == name);
    let replicas = spec.nodes.iter().filter(follows);
    let replicas: Vec<NodeId> =
        replicas.filter_map(|replica| crate::world::node_id(spec, &replica.name)).collect();
    services::Database { tables: tables(spec, name), replicas }
}

/// The tables of a database, each with its key.
fn tables(spec: &Spec, database: &str) -> Vec<(Name, Name)> {
    let tables = spec.nodes.iter().find_map(|node| match &node.kind {
        spec::NodeKind::Database { tables } if node.name == database => Some(tables),
        _ => None,
    });
    let name = |(table, key): &(String, String)| (table.as_str().into(), key.as_str().into());
    tables.into_iter().flatten().map(name).collect()
}
