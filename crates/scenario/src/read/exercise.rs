//! What an author says of an exercise.

use super::Reader;
use super::table::{Item, Table};

/// Who needs more hints than these is told the solution.
const HINTS_MAX: usize = 9;

impl Reader {
    /// What may be told to a reader who asks, one after the other.
    pub(super) fn hints(&mut self, root: &Table<'_>) -> Vec<String> {
        let Some(table) = root.table(self, "exercise") else { return Vec::new() };
        table.only(self, &["hints"]);
        let Some(item) = table.get("hints") else {
            let help = "give hints, `hints = [\"…\", \"…\"]`, or leave out `[exercise]`";
            let spot = root.get("exercise").map_or(0..0, Item::spot);
            self.report(spot, "this says nothing of the exercise", help.to_owned());
            return Vec::new();
        };
        let hints: Vec<String> = item.list(self).iter().map(|hint| hint.text(self)).collect();
        if hints.len() > HINTS_MAX {
            let message =
                format!("there are {} hints, and at most {HINTS_MAX} may be", hints.len());
            self.report(item.spot(), message, None);
        }
        if hints.iter().any(|hint| hint.trim().is_empty()) {
            self.report(item.spot(), "a hint says nothing", "leave it out".to_owned());
        }
        hints
    }
}
