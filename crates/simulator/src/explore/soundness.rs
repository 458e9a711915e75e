//! The explorer held against worlds that are driven by hand, and against a search that remembers
//! nothing.

use std::collections::BTreeSet;
use std::rc::Rc;

use proptest::collection::vec;
use proptest::prelude::*;

use super::singles::struck;
use super::{
    Budget, Explorer, Findings, Plan, Route, Schedule, Spot, StateId, Witness, nearest_sibling,
    regroup, replay, retell,
};
use crate::small::{
    Counter, asking, counting, down, ends_with, keepers, keepers_asked, lose, message, of_keepers,
    setup, welcomed,
};
use crate::world::{Kind, Move, Transitions};
use crate::{
    Alteration, Choice, Latency, Link, Listed, ListedKind, Look, MessagePoint, NodeId, Property,
    PropertyKind, Refusal, Rules, Setup, Time, Timers, Trace, Trouble, Value, Verdict, World,
};

/// After how many runs the naive search need not go deeper.
const RUNS_ENOUGH: usize = 60;

/// One fault of each kind.
const ONE_EACH: Budget =
    Budget { crash: 1, lose: 1, duplicate: 1, delay: 1, omission: 1, cut: 1, other: 1 };

const ONE_CRASH: Budget = budget(1, 0, 0);
const ONE_LOSS: Budget = budget(0, 1, 0);

const fn budget(crash: u8, lose: u8, delay: u8) -> Budget {
    Budget { crash, lose, duplicate: 0, delay, omission: 0, cut: 0, other: 0 }
}

/// A small world, what may happen in it, and what is asked of it.
struct Case {
    name: &'static str,
    setup: Rc<Setup>,
    properties: Vec<Property>,
    rules: Rules,
}

fn cases() -> Vec<Case> {
    let case = |name, setup, properties, rules| Case { name, setup, properties, rules };
    let down = down(NodeId(3), Time::from_millis(1), Time::from_secs(3), true);
    let asks = || vec![welcomed(), asked_once(), mailed()];
    let any = Rules { timers: Timers::Any, ..Rules::default() };
    let services = Rules { crashes: vec![NodeId(2), NodeId(3)], ..Rules::default() };
    let draws = Rules { draws: vec![42], ..Rules::default() };
    vec![
        case("one asks", asking(&[10], []), asks(), Rules::default()),
        case("one asks, timers at any time", asking(&[10], []), asks(), any.clone()),
        case("one asks, services crash", asking(&[10], []), asks(), services),
        case("one asks of three numbers", asking(&[10], []), asks(), draws),
        case("the mailer refuses for a while", asking(&[10], [down]), asks(), Rules::default()),
        case("two ask", setup([]), asks(), Rules::default()),
        case("keepers", keepers(), of_keepers(), Rules::default()),
        case("keepers, timers at any time", keepers(), of_keepers(), any),
        case("keepers who are cut off", listing(&[cut]), of_keepers(), Rules::default()),
        case("keepers who stand still", listing(&[pause]), of_keepers(), Rules::default()),
        case(
            "keepers, much listed",
            listing(&[slow, silent, clock]),
            of_keepers(),
            Rules::default(),
        ),
        case("keepers who are lied to", listing(&[lie]), of_keepers(), Rules::default()),
        case("keepers in order", in_order(), of_keepers(), Rules::default()),
    ]
}

/// How many cases there are.
const CASES: usize = 13;

/// The keepers where these may happen at any moment.
fn listing(kinds: &[fn() -> ListedKind]) -> Rc<Setup> {
    let mut setup = keepers();
    let own = Rc::get_mut(&mut setup).unwrap();
    for kind in kinds {
        own.list(Listed { kind: kind(), words: "it happens".into() });
    }
    setup
}

fn cut() -> ListedKind {
    let (keeper, peer) = (NodeId(1), NodeId(2));
    ListedKind::Trouble(Trouble::Cut(vec![(keeper, peer), (peer, keeper)]))
}

