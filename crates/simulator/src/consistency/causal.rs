//! Causal memory and causal convergence.

use super::seen::{Seen, Shows};
use super::{Level, Reason, Why};

/// Looks for one of the bad patterns of Bouajjani and others (2017). Where a read shows all that it
/// has seen, what must come before what follows from the reads at once, and the pattern is a circle.
///
/// Of the open swaps of a register only those count that somebody has seen. A swap is a read and a
/// write at once, and a swap that found another value says nothing here.
pub(super) fn judge(seen: &Seen<'_>, level: Level) -> Option<Reason> {
    if let Some(at) = seen.from_nowhere {
        return Some(seen.reason(at, [], Why::FromNowhere));
    }
    if let Some(at) = (0..seen.operations.len()).find(|at| seen.causes.has(*at, *at)) {
        let circle = (0..seen.operations.len())
            .filter(|other| seen.causes.has(at, *other) && seen.causes.has(*other, at));
        let last = circle.clone().filter(|at| seen.sees[*at].is_some());
        let last = last.max_by_key(|at| seen.operations[*at].called).unwrap_or(at);
        return Some(seen.reason(last, circle, Why::Circle));
    }
    if let Some(reason) = older(seen) {
        return Some(reason);
    }
    if level == Level::CausalConvergence {
        return convergence(seen);
    }
    let mut clients: Vec<u32> = Vec::new();
    for (at, _) in seen.looks() {
        let client = seen.operations[at].client;
        if let Err(place) = clients.binary_search(&client) {
            clients.insert(place, client);
        }
    }
    clients.into_iter().find_map(|client| memory(seen, client))
}

/// A read that does not see what may have caused it: the patterns *write-co-init-read* and
/// *write-co-read*.
fn older(seen: &Seen<'_>) -> Option<Reason> {
    for (look, told) in seen.looks() {
        for write in seen.writes_of(look).filter(|write| seen.causes.has(*write, look)) {
            let is_older = match (seen.shows, told) {
                (Shows::Last, [last]) => seen.causes.has(*last, write),
                (Shows::Last, _) => true,
                _ => !told.contains(&write),
            };
            if is_older {
                return Some(seen.reason(look, told.iter().copied().chain([write]), Why::Older));
            }
        }
    }
    None
}

/// The looks that have seen one of two writes: they are what puts these in order.
fn witnesses<'a>(
    looks: impl Iterator<Item = (usize, &'a [usize])>,
    writes: [usize; 2],
) -> Vec<usize> {
    let looks = looks.filter(|(_, told)| writes.iter().any(|write| told.contains(write)));
    looks.map(|(at, _)| at).chain(writes).collect()
}

/// One order of all writes for all clients: the pattern *cyclic-cf*.
fn convergence(seen: &Seen<'_>) -> Option<Reason> {
    let mut order = seen.causes.clone();
    for (look, told) in seen.looks() {
        if seen.shows == Shows::Order {
            for two in told.windows(2) {
                order.add(two[0], two[1]);
                if order.has(two[1], two[0]) {
                    return Some(seen.reason(look, two.iter().copied(), Why::NoPlace));
                }
            }
        }
        if let (Shows::Last, [last]) = (seen.shows, told) {
            let known = seen.writes_of(look).filter(|write| seen.causes.has(*write, look));
            for write in known.filter(|write| write != last) {
                order.add(write, *last);
                if order.has(*last, write) {
                    let because = witnesses(seen.looks(), [write, *last]);
                    return Some(seen.reason(look, because, Why::NoPlace));
                }
            }
        }
    }
    None
}

/// One order of all writes and the reads of one client: the patterns *write-hb-init-read* and
/// *cyclic-hb*, with the happened-before of the client's last operation.
fn memory(seen: &Seen<'_>, client: u32) -> Option<Reason> {
    let mut order = seen.causes.clone();
    let own: Vec<(usize, &[usize])> =
        seen.looks().filter(|(at, _)| seen.operations[*at].client == client).collect();
    if seen.shows != Shows::Last {
        for (look, told) in &own {
            if seen.shows == Shows::Order {
                for two in told.windows(2) {
                    order.add(two[0], two[1]);
                }
            }
            for write in seen.writes_of(*look).filter(|write| !told.contains(write)) {
                order.add(*look, write);
            }
            let circle = |at: &usize| order.has(*at, *at);
            if let Some(at) = (0..seen.operations.len()).find(circle) {
                let among = (0..seen.operations.len())
                    .filter(|other| order.has(at, *other) && order.has(*other, at));
                return Some(seen.reason(*look, among, Why::NoPlace));
            }
        }
        return None;
    }
    // Each new pair may bring others with it.
    loop {
        let mut is_new = false;
        for (look, told) in &own {
            let known: Vec<usize> =
                seen.writes_of(*look).filter(|write| order.has(*write, *look)).collect();
            for write in known {
                match told {
                    [last] if *last != write => {
                        is_new |= order.add(write, *last);
                        if order.has(*last, write) {
                            let because = witnesses(own.iter().copied(), [write, *last]);
                            return Some(seen.reason(*look, because, Why::NoPlace));
                        }
                    }
                    [] => return Some(seen.reason(*look, [write], Why::NoPlace)),
                    _ => {}
                }
            }
        }
        if !is_new {
            return None;
        }
    }
}
