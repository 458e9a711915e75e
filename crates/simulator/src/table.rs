//! A map from hashes to numbers.

/// A map from 128-bit hashes to numbers, with open addressing and linear probing.
///
/// The keys are well spread already, and nothing ever goes round in the order of the places: that
/// is why it may be what the maps of Rust's library may not.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    /// A power of two of places, at least a quarter of them free. A key of zero is a free place.
    keys: Vec<u128>,
    /// The numbers stand in a list of their own: beside its key each would take as much room.
    numbers: Vec<u32>,
    taken: usize,
}

impl Table {
    /// The number of this key.
    pub(crate) fn get(&self, key: u128) -> Option<u32> {
        let at = self.find(key)?;
        (self.keys[at] != 0).then(|| self.numbers[at])
    }

    /// Gives a key a number, in the place of another that it may have.
    pub(crate) fn insert(&mut self, key: u128, number: u32) {
        if self.taken * 4 >= self.keys.len() * 3 {
            self.grow();
        }
        let Some(at) = self.find(key) else { return };
        if self.keys[at] == 0 {
            self.taken += 1;
        }
        self.keys[at] = key.max(1);
        self.numbers[at] = number;
    }

    /// How many bytes it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.keys.len() * (size_of::<u128>() + size_of::<u32>())
    }

    /// The place of a key, or the free one in which it would stand.
    fn find(&self, key: u128) -> Option<usize> {
        let (key, mask) = (key.max(1), self.keys.len().checked_sub(1)?);
        let mut at = key as usize & mask;
        while !matches!(self.keys[at], found if found == 0 || found == key) {
            at = (at + 1) & mask;
        }
        Some(at)
    }

    fn grow(&mut self) {
        let wider = (self.keys.len() * 2).max(64);
        let keys = std::mem::replace(&mut self.keys, vec![0; wider]);
        let numbers = std::mem::replace(&mut self.numbers, vec![0; wider]);
        for (key, number) in keys.into_iter().zip(numbers) {
            if key != 0
                && let Some(at) = self.find(key)
            {
                (self.keys[at], self.numbers[at]) = (key, number);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn what_was_put_in_is_found_and_nothing_else() {
        let mut table = Table::default();
        // Keys that fall into the same places, and the one that marks free ones.
        let key = |number: u128| number << 40;
        for number in 0..1_000 {
            assert_eq!(table.get(key(number)), None);
            table.insert(key(number), number as u32);
        }
        table.insert(key(7), 4_711);
        for number in 0..1_000 {
            let expected = if number == 7 { 4_711 } else { number as u32 };
            assert_eq!(table.get(key(number)), Some(expected));
        }
        assert_eq!(table.get(key(1_000)), None);
    }
}
