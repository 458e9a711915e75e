//! Traces made by hand: what the simulator would write, without the simulator.

use whatif_simulator::{
    Event, FaultId, Lane, Loss, Message, MessageId, MessageKind, NodeId, NodeKind, Place, Time,
    Trace, Trouble, Value, What,
};

const DOWN: Trouble = Trouble::Down { node: EMAIL, refuse: false };
/// The nodes of most scenes, in the order of an author's file.
pub(crate) const SERVER: NodeId = NodeId(0);
pub(crate) const DB: NodeId = NodeId(1);
pub(crate) const EMAIL: NodeId = NodeId(2);
pub(crate) const VISITOR: NodeId = NodeId(3);

/// A run that is being written down.
pub(crate) struct Run {
    pub(crate) trace: Trace,
    now: u64,
    next_fault: Option<FaultId>,
}

impl Run {
    pub(crate) fn new(lanes: &[(&str, NodeKind)]) -> Self {
        let lane = |&(name, kind): &(&str, NodeKind)| Lane { name: name.into(), kind };
        let lanes = lanes.iter().map(lane).collect();
        Self { trace: Trace { lanes, ..Trace::default() }, now: 0, next_fault: None }
    }

    /// A server, a database, a mailer and a visitor.
    pub(crate) fn sign_up() -> Self {
        Self::new(&[
            ("server", NodeKind::Process),
            ("db", NodeKind::Service),
            ("email", NodeKind::Service),
            ("visitor", NodeKind::Client),
        ])
    }

    /// Lets so many microseconds pass.
    pub(crate) fn pass(&mut self, micros: u64) -> &mut Self {
        self.now += micros;
        self
    }

    /// Makes the next event the work of this fault.
    pub(crate) fn by_fault(&mut self, words: &str) -> &mut Self {
        let known = self.trace.faults.iter().position(|fault| fault == words);
        let number = known.unwrap_or_else(|| {
            self.trace.faults.push(words.into());
            self.trace.faults.len() - 1
        });
        self.next_fault = Some(FaultId(number as u16));
        self
    }

    pub(crate) fn happens(&mut self, node: NodeId, what: What) {
        let (at, fault) = (Time::from_micros(self.now), self.next_fault.take());
        self.trace.events.push(Event { at, node, what, fault });
    }

    pub(crate) fn send(&mut self, message: Message, place: Option<Place>) -> MessageId {
        let id = MessageId(self.trace.messages.len() as u32);
        let from = message.from;
        self.trace.messages.push(message);
        self.happens(from, What::Sent(id, place));
        id
    }

    pub(crate) fn ask(
        &mut self,
        from: NodeId,
        to: NodeId,
        operation: &str,
        arguments: &[Value],
        place: Option<Place>,
    ) -> MessageId {
        let content = Value::Tuple(arguments.into());
        let kind = MessageKind::Request;
        self.send(Message { from, to, kind, operation: operation.into(), content }, place)
    }

    pub(crate) fn answer(&mut self, request: MessageId, content: Value) -> MessageId {
        let asked = self.trace.message(request).clone();
        let kind = MessageKind::Reply(request);
        let (from, to, operation) = (asked.to, asked.from, asked.operation);
        self.send(Message { from, to, kind, operation, content }, None)
    }

    pub(crate) fn arrives(&mut self, id: MessageId) {
        self.happens(self.trace.message(id).to, What::Delivered(id));
    }

    pub(crate) fn is_lost(&mut self, id: MessageId, loss: Loss) {
        self.happens(self.trace.message(id).to, What::Lost(id, loss));
    }

    /// A call that goes well: the request takes so long, and so does the reply.
    pub(crate) fn call(
        &mut self,
        (from, to): (NodeId, NodeId),
        operation: &str,
        arguments: &[Value],
        place: Option<Place>,
        (there, back): (u64, u64),
        result: Value,
    ) {
        let request = self.ask(from, to, operation, arguments, place);
        self.pass(there).arrives(request);
        let reply = self.answer(request, result);
        self.pass(back).arrives(reply);
    }
}

pub(crate) fn place(function: &str, ordinal: u32, effect: &str, line: u32) -> Place {
    Place { function: function.into(), ordinal, effect: effect.into(), line: Some(line) }
}

pub(crate) fn ada() -> Value {
    let fields = [("name", Value::text("Ada")), ("address", Value::text("ada@example.org"))];
    Value::record("User", fields)
}

pub(crate) fn ok() -> Value {
    Value::ok(Value::Unit)
}

