//! What may happen next, where every way on is looked at: the abstraction from latency.

use std::rc::Rc;

use super::steps::{Answers, from_drawing};
use super::troubles::{Cause, Underway};
use super::{Alarm, Choice, Happening, InFlight, PendingId, Transitions, World};
use crate::{Budget, ListedKind, NodeId, NodeKind, Time, Trouble};

/// By which rules a world goes on where all its ways are looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// When a timer may fire.
    pub timers: Timers,
    /// Which services may crash too. Processes always may.
    pub crashes: Vec<NodeId>,
    /// What `random` is tried with where it lies in the range, beside the two ends of the range.
    pub draws: Vec<i64>,
    /// Whether a message that changes nothing is left where it is, and its arrival no transition:
    /// as in Stateright, whose results can then be compared. Worlds with timers need it off.
    pub skips_idle: bool,
}

/// When a timer may fire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Timers {
    /// Only when no message is on its way that is not slow, the earliest deadline first.
    #[default]
    OnTime,
    /// At any moment: the fully asynchronous model of the literature.
    Any,
}

/// One way on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Move {
    pub(crate) what: Happening,
    pub(crate) at: Time,
    pub(crate) kind: Kind,
}

/// What a way on costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Nothing,
    Crash,
    Lose,
    Duplicate,
    Delay,
    Omission,
    Cut,
    Other,
}

impl World {
    /// All that may happen next in an abstract world, with what is left of a budget of faults. What
    /// costs nothing comes first.
    ///
    /// Any message on its way may arrive next, and takes no time; so does what is on its way to a
    /// disk. A request from outside may come and a dead node may restart at any moment, one
    /// client's requests in their order. A timer fires only when nothing is on its way that is not
    /// slow, the earliest deadline first, ties in every order.
    pub(crate) fn moves(&self, rules: &Rules, left: Budget) -> Vec<Move> {
        let mut moves = Vec::with_capacity(8);
        if self.halted.is_some() {
            return moves;
        }
        let mut add = |what, at, kind| moves.push(Move { what, at, kind });
        let messages = self.distinct_messages();
        for &number in &messages {
            if self.can_arrive(number) {
                add(Happening::Pending(PendingId(number)), self.now, Kind::Nothing);
            }
        }
        let holds_up = |flight: &InFlight| !flight.slow && !self.stands_still(flight.to);
        let mut calm = !self.in_flight.iter().any(|(_, flight)| holds_up(flight));
        let mut asked: Vec<NodeId> = Vec::new();
        let mut earliest = Time::MAX;
        for (number, timer) in self.timers.iter() {
            if self.keeps_waiting(&timer.what) {
                continue;
            }
            match &timer.what {
                Alarm::Node { node, .. } if timer.what.is_arrival() => {
                    if asked.contains(node) {
                        continue;
                    }
                    asked.push(*node);
                }
                Alarm::Restart(_) => {}
                what if what.is_on_its_way() => calm &= timer.slow,
                _ => {
                    earliest = earliest.min(timer.due);
                    continue;
                }
            }
            add(Happening::Pending(PendingId(number)), self.now, Kind::Nothing);
        }
        if calm || rules.timers == Timers::Any {
            for (number, timer) in self.timers.iter().filter(|(_, timer)| !timer.what.is_free()) {
                if self.keeps_waiting(&timer.what) {
                    continue;
                }
                if timer.due == earliest || rules.timers == Timers::Any {
                    add(Happening::Pending(PendingId(number)), timer.due, Kind::Nothing);
                }
            }
        }
        for underway in &self.troubles {
            if let Cause::Listed(number) = underway.cause {
                add(Happening::End(number), self.now, Kind::Nothing);
            }
        }
        if left.total() == 0 {
            return moves;
        }
        let nodes = self.node_ids().zip(&self.nodes).zip(&self.setup.nodes);
        for ((node, now), set_up) in nodes {
            let crashes = set_up.lane.kind == NodeKind::Process || rules.crashes.contains(&node);
            if left.crash > 0 && crashes && now.alive {
                add(Happening::Crash(node), self.now, Kind::Crash);
            }
            let is_silent = |known: &Underway| known.cause == Cause::Omission(node);
            let answers =
                set_up.lane.kind != NodeKind::Client && !self.troubles.iter().any(is_silent);
            if left.omission > 0 && answers {
                add(Happening::Omit(node), self.now, Kind::Omission);
            }
        }
        for &number in &messages {
            let Some(flight) = self.in_flight.get(number) else { continue };
            let id = PendingId(number);
            if left.lose > 0 {
                add(Happening::Lose(id), self.now, Kind::Lose);
            }
            // A second copy of a reply comes to nothing whatever happens.
            if left.duplicate > 0 && !flight.answers() {
                add(Happening::Duplicate(id), self.now, Kind::Duplicate);
            }
            if left.delay > 0 && !flight.slow {
                add(Happening::Delay(id), self.now, Kind::Delay);
            }
        }
        if left.delay > 0 {
            for (number, timer) in self.timers.iter() {
                if timer.what.is_on_its_way() && !timer.slow {
                    add(Happening::Delay(PendingId(number)), self.now, Kind::Delay);
                }
            }
        }
        for (listed, number) in self.setup.listed.iter().zip(0..) {
            match &listed.kind {
                ListedKind::Trouble(trouble) => {
                    let is_cut = matches!(trouble, Trouble::Cut(_));
                    let (left, kind) =
                        if is_cut { (left.cut, Kind::Cut) } else { (left.other, Kind::Other) };
                    let begins = Cause::Listed(number);
                    if left > 0 && !self.troubles.iter().any(|known| known.cause == begins) {
                        add(Happening::Begin(number), self.now, kind);
                    }
                }
                ListedKind::Lie(..) if left.other > 0 => {
                    for &message in &messages {
                        let Some(flight) = self.in_flight.get(message) else { continue };
                        if self.altered(flight, number).is_some() {
                            let what = Happening::Alter(PendingId(message), number);
                            add(what, self.now, Kind::Other);
                        }
                    }
                }
                ListedKind::Lie(..) => {}
            }
        }
        moves
    }

