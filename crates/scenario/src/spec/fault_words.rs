//! What goes wrong, in words.

use whatif_simulator::Time;

use super::{
    Alteration, Border, FaultKind, FaultPoint, Literal, MessagePoint, Mishap, Named, StepPoint,
    Trouble, ordinal,
};

impl FaultKind {
    /// The fault in words, as a sentence that goes on after a capital letter.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Crash { node, when, restart_us } => {
                let then = match restart_us {
                    Some(after) => format!(", and restarts after {}", time(*after)),
                    None => String::new(),
                };
                format!("{} is killed {}{then}", node.name, when.words())
            }
            Self::Message(point, mishap) => format!("{} {}", point.words("every"), mishap.words()),
            Self::Trouble { trouble, when, lasts_us } => {
                let while_it_lasts = match (when, lasts_us) {
                    (FaultPoint::AtUs(0), None) => String::new(),
                    (FaultPoint::AtUs(0), Some(lasts)) => {
                        format!(" for the first {}", time(*lasts))
                    }
                    (FaultPoint::AtUs(at), Some(lasts)) => {
                        format!(" from {} to {}", time(*at), time(at.saturating_add(*lasts)))
                    }
                    (FaultPoint::AtUs(at), None) => format!(" from {} on", time(*at)),
                    (when, Some(lasts)) => format!(" for {}, {}", time(*lasts), when.words()),
                    (when, None) => format!(", {}", when.words()),
                };
                format!("{}{while_it_lasts}", trouble.words())
            }
        }
    }

    /// The same of what may go wrong at any moment: it befalls some message, and not every one.
    #[cfg_attr(not(feature = "toml"), expect(dead_code, reason = "the page lists nothing new"))]
    pub(crate) fn listed_words(&self) -> String {
        match self {
            Self::Message(point, mishap) => format!("{} {}", point.words("a"), mishap.words()),
            other => other.words(),
        }
    }
}

impl Mishap {
    fn words(&self) -> String {
        match self {
            Self::Lost => "is lost".to_owned(),
            Self::DelayedUs(by) => format!("is held back for {}", time(*by)),
            Self::Duplicated => "arrives twice".to_owned(),
            Self::Altered(Alteration::Field(field, value)) => {
                format!("arrives with {} as its {field}", literal(value))
            }
            Self::Altered(Alteration::Whole(value)) => format!("arrives as {}", literal(value)),
        }
    }
}

impl Trouble {
    fn words(&self) -> String {
        match self {
            Self::Cut(links) => cut(links),
            Self::Silent { node, towards: None } => format!("{} answers nobody", node.name),
            Self::Silent { node, towards: Some(towards) } => {
                format!("{} does not answer {}", node.name, list(towards))
            }
            Self::Slow { node, factor } => format!("{} is {factor} times as slow", node.name),
            Self::Down { node, refuse: true } => format!("{} refuses every call", node.name),
            Self::Down { node, refuse: false } => format!("{} does not answer", node.name),
            Self::Paused(node) => format!("{} stands still", node.name),
            Self::Clock { node, offset_us, drift } => {
                let offset = time(offset_us.unsigned_abs());
                let jump = match offset_us {
                    0 => None,
                    ..0 => Some(format!("is {offset} behind")),
                    _ => Some(format!("is {offset} ahead")),
                };
                let rate = match drift {
                    0 => None,
                    ..0 => Some(format!("runs {} too slow", percent(drift.unsigned_abs()))),
                    _ => Some(format!("runs {} too fast", percent(drift.unsigned_abs()))),
                };
                let wrong: Vec<String> = jump.into_iter().chain(rate).collect();
                format!("the clock of {} {}", node.name, wrong.join(" and "))
            }
        }
    }
}

impl FaultPoint {
    fn words(&self) -> String {
        match self {
            Self::AtUs(at) => format!("at {}", time(*at)),
            Self::Step(_, StepPoint { function, border, nth }) => match (border, function) {
                (Border::Between(first, second), function) => {
                    let function = function.as_ref().map_or("", |function| &function.name);
                    let (first, second) = (ordinal(*first), ordinal(*second));
                    format!(
                        "between the {first} and the {second} effect that {function} awaits{}",
                        times(*nth)
                    )
                }
                (Border::After(effect), _) => format!("right after {}{}", effect.name, times(*nth)),
                (Border::Before(effect), _) => {
                    format!("right before {}{}", effect.name, times(*nth))
                }
            },
            Self::Message(point) => format!("as {} is sent", point.words("every")),
        }
    }
}

impl MessagePoint {
    /// The message in words, with a word for those of which each is meant.
    pub(crate) fn words(&self, each: &str) -> String {
        let (what, of) = if self.reply { ("reply", "of") } else { ("request", "to") };
        let which = match self.nth {
            Some(nth) => format!("the {} {what}", ordinal(nth)),
            None => format!("{each} {what}"),
        };
        let by = match &self.by {
            Some(by) if self.reply => format!(" for {}", by.name),
            Some(by) => format!(" from {}", by.name),
            None => String::new(),
        };
        format!("{which} {of} {}{by}", self.of.name)
    }
}

/// *a is cut off from b and c*, where nothing gets either way, or *nothing gets from a to b*.
fn cut(links: &[(Named, Named)]) -> String {
    let has = |from: &str, to: &str| links.iter().any(|(a, b)| a.name == from && b.name == to);
    let both_ways = links.iter().all(|(from, to)| has(&to.name, &from.name));
    let Some((first, _)) = links.first() else { return "nothing is cut".to_owned() };
    if both_ways {
        // Whoever the first node reaches stands on its side.
        let mut others: Vec<&Named> = Vec::new();
        for (from, to) in links {
            if from.name == first.name {
                others.push(to);
            }
        }
        let sides = links
            .iter()
            .map(|(from, _)| from)
            .filter(|from| from.name != first.name && !has(&first.name, &from.name));
        let mut own = vec![first];
        for node in sides {
            if !own.iter().any(|known| known.name == node.name) {
                own.push(node);
            }
        }
        let names = |nodes: &[&Named]| {
            let names: Vec<&str> = nodes.iter().map(|node| node.name.as_str()).collect();
            and(&names)
        };
        let is = if own.len() == 1 { "is" } else { "are" };
        return format!("{} {is} cut off from {}", names(&own), names(&others));
    }
    let each: Vec<String> =
        links.iter().map(|(from, to)| format!("from {} to {}", from.name, to.name)).collect();
    let each: Vec<&str> = each.iter().map(String::as_str).collect();
    format!("nothing gets {}", and(&each))
}

fn list(nodes: &[Named]) -> String {
    let names: Vec<&str> = nodes.iter().map(|node| node.name.as_str()).collect();
    and(&names)
}

fn and(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

fn time(micros: u64) -> Time {
    Time::from_micros(micros)
}

/// Millionths as people say them.
pub(crate) fn percent(millionths: u32) -> String {
    let whole = millionths / 10_000;
    let part = format!("{:04}", millionths % 10_000);
    match part.trim_end_matches('0') {
        "" => format!("{whole} %"),
        part => format!("{whole}.{part} %"),
    }
}

fn literal(value: &Literal) -> String {
    format!("{:?}", value.value())
}

fn times(nth: u32) -> String {
    if nth == 1 { String::new() } else { format!(", the {} time", ordinal(nth)) }
}
