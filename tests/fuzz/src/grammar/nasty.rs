//! What only someone who means harm would write.

use super::Grammar;
use crate::weakness::is_known;

/// How a value starts, and how it is put into another of its kind again and again.
const DEEP: &[(&str, &str)] = &[
    ("None", "Some(nested)"),
    ("Vec::new()", "vec![nested]"),
    ("Vec::new()", "vec![nested, Vec::new()]"),
    ("(0, 0)", "(nested, 1)"),
    ("Ok(1)", "Err(nested)"),
    ("Link { next: None, value: 1 }", "Link { next: Some(nested), value: 2 }"),
    ("Tree::Leaf", "Tree::Node(vec![nested])"),
    ("BTreeMap::new()", "{ let mut map = BTreeMap::new(); map.insert(1, nested); map }"),
    ("BTreeMap::new()", "{ let mut map = BTreeMap::new(); map.insert(nested, 1); map }"),
    ("BTreeSet::new()", "{ let mut set = BTreeSet::new(); set.insert(nested); set }"),
    ("|x| x + 1", "{ let inner = nested; |x| inner(x) + 1 }"),
    ("|x| x", "{ let inner = nested.clone(); |x| inner }"),
    ("vec![3, 1, 2].into_iter()", "nested.map(|x| x)"),
    ("(0..10).into_iter()", "nested.filter(|x| true)"),
    ("(0..10).into_iter()", "nested.chain(0..1)"),
    ("vec![3, 1, 2].into_iter()", "nested.take(100)"),
    ("vec![3, 1, 2].into_iter()", "nested.skip(0)"),
    ("vec![3, 1, 2].into_iter()", "nested.step_by(1)"),
    ("vec![3, 1, 2].into_iter()", "nested.enumerate()"),
    ("vec![3, 1, 2].into_iter()", "nested.zip(0..5)"),
    ("vec![3, 1, 2].into_iter()", "nested.skip_while(|x| false)"),
    ("vec![3, 1, 2].into_iter()", "nested.flat_map(|x| vec![x])"),
    ("0..5", "nested..5"),
    ("slow(1)", "slow(nested)"),
    ("slow(1)", "{ let inner = nested; async move { inner.await } }"),
];

/// The same, where the value stands twice in the next one, and is shared by the two.
const SHARED: &[(&str, &str)] = &[
    ("Vec::new()", "vec![nested.clone(), nested.clone()]"),
    ("(1, 2)", "(nested.clone(), nested.clone())"),
    ("Tree::Leaf", "Tree::Node(vec![nested.clone(), nested.clone()])"),
    ("None", "Some((nested.clone(), nested))"),
    (
        "BTreeMap::new()",
        "{ let mut map = BTreeMap::new(); map.insert(1, nested.clone()); map.insert(2, nested); map }",
    ),
    ("|x| x + 1", "{ let inner = nested; |x| inner(inner(x)) }"),
    ("vec![1].into_iter()", "nested.clone().chain(nested)"),
    ("vec![1].into_iter()", "nested.clone().zip(nested)"),
    ("vec![vec![1]]", "vec![nested.concat(), nested.concat()]"),
];

