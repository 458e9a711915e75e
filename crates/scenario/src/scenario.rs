//! A scenario: all its variants, each checked and ready to run.

use std::rc::Rc;
use std::sync::Arc;

use whatif_simulator::explore::{Budget, Schedule};
use whatif_simulator::metrics::Metrics;
use whatif_simulator::{Property, Rules, Setup, Verdict};

use crate::asked::{Asked, Faults};
use crate::explore::{self, Counterexample, Exploration, Within};
use crate::moment::Moment;
use crate::page::PageForm;
use crate::problem::Problem;
use crate::report::{Judgement, Report};
use crate::spec::metrics::{Bound, Shape, Sweep};
use crate::spec::{self, Claims, Explore, Spec, Spot, WhatIf as WhatIfSpec, When};
use crate::sweep::{self, Sweeping, Swept};
use crate::world::World;

/// The seed of the run that is shown, where the author fixes none.
const SHOWN_SEED: u64 = 1;
/// How many more seeds a claim is held against.
const MORE_SEEDS: u64 = 20;

/// A scenario whose file and code are right in themselves and fit each other.
pub struct Scenario {
    name: String,
    title: String,
    variants: Vec<Variant>,
    worlds: Vec<World>,
    /// What may be told to a reader of an exercise, one after the other.
    #[cfg(feature = "toml")]
    pub(crate) hints: Vec<String>,
}

/// One variant: the same world with code of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The name after `variant=` on its fence.
    pub name: String,
    /// What can be asked of it.
    pub what_ifs: Vec<WhatIf>,
    /// How its runs are explored, where the author says what comes out over all of them.
    pub explores: Option<Explores>,
}

/// How all runs of a variant are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explores {
    /// How many faults may happen.
    pub budget: Budget,
    /// Whether timers may fire at any moment, and not only on time.
    pub timers_any: bool,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhatIf {
    /// The name in the author's file.
    pub name: String,
    /// The question as a reader asks it.
    pub ask: String,
}

/// A knob that a sweep turns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knob {
    /// The name of the sweep.
    pub sweep: String,
    /// What turning it shows, in words.
    pub says: String,
    /// What is turned: `network.call-timeout`, `const TRIES`.
    pub name: String,
    /// To what, with its unit.
    pub values: Vec<String>,
}

/// What the simulator gets of a variant.
#[derive(Clone)]
pub struct Simulated {
    /// Its nodes, network and faults.
    pub setup: Rc<Setup>,
    /// Its properties, in the author's order.
    pub properties: Vec<Property>,
    /// By which rules it is explored.
    pub rules: Rules,
}

/// What [`Scenario::check`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// What keeps a claim from being judged: a fault at a place that is not there or that no run
    /// comes to, a property function that panics.
    pub mistakes: Vec<Problem>,
    /// The claims that are wrong.
    pub false_claims: Vec<Problem>,
}

/// A scenario has no such variant, or the variant no such what-if.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no {what} `{name}`; there are: {}", .known.join(", "))]
pub struct NoSuch {
    /// Variant or what-if.
    pub what: &'static str,
    /// What was asked for.
    pub name: String,
    /// What there is.
    pub known: Vec<String>,
}

/// Why nothing is explored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unexplored {
    /// There is no such variant.
    #[error(transparent)]
    NoSuch(#[from] NoSuch),
    /// A client makes too many requests.
    #[error("{}", too_many_to_explore(.client))]
    Loaded {
        /// The client.
        client: String,
    },
}

/// Why a world with a load is not explored, in words.
pub(crate) fn too_many_to_explore(client: &str) -> String {
    format!("`{client}` makes too many requests for every order of them to be explored")
}

