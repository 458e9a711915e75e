//! Clients that make many requests.

use whatif_simulator::Time;
use whatif_simulator::services::Rate;

use super::{Part, Travels, object, text};
use crate::json::Value;
use crate::spec::load::{Load, Pace};

impl Travels for Load {
    fn write(&self) -> Value {
        object([
            ("request", self.request.write()),
            ("for-us", self.for_us.write()),
            ("pace", self.pace.write()),
        ])
    }

    fn read(from: Part<'_>) -> Self {
        Self { request: from.get("request"), for_us: from.get("for-us"), pace: from.get("pace") }
    }
}

impl Travels for Pace {
    fn write(&self) -> Value {
        match self {
            Self::Open { rates, random } => object([
                ("kind", text("open")),
                ("rates", rates.write()),
                ("random", random.write()),
            ]),
            Self::Closed { users, think_us } => object([
                ("kind", text("closed")),
                ("users", users.write()),
                ("think-us", think_us.write()),
            ]),
        }
    }

    fn read(from: Part<'_>) -> Self {
        let kind = from.field("kind");
        match kind.text() {
            "open" => Self::Open { rates: from.get("rates"), random: from.get("random") },
            "closed" => Self::Closed { users: from.get("users"), think_us: from.get("think-us") },
            _ => kind.wrong(Self::Open { rates: Vec::new(), random: false }),
        }
    }
}

impl Travels for Rate {
    fn write(&self) -> Value {
        (self.count, self.per.micros()).write()
    }

    fn read(from: Part<'_>) -> Self {
        let (count, per) = <(u32, u64)>::read(from);
        Self { count, per: Time::from_micros(per) }
    }
}
