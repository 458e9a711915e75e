//! What goes wrong in a world, and how it is put right.

use std::rc::Rc;

use super::steps::{Answers, from_drawing, from_list};
use super::transitions::{Step, Transitions};
use super::troubles::Cause;
use super::{Alarm, InFlight, Payload, PendingId, World};
use crate::fault::CrashPlaces;
use crate::{
    Fault, FaultId, FaultKind, FaultPoint, Input, ListedKind, Loss, MessageId, NodeId, Refusal,
    Time, Trouble, Value, What,
};

impl World {
    /// Puts everything right that is still broken: dead nodes restart, services answer again, and
    /// no further fault happens. Says whether anything was broken.
    ///
    /// # Errors
    /// [`Refusal::NeedsDraw`] where a node draws a number as it restarts and `draws` has too few.
    pub fn heal(&mut self, draws: &[i64]) -> Result<bool, Refusal> {
        self.put_right(&mut Answers::new(&mut from_list(draws)))
    }

    /// The same, with numbers that are drawn as they are needed.
    pub fn heal_drawing(&mut self, mut draw: impl FnMut(NodeId, i64, i64) -> i64) -> bool {
        let healed = self.put_right(&mut Answers::new(&mut from_drawing(&mut draw)));
        healed.unwrap_or_else(|_| panic!("nothing but a draw can be refused here"))
    }

    /// The same by transitions that were taken before; draws come out at their low end.
    pub(crate) fn heal_known(&mut self, known: &mut Transitions) {
        let mut low = |_, low, _| low;
        let healed = self.put_right(&mut Answers::remembered(&mut from_drawing(&mut low), known));
        assert!(healed.is_ok(), "nothing but a draw can be refused here");
    }

    fn put_right(&mut self, answers: &mut Answers<'_>) -> Result<bool, Refusal> {
        let mut healed = self.clone();
        healed.faults_stopped = true;
        let dead: Vec<NodeId> = self.node_ids().filter(|&node| !self.node(node).alive).collect();
        let troubled = self.troubles.iter().filter_map(|underway| underway.trouble.node());
        let first = troubled.chain(dead.iter().copied()).min();
        if let Some(first) = first {
            healed.note(first, What::Healed, None);
        }
        healed.timers.retain(|timer| {
            !matches!(timer.what, Alarm::Restart(_) | Alarm::FaultBegins(_) | Alarm::FaultEnds(_))
        });
        for ended in std::mem::take(&mut healed.troubles) {
            healed.set_right(ended);
        }
        for &node in &dead {
            let step = healed.compute(node, &Input::Start, None, answers)?;
            healed.restart(node, &step);
        }
        for flight in healed.in_flight.values_mut().filter(|flight| flight.slow) {
            Rc::make_mut(flight).slow = false;
        }
        for timer in healed.timers.values_mut().filter(|timer| timer.slow) {
            Rc::make_mut(timer).slow = false;
        }
        *self = healed;
        Ok(first.is_some())
    }

    /// Whether each fault has come to pass, in their order.
    pub fn faults_met(&self) -> impl Iterator<Item = bool> {
        self.setup.faults.iter().zip(&self.met).map(|(fault, &met)| {
            let nth = match &fault.kind {
                FaultKind::Message(point, _) => point.nth,
                FaultKind::Crash { when, .. } | FaultKind::Trouble { when, .. } => match when {
                    FaultPoint::At(_) => None,
                    FaultPoint::Step(_, point) => Some(point.nth),
                    FaultPoint::Message(point) => point.nth,
                },
            };
            met >= nth.unwrap_or(1)
        })
    }