fn pause() -> ListedKind {
    ListedKind::Trouble(Trouble::Paused(NodeId(1)))
}

fn slow() -> ListedKind {
    ListedKind::Trouble(Trouble::Slow { node: NodeId(2), factor: 10 })
}

fn silent() -> ListedKind {
    let towards = Some(vec![NodeId(0)]);
    ListedKind::Trouble(Trouble::Silent { node: NodeId(1), towards })
}

fn clock() -> ListedKind {
    ListedKind::Trouble(Trouble::Clock { node: NodeId(1), offset: -5_000_000, drift: 500_000 })
}

fn lie() -> ListedKind {
    let of = NodeId(1);
    let point = MessagePoint { reply: true, of, by: None, operation: None, nth: None };
    ListedKind::Lie(point, Alteration::Whole(Value::text("a lie")))
}

/// The keepers with two who ask, whose messages arrive in the order in which they were sent.
fn in_order() -> Rc<Setup> {
    let mut setup = keepers_asked(&[10, 15]);
    let own = Rc::get_mut(&mut setup).unwrap();
    let latency = Latency { min: Time::from_millis(5), max: Time::from_millis(40) };
    own.set_links(Link { in_order: true, ..latency.into() });
    setup
}

/// The process is asked once at the most, as far as it remembers.
fn asked_once() -> Property {
    let holds =
        |world: &crate::View<'_>| Ok(world.observe("process", "asked", &[])? <= Value::Int(1));
    Property { name: "asked once".into(), kind: PropertyKind::Always, holds: Rc::new(holds) }
}

/// A mail is there without the reply to it having come.
fn mailed() -> Property {
    let holds = |world: &crate::View<'_>| {
        let mailed = matches!(world.observe("email", "mails", &[])?, Value::List(mails) if !mails.is_empty());
        let told = format!("{:?}", world.observe("client", "calls", &[])?).contains("Timeout");
        Ok(mailed && told)
    };
    Property { name: "mailed".into(), kind: PropertyKind::Sometimes, holds: Rc::new(holds) }
}

fn started(setup: &Rc<Setup>) -> World {
    World::new_abstract(Rc::clone(setup), &[]).expect("nobody draws a number at the start")
}

/// One way on, with one of the numbers that may be drawn for each that is.
fn step(world: &World, rules: &Rules, way: Move, pick: u8) -> (Choice, World) {
    let Move { what, at, .. } = way;
    let mut choice = Choice { what, at, draws: Vec::new() };
    loop {
        let mut next = world.clone();
        match next.apply(&choice) {
            Ok(()) => return (choice, next),
            Err(Refusal::NeedsDraw { low, high, .. }) => {
                let numbers: Vec<i64> =
                    [low, high].into_iter().chain(rules.draws.iter().copied()).collect();
                choice.draws.push(numbers[usize::from(pick) % numbers.len()]);
            }
            Err(Refusal::NeedsChoice { count, .. }) => {
                choice.draws.push(i64::from(pick) % i64::from(count));
            }
            Err(refusal) => panic!("{what:?} is allowed, and refused: {refusal}"),
        }
    }
}

/// Goes where numbers lead: each picks one of the ways on. Returns the way and the worlds on it.
fn wander(case: &Case, budget: Budget, picks: &[(u8, u8)]) -> (Route, Vec<World>) {
    let mut worlds = vec![started(&case.setup)];
    let mut route = Route::default();
    for (pick, drawn) in picks {
        let world = &worlds[worlds.len() - 1];
        let moves = world.moves(&case.rules, budget.less(route.faults(&case.setup)));
        if moves.is_empty() {
            break;
        }
        let next = moves[usize::from(*pick) % moves.len()];
        let (choice, next) = step(world, &case.rules, next, *drawn);
        route.choices.push(choice);
        worlds.push(next);
    }
    (route, worlds)
}

