//! How loud the station speaks to the candidate who sits here.

use super::journey::{Journey, Place};
use super::view::VolumeView;

/// Decibels of each step beside the voice as it was made: each doubles the amplitude of the one before.
const STEPS_DB: [f32; 5] = [-12.0, -6.0, 0.0, 6.0, 12.0];
/// The step that everybody begins with (EN 301 549 V3.2.1, 5.1.3.13: the volume
/// is reset after every use).
const USUAL: usize = 2;

/// A step of [`STEPS_DB`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Volume(usize);

impl Default for Volume {
    fn default() -> Self {
        Self(USUAL)
    }
}

impl Volume {
    /// The step with this number, from 1; the nearest where there is none.
    fn numbered(step: u32) -> Self {
        Self((step.max(1) as usize - 1).min(STEPS_DB.len() - 1))
    }

    /// What amplitudes are multiplied by.
    pub fn factor(self) -> f32 {
        10f32.powf(STEPS_DB[self.0] / 20.0)
    }

    pub fn view(self) -> VolumeView {
        VolumeView {
            step: self.0 as u32 + 1,
            steps: STEPS_DB.len() as u32,
            percent: (self.factor() * 100.0).round() as u32,
        }
    }
}

impl Journey {
    /// Speaks as loud as the candidate wants, and lets it be heard where nothing listens or speaks.
    pub(super) fn set_volume(&mut self, step: u32) {
        self.volume = Volume::numbered(step);
        let Some(voice) = &self.voice else { return };
        voice.speak_with(self.volume.factor());
        if !voice.speaking() && !self.is_listening() {
            voice.sample_volume();
        }
    }

    /// The next person begins with the usual one.
    pub(super) fn reset_volume(&mut self) {
        self.volume = Volume::default();
        if let Some(voice) = &self.voice {
            voice.speak_with(self.volume.factor());
        }
    }

    /// Whether what the station plays would be recorded or taken for speech, now or in a moment.
    fn is_listening(&self) -> bool {
        match self.place {
            Place::Liveness | Place::DeviceCheck => true,
            Place::Practice => self.practice.speaking(),
            Place::Question => self.asking.is_listening(),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_twice_as_loud_as_the_one_before_and_there_are_none_beyond_the_ends() {
        let factors: Vec<f32> = (1..=5).map(|step| Volume::numbered(step).factor()).collect();
        assert!(factors.windows(2).all(|pair| (1.9..2.1).contains(&(pair[1] / pair[0]))));
        assert_eq!(Volume::numbered(0), Volume::numbered(1));
        assert_eq!(Volume::numbered(99), Volume::numbered(5));
        assert_eq!(Volume::default().factor(), 1.0);
    }
}
