//! Why a property is false: the smallest clause of its code that made it so, with its values.
//!
//! The function runs once more, compiled so that it takes notes: the value of each expression, in
//! the order in which they come to one. From the last note, which is `false`, the way goes back to
//! what made it so: into the operand of `&&` that was false, the element for which the closure of
//! `all` was, the function that was called, what a variable was last given, the condition under
//! which a `return false` stands. Where it goes no further is the clause. This is a dynamic slice
//! (Korel and Laski, *Dynamic program slicing*, 1988), of which the last link is shown.

use crate::compile::{Note, What};
use crate::diagnostic::Span;
use crate::machine::{Machine, Noted};
use crate::syntax;
use crate::value::Value;

/// How long the text of a clause gets, in characters.
const CLAUSE_MAX: usize = 100;
/// How long a shown value gets.
const VALUE_MAX: usize = 80;
/// How long the text of an expression gets that is shown with its value.
const NAME_MAX: usize = 40;
/// How many of the elements that were tried are looked at for their values.
const ELEMENTS_MAX: usize = 100;
/// How many values of one variable are shown, if it had several.
const VALUES_MAX: usize = 3;

/// A part of a property's code that made the property false.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Its source on one line, cut to 100 characters.
    pub text: String,
    /// Where it stands.
    pub span: Span,
    /// What it is: `false`, or the value that the code decided by, such as `true` or `None`.
    pub is: String,
    /// The elements of which it is that, the outermost first: variables of `for` and parameters of
    /// closures, with their values.
    pub elements: Vec<(String, String)>,
    /// How many elements were tried, if it asks for one or all of several and each had its say.
    pub tried: Option<usize>,
    /// What it speaks of, with the values. Where several elements were tried, these are their
    /// values with ` | ` between them.
    pub values: Vec<(String, String)>,
}

impl Clause {
    /// The clause in one sentence, without a full stop: *`mail.to == user.address` is false for
    /// user = User { … }: mail.to = "bob@example.org"*.
    pub fn words(&self) -> String {
        let mut words = String::from("`");
        words.push_str(&self.text);
        words.push_str("` is ");
        words.push_str(&self.is);
        list(&mut words, " for ", &self.elements);
        if let Some(tried) = self.tried {
            words.push_str(", tried with ");
            words.push_str(&tried.to_string());
            words.push_str(if tried == 1 { " element" } else { " elements" });
        }
        list(&mut words, ": ", &self.values);
        words
    }
}

/// Adds names with their values to a sentence.
fn list(words: &mut String, mut before: &str, all: &[(String, String)]) {
    for (name, value) in all {
        words.push_str(before);
        words.push_str(name);
        words.push_str(" = ");
        words.push_str(value);
        before = ", ";
    }
}

/// The clause that made the function false whose notes a machine took.
pub(crate) fn clause(machine: &mut Machine<'_>, notes: &[Note]) -> Option<Clause> {
    // What is printed now has a budget of its own.
    machine.operations = 0;
    let noted = std::mem::take(&mut machine.noted).into_iter().zip(0..);
    let log = noted.map(|(Noted { note, depth, value }, at)| Entry {
        note: &notes[note as usize],
        at,
        depth,
        value,
    });
    let program = machine.program;
    Explanation { texts: &program.texts, log: log.collect() }.clause(machine)
}

/// Something that was noted.
struct Entry<'a> {
    note: &'a Note,
    /// Its place in the log.
    at: usize,
    /// How many functions were waiting.
    depth: usize,
    value: Value,
}

struct Explanation<'a> {
    texts: &'a [String],
    log: Vec<Entry<'a>>,
}

/// Where the way back goes from an expression.
enum Step<'e, 'a> {
    /// What was noted there made it so.
    To(&'e Entry<'a>),
    /// It, or the condition noted there, was that of each of several elements: what was noted of
    /// each, the last first.
    Each(&'e Entry<'a>, Vec<&'e [Entry<'a>]>),
    /// Nothing did but the expression itself.
    Ends,
}

/// Names of expressions, and where their values were noted.
type Spoken<'e, 'a> = Vec<(String, &'e Entry<'a>)>;

