//! A scenario in HTML: complete without a script, and what a script needs to make it live.
//!
//! mdBook takes the Markdown apart and writes HTML anew, so the form matters: the tag alone on
//! its line with empty lines around, then the fence as a fence (mdBook colours it, search finds
//! it), the script at the start of a line (else its quotes are made pretty), and everything that
//! is HTML on one line each, because an empty line or an indent would end it.

use std::fmt::Write;

use anyhow::{Context, Result};
use serde::Serialize;
use whatif_figure::Chart;
use whatif_scenario::{Knob, Scenario};

use crate::assets;
use crate::exercises::{EXERCISE, Exercise};
use crate::explorations::Outcome;
use crate::fences::fenced;
use crate::scenarios::CheckedScenario;
use crate::shown::{AND, Line, Whole};
use crate::sweeps;
use crate::view::{Run, View, questions};

/// What stands between two pieces of HTML, or of HTML and Markdown.
const EMPTY: Line = Line::Text(String::new());

/// What the script of the page gets to know about one fence.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Data<'a> {
    scenario: serde_json::Value,
    variant: &'a str,
    code: &'a str,
    title: &'a str,
    what_ifs: Vec<Question<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    knobs: Vec<Dial>,
    shown: Option<&'a str>,
    /// Whether so many requests come that nothing is explored.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    loaded: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    exercise: Option<Answers<'a>>,
}

#[derive(Serialize)]
struct Question<'a> {
    name: &'a str,
    ask: &'a str,
    /// What goes wrong, each fault in the words of the author's file.
    faults: Vec<&'a str>,
}

/// What helps in an exercise.
#[derive(Serialize)]
struct Answers<'a> {
    hints: &'a [String],
    solution: &'a str,
}

/// What the script of the page gets to know about a table of variants and what-ifs.
#[derive(Serialize)]
struct Table<'a> {
    /// One for each row.
    variants: Vec<&'a str>,
    /// The names of the what-ifs, one for each column after that in which nothing goes wrong.
    questions: Vec<&'a str>,
}

/// A knob that the reader can turn.
#[derive(Serialize)]
struct Dial {
    sweep: String,
    says: String,
    knob: String,
    values: Vec<String>,
}

/// The lines that take the place of a fence, but for the [end](end_of_widget).
pub(crate) fn widget(
    checked: &CheckedScenario,
    variant: &str,
    code: &str,
    readonly: bool,
    exercise: Option<&Exercise>,
) -> Result<Vec<Line>> {
    let scenario = &checked.scenario;
    let view = View::of(scenario, variant)?;
    let readonly = if readonly { " readonly" } else { "" };
    let name = escape(scenario.name());
    let open = format!("<what-if name=\"{name}\" variant=\"{}\"{readonly}>", escape(variant));
    let mut lines = vec![Line::Text(open), EMPTY];
    lines.extend(fenced("rust,noplayground", code).into_iter().map(Line::Text));
    let json = data(scenario, variant, code, &view, exercise)?;
    let found = checked.outcome(variant).map_or_else(String::new, outcome);
    let html = format!("{json}<div class=\"whatif-result\">{}{found}</div>", result(&view));
    let words = words(&view, checked.outcome(variant));
    let whole = Line::Whole(Whole { html: html.into(), words: words.into() });
    lines.extend([EMPTY, whole, EMPTY]);
    lines.extend(exercise.into_iter().flat_map(help).map(Line::Text));
    Ok(lines)
}

/// The last lines of a widget, with the words that the book explains, if it does: where they lead is
/// another thing in each folder.
pub(crate) fn end_of_widget(words: Option<&str>) -> Vec<String> {
    let open = "<div class=\"whatif-words\" slot=\"words\">";
    let words = words.map(|words| [open, "", words, "", "</div>", ""]);
    words.iter().flatten().copied().chain(["</what-if>"]).map(str::to_owned).collect()
}

/// The lines that wrap the Markdown of a table of variants and what-ifs.
pub(crate) fn matrix(scenario: &Scenario, table: Vec<String>) -> Result<Vec<Line>> {
    let variants = scenario.variants().iter().map(|variant| variant.name.as_str());
    let questions = questions(scenario).into_iter().map(|what_if| what_if.name.as_str());
    let data = Table { variants: variants.collect(), questions: questions.collect() };
    let open = format!("<what-if-matrix name=\"{}\">", escape(scenario.name()));
    let mut lines = vec![Line::Text(open), EMPTY];
    lines.extend(table.into_iter().map(Line::Text));
    lines.extend([EMPTY, Line::whole(script(&data)?), EMPTY]);
    lines.push(Line::Text("</what-if-matrix>".to_owned()));
    Ok(lines)
}

