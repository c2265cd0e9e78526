//! What the window learns of a failure: never words, always a code that both catalogues know.

use interview::error::Faulty;
use serde::Serialize;
use specta::Type;
use station::StationError;

/// What the person at the window should do.
#[derive(Clone, Copy, Debug, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    /// The same call may succeed later.
    Retry,
    /// Go on without this part.
    Degrade,
    /// The session stops and is kept.
    StopSession,
    /// A person has to look.
    CallOperator,
}

impl From<interview::error::Response> for Response {
    fn from(response: interview::error::Response) -> Self {
        match response {
            interview::error::Response::Retry => Self::Retry,
            interview::error::Response::Degrade => Self::Degrade,
            interview::error::Response::StopSession => Self::StopSession,
            interview::error::Response::CallOperator => Self::CallOperator,
        }
    }
}

/// A failed command.
#[derive(Clone, Debug, Serialize, Type)]
pub struct CommandError {
    /// Stable code; `error.<code>` is the title in the catalogues, `error.<code>.hint` what to do.
    pub code: String,
    /// Technical detail for the log and the support, without anything of a candidate.
    pub detail: String,
    /// What to do.
    pub response: Response,
}

impl CommandError {
    /// Work on another thread did not end by itself. What a panic says may quote what was in hand: its
    /// place stands in the log, its words nowhere.
    pub fn thread() -> Self {
        Self::internal("work on another thread ended early")
    }

    /// Work of ours ended unexpectedly.
    pub fn internal(detail: impl std::fmt::Display) -> Self {
        Self {
            code: "internal.thread".to_owned(),
            detail: detail.to_string(),
            response: Response::CallOperator,
        }
    }
}

impl CommandError {
    /// What the window learns of `error`; it stands in the log too.
    pub fn of(error: &impl Faulty) -> Self {
        let fault = error.fault();
        tracing::warn!(code = fault.code, detail = %error, "command failed");
        Self {
            code: fault.code.to_owned(),
            detail: error.to_string(),
            response: fault.response.into(),
        }
    }
}

impl<E> From<E> for CommandError
where
    E: Into<StationError>,
{
    fn from(error: E) -> Self {
        Self::of(&error.into())
    }
}