impl<'a> Explanation<'a> {
    fn clause(&self, machine: &mut Machine<'_>) -> Option<Clause> {
        let mut found = self.log.last()?;
        if found.depth > 0 || found.truth() != Some(false) {
            return None;
        }
        let (mut way, mut tried): (Vec<&Entry<'a>>, _) = (Vec::new(), None);
        loop {
            match self.step(found) {
                Step::To(next) => {
                    way.push(found);
                    found = next;
                    continue;
                }
                Step::Each(of, elements) => {
                    if of.at != found.at {
                        way.push(found);
                    }
                    found = of;
                    tried = Some(elements);
                }
                // What is said outright is no clause; what it was said for may be one.
                Step::Ends if found.note.what == What::Given => found = way.pop()?,
                Step::Ends => {}
            }
            break;
        }
        let (count, tried) = (tried.as_ref().map(Vec::len), tried.unwrap_or_default());
        let first = tried.last().and_then(|notes| notes.first()).map_or(found.at, |first| first.at);
        let mut elements: Vec<(String, String)> = Vec::new();
        for each in self.elements(&way, found).into_iter().rev().filter(|each| each.at < first) {
            if let Some(name) = &each.note.variable
                && let Some(value) = each.shown(machine)
                // The function that is called on an element knows it as `self`.
                && (name != "self" || elements.last().is_none_or(|(_, outer)| *outer != value))
            {
                elements.push((name.clone(), value));
            }
        }
        let mut spoken = Vec::new();
        for element in tried.into_iter().rev().take(ELEMENTS_MAX) {
            self.names(element, &mut spoken);
        }
        if spoken.is_empty() {
            self.parts(found, &mut spoken);
        }
        let values = values(machine, &spoken, &elements);
        let mut said = found;
        while let Some(not) = way.pop()
            && not.note.what == What::Not
        {
            said = not;
        }
        let (span, is) = (said.note.span, said.shown(machine)?);
        Some(Clause { text: self.text(span, CLAUSE_MAX), span, is, elements, tried: count, values })
    }

    fn step<'e>(&'e self, from: &'e Entry<'a>) -> Step<'e, 'a> {
        let Some(truth) = from.truth() else { return Step::Ends };
        let is_so = |each: &Entry<'_>| each.truth() == Some(truth);
        let cause = match (from.note.what, truth) {
            (What::Not, _) | (What::And, false) | (What::Or, true) => self.earlier(from),
            (What::Given, _) => return self.decision(from, from),
            (What::Name, _) => {
                let name = self.source(from.note.span);
                let given = self
                    .find(from, &|each| each.note.variable.as_deref() == Some(name) && is_so(each));
                match given {
                    Some(given) if given.note.what == What::Given => {
                        return self.decision(given, from);
                    }
                    given => given.filter(|given| given.note.what != What::Bound),
                }
            }
            (What::Any, false) | (What::All, true) => {
                let calls = from.note.closure.map(|closure| self.calls_of(closure, from));
                return calls.map_or(Step::Ends, |calls| Step::Each(from, calls));
            }
            (What::Any | What::All | What::Call, _) => {
                self.called(from).filter(|inner| is_so(inner))
            }
            _ => None,
        };
        cause.map_or(Step::Ends, Step::To)
    }

