//! A key-value store, with one copy or with several that learn of a write later.

use std::rc::Rc;

use crate::services::{Operation, free_number, said, waits};
use crate::{Ask, Effect, Input, Program, Section, Then, Time, Transition, Value};

/// A key-value store, with the guarantees of its [`Mode`].
///
/// What was answered survives everything, on the replica that answered. What had not reached the
/// others when the store crashed is sent to them again.
#[derive(Clone, Copy, Debug)]
pub struct Store {
    /// What it guarantees.
    pub mode: Mode,
    /// How many replicas it has. A linearizable store has one, or does as if.
    pub replicas: u32,
    /// How long it takes until a write has reached all replicas.
    pub lag: Time,
}

/// What a store guarantees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Every operation happens at one moment between its request and its reply (Herlihy and Wing
    /// 1990), as with etcd.
    Linearizable,
    /// Each request reaches any of the replicas, which answers by what it knows. Of two writes all
    /// replicas keep in the end the one that the store has taken later. As with a read of DynamoDB
    /// that is eventually consistent.
    Eventual,
    /// The same, but of two writes the one with the greater time is kept, and the time is what the
    /// caller says, as with Cassandra. Where the times are equal, a deletion wins over a value, and
    /// the greater value over the smaller.
    LastWriteWins,
}

/// The keys, and the request for which a replica is being chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[doc(hidden)]
pub struct Keys {
    keys: Rc<Vec<Item>>,
    asking: Option<Rc<Asking>>,
}

/// What there is of one key, in order of the keys.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Item {
    key: Value,
    /// From the oldest that a replica still has to the newest.
    versions: Vec<Version>,
    /// Which version each replica has, in no order but that of the versions.
    replicas: Vec<usize>,
    /// The greatest fencing token that came with a write.
    token: i128,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Version {
    /// What the caller said when it was, where that decides.
    time: Option<i128>,
    /// Nothing where the key was deleted or has not been written yet.
    value: Option<Value>,
    /// The timer by which all replicas have it, as long as some may not.
    spreads: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Asking {
    handle: u32,
    operation: crate::Name,
    arguments: Rc<[Value]>,
}

/// More keys than these make no readable diagram.
const KEYS_MAX: usize = 10_000;

const GET: Operation = Operation {
    name: "get",
    parameters: &["key: &Key"],
    returns: "Result<Option<Value>>",
    does: said("Reads what stands under a key."),
};

impl Store {
    /// What a store of this mode can be asked for.
    pub const fn operations(mode: Mode) -> &'static [Operation] {
        match mode {
            Mode::Linearizable => Self::LINEARIZABLE,
            Mode::Eventual => Self::EVENTUAL,
            Mode::LastWriteWins => Self::LAST_WRITE_WINS,
        }
    }

    const PUT: Operation = Operation {
        name: "put",
        parameters: &["key: &Key", "value: &Value"],
        returns: "Result<()>",
        does: said("Puts a value under a key, in the place of what stands there."),
    };

    const DELETE: Operation = Operation {
        name: "delete",
        parameters: &["key: &Key"],
        returns: "Result<()>",
        does: said("Removes what stands under a key, if anything does."),
    };

    const LINEARIZABLE: &'static [Operation] = &[
        GET,
        Self::PUT,
        Self::DELETE,
        Operation {
            name: "compare_and_set",
            parameters: &["key: &Key", "expected: Option<Value>", "value: &Value"],
            returns: "Result<bool>",
            does: said(
                "Puts a value if what stands there is what is expected, `None` being nothing; \
                   says whether it did.",
            ),
        },
        Operation {
            name: "put_fenced",
            parameters: &["key: &Key", "value: &Value", "token: u64"],
            returns: "Result<()>",
            does: said(
                "Puts a value unless a greater token has come with an earlier write to this key: \
                   then `Err(Error::Stale)`.",
            ),
        },
    ];

    const EVENTUAL: &'static [Operation] = &[GET, Self::PUT, Self::DELETE];

    const LAST_WRITE_WINS: &'static [Operation] = &[
        GET,
        Operation {
            name: "put_at",
            parameters: &["key: &Key", "value: &Value", "time: Duration"],
            returns: "Result<()>",
            does: said(
                "Puts a value that was written at this time. Where there is one that was written \
                   later, nothing changes, and the answer is the same.",
            ),
        },
        Operation {
            name: "delete_at",
            parameters: &["key: &Key", "time: Duration"],
            returns: "Result<()>",
            does: said("Removes what was written until this time."),
        },
    ];
}

impl Program for Store {
    type State = Keys;

    fn initial(&self) -> Keys {
        Keys::default()
    }

