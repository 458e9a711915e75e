//! Renderers other than HTML.

use snapbox::{assert_data_eq, file};
use whatif_tests::{TestBook, outline, prefixed};

#[test]
fn mdbook_test_leaves_our_code_alone_and_nothing_else_changes() {
    let matrix = "\n> ~~~whatif-matrix=email-signup\n> ~~~\n";
    let book = TestBook::sign_up();
    let before = book.read("src/sign-up.md") + matrix;
    let book = book.with("src/sign-up.md", &before);
    let after = before
        .replace("rust,whatif=email-signup,variant=naive", "rust,ignore")
        .replace("~~~whatif-matrix=email-signup", "~~~rust,ignore");
    assert_eq!(book.chapter("test", "sign-up.md"), after);
}

#[test]
fn mdbook_test_asks_nothing_of_the_scenario() {
    let book = TestBook::sign_up().without("src/email-signup.toml");
    assert_eq!(book.preprocess("test").code, 0);
}

#[test]
fn markdown_gets_code_run_and_verdicts_as_plain_text() {
    let text = TestBook::sign_up().chapter("markdown", "sign-up.md");
    assert!(!text.contains("<svg") && !text.contains("<what-if") && !text.contains("<script"));
    assert_data_eq!(events_left_out(&text), file!["markdown.md"]);
}

#[test]
fn markdown_and_epub_say_what_exploring_has_found() {
    for renderer in ["markdown", "epub"] {
        let text = TestBook::explored().chapter(renderer, "sign-up.md");
        let (_, explored) = text.split_once("\n**Explored**").expect(&text);
        let (explored, _) = explored.split_once("\nIt may be killed").expect(&text);
        assert_data_eq!(format!("**Explored**{explored}"), file!["explored.md"]);
    }
}

#[test]
fn an_unknown_renderer_gets_what_markdown_gets() {
    let book = TestBook::sign_up();
    assert_eq!(book.chapter("markdown", "sign-up.md"), book.chapter("pandoc", "sign-up.md"));
}

#[test]
fn epub_gets_the_picture() {
    let text = TestBook::sign_up().chapter("epub", "sign-up.md");
    assert!(text.contains(" style=\"paint-order:stroke\"") && !text.contains(" paint-order="));
    assert_data_eq!(outline(&text), file!["epub.md"]);
}

#[test]
fn in_a_list_every_line_stays_in_the_list() {
    let book = TestBook::sign_up();
    let chapter = book.read("src/sign-up.md");
    let chapter = prefixed(&chapter, "    ");
    let book = book.with("src/sign-up.md", &format!("1.  one\n\n{chapter}"));
    for renderer in ["markdown", "epub"] {
        let text = book.chapter(renderer, "sign-up.md");
        let outside =
            text.lines().skip(1).find(|line| !line.is_empty() && !line.starts_with("    "));
        assert_eq!(outside, None);
    }
}

#[test]
fn only_html_gets_scripts() {
    for renderer in ["test", "markdown", "epub"] {
        let book = TestBook::sign_up();
        assert_eq!(book.preprocess(renderer).code, 0);
        assert!(!book.root().join("src/whatif").exists(), "{renderer}");
    }
}

/// The words for events are tested where they are made.
fn events_left_out(text: &str) -> String {
    let (before, rest) = text.split_once("```text\n").expect(text);
    let (_, after) = rest.split_once("\n```").expect(text);
    format!("{before}```text\n…\n```{after}")
}
