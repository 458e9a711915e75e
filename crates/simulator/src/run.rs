//! One run from its start until nothing new can come, judged.

use std::rc::Rc;

use crate::chooser::{Fair, advance};
use crate::moment::{Moment, Watch};
use crate::table::Table;
use crate::world::Read;
use crate::{Choice, Chooser, Property, PropertyKind, Seeded, Setup, Time, Trace, Verdict, World};

/// How far a run may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many choices it may make.
    pub choices: usize,
    /// How far its virtual clock may come.
    pub time: Time,
}

impl Limits {
    /// Those of a world in which many requests come from outside.
    pub const LOADED: Self = Self { choices: 200_000, time: Time::from_secs(3_600) };
}

impl Default for Limits {
    fn default() -> Self {
        Self { choices: 5_000, time: Time::from_secs(3_600) }
    }
}

/// A run that has ended.
#[derive(Clone, Debug)]
pub struct Run {
    /// What happened.
    pub trace: Trace,
    /// The choices that were made: with the same setup they make the same trace, up to the moment
    /// where what was still broken was put right, which is nobody's choice.
    pub choices: Vec<Choice>,
    /// What became of each property, in their order. A property with *sometimes* that was not met
    /// is violated here, although another run may meet it.
    pub verdicts: Vec<Verdict>,
    /// Whether each fault came to pass, in their order.
    pub faults_met: Vec<bool>,
    /// The sentence with which a limit ended the run, if one did.
    pub halted: Option<String>,
}

/// Runs the world of `setup` with the latencies and numbers of `seed`, and judges it.
///
/// The run goes on until it is at rest, or until it comes round to a state that it has been in
/// before; if something is broken then, it is put right and the run goes on once more. A run that
/// does neither within the limits is drained by the fair schedule, and what holds *eventually* is
/// judged there.
pub fn run(setup: &Rc<Setup>, properties: &[Property], seed: u64, limits: Limits) -> Run {
    let mut judge = Judge::new(properties);
    drive(setup, &mut judge, seed, limits)
}

/// The world at the moment of an event of that run; nothing where it has not so many.
pub fn moment(setup: &Rc<Setup>, seed: u64, limits: Limits, event: usize) -> Option<Moment> {
    let mut judge = Judge::new(&[]);
    judge.watch = Some(Watch::new(event));
    drive(setup, &mut judge, seed, limits);
    judge.watch.and_then(Watch::found)
}

fn drive(setup: &Rc<Setup>, judge: &mut Judge<'_>, seed: u64, limits: Limits) -> Run {
    let mut chooser = Seeded::new(seed);
    let mut choices = Vec::new();
    let mut world =
        World::new_drawing(Rc::clone(setup), |node, low, high| chooser.draw(node, low, high));
    judge.look(&world);
    let mut ending = settle(&mut world, &mut chooser, judge, &mut choices, limits);
    if world.halted().is_none()
        && world.heal_drawing(|node, low, high| chooser.draw(node, low, high))
    {
        judge.look(&world);
        ending = settle(&mut world, &mut chooser, judge, &mut choices, limits);
    }
    let trace = world.trace().clone();
    let faults_met = world.faults_met().collect();
    let halted = world.halted().map(str::to_owned);
    if ending == Ending::Limit && halted.is_none() {
        judge.recording = false;
        let limits = Limits { time: world.now().plus(limits.time), ..limits };
        ending = settle(&mut world, &mut Fair, judge, &mut Vec::new(), limits);
    }
    Run { verdicts: judge.verdicts(ending, halted.as_deref()), trace, choices, faults_met, halted }
}

/// How a run came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// Nothing is pending, or it goes round; the number is that of the first look of the end.
    Settled(usize),
    /// It went on until a limit.
    Limit,
}

