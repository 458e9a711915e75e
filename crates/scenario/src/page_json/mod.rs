//! The checked scenario as JSON, there and back.
//!
//! What an author claims, and where in the author's file things stand, does not travel. Numbers
//! travel as texts, because on the way they pass through JavaScript, which would round the great
//! ones and write 1.0 as 1.

mod faults;
mod histories;
mod load;
mod metrics;
mod network;
mod services;

use std::cell::Cell;

use whatif_simulator::explore::Budget;

use crate::json::Value;
use crate::page::PageForm;
use crate::spec::{
    Claims, Client, Code, Explore, Literal, Named, Node, NodeKind, Property, Request, Spec, WhatIf,
    When,
};

/// A checked scenario that came back from the page so that it cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the scenario cannot be read: `{0}` is missing or is not what it must be")]
pub struct Unreadable(&'static str);

/// Something that travels.
///
/// Reading goes on after a mistake, which it only notes: ways out at every key would make most of
/// the code that the page loads for this.
pub(crate) trait Travels: Sized {
    fn write(&self) -> Value;
    fn read(from: Part<'_>) -> Self;
}

/// Reads a whole value.
pub(crate) fn read<T: Travels>(value: &Value) -> Result<T, Unreadable> {
    let wrong = Cell::new(None);
    let read = T::read(Part { value, key: "scenario", wrong: &wrong });
    wrong.get().map_or(Ok(read), |key| Err(Unreadable(key)))
}

/// A value to read.
#[derive(Clone, Copy)]
pub(crate) struct Part<'a> {
    value: &'a Value,
    /// The key that it stands under.
    key: &'static str,
    /// The key of the first mistake.
    wrong: &'a Cell<Option<&'static str>>,
}

impl<'a> Part<'a> {
    /// Reads what stands under a key; what is missing is null.
    fn get<T: Travels>(self, key: &'static str) -> T {
        T::read(self.field(key))
    }

    fn field(self, key: &'static str) -> Self {
        if self.value.fields().is_none() {
            self.wrong(());
        }
        Self { key, value: self.value.get(key).unwrap_or(&Value::Null), ..self }
    }

    fn inside(self, value: &'a Value) -> Self {
        Self { value, ..self }
    }

    fn list(self) -> &'a [Value] {
        if let Value::Array(values) = self.value { values } else { self.wrong(&[]) }
    }

    fn text(self) -> &'a str {
        if let Value::String(text) = self.value { text } else { self.wrong("") }
    }

    /// Notes that this is not what it must be, and takes something instead.
    fn wrong<T>(self, instead: T) -> T {
        self.wrong.set(self.wrong.get().or(Some(self.key)));
        instead
    }
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

/// An object of these fields. Those that are null are left out.
fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let given = fields.into_iter().filter(|(_, value)| !matches!(value, Value::Null));
    Value::Object(given.map(|(key, value)| (key.to_owned(), value)).collect())
}

impl Travels for bool {
    fn write(&self) -> Value {
        Value::Bool(*self)
    }

    fn read(from: Part<'_>) -> Self {
        if let Value::Bool(value) = from.value { *value } else { from.wrong(false) }
    }
}

impl Travels for String {
    fn write(&self) -> Value {
        text(self)
    }

    fn read(from: Part<'_>) -> Self {
        from.text().to_owned()
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {
        $(impl Travels for $number {
            fn write(&self) -> Value {
                Value::String(self.to_string())
            }

            fn read(from: Part<'_>) -> Self {
                from.text().parse().unwrap_or_else(|_| from.wrong(0))
            }
        })*
    };
}

numbers!(i32 u32 u64 i64);

impl<T: Travels> Travels for Option<T> {
    fn write(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::write)
    }

    fn read(from: Part<'_>) -> Self {
        if matches!(from.value, Value::Null) { None } else { Some(T::read(from)) }
    }
}

impl<T: Travels> Travels for Vec<T> {
    fn write(&self) -> Value {
        Value::Array(self.iter().map(T::write).collect())
    }

    fn read(from: Part<'_>) -> Self {
        let mut all = Self::new();
        for value in from.list() {
            all.push(T::read(from.inside(value)));
        }
        all
    }
}

impl<A: Travels, B: Travels> Travels for (A, B) {
    fn write(&self) -> Value {
        Value::Array([self.0.write(), self.1.write()].into_iter().collect())
    }

    fn read(from: Part<'_>) -> Self {
        let (first, second) = match from.list() {
            [first, second] => (first, second),
            _ => from.wrong((&Value::Null, &Value::Null)),
        };
        (A::read(from.inside(first)), B::read(from.inside(second)))
    }
}

