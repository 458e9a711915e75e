//! What stands in the info string of a fence.

use std::ops::Range;

/// What the author asks for with one of our fences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attributes {
    /// The scenario.
    pub(crate) scenario: String,
    /// Where the scenario is named, in the info string.
    pub(crate) range: Range<usize>,
    /// What to show.
    pub(crate) kind: Kind,
}

/// What to show in the place of a fence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The code with its runs.
    Code {
        /// The variant, if the fence names one.
        variant: Option<String>,
        /// Whether the reader may not edit it.
        readonly: bool,
        /// Whether it is not shown at all.
        hide: bool,
        /// Whether it is where an exercise starts.
        exercise: bool,
    },
    /// The code that solves an exercise.
    Solution {
        /// The variant that is the exercise, if the fence names one.
        variant: Option<String>,
    },
    /// All variants of the scenario with all their what-ifs.
    Matrix,
    /// The sweeps of the scenario, with a curve for each variant.
    Sweeps {
        /// The only one, if the fence names one.
        sweep: Option<String>,
    },
}

/// A mistake in an info string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// Where, in the info string.
    pub(crate) range: Range<usize>,
    /// What is wrong.
    pub(crate) message: String,
    /// What to put beside the caret.
    pub(crate) label: &'static str,
    /// What to do about it.
    pub(crate) help: Option<String>,
}

const CODE: &str = "whatif";
const MATRIX: &str = "whatif-matrix";
const SWEEP: &str = "whatif-sweep";
const AFTER: [&str; 5] = ["variant", "readonly", "exercise", "solution", "hide"];

/// Whether a fence with this info string is ours, or tries to be.
pub(crate) fn concern_us(info: &str) -> bool {
    words(info).any(|word| ours(&word) || meant(&word).is_some())
}

/// Reads an info string that [concerns us](concern_us).
pub(crate) fn read(info: &str) -> Result<Attributes, Vec<Wrong>> {
    let words: Vec<Word<'_>> = words(info).collect();
    let Some(at) = words.iter().position(ours) else {
        return Err(words.iter().filter_map(misspelled).collect());
    };
    let (before, named, after) = (&words[..at], &words[at], &words[at + 1..]);
    let mut wrong = Vec::new();
    wrong.extend(named.check_name("a scenario"));
    let kind = if named.key == MATRIX {
        if let Some(stray) = after.first() {
            wrong.push(stray.wrong("the table of a scenario takes no attributes", None));
        }
        Kind::Matrix
    } else if named.key == SWEEP {
        let mut sweep = None;
        for word in after {
            if word.key == "sweep" {
                wrong.extend(word.check_name("a sweep"));
                sweep = word.value.map(str::to_owned);
            } else {
                let help = "after `whatif-sweep=NAME` may stand `sweep=NAME`";
                let message = format!("unknown attribute `{}`", word.key);
                wrong.push(word.wrong(&message, Some(help.into())));
            }
        }
        Kind::Sweeps { sweep }
    } else {
        if before.first().is_none_or(|language| language.text != "rust") {
            let help = format!("write ```rust,{}", named.text);
            let range = before.first().map_or(named, |word| word).range.clone();
            let message = "the code of a scenario is Rust".into();
            wrong.push(Wrong { range, message, label: "no `rust` here", help: Some(help) });
        }
        let mut variant = None;
        let [mut readonly, mut hide, mut exercise, mut solution] = [None; 4];
        // Attributes may stand on both sides of the name; only the language comes first.
        for word in before.iter().skip(1).chain(after) {
            match (word.key, word.value) {
                ("variant", _) => {
                    wrong.extend(word.check_name("a variant"));
                    variant = word.value.map(str::to_owned);
                }
                ("readonly", None) => readonly = Some(word),
                ("hide", None) => hide = Some(word),
                ("exercise", None) => exercise = Some(word),
                ("solution", None) => solution = Some(word),
                _ => wrong.push(word.unknown()),
            }
        }
        // Who solves an exercise reads and edits it.
        if let Some(word) = readonly.or(hide).filter(|_| exercise.is_some()) {
            let help = "leave out one of the two".to_owned();
            let message = format!("an exercise cannot be `{}`", word.key);
            wrong.push(word.wrong(&message, Some(help)));
        }
        if let Some(word) = exercise.or(readonly).or(hide).filter(|_| solution.is_some()) {
            let help =
                format!("leave out `{}`: a solution is shown when it is asked for", word.key);
            let message = format!("a solution is not `{}` as well", word.key);
            wrong.push(word.wrong(&message, Some(help)));
        }
        if solution.is_some() {
            Kind::Solution { variant }
        } else {
            let [readonly, hide, exercise] = [readonly, hide, exercise].map(|it| it.is_some());
            Kind::Code { variant, readonly, hide, exercise }
        }
    };
    if wrong.is_empty() {
        let scenario = named.value.unwrap_or_default().to_owned();
        Ok(Attributes { scenario, range: named.range.clone(), kind })
    } else {
        Err(wrong)
    }
}

