//! Fences wherever Markdown lets them stand.

use whatif_tests::{TestBook, outline};

const CODE: &str = "\
async fn signup(user: User) -> Result<()> {
    db::insert(\"users\", &user).await?;

    email::send(&user.address, \"Welcome!\").await?;
    Ok(())
}";

/// The code as a fence, its first line after `first` and each further one after `rest`.
fn fence(first: &str, rest: &str) -> String {
    let mut lines = vec![format!("{first}```rust,whatif=email-signup")];
    for line in CODE.lines() {
        lines.push(if line.is_empty() { rest.trim_end().into() } else { format!("{rest}{line}") });
    }
    lines.push(format!("{rest}```"));
    lines.join("\n")
}

/// The outline of the page that this chapter becomes.
fn page(chapter: &str) -> String {
    let book = TestBook::sign_up().with("src/sign-up.md", chapter);
    let main = book.build().main("sign-up.html");
    check_widget(&main);
    outline(&main)
}

/// Whether the widget is whole: its code as it was, its parts children of the element.
fn check_widget(main: &str) {
    let (_, widget) = main.split_once("<what-if name=\"email-signup\" ").expect(main);
    let (widget, _) = widget.split_once("</what-if>").expect(main);
    let (_, code) =
        widget.split_once("<pre><code class=\"language-rust noplayground\">").expect(main);
    let (code, after) = code.split_once("</code></pre>").expect(main);
    let code = code.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    assert_eq!(code.replace("&quot;", "\""), CODE);
    let (between, _) = after.split_once("<div class=\"whatif-result\">").expect(main);
    assert!(between.trim().starts_with("<script type=\"application/json\">{\""), "{between}");
    assert!(between.trim().ends_with("}</script>"), "{between}");
    assert!(!widget.contains("<p><"), "no paragraph around a part of the widget: {widget}");
}

#[test]
fn between_paragraphs_without_empty_lines() {
    let page = page(&format!("# A\n\nbefore\n{}\nafter\n", fence("", "")));
    assert!(page.contains("<p>before</p>\n<what-if"), "{page}");
    assert!(page.contains("</what-if>\n<p>after</p>"), "{page}");
}

#[test]
fn in_a_list() {
    let page = page(&format!("- one\n{}\n  after\n- two\n", fence("  ", "  ")));
    let (list, _) = page.split_once("</ul>\n<script src").expect(&page);
    assert_eq!(list.matches("<what-if").count(), 1, "{page}");
    assert!(list.contains("<p>after</p>\n</li>"), "{page}");
}

#[test]
fn beside_the_marker_of_a_list() {
    let page = page(&format!("1. one\n10. {}\n11. two\n", fence("", "    ")));
    assert!(page.contains("<li><what-if") || page.contains("<li>\n<what-if"), "{page}");
}

#[test]
fn in_a_nested_list_with_tabs() {
    let page = page(&format!("- one\n\t- two\n\n{}\n\n\t  after\n", fence("\t  ", "\t  ")));
    assert!(page.contains("<p>after</p>\n</li>\n</ul>\n</li>\n</ul>"), "{page}");
}

#[test]
fn in_a_quote() {
    let page = page(&format!("> one\n{}\n> after\n\nlast\n", fence("> ", "> ")));
    assert!(page.contains("<p>after</p>\n</blockquote>\n<p>last</p>"), "{page}");
}

#[test]
fn in_an_admonition() {
    let page = page(&format!("> [!NOTE]\n{}\n", fence("> ", "> ")));
    assert!(page.contains("blockquote-tag-note"), "{page}");
    assert!(
        page.contains("</what-if></blockquote>") || page.contains("</what-if>\n</blockquote>"),
        "{page}"
    );
}

#[test]
fn in_a_list_in_a_quote_in_a_list() {
    let page = page(&format!(
        "- a\n\n  > - b\n  >\n{}\n  >\n  >   after\n\nlast\n",
        fence("  >   ", "  >   ")
    ));
    assert!(page.contains("<p>after</p>\n</li>\n</ul>\n</blockquote>"), "{page}");
}

#[test]
fn in_a_definition() {
    let page = page(&format!("term\n: one\n\n{}\n", fence("  ", "  ")));
    assert!(page.contains("</what-if></dd>") || page.contains("</what-if>\n</dd>"), "{page}");
}

#[test]
fn in_a_footnote() {
    page(&format!("see[^note]\n\n[^note]: one\n\n{}\n", fence("    ", "    ")));
}

#[test]
fn indented_by_a_careless_hand() {
    page(&format!("text\n\n{}\n", fence("   ", "   ")));
}

#[test]
fn with_tildes_and_windows_line_ends_and_no_last_newline() {
    let chapter = fence("", "").replace("```", "~~~~").replace('\n', "\r\n");
    page(&format!("# A\r\n\r\n{chapter}"));
}

#[test]
fn never_closed() {
    let fence = fence("> ", "> ");
    let (open, _) = fence.rsplit_once('\n').unwrap();
    let page = page(&format!("{open}\n\nafter\n"));
    assert!(page.contains("</blockquote>\n<p>after</p>"), "{page}");
}

#[test]
fn two_in_one_chapter_load_one_script() {
    let other = fence("", "").replace("email-signup", "email-signup,variant=other");
    let page = page(&format!("{}\n\n{other}\n", fence("", "")));
    assert_eq!(page.matches("<what-if ").count(), 2);
    assert_eq!(page.matches("<script src=").count(), 1);
}

#[test]
fn shown_in_a_fence_or_a_comment_they_are_only_text() {
    let text = format!("````markdown\n{}\n````\n\n<!--\n{}\n-->\n", fence("", ""), fence("", ""));
    let book = TestBook::sign_up().with("src/sign-up.md", &text);
    assert_eq!(book.chapter("html", "sign-up.md"), text);
}

#[test]
fn code_with_a_fence_in_a_comment_stays_whole() {
    let text = fence("", "").replace("```", "`````").replace("    Ok", "    // ````\n    Ok");
    let main = TestBook::sign_up().with("src/sign-up.md", &text).build().main("sign-up.html");
    assert!(main.contains("    // ````\n    Ok(())\n}</code></pre>"), "{main}");
}

#[test]
fn code_that_is_included_from_a_file() {
    let book = TestBook::sign_up().with("src/code/signup.rs", &format!("{CODE}\n"));
    let book = book.with(
        "src/sign-up.md",
        "# A\n\n```rust,whatif=email-signup\n{{#include code/signup.rs}}\n```\n",
    );
    check_widget(&book.build().main("sign-up.html"));
}
