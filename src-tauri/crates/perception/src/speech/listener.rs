//! Listens to one answer while it is given.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::mpsc::{SyncSender, TrySendError};
use std::sync::{Arc, PoisonError};

use interview::media::{AudioBlock, Pace};
use interview::time::{MediaTime, Span};
use interview::transcript::{Transcript, Word};

use super::filter::HighPass;
use super::guard::Acoustics;
use super::prosody::ProsodyMeter;
use super::segment::{Cut, Segmenter};
use super::vad::{CHUNK_MS, CHUNK_SAMPLES, Vad};
use super::worker::{Segment, Worker, WorkerResult};
use super::{RATE_HZ, SpeechConfig, SpeechModels, SpeechResult, VoiceState};
use crate::PerceptionError;

/// How far a block's time may differ from the count of samples before the difference is taken
/// for a gap or an overlap: device clocks jitter by less than a chunk.
const JITTER_SAMPLES: i64 = CHUNK_SAMPLES as i64;
/// A longer gap is no pause but a broken clock: 10 minutes.
const MAX_GAP_SAMPLES: i64 = 600 * RATE_HZ as i64;
/// Segments that may wait outside the queue at real pace, about 15 minutes of speech; with more
/// of them `push` waits for the recogniser.
const MAX_BACKLOG: usize = 32;
/// Chunks of speech that make [`VoiceState::heard_speech`] true: a quarter of a second.
const HEARD_CHUNKS: usize = 8;

/// Streaming recognition of one answer.
///
/// [`push`](Self::push) runs the voice activity detector (0.1 ms for 32 ms of sound) on the
/// caller's thread; closed segments are decoded on a thread named `speech-decode` while the answer
/// goes on. At real pace (the default) `push` does not wait for the recogniser: what the queue
/// can't take is kept aside. At fast pace `push` waits. The result is the same.
///
/// Dropping it without [`finish`](Self::finish) ends the thread after the segment in hand.
pub struct AnswerListener {
    worker: Worker,
    sender: SyncSender<Segment>,
    backlog: VecDeque<Segment>,
    pace: Pace,
    models: Arc<SpeechModels>,
    filter: HighPass,
    vad: Vad,
    segmenter: Segmenter,
    prosody: ProsodyMeter,
    sound: Sound,
    runs: Vec<(Range<usize>, Span)>,
    speech_chunks: usize,
}

impl AnswerListener {
    /// Starts the decoding thread.
    ///
    /// # Errors
    /// [`PerceptionError::Thread`] when the system gives no thread.
    pub fn start(models: Arc<SpeechModels>, config: SpeechConfig) -> Result<Self, PerceptionError> {
        let (worker, sender) = Worker::start(Arc::clone(&models), config)?;
        Ok(Self {
            worker,
            sender,
            backlog: VecDeque::new(),
            pace: Pace::Real,
            models,
            filter: HighPass::new(),
            vad: Vad::new(),
            segmenter: Segmenter::default(),
            prosody: ProsodyMeter::default(),
            sound: Sound::default(),
            runs: Vec::new(),
            speech_chunks: 0,
        })
    }

