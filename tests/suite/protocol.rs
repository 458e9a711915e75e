//! What mdBook sends, and what we answer.

use serde_json::{Value, json};
use snapbox::{assert_data_eq, str};
use whatif_tests::TestBook;

#[test]
fn a_chapter_without_our_fences_comes_back_byte_for_byte() {
    let strange =
        "\u{feff}# A\r\n\r\n*  list\t\r\n\r\n<b>raw\n\n\t```rust\n~~~\n\\{{#x}} trailing  \n\n\n";
    let book = TestBook::sign_up();
    let mut input = book.input("html");
    input[1]["items"][0]["Chapter"]["content"] = json!(strange);
    let outcome = book.command(&[], &input.to_string());
    assert_eq!(outcome.code, 0, "{}", outcome.errors);
    let output: Value = serde_json::from_str(&outcome.output).unwrap();
    assert_eq!(output["items"][0], input[1]["items"][0]);
    assert_eq!(outcome.errors, "");
}

#[test]
fn everything_but_the_text_of_chapters_comes_back_as_it_was() {
    let book = TestBook::sign_up().with(
        "src/SUMMARY.md",
        "# Summary\n\n[Prefix](plain.md)\n\n# Part\n\n- [Sign-up](sign-up.md)\n    \
         - [Draft]()\n    - [Below](below/README.md)\n\n---\n\n- [Draft]()\n",
    );
    let book = book.with("src/below/README.md", "# Below\n");
    let mut input = book.input("html");
    let outcome = book.command(&[], &input.to_string());
    assert_eq!(outcome.code, 0, "{}", outcome.errors);
    let mut output: Value = serde_json::from_str(&outcome.output).unwrap();
    let (before, after) =
        (&mut input[1]["items"][2]["Chapter"], &mut output["items"][2]["Chapter"]);
    assert_ne!(before["content"], after["content"]);
    before["content"] = Value::Null;
    after["content"] = Value::Null;
    assert_eq!(output, input[1]);
}

#[test]
fn another_mdbook_is_a_sentence_even_if_it_sends_another_shape() {
    let book = TestBook::sign_up();
    let told = |version: &str| {
        let input = json!([{ "mdbook_version": version, "root": 7 }, { "sections": [null] }]);
        let outcome = book.command(&[], &input.to_string());
        assert_eq!(outcome.code, 2);
        outcome.errors
    };
    assert_data_eq!(
        told("0.4.52"),
        str![[r#"
error: this book is built with mdBook 0.4.52, and mdbook-whatif 0.1.0 works with mdBook 0.5 (>=0.5.0, <0.6.0): install one that fits the other

"#]]
    );
    assert_eq!(told("0.4.52").replace("0.4.52", "1.0.0-alpha.1"), told("1.0.0-alpha.1"));
    assert!(told("0.6.0").starts_with("error: this book is built with mdBook 0.6.0"));
}

#[test]
fn a_patch_release_and_a_pre_release_of_mdbook_are_welcome() {
    let book = TestBook::sign_up();
    for version in ["0.5.0", "0.5.99", "0.5.5-beta.1"] {
        let mut input = book.input("html");
        input[0]["mdbook_version"] = json!(version);
        let outcome = book.command(&[], &input.to_string());
        assert_eq!((outcome.code, outcome.errors.as_str()), (0, ""), "{version}");
    }
}

#[test]
fn what_is_not_a_book_is_a_sentence() {
    let book = TestBook::sign_up();
    for input in ["", "{", "[]", "{\"version\": \"0.5.4\"}"] {
        let outcome = book.command(&[], input);
        assert_eq!(outcome.code, 2, "{input}");
        assert!(outcome.errors.contains("standard input"), "{}", outcome.errors);
    }
}

#[test]
fn an_unknown_key_in_our_table_is_named() {
    let book = TestBook::sign_up().edit("book.toml", "after = ", "seeds = 7\nafter = ");
    let (preprocessed, checked) = (book.preprocess("html"), book.check());
    assert_eq!((preprocessed.code, checked.code), (2, 2));
    assert_eq!(preprocessed.errors, checked.errors);
    assert_data_eq!(
        preprocessed.errors,
        str![[r#"
error: unknown key `seeds` in [preprocessor.whatif] of book.toml; known are address, after, before, command, content-security-policy, courses, download, embed, glossary, optional, renderers

"#]]
    );
}

#[test]
fn all_keys_of_mdbook_may_stand_in_our_table() {
    let keys = "before = []\ncommand = \"x\"\noptional = true\nrenderers = [\"html\"]\nafter = ";
    let book = TestBook::sign_up().edit("book.toml", "after = ", keys);
    assert_eq!(book.preprocess("html").code, 0);
}

#[test]
fn every_renderer_is_supported() {
    let book = TestBook::sign_up();
    for renderer in ["html", "test", "markdown", "epub", "something-new"] {
        let outcome = book.command(&["supports", renderer], "");
        assert_eq!((outcome.code, outcome.output.as_str(), outcome.errors.as_str()), (0, "", ""));
    }
}
