//! Names of the models.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ModelError;

/// A model (or runtime library, or table) that the station can use.
///
/// The name in the manifest, on the command line and in reports is [`ModelId::as_str`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModelId {
    /// The ONNX Runtime shared library.
    #[serde(rename = "onnxruntime")]
    OnnxRuntime,
    /// Boxes of faces in a frame.
    FaceDetect,
    /// 468 points of a face.
    FaceMesh,
    /// Eye contour and iris.
    Iris,
    /// Passive presentation-attack detection.
    AntiSpoof,
    /// Face embedding for 1:1 comparison.
    FaceEmbed,
    /// Facial expression, seven classes.
    Expression,
    /// Speech recognition, multilingual.
    WhisperBase,
    /// Voice activity.
    SileroVad,
    /// Speech synthesis.
    Kokoro,
    /// Style vectors of the synthesis voices.
    KokoroVoices,
    /// Phoneme to token map of the synthesis.
    KokoroVocab,
    /// Sentence embedding and its tokenizer.
    TextEmbed,
    /// Finds text lines on an identity card.
    CardTextDetect,
    /// Reads a text line of an identity card.
    CardTextRecognise,
}

impl ModelId {
    /// Every model, in the order of the manifest.
    pub const ALL: [Self; 15] = [
        Self::OnnxRuntime,
        Self::FaceDetect,
        Self::FaceMesh,
        Self::Iris,
        Self::AntiSpoof,
        Self::FaceEmbed,
        Self::Expression,
        Self::WhisperBase,
        Self::SileroVad,
        Self::Kokoro,
        Self::KokoroVoices,
        Self::KokoroVocab,
        Self::TextEmbed,
        Self::CardTextDetect,
        Self::CardTextRecognise,
    ];

    /// The stable kebab-case name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OnnxRuntime => "onnxruntime",
            Self::FaceDetect => "face-detect",
            Self::FaceMesh => "face-mesh",
            Self::Iris => "iris",
            Self::AntiSpoof => "anti-spoof",
            Self::FaceEmbed => "face-embed",
            Self::Expression => "expression",
            Self::WhisperBase => "whisper-base",
            Self::SileroVad => "silero-vad",
            Self::Kokoro => "kokoro",
            Self::KokoroVoices => "kokoro-voices",
            Self::KokoroVocab => "kokoro-vocab",
            Self::TextEmbed => "text-embed",
            Self::CardTextDetect => "card-text-detect",
            Self::CardTextRecognise => "card-text-recognise",
        }
    }
}

impl fmt::Display for ModelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for ModelId {
    type Err = ModelError;

    fn from_str(name: &str) -> Result<Self, ModelError> {
        Self::ALL
            .into_iter()
            .find(|id| id.as_str() == name)
            .ok_or_else(|| ModelError::UnknownId { name: name.to_owned() })
    }
}
