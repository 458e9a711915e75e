//! Scenarios in which many requests come: charts, numbers and sweeps in the page and elsewhere.

use snapbox::{assert_data_eq, str};
use whatif_tests::TestBook;

const SWEEP: &str = "
[sweep.latency]
says = \"The farther, the longer.\"
knob = \"network.latency\"
values = [\"1ms\", \"2ms\", \"4ms\"]
curves = [\"latency.p50\", \"errors\"]
expect = { \"latency.p50\" = \"rises\", errors = \"flat\" }
";

/// The sign-up with a crowd in the place of the visitor, and a sweep at the end of the chapter.
fn crowded() -> TestBook {
    let world = "src/email-signup.toml";
    let requests = "requests = [{ at = \"10ms\", call = \"server::signup\", with = [{ name = \
                    \"Ada\", address = \"ada@example.org\" }] }]";
    let load = "load = { call = \"server::signup\", with = [{ name = \"Ada\", address = \
                \"{n}@example.org\" }], rate = \"10/s\", for = \"5s\" }";
    let book = TestBook::sign_up().edit(world, requests, load).with_more(world, SWEEP);
    book.with_more("src/sign-up.md", "\n```whatif-sweep=email-signup\n```\n")
}

/// The part of a text between two others.
fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let (_, rest) = text.split_once(from).expect(text);
    rest.split_once(to).expect(text).0
}

#[test]
fn the_charts_stand_above_the_beginning_of_the_events() {
    let page = crowded().chapter("html", "sign-up.md");
    let measured = between(&page, "<div class=\"whatif-measured\">", "</div>");
    assert_eq!(measured.matches("<svg ").count(), 4);
    assert!(measured.contains("<th scope=\"row\">requests</th><td>50</td>"));
    let sentence = between(measured, "<p>", "</p>");
    assert!(sentence.starts_with("Event by event, these are the first 60 of "), "{sentence}");
    let events = between(&page, "<summary>Events</summary>", "</details>");
    assert_eq!(events.matches("<tr>").count(), 61);
    assert!(page.contains(",\"loaded\":true}</script>"));
}

#[test]
fn a_sweep_becomes_a_chart_for_each_metric() {
    let page = crowded().chapter("html", "sign-up.md");
    let sweep = between(&page, "<div class=\"whatif-sweep\">", "</div>");
    assert!(sweep.starts_with("<p>The farther, the longer.</p><p><svg "), "{sweep}");
    assert_eq!(sweep.matches("<svg ").count(), 2);
    assert_eq!(sweep.matches("<tr>").count(), 4);
}

#[test]
fn how_services_work_and_what_links_lose_can_be_turned() {
    let world = "src/email-signup.toml";
    let slow_mail = "kind = \"mailer\"\ntakes = \"105ms\"";
    let more = "
[sweep.workers]
says = \"With one at work the others wait.\"
knob = \"node.email.workers\"
values = [1, 2, 4]
curves = [\"latency.max\"]
expect = { \"latency.max\" = \"falls\" }

[sweep.takes]
says = \"The longer a mail takes, the longer takes a sign-up.\"
knob = \"node.email.takes\"
values = [\"0ms\", \"10ms\", \"80ms\"]
curves = [\"latency.p50\"]
expect = { \"latency.p50\" = \"rises\" }

[sweep.loss]
says = \"What is lost is not answered.\"
knob = \"network.loss\"
values = [\"0%\", \"0.5%\", \"99.9999%\"]
curves = [\"errors\"]
expect = { errors = \"rises\" }
";
    let book = crowded().edit(world, "5ms..40ms", "5ms");
    let book = book.edit(world, "kind = \"mailer\"", slow_mail).with_more(world, more);
    let text = book.chapter("markdown", "sign-up.md");
    let table = |says: &str| {
        let (_, below) = text.split_once(says).expect(&text);
        let table: Vec<&str> = below.lines().skip(2).take_while(|line| !line.is_empty()).collect();
        table.join("\n")
    };
    // Of 50 sign-ups, one each 100 ms, the last waits 5 ms for each before it. Then there are six
    // messages of 5 ms and a mail of 105 ms.
    assert_data_eq!(
        table("the others wait."),
        str![[r#"
| node.email.workers | Latency max |
| --- | --- |
| 1 | 380 ms |
| 2 | 135 ms |
| 4 | 135 ms |
"#]]
    );
    // The six messages and the mail.
    assert_data_eq!(
        table("takes a sign-up."),
        str![[r#"
| node.email.takes | Latency, median |
| --- | --- |
| 0 ms | 30 ms |
| 10 ms | 40 ms |
| 80 ms | 110 ms |
"#]]
    );
    assert_data_eq!(
        table("is not answered."),
        str![[r#"
| network.loss | Errors |
| --- | --- |
| 0 % | 0 % |
| 0.5 % | 1.2 % |
| 99.9999 % | 100 % |
"#]]
    );
}

#[test]
fn renderers_without_pictures_get_numbers() {
    let text = crowded().chapter("markdown", "sign-up.md");
    assert!(!text.contains("<svg"));
    let (_, sweep) = text.split_once("The farther").expect(&text);
    assert_data_eq!(
        format!("The farther{}\n", sweep.trim_end()),
        str![[r#"
The farther, the longer.

| network.latency | Latency, median | Errors |
| --- | --- | --- |
| 1 ms | 6 ms | 0 % |
| 2 ms | 12 ms | 0 % |
| 4 ms | 24 ms | 0 % |

"#]]
    );
    let numbers = between(&text, "| Over the whole run |", "\n\n");
    assert!(numbers.contains("| requests | 50 |"), "{numbers}");
    assert_eq!(crowded().chapter("epub", "sign-up.md").matches("<svg ").count(), 4 + 1 + 2);
}

#[test]
fn check_counts_bounds_and_shapes() {
    let bounds = "\n[run]\nmetrics = [\"requests = 50\", \"errors = 0%\"]\n";
    let book = crowded().with_more("src/email-signup.toml", bounds);
    assert_data_eq!(
        book.check().output,
        str![[r#"
1 scenario, 6 claims: all hold

"#]]
    );
}

#[test]
fn a_sweep_that_is_not_there() {
    let fence = "\n```whatif-sweep=email-signup,sweep=bandwidth\n```\n";
    let book = TestBook::sign_up().with_more("src/sign-up.md", fence);
    let outcome = book.preprocess("html");
    assert_eq!(outcome.code, 2);
    assert_data_eq!(
        outcome.errors,
        str![[r#"
error: the scenario `email-signup` has no sweep `bandwidth`
  --> src/sign-up.md:15:4
   |
15 | ```whatif-sweep=email-signup,sweep=bandwidth
   |    ^^^^^^^^^^^^^^^^^^^^^^^^^
   |
   = help: write `[sweep.bandwidth]` in `email-signup.toml`

"#]]
    );
    let fence = "\n```whatif-sweep=email-signup,variant=naive\n```\n";
    let book = TestBook::sign_up().with_more("src/sign-up.md", fence);
    assert_data_eq!(
        book.preprocess("html").errors,
        str![[r#"
error: unknown attribute `variant`
  --> src/sign-up.md:15:30
   |
15 | ```whatif-sweep=email-signup,variant=naive
   |                              ^^^^^^^^^^^^^
   |
   = help: after `whatif-sweep=NAME` may stand `sweep=NAME`

"#]]
    );
}
