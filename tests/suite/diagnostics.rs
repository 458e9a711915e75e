//! What an author who made a mistake is told: file, line, caret and help.

use snapbox::{assert_data_eq, str};
use whatif_tests::{TestBook, prefixed};

const CHAPTER: &str = "src/sign-up.md";
const WORLD: &str = "src/email-signup.toml";

/// A book whose author says this of all runs.
fn claiming(expect: &str) -> TestBook {
    let faults = "lose = 1 }\n";
    let claim = format!("{faults}expect = {{ welcomed = \"violated\" }}");
    TestBook::explored().edit(WORLD, &claim, &format!("{faults}{expect}"))
}

/// What the preprocessor and `check` say of a book: the same, but for the path to the book.
pub(crate) fn told(book: &TestBook, code: u8) -> String {
    let preprocessed = book.preprocess("html");
    let checked = book.check();
    assert_eq!((preprocessed.code, checked.code), (code, code), "{}", checked.errors);
    assert_eq!((preprocessed.output.as_str(), checked.output.as_str()), ("", ""));
    assert_eq!(checked.errors.replace("[BOOK]/", ""), preprocessed.errors);
    preprocessed.errors
}

#[test]
fn a_claim_that_is_false() {
    let book = TestBook::sign_up().edit(WORLD, "welcomed = \"violated\"", "welcomed = \"holds\"");
    assert_data_eq!(
        told(&book, 1),
        str![[r#"
error: in the variant `naive`, under `killed-between`, `welcomed` is violated, and this says `holds`
  --> src/email-signup.toml:28:23
   |
28 | expect = { welcomed = "holds" }
   |                       ^^^^^^^
   |
   = help: "every stored user has got a welcome email": everything has come to rest, and it is not true

"#]]
    );
}

#[test]
fn a_what_if_without_a_claim() {
    let book = TestBook::sign_up().edit(WORLD, "expect = { welcomed = \"violated\" }\n", "");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: the what-if `killed-between` has no `expect`
  --> src/email-signup.toml:25:10
   |
25 | [what-if.killed-between]
   |          ^^^^^^^^^^^^^^
   |
   = help: say what comes out, so that the claim is checked: `expect = { … }`, or `expect = {}` where everything holds

"#]]
    );
}

#[test]
fn an_unknown_key() {
    let book = TestBook::sign_up().edit(WORLD, "latency = ", "latencies = ");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: there is no key `latencies` here
  --> src/email-signup.toml:14:1
   |
14 | latencies = "5ms..40ms"
   | ^^^^^^^^^
   |
   = help: did you mean `latency`?

"#]]
    );
}

#[test]
fn toml_that_does_not_parse() {
    let book = TestBook::sign_up().edit(WORLD, "kind = \"mailer\"", "kind = mailer");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: this is not TOML: string values must be quoted, expected literal string
  --> src/email-signup.toml:11:8
   |
11 | kind = mailer
   |        ^^^^^^

"#]]
    );
}

#[test]
fn a_function_that_is_missing_from_the_code() {
    let book = TestBook::sign_up().edit(CHAPTER, "async fn signup", "async fn sign_up");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: the code has no function `signup`, which `server` needs
 --> src/email-signup.toml:4:11
  |
4 | serves = ["signup"]
  |           ^^^^^^^^
  |
  = help: did you mean `sign_up`?

"#]]
    );
}

#[test]
fn a_function_of_a_property_that_is_missing() {
    let book = TestBook::sign_up().without("src/email-signup.rs");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: there is no type `User`
 --> src/sign-up.md:6:23
  |
6 | async fn signup(user: User) -> Result<()> {
  |                       ^^^^

"#]]
    );
}

#[test]
fn a_call_of_another_process_with_what_its_function_does_not_take() {
    let more = "async fn ask() -> Result<()> {\n    server::signup(5).await?;\n    \
                server::signup().await\n}\n\nasync fn signup";
    let book = TestBook::sign_up().edit(CHAPTER, "async fn signup", more);
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: `User` is wanted here, and this is a whole number
 --> src/sign-up.md:7:20
  |
7 |     server::signup(5).await?;
  |                    ^

error: `server::signup` takes 1 argument, and gets 0
 --> src/sign-up.md:8:5
  |
8 |     server::signup().await
  |     ^^^^^^^^^^^^^^^^

"#]]
    );
}

#[test]
fn a_node_that_does_not_exist() {
    let book = TestBook::sign_up().edit(WORLD, "crash = \"server\"", "crash = \"sever\"");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: there is no node `sever`
  --> src/email-signup.toml:27:21
   |
27 | faults = [{ crash = "sever", in = "signup", between = [1, 2], restart = "1s" }]
   |                     ^^^^^^^
   |
   = help: did you mean `server`?

"#]]
    );
}

#[test]
fn a_fault_at_a_place_that_does_not_exist() {
    let book = TestBook::sign_up().edit(WORLD, "between = [1, 2]", "between = [2, 3]");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: in the variant `naive` this cannot happen: `signup` awaits 2 effects, and no third
  --> src/email-signup.toml:27:11
   |
27 | faults = [{ crash = "server", in = "signup", between = [2, 3], restart = "1s" }]
   |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   |
   = help: mend the place, or give this variant faults of its own in `[variant.naive.what-if.killed-between]`

"#]]
    );
}

#[test]
fn code_that_does_not_parse() {
    let book = TestBook::sign_up().edit(CHAPTER, "\"Welcome!\").await?;", "\"Welcome!\".await?;");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: this bracket is never closed
 --> src/sign-up.md:8:16
  |
8 |     email::send(&user.address, "Welcome!".await?;
  |                ^

"#]]
    );
}

#[test]
fn code_that_does_not_parse_in_a_quoted_list() {
    let book = TestBook::sign_up();
    let chapter = book.read(CHAPTER).replace("Result<()> {", "Result<()> }");
    let quoted = prefixed(&chapter, ">   ");
    let book = book.with(CHAPTER, &format!("# A\n\n> - b\n>\n{quoted}"));
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: this bracket closes nothing
  --> src/sign-up.md:10:43
   |
10 | async fn signup(user: User) -> Result<()> }
   |                                           ^

"#]]
    );
}

#[test]
fn code_below_an_include_is_told_with_the_line_of_its_file() {
    let book = TestBook::sign_up().with("src/long.md", "one\n\ntwo\n\nthree\n");
    let book = book.edit(CHAPTER, "# Sign-up\n", "# Sign-up\n\n{{#include long.md}}\n").edit(
        CHAPTER,
        "&user).await?;",
        "&user).await??;;)",
    );
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: this bracket closes nothing
 --> src/sign-up.md:9:41
  |
9 |     db::insert("users", &user).await??;;)
  |                                         ^

"#]]
    );
}

#[test]
fn code_that_is_included_is_told_with_the_file_it_came_from() {
    let book = TestBook::sign_up()
        .with(
            "src/code.rs",
            "// ANCHOR: all\nasync fn signup(user: User) -> {\n}\n// ANCHOR_END: all\n",
        )
        .with(CHAPTER, "# A\n\n```rust,whatif=email-signup\n{{#include code.rs:all}}\n```\n");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: expected a type, found `{`
 --> src/code.rs:2:32
  |
2 | async fn signup(user: User) -> {
  |                                ^

"#]]
    );
}

