//! Sorts by hand, and compares with the library.

fn insertion(mut list: Vec<i64>) -> Vec<i64> {
    for end in 1..list.len() {
        let mut at = end;
        while at > 0 && list[at - 1] > list[at] {
            list.swap(at - 1, at);
            at -= 1;
        }
    }
    list
}

fn merge(left: Vec<i64>, right: Vec<i64>) -> Vec<i64> {
    match (left.first().cloned(), right.first().cloned()) {
        (Some(a), Some(b)) if a <= b => {
            let mut all = vec![a];
            all.extend(merge(left[1..].to_vec(), right));
            all
        }
        (Some(_), Some(b)) => {
            let mut all = vec![b];
            all.extend(merge(left, right[1..].to_vec()));
            all
        }
        (None, _) => right,
        (_, None) => left,
    }
}

async fn main() {
    let list = vec![5, -2, 9, 0, 3, 3, -7];
    let mut sorted = list.clone();
    sorted.sort();
    assert_eq!(insertion(list), sorted);
    println!("{:?}", merge(vec![1, 4, 6], vec![2, 3, 7]));
    sorted.sort_by_key(|x| (*x).abs());
    sorted.dedup();
    println!("{:?} {:?}", sorted, sorted.iter().min());
}
