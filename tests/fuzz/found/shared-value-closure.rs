async fn main() {
    let mut nested = |x| x + 1;
    for _ in 0..60 {
        nested = { let inner = nested; |x| inner(inner(x)) };
    }
    println!("{}", nested(1));
}
