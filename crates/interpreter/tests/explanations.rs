//! Why a property is false: the sentence that comes out for property functions as authors write
//! them.
#![allow(missing_docs)]

use std::cell::RefCell;
use std::rc::Rc;

use whatif_interpreter::{
    Clause, Environment, Operation, Process, PropertyFunction, Setting, Target, compile,
};
use whatif_simulator::services::{Database, Mailer};
use whatif_simulator::{
    Latency, Limits, NodeId, NodeKind, Property, PropertyKind, Setup, Time, View, run,
};

/// What happens before the property is asked, and what some properties call.
const AROUND: &str = r#"
#[derive(Clone, Debug, PartialEq)]
struct User { name: String, age: u64, friends: Vec<String> }

#[derive(Clone, Debug, PartialEq)]
enum Role { Leader, Follower { of: String } }

const OLDEST: u64 = 120;
const STRICT: bool = OLDEST > 200;

impl User {
    fn new(name: &str, age: u64, friend: Option<&str>) -> Self {
        let friends: Vec<String> = friend.iter().map(|name| name.to_string()).collect();
        Self { name: name.to_string(), age, friends }
    }
    fn is_adult(&self) -> bool { self.age >= 18 }
}

async fn main() {
    for user in [User::new("ada", 36, Some("bob")), User::new("bob", 9, None)] {
        db::insert("users", &user).await;
    }
    email::send("ada", "Welcome!").await;
    email::send("eve", "Who are you?").await;
    email::send("eve", "Who are you?").await;
    show("decided", 1);
    show("role", Role::Follower { of: "b".to_string() });
    show("log", vec![3, 1, 2]);
    show("ready", false);
}

fn got_an_email(world: &World, name: &str) -> bool {
    world.mails("email").iter().any(|mail| mail.to == name)
}

fn all_adults(users: &[User]) -> bool {
    for user in users {
        if !user.is_adult() {
            return false;
        }
    }
    true
}

fn never(_: &World) -> bool { false }
"#;

/// The clause that makes a property false at the end of the run.
fn clause(body: &str) -> Option<Clause> {
    let code = format!("fn holds(world: &World) -> bool {{\n{body}\n}}\n{AROUND}");
    explained(&code)
}

fn explained(code: &str) -> Option<Clause> {
    let operation = |name: &str| Operation {
        name: name.into(),
        parameters: None,
        signature: String::new(),
        names: None,
    };
    let target = |name: &str, at, operation| Target {
        name: name.into(),
        node: NodeId(at),
        operations: vec![operation],
    };
    let targets = vec![target("db", 1, operation("insert")), target("email", 2, operation("send"))];
    let program = compile(&[code], Environment { targets, ..Environment::default() });
    let program = Rc::new(program.unwrap_or_else(|mistakes| panic!("{code}\n{mistakes:#?}")));
    let setting = Setting { name: "a".into(), main: Some("main".into()), ..Setting::default() };
    let process = Process::new(Rc::clone(&program), &setting).unwrap();
    let mut setup = Setup::new(Latency { min: Time::ZERO, max: Time::ZERO });
    setup.add_node("a", NodeKind::Process, process, Time::from_secs(1));
    let tables = vec![("users".into(), "name".into())];
    let database = Database { tables, replicas: Vec::new() };
    setup.add_node("db", NodeKind::Service, database, Time::from_secs(1));
    setup.add_node("email", NodeKind::Service, Mailer, Time::from_secs(1));

    let function = PropertyFunction::new(&program, "holds").unwrap();
    let last = Rc::new(RefCell::new(None));
    let seen = Rc::clone(&last);
    let look = move |world: &View<'_>| {
        *seen.borrow_mut() = function.explain(world);
        Ok(true)
    };
    let (name, kind) = ("holds".into(), PropertyKind::Always);
    let property = Property { name, kind, holds: Rc::new(look) };
    run(&Rc::new(setup), &[property], 1, Limits::default());
    last.take()
}

#[track_caller]
fn because(body: &str, expected: &str) {
    let found = clause(body);
    let words = found.as_ref().map_or("nothing".to_owned(), Clause::words);
    assert_eq!(words, expected, "{body}\n{found:#?}");
}

