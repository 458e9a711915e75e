//! All runs of a variant within a budget of faults, and what came of them.

use std::rc::Rc;

use whatif_simulator::explore::{
    self, Bounds, Budget, Explorer, Findings, Found, MessageFault, Plan, Progress, Retold, Route,
    Schedule, Single, Spot, Strike, thousands,
};
use whatif_simulator::{
    Limits, Listed, ListedKind, Moment, Name, NodeId, Place, Post, Property, Rules, Setup, Subject,
    Timers, Trace, Trouble, Verdict, World as State,
};

use crate::report::{Judgement, Report};
use crate::spec::{Explore as Spec, Spec as WorldSpec, When};
use crate::world::{Look, World, histories};

/// What of the exploration of a variant is another than the author says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Within {
    /// How many faults may happen.
    pub budget: Option<Budget>,
    /// How many states are found at the most.
    pub states: Option<usize>,
    /// What happened before: the exploration begins where these choices lead.
    pub from: Option<Schedule>,
    /// Whether it goes on where every property is decided, for the ways behind the shortest.
    pub goes_on: bool,
}

/// How many states are found at the most where nobody says.
pub const STATES_MAX: usize = 1_000_000;

/// An exploration of one variant: a value that goes on as far as it is told to.
pub struct Exploration {
    explorer: Explorer,
    budget: Budget,
    teller: Teller,
}

/// From how many executions on nobody is told their number.
const EXECUTIONS_MAX: u64 = 1_000_000_000_000_000;

/// Tells the runs of a world that are made from choices.
struct Teller {
    rules: Rules,
    setup: Rc<Setup>,
    properties: Vec<Property>,
    /// The names of the properties and what they say, in their order.
    says: Vec<(String, String)>,
    when: Vec<When>,
    looks: Vec<Look>,
}

/// What an exploration has found.
#[derive(Clone, Debug)]
pub struct Explored {
    /// How many faults might happen.
    pub budget: Budget,
    /// Whether there are links that may be cut, and other things that may go wrong.
    listed: (bool, bool),
    /// How far it came.
    pub progress: Progress,
    /// How many ways to end it saw: states at rest.
    pub ends: usize,
    /// How many executions lead there: paths of choices from the start.
    pub executions: u64,
    /// Whether there are no others.
    pub executions_complete: bool,
    /// Whether everything within the budget was seen.
    pub exhausted: bool,
    /// The bound at which it ended, if it came to one.
    pub bound: Option<String>,
    /// What became of each property over all runs, those with *sometimes* included.
    pub judgements: Vec<Judgement>,
    /// The shortest way to break each property that is violated; one way may break several.
    pub counterexamples: Vec<Counterexample>,
    /// Every single fault that breaks a property, by its place.
    pub singles: Vec<SingleFault>,
    /// Whether there are no others.
    pub singles_complete: bool,
    /// A run in which nothing goes wrong: where nothing is violated, or a single fault is enough.
    pub typical: Option<Report>,
    /// Where nothing is violated: the run that took longest to come right again.
    pub nearest_miss: Option<Report>,
}

/// The shortest way to break something.
#[derive(Clone, Debug)]
pub struct Counterexample {
    /// The names of the properties that this is the shortest way for.
    pub breaks: Vec<String>,
    /// How many choices lead there.
    pub steps: usize,
    /// How many events of the trace they make; what follows is what becomes of it when no further
    /// fault happens.
    pub chosen: usize,
    /// The run, and what becomes of each property in it.
    pub report: Report,
    /// For each property that it breaks the clause of its function that is false, with the values
    /// that it speaks of, where that can be told.
    pub clauses: Vec<Option<String>>,
    /// A run that goes the same way as long as it can, and in which nothing is violated.
    pub sibling: Option<SiblingRun>,
}

/// A run beside a counterexample.
#[derive(Clone, Debug)]
pub struct SiblingRun {
    /// How many events the two have in common.
    pub shared: usize,
    /// The run.
    pub report: Report,
}

/// A fault that breaks something by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SingleFault {
    /// The fault in words.
    pub words: String,
    /// The line of the code that the reader sees at which it strikes, if it strikes the code.
    pub line: Option<u32>,
    /// The names of the properties that it breaks.
    pub breaks: Vec<String>,
}

