//! What may not be there.

fn digit(sign: char) -> Option<u64> {
    "0123456789".chars().position(|known| known == sign).map(|at| at as u64)
}

fn number(text: &str) -> Option<u64> {
    let mut value: u64 = 0;
    for sign in text.chars() {
        value = value.checked_mul(10)?.checked_add(digit(sign)?)?;
    }
    if text.is_empty() { None } else { Some(value) }
}

async fn main() {
    for text in ["42", "", "4x", "99999999999999999999"] {
        match number(text) {
            Some(value) if value > 40 => println!("{value} is large"),
            Some(value) => println!("{value}"),
            None => println!("`{text}` is no number"),
        }
    }
    let Some(seven) = number("7") else { panic!("seven is a number") };
    println!("{}", number("x").or(Some(seven)).map_or(0, |value| value * 2));
}
