//! What was seen and heard besides words. Observations are notices for people; none of them
//! enters a score unless a policy pack says so, and expression never does.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Head pose in degrees; zero looks straight into the camera. Directions are those in the picture
/// (not mirrored): negative yaw moves the nose to the left edge, positive pitch lifts the nose,
/// positive roll tilts the head clockwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pose {
    /// Degrees, about ±50.
    pub yaw: f64,
    /// Degrees.
    pub pitch: f64,
    /// Degrees.
    pub roll: f64,
}

/// A rectangle in picture pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PixelBox {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// The seven expressions of the expression model, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Expression {
    Angry,
    Disgust,
    Fear,
    Happy,
    Sad,
    Surprise,
    Neutral,
}

/// What one analysed frame shows. Numbers are rounded: degrees and pixels to 0.1, ratios to 0.001.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FrameObservation {
    /// Media time in milliseconds.
    pub t_ms: i64,
    /// Faces found.
    pub count: u32,
    /// The largest face.
    #[serde(rename = "box", skip_serializing_if = "Option::is_none")]
    pub face_box: Option<PixelBox>,
    /// Pose of the largest face.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub pose: Option<Pose>,
    /// Lid gap over eye width, mean of both eyes; open 0.30–0.40, closed 0.06–0.2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eye_open: Option<f64>,
    /// Lip gap over mouth width; closed below 0.05, open above 0.4.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mouth_open: Option<f64>,
    /// Iris position between the eye corners, 0.30 image left to 0.70, mean of both eyes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gaze: Option<f64>,
    /// Passive anti-spoofing: probability of a live face, 0–1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub live: Option<f64>,
    /// Most probable expression, where the policy pack allows the module.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expression: Option<Expression>,
    /// Mean luma of the face (of the picture where there is no face), 0–1.
    pub brightness: f64,
}

/// Voice measures of one answer: notices, never part of a score. Rounded to the unit given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Prosody {
    /// Characters (zh) or words (en) per minute of speech, whole number.
    pub rate_per_min: i64,
    /// Pauses of 0.7 s and more inside the answer.
    pub pauses: u32,
    /// The longest pause in milliseconds.
    pub longest_pause_ms: i64,
    /// Median fundamental frequency in Hz, whole number; none where unvoiced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pitch_hz: Option<i64>,
    /// Level of the speech in dBFS, 0.1.
    pub level_dbfs: f64,
    /// Speech level over the level between the words in dB, 0.1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snr_db: Option<f64>,
}

/// Sums over the frames of one answer or file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FaceSummary {
    /// Frames that arrived.
    pub frames: u64,
    /// Frames that were analysed.
    pub analysed: u64,
    /// Analysed frames with no face.
    pub no_face: u64,
    /// Analysed frames with two or more faces.
    pub several_faces: u64,
    /// Analysed frames in which the face looks away by more than 30 degrees of yaw.
    pub face_away: u64,
    /// Where to look for them.
    #[serde(skip_serializing_if = "FaceMoments::is_empty", default)]
    pub longest: FaceMoments,
    /// Blinks; none where too few frames were analysed to see them (12 a second are needed).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub blinks: Option<u32>,
    /// Median of passive anti-spoofing over the frames that have it, three decimals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub live_median: Option<f64>,
    /// Analysed frames per expression, empty where the module is off.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub expressions: BTreeMap<Expression, u64>,
}

/// Where the longest stretch of something begins, in milliseconds of media time; none where it was
/// never seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaceMoments {
    /// Of pictures without a face.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub no_face_ms: Option<i64>,
    /// Of pictures with two or more faces.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub several_faces_ms: Option<i64>,
    /// Of a face that looks away.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub face_away_ms: Option<i64>,
}

impl FaceMoments {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A face that looks aside by more than 30 degrees of yaw.
fn looks_away(seen: &FrameObservation) -> bool {
    seen.pose.is_some_and(|pose| pose.yaw.abs() > 30.0)
}

/// Start of the longest run of pictures, by time, of which `is` holds; the first of those that are
/// equally long.
fn longest_stretch(
    seen: &[FrameObservation],
    is: impl Fn(&FrameObservation) -> bool,
) -> Option<i64> {
    let runs = seen.chunk_by(|one, next| is(one) == is(next)).filter(|run| is(&run[0]));
    let spans = runs.filter_map(|run| Some((run.first()?.t_ms, run.last()?.t_ms)));
    spans
        .reduce(|best, next| if next.1 - next.0 > best.1 - best.0 { next } else { best })
        .map(|(start_ms, _)| start_ms)
}

impl FaceSummary {
    /// Adds up `observations`, made from `frames` frames that arrived. Blinks are counted apart.
    pub fn from_observations(frames: u64, observations: &[FrameObservation]) -> Self {
        let longest = FaceMoments {
            no_face_ms: longest_stretch(observations, |seen| seen.count == 0),
            several_faces_ms: longest_stretch(observations, |seen| seen.count > 1),
            face_away_ms: longest_stretch(observations, looks_away),
        };
        let analysed = observations.len() as u64;
        let mut sum = Self { frames, analysed, longest, ..Self::default() };
        let mut live = Vec::new();
        for seen in observations {
            match seen.count {
                0 => sum.no_face += 1,
                1 => {}
                _ => sum.several_faces += 1,
            }
            if looks_away(seen) {
                sum.face_away += 1;
            }
            live.extend(seen.live);
            if let Some(expression) = seen.expression {
                *sum.expressions.entry(expression).or_default() += 1;
            }
        }
        live.sort_by(f64::total_cmp);
        sum.live_median = (!live.is_empty()).then(|| live[live.len() / 2]);
        sum
    }
}

/// `value` rounded to `decimals` decimals, never a negative zero.
pub fn rounded(value: f64, decimals: u32) -> f64 {
    let scale = 10f64.powi(decimals as i32);
    let rounded = (value * scale).round() / scale;
    if rounded == 0.0 { 0.0 } else { rounded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_led_to_where_the_longest_stretch_begins() {
        let counts = [1, 0, 1, 0, 0, 0, 1, 2, 0, 1];
        let mut seen: Vec<FrameObservation> = (0i64..)
            .zip(counts)
            .map(|(at, count)| FrameObservation { t_ms: at * 100, count, ..Default::default() })
            .collect();
        let longest = FaceSummary::from_observations(10, &seen).longest;
        assert_eq!(longest.no_face_ms, Some(300));
        assert_eq!(longest.several_faces_ms, Some(700));
        assert_eq!(longest.face_away_ms, None);
        seen[9].pose = Some(Pose { yaw: -31.0, ..Pose::default() });
        let longest = FaceSummary::from_observations(10, &seen).longest;
        assert_eq!(longest.face_away_ms, Some(900));
    }
}
