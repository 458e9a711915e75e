//! The messages: where they begin and end, and what is written at them.

use whatif_simulator::{Event, Loss, Message, MessageId, MessageKind, Numbered, Trace, What};

use super::columns::Columns;
use super::{Arrow, End, HEAD, Label};
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
    heights: &[(usize, i32)],
    bottom: i32,
) -> Vec<Arrow> {
    let mut courses: Numbered<Course<'_>> = Numbered::default();
    for &(number, y) in heights {
        let event = &trace.events[number];
        if let What::Altered(old, new) = &event.what {
            courses.get_or_insert_with(old.0, Course::default).ends = Some((y, End::Altered));
            courses.get_or_insert_with(new.0, Course::default).begins = Some((y, event));
            continue;
        }
        let (id, end) = match &event.what {
            What::Sent(id, _) | What::Duplicated(_, id) => (id, None),
            What::Delivered(id) => (id, Some(End::Head)),
            What::Lost(id, loss) => (id, Some(End::Cross(*loss))),
            _ => continue,
        };
        let course = courses.get_or_insert_with(id.0, Course::default);
        match end {
            Some(end) => course.ends = Some((y, end)),
            None => course.begins = Some((y, event)),
        }
    }
    // What has come to its end before the picture begins is no part of it.
    courses.retain(|course| course.ends.is_none_or(|(y, _)| y > HEAD.1));
    let arrows = courses.into_iter().filter_map(|(id, course)| {
        Some(arrow(words::message(MessageId(id), trace)?, course, trace, columns, bottom))
    });
    arrows.collect()
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
        End::Cross(Loss::OnTheWay | Loss::Cut) => part(60),
        End::Altered => part(50),
        End::Cross(_) => columns.towards(message).of(to, -10),
        End::Open => part(80),
    };
    let altered = course.begins.is_some_and(|(_, event)| matches!(event.what, What::Altered(..)));
    Arrow {
        from: (if altered { part(50) } else { from }, begins),
        to: (end_x, ends),
        reply: matches!(message.kind, MessageKind::Reply(_)),
        end,
        label: course.begins.filter(|(y, _)| *y > HEAD.1).map(write),
    }
}

fn write_label(message: &Message, sent: &Event, y: i32, trace: &Trace, columns: &Columns) -> Label {
    let (from, to) = (columns.x(message.from), columns.x(message.to));
    let altered = matches!(sent.what, What::Altered(..));
    let from_x = if altered { i32::midpoint(from, to) } else { from };
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
        x: side.of(from_x, 9),
        y: y - 6,
        side,
        operation: operation.text,
        content: content.text,
        fault: match sent.what {
            What::Duplicated(..) => Some("copied by the network"),
            What::Altered(..) => Some("altered on the way"),
            _ => sent.fault.map(|_| "held back by the network"),
        },
        whole: short.then(whole),
    }
}
