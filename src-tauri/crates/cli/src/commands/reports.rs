//! Reports, for third parties.

use std::path::Path;
use std::process::ExitCode;

use interview::score::{CompetencyScore, ScoreStatus};
use station::report::{self, Verification};
use uuid::Uuid;

use super::{failure, home_of};
use crate::args::HomeArg;
use crate::console::{Console, Failure};

/// Exit code of a check that did not pass.
const INTEGRITY: u8 = 6;

/// `station verify`.
pub fn verify(
    target: &str,
    media: Option<&Path>,
    home: &HomeArg,
    console: &Console,
) -> Result<ExitCode, Failure> {
    let verification = match Uuid::parse_str(target) {
        Ok(id) if !Path::new(target).exists() => {
            let vault = station::home::open(&home_of(home)).map_err(failure)?;
            let checks = vault.verify_session(id).map_err(failure)?;
            Verification { valid: checks.iter().all(|check| check.ok), checks }
        }
        _ => report::verify(Path::new(target), media).map_err(failure)?,
    };
    console.result(&verification, |v| {
        let lines = v.checks.iter().map(|check| {
            let sign = if check.ok { "✓" } else { "✗" };
            format!("{sign} {}: {}", check.name, check.detail)
        });
        lines.collect::<Vec<_>>().join("\n")
    })?;
    Ok(if verification.valid { ExitCode::SUCCESS } else { ExitCode::from(INTEGRITY) })
}

/// `station rescore`.
pub fn rescore(path: &Path, console: &Console) -> Result<ExitCode, Failure> {
    let (_, report) = report::read(path).map_err(failure)?;
    let rescored = report::rescore(&report);
    console.result(&rescored, |r| {
        let lines = r.scores.competencies.iter().map(|c| competency_lines(console, c));
        let key = if r.equal { "rescore.equal" } else { "rescore.different" };
        lines.chain([console.text(key)]).collect::<Vec<_>>().join("\n")
    })?;
    Ok(if rescored.equal { ExitCode::SUCCESS } else { ExitCode::from(INTEGRITY) })
}

/// `station explain`.
pub fn explain(path: &Path, console: &Console) -> Result<ExitCode, Failure> {
    let (_, report) = report::read(path).map_err(failure)?;
    let words = scoring::explain(&report, console.language);
    console.result(&serde_json::json!({ "explanation": words }), |_| words.clone())?;
    Ok(ExitCode::SUCCESS)
}

/// A competency in a few lines.
pub fn competency_lines(console: &Console, score: &CompetencyScore) -> String {
    let head = match (score.status, score.score) {
        (ScoreStatus::Scored, Some(points)) => {
            let (low, high) = (score.low.unwrap_or(points), score.high.unwrap_or(points));
            format!("{}: {points} ({low}–{high})", score.key)
        }
        _ => {
            let reason = score.reason.as_deref().unwrap_or("score.insufficient");
            format!("{}: {}", score.key, console.text(reason))
        }
    };
    let quotes = score.evidence.iter().map(|evidence| {
        let sign = if evidence.contribution >= 0.0 { '+' } else { '−' };
        // A rule's name is a key, a behaviour of the position is text already.
        format!("  {sign} “{}” {}", evidence.quote, console.text(&evidence.behaviour))
    });
    std::iter::once(head).chain(quotes).collect::<Vec<_>>().join("\n")
}
