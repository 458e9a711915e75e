//! A scenario in Markdown, for renderers that know nothing of our scripts.

use anyhow::{Context, Result};
use whatif_scenario::within;
use whatif_simulator::metrics::Metrics;

use crate::exercises::{EXERCISE, Exercise};
use crate::explorations::{Outcome, Word};
use crate::fences::fenced;
use crate::html::{events, figure, history};
use crate::scenarios::CheckedScenario;
use crate::view::{NOTHING, Run, View, questions};

/// What stands in a table where nothing is claimed.
const NONE: &str = "–";

/// How a renderer takes pictures.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Picture {
    /// As SVG inside the text.
    Svg,
    /// Not at all: as words.
    Words,
}

/// The lines that take the place of a fence: the code, the run, the verdicts.
pub(crate) fn block(
    checked: &CheckedScenario,
    variant: &str,
    code: &str,
    picture: Picture,
) -> Result<Vec<String>> {
    let view = View::of(&checked.scenario, variant)?;
    let run = view.shown();
    let mut lines = fenced("rust", code);
    lines.extend([String::new(), escape(run.ask()), String::new()]);
    if run.report.loaded {
        lines.extend(measured(run, picture));
    }
    match picture {
        Picture::Svg => {
            let history = Some(history(run)).filter(|history| !history.is_empty());
            lines.extend(history.into_iter().flat_map(|history| [history, String::new()]));
            lines.extend([drawn(&figure(run)), String::new(), events(run)]);
        }
        Picture::Words => lines.extend(fenced("text", &whatif_figure::text(&run.told()))),
    }
    lines.push(String::new());
    lines.extend(verdicts(run));
    lines.push(String::new());
    if picture == Picture::Words && !run.report.histories.is_empty() {
        let told = whatif_figure::histories_text(run.report.judged_histories());
        lines.extend(fenced("text", told.trim_end()));
        lines.push(String::new());
    }
    lines.extend(
        view.runs.iter().map(|run| format!("- {} {}", escape(&run.asked()), in_short(run))),
    );
    if let Some(outcome) = checked.outcome(variant) {
        lines.push(String::new());
        lines.extend(lines_of_outcome(outcome));
    }
    Ok(lines)
}

/// What an exercise is about, with its hints and its solution, folded where that can be.
pub(crate) fn exercise(Exercise { hints, solution }: &Exercise, picture: Picture) -> Vec<String> {
    let mut lines = vec![String::new(), format!("**Exercise**: {}", escape(EXERCISE))];
    let mut fold = |head: String, inside: Vec<String>| {
        let (open, close) = match picture {
            Picture::Svg => (format!("<details><summary>{head}</summary>"), Some("</details>")),
            Picture::Words => (format!("**{head}**"), None),
        };
        lines.extend([String::new(), open, String::new()]);
        lines.extend(inside);
        lines.extend(close.into_iter().flat_map(|close| [String::new(), close.to_owned()]));
    };
    for (at, hint) in hints.iter().enumerate() {
        fold(format!("Hint {}", at + 1), vec![with_code(hint)]);
    }
    fold("A solution".to_owned(), fenced("rust", solution));
    lines
}

/// The text as Markdown shows it as it is, but for code between backticks.
fn with_code(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(at, part)| match at % 2 {
        0 => escape(part),
        _ => format!("`{part}`"),
    });
    parts.collect()
}

/// A picture as EPUB allows it: what came into drawings after SVG 1.1 stands in a style there.
fn drawn(picture: &str) -> String {
    picture.replace(" paint-order=\"stroke\"", " style=\"paint-order:stroke\"")
}

/// What leads from here to where the code can be run.
pub(crate) fn link(address: &str) -> String {
    format!("[Run it, change it, break it](<{address}>)")
}

/// What a run with many requests comes to.
fn measured(run: &Run, picture: Picture) -> Vec<String> {
    let trace = &run.report.trace;
    let metrics = Metrics::of(trace);
    let mut lines = Vec::new();
    if picture == Picture::Svg {
        let charts = whatif_figure::charts(&metrics);
        let charts: String = charts.iter().map(whatif_figure::chart).collect();
        lines.extend([drawn(&format!("<p>{charts}</p>")), String::new()]);
    }
    let cells = whatif_figure::told(&metrics).into_iter();
    let rows = cells.map(|(name, amount)| vec![escape(&name), escape(&amount)]);
    let head = vec!["Over the whole run".to_owned(), String::new()];
    lines.extend(table(std::iter::once(head).chain(rows)));
    lines.push(String::new());
    if let Some(sentence) = whatif_figure::begins(trace) {
        lines.extend([sentence, String::new()]);
    }
    lines
}

