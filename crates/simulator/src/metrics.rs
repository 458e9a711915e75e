//! What is counted and measured in a run: as one number over the whole of it, and as a series over
//! virtual time. All of it is read from the trace, and none of it decides anything.
//!
//! Everything is computed in whole numbers: millionths of the unit of a metric. A *request* is one
//! that a client makes; what processes ask one another are *messages*. The p-th percentile is the
//! nearest rank: the smallest value that is not below p of a hundred of them.

mod level;
mod unit;

use std::collections::BinaryHeap;

use crate::{Measure, MessageId, MessageKind, Name, NodeId, NodeKind, Time, Trace, What};
use level::Level;
pub use unit::Unit;

/// A series has so many points at the most.
const POINTS: u64 = 60;

/// The percentiles that are taken, by the ends of their names.
const PERCENTILES: [(&str, u64); 3] = [("p50", 50), ("p90", 90), ("p99", 99)];

/// What is measured of all clients together and of each.
const OF_CLIENTS: [(&str, Unit); 13] = [
    ("requests", Unit::Number),
    ("latency.p50", Unit::Time),
    ("latency.p90", Unit::Time),
    ("latency.p99", Unit::Time),
    ("latency.max", Unit::Time),
    ("latency.mean", Unit::Time),
    ("throughput", Unit::Rate),
    ("errors", Unit::Share),
    ("errors.count", Unit::Number),
    ("errors.timeout", Unit::Number),
    ("errors.failed", Unit::Number),
    ("load.max", Unit::Number),
    ("load.mean", Unit::Number),
];

/// What is measured of the whole world besides.
const OF_THE_WORLD: [(&str, Unit); 5] = [
    ("messages", Unit::Number),
    ("messages.rate", Unit::Rate),
    ("messages.per-request", Unit::Number),
    ("bytes", Unit::Number),
    ("bytes.per-request", Unit::Number),
];

/// What is measured of each node that is no client.
const OF_NODES: [(&str, Unit); 3] =
    [("requests", Unit::Number), ("load.max", Unit::Number), ("load.mean", Unit::Number)];

/// What was counted and measured in one run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metrics {
    /// From the first request of a client, or the first event where there is none, to the last
    /// event: what happens *a second* happens in this time.
    pub span: (Time, Time),
    /// How long the stretches are of which the series have one point each. The first begins at the
    /// start of the run.
    pub stretch: Time,
    /// The numbers over the whole run, each under its name.
    pub numbers: Vec<Metric>,
    /// The series.
    pub series: Vec<Series>,
}

/// One number over the whole run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metric {
    /// Its name: `latency.p99`, `client.crowd.errors`, `node.shop.load.max`.
    pub name: Name,
    /// What it is a number of.
    pub unit: Unit,
    /// In millionths; nothing where there was nothing to measure.
    pub amount: Option<i64>,
}

/// Numbers over virtual time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// Its name; what follows the last dot may be the part of a percentile.
    pub name: Name,
    /// What they are numbers of.
    pub unit: Unit,
    /// One for each stretch, in millionths; nothing where there was nothing to measure.
    pub points: Vec<Option<i64>>,
}

/// The unit of the metric of this name in a world with these clients and other nodes; nothing
/// where it is not measured. What code measures itself may have any name.
pub fn unit_of(name: &str, clients: &[&str], nodes: &[&str]) -> Option<Unit> {
    let find = |table: &[(&str, Unit)], name: &str| {
        table.iter().find(|(known, _)| *known == name).map(|(_, unit)| *unit)
    };
    // A name may have a dot of its own.
    let within = |rest: &str, known: &[&str], table: &[(&str, Unit)]| {
        known.iter().find_map(|each| find(table, rest.strip_prefix(each)?.strip_prefix('.')?))
    };
    if let Some(rest) = name.strip_prefix("client.") {
        return within(rest, clients, &OF_CLIENTS);
    }
    if let Some(rest) = name.strip_prefix("node.") {
        return within(rest, nodes, &OF_NODES);
    }
    if let Some(own) = name.strip_prefix("measured.") {
        return (!own.is_empty()).then_some(Unit::Number);
    }
    find(&OF_CLIENTS, name).or_else(|| find(&OF_THE_WORLD, name))
}

