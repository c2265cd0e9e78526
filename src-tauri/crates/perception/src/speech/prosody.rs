//! How somebody spoke: level, pauses, pitch, rate. Notices, never part of a score.

use interview::observation::{Prosody, rounded};
use interview::time::Span;
use interview::transcript::{Language, Word};

use super::RATE_HZ;
use super::script::is_han;
use super::vad::CHUNK_SAMPLES;

/// A pause that counts, in milliseconds (the definition of [`Prosody::pauses`]).
const PAUSE_MS: i64 = 700;
/// Quietest level in dBFS: the floor of 16-bit sound.
const FLOOR_DBFS: f64 = -96.0;
/// A chunk counts as voiced speech above this probability.
const SPEECH: f32 = 0.5;
/// A chunk counts as room above which nobody speaks below this probability.
const ROOM: f32 = 0.1;
/// Fewest chunks for a median.
const ENOUGH: usize = 5;
/// Range of the pitch searched, in Hz.
const PITCH_HZ: (usize, usize) = (70, 400);
/// Pitch is searched at half the rate: enough for 400 Hz, a quarter of the work.
const PITCH_RATE_HZ: usize = RATE_HZ as usize / 2;
/// Samples of the pitch window at the halved rate: 64 ms, more than four periods at 70 Hz.
const PITCH_WINDOW: usize = 2 * CHUNK_SAMPLES / 2;
/// YIN's threshold on the normalised difference (de Cheveigné and Kawahara 2002: 0.1–0.15).
const YIN_THRESHOLD: f64 = 0.15;

/// What is kept of a chunk.
#[derive(Clone, Copy, Debug)]
struct Measure {
    power: f64,
    probability: f32,
}

/// Gathers chunk by chunk.
#[derive(Clone, Debug, Default)]
pub(crate) struct ProsodyMeter {
    measures: Vec<Measure>,
    pitches: Vec<(usize, f64)>,
    window: Vec<f32>,
}

impl ProsodyMeter {
    /// Takes the next chunk of 512 samples (after the high-pass).
    pub(crate) fn push(&mut self, chunk: &[f32], probability: f32) {
        let at = self.measures.len();
        self.measures.push(Measure { power: power(chunk), probability });
        let keep = self.window.len().min(PITCH_WINDOW / 2);
        self.window.drain(..self.window.len() - keep);
        self.window.extend(chunk.chunks_exact(2).map(|pair| (pair[0] + pair[1]) / 2.0));
        if probability >= SPEECH && self.window.len() == PITCH_WINDOW {
            self.pitches.extend(pitch(&self.window).map(|hz| (at, hz)));
        }
    }

    /// Mean power level of the chunks `range` in dBFS.
    pub(crate) fn level_dbfs(&self, range: std::ops::Range<usize>) -> f64 {
        let part = self.measures.get(range).unwrap_or_default();
        let powers: Vec<f64> = part.iter().map(|measure| measure.power).collect();
        mean_dbfs(&powers).unwrap_or(FLOOR_DBFS)
    }

    /// Mean probability of speech of the chunks `range`, 0–1.
    pub(crate) fn mean_probability(&self, range: std::ops::Range<usize>) -> f64 {
        let part = self.measures.get(range).unwrap_or_default();
        let sum: f64 = part.iter().map(|measure| f64::from(measure.probability)).sum();
        sum / part.len().max(1) as f64
    }

    /// The measures of what was said as `words` in the chunk ranges `runs`.
    pub(crate) fn result(
        &self,
        runs: &[(std::ops::Range<usize>, Span)],
        words: &[Word],
        language: Language,
    ) -> Prosody {
        if runs.is_empty() {
            return Prosody {
                level_dbfs: rounded(self.room_dbfs().unwrap_or(FLOOR_DBFS), 1),
                ..Prosody::default()
            };
        }
        let gaps = runs.windows(2).map(|pair| pair[1].1.start_ms - pair[0].1.end_ms);
        let pauses: Vec<i64> = gaps.filter(|&gap| gap >= PAUSE_MS).collect();
        let spoken: Vec<f64> = runs
            .iter()
            .flat_map(|(range, _)| self.measures.get(range.clone()).unwrap_or_default())
            .map(|measure| measure.power)
            .collect();
        let level = mean_dbfs(&spoken).unwrap_or(FLOOR_DBFS);
        let speech_ms: i64 = runs.iter().map(|(_, span)| span.len_ms()).sum();
        Prosody {
            rate_per_min: rate_per_min(words, language, speech_ms),
            pauses: u32::try_from(pauses.len()).unwrap_or(u32::MAX),
            longest_pause_ms: pauses.iter().copied().max().unwrap_or(0),
            pitch_hz: self.median_pitch(runs),
            level_dbfs: rounded(level, 1),
            snr_db: self.room_dbfs().map(|room| rounded(level - room, 1)),
        }
    }

    /// Median level of the chunks in which nobody speaks; none with too few of them.
    pub(crate) fn room_dbfs(&self) -> Option<f64> {
        let mut quiet: Vec<f64> =
            self.measures.iter().filter(|m| m.probability < ROOM).map(|m| m.power).collect();
        if quiet.len() < ENOUGH {
            return None;
        }
        quiet.sort_by(f64::total_cmp);
        mean_dbfs(&quiet[quiet.len() / 2..=quiet.len() / 2])
    }

