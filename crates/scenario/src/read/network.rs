//! What the links are like, and how long services work.

use super::table::{Item, Layers, Table};
use super::{CALL_TIMEOUT_US, LATENCY_US, Reader};
use crate::spec::{Link, Network, Takes, Work};

/// What says how a service gets through its requests.
const WORK: [&str; 3] = ["takes", "workers", "waiting"];
/// Of a million messages a link loses not quite all.
pub(super) const LOSS_MAX: i32 = 999_999;
/// A service that works at more than these at a time has no bound.
pub(super) const WORKERS_MAX: u32 = 10_000;

impl Reader {
    /// The network, and how long whoever calls waits for an answer, in microseconds.
    pub(super) fn network(&mut self, root: &Table<'_>, everyone: &[&str]) -> (Network, u64) {
        let usual = Link { latency_us: LATENCY_US, ..Link::default() };
        let mut network = Network { all: usual, special: Vec::new() };
        let Some(table) = root.table(self, "network") else { return (network, CALL_TIMEOUT_US) };
        table.only(self, &["latency", "call-timeout", "loss", "bandwidth", "order", "links"]);
        network.all = self.like(&table, usual);
        let timeout_us = table.get("call-timeout").and_then(|each| each.time(self));
        let each = table.get("links").map_or_else(Vec::new, |links| links.list(self));
        for item in &each {
            let Some(of) = item.as_table(self) else { continue };
            of.only(self, &["link", "latency", "loss", "bandwidth", "order"]);
            let Some(link) = of.get("link") else {
                let help = "name its ends: `link = \"a -> b\"`, or `\"a <-> b\"` for both ways";
                self.report(item.spot(), "this does not say which link", help.to_owned());
                continue;
            };
            let like = self.like(&of, network.all);
            for (from, to) in self.link(link, everyone).unwrap_or_default() {
                let ends = (from.name, to.name);
                if network.special.iter().any(|(known, _)| *known == ends) {
                    let message =
                        format!("the link from {} to {} stands here twice", ends.0, ends.1);
                    self.report(link.spot(), message, "say all of it at once".to_owned());
                    continue;
                }
                network.special.push((ends, like));
            }
        }
        (network, timeout_us.unwrap_or(CALL_TIMEOUT_US))
    }

    /// What a table says of a link, and what is usual of the rest.
    fn like(&mut self, table: &Table<'_>, usual: Link) -> Link {
        let latency = table.get("latency").and_then(|each| each.span_of_time(self));
        let loss = table.get("loss").and_then(|each| {
            let loss = each.millionths(self, LOSS_MAX)?;
            if loss < 0 {
                self.report(each.spot(), "a link cannot lose less than nothing", None);
            }
            u32::try_from(loss).ok()
        });
        let bandwidth = table.get("bandwidth").and_then(|each| each.bytes_a_second(self));
        let in_order = table.get("order").map(|order| {
            let word = order.text(self);
            if word != "kept" && word != "any" {
                order.unknown(self, "order of messages", &word, &["kept", "any"]);
            }
            word == "kept"
        });
        Link {
            latency_us: latency.unwrap_or(usual.latency_us),
            loss: loss.unwrap_or(usual.loss),
            bandwidth: bandwidth.or(usual.bandwidth),
            in_order: in_order.unwrap_or(usual.in_order),
        }
    }

    /// Reports every key but those that every service has and these of its own.
    pub(super) fn only_of_service(&mut self, layers: &Layers<'_, '_>, own: &[&str]) {
        let known: Vec<&str> = ["kind"].iter().chain(own).chain(&WORK).copied().collect();
        layers.only(self, &known);
    }

    /// How a service gets through its requests; nothing where that takes no time.
    pub(super) fn work(&mut self, layers: &Layers<'_, '_>) -> Option<Work> {
        let Some(takes) = layers.get("takes") else {
            for key in &WORK[1..] {
                if let Some(stray) = layers.get(key) {
                    let message = format!("`{key}` says nothing of a service that takes no time");
                    let help = "say how long it works at each request: `takes = \"10ms\"`";
                    self.report(stray.spot(), message, help.to_owned());
                }
            }
            return None;
        };
        let workers = layers.get("workers").and_then(|workers| workers.count(self)).unwrap_or(1);
        let waiting = layers.get("waiting").and_then(|waiting| waiting.whole(self));
        let waiting = waiting.map(|waiting| u32::try_from(waiting).unwrap_or(u32::MAX));
        let takes = self.takes(takes)?;
        Some(Work { takes, workers: workers.min(WORKERS_MAX), waiting })
    }

    fn takes(&mut self, item: &Item<'_>) -> Option<Takes> {
        if item.value().as_str().is_some() {
            let (least, most) = item.span_of_time(self)?;
            return Some(Takes::BetweenUs(least, most));
        }
        let table = item.as_table(self)?;
        table.only(self, &["mean"]);
        let Some(mean) = table.get("mean") else {
            let help =
                "write `takes = \"5ms..10ms\"`, or `takes = { mean = \"10ms\" }` for lengths \
                        that are mostly less and sometimes far more"
                    .to_owned();
            self.report(item.spot(), "this does not say how long the service works", help);
            return None;
        };
        Some(Takes::MeanUs(mean.time(self)?))
    }
}
