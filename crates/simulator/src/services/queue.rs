//! A queue: every message is handed out until somebody has acknowledged it.

use std::rc::Rc;

use crate::services::{Operation, free_number, number, said, waits};
use crate::{Effect, Input, Program, Section, Time, Transition, Value};

/// A queue that delivers at least once.
///
/// A message that was received is hidden from others for a while. Whoever has done its work
/// acknowledges it, and it is gone; if that does not happen in time it waits again, at its old
/// place. So it is in SQS (visibility timeout) and in RabbitMQ (acknowledgements, requeued at the
/// original position).
///
/// Messages survive everything once `send` was answered. After a crash all that were handed out and
/// not acknowledged wait again, as in RabbitMQ: what was handed out before it cannot be
/// acknowledged any more.
#[derive(Clone, Copy, Debug)]
pub struct Queue {
    /// How long `receive` waits for a message; at zero it is answered at once.
    pub wait: Time,
    /// How long a message that was handed out is hidden from others.
    pub visibility: Time,
    /// How often a message is handed out before it becomes a dead letter; without end if this is
    /// nothing.
    pub max_deliveries: Option<u32>,
}

/// The messages, in the order in which they were sent, and who waits for one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[doc(hidden)]
pub struct Messages {
    next: u64,
    kept: Rc<Vec<Kept>>,
    dead: Rc<Vec<Kept>>,
    waiting: Vec<Waiter>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Kept {
    id: u64,
    body: Value,
    /// How often it was handed out.
    attempt: u32,
    /// The timer that ends its being hidden, while somebody has it.
    hidden: Option<u32>,
}

/// A `receive` without an answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Waiter {
    handle: u32,
    timer: u32,
}

/// More messages than these make no readable diagram.
const MESSAGES_MAX: usize = 10_000;

/// Deliveries are counted up to here, so that what fails for ever comes round to the same state.
const ATTEMPTS_MAX: u32 = 100;

impl Queue {
    /// What a queue can be asked for.
    pub const OPERATIONS: &'static [Operation] = &[
        Operation {
            name: "send",
            parameters: &["body: &Body"],
            returns: "Result<()>",
            does: said("Puts a message at the end of the queue."),
        },
        Operation {
            name: "receive",
            parameters: &[],
            returns: "Result<Option<Message>>",
            does: said(
                "Hands out the first message that nobody has, and hides it from others for a \
                   while. Waits where there is none, and gives `None` where none comes in time.",
            ),
        },
        Operation {
            name: "acknowledge",
            parameters: &["message: &Message"],
            returns: "Result<()>",
            does: said(
                "Removes a message that was received; `Err(Error::Stale)` where this delivery is \
                   over.",
            ),
        },
        Operation {
            name: "reject",
            parameters: &["message: &Message"],
            returns: "Result<()>",
            does: said(
                "Gives a message back at once; `Err(Error::Stale)` where this delivery is over.",
            ),
        },
        Operation {
            name: "dead_letters",
            parameters: &[],
            returns: "Result<Vec<Message>>",
            does: said("Reads the messages that were handed out as often as they may be."),
        },
    ];
}

impl Program for Queue {
    type State = Messages;

    fn initial(&self) -> Messages {
        Messages::default()
    }

    fn after_crash(&self, state: &Messages) -> Messages {
        let mut state = Messages { waiting: Vec::new(), ..state.clone() };
        for id in state.ids(|kept| kept.hidden.is_some()) {
            self.give_back(&mut state, id, &mut Vec::new());
        }
        state
    }

    fn step(&self, state: &Messages, input: &Input) -> Transition<Messages> {
        let mut state = state.clone();
        let mut effects = Vec::new();
        match input {
            Input::Request { handle, operation, arguments, wants_answer, .. } => {
                match (&**operation, &**arguments) {
                    ("receive", []) if *wants_answer => {
                        let timer = state.free_timer();
                        state.waiting.push(Waiter { handle: *handle, timer });
                        effects.push(waits(timer, self.wait));
                    }
                    // Whoever wants no answer wants no message either.
                    ("receive", []) => {}
                    (operation, arguments) => {
                        let result = self.perform(&mut state, operation, arguments, &mut effects);
                        let result = result.map_or_else(|error| error, Value::ok);
                        effects.push(Effect::Reply { handle: *handle, result });
                    }
                }
            }
            Input::Timer { timer } => {
                let waited = state.waiting.iter().position(|waiter| waiter.timer == *timer);
                if let Some(at) = waited {
                    let Waiter { handle, .. } = state.waiting.remove(at);
                    let result = Value::ok(Value::option(None));
                    effects.push(Effect::Reply { handle, result });
                }
                for id in state.ids(|kept| kept.hidden == Some(*timer)) {
                    effects.push(Effect::Log(format!("message {id} was not acknowledged in time")));
                    self.give_back(&mut state, id, &mut effects);
                }
            }
            _ => {}
        }
        self.hand_out(&mut state, &mut effects);
        if self.wait == Time::ZERO {
            for Waiter { handle, timer } in state.waiting.drain(..) {
                effects.push(Effect::Forget(timer));
                effects.push(Effect::Reply { handle, result: Value::ok(Value::option(None)) });
            }
        }
        Transition::wait(state, effects)
    }

