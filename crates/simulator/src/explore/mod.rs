//! All runs within a budget of faults, and the shortest one that breaks a property.
//!
//! An [`Explorer`] visits every world that a setup can come to. It abstracts from latency, as the
//! rules in [`Rules`](crate::Rules) say: a message may arrive at any moment, and takes no time. A
//! *holds* therefore speaks of all latencies, of timers that are on time, and of draws at their
//! ends.
//!
//! Worlds are visited in the order of the faults that have led to them, and of the steps within
//! that, so the first violation that is found has the fewest faults and then the fewest steps.
//! Worlds with the same fingerprint are visited once. One thread visits them in one order: counts
//! are exact and come out the same everywhere.
//!
//! What must hold *eventually* is judged from every world: the faults stop, what is broken is put
//! right, and one fair schedule runs until the world rests or goes round.

mod abstracted;
mod judge;
mod minimise;
mod retell;
mod schedule;
mod search;
mod singles;
#[cfg(test)]
mod soundness;
mod ways;
mod worlds;

use std::cell::OnceCell;
use std::rc::Rc;

use crate::{Choice, Happening, Property, PropertyKind, Rules, Setup, Verdict, World};
use judge::Judge;
use singles::Singles;
use worlds::{Came, Worlds};

pub use crate::Budget;
pub use abstracted::{Apart, abstracted};
pub use minimise::minimise;
pub use retell::{Retold, Sibling, nearest_sibling, replay, replayed_moment, retell};
pub use schedule::{Deed, Lost, Schedule, Thing, regroup};
pub use search::{Search, StateId, System, Visit};
pub use singles::{MessageFault, Single, Spot, Strike, Strikes};
pub use ways::Way;

/// What is explored and how far.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// How many faults may happen, together and of each kind.
    pub budget: Budget,
    /// What may happen next.
    pub rules: Rules,
    /// Where to stop at the latest.
    pub bounds: Bounds,
    /// Where to begin, if not at the start: what happened before is given.
    pub from: Option<Route>,
    /// Whether it goes on where every property is decided, for the ways behind the shortest.
    pub goes_on: bool,
}

/// How many properties are judged: one for each bit of a mask. Others stay unknown.
const PROPERTIES_MAX: usize = 64;

/// Where an exploration stops at the latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// How many states are found.
    pub states: usize,
    /// How many states lie on the way to one.
    pub depth: u32,
    /// How many bytes of memory are taken, about.
    pub bytes: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { states: 1_000_000, depth: 5_000, bytes: 2 << 30 }
    }
}

/// How a world came about: what the nodes drew as they started, and every choice since.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    /// The numbers drawn at the start.
    pub start: Vec<i64>,
    /// The choices, in order.
    pub choices: Vec<Choice>,
}

impl Route {
    /// The faults among the choices.
    pub fn faults(&self, setup: &Setup) -> Budget {
        let mut faults = Budget::default();
        for choice in &self.choices {
            let count = match choice.what {
                Happening::Pending(_) | Happening::End(_) => continue,
                Happening::Begin(number) if setup.is_cut(number) => &mut faults.cut,
                Happening::Begin(_) | Happening::Alter(..) => &mut faults.other,
                Happening::Crash(_) => &mut faults.crash,
                Happening::Lose(_) => &mut faults.lose,
                Happening::Duplicate(_) => &mut faults.duplicate,
                Happening::Delay(_) => &mut faults.delay,
                Happening::Omit(_) => &mut faults.omission,
            };
            *count = count.saturating_add(1);
        }
        faults
    }

    /// The worlds that it goes through, from the start on, each with its trace; as far as the
    /// choices fit the setup.
    pub fn worlds(&self, setup: &Rc<Setup>) -> Vec<World> {
        let first = World::new_abstract(Rc::clone(setup), &self.start);
        let mut worlds: Vec<World> = first.into_iter().collect();
        for choice in &self.choices {
            let Some(mut next) = worlds.last().cloned() else { break };
            if next.apply(choice).is_err() {
                break;
            }
            worlds.push(next);
        }
        worlds
    }

    /// Whether every choice is one that the rules allow, with as many faults as it takes.
    pub fn keeps_to(&self, rules: &Rules, setup: &Rc<Setup>) -> bool {
        let worlds = self.worlds(setup);
        let mut steps = worlds.iter().zip(&self.choices);
        worlds.len() == self.choices.len() + 1
            && steps.all(|(world, choice)| world.allows(rules, choice.what))
    }
}

