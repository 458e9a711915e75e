//! Nodes that run code: their state, their tasks side by side, what a crash leaves of them.
#![allow(missing_docs)]

use std::rc::Rc;

use whatif_interpreter::{Environment, Operation, Process, Program, Setting, Target, compile};
use whatif_simulator::services::{Client, Request};
use whatif_simulator::{
    Border, Fault, FaultKind, FaultPoint, Input, Latency, Limits, Name, NodeId, NodeKind,
    Program as _, Run, Setup, StepPoint, Then, Time, Value as Data, What, run,
};

/// A world of a client and of nodes that all run one code with the struct `Node` as their state.
struct Lab {
    setup: Setup,
    program: Rc<Program>,
    names: Vec<&'static str>,
}

const SERVES: &[&str] = &["add", "slow", "total", "hello", "gossip", "store", "race"];

impl Lab {
    fn new(code: &str, names: &[&'static str], asks: &[(u64, &str, &str, Vec<Data>)]) -> Self {
        let mut setup =
            Setup::new(Latency { min: Time::from_millis(5), max: Time::from_millis(5) });
        let place = |name: &str| names.iter().position(|known| *known == name).unwrap() as u16 + 1;
        let requests = asks.iter().map(|(at, node, operation, arguments)| Request {
            at: Time::from_millis(*at),
            to: NodeId(place(node)),
            operation: (*operation).into(),
            arguments: arguments.clone().into(),
        });
        let client = Client { requests: requests.collect(), recorded: false };
        setup.add_node("client", NodeKind::Client, client, Time::from_secs(10));
        let targets = names.iter().map(|name| Target {
            name: (*name).into(),
            node: NodeId(place(name)),
            operations: SERVES
                .iter()
                .map(|name| Operation {
                    name: (*name).into(),
                    parameters: None,
                    signature: String::new(),
                    names: None,
                })
                .collect(),
        });
        let environment = Environment { targets: targets.collect(), ..Environment::default() };
        let program = compile(&[code], environment);
        let program = program.unwrap_or_else(|diagnostics| panic!("{code}\n{diagnostics:#?}"));
        Self { setup, program: Rc::new(program), names: names.to_vec() }
    }

    fn process(&self, name: &str, change: impl Fn(&mut Setting)) -> Process {
        let has = |name: &&&str| self.program.signature(&format!("Counter::{name}")).is_some();
        let others = self.names.iter().filter(|other| **other != name);
        let mut setting = Setting {
            name: name.into(),
            peers: others.map(|other| Name::from(*other)).collect(),
            serves: SERVES.iter().filter(has).map(|name| (*name).into()).collect(),
            state: Some("Counter".into()),
            ..Setting::default()
        };
        if self.program.signature("Counter::run").is_some() {
            setting.main = Some("run".into());
        }
        change(&mut setting);
        Process::new(Rc::clone(&self.program), &setting).unwrap()
    }

    fn run_with(mut self, faults: Vec<FaultKind>, change: impl Fn(&mut Setting)) -> Run {
        for name in self.names.clone() {
            let process = self.process(name, &change);
            self.setup.add_node(name, NodeKind::Process, process, Time::from_secs(1));
        }
        for kind in faults {
            self.setup.add_fault(Fault { kind, words: "a fault".into() });
        }
        run(&Rc::new(self.setup), &[], 1, Limits::default())
    }

    fn run(self) -> Run {
        self.run_with(Vec::new(), |_| {})
    }
}

/// What happened at a node that has to do with a word, without the times.
fn told(run: &Run, word: &str) -> Vec<String> {
    let lines = run.trace.lines().filter(|line| line.contains(word));
    lines.map(|line| line[14..].split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

fn logged(run: &Run) -> Vec<String> {
    told(run, " logged ").iter().map(|line| line.replace(" logged", ":")).collect()
}

const COUNTER: &str = "
    #[derive(Default)]
    struct Counter { total: u64, seen: Vec<String> }

    impl Counter {
        async fn add(&mut self, amount: u64) -> u64 {
            self.total += amount;
            self.total
        }
        async fn slow(&mut self, amount: u64) -> u64 {
            let before = self.total;
            sleep(Duration::from_millis(100)).await;
            println!(\"was {before}, is {}\", self.total);
            self.total = before + amount;
            self.total
        }
        async fn total(&self) -> u64 {
            sleep(Duration::from_millis(300)).await;
            self.total
        }
    }";

fn number(number: i128) -> Vec<Data> {
    vec![Data::Int(number)]
}

#[test]
fn tasks_interleave_on_the_state_of_their_node_where_they_await() {
    let asks = [
        (0, "a", "total", Vec::new()),
        (10, "a", "slow", number(10)),
        (50, "a", "add", number(1)),
        (500, "a", "total", Vec::new()),
    ];
    let run = Lab::new(COUNTER, &["a"], &asks).run();
    // What was added while the slow one waited is written over: the lost update.
    assert_eq!(logged(&run), ["a: \"was 0, is 1\""]);
    let replies = told(&run, "sent #");
    assert!(replies.iter().any(|line| line.contains("total reply to") && line.contains("Ok(10)")));
    assert!(!replies.iter().any(|line| line.contains("Ok(11)")), "{replies:#?}");
}

#[test]
fn workers_limit_how_many_requests_are_under_way() {
    let asks = [(0, "a", "slow", number(10)), (0, "a", "slow", number(10))];
    let run = Lab::new(COUNTER, &["a"], &asks).run_with(Vec::new(), |setting| {
        setting.workers = Some(1);
    });
    // One after the other, so that no update is lost.
    assert_eq!(logged(&run), ["a: \"was 0, is 0\"", "a: \"was 10, is 10\""]);
}

#[test]
fn a_crash_leaves_the_disk_and_nothing_else() {
    let code = "
        struct Counter { total: u64 }
        impl Counter {
            async fn new() -> Self {
                let total: Option<u64> = disk::read(\"total\").await;
                println!(\"starts with {total:?}\");
                Self { total: total.unwrap_or(0) }
            }
            async fn add(&mut self, amount: u64) -> u64 {
                self.total += amount;
                disk::write(\"total\", self.total).await;
                self.total
            }
            async fn store(&mut self) { disk::sync().await; }
        }";
    let crash = |at| FaultKind::Crash {
        node: NodeId(1),
        when: FaultPoint::At(Time::from_millis(at)),
        restart: Some(Time::from_millis(10)),
    };
    let asks = || {
        [(0, "a", "add", number(1)), (20, "a", "store", Vec::new()), (50, "a", "add", number(2))]
    };
    let run = Lab::new(code, &["a"], &asks()).run_with(vec![crash(100)], |_| {});
    assert_eq!(logged(&run), ["a: \"starts with None\"", "a: \"starts with Some(3)\""]);
    let run = Lab::new(code, &["a"], &asks())
        .run_with(vec![crash(100)], |setting| setting.syncs_explicitly = true);
    assert_eq!(logged(&run), ["a: \"starts with None\"", "a: \"starts with Some(1)\""]);
}

#[test]
fn nodes_are_called_by_name_and_by_value_with_an_answer_or_without() {
    let code = "
        #[derive(Default)]
        struct Counter { heard: u64 }
        impl Counter {
            async fn hello(&mut self, from: Node) -> String {
                self.heard += 1;
                show(\"heard\", self.heard);
                format!(\"{} greets {from}\", me())
            }
            async fn gossip(&mut self) -> Vec<String> {
                for peer in peers() {
                    tell(peer.hello(me()));
                }
                let calls: Vec<_> = peers().iter().map(|peer| peer.hello(me())).collect();
                let answers = join_all(calls).await;
                let last = b::hello(node(\"c\")).await;
                println!(\"{last:?}\");
                answers.into_iter().flatten().collect()
            }
        }";
    let asks = [(0, "a", "gossip", Vec::new())];
    let run = Lab::new(code, &["a", "b", "c"], &asks).run();
    assert_eq!(logged(&run), ["a: \"Ok(\\\"b greets c\\\")\""]);
    let shown = told(&run, " shows ");
    assert_eq!(shown.last().unwrap(), "b shows heard = 3");
    let answer = told(&run, "gossip reply");
    assert!(answer[0].contains("Ok([\"b greets a\", \"c greets a\"])"), "{answer:?}");
}

#[test]
fn what_is_cancelled_is_given_up_and_what_it_held_is_gone() {
    let code = "
        #[derive(Default)]
        struct Counter { total: u64 }
        impl Counter {
            async fn slow(&mut self, amount: u64) -> u64 {
                sleep(Duration::from_millis(amount)).await;
                amount
            }
            async fn race(&mut self) -> u64 {
                let door = Arc::new(Mutex::new(0));
                let inside = door.clone();
                let held = async move {
                    let mut guard = inside.lock().await;
                    *guard += 1;
                    b::slow(500).await.unwrap_or(0)
                };
                let late = timeout(Duration::from_millis(50), held).await;
                println!(\"{}\", late.is_err());
                // The guard went with the future, and the answer to its call comes too late.
                println!(\"{}\", *door.lock().await);
                let first = select! {
                    Ok(n) = b::slow(30) => n,
                    Ok(n) = b::slow(20) => n,
                };
                println!(\"{first}\");
                let next = b::slow(40).await;
                println!(\"{next:?}\");
                first
            }
        }";
    let asks = [(0, "a", "race", Vec::new())];
    let run = Lab::new(code, &["a", "b"], &asks).run();
    assert_eq!(logged(&run), ["a: \"true\"", "a: \"1\"", "a: \"20\"", "a: \"Ok(40)\""]);
    assert_eq!(told(&run, "too late").len(), 2, "{:#?}", run.trace.lines().collect::<Vec<_>>());
}

#[test]
fn a_call_in_a_variable_is_sent_once_however_often_it_is_awaited() {
    let code = "
        #[derive(Default)]
        struct Counter { total: u64 }
        impl Counter {
            async fn slow(&mut self, amount: u64) -> u64 {
                sleep(Duration::from_millis(amount)).await;
                amount
            }
            async fn race(&mut self) -> u64 {
                let ten = Duration::from_millis(10);
                let answer = b::slow(100);
                tokio::pin!(answer);
                println!(\"{}\", timeout(ten, &mut answer).await.is_err());
                select! {
                    _ = &mut answer => println!(\"so soon\"),
                    _ = sleep(ten) => println!(\"later\"),
                }
                let both = async { join!(&mut answer, sleep(ten)) };
                println!(\"{}\", timeout(ten, both).await.is_err());
                println!(\"{}\", timeout(ten, join_all([&mut answer])).await.is_err());
                println!(\"{:?}\", answer.await);

                let mut boxed = Box::pin(b::slow(20));
                println!(\"{}\", timeout(ten, boxed.as_mut()).await.is_err());
                println!(\"{:?}\", boxed.await);

                let mut noted = std::pin::pin!(record(b::slow(20)));
                println!(\"{}\", timeout(ten, &mut noted).await.is_err());
                println!(\"{:?}\", noted.await);
                0
            }
        }";
    let asks = [(0, "a", "race", Vec::new())];
    let run = Lab::new(code, &["a", "b"], &asks).run();
    let expected = ["true", "later", "true", "true", "Ok(100)", "true", "Ok(20)", "true", "Ok(20)"];
    assert_eq!(logged(&run), expected.map(|line| format!("a: \"{line}\"")));
    let sent = [
        "a sent #1 slow (100,) to b at Counter::race[1] answer",
        "a sent #3 slow (20,) to b at Counter::race[7] boxed",
        "a sent #5 slow (20,) to b at Counter::race[9] noted",
    ];
    let asked = told(&run, "slow (").into_iter().filter(|line| line.contains("a sent"));
    assert_eq!(asked.collect::<Vec<_>>(), sent);
    assert_eq!(told(&run, "operation").len(), 2);
    assert_eq!(told(&run, "too late"), Vec::<String>::new());
}

#[test]
fn a_call_in_a_variable_sends_nothing_more_while_nobody_awaits_it() {
    let code = "
        #[derive(Default)]
        struct Counter { total: u64 }
        impl Counter {
            async fn add(&mut self, amount: u64) -> u64 {
                println!(\"asked for {amount}\");
                amount
            }
            async fn race(&mut self) -> u64 {
                let both = async {
                    timeout(Duration::from_secs(1), async {
                        b::add(1).await.unwrap() + b::add(2).await.unwrap()
                    }).await
                };
                tokio::pin!(both);
                println!(\"{}\", timeout(Duration::from_millis(1), &mut both).await.is_err());
                sleep(Duration::from_millis(50)).await;
                println!(\"goes on\");
                println!(\"{:?}\", both.await);
                0
            }
        }";
    let asks = [(0, "a", "race", Vec::new())];
    let run = Lab::new(code, &["a", "b"], &asks).run();
    let expected = ["a: true", "b: asked for 1", "a: goes on", "b: asked for 2", "a: Ok(3)"];
    assert_eq!(logged(&run), expected.map(|line| line.replace(": ", ": \"") + "\""));
}

#[test]
fn a_call_in_a_variable_is_made_where_it_is_awaited() {
    let code = "
        #[derive(Default)]
        struct Counter { total: u64 }
        impl Counter {
            async fn add(&mut self, amount: u64) -> u64 { amount }
            async fn race(&mut self) -> u64 {
                let answer = b::add(1);
                tokio::pin!(answer);
                let sum = select! {
                    _ = sleep(Duration::from_secs(1)) => 0,
                    answer = &mut answer => answer.unwrap(),
                };
                sleep(Duration::from_millis(1)).await;
                sum
            }
        }";
    let crash = |border| FaultKind::Crash {
        node: NodeId(1),
        when: FaultPoint::Step(
            NodeId(1),
            StepPoint { function: Some("Counter::race".into()), border, nth: 1 },
        ),
        restart: None,
    };
    let asks = [(0, "a", "race", Vec::new())];
    let crashed = |border| {
        let run = Lab::new(code, &["a", "b"], &asks).run_with(vec![crash(border)], |_| {});
        told(&run, "crashed")
    };
    let told = ["a crashed after Counter::race[2] answer before Counter::race[3] sleep [fault 0]"];
    assert_eq!(crashed(Border::Between(2, 3)), told);
    assert_eq!(crashed(Border::After("answer".into())), told);
    let run = Lab::new(code, &["a", "b"], &asks).run();
    let sent = run.trace.events.iter().filter_map(|event| match &event.what {
        What::Sent(_, Some(place)) if event.node == NodeId(1) => Some(place.effect.to_string()),
        _ => None,
    });
    assert_eq!(sent.collect::<Vec<_>>(), ["answer"]);
}

#[test]
fn a_future_that_awaits_itself_panics() {
    let code = "
        #[derive(Default)]
        struct Counter { pending: Option<u64> }
        impl Counter {
            async fn total(&mut self) -> u64 {
                match &mut self.pending { Some(future) => future.await, None => 0 }
            }
            async fn race(&mut self) -> u64 {
                self.pending = Some(self.total());
                self.total().await
            }
        }";
    let asks = [(0, "a", "race", Vec::new())];
    let told = told(&Lab::new(code, &["a"], &asks).run(), "panicked");
    assert!(told[0].contains("a future cannot await itself"), "{told:?}");
}

#[test]
fn a_waiting_task_shows_its_variables_by_name_and_its_line() {
    let code = "
fn half(n: u64) -> u64 { n / 2 }
async fn inner(word: String) -> usize {
    let length = word.len();
    sleep(Duration::from_millis(5)).await;
    length
}
async fn main() {
    let gone = 3;
    drop(gone);
    {
        let hidden = half(4);
        println!(\"{hidden}\");
    }
    let list = vec![1, 2];
    let total = inner(\"hello\".to_string()).await;
    println!(\"{total} {list:?}\");
}";
    let program = compile(&[code], Environment::default()).unwrap();
    let setting = Setting { main: Some("main".into()), ..Setting::default() };
    let process = Process::new(Rc::new(program), &setting).unwrap();
    let waiting = process.step(&process.initial(), &Input::Start).state;
    let tasks = process.tasks(&waiting);
    let functions = tasks[0].functions.iter().map(|function| {
        let variables = function.variables.iter().map(|(name, value)| format!("{name} = {value}"));
        let variables = variables.collect::<Vec<_>>().join(", ");
        format!("{}:{} {variables}", function.name, function.line.unwrap())
    });
    let functions: Vec<String> = functions.collect();
    assert_eq!(functions[0], "main:16 list = [1, 2]");
    assert!(functions[1].starts_with("inner:5 ") && functions[1].ends_with("length = 5"));
}

#[test]
fn a_recorded_call_begins_and_ends_in_the_trace() {
    let code = "
        #[derive(Default)]
        struct Counter { total: u64 }
        impl Counter {
            async fn add(&mut self, amount: u64) -> u64 { self.total += amount; self.total }
            async fn race(&mut self) { record(b::add(7)).await.unwrap(); }
        }";
    let asks = [(0, "a", "race", Vec::new())];
    let run = Lab::new(code, &["a", "b"], &asks).run();
    let told: Vec<String> = told(&run, "operation 0").into_iter().collect();
    assert_eq!(told, ["a invoked operation 0: add of b with [7]", "a returned operation 0: Ok(7)"]);
}

#[test]
fn a_panic_tells_which_functions_called_one_another() {
    let code = "
#[derive(Default)]
struct Counter { list: Vec<u64> }
impl Counter {
    async fn add(&mut self, at: u64) -> u64 {
        self.pick(at)
    }
    fn pick(&self, at: u64) -> u64 {
        [1].iter().map(|_| self.list[at as usize]).sum()
    }
}";
    let asks = [(0, "a", "add", number(3))];
    let run = Lab::new(code, &["a"], &asks).run();
    let told = told(&run, "panicked");
    assert!(told[0].ends_with("in closure:9 in Counter::pick:9 in Counter::add:6"), "{told:?}");
}

#[test]
fn a_signature_is_the_key_holders_alone() {
    let code = "async fn main() {
        let signature = sign(\"key\", &(\"pay\", 100));
        println!(\"{}\", verify(\"key\", &(\"pay\", 100), &signature));
        println!(\"{}\", verify(\"key\", &(\"pay\", 900), &signature));
        println!(\"{}\", sign(\"other\", &(\"pay\", 100)) == signature);
        metrics::count(\"payments\", 1);
        metrics::observe(\"latency\", Duration::from_millis(3));
    }";
    let program = compile(&[code], Environment::default()).unwrap();
    let setting = Setting { main: Some("main".into()), ..Setting::default() };
    let process = Process::new(Rc::new(program), &setting).unwrap();
    let mut setup = Setup::new(Latency { min: Time::ZERO, max: Time::ZERO });
    setup.add_node("a", NodeKind::Process, process, Time::from_secs(1));
    let run = run(&Rc::new(setup), &[], 1, Limits::default());
    assert_eq!(logged(&run), ["a: \"true\"", "a: \"false\"", "a: \"false\""]);
    let measured = told(&run, "measured");
    assert_eq!(measured.last().unwrap(), "a measured Observation latency = 3000.0");
}

#[test]
fn a_process_that_looks_at_a_clock_has_not_come_round_before_its_time() {
    let clocks = ["started.elapsed() > Duration::from_secs(10)", "now() > Duration::from_secs(10)"];
    for clock in clocks {
        let code = format!(
            "async fn main() {{
                let started = Instant::now();
                loop {{
                    if {clock} {{ show(\"done\", true); }}
                    sleep(Duration::from_secs(1)).await;
                }}
            }}"
        );
        let program = compile(&[&code], Environment::default()).unwrap();
        let setting = Setting { main: Some("main".into()), ..Setting::default() };
        let process = Process::new(Rc::new(program), &setting).unwrap();
        let mut setup = Setup::new(Latency { min: Time::ZERO, max: Time::ZERO });
        setup.add_node("a", NodeKind::Process, process, Time::from_secs(1));
        let limits = Limits { choices: 20, ..Limits::default() };
        let run = run(&Rc::new(setup), &[], 1, limits);
        assert!(told(&run, "shows done").len() > 1, "{clock}");
    }
}

#[test]
fn a_moment_that_is_renewed_lets_a_run_come_round() {
    let code = "async fn main() {
        let mut heard = Instant::now();
        loop {
            if heard.elapsed() > Duration::from_secs(5) { println!(\"silence\"); }
            heard = Instant::now();
            sleep(Duration::from_secs(1)).await;
        }
    }";
    let program = compile(&[code], Environment::default()).unwrap();
    let setting = Setting { main: Some("main".into()), ..Setting::default() };
    let process = Process::new(Rc::new(program), &setting).unwrap();
    let mut setup = Setup::new(Latency { min: Time::ZERO, max: Time::ZERO });
    setup.add_node("a", NodeKind::Process, process, Time::from_secs(1));
    let run = run(&Rc::new(setup), &[], 1, Limits::default());
    assert!(run.choices.len() < 5, "{}", run.choices.len());
}

#[test]
fn an_answer_is_of_the_type_that_the_function_declares() {
    let code = "
        #[derive(Default)]
        struct Counter { total: u64 }
        impl Counter {
            async fn add(&mut self, n: u8) -> u8 { n }
            async fn hello(&mut self) -> char { 'x' }
            async fn race(&mut self) {
                println!(\"{:?}\", b::add(255).await.map(|n| n.checked_add(1)));
                println!(\"{}\", b::hello().await == Ok('x'));
                disk::write(\"letter\", 'x').await;
                let letter: Option<char> = disk::read(\"letter\").await;
                println!(\"{}\", letter == Some('x'));
            }
        }";
    let asks = [(0, "a", "race", Vec::new())];
    let run = Lab::new(code, &["a", "b"], &asks).run();
    assert_eq!(logged(&run), ["a: \"Ok(None)\"", "a: \"true\"", "a: \"true\""]);
}

#[test]
fn a_step_that_begins_anew_for_each_number_pays_each_time_for_what_it_makes() {
    let code = "async fn main() {
        for _ in 0..900 {
            let text = \"x\".repeat(30_000);
            random(0..10);
        }
    }";
    let program = Rc::new(compile(&[code], Environment::default()).unwrap());
    let setting = Setting { main: Some("main".into()), ..Setting::default() };
    let process = Process::new(program, &setting).unwrap();
    let mut last = process.step(&process.initial(), &Input::Start);
    while let Then::Ask(_) = last.then {
        last = process.step(&last.state, &Input::Drawn(3));
    }
    let sentence = "the code asks for too many numbers and times in one step";
    assert_eq!(last.then, Then::Halt(sentence.into()));
}
