//! Rows go into a table, and come out of it.

struct User { name: String, age: u64 }

async fn main() {
    let ada = User { name: "Ada".to_string(), age: 36 };
    match db::insert("users", &ada).await {
        Ok(_) => println!("kept"),
        Err(Error::Duplicate) => println!("there is one already"),
        Err(why) => println!("it failed: {:?}", why),
    }
    let again = db::insert("users", &ada).await;
    println!("{:?}", again.is_err());
    if let Ok(Some(found)) = db::get("users", "Ada").await {
        println!("{:?}", found);
    }
    println!("{:?}", db::scan("users").await);
}