/// Why an exploration ended before it had seen everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Bound {
    /// Somebody stopped it, or has not let it go on yet.
    #[error("stopped after {} states: unknown beyond", thousands(*.0 as u64))]
    Stopped(usize),
    /// It found as many states as it may.
    #[error("stopped at {} states: unknown beyond", thousands(*.0 as u64))]
    States(usize),
    /// It came as deep as it may.
    #[error("stopped at {0} steps: unknown beyond")]
    Depth(u32),
    /// It took as much memory as it may, in megabytes.
    #[error("stopped at {0} MB of memory: unknown beyond")]
    Memory(usize),
    /// A step draws so many numbers that not all of what may come was looked at.
    #[error("a step draws so many numbers that not every way on was looked at: unknown beyond")]
    Draws,
}

/// How far an exploration has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// How many states were found.
    pub states: usize,
    /// How many states were generated, those seen before and the initial ones included.
    pub transitions: u64,
    /// How many states the longest of the shortest ways goes through.
    pub depth: u32,
    /// How many faults lead to what is being visited now.
    pub faults: u32,
    /// How many states are known and still wait to be visited.
    pub waiting: usize,
}

/// What an exploration has found.
#[derive(Clone, Debug)]
pub struct Findings {
    /// How far it came.
    pub progress: Progress,
    /// Whether everything within the budget was seen. It ends earlier at a bound, and where every
    /// property is decided.
    pub exhausted: bool,
    /// The bound at which it ended, if it came to one.
    pub bound: Option<Bound>,
    /// How many states at rest were visited: ways to end.
    pub ends: usize,
    /// How many executions lead to these: paths of choices from the start. Two orders of the same
    /// events are two executions.
    pub executions: u64,
    /// Whether there are no others. There are where it ended early, and where a path came to a
    /// state that a shorter path had led to: what lies behind it was visited once.
    pub executions_complete: bool,
    /// What became of each property, in their order.
    pub verdicts: Vec<Found>,
    /// Every single fault that breaks a property, by its place.
    pub singles: Vec<Single>,
    /// Whether all worlds with one fault were visited, so that `singles` is complete.
    pub singles_complete: bool,
    /// The world in which everything came right last: it holds, but it took the longest.
    pub nearest_miss: Option<NearMiss>,
}

/// What became of one property.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its verdict.
    pub verdict: Verdict,
    /// The shortest way to break it, or to a world in which what must be true *sometimes* is; if
    /// one was found.
    pub witness: Option<Witness>,
}

/// A way that shows what became of a property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Where it leads.
    pub route: Route,
    /// The faults on the way.
    pub faults: Budget,
}

/// A way on which all properties hold in the end, and the longest time after the last fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    /// Where it leads.
    pub route: Route,
    /// How many steps the fair schedule takes from there until it rests.
    pub steps: u32,
}

/// An exploration: a value that goes on as far as it is told to.
pub struct Explorer {
    search: Search<Worlds>,
    judge: Judge,
    bounds: Bounds,
    /// For each property the first state in which it is violated; or true, where it must be true
    /// sometimes.
    witnesses: Vec<Option<StateId>>,
    /// The states in which properties are violated, a bit each, in the order of their visits. Where
    /// a property is decided it is judged again only as long as one fault has led there, or if the
    /// search goes on.
    violated: Vec<(StateId, u64)>,
    /// What the single faults break, for as long as the search does not go on.
    broken: OnceCell<Vec<u64>>,
    goes_on: bool,
    /// A state from which the fair schedule never settles.
    unsettled: Option<StateId>,
    ends: usize,
    executions: u64,
    visits: u32,
    /// The sentence with which a limit ended a run.
    halted: Option<String>,
    slowest: Option<(StateId, u32)>,
    hit: Option<Bound>,
    done: bool,
    exhausted: bool,
}

impl Explorer {
    /// An exploration that has not begun.
    pub fn new(setup: &Rc<Setup>, properties: &[Property], plan: Plan) -> Self {
        let Plan { budget, rules, bounds, from, goes_on } = plan;
        let singles = (budget.total() > 0 && from.is_none()).then(Singles::default);
        let keeps_edges = singles.is_some();
        let worlds = Worlds::new(Rc::clone(setup), rules, budget, from, singles);
        let mut search = Search::new(worlds);
        if keeps_edges {
            search.keep_edges();
        }
        Self {
            search,
            judge: Judge::new(properties[..properties.len().min(PROPERTIES_MAX)].to_vec()),
            bounds,
            witnesses: vec![None; properties.len()],
            violated: Vec::new(),
            broken: OnceCell::new(),
            goes_on,
            unsettled: None,
            ends: 0,
            executions: 0,
            visits: 0,
            halted: None,
            slowest: None,
            hit: None,
            done: false,
            exhausted: false,
        }
    }

