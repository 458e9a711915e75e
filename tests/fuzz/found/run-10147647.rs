fn v1(v2: bool) -> (u64, String) {
let mut v3: usize = (((vec![3, 1, 2].iter().filter_map(|x| half(*x)).collect::<Vec<u64>>()).into_iter().filter(|x| x % 3 != (BTreeMap::new()[&"".to_string()])).rev().collect::<Vec<u64>>()).len());
if let Some(v4) = ((quicksort((Vec::new().concat()))).iter().max().cloned()) { let mut v5: BTreeSet<u64> = (((Vec::new().into_iter().collect::<BTreeSet<u64>>()).intersection(&(BTreeSet::new().intersection(&BTreeSet::new()).into_iter().collect::<BTreeSet<u64>>())).into_iter().collect::<BTreeSet<u64>>()).intersection(&BTreeSet::new()).into_iter().collect::<BTreeSet<u64>>());
 }
match (match (Shape::Circle((through(u64::MIN % 30)))) { Shape::Circle(r) => Shape::Rect { width: r, height: (depth(u64::MAX % 1100)) }, same => same }) { Shape::Point => { let mut v9: u8 = (20);
 } Shape::Circle(v10) => { assert!(v2 || (((VecDeque::new().into_iter().collect::<Vec<u64>>()).into_iter().skip(usize::MAX).take(v3).collect::<Vec<u64>>()).iter().any(|x| *x > (v3 as u64))) || v2, "it is {}", v10);
v3 ^= usize::MAX;
let mut v11: i8 = ((-(i64::MIN << 1)) as i8);
 } _ => {} }
if let Some(v12) = (((Vec::new()[1usize..].to_vec()).iter().chain((vec![3, 1, 2].iter().zip(vec![3, 1, 2].iter()).map(|(a, b)| a ^ b).collect::<Vec<u64>>()).iter()).skip(1usize).step_by(2).cloned().collect::<Vec<u64>>()).first().cloned()) { let call = |x| x ^ v12; println!("{}", call(v12));
let v13 = random(0..10);
let mut v14 = (((v13, (7u64.to_string()))).1);
 }
let call = |x| x ^ ((quicksort(((1u64..u64::MIN).take(50).collect::<Vec<u64>>()))).iter().max().cloned().unwrap_or((through((Vec::new().iter().fold(u64::MIN, |sum, x| sum.wrapping_mul(31).wrapping_add(*x))) % 30)))); println!("{}", call((depth(1u64 % 1100))));
(1, "one".to_string())
}
fn v17(v18: u64, v19: String) -> User {
let mut v20 = ((BTreeSet::new().intersection(&(vec![3, 1, 2].into_iter().collect::<BTreeSet<u64>>())).into_iter().collect::<BTreeSet<u64>>()).is_subset(&BTreeSet::new()));
let v21: Result<u64, String> = (Ok((apply(|x| x.wrapping_add(v18), (Vec::new().iter().fold(v18, |sum, x| sum.wrapping_mul(31).wrapping_add(*x)))))));
for (v22, v23) in &(vec![((("a b,c".to_string().lines().last().unwrap_or("").to_string()).lines().last().unwrap_or("").to_string()), ((vec![("a b,c".to_string(), 1u64), (v19.clone(), u64::MIN)].into_iter().collect::<BTreeMap<String, u64>>()).values().sum::<u64>())), (v19.clone(), v18)].into_iter().collect::<BTreeMap<String, u64>>()) { println!("{:?} {:?} {:?}", (((0.0 / 1.5) + (0.0 + 1.5)) * ((12345.675 * 0.0) % 0.0)), (Duration::from_micros(((Duration::from_millis(3).saturating_sub(Duration::from_millis(3))).as_millis() as u64))), (vec![vec![(through((vec![3, 1, 2].get(1usize).copied().unwrap_or(v18)) % 30)); 0]; 2]));
println!("{}", v18);
let mut v26: Vec<Vec<u64>> = (Vec::new().into_iter().filter(|row| row.len() > 2).collect::<Vec<Vec<u64>>>());
v26.push(((vec![vec![v18; 2]; 9]).into_iter().last().unwrap_or(((0..2).collect::<Vec<u64>>()))));
 }
let mut v27: Option<u64> = ((Vec::new().concat()).iter().find(|x| **x == 7u64).cloned());
User::new("Ada", 36)
}
async fn main() {
for v28 in (((vec![("a b,c".to_string(), 7u64), ("".to_string(), u64::MIN)].into_iter().collect::<BTreeMap<String, u64>>()).values().cloned().collect::<Vec<u64>>()).iter().take_while(|x| **x < ((match u64::MIN { 0 => u64::MAX, 1 | 2 => u64::MAX, 3..=9 => u64::MIN, other if true => other, _ => 1u64 }).saturating_mul((if true { u64::MIN } else { u64::MAX })))).copied().collect::<Vec<u64>>()) { if (None.is_some_and(|x| x > ((Vec::new().iter().max().cloned().unwrap_or(1u64)) - v28))) { println!("{}", v28);
let (v29, v30) = (1, "one".to_string());
 }
let mut v31: u8 = ((match (u8::MAX * 1u8) { 0 => (63), 1 | 2 => (u8::MIN.wrapping_add(1u8)), 3..=9 => (1), other if (0.0 < 0.0) => other, _ => (1u8.pow(1)) }).rem_euclid(((1) * (if false { u8::MIN } else { 1u8 }))));
 }
sleep(Duration::from_millis(3)).await;
let mut v32: i8 = (i8::MIN.rem_euclid((7i8.saturating_sub((i8::MAX.min(i8::MAX))))));
let mut v33: VecDeque<u64> = VecDeque::new();
let mut v34: BTreeSet<u64> = (((Vec::new().into_iter().last().unwrap_or(vec![3, 1, 2])).iter().take_while(|x| **x < (through(7u64 % 30))).copied().collect::<Vec<u64>>()).into_iter().collect::<BTreeSet<u64>>());
loop { println!("{:?} {:?} {:?} {:?}", (vec![(((format!("{:?} {:?} {:?} {:.3}", BTreeMap::new(), User::new("Ada", 36), Shape::Point, 0.0)).split_whitespace().map(|word| word.to_string()).collect::<Vec<String>>().join("")), (area(&(Shape::Circle(1u64))))), ((("a b,c".to_string().split_whitespace().map(|word| word.to_string()).collect::<Vec<String>>().join("")) + &(String::from("häßlich 😀").replace(&"a b,c".to_string(), &"a b,c".to_string()))), ((7u64.clamp(1u64, u64::MAX)) | (u64::MAX.checked_add(u64::MIN).unwrap_or(7u64))))].into_iter().collect::<BTreeMap<String, u64>>()), (Shape::Circle(((u64::MAX.rem_euclid(u64::MAX)).saturating_mul((1u64 + 1u64))))), User::new("Ada", 36), (((both(false).map_err(|why| why + "!")).map(|x| x / 3)).map_err(|why| why + "!")));
loop { println!("{:?} {:?} {:?}", 12345.675, Duration::from_millis(3), (vec![vec![(through((1u64 * 7u64) % 30)); 63]; 63]));
let mut v35 = ((format!("{:>8}|{:<3}|{:^1}|{:+}|{:05}", (format!("{}-{:?}", String::from("häßlich 😀"), vec![3, 1, 2])), (Vec::new().iter().map(|x| x.wrapping_add(u64::MIN)).product::<u64>()), String::from("häßlich 😀"), (match 7i64 { 0 => i64::MAX, 1 | 2 => i64::MIN, 3..=9 => 1i64, other if true => other, _ => i64::MIN }), (7i64 as i32))).lines().last().unwrap_or("").to_string());
let v36 = random(0..10);
 if (!((None.ok_or(String::from("häßlich 😀"))).is_err())) { break; } }
if let Ok(found) = db::get("users", &String::from("häßlich 😀")).await { println!("{:?}", found); }
 if ((!(!false)) || ((User::new(&"".to_string(), 1u64)) == (User::new("Ada", 36).older(u64::MAX)))) { break; } }
match (Shape::Circle(((depth(u64::MIN % 1100)) | (7u64 - 1u64)))) { Shape::Point => { let mut v38: VecDeque<u64> = (((Vec::new().into_iter().filter(|row| row.len() > 9).collect::<Vec<Vec<u64>>>()).concat()).into_iter().collect::<VecDeque<u64>>());
println!("{:?}", v1((!true)));
v33.push_back((((BTreeMap::new().values().cloned().collect::<Vec<u64>>()).iter().map(|x| x.wrapping_add(({ let held = u64::MAX; held }))).product::<u64>()).checked_div((depth(('a' as u64) % 1100))).unwrap_or(((7i64 >> u64::MIN).abs_diff((7i64 << 1))))));
 } Shape::Circle(v39) => { if (!(v39 < v39)) { println!("{:?}", v1(((i64::MAX as u64) < (both(false).unwrap_or(u64::MAX)))));
 }
let v41 = slow(3).await;
let mut v42 = "".to_string();
 } _ => {} }
let mut v43 = 1.5;
let mut v44: Vec<u64> = ((0..20).collect::<Vec<u64>>());
}