    /// What a node does, unless it is killed in place of it. What goes wrong as it is about to do
    /// it begins first.
    pub(super) fn commit_or_crash(&mut self, node: NodeId, step: &Step, answered: bool) {
        if !self.faults_stopped {
            let setup = Rc::clone(&self.setup);
            for (number, fault) in setup.faults.iter().enumerate() {
                let (FaultKind::Crash { when, .. } | FaultKind::Trouble { when, .. }) = &fault.kind
                else {
                    continue;
                };
                let FaultPoint::Step(of, point) = when else { continue };
                // A node that stood still in place of this step has had it counted.
                if *of != node || fault.pauses(node) {
                    continue;
                }
                let mut met = step.moved.iter().filter_map(|moved| point.matches(moved, answered));
                let Some(places) = met.next() else { continue };
                if !self.meets(number, Some(point.nth)) {
                    continue;
                }
                match fault.kind {
                    FaultKind::Crash { node: victim, restart, .. } if victim == node => {
                        self.crash(node, places, Some(FaultId(number as u16)), restart);
                        return;
                    }
                    _ => self.fault_begins(FaultId(number as u16)),
                }
            }
        }
        self.commit(node, step);
    }

    /// Whether a node stands still from now on in place of taking this step, as a fault wants it.
    pub(super) fn stops_before(
        &mut self,
        node: NodeId,
        step: &Step,
        answered: bool,
        now: Time,
    ) -> bool {
        if self.faults_stopped {
            return false;
        }
        let setup = Rc::clone(&self.setup);
        for (number, fault) in setup.faults.iter().enumerate() {
            let FaultKind::Trouble { when: FaultPoint::Step(of, point), .. } = &fault.kind else {
                continue;
            };
            let here = |moved| point.matches(moved, answered).is_some();
            if *of == node
                && fault.pauses(node)
                && step.moved.iter().any(here)
                && self.meets(number, Some(point.nth))
            {
                self.now = now;
                self.fault_begins(FaultId(number as u16));
                return true;
            }
        }
        false
    }

    /// Counts a place that a fault is bound to; says whether this is where it happens. Once it has
    /// happened nothing is counted, so that what goes round comes back to the same state.
    pub(super) fn meets(&mut self, fault: usize, nth: Option<u32>) -> bool {
        let met = &mut self.met[fault];
        let Some(nth) = nth else {
            *met = 1;
            return true;
        };
        if *met >= nth {
            return false;
        }
        *met += 1;
        *met == nth
    }

    pub(super) fn fault_begins(&mut self, id: FaultId) {
        let setup = Rc::clone(&self.setup);
        let number = usize::from(id.0);
        let (FaultKind::Crash { when, .. } | FaultKind::Trouble { when, .. }) =
            &setup.faults[number].kind
        else {
            return;
        };
        let at_a_time = u32::from(matches!(when, FaultPoint::At(_)));
        match &setup.faults[number].kind {
            FaultKind::Crash { node, restart, .. } if self.node(*node).alive => {
                self.met[number] += at_a_time;
                self.crash(*node, CrashPlaces::default(), Some(id), *restart);
            }
            FaultKind::Trouble { trouble, lasts, .. } => {
                self.met[number] += at_a_time;
                self.begin_trouble(Cause::Fault(id.0), trouble.clone(), Some(id));
                if let Some(lasts) = lasts {
                    self.schedule(self.now.plus(*lasts), Alarm::FaultEnds(id));
                }
            }
            _ => {}
        }
    }

    pub(super) fn crash(
        &mut self,
        node: NodeId,
        places: CrashPlaces,
        fault: Option<FaultId>,
        restart: Option<Time>,
    ) {
        let CrashPlaces { after, during, before } = places;
        self.note(node, What::Crashed { after, during, before }, fault);
        self.kill(node);
        if let Some(after) = restart {
            self.schedule(self.now.plus(after), Alarm::Restart(node));
        }
    }

    /// The five answers of a crash: memory is lost; what is durable stays; what it had sent still
    /// arrives, and replies to this life are dropped; its timers are gone; its clock runs on.
    pub(super) fn kill(&mut self, node: NodeId) {
        let durable =
            self.setup.nodes[usize::from(node.0)].program.after_crash(&self.node(node).state);
        let now = self.node_mut(node);
        now.state = durable;
        now.alive = false;
        now.life += 1;
        now.serving.clear();
        now.waiting.clear();
        self.working.retain(|flight| flight.to != node);
        self.calls.retain(|call| call.caller != node);
        self.drop_vain_replies(Loss::EarlierLife);
        let calls = &self.calls;
        self.timers.retain(|timer| match &timer.what {
            Alarm::Node { node: owner, .. } | Alarm::Serve(owner) => *owner != node,
            Alarm::CallTimeout(ticket) => calls.get(ticket.0).is_some(),
            Alarm::Restart(_) | Alarm::FaultBegins(_) | Alarm::FaultEnds(_) => true,
        });
    }

