//! Breadth-first search, the fewest faults first.

use std::collections::VecDeque;

use crate::Budget;
use crate::fingerprint::mix;
use crate::table::Table;

/// A transition system that can be searched.
pub trait System {
    /// A state.
    type State;
    /// How one state is reached from another, or the search from nothing.
    type Move: Clone;

    /// The states in which it may begin.
    fn initial(&mut self) -> Vec<(Self::Move, Self::State)>;

    /// Hands every state to `each` that one move leads to from here, those seen before included,
    /// with the faults that have been spent on the way.
    fn successors(
        &mut self,
        state: &Self::State,
        spent: Budget,
        each: &mut dyn FnMut(Self::Move, Self::State, Budget),
    );

    /// A hash of the state: two states with one hash are taken for the same.
    fn fingerprint(&self, state: &Self::State) -> u128;
}

/// A state, by the order in which it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StateId(pub(crate) u32);

/// A search: a plain value that goes on as far as it is told to.
///
/// States are visited in the order of the faults that were spent on the way to them, and of the
/// steps within that. So what is found first has the fewest faults, and the fewest steps with so
/// many faults. A state that was reached with fewer faults of every kind is not visited again.
pub struct Search<S: System> {
    system: S,
    known: Table,
    found: Vec<Found<S::Move>>,
    /// What is still to be visited at this depth, and at the next.
    here: VecDeque<(StateId, S::State)>,
    beyond: Vec<(StateId, S::State)>,
    /// In how many ways each state was reached that is still to be visited at this depth and the
    /// next, in the order of their visits.
    ways: VecDeque<u64>,
    ways_complete: bool,
    /// What one fault more than now leads to, in the order of depth; and what the last one led to.
    seeds_next: VecDeque<Seed<S>>,
    seeds: VecDeque<Seed<S>>,
    seeded: Table,
    faults: u32,
    level: u32,
    depth: u32,
    transitions: u64,
    /// The transitions between states that one fault has led to, where they are wanted.
    edges: Option<Vec<(StateId, StateId)>>,
}

struct Found<M> {
    /// Nothing for an initial state.
    parent: Option<StateId>,
    came: M,
    spent: Budget,
    /// Another state that differs from this in what was spent on the way to it alone.
    same: Option<StateId>,
}

struct Seed<S: System> {
    depth: u32,
    ways: u64,
    fingerprint: u128,
    parent: StateId,
    came: S::Move,
    state: S::State,
    spent: Budget,
}

/// A state that is being visited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Which.
    pub id: StateId,
    /// How many faults have led to it.
    pub faults: u32,
    /// How many states lie on the way to it, itself included.
    pub depth: u32,
    /// In how many ways it was reached; at least so many where [`Search::ways_complete`] says no.
    pub ways: u64,
}

impl<S: System> Search<S> {
    /// A search that has not begun.
    pub fn new(system: S) -> Self {
        let mut search = Self {
            system,
            known: Table::default(),
            found: Vec::new(),
            here: VecDeque::new(),
            beyond: Vec::new(),
            ways: VecDeque::new(),
            ways_complete: true,
            seeds_next: VecDeque::new(),
            seeds: VecDeque::new(),
            seeded: Table::default(),
            faults: 0,
            level: 1,
            depth: 0,
            transitions: 0,
            edges: None,
        };
        for (came, state) in search.system.initial() {
            search.transitions += 1;
            let fingerprint = search.system.fingerprint(&state);
            let spent = Budget::default();
            match search.covering(fingerprint, spent) {
                Some(known) => search.reach(known, spent, 1),
                None => {
                    let id = search.admit(fingerprint, None, came, spent, 1);
                    search.here.push_back((id, state));
                }
            }
        }
        search
    }

    /// Keeps the transitions between states that one fault has led to.
    pub(crate) fn keep_edges(&mut self) {
        self.edges = Some(Vec::new());
    }

    /// Visits the next state: shows it to `look`, then finds all that follow it. Says whether there
    /// was one.
    pub fn visit(&mut self, mut look: impl FnMut(&mut S, &S::State, Visit)) -> bool {
        let Some((id, state)) = self.next() else { return false };
        self.depth = self.depth.max(self.level);
        let ways = self.ways.pop_front().unwrap_or_default();
        look(&mut self.system, &state, Visit { id, faults: self.faults, depth: self.level, ways });
        self.expand(id, &state, ways);
        true
    }

