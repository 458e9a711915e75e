//! What clients did and saw, and why it cannot be: a sentence, a table, a diagram, text.

mod drawn;

use std::fmt::Write;

use whatif_simulator::Value;
use whatif_simulator::consistency::{
    Action, JudgedHistory, Judgement, Level, Operation, Reason, Why,
};

use crate::escape::{clean, markup};
use crate::short::cut;
use crate::words::counted;

/// No table tells more operations.
const MOST: usize = 1_000;
/// More than so many columns of a value are not told.
const VALUE_MAX: i32 = 60;

/// Histories that were judged, each with what it is held to in the author's words, without a
/// newline: for each its diagram in a `<figure>`, a `<p>` with a sentence, and its operations in a
/// `<details>`. Several that are the same history are drawn where they are broken, or else once.
pub fn histories<'a>(judged: impl IntoIterator<Item = (&'a str, &'a JudgedHistory)>) -> String {
    let mut out = String::new();
    for (says, history, is_drawn) in to_tell(judged) {
        if is_drawn {
            // Writing to a string cannot fail.
            let _ = write!(out, "<figure>{}</figure>", history.diagram());
        }
        let sentence = markup(&history.sentence());
        let _ = write!(out, "<p><strong>{}</strong>: {sentence}</p>", markup(says));
        if is_drawn {
            let table = history.table();
            let _ = write!(out, "<details><summary>All operations</summary>{table}</details>");
        }
    }
    out
}

/// The same as plain text, with the operations in the place of a diagram.
pub fn histories_text<'a>(
    judged: impl IntoIterator<Item = (&'a str, &'a JudgedHistory)>,
) -> String {
    let mut out = String::new();
    for (says, history, is_drawn) in to_tell(judged) {
        let _ = writeln!(out, "{}: {}", clean(says), history.sentence());
        if is_drawn {
            let _ = write!(out, "\n{}\n", history.text());
        }
    }
    out
}

/// Which of several judgements of the same history are drawn.
fn to_tell<'a>(
    judged: impl IntoIterator<Item = (&'a str, &'a JudgedHistory)>,
) -> impl Iterator<Item = (&'a str, History<'a>, bool)> {
    let judged: Vec<(&str, History<'_>)> =
        judged.into_iter().map(|(says, history)| (says, History(history))).collect();
    let none_is_broken = !judged.iter().any(|(_, history)| history.is_broken());
    judged.into_iter().enumerate().map(move |(at, (says, history))| {
        (says, history, history.is_broken() || at == 0 && none_is_broken)
    })
}

/// A history that was judged, to be told.
#[derive(Clone, Copy, Debug)]
pub struct History<'a>(pub &'a JudgedHistory);

impl<'a> History<'a> {
    /// What became of it, in a sentence that begins with a capital and ends in a full stop.
    pub fn sentence(self) -> String {
        match &self.0.judgement {
            Judgement::Holds(Some(_)) => format!(
                "One order of all operations explains what every client was told: {}.",
                self.promise(),
            ),
            Judgement::Holds(None) => {
                let (first, rest) = self.promise().split_at(1);
                format!("{}{rest}.", first.to_ascii_uppercase())
            }
            Judgement::Unknown(why) => {
                format!("It cannot be told whether {}: {why}.", self.promise())
            }
            Judgement::Violated(reason) => self.accusation(reason),
        }
    }

    /// Whether it is not what it is held to.
    fn is_broken(self) -> bool {
        matches!(self.0.judgement, Judgement::Violated(_))
    }