    /// The network loses a message.
    pub(super) fn lose(&mut self, what: PendingId, now: Time) -> Result<(), Refusal> {
        let flight = self.in_flight.get(what.0).cloned().ok_or(Refusal::NotPending(what))?;
        self.begin(what, now);
        // What a link loses of itself is nobody's fault, and far too much to be told as one.
        let by_itself = !self.mode.abstracts && self.setup.link(flight.from, flight.to).loss > 0;
        let words = |world: &Self| format!("{} is lost", world.message_words(&flight));
        let fault = if by_itself { None } else { self.new_fault(words) };
        self.note(flight.to, What::Lost(flight.id, Loss::OnTheWay), fault);
        Ok(())
    }

    /// The network makes a second copy of a message.
    pub(super) fn duplicate(&mut self, what: PendingId, now: Time) -> Result<(), Refusal> {
        let flight = self.in_flight.get(what.0).cloned().ok_or(Refusal::NotPending(what))?;
        self.now = now;
        let fault =
            self.new_fault(|world| format!("{} is duplicated", world.message_words(&flight)));
        let copy = self.copy(&flight, fault);
        let pending = self.number_pending();
        self.in_flight.insert(pending.0, Rc::new(copy));
        Ok(())
    }

    /// From now on timers may overtake a message, or what is on its way to a disk.
    pub(super) fn delay(&mut self, what: PendingId, now: Time) -> Result<(), Refusal> {
        if let Some(flight) = self.in_flight.get_mut(what.0) {
            Rc::make_mut(flight).slow = true;
            let flight = Rc::clone(flight);
            let fault = self.new_fault(|world| format!("{} is slow", world.message_words(&flight)));
            self.now = now;
            self.note(flight.to, What::Delayed(flight.id), fault);
            return Ok(());
        }
        let timer = self.timers.get_mut(what.0).filter(|timer| timer.what.is_on_its_way());
        let timer = timer.ok_or(Refusal::NotPending(what))?;
        Rc::make_mut(timer).slow = true;
        let Alarm::Node { node, .. } = timer.what else { return Ok(()) };
        let fault = self.new_fault(|world| format!("the disk of {} is slow", world.name(node)));
        self.now = now;
        self.note(node, What::DiskSlow, fault);
        Ok(())
    }

    /// A process is killed between two of its steps.
    pub(super) fn crash_now(
        &mut self,
        node: NodeId,
        now: Time,
        answers: &mut Answers<'_>,
    ) -> Result<(), Refusal> {
        if self.nodes.get(usize::from(node.0)).is_none_or(|node| !node.alive) {
            return Err(Refusal::Impossible);
        }
        let places = if self.mode.records {
            self.crash_places(node, answers)
        } else {
            CrashPlaces::default()
        };
        self.now = now;
        let fault = self.new_fault(|world| format!("{} is killed{places}", world.name(node)));
        self.crash(node, places, fault, Some(Time::ZERO));
        Ok(())
    }

    /// A message is altered as it is listed.
    pub(super) fn alter(&mut self, what: PendingId, number: u16, now: Time) -> Result<(), Refusal> {
        let flight = self.in_flight.get(what.0).cloned().ok_or(Refusal::NotPending(what))?;
        let altered = self.altered(&flight, number).ok_or(Refusal::Impossible)?;
        self.begin(what, now);
        let words = self.setup.listed[usize::from(number)].words.clone();
        let fault = self.new_fault(|_| words);
        let altered = self.replace(&flight, altered, fault);
        let pending = self.number_pending();
        self.in_flight.insert(pending.0, Rc::new(altered));
        Ok(())
    }

