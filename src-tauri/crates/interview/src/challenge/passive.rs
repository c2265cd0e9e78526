//! What passive anti-spoofing says over a whole clip: one witness beside the active challenge.

use serde::{Deserialize, Serialize};

use crate::observation::{FrameObservation, rounded};

/// Frames with a value below which the witness says nothing.
const MIN_FRAMES: usize = 5;
/// Median from which the clip looks live. Genuine test clips reach 0.95 or more, prints and masks
/// 0.3 or less; some replays on a screen pass, which is why the challenge exists.
pub const LIVE_MEDIAN: f64 = 0.5;
/// Median brightness of the face below which a low value asks for light instead of suspecting.
const DARK: f64 = 0.2;

/// What the witness says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PassiveVerdict {
    /// Looks like a face before a camera.
    Live,
    /// Looks like a print, a mask or a screen: a person has to look.
    Doubtful,
    /// Too dark to say: more light, please.
    TooDark,
    /// Too few frames to say.
    NotEnough,
}

/// The verdict with what it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PassiveEvidence {
    /// What the witness says.
    pub verdict: PassiveVerdict,
    /// Median probability of a live face, 0–1, three decimals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub median: Option<f64>,
    /// Frames that had a value.
    pub frames: u32,
}

impl PassiveEvidence {
    /// The witness over all frames that have a value.
    pub fn from_observations(observations: &[FrameObservation]) -> Self {
        let seen = observations.iter().filter(|seen| seen.live.is_some());
        let brightness = median(seen.clone().map(|seen| seen.brightness));
        let live: Vec<f64> = seen.filter_map(|seen| seen.live).collect();
        let frames = live.len() as u32;
        let enough = live.len() >= MIN_FRAMES;
        let median = median(live.into_iter()).map(|value| rounded(value, 3));
        let verdict = match (median, brightness) {
            (Some(value), _) if enough && value >= LIVE_MEDIAN => PassiveVerdict::Live,
            (Some(_), Some(light)) if enough && light < DARK => PassiveVerdict::TooDark,
            (Some(_), _) if enough => PassiveVerdict::Doubtful,
            _ => PassiveVerdict::NotEnough,
        };
        Self { verdict, median, frames }
    }
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied()
}
