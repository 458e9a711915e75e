//! An order is kept, paid and confirmed, in one transaction where that is needed.

struct Order { id: u64, cents: u64 }
struct User { name: String }

async fn place(id: u64, cents: u64) -> Result<u64, Error> {
    let order = Order { id, cents };
    let transaction = Transaction::new().insert("orders", &order).insert("users", User { name: format!("user {id}") });
    db::commit(transaction).await?;
    email::send("ada@example.org", &format!("order {id}")).await?;
    Ok(cents)
}

async fn main() {
    let mut sum = 0;
    for id in 0..3 {
        match place(id, id * 100 + 50).await {
            Ok(cents) => sum += cents,
            Err(why) => println!("{:?}", why),
        }
    }
    println!("{sum} {:?}", place(1, 5).await.is_err());
}
