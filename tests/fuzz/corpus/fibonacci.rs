//! The same numbers in two ways.

fn slowly(n: u64) -> u64 {
    if n < 2 { n } else { slowly(n - 1) + slowly(n - 2) }
}

fn quickly(n: u64) -> u64 {
    let (mut current, mut next) = (0, 1);
    for _ in 0..n {
        let sum = current + next;
        current = next;
        next = sum;
    }
    current
}

async fn main() {
    for n in 0..12 {
        assert_eq!(slowly(n), quickly(n), "they differ at {}", n);
    }
    println!("{}", quickly(90));
}
