//! Chains of iterators.

async fn main() {
    let squares: Vec<u64> = (1..=10).map(|x| x * x).filter(|x| x % 2 == 1).collect();
    println!("{:?}", squares);
    let total: u64 = squares.iter().zip(1..).map(|(square, weight)| square * weight).sum();
    println!("{total}");
    let (even, odd): (Vec<u64>, Vec<u64>) = (vec![2, 4], vec![1, 3]);
    let all: Vec<u64> = even.iter().chain(odd.iter()).rev().cloned().collect();
    println!("{:?} {:?}", all, all.iter().max());
    let longest = ["a", "ccc", "bb"].iter().max_by_key(|word| word.len()).unwrap();
    println!("{longest}");
    println!("{:?}", (0..20).step_by(5).skip(1).take_while(|x| *x < 15).collect::<Vec<u64>>());
    println!("{}", "one two".chars().filter(|sign| *sign != 'o').collect::<String>());
}