#[test]
fn an_include_that_leads_nowhere() {
    let book = TestBook::sign_up()
        .with(CHAPTER, "# A\n\n```rust,whatif=email-signup\n{{#include absent.rs}}\n```\n");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: this include has not been resolved
 --> src/sign-up.md:4:1
  |
4 | {{#include absent.rs}}
  | ^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: look at the path; and where [preprocessor.whatif] in book.toml says nothing else, let it say after = ["links"]

"#]]
    );
}

#[test]
fn code_of_the_support_file_that_does_not_parse() {
    let book = TestBook::sign_up().edit("src/email-signup.rs", "struct User {", "struct User [");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: this bracket is never closed
 --> src/email-signup.rs:1:13
  |
1 | struct User [
  |             ^

"#]]
    );
}

#[test]
fn a_scenario_without_a_file() {
    let book = TestBook::sign_up().without(WORLD);
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: there is no file `src/email-signup.toml`
 --> src/sign-up.md:5:9
  |
5 | ```rust,whatif=email-signup,variant=naive
  |         ^^^^^^^^^^^^^^^^^^^ needed here
  |
  = help: make `src/email-signup.toml`: it says what the world of `email-signup` is like

"#]]
    );
}

#[test]
fn a_scenario_whose_name_is_misspelt() {
    let book = TestBook::sign_up().edit(CHAPTER, "whatif=email-signup", "whatif=email-singup");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: there is no file `src/email-singup.toml`
 --> src/sign-up.md:5:9
  |
5 | ```rust,whatif=email-singup,variant=naive
  |         ^^^^^^^^^^^^^^^^^^^ needed here
  |
  = help: did you mean `email-signup`?

"#]]
    );
}

#[test]
fn a_matrix_of_a_scenario_without_code() {
    let book = TestBook::sign_up().with(CHAPTER, "# A\n\n```whatif-matrix=email-signup\n```\n");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: no fence beside this one has the code of `email-signup`
 --> src/sign-up.md:3:4
  |
3 | ```whatif-matrix=email-signup
  |    ^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: write ```rust,whatif=email-signup in a chapter of the same folder

"#]]
    );
}

#[test]
fn an_unknown_attribute() {
    let book = TestBook::sign_up().edit(CHAPTER, "variant=naive", "varaint=naive,editable");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: unknown attribute `varaint`
 --> src/sign-up.md:5:29
  |
5 | ```rust,whatif=email-signup,varaint=naive,editable
  |                             ^^^^^^^^^^^^^
  |
  = help: did you mean `variant`?

error: unknown attribute `editable`
 --> src/sign-up.md:5:43
  |
5 | ```rust,whatif=email-signup,varaint=naive,editable
  |                                           ^^^^^^^^
  |
  = help: after `whatif=NAME` may stand `variant=NAME`, `readonly`, `exercise`, `solution` and `hide`

"#]]
    );
}

#[test]
fn attributes_that_make_no_sense() {
    let book = TestBook::sign_up().edit(
        CHAPTER,
        "rust,whatif=email-signup,variant=naive",
        "python,whatif=../up,variant,hide=yes",
    );
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: `../up` cannot be the name of a scenario
 --> src/sign-up.md:5:11
  |
5 | ```python,whatif=../up,variant,hide=yes
  |           ^^^^^^^^^^^^
  |
  = help: names are made of the letters a to z, digits, `-` and `_`

error: the code of a scenario is Rust
 --> src/sign-up.md:5:4
  |
5 | ```python,whatif=../up,variant,hide=yes
  |    ^^^^^^ no `rust` here
  |
  = help: write ```rust,whatif=../up

error: `variant` needs the name of a variant
 --> src/sign-up.md:5:24
  |
5 | ```python,whatif=../up,variant,hide=yes
  |                        ^^^^^^^
  |
  = help: write variant=NAME

error: `hide` takes no value
 --> src/sign-up.md:5:32
  |
5 | ```python,whatif=../up,variant,hide=yes
  |                                ^^^^^^^^
  |
  = help: after `whatif=NAME` may stand `variant=NAME`, `readonly`, `exercise`, `solution` and `hide`

"#]]
    );
}

#[test]
fn an_attribute_that_was_meant_to_be_ours() {
    let book = TestBook::sign_up().edit(CHAPTER, "whatif=email-signup", "what-if=email-signup");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: unknown attribute `what-if`
 --> src/sign-up.md:5:9
  |
5 | ```rust,what-if=email-signup,variant=naive
  |         ^^^^^^^^^^^^^^^^^^^^
  |
  = help: did you mean `whatif=email-signup`?

"#]]
    );
}

#[test]
fn one_variant_with_two_codes() {
    let book = TestBook::sign_up();
    let chapter = book.read(CHAPTER);
    let again = chapter.replace("Welcome!", "Hello!");
    let book = book.with(CHAPTER, &format!("{chapter}\n{again}"));
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: the variant `naive` of `email-signup` has other code at src/sign-up.md:6
  --> src/sign-up.md:19:9
   |
19 | ```rust,whatif=email-signup,variant=naive
   |         ^^^^^^^^^^^^^^^^^^^
   |
   = help: give one of the two a name of its own with variant=NAME

"#]]
    );
}

#[test]
fn the_same_code_twice_is_one_variant() {
    let book = TestBook::sign_up();
    let chapter = book.read(CHAPTER);
    let book = book.with(CHAPTER, &format!("{chapter}\n{chapter}"));
    assert_eq!(book.check().code, 0);
}

#[test]
fn all_mistakes_are_told_at_once() {
    let book = TestBook::sign_up()
        .edit(WORLD, "latency = ", "latencies = ")
        .edit(WORLD, "crash = \"server\"", "crash = \"sever\"")
        .edit(CHAPTER, "It may", "```rust,whatif=other\nfn a() {}\n```\n\nIt may");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: there is no key `latencies` here
  --> src/email-signup.toml:14:1
   |
14 | latencies = "5ms..40ms"
   | ^^^^^^^^^
   |
   = help: did you mean `latency`?

error: there is no node `sever`
  --> src/email-signup.toml:27:21
   |
27 | faults = [{ crash = "sever", in = "signup", between = [1, 2], restart = "1s" }]
   |                     ^^^^^^^
   |
   = help: did you mean `server`?

error: there is no file `src/other.toml`
  --> src/sign-up.md:13:9
   |
13 | ```rust,whatif=other
   |         ^^^^^^^^^^^^ needed here
   |
   = help: make `src/other.toml`: it says what the world of `other` is like

"#]]
    );
}

