//! What an author who holds a history to something is told: of mistakes, and of claims that are
//! false.

use snapbox::{assert_data_eq, str};
use whatif_tests::TestBook;

use crate::diagnostics::told;

const WORLD: &str = "src/consistency.toml";
const CHAPTER: &str = "src/consistency.md";

fn book() -> TestBook {
    let page = include_str!("../scenarios/consistency.md");
    // What follows is what the command says.
    let (page, _) = page.split_once("## What is seen of it").expect("the page has two parts");
    TestBook::empty()
        .with("book.toml", "[book]\ntitle = \"Copies\"\n")
        .with("src/SUMMARY.md", "# Summary\n\n- [Two copies](consistency.md)\n")
        .with(CHAPTER, page)
        .with(WORLD, include_str!("../scenarios/consistency.toml"))
        .with("src/consistency.rs", include_str!("../scenarios/consistency.rs"))
}

#[test]
fn a_promise_that_is_none() {
    let book = book()
        .edit(WORLD, "linearizable = \"register\"", "linearisable = \"register\"")
        .edit(WORLD, "sequential = \"register\"", "sequential = \"regester\"")
        .edit(WORLD, "causal = \"register\"", "causal = \"queue\"")
        .edit(WORLD, "convergence = \"register\"", "convergence = \"register\"\ncausal = \"set\"")
        .edit(WORLD, "\"both_have_the_same\"", "\"both_have_the_same\"\ninitial = 0");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: there is no key `linearisable` here
  --> src/consistency.toml:30:1
   |
30 | linearisable = "register"
   | ^^^^^^^^^^^^
   |
   = help: did you mean `linearizable`?

error: there is no model of a history `regester`
  --> src/consistency.toml:35:14
   |
35 | sequential = "regester"
   |              ^^^^^^^^^^
   |
   = help: did you mean `register`?

error: a queue has no `initial`: it is empty at first
  --> src/consistency.toml:41:11
   |
41 | initial = 0
   |           ^
   |
   = help: leave it out

error: a set has no `initial`: it is empty at first
  --> src/consistency.toml:47:11
   |
47 | initial = 0
   |           ^
   |
   = help: leave it out

error: the property `converged` must say one of always, eventually, sometimes, or a consistency model
  --> src/consistency.toml:44:11
   |
44 | [property.converged]
   |           ^^^^^^^^^
   |
   = help: name the function that looks: `eventually = "every_user_is_welcomed"`, or what the history is held to: `linearizable = "register"`

error: only a history has `initial`
  --> src/consistency.toml:52:11
   |
52 | initial = 0
   |           ^
   |
   = help: leave it out

"#]]
    );
}

