//! A map from hashes to numbers.

/// A map from 128-bit hashes to numbers, with open addressing and linear probing.
///
/// The keys are well spread already, and nothing ever goes round in the order of the places: that
/// is why it may be what the maps of Rust's library may not.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    /// A power of two of places, at least a quarter of them free. A key of zero is a free place.
    places: Vec<(u128, u32)>,
    taken: usize,
}

impl Table {
    /// The number of this key.
    pub(crate) fn get(&self, key: u128) -> Option<u32> {
        let (found, number) = *self.places.get(self.find(key)?)?;
        (found != 0).then_some(number)
    }

    /// Gives a key a number, in the place of another that it may have.
    pub(crate) fn insert(&mut self, key: u128, number: u32) {
        if self.taken * 4 >= self.places.len() * 3 {
            self.grow();
        }
        let Some(at) = self.find(key) else { return };
        if self.places[at].0 == 0 {
            self.taken += 1;
        }
        self.places[at] = (key.max(1), number);
    }

    /// How many bytes it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.places.capacity() * size_of::<(u128, u32)>()
    }

    /// The place of a key, or the free one in which it would stand.
    fn find(&self, key: u128) -> Option<usize> {
        let (key, mask) = (key.max(1), self.places.len().checked_sub(1)?);
        let mut at = key as usize & mask;
        while !matches!(self.places[at].0, found if found == 0 || found == key) {
            at = (at + 1) & mask;
        }
        Some(at)
    }

    fn grow(&mut self) {
        let wider = vec![(0, 0); (self.places.len() * 2).max(64)];
        for (key, number) in std::mem::replace(&mut self.places, wider) {
            if key != 0
                && let Some(at) = self.find(key)
            {
                self.places[at] = (key, number);
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
