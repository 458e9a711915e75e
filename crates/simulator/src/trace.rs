//! All events of one run, in the order in which they happened.

use std::fmt;
use std::rc::Rc;

use crate::{Fingerprint, Measure, Name, Time, Trouble, Value, decimal};

/// A node, by its place in the list of nodes of its world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u16);

/// A message, by its place in [`Trace::messages`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(pub u32);

/// A fault, by its place in the what-if: [`Trace::faults`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaultId(pub u16);

/// All events of one run, with the nodes and messages that they speak of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// The nodes of the world, a lane each.
    pub lanes: Vec<Lane>,
    /// The faults that were asked for, in words, whether they came to pass or not.
    pub faults: Vec<String>,
    /// Every message that was sent, in the order of sending.
    pub messages: Vec<Message>,
    /// What happened, in order.
    pub events: Vec<Event>,
}

/// What the diagram needs to know of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// The name of the node, as the author gave it.
    pub name: Name,
    /// What it is.
    pub kind: NodeKind,
}

/// The kinds of node that a reader tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeKind {
    /// A caller from outside.
    Client,
    /// A process that runs the author's code.
    Process,
    /// A built-in service.
    Service,
}

/// A message: one crossing of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Who sent it.
    pub from: NodeId,
    /// Whom it was sent to.
    pub to: NodeId,
    /// Whether it asks or answers.
    pub kind: MessageKind,
    /// The name of the operation asked for; a reply carries the name of its request's.
    pub operation: Name,
    /// What it carries: the arguments of a request as a tuple, the result of a reply.
    pub content: Value,
}

impl Message {
    /// How many bytes it has: the name of what it asks for, and [what it carries](Value::bytes).
    pub fn bytes(&self) -> u64 {
        self.operation.len() as u64 + self.content.bytes()
    }
}

/// Whether a message asks or answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MessageKind {
    /// Asks for an operation.
    Request,
    /// Asks for an operation, and wants no answer.
    Tell,
    /// Answers this request.
    Reply(MessageId),
}

/// One thing that happened at one node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When, on the virtual clock of the run.
    pub at: Time,
    /// Where.
    pub node: NodeId,
    /// What.
    pub what: What,
    /// The fault that did it, if one did.
    pub fault: Option<FaultId>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The node sent a message. A process did it at this place of its code.
    Sent(MessageId, Option<Place>),
    /// The message arrived at the node, and the node took it in.
    Delivered(MessageId),
    /// The message came to nothing. The node is the one that it was sent to.
    Lost(MessageId, Loss),
    /// The network made a second copy of the first message, which is the second message.
    Duplicated(MessageId, MessageId),
    /// Somebody altered the first message, and what arrives is the second.
    Altered(MessageId, MessageId),
    /// The message is slow from now on: time goes by while it is on its way.
    Delayed(MessageId),
    /// What is on its way to the node's disk is slow from now on.
    DiskSlow,
    /// The caller stopped waiting for the answer to this request.
    TimedOut(MessageId),
    /// A task of the process went on after a sleep, from this place of its code.
    Woke(Option<Place>),
    /// The process stopped and lost all that it had in memory. The places say between which steps.
    Crashed {
        /// The last effect of the task that was under way, if the crash was bound to one.
        after: Option<Place>,
        /// The effect that was being waited for, if that is all that can be told.
        during: Option<Place>,
        /// The effect that would have come next, if the crash was bound to one.
        before: Option<Place>,
    },
    /// A task of the process went on after something was on its disk, from this place of its code.
    Stored(Option<Place>),
    /// The process panicked, which kills it.
    Panicked {
        /// What it said.
        message: String,
        /// The place that the task had reached last.
        place: Option<Place>,
        /// The functions that were waiting for one another, the innermost first.
        stack: Vec<Called>,
    },
    /// The process began anew from what it had made durable.
    Restarted,
    /// Something is wrong from now on.
    Began(Trouble),
    /// It is right again.
    Ended(Trouble),
    /// Nothing goes wrong from here on, and everything that was broken was put right: what a property
    /// with *eventually* says is judged from here.
    Healed,
    /// The code wrote a line.
    Logged(String),
    /// The code shows this of its state, under this key.
    Shown(Name, Value),
    /// The code measured something: how it is counted, what it is, the bits of the number.
    Measured(Measure, Name, u64),
    /// A recorded operation begins: its number at this node, who is asked for what with what.
    Invoked(u32, NodeId, Name, Rc<[Value]>),
    /// A recorded operation ends: its number at this node, its `Result`.
    Returned(u32, Value),
}