    /// The next state in order.
    fn next(&mut self) -> Option<(StateId, S::State)> {
        loop {
            if let Some(next) = self.here.pop_front() {
                return Some(next);
            }
            self.here = std::mem::take(&mut self.beyond).into();
            let seeded = self.seeds.front().map(|seed| seed.depth);
            match (self.here.is_empty(), seeded) {
                (true, None) if self.seeds_next.is_empty() => return None,
                (true, None) => {
                    self.seeds = std::mem::take(&mut self.seeds_next);
                    self.seeded = Table::default();
                    self.faults += 1;
                    continue;
                }
                (true, Some(depth)) => self.level = depth,
                (false, _) => self.level += 1,
            }
            while let Some(seed) = self.seeds.pop_front_if(|seed| seed.depth == self.level) {
                let Seed { fingerprint, parent, came, state, spent, ways, .. } = seed;
                match self.covering(fingerprint, spent) {
                    Some(known) => self.reach(known, spent, ways),
                    None => {
                        let id = self.admit(fingerprint, Some(parent), came, spent, ways);
                        self.here.push_back((id, state));
                    }
                }
            }
        }
    }

    fn expand(&mut self, from: StateId, state: &S::State, ways: u64) {
        let spent = self.found[from.0 as usize].spent;
        let mut reached = Vec::new();
        self.system.successors(state, spent, &mut |came, state, spent| {
            reached.push((came, state, spent));
        });
        self.transitions += reached.len() as u64;
        for (came, state, spent) in reached {
            let fingerprint = self.system.fingerprint(&state);
            let known = self.covering(fingerprint, spent);
            if let Some(known) = known {
                self.reach(known, spent, ways);
            }
            if spent.total() > self.faults {
                if known.is_none() {
                    let depth = self.level + 1;
                    let parent = from;
                    self.sow(Seed { depth, ways, fingerprint, parent, came, state, spent });
                }
                continue;
            }
            let to = known.unwrap_or_else(|| {
                let to = self.admit(fingerprint, Some(from), came, spent, ways);
                self.beyond.push((to, state));
                to
            });
            if self.faults == 1
                && let Some(edges) = &mut self.edges
            {
                edges.push((from, to));
            }
        }
    }

    /// Keeps what one fault more leads to, unless something led there already.
    fn sow(&mut self, seed: Seed<S>) {
        let key = mix(seed.fingerprint, u128::from(seed.spent.packed()));
        if let Some(at) = self.seeded.get(key) {
            let ways = &mut self.seeds_next[at as usize].ways;
            *ways = ways.saturating_add(seed.ways);
        } else {
            self.seeded.insert(key, self.seeds_next.len() as u32);
            self.seeds_next.push_back(seed);
        }
    }

    /// Counts the ways on which it came to a state that it knew. Where that has been visited, or
    /// less was spent for it, there are further ways behind it that nobody counts.
    fn reach(&mut self, known: StateId, spent: Budget, ways: u64) {
        let visited = self.found.len() - self.ways.len();
        let waiting = (known.0 as usize).checked_sub(visited);
        match waiting.and_then(|at| self.ways.get_mut(at)) {
            Some(known_ways) if self.found[known.0 as usize].spent == spent => {
                *known_ways = known_ways.saturating_add(ways);
            }
            _ => self.ways_complete = false,
        }
    }

    /// The state with this fingerprint that no more was spent for than this, of any kind.
    fn covering(&self, fingerprint: u128, spent: Budget) -> Option<StateId> {
        let mut next = self.known.get(fingerprint).map(StateId);
        while let Some(id) = next {
            let found = &self.found[id.0 as usize];
            if spent.covers(found.spent) {
                return Some(id);
            }
            next = found.same;
        }
        None
    }

    /// Notes a state that none covers.
    fn admit(
        &mut self,
        fingerprint: u128,
        parent: Option<StateId>,
        came: S::Move,
        spent: Budget,
        ways: u64,
    ) -> StateId {
        let id = StateId(self.found.len() as u32);
        let same = self.known.get(fingerprint).map(StateId);
        self.found.push(Found { parent, came, spent, same });
        self.known.insert(fingerprint, id.0);
        self.ways.push_back(ways);
        id
    }

    /// The state with this fingerprint that exactly this, or less, was spent for.
    pub(crate) fn find(&self, fingerprint: u128, spent: Budget) -> Option<StateId> {
        self.covering(fingerprint, spent)
    }

    /// How it came to a state: the moves from an initial state on, which comes first.
    pub fn path(&self, id: StateId) -> Vec<S::Move> {
        let mut path = Vec::new();
        let mut next = Some(id);
        while let Some(id) = next {
            let found = &self.found[id.0 as usize];
            path.push(found.came.clone());
            next = found.parent;
        }
        path.reverse();
        path
    }

