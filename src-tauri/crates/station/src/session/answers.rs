//! One answer while it runs, and what came of those that are over.

use std::sync::Arc;
use std::thread::JoinHandle;

use capture::Resampler16k;
use interview::media::{AudioBlock, Pace};
use interview::observation::{Prosody, rounded};
use interview::report::HandedIn;
use interview::time::{MediaTime, Span};
use interview::transcript::{Language, Transcript, Word};
use perception::PerceptionError;
use perception::speech::{AnswerListener, SpeechConfig, SpeechModels, SpeechResult, VoiceState};
use serde::{Deserialize, Serialize};

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
    /// What the candidate decided about it.
    pub handed_in: HandedIn,
    decoding: Decoding,
    /// What was typed, and its language, until it stands behind the words.
    typed: Option<(String, Language)>,
}

enum Decoding {
    Running(JoinHandle<Result<SpeechResult, PerceptionError>>),
    Done(Heard),
    /// Decoded in an earlier sitting, which has not kept the words yet.
    Elsewhere,
}

impl Decoding {
    fn finish(self) -> Heard {
        match self {
            Self::Running(thread) => Heard::from_result(thread.join()),
            Self::Done(heard) => heard,
            Self::Elsewhere => Heard::failed(),
        }
    }
}

/// What was said, and how.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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
        Self::with(index, limits, speech, (language, None), pace)
    }

    /// Begins to listen to a row of `digits` single digits.
    pub fn begin_row(
        limits: Span,
        speech: &Arc<SpeechModels>,
        language: Language,
        digits: usize,
    ) -> Self {
        Self::with(0, limits, speech, (Some(language), Some(digits)), Pace::Real)
    }

    fn with(
        index: usize,
        limits: Span,
        speech: &Arc<SpeechModels>,
        (language, row): (Option<Language>, Option<usize>),
        pace: Pace,
    ) -> Self {
        // Half of the cores: the encoder and the camera need theirs, and whisper.cpp's threads spin
        // while they wait for each other.
        let threads = std::thread::available_parallelism()
            .map_or(1, |cores| usize::from(cores) / 2)
            .clamp(1, 4);
        let config = SpeechConfig { language, threads, row };
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
                models::native::spawn(format!("answer-{}", self.index), move || listener.finish())
                    .map_err(|_| StationError::Thread("answer"))?,
            ),
            None => Decoding::Done(Heard::failed()),
        };
        let span = Span::new(self.limits.start_ms, end_ms);
        let handed_in = HandedIn::default();
        Ok(ClosedAnswer { index: self.index, span, handed_in, decoding, typed: None })
    }
}

impl Heard {
    /// What was spoken, followed by what was typed: typed words are certain, and stand at `at_ms`,
    /// where the recording of the answer ends.
    fn with_typed(mut self, text: &str, language: Language, at_ms: i64) -> Self {
        let text = text.trim();
        if text.is_empty() {
            return self;
        }
        let spoken = &mut self.transcript;
        if spoken.words.is_empty() {
            spoken.language = language;
        }
        if !spoken.text.is_empty() {
            spoken.text.push('\n');
        }
        spoken.text.push_str(text);
        let typed = typed_words(text).map(|word| Word {
            text: word,
            start_ms: at_ms,
            end_ms: at_ms,
            confidence: 1.0,
        });
        spoken.words.extend(typed);
        let sum: f64 = spoken.words.iter().map(|word| word.confidence).sum();
        spoken.recognition_confidence = rounded(sum / spoken.words.len().max(1) as f64, 3);
        self.failed = false;
        self
    }

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

/// Words as a recogniser would give them: Chinese character by character, others by the space.
fn typed_words(text: &str) -> impl Iterator<Item = String> {
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    for character in text.chars() {
        let apart = is_han(character);
        match words.last_mut() {
            Some(word) if open && !apart && !character.is_whitespace() => word.push(character),
            _ if character.is_whitespace() => {}
            _ => words.push(character.to_string()),
        }
        open = !apart && !character.is_whitespace();
    }
    words.into_iter()
}

/// Unified ideographs of the basic plane, extension A and the supplementary planes.
const fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

impl ClosedAnswer {
    /// An answer of an earlier sitting, with its words where they were kept.
    pub fn of_earlier(index: usize, span: Span, typed: bool, heard: Option<Heard>) -> Self {
        let handed_in = HandedIn { typed, ..HandedIn::default() };
        let decoding = heard.map_or(Decoding::Elsewhere, Decoding::Done);
        Self { index, span, handed_in, decoding, typed: None }
    }

