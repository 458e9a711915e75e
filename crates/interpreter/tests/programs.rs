//! Programs in the language, run as the only process of a world: what they print, and how they
//! end.
#![allow(missing_docs)]

use std::rc::Rc;

use whatif_interpreter::{Environment, Process, Setting, compile};
use whatif_simulator::{Latency, Limits, NodeKind, Setup, Time, What, run};

/// What a program prints, line by line; last, if it panicked, `panicked: …`, or the sentence of
/// the limit that stopped it.
fn output(code: &str) -> Vec<String> {
    output_with(code, 1)
}

fn output_with(code: &str, seed: u64) -> Vec<String> {
    let program = compile(&[code], Environment::default());
    let program = program.unwrap_or_else(|diagnostics| panic!("{code}\n{diagnostics:#?}"));
    let setting = Setting { main: Some("main".into()), ..Setting::default() };
    let process = Process::new(Rc::new(program), &setting).unwrap();
    let mut setup = Setup::new(Latency { min: Time::ZERO, max: Time::ZERO });
    setup.add_node("process", NodeKind::Process, process, Time::from_secs(1));
    let limits = Limits { choices: 100, ..Limits::default() };
    let ended = run(&Rc::new(setup), &[], seed, limits);
    let lines = ended.trace.events.iter().filter_map(|event| match &event.what {
        What::Logged(line) => Some(line.clone()),
        What::Panicked { message, .. } => Some(format!("panicked: {message}")),
        _ => None,
    });
    let mut lines: Vec<String> = lines.collect();
    // Putting right what panicked runs it once more.
    if let Some(at) = lines.iter().position(|line| line.starts_with("panicked")) {
        lines.truncate(at + 1);
    }
    lines.extend(ended.halted);
    lines
}

#[track_caller]
fn prints(body: &str, expected: &[&str]) {
    assert_eq!(output(&format!("async fn main() {{\n{body}\n}}\n{ITEMS}")), expected, "{body}");
}

#[track_caller]
fn refuses(code: &str, expected: &[&str]) {
    let Err(diagnostics) = compile(&[code], Environment::default()) else {
        panic!("{code} is fine")
    };
    let told = diagnostics.iter().map(|each| {
        let part = &code[each.span.start as usize..each.span.end as usize];
        let help = each.help.as_ref().map_or(String::new(), |help| format!(" ({help})"));
        format!("`{part}`: {}{help}", each.message)
    });
    assert_eq!(told.collect::<Vec<_>>(), expected);
}

const ITEMS: &str = r#"
const LIMIT: u64 = 10 * 2;

#[derive(Clone, Debug, PartialEq)]
struct User { name: String, age: u64 }

impl User {
    const OLDEST: u64 = 120;
    fn new(name: &str, age: u64) -> Self { Self { name: name.to_string(), age } }
    fn is_adult(&self) -> bool { self.age >= 18 }
    fn grow(&mut self, years: u64) { self.age += years; }
}

#[derive(Clone, Debug)]
struct Pair(u64, String);

#[derive(Clone, Debug, PartialEq)]
enum Shape { Point, Circle(u64), Rect { width: u64, height: u64 } }

fn area(shape: &Shape) -> u64 {
    match shape {
        Shape::Point => 0,
        Shape::Circle(radius) => 3 * radius * radius,
        Shape::Rect { width, height } => width * height,
    }
}

fn half(number: u64) -> Option<u64> { if number % 2 == 0 { Some(number / 2) } else { None } }
fn quarter(number: u64) -> Option<u64> { half(half(number)?) }
fn parse(flag: bool) -> Result<u64, String> { if flag { Ok(7) } else { Err("no flag".to_string()) } }
fn both(flag: bool) -> Result<u64, String> { let number = parse(flag)?; Ok(number + 1) }
fn fill(list: &mut Vec<u64>, upto: u64) { for number in 0..upto { list.push(number); } }
fn fibonacci(n: u64) -> u64 { if n < 2 { n } else { fibonacci(n - 1) + fibonacci(n - 2) } }
async fn slow(n: u64) -> u64 { sleep(Duration::from_millis(n)).await; n * 2 }
"#;

