//! What the signs of a picture mean: only of those that occur in it.

use whatif_simulator::Loss;

use crate::layout::{Arrow, End, Picture, Sign, State};
use crate::short::columns;

/// A sign in the legend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sample {
    Request,
    Reply,
    Vain,
    Late,
    Cut,
    State(State),
    Mark(Sign),
}

/// A sign, what it means, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) sample: Sample,
    pub(crate) meaning: &'static str,
    pub(crate) x: i32,
    pub(crate) y: i32,
}

/// How wide a letter is, in tenths.
const LETTER: i32 = 66;
const LINE: i32 = 22;
const MARGIN: i32 = 10;

impl Sample {
    /// How much room the sign takes.
    pub(crate) fn width(self) -> i32 {
        match self {
            Self::Request | Self::Reply | Self::Cut => 30,
            Self::Vain | Self::Late | Self::State(_) | Self::Mark(_) => 20,
        }
    }
}

/// The entries, from this height on, and the height at which they end.
pub(crate) fn entries(picture: &Picture, top: i32) -> (Vec<Entry>, i32) {
    let (mut x, mut y) = (MARGIN, top);
    let mut entries = Vec::new();
    for (sample, meaning) in meanings(picture) {
        let width = sample.width() + 6 + columns(meaning) * LETTER / 10 + 16;
        if x > MARGIN && x + width > picture.width {
            (x, y) = (MARGIN, y + LINE);
        }
        entries.push(Entry { sample, meaning, x, y });
        x += width;
    }
    let end = if entries.is_empty() { top } else { y + LINE };
    (entries, end)
}

/// Whether a message was not lost, but came when nobody waited for it any more.
pub(crate) fn is_late(loss: Loss) -> bool {
    matches!(loss, Loss::TooLate | Loss::EarlierLife)
}

fn meanings(picture: &Picture) -> impl Iterator<Item = (Sample, &'static str)> {
    let arrow = |reply: bool| picture.arrows.iter().any(|arrow| arrow.reply == reply);
    let vain = |late: bool| {
        let ends = |arrow: &Arrow| matches!(arrow.end, End::Cross(loss) if is_late(loss) == late);
        picture.arrows.iter().any(ends)
    };
    let state = |state: State| {
        picture.lanes.iter().flat_map(|lane| &lane.stretches).any(|part| part.state == state)
    };
    let mark = |sign: Sign| picture.marks.iter().any(|mark| mark.sign == sign);
    let all = [
        (arrow(false), Sample::Request, "request"),
        (arrow(true), Sample::Reply, "reply"),
        (vain(false), Sample::Vain, "comes to nothing"),
        (vain(true), Sample::Late, "nobody waits for it"),
        (mark(Sign::Killed), Sample::Mark(Sign::Killed), "is killed"),
        (state(State::Dead), Sample::State(State::Dead), "dead"),
        (mark(Sign::Restarted), Sample::Mark(Sign::Restarted), "starts again"),
        (state(State::Down), Sample::State(State::Down), "down"),
        (state(State::Paused), Sample::State(State::Paused), "stands still"),
        (state(State::Silent), Sample::State(State::Silent), "does not answer"),
        (state(State::Slow), Sample::State(State::Slow), "slower than usual"),
        (!picture.cuts.is_empty(), Sample::Cut, "links are cut"),
        (mark(Sign::Altered), Sample::Mark(Sign::Altered), "altered"),
        (mark(Sign::TimedOut), Sample::Mark(Sign::TimedOut), "stops waiting"),
        (mark(Sign::Slow), Sample::Mark(Sign::Slow), "slow"),
        (mark(Sign::Woke), Sample::Mark(Sign::Woke), "has slept"),
        (mark(Sign::Logged), Sample::Mark(Sign::Logged), "prints"),
        (mark(Sign::Copied), Sample::Mark(Sign::Copied), "copied"),
    ];
    all.into_iter().filter_map(|(occurs, sample, meaning)| occurs.then_some((sample, meaning)))
}
