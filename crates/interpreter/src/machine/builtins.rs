//! Built-in functions.

use std::hash::Hash;
use std::rc::Rc;

use whatif_simulator::{Effect, Fingerprint, Measure, Name, Time};

use super::{Machine, Result};
use crate::library::Builtin as B;
use crate::memory::Role;
use crate::number::{Float, Int};
use crate::types::{IntKind, Type, TypeId};
use crate::value::{Future, Iter, Parts, Value};

impl Machine<'_> {
    pub(super) fn call_builtin(&mut self, builtin: B, arguments: Vec<Value>) -> Result<Value> {
        // A future is awaited where it stands.
        let keeps_places = matches!(
            builtin,
            B::mem_swap
                | B::mem_replace
                | B::mem_take
                | B::timeout
                | B::timeout_from_now
                | B::timeout_at
                | B::join_all
        );
        let mut read = Vec::with_capacity(arguments.len());
        for argument in arguments {
            read.push(if keeps_places { argument } else { self.read(argument)? });
        }
        let mut arguments = read.into_iter();
        let mut next = || arguments.next().unwrap_or(Value::Unit);
        Ok(match builtin {
            B::duration_from_secs => self.duration(&next(), 1_000_000)?,
            B::duration_from_millis => self.duration(&next(), 1_000)?,
            B::duration_from_micros => self.duration(&next(), 1)?,
            B::duration_from_nanos => match self.duration(&next(), 1)? {
                Value::Duration(length) => {
                    Value::Duration(Time::from_micros(length.micros() / 1_000))
                }
                other => other,
            },
            B::duration_from_secs_f64 => match next() {
                Value::Float(Float(secs)) if (0.0..1e12).contains(&secs) => {
                    Value::Duration(Time::from_micros((secs * 1_000_000.0).round() as u64))
                }
                _ => return self.panic("a Duration is made of seconds that are not negative"),
            },
            B::instant_now => Value::Instant(self.instant()?),
            B::now => Value::Duration(self.clock()?),
            B::text_new => Value::text(""),
            B::text_from => Value::text(self.display(&next())?),
            B::list_new => Value::list(Vec::new()),
            B::map_new => Value::Map(Rc::default()),
            B::set_new => Value::Set(Rc::default()),
            B::list_from => {
                let iterator = match next() {
                    Value::Text(text) => return Ok(Value::list(self.bytes_of(&text)?)),
                    other => self.iterate(other)?,
                };
                Value::list(self.rest(iterator)?)
            }
            B::map_from | B::set_from => {
                let iterator = self.iterate(next())?;
                let values = self.rest(iterator)?;
                let unknown = || Box::new(Type::Unknown);
                let of = if builtin == B::map_from {
                    Type::Map(unknown(), unknown())
                } else {
                    Type::Set(unknown())
                };
                self.gather(values, &of)?
            }
            B::same => next(),
            B::reverse_of => Value::record(TypeId::REVERSE, vec![next()]),
            B::transaction_new => Value::record(TypeId::TRANSACTION, vec![Value::list(Vec::new())]),
            B::mutex_new => {
                let value = next();
                self.make_mutex(value)?
            }
            B::channel => {
                let capacity = self.size(&next())?;
                if capacity == 0 {
                    return self.panic("mpsc bounded channel requires buffer > 0");
                }
                self.make_channel(Some(capacity as u32), false)?
            }
            B::unbounded_channel => self.make_channel(None, false)?,
            B::oneshot_channel => self.make_channel(Some(1), true)?,
            B::spawn => {
                let future = next();
                if !matches!(future, Value::Future(_)) {
                    return self
                        .panic(format_args!("`spawn` takes a future, not {}", future.kind()));
                }
                let task = self.add_task(Role::Spawned, future, None)?;
                self.ready.push(task);
                Value::Handle(task)
            }
            B::sleep | B::sleep_from_now => {
                let Value::Duration(length) = next() else {
                    return self.panic("`sleep` takes a Duration");
                };
                Value::future(if builtin == B::sleep {
                    Future::Sleep(length)
                } else {
                    Future::SleepUntil(self.instant()?.plus(length))
                })
            }
            B::sleep_until => {
                let Value::Instant(moment) = next() else {
                    return self.panic("`sleep_until` takes an Instant");
                };
                Value::future(Future::SleepUntil(moment))
            }
            B::timeout | B::timeout_from_now => {
                let (length, future) = (next(), Parts::from(vec![next()]));
                let length = self.read(length)?;
                let Value::Duration(length) = length else {
                    return self.panic(format_args!(
                        "`timeout` takes a Duration first, not {}",
                        length.kind()
                    ));
                };
                Value::future(if builtin == B::timeout {
                    Future::Timeout(length, future)
                } else {
                    Future::TimeoutAt(self.instant()?.plus(length), future)
                })
            }
            B::timeout_at => {
                let (moment, future) = (next(), Parts::from(vec![next()]));
                let Value::Instant(moment) = self.read(moment)? else {
                    return self.panic("`timeout_at` takes an Instant first");
                };
                Value::future(Future::TimeoutAt(moment, future))
            }
            B::yield_now => Value::future(Future::Yield),
            B::join_all => {
                let iterator = self.iterate(next())?;
                let futures = self.rest(iterator)?;
                Value::future(Future::All(futures.into()))
            }
            B::drop_value => Value::Unit,
            B::mem_swap => {
                let (left, right) = (next(), next());
                let (Value::Place(left), Value::Place(right)) = (left, right) else {
                    return self.panic("`swap` takes two `&mut`");
                };
                let held = std::mem::replace(self.reach(&left)?, Value::Unit);
                let held = std::mem::replace(self.reach(&right)?, held);
                *self.reach(&left)? = held;
                Value::Unit
            }
            B::mem_replace => {
                let (place, value) = (next(), next());
                let Value::Place(place) = place else {
                    return self.panic("`replace` takes a `&mut` first");
                };
                let value = self.read(value)?;
                std::mem::replace(self.reach(&place)?, value)
            }
            B::mem_take => {
                let Value::Place(place) = next() else {
                    return self.panic("`take` takes a `&mut`");
                };
                let value = self.look(&place)?.clone();
                let empty = self.default_like(&value)?;
                std::mem::replace(self.reach(&place)?, empty)
            }
            B::random => self.random(&next())?,
            B::me => node(&self.identity.name),
            B::peers => Value::list(self.identity.peers.iter().map(node).collect()),
            B::node_named => {
                let name = self.display(&next())?;
                let mut targets = self.program.environment.targets.iter();
                match targets.find(|target| *target.name == *name) {
                    Some(target) => node(&target.name),
                    None => return self.panic(format_args!("there is no node `{name}`")),
                }
            }
            B::disk_write => Value::future(Future::DiskWrite(vec![next(), next()].into())),
            B::disk_read => Value::future(Future::DiskRead(vec![next()].into())),
            B::disk_remove => Value::future(Future::DiskRemove(vec![next()].into())),
            B::disk_sync => Value::future(Future::DiskSync),
            B::tell => {
                let future = next();
                self.tell(&future)?;
                Value::Unit
            }
            B::record => match next() {
                Value::Future(inner) => match Rc::unwrap_or_clone(inner) {
                    Future::Call { target, operation, arguments, .. } => {
                        let recorded = true;
                        Value::future(Future::Call { target, operation, arguments, recorded })
                    }
                    _ => return self.panic("`record` takes a call of another node"),
                },
                _ => return self.panic("`record` takes a call of another node"),
            },
            B::log => {
                let line = self.display(&next())?;
                self.print(line)?;
                Value::Unit
            }
            B::show => {
                let (key, value) = (next(), next());
                let key = self.display(&key)?;
                let data = self.wire(&value)?;
                let value = self.plain(&value)?;
                self.memory.shown.insert(Value::text(key.as_str()), value);
                self.effects.push(Effect::Show { key: key.into(), value: data });
                Value::Unit
            }
            B::sign => {
                let (key, value) = (next(), next());
                Value::text(self.signature(&key, &value)?)
            }
            B::verify => {
                let (key, value, signature) = (next(), next(), next());
                let right = self.signature(&key, &value)?;
                Value::Bool(matches!(signature, Value::Text(given) if *given == right))
            }
            B::metric_count | B::metric_gauge | B::metric_observe => {
                let (name, value) = (next(), next());
                self.measure(builtin, &name, &value)?;
                Value::Unit
            }
            B::min | B::max => {
                let (left, right) = (next(), next());
                let first = self.compared(&left, &right)?.is_le();
                if first == (builtin == B::min) { left } else { right }
            }
            B::iter_repeat => Value::Iterator(Rc::new(Iter::Repeat(next()))),
            // The one value of each call is flattened out of it, and only when it is asked for.
            B::iter_repeat_with => {
                let calls = Box::new(Iter::Repeat(next()));
                Value::Iterator(Rc::new(Iter::FlatMap(calls, None, None)))
            }
            B::iter_once => Value::iterator(vec![next()]),
            B::iter_empty => Value::iterator(Vec::new()),
            B::iter_from_fn => Value::Iterator(Rc::new(Iter::FromFn(next()))),
            B::iter_successors => {
                let (first, function) = (next(), next());
                let first = self.some(&first)?;
                Value::Iterator(Rc::new(Iter::Successors(first, function)))
            }
            B::iter_zip => {
                let (left, right) = (next(), next());
                let (left, right) = (self.iterate(left)?, self.iterate(right)?);
                Value::Iterator(Rc::new(Iter::Zip(Box::new(left), Box::new(right))))
            }
            B::char_from_digit => {
                let (digit, radix) = (self.size(&next())?, self.size(&next())?);
                let found = if (2..=36).contains(&radix) {
                    char::from_digit(digit as u32, radix as u32)
                } else {
                    return self.panic("from_digit: radix is too high (maximum 36)");
                };
                Value::option(found.map(Value::Char))
            }
            B::char_from_u32 => {
                let code = self.size(&next())?;
                let found = u32::try_from(code).ok().and_then(char::from_u32);
                Value::option(found.map(Value::Char))
            }
        })
    }

    fn duration(&mut self, count: &Value, micros: u64) -> Result<Value> {
        match count.as_number() {
            Some((_, number)) => match number.as_i128().map(u64::try_from) {
                Some(Ok(count)) => {
                    Ok(Value::Duration(Time::from_micros(count.saturating_mul(micros))))
                }
                _ => self.panic("a Duration cannot be negative"),
            },
            None => self.panic(format_args!(
                "a Duration is made from a whole number, not {}",
                count.kind()
            )),
        }
    }

    /// A number in a range that is not empty.
    fn random(&mut self, range: &Value) -> Result<Value> {
        if let Value::Range(range) = range
            && let (Some(Value::Int(low)), Some(Value::Int(high))) = (&range.start, &range.end)
        {
            let kind = if low.kind == IntKind::Any { high.kind } else { low.kind };
            let last = high.number() - i128::from(!range.inclusive);
            if let (Ok(low), Ok(high)) = (i64::try_from(low.number()), i64::try_from(last)) {
                if low > high {
                    return self.panic("cannot draw from an empty range");
                }
                let drawn = self.draw(low, high)?;
                return Ok(Int::new(kind, i128::from(drawn)).map_or(Value::Unit, Value::Int));
            }
        }
        self.panic("`random` takes a range of whole numbers with two ends: `random(0..10)`")
    }

    /// The default of a value's own kind, for `mem::take`.
    fn default_like(&mut self, value: &Value) -> Result<Value> {
        Ok(match value {
            Value::Int(int) => Int::new(int.kind, 0).map_or(Value::Unit, Value::Int),
            Value::Float(_) => Value::Float(Float(0.0)),
            Value::Bool(_) => Value::Bool(false),
            Value::Text(_) => Value::text(""),
            Value::List(_) => Value::list(Vec::new()),
            Value::Map(_) => Value::Map(Rc::default()),
            Value::Set(_) => Value::Set(Rc::default()),
            Value::Duration(_) => Value::Duration(Time::ZERO),
            other => match other.of() {
                Some(TypeId::OPTION) => Value::NONE,
                Some(of) => self.default_of(&Type::Named(of))?,
                None => return self.panic(format_args!("{} has no default", other.kind())),
            },
        })
    }

    /// A keyed hash of what a message would carry: whoever has not the key cannot make it.
    fn signature(&mut self, key: &Value, value: &Value) -> Result<String> {
        let (key, value) = (self.wire(key)?, self.wire(value)?);
        let mut hash = Fingerprint::default();
        (key, value).hash(&mut hash);
        Ok(format!("{:032x}", hash.finish()))
    }

    fn measure(&mut self, builtin: B, name: &Value, value: &Value) -> Result<()> {
        let name: Name = self.display(name)?.into();
        let amount = match value {
            Value::Duration(length) => length.micros() as f64,
            Value::Float(Float(number)) => *number,
            other => match other.as_number() {
                Some((_, number)) => number.as_f64(),
                None => {
                    let kind = other.kind();
                    return self
                        .panic(format_args!("a metric is a number or a Duration, not {kind}"));
                }
            },
        };
        let measure = match builtin {
            B::metric_count => Measure::Count,
            B::metric_gauge => Measure::Gauge,
            _ => Measure::Observation,
        };
        self.effects.push(Effect::Measure { measure, name, amount: amount.to_bits() });
        Ok(())
    }
}

fn node(name: &Name) -> Value {
    Value::record(TypeId::NODE, vec![Value::text(&**name)])
}
