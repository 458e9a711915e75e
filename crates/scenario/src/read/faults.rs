//! The faults of a what-if.

use super::Reader;
use super::table::{Item, Table};
use crate::spec::{CrashPoint, Fault, FaultKind, MessagePoint, Named};

const KINDS: [&str; 4] = ["crash", "lose", "delay", "down"];

impl Reader {
    pub(super) fn fault(&mut self, item: &Item<'_>, nodes: &[&str]) -> Option<Fault> {
        let table = item.as_table(self)?;
        let Some(kind) = KINDS.into_iter().find(|kind| table.get(kind).is_some()) else {
            let help = format!("it is one of {}", KINDS.join(", "));
            self.report(item.spot(), "this does not say what goes wrong", help);
            return None;
        };
        let what = match kind {
            "crash" => self.crash(item, &table, nodes)?,
            "down" => self.down(item, &table, nodes)?,
            _ => self.message(item, &table, kind, nodes)?,
        };
        Some(Fault { what, spot: item.spot() })
    }

    fn node(&mut self, item: &Item<'_>, nodes: &[&str]) -> Option<Named> {
        let node = item.named(self);
        if !nodes.contains(&node.name.as_str()) {
            item.unknown(self, "node", &node.name, nodes);
            return None;
        }
        Some(node)
    }

    fn crash(&mut self, item: &Item<'_>, table: &Table<'_>, nodes: &[&str]) -> Option<FaultKind> {
        let known = ["crash", "at", "in", "between", "after", "before", "nth", "restart"];
        table.only(self, &known);
        let node = self.node(table.get("crash")?, nodes)?;
        let restart_us = match table.get("restart") {
            Some(restart) if restart.value().as_str() == Some("never") => None,
            Some(restart) => Some(restart.time(self)?),
            None => None,
        };
        let nth = table.get("nth").map_or(Some(1), |nth| nth.count(self))?;
        let function = table.get("in").map(|function| function.named(self));
        let points = ["at", "between", "after", "before"];
        let given: Vec<(&str, &Item<'_>)> =
            points.into_iter().filter_map(|key| Some((key, table.get(key)?))).collect();
        let [(point, value)] = given.as_slice() else {
            let help = "say `at = \"20ms\"`, `in = \"signup\", between = [1, 2]`, `after = \"db::insert\"` \
                        or `before = \"email::send\"`";
            self.report(item.spot(), "a crash needs one place to happen at", help.to_owned());
            return None;
        };
        if *point == "at" {
            for key in ["in", "nth"] {
                if let Some(stray) = table.get(key) {
                    let message = format!("a crash at a time has no `{key}`");
                    self.report(stray.spot(), message, "leave it out".to_owned());
                }
            }
        }
        let when = match *point {
            "at" => CrashPoint::AtUs(value.time(self)?),
            "after" => CrashPoint::After { function, effect: value.named(self), nth },
            "before" => CrashPoint::Before { function, effect: value.named(self), nth },
            _ => {
                let Some(function) = function else {
                    let help = "say in which function: `in = \"signup\"`".to_owned();
                    self.report(value.spot(), "`between` counts the steps of a function", help);
                    return None;
                };
                let ends = value.list(self);
                let ends: Vec<u32> = ends.iter().filter_map(|end| end.count(self)).collect();
                let [first, second] = ends.as_slice() else {
                    let help = "name two awaited effects: `between = [1, 2]`".to_owned();
                    self.report(value.spot(), "`between` needs two numbers", help);
                    return None;
                };
                CrashPoint::Between { function, first: *first, second: *second, nth }
            }
        };
        Some(FaultKind::Crash { node, when, restart_us })
    }

    fn down(&mut self, item: &Item<'_>, table: &Table<'_>, nodes: &[&str]) -> Option<FaultKind> {
        table.only(self, &["down", "at", "for", "refuse"]);
        let node = self.node(table.get("down")?, nodes)?;
        let from_us = table.get("at").map_or(Some(0), |at| at.time(self))?;
        let Some(length) = table.get("for") else {
            let help = "say for how long: `for = \"3s\"`".to_owned();
            self.report(item.spot(), "this does not say how long the service is down", help);
            return None;
        };
        let length = length.time(self)?;
        let refuse = table.get("refuse").map_or(Some(false), |refuse| refuse.truth(self))?;
        Some(FaultKind::Down { node, from_us, until_us: from_us + length, refuse })
    }

    fn message(
        &mut self,
        item: &Item<'_>,
        table: &Table<'_>,
        kind: &str,
        nodes: &[&str],
    ) -> Option<FaultKind> {
        let known: &[&str] =
            if kind == "delay" { &["delay", "of", "nth", "by"] } else { &["lose", "of", "nth"] };
        table.only(self, known);
        let which = table.get(kind)?;
        let word = which.text(self);
        let reply = match word.as_str() {
            "request" => false,
            "reply" => true,
            _ => {
                which.unknown(self, "kind of message", &word, &["request", "reply"]);
                return None;
            }
        };
        let Some(of) = table.get("of") else {
            let help = "say of which call: `of = \"email::send\"`".to_owned();
            self.report(item.spot(), "this does not say which message", help);
            return None;
        };
        let point = MessagePoint {
            reply,
            nth: table.get("nth").map_or(Some(1), |nth| nth.count(self))?,
            of: of.named(self),
        };
        let (node, _) = point.target();
        if !nodes.contains(&node) {
            let node = node.to_owned();
            of.unknown(self, "node", &node, nodes);
            return None;
        }
        if kind == "lose" {
            return Some(FaultKind::Lose(point));
        }
        let Some(by) = table.get("by") else {
            let help = "say for how long: `by = \"3s\"`".to_owned();
            self.report(item.spot(), "this does not say how long the message is held back", help);
            return None;
        };
        Some(FaultKind::Delay(point, by.time(self)?))
    }
}
