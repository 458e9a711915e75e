//! The services with keys of their own, there and back.

use super::{Part, Travels, object, text};
use crate::json::Value;
use crate::service::{MODES, REPLICAS_MAX, Service};

impl Travels for Service {
    fn write(&self) -> Value {
        match self {
            Self::Queue { wait_us, visibility_us, max_deliveries } => object([
                ("kind", text("queue")),
                ("wait-us", wait_us.write()),
                ("visibility-us", visibility_us.write()),
                ("max-deliveries", max_deliveries.write()),
            ]),
            Self::Log { topics, wait_us } => object([
                ("kind", text("log")),
                ("topics", topics.write()),
                ("wait-us", wait_us.write()),
            ]),
            Self::Store { mode, replicas, lag_us } => {
                let word =
                    MODES.iter().find(|(_, known)| known == mode).map_or("", |(word, _)| word);
                object([
                    ("kind", text("store")),
                    ("mode", text(word)),
                    ("replicas", replicas.write()),
                    ("lag-us", lag_us.write()),
                ])
            }
            Self::Lock => object([("kind", text("lock"))]),
            Self::Replica { of, lag_us } => {
                object([("kind", text("replica")), ("of", of.write()), ("lag-us", lag_us.write())])
            }
        }
    }

    fn read(from: Part<'_>) -> Self {
        let kind = from.field("kind");
        match kind.text() {
            "queue" => Self::Queue {
                wait_us: from.get("wait-us"),
                visibility_us: from.get("visibility-us"),
                max_deliveries: from.get("max-deliveries"),
            },
            "log" => Self::Log { topics: from.get("topics"), wait_us: from.get("wait-us") },
            "store" => {
                let (word, count) = (from.field("mode"), from.get::<u32>("replicas"));
                let mode = MODES.iter().find(|(known, _)| *known == word.text());
                let mode = mode.map_or_else(|| word.wrong(MODES[0].1), |(_, mode)| *mode);
                Self::Store {
                    mode,
                    replicas: count.clamp(1, REPLICAS_MAX),
                    lag_us: from.get("lag-us"),
                }
            }
            "lock" => Self::Lock,
            "replica" => Self::Replica { of: from.get("of"), lag_us: from.get("lag-us") },
            _ => kind.wrong(Self::Lock),
        }
    }
}
