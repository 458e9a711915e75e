//! Functions as values.

fn apply(function: impl Fn(u64) -> u64, times: u64, start: u64) -> u64 {
    let mut value = start;
    for _ in 0..times {
        value = function(value);
    }
    value
}

async fn main() {
    let offset = 3;
    let add = |x| x + offset;
    let both = |x| add(add(x));
    println!("{} {}", apply(add, 4, 1), apply(both, 2, 10));
    let words = ["b", "a", "c"];
    let mut shouted: Vec<String> = words.iter().map(|word| word.to_ascii_uppercase()).collect();
    shouted.sort();
    println!("{}", shouted.join(", "));
}
