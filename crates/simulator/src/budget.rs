//! How many faults of each kind.

use std::fmt;

/// How many faults of each kind may happen, or have happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Budget {
    /// Processes killed; they restart at any later moment.
    pub crash: u8,
    /// Messages lost.
    pub lose: u8,
    /// Requests that arrive twice.
    pub duplicate: u8,
    /// Messages that timers may overtake.
    pub delay: u8,
    /// Nodes that answer nobody from some moment on.
    pub omission: u8,
    /// Links that are cut, of those that are listed; they are mended at any later moment.
    pub cut: u8,
    /// Other things that are listed, such as a pause or a wrong clock.
    pub other: u8,
}

impl Budget {
    /// The kinds by the names that authors write, in their order.
    pub const KINDS: [&'static str; 7] =
        ["crash", "lose", "duplicate", "delay", "omission", "cut", "other"];

    /// As many of each kind as can be counted.
    pub(crate) const UNLIMITED: Self = Self {
        crash: u8::MAX,
        lose: u8::MAX,
        duplicate: u8::MAX,
        delay: u8::MAX,
        omission: u8::MAX,
        cut: u8::MAX,
        other: u8::MAX,
    };

    /// How many faults these are together.
    pub fn total(self) -> u32 {
        self.counts().iter().map(|(_, count)| u32::from(*count)).sum()
    }

    /// How many of the kind with this name.
    pub fn get_mut(&mut self, kind: &str) -> Option<&mut u8> {
        Some(match kind {
            "crash" => &mut self.crash,
            "lose" => &mut self.lose,
            "duplicate" => &mut self.duplicate,
            "delay" => &mut self.delay,
            "omission" => &mut self.omission,
            "cut" => &mut self.cut,
            "other" => &mut self.other,
            _ => return None,
        })
    }

    /// The kinds with how many of each.
    pub fn counts(self) -> [(&'static str, u8); 7] {
        let Self { crash, lose, duplicate, delay, omission, cut, other } = self;
        let counts = [crash, lose, duplicate, delay, omission, cut, other];
        std::array::from_fn(|at| (Self::KINDS[at], counts[at]))
    }

    /// Whether there are at most as many of each kind as here.
    pub(crate) fn covers(self, other: Self) -> bool {
        self.counts().iter().zip(other.counts()).all(|(own, other)| own.1 >= other.1)
    }

    /// What is left when these have been spent.
    pub(crate) fn less(self, spent: Self) -> Self {
        Self {
            crash: self.crash.saturating_sub(spent.crash),
            lose: self.lose.saturating_sub(spent.lose),
            duplicate: self.duplicate.saturating_sub(spent.duplicate),
            delay: self.delay.saturating_sub(spent.delay),
            omission: self.omission.saturating_sub(spent.omission),
            cut: self.cut.saturating_sub(spent.cut),
            other: self.other.saturating_sub(spent.other),
        }
    }

    /// All counts in one number.
    pub(crate) fn packed(self) -> u64 {
        self.counts().iter().fold(0, |packed, (_, count)| packed << 8 | u64::from(*count))
    }
}

/// In words: *1 crash and 2 lost messages*.
impl fmt::Display for Budget {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = [
            ("crash", "crashes"),
            ("lost message", "lost messages"),
            ("duplicate", "duplicates"),
            ("delay", "delays"),
            ("omission", "omissions"),
            ("cut", "cuts"),
            ("other fault", "other faults"),
        ];
        let some: Vec<_> =
            self.counts().into_iter().zip(words).filter(|((_, count), _)| *count > 0).collect();
        if some.is_empty() {
            return out.write_str("no fault");
        }
        for (at, ((_, count), (one, many))) in some.iter().enumerate() {
            let before = match at {
                0 => "",
                _ if at + 1 == some.len() => " and ",
                _ => ", ",
            };
            write!(out, "{before}{count} {}", if *count == 1 { one } else { many })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Budget;

    #[test]
    fn a_budget_reads_as_people_say_it() {
        let budget = |crash, lose, delay| Budget { crash, lose, delay, ..Budget::default() };
        assert_eq!(budget(0, 0, 0).to_string(), "no fault");
        assert_eq!(budget(1, 0, 0).to_string(), "1 crash");
        assert_eq!(budget(1, 2, 0).to_string(), "1 crash and 2 lost messages");
        assert_eq!(budget(2, 1, 1).to_string(), "2 crashes, 1 lost message and 1 delay");
    }

    #[test]
    fn a_budget_covers_what_has_no_more_of_any_kind() {
        let of = |crash, lose| Budget { crash, lose, ..Budget::default() };
        assert!(of(1, 1).covers(of(1, 0)) && of(1, 1).covers(of(1, 1)));
        assert!(!of(2, 0).covers(of(0, 1)) && !of(0, 1).covers(of(1, 0)));
        assert_eq!(of(3, 1).less(of(1, 2)), of(2, 0));
        assert_ne!(of(1, 0).packed(), of(0, 1).packed());
    }
}
