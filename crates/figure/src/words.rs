//! Events told in sentences.

use std::fmt::Write;
use std::rc::Rc;

use whatif_simulator::{
    Event, Loss, Message, MessageId, MessageKind, NodeId, NodeKind, Place, Time, Trace, Trouble,
    Value, What, decimal,
};

use crate::escape::{clean, markup};
use crate::fold::is_told;
use crate::short::{arguments, cut, exact, length, moment};

/// Data in a sentence is cut to so many columns.
const DATA: i32 = 160;
/// So is a name.
const NAME: i32 = 40;
/// Of so many links that are cut a sentence tells.
const LINKS: usize = 6;
/// Of so many functions that called one another a panic tells.
const STACK: usize = 5;

/// A sentence, in which code is told apart from words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sentence(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Words(String),
    Code(String),
}

impl Sentence {
    /// As text.
    pub(crate) fn plain(&self) -> String {
        let text = |part: &Part| match part {
            Part::Words(text) | Part::Code(text) => clean(text),
        };
        self.0.iter().map(text).collect()
    }

    /// As markup, with the code in `<code>`.
    pub(crate) fn markup(&self) -> String {
        let text = |part: &Part| match part {
            Part::Words(text) => markup(text),
            Part::Code(text) => format!("<code>{}</code>", markup(text)),
        };
        self.0.iter().map(text).collect()
    }

    fn words(mut self, words: impl Into<String>) -> Self {
        self.0.push(Part::Words(words.into()));
        self
    }

    fn code(mut self, code: impl Into<String>) -> Self {
        self.0.push(Part::Code(code.into()));
        self
    }

    fn at_line_of(self, place: Option<&Place>) -> Self {
        match line(place) {
            Some(line) => self.words(format!(" ({line})")),
            None => self,
        }
    }
}