    /// Visits so many states more. Says whether there is more to visit.
    pub fn advance(&mut self, states: usize) -> bool {
        self.broken.take();
        for _ in 0..states {
            if self.done {
                return false;
            }
            self.exhausted = !self.visit();
            self.done = self.exhausted || self.hit.is_some() || self.has_nothing_left_to_find();
        }
        !self.done
    }

    fn visit(&mut self) -> bool {
        let Self { search, judge, witnesses, violated: all_violated, goes_on, .. } = self;
        let (mut ends, mut executions) = (0, 0);
        let (mut unsettled, mut slowest, mut halted) = (None, None, None);
        let visited = search.visit(|worlds, world, visit| {
            let mut violated = 0_u64;
            let wants_all = *goes_on || worlds.singles.is_some() && visit.faults == 1;
            let mut eventually = false;
            for (property, witness) in witnesses.iter_mut().enumerate().take(PROPERTIES_MAX) {
                let kind = judge.properties()[property].kind;
                let is_decided = witness.is_some();
                if is_decided && (!wants_all || kind == PropertyKind::Sometimes) {
                    continue;
                }
                match kind {
                    PropertyKind::Sometimes => {
                        if judge.holds(property, world) == Some(true) {
                            *witness = Some(visit.id);
                        }
                    }
                    PropertyKind::Always => {
                        let is_false = judge.holds(property, world) == Some(false);
                        violated |= u64::from(is_false) << property;
                    }
                    PropertyKind::Eventually => eventually = true,
                }
            }
            if eventually {
                let drained = judge.drain(world, &mut worlds.known);
                violated |= drained.violated;
                if drained.unsettled {
                    unsettled = Some(visit.id);
                } else if drained.violated == 0 {
                    slowest = Some((visit.id, drained.steps));
                }
            }
            for (property, witness) in witnesses.iter_mut().enumerate().take(PROPERTIES_MAX) {
                if violated >> property & 1 == 1 {
                    witness.get_or_insert(visit.id);
                }
            }
            if violated != 0 {
                all_violated.push((visit.id, violated));
            }
            if world.is_at_rest() {
                (ends, executions) = (1, visit.ways);
            }
            halted = world.halted().map(str::to_owned);
        });
        self.visits += 1;
        self.ends += ends;
        self.executions = self.executions.saturating_add(executions);
        self.halted = self.halted.take().or(halted);
        if self.unsettled.is_none() {
            self.unsettled = unsettled;
        }
        if slowest.map(|(_, steps)| steps) > self.slowest.map(|(_, steps)| steps) {
            self.slowest = slowest;
        }
        self.hit = self.bound();
        visited
    }

    /// The bound that it has come to.
    fn bound(&self) -> Option<Bound> {
        let Bounds { states, depth, bytes } = self.bounds;
        if self.search.states() >= states {
            return Some(Bound::States(self.search.states()));
        }
        if self.search.depth() >= depth {
            return Some(Bound::Depth(depth));
        }
        // Counting is not free, and nothing grows much from one state to the next.
        (self.visits.is_multiple_of(256) && self.bytes() > bytes)
            .then_some(Bound::Memory(bytes >> 20))
    }

    /// Whether every property is decided, and all single faults that break one are known.
    fn has_nothing_left_to_find(&self) -> bool {
        !self.goes_on && self.search.faults() > 1 && self.witnesses.iter().all(Option::is_some)
    }

    /// About how many bytes of memory it takes.
    pub fn bytes(&self) -> usize {
        // What a world takes that waits: its own lists, and what they share with no other.
        const WORLD: usize = 1_200;
        const TRANSITION: usize = 1_500;
        let worlds = self.search.system();
        let singles = worlds.singles.as_ref().map_or(0, Singles::bytes);
        self.search.bytes()
            + self.violated.capacity() * size_of::<(StateId, u64)>()
            + self.judge.bytes()
            + singles
            + self.search.waiting() * WORLD
            + worlds.known.len() * TRANSITION
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        Progress {
            states: self.search.states(),
            transitions: self.search.transitions(),
            depth: self.search.depth(),
            faults: self.search.faults(),
            waiting: self.search.waiting(),
        }
    }