pub(crate) fn failed(name: &str) -> Value {
    Value::err(Value::variant("Error", name, []))
}

#[allow(clippy::unnecessary_wraps, reason = "every place of an event may be missing")]
fn insert() -> Option<Place> {
    Some(place("signup", 1, "db::insert", 2))
}

#[allow(clippy::unnecessary_wraps, reason = "every place of an event may be missing")]
fn send() -> Option<Place> {
    Some(place("signup", 2, "email::send", 3))
}

fn user() -> [Value; 2] {
    [Value::text("users"), ada()]
}

fn mail() -> [Value; 2] {
    [Value::text("ada@example.org"), Value::text("Welcome!")]
}

/// The first half of every sign-up: the visitor asks, and the user is stored.
fn stored(run: &mut Run) -> MessageId {
    let signup = run.pass(10_000).ask(VISITOR, SERVER, "signup", &[ada()], None);
    run.pass(21_512).arrives(signup);
    run.call((SERVER, DB), "insert", &user(), insert(), (8_204, 33_871), ok());
    signup
}

/// Nothing goes wrong.
pub(crate) fn well() -> Trace {
    let mut run = Run::sign_up();
    let signup = stored(&mut run);
    run.call((SERVER, EMAIL), "send", &mail(), send(), (17_940, 6_315), ok());
    let reply = run.answer(signup, ok());
    run.pass(12_700).arrives(reply);
    run.trace
}

/// The server is killed between the two steps.
pub(crate) fn killed_between() -> Trace {
    let mut run = Run::sign_up();
    stored(&mut run);
    let (after, before) = (insert(), send());
    run.by_fault("the server is killed between its first and its second step of signup")
        .happens(SERVER, What::Crashed { after, during: None, before });
    run.pass(1_000_000).happens(SERVER, What::Restarted);
    let signup = MessageId(0);
    run.pass(28_926_414).happens(VISITOR, What::TimedOut(signup));
    run.trace
}

/// The reply of the mailer is lost, the server gives up and says so.
pub(crate) fn reply_lost() -> Trace {
    let mut run = Run::sign_up();
    let signup = stored(&mut run);
    let mail = run.ask(SERVER, EMAIL, "send", &mail(), send());
    run.pass(17_940).arrives(mail);
    let reply = run.answer(mail, ok());
    run.by_fault("the reply to the first email::send is lost").is_lost(reply, Loss::OnTheWay);
    run.pass(1_982_060).happens(SERVER, What::TimedOut(mail));
    let answer = run.answer(signup, failed("Timeout"));
    run.pass(12_700).arrives(answer);
    run.trace
}

/// The mailer is down for three seconds, and the server tries again.
pub(crate) fn down() -> Trace {
    let mut run = Run::sign_up();
    let words = "email is down from 0 ms for 3 s";
    run.by_fault(words).happens(EMAIL, What::Began(DOWN));
    let signup = stored(&mut run);
    let asked = run.ask(SERVER, EMAIL, "send", &mail(), send());
    run.pass(14_116).by_fault(words).is_lost(asked, Loss::Down);
    run.pass(1_985_884).happens(SERVER, What::TimedOut(asked));
    run.happens(SERVER, What::Logged("email does not answer, trying again".into()));
    run.pass(200_000).happens(SERVER, What::Woke(Some(place("signup", 3, "sleep", 7))));
    let asked = run.ask(SERVER, EMAIL, "send", &mail(), send());
    run.pass(729_413).by_fault(words).happens(EMAIL, What::Ended(DOWN));
    run.pass(3_000).arrives(asked);
    let reply = run.answer(asked, ok());
    run.pass(16_003).arrives(reply);
    let answer = run.answer(signup, ok());
    run.pass(30_700).arrives(answer);
    run.trace
}

/// The reply of the mailer is held back until nobody waits for it.
pub(crate) fn held_back() -> Trace {
    let mut run = Run::sign_up();
    let signup = stored(&mut run);
    let asked = run.ask(SERVER, EMAIL, "send", &mail(), send());
    run.pass(17_940).arrives(asked);
    run.by_fault("the reply to the first email::send comes 3 s later");
    let late = run.answer(asked, ok());
    run.pass(1_982_060).happens(SERVER, What::TimedOut(asked));
    let again = run.ask(SERVER, EMAIL, "send", &mail(), send());
    run.pass(9_004).arrives(again);
    let reply = run.answer(again, ok());
    run.pass(38_000).arrives(reply);
    let answer = run.answer(signup, ok());
    run.pass(11_000).arrives(answer);
    run.pass(970_000).is_lost(late, Loss::TooLate);
    run.trace
}

