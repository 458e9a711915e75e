//! Built books: what a reader without JavaScript gets, and what a script finds.

use std::fs;
use std::path::{Path, PathBuf};

use snapbox::{assert_data_eq, file};
use whatif_tests::{TestBook, outline};

const SCRIPTS: [&str; 5] = ["engine", "engine-main", "engine-rest", "loader", "ui"];

/// The scripts in a folder of the book, in the order of their names.
fn scripts(book: &TestBook, folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(book.root().join(folder)).unwrap();
    let mut scripts: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    scripts.sort_unstable();
    scripts
}

/// The name of a file without the hash of its content, and the hash.
fn name_and_content(script: &Path) -> (String, String) {
    let stem = script.file_stem().unwrap().to_str().unwrap();
    let (name, content) = stem.rsplit_once('-').unwrap_or_else(|| panic!("{stem}"));
    (name.to_owned(), content.to_owned())
}

#[test]
fn a_page_has_code_diagram_verdicts_and_events_without_any_script() {
    let book = TestBook::sign_up().build();
    assert_data_eq!(outline(&book.main("sign-up.html")), file!["sign-up.html"].raw());
}

#[test]
fn a_page_without_widgets_is_the_same_with_and_without_us() {
    let with = TestBook::sign_up().build();
    let without = TestBook::sign_up().build_without();
    assert_eq!(with.main("plain.html"), without.main("plain.html"));
}

#[test]
fn the_scripts_are_copied_into_the_book() {
    let book = TestBook::sign_up().build();
    let (names, contents): (Vec<_>, Vec<_>) =
        scripts(&book, "book/whatif").iter().map(|script| name_and_content(script)).unzip();
    assert_eq!(names, SCRIPTS);
    assert!(contents.iter().all(|content| *content == contents[0]), "each finds the others");
    let page = book.main("sign-up.html");
    assert!(page.contains(&format!("src=\"whatif/loader-{}.js\"", contents[0])), "{page}");
}

#[test]
fn a_book_without_widgets_gets_no_scripts() {
    let book = TestBook::sign_up().with("src/sign-up.md", "# Nothing yet\n").build();
    assert!(!book.root().join("src/whatif").exists());
}

#[test]
fn scripts_of_other_builds_go_damaged_ones_are_mended_and_other_files_stay() {
    let book = TestBook::sign_up().build();
    let right = scripts(&book, "src/whatif");
    fs::write(&right[3], "half a scr").unwrap();
    let book = book
        .with("src/whatif/ui.js", "of a build whose scripts had no hash in their names")
        .with("src/whatif/engine-main-0a1b2c3d.js", "of an older build")
        .with("src/whatif/mine.js", "the author's own");
    assert_eq!(book.preprocess("html").code, 0);
    let mut expected = right.clone();
    expected.push(book.root().join("src/whatif/mine.js"));
    expected.sort_unstable();
    assert_eq!(scripts(&book, "src/whatif"), expected);
    assert_ne!(fs::read_to_string(&right[3]).unwrap(), "half a scr");
    assert_eq!(book.read("src/whatif/mine.js"), "the author's own");
}

#[test]
fn a_page_in_a_folder_finds_the_loader_and_its_scenario() {
    let book = TestBook::sign_up();
    let chapter = book.read("src/sign-up.md");
    let (world, support) = (book.read("src/email-signup.toml"), book.read("src/email-signup.rs"));
    let book = book
        .with("src/SUMMARY.md", "# Summary\n\n- [Plain](plain.md)\n- [Deep](one/two/README.md)\n")
        .with("src/one/two/README.md", &chapter)
        .with("src/one/two/email-signup.toml", &world)
        .with("src/one/two/email-signup.rs", &support)
        .build();
    let main = book.main("one/two/index.html");
    assert!(main.contains("<script src=\"../../whatif/loader-"), "{main}");
}

#[test]
fn a_page_has_nothing_that_a_strict_policy_or_the_print_page_stumbles_over() {
    let main = TestBook::sign_up().build().main("sign-up.html");
    let (_, widget) = main.split_once("<what-if").unwrap();
    assert!(!widget.contains(" style="), "no inline styles");
    assert!(!widget.contains("<style"), "no style elements");
    assert!(!widget.contains(" id="), "no ids, which the print page renames");
    assert!(!widget.contains(" onclick="), "no inline handlers");
}

#[test]
fn the_data_of_a_widget_is_json_that_nothing_can_end_early() {
    let book = TestBook::sign_up().edit(
        "src/sign-up.md",
        "    Ok(())",
        "    // </script><!-- \"quoted\" -- and... 'so' on\n    Ok(())",
    );
    let main = book.build().main("sign-up.html");
    let (_, data) = main.split_once("<script type=\"application/json\">").unwrap();
    let (data, _) = data.split_once("</script>").unwrap();
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    let code = data["code"].as_str().unwrap();
    assert!(code.contains("// </script><!-- \"quoted\" -- and... 'so' on\n"), "{code}");
    assert!(code.ends_with('}'), "no empty last line in the editor");
    assert_eq!(data["variant"], "naive");
    assert_eq!(data["title"], "Email sign-up");
    assert_eq!(data["shown"], "killed-between");
    assert_eq!(data["what-ifs"][0]["name"], "killed-between");
    assert_eq!(data["what-ifs"][0]["ask"], "What if the server is killed between the two steps?");
}