    /// What a message carries once it is altered as it is listed, if it can be.
    pub(super) fn altered(&self, flight: &InFlight, number: u16) -> Option<Value> {
        let listed = self.setup.listed.get(usize::from(number))?;
        let ListedKind::Lie(point, alteration) = &listed.kind else { return None };
        if !point.matches(flight.from, flight.to, flight.kind, &flight.operation) {
            return None;
        }
        alteration.of(&flight.payload.content)
    }

    /// The message that arrives in the place of one that was altered.
    pub(super) fn replace(
        &mut self,
        flight: &InFlight,
        content: Value,
        fault: Option<FaultId>,
    ) -> InFlight {
        let payload = match content {
            Value::Tuple(arguments) => Payload::request(&flight.operation, arguments),
            content => Payload::answer(content),
        };
        let id = MessageId(self.messages_next);
        let altered = InFlight { id, payload: Rc::new(payload), ..flight.clone() };
        self.messages_next += 1;
        self.note_message(&altered);
        self.note(flight.to, What::Altered(flight.id, id), fault);
        altered
    }

    /// A second copy of a message, which has not set out yet.
    pub(super) fn copy(&mut self, flight: &InFlight, fault: Option<FaultId>) -> InFlight {
        let copy = InFlight { id: MessageId(self.messages_next), ..flight.clone() };
        self.messages_next += 1;
        self.note_message(&copy);
        self.note(flight.to, What::Duplicated(flight.id, copy.id), fault);
        copy
    }

    /// Between which borders a process is, if it is killed now: where a reply to it is on its way,
    /// between what it waited for and what it would do next; otherwise in the midst of what it
    /// waits for.
    pub(super) fn crash_places(&self, node: NodeId, answers: &mut Answers<'_>) -> CrashPlaces {
        // Of several replies the last that was sent says most of how far the process had come.
        let mut last_first: Vec<&InFlight> = self.in_flight.iter().map(|(_, it)| &**it).collect();
        last_first.reverse();
        let replies = last_first.into_iter().filter(|flight| flight.to == node && flight.answers());
        for flight in replies {
            let Ok(input) = self.receive(flight) else { continue };
            let Ok(step) = self.compute(node, &input, None, answers) else { continue };
            let gone_on = step.moved.iter().find(|moved| !moved.from.is_empty());
            if let Some(moved) = gone_on {
                let (after, before) = (moved.from.last().cloned(), moved.to.last().cloned());
                return CrashPlaces { after, during: None, before };
            }
        }
        let program = &self.setup.nodes[usize::from(node.0)].program;
        let stands = program.stands(&self.node(node).state);
        let during = stands.into_iter().find_map(|mut places| places.pop());
        CrashPlaces { after: None, during, before: None }
    }

    /// Writes a fault that nobody asked for before into the trace.
    pub(super) fn new_fault(&mut self, words: impl FnOnce(&Self) -> String) -> Option<FaultId> {
        if !self.mode.records {
            return None;
        }
        let words = words(self);
        let faults = &mut Rc::make_mut(&mut self.trace).faults;
        faults.push(words);
        Some(FaultId(faults.len() as u16 - 1))
    }

    /// The message in words: *the reply of db::insert*.
    pub(super) fn message_words(&self, flight: &InFlight) -> String {
        let (what, of, called) = match flight.kind {
            crate::MessageKind::Request => ("request", "to", flight.to),
            crate::MessageKind::Tell => ("message", "to", flight.to),
            crate::MessageKind::Reply(_) => ("reply", "of", flight.from),
        };
        format!("the {what} {of} {}::{}", self.name(called), flight.operation)
    }

    fn name(&self, node: NodeId) -> &str {
        &self.setup.nodes[usize::from(node.0)].lane.name
    }
}

impl Fault {
    /// Whether it lets this node stand still.
    fn pauses(&self, node: NodeId) -> bool {
        matches!(self.kind, FaultKind::Trouble { trouble: Trouble::Paused(paused), .. } if paused == node)
    }
}