    /// Sets what `push` does when the recogniser is behind: keep the segment aside
    /// ([`Pace::Real`]) or wait ([`Pace::Fast`]).
    pub fn with_pace(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    /// Takes the next block. A gap in media time counts as silence, an overlap is left out.
    ///
    /// # Errors
    /// [`PerceptionError::Sound`] for a block that is not 16 kHz or whose time jumps by more than
    /// ten minutes, [`PerceptionError::Inference`] when the detector fails.
    pub fn push(&mut self, block: &AudioBlock) -> Result<VoiceState, PerceptionError> {
        let fit = self.sound.fit(block)?;
        for _ in 0..fit.silence {
            self.sample(0.0)?;
        }
        for &sample in block.samples.get(fit.skip..).unwrap_or_default() {
            self.sample(sample)?;
        }
        self.send_backlog();
        Ok(self.voice_state())
    }

    /// The words decoded so far, for a live display. They do not change later, but a sentence mark
    /// may be added at the end of a segment.
    pub fn words_so_far(&self) -> Vec<Word> {
        self.worker.words.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits for the rest and gives the whole answer.
    ///
    /// # Errors
    /// [`PerceptionError::Inference`] when detector or recogniser failed,
    /// [`PerceptionError::Thread`] when the decoding thread ended by a panic.
    pub fn finish(mut self) -> Result<SpeechResult, PerceptionError> {
        let analysed_ms = self.sound.millis();
        while !self.sound.tail.is_empty() {
            self.sample(0.0)?;
        }
        if let Some(cut) = self.segmenter.finish() {
            self.take(cut);
        }
        let Self { worker, sender, backlog, prosody, runs, .. } = self;
        for segment in backlog {
            if sender.send(segment).is_err() {
                break;
            }
        }
        drop(sender);
        let WorkerResult { language, words, text, raw_text, mandarin_share, refused, decode_ms } =
            worker.finish()?;
        let heard: Vec<(Range<usize>, Span)> =
            runs.into_iter().filter(|(_, span)| !refused.contains(span)).collect();
        let prosody = prosody.result(&heard, &words, language);
        let transcript = Transcript {
            language,
            text,
            raw_text,
            recognition_confidence: super::words::mean_confidence(&words),
            words,
            speech: heard.into_iter().map(|(_, span)| span).collect(),
            analysed_ms,
        };
        let refused_segments = u32::try_from(refused.segments).unwrap_or(u32::MAX);
        Ok(SpeechResult { transcript, prosody, mandarin_share, refused_segments, decode_ms })
    }

    fn sample(&mut self, sample: f32) -> Result<(), PerceptionError> {
        let filtered = self.filter.step(sample);
        self.sound.tail.push(filtered);
        if self.sound.tail.len() < CHUNK_SAMPLES {
            return Ok(());
        }
        let probability = self.vad.step(&self.models.vad, &self.sound.tail)?;
        self.prosody.push(&self.sound.tail, probability);
        self.sound.keep_tail();
        if let Some(cut) = self.segmenter.push(probability) {
            self.take(cut);
        }
        self.speech_chunks += usize::from(self.segmenter.speaking());
        self.sound.forget(self.segmenter.needed_from());
        Ok(())
    }

    /// Hands a closed segment to the recogniser.
    fn take(&mut self, cut: Cut) {
        let runs: Vec<(Range<usize>, Span)> = cut
            .runs
            .iter()
            .map(|run| (run.start..run.end, self.sound.span(run.start..run.end)))
            .collect();
        let segment = Segment {
            samples: self.sound.samples(cut.start..cut.end),
            bounds: self.sound.span(cut.start..cut.end),
            runs: runs.iter().map(|(_, span)| *span).collect(),
            sound: self.acoustics(&runs),
        };
        self.runs.extend(runs);
        self.backlog.push_back(segment);
        self.send_backlog();
    }

    fn acoustics(&self, runs: &[(Range<usize>, Span)]) -> Acoustics {
        let chunks: usize = runs.iter().map(|(range, _)| range.len()).sum();
        let weighted = |value: &dyn Fn(Range<usize>) -> f64| {
            let sum: f64 =
                runs.iter().map(|(range, _)| value(range.clone()) * range.len() as f64).sum();
            sum / chunks.max(1) as f64
        };
        let level = weighted(&|range| self.prosody.level_dbfs(range));
        Acoustics {
            speech_ms: chunks as i64 * CHUNK_MS,
            mean_speech: weighted(&|range| self.prosody.mean_probability(range)) as f32,
            over_room_db: self.prosody.room_dbfs().map(|room| level - room),
        }
    }

    /// A closed channel means that the worker has failed; `finish` tells why.
    fn send_backlog(&mut self) {
        while let Some(segment) = self.backlog.pop_front() {
            if self.pace == Pace::Fast || self.backlog.len() >= MAX_BACKLOG {
                let _ = self.sender.send(segment);
                continue;
            }
            if let Err(TrySendError::Full(segment)) = self.sender.try_send(segment) {
                self.backlog.push_front(segment);
                return;
            }
        }
    }

    fn voice_state(&self) -> VoiceState {
        let speaking = self.segmenter.speaking();
        let since = self.segmenter.last_speech_end().unwrap_or(0);
        VoiceState {
            speaking,
            silence_ms: if speaking { 0 } else { (self.segmenter.now() - since) as i64 * CHUNK_MS },
            heard_speech: self.speech_chunks >= HEARD_CHUNKS,
        }
    }
}

/// The sound that may still be needed, and its place on the media clock.
#[derive(Debug, Default)]
struct Sound {
    start: Option<MediaTime>,
    /// Samples received, silence in gaps included.
    received: i64,
    /// Chunk at which `kept` begins.
    first_chunk: usize,
    kept: VecDeque<f32>,
    /// Samples of the chunk that is not yet full.
    tail: Vec<f32>,
}

/// How a block fits to what came before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Fit {
    silence: usize,
    skip: usize,
}

impl Sound {
    fn fit(&mut self, block: &AudioBlock) -> Result<Fit, PerceptionError> {
        if block.sample_rate_hz != RATE_HZ {
            return Err(PerceptionError::Sound { detail: "block is not 16 kHz".to_owned() });
        }
        let start = *self.start.get_or_insert(block.time);
        let nanos = i128::from(block.time.nanos_since(start));
        let at = (nanos * i128::from(RATE_HZ) / 1_000_000_000) as i64;
        let gap = at - self.received;
        if gap.abs() > MAX_GAP_SAMPLES {
            return Err(PerceptionError::Sound {
                detail: format!("media time jumps by {} s", gap / i64::from(RATE_HZ)),
            });
        }
        let length = block.samples.len() as i64;
        let fit = if gap.abs() <= JITTER_SAMPLES {
            Fit { silence: 0, skip: 0 }
        } else if gap > 0 {
            Fit { silence: gap as usize, skip: 0 }
        } else {
            Fit { silence: 0, skip: gap.abs().min(length) as usize }
        };
        self.received += fit.silence as i64 + length - fit.skip as i64;
        Ok(fit)
    }

