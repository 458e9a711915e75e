//! Links and services that take their time, as JSON there and back.

use super::{Part, Travels, object, text};
use crate::json::Value;
use crate::spec::{Link, Network, Takes, Work};

impl Travels for Network {
    fn write(&self) -> Value {
        object([("all", self.all.write()), ("special", self.special.write())])
    }

    fn read(from: Part<'_>) -> Self {
        Self { all: from.get("all"), special: from.get("special") }
    }
}

impl Travels for Link {
    fn write(&self) -> Value {
        object([
            ("latency-us", self.latency_us.write()),
            ("loss", self.loss.write()),
            ("bandwidth", self.bandwidth.write()),
            ("in-order", self.in_order.write()),
        ])
    }

    fn read(from: Part<'_>) -> Self {
        Self {
            latency_us: from.get("latency-us"),
            loss: from.get("loss"),
            bandwidth: from.get("bandwidth"),
            in_order: from.get("in-order"),
        }
    }
}

impl Travels for Work {
    fn write(&self) -> Value {
        let (kind, takes) = match self.takes {
            Takes::BetweenUs(least, most) => ("between", (least, most).write()),
            Takes::MeanUs(mean) => ("mean", mean.write()),
        };
        object([
            ("kind", text(kind)),
            ("takes-us", takes),
            ("workers", self.workers.write()),
            ("waiting", self.waiting.write()),
        ])
    }

    fn read(from: Part<'_>) -> Self {
        let kind = from.field("kind");
        let takes = match kind.text() {
            "between" => {
                let (least, most) = from.get("takes-us");
                Takes::BetweenUs(least, most)
            }
            "mean" => Takes::MeanUs(from.get("takes-us")),
            _ => kind.wrong(Takes::MeanUs(0)),
        };
        Self { takes, workers: from.get("workers"), waiting: from.get("waiting") }
    }
}