    /// The state to which the last fault has led on the way to a state; the initial one without.
    pub(crate) fn struck(&self, id: StateId) -> StateId {
        let spent = self.spent(id).total();
        let mut struck = id;
        while let Some(parent) = self.found[struck.0 as usize].parent
            && self.spent(parent).total() == spent
        {
            struck = parent;
        }
        struck
    }

    /// The faults spent on the way to a state.
    pub fn spent(&self, id: StateId) -> Budget {
        self.found[id.0 as usize].spent
    }

    /// How many states were found.
    pub fn states(&self) -> usize {
        self.found.len()
    }

    /// How many states were generated, those seen before and the initial ones included.
    pub fn transitions(&self) -> u64 {
        self.transitions
    }

    /// How many states the longest of the shortest ways goes through.
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// How many faults lead to the states that are being visited now.
    pub fn faults(&self) -> u32 {
        self.faults
    }

    /// Whether every way to every state was counted. It is not where two ways of different length
    /// lead to one state, because the longer one comes there when the state was visited already; nor
    /// where a way comes to a state that less was spent for, because that state stands for both.
    pub fn ways_complete(&self) -> bool {
        self.ways_complete
    }

    /// How many states wait to be visited.
    pub fn waiting(&self) -> usize {
        self.here.len() + self.beyond.len() + self.seeds.len() + self.seeds_next.len()
    }

    /// How many bytes it keeps beside the states that wait.
    pub(crate) fn bytes(&self) -> usize {
        let edges = self.edges.as_ref().map_or(0, |edges| edges.capacity() * 8);
        let found = self.found.capacity() * size_of::<Found<S::Move>>();
        self.known.bytes() + self.seeded.bytes() + found + edges
    }

    pub(crate) fn edges(&self) -> &[(StateId, StateId)] {
        self.edges.as_deref().unwrap_or_default()
    }

    /// What is being searched.
    pub fn system(&self) -> &S {
        &self.system
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, VecDeque};

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    /// A graph whose edges lead from one number to another, and cost nothing, a crash or a loss.
    #[derive(Debug)]
    struct Graph {
        edges: Vec<(u8, u8, u8)>,
        budget: Budget,
    }

    impl Graph {
        fn next(&self, from: u8, spent: Budget) -> Vec<(u8, Budget)> {
            let edges = self.edges.iter().filter(|edge| edge.0 == from);
            let reached = edges.map(|(_, to, cost)| {
                let (crash, lose) = [(0, 0), (1, 0), (0, 1)][usize::from(*cost)];
                let spent = Budget {
                    crash: spent.crash + crash,
                    lose: spent.lose + lose,
                    ..Budget::default()
                };
                (*to, spent)
            });
            reached.filter(|(_, spent)| self.budget.covers(*spent)).collect()
        }
    }

    impl System for Graph {
        type State = u8;
        type Move = u8;

        fn initial(&mut self) -> Vec<(u8, u8)> {
            vec![(0, 0)]
        }

        fn successors(&mut self, state: &u8, spent: Budget, each: &mut dyn FnMut(u8, u8, Budget)) {
            for (to, spent) in self.next(*state, spent) {
                each(to, to, spent);
            }
        }

        fn fingerprint(&self, state: &u8) -> u128 {
            mix(1, u128::from(*state))
        }
    }

    /// Every number with what was spent on the way to it, and the fewest steps there.
    fn reached(graph: &Graph) -> BTreeMap<(u8, u8, u8), u32> {
        let mut reached = BTreeMap::from([((0, 0, 0), 0)]);
        let mut open = VecDeque::from([(0, Budget::default(), 0)]);
        while let Some((at, spent, steps)) = open.pop_front() {
            for (to, spent) in graph.next(at, spent) {
                reached.entry((to, spent.crash, spent.lose)).or_insert_with(|| {
                    open.push_back((to, spent, steps + 1));
                    steps + 1
                });
            }
        }
        reached
    }

    /// How many ways lead to a number with exactly this spent, in a graph without a cycle.
    fn ways(graph: &Graph, to: (u8, Budget), at: (u8, Budget)) -> u64 {
        let next = graph.next(at.0, at.1);
        u64::from(at == to) + next.into_iter().map(|next| ways(graph, to, next)).sum::<u64>()
    }

    /// In how many ways each state was reached, in the order of their visits, and whether these are
    /// all.
    fn ways_counted(edges: &[(u8, u8, u8)], crash: u8) -> (Vec<(u8, u64)>, bool) {
        let budget = Budget { crash, ..Budget::default() };
        let mut search = Search::new(Graph { edges: edges.to_vec(), budget });
        let mut ways = Vec::new();
        while search.visit(|_, state, visit| ways.push((*state, visit.ways))) {}
        (ways, search.ways_complete())
    }

