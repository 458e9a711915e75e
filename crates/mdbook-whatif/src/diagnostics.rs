//! Mistakes and failures, shown to the author.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use whatif_scenario::Problem;

/// Why a command did not do what it was asked for.
#[derive(Debug)]
pub enum Failure {
    /// The author made mistakes: all of them, in the order of the book.
    Mistakes(Mistakes),
    /// Lines of a history that cannot be read, each with its file and number.
    Lines(Vec<String>),
    /// Something else stood in the way.
    Error(anyhow::Error),
}

/// What is wrong with the scenarios of a book.
#[derive(Debug, Default)]
pub struct Mistakes {
    /// What cannot be understood or run.
    pub input: Vec<Problem>,
    /// Claims that are false.
    pub claims: Vec<Problem>,
}

impl Mistakes {
    /// Adds what else is wrong.
    pub(crate) fn extend(&mut self, more: Self) {
        self.input.extend(more.input);
        self.claims.extend(more.claims);
    }

    /// Nothing, or all the mistakes as a failure.
    pub(crate) fn into_result(self) -> Result<(), Failure> {
        if self.input.is_empty() && self.claims.is_empty() {
            Ok(())
        } else {
            Err(Failure::Mistakes(self))
        }
    }
}

impl Failure {
    /// What cannot be understood.
    pub(crate) fn input(problems: Vec<Problem>) -> Self {
        Self::Mistakes(Mistakes { input: problems, claims: Vec::new() })
    }

    /// The exit code of the command.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Mistakes(mistakes) if mistakes.input.is_empty() => 1,
            Self::Mistakes(_) | Self::Lines(_) | Self::Error(_) => 2,
        }
    }

    /// The text for the author, with file, line and caret for each mistake.
    pub fn render(&self, colours: bool) -> String {
        let renderer = if colours { Renderer::styled() } else { Renderer::plain() };
        let texts: Vec<String> = match self {
            Self::Mistakes(Mistakes { input, claims }) => {
                input.iter().chain(claims).map(|problem| render(problem, &renderer)).collect()
            }
            Self::Lines(lines) => {
                let told = |line: &String| {
                    renderer.render(&[Group::with_title(Level::ERROR.primary_title(line))])
                };
                lines.iter().map(told).collect()
            }
            Self::Error(error) => {
                let title = Level::ERROR.primary_title(format!("{error:#}"));
                vec![renderer.render(&[Group::with_title(title)])]
            }
        };
        // An empty line apart, and one line end after the last.
        texts.join("\n\n") + "\n"
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Error(error)
    }
}

fn render(problem: &Problem, renderer: &Renderer) -> String {
    let text = &problem.file.text;
    let caret = AnnotationKind::Primary.span(within(text, &problem.range));
    let caret = if problem.label.is_empty() { caret } else { caret.label(&problem.label) };
    let snippet = Snippet::source(text)
        .path(&problem.file.path)
        .line_start(problem.file.first_line as usize)
        .annotation(caret);
    let mut report = Level::ERROR.primary_title(&problem.message).element(snippet);
    if let Some(help) = &problem.help {
        report = report.element(Level::HELP.message(help));
    }
    renderer.render(&[report])
}

/// The range, moved to where the text has characters: a diagnostic must never fail itself.
fn within(text: &str, range: &Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(range.start);
    let end = text.floor_char_boundary(range.end).max(start);
    // An empty range gets a caret all the same; but where it begins a line, the column of line
    // numbers is made for the line before it.
    match text[start..].chars().next() {
        Some(next) if start == end && next != '\n' => start..start + next.len_utf8(),
        _ => start..end,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use whatif_scenario::SourceFile;

    use super::*;

    fn told(text: &str, range: Range<usize>, colours: bool) -> String {
        let file = SourceFile { path: "a.toml".into(), text: text.into(), first_line: 7 };
        let problem = Problem {
            file: Arc::new(file),
            range,
            message: "no".into(),
            label: String::new(),
            help: None,
        };
        let mistakes = Mistakes { input: vec![problem], claims: Vec::new() };
        Failure::Mistakes(mistakes).render(colours)
    }

    #[test]
    fn a_range_that_is_nowhere_is_shown_as_well_as_can_be() {
        for (text, range) in [("", 0..0), ("a", 9..12), ("é", 1..1), ("a\n", 2..2)] {
            assert!(
                told(text, range.clone(), false).starts_with("error: no\n"),
                "{text:?} {range:?}"
            );
        }
    }

    #[test]
    fn the_line_counts_from_where_the_text_begins_in_its_file() {
        assert!(told("a\r\nbc\r\n", 3..5, false).contains("a.toml:8:1\n"));
    }

    #[test]
    fn line_numbers_have_room_where_a_range_begins_a_line() {
        assert!(told("a\nb\nc\nd\n", 6..6, false).contains("\n10 | d\n   | ^"));
    }

    #[test]
    fn colours_are_only_where_they_are_asked_for() {
        assert!(told("a", 0..1, true).contains('\u{1b}'));
        assert!(!told("a", 0..1, false).contains('\u{1b}'));
    }
}
