//! A way that was found, told from its start with everything that happened.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::Route;
use crate::chooser::{Prompt, advance};
use crate::moment::{Moment, Watch};
use crate::table::Table;
use crate::world::{Kind, Transitions};
use crate::{Choice, Property, PropertyKind, Rules, Setup, Time, Trace, Verdict, World};

use super::judge::{DRAIN_STEPS_MAX, Judge};
use crate::Budget;

/// How many steps are told after the end of a way, until everything rests.
pub(super) const AFTERWARDS_MAX: usize = 400;

/// A run made from a list of choices, with what came of it.
#[derive(Clone)]
pub struct Retold {
    /// What happened.
    pub trace: Trace,
    /// What became of each property, in their order, in this run. Where one is violated, the event
    /// is the first after which it was false until the end.
    pub verdicts: Vec<Verdict>,
    /// How many events of the trace come from the choices; what follows comes by itself.
    pub chosen: usize,
    /// For each property a world in which it was false: the first one where it must hold always, the
    /// last one otherwise. These worlds have no trace.
    pub false_in: Vec<Option<World>>,
}

/// Tells a way from its start: its choices, then what the fair schedule makes of it once the faults
/// have stopped. Nothing where the choices do not fit the setup.
///
/// An exploration gives messages no time. Told to a reader each takes the least latency of its link,
/// and a request comes when its client asks, as long as the same things happen then.
pub fn retell(setup: &Rc<Setup>, properties: &[Property], route: &Route) -> Option<Retold> {
    told(setup, properties, route, Afterwards::Calm)
}

/// Makes the choices of a way, and then lets come what the setup itself has go wrong. Once that has
/// come to its end, everything is put right.
///
/// What goes wrong at a time strikes something else where messages take none, so everything takes
/// the least time that it can here.
pub fn replay(setup: &Rc<Setup>, properties: &[Property], route: &Route) -> Option<Retold> {
    told(setup, properties, route, Afterwards::of(setup))
}

/// What comes after the choices of a way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Afterwards {
    /// The faults stop.
    Calm,
    /// Those of the setup are still to come.
    Faults,
}

impl Afterwards {
    fn of(setup: &Setup) -> Self {
        if setup.faults.is_empty() { Self::Calm } else { Self::Faults }
    }
}

fn told(
    setup: &Rc<Setup>,
    properties: &[Property],
    route: &Route,
    afterwards: Afterwards,
) -> Option<Retold> {
    let (exact, _) = tell(setup, Looks::new(properties), route, false, afterwards)?;
    let natural = tell(setup, Looks::new(properties), route, true, afterwards);
    let is_same = |natural: &Retold| {
        natural.chooses_as(&exact) && (afterwards == Afterwards::Faults || natural.ends_as(&exact))
    };
    let natural = natural.map(|(natural, _)| natural).filter(is_same);
    Some(natural.unwrap_or(exact))
}

impl Retold {
    /// Whether the choices make the same events of the two but for the times.
    fn chooses_as(&self, other: &Self) -> bool {
        let (own, others) = (self.trace.events.iter(), other.trace.events.iter());
        self.chosen == other.chosen
            && own.zip(others).take(self.chosen).all(|(own, other)| own.tells_the_same_as(other))
    }

    /// Whether the verdicts are the same.
    fn ends_as(&self, other: &Self) -> bool {
        let verdicts = self.verdicts.iter().zip(&other.verdicts);
        verdicts.into_iter().all(|(own, other)| own.word() == other.word())
    }
}

/// The world at the moment of an event of what [`replay`] tells; nothing where it has not so many.
pub fn replayed_moment(
    setup: &Rc<Setup>,
    properties: &[Property],
    route: &Route,
    event: usize,
) -> Option<Moment> {
    let told = replay(setup, properties, route)?;
    [true, false].into_iter().find_map(|natural| {
        let mut looks = Looks::new(properties);
        looks.watch = Some(Watch::new(event));
        let again = tell(setup, looks, route, natural, Afterwards::of(setup))?;
        if again.0.trace == told.trace { again.1 } else { None }
    })
}

