//! What an author says of numbers: bounds of metrics, and sweeps.

use whatif_interpreter::did_you_mean;
use whatif_simulator::metrics::{self, Unit};

use super::Reader;
use super::network::{LOSS_MAX, WORKERS_MAX};
use super::table::{Item, Layers, Table};
use crate::spec::metrics::{Bound, Is, Knob, Shape, Sweep};
use crate::spec::{Named, Spec};

/// A sweep has so many points at the most.
const POINTS_MAX: usize = 25;

const SWEEP_KEYS: [&str; 10] =
    ["says", "knob", "values", "from", "to", "steps", "what-if", "curves", "expect", "variants"];

/// The knobs, as they are told to an author.
const KNOBS: &str = "network.call-timeout, network.latency, network.loss, \
     client.NAME.rate, client.NAME.users, client.NAME.think, node.NAME.workers, node.NAME.takes, \
     const NAME";

impl Is {
    /// The ways to compare; of two of which one begins the other, the longer first.
    const ALL: [(&'static str, Self); 5] = [
        ("<=", Self::AtMost),
        (">=", Self::AtLeast),
        ("<", Self::Less),
        (">", Self::More),
        ("=", Self::Equal),
    ];
}

impl Knob<'_> {
    /// What it is a number of.
    fn unit(&self) -> Unit {
        match self {
            Self::Times(_) | Self::Latency(_) => Unit::Time,
            Self::Rate(_) => Unit::Rate,
            Self::Loss(_) => Unit::Share,
            Self::Count(_) | Self::Workers(_) | Self::ServiceWorkers(_) | Self::Const(..) => {
                Unit::Number
            }
        }
    }

    /// Whether it can be turned there; the amount is in millionths of its unit.
    fn goes_to(&self, amount: i64) -> bool {
        match self {
            Self::Times(_) | Self::Latency(_) => amount >= 0,
            Self::Rate(_) => (1..=i64::from(u32::MAX)).contains(&amount),
            Self::Loss(_) => (0..=i64::from(LOSS_MAX)).contains(&amount),
            Self::Count(_) | Self::Workers(_) => amount % 1_000_000 == 0 && amount > 0,
            Self::ServiceWorkers(_) => {
                amount % 1_000_000 == 0
                    && (1..=i64::from(WORKERS_MAX)).contains(&(amount / 1_000_000))
            }
            Self::Const(..) => amount % 1_000_000 == 0 && amount >= 0,
        }
    }
}

/// The service of which a knob is meant that only those have that take their time.
fn service_at_once<'k>(spec: &Spec, knob: &'k str) -> Option<&'k str> {
    let (name, key) = knob.strip_prefix("node.")?.rsplit_once('.')?;
    let node = spec.nodes.iter().find(|node| node.name == name)?;
    let meant = ["takes", "workers"].contains(&key) && !node.runs_code() && node.work.is_none();
    meant.then_some(name)
}

impl Reader {
    /// Reads `metrics = ["latency.p99 < 200ms"]`.
    pub(super) fn bounds(
        &mut self,
        item: &Item<'_>,
        clients: &[&str],
        nodes: &[&str],
    ) -> Vec<Bound> {
        let bounds = item.list(self);
        bounds.iter().filter_map(|bound| self.bound(bound, clients, nodes)).collect()
    }

    fn bound(&mut self, item: &Item<'_>, clients: &[&str], nodes: &[&str]) -> Option<Bound> {
        let text = item.text(self);
        if text.is_empty() {
            return None;
        }
        let found = Is::ALL.iter().find_map(|(sign, is)| {
            let (metric, amount) = text.split_once(sign)?;
            Some((metric.trim(), *is, amount.trim()))
        });
        let Some((metric, is, amount)) = found else {
            let help = "write a metric, <, <=, =, >= or >, and an amount: \"latency.p99 < 200ms\"";
            self.report(item.spot(), "this says nothing of a metric", help.to_owned());
            return None;
        };
        let unit = self.metric(item, metric, clients, nodes)?;
        let Some(amount) = unit.read(amount) else {
            let kind = match unit {
                Unit::Time => "a time",
                Unit::Number => "a plain number",
                Unit::Rate => "a rate",
                Unit::Share => "a share",
            };
            let message = format!("`{metric}` is {kind}, and `{amount}` is none");
            let help = format!("write it as in \"{metric} < {}\"", unit.example());
            self.report(item.spot(), message, help);
            return None;
        };
        let metric = metric.to_owned();
        Some(Bound { text, metric, is, amount, spot: item.spot() })
    }

