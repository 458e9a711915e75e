//! The words for what happens, in text and in the table.

use snapbox::{assert_data_eq, str};
use whatif_figure::{table, text, words};

use crate::{markup, scenes};

#[test]
fn a_run_in_which_nothing_goes_wrong() {
    assert_data_eq!(
        text(&scenes::well()),
        str![[r#"
 10.0 ms  the visitor asks the server to signup(User { name: "Ada", address: "ada@example.org" })
 31.5 ms  the server gets the visitor's request to signup
 31.5 ms  the server asks db to insert("users", User { name: "Ada", address: "ada@example.org" }) (line 2)
 39.7 ms  db gets the server's request to insert
 39.7 ms  db answers the server's insert with Ok(())
 73.5 ms  the server gets db's reply to insert: Ok(())
 73.5 ms  the server asks email to send("ada@example.org", "Welcome!") (line 3)
 91.5 ms  email gets the server's request to send
 91.5 ms  email answers the server's send with Ok(())
 97.8 ms  the server gets email's reply to send: Ok(())
 97.8 ms  the server answers the visitor's signup with Ok(())
110.5 ms  the visitor gets the server's reply to signup: Ok(())

"#]]
    );
}

#[test]
fn a_server_killed_between_two_steps() {
    assert_data_eq!(
        text(&scenes::killed_between()),
        str![[r#"
 10.0 ms  the visitor asks the server to signup(User { name: "Ada", address: "ada@example.org" })
 31.5 ms  the server gets the visitor's request to signup
 31.5 ms  the server asks db to insert("users", User { name: "Ada", address: "ada@example.org" }) (line 2)
 39.7 ms  db gets the server's request to insert
 39.7 ms  db answers the server's insert with Ok(())
 73.5 ms  the server gets db's reply to insert: Ok(())
 73.5 ms  the server is killed after db::insert (line 2) and before email::send (line 3) [fault: the server is killed between its first and its second step of signup]
 1.073 s  the server starts again, with nothing in its memory
30.000 s  the visitor stops waiting for the server's reply to signup

"#]]
    );
}

#[test]
fn a_reply_that_is_lost() {
    assert_data_eq!(
        text(&scenes::reply_lost()),
        str![[r#"
10.0 ms  the visitor asks the server to signup(User { name: "Ada", address: "ada@example.org" })
31.5 ms  the server gets the visitor's request to signup
31.5 ms  the server asks db to insert("users", User { name: "Ada", address: "ada@example.org" }) (line 2)
39.7 ms  db gets the server's request to insert
39.7 ms  db answers the server's insert with Ok(())
73.5 ms  the server gets db's reply to insert: Ok(())
73.5 ms  the server asks email to send("ada@example.org", "Welcome!") (line 3)
91.5 ms  email gets the server's request to send
91.5 ms  email answers the server's send with Ok(())
91.5 ms  email's reply to send is lost on its way to the server [fault: the reply to the first email::send is lost]
2.073 s  the server stops waiting for email's reply to send
2.073 s  the server answers the visitor's signup with Err(Timeout)
2.086 s  the visitor gets the server's reply to signup: Err(Timeout)

"#]]
    );
}

#[test]
fn a_service_that_is_down() {
    assert_data_eq!(
        text(&scenes::down()),
        str![[r#"
   0 ms  email goes down [fault: email is down from 0 ms for 3 s]
10.0 ms  the visitor asks the server to signup(User { name: "Ada", address: "ada@example.org" })
31.5 ms  the server gets the visitor's request to signup
31.5 ms  the server asks db to insert("users", User { name: "Ada", address: "ada@example.org" }) (line 2)
39.7 ms  db gets the server's request to insert
39.7 ms  db answers the server's insert with Ok(())
73.5 ms  the server gets db's reply to insert: Ok(())
73.5 ms  the server asks email to send("ada@example.org", "Welcome!") (line 3)
87.7 ms  the server's request to send gets no reply: email is down [fault: email is down from 0 ms for 3 s]
2.073 s  the server stops waiting for email's reply to send
2.073 s  the server prints: email does not answer, trying again
2.273 s  the server has slept and goes on (line 7)
2.273 s  the server asks email to send("ada@example.org", "Welcome!") (line 3)
3.003 s  email answers again
3.006 s  email gets the server's request to send
3.006 s  email answers the server's send with Ok(())
3.022 s  the server gets email's reply to send: Ok(())
3.022 s  the server answers the visitor's signup with Ok(())
3.052 s  the visitor gets the server's reply to signup: Ok(())

"#]]
    );
}

#[test]
fn a_reply_that_comes_too_late() {
    assert_data_eq!(
        text(&scenes::held_back()),
        str![[r#"
10.0 ms  the visitor asks the server to signup(User { name: "Ada", address: "ada@example.org" })
31.5 ms  the server gets the visitor's request to signup
31.5 ms  the server asks db to insert("users", User { name: "Ada", address: "ada@example.org" }) (line 2)
39.7 ms  db gets the server's request to insert
39.7 ms  db answers the server's insert with Ok(())
73.5 ms  the server gets db's reply to insert: Ok(())
73.5 ms  the server asks email to send("ada@example.org", "Welcome!") (line 3)
91.5 ms  email gets the server's request to send
91.5 ms  email answers the server's send with Ok(()) [fault: the reply to the first email::send comes 3 s later]
2.073 s  the server stops waiting for email's reply to send
2.073 s  the server asks email to send("ada@example.org", "Welcome!") (line 3)
2.082 s  email gets the server's request to send
2.082 s  email answers the server's send with Ok(())
2.120 s  the server gets email's reply to send: Ok(())
2.120 s  the server answers the visitor's signup with Ok(())
2.131 s  the visitor gets the server's reply to signup: Ok(())
3.101 s  email's reply to send comes too late: the server no longer waits for it

"#]]
    );
}

#[test]
fn a_relay_that_polls() {
    assert_data_eq!(
        text(&scenes::polling()),
        str![[r#"
 10.0 ms  the visitor asks the server to signup(User { name: "Ada", address: "ada@example.org" })
 31.5 ms  the server gets the visitor's request to signup
 31.5 ms  the server asks db to insert("users", User { name: "Ada", address: "ada@example.org" }) (line 2)
 39.7 ms  db gets the server's request to insert
 39.7 ms  db answers the server's insert with Ok(())
 73.5 ms  the server gets db's reply to insert: Ok(())
 73.5 ms  the server answers the visitor's signup with Ok(())
 86.2 ms  the visitor gets the server's reply to signup: Ok(())
 86.2 ms  the server asks db to scan("outbox") (line 9)
 93.2 ms  db gets the server's request to scan
 93.2 ms  db answers the server's scan with Ok([])
 98.2 ms  the server gets db's reply to scan: Ok([])
298.2 ms  the server has slept and goes on (line 14)
          … the last 5 events again, 59 more times, until 13.617 s

"#]]
    );
}

#[test]
fn everything_else() {
    assert_data_eq!(
        text(&scenes::rest()),
        str![[r#"
 10.0 ms  alice asks n1 to put("x", 1)
 10.0 ms  bob asks n2 to put("x", 2)
 15.0 ms  n1 gets alice's request to put
 15.0 ms  n1 asks n2 to copy("x", 1) (line 12)
 15.0 ms  n1 asks a-replica-with-a-very-long-name to copy("x", 1) (line 12)
 15.0 ms  n1 asks itself to note() (line 13)
 15.0 ms  n1 gets its own request to note
 18.0 ms  n2 gets bob's request to put
 19.0 ms  n2 gets n1's request to copy
 19.0 ms  the network makes a second copy of n1's request to copy [fault: the copy to the third replica is duplicated]
 23.0 ms  a-replica-with-a-very-long-name gets n1's request to copy
 23.0 ms  a-replica-with-a-very-long-name panics (line 12), which kills it: index out of bounds: the length is 3 but the index is 3
 31.0 ms  n1's request to copy finds nobody there: a-replica-with-a-very-long-name is dead
 31.0 ms  n2 asks queue to publish("x")
 40.0 ms  queue gets n2's request to publish
 40.0 ms  queue answers n2's publish with Ok(())
 40.0 ms  a-replica-with-a-very-long-name asks queue to read()
 42.0 ms  queue gets a-replica-with-a-very-long-name's request to read
 42.0 ms  queue answers a-replica-with-a-very-long-name's read with Ok(())
132.0 ms  nothing more goes wrong, and everything that is broken is put right
132.0 ms  a-replica-with-a-very-long-name starts again, with nothing in its memory
135.0 ms  queue's reply to read was for an earlier life of a-replica-with-a-very-long-name, which remembers nothing of it
135.0 ms  n1 is killed

"#]]
    );
}

#[test]
fn a_trace_that_contradicts_itself_is_told_as_far_as_it_goes() {
    assert_data_eq!(
        text(&scenes::broken()),
        str![[r#"
0 ms  only sends a message
0 ms  only gets a message
0 ms  a message to only comes to nothing
0 ms  the network makes a second copy of a message
0 ms  only stops waiting for a reply
0 ms  only starts again, with nothing in its memory
0 ms  ? sends a message
0 ms  ? gets a message
0 ms  a message to ? comes to nothing
0 ms  the network makes a second copy of a message
0 ms  ? stops waiting for a reply
0 ms  ? starts again
0 ms  only gets ?'s reply to lonely: ()
0 ms  only gets ?'s reply to lonely: ()

"#]]
    );
}

#[test]
fn the_table_has_columns_a_caption_and_code() {
    let rows = table(&scenes::killed_between()).replace("<tr>", "\n<tr>");
    assert_data_eq!(
        rows,
        str![[r#"
<table><caption>What happened, in order</caption><thead>
<tr><th scope="col">Time</th><th scope="col">Node</th><th scope="col">What happened</th></tr></thead><tbody>
<tr><td>10.0 ms</td><td>visitor</td><td>the visitor asks the server to <code>signup(User { name: &quot;Ada&quot;, address: &quot;ada@example.org&quot; })</code></td></tr>
<tr><td>31.5 ms</td><td>server</td><td>the server gets the visitor&#39;s request to <code>signup</code></td></tr>
<tr><td>31.5 ms</td><td>server</td><td>the server asks db to <code>insert(&quot;users&quot;, User { name: &quot;Ada&quot;, address: &quot;ada@example.org&quot; })</code> (line 2)</td></tr>
<tr><td>39.7 ms</td><td>db</td><td>db gets the server&#39;s request to <code>insert</code></td></tr>
<tr><td>39.7 ms</td><td>db</td><td>db answers the server&#39;s <code>insert</code> with <code>Ok(())</code></td></tr>
<tr><td>73.5 ms</td><td>server</td><td>the server gets db&#39;s reply to <code>insert</code>: <code>Ok(())</code></td></tr>
<tr><td>73.5 ms</td><td>server</td><td>the server is killed after <code>db::insert</code> (line 2) and before <code>email::send</code> (line 3) <strong>Fault: the server is killed between its first and its second step of signup</strong></td></tr>
<tr><td>1.073 s</td><td>server</td><td>the server starts again, with nothing in its memory</td></tr>
<tr><td>30.000 s</td><td>visitor</td><td>the visitor stops waiting for the server&#39;s reply to <code>signup</code></td></tr></tbody></table>
"#]]
    );
}

#[test]
fn every_table_is_one_line_of_harmless_markup() {
    for (name, trace) in scenes::all() {
        let written = table(&trace);
        assert!(!written.contains(char::is_control), "{name}");
        let parsed = markup::parse(&written);
        assert_eq!(parsed.name, "table", "{name}");
        for element in parsed.all() {
            let known = ["table", "caption", "thead", "tbody", "tr", "th", "td", "code", "strong"];
            assert!(known.contains(&element.name.as_str()), "{name}: <{}>", element.name);
            for (attribute, _) in &element.attributes {
                assert_eq!(attribute, "scope", "{name}");
            }
        }
    }
}

#[test]
fn text_has_a_line_for_each_event_whatever_the_events_hold() {
    for (name, trace) in scenes::all().into_iter().filter(|(name, _)| *name != "polling") {
        let told = text(&trace);
        let events = trace.events.len().min(1_000);
        let more = usize::from(trace.events.len() > 1_000);
        assert_eq!(told.lines().count(), events + more, "{name}");
        assert!(!told.replace('\n', "").contains(char::is_control), "{name}");
    }
}

#[test]
fn the_words_of_an_event_are_its_line_without_the_time() {
    let trace = scenes::well();
    let told = text(&trace);
    for (event, line) in trace.events.iter().zip(told.lines()) {
        assert!(line.ends_with(&words(event, &trace)), "{line}");
    }
}
