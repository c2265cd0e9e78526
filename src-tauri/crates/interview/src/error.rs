//! What the outside learns of a failure: a stable code, a class of response, an exit code.

use serde::{Deserialize, Serialize};

/// What the caller should do about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    /// The same call may succeed later.
    Retry,
    /// The session goes on without this part.
    Degrade,
    /// The session stops and is kept.
    StopSession,
    /// A person has to look.
    CallOperator,
}

/// The classes of exit code of the command line (`docs/errors.md`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultClass {
    /// 2: the call itself is wrong.
    Usage,
    /// 3: the input (file, position, card) can't be used.
    Input,
    /// 4: something is missing on this machine (model, library, device, disk).
    Missing,
    /// 5: the interview is suspended.
    Suspended,
    /// 6: a key, signature or sealed data is not what it should be.
    Integrity,
    /// 7: the HRMS was needed and can't be reached.
    Hrms,
    /// 70: a fault of ours.
    Internal,
}

impl FaultClass {
    /// The exit code of the command line.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Usage => 2,
            Self::Input => 3,
            Self::Missing => 4,
            Self::Suspended => 5,
            Self::Integrity => 6,
            Self::Hrms => 7,
            Self::Internal => 70,
        }
    }
}

/// The outside of a typed error. The code is the key of title and hint in both catalogues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Stable, such as `media.no_audio`.
    pub code: &'static str,
    /// Decides the exit code.
    pub class: FaultClass,
    /// What the caller should do.
    pub response: Response,
}

impl Fault {
    /// A fault.
    pub const fn new(code: &'static str, class: FaultClass, response: Response) -> Self {
        Self { code, class, response }
    }
}

/// Implemented by the error enum of every crate, with an exhaustive match.
pub trait Faulty: std::error::Error {
    /// Code, class and response of this error.
    fn fault(&self) -> Fault;
}