/// A function that was under way, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Called {
    /// The function.
    pub function: Name,
    /// The line, from 1, in the code that the reader sees; nothing in code that is not shown.
    pub line: Option<u32>,
}

/// Why a message came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Loss {
    /// The network lost it.
    OnTheWay,
    /// The link was cut that it was sent over.
    Cut,
    /// The node that it was sent to was dead.
    NobodyThere,
    /// The service that it was sent to was down.
    Down,
    /// It answers a call that had timed out.
    TooLate,
    /// It answers a call of an earlier life of the process.
    EarlierLife,
}

/// A place in the code of a process where it waits for an effect: a border between two steps.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The function.
    pub function: Name,
    /// Which awaited effect of the function, in the order of the text, from 1.
    pub ordinal: u32,
    /// The effect in short: `db::insert`, `sleep`.
    pub effect: Name,
    /// The line, from 1, in the code that the reader sees; nothing in code that is not shown.
    pub line: Option<u32>,
}

impl Event {
    /// Whether the two are the same but for the time.
    pub(crate) fn tells_the_same_as(&self, other: &Self) -> bool {
        (self.node, &self.what, self.fault) == (other.node, &other.what, other.fault)
    }
}

impl Trace {
    /// The node's name.
    pub fn name_of(&self, node: NodeId) -> &str {
        self.lanes.get(usize::from(node.0)).map_or("?", |lane| &lane.name)
    }

    /// The message.
    pub fn message(&self, id: MessageId) -> &Message {
        &self.messages[id.0 as usize]
    }