    /// Why the code said something outright: the condition under which that stands. Where it
    /// stands under none, as at the end of a loop that found nothing, the last condition until
    /// then that was not met.
    fn decision<'e>(&'e self, said: &'e Entry<'a>, until: &'e Entry<'a>) -> Step<'e, 'a> {
        let condition = self.find(said, &|each| {
            each.note.decides.is_some_and(|code| is_within(said.note.span, code))
        });
        if let Some(condition) = condition {
            return Step::To(condition);
        }
        let unmet =
            self.find(until, &|each| each.note.decides.is_some() && each.truth() != Some(true));
        let Some(last) = unmet else { return Step::Ends };
        let (mut elements, mut next) = (Vec::new(), Some(last));
        while let Some(each) = next {
            elements.push(self.inside(each));
            next = self.find(each, &|each| each.note.span == last.note.span);
        }
        if elements.len() > 1 { Step::Each(last, elements) } else { Step::To(last) }
    }

    /// What was noted last in the function that was called for a value.
    fn called<'e>(&'e self, from: &'e Entry<'a>) -> Option<&'e Entry<'a>> {
        let last = self.log.get(from.at.checked_sub(1)?)?;
        if last.depth != from.depth + 1 {
            return None;
        }
        let function = self.find(last, &|each| each.note.what == What::Start)?.note.span;
        // Another closure inside it only makes what it looks at.
        let is_its_own =
            from.note.closure == Some(function) || !is_within(function, from.note.span);
        is_its_own.then_some(last)
    }

    /// What was noted in each call of a closure from inside an expression, the last call first.
    fn calls_of<'e>(&'e self, closure: Span, from: &'e Entry<'a>) -> Vec<&'e [Entry<'a>]> {
        let mut calls = Vec::new();
        let mut rest = self.inside(from);
        for each in rest.iter().rev() {
            if each.note.what == What::Start && each.depth == from.depth + 1 {
                let (before, call) = rest.split_at(each.at - rest[0].at);
                rest = before;
                if each.note.span == closure {
                    calls.push(call);
                }
            }
        }
        calls
    }

    /// The elements of which an expression is said that was come to on this way, the innermost
    /// first.
    fn elements<'e>(&'e self, way: &[&'e Entry<'a>], found: &'e Entry<'a>) -> Vec<&'e Entry<'a>> {
        let mut bound: Vec<&Entry<'a>> = Vec::new();
        let mut depth = usize::MAX;
        // In each function that waited, from where it stood.
        for stands in [found].into_iter().chain(way.iter().rev().copied()) {
            if stands.depth >= depth {
                continue;
            }
            depth = stands.depth;
            let mut next = Some(stands);
            while let Some(each) = next {
                if each.note.what == What::Bound
                    && is_within(stands.note.span, each.note.span)
                    && !bound.iter().any(|inner| inner.note.variable == each.note.variable)
                {
                    bound.push(each);
                }
                next = self.earlier(each);
            }
        }
        bound
    }

    /// Adds what an expression is made of: the sides of a comparison, or the nearest thing in a
    /// chain of calls that can be shown; and the variables in them.
    fn parts<'e>(&'e self, whole: &'e Entry<'a>, spoken: &mut Spoken<'e, 'a>) {
        let inside = self.inside(whole);
        let note = whole.note;
        if note.what == What::Comparison {
            for (side, name) in note.sides.iter().zip(["left side", "right side"]) {
                if let Some(part) = self.find(whole, &|each| is_within(each.note.span, *side)) {
                    self.part(part, name, spoken);
                    self.names(&self.log[part.at - self.inside(part).len()..=part.at], spoken);
                }
            }
            return;
        }
        let part = self.find(whole, &|each| {
            let is_one = match note.what {
                What::Other => each.truth().is_none(),
                What::And | What::Or => false,
                _ => each.note.span.start == note.span.start,
            };
            is_one && each.at + inside.len() >= whole.at && each.can_be_shown()
        });
        if let Some(part) = part {
            self.part(part, "it", spoken);
        }
        self.names(inside, spoken);
    }

    /// Adds a part of an expression, under another name if its text is long.
    fn part<'e>(&self, part: &'e Entry<'a>, otherwise: &str, spoken: &mut Spoken<'e, 'a>) {
        if !matches!(part.note.what, What::Name | What::Given) {
            let mut text = self.text(part.note.span, NAME_MAX);
            if text.ends_with('…') {
                otherwise.clone_into(&mut text);
            }
            spoken.push((text, part));
        }
    }

    /// Adds the variables among some notes, and the parts of things; of one thing the longest way
    /// into it.
    fn names<'e>(&self, among: &'e [Entry<'a>], spoken: &mut Spoken<'e, 'a>) {
        let known = spoken.len();
        for each in among.iter().rev() {
            let start = each.note.span.start;
            if each.note.what == What::Name
                && each.depth == among[0].depth
                && !spoken[known..].iter().any(|(_, longer)| longer.note.span.start == start)
            {
                spoken.push((self.text(each.note.span, NAME_MAX), each));
            }
        }
        spoken[known..].reverse();
    }

    /// What was noted before in the same call of the same function.
    fn earlier(&self, than: &Entry<'a>) -> Option<&Entry<'a>> {
        let mut before = self.log[..than.at].iter().rev();
        before.find(|each| each.depth == than.depth).filter(|_| than.note.what != What::Start)
    }

    /// The last that is wanted of what was noted before in the same call of the same function.
    fn find<'e>(
        &'e self,
        before: &'e Entry<'a>,
        wanted: &dyn Fn(&Entry<'a>) -> bool,
    ) -> Option<&'e Entry<'a>> {
        let mut next = self.earlier(before);
        while let Some(each) = next
            && !wanted(each)
        {
            next = self.earlier(each);
        }
        next
    }

    /// What was noted while an expression came to its value.
    fn inside(&self, whole: &Entry<'a>) -> &[Entry<'a>] {
        let mut first = whole;
        while let Some(each) = self.earlier(first)
            && each.note.span != whole.note.span
            && is_within(each.note.span, whole.note.span)
        {
            first = each;
        }
        &self.log[first.at..whole.at]
    }

    fn source(&self, span: Span) -> &str {
        let text = self.texts.get(usize::from(span.file.0));
        text.and_then(|text| text.get(span.start as usize..span.end as usize)).unwrap_or_default()
    }

    fn text(&self, span: Span, most: usize) -> String {
        cut(syntax::on_one_line(self.source(span)), most)
    }
}

