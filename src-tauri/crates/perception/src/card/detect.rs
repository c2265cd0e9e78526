//! Finds lines of text: PP-OCR detection.

use ort::{session::Session, value::TensorRef};
use zeroize::Zeroize;

use super::boxes::{Outline, outlines};
use super::patch;
use crate::PerceptionError;
use crate::vision::sample::Picture;
use crate::vision::warp::Point;

/// Sides of the input are multiples of this.
const GRID: f32 = 32.0;
/// A small picture is not blown up beyond this: there is nothing more to see.
const MAX_ENLARGEMENT: f32 = 2.0;
/// Means and deviations of the training pictures, blue, green, red (model card).
const MEAN: [f32; 3] = [0.485, 0.456, 0.406];
const DEVIATION: [f32; 3] = [0.229, 0.224, 0.225];

/// An upright part of the picture, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

impl Area {
    pub(super) fn whole(picture: &Picture<'_>) -> Self {
        Self { x: 0.0, y: 0.0, width: picture.width as f32, height: picture.height as f32 }
    }
}

/// The detector.
pub(super) struct TextDetector {
    session: Session,
}

impl TextDetector {
    const ROLE: &'static str = "card-text-detection";
    const OUTPUT: &'static str = "fetch_name_0";

    pub(super) fn new(session: Session) -> Self {
        Self { session }
    }

    /// The lines of text in `area`, looked at with `longer_side` pixels, every colour multiplied
    /// by `gain` first.
    pub(super) fn look(
        &mut self,
        picture: &Picture<'_>,
        area: Area,
        longer_side: f32,
        gain: f32,
    ) -> Result<Vec<Outline>, PerceptionError> {
        let scale = (longer_side / area.width.max(area.height)).min(MAX_ENLARGEMENT);
        let side = |length: f32| ((length * scale / GRID).round().max(1.0) * GRID) as usize;
        let (columns, rows) = (side(area.width), side(area.height));
        let step = (area.width / columns as f32, area.height / rows as f32);
        let place = |x: f32, y: f32| {
            Point::new(area.x + (x + 0.5) * step.0 - 0.5, area.y + (y + 0.5) * step.1 - 0.5)
        };
        let mut input = vec![0.0; 3 * columns * rows];
        for index in 0..columns * rows {
            let (x, y) = ((index % columns) as f32, (index / columns) as f32);
            let [red, green, blue] = patch::colour(picture, place, (x, y), step.0.max(step.1));
            for (channel, value) in [blue, green, red].into_iter().enumerate() {
                let value = (value * gain).min(255.0) / 255.0;
                input[channel * columns * rows + index] =
                    (value - MEAN[channel]) / DEVIATION[channel];
            }
        }
        let map = self.probabilities(&input, columns, rows);
        input.zeroize();
        Ok(outlines(&map?, columns, place))
    }

    fn probabilities(
        &mut self,
        input: &[f32],
        columns: usize,
        rows: usize,
    ) -> Result<Vec<f32>, PerceptionError> {
        let role = Self::ROLE;
        let failed =
            |error: ort::Error| PerceptionError::Inference { role, detail: error.to_string() };
        let shape = [1_i64, 3, rows as i64, columns as i64];
        let tensor = TensorRef::from_array_view((shape, input)).map_err(failed)?;
        let found = self.session.run(ort::inputs![tensor]).map_err(failed)?;
        let mismatch = |found| PerceptionError::Output {
            role,
            output: Self::OUTPUT,
            expected: columns * rows,
            found,
        };
        let value = found.get(Self::OUTPUT).ok_or_else(|| mismatch(0))?;
        let (_, map) = value.try_extract_tensor::<f32>().map_err(failed)?;
        if map.len() == columns * rows { Ok(map.to_vec()) } else { Err(mismatch(map.len())) }
    }
}
