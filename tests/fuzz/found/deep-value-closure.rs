async fn main() {
    let mut nested = |x| x + 1;
    for _ in 0..100_000 {
        nested = { let inner = nested; |x| inner(x) + 1 };
    }
}