    /// What was typed and waits for the words before it, and its language.
    pub fn take_typed(&mut self) -> Option<(String, Language)> {
        self.typed.take()
    }

    /// Whether what was typed is here and waits for the words before it.
    pub fn waits_with_typed(&self) -> bool {
        self.typed.is_some()
    }

    /// Whether its words have to come from an earlier sitting.
    pub fn elsewhere(&self) -> bool {
        matches!(self.decoding, Decoding::Elsewhere)
    }

    /// Waits for the last words.
    pub fn wait(self) -> Heard {
        let heard = self.decoding.finish();
        match self.typed {
            Some((text, language)) => heard.with_typed(&text, language, self.span.end_ms),
            None => heard,
        }
    }

    /// Waits for the last words and leaves them here. What was to come from elsewhere and has not is
    /// not made out.
    pub fn settle(&mut self) {
        let decoding = std::mem::replace(&mut self.decoding, Decoding::Elsewhere);
        let mut heard = decoding.finish();
        if let Some((text, language)) = self.typed.take() {
            heard = heard.with_typed(&text, language, self.span.end_ms);
        }
        self.decoding = Decoding::Done(heard);
    }

    /// The words, once they are all decoded; never waits.
    pub fn heard(&mut self) -> Option<&Heard> {
        let decoded = match &self.decoding {
            Decoding::Running(thread) => thread.is_finished(),
            Decoding::Done(_) => self.typed.is_some(),
            Decoding::Elsewhere => false,
        };
        if decoded {
            self.settle();
        }
        match &self.decoding {
            Decoding::Done(heard) => Some(heard),
            Decoding::Running(_) | Decoding::Elsewhere => None,
        }
    }

    /// The answer with `text`, which the candidate typed, behind what was spoken. Waits for nothing.
    pub fn with_typed(mut self, text: &str, language: Language) -> Self {
        self.handed_in.typed = true;
        self.typed = Some((text.to_owned(), language));
        self
    }

    /// The same answer with its words decoded, and the language they were decoded in; none where
    /// nothing was said.
    pub fn settled(self) -> (Self, Option<Language>) {
        let (index, span, handed_in) = (self.index, self.span, self.handed_in.clone());
        let heard = self.wait();
        let language = (!heard.transcript.text.is_empty()).then_some(heard.transcript.language);
        let decoding = Decoding::Done(heard);
        (Self { index, span, handed_in, decoding, typed: None }, language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Heard {
        let span = Span::new(5_000, 5_000);
        let decoding = Decoding::Done(Heard::default());
        let handed_in = HandedIn::default();
        let empty = ClosedAnswer { index: 0, span, handed_in, decoding, typed: None };
        empty.with_typed(text, Language::Zh).wait()
    }

    #[test]
    fn a_typed_answer_has_words_that_can_be_quoted() {
        let heard = typed("我用 Excel 核对了 3 遍。");
        let words: Vec<&str> = heard.transcript.words.iter().map(|w| w.text.as_str()).collect();
        assert_eq!(words, ["我", "用", "Excel", "核", "对", "了", "3", "遍", "。"]);
        let at = heard.transcript.text.find("核对").unwrap();
        let span = heard.transcript.span_of(at..at + "核对".len()).unwrap();
        assert_eq!((span.start_ms, span.end_ms), (5_000, 5_000));
        assert!((heard.transcript.recognition_confidence - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn what_was_typed_stands_behind_what_was_spoken_without_waiting() {
        let spoken = Transcript { text: "我先道歉".to_owned(), ..Transcript::default() };
        let heard = Heard { transcript: spoken, ..Heard::default() };
        let answer = ClosedAnswer::of_earlier(0, Span::new(0, 5_000), false, Some(heard));
        let mut answer = answer.with_typed("再查原因", Language::Zh);
        assert!(answer.handed_in.typed);
        let heard = answer.heard().map(|heard| heard.transcript.text.clone());
        assert_eq!(heard.as_deref(), Some("我先道歉\n再查原因"));
        assert_eq!(answer.wait().transcript.text, "我先道歉\n再查原因", "once, not twice");
    }

    #[test]
    fn nothing_typed_changes_nothing() {
        assert_eq!(typed("  \n"), Heard::default());
    }
}
