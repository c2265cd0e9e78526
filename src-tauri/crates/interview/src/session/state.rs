//! What a session is at one moment.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::event::{AnswerEnd, LossCause, Track};
use super::limits::{Added, STAFF_MINUTES, STAFF_MINUTES_AT_ONCE, SessionCap};
use super::plan::{MAX_FOLLOW_UPS, PlannedQuestion};
use crate::position::StarPart;
use crate::report::{CheckResult, ConsentRecord};

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
    /// The cap of the session was reached before this question was shown: the candidate decides
    /// whether to go on now, on another day, or to leave the rest.
    Offered,
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
    /// The candidate asked for a pause, or nobody is there.
    Pause,
    /// Staff stopped it; why stands in the log.
    Staff,
}

impl SuspendReason {
    /// Name in JSON and catalogues.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ConsentRefused => "consent_refused",
            Self::Identity => "identity",
            Self::DeviceLost => "device_lost",
            Self::Storage => "storage",
            Self::Interrupted => "interrupted",
            Self::Pause => "pause",
            Self::Staff => "staff",
        }
    }
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
    /// All answers are given; the candidate looks them over before handing in.
    Review,
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
    /// Number of the take, from 1.
    #[serde(default = "first_take")]
    pub take: u32,
    /// Whether any of it was typed.
    #[serde(default)]
    pub typed: bool,
}

const fn first_take() -> u32 {
    1
}

impl AnswerSpan {
    /// Whether it was given to its end.
    const fn is_whole(&self) -> bool {
        !matches!(self.end, None | Some(AnswerEnd::Stopped | AnswerEnd::Deferred))
    }