#[test]
fn an_element_for_which_it_is_not_so() {
    because(
        "[true, false].iter().all(|flag| { let one = 1; *flag && one == 1 })",
        "`flag` is false for flag = false",
    );
    because(
        r#"let mails = world.mails("email");
           let users = world.rows("db", "users");
           users.iter().all(|user| mails.iter().any(|mail| mail.to == user.name))"#,
        r#"`mails.iter().any(|mail| mail.to == user.name)` is false for user = User { name: "bob", age: 9, friends: [] }, tried with 3 elements: mail.to = "ada" | "eve""#,
    );
    because(
        r#"world.rows("db", "users").iter().all(|user| user.age >= 18)"#,
        r#"`user.age >= 18` is false for user = User { name: "bob", age: 9, friends: [] }"#,
    );
    because(
        r#"world.rows("db", "users").iter().all(User::is_adult)"#,
        r#"`self.age >= 18` is false for self = User { name: "bob", age: 9, friends: [] }"#,
    );
    because(
        "(0..3).all(|i| (0..3).all(|j| i * j < 2))",
        "`i * j < 2` is false for i = 1, j = 2: i * j = 2",
    );
    because(
        r#"["decided", "leader"].iter().all(|key| world.shown("a", key).is_some())"#,
        r#"`world.shown("a", key).is_some()` is false for key = "leader": world.shown("a", key) = None"#,
    );
    because(
        r#"let users = world.rows("db", "users");
           users.iter().enumerate().all(|(at, user)| at == 0 || user.age > users[at - 1].age)"#,
        r#"`at == 0 || user.age > users[at - 1].age` is false for at = 1, user = User { name: "bob", age: 9, friends: [] }: users[at - 1].age = 36"#,
    );
    because(
        r#"let mails = world.mails("email");
           mails.iter().all(|mail| mails.iter().filter(|other| other.to == mail.to).count() == 1)"#,
        r#"`mails.iter().filter(|other| other.to == mail.to).count() == 1` is false for mail = Mail { to: "eve", text: "Who are you?" }: left side = 2"#,
    );
    because(
        r#"let mut seen = BTreeSet::new();
           world.mails("email").iter().all(|mail| seen.insert(mail.to.clone()))"#,
        r#"`seen.insert(mail.to.clone())` is false for mail = Mail { to: "eve", text: "Who are you?" }"#,
    );
    because(
        r#"let mut counts: BTreeMap<String, u64> = BTreeMap::new();
           for mail in world.mails("email") {
               *counts.entry(mail.to.clone()).or_insert(0) += 1;
           }
           counts.iter().all(|(to, count)| *count == 1)"#,
        r#"`*count == 1` is false for to = "eve", count = 2"#,
    );
    because(
        r#"world.shown("a", "decided").is_some_and(|value| value > 1)"#,
        "`value > 1` is false for value = 1",
    );
}

#[test]
fn an_element_that_was_not_found() {
    because(
        r#"world.mails("email").iter().any(|mail| mail.text == "Goodbye!")"#,
        r#"`world.mails("email").iter().any(|mail| mail.text == "Goodbye!")` is false, tried with 3 elements: mail.text = "Welcome!" | "Who are you?""#,
    );
    because(
        r#"let users: Vec<User> = Vec::new();
           users.iter().any(|user| user.name == "ada")"#,
        r#"`users.iter().any(|user| user.name == "ada")` is false, tried with 0 elements: users = []"#,
    );
    because(
        r#"world.mails("email").iter().filter(|mail| mail.text.is_empty()).any(|mail| mail.to == "ada")"#,
        r#"`world.mails("email").iter().filter(|mail| mail.text.is_empty()).any(|mail| mail.to == "ada")` is false, tried with 0 elements: world.mails("email") = [Mail { to: "ada", text: "Welcome!" }, Mail { to: "eve", text: "Who are you?" },…"#,
    );
    because(
        "(1..=9).any(|number| number == 10)",
        "`(1..=9).any(|number| number == 10)` is false, tried with 9 elements: number = 1 | 2 | 3 | …",
    );
    because(
        r#"world.rows("db", "users").iter().any(|user| user.age > 9 && user.name == "bob")"#,
        r#"`world.rows("db", "users").iter().any(|user| user.age > 9 && user.name == "bob")` is false, tried with 2 elements: user.age = 36 | 9, user.name = "ada""#,
    );
    because(
        r#"let users: Vec<User> = Vec::new();
           !users.iter().all(|user| user.name == "ada")"#,
        r#"`!users.iter().all(|user| user.name == "ada")` is false, tried with 0 elements: users = []"#,
    );
    because(
        r#"let is_old = |user: &User| user.age > 99;
           world.rows("db", "users").iter().any(is_old)"#,
        r#"`world.rows("db", "users").iter().any(is_old)` is false: world.rows("db", "users") = [User { name: "ada", age: 36, friends: ["bob"] }, User { name: "bob", age: 9, fr…"#,
    );
}

