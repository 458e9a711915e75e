//! A way that was found, told from its start with everything that happened.

use std::rc::Rc;

use super::Route;
use crate::world::{Kind, Transitions};
use crate::{Choice, Event, Property, PropertyKind, Rules, Setup, Trace, Verdict, World};

use super::Budget;
use super::judge::Judge;

/// How many steps are told after the end of a way, until everything rests.
const AFTERWARDS_MAX: usize = 400;

/// A run made from a list of choices, with what came of it.
#[derive(Clone, Debug)]
pub struct Retold {
    /// What happened.
    pub trace: Trace,
    /// What became of each property, in their order, in this run. Where one is violated, the event
    /// is the first after which it was false until the end.
    pub verdicts: Vec<Verdict>,
    /// How many events of the trace come from the choices; what follows is the fair schedule, after
    /// everything was put right.
    pub chosen: usize,
}

/// Tells a way from its start: its choices, then what the fair schedule makes of it once the faults
/// have stopped. Nothing where the choices do not fit the setup.
///
/// An exploration gives messages no time. Told to a reader each takes the least latency of its link,
/// and a request comes when its client asks, as long as the same things happen then.
pub fn retell(setup: &Rc<Setup>, properties: &[Property], route: &Route) -> Option<Retold> {
    let exact = tell(setup, properties, route, false)?;
    let natural = tell(setup, properties, route, true);
    Some(natural.filter(|natural| natural.tells_the_same(&exact)).unwrap_or(exact))
}

impl Retold {
    /// Whether the two differ in nothing but the times.
    fn tells_the_same(&self, other: &Self) -> bool {
        let (own, others) = (&self.trace.events, &other.trace.events);
        let same = |(own, other): (&Event, &Event)| {
            (own.node, &own.what, own.fault) == (other.node, &other.what, other.fault)
        };
        self.verdicts == other.verdicts
            && self.chosen == other.chosen
            && own.len() == others.len()
            && own.iter().zip(others).all(same)
    }
}

fn tell(
    setup: &Rc<Setup>,
    properties: &[Property],
    route: &Route,
    natural: bool,
) -> Option<Retold> {
    let mut world = World::new_abstract(Rc::clone(setup), &route.start).ok()?;
    let mut seen = vec![Seen::default(); properties.len()];
    look(&world, properties, &mut seen);
    for choice in &route.choices {
        let at = if natural { world.naturally_at(choice.what) } else { choice.at };
        world.apply(&Choice { at, ..choice.clone() }).ok()?;
        look(&world, properties, &mut seen);
    }
    let chosen = world.trace().events.len();
    world.heal_drawing(|_, low, _| low);
    look(&world, properties, &mut seen);
    let mut been: Vec<(u128, usize)> = Vec::new();
    let mut settled = None;
    for step in 0..AFTERWARDS_MAX {
        let fingerprint = world.fingerprint();
        if let Some((_, first)) = been.iter().find(|(known, _)| *known == fingerprint) {
            settled = Some(*first);
            break;
        }
        been.push((fingerprint, step));
        if !world.step_fairly(natural) {
            settled = world.halted().is_none().then_some(step);
            break;
        }
        look(&world, properties, &mut seen);
    }
    let verdicts = properties
        .iter()
        .zip(&seen)
        .map(|(property, seen)| verdict(property.kind, seen, settled.is_some(), world.halted()));
    Some(Retold { verdicts: verdicts.collect(), trace: world.trace().clone(), chosen })
}

/// What was seen of a property over a run.
#[derive(Clone, Debug, Default)]
struct Seen {
    /// The event after which it was false first.
    first_false: Option<usize>,
    /// The event since which it has been false.
    false_since: Option<usize>,
    ever_true: bool,
    broken: Option<String>,
}

fn look(world: &World, properties: &[Property], seen: &mut [Seen]) {
    let event = world.trace().events.len().saturating_sub(1);
    for (property, seen) in properties.iter().zip(seen) {
        match (property.holds)(&world.view()) {
            Ok(true) => {
                seen.ever_true = true;
                seen.false_since = None;
            }
            Ok(false) => {
                seen.first_false.get_or_insert(event);
                seen.false_since.get_or_insert(event);
            }
            Err(problem) => {
                seen.broken.get_or_insert(problem);
            }
        }
    }
}

fn verdict(kind: PropertyKind, seen: &Seen, settled: bool, halted: Option<&str>) -> Verdict {
    if let Some(problem) = &seen.broken {
        return Verdict::Unknown { why: problem.clone() };
    }
    let violated = |why: &str, event| Verdict::Violated { why: why.into(), event };
    match kind {
        PropertyKind::Always if seen.first_false.is_some() => {
            violated("it stopped being true", seen.first_false)
        }
        PropertyKind::Always => Verdict::Holds,
        PropertyKind::Sometimes if seen.ever_true => Verdict::Holds,
        PropertyKind::Sometimes => violated("it was never true", None),
        PropertyKind::Eventually if !settled => Verdict::Unknown {
            why: halted.map_or_else(|| "the run never settles".into(), str::to_owned),
        },
        PropertyKind::Eventually if seen.false_since.is_some() && !seen.ever_true => {
            violated("everything has come to rest, and it was never true", None)
        }
        PropertyKind::Eventually if seen.false_since.is_some() => violated(
            "everything has come to rest, and it is false; it stopped being true",
            seen.false_since,
        ),
        PropertyKind::Eventually => Verdict::Holds,
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
                // Until it rests, what must always hold must hold too.
                let retold = retell(setup, properties, &sibling)?;
                let holds = |(property, verdict): (&Property, &Verdict)| {
                    property.kind == PropertyKind::Sometimes || *verdict == Verdict::Holds
                };
                if properties.iter().zip(&retold.verdicts).all(holds) {
                    return Some(Sibling { route: sibling, shared });
                }
            }
        }
    }
    None
}