/// A relay that dies between sending and marking, and sends again in its next life.
pub(crate) fn relay() -> Trace {
    let mut run = Run::sign_up();
    let signup = run.pass(10_000).ask(VISITOR, SERVER, "signup", &[ada()], None);
    let scan = Some(place("relay", 1, "db::scan", 9));
    let look = run.ask(SERVER, DB, "scan", &[Value::text("outbox")], scan.clone());
    run.pass(9_000).arrives(look);
    let nothing = run.answer(look, Value::ok(Value::list([])));
    run.pass(7_512).arrives(signup);
    let parts =
        Value::list([Value::Tuple([Value::text("insert"), Value::text("users"), ada()].into())]);
    let commit = Some(place("signup", 1, "db::commit", 4));
    let stored = run.ask(SERVER, DB, "commit", &[parts], commit);
    run.pass(3_100).arrives(nothing);
    run.pass(4_000).arrives(stored);
    let done = run.answer(stored, ok());
    run.pass(31_002).arrives(done);
    let answer = run.answer(signup, ok());
    run.pass(20_000).arrives(answer);
    run.pass(148_000).happens(SERVER, What::Woke(Some(place("relay", 3, "sleep", 14))));
    let row = Value::ok(Value::list([Value::record(
        "Mail",
        [("to", Value::text("ada@example.org")), ("text", Value::text("Welcome!"))],
    )]));
    let table = [Value::text("outbox")];
    run.call((SERVER, DB), "scan", &table, scan.clone(), (12_000, 18_320), row.clone());
    let mailed = Some(place("relay", 2, "email::send", 11));
    run.call((SERVER, EMAIL), "send", &mail(), mailed.clone(), (22_000, 8_320), ok());
    run.by_fault("the server is killed after email::send").happens(
        SERVER,
        What::Crashed {
            after: mailed.clone(),
            during: None,
            before: Some(place("relay", 3, "db::delete", 12)),
        },
    );
    run.pass(1_000_000).happens(SERVER, What::Restarted);
    run.call((SERVER, DB), "scan", &table, scan, (6_000, 8_320), row);
    run.call((SERVER, EMAIL), "send", &mail(), mailed, (31_000, 18_977), ok());
    let marked = Some(place("relay", 3, "db::delete", 12));
    let row = [Value::text("outbox"), Value::text("ada@example.org")];
    run.call((SERVER, DB), "delete", &row, marked, (11_000, 12_900), ok());
    run.trace
}

/// A relay that finds nothing to do, sixty times.
pub(crate) fn polling() -> Trace {
    let mut run = Run::sign_up();
    let signup = stored(&mut run);
    let reply = run.answer(signup, ok());
    run.pass(12_700).arrives(reply);
    for round in 0..60_u64 {
        let scan = Some(place("relay", 1, "db::scan", 9));
        let jitter = (7_000 + round * 313 % 9_000, 5_000 + round * 731 % 20_000);
        let nothing = Value::ok(Value::list([]));
        run.call((SERVER, DB), "scan", &[Value::text("outbox")], scan, jitter, nothing);
        run.pass(200_000).happens(SERVER, What::Woke(Some(place("relay", 2, "sleep", 14))));
    }
    run.trace
}

/// Three hundred calls that all differ.
pub(crate) fn counting() -> Trace {
    let mut run = Run::new(&[("counter", NodeKind::Service), ("alice", NodeKind::Client)]);
    for number in 0..300_i128 {
        let arguments = [Value::Int(number)];
        run.call((NodeId(1), NodeId(0)), "add", &arguments, None, (7_000, 9_000), ok());
    }
    run.trace
}

/// A mailer that is killed while a request is on its way to the server, and then so much else that
/// neither is in the part of the run in which the request arrives.
pub(crate) fn long_after_a_crash() -> Trace {
    let mut run = Run::sign_up();
    let request = run.ask(VISITOR, SERVER, "server::signup", &user(), None);
    run.pass(1_000).happens(EMAIL, What::Crashed { after: None, during: None, before: None });
    for number in 0..80_i128 {
        let arguments = [Value::Int(number)];
        run.call((SERVER, DB), "add", &arguments, None, (7_000, 9_000), ok());
    }
    run.pass(1_000).arrives(request);
    run.trace
}

