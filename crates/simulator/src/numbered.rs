//! A small map from numbers.

/// Things that have numbers, in the order of their numbers.
///
/// A sorted list: worlds hold few things at a time and add them in the order of their numbers,
/// and each kind of tree map would cost the engine in the page some 7 KB.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Numbered<T>(Vec<(u32, T)>);

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Numbered<T> {
    fn find(&self, number: u32) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| known.cmp(&number))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The thing of this number.
    pub fn get(&self, number: u32) -> Option<&T> {
        self.find(number).ok().map(|at| &self.0[at].1)
    }

    /// The thing of this number, to be changed.
    pub fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        self.find(number).ok().map(|at| &mut self.0[at].1)
    }

    /// The thing of this number, to be changed; made first where there is none.
    pub fn get_or_insert_with(&mut self, number: u32, make: impl FnOnce() -> T) -> &mut T {
        let at = match self.find(number) {
            Ok(at) => at,
            Err(at) => {
                self.0.insert(at, (number, make()));
                at
            }
        };
        &mut self.0[at].1
    }

    /// Adds a thing, in the place of one that has the same number.
    pub fn insert(&mut self, number: u32, thing: T) {
        match self.find(number) {
            Ok(at) => self.0[at].1 = thing,
            Err(at) => self.0.insert(at, (number, thing)),
        }
    }

    /// Takes the thing of this number out.
    pub fn remove(&mut self, number: u32) -> Option<T> {
        self.find(number).ok().map(|at| self.0.remove(at).1)
    }

    /// Removes all whose numbers are less than this.
    pub fn forget_before(&mut self, number: u32) {
        let at = self.0.partition_point(|(known, _)| *known < number);
        self.0.drain(..at);
    }

    /// Removes all of them.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Keeps those of which this is true.
    pub fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) {
        self.0.retain(|(_, thing)| keep(thing));
    }

    /// The smallest number that nothing has. Numbers stay small, and so local states that came
    /// about in different ways are alike.
    pub fn free(&self) -> u32 {
        let taken = self.0.iter().zip(0..).take_while(|((number, _), at)| number == at);
        taken.count() as u32
    }

    /// All of them, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().map(|(_, thing)| thing)
    }

    /// All of them, in the order of their numbers.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (u32, &T)> {
        self.0.iter().map(|(number, thing)| (*number, thing))
    }
}

impl<T> IntoIterator for Numbered<T> {
    type Item = (u32, T);
    type IntoIter = std::vec::IntoIter<(u32, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::Numbered;

    #[test]
    fn the_free_number_is_the_first_gap() {
        let mut things = Numbered::default();
        for number in [0, 1, 2, 5] {
            assert_eq!(things.free(), number.min(3));
            things.insert(number, ());
        }
        things.remove(1);
        assert_eq!(things.free(), 1);
    }
}
