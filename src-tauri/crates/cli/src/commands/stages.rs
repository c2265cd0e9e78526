//! One stage alone.

use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use interview::report::CheckResult;
use interview::transcript::Language;
use serde::Serialize;
use station::StationError;
use station::candidate::Candidate;
use station::engines::Engines;
use station::stages;

use super::{failure, language_of};
use crate::args::{ScoreArgs, SpokenArg};
use crate::console::{Console, Failure};

/// `station transcribe`.
pub fn transcribe(
    file: &Path,
    language: SpokenArg,
    console: &Console,
) -> Result<ExitCode, Failure> {
    stages::check_input(file).map_err(failure)?;
    let engines = Engines::open().map_err(failure)?;
    let output = stages::transcribe_file(&engines, file, language_of(language)).map_err(failure)?;
    console.result(&output, |o| {
        if o.text.is_empty() { console.text("transcribe.empty") } else { o.text.clone() }
    })?;
    Ok(ExitCode::SUCCESS)
}

/// `station observe`.
pub fn observe(file: &Path, every_ms: i64, console: &Console) -> Result<ExitCode, Failure> {
    stages::check_input(file).map_err(failure)?;
    let engines = Engines::open().map_err(failure)?;
    let output = stages::observe_file(&engines, file, every_ms).map_err(failure)?;
    console.result(&output, |o| serde_json::to_string_pretty(&o.summary).unwrap_or_default())?;
    Ok(ExitCode::SUCCESS)
}

#[derive(Serialize)]
struct IdentifyOutput {
    status: CheckResult,
    #[serde(flatten)]
    report: interview::report::IdentityReport,
}

/// `station identify`.
pub fn identify(card: &Path, camera: &Path, console: &Console) -> Result<ExitCode, Failure> {
    for file in [card, camera] {
        stages::check_input(file).map_err(failure)?;
    }
    let engines = Engines::open().map_err(failure)?;
    let outcome =
        stages::identify_files(&engines, card, camera, &Candidate::default()).map_err(failure)?;
    let output = IdentifyOutput { status: outcome.report.status(), report: outcome.report };
    console.result(&output, |o| {
        let lines = o.report.checks.iter().map(|check| {
            let result = serde_json::to_value(check.result).unwrap_or_default();
            let result = console.text(&format!("check.{}", result.as_str().unwrap_or_default()));
            let name = console.text(&format!("check.name.{}", check.name));
            format!("{name}: {result} {}", reason_words(console, &check.reason))
        });
        lines.collect::<Vec<_>>().join("\n")
    })?;
    let suspended = output.status == CheckResult::Failed;
    Ok(if suspended { ExitCode::from(5) } else { ExitCode::SUCCESS })
}

fn reason_words(console: &Console, reason: &str) -> String {
    if reason.is_empty() { String::new() } else { format!("({})", console.text(reason)) }
}

/// `station score`.
pub fn score(args: &ScoreArgs, console: &Console) -> Result<ExitCode, Failure> {
    let position = station::library::position(&args.position).map_err(failure)?;
    let question = match position.question(&args.question) {
        Some(question) => question.clone(),
        None => {
            let key = args
                .competency
                .as_deref()
                .or_else(|| position.competencies.first().map(|c| c.key.as_str()));
            let competency = key
                .and_then(|key| position.competency(key))
                .ok_or(StationError::UnknownQuestion { index: 0 })
                .map_err(failure)?;
            station::session::own_question(&args.question, &competency.key)
        }
    };
    let text = answer_text(&args.text)?;
    let language = language_of(args.language).unwrap_or_else(|| language_by_characters(&text));
    let engines = Engines::open().map_err(failure)?;
    let output =
        stages::score_text(&engines, &position, &question, &text, language).map_err(failure)?;
    console.result(&output, |o| super::reports::competency_lines(console, &o.competency))?;
    Ok(ExitCode::SUCCESS)
}

fn answer_text(source: &str) -> Result<String, Failure> {
    if source != "-" {
        return station::files::read_text(Path::new(source), "answer").map_err(failure);
    }
    let mut text = String::new();
    let read = std::io::stdin().take(1 << 20).read_to_string(&mut text);
    read.map_err(|source| failure(StationError::File { what: "standard input", source }))?;
    Ok(text)
}

/// Chinese where at least a tenth of the characters are Chinese: English terms inside a Mandarin
/// answer take many letters.
fn language_by_characters(text: &str) -> Language {
    let all = text.chars().filter(|c| !c.is_whitespace()).count();
    let han = text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
    if han * 10 >= all { Language::Zh } else { Language::En }
}