impl Scenario {
    pub(crate) fn new(name: &str, title: &str, made: Vec<(String, World)>) -> Self {
        let (mut variants, mut worlds) = (Vec::new(), Vec::new());
        for (name, world) in made {
            let what_ifs = world.spec.what_ifs.iter();
            let what_ifs = what_ifs
                .map(|what_if| WhatIf { name: what_if.name.clone(), ask: what_if.ask.clone() });
            let explore = &world.spec.explore;
            let Explore { budget, timers_any, .. } = *explore;
            let explores = explore.claims.is_some().then_some(Explores { budget, timers_any });
            variants.push(Variant { name, what_ifs: what_ifs.collect(), explores });
            worlds.push(world);
        }
        Self {
            name: name.to_owned(),
            title: title.to_owned(),
            variants,
            worlds,
            #[cfg(feature = "toml")]
            hints: Vec::new(),
        }
    }

    /// The name of its files.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it is called for readers.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The variants, in the order of the book.
    pub fn variants(&self) -> &[Variant] {
        &self.variants
    }

    /// The variant of this name.
    pub fn variant(&self, name: &str) -> Option<&Variant> {
        self.variants.iter().find(|variant| variant.name == name)
    }

    /// Runs a variant with the faults of a what-if, or with none, and judges it. Without a seed it
    /// is the run that is shown.
    ///
    /// # Errors
    /// [`NoSuch`] variant or what-if.
    pub fn run(
        &self,
        variant: &str,
        what_if: Option<&str>,
        seed: Option<u64>,
    ) -> Result<Report, NoSuch> {
        let world = self.world(variant)?;
        let what_if = match what_if {
            Some(name) => Some(find(world, name)?),
            None => None,
        };
        Ok(world.run(what_if, seed_of(world, seed)).report)
    }

    /// Runs a variant as it is asked for, and judges it. Without a seed it is the run that is shown.
    ///
    /// # Errors
    /// [`NoSuch`] variant or what-if.
    pub fn ask(&self, variant: &str, asked: &Asked, seed: Option<u64>) -> Result<Report, NoSuch> {
        let (world, question) = self.question(variant, asked)?;
        Ok(match &asked.schedule {
            Some(schedule) => explore::replay(world, world.setup_with(&question), schedule),
            None => world.run(Some(&question), seed_of(world, seed)).report,
        })
    }

    /// What goes wrong in such a run by what is asked for.
    ///
    /// # Errors
    /// [`NoSuch`] variant or what-if.
    pub fn faults(&self, variant: &str, asked: &Asked) -> Result<Faults, NoSuch> {
        Ok(Faults(self.question(variant, asked)?.1.faults))
    }

    /// What there is to see at an event of such a run, and what can be made to go wrong there;
    /// nothing where it has not so many events.
    ///
    /// # Errors
    /// [`NoSuch`] variant or what-if.
    pub fn moment(
        &self,
        variant: &str,
        asked: &Asked,
        seed: Option<u64>,
        event: usize,
    ) -> Result<Option<Moment>, NoSuch> {
        let (world, question) = self.question(variant, asked)?;
        let setup = || world.setup_with(&question);
        let found = match &asked.schedule {
            Some(schedule) => explore::moment(world, setup(), schedule, event),
            None => {
                let (setup, seed) = (Rc::new(setup()), seed_of(world, seed));
                whatif_simulator::moment(&setup, seed, world.limits(), event)
            }
        };
        let mut found = found.map(|found| Moment::new(world, &found, event));
        if let (Some(found), Some(schedule)) = (&mut found, &asked.schedule) {
            found.branches = explore::branches(world, setup(), schedule, event);
        }
        Ok(found)
    }

    fn question(&self, variant: &str, asked: &Asked) -> Result<(&World, WhatIfSpec), NoSuch> {
        let world = self.world(variant)?;
        let mut question = match &asked.what_if {
            Some(name) => find(world, name)?.clone(),
            None => WhatIfSpec::default(),
        };
        if let Some(Faults(faults)) = &asked.faults {
            question.faults.clone_from(faults);
        }
        Ok((world, question))
    }

