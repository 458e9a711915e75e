//! A seeded run told as choices of the world that abstracts from latency, so that it can be
//! minimised, branched and looked at like a run that the explorer has found.

use std::rc::Rc;

use super::{Deed, Route, Thing};
use crate::{
    Choice, Chooser, Event, FaultKind, Happening, Limits, Loss, NodeId, Refusal, Rules, Seeded,
    Setup, Subject, What, World, run,
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
/// A service that is down between two moments stays part of the setup.
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
    let plain = Rc::new(without_places(setup));
    let world = World::new_abstract(Rc::clone(&plain), &start);
    let world = world.map_err(|refusal| Apart::Refused("the start".into(), refusal))?;
    // Every process may crash, and so may a service that a fault kills.
    let crashes = (0..setup.nodes.len() as u16).map(NodeId).collect();
    let rules = Rules { crashes, ..Rules::default() };
    let route = Route { start, choices: Vec::new() };
    let mut telling = Telling { setup, seeded, world, rules, route };
    telling.misfortunes(0)?;
    for choice in &ended.choices {
        if healed.is_some_and(|healed| telling.seeded.trace().events.len() >= healed) {
            break;
        }
        telling.tell(choice)?;
    }
    Ok((plain, telling.route))
}

/// The setup without the faults that are bound to a place of a run.
fn without_places(setup: &Setup) -> Setup {
    let faults = setup.faults.iter().filter(|fault| is_of_the_setup(&fault.kind));
    Setup {
        nodes: setup.nodes.clone(),
        latency: setup.latency,
        faults: faults.cloned().collect(),
        keeps_history: setup.keeps_history,
    }
}

fn is_of_the_setup(kind: &FaultKind) -> bool {
    matches!(kind, FaultKind::Down { .. })
}

/// A seeded run and the same in a world that abstracts from latency, as far as they have come.
struct Telling<'s> {
    setup: &'s Setup,
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
        let done = self.seeded.apply(choice);
        done.map_err(|refusal| Apart::Refused(what.to_string(), refusal))?;
        let killed = self.seeded.trace().events[told..].iter().find_map(|event| {
            let by_fault = event.fault.is_some() && matches!(event.what, What::Crashed { .. });
            by_fault.then_some(event.node)
        });
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
            // A crash that finds nobody alive, of which the abstract world knows nothing.
            (None, Subject::Fault(_, begins)) if *begins && self.world.find(&thing).is_none() => {}
            // Nobody waits for this reply, so it was dropped when that was clear.
            (None, Subject::Message(post)) if post.reply && self.world.find(&thing).is_none() => {}
            (None, _) => self.happens(&thing)?,
        }
        self.misfortunes(told)
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
                What::Lost(id, Loss::OnTheWay) => Some((Deed::Lost, *id)),
                What::Sent(id, _) => Some((Deed::Slow, *id)),
                _ => None,
            }
        });
        let befallen: Vec<_> = befallen.collect();
        for (deed, id) in befallen {
            let what = Subject::Message(self.seeded.post(id));
            let thing = Thing { deed, what, draws: Vec::new() };
            // A reply that nobody waits for is there no more.
            if self.world.find(&thing).is_some() {
                self.happens(&thing)?;
            }
        }
        Ok(())
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
