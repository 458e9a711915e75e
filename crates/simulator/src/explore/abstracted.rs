//! A seeded run told as choices of the world that abstracts from latency, so that it can be
//! minimised, branched and looked at like a run that the explorer has found.

use std::rc::Rc;

use super::{Deed, Route, Thing};
use crate::{
    Choice, Chooser, Event, FaultKind, FaultPoint, Happening, Limits, Listed, ListedKind, Loss,
    Mishap, NodeId, Refusal, Rules, Seeded, Setup, Subject, What, World, run,
};

/// Why a seeded run cannot be told as choices of a world that abstracts from latency.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Apart {
    /// Latencies have put off a deadline past another that is earlier where messages take no time.
    #[error("{0} comes before a deadline that is earlier where messages take no time")]
    Order(String),
    /// The code did something else there, as code does that reads the clock.
    #[error("there is no {0} where messages take no time")]
    Gone(String),
    /// The code drew other numbers there.
    #[error("after {0}, {1} where messages take no time")]
    Refused(String, Refusal),
}

/// The run of a setup with a seed, up to where what was still broken was put right, as choices of
/// the same setup without the faults that are bound to a place: what they did is among the choices.
/// What is wrong between two moments stays part of the setup.
///
/// What a timer overtook is made slow first. A process that died in place of a step is killed before
/// what would have started that step. The setup is the one in which the choices can be made.
///
/// # Errors
/// [`Apart`]: the run is none of those that an explorer looks at.
pub fn abstracted(
    setup: &Rc<Setup>,
    seed: u64,
    limits: Limits,
) -> Result<(Rc<Setup>, Route), Apart> {
    let ended = run(setup, &[], seed, limits);
    let events = &ended.trace.events;
    let healed = events.iter().position(|event| event.what == What::Healed);
    let mut start = Vec::new();
    let mut chooser = Seeded::new(seed);
    let seeded = World::new_drawing(Rc::clone(setup), |node, low, high| {
        let drawn = chooser.draw(node, low, high);
        start.push(drawn);
        drawn
    });
    let (plain, listed) = without_places(setup);
    let plain = Rc::new(plain);
    let world = World::new_abstract(Rc::clone(&plain), &start);
    let world = world.map_err(|refusal| Apart::Refused("the start".into(), refusal))?;
    // Every process may crash, and so may a service that a fault kills.
    let crashes = (0..setup.nodes.len() as u16).map(NodeId).collect();
    let rules = Rules { crashes, ..Rules::default() };
    let route = Route { start, choices: Vec::new() };
    let mut telling = Telling { setup, listed, seeded, world, rules, route };
    telling.misfortunes(0)?;
    for choice in &ended.choices {
        if healed.is_some_and(|healed| telling.seeded.trace().events.len() >= healed) {
            break;
        }
        telling.tell(choice)?;
    }
    Ok((plain, telling.route))
}

/// The setup without the faults that are bound to a place of a run. What is wrong for a while from
/// such a place on, and what is altered there, may go wrong at any moment instead: for each of the
/// faults the number that it is listed under then.
fn without_places(setup: &Setup) -> (Setup, Vec<Option<u16>>) {
    let mut listed = setup.listed.clone();
    let mut numbers = Vec::with_capacity(setup.faults.len());
    for fault in &setup.faults {
        let kind = match &fault.kind {
            kind if is_of_the_setup(kind) => None,
            FaultKind::Trouble { trouble, .. } => Some(ListedKind::Trouble(trouble.clone())),
            FaultKind::Message(point, Mishap::Altered(alteration)) => {
                Some(ListedKind::Lie(point.clone(), alteration.clone()))
            }
            FaultKind::Message(..) | FaultKind::Crash { .. } => None,
        };
        numbers.push(kind.map(|kind| {
            listed.push(Listed { kind, words: fault.words.clone() });
            listed.len() as u16 - 1
        }));
    }
    let faults = setup.faults.iter().filter(|fault| is_of_the_setup(&fault.kind));
    let plain = Setup {
        nodes: setup.nodes.clone(),
        links: setup.links.clone(),
        faults: faults.cloned().collect(),
        listed,
        keeps_history: setup.keeps_history,
        keeps_order: setup.keeps_order,
    };
    (plain, numbers)
}

fn is_of_the_setup(kind: &FaultKind) -> bool {
    matches!(kind, FaultKind::Trouble { when: FaultPoint::At(_), .. })
}

/// A seeded run and the same in a world that abstracts from latency, as far as they have come.
struct Telling<'s> {
    setup: &'s Setup,
    /// The number that each fault is listed under in the abstract world, if it is.
    listed: Vec<Option<u16>>,
    seeded: World,
    world: World,
    rules: Rules,
    route: Route,
}