    /// Whether it has come to a world with this fingerprint, with no more faults of any kind than
    /// these.
    pub fn has_found(&self, fingerprint: u128, spent: Budget) -> bool {
        self.search.find(fingerprint, spent).is_some()
    }

    /// What it has found so far.
    pub fn findings(&self) -> Findings {
        let progress = self.progress();
        let draws = self.search.system().draws_too_much.then_some(Bound::Draws);
        let stopped = (!self.done).then_some(Bound::Stopped(progress.states));
        let bound = self.hit.or(stopped).or(draws);
        let verdicts = (0..self.witnesses.len()).map(|at| self.found(at, bound)).collect();
        let singles = self.strikes().map_or_else(Vec::new, |strikes| strikes.singles());
        let kinds = self.judge.properties().iter().map(|property| property.kind);
        let violated = kinds
            .zip(&self.witnesses)
            .any(|(kind, witness)| kind != PropertyKind::Sometimes && witness.is_some());
        let nearest_miss = self.slowest.filter(|_| !violated);
        let exhausted = self.exhausted && bound.is_none();
        Findings {
            progress,
            exhausted,
            bound,
            ends: self.ends,
            executions: self.executions,
            executions_complete: exhausted && self.search.ways_complete(),
            verdicts,
            singles,
            singles_complete: bound.is_none() || self.search.faults() > 1,
            nearest_miss: nearest_miss
                .map(|(state, steps)| NearMiss { route: self.route(state), steps }),
        }
    }

    /// The way on which no choice was made yet, and draws are at their low end; nothing before the
    /// search has begun.
    pub fn start(&self) -> Option<Route> {
        (self.search.states() > 0).then(|| self.route(StateId(0)))
    }

    /// Where the single faults strike that break something; nothing where none were looked for.
    pub fn strikes(&self) -> Option<Strikes<'_>> {
        let singles = self.search.system().singles.as_ref()?;
        let broken = self.broken.get_or_init(|| self.broken(singles));
        Some(Strikes::of(singles, broken))
    }

    fn broken(&self, singles: &Singles) -> Vec<u64> {
        let anyway = self.witnesses.iter().zip(0..PROPERTIES_MAX).filter(|(witness, _)| {
            witness.is_some_and(|state| self.search.spent(state).total() == 0)
        });
        let anyway = anyway.fold(0, |bits, (_, property)| bits | 1 << property);
        singles.broken(&self.search, &self.violated, anyway)
    }

    fn found(&self, property: usize, bound: Option<Bound>) -> Found {
        if property >= PROPERTIES_MAX {
            let why = format!("at most {PROPERTIES_MAX} properties are explored");
            return Found { verdict: Verdict::Unknown { why }, witness: None };
        }
        let kind = self.judge.properties()[property].kind;
        if let Some(state) = self.witnesses[property] {
            let (route, faults) = (self.route(state), self.search.spent(state));
            let violated = |why: &str| Verdict::Violated { why: why.into(), event: None };
            let verdict = match kind {
                PropertyKind::Sometimes => Verdict::Holds,
                PropertyKind::Always => violated("it stopped being true"),
                PropertyKind::Eventually => {
                    violated("everything has come to rest, and it is not true")
                }
            };
            return Found { verdict, witness: Some(Witness { route, faults }) };
        }
        // What was found stands, whatever cannot be told elsewhere.
        if let Some(problem) = &self.judge.broken[property] {
            let verdict = Verdict::Unknown { why: problem.clone() };
            return Found { verdict, witness: None };
        }
        let verdict = match (kind, bound) {
            (PropertyKind::Always | PropertyKind::Eventually, _) if self.halted.is_some() => {
                let why = self.halted.clone().unwrap_or_default();
                Verdict::Unknown { why }
            }
            (PropertyKind::Eventually, _) if self.unsettled.is_some() => {
                Verdict::Unknown { why: "there is a run that never settles".into() }
            }
            (_, Some(bound)) => Verdict::Unknown { why: bound.to_string() },
            (PropertyKind::Sometimes, None) => {
                Verdict::Violated { why: "it was never true".into(), event: None }
            }
            (_, None) => Verdict::Holds,
        };
        Found { verdict, witness: None }
    }

    fn route(&self, state: StateId) -> Route {
        let mut route = Route::default();
        for came in self.search.path(state) {
            match came {
                Came::Started(draws) => route.start = draws,
                Came::Led(before) => route = before,
                Came::Chosen(choice) => route.choices.push(choice),
            }
        }
        route
    }
}

/// A number as one reads it: 1,204.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