/// What happened at the node, as a sentence.
pub(crate) fn sentence(what: &What, node: NodeId, trace: &Trace) -> Sentence {
    let who = the(node, trace);
    let say = |words: String| Sentence::default().words(words);
    match what {
        What::Sent(id, place) => match message(*id, trace) {
            Some(message) => sent(message, trace).at_line_of(place.as_ref()),
            None => say(format!("{who} sends a message")),
        },
        What::Delivered(id) => match message(*id, trace) {
            Some(message) => delivered(message, trace),
            None => say(format!("{who} gets a message")),
        },
        What::Lost(id, loss) => match message(*id, trace) {
            Some(message) => lost(message, *loss, trace),
            None => say(format!("a message to {who} comes to nothing")),
        },
        What::Duplicated(id, _) => match message(*id, trace) {
            Some(message) => {
                named(say("the network makes a second copy of ".into()), message, trace)
            }
            None => say("the network makes a second copy of a message".into()),
        },
        What::Altered(id, new) => match (message(*id, trace), message(*new, trace)) {
            (Some(message), Some(new)) => named(Sentence::default(), message, trace)
                .words(" is altered on its way, and carries now ")
                .code(match new.kind {
                    MessageKind::Reply(_) => exact(&new.content, DATA).text,
                    _ => arguments(&new.content, DATA).text,
                }),
            _ => say("a message is altered on its way".into()),
        },
        What::Delayed(id) => match message(*id, trace) {
            Some(message) => named(say("time goes by, and ".into()), message, trace)
                .words(" is still on its way"),
            None => say("time goes by, and a message is still on its way".into()),
        },
        What::DiskSlow => say(format!("the disk of {who} takes its time")),
        What::TimedOut(id) => match message(*id, trace) {
            Some(message) => {
                say(format!("{who} stops waiting for {} reply to ", possessive(message.to, trace)))
                    .code(operation(message))
            }
            None => say(format!("{who} stops waiting for a reply")),
        },
        What::Woke(place) => say(format!("{who} has slept and goes on")).at_line_of(place.as_ref()),
        What::Crashed { after, during, before } => {
            let mut told = say(format!("{who} is killed"));
            let places =
                [(" after ", after), (" while it waits for ", during), (" before ", before)];
            for (word, place) in places {
                let Some(place) = place else { continue };
                let and = if word == " before " && after.is_some() { " and" } else { "" };
                told = told
                    .words(format!("{and}{word}"))
                    .code(cut(&place.effect, NAME).text)
                    .at_line_of(Some(place));
            }
            told
        }
        What::Stored(place) => {
            say(format!("{who} has it on its disk and goes on")).at_line_of(place.as_ref())
        }
        What::Panicked { message, place, stack } => {
            let mut told = say(format!("{who} panics"))
                .at_line_of(place.as_ref())
                .words(", which kills it: ")
                .code(cut(message, DATA).text);
            // The innermost function is where it happened; one alone is told by its line.
            if let [_, _, ..] = stack.as_slice() {
                for (at, call) in stack.iter().take(STACK).enumerate() {
                    let line = call.line.map_or(String::new(), |line| format!(", line {line}"));
                    told = told
                        .words(if at == 0 { ", in " } else { ", called by " })
                        .code(cut(&call.function, NAME).text)
                        .words(line);
                }
            }
            told
        }
        What::Restarted => match trace.lanes.get(usize::from(node.0)).map(|lane| lane.kind) {
            Some(NodeKind::Process) => {
                say(format!("{who} starts again, with nothing in its memory"))
            }
            _ => say(format!("{who} starts again")),
        },
        What::Began(wrong) => say(told_of(&who, wrong, &trouble(wrong, trace).0)),
        What::Ended(wrong) => say(told_of(&who, wrong, trouble(wrong, trace).1)),
        What::Healed => {
            say("nothing more goes wrong, and everything that is broken is put right".into())
        }
        // A service has no code that prints: it says what it does.
        What::Logged(line) if is_service(node, trace) => {
            say(format!("{who}: {}", cut(line, DATA).text))
        }
        What::Logged(line) => say(format!("{who} prints: ")).code(cut(line, DATA).text),
        What::Shown(key, value) => say(format!("{who} shows "))
            .code(cut(key, NAME).text)
            .words(": ")
            .code(exact(value, DATA).text),
        What::Measured(_, name, amount) => say(format!("{who} measures "))
            .code(cut(name, NAME).text)
            .words(": ".to_owned() + &decimal::plain(f64::from_bits(*amount))),
        What::Invoked(_, asked, operation, with) => {
            let arguments = arguments(&Value::Tuple(Rc::clone(with)), DATA).text;
            say(format!("{who} begins a recorded operation of {}: ", the(*asked, trace)))
                .code(format!("{operation}({arguments})"))
        }
        What::Returned(_, result) => {
            say(format!("{who} ends a recorded operation with ")).code(exact(result, DATA).text)
        }
    }
}

/// What is wrong told of who it is wrong with.
fn told_of(who: &str, wrong: &Trouble, words: &str) -> String {
    if matches!(wrong, Trouble::Cut(_)) { words.to_owned() } else { format!("{who} {words}") }
}

/// What goes on after the name of the node as something begins to be wrong with it, and as that
/// ends.
pub(crate) fn trouble(wrong: &Trouble, trace: &Trace) -> (String, &'static str) {
    match wrong {
        Trouble::Cut(links) => {
            let mut names = Vec::new();
            for (at, (from, to)) in links.iter().enumerate() {
                let back = links.iter().position(|link| *link == (*to, *from));
                let arrow = match back {
                    Some(back) if back < at => continue,
                    Some(_) => "↔",
                    None => "→",
                };
                let name = |node| cut(trace.name_of(node), NAME).text;
                names.push(format!("{} {arrow} {}", name(*from), name(*to)));
            }
            if names.len() > LINKS {
                names.truncate(LINKS - 1);
                names.push("…".into());
            }
            (format!("links are cut: {}", names.join(", ")), "links are mended")
        }
        Trouble::Silent { towards: None, .. } => ("answers nobody".into(), "answers again"),
        Trouble::Silent { towards: Some(nodes), .. } => {
            let names: Vec<String> = nodes.iter().map(|node| the(*node, trace)).collect();
            (format!("does not answer {}", names.join(", ")), "answers again")
        }
        Trouble::Slow { factor, .. } => {
            (format!("is {factor} times as slow"), "is as fast as before")
        }
        Trouble::Down { refuse: false, .. } => ("goes down".into(), "answers again"),
        Trouble::Down { refuse: true, .. } => {
            ("refuses whatever it is asked".into(), "refuses nothing any more")
        }
        Trouble::Paused(_) => ("stands still".into(), "goes on"),
        Trouble::Clock { offset, drift, .. } => {
            let mut words = String::from("has a clock that ");
            if *offset != 0 {
                let length = length(Time::from_micros(offset.unsigned_abs()));
                let way = if *offset < 0 { "back" } else { "forward" };
                let _ = write!(words, "jumps {way} by {length}");
            }
            if *drift != 0 {
                let and = if *offset == 0 { "" } else { " and " };
                let way = if *drift < 0 { "slow" } else { "fast" };
                let parts = decimal::plain(f64::from(drift.unsigned_abs()) / 10_000.0);
                let _ = write!(words, "{and}runs {parts} % too {way}");
            }
            (words, "has its clock set right")
        }
    }
}