    fn median_pitch(&self, runs: &[(std::ops::Range<usize>, Span)]) -> Option<i64> {
        let mut inside: Vec<f64> = self
            .pitches
            .iter()
            .filter(|(at, _)| runs.iter().any(|(range, _)| range.contains(at)))
            .map(|&(_, hz)| hz)
            .collect();
        inside.sort_by(f64::total_cmp);
        (inside.len() >= ENOUGH).then(|| inside[inside.len() / 2].round() as i64)
    }
}

/// Characters (Mandarin; a Latin word counts as one) or words (English) per minute of speech.
fn rate_per_min(words: &[Word], language: Language, speech_ms: i64) -> i64 {
    let units: usize = match language {
        Language::En => words.len(),
        Language::Zh => {
            words.iter().map(|word| word.text.chars().filter(|&c| is_han(c)).count().max(1)).sum()
        }
    };
    if speech_ms <= 0 {
        return 0;
    }
    (units as f64 * 60_000.0 / speech_ms as f64).round() as i64
}

fn power(chunk: &[f32]) -> f64 {
    let sum: f64 = chunk.iter().map(|&v| f64::from(v) * f64::from(v)).sum();
    sum / chunk.len().max(1) as f64
}

fn mean_dbfs(powers: &[f64]) -> Option<f64> {
    if powers.is_empty() {
        return None;
    }
    let mean = powers.iter().sum::<f64>() / powers.len() as f64;
    Some(if mean > 0.0 { (10.0 * mean.log10()).max(FLOOR_DBFS) } else { FLOOR_DBFS })
}

/// Fundamental frequency of `window` in Hz by YIN; none where it is not voiced.
fn pitch(window: &[f32]) -> Option<f64> {
    let longest = PITCH_RATE_HZ / PITCH_HZ.0;
    let shortest = PITCH_RATE_HZ / PITCH_HZ.1;
    let width = window.len().checked_sub(longest + 1)?;
    let mut normalised = vec![1.0; longest + 2];
    let mut running = 0.0;
    for (lag, slot) in normalised.iter_mut().enumerate().skip(1) {
        let difference: f64 =
            window[..width].iter().zip(&window[lag..]).map(|(a, b)| f64::from(a - b).powi(2)).sum();
        running += difference;
        *slot = if running > 0.0 { difference * lag as f64 / running } else { 1.0 };
    }
    let below = (shortest..=longest).find(|&lag| normalised[lag] < YIN_THRESHOLD)?;
    let mut lag = below;
    while lag < longest && normalised[lag + 1] < normalised[lag] {
        lag += 1;
    }
    let (left, middle, right) = (normalised[lag - 1], normalised[lag], normalised[lag + 1]);
    let bend = left - 2.0 * middle + right;
    let shift = if bend > 0.0 { ((left - right) / (2.0 * bend)).clamp(-0.5, 0.5) } else { 0.0 };
    Some(PITCH_RATE_HZ as f64 / (lag as f64 + shift))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunks(samples: &[f32], probability: f32, meter: &mut ProsodyMeter) {
        samples.chunks_exact(CHUNK_SAMPLES).for_each(|chunk| meter.push(chunk, probability));
    }

    fn tone(hz: f64, amplitude: f64) -> Vec<f32> {
        (0..CHUNK_SAMPLES * 20)
            .map(|i| {
                let phase = 2.0 * std::f64::consts::PI * hz * i as f64 / f64::from(RATE_HZ);
                (amplitude * (phase.sin() + 0.5 * (2.0 * phase).sin())) as f32
            })
            .collect()
    }

    #[test]
    fn pitch_level_pause_and_rate_are_measured() {
        let mut meter = ProsodyMeter::default();
        chunks(&tone(120.0, 0.1), 0.9, &mut meter);
        chunks(&tone(1000.0, 0.001), 0.0, &mut meter);
        chunks(&tone(120.0, 0.1), 0.9, &mut meter);
        let runs = [(0..20, Span::new(0, 640)), (40..60, Span::new(1400, 2040))];
        let words =
            [Word { text: "我在支行。".into(), start_ms: 0, end_ms: 640, confidence: 1.0 }];
        let found = meter.result(&runs, &words, Language::Zh);
        assert!(found.pitch_hz.is_some_and(|hz| (119..=121).contains(&hz)), "{found:?}");
        assert_eq!((found.pauses, found.longest_pause_ms), (1, 760));
        assert_eq!(found.rate_per_min, 188);
        assert!((found.level_dbfs + 22.0).abs() < 0.3, "{found:?}");
        assert!(found.snr_db.is_some_and(|snr| (snr - 40.0).abs() < 0.5), "{found:?}");
    }

    #[test]
    fn noise_has_no_pitch() {
        let mut seed = 1u32;
        let noise: Vec<f32> = (0..CHUNK_SAMPLES * 20)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 8) as f32 / 16_777_216.0 - 0.5
            })
            .collect();
        let mut meter = ProsodyMeter::default();
        chunks(&noise, 0.9, &mut meter);
        assert_eq!(meter.result(&[(0..20, Span::new(0, 640))], &[], Language::En).pitch_hz, None);
    }
}
