//! The report: what the station says of an interview, signed where it happened.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::features::AnswerFeatures;
use crate::observation::{FaceSummary, Prosody};
use crate::position::{Position, QuestionType};
use crate::review::HumanRecord;
use crate::score::InterviewScores;
use crate::timeline::TimelineEvent;
use crate::transcript::{Language, Transcript};

/// Schema of [`Report`]; a change of meaning raises it.
pub const REPORT_SCHEMA: &str = "interview-station/report/1";

/// Name and version of the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppInfo {
    /// `interview-station`.
    pub name: String,
    /// Version of the build.
    pub version: String,
}

/// The position and its version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PositionRef {
    /// Code.
    pub code: String,
    /// Version.
    pub version: u32,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Required score.
    pub pass_score: u32,
}

impl From<&Position> for PositionRef {
    fn from(position: &Position) -> Self {
        Self {
            code: position.code.clone(),
            version: position.version,
            name_zh: position.name_zh.clone(),
            name_en: position.name_en.clone(),
            pass_score: position.pass_score,
        }
    }
}

/// The policy pack in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyRef {
    /// Region, such as `CN`.
    pub region: String,
    /// Version.
    pub version: String,
    /// Modules that were not loaded, since the policy does not allow them.
    pub modules_off: Vec<String>,
    /// SHA-256 (hex) of the pack's canonical JSON; none in reports of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Who signed the pack; none where it is part of the program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<PolicySigner>,
}

/// Who signed a policy pack, by what, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicySigner {
    /// Name, as it stands in what was signed.
    pub name: String,
    /// Thumbprint of the key.
    pub key_id: String,
    /// When, RFC 3339 UTC, by the clock of the machine that signed.
    pub signed_at: String,
}

/// Who was interviewed, as the bank refers to the person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CandidateRef {
    /// Reference in the HRMS, or one made by the station for a walk-in.
    pub reference: String,
    /// Name as shown in the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// The session's clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockInfo {
    /// Wall time at media time zero, RFC 3339 UTC.
    pub started_wall: String,
    /// Last known offset of the wall clock against the HRMS in milliseconds.
    pub offset_ms: i64,
    /// Whether that offset was measured at all.
    pub trusted: bool,
}

/// One consent that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentRecord {
    /// Purpose: `record`, `face`, `score`, `send`, `pool`.
    pub purpose: String,
    /// The answer.
    pub given: bool,
    /// Media time of the answer in milliseconds.
    pub at_ms: i64,
    /// SHA-256 (hex) of the text that was shown.
    pub text_sha256: String,
    /// SHA-256 (hex) of the sheet "what is judged, what is not" that was shown before; none where
    /// nobody was asked at a screen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet_sha256: Option<String>,
}

/// Result of one check of identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckResult {
    /// Passed.
    Passed,
    /// Failed: a person has to look.
    Failed,
    /// Could not be carried out here, for example no card was given or the source is a file.
    NotPerformed,
}

impl CheckResult {
    /// Name in JSON and logs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::NotPerformed => "not_performed",
        }
    }
}

/// One check of identity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IdentityCheck {
    /// `card`, `face_match`, one of [`LIVENESS`], `liveness_passive`, `identity_service`; `staff`.
    pub name: String,
    /// Result.
    pub result: CheckResult,
    /// Whether the service behind it is simulated.
    pub simulated: bool,
    /// Stable code of the reason, such as `identity.face_mismatch`; empty where it passed.
    pub reason: String,
    /// Rounded measure, where there is one: cosine, median or count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<f64>,
    /// Threshold it was compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
}

/// The ways in which a person can show to be here, as checks: movements in random order, blinks
/// alone, numbers read aloud.
pub const LIVENESS: [&str; 3] = ["liveness_challenge", "liveness_blinks", "liveness_numbers"];

/// All checks of identity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct IdentityReport {
    /// In the order in which they ran.
    pub checks: Vec<IdentityCheck>,
    /// Challenge actions asked for, in order; empty where numbers were read instead.
    pub challenge: Vec<String>,
}

impl IdentityReport {
    /// The result of the check `name`.
    pub fn result(&self, name: &str) -> CheckResult {
        self.checks
            .iter()
            .find(|check| check.name == name)
            .map_or(CheckResult::NotPerformed, |check| check.result)
    }

    /// The result of the active check of liveness, whichever way was taken.
    pub fn liveness(&self) -> CheckResult {
        let results = LIVENESS.iter().map(|name| self.result(name));
        results
            .into_iter()
            .find(|r| *r != CheckResult::NotPerformed)
            .unwrap_or(CheckResult::NotPerformed)
    }