    /// Looks at all runs of a variant within a budget of faults, as far as the value that comes back
    /// is told to go.
    ///
    /// # Errors
    /// [`Unexplored`], where there is no such variant, or a client that makes many requests.
    pub fn explore(&self, variant: &str, within: &Within) -> Result<Exploration, Unexplored> {
        let world = self.world(variant)?;
        match world.spec.loaded() {
            Some(client) => Err(Unexplored::Loaded { client: client.to_owned() }),
            None => Ok(Exploration::new(world, within)),
        }
    }

    /// The sweeps of a variant, by name.
    ///
    /// # Errors
    /// [`NoSuch`] variant.
    pub fn sweeps(&self, variant: &str) -> Result<impl Iterator<Item = &str>, NoSuch> {
        Ok(self.world(variant)?.spec.sweeps.iter().map(|sweep| sweep.name.as_str()))
    }

    /// The knobs that the sweeps of a variant turn.
    ///
    /// # Errors
    /// [`NoSuch`] variant.
    pub fn knobs(&self, variant: &str) -> Result<impl Iterator<Item = Knob>, NoSuch> {
        let sweeps = self.world(variant)?.spec.sweeps.iter();
        Ok(sweeps.map(|sweep| Knob {
            sweep: sweep.name.clone(),
            says: sweep.says.clone(),
            name: sweep.knob.name.clone(),
            values: sweep.values.iter().map(|value| sweep.unit.show(*value)).collect(),
        }))
    }

    /// Runs a variant with each value of a knob, each with several seeds.
    ///
    /// # Errors
    /// [`NoSuch`] variant or sweep.
    pub fn sweep(&self, variant: &str, name: &str) -> Result<Swept, NoSuch> {
        let mut sweeping = self.sweeping(variant, name)?;
        while sweeping.advance() {}
        Ok(sweeping.swept())
    }

    /// The same run by run, as far as the value that comes back is told to go.
    ///
    /// # Errors
    /// [`NoSuch`] variant or sweep.
    pub fn sweeping(&self, variant: &str, name: &str) -> Result<Sweeping, NoSuch> {
        let world = self.world(variant)?;
        Ok(Sweeping::new(world, find_sweep(&world.spec, name)?))
    }

    /// What is left of the run of a what-if when every fault and every step is left out that it does
    /// not need to break what it breaks: a counterexample for each property, or a sentence on why
    /// this run cannot be made shorter.
    ///
    /// # Errors
    /// [`NoSuch`] variant or what-if.
    pub fn minimise(
        &self,
        variant: &str,
        what_if: &str,
        seed: Option<u64>,
    ) -> Result<Result<Vec<Counterexample>, String>, NoSuch> {
        let world = self.world(variant)?;
        let what_if = find(world, what_if)?;
        if let Some(client) = world.spec.loaded() {
            return Ok(Err(too_many_to_explore(client)));
        }
        let seed = seed_of(world, seed);
        Ok(explore::minimised(world, world.setup_with(what_if), seed))
    }

    /// Repeats a run that was found by exploring: the choices of its schedule, as far as they can be
    /// made with this code, and then what becomes of it when no further fault happens.
    ///
    /// # Errors
    /// [`NoSuch`] variant.
    pub fn replay(&self, variant: &str, schedule: &Schedule) -> Result<Report, NoSuch> {
        let world = self.world(variant)?;
        Ok(explore::replay(world, world.setup(), schedule))
    }

    /// What a variant is to the simulator, with the faults of a what-if or with none.
    ///
    /// # Errors
    /// [`NoSuch`] variant or what-if.
    pub fn simulated(&self, variant: &str, what_if: Option<&str>) -> Result<Simulated, NoSuch> {
        let world = self.world(variant)?;
        let setup = match what_if {
            Some(name) => world.setup_with(find(world, name)?),
            None => world.setup(),
        };
        let rules = explore::rules(&world.spec.explore, &setup);
        let properties = world.properties(&world.stumbles());
        Ok(Simulated { setup: Rc::new(setup), properties, rules })
    }

