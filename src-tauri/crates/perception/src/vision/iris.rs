//! Lids and iris of both eyes (the iris model of MediaPipe, 64x64 each, both in one call). The mesh alone sees lids barely
//! close; this model is what a blink is read from.

use ort::session::Session;

use super::mesh::{LEFT_EYE_INNER, LEFT_EYE_OUTER, Mesh, RIGHT_EYE_INNER, RIGHT_EYE_OUTER};
use super::net::Net;
use super::sample::{Edge, Picture, sample};
use super::warp::{Point, Region, Warp};
use crate::PerceptionError;

const SIDE: usize = 64;
/// Points of lids and brow; points 0–8 are the lower lid from corner to corner, 9–15 the upper lid
/// between them.
const CONTOUR: usize = 71;
/// Points of the iris: its centre and four on its edge.
const IRIS: usize = 5;
/// Side of the eye's region over the distance of the eye's corners.
const REGION_SCALE: f32 = 2.3;

/// What the iris model says of a pair of eyes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Eyes {
    /// Lid gap over eye width, mean of both.
    pub(super) open: f32,
    /// Iris between the corners, 0 at the picture's left end of the eye, 1 at its right, mean of
    /// both.
    pub(super) gaze: f32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Eye {
    open: f32,
    gaze: f32,
}

/// The iris model.
pub(super) struct IrisNet {
    net: Net,
}

impl IrisNet {
    pub(super) const ROLE: &'static str = "eye-landmarks";

    pub(super) fn new(session: Session) -> Self {
        Self { net: Net::new(Self::ROLE, session, [2, SIDE as i64, SIDE as i64, 3]) }
    }

    /// Both eyes of `mesh`.
    pub(super) fn look(
        &mut self,
        picture: &Picture<'_>,
        mesh: &Mesh,
    ) -> Result<Eyes, PerceptionError> {
        let left = (mesh.flat(LEFT_EYE_OUTER), mesh.flat(LEFT_EYE_INNER));
        let right = (mesh.flat(RIGHT_EYE_INNER), mesh.flat(RIGHT_EYE_OUTER));
        let (first, second) = self.net.input().split_at_mut(SIDE * SIDE * 3);
        show_eye(picture, left, true, first);
        show_eye(picture, right, false, second);
        let eye = (CONTOUR + IRIS) * 3;
        self.net.run([("out_Identity", 2 * eye)], |[points]| {
            let (left, right) = (measure(&points[..eye]), measure(&points[eye..]));
            Eyes {
                open: (left.open + right.open) / 2.0,
                gaze: (1.0 - left.gaze + right.gaze) / 2.0,
            }
        })
    }
}

/// Puts one eye, between its corners from left to right in the picture, into `input`. The model
/// knows only the eye at the picture's right, the other is mirrored for it.
fn show_eye(
    picture: &Picture<'_>,
    (left, right): (Point, Point),
    mirrored: bool,
    input: &mut [f32],
) {
    let region = Region {
        centre: left.middle(right),
        side: left.distance(right).max(1.0) * REGION_SCALE,
        angle: (right.y - left.y).atan2(right.x - left.x),
    };
    let view = Warp::of_region(region, SIDE);
    sample(picture, &view, (SIDE, SIDE), Edge::Black, |index, rgb| {
        let column = index % SIDE;
        let at = if mirrored { index - column + SIDE - 1 - column } else { index };
        input[at * 3..at * 3 + 3].copy_from_slice(&rgb.map(|value| value / 255.0));
    });
}

/// Opening and gaze from the model's points.
fn measure(points: &[f32]) -> Eye {
    let at = |index: usize| Point::new(points[index * 3], points[index * 3 + 1]);
    let (start, end) = (at(0), at(8));
    let (left, right) = if start.x <= end.x { (start, end) } else { (end, start) };
    let width = left.distance(right).max(f32::EPSILON);
    let gap = [(3, 11), (4, 12), (5, 13)]
        .iter()
        .map(|&(lower, upper)| at(lower).distance(at(upper)))
        .sum::<f32>()
        / 3.0;
    let iris = at(CONTOUR);
    let along = (iris.x - left.x) * (right.x - left.x) + (iris.y - left.y) * (right.y - left.y);
    Eye { open: gap / width, gaze: along / (width * width) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lids `gap` apart around y = 32 between corners at x = 12 and 52, iris at `iris_x`.
    fn drawn(gap: f32, iris_x: f32) -> Vec<f32> {
        let mut points = vec![0.0; (CONTOUR + IRIS) * 3];
        let mut put = |index: usize, x: f32, y: f32| {
            (points[index * 3], points[index * 3 + 1]) = (x, y);
        };
        for step in 0..=8 {
            let inner = step != 0 && step != 8;
            put(step, 12.0 + 5.0 * step as f32, 32.0 + if inner { gap / 2.0 } else { 0.0 });
        }
        for step in 1..8 {
            put(8 + step, 12.0 + 5.0 * step as f32, 32.0 - gap / 2.0);
        }
        put(CONTOUR, iris_x, 32.0);
        points
    }

    #[test]
    fn opening_is_gap_over_width_and_gaze_runs_from_left_to_right() {
        let eye = measure(&drawn(14.0, 24.0));
        assert!((eye.open - 0.35).abs() < 1e-4, "{eye:?}");
        assert!((eye.gaze - 0.3).abs() < 1e-4, "{eye:?}");
        assert!(measure(&drawn(3.0, 32.0)).open < 0.1);
    }

    #[test]
    fn corners_may_come_in_either_order() {
        let mut points = drawn(10.0, 40.0);
        for index in 0..points.len() / 3 {
            points[index * 3] = 64.0 - points[index * 3];
        }
        let eye = measure(&points);
        assert!((eye.gaze - 0.3).abs() < 1e-4, "{eye:?}");
    }
}
