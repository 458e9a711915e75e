//! `mdbook-whatif build`: what is made of a finished site.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use whatif_tests::{TestBook, prefixed};
use zip::ZipArchive;

const ADDRESS: &str = "https://example.org/shelf/book/";

/// The book `sign-up` with everything that can be made of it.
fn published() -> TestBook {
    published_from(with_keys(&format!("address = \"{ADDRESS}\"\ncourses = true\n")))
}

/// The book `sign-up` with these keys in its table.
fn with_keys(keys: &str) -> TestBook {
    let table = "[preprocessor.whatif]\n";
    TestBook::sign_up().edit("book.toml", table, &format!("{table}{keys}"))
}

fn published_from(book: TestBook) -> TestBook {
    let outcome = book.command(&["build", "[BOOK]"], "");
    assert_eq!((outcome.code, outcome.errors.as_str()), (0, ""), "{}", outcome.output);
    book
}

/// The files of a ZIP file of the site.
fn unzipped(book: &TestBook, path: &str) -> BTreeMap<String, String> {
    let bytes = book.bytes(path);
    let mut zip = ZipArchive::new(Cursor::new(bytes)).expect("a ZIP file");
    let mut files = BTreeMap::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).expect("a file");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("its bytes");
        let name = file.name().expect("a name").into_owned();
        files.insert(name, String::from_utf8_lossy(&bytes).into_owned());
    }
    files
}

#[test]
fn what_is_made_is_listed() {
    let book = with_keys("courses = true\n");
    let outcome = book.command(&["build", "[BOOK]"], "");
    let paths: Vec<&str> =
        outcome.output.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let expected = [
        "embed/",
        "download/sign-up.html",
        "download/sign-up.zip",
        "course/sign-up.zip",
        "course/chapter-sign-up.zip",
    ];
    assert_eq!(paths, expected, "{}", outcome.output);
    for path in ["download.html", "download/sign-up.html", "embed/email-signup/index.html"] {
        assert!(book.root().join("book").join(path).is_file(), "{path}");
    }
}

#[test]
fn what_is_switched_off_is_not_made_and_leaves_no_trace() {
    let book = published_from(with_keys("download = false\nembed = false\n"));
    for path in ["download", "download.html", "embed", "course"] {
        assert!(!book.root().join("book").join(path).exists(), "{path}");
    }
    let page = book.read("book/sign-up.html");
    assert!(!page.contains("Download this book") && !page.contains(" embed="), "{page}");
}

#[test]
fn a_book_that_names_no_output_is_published_too() {
    let output = "\n[output.html.playground]\nrunnable = false\n";
    for keys in [String::new(), format!("address = \"{ADDRESS}\"\n")] {
        let book = with_keys(&keys).edit("book.toml", output, "");
        assert!(published_from(book).read("book/sign-up.html").contains("<svg"));
    }
}

#[test]
fn a_book_for_other_renderers_alone_has_no_site() {
    let output = "[output.html.playground]\nrunnable = false\n";
    let book = TestBook::sign_up().edit("book.toml", output, "[output.markdown]\n");
    let book = published_from(book);
    assert!(book.read("book/sign-up.md").contains("**violated**"));
    assert!(!book.root().join("book/sign-up.html").exists());
}

#[test]
fn packages_are_listed_where_nothing_else_can_be_downloaded() {
    let page = published_from(with_keys("download = false\ncourses = true\n"));
    let page = page.read("book/download.html");
    assert!(
        page.contains("course/sign-up.zip") && !page.contains("download/sign-up.zip"),
        "{page}"
    );
}

/// What mdBook makes of a page, whether it has had all of it in its hands or not: it breaks lines
/// elsewhere, writes quotes and ends of tags in another way, and has no capitals in attributes.
fn levelled(html: &str) -> String {
    let html = html.replace('\n', "").replace(" />", "/>");
    html.replace("&#39;", "'").replace("&quot;", "\"").to_lowercase()
}

#[test]
fn pages_are_those_of_mdbook_although_drawings_go_around_it() {
    let table = "[preprocessor.whatif]\n";
    let book = || {
        let book = TestBook::explored();
        let chapter = book.read("src/sign-up.md");
        let fence = &chapter[chapter.find("```rust").unwrap()..=chapter.rfind("```").unwrap() + 2];
        let listed = prefixed(fence, "  ");
        let more = format!("\n- In a list:\n\n{listed}\n```whatif-matrix=email-signup\n```\n");
        book.with_more("src/sign-up.md", &more).edit(
            "book.toml",
            table,
            &format!("{table}download = false\nembed = false\n"),
        )
    };
    let (whole, around) = (book().build(), published_from(book()));
    for page in ["sign-up.html", "plain.html", "print.html", "index.html"] {
        assert!(levelled(&around.main(page)) == levelled(&whole.main(page)), "{page} differs");
    }
}

