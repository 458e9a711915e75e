//! When two worlds are the same.

use super::troubles::{Cause, Underway};
use super::{Alarm, InFlight, Read, Ticket, World};
use crate::fingerprint::mix;
use crate::{Fingerprint, MessageKind, NodeId, Time};

impl World {
    /// A hash of all that decides what can happen from here on, the same on every platform.
    ///
    /// Times count from now, messages and calls by what they are and not by their numbers: two
    /// worlds that differ only in how they came about have one fingerprint.
    pub fn fingerprint(&self) -> u128 {
        let mut hash = 0;
        for (node, set_up) in self.nodes.iter().zip(&self.setup.nodes) {
            let instant = node.clock.instant(self.now);
            let state = set_up.program.seen_now(&node.state, instant);
            hash = mix(hash, state.as_ref().unwrap_or(&node.state).fingerprint());
            let reads_clock = set_up.program.reads_clock(&node.state);
            let flags = u128::from(node.alive)
                | u128::from(reads_clock) << 2
                | u128::from(node.clock.is_right()) << 3
                | (node.serving.iter().len() as u128) << 8
                | (node.waiting.len() as u128) << 40;
            hash = mix(hash, flags);
            if reads_clock {
                hash = mix(hash, u128::from(node.clock.wall(self.now).micros()));
            }
            if !node.clock.is_right() {
                hash = mix(hash, u128::from(node.clock.rate().cast_unsigned()));
            }
            for flight in &node.waiting {
                hash = mix(hash, self.message_key(flight));
            }
            for (handle, asked) in node.serving.iter() {
                hash = mix(hash, self.call_key(asked.ticket) << 32 | u128::from(handle));
                hash = mix(hash, asked.about);
            }
        }
        // What is on its way has no order, so the hashes of its parts are summed up.
        let messages = self.in_flight.iter().map(|(number, flight)| self.place_key(number, flight));
        let timers = self.timers.iter().map(|(number, timer)| {
            // What may happen at any moment is no nearer and no farther.
            let free = self.mode.abstracts && timer.what.is_free();
            let ahead = if free { 0 } else { u128::from(timer.due.since(self.now).micros()) };
            let (what, slow) = (self.alarm_key(&timer.what), u128::from(timer.slow));
            let key = mix(mix(what, ahead), slow);
            // What a service works at took it from its beginning on.
            self.working.get(number).map_or(key, |flight| {
                let since = u128::from(self.now.since(timer.due).micros());
                mix(mix(key, self.message_key(flight)), since)
            })
        });
        let sum = messages.chain(timers).fold(0, u128::wrapping_add);
        hash = mix(hash, sum);
        for Underway { cause, .. } in &self.troubles {
            let (sort, number) = match cause {
                Cause::Fault(number) => (1, *number),
                Cause::Listed(number) => (2, *number),
                Cause::Omission(node) => (3, node.0),
            };
            hash = mix(hash, sort | u128::from(number) << 8);
        }
        for (link, taken) in self.taken.iter() {
            let ahead = u128::from(taken.since(self.now).micros());
            if ahead > 0 {
                hash = mix(hash, u128::from(link) << 64 | ahead);
            }
        }
        let (flying, waiting) = (self.in_flight.iter().len(), self.timers.iter().len());
        let flags = u128::from(self.faults_stopped)
            | u128::from(self.halted.is_some()) << 1
            | (flying as u128) << 8
            | (waiting as u128) << 40;
        hash = mix(hash, flags);
        hash = self.met.iter().fold(hash, |hash, met| mix(hash, u128::from(*met)));
        if self.setup.keeps_history {
            hash = mix(hash, Fingerprint::of(&self.history));
        }
        hash
    }

    /// A hash of the states of the nodes that were read.
    pub(crate) fn read_nodes_key(&self, read: Read) -> u128 {
        let nodes = self.node_ids().filter(|node| read.has(*node));
        nodes.fold(1, |key, node| mix(key, self.node(node).state.fingerprint()))
    }