/// Everything else that can happen.
pub(crate) fn rest() -> Trace {
    let mut run = Run::new(&[
        ("n1", NodeKind::Process),
        ("n2", NodeKind::Process),
        ("a-replica-with-a-very-long-name", NodeKind::Process),
        ("queue", NodeKind::Service),
        ("alice", NodeKind::Client),
        ("bob", NodeKind::Client),
    ]);
    let [n1, n2, long, queue, alice, bob] = [0, 1, 2, 3, 4, 5].map(NodeId);
    let put = run.pass(10_000).ask(alice, n1, "put", &[Value::text("x"), Value::Int(1)], None);
    let other = run.ask(bob, n2, "put", &[Value::text("x"), Value::Int(2)], None);
    run.pass(5_000).arrives(put);
    let here = Some(place("put", 1, "n2::copy", 12));
    let copy = run.ask(n1, n2, "copy", &[Value::text("x"), Value::Int(1)], here.clone());
    let far = run.ask(n1, long, "copy", &[Value::text("x"), Value::Int(1)], here.clone());
    let own = run.ask(n1, n1, "note", &[], Some(place("put", 2, "n1::note", 13)));
    run.arrives(own);
    run.pass(3_000).arrives(other);
    run.pass(1_000).arrives(copy);
    let twin = MessageId(run.trace.messages.len() as u32);
    let copied = run.trace.message(far).clone();
    run.trace.messages.push(copied);
    run.by_fault("the copy to the third replica is duplicated")
        .happens(n1, What::Duplicated(far, twin));
    run.pass(4_000).arrives(far);
    run.happens(
        long,
        What::Panicked {
            message: "index out of bounds: the length is 3 but the index is 3".into(),
            place: here,
            stack: Vec::new(),
        },
    );
    run.pass(8_000).is_lost(twin, Loss::NobodyThere);
    let publish = run.ask(n2, queue, "publish", &[Value::text("x")], None);
    run.pass(9_000).arrives(publish);
    run.answer(publish, ok());
    let read = run.ask(long, queue, "read", &[], None);
    run.pass(2_000).arrives(read);
    let answer = run.answer(read, ok());
    run.pass(90_000).happens(n1, What::Healed);
    run.happens(long, What::Restarted);
    run.pass(3_000).is_lost(answer, Loss::EarlierLife);
    run.happens(n1, What::Crashed { after: None, during: None, before: None });
    run.trace
}

/// The last lane asks itself, where there is no room to its right.
pub(crate) fn last_asks_itself() -> Trace {
    let mut run = Run::new(&[("n1", NodeKind::Process), ("n2", NodeKind::Process)]);
    let n2 = NodeId(1);
    let own = run.ask(n2, n2, "write_by_majority", &[Value::text("berlin")], None);
    run.pass(5_000).arrives(own);
    let reply = run.answer(own, Value::ok(Value::Unit));
    run.pass(5_000).arrives(reply);
    run.trace
}

/// Text that wants out of its element, in every place that holds text.
pub(crate) fn hostile() -> Trace {
    const EVIL: &str = "\"'><script>alert(1)</script>&\n\r\0\u{202e}--><![CDATA[</svg></table>";
    let mut run = Run::new(&[(EVIL, NodeKind::Process), (EVIL, NodeKind::Service)]);
    let [here, there] = [NodeId(0), NodeId(1)];
    let at = || Some(place(EVIL, 1, EVIL, 1));
    let values = [
        Value::text(EVIL),
        Value::record(EVIL, [(EVIL, Value::text(EVIL))]),
        Value::variant(EVIL, EVIL, [Value::text(EVIL)]),
    ];
    run.by_fault(EVIL);
    let asked = run.ask(here, there, EVIL, &values, at());
    run.by_fault(EVIL).arrives(asked);
    let reply = run.answer(asked, Value::ok(Value::text(EVIL)));
    run.by_fault(EVIL).is_lost(reply, Loss::OnTheWay);
    run.happens(here, What::Logged(EVIL.into()));
    run.by_fault(EVIL).happens(here, What::TimedOut(asked));
    run.by_fault(EVIL).happens(here, What::Crashed { after: at(), during: at(), before: at() });
    run.happens(here, What::Restarted);
    run.happens(here, What::Panicked { message: EVIL.repeat(40), place: at(), stack: Vec::new() });
    run.by_fault(EVIL).happens(there, What::Began(DOWN));
    run.ask(here, there, &"x".repeat(5_000), &[], None);
    run.trace
}

