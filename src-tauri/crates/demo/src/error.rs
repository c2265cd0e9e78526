//! Why the demo candidate can't appear.

use std::path::PathBuf;

use interview::error::{Fault, FaultClass, Faulty, Response};
use voice::VoiceError;

/// Failures of the demo candidate.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A file of the demo candidate can't be read or is not what it should be.
    #[error("demo file {}: {detail}", file.display())]
    Asset {
        /// The file, relative to the folder of the demo candidate where it lies inside.
        file: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// The speech of an answer can't be made.
    #[error(transparent)]
    Voice(#[from] VoiceError),
    /// No answer has this number.
    #[error("the demo candidate has no answer {index}")]
    UnknownAnswer {
        /// Number asked for, from zero.
        index: usize,
    },
}

impl Faulty for DemoError {
    fn fault(&self) -> Fault {
        match self {
            Self::Asset { .. } => {
                Fault::new("demo.asset", FaultClass::Missing, Response::StopSession)
            }
            Self::Voice(error) => error.fault(),
            Self::UnknownAnswer { .. } => {
                Fault::new("demo.unknown_answer", FaultClass::Usage, Response::StopSession)
            }
        }
    }
}