#[cfg(test)]
mod tests {
    use super::super::moves::tests::{
        ARRIVES, GIVES_UP, KEEPER_LOOKS, NONE, NOTE, OTHER_NOTE, PEER_LOOKS, REPLY, REQUEST,
        STORED, take, ways, world,
    };
    use super::*;
    use crate::small::{asking, down, keepers, killed_between, lose};
    use crate::{Choice, Happening, MessagePoint, Rules, Timers, Value};

    /// What may happen without a fault, timers at any time.
    fn next(world: &World) -> Vec<String> {
        ways(world, &Rules { timers: Timers::Any, ..Rules::default() }, NONE)
    }

    fn after(ways: &[&str]) -> World {
        let mut world = world(&keepers());
        for way in ways {
            take(&mut world, way);
        }
        world
    }

    fn ask(world: &World, node: &str, question: &str) -> Value {
        world.view().observe(node, question, &[]).unwrap()
    }

    fn faults(world: &World) -> Vec<&str> {
        world.trace().faults.iter().map(String::as_str).collect()
    }

    fn apply(world: &mut World, what: Happening) -> Result<(), Refusal> {
        let at = world.now();
        world.apply(&Choice { what, at, draws: Vec::new() })
    }

    #[test]
    fn what_a_process_has_sent_arrives_and_what_it_has_stored_stays() {
        let mut world = after(&[ARRIVES, REQUEST, STORED, "killed: keeper"]);
        assert_eq!(next(&world), [REPLY, NOTE, "keeper", PEER_LOOKS, GIVES_UP]);
        assert_eq!(ask(&world, "keeper", "stored"), Value::Int(1));
        for way in [NOTE, OTHER_NOTE, REPLY, "keeper"] {
            take(&mut world, way);
        }
        assert_eq!(ask(&world, "peer", "told"), Value::Int(2));
        // It sleeps anew.
        assert_eq!(next(&world), [PEER_LOOKS, KEEPER_LOOKS]);
        assert_eq!(ask(&world, "keeper", "stored"), Value::Int(1));
        assert_eq!(faults(&world), ["keeper is killed"]);
    }

    #[test]
    fn what_a_process_had_in_memory_is_lost_and_nobody_is_answered() {
        let mut world = after(&[ARRIVES, REQUEST, "killed: keeper"]);
        assert!(world.node(NodeId(1)).serving.is_empty());
        assert_eq!(next(&world), ["keeper", PEER_LOOKS, GIVES_UP]);
        take(&mut world, "keeper");
        take(&mut world, GIVES_UP);
        assert_eq!(ask(&world, "keeper", "stored"), Value::Int(0));
        assert_eq!(next(&world), [PEER_LOOKS, KEEPER_LOOKS]);
    }

    #[test]
    fn what_reaches_a_dead_process_is_lost() {
        let mut world = after(&[ARRIVES, "killed: keeper", REQUEST, "keeper"]);
        assert_eq!(next(&world), [PEER_LOOKS, GIVES_UP, KEEPER_LOOKS]);
        assert_eq!(apply(&mut world, Happening::Crash(NodeId(1))), Ok(()));
        assert_eq!(apply(&mut world, Happening::Crash(NodeId(1))), Err(Refusal::Impossible));
        assert_eq!(apply(&mut world, Happening::Crash(NodeId(3))), Err(Refusal::Impossible));
        let lost = |event: &&crate::Event| matches!(event.what, What::Lost(..));
        let lost = world.trace().events.iter().find(lost).unwrap();
        assert_eq!(lost.what, What::Lost(MessageId(0), Loss::NobodyThere));
    }