    /// Holds every claim of the author against the runs: what is said of one run against the run
    /// that is shown and, unless the author fixed the seed, against twenty more; what is said of
    /// all runs against an exploration of the variant.
    pub fn check(&self) -> Findings {
        self.check_with(&mut |variant| {
            let mut exploration = self.explore(variant, &Within::default())?;
            while exploration.advance(usize::MAX) {}
            Ok::<_, Unexplored>(exploration.explored().judgements)
        })
        .unwrap_or_default()
    }

    /// Does what [`Scenario::check`] does, with somebody else who explores: `explore` is asked for
    /// every variant of which the author says what comes out over all runs, and gives the
    /// judgements of an exploration that went as far as it may. Their reasons are told to the
    /// author.
    ///
    /// # Errors
    /// Those of `explore`.
    pub fn check_with<E>(
        &self,
        explore: &mut dyn FnMut(&str) -> Result<Vec<Judgement>, E>,
    ) -> Result<Findings, E> {
        let mut findings = Findings::default();
        for (variant, world) in self.variants.iter().zip(&self.worlds) {
            let never = Vec::new();
            let mut check = Check { variant: &variant.name, world, findings: &mut findings, never };
            let all_can_say = check.runs();
            check.sweeps();
            if all_can_say && variant.explores.is_some() {
                check.all_runs(&explore(&variant.name)?);
            }
        }
        Ok(findings)
    }

    /// How many claims [`Scenario::check`] holds against runs: one for each property of each run,
    /// one for each property of each exploration, and one for each bound of a metric and each
    /// shape of a curve.
    pub fn claims(&self) -> usize {
        let each = self.worlds.iter().map(|world| {
            let judged = |when: When| when != When::Sometimes;
            let properties = world.spec.properties.iter();
            let judged = properties.filter(|property| judged(property.when)).count();
            let explored = usize::from(world.spec.explore.claims.is_some());
            let what_ifs = world.spec.what_ifs.iter();
            let claims = what_ifs.map(|what_if| &what_if.claims).chain([&world.spec.baseline]);
            let bounds: usize = claims.map(|claims| claims.bounds.len()).sum();
            let shapes: usize = world.spec.sweeps.iter().map(|sweep| sweep.expect.len()).sum();
            judged * (1 + world.spec.what_ifs.len() + explored) + bounds + shapes
        });
        each.sum()
    }

    /// Everything that decides what an exploration of a variant finds, as one text: where two such
    /// texts are the same, so are the explorations. What is asked of the variant, and what the
    /// author says comes out, is not in it.
    ///
    /// # Errors
    /// [`NoSuch`] variant.
    pub fn explored_text(&self, variant: &str) -> Result<String, NoSuch> {
        let world = self.world(variant)?;
        let mut form = PageForm::new("", "", "", world);
        form.spec.seed = None;
        form.spec.what_ifs = Vec::new();
        form.spec.sweeps = Vec::new();
        Ok(format!("{}\n{}", form.to_json(), world.files().code.text))
    }

    /// One variant in the form that travels to the page.
    pub fn page_form(&self, variant: &str) -> Option<PageForm> {
        let world = self.world(variant).ok()?;
        Some(PageForm::new(&self.name, &self.title, variant, world))
    }

    pub(crate) fn world(&self, variant: &str) -> Result<&World, NoSuch> {
        let at = self.variants.iter().position(|known| known.name == variant);
        at.map(|at| &self.worlds[at]).ok_or_else(|| NoSuch {
            what: "variant",
            name: variant.to_owned(),
            known: self.variants.iter().map(|variant| variant.name.clone()).collect(),
        })
    }
}

/// The seed of a run: the one that is asked for, the author's, or that of the run that is shown.
fn seed_of(world: &World, asked: Option<u64>) -> u64 {
    asked.or(world.spec.seed).unwrap_or(SHOWN_SEED)
}

