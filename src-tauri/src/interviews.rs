//! Stored interviews as lines of the desk.
//!
//! A number that this person may not see yet does not leave this module.

use std::collections::BTreeMap;

use interview::brief::{BothNames, ReportBrief};
use interview::policy::PolicyPack;
use interview::report::{CandidateRef, CheckResult};
use serde::Serialize;
use specta::Type;
use station::StationError;
use station::review::{Person, rates_first};
use station::rights::{Member, Right};
use uuid::Uuid;
use vault::{DeskEntry, SyncState, Vault};

use crate::review::DeskOutcome;

/// A name in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Name {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl From<&BothNames> for Name {
    fn from(name: &BothNames) -> Self {
        Self { zh: name.zh.clone(), en: name.en.clone() }
    }
}

/// The suggested score with its range.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Type)]
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
    /// None where there was too little to go by, or where it is hidden.
    pub score: Option<SuggestedScore>,
    /// Whether there is none because the candidate refused it: two people rate instead.
    pub scoring_refused: bool,
    /// Whether this person rates before seeing numbers.
    pub hidden: bool,
    /// What the position requires, 0–100.
    pub required: u32,
    /// Competencies whose score lies under the requirement; none while hidden.
    pub below: Vec<Name>,
    /// Identity: checked and found right, to be looked at by a person, or not checked.
    pub identity: Identity,
    /// Recognition confidence in per cent; none without words.
    pub recognition: Option<u32>,
    /// Whether this person has handed in a review.
    pub reviewed: bool,
    /// People who have.
    pub reviewers: u32,
    /// Whether two of them differ so much that a third is asked.
    pub wants_third: bool,
    /// What was decided; none while hidden.
    pub outcome: Option<DeskOutcome>,
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
    /// Code of the position.
    pub code: String,
    /// Position.
    pub position: Name,
    /// Start, RFC 3339 UTC.
    pub started: String,
    /// Name of the state; `state.<name>` is its text.
    pub state: String,
    /// Answers of the report, or those begun so far.
    pub answers: u32,
    /// From the first answer to the end of the last, in seconds; 0 without a report.
    pub seconds: u32,
    /// Whether the candidate is synthetic.
    pub synthetic: bool,
    /// The report, once there is one.
    pub report: Option<ReportLine>,
    /// Tags, sorted; none while this person has to rate first, since others chose them.
    pub tags: Vec<String>,
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

/// The interviews that `member` may list, as they may see them, newest first.
///
/// # Errors
/// Database; a line that can't be read.
pub fn list(vault: &Vault, member: &Member) -> Result<Vec<InterviewRow>, StationError> {
    Ok(briefs(vault, member)?.into_iter().map(|(row, _)| row).collect())
}

/// The briefs of the interviews that `member` may list with their rows, newest first; those whose
/// numbers are hidden from them have none.
///
/// # Errors
/// As [`list`].
pub fn briefs(
    vault: &Vault,
    member: &Member,
) -> Result<Vec<(InterviewRow, Option<ReportBrief>)>, StationError> {
    let policy = station::policy::in_force(vault)?;
    let drafts = vault.drafts_of(&member.person.name)?;
    let entries = vault.desk_entries()?.into_iter();
    Ok(entries
        .filter(|entry| member.may_at(Right::List, &entry.summary.position))
        .map(|entry| {
            let brief = entry.brief.clone();
            let row = row(&policy, &drafts, member, entry);
            let hidden = row.report.as_ref().is_some_and(|line| line.hidden);
            (row, brief.filter(|_| !hidden))
        })
        .collect())
}

/// One line, and what of the interview can be played.
///
/// # Errors
/// Unknown or erased interview; database.
pub fn line_and_parts(
    vault: &Vault,
    id: Uuid,
    member: &Member,
) -> Result<(InterviewRow, Vec<Part>), StationError> {
    let record = vault.show(id)?;
    let media = record.media.iter();
    let parts = media
        .map(|part| Part { name: part.part.clone(), seconds: part.duration_ms as f64 / 1000.0 })
        .collect();
    let entry = DeskEntry {
        summary: record.summary,
        brief: vault.brief(id)?,
        candidate_json: record.candidate_json,
        tags: vault.tags(id)?,
    };
    let policy = station::policy::in_force(vault)?;
    let drafts = vault.drafts_of(&member.person.name)?;
    Ok((row(&policy, &drafts, member, entry), parts))
}