/// The names of all metrics in a world with these clients and other nodes, but for what code
/// measures itself.
pub fn names(clients: &[&str], nodes: &[&str]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    names.extend(OF_CLIENTS.iter().chain(&OF_THE_WORLD).map(|(name, _)| (*name).to_owned()));
    for client in clients {
        names.extend(OF_CLIENTS.iter().map(|(name, _)| format!("client.{client}.{name}")));
    }
    for node in nodes {
        names.extend(OF_NODES.iter().map(|(name, _)| format!("node.{node}.{name}")));
    }
    names
}

impl Metrics {
    /// Counts and measures what stands in the trace.
    pub fn of(trace: &Trace) -> Self {
        let mut count = Count::new(trace);
        for event in &trace.events {
            count.event(event.at, event.node, &event.what);
        }
        count.finish()
    }

    /// The metric of this name, if there is one.
    pub fn get(&self, name: &str) -> Option<&Metric> {
        self.numbers.iter().find(|metric| *metric.name == *name)
    }

    /// The series of this name, if there is one.
    pub fn series(&self, name: &str) -> Option<&Series> {
        self.series.iter().find(|series| *series.name == *name)
    }
}

/// What is counted while the events go by.
struct Count<'t> {
    trace: &'t Trace,
    stretch: Time,
    span: (Time, Time),
    whole: Requests,
    /// By the numbers of the nodes: what each client asks, and what each other node serves.
    clients: Vec<Requests>,
    nodes: Vec<Served>,
    /// When each message was sent, by its number.
    sent: Vec<Time>,
    messages: Vec<Time>,
    bytes: u64,
    measured: Vec<Measured>,
}

/// What clients asked and what became of it.
#[derive(Default)]
struct Requests {
    asked: Vec<Time>,
    /// When an answer came, how long it took, and whether it was no `Err`.
    answered: Vec<(Time, i64, bool)>,
    timed_out: Vec<Time>,
    waiting: Level,
}

/// What a node was asked and has not answered.
#[derive(Default)]
struct Served {
    requests: u64,
    waiting: Level,
}

/// What code has measured under one name.
struct Measured {
    measure: Measure,
    name: Name,
    /// In millionths.
    amounts: Vec<(Time, i64)>,
}

impl<'t> Count<'t> {
    fn new(trace: &'t Trace) -> Self {
        let is_client = |node: NodeId| {
            trace.lanes.get(usize::from(node.0)).is_some_and(|lane| lane.kind == NodeKind::Client)
        };
        let asks = |what: &What| match what {
            What::Sent(id, _) => trace.messages.get(id.0 as usize).is_some_and(|message| {
                message.kind == MessageKind::Request && is_client(message.from)
            }),
            _ => false,
        };
        let last = trace.events.last().map_or(Time::ZERO, |event| event.at);
        let first = trace.events.iter().find(|event| asks(&event.what)).or(trace.events.first());
        let lanes = trace.lanes.len();
        Self {
            trace,
            stretch: stretch(last),
            span: (first.map_or(Time::ZERO, |event| event.at), last),
            whole: Requests::default(),
            clients: std::iter::repeat_with(Requests::default).take(lanes).collect(),
            nodes: std::iter::repeat_with(Served::default).take(lanes).collect(),
            sent: vec![Time::ZERO; trace.messages.len()],
            messages: Vec::new(),
            bytes: 0,
            measured: Vec::new(),
        }
    }

    /// The client whose request the message is.
    fn client_of(&self, request: MessageId) -> Option<usize> {
        let message = self.trace.messages.get(request.0 as usize)?;
        let from = usize::from(message.from.0);
        let asks = message.kind == MessageKind::Request
            && self.trace.lanes.get(from)?.kind == NodeKind::Client;
        asks.then_some(from)
    }

