//! The parser beside another parser of Rust: what both take they understand alike, and what the
//! other one refuses is refused here.

mod corpus;
mod ours;
mod theirs;
mod wrong;

use super::lexer::{self, Token};
use super::tree::{self, Expr, ImplItem, Item, MacroArguments, Pat, Spanned, Stmt};
use crate::diagnostic::{Diagnostic, FileId, Span};

/// Puts a node between brackets, with its parts after its name.
fn node(name: &str, parts: impl IntoIterator<Item = String>) -> String {
    let mut text = format!("({name}");
    for part in parts {
        text.push(' ');
        text.push_str(&part);
    }
    text.push(')');
    text
}

fn maybe<T>(value: Option<T>, print: impl FnOnce(T) -> String) -> String {
    value.map_or_else(|| "-".to_owned(), print)
}

/// The name of a node, after those words that the text has before it.
fn worded(words: &[(&str, bool)], name: &str) -> String {
    let words = words.iter().filter(|(_, stands)| *stands).map(|(word, _)| *word);
    words.chain([name]).collect::<Vec<_>>().join("-")
}

fn parse(text: &str) -> Result<Vec<Item>, Vec<Diagnostic>> {
    super::parse(FileId(0), text)
}

/// Asserts that both parsers take the text and make the same of it.
#[track_caller]
fn alike(text: &str) {
    let ours = parse(text).unwrap_or_else(|error| panic!("{text}\n{error:#?}"));
    let theirs = syn::parse_file(text).unwrap_or_else(|error| panic!("{text}\nsyn: {error}"));
    let (ours, theirs) = (ours::print(&ours), theirs::print(&theirs));
    assert_eq!(ours, theirs, "{text}");
    assert!(!ours.is_empty(), "{text}");
}

#[test]
fn expressions_are_alike() {
    for text in corpus::EXPRESSIONS {
        alike(&format!("const C: u8 = {text};"));
        alike(&format!("fn f() {{ let x = {text}; }}"));
    }
}

#[test]
fn statements_are_alike() {
    for text in corpus::STATEMENTS {
        alike(&format!("async fn f() {{ {text} }}"));
        alike(&format!("fn f() {{ loop {{ {text} }} }}"));
    }
}

#[test]
fn patterns_are_alike() {
    for text in corpus::PATTERNS {
        alike(&format!("fn f() {{ match x {{ {text} => 1, _ if a => {{}} _ => 2 }} }}"));
        if text.ends_with("..") {
            // Before `=` and `in`, the other parser wants the end of a range.
            continue;
        }
        alike(&format!("fn f() {{ if let {text} = x && a {{}} for {text} in x {{}} }}"));
        alike(&format!("fn f() {{ matches!(x, {text} if a) }}"));
    }
}

#[test]
fn types_are_alike() {
    for text in corpus::TYPES {
        alike(&format!("fn f(a: {text}) -> {text} {{ let x: {text} = |b: {text}| b; }}"));
    }
}

#[test]
fn items_are_alike() {
    for text in corpus::ITEMS {
        alike(&format!("{text}\nconst LAST: u8 = 1;"));
    }
    for text in corpus::PROGRAMS {
        alike(text);
    }
}

#[test]
fn what_is_wrong_is_wrong_for_both() {
    let bodies = wrong::WRONG.iter().map(|text| format!("fn f() {{ {text} }}"));
    let items = wrong::WRONG_ITEMS.iter().map(|text| (*text).to_owned());
    let taken = |text: &String| parse(text).is_ok() || syn::parse_file(text).is_ok();
    let taken: Vec<String> = bodies.chain(items).filter(taken).collect();
    assert!(taken.is_empty(), "{taken:#?}");
}

/// What `text` is about from the first error: the part, the message, the help.
fn told(text: &str) -> Vec<String> {
    let error = parse(text).expect_err(text);
    let told = error.iter().map(|each| {
        let part = &text[each.span.start as usize..each.span.end as usize];
        let help = each.help.as_ref().map_or(String::new(), |help| format!(" ({help})"));
        format!("`{part}`: {}{help}", each.message)
    });
    told.collect()
}

#[test]
fn mistakes_are_told_in_plain_words() {
    for (text, expected) in wrong::TOLD {
        assert_eq!(told(text), *expected, "{text}");
    }
}

