//! Tries again until a mail is sent.

async fn send(to: &str, text: &str) -> bool {
    let mut pause = Duration::from_millis(10);
    for attempt in 1..=4 {
        match email::send_once("welcome", to, text).await {
            Ok(_) => return true,
            Err(why) => println!("attempt {attempt}: {:?}", why),
        }
        sleep(pause).await;
        pause = pause * 2;
    }
    false
}

async fn main() {
    println!("{}", send("ada@example.org", "Welcome!").await);
}