    /// Passed if a member of staff confirmed the identity by hand, whatever a machine found; else
    /// failed if any check failed, passed if at least one passed and none failed.
    pub fn status(&self) -> CheckResult {
        let any = |result| self.checks.iter().any(|check| check.result == result);
        if self.result("staff") == CheckResult::Passed {
            CheckResult::Passed
        } else if any(CheckResult::Failed) {
            CheckResult::Failed
        } else if any(CheckResult::Passed) {
            CheckResult::Passed
        } else {
            CheckResult::NotPerformed
        }
    }
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnswerReport {
    /// Question id.
    pub question_id: String,
    /// Id of the question that this one followed, where it is a follow-up: its answer counts with the
    /// answer to that one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<String>,
    /// Competency key.
    pub competency: String,
    /// Kind of question.
    pub question_type: QuestionType,
    /// The question as it was asked.
    pub question_text: String,
    /// Media time of the start of the answer.
    pub start_ms: i64,
    /// Media time of its end.
    pub end_ms: i64,
    /// What was said.
    pub transcript: Transcript,
    /// Seconds analysed over seconds recorded, 0–1, two decimals.
    pub coverage: f64,
    /// What was seen.
    pub faces: FaceSummary,
    /// How it was said.
    pub prosody: Prosody,
    /// What the candidate decided about the answer.
    #[serde(flatten)]
    pub handed_in: HandedIn,
}

/// What a candidate decided about an answer before handing it in. None of it changes a score.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedIn {
    /// Any of it was typed; a typed answer is scored like a spoken one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub typed: bool,
    /// Takes that were recorded besides the one that counts.
    #[serde(default, skip_serializing_if = "is_none")]
    pub other_takes: u32,
    /// "Not what I said": the candidate disputes the transcript.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub disputed: bool,
    /// What the candidate wrote beside the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_none(count: &u32) -> bool {
    *count == 0
}

/// A model that was used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ModelUse {
    /// What for.
    pub role: String,
    /// SHA-256 of the file, hex.
    pub sha256: String,
}

/// Everything needed to compute the scores again, on any machine, without any model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    /// Program.
    pub app: AppInfo,
    /// Version of the scoring rules.
    pub rubric: String,
    /// SHA-256 (hex) of the canonical JSON of the position.
    pub position_sha256: String,
    /// The position as it was used.
    pub position: Position,
    /// Models, sorted by role.
    pub models: Vec<ModelUse>,
    /// Named parameters of the run.
    pub parameters: BTreeMap<String, String>,
    /// Rounded features, one entry an answer.
    pub answers: Vec<AnswerFeatures>,
}

/// One recorded part and the root over its sealed segments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaPartRef {
    /// Name of the part, such as `main`.
    pub part: String,
    /// Merkle root over the SHA-256 of the sealed records, hex.
    pub merkle_root: String,
    /// Number of segments, the header included.
    pub segments: u32,
    /// Length in milliseconds.
    pub duration_ms: i64,
    /// Hex SHA-256 of the whole sealed object.
    pub sha256: String,
}

/// The report of one interview.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// [`REPORT_SCHEMA`].
    pub schema: String,
    /// Interview.
    pub interview_id: Uuid,
    /// Revision, from 1.
    pub rev: u32,
    /// SHA-256 (hex) of the bytes of the revision before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<String>,
    /// Station that made it.
    pub station_id: String,
    /// Program.
    pub app: AppInfo,
    /// Position.
    pub position: PositionRef,
    /// Policy.
    pub policy: PolicyRef,
    /// Candidate.
    pub candidate: CandidateRef,
    /// Language of the interview.
    pub language: Language,
    /// Whether the candidate is synthetic.
    pub synthetic: bool,
    /// Parts that are simulated: `identity_service`, `camera`, `keystore`, …
    pub simulated: Vec<String>,
    /// Clock.
    pub clock: ClockInfo,
    /// Consents.
    pub consents: Vec<ConsentRecord>,
    /// Identity.
    pub identity: IdentityReport,
    /// Answers in the order of asking.
    pub answers: Vec<AnswerReport>,
    /// Scores.
    pub scores: InterviewScores,
    /// What was recorded but not used in the scores.
    pub not_used: Vec<String>,
    /// Timeline of the session.
    pub timeline: Vec<TimelineEvent>,
    /// Recorded parts.
    pub media: Vec<MediaPartRef>,
    /// Head of the audit chain at signing, hex.
    pub audit_head: String,
    /// What people said of it; reports from before a review have nothing here.
    #[serde(default, skip_serializing_if = "HumanRecord::is_empty")]
    pub human: HumanRecord,
    /// Ledger.
    pub ledger: Ledger,
}

impl Report {
    /// Whether the candidate refused that a program suggests scores: people rate instead, two of them.
    pub fn scoring_refused(&self) -> bool {
        self.consents.iter().any(|consent| consent.purpose == "score" && !consent.given)
    }
}
