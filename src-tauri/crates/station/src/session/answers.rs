//! One answer while it runs, and what came of those that are over.

use std::sync::Arc;
use std::thread::JoinHandle;

use capture::Resampler16k;
use interview::media::{AudioBlock, Pace};
use interview::observation::Prosody;
use interview::time::{MediaTime, Span};
use interview::transcript::{Language, Transcript};
use perception::PerceptionError;
use perception::speech::{AnswerListener, SpeechConfig, SpeechModels, SpeechResult, VoiceState};

use crate::StationError;

/// An answer that runs.
pub struct OpenAnswer {
    /// Index into the plan.
    pub index: usize,
    /// Span from its start to the time at which it ends at the latest.
    pub limits: Span,
    listener: Option<AnswerListener>,
    resampler: Resampler16k,
}

/// An answer that is over; its last words may still be decoded.
pub struct ClosedAnswer {
    /// Index into the plan.
    pub index: usize,
    /// Where it lies.
    pub span: Span,
    decoding: Decoding,
}

enum Decoding {
    Running(JoinHandle<Result<SpeechResult, PerceptionError>>),
    Done(Heard),
}

/// What was said, and how.
#[derive(Clone, Debug, Default)]
pub struct Heard {
    /// Words.
    pub transcript: Transcript,
    /// Voice.
    pub prosody: Prosody,
    /// Whether the analysis failed; the recording is safe then, but there are no words.
    pub failed: bool,
}

impl OpenAnswer {
    /// Begins to listen. A recogniser that can't start leaves the answer recorded and unanalysed.
    pub fn begin(
        index: usize,
        limits: Span,
        speech: &Arc<SpeechModels>,
        language: Option<Language>,
        pace: Pace,
    ) -> Self {
        // Half of the cores: the encoder and the camera need theirs, and whisper.cpp's threads spin
        // while they wait for each other.
        let threads = std::thread::available_parallelism()
            .map_or(1, |cores| usize::from(cores) / 2)
            .clamp(1, 4);
        let config = SpeechConfig { language, threads };
        let listener = AnswerListener::start(Arc::clone(speech), config)
            .inspect_err(|error| tracing::error!(%error, "the recogniser does not start"))
            .ok()
            .map(|listener| listener.with_pace(pace));
        Self { index, limits, listener, resampler: Resampler16k::new() }
    }

    /// Hears a block of the microphone, cut to the answer's span.
    ///
    /// # Errors
    /// [`StationError::Capture`] where the block can't be resampled.
    pub fn hear(&mut self, block: &AudioBlock) -> Result<Option<VoiceState>, StationError> {
        let Some(block) = self.within(block) else { return Ok(None) };
        match self.resampler.push(&block)? {
            Some(block) => Ok(self.listen(&block)),
            None => Ok(None),
        }
    }

    fn listen(&mut self, block: &AudioBlock) -> Option<VoiceState> {
        match self.listener.as_mut()?.push(block) {
            Ok(state) => Some(state),
            Err(error) => {
                tracing::error!(%error, "the recogniser failed; the recording goes on");
                self.listener = None;
                None
            }
        }
    }

    fn within(&self, block: &AudioBlock) -> Option<AudioBlock> {
        let start = MediaTime::from_millis(self.limits.start_ms);
        if block.time >= start {
            return Some(block.clone());
        }
        let rate = i128::from(block.sample_rate_hz);
        let skip = i128::from(start.nanos_since(block.time)) * rate / 1_000_000_000;
        let rest = block.samples.get(usize::try_from(skip).ok()?..).filter(|r| !r.is_empty())?;
        Some(AudioBlock { time: start, samples: rest.into(), ..*block })
    }

    /// Ends the answer at `end_ms`; the rest is decoded on a thread of its own.
    ///
    /// # Errors
    /// [`StationError::Capture`], [`StationError::Thread`].
    pub fn close(mut self, end_ms: i64) -> Result<ClosedAnswer, StationError> {
        if let Some(rest) = self.resampler.flush()? {
            self.listen(&rest);
        }
        let decoding = match self.listener.take() {
            Some(listener) => Decoding::Running(
                std::thread::Builder::new()
                    .name(format!("answer-{}", self.index))
                    .spawn(move || listener.finish())
                    .map_err(|_| StationError::Thread("answer"))?,
            ),
            None => Decoding::Done(Heard::failed()),
        };
        let span = Span::new(self.limits.start_ms, end_ms);
        Ok(ClosedAnswer { index: self.index, span, decoding })
    }
}

impl Heard {
    fn failed() -> Self {
        Self { failed: true, ..Self::default() }
    }

    fn from_result(result: std::thread::Result<Result<SpeechResult, PerceptionError>>) -> Self {
        match result {
            Ok(Ok(heard)) => {
                Self { transcript: heard.transcript, prosody: heard.prosody, failed: false }
            }
            Ok(Err(error)) => {
                tracing::error!(%error, "an answer could not be transcribed");
                Self::failed()
            }
            Err(_) => {
                tracing::error!("the thread of an answer panicked");
                Self::failed()
            }
        }
    }
}

impl ClosedAnswer {
    /// Waits for the last words.
    pub fn wait(self) -> (usize, Span, Heard) {
        let heard = match self.decoding {
            Decoding::Running(thread) => Heard::from_result(thread.join()),
            Decoding::Done(heard) => heard,
        };
        (self.index, self.span, heard)
    }

    /// The same answer with its words decoded, and the language they were decoded in; none where
    /// nothing was said.
    pub fn settled(self) -> (Self, Option<Language>) {
        let (index, span, heard) = self.wait();
        let language = (!heard.transcript.text.is_empty()).then_some(heard.transcript.language);
        (Self { index, span, decoding: Decoding::Done(heard) }, language)
    }
}