/// A trace that contradicts itself: numbers of nodes, messages and faults that it does not have.
pub(crate) fn broken() -> Trace {
    let mut run = Run::new(&[("only", NodeKind::Process)]);
    let (nowhere, nothing) = (NodeId(7), MessageId(9));
    for node in [NodeId(0), nowhere] {
        run.happens(node, What::Sent(nothing, None));
        run.happens(node, What::Delivered(nothing));
        run.happens(node, What::Lost(nothing, Loss::Down));
        run.happens(node, What::Duplicated(nothing, nothing));
        run.happens(node, What::TimedOut(nothing));
        run.happens(node, What::Restarted);
    }
    let content = Value::Unit;
    let kind = MessageKind::Reply(nothing);
    let operation = "lonely".into();
    run.trace.messages.push(Message { from: nowhere, to: NodeId(0), kind, operation, content });
    run.arrives(MessageId(0));
    run.arrives(MessageId(0));
    run.trace.events[0].fault = Some(FaultId(3));
    run.trace
}

/// Every scene with its name.
pub(crate) fn all() -> Vec<(&'static str, Trace)> {
    vec![
        ("well", well()),
        ("killed between", killed_between()),
        ("reply lost", reply_lost()),
        ("down", down()),
        ("held back", held_back()),
        ("relay", relay()),
        ("polling", polling()),
        ("counting", counting()),
        ("rest", rest()),
        ("last asks itself", last_asks_itself()),
        ("hostile", hostile()),
        ("broken", broken()),
        ("empty", Trace::default()),
    ]
}

/// A trace in which anything follows anything, with numbers that may lead nowhere.
pub(crate) fn random(seed: u64) -> Trace {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut draw = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        (state >> 33) % below
    };
    let kinds = [NodeKind::Client, NodeKind::Process, NodeKind::Service];
    let lanes: Vec<(String, NodeKind)> =
        (0..draw(6)).map(|node| (format!("n{node}"), kinds[draw(3) as usize])).collect();
    let lanes: Vec<(&str, NodeKind)> = lanes.iter().map(|(name, kind)| (&**name, *kind)).collect();
    let mut run = Run::new(&lanes);
    let nodes = lanes.len() as u64 + 1;
    let losses = [
        Loss::OnTheWay,
        Loss::Cut,
        Loss::NobodyThere,
        Loss::Down,
        Loss::TooLate,
        Loss::EarlierLife,
    ];
    for _ in 0..draw(200) {
        let node = NodeId(draw(nodes) as u16);
        let id = MessageId(draw(run.trace.messages.len() as u64 + 2) as u32);
        let other = MessageId(draw(run.trace.messages.len() as u64 + 2) as u32);
        let at = (draw(2) == 0).then(|| place("work", 1, "n1::go", 1));
        if draw(3) == 0 {
            run.pass(draw(5) * 10_u64.pow(draw(9) as u32));
        }
        if draw(12) == 0 {
            run.by_fault("something goes wrong");
        }
        match draw(16) {
            0..4 => {
                let content = Value::Int(i128::from(draw(3)));
                let kind = if draw(2) == 0 { MessageKind::Request } else { MessageKind::Reply(id) };
                let (from, to) = (node, NodeId(draw(nodes) as u16));
                run.send(Message { from, to, kind, operation: "work".into(), content }, at);
            }
            4..8 => run.happens(node, What::Delivered(id)),
            8 => run.happens(node, What::Lost(id, losses[draw(6) as usize])),
            9 if draw(2) == 0 => run.happens(node, What::Altered(id, other)),
            9 => run.happens(node, What::Duplicated(id, other)),
            10 => run.happens(node, What::TimedOut(id)),
            11 => run.happens(node, What::Woke(at)),
            12 => run
                .happens(node, What::Crashed { after: at.clone(), during: at.clone(), before: at }),
            13 => run.happens(node, What::Restarted),
            14 => {
                let wrong = troubles(node)[draw(7) as usize].clone();
                let begins = draw(2) == 0;
                run.happens(node, if begins { What::Began(wrong) } else { What::Ended(wrong) });
            }
            _ => run
                .happens(node, if draw(2) == 0 { What::Healed } else { What::Logged("x".into()) }),
        }
    }
    run.trace
}

/// Everything that can be wrong with a node.
fn troubles(node: NodeId) -> [Trouble; 7] {
    [
        Trouble::Cut(vec![(node, NodeId(0)), (NodeId(0), node), (node, NodeId(2))]),
        Trouble::Silent { node, towards: None },
        Trouble::Silent { node, towards: Some(vec![NodeId(0), NodeId(9)]) },
        Trouble::Slow { node, factor: 10 },
        Trouble::Down { node, refuse: true },
        Trouble::Paused(node),
        Trouble::Clock { node, offset: -5_000_000, drift: 20_000 },
    ]
}
