//! Conditions under which a challenge says nothing about the person: it is void and is repeated.

use serde::{Deserialize, Serialize};

use crate::observation::FrameObservation;

/// Least frames per second at which a blink of 0.2 s can't be missed.
const MIN_FRAMES_PER_SECOND: f64 = 12.0;
/// Tolerance for clocks that count whole milliseconds.
const RATE_TOLERANCE: f64 = 0.98;
/// Span over which the frame rate is judged first, in milliseconds.
const RATE_FROM_MS: i64 = 1_000;
/// Longest gap between two frames in milliseconds: a blink fits into more.
const MAX_GAP_MS: i64 = 250;
/// Frames in a row with two or more faces that make a challenge void. More than the five that one
/// look of the detector is good for, so that a single false look voids nothing.
const SEVERAL_FACES_FRAMES: u32 = 6;
/// Time without a face that makes a challenge void, in milliseconds.
const NO_FACE_MS: i64 = 1_000;
/// Brightness of the picture below which a face that is not found asks for light.
const DARK: f64 = 0.15;
/// Brightness of the face below which its lids can't be read from an 8-bit picture any more, even
/// brightened: about a twentieth of fair light.
const DARK_FACE: f64 = 0.03;
/// Time in such light that makes a challenge void, in milliseconds.
const DARK_FACE_MS: i64 = 1_000;

/// Why a challenge counts for nothing. The person did nothing wrong; it is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VoidReason {
    /// A frame of the camera was dropped before it was analysed.
    FramesDropped,
    /// Fewer than 12 frames per second, or a gap in which a blink has room.
    TooFewFrames,
    /// Two or more faces in the picture.
    SeveralFaces,
    /// No face for a second.
    NoFace,
    /// No face for a second in a dark picture, or a face too dark to read: more light, please.
    TooDark,
}

/// Watches the stream of observations.
#[derive(Clone, Debug, Default)]
pub(super) struct Guard {
    first_ms: Option<i64>,
    last_ms: i64,
    frames: u32,
    several_in_a_row: u32,
    no_face_since: Option<i64>,
    dark_since: Option<i64>,
}

impl Guard {
    pub(super) fn push(&mut self, seen: &FrameObservation, dropped: bool) -> Option<VoidReason> {
        if dropped {
            return Some(VoidReason::FramesDropped);
        }
        let gap = self.frames > 0 && seen.t_ms - self.last_ms > MAX_GAP_MS;
        let first_ms = *self.first_ms.get_or_insert(seen.t_ms);
        self.last_ms = seen.t_ms;
        self.frames += 1;
        self.several_in_a_row = if seen.count >= 2 { self.several_in_a_row + 1 } else { 0 };
        since(&mut self.no_face_since, seen.count == 0, seen.t_ms);
        since(&mut self.dark_since, seen.count > 0 && seen.brightness < DARK_FACE, seen.t_ms);
        let span_ms = seen.t_ms - first_ms;
        if gap || (span_ms >= RATE_FROM_MS && !dense(self.frames, span_ms)) {
            return Some(VoidReason::TooFewFrames);
        }
        if self.several_in_a_row >= SEVERAL_FACES_FRAMES {
            return Some(VoidReason::SeveralFaces);
        }
        if self.dark_since.is_some_and(|since| seen.t_ms - since >= DARK_FACE_MS) {
            return Some(VoidReason::TooDark);
        }
        let alone = self.no_face_since.is_some_and(|since| seen.t_ms - since >= NO_FACE_MS);
        alone.then_some(if seen.brightness < DARK {
            VoidReason::TooDark
        } else {
            VoidReason::NoFace
        })
    }
}

/// Keeps the time at which `holds` became true, as long as it stays so.
fn since(start: &mut Option<i64>, holds: bool, t_ms: i64) {
    *start = if holds { start.or(Some(t_ms)) } else { None };
}

fn dense(frames: u32, span_ms: i64) -> bool {
    let seconds = span_ms as f64 / 1000.0;
    f64::from(frames.saturating_sub(1)) >= seconds * MIN_FRAMES_PER_SECOND * RATE_TOLERANCE
}

/// Whether `observations` are close enough to see a blink.
pub(super) fn dense_enough(observations: &[FrameObservation]) -> bool {
    match (observations.first(), observations.last()) {
        (Some(first), Some(last)) if last.t_ms > first.t_ms => {
            dense(observations.len() as u32, last.t_ms - first.t_ms)
        }
        _ => false,
    }
}