#[test]
fn the_print_page_has_the_whole_widget() {
    let book = TestBook::sign_up().build();
    let print = book.read("book/print.html");
    assert!(print.contains("<svg"), "the diagram");
    assert!(print.contains("<strong>violated</strong>: every stored user"), "the verdict");
}

#[test]
fn hidden_code_belongs_to_the_scenario_and_is_not_shown() {
    let book = TestBook::sign_up();
    let hidden = book.read("src/sign-up.md").replace("variant=naive", "variant=other,hide");
    let (_, hidden) = hidden.split_once("```rust").unwrap();
    let chapter = format!(
        "{}\n```rust{hidden}\n```whatif-matrix=email-signup\n```\n",
        book.read("src/sign-up.md")
    );
    let main = book.with("src/sign-up.md", &chapter).build().main("sign-up.html");
    assert_eq!(main.matches("<what-if ").count(), 1);
    assert!(main.contains("<td>other</td>"), "{main}");
}

#[test]
fn a_matrix_has_a_row_for_each_variant_and_a_column_for_each_question() {
    let book = TestBook::sign_up();
    let chapter = book.read("src/sign-up.md") + "\n```whatif-matrix=email-signup\n```\n";
    let main = book.with("src/sign-up.md", &chapter).build().main("sign-up.html");
    let (_, table) = main.split_once("</what-if>").unwrap();
    assert_data_eq!(outline_of_table(table), file!["matrix.html"]);
}

#[test]
fn a_page_says_what_exploring_has_found() {
    let main = TestBook::explored().build().main("sign-up.html");
    let (_, explored) = main.split_once("<div class=\"whatif-explored\">").unwrap();
    let (explored, _) = explored.split_once("</div>").unwrap();
    assert_data_eq!(explored, file!["explored.html"].raw());
}

#[test]
fn a_page_says_what_was_left_out_where_exploring_has_found_nothing() {
    let book = TestBook::explored()
        .edit("src/email-signup.toml", "crash = 1, lose = 1", "omission = 0")
        .edit(
            "src/email-signup.toml",
            "omission = 0 }\nexpect = { welcomed = \"violated\" }",
            "omission = 0 }\nexpect = {}",
        );
    let main = book.build().main("sign-up.html");
    let said = "; exhausted (timers on time, draws at their ends).</p>\n</div>";
    assert!(main.contains(said), "{main}");
}

#[test]
fn a_matrix_has_a_last_column_for_what_exploring_has_found() {
    let book = TestBook::explored();
    let chapter = book.read("src/sign-up.md") + "\n```whatif-matrix=email-signup\n```\n";
    let main = book.with("src/sign-up.md", &chapter).build().main("sign-up.html");
    let (_, table) = main.split_once("</what-if>").unwrap();
    assert_data_eq!(outline_of_table(table), file!["matrix-explored.html"]);
}

#[test]
fn a_matrix_says_which_variants_were_explored_within_another_budget() {
    let book = TestBook::sign_up();
    let other = book.read("src/sign-up.md").replace("variant=naive", "variant=other,hide");
    let (_, other) = other.split_once("```rust").unwrap();
    let third = other.replace("variant=other", "variant=third");
    let more = format!("\n```rust{other}\n```rust{third}\n```whatif-matrix=email-signup\n```\n");
    let main = book
        .with_more("src/sign-up.md", &more)
        .with_more(
            "src/email-signup.toml",
            "[variant.naive.explore]\nfaults = { lose = 1 }\nexpect = { welcomed = \"violated\" }\n\
             [variant.other.explore]\nfaults = {}\nexpect = {}\n",
        )
        .build()
        .main("sign-up.html");
    assert!(main.contains("<th>Explored, with up to 1 lost message</th>"), "{main}");
    assert!(main.contains("<td>✗ violated: welcomed</td><td>✗ violated: welcomed</td>"), "{main}");
    assert!(main.contains("<td>✓ holds (without a fault)</td>"), "{main}");
    assert!(main.contains("<td>–</td>"), "{main}");
}

/// The table alone.
fn outline_of_table(text: &str) -> String {
    let (_, table) = text.split_once("<table>").expect("a table");
    let (table, _) = table.split_once("</table>").expect("a table ends");
    format!("<table>{table}</table>\n")
}

#[test]
fn a_readonly_fence_says_so() {
    let book =
        TestBook::sign_up().edit("src/sign-up.md", "variant=naive", "variant=naive,readonly");
    let main = book.build().main("sign-up.html");
    assert!(
        main.contains("<what-if name=\"email-signup\" variant=\"naive\" readonly=\"\">"),
        "{main}"
    );
}
