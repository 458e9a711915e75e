//! A scenario in Markdown, for renderers that know nothing of our scripts.

use anyhow::{Context, Result};
use whatif_scenario::{Scenario, WhatIf};

use crate::fences::fenced;
use crate::html::figure;
use crate::view::{NOTHING, Run, View};

/// How a renderer takes pictures.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Picture {
    /// As SVG inside the text.
    Svg,
    /// Not at all: as words.
    Words,
}

/// The lines that take the place of a fence: the code, the run, the verdicts.
pub(crate) fn block(
    scenario: &Scenario,
    variant: &str,
    code: &str,
    picture: Picture,
) -> Result<Vec<String>> {
    let view = View::of(scenario, variant)?;
    let run = view.shown();
    let mut lines = fenced("rust", code);
    lines.extend([String::new(), escape(run.ask()), String::new()]);
    match picture {
        Picture::Svg => lines.push(figure(run)),
        Picture::Words => lines.extend(fenced("text", &whatif_figure::text(&run.report.trace))),
    }
    lines.push(String::new());
    lines.extend(verdicts(run));
    lines.push(String::new());
    lines.extend(
        view.runs.iter().map(|run| format!("- {} {}", escape(&run.asked()), in_short(run))),
    );
    Ok(lines)
}

fn verdicts(run: &Run) -> impl Iterator<Item = String> {
    let verdicts = run.judged().into_iter().map(|judged| {
        let why = match whatif_figure::why(&judged.verdict, &run.report.trace).as_str() {
            "" => String::new(),
            why => format!(" ({})", escape(why)),
        };
        format!("* **{}**: {}{why}", judged.verdict.word(), escape(&judged.says))
    });
    let notes = run.report.notes.iter().map(|note| format!("* {}", escape(note)));
    verdicts.chain(notes)
}

fn in_short(run: &Run) -> String {
    let broken: Vec<String> = run
        .broken()
        .map(|judged| format!("**{}**: {}", judged.verdict.word(), escape(&judged.says)))
        .collect();
    if broken.is_empty() { "**holds**".into() } else { broken.join("; ") }
}

/// The lines of a table: a row for each variant, a column for each what-if.
///
/// It is Markdown, which every renderer of mdBook understands.
pub(crate) fn matrix(scenario: &Scenario) -> Result<Vec<String>> {
    let mut questions: Vec<&WhatIf> = Vec::new();
    for what_if in scenario.variants().iter().flat_map(|variant| &variant.what_ifs) {
        if questions.iter().all(|known| known.name != what_if.name) {
            questions.push(what_if);
        }
    }
    let mut heads = vec!["Variant".to_owned(), NOTHING.to_owned()];
    heads.extend(questions.iter().map(|question| escape(&question.ask)));
    let mut lines = vec![row(&heads), row(&vec!["---".to_owned(); heads.len()])];
    for variant in scenario.variants() {
        let view = View::of(scenario, &variant.name)?;
        let nothing = view.runs.first().context("nothing may always go wrong")?;
        let mut cells = vec![escape(&variant.name), cell(nothing)];
        cells.extend(questions.iter().map(|question| {
            let named =
                |run: &&Run| run.what_if.as_ref().is_some_and(|it| it.name == question.name);
            view.runs.iter().find(named).map_or("–".into(), cell)
        }));
        lines.push(row(&cells));
    }
    Ok(lines)
}

fn row(cells: &[String]) -> String {
    format!("| {} |", cells.join(" | "))
}

/// What did not hold in a run, in as few words as a table has room for.
fn cell(run: &Run) -> String {
    let named = |word: &str| {
        let judged = run.broken().filter(|judged| judged.verdict.word() == word);
        judged.map(|judged| escape(&judged.property)).collect::<Vec<_>>().join(", ")
    };
    match (named("violated"), named("unknown")) {
        (violated, unknown) if violated.is_empty() && unknown.is_empty() => "✓ holds".into(),
        (violated, unknown) if unknown.is_empty() => format!("✗ violated: {violated}"),
        (violated, unknown) if violated.is_empty() => format!("? unknown: {unknown}"),
        (violated, unknown) => format!("✗ violated: {violated}; ? unknown: {unknown}"),
    }
}

/// The text so that Markdown shows it as it is.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '|' | '#' => {
                out.extend(['\\', c]);
            }
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