impl Entry<'_> {
    fn truth(&self) -> Option<bool> {
        if let Value::Bool(truth) = self.value { Some(truth) } else { None }
    }

    /// Whether it says something to see its value.
    fn can_be_shown(&self) -> bool {
        !matches!(
            self.value,
            Value::Unit
                | Value::Function(_)
                | Value::Closure(_)
                | Value::Future(_)
                | Value::Iterator(_)
                | Value::World
        )
    }

    fn shown(&self, machine: &mut Machine<'_>) -> Option<String> {
        let text = self.can_be_shown().then(|| machine.debug(&self.value).ok())?;
        text.map(|text| cut(text, VALUE_MAX))
    }
}

/// What a clause speaks of beside its elements, with the values.
fn values(
    machine: &mut Machine<'_>,
    spoken: &Spoken<'_, '_>,
    elements: &[(String, String)],
) -> Vec<(String, String)> {
    let is_cut = |value: &str| value.ends_with('…');
    let mut values: Vec<(&String, Vec<String>)> = Vec::new();
    for (name, each) in spoken {
        let Some(value) = each.shown(machine).filter(|value| value != name) else { continue };
        let span = each.note.span;
        let goes_on = |(_, other): &(String, &Entry<'_>)| {
            let other = other.note.span;
            other.start == span.start && other.end > span.end
        };
        // A part of what is shown whole says nothing new.
        let is_part = |(element, value): &(String, String)| {
            let part = name.strip_prefix(element.as_str());
            part.is_some_and(|part| part.is_empty() || part.starts_with('.')) && !is_cut(value)
        };
        if is_cut(&value) && spoken.iter().any(goes_on) || elements.iter().any(is_part) {
            continue;
        }
        match values.iter_mut().find(|(known, _)| *known == name) {
            None => values.push((name, vec![value])),
            Some((_, known)) if known.len() > VALUES_MAX || known.contains(&value) => {}
            Some((_, known)) if known.len() == VALUES_MAX => known.push("…".to_owned()),
            Some((_, known)) => known.push(value),
        }
    }
    values.into_iter().map(|(name, values)| (name.clone(), values.join(" | "))).collect()
}

fn is_within(part: Span, whole: Span) -> bool {
    part.file == whole.file && whole.start <= part.start && part.end <= whole.end
}

fn cut(mut text: String, most: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(most) {
        text.truncate(end);
        text.push('…');
    }
    text
}
