//! The decoding thread: segments in, words out.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Instant;

use interview::observation::rounded;
use interview::time::Span;
use interview::transcript::{Language, Word};

use super::decode::{self, Attempt, Recogniser};
use super::digits::{self, Alphabet};
use super::guard::{self, Acoustics, Verdict};
use super::words::{self, Glyph};
use super::{SpeechConfig, SpeechModels, millis_since, script};
use crate::PerceptionError;

/// Segments that wait for the recogniser; with the one in hand at most five windows of 28 s.
const QUEUE: usize = 4;
/// Speech in which the language is looked for, in milliseconds.
const LANGUAGE_MS: i64 = 15_000;
/// Below this share of Mandarin against English an answer is English. Mandarin with English
/// terms stays Mandarin.
const ENGLISH_BELOW: f32 = 0.5;
/// Silence after a segment that makes its end the end of a sentence, in milliseconds.
const SENTENCE_PAUSE_MS: i64 = 700;

/// Ways of decoding, tried in this order until the guard is content.
const ATTEMPTS: [Attempt; 3] = [
    Attempt { beam: 5, prompted: true },
    Attempt { beam: 5, prompted: false },
    Attempt { beam: 1, prompted: false },
];

/// A piece of sound in which somebody speaks.
pub(super) struct Segment {
    pub(super) samples: Vec<f32>,
    /// Where the samples lie.
    pub(super) bounds: Span,
    /// Where the speech lies.
    pub(super) runs: Vec<Span>,
    pub(super) sound: Acoustics,
}

/// Runs of speech the guard refused.
#[derive(Clone, Debug, Default)]
pub(super) struct Refused {
    pub(super) segments: usize,
    spans: HashSet<Span>,
}

impl Refused {
    pub(super) fn contains(&self, span: &Span) -> bool {
        self.spans.contains(span)
    }
}

/// All that was decoded.
#[derive(Clone, Debug, Default)]
pub(super) struct WorkerResult {
    pub(super) language: Language,
    pub(super) words: Vec<Word>,
    pub(super) text: String,
    pub(super) raw_text: Option<String>,
    pub(super) mandarin_share: Option<f64>,
    pub(super) refused: Refused,
    pub(super) decode_ms: u64,
}

/// Handle of the thread.
pub(super) struct Worker {
    thread: Option<JoinHandle<Result<WorkerResult, PerceptionError>>>,
    cancelled: Arc<AtomicBool>,
    /// Words so far.
    pub(super) words: Arc<Mutex<Vec<Word>>>,
}

impl Worker {
    pub(super) fn start(
        models: Arc<SpeechModels>,
        config: SpeechConfig,
    ) -> Result<(Self, SyncSender<Segment>), PerceptionError> {
        let (sender, receiver) = sync_channel(QUEUE);
        let cancelled = Arc::new(AtomicBool::new(false));
        let shared = Arc::new(Mutex::new(Vec::new()));
        let job = Job {
            models,
            config,
            recogniser: None,
            waiting: Vec::new(),
            language: config.language,
            shared: Arc::clone(&shared),
            cancelled: Arc::clone(&cancelled),
            raw: Vec::new(),
            changed: false,
            result: WorkerResult::default(),
        };
        let thread = models::native::spawn("speech-decode", move || job.run(&receiver))
            .map_err(|error| PerceptionError::Thread { detail: error.to_string() })?;
        Ok((Self { thread: Some(thread), cancelled, words: shared }, sender))
    }

    /// Waits for the end; the sender must be gone.
    pub(super) fn finish(mut self) -> Result<WorkerResult, PerceptionError> {
        let Some(thread) = self.thread.take() else { return Ok(WorkerResult::default()) };
        thread
            .join()
            .map_err(|_| PerceptionError::Thread { detail: "decoding panicked".to_owned() })?
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }
}

/// What the thread works on.
struct Job {
    models: Arc<SpeechModels>,
    config: SpeechConfig,
    recogniser: Option<Recogniser>,
    /// Segments that wait for the language.
    waiting: Vec<Segment>,
    language: Option<Language>,
    shared: Arc<Mutex<Vec<Word>>>,
    cancelled: Arc<AtomicBool>,
    raw: Vec<String>,
    changed: bool,
    result: WorkerResult,
}

impl Job {
    fn run(mut self, segments: &Receiver<Segment>) -> Result<WorkerResult, PerceptionError> {
        for segment in segments {
            if self.cancelled.load(Ordering::Relaxed) {
                return Ok(self.result);
            }
            self.take(segment)?;
        }
        match self.row() {
            Some(length) => self.make_out_row(length)?,
            None => self.find_language()?,
        }
        Ok(self.complete())
    }

    /// Digits of the row that is to be made out as a whole. English digits are words like others.
    fn row(&self) -> Option<usize> {
        self.config.row.filter(|_| self.language == Some(Language::Zh))
    }

    fn take(&mut self, segment: Segment) -> Result<(), PerceptionError> {
        if self.row().is_some() {
            self.waiting.push(segment);
            return Ok(());
        }
        if let Some(language) = self.language {
            return self.decode(&segment, language);
        }
        self.waiting.push(segment);
        let heard: i64 = self.waiting.iter().map(|segment| segment.sound.speech_ms).sum();
        if heard >= LANGUAGE_MS { self.find_language() } else { Ok(()) }
    }