fn settle(
    world: &mut World,
    chooser: &mut dyn Chooser,
    judge: &mut Judge<'_>,
    choices: &mut Vec<Choice>,
    limits: Limits,
) -> Ending {
    let mut calm: Vec<(usize, Time)> = Vec::new();
    let mut places = Table::default();
    let most = choices.len() + limits.choices;
    while choices.len() < most && world.now() <= limits.time && !judge.has_seen() {
        if world.is_calm() {
            let state = world.fingerprint();
            match places.get(state).map(|place| calm[place as usize]) {
                // Going round without an end and without time keeps everything else from happening.
                Some((_, at)) if at == world.now() => return Ending::Limit,
                Some((before, _)) => return Ending::Settled(before),
                None => {
                    places.insert(state, calm.len() as u32);
                    calm.push((judge.looks, world.now()));
                }
            }
        }
        match advance(world, chooser) {
            Some(choice) => choices.push(choice),
            None if world.halted().is_some() => return Ending::Limit,
            None => return Ending::Settled(judge.looks),
        }
        judge.look(world);
    }
    Ending::Limit
}

/// Looks at a world after every event and remembers what the verdicts need.
struct Judge<'a> {
    properties: &'a [Property],
    seen: Vec<Seen>,
    /// How often it has looked.
    looks: usize,
    /// Whether what it sees can still be shown in the trace.
    recording: bool,
    /// What it waits for, if it is to keep a moment of the run.
    watch: Option<Watch>,
}

#[derive(Clone, Debug, Default)]
struct Seen {
    /// What it read when it was asked last, the hash of that, and what it said.
    said: Option<(Read, u128, bool)>,
    first_false: Option<FalseAfter>,
    last_false: Option<usize>,
    ever_true: bool,
    broken: Option<String>,
}

/// When something was seen: after this event of the trace, if the trace goes so far.
#[derive(Clone, Copy, Debug)]
struct FalseAfter {
    event: Option<usize>,
}

impl<'a> Judge<'a> {
    fn new(properties: &'a [Property]) -> Self {
        let seen = vec![Seen::default(); properties.len()];
        Self { properties, seen, looks: 0, recording: true, watch: None }
    }

    fn look(&mut self, world: &World) {
        self.looks += 1;
        if let Some(watch) = &mut self.watch {
            watch.look(world);
        }
        for (property, seen) in self.properties.iter().zip(&mut self.seen) {
            let holds = match seen.said {
                Some((reads, key, said)) if world.read_key(reads) == key => Ok(said),
                _ => {
                    let view = world.view();
                    let holds = (property.holds)(&view);
                    let reads = view.read();
                    seen.said =
                        holds.as_ref().ok().map(|said| (reads, world.read_key(reads), *said));
                    holds
                }
            };
            match holds {
                Ok(true) => seen.ever_true = true,
                Ok(false) => {
                    let event = world.trace().events.len().checked_sub(1);
                    let event = event.filter(|_| self.recording);
                    seen.first_false.get_or_insert(FalseAfter { event });
                    seen.last_false = Some(self.looks);
                }
                Err(problem) => {
                    seen.broken.get_or_insert(problem);
                }
            }
        }
    }

    /// Whether it has seen all that it waited for.
    fn has_seen(&self) -> bool {
        self.watch.as_ref().is_some_and(Watch::is_over)
    }

    fn verdicts(&self, ending: Ending, halted: Option<&str>) -> Vec<Verdict> {
        let each = self.properties.iter().zip(&self.seen);
        each.map(|(property, seen)| verdict(property.kind, seen, ending, halted)).collect()
    }
}

fn verdict(kind: PropertyKind, seen: &Seen, ending: Ending, halted: Option<&str>) -> Verdict {
    let violated = |why: &str, event| Verdict::Violated { why: why.into(), event };
    // What was seen stands, whatever could not be told at other moments.
    match (kind, ending) {
        (PropertyKind::Always, _) if let Some(FalseAfter { event }) = seen.first_false => {
            violated("it stopped being true", event)
        }
        (PropertyKind::Eventually, Ending::Settled(first))
            if seen.last_false.is_some_and(|last| last >= first) =>
        {
            violated("everything has come to rest, and it is not true", None)
        }
        _ if let Some(problem) = &seen.broken => Verdict::Unknown { why: problem.clone() },
        (PropertyKind::Sometimes, _) if seen.ever_true => Verdict::Holds,
        (_, Ending::Limit) => Verdict::Unknown {
            why: halted.map_or_else(|| "the run never settles".into(), str::to_owned),
        },
        (PropertyKind::Always, Ending::Settled(_)) => Verdict::Holds,
        (PropertyKind::Sometimes, Ending::Settled(_)) => violated("it was never true", None),
        (PropertyKind::Eventually, Ending::Settled(_)) => Verdict::Holds,
    }
}