    fn millis(&self) -> i64 {
        self.received * 1000 / i64::from(RATE_HZ)
    }

    fn keep_tail(&mut self) {
        self.kept.extend(self.tail.drain(..));
    }

    fn forget(&mut self, before: usize) {
        let chunks = before.saturating_sub(self.first_chunk);
        let samples = (chunks * CHUNK_SAMPLES).min(self.kept.len());
        self.kept.drain(..samples);
        self.first_chunk += samples / CHUNK_SAMPLES;
    }

    fn samples(&self, chunks: Range<usize>) -> Vec<f32> {
        let from = chunks.start.saturating_sub(self.first_chunk) * CHUNK_SAMPLES;
        let to = chunks.end.saturating_sub(self.first_chunk) * CHUNK_SAMPLES;
        self.kept.iter().skip(from).take(to - from).copied().collect()
    }

    fn span(&self, chunks: Range<usize>) -> Span {
        let offset = self.start.unwrap_or_default().millis();
        Span::new(offset + chunks.start as i64 * CHUNK_MS, offset + chunks.end as i64 * CHUNK_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(ms: i64, samples: usize) -> AudioBlock {
        AudioBlock {
            time: MediaTime::from_millis(ms),
            sample_rate_hz: RATE_HZ,
            samples: vec![0.0; samples].into(),
        }
    }

    #[test]
    fn gaps_are_silence_and_overlaps_are_left_out() {
        let mut sound = Sound::default();
        let fit = |sound: &mut Sound, ms, samples| sound.fit(&block(ms, samples)).expect("fits");
        assert_eq!(fit(&mut sound, 5000, 16_000), Fit { silence: 0, skip: 0 });
        assert_eq!(fit(&mut sound, 6010, 16_000), Fit { silence: 0, skip: 0 });
        assert_eq!(fit(&mut sound, 8000, 16_000), Fit { silence: 16_000, skip: 0 });
        assert_eq!(fit(&mut sound, 8500, 16_000), Fit { silence: 0, skip: 8000 });
        assert_eq!(fit(&mut sound, 7000, 1600), Fit { silence: 0, skip: 1600 });
        assert_eq!(sound.millis(), 4500);
    }

    #[test]
    fn broken_clocks_and_rates_are_refused() {
        let mut sound = Sound::default();
        sound.fit(&block(0, 100)).expect("first");
        assert!(sound.fit(&block(3_600_000, 100)).is_err());
        let mut wrong = block(0, 100);
        wrong.sample_rate_hz = 48_000;
        assert!(sound.fit(&wrong).is_err());
    }
}