#[derive(Clone, Debug, PartialEq)]
struct User { name: String, age: u64 }
impl User {
    fn new(name: &str, age: u64) -> Self { Self { name: name.to_string(), age } }
    fn is_adult(&self) -> bool { self.age >= 18 }
    fn grow(&mut self, years: u64) { self.age = self.age.wrapping_add(years); }
    fn older(&self, years: u64) -> User { User { name: self.name.clone(), age: self.age.saturating_add(years) } }
    fn down(&self, left: u64) -> u64 { if left == 0 { self.age } else { self.down(left - 1) } }
}
#[derive(Clone, Debug, PartialEq)]
enum Shape { Point, Circle(u64), Rect { width: u64, height: u64 } }
#[derive(Clone, Debug, PartialEq)]
struct Link { next: Option<Link>, value: u64 }
#[derive(Clone, Debug, PartialEq)]
enum Tree { Leaf, Node(Vec<Tree>) }
fn area(shape: &Shape) -> u64 {
    match shape {
        Shape::Point => 0,
        Shape::Circle(radius) => radius.saturating_mul(*radius),
        Shape::Rect { width, height } => width.saturating_mul(*height),
    }
}
fn half(number: u64) -> Option<u64> { if number % 2 == 0 { Some(number / 2) } else { None } }
fn quarter(number: u64) -> Option<u64> { half(half(number)?) }
fn parse(flag: bool) -> Result<u64, String> { if flag { Ok(7) } else { Err("no flag".to_string()) } }
fn both(flag: bool) -> Result<u64, String> { let number = parse(flag)?; Ok(number + 1) }
fn fill(list: &mut Vec<u64>, upto: u64) { for number in 0..upto { list.push(number); } }
fn bump(number: &mut u64) { *number = number.wrapping_add(1); }
fn fibonacci(n: u64) -> u64 { if n < 2 { n } else { fibonacci(n - 1) + fibonacci(n - 2) } }
fn depth(n: u64) -> u64 { if n == 0 { 0 } else { depth(n - 1) + 1 } }
fn apply(function: impl Fn(u64) -> u64, number: u64) -> u64 { function(number) }
fn through(n: u64) -> u64 { if n == 0 { 0 } else { vec![n].iter().map(|x| through(x - 1)).sum::<u64>() } }
fn quicksort(list: Vec<u64>) -> Vec<u64> {
    let Some(pivot) = list.first().cloned() else { return Vec::new(); };
    let mut less = quicksort(list.iter().filter(|x| **x < pivot).cloned().collect::<Vec<u64>>());
    less.extend(list.iter().filter(|x| **x == pivot).cloned().collect::<Vec<u64>>());
    less.extend(quicksort(list.iter().filter(|x| **x > pivot).cloned().collect::<Vec<u64>>()));
    less
}
async fn slow(n: u64) -> u64 { sleep(Duration::from_millis(n)).await; n }
async fn deeper(n: u64) -> u64 { sleep(Duration::from_millis(1)).await; if n == 0 { 0 } else { deeper(n - 1).await } }