#[test]
fn every_span_is_the_text_of_its_node() {
    for text in corpus::EXPRESSIONS {
        let whole = format!("/* ü */ const C: u8 = /* ( */ {text} /* ) */ ; // …");
        let items = parse(&whole).unwrap();
        let [Item::Const(item)] = items.as_slice() else { panic!("{text}") };
        let Span { start, end, .. } = item.expr.span();
        assert_eq!(&whole[start as usize..end as usize], *text);
    }
    for text in corpus::PATTERNS {
        let whole = format!("/* ü */ fn f() {{ match x {{ /* ( */ {text} /* ) */ => 1 }} }}");
        let items = parse(&whole).unwrap();
        let Stmt::Expr(statement) = &first_block(&items).stmts[0] else { panic!("{text}") };
        let Expr::Match(choice) = &statement.expr else { panic!("{text}") };
        let Span { start, end, .. } = choice.arms[0].pat.span();
        assert_eq!(&whole[start as usize..end as usize], *text);
    }
    for text in corpus::TYPES {
        let whole = format!("/* ü */ fn f() {{ let x: /* ( */ {text} /* ) */ = 1; }}");
        let items = parse(&whole).unwrap();
        let Stmt::Local(local) = &first_block(&items).stmts[0] else { panic!("{text}") };
        let Pat::Type(typed) = &local.pat else { panic!("{text}") };
        let Span { start, end, .. } = typed.ty.span();
        let part = &whole[start as usize..end as usize];
        let told_by_word = ["dyn", "impl", "fn"].contains(&part);
        assert!(part == *text || told_by_word, "{text} is {part}");
    }
}

#[test]
fn the_parts_of_a_select_stand_where_they_are_written() {
    let text =
        "fn f() { select! { biased; Some(a) = b.c(), if d => { e }, _ = f => g, else => h } }";
    let items = parse(text).unwrap();
    let [Stmt::Expr(statement)] = first_block(&items).stmts.as_slice() else { panic!("{items:?}") };
    let Expr::Macro(call) = &statement.expr else { panic!("{statement:?}") };
    let MacroArguments::Select(select) = &call.arguments else { panic!("{call:?}") };
    let part = |of: &dyn Spanned| &text[of.span().start as usize..of.span().end as usize];
    assert!(select.biased && !statement.semicolon);
    assert!(part(call).starts_with("select! { biased;") && part(select).starts_with("{ biased;"));
    assert!(part(call).ends_with("else => h }") && part(select).ends_with("else => h }"));
    let [first, second] = select.branches.as_slice() else { panic!("{select:?}") };
    assert_eq!(part(first), "Some(a) = b.c(), if d => { e }");
    assert_eq!(part(second), "_ = f => g");
    assert_eq!([part(&first.pat), part(&first.future)], ["Some(a)", "b.c()"]);
    assert_eq!(first.guard.as_ref().map(|guard| part(guard)), Some("d"));
    assert_eq!([part(&first.body), part(&second.body)], ["{ e }", "g"]);
    assert_eq!(select.otherwise.as_ref().map(|otherwise| part(otherwise)), Some("h"));
}

#[test]
fn an_item_in_a_function_is_the_item_outside_of_it() {
    for text in corpus::ITEMS {
        let inside = format!("fn f() {{ {text} }}");
        // A call of a macro is an expression there, and an attribute of the file no attribute.
        if text.contains("!(")
            || text.contains("! {") && !text.contains("macro_rules")
            || text.starts_with("#!")
        {
            continue;
        }
        let items = parse(&inside).unwrap_or_else(|error| panic!("{inside}\n{error:#?}"));
        let [Stmt::Item(item)] = first_block(&items).stmts.as_slice() else { panic!("{inside}") };
        let outside = ours::print(&parse(text).unwrap());
        assert_eq!(ours::print(std::slice::from_ref(item)), outside, "{inside}");
    }
}

fn first_block(items: &[Item]) -> &tree::Block {
    match &items[0] {
        Item::Fn(item) => &item.block,
        Item::Impl(item) => match &item.items[0] {
            ImplItem::Fn(item) => &item.block,
            _ => panic!("no function"),
        },
        _ => panic!("no function"),
    }
}

/// Numbers that only look random, the same ones on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

fn mutate(text: &str, tokens: &[Token], dice: &mut Dice) -> String {
    let part = |token: &Token| &text[token.start as usize..token.end as usize];
    let mut parts: Vec<&str> = tokens.iter().map(part).collect();
    for _ in 0..=dice.roll(2) {
        let at = dice.roll(parts.len());
        let other = dice.roll(parts.len());
        match dice.roll(5) {
            0 => drop(parts.remove(at)),
            1 => parts.insert(at, parts[at]),
            2 => parts.swap(at, other),
            3 => parts.insert(at, parts[other]),
            _ => {
                let next = (at + 1).min(parts.len() - 1);
                parts.swap(at, next);
            }
        }
        if parts.is_empty() {
            break;
        }
    }
    parts.join(" ")
}

