//! Tables of plain text.

/// A table with a title: names to the left, numbers to the right.
pub(crate) struct Table {
    title: &'static str,
    names: usize,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with the heads of the columns of names, and of those of numbers.
    pub(crate) fn new(title: &'static str, names: &[&str], numbers: &[&str]) -> Self {
        let head = names.iter().chain(numbers).map(|&head| head.to_owned()).collect();
        Self { title, names: names.len(), rows: vec![head] }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, names: &[&str], numbers: &[String]) {
        let names = names.iter().map(|&name| name.to_owned());
        self.rows.push(names.chain(numbers.iter().cloned()).collect());
    }

    /// Prints the table after an empty line.
    pub(crate) fn print(&self) {
        println!("\n{}\n", self.title);
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        for row in &self.rows {
            let cells = row.iter().enumerate().map(|(column, cell)| {
                let width = width(column);
                if column < self.names {
                    format!("{cell:width$}")
                } else {
                    format!("{cell:>width$}")
                }
            });
            println!("{}", cells.collect::<Vec<_>>().join("  ").trim_end());
        }
    }
}