    #[test]
    fn two_ways_of_one_length_are_counted_together_also_where_a_fault_leads_there() {
        let diamond = [(0, 1, 0), (0, 2, 0), (1, 3, 0), (2, 3, 0), (3, 4, 0), (1, 5, 1), (2, 5, 1)];
        let ways = vec![(0, 1), (1, 1), (2, 1), (3, 2), (4, 2), (5, 2)];
        assert_eq!(ways_counted(&diamond, 1), (ways, true));
    }

    #[test]
    fn a_longer_way_to_a_state_that_was_visited_is_not_counted_and_that_is_said() {
        let edges = [(0, 1, 0), (0, 2, 0), (2, 3, 0), (3, 1, 0)];
        assert_eq!(ways_counted(&edges, 0), (vec![(0, 1), (1, 1), (2, 1), (3, 1)], false));
    }

    #[test]
    fn a_way_to_a_state_that_less_was_spent_for_is_not_counted_and_that_is_said() {
        let edges = [(0, 1, 0), (0, 1, 1)];
        assert_eq!(ways_counted(&edges, 1), (vec![(0, 1), (1, 1)], false));
        assert_eq!(ways_counted(&edges, 0), (vec![(0, 1), (1, 1)], true));
    }

    #[test]
    fn what_the_last_fault_struck_is_where_it_led_however_far_the_way_went_on() {
        let edges = vec![(0, 1, 0), (1, 2, 1), (2, 3, 0), (3, 4, 0), (4, 5, 2), (5, 6, 0)];
        let budget = Budget { crash: 1, lose: 1, ..Budget::default() };
        let mut search = Search::new(Graph { edges, budget });
        let mut visited = Vec::new();
        while search.visit(|_, state, visit| visited.push((visit.id, *state))) {}
        let number = |id| visited.iter().find(|(known, _)| *known == id).unwrap().1;
        let struck: Vec<_> =
            visited.iter().map(|(id, state)| (*state, number(search.struck(*id)))).collect();
        assert_eq!(struck, [(0, 0), (1, 0), (2, 2), (3, 2), (4, 2), (5, 5), (6, 5)]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn each_state_is_visited_with_the_fewest_faults_and_then_the_fewest_steps(
            edges in vec((0..7_u8, 0..7_u8, 0..3_u8), 0..24),
            (crash, lose) in (0..3_u8, 0..3_u8),
        ) {
            let graph = || {
                let budget = Budget { crash, lose, ..Budget::default() };
                Graph { edges: edges.clone(), budget }
            };
            let mut least = reached(&graph());
            // Whoever can be reached with less need not be visited with more.
            let all: Vec<(u8, u8, u8)> = least.keys().copied().collect();
            least.retain(|&(at, crash, lose), _| {
                !all.iter().any(|&other| {
                    other.0 == at && other != (at, crash, lose) && other.1 <= crash && other.2 <= lose
                })
            });
            let mut search = Search::new(graph());
            search.keep_edges();
            let (mut visits, mut order) = (Vec::new(), Vec::new());
            while search.visit(|_, state, visit| visits.push((*state, visit))) {}
            if search.ways_complete() {
                for (state, visit) in &visits {
                    let to = (*state, search.spent(visit.id));
                    let counted = ways(&graph(), to, (0, Budget::default()));
                    prop_assert_eq!(visit.ways, counted);
                }
            }
            let mut transitions = 1;
            for (number, (state, visit)) in visits.iter().enumerate() {
                let spent = search.spent(visit.id);
                let steps = least.remove(&(*state, spent.crash, spent.lose));
                prop_assert_eq!(steps, Some(visit.depth - 1));
                prop_assert_eq!(visit.faults, spent.total());
                prop_assert_eq!(visit.id.0 as usize, number);
                order.push((visit.faults, visit.depth));
                transitions += graph().next(*state, spent).len() as u64;
                let path = search.path(visit.id);
                prop_assert_eq!(path.len() as u32, visit.depth);
                prop_assert_eq!(path.last(), Some(state));
                for pair in path.windows(2) {
                    prop_assert!(edges.iter().any(|edge| (edge.0, edge.1) == (pair[0], pair[1])));
                }
                let fingerprint = mix(1, u128::from(*state));
                prop_assert_eq!(search.find(fingerprint, spent), Some(visit.id));
                let more = Budget { delay: 1, ..spent };
                prop_assert_eq!(search.find(fingerprint, more).is_some(), true);
            }
            prop_assert!(least.is_empty(), "not visited: {:?}", least);
            prop_assert!(order.is_sorted());
            prop_assert_eq!(search.transitions(), transitions);
            prop_assert_eq!(search.states(), visits.len());
            prop_assert_eq!(search.waiting(), 0);
            prop_assert_eq!(search.depth(), order.iter().map(|(_, depth)| *depth).max().unwrap());
            prop_assert_eq!(search.find(mix(1, 99), graph().budget), None);
            // The transitions between states with one fault, to what covers where they lead.
            let mut known = Vec::new();
            for (state, visit) in visits.iter().filter(|(_, visit)| visit.faults == 1) {
                let spent = search.spent(visit.id);
                for (to, more) in graph().next(*state, spent) {
                    if more.total() == 1 {
                        let to = search.find(mix(1, u128::from(to)), more).unwrap();
                        known.push((visit.id, to));
                    }
                }
            }
            prop_assert_eq!(search.edges(), &known[..]);
        }
    }

    #[test]
    fn what_waits_is_counted_and_what_is_kept_takes_room() {
        let edges = vec![(0, 1, 0), (0, 2, 0), (0, 3, 1), (1, 4, 0), (3, 5, 0)];
        let budget = Budget { crash: 1, ..Budget::default() };
        let mut search = Search::new(Graph { edges, budget });
        let empty = search.bytes();
        let mut waiting = vec![search.waiting()];
        let mut faults = Vec::new();
        while search.visit(|_, _, _| {}) {
            waiting.push(search.waiting());
            faults.push(search.faults());
        }
        // The start; 1, 2 and what a crash leads to; 2, that and 4; that and 4; that; 5; nothing.
        assert_eq!(waiting, [1, 3, 3, 2, 1, 1, 0]);
        assert_eq!(faults, [0, 0, 0, 0, 1, 1]);
        assert!(search.bytes() > empty);
    }

    #[test]
    fn what_a_fault_leads_to_waits_once_and_only_where_less_does_not_lead_there() {
        let waiting = |edges: &[(u8, u8, u8)]| {
            let budget = Budget { crash: 1, ..Budget::default() };
            let mut search = Search::new(Graph { edges: edges.to_vec(), budget });
            let mut waiting = Vec::new();
            while search.visit(|_, _, _| {}) {
                waiting.push(search.waiting());
            }
            waiting
        };
        // A crash of 1 leads back to where it began.
        assert_eq!(waiting(&[(0, 1, 0), (1, 0, 1)]), [1, 0]);
        // From 0 and from 1 a crash leads to 3.
        assert_eq!(waiting(&[(0, 1, 0), (0, 3, 1), (1, 3, 1)]), [2, 1, 0]);
        // One step and two steps away: the second waits as the first is visited.
        assert_eq!(waiting(&[(0, 1, 0), (0, 5, 1), (1, 6, 1)]), [2, 2, 1, 0]);
    }

    #[test]
    fn the_room_that_is_said_to_be_taken_is_that_of_all_that_is_kept() {
        // One after the other, and from the first fifty a crash leads to a number that stays.
        let on = (0..129).map(|at| (at, at + 1, 0));
        let crashes = (0..50).flat_map(|at| [(at, 130 + at, 1), (130 + at, 130 + at, 0)]);
        let edges: Vec<(u8, u8, u8)> = on.chain(crashes).collect();
        let room = |keeps_edges: bool| {
            let budget = Budget { crash: 1, ..Budget::default() };
            let mut search = Search::new(Graph { edges: edges.clone(), budget });
            if keeps_edges {
                search.keep_edges();
            }
            for _ in 0..130 {
                assert!(search.visit(|_, _, _| {}));
            }
            let (states, without_fault) = (search.states(), search.bytes());
            assert_eq!(states, 130);
            assert!(search.visit(|_, _, _| {}));
            let with_first_fault = search.bytes();
            while search.visit(|_, _, _| {}) {}
            (without_fault, with_first_fault, search.bytes())
        };
        let (without_fault, with_first_fault, all) = room(false);
        // Lists and tables grow to twice their size, and of a table a quarter stays free.
        let least = 180 * (size_of::<Found<u8>>() + 20);
        assert!((least..least * 4).contains(&all), "{all}");
        // What the crashes lead to is told apart until it is visited.
        assert!(with_first_fault < without_fault, "{with_first_fault} and {without_fault}");
        let (.., with_edges) = room(true);
        let edges = with_edges - all;
        assert!((50 * 8..50 * 8 * 2).contains(&edges), "{edges}");
    }
}