    /// `waiting`, `in_flight` and `dead_letters`: lists of `Message { id, body, attempt }`, in the
    /// order in which they were sent.
    fn sections(&self, state: &Messages) -> Vec<Section> {
        let part = |hidden| {
            let kept = state.kept.iter().filter(move |kept| kept.hidden.is_some() == hidden);
            kept.map(|kept| &kept.body)
        };
        vec![
            Section::of_values("waiting", part(false)),
            Section::of_values("in flight", part(true)),
            Section::of_values("dead letters", state.dead.iter().map(|kept| &kept.body)),
        ]
    }

    fn observe(&self, state: &Messages, question: &str, _: &[Value]) -> Result<Value, String> {
        let hidden = match question {
            "waiting" => false,
            "in_flight" => true,
            "dead_letters" => return Ok(state.dead_letters()),
            _ => {
                return Err(format!(
                    "a queue knows nothing of `{question}`, only what is `waiting`, `in_flight` \
                     or among the `dead_letters`"
                ));
            }
        };
        let asked = state.kept.iter().filter(|kept| kept.hidden.is_some() == hidden);
        Ok(Value::list(asked.map(Kept::message)))
    }
}

impl Queue {
    /// Does one operation that is answered at once. The error is the `Err(…)` to answer with.
    fn perform(
        &self,
        state: &mut Messages,
        operation: &str,
        arguments: &[Value],
        effects: &mut Vec<Effect>,
    ) -> Result<Value, Value> {
        match (operation, arguments) {
            ("send", [body]) => {
                if state.kept.len() + state.dead.len() >= MESSAGES_MAX {
                    return Err(super::full("the queue", MESSAGES_MAX, "messages"));
                }
                let kept = Kept { id: state.next, body: body.clone(), attempt: 0, hidden: None };
                Rc::make_mut(&mut state.kept).push(kept);
                state.next += 1;
            }
            ("acknowledge", [message]) => {
                let at = state.delivered(message)?;
                let kept = Rc::make_mut(&mut state.kept).remove(at);
                effects.extend(kept.hidden.map(Effect::Forget));
            }
            ("reject", [message]) => {
                let at = state.delivered(message)?;
                effects.extend(state.kept[at].hidden.map(Effect::Forget));
                self.give_back(state, state.kept[at].id, effects);
            }
            ("dead_letters", []) => return Ok(state.dead_letters()),
            _ => return Err(super::misunderstood("a queue", Self::OPERATIONS, operation)),
        }
        Ok(Value::Unit)
    }

    /// Ends a delivery that was not acknowledged.
    fn give_back(&self, state: &mut Messages, id: u64, effects: &mut Vec<Effect>) {
        let Some(at) = state.kept.iter().position(|kept| kept.id == id) else { return };
        let kept = Rc::make_mut(&mut state.kept);
        kept[at].hidden = None;
        if self.max_deliveries.is_some_and(|most| kept[at].attempt >= most) {
            effects.push(Effect::Log(format!("message {id} is a dead letter now")));
            let letter = kept.remove(at);
            Rc::make_mut(&mut state.dead).push(letter);
        }
    }

    /// Gives those who wait what there is, first come, first served.
    fn hand_out(&self, state: &mut Messages, effects: &mut Vec<Effect>) {
        while !state.waiting.is_empty()
            && let Some(at) = state.kept.iter().position(|kept| kept.hidden.is_none())
        {
            let Waiter { handle, timer } = state.waiting.remove(0);
            let kept = &mut Rc::make_mut(&mut state.kept)[at];
            kept.attempt = (kept.attempt + 1).min(ATTEMPTS_MAX);
            // The timer that the caller waited by is free now.
            kept.hidden = Some(timer);
            let result = Value::ok(Value::option(Some(kept.message())));
            effects.push(Effect::Forget(timer));
            effects.push(waits(timer, self.visibility));
            effects.push(Effect::Reply { handle, result });
        }
    }
}

impl Messages {
    fn ids(&self, which: impl Fn(&Kept) -> bool) -> Vec<u64> {
        self.kept.iter().filter(|kept| which(kept)).map(|kept| kept.id).collect()
    }

    /// Where the message stands of which this is the last delivery, and not over.
    fn delivered(&self, message: &Value) -> Result<usize, Value> {
        let field = |name| match message.field(name) {
            Some(Value::Int(number)) => Ok(*number),
            _ => Err(Value::failed("the queue needs a Message that was received from it")),
        };
        let (id, attempt) = (field("id")?, field("attempt")?);
        let is_it = |kept: &Kept| {
            i128::from(kept.id) == id
                && i128::from(kept.attempt) == attempt
                && kept.hidden.is_some()
        };
        self.kept.iter().position(is_it).ok_or_else(|| Value::error("Stale"))
    }

    fn free_timer(&self) -> u32 {
        let waiting = self.waiting.iter().map(|waiter| waiter.timer);
        free_number(waiting.chain(self.kept.iter().filter_map(|kept| kept.hidden)))
    }

    fn dead_letters(&self) -> Value {
        Value::list(self.dead.iter().map(Kept::message))
    }
}

impl Kept {
    fn message(&self) -> Value {
        Value::record(
            "Message",
            [
                ("id", number(self.id)),
                ("body", self.body.clone()),
                ("attempt", number(u64::from(self.attempt))),
            ],
        )
    }
}