/// The fault that did this, in words, where the event alone does not tell it.
pub(crate) fn fault<'a>(event: &Event, trace: &'a Trace) -> Option<&'a str> {
    let fault = trace.faults.get(usize::from(event.fault?.0))?;
    let told = matches!(event.what, What::Restarted | What::Ended(_));
    (!told).then_some(fault.as_str())
}

/// That the last events happen again and again.
pub(crate) fn again(events: usize, rounds: usize, until: Time) -> String {
    let which = if events == 1 { "event".into() } else { format!("{events} events") };
    let times = if rounds == 1 { "once more".into() } else { format!("{rounds} more times") };
    format!("the last {which} again, {times}, until {}", moment(until))
}

/// That there are events before a part of a run, or after it.
pub(crate) fn elsewhere(events: usize, earlier: bool) -> String {
    let which = if earlier { "earlier" } else { "later" };
    format!("{events} {which} event{}", if events == 1 { "" } else { "s" })
}

/// The lanes in the order in which they are shown: who asks stands left of who answers.
pub(crate) fn lanes(trace: &Trace) -> Vec<usize> {
    let kinds = [NodeKind::Client, NodeKind::Process, NodeKind::Service];
    let of_kind = |kind| {
        let nodes = 0..trace.lanes.len();
        nodes.filter(move |&node| trace.lanes[node].kind == kind)
    };
    kinds.into_iter().flat_map(of_kind).collect()
}

/// The picture in a few sentences, for those who cannot see it.
pub(crate) fn summary(trace: &Trace, is_all: bool) -> String {
    let name = |node: usize| cut(&trace.lanes[node].name, NAME).text;
    let names: Vec<String> = lanes(trace).into_iter().map(name).collect();
    let mut out = String::from("Space-time diagram");
    if !names.is_empty() {
        let _ = write!(out, " of {}", names.join(", "));
    }
    let _ = write!(out, ": {}", counted(trace.messages.len(), "message", "messages"));
    let losses = |event: &&Event| matches!(event.what, What::Lost(..));
    match trace.events.iter().filter(losses).count() {
        0 => out.push('.'),
        lost => {
            let _ = write!(out, ", {lost} of which came to nothing.");
        }
    }
    let notable: Vec<&Event> = trace.events.iter().filter(|event| is_notable(event)).collect();
    for event in notable.iter().take(MOST_NOTABLE) {
        let told = sentence(&event.what, event.node, trace).plain();
        let _ = write!(out, " At {}, {told}.", moment(event.at));
    }
    if let Some(more @ 1..) = notable.len().checked_sub(MOST_NOTABLE) {
        let _ = write!(out, " And {more} more like these.");
    }
    out.push_str(if is_all {
        " The table of events tells all of it."
    } else {
        " A part of it is drawn."
    });
    clean(&out)
}

/// As much as one listens to before one would rather read the table.
const MOST_NOTABLE: usize = 6;

fn is_notable(event: &Event) -> bool {
    let goes_its_way =
        matches!(event.what, What::Sent(..) | What::Delivered(_) | What::Woke(_) | What::Logged(_));
    let is_plain = goes_its_way || !is_told(&event.what);
    !is_plain || event.fault.is_some() && matches!(event.what, What::Sent(..))
}

/// The node's name, with an article where it is a common noun: *the server*, but *db* and *alice*.
pub(crate) fn the(node: NodeId, trace: &Trace) -> String {
    let name = cut(trace.name_of(node), NAME).text;
    let service = is_service(node, trace);
    if !service && COMMON_NOUNS.contains(&name.as_str()) { format!("the {name}") } else { name }
}