impl Exploration {
    pub(crate) fn new(world: &World, within: &Within) -> Self {
        let teller = Teller::new(world, world.setup());
        let spec = &world.spec.explore;
        let budget = within.budget.unwrap_or(spec.budget);
        let states = spec.states.map_or(STATES_MAX, |states| states as usize);
        let bounds = Bounds { states: within.states.unwrap_or(states), ..Bounds::default() };
        let from = within.from.as_ref().and_then(|schedule| schedule.route(&teller.setup).ok());
        let rules = teller.rules.clone();
        let plan = Plan { budget, rules, bounds, from, goes_on: within.goes_on };
        let explorer = Explorer::new(&teller.setup, &teller.properties, plan);
        Self { explorer, budget, teller }
    }

    /// Visits so many states more. Says whether there is more to visit.
    pub fn advance(&mut self, states: usize) -> bool {
        self.explorer.advance(states)
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        self.explorer.progress()
    }

    /// What it has found so far.
    pub fn explored(&self) -> Explored {
        let findings = self.explorer.findings();
        let judgements = findings.verdicts.iter().zip(&self.teller.says);
        let judgements = judgements.map(|(found, (property, says))| Judgement {
            property: property.clone(),
            says: says.clone(),
            verdict: found.verdict.clone(),
        });
        let nearest_miss = findings.nearest_miss.as_ref();
        let judged = findings.verdicts.iter().zip(&self.teller.when);
        let is_broken = |(found, when): (&Found, &When)| {
            *when != When::Sometimes && matches!(found.verdict, Verdict::Violated { .. })
        };
        let is_fine = !judged.into_iter().any(is_broken);
        // Where single faults break something, it shows where they strike.
        let is_shown = is_fine || !findings.singles.is_empty();
        let start = self.explorer.start().filter(|_| is_shown);
        let typical = start.and_then(|start| self.teller.retold(&start));
        Explored {
            budget: self.budget,
            listed: self.teller.lists(),
            progress: findings.progress,
            ends: findings.ends,
            executions: findings.executions,
            executions_complete: findings.executions_complete,
            exhausted: findings.exhausted,
            bound: findings.bound.map(|bound| bound.to_string()),
            judgements: judgements.collect(),
            counterexamples: self.teller.counterexamples(&findings),
            singles: findings.singles.iter().map(|single| self.teller.single(single)).collect(),
            singles_complete: findings.singles_complete,
            typical: typical.map(|(_, report)| report),
            nearest_miss: nearest_miss.and_then(|miss| Some(self.teller.retold(&miss.route)?.1)),
        }
    }

    /// The ways to break something that stand behind the shortest, the shortest first; and the
    /// shortest again where one single fault is all of it. With each comes the place of that fault
    /// in [`Explored::singles`], where it is one.
    pub fn others(&self) -> Vec<(Option<usize>, Counterexample)> {
        let singles = self.explorer.strikes().map_or_else(Vec::new, |strikes| strikes.singles());
        let ways = self.explorer.ways().into_iter().filter_map(|way| {
            let single = match &way.spots[..] {
                [spot] => singles.iter().position(|single| single.spot == *spot),
                _ => None,
            };
            if way.is_shortest && single.is_none() {
                return None;
            }
            Some((single, self.teller.counterexample(&way.witness.route, &way.violates, false)?))
        });
        ways.collect()
    }

    /// Where the single faults that break something strike a run that was found: the events at
    /// which they do, each with the place of the fault in [`Explored::singles`].
    pub fn strikes(&self) -> impl Fn(&Report) -> Vec<Strike> {
        let strikes = self.explorer.strikes();
        move |report| {
            let route = report
                .schedule
                .as_ref()
                .and_then(|schedule| schedule.route(&self.teller.setup).ok());
            let along = strikes
                .as_ref()
                .zip(route)
                .map(|(strikes, route)| strikes.along(&self.teller.setup, &route, &report.trace));
            along.unwrap_or_default()
        }
    }

    /// The verdicts alone, by the names of the properties.
    pub fn verdicts(&self) -> Vec<(String, Verdict)> {
        let findings = self.explorer.findings();
        let names = self.teller.says.iter().map(|(name, _)| name.clone());
        names.zip(findings.verdicts.into_iter().map(|found| found.verdict)).collect()
    }
}

impl Teller {
    fn new(world: &World, setup: Setup) -> Self {
        let setup = Rc::new(setup);
        let properties = world.properties(&world.stumbles());
        let rules = rules(&world.spec.explore, &setup);
        let spec = &world.spec.properties;
        let says = spec.iter().map(|each| (each.name.clone(), each.says.clone())).collect();
        let when = spec.iter().map(|each| each.when).collect();
        let looks = world.looks().to_vec();
        Self { rules, setup, properties, says, when, looks }
    }

