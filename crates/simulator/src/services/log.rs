//! A log: topics to which entries are added, and consumers who remember how far they have read.

use std::rc::Rc;

use crate::services::{Operation, free_number, number, said, waits};
use crate::{Effect, Input, Name, Program, Section, Time, Transition, Value};

/// A log with topics of one partition each.
///
/// Entries keep their order and are never removed: reading takes nothing away. A consumer is a name
/// under which the log keeps an offset, that of the next entry to read, as Kafka keeps the committed
/// offsets of its consumer groups. Where a consumer goes on is for it to say, with `commit`: before
/// its work is done (at most once) or after it (at least once).
///
/// Entries and offsets survive everything once they were answered. An entry that is added again
/// because nobody answered is there twice.
#[derive(Clone, Debug)]
pub struct Log {
    /// The topics.
    pub topics: Vec<Name>,
    /// How long a read waits for an entry; at zero it is answered at once.
    pub wait: Time,
}

/// The entries of each topic, in the order of [`Log::topics`], and who has read how far.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[doc(hidden)]
pub struct Entries {
    topics: Rc<Vec<Vec<Value>>>,
    /// Each consumer of a topic with its offset, in the order in which they came.
    committed: Rc<Vec<(usize, Name, u64)>>,
    waiting: Vec<Reader>,
}

/// A read without an answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Reader {
    handle: u32,
    timer: u32,
    topic: usize,
    from: u64,
}

/// More entries than these make no readable diagram.
const ENTRIES_MAX: usize = 10_000;

/// How many entries one read gives at the most.
const BATCH: usize = 100;

impl Log {
    /// What a log can be asked for.
    pub const OPERATIONS: &'static [Operation] = &[
        Operation {
            name: "append",
            parameters: &["topic: &str", "value: &Value"],
            returns: "Result<u64>",
            does: said("Adds an entry at the end of a topic, and gives its offset."),
        },
        Operation {
            name: "read",
            parameters: &["topic: &str", "consumer: &str"],
            returns: "Result<Vec<Entry>>",
            does: said(
                "Reads from the committed offset of the consumer, at most 100 entries. Waits \
                   where there is none, and gives an empty list where none comes in time.",
            ),
        },
        Operation {
            name: "commit",
            parameters: &["topic: &str", "consumer: &str", "offset: u64"],
            returns: "Result<()>",
            does: said("Says where the consumer goes on: at the offset of the next entry to read."),
        },
        Operation {
            name: "read_from",
            parameters: &["topic: &str", "offset: u64"],
            returns: "Result<Vec<Entry>>",
            does: said("Reads from an offset, and waits as `read` does."),
        },
    ];
}

impl Program for Log {
    type State = Entries;

    fn initial(&self) -> Entries {
        Entries {
            topics: Rc::new(vec![Vec::new(); self.topics.len()]),
            committed: Rc::default(),
            waiting: Vec::new(),
        }
    }

    fn after_crash(&self, state: &Entries) -> Entries {
        Entries { waiting: Vec::new(), ..state.clone() }
    }

    fn step(&self, state: &Entries, input: &Input) -> Transition<Entries> {
        let mut state = state.clone();
        let mut effects = Vec::new();
        match input {
            Input::Request { handle, operation, arguments, wants_answer, .. } => {
                match self.perform(&mut state, operation, arguments) {
                    Ok(Done::Now(value)) => {
                        let result = Value::ok(value);
                        effects.push(Effect::Reply { handle: *handle, result });
                    }
                    Ok(Done::Reads { topic, from }) if *wants_answer => {
                        let timer = free_number(state.waiting.iter().map(|reader| reader.timer));
                        state.waiting.push(Reader { handle: *handle, timer, topic, from });
                        effects.push(waits(timer, self.wait));
                    }
                    Ok(Done::Reads { .. }) => {}
                    Err(result) => effects.push(Effect::Reply { handle: *handle, result }),
                }
            }
            Input::Timer { timer } => {
                if let Some(at) = state.waiting.iter().position(|reader| reader.timer == *timer) {
                    let Reader { handle, .. } = state.waiting.remove(at);
                    let result = Value::ok(Value::list([]));
                    effects.push(Effect::Reply { handle, result });
                }
            }
            _ => {}
        }
        state.answer_readers(&mut effects);
        if self.wait == Time::ZERO {
            state.give_up_readers(&mut effects);
        }
        Transition::wait(state, effects)
    }

    /// `entries(topic)`: a list of `Entry { offset, value }`. `committed(topic, consumer)`: the
    /// offset of the next entry that the consumer reads.
    fn sections(&self, state: &Entries) -> Vec<Section> {
        let topics = self.topics.iter().zip(&*state.topics);
        let mut sections: Vec<Section> =
            topics.map(|(name, entries)| Section::of_values(name, entries)).collect();
        let mut items = Vec::new();
        for (topic, consumer, offset) in &*state.committed {
            items.push((format!("{consumer} of {}", self.topics[*topic]), offset.to_string()));
        }
        sections.push(Section::named("committed", items));
        sections
    }