#[test]
fn numbers_and_operators() {
    prints(r#"println!("{} {} {} {}", 7 / 2, -7 / 2, -7 % 3, 2 + 3 * 4);"#, &["3 -3 -1 14"]);
    prints(r#"println!("{} {} {}", 6 & 3, 6 | 3, 6 ^ 3);"#, &["2 7 5"]);
    prints(r#"println!("{} {}", 1u8 << 7, 255u8 >> 4);"#, &["128 15"]);
    prints(
        r#"let x: u8 = 255; println!("{}", x as i8); println!("{}", 300 as u8);"#,
        &["-1", "44"],
    );
    prints(r#"println!("{} {:.2} {:?}", 1.5 + 2.0, 3.14159, 2.0);"#, &["3.5 3.14 2.0"]);
    prints(r#"println!("{}", u64::MAX);"#, &["18446744073709551615"]);
    prints(r#"let mut n = 10; n += 5; n *= 2; n -= 1; n /= 2; n %= 10; println!("{n}");"#, &["4"]);
    prints(r#"println!("{}", true && !false || false);"#, &["true"]);
    prints(r#"println!("{} {}", 2u64.pow(10), 7i64.abs_diff(-3));"#, &["1024 10"]);
}

#[test]
fn overflow_panics_as_rust_does() {
    prints("let x: u8 = 255; let y = x + 1;", &["panicked: attempt to add with overflow"]);
    prints("let x: u64 = 0; let y = x - 1;", &["panicked: attempt to subtract with overflow"]);
    prints("let zero = 0; let y = 1 / zero;", &["panicked: attempt to divide by zero"]);
    prints(
        "let list = vec![1, 2]; let x = list[2];",
        &["panicked: index out of bounds: the len is 2 but the index is 2"],
    );
    prints(
        "let none: Option<u64> = None; none.unwrap();",
        &["panicked: called `Option::unwrap()` on a `None` value"],
    );
    prints(
        "assert_eq!(1 + 1, 3, \"sums are {}\", \"hard\");",
        &["panicked: assertion `left == right` failed: sums are hard\n  left: 2\n right: 3"],
    );
    prints("assert!(1 > 2);", &["panicked: assertion failed: 1 > 2"]);
    prints("println!(\"before\"); panic!(\"oh {}\", 7);", &["before", "panicked: oh 7"]);
}

#[test]
fn structs_enums_and_methods() {
    prints(
        r#"let mut ada = User::new("Ada", 17); println!("{}", ada.is_adult()); ada.grow(1);
           println!("{} {:?} {}", ada.is_adult(), ada, User::OLDEST);"#,
        &["false", "true User { name: \"Ada\", age: 18 } 120"],
    );
    prints(
        r#"let old = User { age: 90, ..User::new("Bob", 1) }; println!("{} {}", old.name, old.age);"#,
        &["Bob 90"],
    );
    prints(
        r#"let user = User { age: { println!("field"); 1 }, ..{ println!("base"); User::new("Z", 2) } };
           println!("{}", user.name);"#,
        &["field", "base", "Z"],
    );
    prints(
        r#"let a = User::new("A", 1); let mut b = a.clone(); b.age = 5; println!("{} {}", a.age, b.age);
           println!("{}", a == b);"#,
        &["1 5", "false"],
    );
    prints(
        r#"for shape in [Shape::Point, Shape::Circle(2), Shape::Rect { width: 2, height: 3 }] {
             println!("{:?} {}", shape, area(&shape)); }"#,
        &["Point 0", "Circle(2) 12", "Rect { width: 2, height: 3 } 6"],
    );
    prints(
        r#"let Pair(number, text) = Pair(4, "four".to_string()); println!("{number}{text} {}", LIMIT);"#,
        &["4four 20"],
    );
}

#[test]
fn patterns() {
    prints(
        r#"for n in [0, 1, 5, 12, 99] { let what = match n { 0 => "zero", 1 | 2 => "few",
             3..=9 => "some", x if x > 50 => "many", _ => "more" }; println!("{what}"); }"#,
        &["zero", "few", "some", "more", "many"],
    );
    prints(
        r#"let list = [1, 2, 3, 4]; if let [first, .., last] = list { println!("{first} {last}"); }
           if let [a, rest @ ..] = &list[..] { println!("{a} {:?}", rest); }"#,
        &["1 4", "1 [2, 3, 4]"],
    );
    prints(
        r#"let (a, (b, _)) = (1, (2, 3)); let whole @ (x, _) = (8, 9); println!("{a} {b} {x} {:?}", whole);"#,
        &["1 2 8 (8, 9)"],
    );
    prints(
        r#"let Some(x) = half(3) else { println!("odd"); return; }; println!("{x}");"#,
        &["odd"],
    );
    prints(
        r#"if let Some(x) = half(8) && x > 3 && let Some(y) = half(x) { println!("{x} {y}"); }"#,
        &["4 2"],
    );
    prints(
        r#"println!("{}", matches!(Shape::Circle(3), Shape::Circle(r) if r > 2)); println!("{}", matches!(half(3), Some(_)));"#,
        &["true", "false"],
    );
}

#[test]
fn loops_and_labels() {
    prints(
        "for i in 0..3 { println!(\"{i}\"); } for i in (0..=2).rev() { println!(\"{i}\"); }",
        &["0", "1", "2", "2", "1", "0"],
    );
    prints(
        "let mut n = 0; while n < 3 { n += 1; if n == 2 { continue; } println!(\"{n}\"); }",
        &["1", "3"],
    );
    prints(
        "let mut n = 0; let found = loop { n += 1; if n * n > 50 { break n; } }; println!(\"{found}\");",
        &["8"],
    );
    prints(
        "'outer: for i in 0..3 { for j in 0..3 { if j == 2 { continue 'outer; } if i == 2 { break 'outer; } println!(\"{i}{j}\"); } }",
        &["00", "01", "10", "11"],
    );
    prints(
        "let mut stack = vec![1, 2]; while let Some(top) = stack.pop() { println!(\"{top}\"); }",
        &["2", "1"],
    );
    prints("let x = { let y = 3; y * y }; println!(\"{x}\");", &["9"]);
}

#[test]
fn places_are_paths_and_never_copies() {
    prints(
        "let mut list = Vec::new(); fill(&mut list, 3); println!(\"{:?}\", list);",
        &["[0, 1, 2]"],
    );
    prints("let mut n = 1; { let m = &mut n; *m += 5; } println!(\"{n}\");", &["6"]);
    prints(
        r#"let mut users = vec![User::new("A", 1), User::new("B", 2)]; users[1].age += 10; users[0].grow(3);
           let copy = users.clone(); users[0].name.push_str("da");
           println!("{} {} {} {}", users[0].name, users[0].age, users[1].age, copy[0].name);"#,
        &["Ada 4 12 A"],
    );
    prints(
        "let mut grid = vec![vec![0; 3]; 2]; grid[1][2] = 7; grid[0][0] += 1; println!(\"{:?}\", grid);",
        &["[[1, 0, 0], [0, 0, 7]]"],
    );
    prints("let mut pair = (1, 2); pair.0 = 9; println!(\"{:?}\", pair);", &["(9, 2)"]);
}

#[test]
fn options_results_and_the_question_mark() {
    prints(
        "println!(\"{:?} {:?} {:?}\", quarter(8), quarter(6), quarter(3));",
        &["Some(2) None None"],
    );
    prints("println!(\"{:?} {:?}\", both(true), both(false));", &["Ok(8) Err(\"no flag\")"]);
    prints(
        "println!(\"{} {} {:?} {:?}\", half(3).unwrap_or(0), half(4).map(|x| x + 1).unwrap(), half(3).ok_or(\"odd\"), parse(false).ok());",
        &["0 3 Err(\"odd\") None"],
    );
    prints(
        "let mut slot = Some(3); let taken = slot.take(); println!(\"{:?} {:?}\", slot, taken);",
        &["None Some(3)"],
    );
}

#[test]
fn collections_and_iterators() {
    prints(
        r#"let total: u64 = (1..=4).map(|x| x * x).filter(|x| x % 2 == 0).sum(); println!("{total}");"#,
        &["20"],
    );
    prints(
        r#"let names: Vec<String> = ["b", "a"].iter().map(|name| name.to_ascii_uppercase()).collect(); println!("{}", names.join("-"));"#,
        &["B-A"],
    );
    prints(
        r#"let mut ages = BTreeMap::new(); ages.insert("b", 2); ages.insert("a", 1); ages.insert("b", 3);
           for (name, age) in &ages { println!("{name} {age}"); } println!("{:?} {}", ages.get("c"), ages["a"]);"#,
        &["a 1", "b 3", "None 1"],
    );
    prints(
        r#"let set: BTreeSet<u64> = vec![3, 1, 3, 2].into_iter().collect(); println!("{:?} {}", set, set.contains(&2));"#,
        &["{1, 2, 3} true"],
    );
    prints(
        r#"let mut list = vec![3, 1, 2]; list.sort(); list.reverse(); println!("{:?} {:?} {}", list, list.iter().max(), list.contains(&1));"#,
        &["[3, 2, 1] Some(3) true"],
    );
    prints(
        r#"let mut words = vec!["ccc", "a", "bb", "z"]; words.sort_by_key(|word| word.len()); println!("{:?}", words);"#,
        &["[\"a\", \"z\", \"bb\", \"ccc\"]"],
    );
    prints(
        r#"let all: Result<Vec<u64>, String> = vec![true, false].into_iter().map(|flag| parse(flag)).collect(); println!("{:?}", all);"#,
        &["Err(\"no flag\")"],
    );
    prints(
        r#"for (at, (a, b)) in [1, 2].iter().zip(["x", "y"].iter()).enumerate() { println!("{at}{a}{b}"); }
           println!("{:?}", (0..10).step_by(4).collect::<Vec<_>>());
           println!("{:?}", [1, 2, 3].iter().position(|x| *x == 2));
           println!("{}", [1, 2, 3].iter().fold(0, |sum, x| sum * 10 + x));"#,
        &["01x", "12y", "[0, 4, 8]", "Some(1)", "123"],
    );
    prints(r#"let n = 3; let add = |x| x + n; println!("{}", add(4));"#, &["7"]);
}

#[test]
fn formatting() {
    prints(
        r#"let name = "Ada"; println!("[{name:>5}] [{name:<5}] [{name:^5}] [{:*^7}]", "x");"#,
        &["[  Ada] [Ada  ] [ Ada ] [***x***]"],
    );
    prints(r#"println!("{:05} {:+} {{}} {0}", 42, 7);"#, &["00042 +7 {} 42"]);
    prints(r#"println!("{:?} {:?} {:?}", "a\"b", 'c', ());"#, &["\"a\\\"b\" 'c' ()"]);
    prints(
        r#"println!("{:?} {:?}", Some("x"), Duration::from_millis(1500));"#,
        &["Some(\"x\") 1.5s"],
    );
    prints(r#"println!("{0}-{0}-{1}", 1, 2); println!("{value}", value = 3);"#, &["1-1-2", "3"]);
}

#[test]
fn waiting() {
    prints("println!(\"{}\", slow(5).await + slow(6).await);", &["22"]);
    prints(
        "let later = slow(5); println!(\"first\"); println!(\"{}\", later.await);",
        &["first", "10"],
    );
    prints("slow(5);", &[]);
    prints("println!(\"{}\", fibonacci(15));", &["610"]);
}

#[test]
fn random_numbers_come_from_the_seed() {
    let code = "async fn main() {
        for _ in 0..20 { println!(\"{}\", random(1..=6)); }
        sleep(Duration::from_millis(random(5..10))).await;
        println!(\"{}\", random(7..8) + 1);
    }";
    let first = output_with(code, 1);
    assert_eq!(first, output_with(code, 1));
    assert_ne!(first, output_with(code, 2));
    let (last, dice) = first.split_last().unwrap();
    assert_eq!((last.as_str(), dice.len()), ("8", 20));
    for side in 1..=6 {
        assert!(dice.contains(&side.to_string()), "{side} never came: {dice:?}");
    }
    assert!(dice.iter().all(|drawn| (1..=6).contains(&drawn.parse().unwrap())));
    prints("random(3..3);", &["panicked: cannot draw from an empty range"]);
    let endless = output("async fn main() { loop { random(0..9); } }");
    assert!(endless[0].contains("more than 1000 numbers"), "{endless:?}");
}

#[test]
fn limits_end_with_a_sentence() {
    let stopped =
        |body: &str| output(&format!("async fn main() {{ {body} }}{ITEMS}")).pop().unwrap();
    assert!(stopped("loop {}").contains("operations without waiting"));
    assert!(
        stopped("let mut text = \"a\".to_string(); loop { text = text.clone() + &text; }")
            .contains("MB of values")
    );
    assert!(stopped("loop { println!(\"x\"); }").contains("printed 1000 lines"));
    assert!(
        stopped("let w = 70_000; println!(\"{:>w$}\", 1);")
            .contains("70000 is too wide: the most is 1000")
    );
    let deep = output("async fn main() { deeper(1); } fn deeper(n: u64) -> u64 { deeper(n + 1) }");
    assert!(deep[0].contains("waiting for one another"), "{deep:?}");
    assert!(
        stopped("loop { spawn(async { sleep(Duration::from_secs(1)).await; }); }")
            .contains("more than 1000 tasks")
    );
    assert!(
        stopped("let mut all = Vec::new(); loop { all.push(Mutex::new(1)); }")
            .contains("channels and mutexes")
    );
    assert!(stopped("let (tx, mut rx) = mpsc::unbounded_channel(); loop { tx.send(1).unwrap(); rx.try_recv().unwrap(); }").contains("without waiting"));
    assert!(
        stopped("let mut deep = None; loop { deep = Some(deep); }").contains("without waiting")
    );
    assert!(
        stopped(
            "let mut deep = None; for _ in 0..1000 { deep = Some(deep); } println!(\"{deep:?}\");"
        )
        .contains("more than 128 deep")
    );
    assert!(
        stopped("let mut two = vec![1]; for _ in 0..60 { two = vec![two.clone(), two.clone()]; } let same = two == two.clone();")
            .contains("more than 100000 values")
    );
    assert!(
        stopped("let mut numbers = (0..9).chain(0..0); loop { numbers = numbers.chain(0..0); }")
            .contains("iterators read from one another")
    );
}

#[test]
fn what_is_out_is_refused_by_name() {
    refuses(
        "trait Shape {}\nmod inner {}\nmacro_rules! m { () => {} }\nstatic X: u8 = 1;",
        &[
            "`Shape`: not part of the playground's Rust: traits (write a plain function)",
            "`inner`: not part of the playground's Rust: modules (put everything at the top level)",
            "`macro_rules`: not part of the playground's Rust: macros of one's own (write a function)",
            "`X`: not part of the playground's Rust: statics (use a const, or the state of a node)",
        ],
    );
    refuses(
        "fn f() { unsafe { g(); } }",
        &["`unsafe`: not part of the playground's Rust: `unsafe` (nothing here needs it)"],
    );
}

#[test]
fn what_is_elsewhere_in_rust_says_what_does_instead() {
    let out = |body: &str, part: &str, name: &str, help: &str| {
        let told = format!("`{part}`: not part of the playground's Rust: `{name}` ({help})");
        refuses(&format!("async fn main() {{ {body} }}"), &[&told]);
    };
    let draw = "use `random(0..10)`";
    out("rand::random::<u32>();", "rand::random::<u32>", "rand::random", draw);
    let tasks = "use `spawn(async { … })` and `sleep(…).await`";
    let path = "std::thread::sleep";
    out("std::thread::sleep(Duration::from_secs(1));", path, "thread::sleep", tasks);
    let set = "keep the handles of `spawn` in a `Vec`, or use `join_all`";
    out("JoinSet::new();", "JoinSet::new", "JoinSet::new", set);
    let digits = "its last digits differ from one machine to the next";
    out("2.0_f64.ln();", "ln", "ln", digits);
    // What a struct has is the author's own.
    refuses(
        "struct Node { term: u64 } fn last(node: Node) -> u64 { node.log }",
        &["`log`: there is no field in `Node`: `log`"],
    );
}

#[test]
fn all_mistakes_are_told_at_once() {
    refuses(
        "fn f(x: Usr) { lenght(x); y + 1; x.psuh(1); return }\nstruct User {}\nfn lenght2() {}",
        &[
            "`Usr`: there is no type `Usr` (did you mean `User`?)",
            "`lenght`: there is no function `lenght` (did you mean `lenght2`?)",
            "`y`: there is no name `y`",
            "`psuh`: there is no method `psuh` (did you mean `push`?)",
        ],
    );
    refuses(
        "fn f() { g(1, 2); } fn g(x: u64) {}",
        &["`g(1, 2)`: `g` takes 1 argument, and gets 2"],
    );
    refuses(
        "fn f() { g().await; } async fn g() {}",
        &[
            "`await`: `.await` stands only in an async function (make the function around it an `async fn`)",
        ],
    );
    refuses(
        "fn f() { let x = [1].iter().collect(); }",
        &[
            "`collect`: what should this collect into? (say so where the value goes, `let list: Vec<_> = …`, or here, `.collect::<Vec<_>>()`)",
        ],
    );
    refuses(
        "fn f() { let x = half(3).unwrap_or_default(); } fn half<T>(n: u64) -> Option<T> { None }",
        &[
            "`unwrap_or_default`: the default of which type? (say so where the value goes, `let count: u64 = …`, or write `unwrap_or(…)`)",
        ],
    );
}

#[test]
fn a_value_of_another_type_than_its_place_is_refused_where_both_are_certain() {
    let items = "struct User { name: String, age: u64 } enum Shape { Dot, Disc(f64) } \
                 impl User { fn older(&self, years: u64) -> u64 { self.age + years } } \
                 const LIMIT: u64 = 3; fn half(n: u64) -> Option<u64> { Some(n / 2) } \
                 async fn load(name: &str) -> Result<u64> { Ok(1) }";
    let wrong = |body: &str, told: &str| {
        refuses(&format!("async fn f(user: User, id: String) {{ {body} }} {items}"), &[told]);
    };
    wrong("let n: u64 = \"five\";", "`\"five\"`: `u64` is wanted here, and this is a string");
    wrong("half(id);", "`id`: `u64` is wanted here, and this is a string");
    let name =
        "a string is wanted here, and this is a whole number (`.to_string()` makes a string of it)";
    wrong("let ada = User { name: 7, age: 36 };", &format!("`7`: {name}"));
    wrong(
        "let ada = User { age: user.name, name: id };",
        "`user.name`: `u64` is wanted here, and this is a string",
    );
    wrong(
        "Shape::Disc(1);",
        "`1`: `f64` is wanted here, and this is a whole number (give it a point: `1.0`)",
    );
    wrong("user.older(true);", "`true`: `u64` is wanted here, and this is `bool`");
    wrong(
        "let n: i32 = LIMIT;",
        "`LIMIT`: `i32` is wanted here, and this is `u64` (`as` makes a number of another type of it)",
    );
    wrong(
        "let n: u64 = half(4);",
        "`half(4)`: `u64` is wanted here, and this is `Option<u64>` (`?` takes the value out)",
    );
    wrong(
        "let n: u64 = load(\"a\").await;",
        "`load(\"a\").await`: `u64` is wanted here, and this is `Result<u64>` (`?` takes the value out)",
    );
    wrong(
        "let n: Option<u64> = user.age;",
        "`user.age`: `Option<u64>` is wanted here, and this is `u64` (put it into `Some(…)`)",
    );
    wrong(
        "let list = (1, \"a\"); let pair: (String, u64) = list;",
        "`list`: `(String, u64)` is wanted here, and this is `(i32, String)`",
    );
    wrong(
        "user.age == 3",
        "`user.age == 3`: `()` is wanted here, and this is `bool` \
         (a `;` behind it drops it; what a function gives is written behind `->`)",
    );
    wrong(
        "sleep(100).await;",
        "`100`: `Duration` is wanted here, and this is a whole number \
         (`Duration::from_millis(…)` makes a length of time of a number)",
    );
    wrong(
        "let soon = timeout(user.age, load(\"a\"));",
        "`user.age`: `Duration` is wanted here, and this is `u64` \
         (`Duration::from_millis(…)` makes a length of time of a number)",
    );
    wrong(
        "let greeting = id + user.age;",
        "`id + user.age`: `+` cannot be applied to a string and `u64` \
         (`format!` makes a string of several values)",
    );
    wrong(
        "let line = \"a\".to_string() + &user.name + 5;",
        "`\"a\".to_string() + &user.name + 5`: `+` cannot be applied to a string and a whole number \
         (`format!` makes a string of several values)",
    );
    wrong(
        "let share: f64 = 2.5; let same = 2 * share == 5.0;",
        "`2 * share`: `*` cannot be applied to a whole number and `f64` (give it a point: `1.0`)",
    );
    wrong(
        "let mut n = user.age; n += 1.5;",
        "`n += 1.5`: `+` cannot be applied to `u64` and `f64` \
         (`as` makes a number of another type of it)",
    );
    refuses(
        "fn f(n: u64) -> Result<u64> { if n > 3 { return n; } n }",
        &[
            "`n`: `Result<u64>` is wanted here, and this is `u64` (put it into `Ok(…)`)",
            "`n`: `Result<u64>` is wanted here, and this is `u64` (put it into `Ok(…)`)",
        ],
    );
}

#[test]
fn a_module_that_stands_for_a_type_is_no_type() {
    refuses("fn f(x: crate) {}", &["`crate`: there is no type `crate`"]);
    refuses("fn f(x: self::super) {}", &["`super`: there is no type `super`"]);
}

#[test]
fn what_is_not_certain_of_a_type_is_not_told() {
    prints(
        r#"let later = Instant::now() + Duration::from_secs(1); let left: Duration = later - Instant::now();
        let x = 5; let byte: u8 = x; let long: u64 = x;
        let x = "a"; let inside: u64 = { let x = 7; x };
        let boxed: Box<u64> = Box::new(4); let plain: u64 = *boxed;
        let words: Vec<&str> = "a b".split(' ').collect();
        let sum: u64 = [1, 2].iter().map(|n| { let x = *n; x }).sum();
        println!("{left:?} {byte} {long} {x} {inside} {plain} {words:?} {sum}");"#,
        &["1s 5 5 a 7 4 [\"a\", \"b\"] 3"],
    );
}

#[test]
fn what_cannot_be_awaited_where_it_stands_is_refused() {
    let leave = "this takes the future itself, and not a `&mut` of it (leave the `&mut` away)";
    refuses(
        "async fn main() { let f = g(); spawn(&mut f); } async fn g() {}",
        &[&format!("`&mut f`: {leave}")],
    );
    refuses(
        "async fn main() { let f = g(); record(&mut f).await; tell(&mut f); } async fn g() {}",
        &[
            "`&mut f`: this takes the future itself, and not a `&mut` of it (write `let answer = record(…);` and wait for `&mut answer`)",
            &format!("`&mut f`: {leave}"),
        ],
    );
    refuses(
        "async fn main() { tokio::pin!(g()); } async fn g() {}",
        &["`tokio::pin!(g())`: `pin!` takes a variable (put the future into a variable first)"],
    );
    refuses(
        "async fn main() { tokio::pin! { let f = g(); } } async fn g() {}",
        &[
            "`let`: `pin!` takes a variable (write `let future = …;` and then `tokio::pin!(future);`)",
        ],
    );
    refuses(
        "async fn main() { let f = std::pin::pin!(g(), g()); } async fn g() {}",
        &["`std::pin::pin!(g(), g())`: `pin!` as a value takes one future"],
    );
}

#[test]
fn closures_and_methods_that_are_values_have_no_name() {
    refuses(
        "fn f() -> u64 { let g = |x: u64| x; g(1) + closure(2) }",
        &["`closure`: there is no function `closure`"],
    );
    refuses(
        "fn f() { let n: Vec<u64> = [\"a\"].iter().map(str::len).collect(); n.push(len(\"b\")); }",
        &["`len`: there is no function `len`"],
    );
}

#[test]
fn a_block_does_not_go_on() {
    refuses(
        "fn f() { 'a: { continue 'a; } }",
        &[
            "`continue 'a`: `continue` goes on with a loop, and this labels a block (leave it with `break`, or label a loop)",
        ],
    );
}

#[test]
fn alternatives_with_guards_inside_one_another_do_not_double_the_code() {
    let mut body = "println!(\"{x}\")".to_owned();
    for _ in 0..40 {
        body = format!("match (x, 1) {{ (x, _) | (_, x) if x > 0 => {body}, _ => {{}} }}");
    }
    prints(&format!("let x = 0; {body}"), &["1"]);
    let mut guard = "x > 0".to_owned();
    for _ in 0..40 {
        guard = format!("matches!((x, 1), (x, _) | (_, x) if {guard})");
    }
    prints(&format!("let x = 0; println!(\"{{}}\", {guard});"), &["true"]);
}

#[test]
fn a_guard_of_too_many_alternatives_is_refused() {
    let parts: Vec<String> = (0..6).map(|at| format!("(x{at}, _) | (_, x{at})")).collect();
    let pattern = format!("({})", parts.join(", "));
    let code =
        format!("fn f(all: u8) -> u8 {{ match all {{ {pattern} if x0 > 0 => 1, _ => 2 }} }}");
    let told = "a guard is asked of at most 32 alternatives (make several arms of it)";
    refuses(&code, &[&format!("`{pattern}`: {told}")]);
}

#[test]
fn a_const_may_be_given_another_value_than_the_text_says() {
    let code = "const TRIES: u32 = 3; const DOUBLE: u32 = TRIES * 2; const NAME: &str = \"a\";
        async fn main() { println!(\"{TRIES} {DOUBLE} {}\", match 5 { TRIES => 1, _ => 2 }); }";
    let with = |name: &str| {
        let consts = vec![(name.into(), 5)];
        compile(&[code], Environment { consts, ..Environment::default() })
    };
    let program = with("TRIES").unwrap();
    let whole: Vec<&str> = program.whole_consts().map(|name| &**name).collect();
    assert_eq!(whole, ["TRIES", "DOUBLE"]);
    let setting = Setting { main: Some("main".into()), ..Setting::default() };
    let process = Process::new(Rc::new(program), &setting).unwrap();
    let mut setup = Setup::new(Latency { min: Time::ZERO, max: Time::ZERO });
    setup.add_node("process", NodeKind::Process, process, Time::from_secs(1));
    let ended = run(&Rc::new(setup), &[], 1, Limits::default());
    assert!(ended.trace.events.iter().any(|event| event.what == What::Logged("5 10 1".into())));
    let message = &with("NAME").unwrap_err()[0].message;
    assert_eq!(message, "`NAME` is no whole number, and cannot have other values");
}