pub(crate) fn find_sweep<'s>(spec: &'s Spec, name: &str) -> Result<&'s Sweep, NoSuch> {
    spec.sweeps.iter().find(|sweep| sweep.name == name).ok_or_else(|| NoSuch {
        what: "sweep",
        name: name.to_owned(),
        known: spec.sweeps.iter().map(|sweep| sweep.name.clone()).collect(),
    })
}

pub(crate) fn find<'w>(world: &'w World, name: &str) -> Result<&'w WhatIfSpec, NoSuch> {
    let what_ifs = &world.spec.what_ifs;
    what_ifs.iter().find(|what_if| what_if.name == name).ok_or_else(|| NoSuch {
        what: "what-if",
        name: name.to_owned(),
        known: what_ifs.iter().map(|what_if| what_if.name.clone()).collect(),
    })
}

/// Holds the claims about one variant against its runs.
struct Check<'a> {
    variant: &'a str,
    world: &'a World,
    findings: &'a mut Findings,
    /// The properties of which it is told already that they are never true.
    never: Vec<&'a str>,
}

impl<'a> Check<'a> {
    /// Holds what is said of single runs against them. Says whether the property functions can say
    /// something in all of them.
    fn runs(&mut self) -> bool {
        let world = self.world;
        let spec = &world.spec;
        let mut ever = vec![false; spec.properties.len()];
        let mut all_can_say = true;
        let questions = [None].into_iter().chain(spec.what_ifs.iter().map(Some));
        for what_if in questions {
            // Where a fault has no place, nothing that comes out says anything about the claims.
            if self.places(what_if) {
                all_can_say &= self.question(what_if, &mut ever);
            }
        }
        if !self.findings.mistakes.is_empty() {
            return all_can_say;
        }
        for (property, ever) in spec.properties.iter().zip(ever) {
            if property.when == When::Sometimes && !ever {
                self.never_true(property, "");
            }
        }
        all_can_say
    }

    /// Holds what is said of all runs against what exploring them has found.
    fn all_runs(&mut self, judgements: &[Judgement]) {
        let world = self.world;
        let explore = &world.spec.explore;
        let Some(claims) = &explore.claims else { return };
        let within = within(explore.budget);
        let question = format!("over all runs {within}");
        for (property, judged) in world.spec.properties.iter().zip(judgements) {
            if property.when == When::Sometimes {
                if matches!(judged.verdict, Verdict::Violated { .. }) {
                    self.never_true(property, &format!(" {within}"));
                }
                continue;
            }
            let said = Said { claims, question: &question, other: None };
            self.claim(&said, property, &judged.verdict);
        }
    }

    /// Reports, once for a variant, that what must be true sometimes never is.
    fn never_true(&mut self, property: &'a spec::Property, within: &str) {
        if self.never.contains(&&*property.name) {
            return;
        }
        self.never.push(&property.name);
        let message = format!(
            "`{}` is never true in any run of the variant `{}`{within}",
            property.name, self.variant
        );
        let help = "a scenario in which nothing happens proves nothing";
        let problem = self.problem(&property.spot, message, Some(help.into()));
        add(&mut self.findings.false_claims, problem);
    }

    fn problem(&self, spot: &Spot, message: String, help: Option<String>) -> Problem {
        let file = Arc::clone(&self.world.files().world);
        Problem { file, range: spot.clone(), message, label: String::new(), help }
    }