fn lines(world: &World) -> Vec<String> {
    world.trace().lines().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn forked_at_every_event_both_halves_agree(
        at in 0..CASES,
        picks in vec(any::<(u8, u8)>(), 1..24),
    ) {
        let case = &cases()[at];
        let (route, worlds) = wander(case, ONE_EACH, &picks);
        for (at, world) in worlds.iter().enumerate() {
            // A fork that goes any other way leaves this one as it was.
            let before = (world.fingerprint(), lines(world));
            for other in world.moves(&case.rules, ONE_EACH) {
                step(world, &case.rules, other, 1);
            }
            prop_assert_eq!(&before, &(world.fingerprint(), lines(world)));
            let mut fork = world.clone();
            for choice in &route.choices[at..] {
                fork.apply(choice).unwrap();
            }
            let end = &worlds[worlds.len() - 1];
            prop_assert_eq!(fork.fingerprint(), end.fingerprint());
            prop_assert_eq!(lines(&fork), lines(end));
        }
    }

    #[test]
    fn a_way_is_the_same_however_it_is_gone(
        at in 0..CASES,
        picks in vec(any::<(u8, u8)>(), 1..24),
    ) {
        let case = &cases()[at];
        let (route, worlds) = wander(case, ONE_EACH, &picks);
        prop_assert!(route.keeps_to(&case.rules, &case.setup));
        // From the start, with a trace; and as the explorer goes it, who has none and remembers
        // transitions.
        let again = route.worlds(&case.setup);
        let mut known = Transitions::default();
        let mut explored =
            World::new_explored(Rc::clone(&case.setup), &route.start, &mut known).unwrap();
        for (at, (world, again)) in worlds.iter().zip(&again).enumerate() {
            prop_assert_eq!(world.fingerprint(), again.fingerprint());
            prop_assert_eq!(world.fingerprint(), explored.fingerprint());
            prop_assert_eq!(lines(world), lines(again));
            if let Some(choice) = route.choices.get(at) {
                explored.apply_known(choice, &mut known).unwrap();
            }
        }
        // By what the choices are about.
        let schedule = Schedule::of(&case.setup, &route).unwrap();
        let told = schedule.route(&case.setup).unwrap();
        prop_assert_eq!(&Schedule::of(&case.setup, &told).unwrap(), &schedule);
        let end = &worlds[worlds.len() - 1];
        prop_assert_eq!(lines(told.worlds(&case.setup).last().unwrap()), lines(end));
        // And in another order.
        let regrouped = regroup(&case.setup, &route);
        prop_assert_eq!(regrouped.choices.len(), route.choices.len());
        prop_assert_eq!(regrouped.faults(&case.setup), route.faults(&case.setup));
        prop_assert!(regrouped.keeps_to(&case.rules, &case.setup));
        let regrouped = regrouped.worlds(&case.setup);
        prop_assert_eq!(regrouped.last().unwrap().fingerprint(), end.fingerprint());
    }
}

fn explorer(case: &Case, budget: Budget) -> Explorer {
    let plan = Plan { budget, rules: case.rules.clone(), ..Plan::default() };
    Explorer::new(&case.setup, &case.properties, plan)
}

fn explored(case: &Case, budget: Budget) -> Explorer {
    let mut explorer = explorer(case, budget);
    while explorer.advance(1_000) {}
    explorer
}

#[test]
fn every_case_is_drawn_from() {
    assert_eq!(cases().len(), CASES);
}

#[test]
fn every_state_is_one_that_its_choices_lead_to() {
    for case in cases() {
        let explorer = explored(&case, budget(1, 1, 1));
        let states = explorer.search.states();
        // A sample where there are many, of a stride that nothing else has.
        for id in (0..states as u32).step_by((states / 211).max(1)).map(StateId) {
            let route = explorer.route(id);
            assert!(route.keeps_to(&case.rules, &case.setup), "{}: {id:?}", case.name);
            assert_eq!(
                route.faults(&case.setup),
                explorer.search.spent(id),
                "{}: {id:?}",
                case.name
            );
            let worlds = route.worlds(&case.setup);
            let end = worlds.last().unwrap().fingerprint();
            assert_eq!(
                explorer.search.find(end, route.faults(&case.setup)),
                Some(id),
                "{}",
                case.name
            );
        }
    }
}

