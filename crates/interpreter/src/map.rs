//! Maps and sets of the language.

use crate::value::{Value, drop_all};

/// Keys with their values, in the order of the keys. A set is a map to `()`.
///
/// A sorted list: the maps of example code are small, are read and compared more often than they
/// grow, and a tree map would cost the engine in the page 25 KB for each of the two.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Map(Vec<(Value, Value)>);

/// However deep the values are, dropping them takes no more of the native stack.
impl Drop for Map {
    fn drop(&mut self) {
        if self.0.iter().any(|(key, value)| key.has_parts() || value.has_parts()) {
            drop_all(self.take().into_iter().flat_map(|(key, value)| [key, value]).collect());
        }
    }
}

impl Map {
    /// Takes all entries out.
    pub(crate) fn take(&mut self) -> Vec<(Value, Value)> {
        std::mem::take(&mut self.0)
    }

    fn find(&self, key: &Value) -> Result<usize, usize> {
        match key {
            // Most keys are texts, whose order is told without looking at what else they might be.
            Value::Text(text) => self.0.binary_search_by(|(known, _)| match known {
                Value::Text(known) => known.as_bytes().cmp(text.as_bytes()),
                other => other.cmp(key),
            }),
            key => self.0.binary_search_by(|(known, _)| known.cmp(key)),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn get(&self, key: &Value) -> Option<&Value> {
        self.find(key).ok().map(|at| &self.0[at].1)
    }

    pub(crate) fn get_mut(&mut self, key: &Value) -> Option<&mut Value> {
        self.find(key).ok().map(|at| &mut self.0[at].1)
    }

    pub(crate) fn contains(&self, key: &Value) -> bool {
        self.find(key).is_ok()
    }

    /// Puts a value under a key; gives back the one that it had.
    pub(crate) fn insert(&mut self, key: Value, value: Value) -> Option<Value> {
        match self.find(&key) {
            Ok(at) => Some(std::mem::replace(&mut self.0[at].1, value)),
            Err(at) => {
                self.0.insert(at, (key, value));
                None
            }
        }
    }

    /// Adds an element of a set; says whether it is new.
    pub(crate) fn add(&mut self, element: Value) -> bool {
        self.insert(element, Value::Unit).is_none()
    }

    pub(crate) fn remove(&mut self, key: &Value) -> Option<Value> {
        self.find(key).ok().map(|at| self.0.remove(at).1)
    }

    /// Changes every value where it stands.
    pub(crate) fn each_value(&mut self, mut change: impl FnMut(&mut Value)) {
        self.0.iter_mut().for_each(|(_, value)| change(value));
    }

    pub(crate) fn entries(&self) -> &[(Value, Value)] {
        &self.0
    }

    /// Adds to the end, for entries that come in the order of their keys.
    pub(crate) fn push(&mut self, entry: &(Value, Value)) {
        self.0.push(entry.clone());
    }

    /// The position of the first entry whose key is not before this one.
    pub(crate) fn first_from(&self, key: &Value) -> usize {
        self.find(key).unwrap_or_else(|at| at)
    }

    /// The entries before a key, and the others.
    pub(crate) fn split(&self, key: &Value) -> (Self, Self) {
        let (low, high) = self.0.split_at(self.first_from(key));
        (Self(low.to_vec()), Self(high.to_vec()))
    }

    pub(crate) fn keys(&self) -> Vec<Value> {
        self.0.iter().map(|(key, _)| key.clone()).collect()
    }

    pub(crate) fn values(&self) -> Vec<Value> {
        self.0.iter().map(|(_, value)| value.clone()).collect()
    }

    /// The entries whose keys are, or are not, in another map.
    pub(crate) fn selected(&self, other: &Self, present: bool) -> Self {
        let entries = self.0.iter().filter(|(key, _)| other.contains(key) == present);
        Self(entries.cloned().collect())
    }
}