/// Whether the numbers of an interview are hidden from a person.
///
/// # Errors
/// Database.
pub fn hidden_from(vault: &Vault, id: Uuid, person: &Person) -> Result<bool, StationError> {
    let Some(brief) = vault.brief(id)? else { return Ok(false) };
    let policy = station::policy::in_force(vault)?;
    Ok(hidden(&policy, &vault.drafts_of(&person.name)?, person, id, &brief))
}

/// Numbers are hidden until every ability has a level of this person.
fn hidden(
    policy: &PolicyPack,
    drafts: &BTreeMap<Uuid, u32>,
    person: &Person,
    id: Uuid,
    brief: &ReportBrief,
) -> bool {
    let rated = drafts.get(&id).copied().unwrap_or(0) as usize;
    rates_first(policy, person, &brief.reviewers) && rated < brief.abilities.len()
}

fn row(
    policy: &PolicyPack,
    drafts: &BTreeMap<Uuid, u32>,
    member: &Member,
    entry: DeskEntry,
) -> InterviewRow {
    let DeskEntry { summary, brief, candidate_json, tags } = entry;
    let candidate = match &brief {
        Some(brief) => {
            CandidateRef { reference: brief.reference.clone(), name: brief.name.clone() }
        }
        // Only the reference and the name are taken; the identity number stays in the vault.
        None => serde_json::from_str(&candidate_json).unwrap_or_default(),
    };
    let line = brief.as_ref().map(|brief| {
        let person = &member.person;
        // Who may not read a report learns of it that it exists.
        let hidden = !member.may_at(Right::Read, &summary.position)
            || hidden(policy, drafts, person, summary.interview_id, brief);
        report_line(brief, person, hidden)
    });
    InterviewRow {
        id: summary.interview_id.to_string(),
        reference: candidate.reference,
        name: candidate.name,
        position: brief
            .as_ref()
            .map_or_else(|| shipped_name(&summary.position), |brief| Name::from(&brief.position)),
        code: summary.position,
        started: summary.started,
        state: summary.state,
        answers: brief.as_ref().map_or(summary.answers, |brief| brief.questions.len() as u32),
        seconds: brief.as_ref().map_or(0, |brief| brief.duration_s),
        synthetic: summary.synthetic,
        tags: if line.as_ref().is_some_and(|line| line.hidden) { Vec::new() } else { tags },
        report: line,
        delivery: match summary.sync {
            SyncState::None => Delivery::None,
            SyncState::Pending => Delivery::Pending,
            SyncState::Parked => Delivery::Parked,
            SyncState::Done => Delivery::Done,
        },
    }
}

fn report_line(brief: &ReportBrief, person: &Person, hidden: bool) -> ReportLine {
    let score = brief.score.zip(brief.low).zip(brief.high);
    let below = brief.abilities.iter().filter(|ability| {
        !hidden && ability.score.is_some_and(|score| score < f64::from(ability.required))
    });
    ReportLine {
        rev: brief.rev,
        score: score.filter(|_| !hidden).map(|((score, low), high)| SuggestedScore {
            score,
            low,
            high,
        }),
        scoring_refused: brief.scoring_refused,
        hidden,
        required: brief.required,
        below: below.map(|ability| Name::from(&ability.name)).collect(),
        identity: match brief.identity {
            CheckResult::Passed => Identity::Passed,
            CheckResult::Failed => Identity::Failed,
            CheckResult::NotPerformed => Identity::NotPerformed,
        },
        recognition: brief.recognition.map(|share| (share * 100.0).round() as u32),
        reviewed: brief.reviewers.contains(&person.name),
        reviewers: brief.reviewers.len() as u32,
        wants_third: brief.wants_third && !hidden,
        outcome: brief.outcome.filter(|_| !hidden).map(DeskOutcome::from),
    }
}

/// The name as the shipped position has it, else the code.
fn shipped_name(code: &str) -> Name {
    match station::library::position(code) {
        Ok(position) => Name { zh: position.name_zh, en: position.name_en },
        Err(_) => Name { zh: code.to_owned(), en: code.to_owned() },
    }
}
