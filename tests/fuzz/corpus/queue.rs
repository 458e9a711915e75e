//! The shortest way through a small graph.

fn shortest(edges: &BTreeMap<u64, Vec<u64>>, from: u64, to: u64) -> Option<u64> {
    let mut seen = BTreeSet::new();
    let mut waiting = VecDeque::new();
    waiting.push_back((from, 0));
    while let Some((place, length)) = waiting.pop_front() {
        if place == to {
            return Some(length);
        }
        if seen.contains(&place) {
            continue;
        }
        seen.insert(place);
        if let Some(nexts) = edges.get(&place) {
            for next in nexts {
                waiting.push_back((*next, length + 1));
            }
        }
    }
    None
}

async fn main() {
    let mut edges = BTreeMap::new();
    edges.insert(1, vec![2, 3]);
    edges.insert(2, vec![4]);
    edges.insert(3, vec![4, 5]);
    edges.insert(5, vec![1]);
    println!("{:?} {:?}", shortest(&edges, 1, 5), shortest(&edges, 4, 1));
}