#[test]
fn several_clauses() {
    because(
        r#"let users = world.rows("db", "users");
           users.len() == 2 && users.len() + 1 == 4"#,
        "`users.len() + 1 == 4` is false: users.len() + 1 = 3",
    );
    because(
        r#"let (a, b) = (world.shown("a", "decided"), Some(2));
           a == b || a.is_none() || b.is_none()"#,
        "`a == b || a.is_none() || b.is_none()` is false: a = Some(1), b = Some(2)",
    );
    because(
        r#"!(world.mails("email").len() > 2)"#,
        r#"`!(world.mails("email").len() > 2)` is false: world.mails("email").len() = 3"#,
    );
    because(
        r#"!(got_an_email(world, "ada") && got_an_email(world, "eve"))"#,
        r#"`!(got_an_email(world, "ada") && got_an_email(world, "eve"))` is false"#,
    );
    because(
        r#"!world.rows("db", "users").iter().any(|user| got_an_email(world, &user.name))"#,
        r#"`mail.to == name` is true for user = User { name: "ada", age: 36, friends: ["bob"] }, mail = Mail { to: "ada", text: "Welcome!" }: name = "ada""#,
    );
    because("!!STRICT", "`!!STRICT` is false");
    because(
        r#"if world.mails("email").is_empty() { true } else { world.shown("a", "ready") == Some(true) }"#,
        r#"`world.shown("a", "ready") == Some(true)` is false: world.shown("a", "ready") = Some(false)"#,
    );
    because(
        r#"world.mails("email").iter().all(|mail| {
               // Whoever got one is grown up,
               let grown = mail.to == "ada";
               // or is nobody.
               grown // as they say
                   || mail.to.is_empty()
           })"#,
        r#"`grown || mail.to.is_empty()` is false for mail = Mail { to: "eve", text: "Who are you?" }: grown = false"#,
    );
}

#[test]
fn values_of_other_kinds() {
    because(
        r#"let log: Vec<u64> = world.shown("a", "log").unwrap_or_default();
           log.contains(&7)"#,
        "`log.contains(&7)` is false: log = [3, 1, 2]",
    );
    because(
        r#"world.mails("email").is_empty()"#,
        r#"`world.mails("email").is_empty()` is false: world.mails("email") = [Mail { to: "ada", text: "Welcome!" }, Mail { to: "eve", text: "Who are you?" },…"#,
    );
    because(
        r#"world.shown("a", "leader").is_some()"#,
        r#"`world.shown("a", "leader").is_some()` is false: world.shown("a", "leader") = None"#,
    );
    because(
        r#"world.shown("a", "ready").unwrap_or(true)"#,
        r#"`world.shown("a", "ready").unwrap_or(true)` is false: world.shown("a", "ready") = Some(false)"#,
    );
    because(
        r#"matches!(world.shown("a", "role"), Some(Role::Leader))"#,
        r#"`matches!(world.shown("a", "role"), Some(Role::Leader))` is false: world.shown("a", "role") = Some(Follower { of: "b" })"#,
    );
    because(
        r#"matches!(world.shown("a", "decided"), Some(value) if value > 3)"#,
        r#"`matches!(world.shown("a", "decided"), Some(value) if value > 3)` is false: value = 1"#,
    );
    because(
        r#"world.rows("db", "users").iter().map(|user| user.age).filter(|age| *age < 18).next().is_none()"#,
        r#"`world.rows("db", "users").iter().map(|user| user.age).filter(|age| *age < 18).next().is_none()` is false: it = Some(9)"#,
    );
    because(
        r#"world.rows("db", "users")
               .iter()
               .map(|user| user.name.to_ascii_uppercase())
               .collect::<Vec<String>>()
               .contains(&"EVE".to_string())"#,
        r#"`world.rows("db", "users").iter().map(|user| user.name.to_ascii_uppercase()).collect::<Vec<String>>()…` is false: it = ["ADA", "BOB"]"#,
    );
    because(
        r#"let text = "a".repeat(300);
           text.is_empty()"#,
        r#"`text.is_empty()` is false: text = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…"#,
    );
}