/// The lines of the sweeps of a scenario, or of the one with this name.
pub(crate) fn sweeps(checked: &CheckedScenario, name: Option<&str>) -> Result<Vec<Line>> {
    let drawn = sweeps::drawn(&checked.scenario, name)?;
    let lines = drawn.iter().flat_map(|(says, charts)| [Line::whole(sweep(says, charts)), EMPTY]);
    let mut lines: Vec<Line> = lines.collect();
    lines.pop();
    Ok(lines)
}

/// The lines of an exercise below its widget: what is to be done, hints, and a solution.
fn help(Exercise { hints, solution }: &Exercise) -> Vec<String> {
    let mut head = format!(
        "<div class=\"whatif-exercise\"><p><strong>Exercise</strong>: {}</p>",
        escape(EXERCISE)
    );
    for (at, hint) in hints.iter().enumerate() {
        let hint = with_code(hint);
        let _ = write!(head, "<details><summary>Hint {}</summary><p>{hint}</p></details>", at + 1);
    }
    head.push_str("<details><summary>A solution</summary>");
    let mut lines = vec![head, String::new()];
    lines.extend(fenced("rust,noplayground", solution));
    lines.extend([String::new(), "</details></div>".into(), String::new()]);
    lines
}

/// The text with what stands in it between backticks as code.
fn with_code(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(at, part)| match at % 2 {
        0 => escape(part),
        _ => format!("<code>{}</code>", escape(part)),
    });
    parts.collect()
}

fn data(
    scenario: &Scenario,
    variant: &str,
    code: &str,
    view: &View,
    exercise: Option<&Exercise>,
) -> Result<String> {
    let mut what_ifs = Vec::new();
    for what_if in view.runs.iter().filter_map(|run| run.what_if.as_ref()) {
        let faults = scenario.faults_text(variant, &what_if.name)?;
        what_ifs.push(Question { name: &what_if.name, ask: &what_if.ask, faults });
    }
    let unwritten = "the scenario cannot be written as JSON";
    let form = scenario.page_form(variant).context("the variant is known")?;
    let data = Data {
        scenario: serde_json::from_str(&form.to_json()).context(unwritten)?,
        variant,
        code: code.strip_suffix('\n').unwrap_or(code),
        title: &view.title,
        what_ifs,
        knobs: scenario.knobs(variant)?.map(dial).collect(),
        shown: view.shown().what_if.as_ref().map(|what_if| what_if.name.as_str()),
        loaded: view.shown().report.loaded,
        exercise: exercise.map(|Exercise { hints, solution }| Answers { hints, solution }),
    };
    script(&data)
}

/// A script that does nothing: it holds what another one reads.
fn script(data: &impl Serialize) -> Result<String> {
    let json = serde_json::to_string(data).context("data cannot be written as JSON")?;
    // Nothing in it may end the script; inside JSON only strings can have this character.
    let json = json.replace('<', "\\u003c");
    Ok(format!("<script type=\"application/json\">{json}</script>"))
}

fn dial(Knob { sweep, says, name: knob, values }: Knob) -> Dial {
    Dial { sweep, says, knob, values }
}

/// What a widget says, each sentence once: what can be asked, what should be true, what exploring has
/// found.
fn words(view: &View, found: Option<&Outcome>) -> String {
    let mut sentences: Vec<&str> = view.runs.iter().map(Run::ask).collect();
    sentences.extend(view.shown().judged().iter().map(|judged| &*judged.says));
    if let Some(Outcome { sentence, ways, .. }) = found {
        sentences.push(sentence);
        sentences.extend(ways.iter().map(|way| &*way.words));
    }
    let sentences: Vec<String> = sentences.into_iter().map(escape).collect();
    sentences.join(&AND.to_string())
}