    #[test]
    fn who_dies_hears_nothing_of_what_it_has_asked_for() {
        let mut world = after(&[ARRIVES, REQUEST, STORED]);
        apply(&mut world, Happening::Crash(NodeId(0))).unwrap();
        // Its call is gone, with the reply to it and the timeout. Who else is asked goes on.
        assert_eq!(next(&world), [NOTE, "client", KEEPER_LOOKS, PEER_LOOKS]);
        let lost = |event: &&crate::Event| matches!(event.what, What::Lost(..));
        let lost = world.trace().events.iter().find(lost).unwrap();
        assert!(matches!(lost.what, What::Lost(_, Loss::EarlierLife)), "{:?}", lost.what);
        let mut world = after(&[ARRIVES, REQUEST, STORED, "killed: peer"]);
        assert_eq!(next(&world), [REPLY, NOTE, "peer", KEEPER_LOOKS, GIVES_UP]);
        take(&mut world, NOTE);
        take(&mut world, "peer");
        take(&mut world, OTHER_NOTE);
        assert_eq!(ask(&world, "peer", "told"), Value::Int(1));
    }

    #[test]
    fn a_message_is_lost_doubled_or_slow() {
        let mut world = after(&[ARRIVES, &format!("lost: {REQUEST}")]);
        assert_eq!(next(&world), [KEEPER_LOOKS, PEER_LOOKS, GIVES_UP]);
        assert_eq!(faults(&world), ["the request to keeper::keep is lost"]);
        world = after(&[ARRIVES, &format!("twice: {REQUEST}")]);
        assert_eq!(faults(&world), ["the request to keeper::keep is duplicated"]);
        take(&mut world, REQUEST);
        let copy = REQUEST.replace("number 1", "number 2");
        take(&mut world, &copy);
        take(&mut world, STORED);
        take(&mut world, "timer 1 of keeper");
        assert_eq!(ask(&world, "keeper", "stored"), Value::Int(2));
        // The second reply is in vain as soon as the first has come.
        take(&mut world, REPLY);
        assert!(!next(&world).iter().any(|way| way.starts_with("reply")));
        world = after(&[ARRIVES, &format!("slow: {REQUEST}"), GIVES_UP, REQUEST]);
        assert_eq!(faults(&world), ["the request to keeper::keep is slow"]);
        take(&mut world, &format!("slow: {STORED}"));
        assert_eq!(faults(&world)[1], "the disk of keeper is slow");
        world = after(&[ARRIVES, REQUEST, STORED, &format!("slow: {REPLY}")]);
        assert_eq!(faults(&world), ["the reply of keeper::keep is slow"]);
        world = after(&[ARRIVES, REQUEST, STORED, &format!("lost: {NOTE}")]);
        assert_eq!(faults(&world), ["the message to peer::note is lost"]);
    }

    #[test]
    fn what_is_not_there_can_be_done_nothing_to() {
        let mut world = after(&[ARRIVES]);
        let sleeper = world.timers.iter().find(|(_, timer)| !timer.what.is_free()).unwrap().0;
        let before = world.fingerprint();
        for id in [PendingId(99), PendingId(sleeper)] {
            for what in [Happening::Lose(id), Happening::Duplicate(id), Happening::Delay(id)] {
                assert_eq!(apply(&mut world, what), Err(Refusal::NotPending(id)));
            }
        }
        assert_eq!(apply(&mut world, Happening::Omit(NodeId(9))), Err(Refusal::Impossible));
        assert_eq!(world.fingerprint(), before);
    }

    #[test]
    fn who_answers_nobody_does_all_else() {
        let mut world = after(&[ARRIVES, "mute: keeper", REQUEST, STORED]);
        assert_eq!(faults(&world), ["keeper answers nobody"]);
        assert_eq!(next(&world), [NOTE, KEEPER_LOOKS, PEER_LOOKS, GIVES_UP]);
        assert_eq!(apply(&mut world, Happening::Omit(NodeId(1))), Err(Refusal::Impossible));
        assert_eq!(world.heal(&[]), Ok(true));
        assert_eq!(apply(&mut world, Happening::Omit(NodeId(1))), Ok(()));
    }