#[test]
fn the_search_finds_once_in_a_chapter_what_can_be_asked_and_what_should_be_true() {
    let book = TestBook::explored();
    let chapter = book.read("src/sign-up.md");
    let fence = &chapter[chapter.find("```rust").unwrap()..=chapter.rfind("```").unwrap() + 2];
    let fixed = "[output.html]\nhash-files = false\n";
    let more = format!("\nAnd again:\n\n{fence}\n");
    let book = book.with_more("book.toml", fixed).with_more("src/sign-up.md", &more);
    let index = published_from(book).read("book/searchindex.js");
    for said in [
        "What if the server is killed between the two steps?",
        "every stored user has got a welcome email",
        "1 property is violated in",
    ] {
        assert_eq!(index.matches(said).count(), 1, "{said}");
    }
    assert!(!index.contains("10.0 ms"), "drawings are not searched");
}

#[test]
#[cfg(unix)]
fn what_a_renderer_after_mdbook_finds_is_whole() {
    // It stops where a page has no drawing, or still has a mark.
    let page = "../html/sign-up.html";
    let looks = format!("cat >/dev/null; grep -q '<svg' {page} && ! grep -q '<!--whatif' {page}");
    let outputs = format!("\n[output.looks]\ncommand = '''sh -c \"{looks}\"'''\n");
    let book = TestBook::sign_up().with_more("book.toml", &outputs);
    assert!(published_from(book).read("book/html/sign-up.html").contains("<svg"));
}

#[test]
fn everything_is_the_same_byte_for_byte_when_it_is_made_again() {
    let (first, second) = (published(), published());
    for path in ["download/sign-up.html", "download/sign-up.zip", "course/sign-up.zip"] {
        let path = format!("book/{path}");
        assert!(first.bytes(&path) == second.bytes(&path), "{path} differs");
    }
}

#[test]
fn the_one_file_names_no_other_file_and_holds_the_engine_once() {
    let html = published().read("book/download/sign-up.html");
    for outside in [" src=\"", "<link rel=\"stylesheet\"", "<base", "<iframe"] {
        assert!(!without_scripts(&html).contains(outside), "{outside}");
    }
    assert_eq!(html.matches("data-whatif=\"engine.js\"").count(), 1);
    assert!(html.contains("<section class=\"whatif-chapter\" id=\"sign-up.html\""));
    assert!(html.contains("default-src 'none'"));
}

#[test]
fn links_in_the_one_file_lead_into_it_or_to_the_site() {
    let links = "\n[up](#a-part) [plain](plain.md#plain) [world](email-signup.toml) \
                 [away](https://example.com/)\n\n## A part\n";
    let book = with_keys(&format!("address = \"{ADDRESS}\"\n")).with_more("src/sign-up.md", links);
    let html = published_from(book).read("book/download/sign-up.html");
    for link in [
        "href=\"#sign-up.html%23a-part\"",
        "href=\"#plain.html%23plain\"",
        "href=\"https://example.org/shelf/book/email-signup.toml\"",
        "href=\"https://example.com/\"",
        "id=\"sign-up.html#a-part\"",
    ] {
        assert!(html.contains(link), "{link}");
    }
}

#[test]
fn names_in_a_drawing_are_names_of_xml_in_the_one_file() {
    let drawing = "\n<svg xmlns=\"http://www.w3.org/2000/svg\" aria-labelledby=\"what\">\
                   <title id=\"what\">A dot</title><g id=\"a_dot\"></g>\
                   <use href=\"#a_dot\" fill=\"url(#what)\"></use></svg>\n";
    let book = TestBook::sign_up().with_more("src/sign-up.md", drawing);
    let html = published_from(book).read("book/download/sign-up.html");
    for named in [
        "aria-labelledby=\"_sign-up.html_23_what\"",
        "<title id=\"_sign-up.html_23_what\"",
        "id=\"_sign-up.html_23_a_5f_dot\"",
        "href=\"#_sign-up.html_23_a_5f_dot\"",
        "fill=\"url(#_sign-up.html_23_what)\"",
    ] {
        assert!(html.contains(named), "{named}");
    }
}

#[test]
fn links_that_lead_nowhere_are_told() {
    let book = TestBook::sign_up().with_more("src/sign-up.md", "\n[world](email-signup.toml)\n");
    let outcome = book.command(&["build", "[BOOK]"], "");
    assert!(outcome.output.ends_with(
        "In the one file these links lead nowhere (set `address` to lead them to the site):\n  \
         sign-up.html: email-signup.toml\n"
    ));
}

