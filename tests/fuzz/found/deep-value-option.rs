async fn main() {
    let mut nested = None;
    loop {
        nested = Some(nested);
    }
}