    /// Whether a message may arrive next: its receiver does not stand still, and where its link
    /// keeps the order none is before it.
    pub(crate) fn can_arrive(&self, number: u32) -> bool {
        self.in_flight.get(number).is_some_and(|flight| {
            !self.stands_still(flight.to) && self.place_on_link(number, flight) == 0
        })
    }

    /// How many messages are before this one on a link that keeps their order.
    pub(super) fn place_on_link(&self, number: u32, flight: &InFlight) -> usize {
        let link = (flight.from, flight.to);
        if !self.setup.keeps_order || !self.setup.link(link.0, link.1).in_order {
            return 0;
        }
        let before = self.in_flight.iter().take_while(|(other, _)| *other < number);
        before.filter(|(_, other)| (other.from, other.to) == link).count()
    }

    /// All choices that may be made next in an abstract world, with what is left of a budget of
    /// faults; without the numbers that they draw.
    pub fn choices(&self, rules: &Rules, left: Budget) -> Vec<Choice> {
        let moves = self.moves(rules, left).into_iter();
        moves.map(|Move { what, at, .. }| Choice { what, at, draws: Vec::new() }).collect()
    }

    /// Whether the rules let this happen next, with as many faults as it takes.
    pub(crate) fn allows(&self, rules: &Rules, happening: Happening) -> bool {
        let first = self.first_alike(happening);
        self.moves(rules, Budget::UNLIMITED).iter().any(|step| step.what == first)
    }