#[test]
fn requests_that_no_such_object_has() {
    let book = book()
        .edit(CHAPTER, "async fn read(", "async fn look(")
        .edit(WORLD, "leader::read", "leader::look")
        .edit(WORLD, "\"write\", \"read\", \"copied\"", "\"write\", \"look\", \"copied\"")
        .edit(WORLD, "with = [1]", "with = [1, 2, 3]");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: `write` takes 1 argument, and `with` gives 3
  --> src/consistency.toml:15:26
   |
15 |     { at = "0ms", call = "leader::write", with = [1, 2, 3] },
   |                          ^^^^^^^^^^^^^^^

error: the node `follower` has no operation `read`
  --> src/consistency.toml:21:27
   |
21 |     { at = "24ms", call = "follower::read" },
   |                           ^^^^^^^^^^^^^^^^
   |
   = help: it has write, look, copied

error: the node `follower` has no operation `read`
  --> src/consistency.toml:22:27
   |
22 |     { at = "60ms", call = "follower::read" },
   |                           ^^^^^^^^^^^^^^^^
   |
   = help: it has write, look, copied

error: the operation `write` of a history takes a value, with a key before it or none; it has read, write
  --> src/consistency.toml:15:26
   |
15 |     { at = "0ms", call = "leader::write", with = [1, 2, 3] },
   |                          ^^^^^^^^^^^^^^^
   |
   = help: give the function such a name, or note the calls that belong to the history in the code: `record(store::read(key)).await`

error: the operation `look` of a history is nothing that a register has; it has read, write
  --> src/consistency.toml:16:27
   |
16 |     { at = "30ms", call = "leader::look" },
   |                           ^^^^^^^^^^^^^^
   |
   = help: give the function such a name, or note the calls that belong to the history in the code: `record(store::read(key)).await`

error: the operation `write` of a history takes a value, with a key before it or none; it has read, write
  --> src/consistency.toml:15:26
   |
15 |     { at = "0ms", call = "leader::write", with = [1, 2, 3] },
   |                          ^^^^^^^^^^^^^^^
   |
   = help: give the function such a name, or note the calls that belong to the history in the code: `record(store::read(key)).await`

error: the operation `look` of a history is nothing that a register has; it has read, write
  --> src/consistency.toml:16:27
   |
16 |     { at = "30ms", call = "leader::look" },
   |                           ^^^^^^^^^^^^^^
   |
   = help: give the function such a name, or note the calls that belong to the history in the code: `record(store::read(key)).await`

error: the operation `write` of a history takes a value, with a key before it or none; it has read, write
  --> src/consistency.toml:15:26
   |
15 |     { at = "0ms", call = "leader::write", with = [1, 2, 3] },
   |                          ^^^^^^^^^^^^^^^
   |
   = help: give the function such a name, or note the calls that belong to the history in the code: `record(store::read(key)).await`

error: the operation `look` of a history is nothing that a register has; it has read, write
  --> src/consistency.toml:16:27
   |
16 |     { at = "30ms", call = "leader::look" },
   |                           ^^^^^^^^^^^^^^
   |
   = help: give the function such a name, or note the calls that belong to the history in the code: `record(store::read(key)).await`

error: the operation `write` of a history takes a value, with a key before it or none; it has read, write
  --> src/consistency.toml:15:26
   |
15 |     { at = "0ms", call = "leader::write", with = [1, 2, 3] },
   |                          ^^^^^^^^^^^^^^^
   |
   = help: give the function such a name, or note the calls that belong to the history in the code: `record(store::read(key)).await`

error: the operation `look` of a history is nothing that a register has; it has read, write
  --> src/consistency.toml:16:27
   |
16 |     { at = "30ms", call = "leader::look" },
   |                           ^^^^^^^^^^^^^^
   |
   = help: give the function such a name, or note the calls that belong to the history in the code: `record(store::read(key)).await`

"#]]
    );
}

#[test]
fn a_history_of_nothing() {
    let world = include_str!("../scenarios/consistency.toml");
    let (before, rest) = world.split_once("[client.ada]").expect("there is a client");
    let (_, after) = rest.split_once("[network]").expect("there is a network");
    let book = book().with(WORLD, &format!("{before}[network]{after}"));
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: nobody does anything here that could be judged
  --> src/consistency.toml:18:16
   |
18 | linearizable = "register"
   |                ^^^^^^^^^^
   |
   = help: note the calls that belong to the history in the code: `record(store::read(key)).await`, or let a client make requests

error: nobody does anything here that could be judged
  --> src/consistency.toml:23:14
   |
23 | sequential = "register"
   |              ^^^^^^^^^^
   |
   = help: note the calls that belong to the history in the code: `record(store::read(key)).await`, or let a client make requests

error: nobody does anything here that could be judged
  --> src/consistency.toml:28:10
   |
28 | causal = "register"
   |          ^^^^^^^^^^
   |
   = help: note the calls that belong to the history in the code: `record(store::read(key)).await`, or let a client make requests

error: nobody does anything here that could be judged
  --> src/consistency.toml:33:15
   |
33 | convergence = "register"
   |               ^^^^^^^^^^
   |
   = help: note the calls that belong to the history in the code: `record(store::read(key)).await`, or let a client make requests

"#]]
    );
}

#[test]
fn a_history_that_is_not_what_it_is_said_to_be() {
    let book = book()
        .edit(
            WORLD,
            "expect = { fresh = \"violated\" }\n\n[what-if.lost]",
            "expect = {}\n\n[what-if.lost]",
        )
        .edit(WORLD, "converged = \"violated\" }", "converged = \"holds\" }");
    assert_data_eq!(
        told(&book, 1),
        str![[r#"
error: in the variant `told`, under `slow`, `fresh` is violated, and what is not named here must hold
  --> src/consistency.toml:59:10
   |
59 | expect = {}
   |          ^^
   |
   = help: "whoever reads is told what was written last": it stopped being true

error: in the variant `told`, over all runs with up to 1 delay, `converged` is violated, and this says `holds`
  --> src/consistency.toml:68:44
   |
68 | expect = { fresh = "violated", converged = "holds" }
   |                                            ^^^^^^^
   |
   = help: "in the end all are told the same": the shortest way to break it: nothing goes wrong

"#]]
    );
}