/// One word of an info string: `rust`, `whatif=email-signup`.
struct Word<'a> {
    range: Range<usize>,
    text: &'a str,
    key: &'a str,
    value: Option<&'a str>,
}

/// The words, split where mdBook splits them.
fn words(info: &str) -> impl Iterator<Item = Word<'_>> {
    let mut next = 0;
    info.split([' ', '\t', ',']).filter_map(move |text| {
        let start = next;
        next += text.len() + 1;
        if text.is_empty() {
            return None;
        }
        let (key, value) = match text.split_once('=') {
            Some((key, value)) => (key, Some(value)),
            None => (text, None),
        };
        Some(Word { range: start..start + text.len(), text, key, value })
    })
}

fn ours(word: &Word<'_>) -> bool {
    match word.key {
        CODE => word.value.is_some() || word.range.start > 0,
        MATRIX | SWEEP => true,
        _ => false,
    }
}

/// What the word was meant to be, if it looks like ours and is not: a fence that stays a plain
/// block of code because of one wrong letter is found only by readers.
fn meant(word: &Word<'_>) -> Option<&'static str> {
    word.value?;
    let key = word.key.to_lowercase();
    [CODE, MATRIX, SWEEP].into_iter().find(|known| strsim::damerau_levenshtein(&key, known) <= 2)
}

fn misspelled(word: &Word<'_>) -> Option<Wrong> {
    let meant = meant(word)?;
    let help = format!("did you mean `{meant}={}`?", word.value.unwrap_or_default());
    Some(word.wrong(&format!("unknown attribute `{}`", word.key), Some(help)))
}

impl Word<'_> {
    fn wrong(&self, message: &str, help: Option<String>) -> Wrong {
        Wrong { range: self.range.clone(), message: message.into(), label: "", help }
    }

    fn check_name(&self, what: &str) -> Option<Wrong> {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        match self.value {
            None | Some("") => {
                let message = format!("`{}` needs the name of {what}", self.key);
                Some(self.wrong(&message, Some(format!("write {}=NAME", self.key))))
            }
            Some(name) if !name.chars().all(fits) => {
                let message = format!("`{name}` cannot be the name of {what}");
                let help = "names are made of the letters a to z, digits, `-` and `_`";
                Some(self.wrong(&message, Some(help.into())))
            }
            Some(_) => None,
        }
    }

    fn unknown(&self) -> Wrong {
        let known = "after `whatif=NAME` may stand `variant=NAME`, `readonly`, `exercise`, \
                     `solution` and `hide`";
        if self.value.is_some() && AFTER[1..].contains(&self.key) {
            return self.wrong(&format!("`{}` takes no value", self.key), Some(known.into()));
        }
        let near = AFTER.iter().find(|near| strsim::damerau_levenshtein(self.key, near) <= 2);
        let help = near.map_or(known.to_owned(), |near| format!("did you mean `{near}`?"));
        self.wrong(&format!("unknown attribute `{}`", self.key), Some(help))
    }
}
