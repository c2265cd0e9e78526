//! Finds the portrait on a picture of an ID card that may lie in any direction.

use super::locate::{Face, Locator};
use super::mesh::REGION_SCALE;
use super::sample::Picture;
use crate::PerceptionError;

/// Candidates per direction that are looked at, the largest first.
const MAX_CANDIDATES: usize = 3;

/// The face that stands most upright in one of four directions of the picture, by the detector's
/// score times the mesh's. None where no direction shows a face.
pub(super) fn portrait(
    locator: &mut Locator,
    picture: &Picture<'_>,
) -> Result<Option<Face>, PerceptionError> {
    let mut best: Option<(f32, Face)> = None;
    for quarter_turns in 0..4 {
        let found = locator.detector.detect_turned(picture, quarter_turns)?;
        for detection in found.into_iter().take(MAX_CANDIDATES) {
            let Some(mesh) = locator.confirm(picture, detection.region(REGION_SCALE))? else {
                continue;
            };
            let rank = detection.score * mesh.face;
            if best.as_ref().is_none_or(|(other, _)| rank > *other) {
                best = Some((rank, Face { detection, mesh }));
            }
        }
    }
    Ok(best.map(|(_, face)| face))
}
