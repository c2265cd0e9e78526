//! Spoken answers at the sample rate of the stage, and how far the mouth opens over them.

use crate::AUDIO_RATE_HZ;

/// Values of the mouth curve per second.
const CURVE_HZ: usize = 100;
/// Half of the window over which loudness is taken, in values of the curve.
const WINDOW: usize = 3;
/// The mouth of a person who speaks opens to this part of the widest.
const SPEAKING_OPEN: f32 = 0.36;
/// Taps on each side of the interpolating filter.
const TAPS: i64 = 12;

/// One answer as sound.
#[derive(Clone, Debug, PartialEq)]
pub struct Speech {
    samples: Vec<f32>,
    mouth: Vec<f32>,
}

impl Speech {
    /// From mono samples at `rate_hz`, which must divide [`AUDIO_RATE_HZ`].
    pub fn new(samples: &[f32], rate_hz: u32) -> Self {
        let factor = (AUDIO_RATE_HZ / rate_hz.max(1)).max(1) as usize;
        Self::from_stage_samples(upsampled(samples, factor))
    }

    /// From samples at [`AUDIO_RATE_HZ`].
    pub(crate) fn from_stage_samples(samples: Vec<f32>) -> Self {
        let mouth = mouth_curve(&samples);
        Self { samples, mouth }
    }

    /// Samples at [`AUDIO_RATE_HZ`], full scale ±1.0.
    pub fn samples(&self) -> &[f32] {
        &self.samples
    }

    /// Length in milliseconds, rounded up.
    pub fn len_ms(&self) -> i64 {
        (self.samples.len() as i64 * 1_000).div_euclid(i64::from(AUDIO_RATE_HZ)) + 1
    }

    /// How far the mouth is open `millis` after the start, 0–1 of the widest.
    pub(crate) fn mouth_open(&self, millis: i64) -> f32 {
        let at = usize::try_from(millis * CURVE_HZ as i64 / 1_000).ok();
        at.and_then(|at| self.mouth.get(at)).copied().unwrap_or(0.0)
    }
}

/// Windowed-sinc interpolation by a whole factor.
fn upsampled(samples: &[f32], factor: usize) -> Vec<f32> {
    if factor == 1 {
        return samples.to_vec();
    }
    let kernels: Vec<Vec<f32>> = (0..factor).map(|phase| kernel(phase, factor)).collect();
    let mut out = Vec::with_capacity(samples.len() * factor);
    for at in 0..samples.len() as i64 {
        for kernel in &kernels {
            let sum = kernel.iter().zip(at - TAPS + 1..).map(|(weight, from)| {
                let sample = usize::try_from(from).ok().and_then(|i| samples.get(i));
                weight * sample.copied().unwrap_or(0.0)
            });
            out.push(sum.sum());
        }
    }
    out
}

/// Weights of the `2 * TAPS` samples around a point `phase / factor` after a sample.
fn kernel(phase: usize, factor: usize) -> Vec<f32> {
    let point = phase as f64 / factor as f64;
    let weight = |offset: i64| {
        let x = (offset as f64 - point) * std::f64::consts::PI;
        let sinc = if x.abs() < 1e-9 { 1.0 } else { x.sin() / x };
        let window = (x / (2.0 * TAPS as f64)).cos().max(0.0);
        sinc * window * window
    };
    let weights: Vec<f64> = (1 - TAPS..=TAPS).map(weight).collect();
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|w| (w / sum) as f32).collect()
}

/// Loudness over time, smoothed and scaled to what a mouth does.
fn mouth_curve(samples: &[f32]) -> Vec<f32> {
    let step = AUDIO_RATE_HZ as usize / CURVE_HZ;
    let power: Vec<f32> = samples
        .chunks(step)
        .map(|chunk| (chunk.iter().map(|s| s * s).sum::<f32>() / chunk.len() as f32).sqrt())
        .collect();
    let mut loudest = power.clone();
    loudest.sort_by(f32::total_cmp);
    let reference = loudest.get(loudest.len() * 9 / 10).copied().unwrap_or(0.0).max(1e-4);
    let smooth = |at: usize| {
        let window = &power[at.saturating_sub(WINDOW)..(at + WINDOW + 1).min(power.len())];
        window.iter().sum::<f32>() / window.len() as f32
    };
    (0..power.len()).map(|at| (smooth(at) / reference).min(1.0) * SPEAKING_OPEN).collect()
}
