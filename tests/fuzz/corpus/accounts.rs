//! Money goes from one account to another, and none is lost.

#[derive(Clone, Debug, PartialEq)]
struct Account { owner: String, cents: u64 }

fn transfer(accounts: &mut Vec<Account>, from: usize, to: usize, cents: u64) -> Result<(), String> {
    if accounts[from].cents < cents {
        return Err(format!("{} has only {}", accounts[from].owner, accounts[from].cents));
    }
    accounts[from].cents -= cents;
    accounts[to].cents += cents;
    Ok(())
}

async fn main() {
    let mut accounts = Vec::new();
    for (owner, cents) in [("Ada", 500), ("Ben", 20)] {
        accounts.push(Account { owner: owner.to_string(), cents });
    }
    println!("{:?}", transfer(&mut accounts, 0, 1, 120));
    println!("{:?}", transfer(&mut accounts, 1, 0, 9_000));
    let sum: u64 = accounts.iter().map(|account| account.cents).sum();
    assert_eq!(sum, 520);
}