    fn counterexamples(&self, findings: &Findings) -> Vec<Counterexample> {
        let mut ways: Vec<(&Route, Vec<usize>)> = Vec::new();
        for (property, found) in findings.verdicts.iter().enumerate() {
            let (Verdict::Violated { .. }, Some(witness)) = (&found.verdict, &found.witness) else {
                continue;
            };
            match ways.iter_mut().find(|(route, _)| **route == witness.route) {
                Some((_, breaks)) => breaks.push(property),
                None => {
                    let length = |route: &Route| (faults(route), route.choices.len());
                    let own = length(&witness.route);
                    let place = ways.partition_point(|(route, _)| length(route) <= own);
                    ways.insert(place, (&witness.route, vec![property]));
                }
            }
        }
        ways.into_iter()
            .filter_map(|(route, breaks)| self.counterexample(route, &breaks, true))
            .collect()
    }

    fn counterexample(
        &self,
        route: &Route,
        breaks: &[usize],
        with_sibling: bool,
    ) -> Option<Counterexample> {
        let route = explore::regroup(&self.setup, route);
        let (retold, mut report) = self.retold(&route)?;
        // Where what must always hold is broken by the choices, what follows says no more.
        let is_over = |at: &usize| match retold.verdicts[*at] {
            Verdict::Violated { event: Some(event), .. } => {
                self.when[*at] == When::Always && event < retold.chosen
            }
            _ => false,
        };
        if breaks.iter().all(is_over) {
            report.trace.events.truncate(retold.chosen);
            report.histories = histories(&self.looks, &report.trace);
        }
        let sibling =
            || explore::nearest_sibling(&self.setup, &self.properties, &self.rules, &route);
        let sibling = with_sibling.then(sibling).flatten().and_then(|sibling| {
            let shared = Route {
                choices: sibling.route.choices[..sibling.shared].to_vec(),
                ..sibling.route.clone()
            };
            let shared = explore::retell(&self.setup, &self.properties, &shared)?.chosen;
            Some(SiblingRun { shared, report: self.retold(&sibling.route)?.1 })
        });
        Some(Counterexample {
            breaks: breaks.iter().map(|at| self.says[*at].0.clone()).collect(),
            steps: route.choices.len(),
            chosen: retold.chosen,
            clauses: breaks.iter().map(|at| self.clause(*at, &retold)).collect(),
            report,
            sibling,
        })
    }

    /// The clause of a property function that is false at the end of a run.
    fn clause(&self, property: usize, retold: &Retold) -> Option<String> {
        let world = retold.false_in[property].as_ref()?;
        let Look::Function(function) = &self.looks[property] else { return None };
        Some(function.explain(&world.view())?.words())
    }

    fn retold(&self, route: &Route) -> Option<(Retold, Report)> {
        let retold = explore::retell(&self.setup, &self.properties, route)?;
        let report = self.report(route, &retold);
        Some((retold, report))
    }

    /// What came of a route.
    fn report(&self, route: &Route, retold: &Retold) -> Report {
        let judged = retold.verdicts.iter().zip(&self.says).zip(&self.when);
        let judged = judged.filter(|(_, when)| **when != When::Sometimes);
        let judgements = judged.map(|((verdict, (property, says)), _)| Judgement {
            property: property.clone(),
            says: says.clone(),
            verdict: verdict.clone(),
        });
        Report {
            seed: 0,
            judgements: judgements.collect(),
            histories: histories(&self.looks, &retold.trace),
            trace: retold.trace.clone(),
            schedule: Schedule::of(&self.setup, route),
            // A world with a load is not explored.
            loaded: false,
            notes: Vec::new(),
        }
    }

    fn single(&self, single: &Single) -> SingleFault {
        let name = |node: NodeId| self.name(node);
        let mut line = None;
        let words = match &single.spot {
            Spot::Crash { node, after, during, before } => {
                line = [after, during, before].into_iter().flatten().find_map(|place| place.line);
                let effect = |place: &Place| Name::clone(&place.effect);
                let told = match (after, during, before) {
                    (Some(after), _, Some(before)) => {
                        format!(" after {} and before {}", effect(after), effect(before))
                    }
                    (Some(after), _, None) => format!(" after {}", effect(after)),
                    (None, _, Some(before)) => format!(" before {}", effect(before)),
                    (None, Some(during), None) => {
                        format!(" while it waits for {}", effect(during))
                    }
                    (None, None, None) => String::new(),
                };
                format!("{} is killed{told}", name(*node))
            }
            Spot::Message { fault, from, to, reply, operation } => {
                let does = match fault {
                    MessageFault::Lost => "is lost",
                    MessageFault::Duplicated => "arrives twice",
                    MessageFault::Delayed => "is slow",
                    // The list says of which messages it speaks.
                    MessageFault::Altered(number) => return self.listed(*number, single),
                };
                if *reply {
                    format!("a reply of {}::{operation} {does}", name(*from))
                } else {
                    format!("a request to {}::{operation} {does}", name(*to))
                }
            }
            Spot::Disk => "a disk is slow".to_owned(),
            Spot::Omission(node) => format!("{} answers nobody", name(*node)),
            Spot::Listed(number) => return self.listed(*number, single),
        };
        let breaks = single.violates.iter().map(|at| self.says[*at].0.clone()).collect();
        SingleFault { words, line, breaks }
    }