/// The part of a widget that is right without any script.
fn result(view: &View) -> String {
    let run = view.shown();
    let mut out = format!("<p class=\"whatif-ask\">{}</p>", escape(run.ask()));
    out.push_str("<ul class=\"whatif-verdicts\">");
    for judged in run.judged() {
        let word = judged.verdict.word();
        let _ =
            write!(out, "<li class=\"{word}\"><strong>{word}</strong>: {}", escape(&judged.says));
        let why = whatif_figure::why(&judged.verdict, &run.report.trace);
        if !why.is_empty() {
            let _ = write!(out, "<br><span class=\"why\">{}</span>", escape(&why));
        }
        out.push_str("</li>");
    }
    out.push_str("</ul>");
    for note in &run.report.notes {
        let _ = write!(out, "<p class=\"note\">{}</p>", escape(note));
    }
    if run.report.loaded {
        let measured = whatif_figure::measured(&run.report.trace);
        let _ = write!(out, "<div class=\"whatif-measured\">{measured}</div>");
    }
    out.push_str(&history(run));
    out.push_str(&figure(run));
    out.push_str(&events(run));
    out.push_str("<ul class=\"whatif-all\">");
    for run in &view.runs {
        let _ = write!(out, "<li>{} {}</li>", escape(&run.asked()), in_short(run));
    }
    out.push_str("</ul>");
    out
}

/// What exploring a variant has found.
fn outcome(outcome: &Outcome) -> String {
    let mut out = String::from("<div class=\"whatif-explored\">");
    let _ = write!(out, "<p><strong>Explored</strong>: {}.</p>", escape(&outcome.sentence));
    if !outcome.ways.is_empty() {
        out.push_str("<ul>");
        for way in &outcome.ways {
            let breaks = outcome.broken_by(way).map(|says| format!("<em>{}</em>", escape(says)));
            let breaks = breaks.collect::<Vec<_>>().join(" and ");
            let words = escape(&way.words);
            let _ = write!(out, "<li>The shortest way to break {breaks}: {words}.</li>");
        }
        out.push_str("</ul>");
    }
    if !outcome.singles.is_empty() {
        let head = outcome.head_of_singles();
        let _ = write!(out, "<details><summary>{head}</summary><ul>");
        for single in &outcome.singles {
            let breaks = single.breaks.iter().map(|name| format!("<code>{}</code>", escape(name)));
            let breaks = breaks.collect::<Vec<_>>().join(", ");
            let _ = write!(out, "<li>{}: breaks {breaks}</li>", escape(&single.words()));
        }
        out.push_str("</ul></details>");
    }
    out.push_str("</div>");
    out
}

/// The diagram of a run.
pub(crate) fn figure(run: &Run) -> String {
    let diagram = whatif_figure::diagram(&run.told());
    format!("<figure class=\"whatif-figure\">{diagram}</figure>")
}

/// The events of a run, folded: what the diagram refers to.
pub(crate) fn events(run: &Run) -> String {
    let table = whatif_figure::table(&run.told());
    format!("<details class=\"whatif-events\"><summary>Events</summary>{table}</details>")
}

/// What the clients of a run did and saw, as its properties judge it; empty where none does.
pub(crate) fn history(run: &Run) -> String {
    match whatif_figure::histories(run.report.judged_histories()).as_str() {
        "" => String::new(),
        told => format!("<div class=\"whatif-history\">{told}</div>"),
    }
}

fn in_short(run: &Run) -> String {
    let broken: Vec<String> = run
        .broken()
        .map(|it| format!("<strong>{}</strong>: {}", it.verdict.word(), escape(&it.says)))
        .collect();
    if broken.is_empty() { "<strong>holds</strong>".into() } else { broken.join("; ") }
}

/// What came of a sweep of one or more variants: what it shows, its charts, its numbers.
fn sweep(says: &str, charts: &[Chart]) -> String {
    let mut out = format!("<div class=\"whatif-sweep\"><p>{}</p><p>", escape(says));
    out.extend(charts.iter().map(whatif_figure::chart));
    let table = whatif_figure::chart_table(charts);
    let _ = write!(out, "</p><details><summary>Numbers</summary>{table}</details></div>");
    out
}

/// The line at the end of a chapter with widgets that loads the script, from `depth` folders down.
pub(crate) fn loader(depth: usize) -> String {
    let up = "../".repeat(depth);
    format!("\n\n<script src=\"{up}{}\"></script>\n", assets::LOADER)
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // A line of HTML stays one line.
            '\n' | '\r' | AND => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