    #[test]
    fn everything_is_put_right() {
        let mut world = after(&[ARRIVES, REQUEST, STORED, "killed: peer"]);
        take(&mut world, &format!("slow: {REPLY}"));
        let mut known = world.clone();
        assert_eq!(world.heal(&[]), Ok(true));
        known.heal_known(&mut Transitions::default());
        assert_eq!(known.fingerprint(), world.fingerprint());
        assert_eq!(next(&world), [REPLY, NOTE, KEEPER_LOOKS, GIVES_UP, PEER_LOOKS]);
        let on_time = ways(&world, &Rules::default(), NONE);
        assert_eq!(on_time, [REPLY, NOTE], "nothing is slow any more");
        let what: Vec<&What> = world.trace().events.iter().map(|event| &event.what).collect();
        assert!(matches!(what[what.len() - 2..], [What::Healed, What::Restarted]));
        assert_eq!(world.heal(&[]), Ok(false));
        let mut world = after(&[ARRIVES, REQUEST, &format!("slow: {STORED}")]);
        assert_eq!(world.heal(&[]), Ok(false));
        assert_eq!(ways(&world, &Rules::default(), NONE), [STORED]);
        // What is to go wrong later does not, and what was bound to a place does not either.
        let down = down(NodeId(3), Time::from_secs(1), Time::from_secs(2), false);
        let point =
            MessagePoint { reply: false, of: NodeId(1), by: None, operation: None, nth: Some(1) };
        let setup = asking(&[10], [down, lose(point)]);
        let mut world = World::new_abstract(setup, &[]).unwrap();
        assert_eq!(next(&world), [ARRIVES, "fault 0 that begins"]);
        let mut down = world.clone();
        take(&mut down, "fault 0 that begins");
        assert_eq!(next(&down), [ARRIVES, "fault 0 that ends"]);
        assert_eq!(down.faults_met().collect::<Vec<_>>(), [true, false]);
        assert_eq!(down.heal(&[]), Ok(true));
        assert_eq!(world.heal(&[]), Ok(false));
        for world in [&mut world, &mut down] {
            assert_eq!(next(world), [ARRIVES]);
            take(world, ARRIVES);
            assert_eq!(world.in_flight.iter().len(), 1, "the request is not lost");
        }
    }

    #[test]
    fn a_fault_that_is_bound_to_a_time_happens_once_and_to_who_is_alive() {
        let at = FaultPoint::At(Time::from_secs(1));
        let dies = FaultKind::Crash { node: NodeId(1), when: at, restart: None };
        let down = down(NodeId(2), Time::from_secs(2), Time::from_secs(3), false);
        let point =
            MessagePoint { reply: false, of: NodeId(1), by: None, operation: None, nth: Some(2) };
        let setup = asking(&[10, 15], [dies, down, lose(point)]);
        let started = || World::new_abstract(Rc::clone(&setup), &[]).unwrap();
        let mut world = started();
        for way in [ARRIVES, "timer 1 of client"] {
            assert_eq!(world.faults_met().collect::<Vec<_>>(), [false, false, false]);
            take(&mut world, way);
        }
        assert_eq!(world.faults_met().collect::<Vec<_>>(), [false, false, true]);
        let mut dead = world.clone();
        take(&mut dead, "killed: process");
        for (world, is_met) in [(&mut world, true), (&mut dead, false)] {
            let request = "request serve from client to process (number 1)";
            take(world, &format!("slow: {request}"));
            take(world, "fault 0 that begins");
            assert_eq!(world.faults_met().next(), Some(is_met));
            assert!(!world.node(NodeId(1)).alive);
        }
        // Each event says which fault did it: those of the setup come first.
        let by: Vec<(&What, FaultId)> =
            dead.trace().events.iter().filter_map(|it| Some((&it.what, it.fault?))).collect();
        assert!(matches!(by[0], (What::Lost(..), FaultId(2))), "{by:?}");
        assert!(matches!(by[1], (What::Crashed { .. }, FaultId(3))), "{by:?}");
        assert!(matches!(by[2], (What::Delayed(..), FaultId(4))), "{by:?}");
        // A service that is down hears nothing, and the trace says why.
        let mut world = started();
        for way in ["fault 0 that begins", "fault 1 that begins"] {
            take(&mut world, way);
        }
        assert_eq!(world.down(NodeId(2)), Some((false, Some(FaultId(1)))));
        assert_eq!(world.down(NodeId(1)), None);
        take(&mut world, "fault 1 that ends");
        assert_eq!(world.down(NodeId(2)), None);
    }

