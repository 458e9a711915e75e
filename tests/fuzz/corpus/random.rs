//! Throws dice until six comes.

async fn main() {
    let mut throws = 0;
    let last = loop {
        throws += 1;
        let side = random(1..=6);
        sleep(Duration::from_millis(side)).await;
        if side == 6 || throws > 50 {
            break side;
        }
    };
    println!("{last} after {throws}");
}