    /// Reports every fault whose place is not in the code. Says whether there was none.
    fn places(&mut self, what_if: Option<&WhatIfSpec>) -> bool {
        let mut all_there = true;
        for fault in what_if.map_or(&[][..], |what_if| &what_if.faults) {
            if let Err(gone) = self.world.find_place(fault) {
                let message =
                    format!("in the variant `{}` this cannot happen: {}", self.variant, gone.why);
                let help = match gone.near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!(
                        "mend the place, or give this variant faults of its own in \
                         `[variant.{}.what-if.{}]`",
                        self.variant,
                        what_if.map_or("", |what_if| &what_if.name)
                    ),
                };
                let problem = self.problem(&fault.spot, message, Some(help));
                add(&mut self.findings.mistakes, problem);
                all_there = false;
            }
        }
        all_there
    }

    /// Holds what is said of one question against its runs. Says whether the property functions
    /// can say something in all of them.
    fn question(&mut self, what_if: Option<&WhatIfSpec>, ever: &mut [bool]) -> bool {
        let spec = &self.world.spec;
        let claims = what_if.map_or(&spec.baseline, |what_if| &what_if.claims);
        let shown = spec.seed.unwrap_or(SHOWN_SEED);
        let more = 1..=MORE_SEEDS + 1;
        let others = more.filter(|seed| *seed != shown).take(MORE_SEEDS as usize);
        let others = if spec.seed.is_some() { Vec::new() } else { others.collect() };
        for seed in [shown].into_iter().chain(others) {
            let judged = self.world.run(what_if, seed);
            let broken = !judged.broken.is_empty();
            for problem in judged.broken {
                add(&mut self.findings.mistakes, problem);
            }
            if broken {
                return false;
            }
            for (ever, verdict) in ever.iter_mut().zip(&judged.verdicts) {
                *ever |= *verdict == Verdict::Holds;
            }
            let faults = what_if.map_or(&[][..], |what_if| &what_if.faults);
            let mut unmet = faults.iter().zip(&judged.faults_met).filter(|(_, met)| !**met);
            if let Some((fault, _)) = unmet.next() {
                let message = format!(
                    "in the variant `{}` this does not come to pass with seed {seed}: {}",
                    self.variant, fault.words
                );
                let problem = self.problem(&fault.spot, message, None);
                add(&mut self.findings.mistakes, problem);
                return true;
            }
            let question = match what_if {
                Some(what_if) => format!("under `{}`", what_if.name),
                None => "when nothing goes wrong".to_owned(),
            };
            let other = (seed != shown).then_some((seed, shown));
            let said = Said { claims, question: &question, other };
            let mut wrong = false;
            for (property, verdict) in spec.properties.iter().zip(&judged.verdicts) {
                wrong |= property.when != When::Sometimes && self.claim(&said, property, verdict);
            }
            if !claims.bounds.is_empty() {
                let metrics = Metrics::of(&judged.report.trace);
                for bound in &claims.bounds {
                    wrong |= self.bound(&said, bound, &metrics);
                }
            }
            if wrong {
                return true;
            }
        }
        true
    }

    /// Reports what is said of a metric if that is wrong. Says whether it is.
    fn bound(&mut self, said: &Said<'_>, bound: &Bound, metrics: &Metrics) -> bool {
        let metric = metrics.get(&bound.metric);
        let amount = metric.and_then(|metric| metric.amount);
        if amount.is_some_and(|amount| bound.holds(amount)) {
            return false;
        }
        let Said { question, other, .. } = said;
        let is = match (metric, amount) {
            (Some(metric), Some(amount)) => format!("is {}", metric.unit.show(amount)),
            (Some(_), None) => "has nothing to be measured from".to_owned(),
            (None, _) => "is measured by nobody".to_owned(),
        };
        let with = other.map_or_else(String::new, |(seed, _)| format!(" with seed {seed}"));
        let message = format!(
            "in the variant `{}`, {question}, `{}` {is}{with}, and this says `{}`",
            self.variant, bound.metric, bound.text
        );
        let help = other.map(|(_, shown)| {
            format!(
                "the run that is shown says otherwise: fix its seed with `seed = {shown}`, or \
                 mend the claim"
            )
        });
        let problem = self.problem(&bound.spot, message, help);
        add(&mut self.findings.false_claims, problem);
        true
    }

    /// Holds what is said of the sweeps against them.
    fn sweeps(&mut self) {
        let world = self.world;
        if !self.findings.mistakes.is_empty() {
            return;
        }
        for sweep in world.spec.sweeps.iter().filter(|sweep| !sweep.expect.is_empty()) {
            let swept = sweep::sweep(world, sweep);
            for (metric, shape) in &sweep.expect {
                let Some(curve) = swept.curves.iter().find(|curve| curve.metric == metric.name)
                else {
                    continue;
                };
                let points: Vec<i64> = curve.points.iter().copied().flatten().collect();
                if points.len() == curve.points.len() && shape.fits(&points) {
                    continue;
                }
                let word = |shape: &Shape| {
                    let found = Shape::ALL.iter().find(|(_, known)| known == shape);
                    found.map_or("", |(word, _)| *word)
                };
                let goes = Shape::ALL.iter().find(|(_, known)| known.fits(&points));
                let goes = match goes {
                    _ if points.len() < curve.points.len() => "is not measured everywhere",
                    Some((_, Shape::Flat)) => "is flat",
                    Some((_, shape)) => word(shape),
                    None => "goes to and fro",
                };
                let said = word(shape);
                let message = format!(
                    "in the variant `{}`, over `{}`, `{}` {goes}, and this says `{said}`",
                    self.variant, sweep.knob.name, metric.name
                );
                let each = sweep.values.iter().zip(&curve.points).map(|(value, point)| {
                    let point = point.map_or("nothing".into(), |point| curve.unit.show(point));
                    format!("{}: {point}", sweep.unit.show(*value))
                });
                let help = each.collect::<Vec<_>>().join(", ");
                let problem = self.problem(&metric.spot, message, Some(help));
                add(&mut self.findings.false_claims, problem);
            }
        }
    }

    /// Reports what is said of a property if that is wrong. Says whether it is.
    fn claim(&mut self, said: &Said<'_>, property: &spec::Property, verdict: &Verdict) -> bool {
        let Said { claims, question, other } = said;
        let named = claims.expect.iter().find(|(named, _)| named.name == property.name);
        let expected = named.map_or("holds", |(_, word)| word);
        let word = verdict.word();
        if word == expected {
            return false;
        }
        let with = other.map_or_else(String::new, |(seed, _)| format!(" with seed {seed}"));
        let claim = match named {
            Some(_) => format!("and this says `{expected}`"),
            None => "and what is not named here must hold".to_owned(),
        };
        let is = if word == "holds" { "holds".to_owned() } else { format!("is {word}") };
        let message = format!(
            "in the variant `{}`, {question}, `{}` {is}{with}, {claim}",
            self.variant, property.name
        );
        let why = verdict.why();
        let mut help = format!("\"{}\"", property.says);
        if !why.is_empty() {
            help = format!("{help}: {why}");
        }
        if let Some((_, shown)) = other {
            help = format!(
                "{help}; the run that is shown says otherwise: fix its seed with `seed = {shown}`, or mend the claim"
            );
        }
        let spot = named.map_or(&claims.spot, |(named, _)| &named.spot);
        let problem = self.problem(spot, message, Some(help));
        add(&mut self.findings.false_claims, problem);
        true
    }
}

/// What an author says of one run, or of all.
struct Said<'a> {
    claims: &'a Claims,
    /// Which run, in words.
    question: &'a str,
    /// The seed of the run, and that of the run that is shown, if they are two.
    other: Option<(u64, u64)>,
}

/// How many faults may happen, in words that can follow *runs*: *with up to 1 crash and 1 lost
/// message*.
pub fn within(budget: Budget) -> String {
    match budget.total() {
        0 => "without a fault".to_owned(),
        _ => format!("with up to {budget}"),
    }
}

/// Adds a problem that several variants may have once.
fn add(problems: &mut Vec<Problem>, problem: Problem) {
    if !problems.contains(&problem) {
        problems.push(problem);
    }
}