impl Travels for Named {
    fn write(&self) -> Value {
        text(&self.name)
    }

    fn read(from: Part<'_>) -> Self {
        Self { name: String::read(from), spot: 0..0 }
    }
}

impl Travels for PageForm {
    fn write(&self) -> Value {
        object([
            ("name", self.name.write()),
            ("title", self.title.write()),
            ("variant", self.variant.write()),
            ("spec", self.spec.write()),
            ("support", self.support.write()),
        ])
    }

    fn read(from: Part<'_>) -> Self {
        Self {
            name: from.get("name"),
            title: from.get("title"),
            variant: from.get("variant"),
            spec: from.get("spec"),
            support: from.get("support"),
        }
    }
}

impl Travels for Spec {
    fn write(&self) -> Value {
        object([
            ("seed", self.seed.write()),
            ("call-timeout-us", self.call_timeout_us.write()),
            ("network", self.network.write()),
            ("clients", self.clients.write()),
            ("nodes", self.nodes.write()),
            ("properties", self.properties.write()),
            ("what-ifs", self.what_ifs.write()),
            ("explore", self.explore.write()),
            ("sweeps", self.sweeps.write()),
        ])
    }

    fn read(from: Part<'_>) -> Self {
        let spec = Self {
            seed: from.get("seed"),
            call_timeout_us: from.get("call-timeout-us"),
            network: from.get("network"),
            clients: from.get("clients"),
            nodes: from.get("nodes"),
            properties: from.get("properties"),
            what_ifs: from.get("what-ifs"),
            explore: from.get("explore"),
            sweeps: from.get("sweeps"),
            ..Self::default()
        };
        // The simulator numbers the nodes in 16 bits.
        if spec.clients.len() + spec.nodes.len() > usize::from(u16::MAX) {
            from.field("nodes").wrong(());
        }
        spec
    }
}

impl Travels for Explore {
    fn write(&self) -> Value {
        let faults = self.budget.counts().map(|(kind, count)| (kind.to_owned(), u32::from(count)));
        object([
            ("faults", faults.to_vec().write()),
            ("timers-any", self.timers_any.write()),
            ("crashes", self.crashes.write()),
            ("draws", self.draws.write()),
            ("also", self.listed.write()),
            ("states", self.states.write()),
        ])
    }

    fn read(from: Part<'_>) -> Self {
        let mut budget = Budget::default();
        for (kind, count) in from.get::<Vec<(String, u32)>>("faults") {
            match budget.get_mut(&kind) {
                Some(place) => *place = count.min(9) as u8,
                None => from.wrong(()),
            }
        }
        Self {
            budget,
            timers_any: from.get("timers-any"),
            crashes: from.get("crashes"),
            draws: from.get("draws"),
            listed: from.get("also"),
            states: from.get("states"),
            claims: None,
        }
    }
}

impl Travels for Client {
    fn write(&self) -> Value {
        object([
            ("name", self.name.write()),
            ("call-timeout-us", self.call_timeout_us.write()),
            ("requests", self.requests.write()),
            ("load", self.load.write()),
        ])
    }

    fn read(from: Part<'_>) -> Self {
        Self {
            name: from.get("name"),
            call_timeout_us: from.get("call-timeout-us"),
            requests: from.get("requests"),
            load: from.get("load"),
        }
    }
}

impl Travels for Request {
    fn write(&self) -> Value {
        object([
            ("at-us", self.at_us.write()),
            ("call", self.call.write()),
            ("with", self.with.write()),
        ])
    }

    fn read(from: Part<'_>) -> Self {
        Self {
            at_us: from.get("at-us"),
            call: from.get("call"),
            with: from.get("with"),
            spot: 0..0,
        }
    }
}

impl Travels for Literal {
    fn write(&self) -> Value {
        match self {
            Self::Bool(value) => value.write(),
            Self::Text(text) => text.write(),
            Self::List(values) => values.write(),
            Self::Int(number) => object([("int", number.write())]),
            Self::Float(number) => object([("float-bits", number.to_bits().write())]),
            // Its fields are not those of the object: one of them may be called `int`.
            Self::Table(fields) => object([("table", fields.write())]),
        }
    }

    fn read(from: Part<'_>) -> Self {
        match from.value {
            Value::Bool(value) => Self::Bool(*value),
            Value::String(text) => Self::Text(text.clone()),
            Value::Array(_) => Self::List(Vec::read(from)),
            _ => {
                if let Some(number) = from.get("int") {
                    Self::Int(number)
                } else if let Some(bits) = from.get("float-bits") {
                    Self::Float(f64::from_bits(bits))
                } else {
                    Self::Table(from.get("table"))
                }
            }
        }
    }
}