/// What is done with such a value, and with another of the same form.
const USES: &[&str] = &[
    "",
    "println!(\"{:?}\", nested);",
    "println!(\"{}\", format!(\"{:?}\", nested).len());",
    "println!(\"{}\", nested == nested.clone());",
    "println!(\"{}\", nested.eq(&other));",
    "println!(\"{:?}\", other == nested);",
    "println!(\"{}\", nested < other);",
    "println!(\"{:?}\", nested.cmp(&other));",
    "println!(\"{}\", max(nested.clone(), other.clone()) == nested);",
    "assert_eq!(nested, other);",
    "let mut map = BTreeMap::new(); map.insert(nested.clone(), 1); map.insert(other.clone(), 2); println!(\"{}\", map.contains_key(&nested));",
    "let set: BTreeSet<_> = vec![nested.clone(), other.clone()].into_iter().collect(); println!(\"{}\", set.len());",
    "let mut list = vec![nested.clone(), other.clone(), nested.clone()]; list.sort(); list.dedup(); println!(\"{}\", list.contains(&other));",
    "println!(\"{:?}\", vec![nested.clone(), other.clone()].iter().max() == None);",
    "sleep(Duration::from_millis(1)).await; println!(\"{}\", 1);",
    "sleep(Duration::from_millis(1)).await; println!(\"{:?}\", nested);",
    "for _ in 0..5 { sleep(Duration::from_millis(1)).await; }",
    "db::insert(\"users\", nested).await;",
    "db::get(\"users\", &nested).await;",
    "println!(\"{:?}\", peer::answer(nested, other).await);",
    "println!(\"{:?}\", email::send_once(\"key\", \"to\", &nested).await);",
    "println!(\"{}\", nested.count());",
    "println!(\"{:?}\", nested.next());",
    "println!(\"{:?}\", nested.last());",
    "println!(\"{:?}\", nested(1));",
    "println!(\"{:?}\", nested.await);",
    "let list: Vec<_> = nested.collect(); println!(\"{}\", list.len());",
    "let held = nested.clone(); nested = other; println!(\"{}\", 1);",
    "println!(\"{:?}\", nested.to_string());",
    "panic!(\"{:?}\", nested);",
    "match nested { Some(Some(inner)) => println!(\"{:?}\", inner), _ => {} }",
    "let task = spawn(async move { nested }); println!(\"{:?}\", task.await);",
    "let (sender, mut receiver) = mpsc::channel(1); sender.send(nested).await; println!(\"{:?}\", receiver.recv().await);",
    "let shared = Mutex::new(nested); sleep(Duration::from_millis(1)).await; println!(\"{:?}\", shared.lock().await);",
];