/// A search that remembers nothing: every run by itself, every property asked afresh in every state,
/// every way to come to rest gone to its end.
struct Naive<'c> {
    case: &'c Case,
    budget: Budget,
    /// How many choices a run has at the most.
    depth: usize,
    /// The fewest faults, and the fewest choices with so many, after which each property is
    /// violated; or true, where it must be true sometimes.
    least: Vec<Option<(u32, usize)>>,
    fingerprints: BTreeSet<u128>,
    /// The worlds that no fault leads to.
    faultless: BTreeSet<u128>,
    /// Which properties each single fault breaks.
    singles: Vec<(Spot, BTreeSet<usize>)>,
    runs: usize,
    /// Whether some run had more choices to make.
    is_cut: bool,
}

impl<'c> Naive<'c> {
    fn new(case: &'c Case, depth: usize) -> Self {
        Self {
            case,
            budget: Budget::default(),
            depth,
            least: vec![None; case.properties.len()],
            fingerprints: BTreeSet::new(),
            faultless: BTreeSet::new(),
            singles: Vec::new(),
            runs: 0,
            is_cut: false,
        }
    }

    fn search(case: &'c Case, budget: Budget, depth: usize) -> Self {
        let mut naive = Self::new(case, depth);
        naive.visit(&started(&case.setup), Budget::default(), 0, None);
        naive.faultless = std::mem::take(&mut naive.fingerprints);
        naive.runs = 0;
        naive.budget = budget;
        naive.visit(&started(&case.setup), Budget::default(), 0, None);
        naive
    }

    fn visit(&mut self, world: &World, spent: Budget, choices: usize, mut fault: Option<&Spot>) {
        let fingerprint = world.fingerprint();
        self.fingerprints.insert(fingerprint);
        // What comes about without the fault too is no doing of it.
        if self.faultless.contains(&fingerprint) || spent.total() != 1 {
            fault = None;
        }
        for (at, property) in self.case.properties.iter().enumerate() {
            let found = match property.kind {
                PropertyKind::Always => !(property.holds)(&world.view()).unwrap(),
                PropertyKind::Sometimes => (property.holds)(&world.view()).unwrap(),
                PropertyKind::Eventually => comes_to_be_false(world, property),
            };
            if !found {
                continue;
            }
            let cost = (spent.total(), choices);
            let least = &mut self.least[at];
            *least = Some(least.map_or(cost, |least| least.min(cost)));
            if let Some(spot) = fault.filter(|_| property.kind != PropertyKind::Sometimes) {
                let known = self.singles.iter().position(|(known, _)| known == spot);
                let known = known.unwrap_or_else(|| {
                    self.singles.push((spot.clone(), BTreeSet::new()));
                    self.singles.len() - 1
                });
                self.singles[known].1.insert(at);
            }
        }
        let moves = world.moves(&self.case.rules, self.budget.less(spent));
        if moves.is_empty() || choices == self.depth {
            self.runs += 1;
            self.is_cut |= !moves.is_empty();
            return;
        }
        for way in moves {
            let (is_fault, mut spent) = (way.kind != Kind::Nothing, spent);
            if is_fault {
                let choice = Choice { what: way.what, at: way.at, draws: Vec::new() };
                let one = Route { start: Vec::new(), choices: vec![choice] };
                let one = one.faults(&self.case.setup);
                for ((kind, count), (_, more)) in spent.counts().into_iter().zip(one.counts()) {
                    *spent.get_mut(kind).unwrap() = count + more;
                }
            }
            let spot = is_fault.then(|| Spot::of(world, way.what, &mut Transitions::default()));
            let fault = spot.as_ref().or(fault);
            // The only thing that is drawn is one number.
            let rules = &self.case.rules;
            let (first, next) = step(world, rules, way, 0);
            self.visit(&next, spent, choices + 1, fault);
            let others = if first.draws.is_empty() { 0 } else { 2 + rules.draws.len() as u8 };
            for pick in 1..others {
                let (_, next) = step(world, rules, way, pick);
                self.visit(&next, spent, choices + 1, fault);
            }
        }
    }
}

