//! A history as Jepsen writes it: one JSON object a line.

use serde_json::Value as Json;
use whatif_simulator::Value;
use whatif_simulator::consistency::{Action, Deed, Model, Operation};

/// More lines than these are not read.
const LINES_MAX: usize = 200_000;

/// A history with the names of its clients.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) operations: Vec<Operation>,
    /// By the number of a client.
    pub(super) clients: Vec<String>,
}

/// What is wrong with a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    /// The first is 1.
    pub(super) line: usize,
    pub(super) what: String,
}

/// An operation that has been called and has not returned.
struct Called {
    client: u32,
    line: usize,
    f: String,
    deed: Deed,
    key: Option<Value>,
    with: Json,
    at: u32,
}

/// Reads a history of objects of one model.
///
/// # Errors
/// All mistakes, in the order of the lines.
pub(super) fn read(text: &str, model: Model) -> Result<Read, Vec<Mistake>> {
    let mut reader = Reader { model, read: Read::default(), open: Vec::new(), now: 0 };
    let mut mistakes = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        if line > LINES_MAX {
            mistakes.push(Mistake { line, what: format!("there are more than {LINES_MAX} lines") });
            break;
        }
        if let Err(what) = reader.line(line, text) {
            mistakes.push(Mistake { line, what });
        }
    }
    // What never returned may have been done.
    for called in std::mem::take(&mut reader.open) {
        let line = called.line;
        if let Err(what) = reader.ended(called, None) {
            mistakes.push(Mistake { line, what });
        }
    }
    if mistakes.is_empty() {
        reader.read.operations.sort_by_key(|operation| operation.called);
        Ok(reader.read)
    } else {
        mistakes.sort_by_key(|mistake| mistake.line);
        Err(mistakes)
    }
}

struct Reader {
    model: Model,
    read: Read,
    open: Vec<Called>,
    now: u32,
}

impl Reader {
    fn line(&mut self, line: usize, text: &str) -> Result<(), String> {
        if text.trim().is_empty() {
            return Ok(());
        }
        let json: Json = serde_json::from_str(text).map_err(|error| {
            format!("this is no JSON: {error}").replace(" at line 1 column", " at column")
        })?;
        let Json::Object(fields) = json else {
            return Err("a line is an object: `{\"process\": 0, \"type\": \"invoke\", …}`".into());
        };
        let process = match fields.get("process") {
            Some(Json::String(name)) => keyword(name).to_owned(),
            Some(Json::Number(number)) => number.to_string(),
            _ => return Err("`process` is missing: the number or name of the client".into()),
        };
        // Whoever breaks things is no client.
        if process == "nemesis" {
            return Ok(());
        }
        let word = |name: &str| fields.get(name).and_then(Json::as_str).map(keyword);
        let Some(kind) = word("type") else {
            return Err("`type` is missing: `invoke`, `ok`, `fail` or `info`".into());
        };
        let Some(f) = word("f") else {
            return Err("`f` is missing: what the client does, as `read`".into());
        };
        let value = fields.get("value").cloned().unwrap_or(Json::Null);
        let known = self.read.clients.iter().position(|client| *client == process);
        let client = known.unwrap_or_else(|| {
            self.read.clients.push(process.clone());
            self.read.clients.len() - 1
        }) as u32;
        self.now += 1;
        let open = self.open.iter().position(|called| called.client == client);
        if kind == "invoke" {
            let deed = Deed::named(f).ok_or_else(|| {
                let name = self.model.name();
                format!("a {name} has no `{f}`; it has {}", self.model.operations().join(", "))
            })?;
            let key = fields.get("key").filter(|key| !key.is_null()).map(value_of);
            let at = self.now;
            let f = f.to_owned();
            let before = open.map(|open| self.open.remove(open));
            self.open.push(Called { client, line, f, deed, key, with: value, at });
            return match before {
                None => Ok(()),
                Some(before) => Err(format!(
                    "process {process} is still at the `{}` of line {}; it does one thing at a time",
                    before.f, before.line,
                )),
            };
        }
        if !matches!(kind, "ok" | "fail" | "info") {
            return Err(format!("`{kind}` is no type; there are `invoke`, `ok`, `fail`, `info`"));
        }
        let Some(open) = open else {
            return Err(format!("process {process} has invoked nothing that could end here"));
        };
        let called = self.open.remove(open);
        if called.f != f {
            return Err(format!(
                "process {process} invoked `{}` in line {}, and not `{f}`",
                called.f, called.line,
            ));
        }
        match kind {
            "ok" => self.ended(called, Some((self.now, value))),
            "info" => self.ended(called, None),
            // It did not happen.
            _ => Ok(()),
        }
    }

    /// An operation is over, or will never be.
    fn ended(&mut self, called: Called, told: Option<(u32, Json)>) -> Result<(), String> {
        let Called { client, f, deed, key, with, at, .. } = called;
        let with = match (deed, with) {
            (Deed::Read | Deed::Dequeue, _) | (Deed::Add, Json::Null) => Vec::new(),
            (Deed::Cas, Json::Array(two)) => two.iter().map(value_of).collect(),
            (Deed::Cas, _) => Vec::new(),
            (_, value) => vec![value_of(&value)],
        };
        if deed == Deed::Cas && with.len() != 2 {
            return Err(format!("the value of `{f}` is no pair `[old, new]`"));
        }
        let returned = told.as_ref().map(|(at, _)| *at);
        let told = told.map(|(_, told)| value_of(&told));
        let with = key.into_iter().chain(with).collect::<Vec<_>>();
        let (key, action) = (self.model.action(deed, &with, told.as_ref()))
            .map_err(|what| format!("this `{f}` {what}"))?;
        // Nobody was told anything, so it changes nothing.
        if returned.is_none() && matches!(action, Action::Read(_)) {
            return Ok(());
        }
        self.read.operations.push(Operation { client, key, action, called: at, returned });
        Ok(())
    }
}

/// A word of Clojure as a plain one.
fn keyword(word: &str) -> &str {
    word.strip_prefix(':').unwrap_or(word)
}

fn value_of(json: &Json) -> Value {
    match json {
        Json::Null => Value::Unit,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => {
            let whole = number.as_i64().map(i128::from).or(number.as_u64().map(i128::from));
            whole.map_or_else(
                || Value::Float(number.as_f64().unwrap_or_default().to_bits()),
                Value::Int,
            )
        }
        Json::String(text) => Value::text(text),
        Json::Array(values) => Value::list(values.iter().map(value_of)),
        Json::Object(fields) => {
            let mut fields: Vec<(Value, Value)> =
                fields.iter().map(|(key, value)| (Value::text(key), value_of(value))).collect();
            fields.sort_unstable();
            Value::Map(fields.into())
        }
    }
}
