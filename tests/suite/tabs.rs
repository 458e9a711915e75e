//! Variants that stand right below one another, and the table of all of them.

use whatif_tests::{TestBook, prefixed};

const CHAPTER: &str = "src/sign-up.md";

/// The page of a chapter in which this stands between two variants.
fn page(between: &str, prefix: &str) -> String {
    let book = TestBook::sign_up();
    let chapter = book.read(CHAPTER);
    let start = chapter.find("```rust").unwrap();
    let end = chapter.rfind("```").unwrap() + 3;
    let fence = &chapter[start..end];
    let other = fence.replace("variant=naive", "variant=other");
    let text = prefixed(&format!("{fence}{between}{other}\n"), prefix);
    let text = text.replacen(prefix, if prefix.trim().is_empty() { "" } else { prefix }, 1);
    let first = if prefix.trim().is_empty() && !prefix.is_empty() { "1.  " } else { "" };
    book.with(CHAPTER, &format!("# A\n\n{first}{text}\nafter\n")).build().main("sign-up.html")
}

/// What stands in the page of our elements, in order.
fn elements(page: &str) -> String {
    let tags = page.split('<').filter_map(|tag| {
        let name = tag.split(['>', ' ', '\n']).next()?;
        let ours = name.trim_start_matches('/').starts_with("what-if");
        (ours || ["ol", "/ol", "blockquote", "/blockquote"].contains(&name)).then_some(name)
    });
    tags.collect::<Vec<_>>().join(" ")
}

const APART: &str = "what-if /what-if what-if /what-if";
const TABS: &str = "what-if-tabs what-if /what-if what-if /what-if /what-if-tabs";

#[test]
fn with_nothing_but_empty_lines_between_they_are_tabs() {
    for between in ["\n\n", "\n", "\n\n\n   \n"] {
        assert_eq!(elements(&page(between, "")), TABS, "{between:?}");
    }
}

#[test]
fn with_anything_else_between_they_stand_apart() {
    for between in ["\n\nand\n\n", "\n\n---\n\n", "\n\n<!-- apart -->\n\n"] {
        assert_eq!(elements(&page(between, "")), APART, "{between:?}");
    }
}

#[test]
fn tabs_stand_in_the_container_of_their_fences() {
    assert_eq!(elements(&page("\n\n", "    ")), format!("ol {TABS} /ol"));
    assert_eq!(elements(&page("\n\n", "> ")), format!("blockquote {TABS} /blockquote"));
}

#[test]
fn in_two_containers_they_stand_apart() {
    let book = TestBook::sign_up();
    let chapter = book.read(CHAPTER);
    let fence = &chapter[chapter.find("```rust").unwrap()..=chapter.rfind("```").unwrap() + 2];
    let other = fence.replace("variant=naive", "variant=other");
    let (fence, other) = (prefixed(fence, "> "), prefixed(&other, "> "));
    let book = book.with(CHAPTER, &format!("{fence}\n\n{other}\n"));
    let main = book.build().main("sign-up.html");
    let quote = "blockquote what-if /what-if /blockquote";
    assert_eq!(elements(&main), format!("{quote} {quote}"));
}

#[test]
fn the_same_variant_twice_makes_no_tabs() {
    let book = TestBook::sign_up();
    let chapter = book.read(CHAPTER);
    let fence = &chapter[chapter.find("```rust").unwrap()..=chapter.rfind("```").unwrap() + 2];
    let book = book.with(CHAPTER, &format!("# A\n\n{fence}\n\n{fence}\n"));
    assert_eq!(elements(&book.build().main("sign-up.html")), APART);
}

#[test]
fn other_renderers_have_no_tabs() {
    let book = TestBook::sign_up();
    let chapter = book.read(CHAPTER);
    let fence = &chapter[chapter.find("```rust").unwrap()..=chapter.rfind("```").unwrap() + 2];
    let other = fence.replace("variant=naive", "variant=other");
    let book = book.with(CHAPTER, &format!("{fence}\n\n{other}\n"));
    for renderer in ["epub", "markdown"] {
        assert!(!book.chapter(renderer, "sign-up.md").contains("<what-if"), "{renderer}");
    }
}

#[test]
fn the_table_tells_a_script_what_its_cells_are() {
    let book = TestBook::explored();
    let book = book.with_more(CHAPTER, "\n```whatif-matrix=email-signup\n```\n");
    for renderer in ["epub", "markdown"] {
        assert!(!book.chapter(renderer, "sign-up.md").contains("<what-if-matrix"), "{renderer}");
    }
    let main = book.build().main("sign-up.html");
    let (_, matrix) = main.split_once("<what-if-matrix name=\"email-signup\">").expect(&main);
    let (matrix, _) = matrix.split_once("</what-if-matrix>").expect(&main);
    let data = "{\"variants\":[\"naive\"],\"questions\":[\"killed-between\"]}";
    assert!(matrix.contains(&format!("<script type=\"application/json\">{data}</script>")));
}
