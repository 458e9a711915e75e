//! Our JSON against that of serde_json.

use proptest::collection::vec;
use proptest::prelude::*;
use whatif_scenario::json::{Value, from_str, object, to_string};

/// Some value, with characters of all kinds in its texts.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[\0-\u{7f}]{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::Array),
            vec((any::<String>(), inner), 0..6).prop_map(Value::Object),
        ]
    })
}

/// The value as serde_json has it.
fn theirs(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Number(number) => (*number).into(),
        Value::String(text) => text.as_str().into(),
        Value::Array(values) => values.iter().map(theirs).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(key, value)| (key.clone(), theirs(value))).collect()
        }
    }
}

/// Text that is nearly JSON.
fn nearly_json() -> impl Strategy<Value = String> {
    let pieces = [
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "\"",
        "\\",
        "\\u",
        "d83e",
        "dd80",
        "0041",
        "\\n",
        "\\/",
        "a",
        "null",
        "true",
        "false",
        "0",
        "1",
        "18446744073709551615",
        " ",
        "\n",
        "\u{1f980}",
        "\u{1}",
        "\"a\":",
        "\"\"",
        "\\ud83e\\udd80",
    ];
    vec(prop::sample::select(pieces.to_vec()), 0..12).prop_map(|pieces| pieces.concat())
}

/// Whether all numbers are such as travel.
fn travels(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::Number(number) => number.is_u64(),
        serde_json::Value::Array(values) => values.iter().all(travels),
        serde_json::Value::Object(fields) => fields.values().all(travels),
        _ => true,
    }
}

/// Holds what both say of a text against each other.
fn compare(text: &str) {
    let ours = from_str(text);
    let known = serde_json::from_str(text).ok().filter(travels);
    assert_eq!(ours.as_ref().map(theirs), known, "{text}");
}

proptest! {
    #[test]
    fn what_is_written_is_read_again_by_both(value in value()) {
        let text = to_string(&value);
        prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), theirs(&value));
        prop_assert_eq!(from_str(&text), Some(value.clone()));
        // What they write has other escapes.
        let text = serde_json::to_string_pretty(&theirs(&value)).unwrap();
        compare(&text);
    }

    #[test]
    fn bad_texts_are_told_from_good_ones(text in nearly_json()) {
        compare(&text);
        compare(&format!("\"{text}\""));
        compare(&format!("[{text}]"));
    }

    #[test]
    fn a_text_with_a_mistake_is_no_panic(value in value(), at in any::<prop::sample::Index>()) {
        let text = to_string(&value);
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let at = *at.get(&places);
        compare(&text[..at]);
        compare(&[&text[..at], "\\", &text[at..]].concat());
    }
}

#[test]
fn every_escape_is_read() {
    for text in [
        r#""\"\\\/\b\f\n\r\t\u0000\u00e9\uFFFF\ud83e\udd80""#,
        r#""\ud83e""#,
        r#""\ud83e\n""#,
        r#""\ud83e\ud83e""#,
        r#""\udd80\ud83e""#,
        r#""\u12""#,
        r#""\u+123""#,
        r#""\x41""#,
        "\"\n\"",
        "\"\u{7f}\"",
    ] {
        compare(text);
    }
}

#[test]
fn only_whole_numbers_from_0_up_are_read() {
    for text in ["0", "7", "18446744073709551615", "01", "00", "+1", "", "1 2", ".5", "1.", "1e"] {
        compare(text);
    }
    for text in ["-1", "1.5", "1e3", "18446744073709551616"] {
        assert_eq!(from_str(text), None, "{text}");
    }
}

#[test]
fn of_fields_with_one_key_the_last_counts() {
    let value = from_str(r#"{"a": 1, "b": 2, "a": 3}"#).unwrap();
    assert_eq!(value.get("a"), Some(&Value::Number(3)));
    assert_eq!(value.get("c"), None);
    assert_eq!(
        to_string(&object(vec![("b", 1_u64.into()), ("a", Value::Null)])),
        r#"{"b":1,"a":null}"#
    );
}

#[test]
fn what_nests_too_deeply_takes_no_stack() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let nested = |depth| [open.repeat(depth), "0".into(), close.repeat(depth)].concat();
        assert!(from_str(&nested(299)).is_some());
        for depth in [300, 200_000] {
            assert_eq!(from_str(&nested(depth)), None);
        }
        assert_eq!(from_str(&open.repeat(200_000)), None);
    }
}