    /// A single fault that the author lists, in the words for it.
    fn listed(&self, number: u16, single: &Single) -> SingleFault {
        let listed = self.setup.listed().get(usize::from(number));
        let words = listed.map_or_else(String::new, |listed| listed.words.clone());
        let breaks = single.violates.iter().map(|at| self.says[*at].0.clone()).collect();
        SingleFault { words, line: None, breaks }
    }

    /// Whether it is listed that links may be cut, and that other things may go wrong.
    fn lists(&self) -> (bool, bool) {
        let is_cut = |listed: &Listed| matches!(listed.kind, ListedKind::Trouble(Trouble::Cut(_)));
        let listed = self.setup.listed();
        (listed.iter().any(is_cut), !listed.iter().all(is_cut))
    }

    /// The choices of a schedule as far as they can be made here, and what there is to say where
    /// that is not to its end.
    fn route(&self, schedule: &Schedule) -> (Route, Option<String>) {
        match schedule.route(&self.setup) {
            Ok(route) => (route, None),
            Err(lost) => {
                let note = format!(
                    "This run can be repeated for {} of its {} steps. After that there is no {}.",
                    lost.step.saturating_sub(1),
                    lost.steps,
                    lost.thing
                );
                (lost.before, Some(note))
            }
        }
    }

    fn name(&self, node: NodeId) -> Name {
        self.setup.names().nth(usize::from(node.0)).map_or_else(|| "?".into(), Name::clone)
    }
}

/// Makes the choices of a schedule, which may be of other code, and then lets everything come to
/// rest, with what else the setup has go wrong. Where a choice cannot be made any more the report says so, and ends
/// there.
pub(crate) fn replay(world: &World, setup: Setup, schedule: &Schedule) -> Report {
    let teller = Teller::new(world, setup);
    let (route, note) = teller.route(schedule);
    let retold = explore::replay(&teller.setup, &teller.properties, &route);
    let report = retold.map(|retold| teller.report(&route, &retold));
    let mut report = report.unwrap_or_else(|| Report {
        seed: 0,
        judgements: Vec::new(),
        histories: Vec::new(),
        trace: Trace::default(),
        schedule: None,
        loaded: false,
        notes: Vec::new(),
    });
    report.notes.extend(note);
    report
}

/// The world at an event of the run that [`replay`] tells.
pub(crate) fn moment(
    world: &World,
    setup: Setup,
    schedule: &Schedule,
    event: usize,
) -> Option<Moment> {
    let teller = Teller::new(world, setup);
    let (route, _) = teller.route(schedule);
    explore::replayed_moment(&teller.setup, &teller.properties, &route, event)
}

/// How else the run that [`replay`] tells can go on in place of the step in which an event happens:
/// what comes first instead, in words, and the choices that lead there. What follows from the last
/// of its choices goes on in one way.
pub(crate) fn branches(
    world: &World,
    setup: Setup,
    schedule: &Schedule,
    event: usize,
) -> Vec<(String, Schedule)> {
    let teller = Teller::new(world, setup);
    let Teller { setup, rules, .. } = &teller;
    let (route, _) = teller.route(schedule);
    let worlds = route.worlds(setup);
    let happens_in = |world: &State| world.trace().events.len() > event;
    let Some(made) = worlds.iter().skip(1).position(happens_in) else { return Vec::new() };
    let others = worlds[made].choices(rules, Budget::default()).into_iter().filter_map(|choice| {
        if choice.what == route.choices[made].what {
            return None;
        }
        let mut choices = route.choices[..made].to_vec();
        choices.push(choice);
        let schedule = Schedule::of(setup, &Route { start: route.start.clone(), choices })?;
        Some((comes_first(&schedule.steps.last()?.what, &world.spec), schedule))
    });
    others.collect()
}

