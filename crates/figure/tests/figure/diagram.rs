//! What must hold of every picture, and what some pictures must show.

use snapbox::{assert_data_eq, file, str};
use whatif_figure::diagram;
use whatif_simulator::{Event, Trace, What};

use crate::markup::{Element, parse};
use crate::scenes;

fn draw(trace: &Trace) -> Element {
    parse(&diagram(trace))
}

/// All that is written in the picture, a line for each piece of writing.
fn writing(trace: &Trace) -> Vec<String> {
    draw(trace).named("text").iter().map(|text| text.writing()).collect()
}

fn arrows(picture: &Element) -> usize {
    let is_arrow = |path: &&&Element| {
        let line = path.attribute("d").unwrap_or_default().starts_with('M');
        let thin = path.attribute("stroke-width") == Some("1.5");
        line && thin && path.attribute("fill") == Some("none")
    };
    picture.named("path").iter().filter(is_arrow).count()
}

#[test]
fn every_picture_is_one_line_of_harmless_markup() {
    for (name, trace) in scenes::all() {
        let svg = diagram(&trace);
        assert!(!svg.contains(char::is_control), "{name}");
        let picture = parse(&svg);
        assert_eq!(picture.name, "svg", "{name}");
        for element in picture.all() {
            let known = ["svg", "title", "rect", "g", "path", "circle", "text", "tspan"];
            assert!(known.contains(&element.name.as_str()), "{name}: <{}>", element.name);
            for (attribute, value) in &element.attributes {
                let banned = ["id", "class", "style", "href", "onload", "onclick"];
                assert!(!banned.contains(&attribute.as_str()), "{name}: {attribute}");
                let text = attribute == "aria-label";
                assert!(text || !value.contains("url("), "{name}: {value}");
                let colored = ["fill", "stroke"].contains(&attribute.as_str());
                assert!(
                    !colored || value == "none" || value.starts_with("var(--"),
                    "{name}: {value}"
                );
                let upper = attribute.contains(char::is_uppercase) && attribute != "viewBox";
                assert!(!upper, "{name}: {attribute} would not survive mdBook");
            }
        }
    }
}