    /// The same, about the first of the messages that are the same as the one that it is about: of
    /// these one is as good as the other.
    fn first_alike(&self, happening: Happening) -> Happening {
        let first = |id: PendingId| {
            let alike = self.in_flight.get(id.0).and_then(|flight| {
                let key = self.place_key(id.0, flight);
                self.in_flight.iter().find(|(number, other)| self.place_key(*number, other) == key)
            });
            alike.map_or(id, |(number, _)| PendingId(number))
        };
        match happening {
            Happening::Pending(id) => Happening::Pending(first(id)),
            Happening::Lose(id) => Happening::Lose(first(id)),
            Happening::Duplicate(id) => Happening::Duplicate(first(id)),
            Happening::Delay(id) => Happening::Delay(first(id)),
            Happening::Alter(id, number) => Happening::Alter(first(id), number),
            Happening::Crash(_) | Happening::Omit(_) => happening,
            Happening::Begin(_) | Happening::End(_) => happening,
        }
    }

    /// The one way on of the fair schedule: a message or what is on its way to a disk, then a
    /// request from outside, then the earliest timer. Among equals the hash of what they are
    /// decides, so that it follows from the fingerprint of the world alone.
    pub(crate) fn fair_move(&self) -> Option<Move> {
        if self.halted.is_some() {
            return None;
        }
        let messages = self
            .in_flight
            .iter()
            .filter(|(number, _)| self.can_arrive(*number))
            .map(|(number, flight)| ((0, Time::ZERO, self.message_key(flight)), number));
        let awake = self.timers.iter().filter(|(_, timer)| !self.keeps_waiting(&timer.what));
        let timers = awake.map(|(number, timer)| {
            let key = self.alarm_key(&timer.what);
            let place = match &timer.what {
                // One client's requests keep their order, which is that of their numbers here.
                Alarm::Node { node, .. } if timer.what.is_arrival() => {
                    (1, Time::ZERO, u128::from(node.0))
                }
                what if what.is_on_its_way() => (0, Time::ZERO, key),
                // What is late is late, by however much.
                _ => (2, timer.due.max(self.now), key),
            };
            (place, number)
        });
        let ((_, due, _), number) = messages.chain(timers).min()?;
        let what = Happening::Pending(PendingId(number));
        Some(Move { what, at: self.now.max(due), kind: Kind::Nothing })
    }

    /// Lets the fair schedule take one step, with draws at their low end, and on request at the time
    /// at which it happens where latency is what it is. Says whether there was a step to take.
    pub(crate) fn step_fairly(&mut self, natural: bool) -> bool {
        let Some(step) = self.fair_move() else { return false };
        let at = if natural { self.naturally_at(step.what) } else { step.at };
        let choice = Choice { what: step.what, at, draws: Vec::new() };
        let mut low = |_, low, _| low;
        self.happen(&choice, &mut Answers::new(&mut from_drawing(&mut low))).is_ok()
    }

    /// Goes one way on, with draws at their low end; returns what was drawn.
    pub(crate) fn apply_low(&mut self, step: Move, known: &mut Transitions) -> Vec<i64> {
        let choice = Choice { what: step.what, at: step.at, draws: Vec::new() };
        let mut draws = Vec::new();
        let mut low = |_, low, _| {
            draws.push(low);
            low
        };
        let done =
            self.happen(&choice, &mut Answers::remembered(&mut from_drawing(&mut low), known));
        debug_assert!(done.is_ok(), "what the rules allow can happen");
        draws
    }

    /// Whether nothing can happen any more without a fault.
    pub(crate) fn is_at_rest(&self) -> bool {
        self.in_flight.is_empty() && self.timers.is_empty() || self.halted.is_some()
    }

    /// Whether a message has arrived since then and nothing else has changed.
    pub(crate) fn is_idle_after(&self, before: &Self) -> bool {
        self.in_flight.iter().len() + 1 == before.in_flight.iter().len()
            && self.messages_next == before.messages_next
            && self.pending_next == before.pending_next
            && self.timers.iter().len() == before.timers.iter().len()
            && self.calls.iter().len() == before.calls.iter().len()
            && self.halted.is_some() == before.halted.is_some()
            && self.history == before.history
            && self.nodes.iter().zip(&before.nodes).all(|(after, before)| {
                Rc::ptr_eq(after, before)
                    || (after.state.fingerprint() == before.state.fingerprint()
                        && after.alive == before.alive
                        && after.serving.iter().len() == before.serving.iter().len())
            })
    }