fn comes_first(what: &Subject, spec: &WorldSpec) -> String {
    let is_client = |name: &Name| spec.clients.iter().any(|client| client.name == **name);
    match what {
        Subject::Message(Post { from, to, reply, operation, .. }) => {
            let what = if *reply { "answer" } else { "request" };
            format!("{from}'s {what} to {operation} arrives at {to} first")
        }
        Subject::Timeout(post) => {
            format!("{} waits no longer for {} to {}", post.from, post.to, post.operation)
        }
        Subject::Timer(node, _) if is_client(node) => format!("{node} asks first"),
        Subject::Timer(node, _) => format!("{node} goes on first"),
        Subject::Node(node) => format!("{node} starts again first"),
        other => other.to_string(),
    }
}

/// The run of a what-if with a seed, with every fault and every step left out that is not needed to
/// break what it breaks: a counterexample for each property.
///
/// The error is a sentence: why nothing can be left out of this run.
pub(crate) fn minimised(
    world: &World,
    setup: Setup,
    seed: u64,
) -> Result<Vec<Counterexample>, String> {
    let setup = Rc::new(setup);
    let (plain, route) = explore::abstracted(&setup, seed, Limits::default())
        .map_err(|apart| format!("this run cannot be made shorter: {apart}"))?;
    let mut teller = Teller::new(world, world.setup());
    teller.setup = plain;
    let Some((retold, _)) = teller.retold(&route) else { return Ok(Vec::new()) };
    let violated = retold.verdicts.iter().enumerate().filter(|(at, verdict)| {
        matches!(verdict, Verdict::Violated { .. }) && teller.when[*at] != When::Sometimes
    });
    let shortest = violated.filter_map(|(at, _)| {
        let Teller { setup, properties, rules, .. } = &teller;
        let route = explore::minimise(setup, properties, at, rules, &route);
        teller.counterexample(&route, &[at], true)
    });
    Ok(shortest.collect())
}

pub(crate) fn rules(spec: &Spec, setup: &Setup) -> Rules {
    Rules {
        timers: if spec.timers_any { Timers::Any } else { Timers::OnTime },
        crashes: spec.crashes.iter().filter_map(|named| setup.node(&named.name)).collect(),
        draws: spec.draws.clone(),
        skips_idle: false,
    }
}

fn faults(route: &Route) -> usize {
    let is_fault = |choice: &&whatif_simulator::Choice| {
        use whatif_simulator::Happening;
        !matches!(choice.what, Happening::Pending(_) | Happening::End(_))
    };
    route.choices.iter().filter(is_fault).count()
}

impl Explored {
    /// How many faults of each kind might happen, of those kinds that can happen here.
    pub fn counts(&self) -> impl Iterator<Item = (&'static str, u8)> {
        let (cuts, others) = self.listed;
        self.budget.counts().into_iter().filter(move |(kind, count)| match *kind {
            "cut" => cuts || *count > 0,
            "other" => others || *count > 0,
            _ => true,
        })
    }

    /// What was covered, in a sentence: *no violation in 1,204 executions through 412 states, with
    /// up to 1 crash and 1 lost message; exhausted*.
    pub fn sentence(&self) -> String {
        let Self { progress, budget, .. } = self;
        let violated = |judged: &&Judgement| matches!(judged.verdict, Verdict::Violated { .. });
        let states = thousands(progress.states as u64);
        let found = match self.judgements.iter().filter(violated).count() {
            0 if self.executions > 0 => format!("no violation in {} through", self.executions()),
            0 => "no violation in".to_owned(),
            1 => "1 property is violated in".to_owned(),
            many => format!("{many} properties are violated in"),
        };
        let ending = match &self.bound {
            Some(bound) => bound.clone(),
            None if self.exhausted => "exhausted".to_owned(),
            None => "nothing is left to find".to_owned(),
        };
        let faults = match budget.total() {
            0 => "without a fault".to_owned(),
            _ => format!("with up to {budget}"),
        };
        format!("{found} {states} states, {faults}; {ending}")
    }

    /// How many executions were covered: *at least 1,204 executions*.
    fn executions(&self) -> String {
        let Self { executions, executions_complete, .. } = *self;
        if executions >= EXECUTIONS_MAX {
            return "more than 10¹⁵ executions".to_owned();
        }
        let at_least = if executions_complete { "" } else { "at least " };
        let noun = if executions == 1 { "execution" } else { "executions" };
        format!("{at_least}{} {noun}", thousands(executions))
    }
}
