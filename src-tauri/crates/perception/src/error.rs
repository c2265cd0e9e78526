//! What can go wrong between a picture or sound and an observation.

use interview::error::{Fault, FaultClass, Faulty, Response};

/// A failure of perception. Messages name sizes and roles, never content.
#[derive(Debug, thiserror::Error)]
pub enum PerceptionError {
    /// A picture whose bytes do not fit its size, or without a pixel.
    #[error("picture of {width}x{height} has {bytes} bytes")]
    Picture {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// Bytes that came with it.
        bytes: usize,
    },
    /// The runtime failed while a model ran.
    #[error("model {role} failed: {detail}")]
    Inference {
        /// The model's job, such as `face_mesh`.
        role: &'static str,
        /// What the runtime said.
        detail: String,
    },
    /// A model gave something else than its card says.
    #[error("model {role}: output {output} has {found} values, {expected} expected")]
    Output {
        /// The model's job.
        role: &'static str,
        /// Name of the output.
        output: &'static str,
        /// Values expected.
        expected: usize,
        /// Values found; 0 where the output is absent.
        found: usize,
    },
    /// Sound that can't be placed: another rate than 16 kHz, or media time that jumps.
    #[error("sound: {detail}")]
    Sound {
        /// What is wrong with it.
        detail: String,
    },
    /// The decoding thread could not start or ended by a panic.
    #[error("thread speech-decode: {detail}")]
    Thread {
        /// What the system said.
        detail: String,
    },
    /// A model or the runtime is missing, changed or refused.
    #[error(transparent)]
    Model(#[from] models::ModelError),
    /// The tokenizer of a text model can't be used.
    #[error("tokenizer of {role}: {detail}")]
    Tokenizer {
        /// The model's job.
        role: &'static str,
        /// What is wrong with it.
        detail: String,
    },
}

impl Faulty for PerceptionError {
    fn fault(&self) -> Fault {
        match self {
            Self::Picture { .. } => {
                Fault::new("perception.picture", FaultClass::Input, Response::Degrade)
            }
            Self::Inference { .. } => {
                Fault::new("perception.inference", FaultClass::Internal, Response::Degrade)
            }
            Self::Output { .. } => {
                Fault::new("perception.output", FaultClass::Integrity, Response::Degrade)
            }
            Self::Sound { .. } => {
                Fault::new("perception.sound", FaultClass::Input, Response::Degrade)
            }
            Self::Thread { .. } => {
                Fault::new("perception.thread", FaultClass::Internal, Response::Degrade)
            }
            Self::Model(error) => error.fault(),
            Self::Tokenizer { .. } => {
                Fault::new("perception.tokenizer", FaultClass::Integrity, Response::Degrade)
            }
        }
    }
}
