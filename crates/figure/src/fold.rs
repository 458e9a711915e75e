//! Which events are told one by one, and which only as *the same again*.
//!
//! A relay that polls does the same thing over and over. A round of events that is followed by
//! copies of itself stands for all of them: copies in everything but the times, with no fault in
//! them, and with no message that leaves the round. Nothing is left out that differs.

use whatif_simulator::{Fingerprint, MessageId, MessageKind, Time, Trace, What};

/// One thing to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// This event of the trace.
    Event(usize),
    /// The last so many events happen so many more times.
    Again {
        /// How many events one round has.
        events: usize,
        /// How many more rounds there are.
        rounds: usize,
        /// When the last of them ends.
        until: Time,
    },
    /// There are so many further events, which are not told here.
    More(usize),
    /// There are so many events before these or after them, in other parts of the run.
    Elsewhere { events: usize, earlier: bool },
}

/// No round is longer: what takes longer to repeat is hardly seen to be a repetition.
const LONGEST_ROUND: usize = 24;
/// Fewer events than this are not worth leaving out; the tries of a retry stay as they are.
const FEWEST_LEFT_OUT: usize = 24;

/// What to tell of the trace from its beginning, in so many events at the most.
pub(crate) fn fold(trace: &Trace, most: usize) -> Vec<Piece> {
    fold_from(trace, &shapes(trace), 0, most)
}

/// What to tell of the part of a trace with these [`shapes`] that begins at this event.
pub(crate) fn part(trace: &Trace, shapes: &Shapes, from: usize, most: usize) -> Vec<Piece> {
    let from = from.min(trace.events.len());
    let mut pieces = fold_from(trace, shapes, from, most);
    if from > 0 {
        pieces.insert(0, Piece::Elsewhere { events: from, earlier: true });
    }
    if let Some(last) = pieces.last_mut()
        && let Piece::More(events) = *last
    {
        *last = Piece::Elsewhere { events, earlier: false };
    }
    pieces
}

/// How many events are elsewhere: before these pieces, and after them.
pub(crate) fn elsewhere(pieces: &[Piece]) -> (usize, usize) {
    let (mut before, mut after) = (0, 0);
    for piece in pieces {
        if let Piece::Elsewhere { events, earlier } = piece {
            *(if *earlier { &mut before } else { &mut after }) = *events;
        }
    }
    (before, after)
}

fn fold_from(trace: &Trace, shapes: &Shapes, from: usize, most: usize) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut at, mut told) = (from, 0);
    while at < trace.events.len() {
        if told >= most {
            pieces.push(Piece::More(trace.events.len() - at));
            break;
        }
        if let Some((events, rounds)) = round(trace, shapes, at)
            && told + events <= most
        {
            let end = at + events * (rounds + 1);
            pieces.extend((at..at + events).map(Piece::Event));
            pieces.push(Piece::Again { events, rounds, until: trace.events[end - 1].at });
            (at, told) = (end, told + events);
        } else {
            pieces.push(Piece::Event(at));
            (at, told) = (at + 1, told + 1);
        }
    }
    pieces
}

/// Whether an event says something that no other event says: what is noted for a history stands
/// beside the message that carries it.
pub(crate) fn is_told(what: &What) -> bool {
    !matches!(what, What::Invoked(..) | What::Returned(..))
}

/// The pieces that are told in words.
pub(crate) fn told(trace: &Trace, pieces: Vec<Piece>) -> impl Iterator<Item = Piece> {
    pieces.into_iter().filter(|piece| match piece {
        Piece::Event(number) => is_told(&trace.events[*number].what),
        Piece::Again { .. } | Piece::More(_) | Piece::Elsewhere { .. } => true,
    })
}

/// The length of the round that begins here and how many copies of it follow, if it has enough.
fn round(trace: &Trace, shapes: &Shapes, start: usize) -> Option<(usize, usize)> {
    (1..=LONGEST_ROUND).find_map(|events| {
        let first = shapes.get(start..start + events)?;
        if first.contains(&None) || shapes.get(start + events..start + 2 * events)? != first {
            return None;
        }
        let messages = messages(trace, start, events)?;
        let copies = (1..trace.events.len()).take_while(|copy| {
            let from = start + copy * events;
            shapes.get(from..from + events) == Some(first)
                && messages_are(trace, from, events, &messages)
        });
        let rounds = copies.count();
        (rounds * events >= FEWEST_LEFT_OUT).then_some((events, rounds))
    })
}

/// A hash for each event, equal where the events differ in nothing but times and messages'
/// numbers; none for what a fault did.
pub(crate) type Shapes = [Option<u128>];

/// What the events of a trace have in common.
pub(crate) fn shapes(trace: &Trace) -> Vec<Option<u128>> {
    let shape = |event: &whatif_simulator::Event| {
        if event.fault.is_some() {
            return None;
        }
        let message = |id: &MessageId| {
            let message = trace.messages.get(id.0 as usize)?;
            let reply = matches!(message.kind, MessageKind::Reply(_));
            Some((message.from, message.to, reply, &message.operation, &message.content))
        };
        let (tag, about, detail) = match &event.what {
            What::Sent(id, place) => (0, message(id), place.as_ref().map(ToString::to_string)),
            What::Delivered(id) => (1, message(id), None),
            What::Lost(id, loss) => (2, message(id), Some(loss.to_string())),
            What::TimedOut(id) => (3, message(id), None),
            What::Woke(place) => (4, None, place.as_ref().map(ToString::to_string)),
            What::Logged(line) => (5, None, Some(line.clone())),
            What::Stored(place) => (6, None, place.as_ref().map(ToString::to_string)),
            What::Shown(key, _) => (7, None, Some(key.to_string())),
            What::Measured(_, name, _) => (8, None, Some(name.to_string())),
            What::Duplicated(..)
            | What::Delayed(_)
            | What::DiskSlow
            | What::Crashed { .. }
            | What::Panicked { .. }
            | What::Restarted
            | What::Began(_)
            | What::Ended(_)
            | What::Altered(..)
            | What::Healed
            | What::Invoked(..)
            | What::Returned(..) => return None,
        };
        Some(Fingerprint::of(&(event.node, tag, about, detail)))
    };
    trace.events.iter().map(shape).collect()
}

/// For each event, the number of its message within the round; none if one comes from outside or
/// goes on beyond the end.
fn messages(trace: &Trace, start: usize, events: usize) -> Option<Vec<Option<usize>>> {
    let mut sent: Vec<(MessageId, bool)> = Vec::new();
    let mut numbers = Vec::with_capacity(events);
    for event in &trace.events[start..start + events] {
        let number = |sent: &[(MessageId, bool)], id: &MessageId| {
            sent.iter().position(|(known, _)| known == id)
        };
        numbers.push(match &event.what {
            What::Sent(id, _) => {
                if let MessageKind::Reply(request) = trace.messages.get(id.0 as usize)?.kind {
                    number(&sent, &request)?;
                }
                sent.push((*id, false));
                Some(sent.len() - 1)
            }
            What::Delivered(id) | What::Lost(id, _) => {
                let number = number(&sent, id)?;
                sent[number].1 = true;
                Some(number)
            }
            What::TimedOut(id) => Some(number(&sent, id)?),
            _ => None,
        });
    }
    sent.iter().all(|(_, arrived)| *arrived).then_some(numbers)
}

fn messages_are(trace: &Trace, start: usize, events: usize, expected: &[Option<usize>]) -> bool {
    messages(trace, start, events).is_some_and(|found| found == expected)
}
