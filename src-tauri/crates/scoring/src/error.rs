//! What can go wrong while scoring.

use interview::error::{Fault, FaultClass, Faulty, Response};
use interview::ports::EncoderError;

/// Why an answer could not be scored. An answer that says too little is no error: it gets
/// [`interview::score::ScoreStatus::InsufficientEvidence`].
#[derive(Debug, thiserror::Error)]
pub enum ScoringError {
    /// The encoder failed.
    #[error(transparent)]
    Encoder(#[from] EncoderError),
    /// The encoder gave something else than one vector of the head's length for each text.
    #[error("the encoder gave {got} vectors of length {length}, wanted {wanted} of {dims}")]
    EncoderShape {
        /// Vectors that came.
        got: usize,
        /// Length of the first that does not fit.
        length: usize,
        /// Vectors wanted.
        wanted: usize,
        /// Length wanted.
        dims: usize,
    },
    /// The question asks for another competency than the one given.
    #[error("the question asks for {asked}, the competency given is {given}")]
    Competency {
        /// Key the question names.
        asked: String,
        /// Key of the competency.
        given: String,
    },
    /// A coverage that is no share.
    #[error("coverage {0} is not between 0 and 1")]
    Coverage(f64),
    /// A row of labelled answers can't be read.
    #[error("line {line} of the answers is not a labelled answer: {detail}")]
    LabelledRow {
        /// Line, from 1.
        line: usize,
        /// What is wrong with it.
        detail: String,
    },
}

impl Faulty for ScoringError {
    fn fault(&self) -> Fault {
        match self {
            Self::Encoder(_) => {
                Fault::new("score.encoder_failed", FaultClass::Missing, Response::Degrade)
            }
            Self::EncoderShape { .. } => {
                Fault::new("score.encoder_shape", FaultClass::Missing, Response::Degrade)
            }
            Self::Competency { .. } => Fault::new(
                "score.competency_mismatch",
                FaultClass::Internal,
                Response::CallOperator,
            ),
            Self::Coverage(_) => {
                Fault::new("score.coverage_range", FaultClass::Internal, Response::CallOperator)
            }
            Self::LabelledRow { .. } => {
                Fault::new("score.labelled_row", FaultClass::Input, Response::CallOperator)
            }
        }
    }
}
