//! Two things at the same time.

async fn ask(name: &str, pause: u64) -> String {
    sleep(Duration::from_millis(pause)).await;
    format!("{name} after {pause}")
}

async fn main() {
    let (left, right) = join!(ask("left", 20), ask("right", 10));
    println!("{left}, {right}");
}