    /// The canonical text of the trace: one terse line for each event. Golden traces are compared
    /// in this form, and [`Trace::hash`] is taken over it.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        self.events.iter().map(|event| self.line(event))
    }

    /// A hash of the whole trace, the same on every platform: 32 hexadecimal digits.
    pub fn hash(&self) -> String {
        let mut hash = Fingerprint::default();
        for line in self.lines() {
            hash.text(&line);
        }
        format!("{:032x}", hash.finish())
    }

    fn line(&self, event: &Event) -> String {
        let fault = match event.fault {
            Some(FaultId(number)) => format!("  [fault {number}]"),
            None => String::new(),
        };
        format!(
            "{:>12}  {:<10}  {}{fault}",
            event.at.micros(),
            self.name_of(event.node),
            self.what(&event.what)
        )
    }

    fn what(&self, what: &What) -> String {
        match what {
            What::Sent(id, place) => {
                let message = self.message(*id);
                let to = self.name_of(message.to);
                format!("sent {} to {to}{}", self.short(*id), at(place.as_ref()))
            }
            What::Delivered(id) => {
                format!(
                    "delivered {} from {}",
                    self.short(*id),
                    self.name_of(self.message(*id).from)
                )
            }
            What::Lost(id, loss) => format!("lost {} ({loss})", self.short(*id)),
            What::Duplicated(id, copy) => format!("duplicated {} as #{}", self.short(*id), copy.0),
            What::Altered(id, new) => {
                let content = &self.message(*new).content;
                format!("altered {} as #{} {content:?}", self.short(*id), new.0)
            }
            What::Delayed(id) => format!("delayed {}", self.short(*id)),
            What::DiskSlow => "disk is slow".into(),
            What::TimedOut(id) => format!("timed out {}", self.short(*id)),
            What::Woke(place) => format!("woke{}", at(place.as_ref())),
            What::Crashed { after, during, before } => {
                let told = |word: &str, place: &Option<Place>| {
                    place.as_ref().map_or(String::new(), |place| format!(" {word} {place}"))
                };
                let (after, before) = (told("after", after), told("before", before));
                format!("crashed{after}{}{before}", told("during", during))
            }
            What::Stored(place) => format!("stored{}", at(place.as_ref())),
            What::Panicked { message, place, stack } => {
                let calls: String = stack
                    .iter()
                    .map(|call| match call.line {
                        Some(line) => format!(" in {}:{line}", call.function),
                        None => format!(" in {}", call.function),
                    })
                    .collect();
                format!("panicked {message:?}{}{calls}", at(place.as_ref()))
            }
            What::Restarted => "restarted".into(),
            What::Began(trouble) => self.trouble(trouble).0,
            What::Ended(trouble) => self.trouble(trouble).1,
            What::Healed => "healed".into(),
            What::Logged(line) => format!("logged {line:?}"),
            What::Shown(key, value) => format!("shows {key} = {value:?}"),
            What::Measured(measure, name, amount) => {
                let amount = decimal::debug(f64::from_bits(*amount));
                format!("measured {measure:?} {name} = {amount}")
            }
            What::Invoked(number, node, operation, arguments) => format!(
                "invoked operation {number}: {operation} of {} with {arguments:?}",
                self.name_of(*node)
            ),
            What::Returned(number, result) => format!("returned operation {number}: {result:?}"),
        }
    }

    /// How a trouble is told as it begins and as it ends.
    fn trouble(&self, trouble: &Trouble) -> (String, String) {
        let names = |nodes: &[NodeId]| {
            let names: Vec<&str> = nodes.iter().map(|node| self.name_of(*node)).collect();
            names.join(", ")
        };
        match trouble {
            Trouble::Cut(links) => {
                let link = |(from, to): &(NodeId, NodeId)| {
                    format!("{}->{}", self.name_of(*from), self.name_of(*to))
                };
                let links = links.iter().map(link).collect::<Vec<_>>().join(" ");
                (format!("cut {links}"), format!("mended {links}"))
            }
            Trouble::Silent { towards: None, .. } => ("fell silent".into(), "answers again".into()),
            Trouble::Silent { towards: Some(nodes), .. } => {
                let nodes = names(nodes);
                (format!("fell silent towards {nodes}"), format!("answers {nodes} again"))
            }
            Trouble::Slow { factor, .. } => {
                (format!("slow {factor} times"), "as fast as ever".into())
            }
            Trouble::Down { .. } => ("went down".into(), "came back".into()),
            Trouble::Paused(_) => ("paused".into(), "goes on".into()),
            Trouble::Clock { offset, drift, .. } => (
                format!("clock wrong by {offset}, runs {drift} millionths too fast"),
                "clock right".into(),
            ),
        }
    }

    fn short(&self, id: MessageId) -> String {
        let message = self.message(id);
        let kind = match message.kind {
            MessageKind::Request => String::new(),
            MessageKind::Tell => " tell".to_owned(),
            MessageKind::Reply(request) => format!(" reply to #{}", request.0),
        };
        format!("#{} {}{kind} {:?}", id.0, message.operation, message.content)
    }
}

fn at(place: Option<&Place>) -> String {
    place.map_or(String::new(), |place| format!(" at {place}"))
}

/// As a golden trace has it: `signup[2] email::send`.
impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}[{}] {}", self.function, self.ordinal, self.effect)
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::OnTheWay => "on the way",
            Self::Cut => "cut",
            Self::NobodyThere => "nobody there",
            Self::Down => "down",
            Self::TooLate => "too late",
            Self::EarlierLife => "earlier life",
        })
    }
}
