//! Places in an order.
//!
//! The library's sort is written out once for every key that it is given, and these few would make a
//! twentieth of what a page loads. Here one key has to do: a hash, or a moment.

/// Sorts by a hash, and what has the same hash by its place.
pub(super) fn sort(hashed: &mut [(u128, usize)]) {
    hashed.sort_unstable();
}

/// Sorts by a moment. What is of the same moment stays as it was.
pub(super) fn sort_by_moment(places: &mut Vec<usize>, moment: &dyn Fn(usize) -> u32) {
    let numbered = places.iter().enumerate();
    let mut hashed: Vec<(u128, usize)> =
        numbered.map(|(nth, at)| (u128::from(moment(*at)), nth)).collect();
    sort(&mut hashed);
    *places = hashed.into_iter().map(|(_, nth)| places[nth]).collect();
}

/// Puts a place behind those of a sorted list that are not of a later moment.
pub(super) fn insert(places: &mut Vec<u32>, place: u32, moment: &dyn Fn(u32) -> u32) {
    let at = places.partition_point(|other| moment(*other) <= moment(place));
    places.insert(at, place);
}
