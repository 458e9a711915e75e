//! Where everything in the diagram stands: rows, lanes, arrows, marks, as plain data.
//!
//! All lengths are whole units of the picture, which are CSS pixels where it is shown at its own
//! size. Every event has a row of its own, so that what is written at one event never meets what
//! is written at another; only arrows cross the writing, and the writing has a rim.

mod arrows;
mod columns;
mod lanes;
mod marks;
mod rows;

use whatif_simulator::{Loss, NodeKind, Trace, Trouble, What};

use crate::fold::{Piece, elsewhere};
use crate::short::{Cut, moment};

use self::columns::Columns;
pub(crate) use self::marks::NOTE_LINE;
use self::rows::RowKind;

/// The top and the bottom of the heads of the lanes.
pub(crate) const HEAD: (i32, i32) = (6, 46);
/// A picture that is higher than this names its lanes at the foot again.
const HIGH: i32 = 640;

/// The whole picture.
#[derive(Clone, Debug, Default)]
pub(crate) struct Picture {
    pub(crate) width: i32,
    /// Where the lanes end.
    pub(crate) bottom: i32,
    /// Whether the lanes are named at the bottom too.
    pub(crate) named_at_foot: bool,
    pub(crate) lanes: Vec<Lane>,
    /// The moments in the left margin, by their height.
    pub(crate) moments: Vec<(i32, String)>,
    pub(crate) breaks: Vec<Break>,
    pub(crate) arrows: Vec<Arrow>,
    pub(crate) marks: Vec<Mark>,
    /// Where everything broken was put right.
    pub(crate) healed: Vec<i32>,
    /// Where links were cut, and where they were mended.
    pub(crate) cuts: Vec<(i32, bool)>,
    pub(crate) spots: Vec<Spot>,
}

/// Where an event of the trace stands in the picture, in its units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The number of the event.
    pub event: usize,
    /// How far from the left.
    pub x: i32,
    /// How far from the top.
    pub y: i32,
}

/// A node.
#[derive(Clone, Debug)]
pub(crate) struct Lane {
    pub(crate) x: i32,
    pub(crate) name: Cut,
    pub(crate) full_name: String,
    pub(crate) kind: NodeKind,
    /// How wide its head is.
    pub(crate) width: i32,
    pub(crate) stretches: Vec<Stretch>,
}

/// A part of a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) from: i32,
    pub(crate) to: i32,
    pub(crate) state: State,
}

/// What a node is like for a while, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    Well,
    Slow,
    Silent,
    Down,
    Paused,
    Dead,
}

/// A row in which no event stands: time that passes, or events that are not drawn.
#[derive(Clone, Debug)]
pub(crate) struct Break {
    pub(crate) y: i32,
    /// Half its height.
    pub(crate) half: i32,
    pub(crate) text: String,
    /// Whether it speaks of time only, and belongs in the left margin.
    pub(crate) of_time: bool,
}

/// A message.
#[derive(Clone, Debug)]
pub(crate) struct Arrow {
    pub(crate) from: (i32, i32),
    pub(crate) to: (i32, i32),
    pub(crate) reply: bool,
    pub(crate) end: End,
    pub(crate) label: Option<Label>,
}

/// How an arrow ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It arrives.
    Head,
    /// It comes to nothing, for this reason.
    Cross(Loss),
    /// It goes on as another.
    Altered,
    /// It is still on its way where the picture ends.
    Open,
}

/// What is written at an arrow, near its sender.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    pub(crate) x: i32,
    pub(crate) y: i32,
    pub(crate) side: Side,
    pub(crate) operation: String,
    pub(crate) content: String,
    /// What a fault did to the message.
    pub(crate) fault: Option<&'static str>,
    /// The whole, where the label is cut short.
    pub(crate) whole: Option<String>,
}

/// On which side of its lane something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Left,
    Right,
}

/// A mark on a lane, and what is written beside it.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    pub(crate) x: i32,
    pub(crate) y: i32,
    pub(crate) sign: Sign,
    pub(crate) side: Side,
    pub(crate) note: Vec<String>,
}

/// The kinds of mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    Sent,
    Copied,
    Killed,
    Restarted,
    Began,
    Ended,
    Altered,
    TimedOut,
    Slow,
    Woke,
    Logged,
}

impl Side {
    /// The other of the two.
    fn other(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
        }
    }

    /// So far from `x` on this side.
    pub(crate) fn of(self, x: i32, far: i32) -> i32 {
        match self {
            Self::Left => x - far,
            Self::Right => x + far,
        }
    }
}

/// Finds the place of everything in these pieces of the trace.
pub(crate) fn lay_out(trace: &Trace, pieces: &[Piece]) -> Picture {
    let columns = Columns::new(trace);
    let mut picture = Picture { width: columns.width, ..Picture::default() };
    let mut heights: Vec<(usize, i32)> = Vec::new();
    let mut last_moment = None;
    let mut y = HEAD.1 + 10;
    let mut room = 0;
    for row in rows::rows(trace, &columns, pieces) {
        y += room + row.above;
        room = row.below;
        match row.what {
            RowKind::Event(number) => {
                heights.push((number, y));
                let at = moment(trace.events[number].at);
                // Where nothing is drawn, its time would stand on that of something else.
                if row.above + row.below > 0 && last_moment.as_ref() != Some(&at) {
                    picture.moments.push((y, at.clone()));
                    last_moment = Some(at);
                }
            }
            RowKind::Break(text, of_time) => {
                picture.breaks.push(Break { y, half: row.above.min(row.below) - 2, text, of_time });
            }
        }
    }
    picture.bottom = y + room + 10;
    picture.named_at_foot = picture.bottom > HIGH;
    let (earlier, _) = elsewhere(pieces);
    // What happened before is where the lanes begin: messages are on their way from there, nodes dead.
    let all: Vec<(usize, i32)> =
        (0..earlier).map(|number| (number, HEAD.1)).chain(heights).collect();
    picture.lanes = lanes::lanes(trace, &columns, &all, picture.bottom);
    picture.arrows = arrows::arrows(trace, &columns, &all, picture.bottom);
    for &(number, y) in &all[earlier..] {
        let event = &trace.events[number];
        if event.what == What::Healed {
            picture.healed.push(y);
        }
        match &event.what {
            What::Began(Trouble::Cut(_)) => picture.cuts.push((y, true)),
            What::Ended(Trouble::Cut(_)) => picture.cuts.push((y, false)),
            _ => {}
        }
        let mark = marks::mark(event, y, trace, &columns);
        let x = mark.as_ref().map_or_else(|| columns.x(event.node), |mark| mark.x);
        picture.spots.push(Spot { event: number, x, y });
        picture.marks.extend(mark);
    }
    picture
}
