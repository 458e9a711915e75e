//! The game of life for a few generations.

const SIZE: usize = 5;

fn neighbours(grid: &Vec<Vec<bool>>, row: usize, column: usize) -> usize {
    let mut count = 0;
    for down in 0..3 {
        for right in 0..3 {
            let (r, c) = ((row + down + SIZE - 1) % SIZE, (column + right + SIZE - 1) % SIZE);
            if (down != 1 || right != 1) && grid[r][c] {
                count += 1;
            }
        }
    }
    count
}

fn next(grid: &Vec<Vec<bool>>) -> Vec<Vec<bool>> {
    let mut after = vec![vec![false; SIZE]; SIZE];
    for row in 0..SIZE {
        for column in 0..SIZE {
            after[row][column] = matches!((grid[row][column], neighbours(grid, row, column)), (true, 2) | (_, 3));
        }
    }
    after
}

async fn main() {
    let mut grid = vec![vec![false; SIZE]; SIZE];
    for (row, column) in [(0, 1), (1, 2), (2, 0), (2, 1), (2, 2)] {
        grid[row][column] = true;
    }
    for _ in 0..4 {
        grid = next(&grid);
        for row in &grid {
            let line: String = row.iter().map(|alive| if *alive { '#' } else { '.' }).collect();
            println!("{line}");
        }
    }
}
