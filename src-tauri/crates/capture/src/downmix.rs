//! Many channels to one.

/// A channel whose energy so far is this far (-40 dB) below the loudest one counts as dead: an
/// unplugged input carries noise and crosstalk, not digital zero.
const DEAD_RATIO: f64 = 1e-4;

/// The mean of the channels that carry sound. A dead channel does not halve the level.
#[derive(Debug, Default)]
pub(crate) struct Downmixer {
    /// Sum of squares of each channel since the beginning.
    energy: Vec<f64>,
}

impl Downmixer {
    /// Mono of `interleaved`, which holds whole frames of `channels` samples; what is not finite
    /// becomes zero.
    pub(crate) fn mix(&mut self, interleaved: &[f32], channels: usize) -> Vec<f32> {
        if channels <= 1 {
            return interleaved.iter().map(|&s| finite(s)).collect();
        }
        self.energy.resize(channels, 0.0);
        for frame in interleaved.chunks_exact(channels) {
            for (energy, &sample) in self.energy.iter_mut().zip(frame) {
                *energy += f64::from(finite(sample)).powi(2);
            }
        }
        let loudest = self.energy.iter().copied().fold(0.0, f64::max);
        let live: Vec<bool> =
            self.energy.iter().map(|&e| e > 0.0 && e >= loudest * DEAD_RATIO).collect();
        let count = live.iter().filter(|&&l| l).count().max(1) as f32;
        interleaved
            .chunks_exact(channels)
            .map(|frame| {
                let sum: f32 =
                    frame.iter().zip(&live).filter(|(_, l)| **l).map(|(s, _)| finite(*s)).sum();
                sum / count
            })
            .collect()
    }
}

fn finite(sample: f32) -> f32 {
    if sample.is_finite() { sample } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_channel_does_not_halve_the_level() {
        let mut mixer = Downmixer::default();
        assert_eq!(mixer.mix(&[0.5, 0.0, -0.5, 0.0], 2), [0.5, -0.5]);
        assert_eq!(mixer.mix(&[0.5, 0.001, 0.25, -0.001], 2), [0.5, 0.25]);
    }

    #[test]
    fn live_channels_are_averaged() {
        assert_eq!(Downmixer::default().mix(&[0.5, 0.25, -0.5, -0.25], 2), [0.375, -0.375]);
    }

    #[test]
    fn silence_and_broken_samples_stay_finite() {
        let mut mixer = Downmixer::default();
        assert_eq!(mixer.mix(&[0.0; 6], 3), [0.0, 0.0]);
        assert_eq!(mixer.mix(&[f32::NAN, 0.5], 2), [0.5]);
        assert_eq!(mixer.mix(&[f32::INFINITY], 1), [0.0]);
    }
}
