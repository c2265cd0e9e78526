//! Why something could not be said.

use interview::error::{Fault, FaultClass, Faulty, Response};
use models::ModelError;

/// Failures of the voice. No variant carries the text that was to be said.
#[derive(Debug, thiserror::Error)]
pub enum VoiceError {
    /// A model file is missing, changed or can't be loaded.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The speech model failed while it ran.
    #[error("speech model failed: {0}")]
    Inference(String),
    /// A voice file can't be read or has the wrong size.
    #[error("voice file {name}: {detail}")]
    VoiceFile {
        /// File name inside the voices.
        name: &'static str,
        /// What is wrong with it.
        detail: String,
    },
    /// The text holds nothing that can be said.
    #[error("the text holds nothing that can be said")]
    NothingToSay,
    /// The speed is outside 0.5–2.0.
    #[error("speed {speed} is outside 0.5 to 2.0")]
    Speed {
        /// The speed asked for.
        speed: f32,
    },
    /// A run of text without punctuation that is too long for the model even after cutting.
    #[error("{tokens} tokens exceed what the speech model takes at once")]
    TooLong {
        /// Tokens of the run.
        tokens: usize,
    },
    /// A table of ours produced a symbol that the model does not know.
    #[error("phoneme {symbol:?} is not known to the speech model")]
    UnknownSymbol {
        /// The symbol.
        symbol: char,
    },
    /// The dictionary inside the program can't be unpacked.
    #[error("built-in dictionary is damaged: {0}")]
    Dictionary(String),
}

impl Faulty for VoiceError {
    fn fault(&self) -> Fault {
        match self {
            Self::Model(error) => error.fault(),
            Self::Inference(_) => {
                Fault::new("voice.inference", FaultClass::Internal, Response::Degrade)
            }
            Self::VoiceFile { .. } => {
                Fault::new("voice.voice_file", FaultClass::Missing, Response::Degrade)
            }
            Self::NothingToSay => {
                Fault::new("voice.nothing_to_say", FaultClass::Input, Response::Degrade)
            }
            Self::Speed { .. } => Fault::new("voice.speed", FaultClass::Usage, Response::Degrade),
            Self::TooLong { .. } | Self::UnknownSymbol { .. } | Self::Dictionary(_) => {
                Fault::new("voice.internal", FaultClass::Internal, Response::Degrade)
            }
        }
    }
}