impl Naive<'_> {
    /// Where single faults strike the run in which nothing goes wrong: each is tried in each of its
    /// states, and everything that can follow.
    fn strikes(&self, budget: Budget, told: &Trace) -> BTreeSet<(usize, String)> {
        let mut strikes = BTreeSet::new();
        let mut world = started(&self.case.setup);
        let mut been = BTreeSet::new();
        while been.insert(world.fingerprint()) {
            for way in world.moves(&self.case.rules, budget) {
                if way.kind == Kind::Nothing {
                    continue;
                }
                let spot = Spot::of(&world, way.what, &mut Transitions::default());
                let (_, next) = step(&world, &self.case.rules, way, 0);
                let mut after = Naive::new(self.case, self.depth);
                after.faultless.clone_from(&self.faultless);
                after.budget = budget;
                after.visit(&next, budget, 0, Some(&spot));
                let broken = after.singles.iter().flat_map(|(_, broken)| broken);
                if broken.into_iter().any(|at| self.least[*at].is_none_or(|(faults, _)| faults > 0))
                    && let Some(event) = struck(&world, way.what, &spot, told)
                {
                    strikes.insert((event, format!("{spot:?}")));
                }
            }
            if !world.step_fairly(false) {
                break;
            }
        }
        strikes
    }
}

/// Whether something is false at rest, or in a state that comes again and again, once everything is
/// put right.
fn comes_to_be_false(world: &World, property: &Property) -> bool {
    let mut world = world.clone();
    world.heal_drawing(|_, low, _| low);
    let mut states = vec![world.clone()];
    while world.step_fairly(false) {
        let fingerprint = world.fingerprint();
        if let Some(first) = states.iter().position(|known| known.fingerprint() == fingerprint) {
            return states[first..].iter().any(|world| !(property.holds)(&world.view()).unwrap());
        }
        states.push(world.clone());
    }
    !(property.holds)(&world.view()).unwrap()
}

/// Holds what the explorer finds against what the naive search finds, as deep as that can go. Says
/// how many runs it has gone through.
fn agree(case: &Case, budget: Budget) -> usize {
    let depths = (4..).map(|depth| Naive::search(case, budget, depth));
    let naive = depths.into_iter().find(|naive| !naive.is_cut || naive.runs > RUNS_ENOUGH);
    let naive = naive.expect("some depth is enough");
    let explorer = explored(case, budget);
    let Findings { verdicts, singles, exhausted, ends, .. } = explorer.findings();
    for ((found, least), property) in verdicts.iter().zip(&naive.least).zip(&case.properties) {
        let witness = found.witness.as_ref();
        let found = witness.map(|found| (found.faults.total(), found.route.choices.len()));
        let agree = match found {
            // The naive search does not find what takes more choices than it makes.
            Some((_, choices)) if choices > naive.depth => {
                least.is_none_or(|least| Some(least) > found)
            }
            found => *least == found,
        };
        let about = format!("{}, {budget}, {}", case.name, property.name);
        assert!(agree, "{about}: {found:?}, and {least:?} up to {} choices", naive.depth);
    }
    for fingerprint in naive.fingerprints.iter().filter(|_| exhausted) {
        assert!(explorer.has_found(*fingerprint, budget), "{}, {budget}", case.name);
    }
    if !naive.is_cut && budget.total() == 1 {
        let states = (0..explorer.search.states() as u32).map(StateId);
        let found = states.map(|id| explorer.route(id).worlds(&case.setup).pop().unwrap());
        let found: Vec<World> = found.collect();
        let all_known = found.iter().all(|world| naive.fingerprints.contains(&world.fingerprint()));
        assert!(all_known, "{}, {budget}", case.name);
        let rests = |world: &&World| world.moves(&case.rules, Budget::default()).is_empty();
        assert_eq!(found.iter().filter(rests).count(), ends, "{}, {budget}", case.name);
        let mut singles: Vec<(Spot, BTreeSet<usize>)> = singles
            .into_iter()
            .map(|single| (single.spot, single.violates.into_iter().collect()))
            .collect();
        // What is broken without a fault no fault breaks.
        let by_fault = |at: &usize| naive.least[*at].is_none_or(|(faults, _)| faults > 0);
        let broken = naive.singles.iter().map(|(spot, broken)| {
            (spot.clone(), broken.iter().copied().filter(by_fault).collect::<BTreeSet<usize>>())
        });
        let mut expected: Vec<_> = broken.filter(|(_, broken)| !broken.is_empty()).collect();
        singles.sort_by_key(|(spot, _)| format!("{spot:?}"));
        expected.sort_by_key(|(spot, _)| format!("{spot:?}"));
        assert_eq!(singles, expected, "{}, {budget}", case.name);
        let start = explorer.start().unwrap();
        let told = retell(&case.setup, &case.properties, &start).unwrap().trace;
        let expected = naive.strikes(budget, &told);
        assert_eq!(strikes(case, &explorer, &told), expected, "{}, {budget}", case.name);
    }
    naive.runs
}

