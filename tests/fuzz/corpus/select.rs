//! Whichever is ready first.

async fn slow() -> u64 {
    sleep(Duration::from_millis(50)).await;
    7
}

async fn main() {
    select! {
        number = slow() => println!("{number}"),
        _ = sleep(Duration::from_millis(10)) => println!("too slow"),
    }
    println!("{:?}", timeout(Duration::from_millis(100), slow()).await);
}
