//! Whether lips move with a voice.
//!
//! Mouth opening and the loudness of the voice of one person rise and fall together, the lips ahead
//! by 0.1 to 0.3 s (Chandrasekaran, Trubanova, Stillittano, Caplier, Ghazanfar 2009, "The Natural
//! Statistics of Audiovisual Speech", PLoS Comput Biol 5(7)). The lips of a photograph that is held
//! before the camera, with somebody reading beside it, do not.

use crate::observation::{FrameObservation, rounded};

/// Correlation from which lips and voice belong together. Measured by `station eval lips` on the
/// test media; the figures stand in `models/cards/face-mesh.md`.
pub const LIPS_CORRELATION: f64 = 0.5;
/// Spread of the mouth's opening (90th less 10th percentile, lip gap over mouth width) below which
/// lips are still, whatever noise of the mesh may correlate with.
pub const LIPS_MOVE: f64 = 0.05;
/// Lags of the voice behind the lips that are tried, in milliseconds: what speech has by itself,
/// and 150 ms either way for the clocks of camera and microphone.
const LAGS_MS: [i64; 10] = [-150, -100, -50, 0, 50, 100, 150, 200, 250, 300];
/// Loudness at a moment is the mean over so much on both sides, in milliseconds: two frames at 30 a
/// second.
const REACH_MS: i64 = 60;
/// Loudness this far under the loudest moment is silence, in dB.
const RANGE_DB: f64 = 40.0;
/// Fewest frames with a mouth of which anything is said: a second of them at 12 a second.
const MIN_FRAMES: usize = 12;

/// How loud it was for a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loudness {
    /// Media time of its middle in milliseconds.
    pub t_ms: i64,
    /// Root mean square of the samples, full scale 1.0.
    pub level: f64,
}

/// What was measured of lips and voice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lips {
    /// Highest correlation of mouth opening and loudness in dB over the lags that speech has, −1 to
    /// 1, two decimals.
    pub correlation: f64,
    /// Spread of the mouth's opening, three decimals.
    pub movement: f64,
}

impl Lips {
    /// Whether the lips that were seen are those of the voice that was heard.
    pub fn belong_to_voice(self) -> bool {
        self.movement >= LIPS_MOVE && self.correlation >= LIPS_CORRELATION
    }
}

/// Measures `frames` of one camera against `voice`, both in order of time. None where there are too
/// few frames with a mouth, or no sound.
pub fn lips_with_voice(frames: &[FrameObservation], voice: &[Loudness]) -> Option<Lips> {
    let mouth: Vec<(i64, f64)> =
        frames.iter().filter_map(|seen| Some((seen.t_ms, seen.mouth_open?))).collect();
    if mouth.len() < MIN_FRAMES || voice.is_empty() {
        return None;
    }
    let decibels = decibels(voice);
    let correlation = LAGS_MS
        .iter()
        .map(|lag_ms| {
            let pairs: Vec<(f64, f64)> = mouth
                .iter()
                .filter_map(|(t_ms, open)| Some((*open, level_at(&decibels, t_ms + lag_ms)?)))
                .collect();
            pearson(&pairs)
        })
        .fold(-1.0, f64::max);
    Some(Lips { correlation: rounded(correlation, 2), movement: rounded(spread(&mouth), 3) })
}

/// dB over the silence that lies [`RANGE_DB`] under the loudest moment.
fn decibels(voice: &[Loudness]) -> Vec<(i64, f64)> {
    let db = |level: f64| 20.0 * level.max(1e-9).log10();
    let loudest = voice.iter().map(|moment| db(moment.level)).fold(f64::MIN, f64::max);
    voice
        .iter()
        .map(|moment| (moment.t_ms, (db(moment.level) - loudest + RANGE_DB).max(0.0)))
        .collect()
}

/// Mean of the moments around `t_ms`; none where nothing was heard then.
fn level_at(decibels: &[(i64, f64)], t_ms: i64) -> Option<f64> {
    let from = decibels.partition_point(|moment| moment.0 < t_ms - REACH_MS);
    let to = decibels.partition_point(|moment| moment.0 <= t_ms + REACH_MS);
    let near = decibels.get(from..to).filter(|near| !near.is_empty())?;
    Some(near.iter().map(|moment| moment.1).sum::<f64>() / near.len() as f64)
}

/// Pearson's correlation; 0 where one of the two stands still.
fn pearson(pairs: &[(f64, f64)]) -> f64 {
    let count = pairs.len().max(1) as f64;
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(&|pair| pair.0), mean(&|pair| pair.1));
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    for (a, b) in pairs {
        xy += (a - x) * (b - y);
        xx += (a - x) * (a - x);
        yy += (b - y) * (b - y);
    }
    let scale = (xx * yy).sqrt();
    if scale > 1e-12 { xy / scale } else { 0.0 }
}

fn spread(mouth: &[(i64, f64)]) -> f64 {
    let mut open: Vec<f64> = mouth.iter().map(|(_, open)| *open).collect();
    open.sort_by(f64::total_cmp);
    let at = |share: f64| open[((open.len() - 1) as f64 * share).round() as usize];
    at(0.9) - at(0.1)
}