/// Other harm.
const ALONE: &[&str] = &[
    "let text = \"ab\".repeat($K); println!(\"{}\", text.len()); println!(\"{}\", text == text.clone());",
    "let mut text = \"a\".to_string(); for _ in 0..$S { text = text.clone() + &text; } println!(\"{}\", text.len());",
    "let mut text = \"a\".to_string(); for _ in 0..60 { text = text.replace(\"a\", \"aa\"); } println!(\"{}\", text.len());",
    "let text = \"é\".repeat(300).replace(\"\", &\"b\".repeat($K)); println!(\"{}\", text.len());",
    "let text = \"ab\".repeat(50_000); for _ in 0..20_000 { if text.contains(\"bb\") { break; } }",
    "let text = \"a\".repeat(100_000); println!(\"{}\", text.contains(&(\"a\".repeat(50_000) + \"b\")));",
    "let text = \"a\".repeat(100_000); for _ in 0..100_000 { text.chars().next(); }",
    "let text = \"a\".repeat(100_000); for _ in 0..100_000 { text.trim(); text.len(); text.as_str(); text.is_empty(); }",
    "let text = \"a\".repeat(100_000); for _ in 0..100_000 { let same = text == \"a\".repeat(2) || text.starts_with(&text); }",
    "let text = \"a,\".repeat(10_000); let mut total = 0; for _ in 0..1_000 { total += text.split(\",\").count(); } println!(\"{total}\");",
    "println!(\"{}\", &\"häßlich\"[$S..$S]);",
    "println!(\"{:>65535}\", 1); println!(\"{:.65535}\", 1.5); println!(\"{:é^9999}\", $t);",
    "for _ in 0..1_000 { println!(\"{:>60000}\", 1); }",
    "let mut all = Vec::new(); for _ in 0..1_000 { all.push(format!(\"{:>60000}\", 1)); } println!(\"{}\", all.len());",
    "println!(\"{}\", (0..$N).sum::<u64>());",
    "println!(\"{}\", (0..$N).count());",
    "println!(\"{:?}\", (0..$N).rev().next());",
    "println!(\"{:?}\", (0..$N).nth($N));",
    "println!(\"{:?}\", (0..$N).step_by($N).last());",
    "println!(\"{:?}\", (0..10).step_by(0).next());",
    "println!(\"{:?}\", (0..).skip($N).next());",
    "println!(\"{:?}\", (0..).map(|x| x * 2).take($K).last());",
    "println!(\"{:?}\", (0..=u64::MAX).max());",
    "println!(\"{:?}\", (250u8..=255).chain(250u8..).collect::<Vec<u8>>());",
    "let list = vec![0; $N]; println!(\"{}\", list.len());",
    "let list = vec![vec![0; 1000]; $K]; println!(\"{}\", list.len());",
    "let mut list: Vec<u64> = (0..100_000).rev().collect(); for _ in 0..100_000 { list.sort(); list.reverse(); }",
    "let mut list: Vec<u64> = (0..100_000).collect(); for _ in 0..100_000 { list.insert(0, 1); list.remove(0); }",
    "let mut list: VecDeque<u64> = (0..100_000).collect(); for _ in 0..100_000 { list.push_front(1); list.pop_front(); }",
    "let mut list: Vec<u64> = (0..100_000).collect(); for _ in 0..100_000 { list.dedup(); list.reverse(); }",
    "let list: Vec<u64> = (0..100_000).collect(); for x in 0..100_000 { if list.contains(&1_000_000) { break; } }",
    "let list: Vec<u64> = (0..100_000).collect(); for x in 0..100_000 { let copy = list.to_vec(); let same = copy == list; }",
    "let list: Vec<u64> = (0..100_000).collect(); for x in 0..100_000 { let slice = list[1..].to_vec(); list.iter().max(); }",
    "let list: Vec<u64> = (0..100_000).collect(); for x in 0..100_000 { list.binary_search(&x); list.join(\",\"); }",
    "let mut list: Vec<u64> = Vec::new(); loop { let more = list.clone(); list.push(1); list.extend(more); }",
    "let mut list = vec![1]; for _ in 0..60 { list.append(&mut list.clone()); }",
    "let mut list = vec![1]; for _ in 0..60 { list = vec![list.clone(), list].concat(); }",
    "let mut map = BTreeMap::new(); for x in 0..100_000 { map.insert(100_000 - x, x); } for _ in 0..1_000 { for key in map.keys() { break; } }",
    "let mut set = BTreeSet::new(); for x in 0..20_000 { set.insert(x); } for _ in 0..20_000 { set.union(&set); set.is_subset(&set); }",
    "let mut map = BTreeMap::new(); map.insert(0.0 / 0.0, 1); map.insert(1, 2); map.insert(\"a\", 3); println!(\"{:?}\", map);",
    "let list = [1, 2].iter().map(|x| x / 0).collect::<Vec<u64>>();",
    "println!(\"{}\", i64::MIN / -1);",
    "println!(\"{}\", i64::MIN % -1);",
    "println!(\"{}\", -i64::MIN);",
    "println!(\"{}\", i64::MIN.abs());",
    "println!(\"{} {}\", i64::MIN.abs_diff(i64::MAX), i64::MIN.wrapping_mul(-1));",
    "println!(\"{} {}\", i64::MIN.rem_euclid(-1), i64::MIN.saturating_sub(1));",
    "println!(\"{}\", u64::MAX.pow(2));",
    "println!(\"{:?} {}\", i64::MIN.checked_div(-1), 1.pow($N));",
    "println!(\"{} {}\", 1u64 << $S, 0.pow(0)); println!(\"{}\", 1u64 << $N);",
    "println!(\"{}\", 1 >> -1);",
    "println!(\"{} {} {}\", (0.0 / 0.0) as u64, 1e300 as i32, -1.0 as u8);",
    "println!(\"{:?}\", 55296u32 as char);",
    "println!(\"{:?}\", 1114112u32 as char);",
    "println!(\"{}\", 5.clamp(9, 1));",
    "println!(\"{}\", 1.5.clamp(0.0 / 0.0, 1.0));",
    "println!(\"{:?} {:?}\", Duration::from_secs($N), Duration::from_secs($N) * 1_000_000);",
    "println!(\"{:?}\", Duration::from_micros($N) + Duration::from_secs($N));",
    "sleep(Duration::from_secs(18446744073709551615)).await; sleep(Duration::from_micros(18446744073709551615)).await;",
    "let f = |g| g(g); println!(\"{}\", f(f));",
    "let f = |g, n| if n == 0 { 0 } else { g(g, n - 1) + 1 }; println!(\"{}\", f(f, $K));",
    "println!(\"{}\", through($S)); println!(\"{}\", through($K));",
    "println!(\"{}\", User::new(\"a\", 1).down($K));",
    "println!(\"{}\", depth($K));",
    "println!(\"{}\", deeper(20).await); println!(\"{}\", deeper($K).await);",
    "println!(\"{}\", [1].iter().map(|a| [1].iter().map(|b| [1].iter().map(|c| a + b + c).sum::<u64>()).sum::<u64>()).sum::<u64>());",
    "let mut list = vec![3, 1, 2]; list.sort_by_key(|x| through(*x)); list.retain(|x| through(30) > *x);",
    "let list = vec![3, 1, 2]; println!(\"{:?}\", list[5..2].to_vec());",
    "let list = vec![3, 1, 2]; println!(\"{:?}\", list[1..=18446744073709551615].to_vec());",
    "let mut list = vec![3, 1, 2]; list.drain(5..2);",
    "let mut list = vec![3, 1, 2]; list.drain(..=18446744073709551615);",
    "let mut list = vec![3, 1, 2]; list.swap(1, $N);",
    "let mut list = vec![3, 1, 2]; list.insert($N, 1); list.truncate($N); list.remove($N);",
    "println!(\"{:?}\", list[$N]); let list = vec![1];",
    "let (a, b) = (1, 2, 3); println!(\"{a} {b}\");",
    "let nothing = {}; nothing.len(); println!(\"{:?}\", nothing.0);",
    "println!(\"{:?}\", random(i64::MIN..=i64::MAX));",
    "println!(\"{:?}\", random(0..$N));",
    "loop { sleep(Duration::from_millis(0)).await; }",
    "let mut round = 0; loop { sleep(Duration::from_millis(1)).await; for _ in 0..300_000 { round += 1; } }",
    "loop { println!(\"{:?}\", db::scan(\"users\").await); }",
    "loop {}",
    "let mut rows = 0; loop { rows += 1; db::insert(\"users\", &User::new(&rows.to_string(), 1)).await; }",
    "loop { spawn(slow(1)); }",
    "loop { spawn(async move { loop { sleep(Duration::from_millis(1)).await; } }); sleep(Duration::from_millis(1)).await; }",
    "let (sender, mut receiver) = mpsc::channel(18446744073709551615); loop { sender.send(1).await; }",
    "let (sender, mut receiver) = mpsc::channel(0); sender.send(1).await; receiver.recv().await;",
    "let shared = Arc::new(Mutex::new(1)); let held = shared.lock().await; let again = shared.lock().await;",
    "join!(deeper(500), deeper(500)); loop { join!(sleep(Duration::from_millis(0)), sleep(Duration::from_millis(0))); }",
    "timeout(Duration::from_secs(18446744073709551615), timeout(Duration::from_millis(0), slow(5))).await;",
];