/// Where single faults strike the run in which nothing goes wrong.
fn strikes(case: &Case, explorer: &Explorer, told: &Trace) -> BTreeSet<(usize, String)> {
    let start = explorer.start().unwrap();
    let strikes = explorer.strikes().unwrap();
    let singles = strikes.singles();
    let along = strikes.along(&case.setup, &start, told);
    along.into_iter().map(|at| (at.event, format!("{:?}", singles[at.single].spot))).collect()
}

#[test]
fn what_single_faults_break_is_told_anew_when_the_search_has_gone_on() {
    for case in cases() {
        let mut asked = explorer(&case, budget(1, 0, 0));
        let mut before = asked.findings().singles;
        let mut grew = 0;
        while asked.advance(1) {
            let singles = asked.findings().singles;
            grew += usize::from(singles != before);
            before = singles;
        }
        let at_once = explored(&case, budget(1, 0, 0)).findings().singles;
        assert_eq!(asked.findings().singles, at_once, "{}", case.name);
        assert!(grew > 0 || at_once.is_empty(), "{}", case.name);
    }
}

#[test]
fn what_is_false_without_a_fault_is_broken_by_none() {
    for mut case in cases() {
        let before = explored(&case, budget(1, 0, 0)).findings().singles;
        let holds: Rc<Look> = Rc::new(|_| Ok(false));
        let never = Property { name: "never".into(), kind: PropertyKind::Always, holds };
        case.properties.push(never);
        assert_eq!(explored(&case, budget(1, 0, 0)).findings().singles, before, "{}", case.name);
    }
}

#[test]
fn merging_states_changes_nothing_that_is_found() {
    let mut runs = 0;
    for case in cases() {
        for kind in Budget::KINDS {
            // The numbers and the crashing services change nothing about how requests are doubled.
            let is_like_another =
                case.name.starts_with("one asks of") || case.name.ends_with("crash");
            if kind == "duplicate" && is_like_another {
                continue;
            }
            let mut budget = Budget::default();
            *budget.get_mut(kind).unwrap() = 1;
            runs += agree(&case, budget);
        }
    }
    for two in [budget(1, 1, 0), budget(0, 1, 1), budget(2, 0, 0)] {
        runs += agree(&cases()[0], two);
    }
    assert!(runs > 3_000, "{runs}");
}