#[test]
fn mutations_never_panic_and_are_not_taken_here_only() {
    let mut dice = Dice(7);
    let mut taken = 0;
    let mut differences = Vec::new();
    let statements = corpus::STATEMENTS.iter().map(|text| format!("async fn f() {{ {text} }}"));
    let expressions = corpus::EXPRESSIONS.iter().map(|text| format!("fn f() {{ {text} }}"));
    let patterns =
        corpus::PATTERNS.iter().map(|text| format!("fn f() {{ match x {{ {text} => 1 }} }}"));
    let types = corpus::TYPES.iter().map(|text| format!("fn f(a: {text}) {{ }}"));
    let items = corpus::ITEMS.iter().chain(corpus::PROGRAMS).map(|text| (*text).to_owned());
    let texts: Vec<String> =
        statements.chain(expressions).chain(patterns).chain(types).chain(items).collect();
    // What is left out of the language is skipped without a look.
    let is_skipped = |text: &&String| {
        let words = ["trait ", "mod ", "macro_rules", "static ", "extern ", "union ", " for "];
        let skipped = words.iter().any(|word| text.contains(word));
        skipped && !corpus::PROGRAMS.contains(&text.as_str())
    };
    for text in texts.iter().filter(|text| !is_skipped(text)) {
        let mut tokens = lexer::lex(FileId(0), text).unwrap();
        tokens.pop();
        for _ in 0..60 {
            let text = mutate(text, &tokens, &mut dice);
            let Ok(ours) = parse(&text) else { continue };
            taken += 1;
            match syn::parse_file(&text) {
                Ok(theirs) => {
                    let (ours, theirs) = (ours::print(&ours), theirs::print(&theirs));
                    if ours != theirs && !theirs.iter().any(|text| theirs::is_no_oracle(text)) {
                        differences.push(format!("{text}\n   ours {ours:?}\n   syn  {theirs:?}"));
                    }
                }
                Err(error) => differences.push(format!("{text}\n   syn: {error}")),
            }
        }
    }
    assert!(taken > 1_000, "only {taken} of the mutations are taken");
    assert!(differences.is_empty(), "{}\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn every_beginning_of_a_program_is_parsed_without_a_panic() {
    for text in corpus::PROGRAMS {
        for (at, _) in text.char_indices() {
            let _ = parse(&text[..at]);
            let _ = parse(&text[at..]);
        }
    }
}

#[test]
fn what_is_too_deep_is_refused_before_the_stack_ends() {
    let nested = |open: &str, inside: &str, close: &str, times: usize| {
        format!("fn f() {{ {}{inside}{}; }}", open.repeat(times), close.repeat(times))
    };
    for times in [40, 100, 150, 200, 1_000, 5_000] {
        let texts = [
            nested("!", "a", "", times),
            nested("&&", "a", "", times),
            nested("|x| ", "a", "", times),
            nested("return ", "a", "", times),
            nested("a = ", "a", "", times),
            nested("1 + ", "a", "", times),
            nested("a.b().", "c", "", times),
            nested("if a {} else ", "{}", "", times),
            nested("'a: loop { ", "", "}", times),
            nested("f(|x| !g[", "1", "])", times),
            nested("a as Vec<", "u8", ">", times),
            nested("", "a", "?", times),
            nested("", "a", ".0", times),
            nested("async { ", "a", "}", times),
            nested("async move || ", "a", "", times),
            nested("fn g() { ", "", "}", times),
            nested("impl A { fn g(self) { ", "", "} }", times),
            nested("type A = Vec<", "u8", ">;", times),
            nested("enum E { A = { ", "1", "} }", times),
            nested("join!(", "a", ")", times),
            nested("select! { _ = ", "a", "=> b }", times),
            nested("select! { _ = a => { ", "b", "} }", times),
            nested("select! { _ = a, if ", "b", "=> c }", times),
            nested("select! { _ = a => { } else => ", "b", "}", times),
            nested("select! { Some(", "_", ") = a => b }", times.min(45)),
            nested("use a::{", "b", "};", times),
            nested("#[a = { ", "1", "}] ", times) + "a",
            nested("#[a = ", "1", "] b ", times),
            nested("let x: &", "u8", "", times),
            nested("let x: Vec<", "u8", ">", times),
            nested("let &", "x", "= 1", times),
            nested("let x @ ", "x", "= 1", times),
            nested("let Some(", "x", ") = 1", times),
            nested("let x: impl Fn() -> ", "u8", " = 1", times),
            nested("let x: dyn for<T: ", "u8", "> = 1", times),
            // Every pair of brackets holds a long chain.
            nested("(1 + ", "a", &format!("{})", " + 1".repeat(30)), times.min(45)),
            nested("(", "a", &format!("{})", "?".repeat(140)), times.min(45)),
        ];
        for text in texts {
            // Both reading and forgetting the tree must be possible.
            drop(parse(&text));
            let _ = crate::compile(&[&text], crate::Environment::default());
        }
    }
}
