//! Voice activity, recognition, prosody.
//!
//! Owns: from 16 kHz sound with media time to a [`Transcript`] with words, times and confidence,
//! and to [`Prosody`]. Never knows: devices, files, questions, scores. Nothing of the text is
//! logged, and the native code's own logging is off.
//!
//! ```text
//! block ─ high-pass ─ 32 ms chunks ─ Silero ─ segmenter ─ bounded queue ─ "speech-decode" thread
//!                           └─ level, pitch                  whisper ─ guard ─ script ─ words
//! ```
//!
//! Invariant: what comes out depends on the samples and their media time alone. Segments are cut
//! by counting chunks, decoding is free of randomness, and the queue changes when a segment is
//! decoded, never what is in it. So fast and real pace, one thread and four, give the same words.
//!
//! Failure: a recogniser that fails ends the listener with a typed error at [`finish`]; the
//! recording is not its business and goes on.
//!
//! [`finish`]: AnswerListener::finish

mod decode;
mod digits;
mod filter;
mod guard;
mod listener;
pub mod metrics;
mod numerals;
mod prosody;
mod script;
mod segment;
mod vad;
mod words;
mod worker;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use interview::media::{AudioBlock, Pace};
use interview::observation::Prosody;
use interview::transcript::{Language, Transcript};
use jieba_rs::Jieba;
use models::{ModelId, ModelStore, runtime::OnnxRuntime};
use ort::session::Session;
use whisper_rs::WhisperContext;

pub use listener::AnswerListener;
pub use script::simplified;

use crate::PerceptionError;

/// Samples per second of all speech models.
pub const RATE_HZ: u32 = 16_000;

/// How to listen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpeechConfig {
    /// The interview's language. None: found once, in the first 15 s of speech, for the whole
    /// answer or file; never for a part of it.
    pub language: Option<Language>,
    /// Threads of the recogniser, 1–16.
    pub threads: usize,
    /// A row of so many single digits is to be read. In Mandarin the text is then figures, at most one
    /// more or less than these, and empty where what was said is no row; all that was said counts as
    /// one row, whatever its pauses. In English, and with none, the text is whatever was said.
    pub row: Option<usize>,
}

impl Default for SpeechConfig {
    fn default() -> Self {
        Self { language: None, threads: 2, row: None }
    }
}

/// The loaded models of speech; one value serves all listeners.
pub struct SpeechModels {
    vad: Mutex<Session>,
    whisper: WhisperContext,
    whisper_path: PathBuf,
    jieba: Jieba,
    used: Vec<(String, String)>,
}

impl SpeechModels {
    /// Loads voice activity detector, recogniser and word list (about 1 s, 300 MB).
    ///
    /// # Errors
    /// [`PerceptionError::Model`] when a file is missing or changed,
    /// [`PerceptionError::Inference`] when the recogniser refuses its file.
    pub fn load(runtime: &OnnxRuntime, store: &ModelStore) -> Result<Self, PerceptionError> {
        let vad = store.path(ModelId::SileroVad)?;
        let session = runtime.session(store, ModelId::SileroVad, 1)?;
        let whisper = store.path(ModelId::WhisperBase)?;
        Ok(Self {
            vad: Mutex::new(session),
            whisper: decode::load(&whisper.path, decode::Times::Words)?,
            whisper_path: whisper.path,
            jieba: Jieba::new(),
            used: vec![
                (ModelId::SileroVad.as_str().to_owned(), vad.sha256),
                (ModelId::WhisperBase.as_str().to_owned(), whisper.sha256),
            ],
        })
    }

    /// Name and sha256 of each model, for the report.
    pub fn models(&self) -> Vec<(String, String)> {
        self.used.clone()
    }
}

impl std::fmt::Debug for SpeechModels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SpeechModels").field("used", &self.used).finish_non_exhaustive()
    }
}

/// What the voice activity detector knows at the end of a block. Depends on media time alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VoiceState {
    /// Somebody speaks at this moment.
    pub speaking: bool,
    /// Milliseconds since the last speech, or since the start before any; 0 while speaking.
    pub silence_ms: i64,
    /// Somebody has spoken since the start.
    pub heard_speech: bool,
}

/// What was said in one answer or file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpeechResult {
    /// The words; empty text where nobody spoke.
    pub transcript: Transcript,
    /// How they were said.
    pub prosody: Prosody,
    /// Probability of Mandarin against English, 0–1, where the language had to be found.
    pub mandarin_share: Option<f64>,
    /// Segments the guards refused: sound that the detector took for speech and that gave no
    /// credible text.
    pub refused_segments: u32,
    /// Milliseconds the recogniser worked. Not reproducible.
    pub decode_ms: u64,
}

/// Transcribes a finished stream of 16 kHz mono blocks.
///
/// # Errors
/// As [`AnswerListener::push`] and [`AnswerListener::finish`].
pub fn transcribe(
    models: &Arc<SpeechModels>,
    config: SpeechConfig,
    blocks: impl Iterator<Item = AudioBlock>,
) -> Result<SpeechResult, PerceptionError> {
    let mut listener = AnswerListener::start(Arc::clone(models), config)?.with_pace(Pace::Fast);
    for block in blocks {
        listener.push(&block)?;
    }
    listener.finish()
}

/// What the bare recogniser gives for a whole file.
#[derive(Clone, Debug, PartialEq)]
pub struct WholeDecode {
    /// The text as the recogniser writes it.
    pub text: String,
    /// Milliseconds of decoding, loading left out.
    pub decode_ms: u64,
}

/// Decodes `samples` (16 kHz) as whisper.cpp's own command line does: no voice activity, no
/// prompt, no word times, no guards. For comparisons of speed only.
///
/// # Errors
/// [`PerceptionError::Inference`].
pub fn decode_whole(
    models: &SpeechModels,
    samples: &[f32],
    language: Language,
    threads: usize,
    beam: usize,
) -> Result<WholeDecode, PerceptionError> {
    let context = decode::load(&models.whisper_path, decode::Times::None)?;
    let mut recogniser = decode::Recogniser::new(&context, threads)?;
    let started = Instant::now();
    let text = recogniser.decode_whole(samples, language, beam)?;
    Ok(WholeDecode { text, decode_ms: millis_since(started) })
}

fn millis_since(started: Instant) -> u64 {
    u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX)
}
