fn program() -> i64 {
    let mut state: i64 = 1;
    let mut sum: i64 = 0;
    let mut round: i64 = 0;
    while round < 40_000 {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
        sum = sum + state % 7 - round % 3;
        round += 1;
    }
    sum
}
