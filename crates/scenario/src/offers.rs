//! What can be made to go wrong at an event of a run, each bound to its place.

use whatif_simulator::{Event, MessageId, MessageKind, NodeId, Place, Trace, Value, What};

use crate::spec::{
    Alteration, Border, Fault, FaultKind, FaultPoint, Literal, MessagePoint, Mishap, Named, Spec,
    StepPoint, Trouble,
};

/// How long a process that was killed is dead.
const RESTART_US: u64 = 1_000_000;
/// How much longer than the caller waits a message is held back.
const TOO_LATE_US: u64 = 1_000_000;
/// How long something is wrong.
const WHILE_US: u64 = 3_000_000;
/// By how much a clock is wrong.
const WRONG_US: i64 = 60_000_000;
/// How many times as slow as ever a slow node is.
const SLOW: u32 = 20;

/// What can be made to go wrong at this event: with the message that it is about, with its node,
/// with the link between.
pub(crate) fn offers(spec: &Spec, trace: &Trace, event: usize) -> Vec<Fault> {
    let Some(at) = trace.events.get(event) else { return Vec::new() };
    let place = Spot { spec, trace, event };
    let mut kinds = Vec::new();
    let message = match &at.what {
        What::Sent(id, _) | What::Delivered(id) | What::Lost(id, _) => Some(*id),
        _ => None,
    };
    if let Some(id) = message {
        place.of_message(id, &mut kinds);
    }
    place.of_node(at.node, &mut kinds);
    if let Some(id) = message {
        let message = trace.message(id);
        let [from, to] = [message.from, message.to].map(|node| named(trace.name_of(node)));
        let trouble = Trouble::Cut(vec![(from.clone(), to.clone()), (to, from)]);
        kinds.push(place.trouble(trouble));
    }
    let fault = |what: FaultKind| Fault { words: what.words(), what, spot: 0..0 };
    let overtakes = message.and_then(|id| place.overtakes(id));
    kinds.into_iter().map(fault).chain(overtakes).collect()
}

/// An event of a run.
struct Spot<'a> {
    spec: &'a Spec,
    trace: &'a Trace,
    event: usize,
}