    /// What the level says, as a sentence without its capital and its full stop.
    fn promise(self) -> &'static str {
        match self.0.level {
            Level::Linearizable => "this is linearizable",
            Level::Sequential => "this is sequentially consistent",
            Level::Causal => "this is causally consistent",
            Level::CausalConvergence => "this is causally convergent",
            Level::ReadYourWrites => "every client reads its own writes",
            Level::MonotonicReads => "no client sees undone what it has seen",
            Level::MonotonicWrites => "the writes of a client are seen in their order",
            Level::WritesFollowReads => "whoever sees a write sees what its writer had seen",
            Level::Convergence => "all come to read the same",
        }
    }

    fn accusation(self, reason: &Reason) -> String {
        let told = self.told(reason.operation);
        let others = self.list(&reason.because);
        match reason.why {
            Why::NoPlace if reason.because.is_empty() => {
                format!("{told}, and nothing that was called before that can explain it.")
            }
            Why::NoPlace => {
                let order = match self.0.level {
                    Level::Linearizable => {
                        "No order of the operations in which each happens between its call and \
                         its return has a place for this"
                    }
                    Level::Sequential => {
                        "No order of the operations that has those of each client in their order \
                         has a place for this"
                    }
                    Level::CausalConvergence => {
                        "No one order of all writes, the same for all clients, has a place for this"
                    }
                    _ => {
                        "No order of all writes that this client may have seen has a place for this"
                    }
                };
                format!("{order}: {told}. What forbids it: {others}.")
            }
            Why::FromNowhere => format!("{told}, and nobody has done what this tells."),
            Why::Circle => format!(
                "{told}, and what it tells was done because of it: each would have to come before \
                 the other. With it in the circle: {others}.",
            ),
            Why::Older => format!(
                "{told}, and misses something that may have led to it. What may have led to it: {others}.",
            ),
            Why::OwnUnseen => {
                format!("{told}, although the same client had done more before: {others}.")
            }
            Why::Undone => {
                format!("{told}, although the same client had seen more before: {others}.")
            }
            Why::OutOfOrder => format!(
                "{told}, although the same client sees something that another did later: {others}.",
            ),
            Why::WithoutCause => format!(
                "{told}, although the same client sees something that was done by someone who had \
                 seen more: {others}.",
            ),
            Why::Different => {
                format!("{told}, and nothing changes any more when another is told this: {others}.")
            }
        }
    }

    fn list(self, places: &[usize]) -> String {
        const SHOWN: usize = 8;
        let mut list: Vec<String> = places.iter().take(SHOWN).map(|at| self.told(*at)).collect();
        if places.len() > SHOWN {
            list.push(counted(places.len() - SHOWN, "more operation", "more operations"));
        }
        list.join("; ")
    }

    /// An operation as a part of a sentence: *alice reads x and is told 1*.
    fn told(self, at: usize) -> String {
        let operation = &self.0.operations[at];
        let name = cut(self.client(operation), 40).text;
        let of = |word: &str| match &operation.key {
            Value::Unit => String::new(),
            key => format!(" {word} {}", self.value(key)),
        };
        let done = match &operation.action {
            Action::Read(_) if operation.returned.is_none() => match &operation.key {
                Value::Unit => "reads".to_owned(),
                key => format!("reads {}", self.value(key)),
            },
            Action::Read(told) => match &operation.key {
                Value::Unit => format!("reads {}", self.value(told)),
                key => format!("reads {} and is told {}", self.value(key), self.value(told)),
            },
            Action::Write(new) => format!("writes {}{}", self.value(new), of("to")),
            Action::Cas { old, new, done: true } => {
                format!("swaps {} for {}{}", self.value(old), self.value(new), of("in"))
            }
            Action::Cas { old, .. } => {
                format!("finds anything but {}{}", self.value(old), of("in"))
            }
            Action::Add(new) => format!("adds {}{}", self.value(new), of("to")),
            Action::Remove(old) => format!("removes {}{}", self.value(old), of("from")),
            Action::Append(new) => format!("appends {}{}", self.value(new), of("to")),
            Action::Enqueue(new) => format!("puts {} into the queue{}", self.value(new), of("of")),
            Action::Dequeue(None) => format!("takes something from the queue{}", of("of")),
            Action::Dequeue(Some(Value::Unit)) => format!("finds the queue{} empty", of("of")),
            Action::Dequeue(Some(told)) => {
                format!("takes {} from the queue{}", self.value(told), of("of"))
            }
        };
        let open = if operation.returned.is_none() { ", without a result" } else { "" };
        format!("{name} {done}{open}")
    }

    fn client(self, operation: &Operation) -> &'a str {
        self.0.clients.get(operation.client as usize).map_or("", String::as_str)
    }

    /// What an operation counts for in the judgement.
    fn part(self, at: usize) -> Part {
        match &self.0.judgement {
            Judgement::Violated(reason) if reason.operation == at => Part::Impossible,
            Judgement::Violated(reason) if reason.because.contains(&at) => Part::Forbids,
            _ => Part::None,
        }
    }

    /// Its place in the legal order that is known, the first of which is 1.
    fn place(self, at: usize) -> Option<usize> {
        let order = match &self.0.judgement {
            Judgement::Holds(order) => order.as_deref()?,
            Judgement::Violated(reason) => &reason.before,
            Judgement::Unknown(_) => return None,
        };
        order.iter().position(|each| *each == at).map(|place| place + 1)
    }

    /// The operations that are shown, in the order of their calls: all if they are few. Of many,
    /// those of the same key that were under way between the first that is to blame and the one
    /// that cannot be.
    fn shown(self, most: usize) -> Vec<usize> {
        let mut shown: Vec<usize> = (0..self.0.operations.len()).collect();
        if shown.len() <= most {
            return shown;
        }
        let Judgement::Violated(reason) = &self.0.judgement else {
            shown.truncate(most);
            return shown;
        };
        let last = &self.0.operations[reason.operation];
        let named = || reason.because.iter().chain([&reason.operation]);
        let from = named().map(|at| self.0.operations[*at].called).min().unwrap_or(0);
        let until = last.returned.unwrap_or(u32::MAX);
        let is_named = |at: &usize| named().any(|named| named == at);
        shown.retain(|at| {
            let operation = &self.0.operations[*at];
            let during = operation.called < until && operation.returned.is_none_or(|at| at > from);
            is_named(at) || operation.key == last.key && during
        });
        // The latest are nearest to what cannot be.
        let mut room = most.saturating_sub(named().count());
        let mut kept: Vec<usize> = Vec::new();
        for at in shown.into_iter().rev() {
            if is_named(&at) {
                kept.push(at);
            } else if room > 0 {
                room -= 1;
                kept.push(at);
            }
        }
        kept.reverse();
        kept
    }

    /// The operations as a table: one `<table>` element without a newline.
    pub fn table(self) -> String {
        let mut out = String::from(
            "<table><caption>What clients did and were told, by their calls</caption><thead><tr>\
             <th scope=\"col\">Client</th><th scope=\"col\">What it did</th>\
             <th scope=\"col\">Place</th></tr></thead><tbody>",
        );
        let shown = self.shown(MOST);
        for at in &shown {
            let operation = &self.0.operations[*at];
            let open = if operation.returned.is_none() { " (without a result)" } else { "" };
            let place = self.place(*at).map(|place| place.to_string()).unwrap_or_default();
            let place = match self.part(*at) {
                Part::Impossible => "<strong>has no place</strong>".to_owned(),
                Part::Forbids if place.is_empty() => "<strong>forbids it</strong>".to_owned(),
                Part::Forbids => format!("{place}, <strong>forbids it</strong>"),
                Part::None => place,
            };
            // Writing to a string cannot fail.
            let _ = write!(
                out,
                "<tr><td>{}</td><td>{}{open}</td><td>{place}</td></tr>",
                markup(&cut(self.client(operation), 40).text),
                markup(&self.deed(operation, VALUE_MAX)),
            );
        }
        if shown.len() < self.0.operations.len() {
            let more = counted(self.0.operations.len() - shown.len(), "more", "more");
            let _ = write!(out, "<tr><td></td><td>… and {more}</td><td></td></tr>");
        }
        out.push_str("</tbody></table>");
        out
    }

    /// The operations as plain text, a line for each that is shown.
    pub fn text(self) -> String {
        let shown = self.shown(40);
        let wide = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0);
        let names: Vec<String> =
            shown.iter().map(|at| cut(self.client(&self.0.operations[*at]), 40).text).collect();
        let deeds: Vec<String> =
            shown.iter().map(|at| clean(&self.deed(&self.0.operations[*at], VALUE_MAX))).collect();
        let name_width = wide(&mut names.iter().map(|name| name.chars().count()));
        let deed_width = wide(&mut deeds.iter().map(|deed| deed.chars().count()));
        let mut out = String::new();
        for ((at, name), deed) in shown.iter().zip(&names).zip(&deeds) {
            let place = self.place(*at).map(|place| place.to_string()).unwrap_or_default();
            let part = match self.part(*at) {
                Part::Impossible => "has no place",
                Part::Forbids => "forbids it",
                Part::None => "",
            };
            let open =
                if self.0.operations[*at].returned.is_none() { "without a result" } else { "" };
            let line = format!("{place:>4}  {name:name_width$}  {deed:deed_width$}  {part}{open}");
            out.push_str(line.trim_end());
            out.push('\n');
        }
        if shown.len() < self.0.operations.len() {
            let more = self.0.operations.len() - shown.len();
            let _ = writeln!(out, "      … and {more} more");
        }
        out
    }

    /// The history as a diagram: one `<svg>` element without a newline.
    ///
    /// Each client has a row, and time runs to the right, from call to return rather than to scale.
    /// An operation is a bar from its call to its return; one without a result fades out.
    /// The number in a bar is its place in a legal order, where one is known.
    pub fn diagram(self) -> String {
        drawn::draw(self)
    }

    /// A value as readers see it.
    fn value(self, value: &Value) -> String {
        match value {
            Value::Unit if self.0.recording.initial != Value::Unit => {
                self.value(&self.0.recording.initial)
            }
            Value::Unit => "nothing".into(),
            // Where a text with blanks begins and ends must be seen.
            Value::Text(text) if !text.contains(' ') => cut(&clean(text), VALUE_MAX).text,
            other => cut(&clean(&format!("{other:?}")), VALUE_MAX).text,
        }
    }

    /// An operation in short: *x: read → 1*.
    fn deed(self, operation: &Operation, most: i32) -> String {
        let key = match &operation.key {
            Value::Unit => String::new(),
            key => format!("{}: ", self.value(key)),
        };
        let done = match &operation.action {
            Action::Read(_) if operation.returned.is_none() => "read".into(),
            Action::Read(told) => format!("read → {}", self.value(told)),
            Action::Write(new) => format!("write {}", self.value(new)),
            Action::Cas { old, new, done: true } => {
                format!("cas {} → {}", self.value(old), self.value(new))
            }
            Action::Cas { old, .. } => format!("cas, not {}", self.value(old)),
            Action::Add(new) => format!("add {}", self.value(new)),
            Action::Remove(old) => format!("remove {}", self.value(old)),
            Action::Append(new) => format!("append {}", self.value(new)),
            Action::Enqueue(new) => format!("enqueue {}", self.value(new)),
            Action::Dequeue(None) => "dequeue".into(),
            Action::Dequeue(Some(told)) => format!("dequeue → {}", self.value(told)),
        };
        cut(&(key + &done), most).text
    }
}

/// What an operation counts for in a judgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Impossible,
    Forbids,
    None,
}
