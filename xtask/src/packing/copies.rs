//! Runs of instructions that were there before, however long ago (Andrew Tridgell's rzip).

use std::collections::BTreeMap;

use super::instructions::{Code, Instruction};

/// How many instructions a copy has at least: its length and its distance cost about as much as
/// six instructions do, and take something from what gzip would find.
const SHORTEST: usize = 11;

/// How many earlier places are tried, the latest first.
const TRIED: usize = 64;

/// A piece of the code, in the order in which the page writes it.
#[derive(Clone, Copy)]
pub(super) enum Item<'module> {
    /// One instruction.
    Instruction(Instruction<'module>),
    /// So many bytes that stand so many bytes back, where all functions stand without their sizes.
    Copy { length: usize, distance: usize },
    /// The end of a function.
    End,
}

/// An instruction or the end of a function, and where it stands.
struct Place<'module> {
    item: Item<'module>,
    offset: usize,
    /// The same for the same instructions; the end of a function is like nothing, for no copy may
    /// cross it.
    kind: Option<u32>,
}

/// A run of instructions that was there before.
struct Run {
    from: usize,
    count: usize,
}

/// The code, with a copy wherever one is worth it.
pub(super) fn copies<'module>(code: &Code<'module>) -> Vec<Item<'module>> {
    let places = places(code);
    let mut earlier = Earlier { places: &places, starts: BTreeMap::new() };
    let mut items = Vec::new();
    let mut at = 0;
    while at < places.len() {
        // A run that begins with the next instruction may be longer.
        let run = earlier
            .longest(at)
            .filter(|run| earlier.longest(at + 1).is_none_or(|later| later.count <= run.count + 1));
        let count = run.as_ref().map_or(1, |run| run.count);
        items.push(run.map_or(places[at].item, |Run { from, count }| Item::Copy {
            length: places[at + count].offset - places[at].offset,
            distance: places[at].offset - places[from].offset,
        }));
        for place in at..at + count {
            earlier.add(place);
        }
        at += count;
    }
    items
}

fn places<'module>(code: &Code<'module>) -> Vec<Place<'module>> {
    let mut kinds = BTreeMap::new();
    let mut places = Vec::new();
    let mut offset = 0;
    for function in &code.functions {
        offset += function.declarations.len();
        for &instruction in &function.instructions {
            let next = kinds.len() as u32;
            let kind = *kinds.entry((instruction.fixed, instruction.rest)).or_insert(next);
            places.push(Place { item: Item::Instruction(instruction), offset, kind: Some(kind) });
            offset += instruction.len();
        }
        places.push(Place { item: Item::End, offset, kind: None });
        offset += 1;
    }
    places
}

/// Where the runs begin that one may copy.
struct Earlier<'places, 'module> {
    places: &'places [Place<'module>],
    starts: BTreeMap<[u32; SHORTEST], Vec<usize>>,
}

impl Earlier<'_, '_> {
    fn add(&mut self, at: usize) {
        if let Some(start) = self.start(at) {
            self.starts.entry(start).or_default().push(at);
        }
    }

    /// The longest run at a place that was there before.
    fn longest(&self, at: usize) -> Option<Run> {
        let starts = self.starts.get(&self.start(at)?)?;
        let runs = starts.iter().rev().take(TRIED).map(|&from| {
            // The page copies what stands there already, so a run ends before its copy begins.
            let pairs = self.places[from..at].iter().zip(&self.places[at..]);
            let count =
                pairs.take_while(|(one, other)| one.kind.is_some() && one.kind == other.kind);
            Run { from, count: count.count() }
        });
        // Of several the latest, whose distance is the smallest.
        let longest = runs.reduce(|best, run| if run.count > best.count { run } else { best });
        longest.filter(|run| run.count >= SHORTEST)
    }

    fn start(&self, at: usize) -> Option<[u32; SHORTEST]> {
        let run = self.places.get(at..at + SHORTEST)?;
        let mut start = [0; SHORTEST];
        for (kind, place) in start.iter_mut().zip(run) {
            *kind = place.kind?;
        }
        Some(start)
    }
}