    /// The unit of a metric that the author names.
    fn metric(
        &mut self,
        item: &Item<'_>,
        metric: &str,
        clients: &[&str],
        nodes: &[&str],
    ) -> Option<Unit> {
        let unit = metrics::unit_of(metric, clients, nodes);
        if unit.is_none() {
            let known = metrics::names(clients, nodes);
            let near = did_you_mean(metric, known.iter().map(String::as_str));
            let help = near.map_or_else(
                || format!("there are: {}", metrics::names(&[], &[]).join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            self.report(item.spot(), format!("there is no metric `{metric}`"), help);
        }
        unit
    }

    /// Reads the sweeps of a spec that is complete but for them: those of this variant, one of all.
    pub(super) fn sweeps<'a>(
        &mut self,
        root: &Table<'a>,
        own: Option<&Table<'a>>,
        spec: &mut Spec,
        (variant, variants): (&str, &[&str]),
    ) -> Vec<Sweep> {
        let own = own.map_or_else(Vec::new, |own| own.tables(self, "sweep"));
        let base = root.tables(self, "sweep");
        let mut sweeps = Vec::new();
        for (name, table) in &base {
            let mut layers = Layers::new(table);
            if let Some((_, own)) = own.iter().find(|(known, _)| known.name == name.name) {
                layers.over(own);
            }
            if self.is_said_of(table.get("variants"), variant, variants) {
                sweeps.extend(self.sweep(name, &layers, spec));
            }
        }
        for (name, _) in &own {
            if !base.iter().any(|(known, _)| known.name == name.name) {
                let message = format!("there is no sweep `{}` that this could be of", name.name);
                self.report(name.spot.clone(), message, None);
            }
        }
        sweeps
    }

    fn sweep(&mut self, name: &Named, layers: &Layers<'_, '_>, spec: &mut Spec) -> Option<Sweep> {
        layers.only(self, &SWEEP_KEYS);
        let missing = |reader: &mut Self, what: &str, help: &str| {
            let message = format!("the sweep `{}` has no `{what}`", name.name);
            reader.report(name.spot.clone(), message, help.to_owned());
        };
        let Some(says) = layers.get("says") else {
            missing(self, "says", "say what it shows: `says = \"the longer one waits …\"`");
            return None;
        };
        let Some(knob_item) = layers.get("knob") else {
            missing(self, "knob", &format!("say what is turned: {KNOBS}"));
            return None;
        };
        let Some(curves_item) = layers.get("curves") else {
            missing(
                self,
                "curves",
                "say what is looked at: `curves = [\"errors\", \"latency.p99\"]`",
            );
            return None;
        };
        let Some(expect_item) = layers.get("expect") else {
            let help = "say how the curves go, so that the claim is checked: \
                        `expect = { errors = \"falls\" }`";
            missing(self, "expect", help);
            return None;
        };
        let says = says.text(self);
        let knob = knob_item.named(self);
        let (unit, values) = self.values(layers, &knob, spec)?;
        let what_if = layers.get("what-if").map(|item| item.named(self));
        if let Some(what_if) = &what_if
            && !spec.what_ifs.iter().any(|known| known.name == what_if.name)
        {
            let known = spec.what_ifs.iter().map(|known| known.name.as_str());
            let help =
                did_you_mean(&what_if.name, known).map(|near| format!("did you mean `{near}`?"));
            let message = format!("there is no what-if `{}`", what_if.name);
            self.report(what_if.spot.clone(), message, help);
        }
        let (clients, nodes) = spec.names();
        let mut curves = Vec::new();
        for item in curves_item.list(self) {
            let curve = item.text(self);
            if self.metric(&item, &curve, &clients, &nodes).is_some() {
                curves.push(curve);
            }
        }
        let mut expect = Vec::new();
        for (metric, item) in expect_item.entries(self) {
            let word = item.text(self);
            if !curves.contains(&metric.name) {
                let message = format!("`{}` is none of the curves", metric.name);
                self.report(metric.spot.clone(), message, "add it to `curves`".to_owned());
                continue;
            }
            match Shape::ALL.iter().find(|(known, _)| *known == word) {
                Some((_, shape)) => {
                    expect.push((Named { name: metric.name, spot: item.spot() }, *shape));
                }
                None => {
                    let words = Shape::ALL.map(|(word, _)| word);
                    item.unknown(self, "shape of a curve", &word, &words);
                }
            }
        }
        let what_if = what_if.map(|what_if| what_if.name);
        let name = name.name.clone();
        Some(Sweep { name, says, knob, unit, values, what_if, curves, expect })
    }

    /// The values that a knob is turned to.
    fn values(
        &mut self,
        layers: &Layers<'_, '_>,
        knob: &Named,
        spec: &mut Spec,
    ) -> Option<(Unit, Vec<i64>)> {
        let Some(turned) = Knob::of(spec, &knob.name) else {
            let message = format!("there is no knob `{}`", knob.name);
            let help = match service_at_once(spec, &knob.name) {
                Some(service) => {
                    format!("`{service}` takes no time: give it the key `takes = \"10ms\"`")
                }
                None => format!("there are: {KNOBS}"),
            };
            self.report(knob.spot.clone(), message, help);
            return None;
        };
        let unit = turned.unit();
        let amount = |reader: &mut Self, item: &Item<'_>| {
            let text = match item.value().as_integer() {
                Some(number) => number.to_string(),
                None => item.text(reader),
            };
            let amount = unit.read(&text).filter(|amount| turned.goes_to(*amount));
            if amount.is_none() {
                let message = format!("`{}` cannot be turned to this", knob.name);
                let help = format!("write it as in \"{}\"", unit.example());
                reader.report(item.spot(), message, help);
            }
            amount
        };
        let values = if let Some(values) = layers.get("values") {
            let list = values.list(self);
            list.iter().map(|item| amount(self, item)).collect::<Option<Vec<i64>>>()?
        } else {
            let [from, to, steps] = ["from", "to", "steps"].map(|key| layers.get(key));
            let (Some(from), Some(to), Some(steps)) = (from, to, steps) else {
                let help = "write `values = [\"50ms\", \"100ms\"]`, or `from`, `to` and `steps`";
                self.report(knob.spot.clone(), "this sweep has no values", help.to_owned());
                return None;
            };
            let (from, to) = (amount(self, from)?, amount(self, to)?);
            let steps = i64::from(steps.count(self)?.min(POINTS_MAX as u32));
            // What is counted stays whole.
            let grain = if unit == Unit::Number { 1_000_000 } else { 1 };
            let way = (to - from) / grain;
            (0..=steps).map(|step| from + way * step / steps * grain).collect()
        };
        if values.len() < 3 || values.len() > POINTS_MAX || !values.is_sorted_by(|a, b| a < b) {
            let message = format!("a sweep has from 3 to {POINTS_MAX} values, each above the last");
            self.report(knob.spot.clone(), message, None);
            return None;
        }
        Some((unit, values))
    }
}