    /// Finds the language in the speech heard so far and decodes what has waited for it.
    fn find_language(&mut self) -> Result<(), PerceptionError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let started = Instant::now();
        let speech = self.waiting_speech();
        let share = self.recogniser()?.mandarin_share(&speech)?;
        self.result.decode_ms += millis_since(started);
        self.result.mandarin_share = Some(rounded(f64::from(share), 3));
        let language = if share < ENGLISH_BELOW { Language::En } else { Language::Zh };
        self.language = Some(language);
        for segment in std::mem::take(&mut self.waiting) {
            self.decode(&segment, language)?;
        }
        Ok(())
    }

    /// Makes out a row of digits in all that waits.
    fn make_out_row(&mut self, length: usize) -> Result<(), PerceptionError> {
        let (Some(first), Some(last)) = (self.waiting.first(), self.waiting.last()) else {
            return Ok(());
        };
        let span = Span::new(
            first.runs.first().map_or(first.bounds.start_ms, |run| run.start_ms),
            last.runs.last().map_or(last.bounds.end_ms, |run| run.end_ms),
        );
        let started = Instant::now();
        let speech = self.waiting_speech();
        let alphabet = Alphabet::new(&self.models.whisper)?;
        let row = digits::row_in(self.recogniser()?, &alphabet, &speech, length)?;
        self.result.decode_ms += millis_since(started);
        self.result.words.extend(row.map(|row| Word {
            text: row.digits.iter().map(|digit| char::from(b'0' + digit)).collect(),
            start_ms: span.start_ms,
            end_ms: span.end_ms,
            confidence: rounded(f64::from(row.mean_log_probability.exp()), 2),
        }));
        Ok(())
    }

    /// The waiting segments one after the other, as much as the recogniser's window takes.
    fn waiting_speech(&self) -> Vec<f32> {
        let limit = super::RATE_HZ as usize * 28;
        let all = self.waiting.iter().flat_map(|segment| &segment.samples);
        all.take(limit).copied().collect()
    }

    fn recogniser(&mut self) -> Result<&mut Recogniser, PerceptionError> {
        let recogniser = match self.recogniser.take() {
            Some(recogniser) => recogniser,
            None => Recogniser::new(&self.models.whisper, self.config.threads)?,
        };
        Ok(self.recogniser.insert(recogniser))
    }

    fn decode(&mut self, segment: &Segment, language: Language) -> Result<(), PerceptionError> {
        let started = Instant::now();
        let best = self.best_attempt(segment, language)?;
        self.result.decode_ms += millis_since(started);
        let Some(glyphs) = best else {
            self.result.refused.segments += 1;
            self.result.refused.spans.extend(&segment.runs);
            return Ok(());
        };
        self.add(segment, glyphs, language);
        Ok(())
    }

    /// Decodes until the guard is content; the best of doubtful attempts otherwise, its loops cut.
    fn best_attempt(
        &mut self,
        segment: &Segment,
        language: Language,
    ) -> Result<Option<Vec<Glyph>>, PerceptionError> {
        let mut best: Option<(f32, Vec<Glyph>)> = None;
        for attempt in ATTEMPTS {
            let decoded = self.recogniser()?.decode(&segment.samples, language, attempt)?;
            let glyphs = words::glyphs(&decoded.tokens);
            let prompt = decode::prompt(language, attempt);
            let verdict = guard::judge(&decoded, &glyphs, segment.sound, prompt);
            match verdict {
                Verdict::Keep => return Ok(Some(glyphs)),
                Verdict::Drop if best.is_none() => return Ok(None),
                Verdict::Drop | Verdict::Refuse => {}
                Verdict::Doubt => {
                    let glyphs = guard::without_loops(glyphs);
                    let rank = decoded.mean_log_probability;
                    if best.as_ref().is_none_or(|(other, _)| rank > *other) {
                        best = Some((rank, glyphs));
                    }
                }
            }
        }
        Ok(best.filter(|(rank, _)| guard::credible(*rank)).map(|(_, glyphs)| glyphs))
    }

    fn add(&mut self, segment: &Segment, mut glyphs: Vec<Glyph>, language: Language) {
        self.raw.push(glyphs.iter().map(|glyph| glyph.character).collect());
        if language == Language::Zh {
            self.changed |= script::simplify(&mut glyphs);
            glyphs = script::punctuate(glyphs);
        }
        let mut found = words::words(&glyphs, language, &self.models.jieba);
        words::place(&mut found, segment.bounds.start_ms, &segment.runs, segment.bounds);
        if let (Some(before), Some(first)) = (self.result.words.last_mut(), segment.runs.first()) {
            let pause_ms = first.start_ms - before.end_ms;
            end_segment(before, pause_ms, language);
        }
        self.result.words.append(&mut found);
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        shared.clone_from(&self.result.words);
    }

    fn complete(mut self) -> WorkerResult {
        let language = self.language.unwrap_or_default();
        // A row of digits is no sentence.
        if self.row().is_none()
            && let Some(last) = self.result.words.last_mut()
        {
            end_segment(last, i64::MAX, language);
        }
        self.result.language = language;
        self.result.text = words::join(&self.result.words, language);
        self.result.raw_text = self.changed.then(|| self.raw.concat());
        self.result
    }
}

/// Ends a segment's last word with a mark where the recogniser set none.
fn end_segment(word: &mut Word, pause_ms: i64, language: Language) {
    let last = word.text.chars().last();
    let marked = last.is_some_and(script::is_mark);
    let long = pause_ms >= SENTENCE_PAUSE_MS;
    match (language, long) {
        (Language::Zh, true) if last == Some('，') && pause_ms == i64::MAX => {
            word.text.pop();
            word.text.push('。');
        }
        (Language::Zh, true) if !marked => word.text.push('。'),
        (Language::Zh, false) if !marked => word.text.push('，'),
        (Language::En, true) if !marked => word.text.push('.'),
        _ => {}
    }
}
