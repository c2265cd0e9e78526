//! Listens to numbers that are read aloud, on the thread that hears the microphone: no sound is
//! lost while faces are looked at.

use std::sync::Arc;

use interview::challenge::{Loudness, NUMBERS_LIMIT_MS, NUMBERS_SILENCE_MS, NumberRow, RowHeard};
use interview::media::AudioBlock;
use interview::time::Span;
use interview::transcript::Language;
use perception::speech::SpeechModels;

use crate::StationError;
use crate::session::answers::{ClosedAnswer, OpenAnswer};

/// Length over which loudness is taken, in milliseconds.
const LOUDNESS_MS: i64 = 20;
/// How long the station's own voice may still be heard in the room after it has ended, in
/// milliseconds: the buffer of a loudspeaker and its echo.
const ECHO_MS: i64 = 400;
/// A row may be read aloud by the station again and again, which begins the person's time anew;
/// after so many times the limit it is over: a fresh row is worth nothing when it is old.
const MOST_LIMITS: i64 = 4;

/// What listening for numbers needs.
#[derive(Clone, Debug)]
pub struct Listening {
    /// Models of speech.
    pub speech: Arc<SpeechModels>,
    /// Language of the interview.
    pub language: Language,
    /// So many times the usual time is given, from 1.
    pub patience: f64,
}

/// Where the reading of a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowStage {
    /// The person reads, or is about to.
    Reading {
        /// Milliseconds left.
        left_ms: i64,
    },
    /// What was heard is being made out and judged.
    Weighing,
}

/// Hears one row.
pub(super) struct Ear {
    row: NumberRow,
    parts: Listening,
    shown_ms: i64,
    deaf_until_ms: i64,
    now_ms: i64,
    open: Option<OpenAnswer>,
    closed: Option<ClosedAnswer>,
    loudness: Vec<Loudness>,
    told: bool,
}

impl Ear {
    /// For a row that was shown at `at_ms` of media time.
    pub fn new(row: NumberRow, parts: Listening, at_ms: i64) -> Self {
        Self {
            row,
            parts,
            shown_ms: at_ms,
            deaf_until_ms: i64::MIN,
            now_ms: at_ms,
            open: None,
            closed: None,
            loudness: Vec::new(),
            told: false,
        }
    }

    /// The row.
    pub fn row(&self) -> &NumberRow {
        &self.row
    }

    /// Where it stands.
    pub fn stage(&self) -> RowStage {
        if self.closed.is_some() || self.told {
            return RowStage::Weighing;
        }
        let begun_ms = self.open.as_ref().map_or(self.now_ms, |open| open.limits.start_ms);
        RowStage::Reading { left_ms: begun_ms + self.limit_ms() - self.now_ms }
    }

    /// Hears a block. While the station itself speaks, nothing counts, and the person's time begins
    /// anew behind it.
    ///
    /// # Errors
    /// [`StationError::Capture`], [`StationError::Thread`].
    pub fn hear(&mut self, block: &AudioBlock, station_speaks: bool) -> Result<(), StationError> {
        let end_ms = block.end().millis();
        self.now_ms = self.now_ms.max(end_ms);
        if self.closed.is_some() || self.told {
            return Ok(());
        }
        if station_speaks {
            self.deaf_until_ms = end_ms + ECHO_MS;
        }
        let too_old = end_ms - self.shown_ms >= self.limit_ms() * MOST_LIMITS;
        if end_ms <= self.deaf_until_ms && !too_old {
            self.open = None;
            self.loudness.clear();
            return Ok(());
        }
        let (begun_ms, limit_ms, parts) = (block.time.millis(), self.limit_ms(), &self.parts);
        let open = self.open.get_or_insert_with(|| {
            let limits = Span::new(begun_ms, begun_ms + limit_ms);
            OpenAnswer::begin_row(limits, &parts.speech, parts.language, NumberRow::DIGITS)
        });
        let heard = open.hear(block)?.unwrap_or_default();
        let (limits, silence_ms) = (open.limits, self.silence_ms());
        self.loudness.extend(loudness(block));
        let said = heard.heard_speech && !heard.speaking && heard.silence_ms >= silence_ms;
        // Nobody is cut off in the middle of a digit.
        let late = end_ms >= limits.end_ms && !heard.speaking;
        if said || late || too_old {
            self.closed = self.open.take().map(|open| open.close(end_ms)).transpose()?;
        }
        Ok(())
    }

    /// What was heard, once it is made out; given once. None inside where the recogniser failed.
    pub fn take_heard(&mut self) -> Option<Option<RowHeard>> {
        let heard = self.closed.as_mut()?.heard()?.clone();
        self.closed = None;
        self.told = true;
        if heard.failed {
            return Some(None);
        }
        Some(Some(RowHeard {
            text: heard.transcript.text,
            language: self.parts.language,
            speech: heard.transcript.speech,
            loudness: std::mem::take(&mut self.loudness),
        }))
    }

    fn limit_ms(&self) -> i64 {
        (NUMBERS_LIMIT_MS as f64 * self.parts.patience) as i64
    }

    fn silence_ms(&self) -> i64 {
        (NUMBERS_SILENCE_MS as f64 * self.parts.patience) as i64
    }
}

/// Loudness of a block, moment by moment.
pub fn loudness(block: &AudioBlock) -> impl Iterator<Item = Loudness> {
    let rate = i64::from(block.sample_rate_hz.max(1));
    let size = usize::try_from(rate * LOUDNESS_MS / 1_000).unwrap_or(1).max(1);
    let start_ms = block.time.millis();
    block.samples.chunks(size).enumerate().map(move |(nth, samples)| {
        let power: f64 = samples.iter().map(|s| f64::from(*s).powi(2)).sum();
        let middle = (nth * size + samples.len() / 2) as i64;
        Loudness {
            t_ms: start_ms + middle * 1_000 / rate,
            level: (power / samples.len() as f64).sqrt(),
        }
    })
}