impl Travels for Node {
    fn write(&self) -> Value {
        object([
            ("name", self.name.write()),
            ("what", self.kind.write()),
            ("call-timeout-us", self.call_timeout_us.write()),
            ("work", self.work.write()),
        ])
    }

    fn read(from: Part<'_>) -> Self {
        Self {
            name: from.get("name"),
            kind: from.get("what"),
            call_timeout_us: from.get("call-timeout-us"),
            work: from.get("work"),
        }
    }
}

impl Travels for NodeKind {
    fn write(&self) -> Value {
        match self {
            Self::Code(Code { serves, main, state, workers, syncs_explicitly }) => object([
                ("kind", text("code")),
                ("serves", serves.write()),
                ("main", main.write()),
                ("state", state.write()),
                ("workers", workers.write()),
                ("syncs_explicitly", syncs_explicitly.write()),
            ]),
            Self::Database { tables } => {
                object([("kind", text("database")), ("tables", tables.write())])
            }
            Self::Mailer => object([("kind", text("mailer"))]),
            Self::Service(service) => {
                object([("kind", text("service")), ("service", service.write())])
            }
        }
    }

    fn read(from: Part<'_>) -> Self {
        let kind = from.field("kind");
        match kind.text() {
            "code" => Self::Code(Code {
                serves: from.get("serves"),
                main: from.get("main"),
                state: from.get("state"),
                workers: from.get("workers"),
                syncs_explicitly: from.get("syncs_explicitly"),
            }),
            "database" => Self::Database { tables: from.get("tables") },
            "mailer" => Self::Mailer,
            "service" => Self::Service(from.get("service")),
            _ => kind.wrong(Self::Mailer),
        }
    }
}

impl Travels for Property {
    fn write(&self) -> Value {
        object([
            ("name", self.name.write()),
            ("when", self.when.write()),
            ("looks", self.looks.write()),
            ("says", self.says.write()),
        ])
    }

    fn read(from: Part<'_>) -> Self {
        Self {
            name: from.get("name"),
            when: from.get("when"),
            looks: from.get("looks"),
            says: from.get("says"),
            spot: 0..0,
        }
    }
}

impl Travels for When {
    fn write(&self) -> Value {
        text(match self {
            Self::Always => "always",
            Self::Eventually => "eventually",
            Self::Sometimes => "sometimes",
        })
    }

    fn read(from: Part<'_>) -> Self {
        match from.text() {
            "always" => Self::Always,
            "eventually" => Self::Eventually,
            "sometimes" => Self::Sometimes,
            _ => from.wrong(Self::Always),
        }
    }
}

impl Travels for WhatIf {
    fn write(&self) -> Value {
        object([
            ("name", self.name.write()),
            ("ask", self.ask.write()),
            ("faults", self.faults.write()),
        ])
    }

