//! Where the lanes stand.

use std::cmp::Ordering;

use whatif_simulator::{Message, NodeId, Trace};

use super::Side;
use crate::short::{Cut, columns as columns_of, cut};
use crate::words;

/// Between the left edge and the first lane: room for the times, and for a line number.
const LEFT: i32 = 112;
/// Between the last lane and the right edge, at the least.
const RIGHT: i32 = 56;
/// How wide a letter of a name is: rather too wide than too narrow.
const NAME_LETTER: i32 = 8;

/// Where the lanes stand: callers first, then processes, then services.
pub(super) struct Columns {
    by_node: Vec<i32>,
    /// The nodes from left to right.
    pub(super) order: Vec<usize>,
    /// From one lane to the next.
    pub(super) gap: i32,
    /// Of the whole picture.
    pub(super) width: i32,
}

impl Columns {
    pub(super) fn new(trace: &Trace) -> Self {
        let lanes = trace.lanes.len().max(1);
        let gap = match lanes {
            1 | 2 => 300,
            3 => 230,
            // So that the usual four still fit in the text of a book, indented as a figure is.
            4 => 166,
            _ => 150,
        };
        let order = words::lanes(trace);
        let mut by_node = vec![LEFT; trace.lanes.len()];
        for (place, &node) in order.iter().enumerate() {
            by_node[node] = LEFT + place as i32 * gap;
        }
        let last = order.last().map_or(0, |&last| head(&trace.lanes[last].name, gap).1);
        let right = if lanes == 1 { gap } else { RIGHT.max(last / 2 + 6) };
        let width = LEFT + (lanes as i32 - 1) * gap + right;
        Self { by_node, order, gap, width }
    }

    /// Where the node's lane is.
    pub(super) fn x(&self, node: NodeId) -> i32 {
        self.by_node.get(usize::from(node.0)).copied().unwrap_or(LEFT)
    }

    /// Where a note beside this lane finds room.
    pub(super) fn side(&self, node: NodeId) -> Side {
        let last = self.order.len() > 1 && self.order.last() == Some(&usize::from(node.0));
        if last { Side::Left } else { Side::Right }
    }

    /// On which side of its lane a message leaves its sender. One to itself goes where there is room
    /// for its words.
    pub(super) fn towards(&self, message: &Message) -> Side {
        match self.x(message.to).cmp(&self.x(message.from)) {
            Ordering::Less => Side::Left,
            Ordering::Equal => self.side(message.from),
            Ordering::Greater => Side::Right,
        }
    }
}

/// The name as there is room for it, and how wide the head is that holds it.
pub(super) fn head(name: &str, gap: i32) -> (Cut, i32) {
    let room = gap.min(160) - 14;
    let name = cut(name, (room - 16) / NAME_LETTER);
    let width = (columns_of(&name.text) * NAME_LETTER + 24).clamp(76, room);
    (name, width)
}
