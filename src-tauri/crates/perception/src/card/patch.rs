//! Colours of a picture that is made smaller or turned.

use crate::vision::sample::Picture;
use crate::vision::warp::Point;

/// Pixels of the picture per pixel of the input above which one sample would miss detail.
const COARSE: f32 = 1.4;
/// Samples along each side of an input pixel at the most.
const MAX_SAMPLES: f32 = 6.0;

/// The colour of the input pixel at `(x, y)`, 0–255, where `place` puts points of the input on the
/// picture and `step` is the length of an input pixel there. The mean of several samples where the
/// picture is made smaller.
pub(super) fn colour(
    picture: &Picture<'_>,
    place: impl Fn(f32, f32) -> Point,
    (x, y): (f32, f32),
    step: f32,
) -> [f32; 3] {
    if step <= COARSE {
        return picture.colour(place(x, y));
    }
    let side = step.ceil().min(MAX_SAMPLES);
    let offset = |index: usize| (index as f32 + 0.5) / side - 0.5;
    let mut sum = [0.0; 3];
    for row in 0..side as usize {
        for column in 0..side as usize {
            let sample = picture.colour(place(x + offset(column), y + offset(row)));
            sum.iter_mut().zip(sample).for_each(|(total, value)| *total += value);
        }
    }
    sum.map(|total| total / (side * side))
}