/// The sweeps of a scenario: all, or the one of this name.
pub(crate) fn sweeps(
    checked: &CheckedScenario,
    name: Option<&str>,
    picture: Picture,
) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for (says, charts) in crate::sweeps::drawn(&checked.scenario, name)? {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend([escape(&says), String::new()]);
        if picture == Picture::Svg {
            let charts: String = charts.iter().map(whatif_figure::chart).collect();
            lines.extend([drawn(&format!("<p>{charts}</p>")), String::new()]);
        }
        let rows = whatif_figure::chart_rows(&charts).into_iter();
        let cells = rows.map(|row| row.iter().map(|cell| escape(cell)).collect());
        lines.extend(table(cells));
    }
    Ok(lines)
}

/// The lines of a table whose first row is its head.
fn table(rows: impl Iterator<Item = Vec<String>>) -> Vec<String> {
    let mut lines = Vec::new();
    for cells in rows {
        lines.push(row(&cells));
        if lines.len() == 1 {
            lines.push(row(&vec!["---".to_owned(); cells.len()]));
        }
    }
    lines
}

/// What exploring a variant has found.
fn lines_of_outcome(outcome: &Outcome) -> Vec<String> {
    let mut lines = vec![format!("**Explored**: {}.", escape(&outcome.sentence))];
    if !outcome.ways.is_empty() {
        lines.push(String::new());
    }
    lines.extend(outcome.ways.iter().map(|way| {
        let breaks = outcome.broken_by(way).map(|says| format!("*{}*", escape(says)));
        let breaks = breaks.collect::<Vec<_>>().join(" and ");
        format!("- The shortest way to break {breaks}: {}.", escape(&way.words))
    }));
    lines
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

/// The lines of a table: a row for each variant, a column for each what-if, and one for what
/// exploring has found where the author has anything explored.
///
/// It is Markdown, which every renderer of mdBook understands.
pub(crate) fn matrix(checked: &CheckedScenario) -> Result<Vec<String>> {
    let scenario = &checked.scenario;
    let questions = questions(scenario);
    let mut heads = vec!["Variant".to_owned(), NOTHING.to_owned()];
    heads.extend(questions.iter().map(|question| escape(&question.ask)));
    // The head says it for all that are explored as the first is, and the others for themselves.
    let mut explored_variants = scenario.variants().iter().filter_map(|variant| variant.explores);
    let budget = explored_variants.next().map(|explores| explores.budget);
    heads.extend(budget.map(|budget| format!("Explored, {}", within(budget))));
    let mut lines = vec![row(&heads), row(&vec!["---".to_owned(); heads.len()])];
    for variant in scenario.variants() {
        let view = View::of(scenario, &variant.name)?;
        let nothing = view.runs.first().context("nothing may always go wrong")?;
        let mut cells = vec![escape(&variant.name), cell_of_run(nothing)];
        cells.extend(questions.iter().map(|question| {
            let named =
                |run: &&Run| run.what_if.as_ref().is_some_and(|it| it.name == question.name);
            view.runs.iter().find(named).map_or(NONE.into(), cell_of_run)
        }));
        if budget.is_some() {
            let cell = checked.outcome(&variant.name).map_or(NONE.into(), cell_of_outcome);
            let own = variant.explores.map(|explores| explores.budget);
            let own = own.filter(|own| Some(*own) != budget);
            let own = own.map_or_else(String::new, |own| format!(" ({})", within(own)));
            cells.push(cell + &own);
        }
        lines.push(row(&cells));
    }
    Ok(lines)
}

fn row(cells: &[String]) -> String {
    format!("| {} |", cells.join(" | "))
}

fn cell_of_run(run: &Run) -> String {
    let named = |word: &str| {
        let judged = run.broken().filter(|judged| judged.verdict.word() == word);
        names(judged.map(|judged| judged.property.as_str()))
    };
    cell(named("violated"), named("unknown"))
}

fn cell_of_outcome(outcome: &Outcome) -> String {
    cell(names(outcome.named(Word::Violated)), names(outcome.named(Word::Unknown)))
}

fn names<'a>(properties: impl Iterator<Item = &'a str>) -> String {
    properties.map(escape).collect::<Vec<_>>().join(", ")
}

/// What did not hold, in as few words as a table has room for.
fn cell(violated: String, unknown: String) -> String {
    match (violated, unknown) {
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
