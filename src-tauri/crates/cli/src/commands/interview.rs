//! A whole interview.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use interview::media::Pace;
use station::engines::Engines;
use station::session::{self, InterviewOutcome};
use station::setup::{FileInterview, Source};

use super::prompts::TerminalPrompter;
use super::{failure, home_of, language_of};
use crate::args::{InterviewArgs, PaceArg};
use crate::console::{Console, Failure};

/// Exit code of a suspended interview.
const SUSPENDED: u8 = 5;

/// `station interview`.
pub fn run(args: &InterviewArgs, console: &Console) -> Result<ExitCode, Failure> {
    let home = home_of(&args.home);
    let setup = FileInterview {
        camera: args.camera.as_deref().map(source_of),
        microphone: source_of(&args.microphone),
        position: args.position.clone(),
        candidate: args.candidate.clone(),
        id_card: args.id_card.clone(),
        questions: args.questions,
        language: language_of(args.language),
        pace: pace_of(args.pace),
        answers: args.answers.clone(),
        watcher: console.watcher(),
    };
    let pulled = station::delivery::pulled_positions(&home).map_err(failure)?;
    setup.check(&pulled).map_err(failure)?;
    let engines = Engines::open().map_err(failure)?;
    let vault = station::home::open_or_create(&home).map_err(failure)?;
    station::recovery::recover(&vault).map_err(failure)?;
    let live = setup.is_live();
    let mut request = setup.request(&engines, &vault).map_err(failure)?;
    if live {
        let (questions, language) = (request.questions.clone(), console.language);
        request.prompter = Box::new(TerminalPrompter { questions, language });
    }
    let mut outcome = session::run(&vault, &engines, request).map_err(failure)?;
    if outcome.is_suspended() {
        console.result(&outcome, |o| suspended_words(console, o))?;
        return Ok(ExitCode::from(SUSPENDED));
    }
    let folder = args.out.clone().unwrap_or_else(|| reports_beside(&home, &outcome));
    let written = station::export::report_files(
        &vault,
        outcome.interview_id,
        &folder,
        console.language,
        false,
    );
    outcome.report = Some(written.map_err(failure)?.display().to_string());
    outcome.sync = super::hrms::deliver(&vault, console)?;
    outcome.state = super::hrms::state_now(&vault, outcome.interview_id)?;
    console.result(&outcome, |o| summary(console, o))?;
    Ok(ExitCode::SUCCESS)
}

/// A report that was asked for leaves the vault; it lies beside the home, never inside.
fn reports_beside(home: &Path, outcome: &InterviewOutcome) -> PathBuf {
    let name = home.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    home.with_file_name(format!("{name}-reports")).join(outcome.interview_id.to_string())
}

fn source_of(text: &str) -> Source {
    if text == "device" { Source::Device } else { Source::File(PathBuf::from(text)) }
}

/// The pace of a call.
pub fn pace_of(pace: PaceArg) -> Pace {
    match pace {
        PaceArg::Real => Pace::Real,
        PaceArg::Fast => Pace::Fast,
    }
}

fn suspended_words(console: &Console, outcome: &InterviewOutcome) -> String {
    let reason = outcome.reason.as_deref().unwrap_or("interrupted");
    let failed = outcome.identity.checks.iter().filter(|c| !c.reason.is_empty());
    let lines = failed.map(|check| format!("  {}", console.text(&check.reason)));
    std::iter::once(console.text(&format!("session.{reason}")))
        .chain(lines)
        .collect::<Vec<_>>()
        .join("\n")
}

/// The readable summary of an interview.
pub fn summary(console: &Console, outcome: &InterviewOutcome) -> String {
    let mut lines = vec![String::new()];
    let number = |value: Option<f64>| value.map_or("–".to_owned(), |v| v.to_string());
    let overall = &outcome.overall;
    lines.push(format!(
        "{}: {} ({}–{})",
        console.text("summary.overall"),
        number(overall.score),
        number(overall.low),
        number(overall.high)
    ));
    for competency in &outcome.competencies {
        lines.push(super::reports::competency_lines(console, competency));
    }
    if !outcome.simulated.is_empty() {
        let parts = outcome.simulated.iter().map(|s| console.text(&format!("simulated.{s}")));
        let parts = parts.collect::<Vec<_>>().join(", ");
        lines.push(format!("{}: {parts}", console.text("summary.simulated")));
    }
    if outcome.synthetic {
        lines.push(console.text("summary.synthetic"));
    }
    if let Some(report) = &outcome.report {
        lines.push(format!("{}: {report}", console.text("summary.report")));
    }
    lines.push(format!(
        "{}: {} {}",
        console.text("summary.hrms"),
        console.text(&format!("sync.state.{}", outcome.sync.state)),
        outcome.sync.detail
    ));
    lines.join("\n")
}
