//! What a caller learns of an interview: the JSON of `station interview`.

use std::time::Duration;

use interview::observation::rounded;
use interview::report::{CheckResult, IdentityReport, Report};
use interview::score::{AxisSummary, CompetencyScore, OverallScore};
use interview::timeline::TimelineEvent;
use serde::Serialize;
use uuid::Uuid;

use super::log::SessionLog;
use super::request::InterviewRequest;

/// One answer in short.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AnswerOutcome {
    /// Question id.
    pub question: String,
    /// Start in media time.
    pub start_ms: i64,
    /// End.
    pub end_ms: i64,
    /// Transcript.
    pub text: String,
    /// 0–1.
    pub recognition_confidence: f64,
    /// 0–1.
    pub coverage: f64,
}

/// The checks of identity in short: `passed`, `failed` or `not_performed`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IdentityOutcomeJson {
    /// Card readable and with a face.
    pub card: CheckResult,
    /// Card against face.
    pub face_match: CheckResult,
    /// Challenge, or where there is none the passive check.
    pub liveness: CheckResult,
    /// National service.
    pub service: CheckResult,
    /// All together.
    pub status: CheckResult,
    /// The checks one by one.
    pub checks: Vec<interview::report::IdentityCheck>,
}

/// Times of a run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Timing {
    /// Length of the session in media seconds.
    pub media_s: f64,
    /// Wall seconds.
    pub wall_s: f64,
    /// Wall seconds from the end of the last answer to the signed report.
    pub report_after_last_answer_s: Option<f64>,
}

/// Delivery to the HRMS.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SyncOutcome {
    /// `not_enrolled`, `waiting`, `delivered` or `parked`.
    pub state: String,
    /// Code or count that belongs to it.
    pub detail: String,
}

/// An interview as `station interview --json` prints it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InterviewOutcome {
    /// Id.
    pub interview_id: Uuid,
    /// State of the session.
    pub state: String,
    /// Why it stands still, where it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Position code.
    pub position: String,
    /// Language.
    pub language: String,
    /// Synthetic candidate.
    pub synthetic: bool,
    /// Simulated parts.
    pub simulated: Vec<String>,
    /// Overall score.
    pub overall: OverallScore,
    /// Summaries.
    pub summary: AxisSummary,
    /// Competencies.
    pub competencies: Vec<CompetencyScore>,
    /// Answers.
    pub answers: Vec<AnswerOutcome>,
    /// Identity.
    pub identity: IdentityOutcomeJson,
    /// Where the report lies, once it was written to a file.
    pub report: Option<String>,
    /// Delivery.
    pub sync: SyncOutcome,
    /// Times.
    pub timing: Timing,
    /// Timeline.
    pub events: Vec<TimelineEvent>,
}

impl InterviewOutcome {
    /// Whether the session stands still and waits for a person.
    pub fn is_suspended(&self) -> bool {
        self.state == "suspended" || self.state == "withdrawn"
    }
}

impl From<&IdentityReport> for IdentityOutcomeJson {
    fn from(report: &IdentityReport) -> Self {
        let liveness = match report.liveness() {
            CheckResult::NotPerformed => report.result("liveness_passive"),
            done => done,
        };
        Self {
            card: report.result("card"),
            face_match: report.result("face_match"),
            liveness,
            service: report.result("identity_service"),
            status: report.status(),
            checks: report.checks.clone(),
        }
    }
}

fn timing(media_ms: i64, wall: Duration, after_answer: Option<Duration>) -> Timing {
    Timing {
        media_s: rounded(media_ms as f64 / 1_000.0, 3),
        wall_s: rounded(wall.as_secs_f64(), 3),
        report_after_last_answer_s: after_answer.map(|d| rounded(d.as_secs_f64(), 3)),
    }
}

pub(super) fn ready(
    report: Report,
    state: &str,
    media_ms: i64,
    wall: Duration,
    after_answer: Duration,
) -> InterviewOutcome {
    InterviewOutcome {
        interview_id: report.interview_id,
        state: state.to_owned(),
        reason: None,
        position: report.position.code,
        language: report.language.code().to_owned(),
        synthetic: report.synthetic,
        simulated: report.simulated,
        overall: report.scores.overall,
        summary: report.scores.summary,
        competencies: report.scores.competencies,
        answers: report
            .answers
            .into_iter()
            .map(|answer| AnswerOutcome {
                question: answer.question_id,
                start_ms: answer.start_ms,
                end_ms: answer.end_ms,
                recognition_confidence: answer.transcript.recognition_confidence,
                text: answer.transcript.text,
                coverage: answer.coverage,
            })
            .collect(),
        identity: (&report.identity).into(),
        report: None,
        sync: SyncOutcome { state: "not_enrolled".to_owned(), detail: String::new() },
        timing: timing(media_ms, wall, Some(after_answer)),
        events: report.timeline,
    }
}

pub(super) fn suspended(
    request: &InterviewRequest,
    log: &SessionLog,
    identity: IdentityReport,
    media_ms: i64,
    wall: Duration,
) -> InterviewOutcome {
    let reason = match &log.state().phase {
        interview::session::Phase::Suspended { reason, .. } => {
            serde_json::to_value(reason).ok().and_then(|v| v.as_str().map(str::to_owned))
        }
        _ => None,
    };
    InterviewOutcome {
        interview_id: request.interview_id,
        state: log.state().name().to_owned(),
        reason,
        position: request.position.code.clone(),
        language: request.language.map_or("auto", |l| l.code()).to_owned(),
        synthetic: request.synthetic,
        simulated: request.simulated.clone(),
        overall: OverallScore::default(),
        summary: AxisSummary::default(),
        competencies: Vec::new(),
        answers: Vec::new(),
        identity: (&identity).into(),
        report: None,
        sync: SyncOutcome { state: "waiting".to_owned(), detail: "suspended".to_owned() },
        timing: timing(media_ms, wall, None),
        events: log.timeline().to_vec(),
    }
}
