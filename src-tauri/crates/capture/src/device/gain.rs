//! How loud a loudspeaker plays.

use std::sync::atomic::{AtomicU32, Ordering};

/// Amplitude from which on a sound that was made louder is bent instead of cut: what is cut crackles.
const KNEE: f32 = 0.7;

/// A factor for the amplitude, 1 for a sound as it is; shared by who sets it and the driver, which
/// follows at once. Sounds that are made louder stay within full scale.
pub struct Gain {
    chosen: AtomicU32,
    /// In place of what was chosen; 0 where nothing is.
    fixed: AtomicU32,
}

impl Default for Gain {
    fn default() -> Self {
        Self { chosen: bits(1.0), fixed: bits(0.0) }
    }
}

impl Gain {
    /// From now on everything is played with this factor.
    pub fn choose(&self, factor: f32) {
        self.chosen.store(factor.to_bits(), Ordering::Relaxed);
    }

    /// Runs `sound` while everything is played as it is, whatever was chosen.
    pub fn as_it_is(&self, sound: impl FnOnce()) {
        self.fixed.store(1.0f32.to_bits(), Ordering::Relaxed);
        sound();
        self.fixed.store(0.0f32.to_bits(), Ordering::Relaxed);
    }

    /// The factor at the moment.
    pub fn factor(&self) -> f32 {
        let of = |bits: &AtomicU32| f32::from_bits(bits.load(Ordering::Relaxed));
        let fixed = of(&self.fixed);
        if fixed > 0.0 { fixed } else { of(&self.chosen) }
    }
}

fn bits(factor: f32) -> AtomicU32 {
    AtomicU32::new(factor.to_bits())
}

/// A sample between -1 and 1 with a factor; what became louder than [`KNEE`] comes nearer and nearer to
/// full scale and never over it.
pub(super) fn amplified(sample: f32, factor: f32) -> f32 {
    let loud = sample * factor;
    if factor <= 1.0 || loud.abs() <= KNEE {
        return loud;
    }
    let room = 1.0 - KNEE;
    loud.signum() * (KNEE + room * ((loud.abs() - KNEE) / room).tanh())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn louder_sounds_stay_in_order_and_within_full_scale() {
        let steps = || (-100..=100).map(|n| n as f32 / 100.0);
        for factor in [0.25, 1.0, 2.0, 4.0] {
            let played: Vec<f32> = steps().map(|sample| amplified(sample, factor)).collect();
            assert!(played.is_sorted(), "{factor}");
            assert!(played.iter().all(|sample| sample.abs() <= 1.0), "{factor}");
            assert!((amplified(0.1, factor) - 0.1 * factor).abs() < 1e-6, "{factor}");
        }
        assert!(steps().all(|sample| amplified(sample, 1.0) == sample), "as it is");
    }

    #[test]
    fn what_is_played_as_it_is_becomes_neither_softer_nor_louder() {
        let gain = Gain::default();
        for chosen in [0.25, 4.0] {
            gain.choose(chosen);
            gain.as_it_is(|| assert_eq!(gain.factor(), 1.0));
            assert_eq!(gain.factor(), chosen);
        }
    }
}
