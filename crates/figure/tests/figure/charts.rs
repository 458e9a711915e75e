//! Charts: well-formed, legible in every theme, and true to their numbers.

use snapbox::{assert_data_eq, file, str};
use whatif_figure::{Axis, Chart, Curve, chart, chart_rows, chart_table};
use whatif_simulator::metrics::Unit;

use crate::markup::parse;

/// Errors over a timeout, in two variants.
fn errors() -> Chart {
    let curve =
        |name: &str, points: [Option<i64>; 4]| Curve { name: name.into(), points: points.into() };
    Chart {
        title: "Errors".into(),
        unit: Unit::Share,
        axis: Axis::Knob {
            name: "network.call-timeout".into(),
            unit: Unit::Time,
            values: vec![50_000, 100_000, 200_000, 400_000],
        },
        curves: vec![
            curve("patient", [Some(400_000), Some(200_000), Some(50_000), Some(0)]),
            curve("hasty & <b>", [Some(333_333), None, Some(100_000), None]),
        ],
    }
}

/// Latency over two minutes.
fn latency() -> Chart {
    let points = (0..60).map(|at| (at % 7 != 3).then_some(at * at * 1_000)).collect();
    Chart {
        title: "Latency".into(),
        unit: Unit::Time,
        axis: Axis::Time { stretch: 2_000_000, count: 60 },
        curves: vec![Curve { name: "Latency".into(), points }],
    }
}

#[test]
fn a_sweep_looks_like_this() {
    assert_data_eq!(chart(&errors()) + "\n", file!["golden/errors.svg"].raw());
}

#[test]
fn a_chart_is_one_line_without_ids_classes_and_styles() {
    for drawn in [chart(&errors()), chart(&latency())] {
        assert!(!drawn.contains('\n'));
        let svg = parse(&drawn);
        assert_eq!(svg.attribute("role"), Some("img"));
        assert!(svg.attribute("width").unwrap().parse::<u32>().unwrap() <= 290);
        for element in svg.all() {
            for forbidden in ["id", "class", "style", "href"] {
                assert_eq!(element.attribute(forbidden), None, "{}", element.name);
            }
            for attribute in ["fill", "stroke"] {
                let color = element.attribute(attribute).unwrap_or("none");
                assert!(color == "none" || color.starts_with("var(--"), "{color}");
            }
        }
    }
}

#[test]
fn curves_differ_in_more_than_their_colour() {
    let svg = parse(&chart(&errors()));
    let curves =
        svg.named("path").into_iter().filter(|path| path.attribute("fill") == Some("none"));
    let dashes: Vec<Option<&str>> = curves.map(|path| path.attribute("stroke-dasharray")).collect();
    assert_eq!(dashes, [None, Some("7 3")]);
    assert!(svg.writing().contains("patient") && svg.writing().contains("hasty & <b>"));
}

#[test]
fn who_cannot_see_it_is_told_what_it_shows() {
    let svg = parse(&chart(&errors()));
    assert_eq!(
        svg.attribute("aria-label"),
        Some(
            "Errors over network.call-timeout. patient: from 0 % to 40 %. hasty & <b>: from 10 % \
             to 33.3 %."
        )
    );
}

#[test]
fn the_table_has_every_number() {
    assert_data_eq!(
        chart_table(&[errors()]) + "\n",
        str![[r#"
<table><thead><tr><th scope="col">network.call-timeout</th><th scope="col">Errors: patient</th><th scope="col">Errors: hasty &amp; &lt;b&gt;</th></tr></thead><tbody><tr><th scope="row">50 ms</th><td>40 %</td><td>33.3 %</td></tr><tr><th scope="row">100 ms</th><td>20 %</td><td>–</td></tr><tr><th scope="row">200 ms</th><td>5 %</td><td>10 %</td></tr><tr><th scope="row">400 ms</th><td>0 %</td><td>–</td></tr></tbody></table>

"#]]
    );
    let rows = chart_rows(&[errors()]);
    assert_eq!(rows[0], ["network.call-timeout", "Errors: patient", "Errors: hasty & <b>"]);
    assert_eq!(rows[2], ["100 ms", "20 %", "–"]);
    assert_eq!(rows.len(), 5);
}

#[test]
fn what_has_no_numbers_is_drawn_as_well() {
    for (count, points) in [(0, vec![]), (1, vec![Some(-3)]), (2, vec![None, None])] {
        let axis = Axis::Time { stretch: 1, count };
        let curves = vec![Curve { name: "none".into(), points }];
        let chart = Chart { title: "None".into(), unit: Unit::Number, axis, curves };
        parse(&whatif_figure::chart(&chart));
        parse(&chart_table(&[chart]));
    }
}