/// Tells a way; with it comes the moment that was watched for.
fn tell(
    setup: &Rc<Setup>,
    mut looks: Looks<'_>,
    route: &Route,
    natural: bool,
    afterwards: Afterwards,
) -> Option<(Retold, Option<Moment>)> {
    let properties = looks.properties;
    let mut world = World::new_abstract(Rc::clone(setup), &route.start).ok()?;
    looks.look(&world, 0);
    for choice in &route.choices {
        let at = if natural { world.naturally_at(choice.what) } else { choice.at };
        let event = world.trace().events.len();
        world.apply(&Choice { at, ..choice.clone() }).ok()?;
        looks.look(&world, event);
    }
    let chosen = world.trace().events.len();
    if afterwards == Afterwards::Faults {
        run_into_faults(&mut world, &mut looks);
    }
    let mut event = world.trace().events.len();
    world.heal_drawing(|_, low, _| low);
    let waits = properties.iter().any(|property| property.kind == PropertyKind::Eventually);
    let mut been: Vec<(usize, Time)> = Vec::new();
    let mut places = Table::default();
    let settled = loop {
        looks.look(&world, event);
        let step = been.len();
        if let Some(first) = places.get(world.fingerprint()) {
            // Going round without an end and without time keeps everything else from happening.
            let (look, at) = been[first as usize];
            break (at < world.now()).then_some(look);
        }
        places.insert(world.fingerprint(), step as u32);
        been.push((looks.count, world.now()));
        if step == AFTERWARDS_MAX {
            world.stop_recording();
            looks.is_told = false;
        }
        if step >= DRAIN_STEPS_MAX || step > AFTERWARDS_MAX && !waits {
            break None;
        }
        event = world.trace().events.len();
        if !world.step_fairly(natural) {
            break world.halted().is_none().then_some(looks.count);
        }
    };
    let verdicts = properties
        .iter()
        .zip(&looks.seen)
        .map(|(property, seen)| verdict(property.kind, seen, settled, world.halted()));
    let verdicts = verdicts.collect();
    let false_in = looks.seen.into_iter().map(|seen| seen.false_in).collect();
    let moment = looks.watch.and_then(Watch::found);
    Some((Retold { verdicts, trace: world.trace().clone(), chosen, false_in }, moment))
}

/// Goes on until everything rests or goes round, so that what is still to go wrong in the setup itself
/// can. It happens at its time, and so everything takes the time here that it takes.
fn run_into_faults(world: &mut World, looks: &mut Looks<'_>) {
    let mut been = BTreeSet::new();
    for _ in 0..AFTERWARDS_MAX {
        let event = world.trace().events.len();
        if !been.insert(world.fingerprint()) || advance(world, &mut Prompt).is_none() {
            return;
        }
        looks.look(world, event);
    }
}

/// Looks at a world after every step and remembers what the verdicts need.
struct Looks<'p> {
    properties: &'p [Property],
    seen: Vec<Seen>,
    /// How often it has looked.
    count: usize,
    /// Whether what it sees is still in the trace.
    is_told: bool,
    /// What it waits for, if it is to keep a moment of the run.
    watch: Option<Watch>,
}

/// What was seen of a property over a run.
#[derive(Clone, Default)]
struct Seen {
    ever_false: bool,
    /// The event after which it was false first, if that is in the trace.
    first_false: Option<usize>,
    /// The event after which it became false last.
    false_since: Option<usize>,
    /// The last look at which it was false.
    last_false: Option<usize>,
    ever_true: bool,
    false_in: Option<World>,
    broken: Option<String>,
}

impl<'p> Looks<'p> {
    fn new(properties: &'p [Property]) -> Self {
        let seen = vec![Seen::default(); properties.len()];
        Self { properties, seen, count: 0, is_told: true, watch: None }
    }

    /// Looks after a step of which this was the first event.
    fn look(&mut self, world: &World, event: usize) {
        self.count += 1;
        if let Some(watch) = &mut self.watch {
            watch.look(world);
        }
        let event = self.is_told.then_some(event);
        for (property, seen) in self.properties.iter().zip(&mut self.seen) {
            match (property.holds)(&world.view()) {
                Ok(true) => seen.ever_true = true,
                Ok(false) => {
                    if !std::mem::replace(&mut seen.ever_false, true) {
                        seen.first_false = event;
                    }
                    if seen.last_false != Some(self.count - 1) {
                        seen.false_since = event;
                    }
                    seen.last_false = Some(self.count);
                    if property.kind != PropertyKind::Always || seen.false_in.is_none() {
                        seen.false_in = Some(world.without_trace());
                    }
                }
                Err(problem) => {
                    seen.broken.get_or_insert(problem);
                }
            }
        }
    }
}