    fn read(from: Part<'_>) -> Self {
        Self {
            name: from.get("name"),
            ask: from.get("ask"),
            faults: from.get("faults"),
            claims: Claims::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use whatif_simulator::Time;
    use whatif_simulator::metrics::Unit;
    use whatif_simulator::services::Rate;

    use super::*;
    use crate::spec::Looks;
    use crate::spec::load::{Load, Pace};
    use crate::spec::metrics::{Shape, Sweep};
    use crate::spec::{Link, Network, Takes, Work};

    /// A form in which everything stands that can.
    fn everything() -> PageForm {
        let named = |name: &str| Named { name: name.into(), spot: 3..7 };
        let faults = faults::tests::every_fault();
        let table = vec![
            ("zebra".into(), Literal::Int(i64::MIN)),
            ("ant".into(), Literal::List(vec![Literal::Float(1.0), Literal::Float(f64::INFINITY)])),
            ("int".into(), Literal::Text("\"\\\u{0}\u{1f980}</script>".into())),
        ];
        let with = vec![Literal::Table(table), Literal::Table(Vec::new()), Literal::Bool(true)];
        let property = |name: &str, when| Property {
            name: name.into(),
            when,
            looks: Looks::Function(named("holds")),
            says: "it holds".into(),
            spot: 1..2,
        };
        let works = |takes| Some(Work { takes, workers: 3, waiting: Some(9) });
        let node = |name: &str, kind| {
            let work = match kind {
                NodeKind::Code(_) => None,
                NodeKind::Mailer => works(Takes::MeanUs(10_000)),
                _ => works(Takes::BetweenUs(1, 2)),
            };
            Node { name: name.into(), kind, call_timeout_us: 2_000_000, work }
        };
        let link = Link { latency_us: (5_000, 40_000), ..Link::default() };
        let narrow = Link { loss: 5, bandwidth: Some(1_000), in_order: true, ..link };
        let database = NodeKind::Database { tables: vec![("users".into(), "address".into())] };
        let (serves, main) = (vec![named("signup")], Some(named("relay")));
        let rate = Rate { count: 50, per: Time::from_secs(1) };
        let loaded = |name: &str, pace| Client {
            name: name.into(),
            call_timeout_us: 1,
            requests: Vec::new(),
            load: Some(Load {
                request: Request {
                    at_us: 7,
                    call: "server::signup".into(),
                    with: with.clone(),
                    spot: 2..3,
                },
                for_us: 60_000_000,
                pace,
            }),
        };
        let sweep = |unit| Sweep {
            name: "patience".into(),
            says: "waiting longer".into(),
            knob: named("network.call-timeout"),
            unit,
            values: vec![-1, i64::MAX],
            what_if: Some("all".into()),
            curves: vec!["latency.p99".into()],
            expect: vec![(named("latency.p99"), Shape::Rises)],
        };
        let spec = Spec {
            seed: Some(u64::MAX),
            network: Network { all: link, special: vec![(("server".into(), "db".into()), narrow)] },
            clients: vec![
                Client {
                    name: "visitor".into(),
                    call_timeout_us: 30_000_000,
                    requests: vec![Request {
                        at_us: 10_000,
                        call: "server::signup".into(),
                        with: with.clone(),
                        spot: 0..9,
                    }],
                    load: None,
                },
                loaded("crowd", Pace::Open { rates: vec![(7, rate), (9, rate)], random: true }),
                loaded("users", Pace::Closed { users: 10, think_us: 1_000_000 }),
            ],
            nodes: vec![
                node(
                    "server",
                    NodeKind::Code(Code {
                        serves,
                        main,
                        state: Some(named("Server")),
                        workers: Some(4),
                        syncs_explicitly: true,
                    }),
                ),
                node("idle", NodeKind::Code(Code::default())),
                node("db", database),
                node("email", NodeKind::Mailer),
            ],
            properties: vec![
                property("one", When::Always),
                property("two", When::Eventually),
                property("three", When::Sometimes),
            ],
            baseline: Claims::default(),
            what_ifs: vec![WhatIf {
                name: "all".into(),
                ask: "What if everything goes wrong?".into(),
                faults: faults.clone(),
                claims: Claims::default(),
            }],
            explore: Explore {
                budget: Budget {
                    crash: 2,
                    lose: 1,
                    duplicate: 3,
                    delay: 4,
                    omission: 5,
                    cut: 6,
                    other: 7,
                },
                timers_any: true,
                crashes: vec![named("db")],
                draws: vec![-7, 3],
                listed: faults,
                states: Some(1 << 40),
                claims: None,
            },
            call_timeout_us: 1_500_000,
            sweeps: [Unit::Time, Unit::Number, Unit::Rate, Unit::Share].map(sweep).into(),
            ..Spec::default()
        };
        PageForm {
            name: "email-signup".into(),
            title: "Email sign-up".into(),
            variant: "naive".into(),
            spec,
            support: Some(("email-signup.rs".into(), "struct User {}\n".into())),
        }
    }

    /// What of a form travels, to compare.
    fn travelling(form: &PageForm) -> String {
        let mut form = form.clone();
        form.spec.baseline = Claims::default();
        form.spec.explore.claims = None;
        for sweep in &mut form.spec.sweeps {
            sweep.expect = Vec::new();
        }
        for what_if in &mut form.spec.what_ifs {
            what_if.claims = Claims::default();
        }
        let shown = format!("{form:#?}");
        let lines = shown.lines().filter(|line| !line.trim().starts_with("spot: "));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// The value with each place in it, in turn, replaced by another, and the key of that place.
    fn each_replaced(value: &Value, instead: &Value, key: &str) -> Vec<(String, Value)> {
        let mut all = vec![(key.to_owned(), instead.clone())];
        match value {
            Value::Array(values) => {
                for (at, value) in values.iter().enumerate() {
                    for (key, replaced) in each_replaced(value, instead, key) {
                        let mut values = values.clone();
                        values[at] = replaced;
                        all.push((key, Value::Array(values)));
                    }
                }
            }
            Value::Object(fields) => {
                for (name, value) in fields {
                    for (key, replaced) in each_replaced(value, instead, name) {
                        let mut fields = fields.clone();
                        let place = fields.iter_mut().find(|(known, _)| known == name);
                        place.unwrap().1 = replaced;
                        all.push((key, Value::Object(fields)));
                    }
                }
            }
            _ => {}
        }
        all
    }

    #[test]
    fn everything_survives_the_way_there_and_back() {
        let form = everything();
        let back = PageForm::from_json(&form.to_json()).unwrap();
        assert_eq!(travelling(&back), travelling(&form));
    }

    #[cfg(feature = "toml")]
    #[test]
    fn the_sign_up_survives_the_way_there_and_back() {
        use std::path::Path;
        use std::sync::Arc;

        use crate::{SourceFile, Sources, VariantSource};

        let file = |path: &str, text: &str| {
            Arc::new(SourceFile { path: path.into(), text: text.into(), first_line: 1 })
        };
        let read = |name: &str| {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../src").join(name);
            file(name, &std::fs::read_to_string(path).unwrap())
        };
        let chapter = read("01-already-distributed.md");
        let fences = chapter.text.split("```rust,whatif=email-signup,variant=").skip(1);
        let variants = fences.map(|fence| {
            let (name, rest) = fence.split_once('\n').unwrap();
            let (code, _) = rest.split_once("```").unwrap();
            VariantSource { name: name.into(), code: file(&chapter.path, code) }
        });
        let sources = Sources {
            name: "email-signup".into(),
            world: read("email-signup.toml"),
            support: Some(read("email-signup.rs")),
            variants: variants.collect(),
        };
        let scenario = crate::load(&sources).unwrap_or_else(|problems| panic!("{problems:#?}"));
        assert_eq!(scenario.variants().len(), 7);
        for variant in scenario.variants() {
            let form = scenario.page_form(&variant.name).unwrap();
            let back = PageForm::from_json(&form.to_json()).unwrap();
            assert_eq!(travelling(&back), travelling(&form));
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let optional = [
            "seed",
            "support",
            "main",
            "state",
            "workers",
            "restart-us",
            "function",
            "states",
            "by",
            "which",
            "lasts-us",
            "towards",
            "work",
            "bandwidth",
            "waiting",
            "load",
            "what-if",
        ];
        for (key, value) in each_replaced(&everything().write(), &Value::Null, "scenario") {
            match PageForm::from_value(&value) {
                Ok(_) => assert!(optional.contains(&key.as_str()), "{key} may be missing"),
                Err(Unreadable(named)) => {
                    // A literal is of the kind whose key it has, so none is missed but the last.
                    let literal = named == "table" && ["int", "float-bits"].contains(&key.as_str());
                    assert!(named == key || literal, "{key} is missing, and {named} is named");
                }
            }
        }
    }

    #[test]
    fn what_is_no_such_thing_is_an_error_and_no_panic() {
        let form = everything().write();
        let others = [
            Value::Bool(true),
            Value::Number(1),
            Value::String("?".into()),
            Value::Array(Vec::new()),
            Value::Object(Vec::new()),
        ];
        for other in &others {
            for (key, value) in each_replaced(&form, other, "scenario") {
                let read = PageForm::from_value(&value);
                let number = matches!(other, Value::Number(_));
                assert!(!number || read.is_err(), "{key} may be a number");
                if let Ok(form) = read {
                    PageForm::from_value(&form.write()).unwrap();
                }
            }
        }
        let error = PageForm::from_json("{}").unwrap_err().to_string();
        assert_eq!(
            error,
            "the scenario cannot be read: `name` is missing or is not what it must be"
        );
    }

    #[test]
    fn a_text_that_breaks_off_is_an_error() {
        let json = everything().to_json();
        for (at, _) in json.char_indices() {
            assert_eq!(PageForm::from_json(&json[..at]).unwrap_err(), Unreadable("scenario"));
        }
    }

    #[test]
    fn what_nests_as_deeply_as_toml_may_survives() {
        let mut form = everything();
        let literal = &mut form.spec.clients[0].requests[0].with[0];
        for _ in 0..80 {
            let inner = std::mem::replace(literal, Literal::Bool(false));
            *literal = Literal::Table(vec![("a".into(), inner)]);
        }
        PageForm::from_json(&form.to_json()).unwrap();
    }

    #[test]
    fn what_nests_too_deeply_is_an_error_and_takes_no_stack() {
        let json = everything().to_json();
        let deep = "[".repeat(200_000) + &"]".repeat(200_000);
        let (before, after) = json.split_once("\"with\":[").unwrap();
        let json = format!("{before}\"with\":[{deep},{after}");
        assert_eq!(PageForm::from_json(&json).unwrap_err(), Unreadable("scenario"));
    }
}
