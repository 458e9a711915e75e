//! One process asks another that has the same code.

struct Question { text: String, weight: u64 }

async fn answer(question: Question) -> Result<String, String> {
    sleep(Duration::from_millis(5)).await;
    if question.weight > 10 { Err("too heavy".to_string()) } else { Ok(question.text.to_ascii_uppercase()) }
}

async fn main() {
    for weight in [1, 100] {
        let question = Question { text: format!("how heavy is {weight}?"), weight };
        println!("{:?}", peer::answer(&question).await);
    }
}