    fn event(&mut self, at: Time, node: NodeId, what: &What) {
        let message = |id: &MessageId| self.trace.messages.get(id.0 as usize);
        match what {
            What::Sent(id, _) => {
                let Some(message) = message(id) else { return };
                self.messages.push(at);
                self.bytes += message.bytes();
                self.sent[id.0 as usize] = at;
                if let Some(client) = self.client_of(*id) {
                    for requests in [&mut self.whole, &mut self.clients[client]] {
                        requests.asked.push(at);
                        requests.waiting.rises(at, self.stretch);
                    }
                } else if matches!(message.kind, MessageKind::Reply(_)) {
                    self.served(node, |served, stretch| served.waiting.falls(at, stretch));
                }
            }
            What::Delivered(id) => {
                let Some(message) = message(id) else { return };
                match message.kind {
                    MessageKind::Request => self.served(node, |served, stretch| {
                        served.requests += 1;
                        served.waiting.rises(at, stretch);
                    }),
                    MessageKind::Tell => self.served(node, |served, _| served.requests += 1),
                    MessageKind::Reply(request) => {
                        if let Some(client) = self.client_of(request) {
                            let took = at.since(self.sent[request.0 as usize]).micros() as i64;
                            let well = !message.content.is_variant("Err");
                            for requests in [&mut self.whole, &mut self.clients[client]] {
                                requests.answered.push((at, took, well));
                                requests.waiting.falls(at, self.stretch);
                            }
                        }
                    }
                }
            }
            What::TimedOut(id) => {
                if let Some(client) = self.client_of(*id) {
                    for requests in [&mut self.whole, &mut self.clients[client]] {
                        requests.timed_out.push(at);
                        requests.waiting.falls(at, self.stretch);
                    }
                }
            }
            What::Crashed { .. } | What::Panicked { .. } => {
                self.served(node, |served, stretch| served.waiting.ends(at, stretch));
            }
            What::Measured(measure, name, bits) => {
                let amount = unit::millionths(*bits);
                let known = |each: &&mut Measured| each.measure == *measure && each.name == *name;
                match self.measured.iter_mut().find(known) {
                    Some(measured) => measured.amounts.push((at, amount)),
                    None => {
                        let (measure, name) = (*measure, Name::clone(name));
                        self.measured.push(Measured { measure, name, amounts: vec![(at, amount)] });
                    }
                }
            }
            _ => {}
        }
    }

    fn served(&mut self, node: NodeId, change: impl FnOnce(&mut Served, Time)) {
        if let Some(served) = self.nodes.get_mut(usize::from(node.0)) {
            change(served, self.stretch);
        }
    }

    fn finish(mut self) -> Metrics {
        let (stretch, (_, end)) = (self.stretch, self.span);
        self.whole.waiting.ends(end, stretch);
        for (requests, served) in self.clients.iter_mut().zip(&mut self.nodes) {
            requests.waiting.ends(end, stretch);
            served.waiting.ends(end, stretch);
        }
        let points = (end.micros() / stretch.micros() + 1) as usize;
        let mut out = Writer { span: self.span, stretch, points, metrics: Metrics::default() };
        out.metrics.span = self.span;
        out.metrics.stretch = stretch;
        out.requests("", &self.whole);
        out.messages(&self.messages, self.bytes, self.whole.asked.len());
        let is_client = |kind: NodeKind| kind == NodeKind::Client;
        let lanes = self.trace.lanes.iter();
        for (lane, requests) in lanes.clone().zip(&self.clients) {
            if is_client(lane.kind) {
                out.requests(&format!("client.{}.", lane.name), requests);
            }
        }
        for (lane, served) in lanes.zip(&self.nodes) {
            if !is_client(lane.kind) {
                out.served(&lane.name, served);
            }
        }
        for measured in &self.measured {
            out.measured(measured);
        }
        out.metrics
    }
}

/// Writes down what was counted.
struct Writer {
    span: (Time, Time),
    stretch: Time,
    points: usize,
    metrics: Metrics,
}

impl Writer {
    fn number(&mut self, name: String, unit: Unit, amount: Option<i64>) {
        self.metrics.numbers.push(Metric { name: name.into(), unit, amount });
    }

    fn series(&mut self, name: String, unit: Unit, points: Vec<Option<i64>>) {
        self.metrics.series.push(Series { name: name.into(), unit, points });
    }

    /// So many in the whole run, a second.
    fn rate(&self, count: usize) -> Option<i64> {
        rate(count, self.span.1.since(self.span.0))
    }

    /// The values by the stretches that their moments lie in.
    fn by_stretch<T: Copy>(&self, values: impl Iterator<Item = (Time, T)>) -> Vec<Vec<T>> {
        let mut stretches = vec![Vec::new(); self.points];
        for (at, value) in values {
            stretches[(at.micros() / self.stretch.micros()) as usize].push(value);
        }
        stretches
    }

    /// How many of the moments lie in each stretch, a second.
    fn rates(&self, moments: impl Iterator<Item = Time>) -> Vec<Option<i64>> {
        let stretches = self.by_stretch(moments.map(|at| (at, ())));
        stretches.iter().map(|each| rate(each.len(), self.stretch)).collect()
    }

