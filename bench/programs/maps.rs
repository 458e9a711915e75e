fn program() -> i64 {
    let mut keys = Vec::new();
    for number in 0..200 {
        keys.push(format!("key-{number}"));
    }
    let mut stock = BTreeMap::new();
    for key in &keys {
        stock.insert(key.clone(), 0);
    }
    for round in 0..50 {
        for key in &keys {
            let old = stock[key];
            stock.insert(key.clone(), old + round);
        }
    }
    let mut sum: i64 = 0;
    for key in &keys {
        sum = sum * 3 % 1_000_003 + stock[key];
    }
    sum
}