impl Spot<'_> {
    fn of_message(&self, id: MessageId, kinds: &mut Vec<FaultKind>) {
        // A copy was never sent, and is told by none of the names that a fault can give.
        let Some(point) = self.point(id) else { return };
        let message = self.trace.message(id);
        let by = if point.reply { message.to } else { message.from };
        let late = self.patience(by).saturating_add(TOO_LATE_US);
        let mut mishaps = vec![Mishap::Lost, Mishap::DelayedUs(late)];
        if message.kind == MessageKind::Request {
            mishaps.push(Mishap::Duplicated);
        }
        mishaps.extend(lie(&message.content).map(Mishap::Altered));
        kinds.extend(mishaps.into_iter().map(|mishap| FaultKind::Message(point.clone(), mishap)));
    }

    /// The message comes, where it arrives at this event, right before the last one that arrived
    /// while it was on its way.
    fn overtakes(&self, id: MessageId) -> Option<Fault> {
        let (here, before) = self.trace.events.get(..=self.event)?.split_last()?;
        if here.what != What::Delivered(id) {
            return None;
        }
        let is_sent = |event: &Event| matches!(event.what, What::Sent(sent, _) if sent == id);
        let sent = before.iter().position(is_sent)?;
        let link = |id| {
            let message = self.trace.message(id);
            (message.from, message.to)
        };
        let (arrived, other) = before[sent..].iter().rev().find_map(|event| match event.what {
            // A link may keep the order of its messages.
            What::Delivered(other) if link(other) != link(id) => Some((event.at, other)),
            _ => None,
        })?;
        let (point, by) = (self.point(other)?, self.point(id)?);
        let words = format!("{} is overtaken by {}", point.words("every"), by.words("every"));
        let late = here.at.micros() + 1 - arrived.micros();
        Some(Fault { what: FaultKind::Message(point, Mishap::DelayedUs(late)), words, spot: 0..0 })
    }

    fn of_node(&self, node: NodeId, kinds: &mut Vec<FaultKind>) {
        let name = named(self.trace.name_of(node));
        let Some(spec) = self.spec.nodes.iter().find(|known| known.name == name.name) else {
            return;
        };
        if spec.runs_code() {
            for restart_us in [Some(RESTART_US), None] {
                let when = self.step(node).unwrap_or_else(|| self.just_after());
                kinds.push(FaultKind::Crash { node: name.clone(), when, restart_us });
            }
            for offset_us in [WRONG_US, -WRONG_US] {
                let trouble = Trouble::Clock { node: name.clone(), offset_us, drift: 0 };
                kinds.push(self.trouble(trouble));
            }
        } else {
            for refuse in [false, true] {
                kinds.push(self.trouble(Trouble::Down { node: name.clone(), refuse }));
            }
        }
        kinds.push(self.trouble(Trouble::Paused(name.clone())));
        kinds.push(self.trouble(Trouble::Slow { node: name.clone(), factor: SLOW }));
        kinds.push(self.trouble(Trouble::Silent { node: name, towards: None }));
    }

    fn trouble(&self, trouble: Trouble) -> FaultKind {
        FaultKind::Trouble { trouble, when: self.just_after(), lasts_us: Some(WHILE_US) }
    }

    /// What goes wrong at the very time of an event comes before it.
    fn just_after(&self) -> FaultPoint {
        FaultPoint::AtUs(self.trace.events[self.event].at.micros() + 1)
    }

    /// The message, told by what it asks or answers and by how many such there were before.
    fn point(&self, id: MessageId) -> Option<MessagePoint> {
        let of = self.trace.message(id);
        let answers = |kind| matches!(kind, MessageKind::Reply(_));
        let reply = answers(of.kind);
        let mut nth = 0;
        for event in &self.trace.events {
            let What::Sent(sent, _) = &event.what else { continue };
            let other = self.trace.message(*sent);
            let same = (other.from, other.to, &other.operation) == (of.from, of.to, &of.operation);
            if same && answers(other.kind) == reply {
                nth += 1;
            }
            if *sent == id {
                let name = |node| self.trace.name_of(node);
                let (of_node, by) = if reply { (of.from, of.to) } else { (of.to, of.from) };
                return Some(MessagePoint {
                    reply,
                    of: named(&format!("{}::{}", name(of_node), of.operation)),
                    by: Some(named(name(by))),
                    nth: Some(nth),
                });
            }
        }
        None
    }

    /// The step that begins or ends with this event at a process, where it is one of its code.
    fn step(&self, node: NodeId) -> Option<FaultPoint> {
        let (after, place) = self.border(self.event)?;
        let same = |event: &usize| {
            let own = self.trace.events[*event].node == node;
            let found = self.border(*event);
            own && found.is_some_and(|(other, at)| {
                other == after && (&at.function, &at.effect) == (&place.function, &place.effect)
            })
        };
        let effect = named(&place.effect);
        let border = if after { Border::After(effect) } else { Border::Before(effect) };
        let step = StepPoint {
            function: Some(named(&place.function)),
            border,
            nth: (0..=self.event).filter(same).count() as u32,
        };
        Some(FaultPoint::Step(named(self.trace.name_of(node)), step))
    }

    /// The place of the code at which an event is, and whether the code goes on after it; nothing
    /// where several messages belong to one step, which is then told by its time.
    fn border(&self, event: usize) -> Option<(bool, &Place)> {
        let alone = |id: MessageId, place: &Place| {
            let message = self.trace.message(id);
            place.effect.strip_suffix(&*message.operation).and_then(|node| node.strip_suffix("::"))
                == Some(self.trace.name_of(message.to))
        };
        match &self.trace.events[event].what {
            What::Sent(id, Some(place)) if alone(*id, place) => Some((false, place)),
            What::Delivered(id) => {
                let MessageKind::Reply(request) = self.trace.message(*id).kind else { return None };
                let place = self.trace.events[..event].iter().find_map(|sent| match &sent.what {
                    What::Sent(id, Some(place)) if *id == request && alone(*id, place) => {
                        Some(place)
                    }
                    _ => None,
                });
                Some((true, place?))
            }
            What::Woke(Some(place)) if &*place.effect == "sleep" => Some((true, place)),
            _ => None,
        }
    }

    /// How long a node waits for an answer.
    fn patience(&self, node: NodeId) -> u64 {
        let name = self.trace.name_of(node);
        let nodes = self.spec.nodes.iter().map(|node| (&node.name, node.call_timeout_us));
        let clients = self.spec.clients.iter().map(|client| (&client.name, client.call_timeout_us));
        let mut all = nodes.chain(clients);
        all.find(|(known, _)| *known == name).map_or(self.spec.call_timeout_us, |(_, time)| time)
    }
}

/// A lie about the first number or, without one, the first text with a name that a message carries.
fn lie(content: &Value) -> Option<Alteration> {
    let mut fields = Vec::new();
    named_fields(content, &mut fields);
    let number = fields.iter().find_map(|(name, value)| match value {
        Value::Int(number) => {
            let other = i64::try_from(*number).ok()?.checked_mul(10)?.checked_add(7)?;
            Some(Alteration::Field((*name).to_owned(), Literal::Int(other)))
        }
        _ => None,
    });
    number.or_else(|| {
        fields.iter().find_map(|(name, value)| match value {
            Value::Text(_) => {
                Some(Alteration::Field((*name).to_owned(), Literal::Text("Mallory".to_owned())))
            }
            _ => None,
        })
    })
}

fn named_fields<'v>(value: &'v Value, fields: &mut Vec<(&'v str, &'v Value)>) {
    match value {
        Value::Record(record) => {
            for (name, value) in &record.fields {
                fields.push((name, value));
                named_fields(value, fields);
            }
        }
        Value::Tuple(values) | Value::List(values) => {
            values.iter().for_each(|value| named_fields(value, fields));
        }
        _ => {}
    }
}

fn named(name: &str) -> Named {
    Named { name: name.to_owned(), spot: 0..0 }
}
