//! The lanes, and how their nodes fare.

use whatif_simulator::{NodeId, Trace, What};

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

/// The life of the node: well, dead or down, one after the other.
fn stretches(trace: &Trace, node: NodeId, heights: &[(usize, i32)], bottom: i32) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    let (mut from, mut state) = (HEAD.1, State::Well);
    let mut end = |to: i32, next: State| {
        if next != state {
            stretches.push(Stretch { from, to, state });
            (from, state) = (to, next);
        }
    };
    for &(number, y) in heights {
        let event = &trace.events[number];
        if event.node == node {
            match event.what {
                What::Crashed { .. } | What::Panicked { .. } => end(y, State::Dead),
                What::WentDown => end(y, State::Down),
                What::Restarted | What::CameBack => end(y, State::Well),
                _ => {}
            }
        }
    }
    stretches.push(Stretch { from, to: bottom, state });
    stretches
}
