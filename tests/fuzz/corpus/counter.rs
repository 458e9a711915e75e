//! Counts words.

async fn main() {
    let text = "the quick brown fox jumps over the lazy dog and the cat";
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for word in text.split_whitespace() {
        let count = counts.get(word).cloned().unwrap_or(0);
        counts.insert(word.to_string(), count + 1);
    }
    for (word, count) in &counts {
        if *count > 1 {
            println!("{word:>8}: {count}");
        }
    }
    println!("{}", counts.values().sum::<u64>());
}