#[test]
fn a_false_claim_is_told_beside_a_mistake_in_another_scenario() {
    let book = TestBook::sign_up()
        .edit(WORLD, "welcomed = \"violated\"", "welcomed = \"holds\"")
        .edit(CHAPTER, "It may", "```rust,whatif=other\nfn a() {}\n```\n\nIt may");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: there is no file `src/other.toml`
  --> src/sign-up.md:13:9
   |
13 | ```rust,whatif=other
   |         ^^^^^^^^^^^^ needed here
   |
   = help: make `src/other.toml`: it says what the world of `other` is like

error: in the variant `naive`, under `killed-between`, `welcomed` is violated, and this says `holds`
  --> src/email-signup.toml:28:23
   |
28 | expect = { welcomed = "holds" }
   |                       ^^^^^^^
   |
   = help: "every stored user has got a welcome email": everything has come to rest, and it is not true

"#]]
    );
}

#[test]
fn a_claim_about_all_runs_that_is_too_rosy() {
    let book = claiming("expect = {}");
    assert_data_eq!(
        told(&book, 1),
        str![[r#"
error: in the variant `naive`, over all runs with up to 1 crash and 1 lost message, `welcomed` is violated, and what is not named here must hold
  --> src/email-signup.toml:32:10
   |
32 | expect = {}
   |          ^^
   |
   = help: "every stored user has got a welcome email": the shortest way to break it: the server is killed while it waits for db::insert (line 2)

"#]]
    );
}

#[test]
fn a_claim_about_all_runs_that_is_too_gloomy() {
    let book = TestBook::explored().edit(WORLD, "crash = 1, lose = 1", "");
    assert_data_eq!(
        told(&book, 1),
        str![[r#"
error: in the variant `naive`, over all runs without a fault, `welcomed` holds, and this says `violated`
  --> src/email-signup.toml:32:23
   |
32 | expect = { welcomed = "violated" }
   |                       ^^^^^^^^^^
   |
   = help: "every stored user has got a welcome email"

"#]]
    );
}

#[test]
fn a_claim_about_all_runs_that_cannot_be_judged() {
    let book = TestBook::explored().with_more(WORLD, "states = 5\n");
    assert_data_eq!(
        told(&book, 1),
        str![[r#"
error: in the variant `naive`, over all runs with up to 1 crash and 1 lost message, `welcomed` is unknown, and this says `violated`
  --> src/email-signup.toml:32:23
   |
32 | expect = { welcomed = "violated" }
   |                       ^^^^^^^^^^
   |
   = help: "every stored user has got a welcome email": stopped at 5 states: unknown beyond

"#]]
    );
}

#[test]
fn an_exploration_without_a_claim() {
    let book = claiming("");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: the exploration has no `expect`
  --> src/email-signup.toml:31:1
   |
31 | faults = { crash = 1, lose = 1 }
   | ^^^^^^
   |
   = help: say what comes out, so that the claim is checked: `expect = { … }`, or `expect = {}` where everything holds

"#]]
    );
}

#[test]
fn keys_of_an_exploration_that_are_wrong() {
    let book = claiming("expect = { welcome = \"violated\" }")
        .edit(WORLD, "crash = 1, lose = 1", "crsh = 1, lose = 10, flood = 1")
        .with_more(
            WORLD,
            "timers = \"on-tim\"\ncrashes = [\"dbb\", \"server\"]\nstates = 0\nseed = 1\n",
        );
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: there is no key `seed` here
  --> src/email-signup.toml:36:1
   |
36 | seed = 1
   | ^^^^
   |
   = help: here may stand: faults, timers, crashes, draws, also, states, expect

error: there is no kind of fault `crsh`
  --> src/email-signup.toml:31:12
   |
31 | faults = { crsh = 1, lose = 10, flood = 1 }
   |            ^^^^
   |
   = help: did you mean `crash`?

error: at most 9 faults of a kind are explored
  --> src/email-signup.toml:31:29
   |
31 | faults = { crsh = 1, lose = 10, flood = 1 }
   |                             ^^

error: there is no kind of fault `flood`
  --> src/email-signup.toml:31:33
   |
31 | faults = { crsh = 1, lose = 10, flood = 1 }
   |                                 ^^^^^
   |
   = help: there are: crash, lose, duplicate, delay, omission, cut, other

error: there is no kind of timers `on-tim`
  --> src/email-signup.toml:33:10
   |
33 | timers = "on-tim"
   |          ^^^^^^^^
   |
   = help: did you mean `on-time`?

error: there is no service `dbb`
  --> src/email-signup.toml:34:12
   |
34 | crashes = ["dbb", "server"]
   |            ^^^^^
   |
   = help: did you mean `db`?

error: `server` runs code, so it may crash anyway
  --> src/email-signup.toml:34:19
   |
34 | crashes = ["dbb", "server"]
   |                   ^^^^^^^^
   |
   = help: leave it out here, and say in `faults` how often: `crash = 1`

error: this counts from 1
  --> src/email-signup.toml:35:10
   |
35 | states = 0
   |          ^

error: no property `welcome` is judged here
  --> src/email-signup.toml:32:12
   |
32 | expect = { welcome = "violated" }
   |            ^^^^^^^
   |
   = help: did you mean `welcomed`?

"#]]
    );
}

#[test]
fn a_verdict_about_all_runs_that_is_none() {
    let book = claiming("expect = { welcomed = \"broken\" }");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: there is no verdict `broken`
  --> src/email-signup.toml:32:23
   |
32 | expect = { welcomed = "broken" }
   |                       ^^^^^^^^
   |
   = help: there are: holds, violated, unknown

"#]]
    );
}

#[test]
fn what_is_never_true_in_what_is_explored() {
    let book = TestBook::sign_up()
        .with_more(
            "src/email-signup.rs",
            "\nfn somebody_is_refused(world: &World) -> bool {\n    \
             world.calls(\"visitor\").iter().any(|call| matches!(call.answer, Some(Err(_))))\n}\n",
        )
        .with_more(
            WORLD,
            "\n[what-if.refused]\nask = \"What if the email service refuses?\"\n\
             faults = [{ down = \"email\", for = \"10s\", refuse = true }]\n\
             expect = { welcomed = \"violated\" }\n\n\
             [property.refuses]\nsometimes = \"somebody_is_refused\"\nsays = \"somebody is refused\"\n\n\
             [explore]\nfaults = { crash = 1 }\nexpect = { welcomed = \"violated\" }\n",
        );
    assert_data_eq!(
        told(&book, 1),
        str![[r#"
error: `refuses` is never true in any run of the variant `naive` with up to 1 crash
  --> src/email-signup.toml:35:11
   |
35 | [property.refuses]
   |           ^^^^^^^
   |
   = help: a scenario in which nothing happens proves nothing

"#]]
    );
}

/// The book with one more node, and with one more call in its code.
fn with_service(node: &str, call: &str) -> TestBook {
    let code = format!("    {call}\n    Ok(())\n");
    TestBook::sign_up().with_more(WORLD, node).edit(CHAPTER, "    Ok(())\n", &code)
}

#[test]
fn an_operation_that_a_queue_does_not_have() {
    let book = with_service("\n[node.jobs]\nkind = \"queue\"\n", "jobs::recieve().await?;");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: the node `jobs` has no operation `recieve`
 --> src/sign-up.md:9:5
  |
9 |     jobs::recieve().await?;
  |     ^^^^^^^^^^^^^
  |
  = help: did you mean `jobs::receive`?

"#]]
    );
}

#[test]
fn an_operation_of_a_queue_with_too_few_arguments() {
    let book = with_service("\n[node.jobs]\nkind = \"queue\"\n", "jobs::acknowledge().await?;");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: `jobs::acknowledge` gets 0 arguments
 --> src/sign-up.md:9:5
  |
9 |     jobs::acknowledge().await?;
  |     ^^^^^^^^^^^^^^^^^^^
  |
  = help: it is `jobs::acknowledge(message: &Message) -> Result<()>`

"#]]
    );
}

#[test]
fn a_queue_that_waits_longer_than_its_callers() {
    let book = with_service(
        "\n[node.jobs]\nkind = \"queue\"\nwait = \"2s\"\nvisibility = 30\nmax-deliveries = 0\nvisible = \"1s\"\n",
        "",
    );
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: there is no key `visible` here
  --> src/email-signup.toml:35:1
   |
35 | visible = "1s"
   | ^^^^^^^
   |
   = help: here may stand: kind, wait, visibility, max-deliveries, takes, workers, waiting

error: every caller has given up before that
  --> src/email-signup.toml:32:8
   |
32 | wait = "2s"
   |        ^^^^
   |
   = help: make it shorter, or give a node that calls it a longer `call-timeout`

error: this is no length of time
  --> src/email-signup.toml:33:14
   |
33 | visibility = 30
   |              ^^
   |
   = help: write a number and a unit: "250us", "5ms", "2s", "1m", "1h"

error: this counts from 1
  --> src/email-signup.toml:34:18
   |
34 | max-deliveries = 0
   |                  ^

"#]]
    );
}

#[test]
fn a_queue_may_wait_as_long_as_one_of_its_callers() {
    let book = with_service("\n[node.jobs]\nkind = \"queue\"\nwait = \"3s\"\n", "");
    let patient = "serves = [\"signup\"]\ncall-timeout = \"5s\"\n";
    let book = book.edit(WORLD, "serves = [\"signup\"]\n", patient);
    assert_eq!(book.check().code, 0);
}

#[test]
fn a_log_without_topics() {
    let book = with_service(
        "\n[node.events]\nkind = \"log\"\n\n[node.others]\nkind = \"log\"\ntopics = [\"a\", \"a\"]\n",
        "",
    );
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: a log needs topics
  --> src/email-signup.toml:31:8
   |
31 | kind = "log"
   |        ^^^^^
   |
   = help: say which: `topics = ["orders"]`

error: the topic `a` is there already
  --> src/email-signup.toml:35:16
   |
35 | topics = ["a", "a"]
   |                ^^^

"#]]
    );
}

#[test]
fn an_operation_of_a_log_that_is_another() {
    let book = with_service(
        "\n[node.events]\nkind = \"log\"\ntopics = [\"orders\"]\n",
        "events::apend(\"orders\", 1).await?;",
    );
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: the node `events` has no operation `apend`
 --> src/sign-up.md:9:5
  |
9 |     events::apend("orders", 1).await?;
  |     ^^^^^^^^^^^^^
  |
  = help: did you mean `events::append`?

"#]]
    );
}

#[test]
fn a_store_that_does_not_know_what_it_guarantees() {
    let book = with_service(
        "\n[node.a]\nkind = \"store\"\nmode = \"eventually\"\n\n[node.b]\nkind = \"store\"\n\n[node.c]\nkind = \"store\"\nmode = \"linearizable\"\nlag = \"1s\"\n\n[node.d]\nkind = \"store\"\nmode = \"eventual\"\nreplicas = 9\n",
        "",
    );
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: there is no mode of a store `eventually`
  --> src/email-signup.toml:32:8
   |
32 | mode = "eventually"
   |        ^^^^^^^^^^^^
   |
   = help: did you mean `eventual`?

error: a store needs a mode
  --> src/email-signup.toml:35:8
   |
35 | kind = "store"
   |        ^^^^^^^
   |
   = help: say what it guarantees: `mode = "linearizable"`, `"eventual"` or `"last-write-wins"`

error: a linearizable store has no `lag`
  --> src/email-signup.toml:40:7
   |
40 | lag = "1s"
   |       ^^^^
   |
   = help: leave it out, or choose another mode

error: a store has at most 5 replicas
  --> src/email-signup.toml:45:12
   |
45 | replicas = 9
   |            ^

"#]]
    );
}

#[test]
fn an_operation_that_a_store_of_this_mode_does_not_have() {
    let book = with_service(
        "\n[node.cache]\nkind = \"store\"\nmode = \"eventual\"\n",
        "cache::compare_and_set(\"a\", None, 1).await?;",
    );
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: the node `cache` has no operation `compare_and_set`
 --> src/sign-up.md:9:5
  |
9 |     cache::compare_and_set("a", None, 1).await?;
  |     ^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: it has get, put, delete

"#]]
    );
}

#[test]
fn a_lock_service_has_no_keys() {
    let book = with_service("\n[node.locks]\nkind = \"lock\"\nlease = \"5s\"\n", "");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: there is no key `lease` here
  --> src/email-signup.toml:32:1
   |
32 | lease = "5s"
   | ^^^^^
   |
   = help: here may stand: kind, takes, workers, waiting

"#]]
    );
}

#[test]
fn an_operation_of_a_lock_service_that_is_another() {
    let book = with_service(
        "\n[node.locks]\nkind = \"lock\"\n",
        "locks::aquire(\"a\", Duration::from_secs(5)).await?;",
    );
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: the node `locks` has no operation `aquire`
 --> src/sign-up.md:9:5
  |
9 |     locks::aquire("a", Duration::from_secs(5)).await?;
  |     ^^^^^^^^^^^^^
  |
  = help: did you mean `locks::acquire`?

"#]]
    );
}

#[test]
fn a_replica_of_what_is_no_database() {
    let book = with_service(
        "\n[node.a]\nkind = \"replica\"\nof = \"email\"\n\n[node.b]\nkind = \"replica\"\nof = \"bd\"\n\n[node.c]\nkind = \"replica\"\n",
        "",
    );
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: a replica needs a primary
  --> src/email-signup.toml:39:8
   |
39 | kind = "replica"
   |        ^^^^^^^^^
   |
   = help: name the database: `of = "db"`

error: `email` is no database
  --> src/email-signup.toml:32:6
   |
32 | of = "email"
   |      ^^^^^^^
   |
   = help: there are: db

error: there is no database `bd`
  --> src/email-signup.toml:36:6
   |
36 | of = "bd"
   |      ^^^^
   |
   = help: there are: db

"#]]
    );
}

#[test]
fn a_replica_is_not_written_to() {
    let book = with_service(
        "\n[node.copy]\nkind = \"replica\"\nof = \"db\"\n",
        "copy::insert(\"users\", &user).await?;",
    );
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: the node `copy` has no operation `insert`
 --> src/sign-up.md:9:5
  |
9 |     copy::insert("users", &user).await?;
  |     ^^^^^^^^^^^^
  |
  = help: it has get, scan

"#]]
    );
}

#[test]
fn a_kind_of_service_that_is_none() {
    let book = with_service("\n[node.jobs]\nkind = \"queu\"\n", "");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: there is no kind of node `queu`
  --> src/email-signup.toml:31:8
   |
31 | kind = "queu"
   |        ^^^^^^
   |
   = help: did you mean `queue`?

"#]]
    );
}

/// The book with a what-if that has these faults.
fn with_faults(faults: &[&str]) -> TestBook {
    let faults = faults.join(",\n    ");
    let what_if = "\n[what-if.wrong]\nask = \"What if?\"\nexpect = {}\nfaults = [";
    TestBook::sign_up().with_more(WORLD, &format!("{what_if}\n    {faults},\n]\n"))
}

/// The book with these lines in the description of its network.
fn with_network(lines: &str) -> TestBook {
    let timeout = "call-timeout = \"2s\"\n";
    TestBook::sign_up().edit(WORLD, timeout, &format!("{timeout}{lines}\n"))
}

#[test]
fn a_fault_that_is_none() {
    let book = with_faults(&[r#"{ crush = "server", at = "1s" }"#, r#"{ at = "1s" }"#]);
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: this does not say what goes wrong
  --> src/email-signup.toml:34:5
   |
34 |     { crush = "server", at = "1s" },
   |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   |
   = help: did you mean `crash`?

error: this does not say what goes wrong
  --> src/email-signup.toml:35:5
   |
35 |     { at = "1s" },
   |     ^^^^^^^^^^^^^
   |
   = help: it is one of crash, lose, delay, duplicate, lie, partition, cut, omit, slow, down, pause, clock

"#]]
    );
}

#[test]
fn partitions_that_part_nobody() {
    let book = with_faults(&[
        r#"{ partition = [["server"], ["dbb"]] }"#,
        r#"{ partition = [["server", "db"], ["email", "db"]] }"#,
        r#"{ partition = [["server", "db"]] }"#,
        r#"{ partition = [["server"], []] }"#,
    ]);
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: there is no node `dbb`
  --> src/email-signup.toml:34:33
   |
34 |     { partition = [["server"], ["dbb"]] },
   |                                 ^^^^^
   |
   = help: did you mean `db`?

error: `db` stands in two groups
  --> src/email-signup.toml:35:48
   |
35 |     { partition = [["server", "db"], ["email", "db"]] },
   |                                                ^^^^
   |
   = help: leave it out of one

error: a partition needs two groups of nodes
  --> src/email-signup.toml:36:19
   |
36 |     { partition = [["server", "db"]] },
   |                   ^^^^^^^^^^^^^^^^^^
   |
   = help: name who stays together: `partition = [["a"], ["b", "c"]]`

error: a partition needs two groups of nodes
  --> src/email-signup.toml:37:19
   |
37 |     { partition = [["server"], []] },
   |                   ^^^^^^^^^^^^^^^^
   |
   = help: name who stays together: `partition = [["a"], ["b", "c"]]`

"#]]
    );
}

#[test]
fn links_that_are_none() {
    let book = with_faults(&[
        r#"{ cut = "server - db" }"#,
        r#"{ cut = "server -> bd" }"#,
        r#"{ cut = [] }"#,
        r#"{ cut = "server -> db", from = "db" }"#,
    ]);
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: this is no link
  --> src/email-signup.toml:34:13
   |
34 |     { cut = "server - db" },
   |             ^^^^^^^^^^^^^
   |
   = help: name its ends: `a -> b`, or `a <-> b` for both ways

error: there is no node `bd`
  --> src/email-signup.toml:35:13
   |
35 |     { cut = "server -> bd" },
   |             ^^^^^^^^^^^^^^
   |
   = help: there are: visitor, server, db, email

error: this cuts nothing
  --> src/email-signup.toml:36:13
   |
36 |     { cut = [] },
   |             ^^
   |
   = help: name a link: `cut = "a -> b"`

error: `from` says nothing without a place
  --> src/email-signup.toml:37:36
   |
37 |     { cut = "server -> db", from = "db" },
   |                                    ^^^^
   |
   = help: say where with `after`, `before`, `between`, `on-request` or `on-reply`

"#]]
    );
}

#[test]
fn faults_at_more_than_one_place_or_at_none() {
    let book = with_faults(&[
        r#"{ slow = "server", factor = 2, at = "1s", after = "db::insert" }"#,
        r#"{ slow = "server", factor = 2, nth = 2 }"#,
        r#"{ slow = "server", factor = 2, at = "1s", nth = 2 }"#,
        r#"{ cut = "server -> db", after = "db::insert" }"#,
        r#"{ crash = "server", on-request = "db::insert", in = "signup" }"#,
        r#"{ crash = "server", on-reply = "bd::insert" }"#,
        r#"{ crash = "server", on-request = "db::insert", nth = "every" }"#,
        r#"{ down = "db", after = "db::insert", node = "sever", for = "1s" }"#,
    ]);
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: something goes wrong at one place, and this is a second
  --> src/email-signup.toml:34:55
   |
34 |     { slow = "server", factor = 2, at = "1s", after = "db::insert" },
   |                                                       ^^^^^^^^^^^^
   |
   = help: leave out `after`

error: `nth` says nothing without a place
  --> src/email-signup.toml:35:42
   |
35 |     { slow = "server", factor = 2, nth = 2 },
   |                                          ^
   |
   = help: say where with `after`, `before`, `between`, `on-request` or `on-reply`

error: what goes wrong at a time has no `nth`
  --> src/email-signup.toml:36:53
   |
36 |     { slow = "server", factor = 2, at = "1s", nth = 2 },
   |                                                     ^
   |
   = help: leave it out

error: this does not say whose step is meant
  --> src/email-signup.toml:37:37
   |
37 |     { cut = "server -> db", after = "db::insert" },
   |                                     ^^^^^^^^^^^^
   |
   = help: say whose step it is: `node = "leader"`

error: a crash at a message has no `in`
  --> src/email-signup.toml:38:57
   |
38 |     { crash = "server", on-request = "db::insert", in = "signup" },
   |                                                         ^^^^^^^^
   |
   = help: leave it out

error: there is no node `bd`
  --> src/email-signup.toml:39:36
   |
39 |     { crash = "server", on-reply = "bd::insert" },
   |                                    ^^^^^^^^^^^^
   |
   = help: there are: server, db, email

error: this must be a whole number, and is a text
  --> src/email-signup.toml:40:58
   |
40 |     { crash = "server", on-request = "db::insert", nth = "every" },
   |                                                          ^^^^^^^

error: there is no node `sever`
  --> src/email-signup.toml:41:49
   |
41 |     { down = "db", after = "db::insert", node = "sever", for = "1s" },
   |                                                 ^^^^^^^
   |
   = help: did you mean `server`?

"#]]
    );
}

#[test]
fn how_slow_or_how_long_is_not_said() {
    let book = with_faults(&[
        r#"{ slow = "server" }"#,
        r#"{ slow = "server", factor = 1 }"#,
        r#"{ slow = "server", factor = 20000 }"#,
        r#"{ pause = "server", at = "1s" }"#,
        r#"{ down = "db" }"#,
        r#"{ down = "db", for = "1s", refuse = "yes" }"#,
    ]);
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: this does not say how slow it is
  --> src/email-signup.toml:34:5
   |
34 |     { slow = "server" },
   |     ^^^^^^^^^^^^^^^^^^^
   |
   = help: say how much slower it is: `factor = 10`

error: a factor lies between 2 and 10000
  --> src/email-signup.toml:35:33
   |
35 |     { slow = "server", factor = 1 },
   |                                 ^

error: a factor lies between 2 and 10000
  --> src/email-signup.toml:36:33
   |
36 |     { slow = "server", factor = 20000 },
   |                                 ^^^^^

error: this does not say how long the node stands still
  --> src/email-signup.toml:37:5
   |
37 |     { pause = "server", at = "1s" },
   |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   |
   = help: say for how long: `for = "10s"`

error: this does not say how long the service is down
  --> src/email-signup.toml:38:5
   |
38 |     { down = "db" },
   |     ^^^^^^^^^^^^^^^
   |
   = help: say for how long: `for = "3s"`

error: this must be true or false, and is a text
  --> src/email-signup.toml:39:41
   |
39 |     { down = "db", for = "1s", refuse = "yes" },
   |                                         ^^^^^

"#]]
    );
}

#[test]
fn clocks_that_are_not_wrong_or_too_wrong() {
    let book = with_faults(&[
        r#"{ clock = "server" }"#,
        r#"{ clock = "server", offset = "1h" }"#,
        r#"{ clock = "server", offset = "back" }"#,
        r#"{ clock = "server", drift = "2" }"#,
        r#"{ clock = "server", drift = "-95%" }"#,
        r#"{ clock = "visitor", offset = "1s" }"#,
    ]);
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: this does not say how the clock is wrong
  --> src/email-signup.toml:34:5
   |
34 |     { clock = "server" },
   |     ^^^^^^^^^^^^^^^^^^^^
   |
   = help: say by how much it is off, `offset = "-5s"`, or how fast it runs, `drift = "2%"`

error: a clock is off by 15 minutes at the most
  --> src/email-signup.toml:35:34
   |
35 |     { clock = "server", offset = "1h" },
   |                                  ^^^^

error: this is no length of time
  --> src/email-signup.toml:36:34
   |
36 |     { clock = "server", offset = "back" },
   |                                  ^^^^^^
   |
   = help: write a sign, a number and a unit: "-5s", "+250ms"

error: this is no part of a whole
  --> src/email-signup.toml:37:33
   |
37 |     { clock = "server", drift = "2" },
   |                                 ^^^
   |
   = help: write "2%", "-0.5%" or "200ppm"

error: this is more than 90 %
  --> src/email-signup.toml:38:33
   |
38 |     { clock = "server", drift = "-95%" },
   |                                 ^^^^^^

error: there is no node `visitor`
  --> src/email-signup.toml:39:15
   |
39 |     { clock = "visitor", offset = "1s" },
   |               ^^^^^^^^^
   |
   = help: there are: server, db, email

"#]]
    );
}

#[test]
fn lies_that_are_none() {
    let book = with_faults(&[
        r#"{ lie = "request", of = "email::send" }"#,
        r#"{ lie = "question", of = "email::send", value = 1 }"#,
        r#"{ lie = "reply", value = 1 }"#,
        r#"{ lie = "reply", of = "email::send", by = "1s", value = 1 }"#,
    ]);
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: this does not say what the lie is
  --> src/email-signup.toml:34:5
   |
34 |     { lie = "request", of = "email::send" },
   |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   |
   = help: say what arrives: `field = "amount", value = 1000`, or `value` alone for all that it carries

error: there is no kind of message `question`
  --> src/email-signup.toml:35:13
   |
35 |     { lie = "question", of = "email::send", value = 1 },
   |             ^^^^^^^^^^
   |
   = help: there are: request, reply

error: this does not say which message
  --> src/email-signup.toml:36:5
   |
36 |     { lie = "reply", value = 1 },
   |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   |
   = help: say of which call: `of = "email::send"`

error: there is no key `by` here
  --> src/email-signup.toml:37:42
   |
37 |     { lie = "reply", of = "email::send", by = "1s", value = 1 },
   |                                          ^^
   |
   = help: here may stand: lie, of, from, nth, field, value

"#]]
    );
}

#[test]
fn nobody_of_this_name_to_be_silent_to() {
    let book = with_faults(&[
        r#"{ omit = "db", to = ["serv"] }"#,
        r#"{ omit = "visitor" }"#,
        r#"{ omit = "db", to = "server" }"#,
    ]);
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: there is no node `serv`
  --> src/email-signup.toml:34:26
   |
34 |     { omit = "db", to = ["serv"] },
   |                          ^^^^^^
   |
   = help: there are: visitor, server, db, email

error: there is no node `visitor`
  --> src/email-signup.toml:35:14
   |
35 |     { omit = "visitor" },
   |              ^^^^^^^^^
   |
   = help: there are: server, db, email

error: this must be a list in square brackets, and is a text
  --> src/email-signup.toml:36:25
   |
36 |     { omit = "db", to = "server" },
   |                         ^^^^^^^^

"#]]
    );
}

#[test]
fn what_may_go_wrong_at_any_moment_has_no_place() {
    let book = claiming(
        "also = [\n    { pause = \"server\", at = \"1s\" },\n    { slow = \"db\", factor = 5, for = \"1s\" },\n    \
         { crash = \"server\" },\n    { lie = \"reply\", of = \"db::insert\", value = 1, nth = 2 },\n]\n\
         expect = { welcomed = \"violated\" }",
    )
    .edit(WORLD, "crash = 1, lose = 1", "crash = 1, lose = 1, other = 1");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: what is explored may go wrong at any moment
  --> src/email-signup.toml:33:30
   |
33 |     { pause = "server", at = "1s" },
   |                              ^^^^
   |
   = help: leave out `at`

error: what is explored may go wrong at any moment
  --> src/email-signup.toml:34:38
   |
34 |     { slow = "db", factor = 5, for = "1s" },
   |                                      ^^^^
   |
   = help: leave out `for`

error: `crash` befalls whatever it can
  --> src/email-signup.toml:35:5
   |
35 |     { crash = "server" },
   |     ^^^^^^^^^^^^^^^^^^^^
   |
   = help: leave it out here, and say in `faults` how often: `crash = 1`

error: what is explored may go wrong at any moment
  --> src/email-signup.toml:36:58
   |
36 |     { lie = "reply", of = "db::insert", value = 1, nth = 2 },
   |                                                          ^
   |
   = help: leave out `nth`

"#]]
    );
}

#[test]
fn what_is_listed_and_what_the_budget_has_are_the_same_kinds() {
    let claim = "expect = { welcomed = \"violated\" }";
    let listed = format!("also = [{{ cut = \"server -> db\" }}, {{ pause = \"db\" }}]\n{claim}");
    assert_data_eq!(
        told(&claiming(&listed), 2),
        str![[r#"
error: the budget has no fault `cut`, and one is listed
  --> src/email-signup.toml:32:8
   |
32 | also = [{ cut = "server -> db" }, { pause = "db" }]
   |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   |
   = help: say in `faults` how often: `cut = 1`

error: the budget has no fault `other`, and one is listed
  --> src/email-signup.toml:32:8
   |
32 | also = [{ cut = "server -> db" }, { pause = "db" }]
   |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   |
   = help: say in `faults` how often: `other = 1`

"#]]
    );
    let budget = claiming(&format!("also = []\n{claim}"));
    let budget = budget.edit(WORLD, "crash = 1, lose = 1", "cut = 1, other = 2");
    assert_data_eq!(
        told(&budget, 2),
        str![[r#"
error: the budget has a fault `cut`, and none is listed
  --> src/email-signup.toml:32:8
   |
32 | also = []
   |        ^^
   |
   = help: list what may go wrong: `also = [{ … }]`

error: the budget has a fault `other`, and none is listed
  --> src/email-signup.toml:32:8
   |
32 | also = []
   |        ^^
   |
   = help: list what may go wrong: `also = [{ … }]`

"#]]
    );
    let unlisted = claiming(claim).edit(WORLD, "crash = 1, lose = 1", "cut = 1, other = 2");
    assert_data_eq!(
        told(&unlisted, 2),
        str![[r#"
error: the budget has a fault `cut`, and none is listed
  --> src/email-signup.toml:31:10
   |
31 | faults = { cut = 1, other = 2 }
   |          ^^^^^^^^^^^^^^^^^^^^^^
   |
   = help: list what may go wrong: `also = [{ … }]`

error: the budget has a fault `other`, and none is listed
  --> src/email-signup.toml:31:10
   |
31 | faults = { cut = 1, other = 2 }
   |          ^^^^^^^^^^^^^^^^^^^^^^
   |
   = help: list what may go wrong: `also = [{ … }]`

"#]]
    );
}

#[test]
fn a_network_that_is_none() {
    let book = with_network(
        "loss = \"100%\"\nbandwidth = \"1MB\"\norder = \"keep\"\nlinks = [\n    \
         { link = \"server -> bd\" },\n    { latency = \"1ms\" },\n    \
         { link = \"server <-> db\", loss = \"-5%\", bandwith = \"1kB/s\" },\n    \
         { link = \"db -> server\", order = \"any\" },\n    { link = \"server, email\" },\n]",
    );
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: this is more than 99.9999 %
  --> src/email-signup.toml:16:8
   |
16 | loss = "100%"
   |        ^^^^^^

error: this is no number of bytes a second
  --> src/email-signup.toml:17:13
   |
17 | bandwidth = "1MB"
   |             ^^^^^
   |
   = help: write "500B/s", "64kB/s" or "1MB/s"

error: there is no order of messages `keep`
  --> src/email-signup.toml:18:9
   |
18 | order = "keep"
   |         ^^^^^^
   |
   = help: there are: kept, any

error: there is no node `bd`
  --> src/email-signup.toml:20:14
   |
20 |     { link = "server -> bd" },
   |              ^^^^^^^^^^^^^^
   |
   = help: there are: visitor, server, db, email

error: this does not say which link
  --> src/email-signup.toml:21:5
   |
21 |     { latency = "1ms" },
   |     ^^^^^^^^^^^^^^^^^^^
   |
   = help: name its ends: `link = "a -> b"`, or `"a <-> b"` for both ways

error: there is no key `bandwith` here
  --> src/email-signup.toml:22:45
   |
22 |     { link = "server <-> db", loss = "-5%", bandwith = "1kB/s" },
   |                                             ^^^^^^^^
   |
   = help: did you mean `bandwidth`?

error: a link cannot lose less than nothing
  --> src/email-signup.toml:22:38
   |
22 |     { link = "server <-> db", loss = "-5%", bandwith = "1kB/s" },
   |                                      ^^^^^

error: the link from db to server stands here twice
  --> src/email-signup.toml:23:14
   |
23 |     { link = "db -> server", order = "any" },
   |              ^^^^^^^^^^^^^^
   |
   = help: say all of it at once

error: this is no link
  --> src/email-signup.toml:24:14
   |
24 |     { link = "server, email" },
   |              ^^^^^^^^^^^^^^^
   |
   = help: name its ends: `a -> b`, or `a <-> b` for both ways

"#]]
    );
}

#[test]
fn a_service_that_works_nobody_knows_how_long() {
    let book = TestBook::sign_up()
        .edit(WORLD, "kind = \"mailer\"", "kind = \"mailer\"\nworkers = 2\nwaiting = 5")
        .edit(WORLD, "kind = \"database\"", "kind = \"database\"\ntakes = { most = \"1s\" }");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: there is no key `most` here
 --> src/email-signup.toml:8:11
  |
8 | takes = { most = "1s" }
  |           ^^^^
  |
  = help: here may stand: mean

error: this does not say how long the service works
 --> src/email-signup.toml:8:9
  |
8 | takes = { most = "1s" }
  |         ^^^^^^^^^^^^^^^
  |
  = help: write `takes = "5ms..10ms"`, or `takes = { mean = "10ms" }` for lengths that are mostly less and sometimes far more

error: `workers` says nothing of a service that takes no time
  --> src/email-signup.toml:13:11
   |
13 | workers = 2
   |           ^
   |
   = help: say how long it works at each request: `takes = "10ms"`

error: `waiting` says nothing of a service that takes no time
  --> src/email-signup.toml:14:11
   |
14 | waiting = 5
   |           ^
   |
   = help: say how long it works at each request: `takes = "10ms"`

"#]]
    );
    let book = TestBook::sign_up()
        .edit(WORLD, "kind = \"mailer\"", "kind = \"mailer\"\ntakes = \"9ms..5ms\"\nworkers = 0")
        .edit(WORLD, "serves = [\"signup\"]", "serves = [\"signup\"]\ntakes = \"1ms\"");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: there is no key `takes` here
 --> src/email-signup.toml:5:1
  |
5 | takes = "1ms"
  | ^^^^^
  |
  = help: here may stand: serves, main, state, workers, disk-sync, call-timeout

error: this counts from 1
  --> src/email-signup.toml:14:11
   |
14 | workers = 0
   |           ^

error: the least is greater than the greatest
  --> src/email-signup.toml:13:9
   |
13 | takes = "9ms..5ms"
   |         ^^^^^^^^^^
   |
   = help: turn the two round

"#]]
    );
}

/// The book with a crowd of these in the place of the visitor, and this at the end of its world.
fn crowded(load: &str, more: &str) -> TestBook {
    let with = "with = [{ name = \"Ada\", address = \"{n}@example.org\" }]";
    let requests = "requests = [{ at = \"10ms\", call = \"server::signup\", with = [{ name = \
                    \"Ada\", address = \"ada@example.org\" }] }]";
    let client = format!("load = {{ call = \"server::signup\", {with}, {load} }}");
    TestBook::sign_up().edit(WORLD, requests, &client).with_more(WORLD, more)
}

#[test]
fn a_load_that_cannot_be() {
    let load = "rate = \"5 per second\", arrivals = \"evenly\", for = \"2h\"";
    assert_data_eq!(
        told(&crowded(load, ""), 2),
        str![[r#"
error: the load lasts longer than a run may
  --> src/email-signup.toml:19:141
   |
19 | ...le.org" }], rate = "5 per second", arrivals = "evenly", for = "2h" }
   |                                                                  ^^^^
   |
   = help: let it end within the first hour

error: there is no kind of arrivals `evenly`
  --> src/email-signup.toml:19:125
   |
19 | ...s = "{n}@example.org" }], rate = "5 per second", arrivals = "evenly", for = "2h" }
   |                                                                ^^^^^^^^
   |
   = help: did you mean `even`?

error: this is no rate
  --> src/email-signup.toml:19:98
   |
19 | load = { call = "server::signup", with = [{ name = "Ada", address = "{n}@example.org" }], rate = "5 per second", arrivals = "evenly"...
   |                                                                                                  ^^^^^^^^^^^^^^
   |
   = help: write a number and a time: "50/s", "0.5/s", "30/m", "100/h"

"#]]
    );
    let load = "rate = \"5000/s\", thinks = \"1s\", for = \"1m\"";
    assert_data_eq!(
        told(&crowded(load, ""), 2),
        str![[r#"
error: there is no key `thinks` here
  --> src/email-signup.toml:19:108
   |
19 | load = { call = "server::signup", with = [{ name = "Ada", address = "{n}@example.org" }], rate = "5000/s", thinks = "1s", for = "1m" }
   |                                                                                                            ^^^^^^
   |
   = help: did you mean `think`?

error: these are some 300000 requests, and at most 20000 may be
  --> src/email-signup.toml:19:98
   |
19 | load = { call = "server::signup", with = [{ name = "Ada", address = "{n}@example.org" }], rate = "5000/s", thinks = "1s", for = "1m" }
   |                                                                                                  ^^^^^^^^
   |
   = help: a lower rate or a shorter time shows the same

"#]]
    );
    let load = "rate = \"5/s\", users = 3, for = \"1m\"";
    assert_data_eq!(
        told(&crowded(load, ""), 2),
        str![[r#"
error: a load has either a `rate` or `users`
  --> src/email-signup.toml:19:113
   |
19 | load = { call = "server::signup", with = [{ name = "Ada", address = "{n}@example.org" }], rate = "5/s", users = 3, for = "1m" }
   |                                                                                                                 ^
   |
   = help: `rate = "50/s"` asks whatever comes back; `users = 10` wait for their answers, think, and ask again

"#]]
    );
}

#[test]
fn a_load_that_is_to_be_explored() {
    let more = "\n[explore]\nfaults = { crash = 1 }\nexpect = { welcomed = \"violated\" }\n";
    let book = crowded("rate = \"5/s\", for = \"2s\"", more);
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: `visitor` makes too many requests for every order of them to be explored
  --> src/email-signup.toml:32:10
   |
32 | expect = { welcomed = "violated" }
   |          ^^^^^^^^^^^^^^^^^^^^^^^^^
   |
   = help: give it `requests` instead, a few of them

"#]]
    );
}

#[test]
fn a_bound_that_says_nothing() {
    let metrics = "\n[run]\nmetrics = [\"latency.p98 < 1s\", \"errors < 3\", \"requests\", 7]\n";
    let book = crowded("rate = \"5/s\", for = \"2s\"", metrics);
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: there is no metric `latency.p98`
  --> src/email-signup.toml:31:12
   |
31 | metrics = ["latency.p98 < 1s", "errors < 3", "requests", 7]
   |            ^^^^^^^^^^^^^^^^^^
   |
   = help: did you mean `latency.p90`?

error: `errors` is a share, and `3` is none
  --> src/email-signup.toml:31:32
   |
31 | metrics = ["latency.p98 < 1s", "errors < 3", "requests", 7]
   |                                ^^^^^^^^^^^^
   |
   = help: write it as in "errors < 1%"

error: this says nothing of a metric
  --> src/email-signup.toml:31:46
   |
31 | metrics = ["latency.p98 < 1s", "errors < 3", "requests", 7]
   |                                              ^^^^^^^^^^
   |
   = help: write a metric, <, <=, =, >= or >, and an amount: "latency.p99 < 200ms"

error: this must be a text in quotes, and is a whole number
  --> src/email-signup.toml:31:58
   |
31 | metrics = ["latency.p98 < 1s", "errors < 3", "requests", 7]
   |                                                          ^

"#]]
    );
}

#[test]
fn a_bound_that_is_false() {
    let metrics = "\n[run]\nmetrics = [\"requests = 10\", \"latency.p99 < 20ms\"]\n";
    let book = crowded("rate = \"5/s\", for = \"2s\"", metrics);
    assert_data_eq!(
        told(&book, 1),
        str![[r#"
error: in the variant `naive`, when nothing goes wrong, `latency.p99` is 197.563 ms, and this says `latency.p99 < 20ms`
  --> src/email-signup.toml:31:29
   |
31 | metrics = ["requests = 10", "latency.p99 < 20ms"]
   |                             ^^^^^^^^^^^^^^^^^^^^

"#]]
    );
}

#[test]
fn a_sweep_that_cannot_be() {
    let sweep = "\n[sweep.tries]\nsays = \"more tries\"\nknob = \"const TRYS\"\nvalues = [1, 2, 3]\n\
                 curves = [\"errors\"]\nexpect = { errors = \"sinks\", latency = \"rises\" }\n\
                 \n[sweep.wait]\nsays = \"longer waits\"\nknob = \"network.timeout\"\n\
                 values = [\"1s\", \"2s\"]\ncurves = [\"errors\"]\nexpect = {}\n";
    let book = crowded("rate = \"5/s\", for = \"2s\"", sweep);
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: there is no shape of a curve `sinks`
  --> src/email-signup.toml:35:21
   |
35 | expect = { errors = "sinks", latency = "rises" }
   |                     ^^^^^^^
   |
   = help: there are: flat, rises, falls, rises-then-falls, falls-then-rises

error: `latency` is none of the curves
  --> src/email-signup.toml:35:30
   |
35 | expect = { errors = "sinks", latency = "rises" }
   |                              ^^^^^^^
   |
   = help: add it to `curves`

error: there is no knob `network.timeout`
  --> src/email-signup.toml:39:8
   |
39 | knob = "network.timeout"
   |        ^^^^^^^^^^^^^^^^^
   |
   = help: there are: network.call-timeout, network.latency, network.loss, client.NAME.rate, client.NAME.users, client.NAME.think, node.NAME.workers, node.NAME.takes, const NAME

"#]]
    );
}

#[test]
fn a_sweep_of_what_takes_no_time_or_loses_everything() {
    let sweep = "\n[sweep.mails]\nsays = \"slower mails\"\nknob = \"node.email.takes\"\n\
                 values = [\"1ms\", \"2ms\", \"3ms\"]\ncurves = [\"errors\"]\nexpect = {}\n\
                 \n[sweep.loss]\nsays = \"more is lost\"\nknob = \"network.loss\"\n\
                 values = [\"1%\", \"2%\", \"100%\"]\ncurves = [\"errors\"]\nexpect = {}\n";
    let book = crowded("rate = \"5/s\", for = \"2s\"", sweep);
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: there is no knob `node.email.takes`
  --> src/email-signup.toml:32:8
   |
32 | knob = "node.email.takes"
   |        ^^^^^^^^^^^^^^^^^^
   |
   = help: `email` takes no time: give it the key `takes = "10ms"`

error: `network.loss` cannot be turned to this
  --> src/email-signup.toml:40:23
   |
40 | values = ["1%", "2%", "100%"]
   |                       ^^^^^^
   |
   = help: write it as in "1%"

"#]]
    );
}

#[test]
fn a_sweep_of_a_const_that_is_not_there() {
    let sweep = "\n[sweep.tries]\nsays = \"more tries\"\nknob = \"const TRIES\"\nvalues = [1, 2, 3]\n\
                 curves = [\"errors\"]\nexpect = {}\n";
    let book = crowded("rate = \"5/s\", for = \"2s\"", sweep);
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: the code has no const `TRIES` that is a whole number
  --> src/email-signup.toml:32:8
   |
32 | knob = "const TRIES"
   |        ^^^^^^^^^^^^^
   |
   = help: write `const TRIES: u32 = 3;` in the code

"#]]
    );
}

#[test]
fn a_sweep_that_goes_another_way() {
    let sweep = "\n[sweep.wait]\nsays = \"longer waits\"\nknob = \"network.latency\"\n\
                 values = [\"1ms\", \"2ms\", \"3ms\"]\ncurves = [\"latency.p99\"]\n\
                 expect = { \"latency.p99\" = \"falls\" }\n";
    let book = crowded("rate = \"5/s\", for = \"2s\"", sweep);
    assert_data_eq!(
        told(&book, 1),
        str![[r#"
error: in the variant `naive`, over `network.latency`, `latency.p99` rises, and this says `falls`
  --> src/email-signup.toml:35:28
   |
35 | expect = { "latency.p99" = "falls" }
   |                            ^^^^^^^
   |
   = help: 1 ms: 6 ms, 2 ms: 12 ms, 3 ms: 18 ms

"#]]
    );
}

#[test]
fn a_table_or_a_topic_that_is_misspelt_in_the_code() {
    let book = with_service(
        "\n[node.news]\nkind = \"log\"\ntopics = [\"welcomes\"]\n\n[node.copy]\nkind = \"replica\"\nof = \"db\"\n",
        "db::get(\"usres\", &user.address).await?;\n    copy::scan(\"nothing\").await?;\n    \
         news::append(\"welcome\", &user).await?;\n    db::get(\"users\", &user.address).await?;",
    );
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: there is no table `usres`
 --> src/sign-up.md:9:13
  |
9 |     db::get("usres", &user.address).await?;
  |             ^^^^^^^
  |
  = help: did you mean `users`?

error: there is no table `nothing`
  --> src/sign-up.md:10:16
   |
10 |     copy::scan("nothing").await?;
   |                ^^^^^^^^^

error: there is no topic `welcome`
  --> src/sign-up.md:11:18
   |
11 |     news::append("welcome", &user).await?;
   |                  ^^^^^^^^^
   |
   = help: did you mean `welcomes`?

"#]]
    );
}

#[test]
fn a_fault_that_is_two() {
    let book = with_faults(&[
        r#"{ clock = "db", pause = "server", for = "1s", drift = "90%" }"#,
        r#"{ crash = "server", lose = "db::insert", at = "1s" }"#,
    ]);
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: this says two things that go wrong: `pause` and `clock`
  --> src/email-signup.toml:34:5
   |
34 |     { clock = "db", pause = "server", for = "1s", drift = "90%" },
   |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   |
   = help: write two tables: `{ pause = … }, { clock = … }`

error: this says two things that go wrong: `crash` and `lose`
  --> src/email-signup.toml:35:5
   |
35 |     { crash = "server", lose = "db::insert", at = "1s" },
   |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   |
   = help: write two tables: `{ crash = … }, { lose = … }`

"#]]
    );
}

#[test]
fn a_what_if_of_a_variant_whose_name_is_misspelt() {
    let more = "\n[variant.naive.what-if.killed-betwen]\nexpect = { welcomed = \"holds\" }\n";
    assert_data_eq!(
        told(&TestBook::sign_up().with_more(WORLD, more), 2),
        str![[r#"
error: the what-if `killed-betwen` has no `ask`
  --> src/email-signup.toml:30:24
   |
30 | [variant.naive.what-if.killed-betwen]
   |                        ^^^^^^^^^^^^^
   |
   = help: did you mean `killed-between`?

"#]]
    );
}

#[test]
fn topics_that_are_no_list_are_told_once() {
    let book = with_service("\n[node.news]\nkind = \"log\"\ntopics = \"welcomes\"\n", "");
    assert_data_eq!(
        told(&book, 2),
        str![[r#"
error: this must be a list in square brackets, and is a text
  --> src/email-signup.toml:32:10
   |
32 | topics = "welcomes"
   |          ^^^^^^^^^^

"#]]
    );
}

#[test]
fn more_mistakes_than_anybody_reads() {
    let lines = "    nobody += 1;\n".repeat(2_000);
    let book = TestBook::sign_up().edit(CHAPTER, "    Ok(())\n", &format!("{lines}    Ok(())\n"));
    let told = told(&book, 2);
    assert_eq!(told.matches("error: ").count(), 100);
}