    fn percentiles(&mut self, name: &str, unit: Unit, values: &[(Time, i64)]) {
        let stretches = self.by_stretch(values.iter().copied());
        for (end, percent) in [PERCENTILES[0], PERCENTILES[2]] {
            let points =
                stretches.iter().map(|values| percentile(&sorted(values.iter().copied()), percent));
            self.series(format!("{name}.{end}"), unit, points.collect());
        }
        let values = sorted(values.iter().map(|(_, value)| *value));
        for (end, percent) in PERCENTILES {
            self.number(format!("{name}.{end}"), unit, percentile(&values, percent));
        }
        self.number(format!("{name}.max"), unit, values.last().copied());
        let sum: i128 = values.iter().map(|value| i128::from(*value)).sum();
        let mean = sum.checked_div(values.len() as i128);
        self.number(format!("{name}.mean"), unit, mean.map(|mean| mean as i64));
    }

    fn requests(&mut self, scope: &str, requests: &Requests) {
        let Requests { asked, answered, timed_out, waiting } = requests;
        let well = answered.iter().filter(|(.., well)| *well).count();
        let failed = answered.len() - well;
        let errors = failed + timed_out.len();
        self.number(format!("{scope}requests"), Unit::Number, whole(asked.len()));
        let latencies: Vec<(Time, i64)> =
            answered.iter().map(|(at, took, _)| (*at, *took)).collect();
        self.percentiles(&format!("{scope}latency"), Unit::Time, &latencies);
        self.number(format!("{scope}throughput"), Unit::Rate, self.rate(well));
        let share = ratio(errors as u64, (answered.len() + timed_out.len()) as u64);
        self.number(format!("{scope}errors"), Unit::Share, share);
        self.number(format!("{scope}errors.count"), Unit::Number, whole(errors));
        self.number(format!("{scope}errors.timeout"), Unit::Number, whole(timed_out.len()));
        self.number(format!("{scope}errors.failed"), Unit::Number, whole(failed));
        self.level(scope, waiting);
        let rates = self.rates(asked.iter().copied());
        self.series(format!("{scope}requests"), Unit::Rate, rates);
        let rates = self.rates(answered.iter().filter(|each| each.2).map(|each| each.0));
        self.series(format!("{scope}throughput"), Unit::Rate, rates);
        let failed = answered.iter().filter(|each| !each.2).map(|each| each.0);
        let rates = self.rates(failed.chain(timed_out.iter().copied()));
        self.series(format!("{scope}errors"), Unit::Rate, rates);
    }

    fn level(&mut self, scope: &str, level: &Level) {
        self.number(format!("{scope}load.max"), Unit::Number, whole(level.most() as usize));
        let mean = level.mean(self.span.1.since(self.span.0));
        self.number(format!("{scope}load.mean"), Unit::Number, mean);
        let points = level.by_stretch(self.points).into_iter();
        let points = points.map(|most| whole(most as usize)).collect();
        self.series(format!("{scope}load"), Unit::Number, points);
    }

    fn messages(&mut self, sent: &[Time], bytes: u64, requests: usize) {
        self.number("messages".into(), Unit::Number, whole(sent.len()));
        self.number("messages.rate".into(), Unit::Rate, self.rate(sent.len()));
        let each = ratio(sent.len() as u64, requests as u64);
        self.number("messages.per-request".into(), Unit::Number, each);
        self.number("bytes".into(), Unit::Number, whole(bytes as usize));
        self.number("bytes.per-request".into(), Unit::Number, ratio(bytes, requests as u64));
        let rates = self.rates(sent.iter().copied());
        self.series("messages.rate".into(), Unit::Rate, rates);
    }

    fn served(&mut self, name: &str, served: &Served) {
        let scope = format!("node.{name}.");
        let requests = whole(served.requests as usize);
        self.number(format!("{scope}requests"), Unit::Number, requests);
        self.level(&scope, &served.waiting);
    }

    fn measured(&mut self, measured: &Measured) {
        let Measured { measure, name, amounts } = measured;
        let name = format!("measured.{name}");
        let sum = |amounts: &mut dyn Iterator<Item = i64>| amounts.fold(0, i64::saturating_add);
        match measure {
            Measure::Count => {
                let total = sum(&mut amounts.iter().map(|(_, amount)| *amount));
                self.number(name.clone(), Unit::Number, Some(total));
                let stretches = self.by_stretch(amounts.iter().copied()).into_iter();
                let stretch = i128::from(self.stretch.micros());
                let points = stretches.map(|each| {
                    let sum = i128::from(sum(&mut each.into_iter()));
                    i64::try_from(sum * 1_000_000 / stretch).ok()
                });
                let points = points.collect();
                self.series(name, Unit::Rate, points);
            }
            Measure::Gauge => {
                let last = amounts.last().map(|(_, amount)| *amount);
                self.number(name.clone(), Unit::Number, last);
                let mut stands = None;
                let stretches = self.by_stretch(amounts.iter().copied()).into_iter();
                let points = stretches.map(|each| {
                    stands = each.last().copied().or(stands);
                    stands
                });
                let points = points.collect();
                self.series(name, Unit::Number, points);
            }
            Measure::Observation => {
                self.percentiles(&name, Unit::Number, amounts);
                let count = whole(amounts.len());
                self.number(format!("{name}.count"), Unit::Number, count);
            }
        }
    }
}

