//! What the models of registers have in common: clients that write and then read, the messages
//! between them and the servers, and what must be true.
//!
//! Everything here is as in Stateright (its `actor::register`), so that the counts can be compared:
//! the servers are the first nodes and the clients those after them, and a message is known by its
//! name and a few numbers.

use std::fmt;
use std::hash::Hash;
use std::rc::Rc;

use whatif_simulator::consistency::{Model, Recording};
use whatif_simulator::{
    Effect, Input, Latency, Name, NodeId, NodeKind, Program, Property, PropertyKind, Setup, Time,
    Transition, Value, View,
};

/// What a register holds before anything is written. No client writes it.
pub(crate) const UNWRITTEN: u16 = 0;

/// The code of a node of a model: what a message does to it and makes it send. A message that does
/// nothing stays where it is, on its way, and so must leave the state as it was.
pub(crate) trait Actor {
    type State: Clone + Eq + Hash + fmt::Debug + 'static;

    /// The state at the start.
    fn initial(&self) -> Self::State;

    /// What it does as it starts, in order.
    fn start(&self) -> Vec<Effect> {
        Vec::new()
    }

    /// What it does when a message arrives, in order.
    fn receive(
        &self,
        state: &mut Self::State,
        from: NodeId,
        message: &str,
        numbers: &[u16],
    ) -> Vec<Effect>;
}

/// An actor as a program of the simulator.
struct Node<A>(A);

impl<A: Actor> Program for Node<A> {
    type State = A::State;

    fn initial(&self) -> A::State {
        self.0.initial()
    }

    fn after_crash(&self, _: &A::State) -> A::State {
        self.0.initial()
    }

    fn step(&self, state: &A::State, input: &Input) -> Transition<A::State> {
        let mut state = state.clone();
        let effects = match input {
            Input::Start => self.0.start(),
            Input::Request { from, operation, arguments, .. } => {
                let numbers: Vec<u16> = arguments.iter().map(number).collect();
                self.0.receive(&mut state, *from, operation, &numbers)
            }
            _ => Vec::new(),
        };
        Transition::wait(state, effects)
    }

    /// `state`: all that the node remembers, as Rust prints it.
    fn observe(&self, state: &A::State, question: &str, _: &[Value]) -> Result<Value, String> {
        match question {
            "state" => Ok(Value::text(&format!("{state:?}"))),
            _ => Err(format!("an actor knows nothing of `{question}`, only its `state`")),
        }
    }
}

fn number(value: &Value) -> u16 {
    match value {
        Value::Int(number) => u16::try_from(*number).expect("messages carry small numbers"),
        _ => unreachable!("messages carry numbers"),
    }
}

/// Sends a message: its name and its numbers.
pub(crate) fn send(to: NodeId, message: &str, numbers: &[u16]) -> Effect {
    let arguments = numbers.iter().map(|number| Value::Int(i128::from(*number))).collect();
    Effect::Tell { to, operation: message.into(), arguments }
}

/// A client that writes one value, waits until it is stored, and reads.
struct Client {
    id: u16,
    servers: u16,
}

/// What a client waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Waiting {
    /// For `PutOk` with this number.
    Put(u16),
    /// For `GetOk` with this number.
    Get(u16),
    /// For nothing: it is done.
    Nothing,
}

impl Client {
    /// The numbers under which a client records its two operations.
    const PUT: u32 = 0;
    const GET: u32 = 1;

    /// The server that a client asks in its n-th operation, from 0: each in its turn.
    fn server(&self, nth: u16) -> NodeId {
        NodeId((self.id + nth) % self.servers)
    }

    /// The number that its n-th operation goes by, from 0.
    fn request(&self, nth: u16) -> u16 {
        (nth + 1) * self.id
    }
}

impl Actor for Client {
    type State = Waiting;

    fn initial(&self) -> Waiting {
        Waiting::Put(self.request(0))
    }

    fn start(&self) -> Vec<Effect> {
        let (to, value) = (self.server(0), u16::from(b'A') + self.id - self.servers);
        let arguments = Rc::from([Value::Int(i128::from(value))]);
        vec![
            Effect::Invoked { number: Self::PUT, node: to, operation: "put".into(), arguments },
            send(to, "Put", &[self.request(0), value]),
        ]
    }

    fn receive(
        &self,
        waiting: &mut Waiting,
        _: NodeId,
        message: &str,
        numbers: &[u16],
    ) -> Vec<Effect> {
        match (message, numbers, *waiting) {
            ("PutOk", &[request], Waiting::Put(awaited)) if request == awaited => {
                let (to, next) = (self.server(1), self.request(1));
                *waiting = Waiting::Get(next);
                let (number, operation, arguments) = (Self::GET, Name::from("get"), Rc::from([]));
                vec![
                    Effect::Returned { number: Self::PUT, result: Value::ok(Value::Unit) },
                    Effect::Invoked { number, node: to, operation, arguments },
                    send(to, "Get", &[next]),
                ]
            }
            ("GetOk", &[request, value], Waiting::Get(awaited)) if request == awaited => {
                *waiting = Waiting::Nothing;
                let result = Value::ok(Value::Int(i128::from(value)));
                vec![Effect::Returned { number: Self::GET, result }]
            }
            _ => Vec::new(),
        }
    }
}

/// A world of servers and then clients.
pub(crate) fn setup<A: Actor + 'static>(
    servers: usize,
    clients: usize,
    server: impl Fn(NodeId) -> A,
) -> Setup {
    let at_once = Latency { min: Time::ZERO, max: Time::ZERO };
    let mut setup = Setup::new(at_once);
    setup.keep_history();
    for id in 0..servers {
        let node = Node(server(NodeId(id as u16)));
        setup.add_node(&format!("server-{id}"), NodeKind::Process, node, Time::ZERO);
    }
    for id in servers..servers + clients {
        let node = Node(Client { id: id as u16, servers: servers as u16 });
        setup.add_node(&format!("client-{id}"), NodeKind::Client, node, Time::ZERO);
    }
    setup
}

/// Always: the clients could have used one register, one at a time. Sometimes: a client is about to
/// read what was written.
pub(crate) fn properties() -> [Property; 2] {
    let initial = Value::Int(i128::from(UNWRITTEN));
    let register = Recording { model: Model::Register, initial };
    let is_linearizable = move |view: &View<'_>| register.is_linearizable(view.history());
    let value_chosen = |view: &View<'_>| {
        Ok(view.on_the_way().any(|(.., operation, content)| match content {
            Value::Tuple(numbers) if &**operation == "GetOk" => number(&numbers[1]) != UNWRITTEN,
            _ => false,
        }))
    };
    [
        Property {
            name: "linearizable".into(),
            kind: PropertyKind::Always,
            holds: Rc::new(is_linearizable),
        },
        Property {
            name: "value chosen".into(),
            kind: PropertyKind::Sometimes,
            holds: Rc::new(value_chosen),
        },
    ]
}