impl Telling<'_> {
    /// Makes one choice of the seeded run in both worlds.
    fn tell(&mut self, choice: &Choice) -> Result<(), Apart> {
        let Some((deed, what)) = self.seeded.tell(choice.what) else { return Ok(()) };
        let told = self.seeded.trace().events.len();
        let only_waits = self.seeded.only_waits(choice.what);
        let done = self.seeded.apply(choice);
        done.map_err(|refusal| Apart::Refused(what.to_string(), refusal))?;
        let killed = self.seeded.trace().events[told..].iter().find_map(|event| {
            let by_fault = event.fault.is_some() && matches!(event.what, What::Crashed { .. });
            by_fault.then_some(event.node)
        });
        let troubles = self.troubles(told, true);
        for number in troubles {
            let at = self.world.now();
            self.choose(Choice { what: Happening::Begin(number), at, draws: Vec::new() })?;
        }
        let stood_still = !self.seeded.has_happened(choice.what);
        if only_waits || stood_still {
            return self.misfortunes(told);
        }
        let draws = if killed.is_some() { Vec::new() } else { choice.draws.clone() };
        let thing = Thing { deed, what: self.here(what), draws };
        match (killed, &thing.what) {
            // It died as it began anew: it has stayed dead.
            (Some(_), Subject::Node(_)) => {}
            (Some(node), _) => {
                let draws = Vec::new();
                self.choose(Choice { what: Happening::Crash(node), at: self.world.now(), draws })?;
                // What would have started the step reaches nobody, or is gone with the process.
                if self.world.find(&thing).is_some() {
                    self.happens(&thing)?;
                }
            }
            // It begins or ends as something that is listed.
            (None, Subject::Fault(u16::MAX, _)) => {}
            // A crash that finds nobody alive, of which the abstract world knows nothing.
            (None, Subject::Fault(_, begins)) if *begins && self.world.find(&thing).is_none() => {}
            // Nobody waits for this reply, so it was dropped when that was clear.
            (None, Subject::Message(post)) if post.reply && self.world.find(&thing).is_none() => {}
            (None, _) => self.happens(&thing)?,
        }
        for number in self.troubles(told, false) {
            let at = self.world.now();
            self.choose(Choice { what: Happening::End(number), at, draws: Vec::new() })?;
        }
        self.misfortunes(told)
    }

    /// What has begun or ended in the seeded run since an event, of what is listed in the abstract
    /// world.
    fn troubles(&self, since: usize, begins: bool) -> Vec<u16> {
        let events = self.seeded.trace().events[since..].iter();
        let listed = events.filter_map(|event| match (&event.what, event.fault) {
            (What::Began(_), Some(fault)) if begins => self.listed[usize::from(fault.0)],
            (What::Ended(_), Some(fault)) if !begins => self.listed[usize::from(fault.0)],
            _ => None,
        });
        listed.collect()
    }

    /// What something is called in the abstract world, which counts fewer faults.
    fn here(&self, what: Subject) -> Subject {
        let Subject::Fault(number, begins) = what else { return what };
        let faults = &self.setup.faults;
        let stays = |number: u16| is_of_the_setup(&faults[usize::from(number)].kind);
        let before = (0..number).filter(|number| stays(*number)).count() as u16;
        // One that does not stay has no place there.
        Subject::Fault(if stays(number) { before } else { u16::MAX }, begins)
    }

    /// Lets a thing happen in the abstract world.
    fn happens(&mut self, thing: &Thing) -> Result<(), Apart> {
        let found = self.world.find(thing);
        let (what, at) = found.ok_or_else(|| Apart::Gone(thing.what.to_string()))?;
        if thing.deed == Deed::Happens && self.world.about(what).waits_for_calm {
            for overtaken in self.world.not_slow() {
                let at = self.world.now();
                self.choose(Choice { what: Happening::Delay(overtaken), at, draws: Vec::new() })?;
            }
        }
        self.choose(Choice { what, at, draws: thing.draws.clone() })
    }

    /// Does to the messages that the seeded run has sent since an event what faults have done to
    /// them there.
    fn misfortunes(&mut self, since: usize) -> Result<(), Apart> {
        let befallen = self.seeded.trace().events[since..].iter().filter_map(|event| {
            let Event { what, fault: Some(_), .. } = event else { return None };
            match what {
                What::Lost(id, Loss::OnTheWay) if !self.is_swallowed(event) => {
                    Some((Deed::Lost, *id, None))
                }
                What::Sent(id, _) => Some((Deed::Slow, *id, None)),
                What::Duplicated(id, _) => Some((Deed::Duplicated, *id, None)),
                What::Altered(id, _) => {
                    let fault = event.fault.map(|fault| usize::from(fault.0));
                    Some((Deed::Altered, *id, Some(self.listed[fault?]?)))
                }
                _ => None,
            }
        });
        let befallen: Vec<_> = befallen.collect();
        for (deed, id, lie) in befallen {
            let post = self.seeded.post(id);
            let what = match lie {
                Some(number) => Subject::Lie(post, number),
                None => Subject::Message(post),
            };
            let thing = Thing { deed, what, draws: Vec::new() };
            // A reply that nobody waits for is there no more.
            if self.world.find(&thing).is_some() {
                self.happens(&thing)?;
            }
        }
        Ok(())
    }

    /// Whether a message was lost because its sender answers nobody.
    fn is_swallowed(&self, event: &Event) -> bool {
        let fault = event.fault.map(|fault| usize::from(fault.0));
        let kind = fault.and_then(|fault| self.setup.faults.get(fault)).map(|fault| &fault.kind);
        matches!(kind, Some(FaultKind::Trouble { .. }))
    }

    fn choose(&mut self, choice: Choice) -> Result<(), Apart> {
        let words = |world: &World| match world.tell(choice.what) {
            Some((_, what)) => what.to_string(),
            None => "it".to_owned(),
        };
        if !self.world.allows(&self.rules, choice.what) {
            return Err(Apart::Order(words(&self.world)));
        }
        let words = words(&self.world);
        self.world.apply(&choice).map_err(|refusal| Apart::Refused(words, refusal))?;
        self.route.choices.push(choice);
        Ok(())
    }
}