    fn observe(
        &self,
        state: &Entries,
        question: &str,
        arguments: &[Value],
    ) -> Result<Value, String> {
        match (question, arguments) {
            ("entries", [Value::Text(topic)]) => Ok(state.from(self.known(topic)?, 0, usize::MAX)),
            ("entries", _) => Err("`entries` needs the name of a topic".into()),
            ("committed", [Value::Text(topic), Value::Text(consumer)]) => {
                Ok(number(state.offset(self.known(topic)?, consumer)))
            }
            ("committed", _) => Err("`committed` needs the names of a topic and a consumer".into()),
            _ => Err(format!(
                "a log knows nothing of `{question}`, only the `entries` of a topic and what was \
                 `committed`"
            )),
        }
    }
}

/// What an operation comes to.
enum Done {
    Now(Value),
    Reads { topic: usize, from: u64 },
}

impl Log {
    /// Does one operation. The error is the `Err(…)` to answer with.
    fn perform(
        &self,
        state: &mut Entries,
        operation: &str,
        arguments: &[Value],
    ) -> Result<Done, Value> {
        let misunderstood = || super::misunderstood("a log", Self::OPERATIONS, operation);
        let [Value::Text(name), rest @ ..] = arguments else { return Err(misunderstood()) };
        let topic = self.known(name).map_err(|problem| Value::failed(&problem))?;
        let length = state.topics[topic].len() as u64;
        let offset = |offset: i128| match u64::try_from(offset) {
            Ok(offset) if offset <= length => Ok(offset),
            _ => Err(Value::failed(&format!(
                "`{name}` has no offset {offset}: its next entry gets {length}"
            ))),
        };
        match (operation, rest) {
            ("append", [value]) => {
                if state.topics.iter().map(Vec::len).sum::<usize>() >= ENTRIES_MAX {
                    return Err(super::full("the log", ENTRIES_MAX, "entries"));
                }
                Rc::make_mut(&mut state.topics)[topic].push(value.clone());
                Ok(Done::Now(number(length)))
            }
            ("read", [Value::Text(consumer)]) => {
                Ok(Done::Reads { topic, from: state.offset(topic, consumer) })
            }
            ("read_from", [Value::Int(from)]) => Ok(Done::Reads { topic, from: offset(*from)? }),
            ("commit", [Value::Text(consumer), Value::Int(next)]) => {
                state.commit(topic, consumer, offset(*next)?)?;
                Ok(Done::Now(Value::Unit))
            }
            _ => Err(misunderstood()),
        }
    }

    fn known(&self, topic: &str) -> Result<usize, String> {
        self.topics.iter().position(|known| &**known == topic).ok_or_else(|| {
            format!("there is no topic `{topic}`; there are {}", self.topics.join(", "))
        })
    }
}

impl Entries {
    fn offset(&self, topic: usize, consumer: &str) -> u64 {
        let own = self.committed.iter().find(|(of, name, _)| *of == topic && **name == *consumer);
        own.map_or(0, |(.., offset)| *offset)
    }

    fn commit(&mut self, topic: usize, consumer: &Name, next: u64) -> Result<(), Value> {
        let committed = Rc::make_mut(&mut self.committed);
        let known = committed.iter().position(|(of, name, _)| *of == topic && name == consumer);
        match known {
            Some(at) => committed[at].2 = next,
            None if committed.len() >= ENTRIES_MAX => {
                return Err(super::full("the log", ENTRIES_MAX, "consumers"));
            }
            None => committed.push((topic, Name::clone(consumer), next)),
        }
        Ok(())
    }

    fn from(&self, topic: usize, from: u64, most: usize) -> Value {
        let entries = self.topics[topic].iter().zip(0..).skip(from as usize).take(most);
        Value::list(entries.map(|(value, offset)| {
            Value::record("Entry", [("offset", number(offset)), ("value", value.clone())])
        }))
    }

    /// Tells all who wait that nothing has come.
    fn give_up_readers(&mut self, effects: &mut Vec<Effect>) {
        for Reader { handle, timer, .. } in self.waiting.drain(..) {
            effects.push(Effect::Forget(timer));
            effects.push(Effect::Reply { handle, result: Value::ok(Value::list([])) });
        }
    }

    /// Answers those who have waited for what is there now.
    fn answer_readers(&mut self, effects: &mut Vec<Effect>) {
        let has_more = |topics: &[Vec<Value>], reader: &Reader| {
            topics[reader.topic].len() as u64 > reader.from
        };
        while let Some(at) = self.waiting.iter().position(|reader| has_more(&self.topics, reader)) {
            let Reader { handle, timer, topic, from } = self.waiting.remove(at);
            effects.push(Effect::Forget(timer));
            let result = Value::ok(self.from(topic, from, BATCH));
            effects.push(Effect::Reply { handle, result });
        }
    }
}
