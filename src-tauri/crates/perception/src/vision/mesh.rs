//! 468 points of a face in three dimensions (the face mesh of MediaPipe, 192x192).

use ort::session::Session;

use super::net::Net;
use super::sample::{Edge, Picture, sample};
use super::warp::{Point, Region, Warp};
use crate::PerceptionError;

const SIDE: usize = 192;
/// Points of the mesh.
pub(super) const POINTS: usize = 468;
/// Side of the mesh's region over the longer side of a face box or of the points' bounds.
pub(super) const REGION_SCALE: f32 = 1.5;
/// Probability of a face from which the mesh confirms a detection.
pub(super) const MIN_FACE: f32 = 0.5;

/// Outer corner of the eye at the picture's left.
pub(super) const LEFT_EYE_OUTER: usize = 33;
/// Inner corner of the eye at the picture's left.
pub(super) const LEFT_EYE_INNER: usize = 133;
/// Inner corner of the eye at the picture's right.
pub(super) const RIGHT_EYE_INNER: usize = 362;
/// Outer corner of the eye at the picture's right.
pub(super) const RIGHT_EYE_OUTER: usize = 263;
/// Tip of the nose.
pub(super) const NOSE_TIP: usize = 1;
/// Top of the forehead.
pub(super) const FOREHEAD: usize = 10;
/// Lower edge of the chin.
pub(super) const CHIN: usize = 152;
/// Corner of the mouth at the picture's left, outer edge of the lips.
pub(super) const MOUTH_LEFT: usize = 61;
/// Corner of the mouth at the picture's right, outer edge of the lips.
pub(super) const MOUTH_RIGHT: usize = 291;
const UPPER_LIP: usize = 13;
const LOWER_LIP: usize = 14;
const INNER_MOUTH_LEFT: usize = 78;
const INNER_MOUTH_RIGHT: usize = 308;

/// A point of the mesh in picture pixels; depth is negative towards the camera, on the same scale.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Point3 {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) z: f32,
}

/// The mesh of one face.
pub(super) struct Mesh {
    points: Vec<Point3>,
    /// Probability that the region holds a face, 0–1.
    pub(super) face: f32,
}

impl Mesh {
    /// A mesh from its points; `points` has [`POINTS`] entries.
    #[cfg(test)]
    pub(super) fn from_points(points: Vec<Point3>, face: f32) -> Self {
        assert_eq!(points.len(), POINTS);
        Self { points, face }
    }

    pub(super) fn spatial(&self, index: usize) -> Point3 {
        self.points[index]
    }

    pub(super) fn flat(&self, index: usize) -> Point {
        let point = self.points[index];
        Point::new(point.x, point.y)
    }

    /// Upright bounds of all points: left, top, right, bottom.
    pub(super) fn bounds(&self) -> [f32; 4] {
        let start = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
        self.points.iter().fold(start, |[x0, y0, x1, y1], point| {
            [x0.min(point.x), y0.min(point.y), x1.max(point.x), y1.max(point.y)]
        })
    }

    /// Where the same face is looked for next: around the points, turned with the eye line.
    pub(super) fn next_region(&self) -> Region {
        let (left, right) = (self.flat(LEFT_EYE_OUTER), self.flat(RIGHT_EYE_OUTER));
        let [x0, y0, x1, y1] = self.bounds();
        Region {
            centre: Point::new((x0 + x1) / 2.0, (y0 + y1) / 2.0),
            side: (x1 - x0).max(y1 - y0) * REGION_SCALE,
            angle: (right.y - left.y).atan2(right.x - left.x),
        }
    }

    /// Lip gap over the width of the mouth's opening.
    pub(super) fn mouth_open(&self) -> f32 {
        let gap = self.flat(UPPER_LIP).distance(self.flat(LOWER_LIP));
        let width = self.flat(INNER_MOUTH_LEFT).distance(self.flat(INNER_MOUTH_RIGHT));
        gap / width.max(f32::EPSILON)
    }
}

/// The mesh model.
pub(super) struct MeshNet {
    net: Net,
}

impl MeshNet {
    pub(super) const ROLE: &'static str = "face-landmarks";

    pub(super) fn new(session: Session) -> Self {
        Self { net: Net::new(Self::ROLE, session, [1, SIDE as i64, SIDE as i64, 3]) }
    }

    /// The mesh of what `region` shows, face or not: [`Mesh::face`] tells.
    pub(super) fn look(
        &mut self,
        picture: &Picture<'_>,
        region: Region,
    ) -> Result<Mesh, PerceptionError> {
        let view = Warp::of_region(region, SIDE);
        let input = self.net.input();
        sample(picture, &view, (SIDE, SIDE), Edge::Black, |index, rgb| {
            input[index * 3..index * 3 + 3].copy_from_slice(&rgb.map(|value| value / 255.0));
        });
        let step = view.step();
        self.net.run([("out_Identity_2", POINTS * 3), ("out_Identity_1", 1)], |[points, flag]| {
            let points = points
                .chunks_exact(3)
                .map(|p| {
                    let at = view.at(p[0], p[1]);
                    Point3 { x: at.x, y: at.y, z: p[2] * step }
                })
                .collect();
            Mesh { points, face: flag[0] }
        })
    }
}