    fn after_crash(&self, state: &Keys) -> Keys {
        state.clone()
    }

    fn step(&self, state: &Keys, input: &Input) -> Transition<Keys> {
        let mut state = state.clone();
        let mut effects = Vec::new();
        match input {
            Input::Start => {
                let versions = state.keys.iter().flat_map(|key| &key.versions);
                let spreading = versions.filter_map(|version| version.spreads);
                effects.extend(spreading.map(|timer| waits(timer, self.lag)));
            }
            Input::Request { handle, operation, arguments, .. } => {
                let (operation, arguments) = (Rc::clone(operation), Rc::clone(arguments));
                let asking = Asking { handle: *handle, operation, arguments };
                if self.replicas > 1 {
                    state.asking = Some(Rc::new(asking));
                    let then = Then::Ask(Ask::Choose { count: self.replicas });
                    return Transition { state, effects, moved: Vec::new(), then };
                }
                self.answer(&mut state, &asking, 0, &mut effects);
            }
            Input::Drawn(replica) => {
                if let Some(asking) = state.asking.take() {
                    self.answer(&mut state, &asking, *replica as usize, &mut effects);
                }
            }
            Input::Timer { timer } => state.reaches_all(*timer, &mut effects),
            _ => {}
        }
        Transition::wait(state, effects)
    }

    /// `stored(key)`: the newest value of a key, or `None`. `replicas(key)`: what each replica has
    /// under it.
    fn sections(&self, state: &Keys) -> Vec<Section> {
        let mut items = Vec::new();
        for item in &*state.keys {
            if let Some(value) = item.versions.last().and_then(|newest| newest.value.as_ref()) {
                items.push((format!("{:?}", item.key), format!("{value:?}")));
            }
        }
        vec![Section::named("stored", items)]
    }

    fn observe(&self, state: &Keys, question: &str, arguments: &[Value]) -> Result<Value, String> {
        let key = |key: &Value| state.find(key).ok().map(|at| &state.keys[at]);
        match (question, arguments) {
            ("stored", [asked]) => {
                let newest = key(asked).and_then(|key| key.versions.last());
                Ok(Value::option(newest.and_then(|version| version.value.clone())))
            }
            ("replicas", [asked]) => Ok(Value::list((0..self.replicas as usize).map(|replica| {
                Value::option(key(asked).and_then(|key| key.at(replica).cloned()))
            }))),
            ("stored" | "replicas", _) => Err(format!("`{question}` needs a key")),
            _ => Err(format!(
                "a store knows nothing of `{question}`, only what is `stored` under a key, and by \
                 which of its `replicas`"
            )),
        }
    }
}

impl Store {
    fn answer(&self, state: &mut Keys, asking: &Asking, replica: usize, effects: &mut Vec<Effect>) {
        let result = self.perform(state, asking, replica, effects);
        let result = result.map_or_else(|error| error, Value::ok);
        effects.push(Effect::Reply { handle: asking.handle, result });
    }

    /// Does one operation at a replica. The error is the `Err(…)` to answer with.
    fn perform(
        &self,
        state: &mut Keys,
        asking: &Asking,
        replica: usize,
        effects: &mut Vec<Effect>,
    ) -> Result<Value, Value> {
        let Asking { operation, arguments, .. } = asking;
        let misunderstood =
            || super::misunderstood("the store", Self::operations(self.mode), operation);
        let [key, rest @ ..] = &**arguments else { return Err(misunderstood()) };
        let found = state.find(key).ok().map(|at| &state.keys[at]);
        let current = found.and_then(|key| key.at(replica));
        let mut token = found.map_or(0, |key| key.token);
        let (time, value) = match (self.mode, &**operation, rest) {
            (_, "get", []) => return Ok(Value::option(current.cloned())),
            (Mode::Linearizable | Mode::Eventual, "put", [value]) => (None, Some(value)),
            (Mode::Linearizable | Mode::Eventual, "delete", []) => (None, None),
            (Mode::Linearizable, "compare_and_set", [expected, value]) => {
                if *expected != Value::option(current.cloned()) {
                    return Ok(Value::Bool(false));
                }
                (None, Some(value))
            }
            (Mode::Linearizable, "put_fenced", [value, Value::Int(given)]) => {
                if *given < token {
                    return Err(Value::error("Stale"));
                }
                token = *given;
                (None, Some(value))
            }
            (Mode::LastWriteWins, "put_at", [value, time]) => (Some(moment(time)?), Some(value)),
            (Mode::LastWriteWins, "delete_at", [time]) => (Some(moment(time)?), None),
            _ => return Err(misunderstood()),
        };
        let version = Version { time, value: value.cloned(), spreads: None };
        self.write(state, key, version, token, replica, effects)?;
        Ok(if &**operation == "compare_and_set" { Value::Bool(true) } else { Value::Unit })
    }

