//! Which thing comes before which.

/// A relation between things by number that is closed: what comes before something comes before all
/// that comes after it.
#[derive(Clone)]
pub(super) struct Relation {
    words: usize,
    /// What comes after each, a bit each.
    after: Vec<u64>,
}

impl Relation {
    pub(super) fn new(size: usize) -> Self {
        let words = size.div_ceil(64);
        Self { words, after: vec![0; words * size] }
    }

    pub(super) fn has(&self, before: usize, after: usize) -> bool {
        self.after[before * self.words + after / 64] >> (after % 64) & 1 == 1
    }

    /// Says that one comes before the other, and all that follows from it. Whether that is new.
    pub(super) fn add(&mut self, before: usize, after: usize) -> bool {
        if self.has(before, after) {
            return false;
        }
        let size = self.after.len() / self.words;
        let mut later = self.row(after).to_vec();
        later[after / 64] |= 1 << (after % 64);
        for each in 0..size {
            if each == before || self.has(each, before) {
                for (word, more) in self.after[each * self.words..].iter_mut().zip(&later) {
                    *word |= more;
                }
            }
        }
        true
    }

    fn row(&self, at: usize) -> &[u64] {
        &self.after[at * self.words..(at + 1) * self.words]
    }
}
