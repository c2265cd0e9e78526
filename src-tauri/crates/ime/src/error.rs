//! Why there are no candidates.

use std::path::PathBuf;

use interview::error::{Fault, FaultClass, Faulty, Response};

/// Failures of the engine. No variant carries what was typed.
#[derive(Debug, thiserror::Error)]
pub enum ImeError {
    /// The dictionary is missing or can't be read.
    #[error("pinyin dictionary {0:?} can't be used")]
    Dictionary(PathBuf),
    /// The engine is open already; it exists once in a process.
    #[error("the pinyin engine is open already")]
    InUse,
}

impl Faulty for ImeError {
    fn fault(&self) -> Fault {
        match self {
            Self::Dictionary(_) => {
                Fault::new("ime.dictionary", FaultClass::Missing, Response::Degrade)
            }
            Self::InUse => Fault::new("ime.in_use", FaultClass::Internal, Response::Degrade),
        }
    }
}