#[test]
fn pictures_are_in_the_one_file() {
    let book = TestBook::sign_up()
        .with("src/dot.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .with_more("src/sign-up.md", "\n![A dot](dot.svg)\n");
    let html = published_from(book).read("book/download/sign-up.html");
    assert!(html.contains("src=\"data:image/svg+xml;base64,PHN2Zy"));
}

#[test]
fn chapters_in_folders_and_with_any_name_are_found() {
    let book = TestBook::sign_up();
    let chapter = book.read("src/sign-up.md");
    let (world, support) = (book.read("src/email-signup.toml"), book.read("src/email-signup.rs"));
    let summary = "# Summary\n\n[Vorwort](plain.md)\n\n- [Anmeldung](tief/über uns.md)\n\
                   - [第一章](tief/第一章/README.md)\n- [Entwurf]()\n";
    let book = book
        .with("src/SUMMARY.md", &summary.replace("(tief/über uns.md)", "(<tief/über uns.md>)"))
        .with("src/tief/über uns.md", &prefixed(&chapter, "> "))
        .with("src/tief/第一章/README.md", "# 第一章\n\n[zurück](<../über uns.md>)\n")
        .with("src/tief/email-signup.toml", &world)
        .with("src/tief/email-signup.rs", &support);
    let book = published_from(book);
    let html = book.read("book/download/sign-up.html");
    assert!(html.contains("id=\"tief/über uns.html\""));
    assert!(html.contains("id=\"tief/第一章/index.html\""));
    assert!(html.contains("href=\"#tief/%C3%BCber%20uns.html\""));
    let page = book.read("book/tief/über uns.html");
    assert!(page.contains(" embed=\"../embed/tief/email-signup/\""), "{page}");
    assert!(page.contains("<a href=\"../download.html\""));
    let embed = book.read("book/embed/tief/email-signup/index.html");
    assert!(embed.contains("src=\"../../../embed/frame-"), "{embed}");
    assert!(embed.contains("src=\"../../../whatif/loader-"), "{embed}");
    for named in embed.split("<script src=\"../../../").skip(1) {
        let (script, _) = named.split_once('"').unwrap();
        assert!(book.root().join("book").join(script).is_file(), "{script}");
    }
    assert!(embed.contains("href=\"../../../tief/%C3%BCber%20uns.html\""), "{embed}");
}

#[test]
fn the_folder_unpacks_into_one_of_its_name_and_holds_no_download() {
    let files = unzipped(&published(), "book/download/sign-up.zip");
    assert!(files.contains_key("sign-up/index.html"));
    assert!(files.contains_key("sign-up/embed/email-signup/index.html"));
    assert!(files.keys().all(|name| name.starts_with("sign-up/")));
    assert!(!files.keys().any(|name| name.contains("/download") || name.contains("/course")));
    assert!(!files["sign-up/index.html"].contains("download.html"));
}

#[test]
fn a_page_for_other_sites_can_be_discovered() {
    let book = published();
    let page = book.read("book/embed/email-signup/index.html");
    let here = format!("{ADDRESS}embed/email-signup/");
    let link = format!("type=\"application/json+oembed\" href=\"{here}oembed.json\"");
    assert!(page.contains(&link), "{page}");
    let oembed: serde_json::Value =
        serde_json::from_str(&book.read("book/embed/email-signup/oembed.json")).unwrap();
    assert_eq!(oembed["version"], "1.0");
    assert_eq!(oembed["type"], "rich");
    assert_eq!(oembed["title"], "Email sign-up");
    assert!(oembed["html"].as_str().unwrap().contains(&format!("<iframe src=\"{here}\"")));
    assert!(oembed["width"].is_u64() && oembed["height"].is_u64());
}

#[test]
fn a_chapter_that_explains_words_is_linked_from_every_widget_that_has_it_at_hand() {
    let book = published_from(
        with_keys("glossary = \"words/these.md\"\n")
            .with("src/SUMMARY.md", "# Summary\n\n- [One](sign-up.md)\n- [Words](words/these.md)\n")
            .with("src/words/these.md", "# Words\n\n## Violated\n\n## Step\n\n## Aardvark\n"),
    );
    let line = "<p>The words: <a href=\"words/these.html#step\">step</a>, \
                <a href=\"words/these.html#violated\">violated</a>.</p>";
    let page = book.main("sign-up.html");
    assert!(page.contains(line), "{page}");
    assert!(book.main("words/these.html").contains("id=\"violated\""));
    // From there it would lead nowhere.
    assert!(!book.read("book/embed/email-signup/index.html").contains("The words"));
}

#[test]
fn the_print_page_has_a_link_that_can_be_typed() {
    let print = published().read("book/print.html");
    assert!(print.contains(">https://example.org/shelf/book/embed/email-signup/</a>"));
}

#[test]
fn a_picture_to_share_gets_its_whole_address() {
    let head = r#"<meta property="og:image" content="{{ path_to_root }}card.png">"#;
    let book = with_keys(&format!("address = \"{ADDRESS}\"\n")).with("theme/head.hbs", head);
    let page = published_from(book).read("book/sign-up.html");
    let picture = format!("content=\"{ADDRESS}card.png\"");
    assert!(page.contains(&picture), "{page}");
}

#[test]
fn a_page_tells_its_address_and_what_is_not_found_knows_the_path() {
    let book = published();
    let page = book.read("book/sign-up.html");
    for told in [
        "<link rel=\"canonical\" href=\"https://example.org/shelf/book/sign-up.html\">",
        "<meta property=\"og:title\" content=\"Sign-up\">",
    ] {
        assert!(page.contains(told), "{told}\n{page}");
    }
    let missing = book.read("book/404.html");
    assert!(missing.contains("<base href=\"/shelf/book/\">"), "{missing}");
    assert!(!missing.contains("canonical"));
    assert!(!book.read("book/toc.html").contains("og:title"), "it is a part of other pages");
}

#[test]
fn every_page_carries_a_policy_that_names_its_scripts() {
    let book = published_from(with_keys("content-security-policy = true\n"));
    let pages =
        ["index.html", "sign-up.html", "print.html", "404.html", "toc.html", "download.html"];
    for page in pages.into_iter().chain(["embed/email-signup/index.html"]) {
        let html = book.read(&format!("book/{page}"));
        let (_, policy) = html
            .split_once("<meta http-equiv=\"Content-Security-Policy\" content=\"")
            .unwrap_or_else(|| panic!("{page} has no policy"));
        let (policy, _) = policy.split_once('"').unwrap();
        assert!(!policy.contains("{hashes}") && !policy.contains("'unsafe-eval'"), "{policy}");
        let scripts = policy.split_once("script-src ").unwrap().1.split_once(';').unwrap().0;
        assert!(!scripts.contains("unsafe-inline"), "{scripts}");
        let inline = html.contains("<script>");
        assert_eq!(scripts.contains("'sha256-"), inline, "{page}: {scripts}");
    }
}

#[test]
fn an_author_may_write_another_policy() {
    let book = with_keys("content-security-policy = \"script-src 'self' {hashes}; img-src *\"\n");
    let page = published_from(book).read("book/sign-up.html");
    assert!(page.contains("content=\"script-src 'self' 'sha256-"), "{page}");
    assert!(page.contains("; img-src *\">"));
}

#[test]
fn mistakes_in_the_table_are_told_in_one_sentence() {
    for (keys, message) in [
        ("address = \"example.org\"\n", "`address` in [preprocessor.whatif] of book.toml is where"),
        (
            "offline = true\n",
            "unknown key `offline` in [preprocessor.whatif] of book.toml; known are \
                              address, after, before, command, content-security-policy, courses",
        ),
        (
            "glossary = \"words.md\"\n",
            "names `words.md`, and no chapter of the book is in that file",
        ),
        ("glossary = \"plain.md\"\n", "none of the words of a widget is a heading there: node,"),
        ("content-security-policy = 7\n", "`content-security-policy` is `true` or a policy"),
    ] {
        let outcome = with_keys(keys).command(&["build", "[BOOK]"], "");
        assert_eq!(outcome.code, 2);
        assert!(outcome.errors.contains(message), "{}", outcome.errors);
    }
}

#[test]
fn a_book_without_our_table_is_told_so() {
    let book = TestBook::sign_up().edit("book.toml", "[preprocessor.whatif]", "[preprocessor.x]");
    let outcome = book.command(&["build", "[BOOK]"], "");
    assert_eq!(outcome.code, 2);
    assert!(outcome.errors.contains("has no table [preprocessor.whatif]"), "{}", outcome.errors);
}

#[test]
fn mistakes_in_a_scenario_are_shown_as_check_shows_them() {
    let broken = || {
        TestBook::sign_up().edit(
            "src/email-signup.toml",
            "expect = { welcomed",
            "expect = { nobody",
        )
    };
    let outcome = broken().command(&["build", "[BOOK]"], "");
    assert!(outcome.errors.contains("email-signup.toml:"), "{}", outcome.errors);
    assert_eq!((outcome.code, outcome.errors.matches("error").count()), {
        let check = broken().check();
        (check.code, check.errors.matches("error").count())
    });
}

#[test]
fn other_renderers_get_a_link_to_where_the_code_runs() {
    let link = "[Run it, change it, break it](<https://example.org/shelf/book/embed/email-signup/\
                ?variant=naive>)";
    for renderer in ["markdown", "epub"] {
        let book = with_keys(&format!("address = \"{ADDRESS}\"\n"));
        assert!(book.chapter(renderer, "sign-up.md").contains(link), "{renderer}");
        assert!(!TestBook::sign_up().chapter(renderer, "sign-up.md").contains("Run it,"));
    }
}

#[test]
fn with_several_outputs_the_site_lies_where_mdbook_puts_it() {
    let book = TestBook::sign_up().with_more("book.toml", "\n[output.html]\n\n[output.markdown]\n");
    let book = published_from(book);
    assert!(book.root().join("book/html/download/sign-up.html").is_file());
    assert!(book.root().join("book/markdown/sign-up.md").is_file());
}

#[test]
fn without_hashes_in_the_names_of_files_all_is_found_too() {
    let book = TestBook::sign_up().with_more("book.toml", "\n[output.html]\nhash-files = false\n");
    let book = published_from(book);
    assert!(book.root().join("book/css/variables.css").is_file());
    let embed = book.read("book/embed/email-signup/index.html");
    assert!(embed.contains("href=\"../../css/variables.css\""), "{embed}");
}

#[test]
fn a_package_has_the_manifest_that_scorm_asks_for() {
    let book = published();
    for name in ["sign-up", "chapter-sign-up"] {
        let files = unzipped(&book, &format!("book/course/{name}.zip"));
        let names: Vec<&str> = files.keys().map(String::as_str).collect();
        assert_eq!(names, ["imsmanifest.xml", "index.html"], "everything else is inside");
        manifest_is_right(&files["imsmanifest.xml"], &names);
    }
}

/// Holds a manifest against what the SCORM 1.2 Content Aggregation Model says of one with one
/// lesson: its elements in their order, identifiers that are there, and every file of the package.
fn manifest_is_right(manifest: &str, files: &[&str]) {
    let tags: Vec<&str> = manifest
        .split('<')
        .skip(1)
        .map(|rest| rest.split(['>', ' ', '\n']).next().unwrap_or_default())
        .collect();
    let expected = [
        "?xml",
        "manifest",
        "metadata",
        "schema",
        "/schema",
        "schemaversion",
        "/schemaversion",
        "/metadata",
        "organizations",
        "organization",
        "title",
        "/title",
        "item",
        "title",
        "/title",
        "/item",
        "/organization",
        "/organizations",
        "resources",
        "resource",
        "file",
        "/resource",
        "/resources",
        "/manifest",
    ];
    assert_eq!(tags, expected);
    for text in [
        "<schema>ADL SCORM</schema>",
        "<schemaversion>1.2</schemaversion>",
        "xmlns=\"http://www.imsproject.org/xsd/imscp_rootv1p1p2\"",
        "xmlns:adlcp=\"http://www.adlnet.org/xsd/adlcp_rootv1p2\"",
        "type=\"webcontent\" adlcp:scormtype=\"sco\"",
    ] {
        assert!(manifest.contains(text), "{text}\n{manifest}");
    }
    let all = |name: &str| -> Vec<&str> {
        let start = format!(" {name}=\"");
        let values = manifest.match_indices(&start).map(|(at, _)| &manifest[at + start.len()..]);
        values.filter_map(|rest| rest.split('"').next()).collect()
    };
    let identifiers = all("identifier");
    let [_, organization, _, resource] = identifiers[..] else { panic!("{identifiers:?}") };
    assert_eq!(all("default"), [organization]);
    assert_eq!(all("identifierref"), [resource]);
    for identifier in identifiers {
        let valid = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        assert!(identifier.starts_with(|c: char| c.is_ascii_alphabetic()), "{identifier}");
        assert!(identifier.chars().all(valid), "{identifier}");
    }
    for href in all("href") {
        assert!(files.contains(&href), "{href} is not in the package");
    }
    assert!(all("href").len() == 2, "the lesson and its one file");
}

/// The page without what stands inside its scripts.
fn without_scripts(html: &str) -> String {
    let mut parts = html.split("<script");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (tag, _) = part.split_once('>').expect("a tag ends");
        let (_, after) = part.split_once("</script>").expect("a script ends");
        out.extend(["<script", tag, ">", after]);
    }
    out
}
