//! The triangular mel filters of Whisper's front end (librosa's `filters.mel`, Slaney's scale and
//! normalisation, 16 kHz, 400-point spectrum).

use super::SPECTRUM_BINS;

/// Half the sampling rate.
const MAX_HERTZ: f64 = 8000.0;
/// Slaney's scale is linear up to here (Auditory Toolbox, 1998) …
const BREAK_HERTZ: f64 = 1000.0;
const BREAK_MEL: f64 = 15.0;
const HERTZ_PER_MEL: f64 = 200.0 / 3.0;
/// … and logarithmic above, 27 steps for a factor of 6.4.
const LOG_FACTOR: f64 = 6.4;
const LOG_STEPS: f64 = 27.0;

/// `mels` rows of [`SPECTRUM_BINS`] weights.
pub(super) fn filters(mels: usize) -> Vec<f32> {
    let corners = corner_frequencies(mels + 2);
    let mut weights = Vec::with_capacity(mels * SPECTRUM_BINS);
    for corner in corners.windows(3) {
        let &[low, middle, high] = corner else { continue };
        for bin in 0..SPECTRUM_BINS {
            let hertz = MAX_HERTZ * bin as f64 / (SPECTRUM_BINS - 1) as f64;
            let rising = (hertz - low) / (middle - low);
            let falling = (high - hertz) / (high - middle);
            let equal_area = 2.0 / (high - low);
            weights.push((rising.min(falling).max(0.0) * equal_area) as f32);
        }
    }
    weights
}

/// Evenly spaced on the mel scale from 0 to [`MAX_HERTZ`].
///
/// `ln` and `exp` may differ in the last bit between C libraries. The weights don't show it
/// (tried with ±3 units in the last place): single precision hides it, and the one corner that
/// meets a bin, where a difference of nearly nothing would remain, is set exactly.
fn corner_frequencies(count: usize) -> Vec<f64> {
    let last_mel = BREAK_MEL + (MAX_HERTZ / BREAK_HERTZ).ln() * LOG_STEPS / LOG_FACTOR.ln();
    let step = last_mel / (count - 1) as f64;
    let below_last = (0..count - 1).map(|index| hertz_from_mel(step * index as f64));
    below_last.chain([MAX_HERTZ]).collect()
}

fn hertz_from_mel(mel: f64) -> f64 {
    if mel < BREAK_MEL {
        return mel * HERTZ_PER_MEL;
    }
    BREAK_HERTZ * (LOG_FACTOR.ln() / LOG_STEPS * (mel - BREAK_MEL)).exp()
}
