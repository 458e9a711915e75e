//! `history`: whether what clients saw is what a consistency model promises.

mod lines;

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, anyhow};
use serde::Serialize;
use whatif_figure::History;
use whatif_simulator::Value;
use whatif_simulator::consistency::{JudgedHistory, Judgement, Level, Model, Recording, judge};

use crate::diagnostics::Failure;

/// How many ways to go on a search looks at before it gives up: some minutes, and a few gigabytes.
const WAYS_MAX: usize = 20_000_000;

/// What the command tells, and the code with which it ends.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) text: String,
    pub(crate) exit_code: u8,
}

/// What the author asks.
pub(crate) struct Question<'a> {
    pub(crate) file: &'a Path,
    pub(crate) model: Model,
    pub(crate) level: Level,
    pub(crate) json: bool,
    pub(crate) svg: Option<&'a Path>,
}

/// The answer of `history --json`.
#[derive(Serialize)]
struct Answer<'a> {
    model: &'static str,
    consistency: &'static str,
    verdict: &'static str,
    operations: usize,
    clients: usize,
    /// How many were never answered.
    open: usize,
    says: String,
    /// The places of the operations of a legal order: of all if it holds, else of what came before.
    order: &'a [usize],
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Blame>,
}

#[derive(Serialize)]
struct Blame {
    /// The place of the operation that cannot be among those of the file, by their calls.
    operation: usize,
    because: Vec<usize>,
}

/// The names of the models.
pub(crate) fn model(name: &str) -> Result<Model, String> {
    known("model", name, &Model::NAMES)
}

/// The names of the levels.
pub(crate) fn level(name: &str) -> Result<Level, String> {
    known("consistency", name, &Level::NAMES)
}

fn known<T: Copy>(kind: &str, name: &str, names: &[(&'static str, T)]) -> Result<T, String> {
    let found = names.iter().find(|(known, _)| *known == name);
    found.map(|(_, found)| *found).ok_or_else(|| {
        let names: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
        format!("there is no such {kind}; there are {}", names.join(", "))
    })
}

/// Judges the history of a file.
pub(crate) fn history(question: &Question<'_>) -> Result<Told, Failure> {
    let &Question { file, model, level, json, svg } = question;
    let shown = file.display();
    let bytes = fs::read(file).with_context(|| format!("`{shown}` cannot be read"))?;
    let text = String::from_utf8(bytes).map_err(|_| anyhow!("`{shown}` is not UTF-8"))?;
    let read = lines::read(&text, model).map_err(|mistakes| {
        let mistakes: Vec<String> = mistakes
            .into_iter()
            .map(|mistake| format!("{shown}:{}: {}", mistake.line, mistake.what))
            .collect();
        Failure::Lines(mistakes)
    })?;
    let judgement = judge(&read.operations, model, level, WAYS_MAX);
    let recording = Recording { model, initial: Value::Unit };
    let lines::Read { operations, clients } = read;
    let history = JudgedHistory { operations, clients, recording, level, judgement };
    if let Some(to) = svg {
        let picture = History(&history).diagram() + "\n";
        fs::write(to, picture).with_context(|| format!("`{}` cannot be written", to.display()))?;
    }
    let (verdict, exit_code) = match &history.judgement {
        Judgement::Holds(_) => ("holds", 0),
        Judgement::Violated(_) => ("violated", 1),
        Judgement::Unknown(_) => ("unknown", 3),
    };
    let text = if json { as_json(&history, verdict)? } else { as_text(&history, verdict) };
    Ok(Told { text, exit_code })
}

fn open(history: &JudgedHistory) -> usize {
    history.operations.iter().filter(|operation| operation.returned.is_none()).count()
}

fn as_json(history: &JudgedHistory, verdict: &'static str) -> Result<String, Failure> {
    let (order, reason) = match &history.judgement {
        Judgement::Holds(order) => (order.as_deref().unwrap_or_default(), None),
        Judgement::Violated(reason) => {
            let because = reason.because.clone();
            (&reason.before[..], Some(Blame { operation: reason.operation, because }))
        }
        Judgement::Unknown(_) => (&[][..], None),
    };
    let answer = Answer {
        model: history.recording.model.name(),
        consistency: history.level.name(),
        verdict,
        operations: history.operations.len(),
        clients: history.clients.len(),
        open: open(history),
        says: History(history).sentence(),
        order,
        reason,
    };
    let json = serde_json::to_string(&answer).context("the answer cannot be written as JSON")?;
    Ok(json + "\n")
}

fn as_text(history: &JudgedHistory, verdict: &str) -> String {
    let mut out = String::new();
    let plural =
        |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let _ = writeln!(
        out,
        "{} ({}): {verdict}\n{} of {}, {} never answered\n\n{}",
        history.level.name(),
        history.recording.model.name(),
        plural(history.operations.len(), "operation"),
        plural(history.clients.len(), "client"),
        open(history),
        History(history).sentence(),
    );
    if matches!(history.judgement, Judgement::Violated(_)) {
        let _ = write!(out, "\n{}", History(history).text());
    }
    out
}