#[test]
fn what_was_found_is_told_as_it_was_found() {
    let (mut violated, mut siblings) = (0, 0);
    for case in cases() {
        for budget in [Budget::default(), ONE_CRASH, ONE_LOSS, budget(0, 0, 1), budget(1, 1, 1)] {
            let findings = explored(&case, budget).findings();
            let word = |route: &Route, property: usize| {
                let retold = retell(&case.setup, &case.properties, route).unwrap();
                retold.verdicts[property].word()
            };
            for (at, found) in findings.verdicts.iter().enumerate() {
                let Some(Witness { route, faults }) = &found.witness else { continue };
                let about = format!("{}, {budget}, {}", case.name, case.properties[at].name);
                assert_eq!(route.faults(&case.setup), *faults, "{about}");
                assert_eq!(word(route, at), found.verdict.word(), "{about}");
                let regrouped = regroup(&case.setup, route);
                assert_eq!(word(&regrouped, at), found.verdict.word(), "{about}");
                if found.verdict == Verdict::Holds {
                    continue;
                }
                violated += 1;
                let one = [case.properties[at].clone()];
                if let Some(sibling) = nearest_sibling(&case.setup, &one, &case.rules, route) {
                    let retold = retell(&case.setup, &one, &sibling.route).unwrap();
                    assert_eq!(retold.verdicts, [Verdict::Holds], "{about}");
                    assert!(sibling.route.keeps_to(&case.rules, &case.setup), "{about}");
                    let draws = sibling.route.choices.iter().flat_map(|choice| &choice.draws);
                    assert!(draws.copied().all(|drawn| [10, 42, 99].contains(&drawn)), "{about}");
                    siblings += 1;
                }
            }
            if let Some(miss) = &findings.nearest_miss {
                let retold = retell(&case.setup, &case.properties, &miss.route).unwrap();
                for (property, verdict) in case.properties.iter().zip(&retold.verdicts) {
                    let fine =
                        property.kind == PropertyKind::Sometimes || *verdict == Verdict::Holds;
                    assert!(fine, "{}, {budget}, {}", case.name, property.name);
                }
            }
        }
    }
    assert!(violated > 20 && siblings > 10, "{violated} violated, {siblings} siblings");
}

/// What the explorer says of a counter, and what the shortest way to break it says of itself.
fn counted(counter: Counter, number: i128) -> (&'static str, Option<&'static str>) {
    let rules = Rules::default();
    let properties = vec![ends_with(number)];
    let case = Case { name: "counter", setup: counting(counter), properties, rules };
    let found = explored(&case, Budget::default()).findings().verdicts.remove(0);
    let retold = found.witness.map(|witness| {
        retell(&case.setup, &case.properties, &witness.route).unwrap().verdicts.remove(0).word()
    });
    (found.verdict.word(), retold)
}

#[test]
fn what_is_false_in_one_state_of_a_cycle_is_false_wherever_the_telling_ends() {
    for number in 0..3 {
        let counter = Counter { numbers: 3, goes_round: true, every: Time::from_secs(1) };
        assert_eq!(counted(counter, number), ("violated", Some("violated")), "{number}");
    }
}

#[test]
fn what_takes_long_to_come_to_rest_is_told_to_its_end() {
    let counter = || Counter { numbers: 1_000, goes_round: false, every: Time::from_secs(1) };
    assert_eq!(counted(counter(), 999), ("holds", None));
    assert_eq!(counted(counter(), 998), ("violated", Some("violated")));
}

#[test]
fn what_goes_round_without_time_never_settles() {
    let counter = Counter { numbers: 2, goes_round: true, every: Time::ZERO };
    assert_eq!(counted(counter, 0), ("unknown", None));
    let setup = counting(Counter { numbers: 2, goes_round: true, every: Time::ZERO });
    let retold = retell(&setup, &[ends_with(0)], &Route::default()).unwrap();
    assert_eq!(retold.verdicts[0].word(), "unknown");
}

#[test]
fn what_a_setup_has_go_wrong_itself_comes_after_the_choices_only_in_a_replay() {
    // The mail that says so is lost, once everything that was chosen has happened.
    let setup = asking(&[10], [lose(message(false, NodeId(3)))]);
    let [calm, replayed] = [retell, replay]
        .map(|tell| tell(&setup, &[welcomed()], &Route::default()).unwrap().verdicts.remove(0));
    assert_eq!((calm.word(), replayed.word()), ("holds", "violated"));
}
