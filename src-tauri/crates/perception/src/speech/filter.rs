//! A high-pass that takes away direct current and mains hum before anything listens.

use super::RATE_HZ;

/// Corner of the high-pass in Hz: above 50 and 60 Hz hum, below the lowest male pitch (about
/// 75 Hz), which its overtones carry anyway.
const CORNER_HZ: f64 = 80.0;

/// Q of the two halves of a fourth-order Butterworth filter.
const QUALITY: [f64; 2] = [0.541_196_1, 1.306_562_96];

/// A fourth-order Butterworth high-pass; state goes on from block to block.
#[derive(Clone, Debug)]
pub(crate) struct HighPass {
    halves: [Biquad; 2],
}

impl HighPass {
    pub(crate) fn new() -> Self {
        Self { halves: QUALITY.map(Biquad::high_pass) }
    }

    /// Filters one sample. Anything that is not a number counts as silence.
    pub(crate) fn step(&mut self, sample: f32) -> f32 {
        let finite = if sample.is_finite() { f64::from(sample) } else { 0.0 };
        self.halves.iter_mut().fold(finite, |value, half| half.step(value)) as f32
    }
}

/// A second-order section, transposed direct form II, coefficients after R. Bristow-Johnson's
/// "Cookbook formulae for audio equalizer biquad filter coefficients".
#[derive(Clone, Debug)]
struct Biquad {
    forward: [f64; 3],
    back: [f64; 2],
    memory: [f64; 2],
}

impl Biquad {
    fn high_pass(quality: f64) -> Self {
        let angle = 2.0 * std::f64::consts::PI * CORNER_HZ / f64::from(RATE_HZ);
        let (sin, cos) = angle.sin_cos();
        let alpha = sin / (2.0 * quality);
        let norm = 1.0 + alpha;
        Self {
            forward: [(1.0 + cos) / 2.0 / norm, -(1.0 + cos) / norm, (1.0 + cos) / 2.0 / norm],
            back: [-2.0 * cos / norm, (1.0 - alpha) / norm],
            memory: [0.0; 2],
        }
    }

    fn step(&mut self, value: f64) -> f64 {
        let out = self.forward[0] * value + self.memory[0];
        self.memory[0] = self.forward[1] * value - self.back[0] * out + self.memory[1];
        self.memory[1] = self.forward[2] * value - self.back[1] * out;
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(hz: f64) -> f64 {
        let mut filter = HighPass::new();
        let tail: Vec<f64> = (0..RATE_HZ)
            .map(|i| {
                let phase = 2.0 * std::f64::consts::PI * hz * f64::from(i) / f64::from(RATE_HZ);
                f64::from(filter.step((0.5 + 0.5 * phase.sin()) as f32))
            })
            .skip(8000)
            .collect();
        (tail.iter().map(|v| v * v).sum::<f64>() / tail.len() as f64 / 0.125).sqrt()
    }

    #[test]
    fn direct_current_and_hum_fall_and_speech_stays() {
        assert!(level(50.0) < 0.2, "50 Hz and DC leave {}", level(50.0));
        assert!((level(200.0) - 1.0).abs() < 0.05, "200 Hz becomes {}", level(200.0));
    }

    #[test]
    fn not_a_number_is_silence() {
        let mut filter = HighPass::new();
        assert_eq!(filter.step(f32::NAN), 0.0);
        assert!(filter.step(0.5).is_finite());
    }
}