    /// Whether it was stopped in the middle and holds something.
    fn is_cut_off(&self) -> bool {
        let length_ms = self.end_ms.unwrap_or(self.start_ms) - self.start_ms;
        self.end == Some(AnswerEnd::Stopped) && (self.typed || length_ms > 0)
    }
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
    /// Somebody came back who says to be the candidate, and gave these consents. Nothing goes on, and
    /// none of them counts, before identity was checked again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back: Option<Vec<ConsentRecord>>,
    /// Answers in the order in which they began.
    pub answers: Vec<AnswerSpan>,
    /// Takes that the candidate chose, by index into the plan; elsewhere the last one counts.
    #[serde(default)]
    pub chosen: BTreeMap<usize, u32>,
    /// Whether the candidate looks the answers over before handing in.
    #[serde(default)]
    pub review: bool,
    /// What was added to the time of the answer at hand.
    #[serde(default, skip_serializing_if = "Added::is_none")]
    pub added: Added,
    /// Cap of the whole session; none without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<SessionCap>,
    /// Index into the plan of the first question that the candidate left when the cap was reached.
    /// From there on nothing was asked, which is no skipping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest_left: Option<usize>,
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
            back: None,
            answers: Vec::new(),
            chosen: BTreeMap::new(),
            review: false,
            added: Added::default(),
            cap: None,
            rest_left: None,
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
            Phase::Review => "review",
            Phase::Sealing => "sealing",
            Phase::Analysing => "analysing",
            Phase::Ready => "ready",
            Phase::Done => "done",
            Phase::Suspended { .. } => "suspended",
            Phase::Withdrawn => "withdrawn",
        }
    }

    /// Whether the candidate can still go on with it on another day, once it stands still: not
    /// without a consent to record, and not where nobody is expected to come back (a recording
    /// from files has nobody who looks the answers over).
    pub fn may_go_on(&self) -> bool {
        let phase = match &self.phase {
            Phase::Suspended { reason: SuspendReason::ConsentRefused, .. } => return false,
            Phase::Suspended { resume, .. } => resume,
            phase => phase,
        };
        let resumable = matches!(
            phase,
            Phase::Identity
                | Phase::DeviceCheck
                | Phase::Practice
                | Phase::Question { .. }
                | Phase::Review
        );
        self.review && resumable
    }

    /// Whether identity is to be checked again before anything goes on.
    pub fn identity_due(&self) -> bool {
        self.back.is_some()
    }

    /// The phase at which it goes on; none while it does not stand still.
    pub fn resumes_at(&self) -> Option<&Phase> {
        match &self.phase {
            Phase::Suspended { resume, .. } => Some(resume),
            _ => None,
        }
    }

    /// The answer that runs.
    pub fn open_answer(&self) -> Option<&AnswerSpan> {
        self.answers.iter().find(|answer| answer.end_ms.is_none())
    }

    /// The takes of question `index` that were given to their end, in order.
    pub fn takes(&self, index: usize) -> impl Iterator<Item = &AnswerSpan> {
        self.answers.iter().filter(move |answer| answer.index == index && answer.is_whole())
    }

    /// The take of question `index` that was stopped in the middle and counts because the question
    /// has no whole take, here or where it was asked again.
    pub fn stopped_take(&self, index: usize) -> Option<&AnswerSpan> {
        let asked = self.plan.get(index)?;
        let same = |answer: &&AnswerSpan| {
            self.plan.get(answer.index).is_some_and(|question| question.id == asked.id)
        };
        if self.answers.iter().filter(same).any(AnswerSpan::is_whole) {
            return None;
        }
        let mut cut_off = self.answers.iter().filter(same).filter(|answer| answer.is_cut_off());
        cut_off.next_back().filter(|answer| answer.index == index)
    }

    /// The take of question `index` that counts: the chosen one, else the last whole one, else what
    /// was said until it was stopped.
    pub fn counting_take(&self, index: usize) -> Option<&AnswerSpan> {
        match self.chosen.get(&index) {
            Some(take) => self.takes(index).find(|answer| answer.take == *take),
            None => self.takes(index).last().or_else(|| self.stopped_take(index)),
        }
    }

    /// Whether question `index` may be answered once more.
    pub fn may_retake(&self, index: usize) -> bool {
        let allowed = self.plan.get(index).map_or(0, |question| question.retakes);
        self.takes(index).count() <= allowed as usize
    }

    /// How often question `index`, which was answered, may still be answered again.
    pub fn retakes_left(&self, index: usize) -> u32 {
        let allowed = self.plan.get(index).map_or(0, |question| question.retakes);
        let again = u32::try_from(self.takes(index).count()).unwrap_or(u32::MAX).saturating_sub(1);
        allowed.saturating_sub(again)
    }

    /// Whether the candidate may add `minutes` to the answer to question `index`.
    pub fn may_add(&self, index: usize, minutes: u32) -> bool {
        let allowed = self.plan.get(index).map_or(0, |question| question.extra_minutes);
        minutes > 0 && self.added.candidate.saturating_add(minutes) <= allowed
    }

    /// Whether staff may add `minutes` to the answer at hand.
    pub fn staff_may_add(&self, minutes: u32) -> bool {
        (1..=STAFF_MINUTES_AT_ONCE).contains(&minutes)
            && self.added.staff + minutes <= STAFF_MINUTES
    }

    /// Whether the cap was reached, so that the next question is offered and not asked.
    pub fn cap_reached(&self) -> bool {
        self.cap.is_some_and(SessionCap::is_reached)
    }

    /// Ids of the questions that were not asked since the cap was reached and the candidate left
    /// the rest. One that was put off and not reached again is among them.
    pub fn not_asked(&self) -> impl Iterator<Item = &str> {
        let from = self.rest_left.unwrap_or(self.plan.len());
        self.plan.iter().skip(from).map(|planned| planned.id.as_str())
    }

    /// Whether entry `index` of the plan is a follow-up.
    pub fn is_follow_up(&self, index: usize) -> bool {
        self.plan.get(index).is_some_and(|planned| planned.follows.is_some())
    }

    /// The number under which people know question `index`, from 1: a follow-up goes with the
    /// question before it.
    pub fn number_of(&self, index: usize) -> usize {
        self.plan.iter().take(index + 1).filter(|planned| planned.follows.is_none()).count()
    }

    /// Number of questions without the follow-ups.
    pub fn questions(&self) -> usize {
        self.plan.iter().filter(|planned| planned.follows.is_none()).count()
    }

    /// Indexes into the plan of question `id` and its follow-ups, in the order of asking.
    pub fn thread_of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = usize> + 'a {
        let belongs = move |planned: &PlannedQuestion| {
            planned.follows.as_ref().map_or(planned.id.as_str(), |f| f.question.as_str()) == id
        };
        (0..self.plan.len()).filter(move |index| belongs(&self.plan[*index]))
    }

    /// The parts that follow-ups of question `id` asked for so far.
    pub fn parts_asked(&self, id: &str) -> Vec<StarPart> {
        let follows = self.plan.iter().filter_map(|planned| planned.follows.as_ref());
        follows.filter(|follows| follows.question == id).map(|follows| follows.part).collect()
    }

    /// Whether `planned` may be asked as a follow-up of what was answered last: it follows the
    /// question that stands there, asks for a part that was not asked for, and is not one too many.
    pub fn may_follow(&self, index: usize, planned: &PlannedQuestion) -> bool {
        let (Some(follows), Some(here)) = (&planned.follows, self.plan.get(index)) else {
            return false;
        };
        let root = here.follows.as_ref().map_or(&here.id, |f| &f.question);
        let parts = self.parts_asked(root);
        follows.question == *root && parts.len() < MAX_FOLLOW_UPS && !parts.contains(&follows.part)
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