    /// A hash of what is on its way.
    pub(crate) fn network_key(&self) -> u128 {
        let messages = self.in_flight.iter().map(|(number, flight)| self.place_key(number, flight));
        messages.fold(0, u128::wrapping_add)
    }

    /// What a message on its way is, whatever its number: two with one key are the same message
    /// twice.
    pub(super) fn message_key(&self, flight: &InFlight) -> u128 {
        let kind = match flight.kind {
            MessageKind::Request => 0,
            MessageKind::Tell => 1,
            MessageKind::Reply(_) => 2,
        };
        let link = u128::from(flight.from.0) << 16 | u128::from(flight.to.0);
        let rest =
            kind | u128::from(flight.slow) << 2 | link << 8 | self.call_key(flight.ticket) << 48;
        let key = mix(mix(flight.payload.fingerprint, rest), flight.about);
        // In an abstract world it decides whether it is slow, and not by how much.
        let (held, slowness) =
            if self.mode.abstracts { (Time::ZERO, 1) } else { (flight.held, flight.slowness) };
        mix(key, u128::from(held.micros()) | u128::from(slowness) << 64)
    }

    /// What a message on its way is, and where it stands on a link that keeps the order.
    pub(super) fn place_key(&self, number: u32, flight: &InFlight) -> u128 {
        match self.place_on_link(number, flight) {
            0 => self.message_key(flight),
            place => mix(self.message_key(flight), place as u128),
        }
    }

    /// What a timer is, whatever its number and whenever it is due.
    pub(super) fn alarm_key(&self, alarm: &Alarm) -> u128 {
        let pack = |sort: u128, node: NodeId, number: u32| {
            sort | u128::from(node.0) << 8 | u128::from(number) << 32
        };
        match alarm {
            Alarm::CallTimeout(ticket) => mix(1, self.call_key(*ticket)),
            Alarm::Restart(node) => mix(1, pack(1, *node, 0)),
            Alarm::Serve(node) => mix(1, pack(7, *node, 0)),
            Alarm::FaultBegins(fault) => mix(1, pack(2, NodeId(fault.0), 0)),
            Alarm::FaultEnds(fault) => mix(1, pack(3, NodeId(fault.0), 0)),
            // Which place of the code waits for it stands in the state of the node.
            Alarm::Node { node, timer, kind } => {
                let sort = match kind {
                    crate::TimerKind::Sleep(_) => 4,
                    crate::TimerKind::Disk(_) => 5,
                    crate::TimerKind::Arrival => 6,
                    crate::TimerKind::Service => 7,
                };
                mix(1, pack(sort, *node, *timer))
            }
        }
    }

