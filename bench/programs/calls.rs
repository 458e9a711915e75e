fn fibonacci(n: i64) -> i64 {
    if n < 2 { n } else { fibonacci(n - 1) + fibonacci(n - 2) }
}

fn add(left: i64, right: i64) -> i64 {
    left + right
}

fn twice(n: i64) -> i64 {
    add(n, n)
}

fn program() -> i64 {
    let mut sum = fibonacci(20);
    let mut round: i64 = 0;
    while round < 15_000 {
        sum = add(sum, twice(round) % 5);
        round += 1;
    }
    sum
}
