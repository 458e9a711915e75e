//! The faults of a what-if, and what may go wrong where all runs are looked at.

use super::Reader;
use super::table::{Item, Table};
use crate::spec::{
    Alteration, Border, Fault, FaultKind, FaultPoint, MessagePoint, Mishap, Named, StepPoint,
    Trouble,
};

const KINDS: [&str; 12] = [
    "crash",
    "lose",
    "delay",
    "duplicate",
    "lie",
    "partition",
    "cut",
    "omit",
    "slow",
    "down",
    "pause",
    "clock",
];
/// The kinds that are listed where all runs are looked at.
const LISTED: [&str; 7] = ["partition", "cut", "lie", "omit", "slow", "pause", "clock"];
/// The kinds that are only counted there.
const COUNTED: [&str; 4] = ["crash", "lose", "delay", "duplicate"];
/// What says when something goes wrong.
const WHEN: [&str; 6] = ["at", "between", "after", "before", "on-request", "on-reply"];
/// What says more of it.
const WHEN_MORE: [&str; 4] = ["in", "nth", "from", "node"];
/// A clock cannot be set back past its beginning.
const OFFSET_US_MAX: u64 = 900_000_000;
/// A clock still runs, and forwards.
const DRIFT_MAX: i32 = 900_000;
/// What is slower than this stands still.
const FACTOR_MAX: u32 = 10_000;

/// The names that faults can mean.
#[derive(Clone, Copy)]
pub(super) struct Names<'n> {
    /// What can be asked: processes and services.
    pub(super) nodes: &'n [&'n str],
    /// These and the clients.
    pub(super) everyone: &'n [&'n str],
}

impl Reader {
    pub(super) fn fault(&mut self, item: &Item<'_>, names: Names<'_>) -> Option<Fault> {
        let table = item.as_table(self)?;
        let kind = self.kind_of_fault(item, &table, &KINDS)?;
        let what = match kind {
            "crash" => self.crash(item, &table, names)?,
            "lose" | "delay" | "duplicate" | "lie" => self.message(item, &table, kind, names)?,
            _ => self.trouble(item, &table, kind, names)?,
        };
        Some(Fault { words: what.words(), what, spot: item.spot() })
    }

    /// What may go wrong at any moment where all runs are looked at.
    pub(super) fn listed(&mut self, item: &Item<'_>, names: Names<'_>) -> Option<Fault> {
        let table = item.as_table(self)?;
        if let Some(kind) = COUNTED.iter().find(|kind| table.get(kind).is_some()) {
            let help = format!("leave it out here, and say in `faults` how often: `{kind} = 1`");
            self.report(item.spot(), format!("`{kind}` befalls whatever it can"), help);
            return None;
        }
        let kind = self.kind_of_fault(item, &table, &LISTED)?;
        let mut is_placed = false;
        for key in WHEN.into_iter().chain(WHEN_MORE).chain(["for"]) {
            let caller = kind == "lie" && key == "from";
            if let Some(place) = table.get(key).filter(|_| !caller) {
                let message = "what is explored may go wrong at any moment".to_owned();
                self.report(place.spot(), message, format!("leave out `{key}`"));
                is_placed = true;
            }
        }
        if is_placed {
            return None;
        }
        let what = if kind == "lie" {
            let mut point = self.point(item, &table, "lie", "of", names)?;
            point.nth = None;
            FaultKind::Message(point, Mishap::Altered(self.alteration(item, &table)?))
        } else {
            let when = FaultPoint::AtUs(0);
            let trouble = self.what_is_wrong(item, &table, kind, names)?;
            FaultKind::Trouble { trouble, when, lasts_us: None }
        };
        Some(Fault { words: what.listed_words(), what, spot: item.spot() })
    }

