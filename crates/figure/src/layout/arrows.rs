//! The messages: where they begin and end, and what is written at them.

use std::collections::BTreeMap;

use whatif_simulator::{Event, Loss, Message, MessageId, MessageKind, Trace, What};

use super::columns::Columns;
use super::{Arrow, End, Label};
use crate::escape::clean;
use crate::short::{Cut, columns as columns_of, cut, label};
use crate::words;

/// How wide a letter of code is, in tenths: rather too wide than too narrow.
const CODE_LETTER: i32 = 71;
/// What a message carries is cut to so many columns.
const CONTENT: i32 = 28;

/// Where a message begins and ends, as far as the picture shows it.
#[derive(Default)]
struct Course<'a> {
    begins: Option<(i32, &'a Event)>,
    ends: Option<(i32, End)>,
}

/// The arrows of all messages, given the heights of the events and of the foot.
pub(super) fn arrows(
    trace: &Trace,
    columns: &Columns,
    heights: &BTreeMap<usize, i32>,
    bottom: i32,
) -> Vec<Arrow> {
    let mut courses: BTreeMap<MessageId, Course<'_>> = BTreeMap::new();
    for (&number, &y) in heights {
        let event = &trace.events[number];
        match &event.what {
            What::Sent(id, _) | What::Duplicated(_, id) => {
                courses.entry(*id).or_default().begins = Some((y, event));
            }
            What::Delivered(id) => courses.entry(*id).or_default().ends = Some((y, End::Head)),
            What::Lost(id, loss) => {
                courses.entry(*id).or_default().ends = Some((y, End::Cross(*loss)));
            }
            _ => {}
        }
    }
    courses
        .into_iter()
        .filter_map(|(id, course)| {
            Some(arrow(words::message(id, trace)?, course, trace, columns, bottom))
        })
        .collect()
}

fn arrow(
    message: &Message,
    course: Course<'_>,
    trace: &Trace,
    columns: &Columns,
    bottom: i32,
) -> Arrow {
    let (from, to) = (columns.x(message.from), columns.x(message.to));
    let (ends, end) = course.ends.unwrap_or((bottom, End::Open));
    let begins = course.begins.map_or(ends, |(y, _)| y);
    let write = |(y, sent)| write_label(message, sent, y, trace, columns);
    let part = |percent: i32| from + (to - from) * percent / 100;
    let end_x = match end {
        End::Head => to,
        End::Cross(Loss::OnTheWay) => part(60),
        End::Cross(_) => columns.towards(message).of(to, -10),
        End::Open => part(80),
    };
    Arrow {
        from: (from, begins),
        to: (end_x, ends),
        reply: matches!(message.kind, MessageKind::Reply(_)),
        end,
        label: course.begins.map(write),
    }
}

fn write_label(message: &Message, sent: &Event, y: i32, trace: &Trace, columns: &Columns) -> Label {
    let (from, to) = (columns.x(message.from), columns.x(message.to));
    let side = columns.towards(message);
    let distance = if from == to { columns.gap } else { (to - from).abs() };
    let most = (distance - 14) * 10 / CODE_LETTER;
    let operation = cut(&clean(&message.operation), most.min(2 * CONTENT));
    let left = most - columns_of(&operation.text) - 1;
    let content = if left < 2 {
        Cut { text: String::new(), short: true }
    } else {
        label(&message.content, left.min(CONTENT))
    };
    let short = operation.short || content.short;
    let whole = || words::sentence(&sent.what, sent.node, trace).plain();
    Label {
        x: side.of(from, 9),
        y: y - 6,
        side,
        operation: operation.text,
        content: content.text,
        fault: match sent.what {
            What::Duplicated(..) => Some("copied by the network"),
            _ => sent.fault.map(|_| "held back by the network"),
        },
        whole: short.then(whole),
    }
}
