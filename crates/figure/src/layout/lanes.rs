//! The lanes, and how their nodes fare.

use whatif_simulator::{NodeId, Trace, Trouble, What};

use super::columns::{Columns, head};
use super::{HEAD, Lane, State, Stretch};

/// The lanes from left to right, given the heights of the events and of the foot.
pub(super) fn lanes(
    trace: &Trace,
    columns: &Columns,
    heights: &[(usize, i32)],
    bottom: i32,
) -> Vec<Lane> {
    let lane = |&node: &usize| {
        let lane = &trace.lanes[node];
        let id = NodeId(node as u16);
        let (name, width) = head(&lane.name, columns.gap);
        Lane {
            x: columns.x(id),
            name,
            full_name: lane.name.to_string(),
            kind: lane.kind,
            width,
            stretches: stretches(trace, id, heights, bottom),
        }
    };
    columns.order.iter().map(lane).collect()
}

/// The life of the node: well, dead or in some trouble, one after the other.
fn stretches(trace: &Trace, node: NodeId, heights: &[(usize, i32)], bottom: i32) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    let (mut from, mut state) = (HEAD.1, State::Well);
    let mut end = |to: i32, next: State| {
        if next != state {
            // What was before the picture begins is no part of it.
            if to > from {
                stretches.push(Stretch { from, to, state });
            }
            (from, state) = (to, next);
        }
    };
    let mut dead = false;
    let mut troubles: Vec<&Trouble> = Vec::new();
    for &(number, y) in heights {
        let event = &trace.events[number];
        if event.node != node {
            continue;
        }
        match &event.what {
            What::Crashed { .. } | What::Panicked { .. } => dead = true,
            What::Restarted => dead = false,
            What::Began(wrong) => troubles.push(wrong),
            What::Ended(wrong) => {
                if let Some(at) = troubles.iter().position(|known| *known == wrong) {
                    troubles.remove(at);
                }
            }
            _ => continue,
        }
        let worst = troubles.iter().map(|wrong| state_with(wrong)).max();
        end(y, if dead { State::Dead } else { worst.unwrap_or(State::Well) });
    }
    stretches.push(Stretch { from, to: bottom, state });
    stretches
}

/// What a node is like that this is wrong with.
fn state_with(wrong: &Trouble) -> State {
    match wrong {
        // It is well, and so are its clocks as far as one sees.
        Trouble::Cut(_) | Trouble::Clock { .. } => State::Well,
        Trouble::Slow { .. } => State::Slow,
        Trouble::Silent { .. } => State::Silent,
        Trouble::Down { .. } => State::Down,
        Trouble::Paused(_) => State::Paused,
    }
}
