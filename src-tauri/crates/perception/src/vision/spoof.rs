//! Passive anti-spoofing: does the surface of the face look like skin before a camera or like a
//! print or a screen. One witness beside the active challenge, never a verdict on its own.

use ort::session::Session;

use super::detect::Detection;
use super::net::Net;
use super::sample::{Edge, Picture, sample};
use super::warp::{Crop, Warp};
use crate::PerceptionError;

const SIDE: usize = 128;
/// The model was trained on the face box enlarged by this factor, cut at the picture's edges.
const SCALE: f32 = 2.7;
/// Classes of the model; the first is a live face.
const CLASSES: usize = 3;

/// The anti-spoofing model.
pub(super) struct SpoofNet {
    net: Net,
}

impl SpoofNet {
    pub(super) const ROLE: &'static str = "presentation-attack-detection";

    pub(super) fn new(session: Session) -> Self {
        Self { net: Net::new(Self::ROLE, session, [1, 3, SIDE as i64, SIDE as i64]) }
    }

    /// Probability of a live face, 0–1.
    pub(super) fn look(
        &mut self,
        picture: &Picture<'_>,
        face: &Detection,
    ) -> Result<f32, PerceptionError> {
        let crop = surroundings(face, picture.width, picture.height);
        let view = Warp::stretch(crop, SIDE, SIDE);
        let (blue, rest) = self.net.input().split_at_mut(SIDE * SIDE);
        let (green, red) = rest.split_at_mut(SIDE * SIDE);
        sample(picture, &view, (SIDE, SIDE), Edge::Repeat(crop), |index, [r, g, b]| {
            // The model saw whole numbers in training.
            (red[index], green[index], blue[index]) = (r.round(), g.round(), b.round());
        });
        self.net.run([("output", CLASSES)], |[classes]| first_of_softmax(classes))
    }
}

/// The face box enlarged by [`SCALE`], or less where the picture ends, moved inside the picture.
fn surroundings(face: &Detection, width: usize, height: usize) -> Crop {
    let (last_x, last_y) = ((width - 1) as f32, (height - 1) as f32);
    let scale = SCALE.min(last_x / face.width.max(1.0)).min(last_y / face.height.max(1.0));
    let range = |centre: f32, side: f32, last: f32| {
        let low = (centre - side / 2.0).clamp(0.0, (last - side).max(0.0));
        let high = (low + side).min(last);
        (low as usize, high as usize - low as usize + 1)
    };
    let (x, crop_width) = range(face.centre.x, face.width * scale, last_x);
    let (y, crop_height) = range(face.centre.y, face.height * scale, last_y);
    Crop { x, y, width: crop_width, height: crop_height }
}

fn first_of_softmax(classes: &[f32]) -> f32 {
    let peak = classes.iter().copied().fold(f32::MIN, f32::max);
    let sum: f32 = classes.iter().map(|value| (value - peak).exp()).sum();
    (classes[0] - peak).exp() / sum
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::warp::Point;
    use super::*;

    proptest! {
        #[test]
        fn the_crop_never_leaves_the_picture(
            width in 16usize..2000, height in 16usize..2000,
            x in -50.0f32..2050.0, y in -50.0f32..2050.0,
            face_width in 1.0f32..3000.0, face_height in 1.0f32..3000.0,
        ) {
            let face = Detection {
                centre: Point::new(x, y), width: face_width, height: face_height,
                angle: 0.0, score: 1.0,
            };
            let crop = surroundings(&face, width, height);
            prop_assert!(crop.width >= 1 && crop.height >= 1);
            prop_assert!(crop.x + crop.width <= width, "{crop:?}");
            prop_assert!(crop.y + crop.height <= height, "{crop:?}");
        }
    }

    #[test]
    fn softmax_gives_the_first_class() {
        assert!((first_of_softmax(&[1.0, 1.0, 1.0]) - 1.0 / 3.0).abs() < 1e-6);
        assert!(first_of_softmax(&[200.0, 1.0, -90.0]) > 0.999);
    }
}