/// Large values that are written while something else shares them, which copies them each time.
const COPIED: &[&str] = &[
    "let list: Vec<u64> = (0..100_000).collect(); for x in 0..100_000 { let mut copy = list.clone(); copy[0] = x; }",
    "let mut map = BTreeMap::new(); for x in 0..100_000 { map.insert(x, x); } for _ in 0..100_000 { let copy = map.clone(); map.insert(1, 2); }",
];

/// How often a value is put into another.
const DEPTHS: &[usize] = &[3, 20, 60, 200, 1_000, 20_000, 100_000];
/// How often a value is doubled.
const DOUBLINGS: &[usize] = &[10, 16, 22, 30, 60, 200, 1_000];
/// How often is no danger, be it put into another or doubled.
const HARMLESS: &[usize] = &[1, 4, 8];

impl Grammar<'_> {
    /// Statements at the end of `main` that do harm.
    pub(super) fn nasty(&mut self) -> String {
        let harmless = |weakness, counts| if is_known(weakness) { HARMLESS } else { counts };
        match self.random.below(8) {
            0 => self.repeated(DEEP, harmless("deep-value", DEPTHS)),
            1 => self.repeated(SHARED, harmless("shared-value", DOUBLINGS)),
            2 if !is_known("unpaid-copy") => {
                let template = *self.random.pick(COPIED);
                self.statement(template, 1) + "\n"
            }
            _ => {
                let template = *self.random.pick(ALONE);
                self.statement(template, 1) + "\n"
            }
        }
    }

    fn repeated(&mut self, steps: &[(&str, &str)], counts: &[usize]) -> String {
        let &(start, step) = self.random.pick(steps);
        let count = *self.random.pick(counts);
        // The two values are of one form and share nothing with each other.
        let made = ["nested", "other"].map(|name| {
            let step = step.replace("nested", name);
            format!("let mut {name} = {start};\nfor _ in 0..{count} {{ {name} = {step}; }}\n")
        });
        let uses = 1 + self.random.below(2);
        let uses: String = (0..uses).map(|_| self.random.pick(USES).to_string() + "\n").collect();
        made.concat() + &uses
    }
}