    /// The messages on their way, those that are the same message twice once.
    fn distinct_messages(&self) -> Vec<u32> {
        let mut seen: Vec<u128> = Vec::with_capacity(self.in_flight.iter().len());
        let mut numbers = Vec::with_capacity(seen.capacity());
        for (number, flight) in self.in_flight.iter() {
            let key = self.place_key(number, flight);
            if !seen.contains(&key) {
                seen.push(key);
                numbers.push(number);
            }
        }
        numbers
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::explore::Deed;
    use crate::small::{asking, keepers, keepers_asked};
    use crate::{
        Alteration, Effect, Input, Latency, Link, Listed, MessagePoint, Name, Program, Setup, Then,
        TimerKind, Transition, Value,
    };

    pub(in crate::world) const NONE: Budget =
        Budget { crash: 0, lose: 0, duplicate: 0, delay: 0, omission: 0, cut: 0, other: 0 };

    /// What may happen next, in words.
    pub(in crate::world) fn ways(world: &World, rules: &Rules, left: Budget) -> Vec<String> {
        let words = |way: Move| {
            let (deed, what) = world.tell(way.what).unwrap();
            let does = match deed {
                Deed::Happens => String::new(),
                Deed::Lost => "lost: ".into(),
                Deed::Duplicated => "twice: ".into(),
                Deed::Slow => "slow: ".into(),
                Deed::Killed => "killed: ".into(),
                Deed::Mute => "mute: ".into(),
                Deed::Begins => "begins: ".into(),
                Deed::Ends => "ends: ".into(),
                Deed::Altered => "altered: ".into(),
            };
            let what = what.to_string().replace(" to which that could happen", "");
            format!("{does}{what}")
        };
        world.moves(rules, left).into_iter().map(words).collect()
    }

    /// Takes the way on that is said in these words.
    pub(in crate::world) fn take(world: &mut World, wanted: &str) {
        let known = ways(world, &Rules::default(), Budget::UNLIMITED);
        let at = known.iter().position(|way| way == wanted);
        let at = at.unwrap_or_else(|| panic!("{wanted} is none of {known:#?}"));
        let Move { what, at, .. } = world.moves(&Rules::default(), Budget::UNLIMITED)[at];
        world.apply(&Choice { what, at, draws: vec![42] }).unwrap();
    }

    pub(in crate::world) fn world(setup: &Rc<Setup>) -> World {
        World::new_abstract(Rc::clone(setup), &[]).unwrap()
    }

    pub(in crate::world) const ARRIVES: &str = "timer 0 of client";
    pub(in crate::world) const REQUEST: &str = "request keep from client to keeper (number 1)";
    pub(in crate::world) const STORED: &str = "timer 0 of keeper";
    pub(in crate::world) const REPLY: &str = "reply keep from keeper to client (number 1)";
    pub(in crate::world) const NOTE: &str = "request note from keeper to peer (number 1)";
    pub(in crate::world) const OTHER_NOTE: &str = "request note from keeper to peer (number 2)";
    pub(in crate::world) const GIVES_UP: &str =
        "timeout of request keep from client to keeper (number 1)";
    pub(in crate::world) const KEEPER_LOOKS: &str = "timer 100 of keeper";
    pub(in crate::world) const PEER_LOOKS: &str = "timer 100 of peer";

    #[test]
    fn what_may_happen_next() {
        let (on_time, any) = (Rules::default(), Rules { timers: Timers::Any, ..Rules::default() });
        let mut world = world(&keepers());
        let free = |world: &World| ways(world, &on_time, NONE);
        // Nothing is on its way: the timers that are due first, and what comes at any time.
        assert_eq!(free(&world), [ARRIVES, KEEPER_LOOKS, PEER_LOOKS]);
        let choices = world.choices(&on_time, NONE).into_iter().map(|choice| choice.what);
        let moves = world.moves(&on_time, NONE).into_iter().map(|way| way.what);
        assert_eq!(choices.collect::<Vec<_>>(), moves.collect::<Vec<_>>());
        take(&mut world, ARRIVES);
        assert_eq!(free(&world), [REQUEST]);
        assert_eq!(ways(&world, &any, NONE), [REQUEST, KEEPER_LOOKS, PEER_LOOKS, GIVES_UP]);
        let sleeper = world.timers.iter().find(|(_, timer)| !timer.what.is_free()).unwrap().0;
        let wakes = Happening::Pending(PendingId(sleeper));
        assert!(world.allows(&any, wakes) && !world.allows(&on_time, wakes));
        assert!(!world.allows(&any, Happening::Crash(NodeId(0))));
        // Overtaken, but only by what is due first.
        let mut slow = world.clone();
        take(&mut slow, &format!("slow: {REQUEST}"));
        assert_eq!(free(&slow), [REQUEST, GIVES_UP]);
        take(&mut world, REQUEST);
        assert_eq!(free(&world), [STORED]);
        let mut slow = world.clone();
        take(&mut slow, &format!("slow: {STORED}"));
        assert_eq!(free(&slow), [STORED, GIVES_UP]);
        take(&mut world, STORED);
        // The two notes are the same twice.
        assert_eq!(free(&world), [REPLY, NOTE]);
        let mut slow = world.clone();
        take(&mut slow, &format!("slow: {NOTE}"));
        assert_eq!(free(&slow), [REPLY, NOTE, OTHER_NOTE]);
        take(&mut world, NOTE);
        assert_eq!(free(&world), [REPLY, OTHER_NOTE]);
        take(&mut world, REPLY);
        take(&mut world, OTHER_NOTE);
        assert_eq!(free(&world), [KEEPER_LOOKS, PEER_LOOKS]);
        world.halted = Some("a limit".into());
        assert!(ways(&world, &any, Budget::UNLIMITED).is_empty());
    }

    #[test]
    fn what_may_go_wrong_next() {
        let mut world = world(&keepers());
        let with = |kind: &str, world: &World, rules: &Rules| {
            let mut left = NONE;
            *left.get_mut(kind).unwrap() = 1;
            let faults = ways(world, rules, left);
            let free = ways(world, rules, NONE);
            assert_eq!(faults[..free.len()], free, "what costs nothing comes first");
            faults[free.len()..].to_vec()
        };
        let rules = Rules::default();
        let nothing: [&str; 0] = [];
        assert_eq!(with("crash", &world, &rules), ["killed: keeper", "killed: peer"]);
        let clients = Rules { crashes: vec![NodeId(0)], ..Rules::default() };
        let all = ["killed: client", "killed: keeper", "killed: peer"];
        assert_eq!(with("crash", &world, &clients), all);
        assert_eq!(with("omission", &world, &rules), ["mute: keeper", "mute: peer"]);
        for kind in ["lose", "duplicate", "delay"] {
            assert_eq!(with(kind, &world, &rules), nothing);
        }
        take(&mut world, "mute: peer");
        assert_eq!(with("omission", &world, &rules), ["mute: keeper"]);
        take(&mut world, "killed: peer");
        assert_eq!(with("crash", &world, &rules), ["killed: keeper"]);
        assert_eq!(ways(&world, &rules, NONE), [ARRIVES, "peer", KEEPER_LOOKS]);
        take(&mut world, ARRIVES);
        assert_eq!(with("lose", &world, &rules), [format!("lost: {REQUEST}")]);
        assert_eq!(with("duplicate", &world, &rules), [format!("twice: {REQUEST}")]);
        assert_eq!(with("delay", &world, &rules), [format!("slow: {REQUEST}")]);
        take(&mut world, REQUEST);
        assert_eq!(with("delay", &world, &rules), [format!("slow: {STORED}")]);
        assert_eq!(with("lose", &world, &rules), nothing);
        take(&mut world, STORED);
        assert_eq!(with("lose", &world, &rules), [REPLY, NOTE].map(|it| format!("lost: {it}")));
        // A second copy of a reply comes to nothing.
        assert_eq!(with("duplicate", &world, &rules), [format!("twice: {NOTE}")]);
        assert_eq!(with("delay", &world, &rules), [REPLY, NOTE].map(|it| format!("slow: {it}")));
        take(&mut world, &format!("slow: {REPLY}"));
        assert_eq!(with("delay", &world, &rules), [format!("slow: {NOTE}")]);
    }

    #[test]
    fn what_is_listed_begins_once_and_costs_what_it_is() {
        let cut = ListedKind::Trouble(Trouble::Cut(vec![(NodeId(1), NodeId(2))]));
        let slow = ListedKind::Trouble(Trouble::Slow { node: NodeId(2), factor: 10 });
        let of = NodeId(1);
        let reply = MessagePoint { reply: true, of, by: None, operation: None, nth: None };
        let lie = ListedKind::Lie(reply, Alteration::Whole(Value::text("a lie")));
        let mut setup = keepers();
        for kind in [cut, slow, lie] {
            let listed = Listed { kind, words: "it happens".into() };
            Rc::get_mut(&mut setup).unwrap().list(listed);
        }
        let mut world = world(&setup);
        let rules = Rules::default();
        let with = |kind: &str, world: &World| {
            let mut left = NONE;
            *left.get_mut(kind).unwrap() = 1;
            let free = world.moves(&rules, NONE).len();
            let faults = world.moves(&rules, left).split_off(free);
            faults.into_iter().map(|way| way.what).collect::<Vec<_>>()
        };
        let (cut, slow) = (Happening::Begin(0), Happening::Begin(1));
        for way in [ARRIVES, REQUEST, STORED] {
            take(&mut world, way);
        }
        let reply = world.in_flight.iter().find(|(_, flight)| flight.answers()).unwrap().0;
        let lie = Happening::Alter(PendingId(reply), 2);
        assert_eq!(with("cut", &world), [cut]);
        assert_eq!(with("other", &world), [slow, lie]);
        world.apply(&Choice { what: cut, at: world.now, draws: Vec::new() }).unwrap();
        assert_eq!(with("cut", &world), []);
        assert_eq!(with("other", &world), [slow, lie]);
        let ends = world.moves(&rules, NONE).pop().unwrap();
        assert_eq!((ends.what, ends.kind), (Happening::End(0), Kind::Nothing));
    }

    #[test]
    fn on_a_link_that_keeps_the_order_nothing_overtakes_and_on_others_everything_may() {
        let mut setup = keepers_asked(&[10, 15]);
        let latency = Latency { min: Time::from_millis(5), max: Time::from_millis(40) };
        let in_order = Link { in_order: true, ..latency.into() };
        Rc::get_mut(&mut setup).unwrap().set_link(NodeId(1), NodeId(2), in_order);
        let mut world = world(&setup);
        let free = |world: &World| ways(world, &Rules::default(), NONE);
        let second = &*REQUEST.replace("number 1", "number 2");
        take(&mut world, ARRIVES);
        take(&mut world, "timer 1 of client");
        assert_eq!(free(&world), [REQUEST, second]);
        take(&mut world, REQUEST);
        take(&mut world, STORED);
        assert_eq!(free(&world), [second, REPLY, NOTE]);
        // The other note says the same, and yet it is another message: its turn comes later.
        let losses = ways(&world, &Rules::default(), Budget { lose: 1, ..NONE }).split_off(3);
        assert_eq!(losses, [second, REPLY, NOTE, OTHER_NOTE].map(|it| format!("lost: {it}")));
        take(&mut world, &format!("slow: {NOTE}"));
        assert_eq!(free(&world), [second, REPLY, NOTE]);
        take(&mut world, NOTE);
        assert_eq!(free(&world), [second, REPLY, OTHER_NOTE]);
    }

    #[test]
    fn a_world_rests_where_nothing_is_pending_or_a_limit_ended_it() {
        let mut asked = world(&asking(&[10], []));
        assert!(!asked.is_at_rest(), "a request is to come");
        take(&mut asked, ARRIVES);
        assert!(!asked.is_at_rest());
        let mut halted = asked.clone();
        halted.halted = Some("a limit".into());
        assert!(halted.is_at_rest());
        while asked.step_fairly(false) {}
        assert!(asked.is_at_rest());
    }

    #[test]
    fn who_goes_on_at_the_low_end_says_what_was_drawn() {
        let mut world = world(&asking(&[10], []));
        let mut known = Transitions::default();
        let next = |world: &World| world.moves(&Rules::default(), NONE)[0];
        let arrives = next(&world);
        assert_eq!(world.apply_low(arrives, &mut known), []);
        let request = next(&world);
        assert_eq!(world.apply_low(request, &mut known), [10]);
    }

    #[test]
    fn a_request_from_outside_comes_before_a_timer_that_is_due_first() {
        let mut world = world(&keepers_asked(&[60_000]));
        let (_, what) = world.tell(world.fair_move().unwrap().what).unwrap();
        assert_eq!(what.to_string(), ARRIVES);
        assert!(world.step_fairly(false));
        assert_eq!(world.now, Time::ZERO);
    }

    #[test]
    fn one_client_asks_in_its_order_and_its_requests_overtake_one_another() {
        let mut world = world(&asking(&[15, 10], []));
        let (first, second) = ("timer 1 of client", "timer 0 of client");
        let request = |number| format!("request serve from client to process (number {number})");
        assert_eq!(ways(&world, &Rules::default(), NONE), [first]);
        take(&mut world, first);
        assert_eq!(ways(&world, &Rules::default(), NONE), [&request(1), second]);
        take(&mut world, second);
        assert_eq!(ways(&world, &Rules::default(), NONE), [request(1), request(2)]);
    }

    #[test]
    fn the_fair_schedule_keeps_the_order_of_one_clients_requests() {
        let mut world = world(&asking(&[18, 11, 14, 12, 16], []));
        let taken = std::iter::from_fn(|| {
            let Move { what, .. } = world.fair_move()?;
            let (_, what) = world.tell(what)?;
            world.step_fairly(false);
            Some(what.to_string())
        });
        let arrivals = taken.filter(|what| what.starts_with("timer"));
        let order = [1, 3, 2, 4, 0].map(|number| format!("timer {number} of client"));
        assert_eq!(arrivals.collect::<Vec<_>>(), order);
    }

    /// A node that does what it is asked for.
    struct Obedient;

    impl Program for Obedient {
        type State = u8;

        fn initial(&self) -> u8 {
            0
        }

        fn after_crash(&self, state: &u8) -> u8 {
            *state
        }

        fn step(&self, state: &u8, input: &Input) -> Transition<u8> {
            let send = |operation: &str| Effect::Tell {
                to: NodeId(0),
                operation: operation.into(),
                arguments: Rc::from([]),
            };
            let sleep = |timer| Effect::SetTimer {
                timer,
                after: Time::from_secs(1),
                kind: TimerKind::Sleep(None),
            };
            let call = |call| Effect::Call {
                call,
                to: NodeId(0),
                operation: "nothing".into(),
                arguments: Rc::from([]),
                place: None,
            };
            let mut step = Transition::wait(*state, Vec::new());
            let operation: Name = match input {
                Input::Start => {
                    step.effects = DEEDS.iter().map(|deed| send(deed)).collect();
                    step.effects.extend([sleep(7), call(8), call(9)]);
                    return step;
                }
                Input::Request { operation, .. } => Name::clone(operation),
                _ => return step,
            };
            match &*operation {
                "remembers" => step.state += 1,
                "tells" => step.effects.push(send("nothing")),
                "sleeps" => step.effects.push(sleep(1)),
                "calls" => step.effects.push(call(2)),
                "forgets to wake" => step.effects.push(Effect::Forget(7)),
                "gives up" => step.effects.push(Effect::Forget(8)),
                "sleeps instead" => step.effects.extend([Effect::Forget(7), sleep(7)]),
                "records" => step.effects.push(Effect::Invoked {
                    number: 0,
                    node: NodeId(0),
                    operation: "get".into(),
                    arguments: Rc::from([]),
                }),
                "panics" => {
                    let (message, place, stack) = (String::new(), None, Vec::new());
                    step.then = Then::Panic { message, place, stack };
                }
                "halts" => step.then = Then::Halt("enough".into()),
                "says something" => step.effects.push(Effect::Log("something".into())),
                _ => {}
            }
            step
        }

        fn observe(&self, _: &u8, _: &str, _: &[Value]) -> Result<Value, String> {
            Ok(Value::Unit)
        }
    }

    /// What comes of each message, and whether that is nothing.
    const DEEDS: [&str; 12] = [
        "nothing",
        "says something",
        "remembers",
        "tells",
        "sleeps",
        "calls",
        "forgets to wake",
        "gives up",
        "sleeps instead",
        "records",
        "panics",
        "halts",
    ];

    #[test]
    fn a_message_is_idle_where_nothing_comes_of_it() {
        let mut setup = Setup::new(Latency { min: Time::ZERO, max: Time::ZERO });
        setup.add_node("obedient", NodeKind::Process, Obedient, Time::from_secs(1));
        setup.keep_history();
        let before = world(&Rc::new(setup));
        let messages: Vec<u32> = before.in_flight.iter().map(|(number, _)| number).collect();
        for (number, at) in messages.into_iter().zip(0..) {
            let mut after = before.clone();
            let what = Happening::Pending(PendingId(number));
            after.apply(&Choice { what, at: before.now, draws: Vec::new() }).unwrap();
            // The calls come last; a request that is served waits for its answer.
            let deed = DEEDS.get(at).copied().unwrap_or("is served");
            let idle = ["nothing", "says something"].contains(&deed);
            assert_eq!(after.is_idle_after(&before), idle, "{deed}");
        }
        // Whoever says something over a link that is cut has said it.
        let mut after = before.clone();
        let first = after.in_flight.iter().next().unwrap().0;
        after.in_flight.remove(first);
        assert!(after.is_idle_after(&before));
        after.messages_next += 1;
        assert!(!after.is_idle_after(&before));
    }

    #[test]
    fn the_fair_schedule_takes_messages_and_disks_first_and_then_requests_and_then_timers() {
        let mut world = world(&keepers_asked(&[10, 15]));
        let mut taken = Vec::new();
        for _ in 0..13 {
            let Move { what, .. } = world.fair_move().unwrap();
            let (_, what) = world.tell(what).unwrap();
            taken.push(what.to_string());
            assert!(world.step_fairly(false));
        }
        let (second, its_request) = ("timer 1 of client", REQUEST.replace("number 1", "number 2"));
        assert_eq!(taken[..3], [ARRIVES, REQUEST, STORED]);
        let after_storing = &mut taken[3..6];
        after_storing.sort();
        assert_eq!(after_storing, [REPLY, NOTE, OTHER_NOTE]);
        assert_eq!(taken[6..9], [second, &its_request, STORED]);
        assert!(taken[9..12].iter().all(|way| way.starts_with('r')), "{taken:?}");
        assert!([KEEPER_LOOKS, PEER_LOOKS].contains(&taken[12].as_str()));
        world.halted = Some("a limit".into());
        assert_eq!(world.fair_move(), None);
    }
}
