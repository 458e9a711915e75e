//! A producer and a consumer.

async fn produce(sender: Sender<u64>) {
    for number in 0..5 {
        sleep(Duration::from_millis(10)).await;
        sender.send(number).await;
    }
}

async fn main() {
    let (sender, mut receiver) = mpsc::channel(2);
    spawn(produce(sender));
    let mut sum = 0;
    while let Some(number) = receiver.recv().await {
        sum += number;
    }
    println!("{sum}");
}
