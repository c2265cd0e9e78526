//! What can happen to a session, and what the station is then to do.

use serde::{Deserialize, Serialize};

use super::plan::PlannedQuestion;
use super::state::SuspendReason;
use crate::report::{CheckResult, ConsentRecord};

/// A recorded device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Track {
    /// Camera.
    Camera,
    /// Microphone.
    Microphone,
}

impl Track {
    /// Name in JSON and logs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Camera => "camera",
            Self::Microphone => "microphone",
        }
    }
}

/// Why a device is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LossCause {
    /// It was pulled out.
    Unplugged,
    /// It is there, but gives no fresh data.
    Stalled,
    /// The file or stream ended or broke.
    Ended,
}

/// Why an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerEnd {
    /// The candidate said so.
    Finished,
    /// Silence after speech.
    Silence,
    /// The time limit.
    TimeLimit,
    /// The span that the caller gave.
    Scripted,
    /// The source ended.
    SourceEnded,
    /// The session stopped in the middle.
    Stopped,
    /// A device failed; the question is asked again at the end.
    Deferred,
}

/// Who adds time to an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddedBy {
    /// The candidate, within what the plan allows.
    Candidate,
    /// A member of staff at the screen.
    Staff,
}

impl AddedBy {
    /// Name in JSON and logs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Candidate => "candidate",
            Self::Staff => "staff",
        }
    }
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Event {
    /// Somebody touched the screen.
    Begin,
    /// All consents were answered.
    ConsentsAnswered {
        /// One record a purpose.
        consents: Vec<ConsentRecord>,
    },
    /// The checks of identity are done.
    IdentityChecked {
        /// Their common result.
        result: CheckResult,
    },
    /// The first frame or sample of every device has arrived.
    DevicesReady,
    /// The practice question is over or was left out.
    PracticeOver,
    /// The think clock is over or the candidate starts.
    AnswerStarted,
    /// The answer is over.
    AnswerEnded {
        /// Why.
        end: AnswerEnd,
    },
    /// The answer that runs is typed from here on.
    AnswerTyped,
    /// A device failed: the question is asked again at the end, which uses up no retake.
    AnswerDeferred,
    /// The answer that is being thought about or given gets more time.
    TimeAdded {
        /// How much.
        minutes: u32,
        /// By whom.
        by: AddedBy,
    },
    /// So much of the session's cap has passed since this was told last.
    TimeSpent {
        /// Milliseconds in which a clock of a question ran.
        ms: i64,
    },
    /// The cap was reached, and the candidate goes on all the same.
    GoOn,
    /// The cap was reached, and the candidate leaves the remaining questions.
    RestLeft,
    /// The question that was just answered is answered once more.
    Retake,
    /// The candidate chose among the takes of a question.
    TakeChosen {
        /// Index into the plan.
        index: usize,
        /// Number of the take, from 1.
        take: u32,
    },
    /// The candidate has looked the answers over and hands them in.
    HandedIn,
    /// The next question is due.
    NextQuestion,
    /// A part was missing in the answer that was just given: it is asked for before the next question.
    FollowUp {
        /// The follow-up as it is asked.
        planned: PlannedQuestion,
    },
    /// The candidate leaves out the follow-up that is being thought about.
    FollowUpSkipped,
    /// The interview ends before all questions were asked: the source or the time is over.
    EndInterview,
    /// The recording is closed and sealed.
    Sealed,
    /// The report is signed and stored.
    ReportStored,
    /// The report is delivered, or the station works without an HRMS.
    Delivered,
    /// A device gives nothing any more.
    DeviceLost {
        /// Which.
        track: Track,
        /// Why.
        cause: LossCause,
    },
    /// The first datum of the device has arrived again.
    DeviceBack {
        /// Which.
        track: Track,
    },
    /// The session is to stand still.
    Suspend {
        /// Why.
        reason: SuspendReason,
    },
    /// A person has helped; the session goes on.
    Resume,
    /// Somebody came back for a session that stands still. Until their identity was checked it does
    /// not go on, and what they consent to does not count.
    FoundAgain {
        /// Consents as they were given this time, one record a purpose.
        consents: Vec<ConsentRecord>,
    },
    /// The candidate withdraws.
    Withdraw,
    /// The program started again and found this session.
    Recovered,
}

/// What the station is to do after a transition was persisted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Start camera, microphone and recording.
    StartRecording,
    /// Start the checks of identity.
    CheckIdentity,
    /// Show question `index` and read it aloud.
    AskQuestion {
        /// Index into the plan.
        index: usize,
    },
    /// Start the analysis of answer `index`.
    OpenAnswer {
        /// Index into the plan.
        index: usize,
    },
    /// Close the analysis of answer `index`.
    CloseAnswer {
        /// Index into the plan.
        index: usize,
    },
    /// A challenge that runs is void: frames are missing.
    VoidChallenge,
    /// Stop the recording and seal it.
    StopRecording,
    /// Wait for the analysis, score, build and sign the report.
    BuildReport,
    /// Send what the policy allows.
    Sync,
    /// Try to open the device again.
    Reconnect {
        /// Which.
        track: Track,
    },
    /// Tell candidate and staff.
    Notify {
        /// Key of the text in the catalogues.
        code: &'static str,
    },
    /// Destroy the keys of this session.
    Erase,
}
