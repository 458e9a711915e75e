//! Callers from outside, who ask and remember what they were told.

use std::rc::Rc;

use crate::{Effect, Input, Name, NodeId, Program, Section, Time, TimerKind, Transition, Value};

/// A caller from outside. It asks what it is given to ask at given times, does not wait for one
/// answer before it asks the next, and never asks twice.
#[derive(Clone, Debug)]
pub struct Client {
    /// What it asks.
    pub requests: Vec<Request>,
    /// Whether its requests are the history that is judged.
    pub recorded: bool,
}

/// One request of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// When.
    pub at: Time,
    /// Whom.
    pub to: NodeId,
    /// What for.
    pub operation: Name,
    /// With what, in order.
    pub arguments: Rc<[Value]>,
}

/// What each request has come to, in their order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[doc(hidden)]
pub struct Told(Vec<Answer>);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Answer {
    NotAsked,
    /// Asked, and not answered, whether the client still waits or has given up.
    Nothing,
    Result(Value),
}

impl Program for Client {
    type State = Told;

    fn initial(&self) -> Told {
        Told(vec![Answer::NotAsked; self.requests.len()])
    }

    fn after_crash(&self, state: &Told) -> Told {
        state.clone()
    }

    fn step(&self, state: &Told, input: &Input) -> Transition<Told> {
        let mut state = state.clone();
        let mut effects = Vec::new();
        match input {
            Input::Start => {
                // Who lets them come at any moment keeps the order in which they were asked for.
                let mut requests: Vec<(Time, u32)> = Vec::new();
                for (request, timer) in self.requests.iter().zip(0..) {
                    let place = requests.partition_point(|(at, _)| *at <= request.at);
                    requests.insert(place, (request.at, timer));
                }
                effects.extend(requests.into_iter().map(|(after, timer)| Effect::SetTimer {
                    timer,
                    after,
                    kind: TimerKind::Arrival,
                }));
            }
            Input::Timer { timer } => {
                let request = &self.requests[*timer as usize];
                state.0[*timer as usize] = Answer::Nothing;
                if self.recorded {
                    effects.push(Effect::Invoked {
                        number: *timer,
                        node: request.to,
                        operation: Name::clone(&request.operation),
                        arguments: Rc::clone(&request.arguments),
                    });
                }
                effects.push(Effect::Call {
                    call: *timer,
                    to: request.to,
                    operation: Name::clone(&request.operation),
                    arguments: Rc::clone(&request.arguments),
                    place: None,
                });
            }
            Input::Reply { call, result } => {
                if self.recorded {
                    effects.push(Effect::Returned { number: *call, result: result.clone() });
                }
                state.0[*call as usize] = Answer::Result(result.clone());
            }
            Input::Request { handle, .. } => {
                let result = Value::failed("nobody can call a client");
                effects.push(Effect::Reply { handle: *handle, result });
            }
            Input::TimedOut { .. } | Input::Clock(_) | Input::Instant(_) | Input::Drawn(_) => {}
        }
        Transition::wait(state, effects)
    }

    /// `calls`: a list of `Call { operation, arguments, answer }`, one for each request made so
    /// far. The answer is `None` as long as there is none, and for ever if the call timed out.
    fn sections(&self, state: &Told) -> Vec<Section> {
        let mut items = Vec::new();
        for (request, answer) in self.requests.iter().zip(&state.0) {
            let answer = match answer {
                Answer::NotAsked => continue,
                Answer::Nothing => "no answer".to_owned(),
                Answer::Result(result) => format!("{result:?}"),
            };
            items.push((request.operation.to_string(), answer));
        }
        vec![Section::named("calls", items)]
    }

    fn observe(&self, state: &Told, question: &str, _: &[Value]) -> Result<Value, String> {
        if question != "calls" {
            return Err(format!("a client knows nothing of `{question}`, only its `calls`"));
        }
        let calls = self.requests.iter().zip(&state.0).filter_map(|(request, answer)| {
            let answer = match answer {
                Answer::NotAsked => return None,
                Answer::Nothing => None,
                Answer::Result(result) => Some(result.clone()),
            };
            Some(called(&request.operation, &request.arguments, answer))
        });
        Ok(Value::list(calls))
    }
}

/// `Call { operation, arguments, answer }`, as properties see a call of a client.
pub(super) fn called(operation: &Name, arguments: &Rc<[Value]>, answer: Option<Value>) -> Value {
    Value::record(
        "Call",
        [
            ("operation", Value::Text(Name::clone(operation))),
            ("arguments", Value::List(Rc::clone(arguments))),
            ("answer", Value::option(answer)),
        ],
    )
}