fn is_service(node: NodeId, trace: &Trace) -> bool {
    trace.lanes.get(usize::from(node.0)).is_some_and(|lane| lane.kind == NodeKind::Service)
}

/// What clients and processes are called when they are not called by a name of their own.
const COMMON_NOUNS: [&str; 36] = [
    "acceptor",
    "browser",
    "buyer",
    "caller",
    "client",
    "consumer",
    "controller",
    "coordinator",
    "customer",
    "follower",
    "frontend",
    "gateway",
    "holder",
    "leader",
    "manager",
    "monitor",
    "operator",
    "participant",
    "primary",
    "producer",
    "proposer",
    "proxy",
    "reader",
    "receiver",
    "relay",
    "replica",
    "router",
    "scheduler",
    "sender",
    "server",
    "shop",
    "user",
    "visitor",
    "watcher",
    "worker",
    "writer",
];

/// The line of the place, as the reader counts: *line 3*.
pub(crate) fn line(place: Option<&Place>) -> Option<String> {
    Some(format!("line {}", place?.line?))
}

/// The operation that the message asks for or answers.
pub(crate) fn operation(message: &Message) -> String {
    cut(&message.operation, NAME).text
}

/// The message with this number, if the trace has it.
pub(crate) fn message(id: MessageId, trace: &Trace) -> Option<&Message> {
    trace.messages.get(id.0 as usize)
}

/// *1 message*, *2 messages*.
pub(crate) fn counted(number: usize, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}

fn possessive(node: NodeId, trace: &Trace) -> String {
    format!("{}'s", the(node, trace))
}

fn sent(message: &Message, trace: &Trace) -> Sentence {
    let from = the(message.from, trace);
    let itself = message.from == message.to;
    let to = if itself { "itself".into() } else { the(message.to, trace) };
    let told = Sentence::default();
    match message.kind {
        MessageKind::Request | MessageKind::Tell => {
            let arguments = arguments(&message.content, DATA).text;
            let verb = if message.kind == MessageKind::Tell { "tells" } else { "asks" };
            told.words(format!("{from} {verb} {to} to "))
                .code(format!("{}({arguments})", operation(message)))
        }
        MessageKind::Reply(_) => told
            .words(format!("{from} answers {} ", possessive(message.to, trace)))
            .code(operation(message))
            .words(" with ")
            .code(exact(&message.content, DATA).text),
    }
}

fn delivered(message: &Message, trace: &Trace) -> Sentence {
    let itself = message.from == message.to;
    let from = if itself { "its own".into() } else { possessive(message.from, trace) };
    let to = the(message.to, trace);
    let told = Sentence::default();
    match message.kind {
        MessageKind::Request | MessageKind::Tell => {
            told.words(format!("{to} gets {from} request to ")).code(operation(message))
        }
        MessageKind::Reply(_) => told
            .words(format!("{to} gets {from} reply to "))
            .code(operation(message))
            .words(": ")
            .code(exact(&message.content, DATA).text),
    }
}

fn lost(message: &Message, loss: Loss, trace: &Trace) -> Sentence {
    let to = the(message.to, trace);
    let end = match loss {
        Loss::OnTheWay => format!(" is lost on its way to {to}"),
        Loss::Cut => format!(" is lost: nothing gets from there to {to}"),
        Loss::NobodyThere => format!(" finds nobody there: {to} is dead"),
        Loss::Down => format!(" gets no reply: {to} is down"),
        Loss::TooLate => format!(" comes too late: {to} no longer waits for it"),
        Loss::EarlierLife => {
            format!(" was for an earlier life of {to}, which remembers nothing of it")
        }
    };
    named(Sentence::default(), message, trace).words(end)
}

/// *the server's request to insert*, *db's reply to insert*.
fn named(told: Sentence, message: &Message, trace: &Trace) -> Sentence {
    let kind = match message.kind {
        MessageKind::Request | MessageKind::Tell => "request",
        MessageKind::Reply(_) => "reply",
    };
    told.words(format!("{} {kind} to ", possessive(message.from, trace))).code(operation(message))
}
