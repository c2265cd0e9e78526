//! One error for everything the station does: those of the crates below, and its own.

use interview::error::{Fault, FaultClass, Faulty, Response};

/// A failure of the station.
#[derive(Debug, thiserror::Error)]
pub enum StationError {
    /// Sources, devices, recorder.
    #[error(transparent)]
    Capture(#[from] capture::CaptureError),
    /// Models and their runtime.
    #[error(transparent)]
    Model(#[from] models::ModelError),
    /// Faces and speech.
    #[error(transparent)]
    Perception(#[from] perception::PerceptionError),
    /// Scoring.
    #[error(transparent)]
    Scoring(#[from] scoring::ScoringError),
    /// Vault.
    #[error(transparent)]
    Vault(#[from] vault::VaultError),
    /// HRMS.
    #[error(transparent)]
    Sync(#[from] sync::SyncError),
    /// Signatures and sealed data.
    #[error(transparent)]
    Seal(#[from] seal::SealError),
    /// The PDF.
    #[error(transparent)]
    Paper(#[from] paper::PaperError),
    /// Human review.
    #[error(transparent)]
    Review(#[from] crate::review::ReviewError),
    /// Rights and people at the desk.
    #[error(transparent)]
    Rights(#[from] crate::rights::RightsError),
    /// Saved views of the list.
    #[error(transparent)]
    View(#[from] crate::desk::views::ViewError),
    /// Attached files.
    #[error(transparent)]
    Attachment(#[from] crate::desk::attachments::AttachmentError),
    /// Position file.
    #[error(transparent)]
    Position(#[from] interview::position::PositionError),
    /// No shipped position has this code, and no file has this name.
    #[error("no position is called {0:?}")]
    UnknownPosition(String),
    /// The policy pack.
    #[error(transparent)]
    Policy(#[from] crate::policy::PolicyError),
    /// A question is neither in the position nor a text with a known competency.
    #[error("answer {index}: the question is not in the position and names no known competency")]
    UnknownQuestion {
        /// Index into the answer file.
        index: usize,
    },
    /// The file with the answers' spans is wrong.
    #[error("answer file: {0}")]
    AnswerFile(String),
    /// The candidate file is wrong.
    #[error("candidate file: {0}")]
    CandidateFile(String),
    /// No interview has this id.
    #[error("no interview {0} in this vault")]
    UnknownInterview(String),
    /// Of an interview that was handed in the vault does not hold what its report is made from.
    #[error(
        "interview {0} can't be completed: the vault does not hold what its report is made from"
    )]
    Incomplete(uuid::Uuid),
    /// The interview has no report yet.
    #[error("interview {0} has no report yet")]
    NoReport(uuid::Uuid),
    /// The file is no report of ours.
    #[error("not a report: {0}")]
    NotAReport(String),
    /// A file can't be read or written.
    #[error("{what} can't be used: {source}")]
    File {
        /// Which file, by its role.
        what: &'static str,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The card shows no face that can be compared.
    #[error("no face was found on the card")]
    CardWithoutFace,
    /// A staff PIN that is none.
    #[error("a staff PIN has 4 to 12 digits")]
    Pin,
    /// A kiosk without a staff PIN.
    #[error("no staff PIN was set")]
    PinUnset,
    /// The staff PIN is wrong.
    #[error("the staff PIN is wrong")]
    PinWrong,
    /// Too many wrong staff PINs.
    #[error("the staff PIN is locked for a while")]
    PinLocked,
    /// A failure of another thread, known by its code alone.
    #[error("{0}")]
    Told(String, Fault),
    /// The clock of this machine shows no plausible day.
    #[error("the clock of this machine shows no plausible day")]
    Clock,
    /// The station is not enrolled with an HRMS.
    #[error("this station is not enrolled")]
    NotEnrolled,
    /// The system gives no random numbers.
    #[error("the system's random source failed")]
    Random,
    /// A thread of ours ended unexpectedly.
    #[error("the {0} thread ended unexpectedly")]
    Thread(&'static str),
    /// An event came in the wrong phase.
    #[error(transparent)]
    Refused(#[from] interview::session::Refused),
    /// Something of ours does not serialise.
    #[error("internal data: {0}")]
    Json(String),
}

impl From<serde_json::Error> for StationError {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(place(&error))
    }
}

/// Where JSON does not fit, and how. The message of the library would quote what stands there.
pub(crate) fn place(error: &serde_json::Error) -> String {
    format!("line {}, column {}, {:?}", error.line(), error.column(), error.classify())
}

impl Faulty for StationError {
    fn fault(&self) -> Fault {
        use FaultClass::{Hrms, Input, Internal};
        use Response::{CallOperator, StopSession};
        match self {
            Self::Capture(e) => e.fault(),
            Self::Model(e) => e.fault(),
            Self::Perception(e) => e.fault(),
            Self::Scoring(e) => e.fault(),
            Self::Vault(e) => e.fault(),
            Self::Sync(e) => e.fault(),
            Self::Seal(e) => e.fault(),
            Self::Paper(e) => e.fault(),
            Self::Review(e) => e.fault(),
            Self::Rights(e) => e.fault(),
            Self::View(e) => e.fault(),
            Self::Attachment(e) => e.fault(),
            Self::Position(e) => e.fault(),
            Self::UnknownPosition(_) => Fault::new("position.unknown", Input, CallOperator),
            Self::Policy(e) => e.fault(),
            Self::UnknownQuestion { .. } => Fault::new("answers.question", Input, CallOperator),
            Self::AnswerFile(_) => Fault::new("answers.malformed", Input, CallOperator),
            Self::CandidateFile(_) => Fault::new("candidate.malformed", Input, CallOperator),
            Self::UnknownInterview(_) => Fault::new("interview.unknown", Input, CallOperator),
            Self::Incomplete(_) => {
                Fault::new("interview.incomplete", FaultClass::Suspended, CallOperator)
            }
            Self::NoReport(_) => Fault::new("interview.no_report", Input, CallOperator),
            Self::NotAReport(_) => Fault::new("report.malformed", Input, CallOperator),
            Self::File { .. } => Fault::new("file.unusable", Input, CallOperator),
            Self::CardWithoutFace => Fault::new("card.no_face", Input, CallOperator),
            Self::Pin => Fault::new("staff.pin", Input, CallOperator),
            Self::PinUnset => Fault::new("staff.pin_unset", FaultClass::Missing, CallOperator),
            Self::PinWrong => Fault::new("staff.pin_wrong", Input, Response::Retry),
            Self::PinLocked => Fault::new("staff.pin_locked", Input, Response::Retry),
            Self::Told(_, fault) => *fault,
            Self::Clock => Fault::new("clock.implausible", FaultClass::Missing, CallOperator),
            Self::NotEnrolled => Fault::new("hrms.not_enrolled", Hrms, CallOperator),
            Self::Random => Fault::new("internal.random", Internal, StopSession),
            Self::Thread(_) => Fault::new("internal.thread", Internal, StopSession),
            Self::Refused(_) => Fault::new("internal.state", Internal, StopSession),
            Self::Json(_) => Fault::new("internal.data", Internal, StopSession),
        }
    }
}

impl StationError {
    /// The same failure for another place that shows it.
    pub fn from_code(error: &Self) -> Self {
        Self::Told(error.to_string(), error.fault())
    }
}