    /// Lets a replica take a write, which reaches the others later.
    fn write(
        &self,
        state: &mut Keys,
        key: &Value,
        mut version: Version,
        token: i128,
        replica: usize,
        effects: &mut Vec<Effect>,
    ) -> Result<(), Value> {
        let at = match state.find(key) {
            Ok(at) => at,
            Err(_) if state.keys.len() >= KEYS_MAX => {
                return Err(super::full("the store", KEYS_MAX, "keys"));
            }
            Err(at) => {
                let (versions, replicas) =
                    (vec![Version::default()], vec![0; self.replicas as usize]);
                let fresh = Item { key: key.clone(), versions, replicas, token: 0 };
                Rc::make_mut(&mut state.keys).insert(at, fresh);
                at
            }
        };
        if self.replicas > 1 {
            let timer = state.free_timer();
            version.spreads = Some(timer);
            effects.push(waits(timer, self.lag));
        }
        let keys = Rc::make_mut(&mut state.keys);
        keys[at].token = token;
        keys[at].write(version, replica);
        forget(keys, at, effects);
        Ok(())
    }
}

/// The time that a caller gives a write, in microseconds.
fn moment(time: &Value) -> Result<i128, Value> {
    match time {
        Value::Duration(time) => Ok(i128::from(time.micros())),
        Value::Int(time) => Ok(*time),
        _ => Err(Value::failed("the store needs the time of a write: a Duration or a number")),
    }
}

/// Drops what no replica has any more, and the key with it where nothing is left.
fn forget(keys: &mut Vec<Item>, at: usize, effects: &mut Vec<Effect>) {
    let key = &mut keys[at];
    let oldest = key.replicas.iter().copied().min().unwrap_or(0);
    let dropped = key.versions.drain(..oldest);
    effects.extend(dropped.filter_map(|version| version.spreads).map(Effect::Forget));
    key.replicas.iter_mut().for_each(|replica| *replica -= oldest);
    if let [Version { time: None, value: None, spreads: None }] = key.versions.as_slice()
        && key.token == 0
    {
        keys.remove(at);
    }
}

impl Keys {
    fn find(&self, key: &Value) -> Result<usize, usize> {
        self.keys.binary_search_by(|known| known.key.cmp(key))
    }

    fn free_timer(&self) -> u32 {
        let versions = self.keys.iter().flat_map(|key| &key.versions);
        free_number(versions.filter_map(|version| version.spreads))
    }

    /// The write of this timer has reached all replicas.
    fn reaches_all(&mut self, timer: u32, effects: &mut Vec<Effect>) {
        let keys = Rc::make_mut(&mut self.keys);
        let found = keys.iter().enumerate().find_map(|(at, key)| {
            let is_it = |version: &Version| version.spreads == Some(timer);
            Some((at, key.versions.iter().position(is_it)?))
        });
        let Some((at, version)) = found else { return };
        let key = &mut keys[at];
        effects.push(Effect::Log(format!("a write of {:?} has reached every replica", key.key)));
        key.versions[version].spreads = None;
        for replica in &mut key.replicas {
            *replica = version.max(*replica);
        }
        forget(keys, at, effects);
    }
}

impl Item {
    /// What a replica has.
    fn at(&self, replica: usize) -> Option<&Value> {
        let version = self.versions.get(*self.replicas.get(replica)?)?;
        version.value.as_ref()
    }

    /// Puts a version in its place among the others, and lets a replica have it that has no newer.
    fn write(&mut self, version: Version, replica: usize) {
        // Without a time, what comes later is newer. A deletion is newer than any value.
        let rank = |version: &Version| (version.time, version.value.is_none());
        let newer = |known: &Version| {
            version.time.is_some() && (rank(known), &known.value) > (rank(&version), &version.value)
        };
        let at = self.versions.len() - self.versions.iter().rev().take_while(|v| newer(v)).count();
        self.versions.insert(at, version);
        for known in &mut self.replicas {
            *known += usize::from(*known >= at);
        }
        if let Some(own) = self.replicas.get_mut(replica) {
            *own = at.max(*own);
        }
        // A request is about one key and reaches any replica, so which of them has what is the same.
        // By insertion: there are a few, and the sort of the standard library weighs 3 KB in the page.
        for at in 1..self.replicas.len() {
            let place = self.replicas[..at].partition_point(|known| *known <= self.replicas[at]);
            self.replicas[place..=at].rotate_right(1);
        }
    }
}
