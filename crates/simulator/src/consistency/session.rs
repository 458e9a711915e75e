//! The four session guarantees.

use super::seen::{Seen, Shows};
use super::{Level, Reason, Why, order};

/// Looks for a read that breaks a session guarantee.
pub(super) fn judge(seen: &Seen<'_>, level: Level) -> Option<Reason> {
    if let Some(at) = seen.from_nowhere {
        return Some(seen.reason(at, [], Why::FromNowhere));
    }
    match level {
        Level::ReadYourWrites => read_your_writes(seen),
        Level::MonotonicReads => monotonic_reads(seen),
        Level::MonotonicWrites => monotonic_writes(seen),
        _ => writes_follow_reads(seen),
    }
}

fn in_session(seen: &Seen<'_>, before: usize, after: usize) -> bool {
    seen.operations[before].precedes_in_session(&seen.operations[after])
}

/// Whether a read that must know of a write does not.
fn misses(seen: &Seen<'_>, told: &[usize], write: usize) -> bool {
    match (seen.shows, told) {
        (Shows::Last, [last]) => *last != write && seen.causes.has(*last, write),
        (Shows::Last, _) => true,
        _ => !told.contains(&write),
    }
}

fn read_your_writes(seen: &Seen<'_>) -> Option<Reason> {
    for (look, told) in seen.looks() {
        for write in seen.writes_of(look).filter(|write| in_session(seen, *write, look)) {
            if misses(seen, told, write) {
                return Some(seen.reason(
                    look,
                    told.iter().copied().chain([write]),
                    Why::OwnUnseen,
                ));
            }
        }
    }
    None
}

fn monotonic_reads(seen: &Seen<'_>) -> Option<Reason> {
    for (look, told) in seen.looks() {
        for (earlier, before) in seen.looks() {
            if seen.key[earlier] != seen.key[look] || !in_session(seen, earlier, look) {
                continue;
            }
            let is_undone = match (seen.shows, before, told) {
                (Shows::Last, [_], []) => true,
                (Shows::Last, [first], [second]) if first != second => {
                    let back = |(again, told): (usize, &[usize])| {
                        seen.key[again] == seen.key[look]
                            && in_session(seen, again, earlier)
                            && told == [*second]
                    };
                    seen.causes.has(*second, *first) || seen.looks().any(back)
                }
                (Shows::Last, ..) => false,
                _ => {
                    let mut kept = told.iter().filter(|each| before.contains(each));
                    let in_order = before.iter().all(|each| match seen.shows {
                        Shows::Order => kept.next() == Some(each),
                        _ => told.contains(each),
                    });
                    !in_order
                }
            };
            if is_undone {
                let because = before.iter().chain(told).copied().chain([earlier]);
                return Some(seen.reason(look, because, Why::Undone));
            }
        }
    }
    None
}

/// A read that knows of a change although not of another one that it must know of with it: the pairs
/// are what must be known, and with what.
fn breaks(
    seen: &Seen<'_>,
    pairs: &[(usize, usize)],
    why: Why,
    is_before: impl Fn(usize, usize) -> bool,
) -> Option<Reason> {
    for (known_by, known) in seen.looks() {
        for (first, second) in pairs.iter().filter(|(_, second)| known.contains(second)) {
            for (look, told) in seen.looks() {
                let later = in_session(seen, known_by, look);
                let is_broken = if look == known_by && seen.key[look] == seen.key[*first] {
                    let place = |write: &usize| told.iter().position(|each| each == write);
                    match seen.shows {
                        Shows::Last => false,
                        Shows::Order => place(first) > place(second) || place(first).is_none(),
                        Shows::Members => place(first).is_none(),
                    }
                } else if !later {
                    false
                } else if seen.key[look] == seen.key[*first] && seen.shows != Shows::Last {
                    !told.contains(first)
                } else if seen.key[look] == seen.key[*first] {
                    let same = seen.key[*second] == seen.key[*first];
                    match told {
                        [last] => is_before(*last, *first) || (same && last == first),
                        _ => true,
                    }
                } else {
                    false
                };
                if is_broken {
                    let because = told.iter().copied().chain([*first, *second, known_by]);
                    return Some(seen.reason(look, because, why));
                }
            }
        }
    }
    None
}

fn monotonic_writes(seen: &Seen<'_>) -> Option<Reason> {
    let writes: Vec<usize> = (0..seen.writes.len()).filter(|at| seen.writes[*at]).collect();
    let mut pairs = Vec::new();
    for first in &writes {
        for second in &writes {
            if in_session(seen, *first, *second) {
                pairs.push((*first, *second));
            }
        }
    }
    breaks(seen, &pairs, Why::OutOfOrder, |one, other| in_session(seen, one, other))
}

fn writes_follow_reads(seen: &Seen<'_>) -> Option<Reason> {
    let mut pairs = Vec::new();
    for (look, told) in seen.looks() {
        let later = |write: &usize| {
            seen.writes[*write] && (*write == look || in_session(seen, look, *write))
        };
        for second in (0..seen.writes.len()).filter(later) {
            let others = told.iter().filter(|first| **first != second);
            pairs.extend(others.map(|first| (*first as u128, second)));
        }
    }
    order::sort(&mut pairs);
    pairs.dedup();
    let pairs: Vec<(usize, usize)> =
        pairs.into_iter().map(|(first, second)| (first as usize, second)).collect();
    breaks(seen, &pairs, Why::WithoutCause, |one, other| {
        one != other && seen.causes.has(one, other)
    })
}
