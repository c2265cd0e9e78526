//! Text → speech on this machine: questions read aloud, and the words of the demo candidate.
//!
//! Owns: how Mandarin and English are pronounced (numbers, readings of characters, tone sandhi,
//! phonemes) and the Kokoro model that turns phonemes into samples. Never knows: sessions,
//! devices, what is said to whom.
//!
//! Invariant: the same text, speaker and speed give the same samples on one machine; every symbol
//! that the tables write is known to the model. Threads: a [`Voice`] is used by one thread at a
//! time and blocks for about 0.4 of the length of the speech on two cores. Failure:
//! [`VoiceError`]; no text of a candidate appears in it.

mod chunks;
mod codes;
mod en;
mod error;
mod speaker;
mod synth;
mod vocab;
mod zh;

use interview::transcript::Language;
use models::ModelStore;
use models::runtime::OnnxRuntime;

pub use chunks::Piece;
pub use error::VoiceError;
pub use speaker::Speaker;
pub use vocab::token;
pub use zh::is_syllable;

/// Samples per second of everything [`Voice::speak`] returns.
pub const SAMPLE_RATE_HZ: u32 = 24_000;

/// Speeds that still sound like a person; 1.0 is the model's own.
const SPEEDS: std::ops::RangeInclusive<f32> = 0.5..=2.0;

/// How text is pronounced, without the model.
#[derive(Debug, Default)]
pub struct Pronouncer {
    reader: zh::Reader,
}

impl Pronouncer {
    /// Loads the dictionaries; takes about 0.3 s.
    pub fn new() -> Self {
        Self { reader: zh::Reader::new() }
    }

    /// The phonemes of `text` as Kokoro takes them.
    ///
    /// # Errors
    /// [`VoiceError::Dictionary`].
    pub fn phonemes(&self, text: &str, language: Language) -> Result<String, VoiceError> {
        match language {
            Language::Zh => zh::phonemes(&self.reader, text),
            Language::En => en::phonemes(text),
        }
    }

    /// The pinyin of the Chinese characters in `text` as they are spoken: sandhi included, `v` for
    /// ü, tone 5 for the neutral tone, such as `yin2 hang2`.
    pub fn pinyin(&self, text: &str) -> String {
        zh::pinyin(&self.reader, text)
    }

    /// The pieces in which `text` is spoken.
    ///
    /// # Errors
    /// [`VoiceError::Dictionary`].
    pub fn pieces(&self, text: &str, language: Language) -> Result<Vec<Piece>, VoiceError> {
        Ok(chunks::pieces(&self.phonemes(text, language)?))
    }
}

/// A voice that can speak.
pub struct Voice {
    pronouncer: Pronouncer,
    synthesizer: synth::Synthesizer,
}

impl std::fmt::Debug for Voice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Voice")
    }
}

impl Voice {
    /// Loads model and dictionaries; `threads` work on one operator (1 or 2 on the station).
    ///
    /// # Errors
    /// [`VoiceError::Model`].
    pub fn load(rt: &OnnxRuntime, store: &ModelStore, threads: usize) -> Result<Self, VoiceError> {
        let synthesizer = synth::Synthesizer::load(rt, store, threads)?;
        Ok(Self { pronouncer: Pronouncer::new(), synthesizer })
    }

    /// Says `text`: mono samples at [`SAMPLE_RATE_HZ`], full scale ±1.0, without silence at the
    /// ends. `speed` is 0.5–2.0, 1.0 the natural pace. A Mandarin text may hold English words.
    ///
    /// # Errors
    /// [`VoiceError::NothingToSay`], [`VoiceError::Speed`], [`VoiceError::VoiceFile`],
    /// [`VoiceError::Model`], [`VoiceError::Inference`].
    pub fn speak(
        &mut self,
        text: &str,
        language: Language,
        speaker: Speaker,
        speed: f32,
    ) -> Result<Vec<f32>, VoiceError> {
        if !SPEEDS.contains(&speed) {
            return Err(VoiceError::Speed { speed });
        }
        let pieces = self.pronouncer.pieces(text, language)?;
        if pieces.is_empty() {
            return Err(VoiceError::NothingToSay);
        }
        let mut speech = Vec::new();
        for piece in pieces {
            speech.extend(self.synthesizer.speak(&piece.phonemes, speaker, speed)?);
            let pause = synth::samples_in(i64::from(piece.pause_ms));
            speech.resize(speech.len() + (pause as f32 / speed) as usize, 0.0);
        }
        Ok(speech)
    }
}
