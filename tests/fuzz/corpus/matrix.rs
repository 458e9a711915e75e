//! Matrices and their products.

fn product(left: &Vec<Vec<i64>>, right: &Vec<Vec<i64>>) -> Vec<Vec<i64>> {
    let mut result = vec![vec![0; right[0].len()]; left.len()];
    for row in 0..left.len() {
        for column in 0..right[0].len() {
            for at in 0..right.len() {
                result[row][column] += left[row][at] * right[at][column];
            }
        }
    }
    result
}

async fn main() {
    let turn = vec![vec![0, -1], vec![1, 0]];
    let mut turned = vec![vec![1, 0], vec![0, 1]];
    for _ in 0..4 {
        turned = product(&turned, &turn);
        println!("{:?}", turned);
    }
}
