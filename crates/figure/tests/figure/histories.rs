//! Histories: what is said of them, and how they are drawn.

use snapbox::{assert_data_eq, str};
use whatif_figure::{History, diagram, histories, histories_text, table, text, why};
use whatif_simulator::consistency::{
    Action, JudgedHistory, Level, Model, Operation, Recording, judge,
};
use whatif_simulator::{Event, Value, Verdict, What};

use crate::scenes;

/// A register of clients with these names, each of which does one thing after the other.
fn judged(names: &[&str], did: &[(u32, Action, u32, Option<u32>)], level: Level) -> JudgedHistory {
    let operations = did.iter().map(|(client, action, called, returned)| Operation {
        client: *client,
        key: Value::Unit,
        action: action.clone(),
        called: *called,
        returned: *returned,
    });
    let operations: Vec<Operation> = operations.collect();
    let judgement = judge(&operations, Model::Register, level, 1_000);
    let recording = Recording { model: Model::Register, initial: Value::Unit };
    let clients = names.iter().map(|name| (*name).to_owned()).collect();
    JudgedHistory { operations, clients, recording, level, judgement }
}

/// Ada reads what was there before Ben's write, which Cyd has read already.
fn stale(names: &[&str], level: Level) -> JudgedHistory {
    let number = |number| Value::Int(number);
    let did = [
        (0, Action::Write(number(1)), 1, Some(2)),
        (1, Action::Write(number(2)), 3, None),
        (2, Action::Read(number(2)), 4, Some(5)),
        (0, Action::Read(number(1)), 6, Some(7)),
    ];
    judged(names, &did, level)
}