#[test]
fn every_picture_says_what_it_is_to_those_who_cannot_see_it() {
    let picture = draw(&scenes::killed_between());
    assert_eq!(picture.attribute("role"), Some("img"));
    let told = picture.attribute("aria-label").unwrap_or_default().replace(". ", ".\n");
    assert_data_eq!(
        told,
        str![[r#"
Space-time diagram of visitor, server, db, email: 3 messages.
At 73.5 ms, the server is killed after db::insert (line 2) and before email::send (line 3).
At 1.073 s, the server starts again, with nothing in its memory.
At 30.000 s, the visitor stops waiting for the server's reply to signup.
The table of events tells all of it.
"#]]
    );
}

#[test]
fn every_message_is_drawn() {
    let whole = |(name, _): &(&str, Trace)| !["polling", "counting", "broken"].contains(name);
    for (name, trace) in scenes::all().into_iter().filter(whole) {
        assert_eq!(arrows(&draw(&trace)), trace.messages.len(), "{name}");
    }
}

#[test]
fn every_message_is_named_at_its_sender() {
    for (name, trace) in
        scenes::all().into_iter().filter(|(name, _)| !["hostile", "broken"].contains(name))
    {
        let written = writing(&trace);
        for message in trace.messages.iter().take(60) {
            let named = |text: &String| text.contains(&*message.operation);
            assert!(written.iter().any(named), "{name}: {} in {written:#?}", message.operation);
        }
    }
}

#[test]
fn a_killed_process_is_marked_and_dead_until_it_starts_again() {
    let trace = scenes::killed_between();
    let written = writing(&trace);
    for words in
        ["killed after db::insert,", "before email::send", "starts again", "line 2", "dead"]
    {
        assert!(written.iter().any(|text| text == words), "{words} in {written:#?}");
    }
    let picture = draw(&trace);
    let height = |words: &str| {
        let text = picture.named("text").into_iter().find(|text| text.writing() == words);
        text.expect("it is written").number("y")
    };
    let bands = picture
        .named("rect")
        .into_iter()
        .filter(|rect| rect.attribute("fill").is_some_and(|fill| fill.contains("caution")));
    let dead = bands.max_by_key(|band| band.number("height")).expect("a band");
    let (from, to) = (dead.number("y"), dead.number("y") + dead.number("height"));
    assert!(height("killed after db::insert,") <= from && from <= height("before email::send"));
    assert!((height("starts again") - 4..=height("starts again")).contains(&to));
}

#[test]
fn what_comes_to_nothing_says_why() {
    let cases = [
        (scenes::reply_lost(), "lost"),
        (scenes::down(), "down"),
        (scenes::held_back(), "too late"),
        (scenes::rest(), "nobody there"),
        (scenes::rest(), "for an earlier life"),
    ];
    for (trace, word) in cases {
        assert!(writing(&trace).iter().any(|text| text == word), "{word}");
    }
}

#[test]
fn the_legend_explains_what_occurs_and_nothing_else() {
    let legend = |trace: &Trace| {
        let all = ["request", "reply", "comes to nothing", "is killed", "stops waiting", "prints"];
        let written = writing(trace);
        all.into_iter().filter(|&word| written.iter().any(|text| text == word)).collect::<Vec<_>>()
    };
    assert_eq!(legend(&scenes::well()), ["request", "reply"]);
    assert_eq!(
        legend(&scenes::reply_lost()),
        ["request", "reply", "comes to nothing", "stops waiting"]
    );
    assert_eq!(legend(&Trace::default()), [""; 0]);
}

#[test]
fn time_that_passes_is_marked_and_not_drawn() {
    let written = writing(&scenes::killed_between());
    assert!(written.iter().any(|text| text == "29 s later"), "{written:#?}");
}

#[test]
fn rounds_that_repeat_are_drawn_once() {
    let trace = scenes::polling();
    assert_eq!(trace.events.len(), 308);
    let written = writing(&trace);
    let again = "… the last 5 events again, 59 more times, until 13.617 s";
    assert!(written.iter().any(|text| text == again), "{written:#?}");
    assert!(draw(&trace).number("height") < 700);
}

#[test]
fn a_round_that_differs_or_that_a_fault_touches_is_never_left_out() {
    let mut trace = scenes::polling();
    let last = trace.messages.len() - 41;
    trace.messages[last].content =
        whatif_simulator::Value::ok(whatif_simulator::Value::text("news"));
    assert!(writing(&trace).iter().any(|text| text.contains("news")));

    let mut trace = scenes::polling();
    trace.faults.push("a reply is held back".into());
    let sent = trace.events.len() - 53;
    trace.events[sent].fault = Some(whatif_simulator::FaultId(0));
    let told = whatif_figure::text(&trace);
    assert_eq!(told.matches("a reply is held back").count(), 1, "{told}");
}

#[test]
fn a_picture_ends_somewhere() {
    let written = writing(&scenes::counting());
    let more = "… 1050 more events: the table has them";
    assert!(written.iter().any(|text| text == more), "{written:#?}");
}

#[test]
fn a_part_of_a_long_run_says_what_is_before_and_after_it() {
    let trace = scenes::counting();
    let all = trace.events.len();
    let part = whatif_figure::part(&trace, 400);
    assert_eq!(part.events, 400..460);
    let shown: Vec<usize> = part.spots.iter().map(|spot| spot.event).collect();
    assert_eq!(shown, (400..460).collect::<Vec<_>>());
    let later = format!("… {} later events", all - 460);
    let picture = parse(&part.figure);
    let written: Vec<String> = picture.named("text").iter().map(|text| text.writing()).collect();
    assert!(written.iter().any(|text| text == "… 400 earlier events"), "{written:#?}");
    assert!(written.contains(&later), "{written:#?}");
    assert!(picture.attribute("aria-label").unwrap().ends_with("A part of it is drawn."));
    let rows = parse(&part.table).named("tr").len();
    assert_eq!(rows, 1 + 60 + 2, "{}", part.table);

    let last = whatif_figure::part(&trace, all - 30);
    assert_eq!(last.events, all - 30..all);
    assert!(!last.table.contains("later"), "{}", last.table);
    assert_eq!(whatif_figure::part(&trace, all + 30).events, all..all);
}

#[test]
fn what_one_picture_shows_has_no_parts() {
    for (name, trace) in scenes::all() {
        if name == "counting" {
            continue;
        }
        let part = whatif_figure::part(&trace, 3);
        assert_eq!(part.events, 0..trace.events.len(), "{name}");
        assert_eq!(part.figure, diagram(&trace), "{name}");
        assert_eq!(part.table, whatif_figure::table(&trace), "{name}");
    }
}

#[test]
fn a_part_begins_as_the_run_stands_there() {
    let trace = scenes::long_after_a_crash();
    let part = whatif_figure::part(&trace, 300);
    let picture = parse(&part.figure);
    // The request that was sent at the very beginning is still on its way, and arrives.
    assert_eq!(arrows(&picture), arrows_sent(&trace, &part) + 1);
    let label = picture.attribute("aria-label").unwrap();
    assert!(label.contains("email is killed"), "{label}");
    let dead = |picture: &Element| {
        picture.named("rect").iter().filter(|rect| rect.attribute("width") == Some("18")).count()
    };
    // In its lane, and in the legend.
    assert_eq!(dead(&picture), 2);
    assert_eq!(dead(&draw(&trace)), 2);
}

/// How many messages are sent in this part of the run.
fn arrows_sent(trace: &Trace, part: &whatif_figure::Part) -> usize {
    let sent = |event: &&Event| matches!(event.what, What::Sent(..));
    trace.events[part.events.clone()].iter().filter(sent).count()
}

/// Where a piece of writing stands: from left to right, and its line.
fn places(picture: &Element) -> Vec<(i32, i32, i32, String)> {
    fn visit(element: &Element, anchor: &str, places: &mut Vec<(i32, i32, i32, String)>) {
        let anchor = element.attribute("text-anchor").unwrap_or(anchor);
        if element.name == "text" {
            let (x, y, writing) = (element.number("x"), element.number("y"), element.writing());
            // Narrower than any letter, so that only what certainly overlaps is found.
            let width = writing.chars().count() as i32 * 5;
            let left = match anchor {
                "end" => x - width,
                "middle" => x - width / 2,
                _ => x,
            };
            places.push((left, left + width, y, writing));
        }
        for child in &element.children {
            visit(child, anchor, places);
        }
    }
    let mut places = Vec::new();
    visit(picture, "start", &mut places);
    places
}

#[test]
fn no_writing_stands_on_other_writing_or_outside() {
    for (name, trace) in scenes::all() {
        // A trace without sense has no picture without faults.
        if name == "broken" {
            continue;
        }
        let picture = draw(&trace);
        for rect in picture.named("rect") {
            let (left, width) = (rect.number("x"), rect.number("width"));
            assert!(left >= 0 && left + width <= picture.number("width"), "{name}: {rect:?}");
        }
        let places = places(&picture);
        for (number, (left, right, y, writing)) in places.iter().enumerate() {
            let (width, height) = (picture.number("width"), picture.number("height"));
            assert!(*left >= 0 && *right <= width && *y <= height, "{name}: {writing}");
            for (other_left, other_right, other_y, other) in &places[number + 1..] {
                let apart = right <= other_left || other_right <= left || (y - other_y).abs() >= 11;
                assert!(apart, "{name}: {writing:?} and {other:?}");
            }
        }
    }
}

#[test]
fn a_trace_made_at_random_is_drawn_as_well() {
    for seed in 0..300 {
        let trace = scenes::random(seed);
        let picture = draw(&trace);
        assert_eq!(picture.attribute("role"), Some("img"));
        parse(&whatif_figure::table(&trace));
        assert_eq!(diagram(&trace), diagram(&trace.clone()));
    }
}

#[test]
fn the_picture_of_the_first_chapter() {
    assert_data_eq!(diagram(&scenes::killed_between()), file!["golden/killed-between.svg"].raw());
}