    /// A world in which the process has heard that it has stored, and something goes wrong as it goes
    /// on.
    fn goes_on_with(fault: FaultKind) -> World {
        let mut world = world(&asking(&[10], [fault]));
        for way in [
            ARRIVES,
            "request serve from client to process (number 1)",
            "request insert from process to db (number 1)",
            "reply insert from db to process (number 1)",
        ] {
            take(&mut world, way);
        }
        world
    }

    #[test]
    fn what_goes_wrong_elsewhere_as_a_process_goes_on_does_not_keep_it_from_going_on() {
        let FaultKind::Crash { when, restart, .. } = killed_between() else { panic!("a crash") };
        let mailer_dies = FaultKind::Crash { node: NodeId(3), when: when.clone(), restart };
        let slow = Trouble::Slow { node: NodeId(1), factor: 10 };
        let slow = FaultKind::Trouble { trouble: slow, when, lasts: None };
        for (fault, lives) in [(mailer_dies, false), (slow, true)] {
            let world = goes_on_with(fault);
            assert_eq!(world.faults_met().collect::<Vec<_>>(), [true]);
            assert!(world.node(NodeId(1)).alive);
            assert_eq!(world.node(NodeId(3)).alive, lives);
            let sent: Vec<&str> = world.on_the_way().map(|(.., name, _)| &**name).collect();
            assert_eq!(sent, ["send"]);
        }
    }

    #[test]
    fn who_dies_stops_working_and_others_work_on() {
        let mut world = after(&[ARRIVES]);
        let flight = world.in_flight.iter().next().unwrap().1.clone();
        for (number, to) in [(101, NodeId(1)), (102, NodeId(2))] {
            let worked_at = InFlight { to, ..(*flight).clone() };
            world.working.insert(number, Rc::new(worked_at));
        }
        world.kill(NodeId(2));
        let left: Vec<u32> = world.working.iter().map(|(number, _)| number).collect();
        assert_eq!(left, [101]);
    }

    #[test]
    fn what_a_link_that_loses_nothing_of_itself_loses_is_a_fault() {
        let mut world = World::new(asking(&[10], []), &[]).unwrap();
        let arrives = world.pending().next().unwrap().id;
        apply(&mut world, Happening::Pending(arrives)).unwrap();
        let request = world.in_flight.iter().next().unwrap().0;
        apply(&mut world, Happening::Lose(PendingId(request))).unwrap();
        assert_eq!(faults(&world), ["the request to process::serve is lost"]);
    }

    #[test]
    fn a_crash_says_between_which_borders() {
        let request = "request serve from client to process (number 1)";
        let insert = "request insert from process to db (number 1)";
        let killed = |ways: &[&str]| {
            let mut world = world(&asking(&[10], []));
            for way in ways {
                take(&mut world, way);
            }
            take(&mut world, "killed: process");
            world.trace().faults[0].clone()
        };
        assert_eq!(killed(&[]), "process is killed");
        assert_eq!(killed(&[ARRIVES]), "process is killed");
        assert_eq!(
            killed(&[ARRIVES, request, insert]),
            "process is killed after db::insert and before email::send"
        );
        let send = "request send from process to email (number 1)";
        let stored = "reply insert from db to process (number 1)";
        assert_eq!(
            killed(&[ARRIVES, request, insert, stored, send]),
            "process is killed after email::send"
        );
        // A reply on its way to somebody else says nothing of it.
        let mut world = world(&asking(&[10, 15], []));
        for way in [
            ARRIVES,
            "timer 1 of client",
            "request serve from client to process (number 2)",
            request,
            "request insert from process to db (number 2)",
            stored,
            send,
            "reply send from email to process (number 1)",
        ] {
            take(&mut world, way);
        }
        take(&mut world, "killed: process");
        assert_eq!(world.trace().faults, ["process is killed"]);
    }
}