    fn kind_of_fault<'k>(
        &mut self,
        item: &Item<'_>,
        table: &Table<'_>,
        kinds: &[&'k str],
    ) -> Option<&'k str> {
        let mut said = kinds.iter().copied().filter(|kind| table.get(kind).is_some());
        let kind = said.next();
        if let (Some(kind), Some(other)) = (kind, said.next()) {
            let message = format!("this says two things that go wrong: `{kind}` and `{other}`");
            let help = format!("write two tables: `{{ {kind} = … }}, {{ {other} = … }}`");
            self.report(item.spot(), message, help);
            return None;
        }
        if kind.is_none() {
            let near = |key: &str| whatif_interpreter::did_you_mean(key, kinds.iter().copied());
            let help = table.keys().find_map(near).map_or_else(
                || format!("it is one of {}", kinds.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            self.report(item.spot(), "this does not say what goes wrong", help);
        }
        kind
    }

    fn node(&mut self, item: &Item<'_>, nodes: &[&str]) -> Option<Named> {
        let node = item.named(self);
        if !nodes.contains(&node.name.as_str()) {
            item.unknown(self, "node", &node.name, nodes);
            return None;
        }
        Some(node)
    }

    /// Reports every key but those that say when and these.
    fn only_these(&mut self, table: &Table<'_>, own: &[&str]) {
        let known: Vec<&str> = own.iter().copied().chain(WHEN).chain(WHEN_MORE).collect();
        table.only(self, &known);
    }

    fn crash(&mut self, item: &Item<'_>, table: &Table<'_>, names: Names<'_>) -> Option<FaultKind> {
        self.only_these(table, &["crash", "restart"]);
        let node = self.node(table.get("crash")?, names.nodes)?;
        let restart_us = match table.get("restart") {
            Some(restart) if restart.value().as_str() == Some("never") => None,
            Some(restart) => Some(restart.time(self)?),
            None => None,
        };
        let Some(when) = self.when(item, table, Some(&node), names)? else {
            let help = "say `at = \"20ms\"`, `in = \"signup\", between = [1, 2]`, `after = \"db::insert\"` \
                        or `before = \"email::send\"`";
            self.report(item.spot(), "a crash needs one place to happen at", help.to_owned());
            return None;
        };
        Some(FaultKind::Crash { node, when, restart_us })
    }

    /// When something goes wrong; nothing where that is not said.
    #[allow(clippy::option_option)]
    fn when(
        &mut self,
        item: &Item<'_>,
        table: &Table<'_>,
        own: Option<&Named>,
        names: Names<'_>,
    ) -> Option<Option<FaultPoint>> {
        let nth = table.get("nth").map_or(Some(1), |nth| nth.count(self))?;
        let function = table.get("in").map(|function| function.named(self));
        let given: Vec<(&str, &Item<'_>)> =
            WHEN.into_iter().filter_map(|key| Some((key, table.get(key)?))).collect();
        let (point, value) = match given.as_slice() {
            [] => {
                for key in WHEN_MORE {
                    if let Some(stray) = table.get(key) {
                        let message = format!("`{key}` says nothing without a place");
                        let help = "say where with `after`, `before`, `between`, `on-request` or \
                                    `on-reply`";
                        self.report(stray.spot(), message, help.to_owned());
                        return None;
                    }
                }
                return Some(None);
            }
            [only] => *only,
            [_, (key, second), ..] => {
                let message = "something goes wrong at one place, and this is a second".to_owned();
                self.report(second.spot(), message, format!("leave out `{key}`"));
                return None;
            }
        };
        let is_message = matches!(point, "on-request" | "on-reply");
        for key in WHEN_MORE {
            let fits = match key {
                "nth" => point != "at",
                "from" => is_message,
                _ => point != "at" && !is_message,
            };
            if let Some(stray) = table.get(key).filter(|_| !fits) {
                let what = if own.is_some() && table.get("crash").is_some() {
                    "a crash"
                } else {
                    "what goes wrong"
                };
                let place = if is_message { "at a message" } else { "at a time" };
                let message = format!("{what} {place} has no `{key}`");
                self.report(stray.spot(), message, "leave it out".to_owned());
            }
        }
        if point == "at" {
            return Some(Some(FaultPoint::AtUs(value.time(self)?)));
        }
        if is_message {
            let point = self.point(item, table, point, point, names)?;
            return Some(Some(FaultPoint::Message(point)));
        }
        let border = match point {
            "after" => Border::After(value.named(self)),
            "before" => Border::Before(value.named(self)),
            _ => {
                if function.is_none() {
                    let help = "say in which function: `in = \"signup\"`".to_owned();
                    self.report(value.spot(), "`between` counts the steps of a function", help);
                    return None;
                }
                let ends = value.list(self);
                let ends: Vec<u32> = ends.iter().filter_map(|end| end.count(self)).collect();
                let [first, second] = ends.as_slice() else {
                    let help = "name two awaited effects: `between = [1, 2]`".to_owned();
                    self.report(value.spot(), "`between` needs two numbers", help);
                    return None;
                };
                Border::Between(*first, *second)
            }
        };
        let node = match (table.get("node"), own) {
            (Some(node), _) => self.node(node, names.nodes)?,
            (None, Some(own)) => own.clone(),
            (None, None) => {
                let help = "say whose step it is: `node = \"leader\"`".to_owned();
                self.report(value.spot(), "this does not say whose step is meant", help);
                return None;
            }
        };
        Some(Some(FaultPoint::Step(node, StepPoint { function, border, nth })))
    }

    /// A message, whose kind the one key names and whose operation the other.
    fn point(
        &mut self,
        item: &Item<'_>,
        table: &Table<'_>,
        kind: &str,
        of: &str,
        names: Names<'_>,
    ) -> Option<MessagePoint> {
        let reply = match kind {
            "on-request" => false,
            "on-reply" => true,
            _ => {
                let which = table.get(kind)?;
                let word = which.text(self);
                match word.as_str() {
                    "request" => false,
                    "reply" => true,
                    _ => {
                        which.unknown(self, "kind of message", &word, &["request", "reply"]);
                        return None;
                    }
                }
            }
        };
        let Some(of) = table.get(of) else {
            let help = "say of which call: `of = \"email::send\"`".to_owned();
            self.report(item.spot(), "this does not say which message", help);
            return None;
        };
        let by = match table.get("from") {
            Some(by) => Some(self.node(by, names.everyone)?),
            None => None,
        };
        let nth = match table.get("nth") {
            Some(nth) if nth.value().as_str() == Some("every") => None,
            Some(nth) => Some(nth.count(self)?),
            None => Some(1),
        };
        let point = MessagePoint { reply, of: of.named(self), by, nth };
        let (node, _) = point.target();
        if !names.nodes.contains(&node) {
            let node = node.to_owned();
            of.unknown(self, "node", &node, names.nodes);
            return None;
        }
        Some(point)
    }

    fn message(
        &mut self,
        item: &Item<'_>,
        table: &Table<'_>,
        kind: &str,
        names: Names<'_>,
    ) -> Option<FaultKind> {
        let mut known = vec![kind, "of", "from", "nth"];
        known.extend(match kind {
            "delay" => &["by"][..],
            "lie" => &["field", "value"],
            _ => &[],
        });
        table.only(self, &known);
        let point = self.point(item, table, kind, "of", names)?;
        let mishap = match kind {
            "lose" => Mishap::Lost,
            "duplicate" => Mishap::Duplicated,
            "lie" => Mishap::Altered(self.alteration(item, table)?),
            _ => {
                let Some(by) = table.get("by") else {
                    let help = "say for how long: `by = \"3s\"`".to_owned();
                    let message = "this does not say how long the message is held back";
                    self.report(item.spot(), message, help);
                    return None;
                };
                Mishap::DelayedUs(by.time(self)?)
            }
        };
        Some(FaultKind::Message(point, mishap))
    }

    fn alteration(&mut self, item: &Item<'_>, table: &Table<'_>) -> Option<Alteration> {
        let Some(value) = table.get("value") else {
            let help =
                "say what arrives: `field = \"amount\", value = 1000`, or `value` alone for \
                        all that it carries"
                    .to_owned();
            self.report(item.spot(), "this does not say what the lie is", help);
            return None;
        };
        let value = self.literal(value)?;
        Some(match table.get("field") {
            Some(field) => Alteration::Field(field.text(self), value),
            None => Alteration::Whole(value),
        })
    }

    fn trouble(
        &mut self,
        item: &Item<'_>,
        table: &Table<'_>,
        kind: &str,
        names: Names<'_>,
    ) -> Option<FaultKind> {
        let own: &[&str] = match kind {
            "omit" => &["omit", "to", "for"],
            "slow" => &["slow", "factor", "for"],
            "down" => &["down", "for", "refuse"],
            "clock" => &["clock", "offset", "drift", "for"],
            kind => &[kind, "for"],
        };
        self.only_these(table, own);
        let trouble = self.what_is_wrong(item, table, kind, names)?;
        let lasts_us = match table.get("for") {
            Some(lasts) => Some(lasts.time(self)?),
            None if matches!(kind, "down" | "pause") => {
                let (what, help) = if kind == "down" {
                    ("the service is down", "3s")
                } else {
                    ("the node stands still", "10s")
                };
                let message = format!("this does not say how long {what}");
                self.report(item.spot(), message, format!("say for how long: `for = \"{help}\"`"));
                return None;
            }
            None => None,
        };
        let own = match &trouble {
            Trouble::Cut(_) => None,
            Trouble::Silent { node, .. }
            | Trouble::Slow { node, .. }
            | Trouble::Down { node, .. }
            | Trouble::Paused(node)
            | Trouble::Clock { node, .. } => Some(node.clone()),
        };
        let when = self.when(item, table, own.as_ref(), names)?;
        let when = when.unwrap_or(FaultPoint::AtUs(0));
        Some(FaultKind::Trouble { trouble, when, lasts_us })
    }

    fn what_is_wrong(
        &mut self,
        item: &Item<'_>,
        table: &Table<'_>,
        kind: &str,
        names: Names<'_>,
    ) -> Option<Trouble> {
        let value = table.get(kind)?;
        Some(match kind {
            "partition" => Trouble::Cut(self.partition(value, names)?),
            "cut" => Trouble::Cut(self.links(value, names)?),
            "omit" => {
                let node = self.node(value, names.nodes)?;
                let towards = match table.get("to") {
                    Some(to) => {
                        let each = to.list(self);
                        let each = each.iter().filter_map(|to| self.node(to, names.everyone));
                        Some(each.collect())
                    }
                    None => None,
                };
                Trouble::Silent { node, towards }
            }
            "slow" => {
                let node = self.node(value, names.nodes)?;
                let Some(factor) = table.get("factor") else {
                    let help = "say how much slower it is: `factor = 10`".to_owned();
                    self.report(item.spot(), "this does not say how slow it is", help);
                    return None;
                };
                let times = factor.count(self)?;
                if !(2..=FACTOR_MAX).contains(&times) {
                    let message = format!("a factor lies between 2 and {FACTOR_MAX}");
                    self.report(factor.spot(), message, None);
                    return None;
                }
                Trouble::Slow { node, factor: times }
            }
            "down" => {
                let refuse =
                    table.get("refuse").map_or(Some(false), |refuse| refuse.truth(self))?;
                Trouble::Down { node: self.node(value, names.nodes)?, refuse }
            }
            "pause" => Trouble::Paused(self.node(value, names.nodes)?),
            _ => {
                let node = self.node(value, names.nodes)?;
                let (offset, drift) = (table.get("offset"), table.get("drift"));
                if offset.is_none() && drift.is_none() {
                    let help =
                        "say by how much it is off, `offset = \"-5s\"`, or how fast it runs, \
                                `drift = \"2%\"`"
                            .to_owned();
                    self.report(item.spot(), "this does not say how the clock is wrong", help);
                    return None;
                }
                let offset_us = offset.map_or(Some(0), |offset| {
                    let micros = offset.signed_time(self)?;
                    if micros.unsigned_abs() > OFFSET_US_MAX {
                        let message = "a clock is off by 15 minutes at the most".to_owned();
                        self.report(offset.spot(), message, None);
                        return None;
                    }
                    Some(micros)
                })?;
                let drift = drift.map_or(Some(0), |drift| drift.millionths(self, DRIFT_MAX))?;
                Trouble::Clock { node, offset_us, drift }
            }
        })
    }

    /// The links between nodes of different groups, both ways.
    fn partition(&mut self, item: &Item<'_>, names: Names<'_>) -> Option<Vec<(Named, Named)>> {
        let mut groups: Vec<Vec<Named>> = Vec::new();
        for group in item.list(self) {
            let mut named = Vec::new();
            for node in group.list(self) {
                let node_named = self.node(&node, names.everyone)?;
                let known = groups.iter().flatten().chain(&named);
                if known.into_iter().any(|known: &Named| known.name == node_named.name) {
                    let message = format!("`{}` stands in two groups", node_named.name);
                    self.report(node.spot(), message, "leave it out of one".to_owned());
                    return None;
                }
                named.push(node_named);
            }
            groups.push(named);
        }
        if groups.len() < 2 || groups.iter().any(Vec::is_empty) {
            let help =
                "name who stays together: `partition = [[\"a\"], [\"b\", \"c\"]]`".to_owned();
            self.report(item.spot(), "a partition needs two groups of nodes", help);
            return None;
        }
        let mut links = Vec::new();
        for (at, group) in groups.iter().enumerate() {
            for other in groups.iter().enumerate().filter(|(other, _)| *other != at) {
                for from in group {
                    links.extend(other.1.iter().map(|to| (from.clone(), to.clone())));
                }
            }
        }
        Some(links)
    }

    /// Links by the names of their ends: `a -> b`.
    fn links(&mut self, item: &Item<'_>, names: Names<'_>) -> Option<Vec<(Named, Named)>> {
        let each = match item.value().as_str() {
            Some(_) => vec![item.clone()],
            None => item.list(self),
        };
        let mut links = Vec::new();
        for link in &each {
            links.extend(self.link(link, names.everyone)?);
        }
        if links.is_empty() {
            let help = "name a link: `cut = \"a -> b\"`".to_owned();
            self.report(item.spot(), "this cuts nothing", help);
            return None;
        }
        Some(links)
    }

    /// A link by the names of its ends: `a -> b`, or both ways `a <-> b`.
    pub(super) fn link(
        &mut self,
        item: &Item<'_>,
        everyone: &[&str],
    ) -> Option<Vec<(Named, Named)>> {
        let text = item.text(self);
        let both = text.split_once("<->").map(|ends| (ends, true));
        let Some(((from, to), both_ways)) = both.or(text.split_once("->").map(|it| (it, false)))
        else {
            let help = "name its ends: `a -> b`, or `a <-> b` for both ways".to_owned();
            self.report(item.spot(), "this is no link", help);
            return None;
        };
        let mut end = |name: &str| {
            let name = name.trim();
            if everyone.contains(&name) {
                return Some(Named { name: name.to_owned(), spot: item.spot() });
            }
            item.unknown(self, "node", name, everyone);
            None
        };
        let (from, to) = (end(from)?, end(to)?);
        let back = both_ways.then(|| (to.clone(), from.clone()));
        Some([(from, to)].into_iter().chain(back).collect())
    }
}
