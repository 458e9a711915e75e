async fn main() {
    let mut nested = slow(1);
    for _ in 0..100_000 {
        nested = slow(nested);
    }
}

async fn slow(n: u64) -> u64 {
    n
}