/// The verdict over a run that has settled since a look, or never does.
fn verdict(
    kind: PropertyKind,
    seen: &Seen,
    settled: Option<usize>,
    halted: Option<&str>,
) -> Verdict {
    let violated = |why: &str, event| Verdict::Violated { why: why.into(), event };
    let is_false = |first| seen.last_false.is_some_and(|last| last >= first);
    // What was seen stands, whatever could not be told at other moments.
    match (kind, settled) {
        (PropertyKind::Always, _) if seen.ever_false => {
            violated("it stopped being true", seen.first_false)
        }
        (PropertyKind::Eventually, Some(first)) if is_false(first) && !seen.ever_true => {
            violated("everything has come to rest, and it was never true", None)
        }
        (PropertyKind::Eventually, Some(first)) if is_false(first) => violated(
            "everything has come to rest, and it is false; it stopped being true",
            seen.false_since,
        ),
        _ if let Some(problem) = &seen.broken => Verdict::Unknown { why: problem.clone() },
        (PropertyKind::Always, _) => Verdict::Holds,
        (PropertyKind::Sometimes, _) if seen.ever_true => Verdict::Holds,
        (PropertyKind::Sometimes, _) => violated("it was never true", None),
        (PropertyKind::Eventually, None) => Verdict::Unknown {
            why: halted.map_or_else(|| "the run never settles".into(), str::to_owned),
        },
        (PropertyKind::Eventually, Some(_)) => Verdict::Holds,
    }
}

/// The run that goes the same way longest and in which nothing is violated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sibling {
    /// Its choices: those of the other up to where they part, then one of its own.
    pub route: Route,
    /// How many choices the two have in common.
    pub shared: usize,
}

/// The run beside one that violates a property which goes the same way longest and in which none of
/// these properties is violated. It parts by one choice that is no fault, and then the fair
/// schedule runs.
pub fn nearest_sibling(
    setup: &Rc<Setup>,
    properties: &[Property],
    rules: &Rules,
    route: &Route,
) -> Option<Sibling> {
    let mut known = Transitions::default();
    let mut judge = Judge::new(properties.to_vec());
    let first = World::new_explored(Rc::clone(setup), &route.start, &mut known).ok()?;
    let mut worlds = vec![first];
    for choice in &route.choices {
        let mut next = worlds[worlds.len() - 1].clone();
        next.apply_known(choice, &mut known).ok()?;
        worlds.push(next);
    }
    for shared in (0..route.choices.len()).rev() {
        let world = &worlds[shared];
        for step in world.moves(rules, Budget::default()) {
            debug_assert_eq!(step.kind, Kind::Nothing);
            if step.what == route.choices[shared].what {
                continue;
            }
            let mut next = world.clone();
            let draws = next.apply_low(step, &mut known);
            let fine = (0..properties.len()).all(|property| {
                properties[property].kind != PropertyKind::Always
                    || judge.holds(property, &next) == Some(true)
            });
            let drained = judge.drain(&next, &mut known);
            if fine && drained.violated == 0 && !drained.unsettled {
                let mut choices = route.choices[..shared].to_vec();
                choices.push(Choice { what: step.what, at: step.at, draws });
                let sibling = Route { start: route.start.clone(), choices };
                // Until it rests, what must always hold must hold too. How long everything takes, as it
                // is told to a reader, changes no verdict.
                let looks = Looks::new(properties);
                let (told, _) = tell(setup, looks, &sibling, false, Afterwards::Calm)?;
                let holds = |(property, verdict): (&Property, &Verdict)| {
                    property.kind == PropertyKind::Sometimes || *verdict == Verdict::Holds
                };
                if properties.iter().zip(&told.verdicts).all(holds) {
                    return Some(Sibling { route: sibling, shared });
                }
            }
        }
    }
    None
}