/// How long a stretch is, so that there are few enough of them: 1, 2 or 5 times a power of ten.
fn stretch(last: Time) -> Time {
    let least = last.micros() / POINTS + 1;
    let mut power = 1;
    loop {
        for step in [1, 2, 5] {
            if power * step >= least {
                return Time::from_micros(power * step);
            }
        }
        power *= 10;
    }
}

/// Sorts by a heap, which needs a tenth of the code of the sort of the standard library.
fn sorted(values: impl Iterator<Item = i64>) -> Vec<i64> {
    values.collect::<BinaryHeap<_>>().into_sorted_vec()
}

/// The nearest rank among sorted values.
fn percentile(sorted: &[i64], percent: u64) -> Option<i64> {
    let rank = (sorted.len() as u64 * percent).div_ceil(100);
    sorted.get(rank.checked_sub(1)? as usize).copied()
}

fn whole(count: usize) -> Option<i64> {
    i64::try_from(count).ok()?.checked_mul(unit::ONE)
}

fn ratio(part: u64, of: u64) -> Option<i64> {
    let millionths = (u128::from(part) * unit::ONE as u128).checked_div(u128::from(of))?;
    i64::try_from(millionths).ok()
}

fn rate(count: usize, within: Time) -> Option<i64> {
    let seconds = u128::from(within.micros());
    let millionths = (count as u128 * 1_000_000 * unit::ONE as u128).checked_div(seconds)?;
    i64::try_from(millionths).ok()
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::{Event, Lane};
    use crate::{Message, Value};

    /// Two requests a millisecond apart to a server that asks a database once for each: the first
    /// is answered after 4 ms, the second fails; a third times out.
    fn trace() -> Trace {
        let lane = |name: &str, kind| Lane { name: name.into(), kind };
        let mut trace = Trace {
            lanes: vec![
                lane("crowd", NodeKind::Client),
                lane("shop", NodeKind::Process),
                lane("db", NodeKind::Service),
            ],
            ..Trace::default()
        };
        let mut send = |at, from, to, kind, content| {
            let id = MessageId(trace.messages.len() as u32);
            let operation = "buy".into();
            trace.messages.push(Message { from, to, kind, operation, content });
            trace.events.push(Event { at, node: from, what: What::Sent(id, None), fault: None });
            id
        };
        let ms = Time::from_millis;
        let (crowd, shop, db) = (NodeId(0), NodeId(1), NodeId(2));
        let nothing = || Value::Tuple(Rc::from([]));
        let mut at = Vec::new();
        for (start, result) in [(10, Value::ok(Value::Unit)), (11, Value::error("Full"))] {
            let request = send(ms(start), crowd, shop, MessageKind::Request, nothing());
            let inner = send(ms(start + 1), shop, db, MessageKind::Request, nothing());
            let found = send(ms(start + 2), db, shop, MessageKind::Reply(inner), Value::Unit);
            let reply = send(ms(start + 3), shop, crowd, MessageKind::Reply(request), result);
            at.extend([(start + 1, shop, request), (start + 2, db, inner)]);
            at.extend([(start + 3, shop, found), (start + 4, crowd, reply)]);
        }
        let lost = send(ms(20), crowd, shop, MessageKind::Request, nothing());
        for (time, node, id) in at {
            let what = What::Delivered(id);
            trace.events.push(Event { at: ms(time), node, what, fault: None });
        }
        let what = What::TimedOut(lost);
        trace.events.push(Event { at: ms(30), node: crowd, what, fault: None });
        for (time, amount) in [(12, 1.5), (13, 0.25)] {
            let what = What::Measured(Measure::Count, "sales".into(), f64::to_bits(amount));
            trace.events.push(Event { at: ms(time), node: shop, what, fault: None });
        }
        // What is sent by a step stands behind what it was that began the step.
        trace
            .events
            .sort_by_key(|event| (event.at, matches!(event.what, What::Sent(..)), event.node));
        trace
    }

    #[test]
    fn a_run_worked_out_on_paper() {
        let metrics = Metrics::of(&trace());
        assert_eq!(metrics.span, (Time::from_millis(10), Time::from_millis(30)));
        let expected = [
            ("requests", "3"),
            ("latency.p50", "4 ms"),
            ("latency.max", "4 ms"),
            ("latency.mean", "4 ms"),
            ("throughput", "50/s"),
            ("errors", "66.6666 %"),
            ("errors.count", "2"),
            ("errors.timeout", "1"),
            ("errors.failed", "1"),
            ("load.max", "2"),
            ("load.mean", "0.9"),
            ("messages", "9"),
            ("messages.per-request", "3"),
            ("client.crowd.requests", "3"),
            ("node.shop.requests", "2"),
            ("node.shop.load.max", "2"),
            ("node.shop.load.mean", "0.2"),
            ("node.db.requests", "2"),
            ("measured.sales", "1.75"),
        ];
        for (name, shown) in expected {
            let metric = metrics.get(name).unwrap_or_else(|| panic!("no {name}"));
            assert_eq!(metric.unit.show(metric.amount.unwrap()), shown, "{name}");
            assert_eq!(unit_of(name, &["crowd"], &["shop", "db"]), Some(metric.unit), "{name}");
        }
        // "buy" nine times, and `[]`, `null`, `{"Ok":null}` and `{"Err":"Full"}`.
        let bytes = 9 * 3 + 5 * 2 + 2 * 4 + 11 + 14;
        assert_eq!(metrics.get("bytes").unwrap().amount, whole(bytes));
    }

    #[test]
    fn every_name_that_is_known_is_measured_and_every_other_is_not() {
        let metrics = Metrics::of(&trace());
        let names = names(&["crowd"], &["shop", "db"]);
        let own = |metric: &&Metric| !metric.name.starts_with("measured.");
        assert_eq!(metrics.numbers.iter().filter(own).count(), names.len());
        for name in &names {
            let unit = metrics.get(name).map(|metric| metric.unit);
            assert_eq!(unit_of(name, &["crowd"], &["shop", "db"]), unit, "{name}");
        }
        for end in ["p50", "p90", "p99", "max", "mean", "count"] {
            let name = format!("measured.wait.{end}");
            assert_eq!(unit_of(&name, &[], &[]), Some(Unit::Number));
        }
        for name in ["", "latency", "latency.p98", "client.nobody.errors", "node.shop.errors"] {
            assert_eq!(unit_of(name, &["crowd"], &["shop", "db"]), None, "{name}");
        }
    }

    #[test]
    fn series_have_a_point_for_each_stretch() {
        let metrics = Metrics::of(&trace());
        assert_eq!(metrics.stretch, Time::from_millis(1));
        for series in &metrics.series {
            assert_eq!(series.points.len(), 31, "{}", series.name);
        }
        let shown = |name: &str, at: usize| {
            let series = metrics.series(name).unwrap();
            series.points[at].map(|amount| series.unit.show(amount))
        };
        assert_eq!(shown("requests", 10).as_deref(), Some("1000/s"));
        assert_eq!(shown("latency.p99", 14).as_deref(), Some("4 ms"));
        assert_eq!(shown("latency.p99", 16), None);
        assert_eq!(shown("node.shop.load", 12).as_deref(), Some("2"));
        assert_eq!(shown("node.shop.load", 20).as_deref(), Some("0"));
    }

    #[test]
    fn percentiles_are_nearest_ranks() {
        let values: Vec<i64> = (1..=10).collect();
        let found = [1, 10, 11, 50, 90, 91, 99, 100].map(|percent| percentile(&values, percent));
        assert_eq!(found.map(Option::unwrap), [1, 1, 2, 5, 9, 10, 10, 10]);
        assert_eq!(percentile(&[], 50), None);
        assert_eq!(percentile(&[7], 1), Some(7));
    }

    #[test]
    fn there_are_few_stretches_of_round_length() {
        for last in [0, 1, 59, 60, 61, 1_000, 59_999_999, 60_000_000, 3_600_000_000] {
            let stretch = stretch(Time::from_micros(last)).micros();
            assert!(last / stretch < POINTS, "{last} {stretch}");
            let digits = stretch.to_string();
            assert!(digits.starts_with(['1', '2', '5']) && digits[1..].chars().all(|c| c == '0'));
        }
    }
}
