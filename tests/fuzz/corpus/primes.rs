//! The sieve of Eratosthenes.

const UPTO: usize = 50;

async fn main() {
    let mut is_prime = vec![true; UPTO];
    let mut at = 2;
    while at * at < UPTO {
        if is_prime[at] {
            let mut multiple = at * at;
            while multiple < UPTO {
                is_prime[multiple] = false;
                multiple += at;
            }
        }
        at += 1;
    }
    let primes: Vec<usize> = (2..UPTO).filter(|number| is_prime[*number]).collect();
    println!("{:?}", primes);
}
