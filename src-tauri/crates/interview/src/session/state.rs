//! What a session is at one moment.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::event::{AnswerEnd, LossCause, Track};
use crate::report::{CheckResult, ConsentRecord};

/// One question of this session, as it is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedQuestion {
    /// Question id.
    pub id: String,
    /// Time to think in milliseconds.
    pub think_ms: i64,
    /// Time to answer in milliseconds.
    pub answer_ms: i64,
}

/// Stage within a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionStage {
    /// The question is shown; the think clock runs.
    Think,
    /// The candidate answers; the answer is recorded.
    Answer,
    /// The answer has ended and is safe.
    Submitted,
}

/// Why a session stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuspendReason {
    /// A consent without which nothing can be recorded was refused.
    ConsentRefused,
    /// Identity or liveness did not pass: a person helps, nobody is rejected.
    Identity,
    /// A device stayed away for longer than the grace time.
    DeviceLost,
    /// Nothing more can be written to the disk.
    Storage,
    /// The program ended in the middle.
    Interrupted,
    /// The candidate or staff asked for a pause.
    Pause,
}

/// Phase of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "name")]
pub enum Phase {
    /// Nobody has begun.
    Attract,
    /// Consents are asked.
    Consent,
    /// Card, face and liveness are checked.
    Identity,
    /// Camera, microphone and light are checked.
    DeviceCheck,
    /// One question that is neither kept nor scored.
    Practice,
    /// Question `index` of the plan.
    Question {
        /// Index into the plan.
        index: usize,
        /// Stage.
        stage: QuestionStage,
    },
    /// The recording is closed and sealed.
    Sealing,
    /// What is still to be analysed is analysed.
    Analysing,
    /// The signed report lies in the vault.
    Ready,
    /// Nothing is left to do here.
    Done,
    /// The session stands still and is kept.
    Suspended {
        /// Why.
        reason: SuspendReason,
        /// The phase that goes on after a person has helped.
        resume: Box<Phase>,
    },
    /// The candidate withdrew; keys are destroyed.
    Withdrawn,
}

/// Where an answer lies on the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerSpan {
    /// Index into the plan.
    pub index: usize,
    /// Media time of its start.
    pub start_ms: i64,
    /// Media time of its end; none while it runs.
    pub end_ms: Option<i64>,
    /// Why it ended.
    pub end: Option<AnswerEnd>,
}

/// A stretch in which a device gave nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Device.
    pub track: Track,
    /// Cause of the loss.
    pub cause: LossCause,
    /// Media time of its start.
    pub start_ms: i64,
    /// Media time of its end; none while it lasts.
    pub end_ms: Option<i64>,
}

/// A session at one moment: all that recovery needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionState {
    /// Interview.
    pub interview_id: Uuid,
    /// Phase.
    pub phase: Phase,
    /// Questions in the order of asking.
    pub plan: Vec<PlannedQuestion>,
    /// Consents in the order of asking.
    pub consents: Vec<ConsentRecord>,
    /// Result of the identity checks.
    pub identity: CheckResult,
    /// Answers in the order in which they began.
    pub answers: Vec<AnswerSpan>,
    /// Gaps in the order in which they began.
    pub gaps: Vec<Gap>,
    /// Whether the recording runs.
    pub recording: bool,
    /// Media time of the last event.
    pub at_ms: i64,
}

impl SessionState {
    /// A session that has not begun.
    pub fn new(interview_id: Uuid, plan: Vec<PlannedQuestion>) -> Self {
        Self {
            interview_id,
            phase: Phase::Attract,
            plan,
            consents: Vec::new(),
            identity: CheckResult::NotPerformed,
            answers: Vec::new(),
            gaps: Vec::new(),
            recording: false,
            at_ms: 0,
        }
    }

    /// Name of the state for lists and JSON.
    pub fn name(&self) -> &'static str {
        match &self.phase {
            Phase::Attract => "attract",
            Phase::Consent => "consent",
            Phase::Identity => "identity",
            Phase::DeviceCheck => "device_check",
            Phase::Practice => "practice",
            Phase::Question { .. } => "question",
            Phase::Sealing => "sealing",
            Phase::Analysing => "analysing",
            Phase::Ready => "ready",
            Phase::Done => "done",
            Phase::Suspended { .. } => "suspended",
            Phase::Withdrawn => "withdrawn",
        }
    }

    /// The answer that runs.
    pub fn open_answer(&self) -> Option<&AnswerSpan> {
        self.answers.iter().find(|answer| answer.end_ms.is_none())
    }

    /// Milliseconds between `start_ms` and `end_ms` in which `track` gave nothing.
    pub fn gap_ms(&self, track: Track, start_ms: i64, end_ms: i64) -> i64 {
        self.gaps
            .iter()
            .filter(|gap| gap.track == track)
            .map(|gap| {
                let end = gap.end_ms.unwrap_or(end_ms).min(end_ms);
                (end - gap.start_ms.max(start_ms)).max(0)
            })
            .sum()
    }
}
