//! The services with keys of their own, as an author writes them.

use super::Reader;
use super::table::{Item, Layers};
use crate::service::{MODES, REPLICAS_MAX, Service};
use crate::spec::{Named, Node, NodeKind};
use whatif_interpreter::did_you_mean;
use whatif_simulator::services::Mode;

/// The kinds of service that are read here.
pub(super) const KINDS: [&str; 5] = ["queue", "log", "store", "lock", "replica"];

/// How long who receives or reads waits for something to come: less than a call does.
const WAIT_US: u64 = 1_000_000;
/// How long a message that was received is hidden, as in SQS.
const VISIBILITY_US: u64 = 30_000_000;
/// How long a change takes to reach the other replicas.
const LAG_US: u64 = 500_000;

/// How long nodes wait for the answer to a call.
#[derive(Clone, Copy)]
pub(super) struct Patience {
    /// Where the node does not say.
    pub(super) usual_us: u64,
    /// The most patient of them.
    pub(super) longest_us: u64,
}

impl Reader {
    /// The service that a node is by its kind, if it is one of these.
    pub(super) fn service(
        &mut self,
        layers: &Layers<'_, '_>,
        kind: &Item<'_>,
        patience: Patience,
    ) -> Option<Service> {
        match kind.text(self).as_str() {
            "queue" => {
                self.only_of_service(layers, &["wait", "visibility", "max-deliveries"]);
                Some(Service::Queue {
                    wait_us: self.wait(layers, patience),
                    visibility_us: self.time_or(layers, "visibility", VISIBILITY_US),
                    max_deliveries: layers.get("max-deliveries").and_then(|most| most.count(self)),
                })
            }
            "log" => {
                self.only_of_service(layers, &["topics", "wait"]);
                let topics = match layers.get("topics") {
                    Some(topics) => self.topics(topics),
                    None => {
                        let help = "say which: `topics = [\"orders\"]`".to_owned();
                        self.report(kind.spot(), "a log needs topics", help);
                        Vec::new()
                    }
                };
                Some(Service::Log { topics, wait_us: self.wait(layers, patience) })
            }
            "store" => Some(self.store(layers, kind)),
            "lock" => {
                self.only_of_service(layers, &[]);
                Some(Service::Lock)
            }
            "replica" => {
                self.only_of_service(layers, &["of", "lag"]);
                let of = match layers.get("of") {
                    Some(of) => of.named(self),
                    None => {
                        let help = "name the database: `of = \"db\"`".to_owned();
                        self.report(kind.spot(), "a replica needs a primary", help);
                        return None;
                    }
                };
                Some(Service::Replica { of, lag_us: self.time_or(layers, "lag", LAG_US) })
            }
            _ => None,
        }
    }

    fn store(&mut self, layers: &Layers<'_, '_>, kind: &Item<'_>) -> Service {
        self.only_of_service(layers, &["mode", "replicas", "lag"]);
        let mode = match layers.get("mode") {
            Some(mode) => {
                let word = mode.text(self);
                let found = MODES.iter().find(|(known, _)| *known == word);
                if found.is_none() {
                    mode.unknown(self, "mode of a store", &word, &MODES.map(|(word, _)| word));
                }
                found.map(|(_, mode)| *mode)
            }
            None => {
                let help = "say what it guarantees: `mode = \"linearizable\"`, `\"eventual\"` or \
                            `\"last-write-wins\"`";
                self.report(kind.spot(), "a store needs a mode", help.to_owned());
                None
            }
        };
        let is_single = mode == Some(Mode::Linearizable);
        for key in ["replicas", "lag"] {
            if is_single && let Some(item) = layers.get(key) {
                let help = "leave it out, or choose another mode".to_owned();
                self.report(item.spot(), format!("a linearizable store has no `{key}`"), help);
            }
        }
        let replicas = layers.get("replicas").and_then(|count| {
            let number = count.count(self)?;
            if number > REPLICAS_MAX {
                let message = format!("a store has at most {REPLICAS_MAX} replicas");
                self.report(count.spot(), message, None);
            }
            Some(number.min(REPLICAS_MAX))
        });
        Service::Store {
            mode: mode.unwrap_or(Mode::Linearizable),
            replicas: if is_single { 1 } else { replicas.unwrap_or(2) },
            lag_us: self.time_or(layers, "lag", LAG_US),
        }
    }

    fn topics(&mut self, topics: &Item<'_>) -> Vec<String> {
        let named = topics.names(self);
        let is_list = topics.value().as_array().is_some();
        if is_list && named.is_empty() {
            self.report(topics.spot(), "a log without topics keeps nothing", None);
        }
        for (at, topic) in named.iter().enumerate() {
            if named[..at].iter().any(|before| before.name == topic.name) {
                let message = format!("the topic `{}` is there already", topic.name);
                self.report(topic.spot.clone(), message, None);
            }
        }
        named.into_iter().map(|topic| topic.name).collect()
    }

    /// How long it waits before it says that nothing has come, which must be before every caller
    /// has given up.
    fn wait(&mut self, layers: &Layers<'_, '_>, patience: Patience) -> u64 {
        let Some(wait) = layers.get("wait") else { return WAIT_US.min(patience.usual_us / 2) };
        let Some(wait_us) = wait.time(self) else { return WAIT_US };
        if wait_us >= patience.longest_us {
            let help = "make it shorter, or give a node that calls it a longer `call-timeout`";
            self.report(wait.spot(), "every caller has given up before that", help.to_owned());
        }
        wait_us
    }

    fn time_or(&mut self, layers: &Layers<'_, '_>, key: &str, or: u64) -> u64 {
        layers.get(key).and_then(|time| time.time(self)).unwrap_or(or)
    }

    /// Reports replicas of what is no database.
    pub(super) fn check_replicas(&mut self, nodes: &[Node]) {
        let is_database = |node: &&Node| matches!(node.kind, NodeKind::Database { .. });
        let databases = || nodes.iter().filter(is_database).map(|node| node.name.as_str());
        for node in nodes {
            let NodeKind::Service(Service::Replica { of, .. }) = &node.kind else { continue };
            let Named { name, spot } = of;
            if databases().any(|known| known == name) {
                continue;
            }
            let help = did_you_mean(name, databases()).map_or_else(
                || {
                    let known: Vec<&str> = databases().collect();
                    match known.as_slice() {
                        [] => "there is none: give a node `kind = \"database\"`".to_owned(),
                        known => format!("there are: {}", known.join(", ")),
                    }
                },
                |near| format!("did you mean `{near}`?"),
            );
            let message = if nodes.iter().any(|node| node.name == *name) {
                format!("`{name}` is no database")
            } else {
                format!("there is no database `{name}`")
            };
            self.report(spot.clone(), message, help);
        }
    }
}