#[test]
fn what_has_no_place_is_told_with_what_forbids_it() {
    let history = stale(&["Ada", "Ben", "Cyd"], Level::Linearizable);
    assert_data_eq!(
        History(&history).sentence(),
        str![[
            r#"No order of the operations in which each happens between its call and its return has a place for this: Ada reads 1. What forbids it: Ada writes 1; Cyd reads 2."#
        ]]
    );
    assert_data_eq!(
        History(&history).text(),
        str![[r#"
   1  Ada  write 1   forbids it
   2  Ben  write 2   without a result
   3  Cyd  read → 2  forbids it
      Ada  read → 1  has no place

"#]]
    );
    assert_data_eq!(
        History(&history).table(),
        str![[
            r#"<table><caption>What clients did and were told, by their calls</caption><thead><tr><th scope="col">Client</th><th scope="col">What it did</th><th scope="col">Place</th></tr></thead><tbody><tr><td>Ada</td><td>write 1</td><td>1, <strong>forbids it</strong></td></tr><tr><td>Ben</td><td>write 2 (without a result)</td><td>2</td></tr><tr><td>Cyd</td><td>read → 2</td><td>3, <strong>forbids it</strong></td></tr><tr><td>Ada</td><td>read → 1</td><td><strong>has no place</strong></td></tr></tbody></table>"#
        ]]
    );
}

#[test]
fn what_holds_is_told_with_an_order() {
    let history = stale(&["Ada", "Ben", "Cyd"], Level::Sequential);
    assert_data_eq!(
        History(&history).sentence(),
        str![
            "One order of all operations explains what every client was told: this is sequentially consistent."
        ]
    );
    let text = History(&history).text();
    let places: Vec<&str> =
        text.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let mut sorted = places.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, ["1", "2", "3", "4"], "{text}");
}

#[test]
fn the_diagram_has_a_row_for_each_client_and_marks_what_matters() {
    let history = stale(&["Ada", "Ben", "Cyd"], Level::Linearizable);
    let diagram = History(&history).diagram();
    assert!(!diagram.contains('\n'));
    for name in ["Ada", "Ben", "Cyd"] {
        assert_eq!(diagram.matches(&format!(">{name}</text>")).count(), 1, "{name}");
    }
    assert_eq!(diagram.matches("✗ ").count(), 1);
    assert_eq!(diagram.matches("! ").count(), 2);
    for forbidden in [" id=", " class=", " style=", "<script", "href"] {
        assert!(!diagram.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn a_read_without_a_result_tells_nothing() {
    let did = [
        (0, Action::Write(Value::text("one goal")), 1, Some(2)),
        (0, Action::Read(Value::Unit), 3, None),
    ];
    let history = judged(&["Ada"], &did, Level::Linearizable);
    assert_data_eq!(
        History(&history).text(),
        str![[r#"
   1  Ada  write "one goal"
      Ada  read              without a result

"#]]
    );
}

#[test]
fn what_is_written_above_two_bars_does_not_touch() {
    let goal = |text| Value::text(text);
    let did = [
        (0, Action::Write(goal("27:26")), 1, Some(2)),
        (1, Action::Read(goal("27:26")), 3, Some(4)),
        (1, Action::Read(Value::Unit), 5, Some(6)),
        (1, Action::Read(goal("27:26")), 7, Some(8)),
    ];
    let history = judged(&["desk", "jon"], &did, Level::Linearizable);
    let diagram = History(&history).diagram();
    let begins = |label: &str| {
        let end = diagram.find(&format!(">{label}</text>")).expect(label);
        let text = diagram[..end].rfind("<text x=\"").expect(label) + "<text x=\"".len();
        let x: String = diagram[text..].chars().take_while(char::is_ascii_digit).collect();
        x.parse::<usize>().expect(label)
    };
    let label = "✗ read → nothing";
    assert!(begins("read → 27:26") >= begins(label) + 7 * label.chars().count());
}

#[test]
fn markup_in_names_and_values_is_shown_and_never_made() {
    let evil = "<img src=x onerror=alert(1)>\"&";
    let did = [
        (0, Action::Write(Value::text(evil)), 1, Some(2)),
        (0, Action::Read(Value::text("<b>")), 3, Some(4)),
    ];
    let history = judged(&[evil], &did, Level::Linearizable);
    for markup in [History(&history).diagram(), History(&history).table()] {
        assert!(!markup.contains("<img") && !markup.contains("<b>"), "{markup}");
        assert!(markup.contains("&lt;"), "{markup}");
    }
}

#[test]
fn of_several_judgements_those_that_are_broken_are_drawn_or_else_the_first() {
    let [linearizable, sequential, causal] =
        [Level::Linearizable, Level::Sequential, Level::Causal]
            .map(|level| stale(&["Ada", "Ben", "Cyd"], level));
    let broken = [("as one", &linearizable), ("in an order", &sequential)];
    let markup = histories(broken);
    assert_eq!(markup.matches("<svg").count(), 1);
    assert!(markup.starts_with("<figure>") && !markup.contains('\n'), "{markup}");
    assert!(markup.contains("<strong>as one</strong>: No order of the operations"), "{markup}");
    assert_data_eq!(
        histories_text(broken),
        str![[r#"
as one: No order of the operations in which each happens between its call and its return has a place for this: Ada reads 1. What forbids it: Ada writes 1; Cyd reads 2.

   1  Ada  write 1   forbids it
   2  Ben  write 2   without a result
   3  Cyd  read → 2  forbids it
      Ada  read → 1  has no place

in an order: One order of all operations explains what every client was told: this is sequentially consistent.

"#]]
    );
    let fine = histories([("in an order", &sequential), ("in its order", &causal)]);
    assert_eq!(fine.matches("<svg").count(), 1);
    assert_eq!(histories([]), "");
}

/// What is noted of a call stands beside the message that carries it, and says nothing more.
#[test]
fn what_is_noted_for_a_history_takes_no_line_no_room_and_no_blame() {
    let plain = scenes::well();
    let mut noted = plain.clone();
    let last = noted.events.len();
    let at = |place: usize| plain.events[place].at;
    let asked = What::Invoked(0, scenes::SERVER, "signup".into(), [scenes::ada()].into());
    let told = What::Returned(0, scenes::ok());
    let event = |at, what| Event { at, node: scenes::VISITOR, what, fault: None };
    noted.events.insert(0, event(at(0), asked));
    noted.events.push(event(at(last - 1), told));
    assert_eq!(text(&noted), text(&plain));
    assert_eq!(table(&noted), table(&plain));
    assert_eq!(diagram(&noted), diagram(&plain));
    let verdict = |event| Verdict::Violated { why: "it is false".into(), event: Some(event) };
    assert_eq!(why(&verdict(last + 1), &noted), why(&verdict(last - 1), &plain));
}