    /// What a call is, whatever its number: whose, and which of the caller's. Nothing where the
    /// caller has given it up.
    fn call_key(&self, ticket: Ticket) -> u128 {
        self.calls
            .get(ticket.0)
            .map_or(0, |call| 1 | u128::from(call.caller.0) << 1 | u128::from(call.number) << 17)
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::super::{
        Alarm, Asked, Call, InFlight, NodeNow, Payload, PendingId, Rules, Timer, World,
    };
    use super::*;
    use crate::small::{asking, down, keepers, lose};
    use crate::{
        Choice, Effect, FaultId, Happening, Input, Latency, MessageId, MessagePoint, Name,
        NodeKind, Numbered, Program, Setup, Time, TimerKind, Transition, Trouble, Value,
    };

    /// Lets what is pending under a number happen.
    fn happen(world: &mut World, number: u32, draws: &[i64]) {
        let what = Happening::Pending(PendingId(number));
        world.apply(&Choice { what, at: world.now, draws: draws.to_vec() }).unwrap();
    }

    fn message(world: &World, is_it: impl Fn(&InFlight) -> bool) -> u32 {
        world.in_flight.iter().find(|(_, flight)| is_it(flight)).unwrap().0
    }

    fn arrival(world: &World) -> u32 {
        world.timers.iter().find(|(_, timer)| timer.what.is_arrival()).unwrap().0
    }

    /// A world in which there is something of everything: a request that is on its way, one that
    /// waits for a database, whose reply is on its way; a mailer that will refuse for a while, and a
    /// mail that is to be lost.
    fn world() -> World {
        let down = down(NodeId(3), Time::from_secs(5), Time::from_secs(9), true);
        let point =
            MessagePoint { reply: false, of: NodeId(3), by: None, operation: None, nth: Some(2) };
        let setup = asking(&[10, 15], [down, lose(point)]);
        let mut world = World::new_abstract(setup, &[]).unwrap();
        for _ in 0..2 {
            let next = arrival(&world);
            happen(&mut world, next, &[]);
        }
        let asked = message(&world, |_| true);
        happen(&mut world, asked, &[42]);
        let stored = message(&world, |flight| flight.to == NodeId(2));
        happen(&mut world, stored, &[]);
        world
    }

    type Change = fn(&mut World);

    fn flight(world: &mut World) -> &mut InFlight {
        Rc::make_mut(world.in_flight.values_mut().next().unwrap())
    }

    fn reply(world: &mut World) -> &mut InFlight {
        Rc::make_mut(world.in_flight.values_mut().find(|flight| flight.answers()).unwrap())
    }

    fn timer(world: &mut World) -> &mut Timer {
        Rc::make_mut(world.timers.values_mut().next().unwrap())
    }

    fn call(world: &mut World) -> &mut Call {
        world.calls.values_mut().next().unwrap()
    }

    fn trouble(world: &mut World, cause: Cause) {
        let trouble = Trouble::Paused(NodeId(2));
        world.troubles.push(Underway { cause, trouble, fault: None });
    }

    fn asked(world: &mut World) -> &mut Asked {
        world.node_mut(NodeId(1)).serving.values_mut().next().unwrap()
    }

    #[test]
    fn worlds_that_differ_in_what_decides_have_two_fingerprints() {
        let changes: &[(&str, Change)] = &[
            ("alive", |world| world.node_mut(NodeId(1)).alive = false),
            ("a state", |world| {
                let state = world.setup.nodes[1].program.initial();
                world.node_mut(NodeId(1)).state = state;
            }),
            ("something is wrong", |world| trouble(world, Cause::Fault(0))),
            ("something else", |world| trouble(world, Cause::Fault(1))),
            ("something that is listed", |world| trouble(world, Cause::Listed(0))),
            ("a node is silent", |world| trouble(world, Cause::Omission(NodeId(0)))),
            ("a clock is wrong", |world| {
                let now = world.now;
                world.node_mut(NodeId(1)).clock.set(now, 0, 500);
            }),
            ("a clock runs slow", |world| {
                let now = world.now;
                world.node_mut(NodeId(1)).clock.set(now, 0, -500);
            }),
            ("a request waits", |world| {
                let waits = Rc::new(flight(world).clone());
                world.node_mut(NodeId(3)).waiting.push(waits);
            }),
            ("a link is taken", |world| {
                world.taken.insert(7, world.now.plus(Time::from_secs(1)));
            }),
            ("another link is taken", |world| {
                world.taken.insert(8, world.now.plus(Time::from_secs(1)));
            }),
            ("a link is taken for longer", |world| {
                world.taken.insert(7, world.now.plus(Time::from_secs(2)));
            }),
            ("a request is served no more", |world| world.node_mut(NodeId(1)).serving.clear()),
            ("who is answered", |world| asked(world).ticket = MessageId(99)),
            ("what was asked for", |world| asked(world).about += 1),
            ("by which handle", |world| {
                let serving = &mut world.node_mut(NodeId(1)).serving;
                let asked = serving.remove(0).unwrap();
                serving.insert(1, asked);
            }),
            ("a message less", |world| {
                let first = world.in_flight.iter().next().unwrap().0;
                world.in_flight.remove(first);
            }),
            ("a message twice", |world| {
                let copy = Rc::new(flight(world).clone());
                world.in_flight.insert(99, copy);
            }),
            ("whose message", |world| flight(world).from = NodeId(3)),
            ("to whom", |world| flight(world).to = NodeId(3)),
            ("what kind", |world| flight(world).kind = MessageKind::Tell),
            ("of which call", |world| flight(world).ticket = MessageId(99)),
            ("what it carries", |world| {
                flight(world).payload = Rc::new(Payload::answer(Value::Unit));
            }),
            ("what it asks for", |world| {
                let none = Rc::from([]);
                flight(world).payload = Rc::new(Payload::request(&"other".into(), none));
            }),
            ("what it answers", |world| reply(world).about += 1),
            ("slow", |world| flight(world).slow = true),
            ("a timer less", |world| {
                let first = world.timers.iter().next().unwrap().0;
                world.timers.remove(first);
            }),
            ("when it is due", |world| {
                timer(world).due = timer(world).due.plus(Time::from_micros(1));
            }),
            ("a slow disk", |world| timer(world).slow = true),
            ("what it is", |world| timer(world).what = Alarm::Restart(NodeId(1))),
            ("of which node", |world| timer(world).what = Alarm::Restart(NodeId(2))),
            ("an end", |world| timer(world).what = Alarm::FaultEnds(FaultId(0))),
            ("a beginning", |world| timer(world).what = Alarm::FaultBegins(FaultId(1))),
            ("a timer of a node", |world| {
                let kind = TimerKind::Sleep(None);
                timer(world).what = Alarm::Node { node: NodeId(1), timer: 1, kind };
            }),
            ("which of its timers", |world| {
                let kind = TimerKind::Sleep(None);
                timer(world).what = Alarm::Node { node: NodeId(1), timer: 2, kind };
            }),
            ("whose call", |world| call(world).caller = NodeId(2)),
            ("its number", |world| call(world).number += 7),
            ("a call less", |world| {
                let first = world.calls.iter().next().unwrap().0;
                world.calls.remove(first);
            }),
            ("a place was met", |world| world.met[1] += 1),
            ("another was met", |world| world.met[0] += 1),
            ("the faults have stopped", |world| world.faults_stopped = true),
            ("it was halted", |world| world.halted = Some("a limit".into())),
        ];
        let mut seen = vec![("nothing", world().fingerprint())];
        for (name, change) in changes {
            let mut world = world();
            change(&mut world);
            let fingerprint = world.fingerprint();
            if let Some((other, _)) = seen.iter().find(|(_, known)| *known == fingerprint) {
                panic!("{name} makes no other world than {other}");
            }
            seen.push((name, fingerprint));
        }
    }

    #[test]
    fn how_late_a_message_is_decides_only_where_latency_does() {
        let changes: [Change; 2] =
            [|world| flight(world).slowness = 5, |world| flight(world).held = Time::from_micros(1)];
        for (change, abstracts) in changes.into_iter().flat_map(|it| [(it, true), (it, false)]) {
            let mut worlds = [world(), world()];
            change(&mut worlds[0]);
            let [late, other] = worlds.map(|mut world| {
                world.mode.abstracts = abstracts;
                world.fingerprint()
            });
            assert_eq!(late == other, abstracts);
        }
    }

    /// What may differ between two worlds that are the same.
    #[test]
    fn worlds_that_differ_in_what_does_not_decide_have_one_fingerprint() {
        // Every field stands here, so that a new one has to be thought about. Of a world:
        let World {
            // The same in all worlds of an exploration.
            setup: _,
            mode: _,
            // Only as far as code reads the clock: see below.
            now: _,
            // In the fingerprint.
            nodes: _,
            in_flight: _,
            timers: _,
            calls: _,
            working: _,
            troubles: _,
            taken: _,
            met: _,
            faults_stopped: _,
            // Numbers for what is new, which nothing but the trace and `find` know.
            pending_next: _,
            messages_next: _,
            // Whether, and not why: after it nothing may happen.
            halted: _,
            // Where the setup keeps it, and otherwise empty.
            history: _,
            // Nothing reads it.
            trace: _,
        } = world();
        let NodeNow {
            // In the fingerprint.
            state: _,
            alive: _,
            clock: _,
            waiting: _,
            serving: _,
            // A reply to an earlier life answers a call that is gone with it.
            life: _,
        } = world().node(NodeId(0)).clone();
        let Asked {
            // Whose call it is says the call, and where that is gone the reply is dropped.
            caller: _,
            life: _,
            // In the fingerprint.
            ticket: _,
            operation: _,
            about: _,
        } = asked(&mut world()).clone();
        let Call {
            // In the fingerprint of all that belongs to the call.
            caller: _,
            number: _,
            // The timer that is about this call, by whatever number.
            timeout: _,
        } = *call(&mut world());
        let InFlight {
            // A number.
            id: _,
            // In the fingerprint.
            from: _,
            to: _,
            kind: _,
            operation: _,
            about: _,
            payload: _,
            ticket: _,
            slow: _,
            // Where latency is not abstracted from.
            held: _,
            slowness: _,
            // As for a node.
            life: _,
            // Only a seeded run asks for it, when it draws the latency.
            sent: _,
        } = *flight(&mut world());
        // In the fingerprint, all of it.
        let Timer { due: _, what: _, slow: _ } = *timer(&mut world());

        let changes: &[(&str, Change)] = &[
            ("numbers of what is pending", |world| {
                let turned = |number: u32| 1_000 - number;
                let mut in_flight = Numbered::default();
                for (number, flight) in std::mem::take(&mut world.in_flight) {
                    in_flight.insert(turned(number), flight);
                }
                let mut timers = Numbered::default();
                for (number, timer) in std::mem::take(&mut world.timers) {
                    timers.insert(turned(number), timer);
                }
                for call in world.calls.values_mut() {
                    call.timeout = PendingId(turned(call.timeout.0));
                }
                (world.in_flight, world.timers, world.pending_next) = (in_flight, timers, 1_001);
            }),
            ("numbers of messages", |world| {
                for flight in world.in_flight.values_mut() {
                    Rc::make_mut(flight).id.0 += 50;
                }
                world.messages_next += 50;
            }),
            ("numbers of calls", |world| {
                let turned = |ticket: MessageId| MessageId(1_000 - ticket.0);
                let mut calls = Numbered::default();
                for (ticket, call) in std::mem::take(&mut world.calls) {
                    calls.insert(turned(MessageId(ticket)).0, call);
                }
                world.calls = calls;
                for flight in world.in_flight.values_mut() {
                    let flight = Rc::make_mut(flight);
                    flight.ticket = turned(flight.ticket);
                }
                for timer in world.timers.values_mut() {
                    if let Alarm::CallTimeout(ticket) = &mut Rc::make_mut(timer).what {
                        *ticket = turned(*ticket);
                    }
                }
                for node in &mut world.nodes {
                    for asked in Rc::make_mut(node).serving.values_mut() {
                        asked.ticket = turned(asked.ticket);
                    }
                }
            }),
            ("the time, where everything is as far ahead as before", |world| {
                let later = Time::from_secs(7);
                world.now = world.now.plus(later);
                for timer in world.timers.values_mut() {
                    let timer = Rc::make_mut(timer);
                    timer.due = timer.due.plus(later);
                }
            }),
            ("lives", |world| {
                for node in &mut world.nodes {
                    Rc::make_mut(node).life += 3;
                }
            }),
            ("when a message was sent", |world| flight(world).sent = Time::from_secs(1)),
            ("until when a link was taken that is free", |world| {
                world.taken.insert(7, world.now);
            }),
            ("the trace", |world| world.trace = Rc::default()),
        ];
        for (name, change) in changes {
            let mut changed = world();
            change(&mut changed);
            assert_eq!(changed.fingerprint(), world().fingerprint(), "{name}");
            // And so it goes on in the same way.
            let ways = |world: &World| {
                let ways = world.moves(&Rules::default(), crate::Budget::UNLIMITED);
                let next = ways.into_iter().filter_map(|way| {
                    let mut next = world.clone();
                    let draws = vec![42; 3];
                    next.apply(&Choice { what: way.what, at: way.at, draws }).ok()?;
                    Some(next.fingerprint())
                });
                let mut next: Vec<u128> = next.collect();
                next.sort_unstable();
                next
            };
            if name.starts_with("lives") {
                // Who is in another life drops its replies; here the calls go on.
                continue;
            }
            assert_eq!(ways(&changed), ways(&world()), "{name}");
        }
    }

    #[test]
    fn the_order_in_which_things_came_to_be_pending_is_forgotten() {
        // The two notes and the reply of a keeper, and a crash between them, in every order.
        let setup = keepers();
        let mut world = World::new_abstract(setup, &[]).unwrap();
        let first = arrival(&world);
        happen(&mut world, first, &[]);
        let asked = message(&world, |_| true);
        happen(&mut world, asked, &[]);
        let disk = world.timers.iter().find(|(_, timer)| timer.what.is_on_its_way()).unwrap().0;
        happen(&mut world, disk, &[]);
        let pending: Vec<u32> = world.in_flight.iter().map(|(number, _)| number).collect();
        let [a, b, c] = pending[..] else { panic!("{pending:?}") };
        let ends =
            [[a, b, c], [a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a]].map(|order| {
                let mut world = world.clone();
                for number in order {
                    happen(&mut world, number, &[]);
                }
                world.fingerprint()
            });
        assert!(ends.iter().all(|end| *end == ends[0]));
    }

    /// A node that asks another one of two things, by chance, and does not remember which.
    struct Forgetful;

    impl Program for Forgetful {
        type State = u8;

        fn initial(&self) -> u8 {
            0
        }

        fn after_crash(&self, state: &u8) -> u8 {
            *state
        }

        fn step(&self, state: &u8, input: &Input) -> Transition<u8> {
            let ask = |operation: &str| Effect::Call {
                call: 0,
                to: NodeId(1),
                operation: operation.into(),
                arguments: Rc::from([]),
                place: None,
            };
            let effects = match input {
                Input::Start => ["left", "right"]
                    .iter()
                    .zip(0..)
                    .map(|(_, timer)| {
                        let kind = TimerKind::Disk(None);
                        Effect::SetTimer { timer, after: Time::ZERO, kind }
                    })
                    .collect(),
                Input::Timer { timer } if *state == 0 => {
                    let forget = Effect::Forget(1 - timer);
                    return Transition::wait(
                        1,
                        vec![forget, ask(["left", "right"][*timer as usize])],
                    );
                }
                Input::Request { handle, .. } => {
                    vec![Effect::Reply { handle: *handle, result: Value::ok(Value::Unit) }]
                }
                _ => Vec::new(),
            };
            Transition::wait(*state, effects)
        }

        fn observe(&self, _: &u8, _: &str, _: &[Value]) -> Result<Value, String> {
            Ok(Value::Unit)
        }
    }

    #[test]
    fn replies_to_two_operations_are_two_messages_although_they_say_the_same() {
        let mut setup = Setup::new(Latency { min: Time::ZERO, max: Time::ZERO });
        setup.add_node("asks", NodeKind::Client, Forgetful, Time::from_secs(1));
        setup.add_node("answers", NodeKind::Client, Forgetful, Time::from_secs(1));
        let setup = Rc::new(setup);
        let replied = [0, 1].map(|timer| {
            let mut world = World::new_abstract(Rc::clone(&setup), &[]).unwrap();
            let is_it = |alarm: &Alarm| {
                matches!(alarm, Alarm::Node { node: NodeId(0), timer: known, .. } if *known == timer)
            };
            let number = world.timers.iter().find(|(_, timer)| is_it(&timer.what)).unwrap().0;
            happen(&mut world, number, &[]);
            let asked = message(&world, |_| true);
            happen(&mut world, asked, &[]);
            let operation: Vec<Name> =
                world.on_the_way().map(|(.., name, _)| Name::clone(name)).collect();
            (operation, world.fingerprint(), world.network_key())
        });
        let [(left, ..), (right, ..)] = &replied;
        assert_ne!(left, right);
        assert_ne!(replied[0].1, replied[1].1);
        assert_ne!(replied[0].2, replied[1].2);
    }

    #[test]
    fn the_fair_schedule_goes_the_same_way_from_worlds_with_one_fingerprint() {
        // Two sleepers whose time is over: which of them was to wake first is forgotten.
        let setup = keepers();
        let late = |first: u64, second: u64| {
            let mut world = World::new_abstract(Rc::clone(&setup), &[]).unwrap();
            world.now = Time::from_secs(60);
            world.timers.retain(|timer| !timer.what.is_arrival());
            let dues = [Time::from_secs(first), Time::from_secs(second)];
            let sleepers = world.timers.values_mut().filter(|timer| !timer.what.is_free());
            for (timer, due) in sleepers.zip(dues) {
                Rc::make_mut(timer).due = due;
            }
            world
        };
        let (one, other) = (late(10, 20), late(20, 10));
        assert_eq!(one.fingerprint(), other.fingerprint());
        let next = |mut world: World| {
            world.step_fairly(false);
            world.fingerprint()
        };
        assert_eq!(next(one), next(other));
    }

    /// A node that looks at one of its clocks, or at none, and remembers when it began.
    struct Watch {
        reads_clock: bool,
        reads_instant: bool,
    }

    impl Program for Watch {
        type State = Time;

        fn initial(&self) -> Time {
            Time::ZERO
        }

        fn after_crash(&self, state: &Time) -> Time {
            *state
        }

        fn seen_now(&self, state: &Time, now: Time) -> Option<Time> {
            self.reads_instant.then(|| now.since(*state))
        }

        fn reads_clock(&self, _: &Time) -> bool {
            self.reads_clock
        }

        fn step(&self, state: &Time, _: &Input) -> Transition<Time> {
            Transition::wait(*state, Vec::new())
        }

        fn observe(&self, _: &Time, _: &str, _: &[Value]) -> Result<Value, String> {
            Ok(Value::Unit)
        }
    }

    fn watching(reads_clock: bool, reads_instant: bool, now: u64) -> u128 {
        let mut setup = Setup::new(Latency { min: Time::ZERO, max: Time::ZERO });
        let watch = Watch { reads_clock, reads_instant };
        setup.add_node("watch", NodeKind::Process, watch, Time::from_secs(1));
        let mut world = World::new_abstract(Rc::new(setup), &[]).unwrap();
        world.now = Time::from_secs(now);
        world.fingerprint()
    }

    #[test]
    fn the_time_decides_where_somebody_looks_at_it() {
        assert_eq!(watching(false, false, 1), watching(false, false, 2));
        for (clock, instant) in [(true, false), (false, true), (true, true)] {
            assert_ne!(watching(clock, instant, 1), watching(clock, instant, 2));
        }
        // That somebody will look at it decides, before any time has gone by.
        assert_ne!(watching(true, false, 0), watching(false, false, 0));
    }

    #[test]
    fn a_history_decides_where_it_is_kept() {
        let recorded = |keeps: bool, operation: &str| {
            let mut setup = Setup::new(Latency { min: Time::ZERO, max: Time::ZERO });
            let watch = Watch { reads_clock: false, reads_instant: false };
            setup.add_node("watch", NodeKind::Client, watch, Time::from_secs(1));
            if keeps {
                setup.keep_history();
            }
            let mut world = World::new_abstract(Rc::new(setup), &[]).unwrap();
            let (node, operation, arguments) = (NodeId(0), operation.into(), Rc::from([]));
            world.perform_other(node, &Effect::Invoked { number: 0, node, operation, arguments });
            world.fingerprint()
        };
        assert_eq!(recorded(false, "get"), recorded(false, "put"));
        assert_ne!(recorded(true, "get"), recorded(true, "put"));
    }
}
