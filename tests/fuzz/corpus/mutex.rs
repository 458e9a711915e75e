//! Several tasks share one number.

async fn add(shared: Arc<Mutex<u64>>, times: u64) {
    for _ in 0..times {
        let mut number = shared.lock().await;
        *number += 1;
    }
}

async fn main() {
    let shared = Arc::new(Mutex::new(0));
    let first = spawn(add(shared.clone(), 3));
    let second = spawn(add(shared.clone(), 4));
    first.await;
    second.await;
    println!("{}", *shared.lock().await);
}
