//! Text in columns.

struct Line { name: String, price: f64, count: u32 }

async fn main() {
    let lines = [
        Line { name: "tea".to_string(), price: 2.5, count: 3 },
        Line { name: "häßliche Äpfel".to_string(), price: 0.333, count: 12 },
    ];
    for line in &lines {
        let Line { name, price, count } = line;
        println!("|{name:<16}|{price:>8.2}|{count:04}|{:^+7}|", -3);
    }
    println!("{:?} {:?} {{}}", "a \"quoted\" word", 'c');
}
