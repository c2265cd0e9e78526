//! What can go wrong between station and HRMS.

use std::time::Duration;

use interview::error::{Fault, FaultClass, Faulty, Response};
use interview::exchange::ProblemBody;
use interview::ports::StoreFailure;
use seal::SealError;

/// An answer of the HRMS that refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// The problem; empty where the body was none, as from something in between.
    pub problem: ProblemBody,
    /// `Retry-After`.
    pub retry_after: Option<Duration>,
}

impl Refusal {
    /// Code of the problem, or the status where there is none.
    pub fn code(&self) -> String {
        if self.problem.code.is_empty() {
            format!("http-{}", self.status)
        } else {
            self.problem.code.clone()
        }
    }
}

/// A failure of sync. Details are technical and hold no data of a person.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// Nothing was sent: no network, no name, no listener.
    #[error("the HRMS can't be reached: {0}")]
    Unreachable(String),
    /// The other end did not prove who it is.
    #[error("TLS with the HRMS failed: {0}")]
    Tls(String),
    /// Something was sent and the answer was lost: it may have been carried out.
    #[error("the answer of the HRMS was lost: {0}")]
    AnswerLost(String),
    /// The HRMS refused.
    #[error("the HRMS refused: {} ({})", .0.code(), .0.status)]
    Refused(Box<Refusal>),
    /// The clock is off even after it was corrected by the HRMS's own.
    #[error("the clock is off against the HRMS")]
    ClockSkew,
    /// The station was shut out.
    #[error("the HRMS has revoked this station")]
    Revoked,
    /// The station waits for approval.
    #[error("an administrator has not approved this station yet")]
    NotApproved,
    /// The enrolment code does not work; the code of the problem.
    #[error("the enrolment code is not accepted: {0}")]
    EnrolCode(String),
    /// No person has this name and password.
    #[error("the HRMS knows nobody with this name and password")]
    SignIn,
    /// The address is not usable: no address, or plain HTTP through a network.
    #[error("not a usable HRMS address: {0}")]
    Address(&'static str),
    /// Certificate or proxy of the options can't be used.
    #[error("client options: {0}")]
    Options(String),
    /// The answer is not what the contract says.
    #[error("the answer of the HRMS is not what the contract says: {0}")]
    BadAnswer(&'static str),
    /// Something that must be signed by the HRMS is not.
    #[error("the signature of the HRMS does not fit: {0}")]
    Signature(SealError),
    /// The call needs an enrolled station.
    #[error("this station is not enrolled")]
    NotEnrolled,
    /// The outbox failed.
    #[error(transparent)]
    Outbox(#[from] StoreFailure),
    /// Blocking work ended early.
    #[error("internal: {0}")]
    Internal(String),
}

impl SyncError {
    /// The refusal, if it is one.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }
}

impl Faulty for SyncError {
    fn fault(&self) -> Fault {
        use FaultClass::{Hrms, Input, Integrity, Internal, Usage};
        use Response::{CallOperator, Retry};
        let (code, class, response) = match self {
            Self::Unreachable(_) => ("hrms.unreachable", Hrms, Retry),
            Self::Tls(_) => ("hrms.tls", Hrms, CallOperator),
            Self::AnswerLost(_) => ("hrms.answer_lost", Hrms, Retry),
            Self::Refused(refusal) if refusal.status >= 500 || refusal.status == 429 => {
                ("hrms.unavailable", Hrms, Retry)
            }
            Self::Refused(_) => ("hrms.refused", Hrms, CallOperator),
            Self::ClockSkew => ("hrms.clock_skew", Hrms, CallOperator),
            Self::Revoked => ("hrms.revoked", Hrms, CallOperator),
            Self::NotApproved => ("hrms.not_approved", Hrms, Retry),
            Self::EnrolCode(_) => ("hrms.enrol_code", Input, CallOperator),
            Self::SignIn => ("hrms.sign_in", Input, CallOperator),
            Self::Address(_) => ("hrms.address", Usage, CallOperator),
            Self::Options(_) => ("hrms.options", Usage, CallOperator),
            Self::BadAnswer(_) => ("hrms.bad_answer", Hrms, CallOperator),
            Self::Signature(_) => ("hrms.signature", Integrity, CallOperator),
            Self::NotEnrolled => ("hrms.not_enrolled", Hrms, CallOperator),
            Self::Outbox(_) => ("sync.outbox", Internal, CallOperator),
            Self::Internal(_) => ("sync.internal", Internal, CallOperator),
        };
        Fault::new(code, class, response)
    }
}