#[test]
fn what_was_called_or_kept() {
    because(
        r#"world.rows("db", "users").iter().all(|user| got_an_email(world, &user.name))"#,
        r#"`world.mails("email").iter().any(|mail| mail.to == name)` is false for user = User { name: "bob", age: 9, friends: [] }, tried with 3 elements: mail.to = "ada" | "eve", name = "bob""#,
    );
    because(
        r#"all_adults(&world.rows("db", "users"))"#,
        r#"`self.age >= 18` is false for user = User { name: "bob", age: 9, friends: [] }: self.age = 9"#,
    );
    because(
        r#"let users = world.rows("db", "users");
           users[1].is_adult()"#,
        r#"`self.age >= 18` is false for self = User { name: "bob", age: 9, friends: [] }"#,
    );
    because(
        r#"let is_fine = |user: &User| user.is_adult();
           world.rows("db", "users").iter().all(|user| is_fine(user))"#,
        r#"`self.age >= 18` is false for user = User { name: "bob", age: 9, friends: [] }: self.age = 9"#,
    );
    because(
        r#"let users = world.rows("db", "users");
           let counted = users.len() == 2;
           let grown = users.iter().all(|user| user.is_adult());
           counted && grown"#,
        r#"`self.age >= 18` is false for user = User { name: "bob", age: 9, friends: [] }: self.age = 9"#,
    );
    because(
        r#"let mut short = true;
           for mail in world.mails("email") {
               short &= mail.text.len() < 10;
           }
           short"#,
        r#"`mail.text.len() < 10` is false for mail = Mail { to: "eve", text: "Who are you?" }"#,
    );
    because(
        r#"let users = world.rows("db", "users");
           let mut fine = true;
           for user in &users {
               for friend in &user.friends {
                   if !users.iter().any(|other| other.age > 10 && other.name == *friend) {
                       fine = false;
                   }
               }
           }
           fine"#,
        r#"`!users.iter().any(|other| other.age > 10 && other.name == *friend)` is true for user = User { name: "ada", age: 36, friends: ["bob"] }, friend = "bob", tried with 2 elements: other.age = 36 | 9, other.name = "ada""#,
    );
    because(
        r#"let mut met = false;
           for mail in world.mails("email") {
               if mail.text.is_empty() {
                   met = true;
                   break;
               }
           }
           met"#,
        r#"`mail.text.is_empty()` is false, tried with 3 elements: mail.text = "Welcome!" | "Who are you?""#,
    );
}

#[test]
fn what_decided() {
    because(
        r#"let log: Vec<u64> = world.shown("a", "log").unwrap_or_default();
           let mut at = 1;
           while at < log.len() {
               if log[at - 1] > log[at] {
                   return false;
               }
               at += 1;
           }
           true"#,
        "`log[at - 1] > log[at]` is true: at = 1, log[at - 1] = 3, log[at] = 1",
    );
    because(
        r#"for user in world.rows("db", "users") {
               if user.age > OLDEST {
                   return true;
               }
           }
           false"#,
        "`user.age > OLDEST` is false, tried with 2 elements: user.age = 36 | 9, OLDEST = 120",
    );
    because(
        r#"let Some(leader) = world.shown("a", "leader") else { return false };
           leader == "b""#,
        r#"`world.shown("a", "leader")` is None"#,
    );
    because(
        r#"if let Some(Role::Leader) = world.shown("a", "role") { true } else { false }"#,
        r#"`world.shown("a", "role")` is Some(Follower { of: "b" })"#,
    );
    because(
        r#"match world.shown("a", "role") {
               Some(Role::Leader) => true,
               Some(Role::Follower { of }) => of == "c",
               None => false,
           }"#,
        r#"`of == "c"` is false: of = "b""#,
    );
    because(
        r#"let role = world.shown("a", "role");
           match role {
               Some(Role::Leader) => true,
               _ => false,
           }"#,
        r#"`role` is Some(Follower { of: "b" })"#,
    );
    because(
        r#"match world.shown("a", "role") {
               Some(Role::Follower { of }) if of == "b" => false,
               _ => true,
           }"#,
        r#"`of == "b"` is true: of = "b""#,
    );
}

/// Taking notes must not change what the code does.
#[test]
fn the_same_with_notes() {
    because(
        "let mut numbers = BTreeSet::from([1, 2]);
         numbers.take(&1);
         numbers.contains(&1)",
        "`numbers.contains(&1)` is false: numbers = {2}",
    );
    because(
        r#"const MOST: u64 = 9;
           match world.shown("a", "decided") {
               Some(1..=MOST) => false,
               _ => true,
           }"#,
        r#"`world.shown("a", "decided")` is Some(1)"#,
    );
}

#[test]
fn nothing_to_explain() {
    // True, false without a reason, and no answer at all.
    for body in ["true", "false", "let users = world.rows(\"db\", \"users\"); users[7].age > 1"] {
        assert_eq!(clause(body), None, "{body}");
    }
    assert_eq!(clause("world.mails(\"nobody\").is_empty()"), None);
    // Where what was called has no reason, it is the clause itself.
    because("never(world)", "`never(world)` is false");
}

#[test]
fn a_clause_knows_where_it_stands() {
    let code =
        "fn holds(world: &World) -> bool {\n    let one = 1;\n    one == 1 && one\n  == 2\n}";
    let found = explained(&format!("{code}{AROUND}")).unwrap();
    assert_eq!(&code[found.span.start as usize..found.span.end as usize], "one\n  == 2");
    assert_eq!(found.text, "one == 2");
    assert_eq!(found.values, [("one".to_owned(), "1".to_owned())]);
}

#[test]
fn long_texts_are_cut() {
    let long = "x".repeat(200);
    let found = clause(&format!("let text = \"{long}\";\ntext == \"{long}?\"")).unwrap();
    assert_eq!(found.text.chars().count(), 101);
    assert_eq!(found.values, [("text".to_owned(), format!("\"{}…", "x".repeat(79)))]);
}
