//! Variants that stand right below one another become tabs in the page. Without a script they stay
//! as they stand.

use crate::scenarios::{Place, Show};

/// Where a place stands among tabs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Edge {
    /// Whether it is the first of several.
    begins: bool,
    /// Whether it is the last of several.
    ends: bool,
}

/// Where each place of a chapter stands among tabs: different variants of one scenario with nothing
/// but empty lines between them belong together.
pub(crate) fn edges(text: &str, places: &[Place]) -> Vec<Edge> {
    let mut edges = vec![Edge::default(); places.len()];
    let mut first = 0;
    for at in 1..=places.len() {
        let group = &places[first..at];
        if places.get(at).is_some_and(|next| goes_on(text, group, next)) {
            continue;
        }
        if group.len() > 1 {
            edges[first].begins = true;
            edges[at - 1].ends = true;
        }
        first = at;
    }
    edges
}

/// Whether the next place belongs to those before it.
fn goes_on(text: &str, group: &[Place], next: &Place) -> bool {
    let variant = |place: &Place| match &place.show {
        Show::Variant { name, .. } => Some((place.scenario, name.clone())),
        _ => None,
    };
    let (Some(last), Some((scenario, name))) = (group.last(), variant(next)) else { return false };
    let of_another = |place: &Place| {
        variant(place).is_some_and(|(known, other)| known == scenario && other != name)
    };
    group.iter().all(of_another) && next.fence.follows(&last.fence, text)
}

impl Edge {
    /// The lines of a widget, with what opens and closes the tabs around it.
    pub(crate) fn wrap(self, lines: Vec<String>) -> Vec<String> {
        let open = ["<what-if-tabs>", ""].map(str::to_owned);
        let close = ["", "</what-if-tabs>"].map(str::to_owned);
        let mut all: Vec<String> = open.into_iter().filter(|_| self.begins).collect();
        all.extend(lines);
        all.extend(close.into_iter().filter(|_| self.ends));
        all
    }
}
