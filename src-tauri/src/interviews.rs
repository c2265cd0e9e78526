//! Stored interviews as the window shows them.

use interview::report::{CandidateRef, CheckResult, Report};
use serde::Serialize;
use specta::Type;
use station::StationError;
use uuid::Uuid;
use vault::{SessionSummary, SyncState, Vault};

/// A name in both languages.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Name {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// The suggested score with its range.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct SuggestedScore {
    /// 0–100, one decimal.
    #[specta(type = specta_typescript::Number)]
    pub score: f64,
    /// Lower end of the range in which it probably lies.
    #[specta(type = specta_typescript::Number)]
    pub low: f64,
    /// Upper end.
    #[specta(type = specta_typescript::Number)]
    pub high: f64,
}

/// What a stored report says in one line.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct ReportLine {
    /// Revision, from 1.
    pub rev: u32,
    /// None where there was too little to go by.
    pub score: Option<SuggestedScore>,
    /// What the position requires, 0–100.
    pub required: u32,
    /// Competencies whose score lies under the requirement.
    pub below: Vec<Name>,
    /// Identity: checked and found right, to be looked at by a person, or not checked.
    pub identity: Identity,
}

/// Result of the identity checks as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Identity {
    /// Checked and right.
    Passed,
    /// A person has to look.
    Failed,
    /// Not checked.
    NotPerformed,
}

/// Way to the HRMS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Nothing is to be sent (yet).
    None,
    /// Waiting.
    Pending,
    /// Refused; a person has to look.
    Parked,
    /// Everything was acknowledged.
    Done,
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct InterviewRow {
    /// Interview.
    pub id: String,
    /// Reference of the candidate in the HRMS.
    pub reference: String,
    /// Name, where the station knows it.
    pub name: Option<String>,
    /// Position.
    pub position: Name,
    /// Start, RFC 3339 UTC.
    pub started: String,
    /// Name of the state; `state.<name>` is its text.
    pub state: String,
    /// Answers of the report, or those begun so far.
    pub answers: u32,
    /// Whether the candidate is synthetic.
    pub synthetic: bool,
    /// The report, once there is one.
    pub report: Option<ReportLine>,
    /// Way to the HRMS.
    pub delivery: Delivery,
}

/// A recorded part that can be played.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Length in seconds.
    #[specta(type = specta_typescript::Number)]
    pub seconds: f64,
}

/// One interview.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct InterviewDetail {
    /// Its line.
    pub row: InterviewRow,
    /// What can be played, in order.
    pub parts: Vec<Part>,
}

/// All interviews, newest first.
///
/// # Errors
/// Database; a report that can't be read.
pub fn list(vault: &Vault) -> Result<Vec<InterviewRow>, StationError> {
    vault.list()?.into_iter().map(|summary| row(vault, summary)).collect()
}

/// One interview.
///
/// # Errors
/// Unknown or erased interview; database.
pub fn detail(vault: &Vault, id: Uuid) -> Result<InterviewDetail, StationError> {
    let record = vault.show(id)?;
    let parts = record
        .media
        .iter()
        .map(|part| Part { name: part.part.clone(), seconds: part.duration_ms as f64 / 1000.0 })
        .collect();
    Ok(InterviewDetail { row: row(vault, record.summary)?, parts })
}

fn row(vault: &Vault, summary: SessionSummary) -> Result<InterviewRow, StationError> {
    let report: Option<Report> = match vault.report(summary.interview_id)? {
        Some(stored) => Some(
            serde_json::from_slice(&stored.bytes)
                .map_err(|error| StationError::NotAReport(error.to_string()))?,
        ),
        None => None,
    };
    let candidate = match &report {
        Some(report) => report.candidate.clone(),
        // Only the reference and the name are taken; the identity number stays in the vault.
        None => {
            serde_json::from_str::<CandidateRef>(&vault.show(summary.interview_id)?.candidate_json)
                .unwrap_or_default()
        }
    };
    Ok(InterviewRow {
        id: summary.interview_id.to_string(),
        reference: candidate.reference,
        name: candidate.name,
        position: position_name(report.as_ref(), &summary.position),
        started: summary.started,
        state: summary.state,
        answers: report.as_ref().map_or(summary.answers, answers_of),
        synthetic: summary.synthetic,
        report: report.as_ref().map(report_line),
        delivery: match summary.sync {
            SyncState::None => Delivery::None,
            SyncState::Pending => Delivery::Pending,
            SyncState::Parked => Delivery::Parked,
            SyncState::Done => Delivery::Done,
        },
    })
}

fn answers_of(report: &Report) -> u32 {
    u32::try_from(report.answers.len()).unwrap_or(u32::MAX)
}

fn report_line(report: &Report) -> ReportLine {
    let overall = &report.scores.overall;
    let score = overall.score.zip(overall.low).zip(overall.high);
    let below = report.scores.competencies.iter().filter(|competency| {
        competency.score.is_some_and(|score| score < f64::from(competency.required))
    });
    let name_of = |key: &str| match report.ledger.position.competency(key) {
        Some(known) => Name { zh: known.name_zh.clone(), en: known.name_en.clone() },
        None => Name { zh: key.to_owned(), en: key.to_owned() },
    };
    ReportLine {
        rev: report.rev,
        score: score.map(|((score, low), high)| SuggestedScore { score, low, high }),
        required: report.position.pass_score,
        below: below.map(|competency| name_of(&competency.key)).collect(),
        identity: match report.identity.status() {
            CheckResult::Passed => Identity::Passed,
            CheckResult::Failed => Identity::Failed,
            CheckResult::NotPerformed => Identity::NotPerformed,
        },
    }
}

/// The name as the report has it, else as the shipped position has it, else the code.
fn position_name(report: Option<&Report>, code: &str) -> Name {
    if let Some(report) = report {
        return Name { zh: report.position.name_zh.clone(), en: report.position.name_en.clone() };
    }
    match station::library::position(code) {
        Ok(position) => Name { zh: position.name_zh, en: position.name_en },
        Err(_) => Name { zh: code.to_owned(), en: code.to_owned() },
    }
}
