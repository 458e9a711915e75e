//! Faults as an author writes them, and as they travel to the page.
//!
//! The page writes a fault back in the author's words (`web/src/toml.ts`), and the engine does not
//! need to be able to. So there is a file with both, `faults.json`: here it is held against what is
//! read, and `tests/browser/toml.spec.ts` holds the page against it. After a wanted change,
//! `SNAPSHOTS=overwrite` writes it anew.

#![cfg(feature = "toml")]
#![allow(missing_docs)]

use std::sync::Arc;
use std::{env, fs};

use whatif_scenario::json::{self, Value};
use whatif_scenario::{SourceFile, Sources, VariantSource, load};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults.json");

const CODE: &str = "
    async fn signup() -> Result<()> {
        db::insert(\"users\", 1).await?;
        email::send(\"a\", \"b\").await
    }
    fn fine(world: &World) -> bool { true }
";

/// Every way to say what goes wrong, each as briefly as it can be said.
const FAULTS: [&str; 40] = [
    r#"{ crash = "server", at = "20ms" }"#,
    r#"{ crash = "server", at = "0s", restart = "1s" }"#,
    r#"{ crash = "server", in = "signup", between = [1, 2], restart = "1s" }"#,
    r#"{ crash = "server", in = "signup", between = [1, 2], nth = 3 }"#,
    r#"{ crash = "server", after = "db::insert", restart = "1500us" }"#,
    r#"{ crash = "server", in = "signup", before = "email::send" }"#,
    r#"{ crash = "db", after = "db::insert", node = "server" }"#,
    r#"{ crash = "db", on-request = "db::insert", from = "server", nth = 2 }"#,
    r#"{ crash = "db", on-reply = "email", nth = 3 }"#,
    r#"{ lose = "request", of = "email::send" }"#,
    r#"{ lose = "reply", of = "email", nth = 2 }"#,
    r#"{ lose = "reply", of = "server::signup", from = "visitor", nth = "every" }"#,
    r#"{ duplicate = "request", of = "db::insert" }"#,
    r#"{ delay = "reply", of = "db::insert", by = "3s" }"#,
    r#"{ delay = "request", of = "db", from = "server", nth = 4294967295, by = "1ms" }"#,
    r#"{ lie = "request", of = "db::insert", field = "amount", value = 1000 }"#,
    r#"{ lie = "reply", of = "db::insert", value = "lost \"\\ \n é \u007f" }"#,
    r#"{ lie = "reply", of = "db::insert", value = [true, false, -7, 9223372036854775807] }"#,
    r#"{ lie = "reply", of = "db::insert", value = { "a b" = 1, int = 2.5, table = { x-1 = [] } } }"#,
    r#"{ lie = "reply", of = "db::insert", value = [1.0, -0.0, 1e+300, 0.1, inf, -inf, nan] }"#,
    r#"{ cut = ["server -> db"] }"#,
    r#"{ cut = ["server -> db", "db -> server"], at = "10ms", for = "1s" }"#,
    r#"{ cut = ["server -> db"], after = "db::insert", node = "server" }"#,
    r#"{ omit = "server" }"#,
    r#"{ omit = "server", to = [] }"#,
    r#"{ omit = "server", to = ["visitor", "db"], at = "5us", for = "3600s" }"#,
    r#"{ slow = "email", factor = 10 }"#,
    r#"{ slow = "email", factor = 2, on-request = "email::send" }"#,
    r#"{ down = "email", for = "90s" }"#,
    r#"{ down = "email", refuse = true, for = "3s" }"#,
    r#"{ down = "email", at = "1s", for = "3s" }"#,
    r#"{ pause = "server", for = "15s" }"#,
    r#"{ pause = "server", before = "email::send", for = "15s" }"#,
    r#"{ pause = "server", in = "signup", after = "db::insert", nth = 2, for = "15s" }"#,
    r#"{ pause = "db", after = "db::insert", node = "server", for = "15s" }"#,
    r#"{ clock = "server", offset = "-5s" }"#,
    r#"{ clock = "server", offset = "250ms", drift = "20000ppm" }"#,
    r#"{ clock = "server", drift = "-1ppm" }"#,
    r#"{ clock = "server", offset = "0s" }"#,
    r#"{ clock = "server", offset = "1us", at = "1s", for = "2s" }"#,
];

#[test]
fn every_fault_travels_as_the_page_is_told() {
    let read = Value::Array(
        FAULTS
            .iter()
            .map(|text| json::object(vec![("toml", (*text).into()), ("fault", travels(text))]))
            .collect(),
    );
    // One to a line, for those who read it.
    let written = json::to_string(&read).replace("{\"toml\"", "\n{\"toml\"") + "\n";
    if env::var_os("SNAPSHOTS").is_some_and(|how| how == "overwrite") {
        fs::write(FILE, &written).unwrap();
    }
    assert_eq!(fs::read_to_string(FILE).unwrap_or_default(), written);
}

/// A fault of an author as the page gets it.
fn travels(fault: &str) -> Value {
    let world = format!(
        "title = \"Faults\"
        [node.server]
        serves = [\"signup\"]
        [node.db]
        kind = \"database\"
        tables = {{ users = \"address\" }}
        [node.email]
        kind = \"mailer\"
        [client.visitor]
        requests = [{{ call = \"server::signup\" }}]
        [property.fine]
        always = \"fine\"
        says = \"all is fine\"
        [what-if.it]
        ask = \"What if?\"
        faults = [{fault}]
        expect = {{}}"
    );
    let file = |text: &str| {
        Arc::new(SourceFile { path: "faults".into(), text: text.into(), first_line: 1 })
    };
    let variants = vec![VariantSource { name: "only".into(), code: file(CODE) }];
    let sources = Sources { name: "faults".into(), world: file(&world), support: None, variants };
    let scenario = load(&sources).unwrap_or_else(|problems| panic!("{fault}: {problems:#?}"));
    let form = json::from_str(&scenario.page_form("only").unwrap().to_json()).unwrap();
    let first = |value: &Value| match value {
        Value::Array(values) => values.first().cloned(),
        _ => None,
    };
    let what_if = form.get("spec").and_then(|spec| first(spec.get("what-ifs")?)).unwrap();
    what_if.get("faults").and_then(first).unwrap()
}
