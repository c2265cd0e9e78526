//! Finds faces: an SSD of the UltraFace family, 320x240.

use ort::session::Session;

use super::net::Net;
use super::sample::{Edge, Picture, sample};
use super::warp::{Crop, Point, Region, Warp};
use crate::PerceptionError;

const COLUMNS: usize = 320;
const ROWS: usize = 240;
/// Anchors of the model.
const ANCHORS: usize = 4420;
/// Score from which a box is a candidate; the mesh has to confirm it.
const MIN_SCORE: f32 = 0.7;
/// Overlap (intersection over union) above which the weaker of two boxes is dropped.
const MAX_OVERLAP: f32 = 0.3;
/// Pictures narrower than this (width over height) are letterboxed instead of stretched: a
/// stretched phone portrait shows faces 2.4 times as wide as they are.
const MIN_STRETCH_ASPECT: f32 = 1.0;

/// A face box in input pixels of the detector.
#[derive(Clone, Copy, Debug, PartialEq)]
struct InputBox {
    x0: f32,
    y0: f32,
    x1: f32,
    y1: f32,
}

impl InputBox {
    fn area(self) -> f32 {
        (self.x1 - self.x0).max(0.0) * (self.y1 - self.y0).max(0.0)
    }

    fn overlap(self, other: Self) -> f32 {
        let shared = Self {
            x0: self.x0.max(other.x0),
            y0: self.y0.max(other.y0),
            x1: self.x1.min(other.x1),
            y1: self.y1.min(other.y1),
        }
        .area();
        shared / (self.area() + other.area() - shared + f32::EPSILON)
    }
}

/// A face as the detector sees it: a rectangle of the picture, turned with the view it was found
/// in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Detection {
    pub(super) centre: Point,
    /// Side along the view's rows, in picture pixels.
    pub(super) width: f32,
    /// Side down the view's columns, in picture pixels.
    pub(super) height: f32,
    /// Radians, clockwise in the picture.
    pub(super) angle: f32,
    /// 0–1.
    pub(super) score: f32,
}

impl Detection {
    /// The square that the mesh looks at: `scale` times the longer side.
    pub(super) fn region(&self, scale: f32) -> Region {
        Region { centre: self.centre, side: self.width.max(self.height) * scale, angle: self.angle }
    }

    /// Picture pixels covered.
    pub(super) fn area(&self) -> f32 {
        self.width * self.height
    }
}

/// The detector.
pub(super) struct Detector {
    net: Net,
}

impl Detector {
    pub(super) const ROLE: &'static str = "face-detection";

    pub(super) fn new(session: Session) -> Self {
        let shape = [1, 3, ROWS as i64, COLUMNS as i64];
        Self { net: Net::new(Self::ROLE, session, shape) }
    }

    /// Faces of an upright picture, the largest first.
    pub(super) fn detect(
        &mut self,
        picture: &Picture<'_>,
    ) -> Result<Vec<Detection>, PerceptionError> {
        if picture.width as f32 / (picture.height as f32) < MIN_STRETCH_ASPECT {
            return self.detect_turned(picture, 0);
        }
        let whole = Crop { x: 0, y: 0, width: picture.width, height: picture.height };
        self.look(picture, &Warp::stretch(whole, COLUMNS, ROWS), Edge::Repeat(whole))
    }

    /// Faces of a picture that stands turned by `quarter_turns` clockwise, the largest first.
    pub(super) fn detect_turned(
        &mut self,
        picture: &Picture<'_>,
        quarter_turns: u8,
    ) -> Result<Vec<Detection>, PerceptionError> {
        self.look(
            picture,
            &Warp::contain((picture.width, picture.height), quarter_turns, (COLUMNS, ROWS)),
            Edge::Black,
        )
    }

    fn look(
        &mut self,
        picture: &Picture<'_>,
        view: &Warp,
        edge: Edge,
    ) -> Result<Vec<Detection>, PerceptionError> {
        let (red, rest) = self.net.input().split_at_mut(ROWS * COLUMNS);
        let (green, blue) = rest.split_at_mut(ROWS * COLUMNS);
        sample(picture, view, (COLUMNS, ROWS), edge, |index, rgb| {
            let [r, g, b] = rgb.map(|value| (value - 127.0) / 128.0);
            (red[index], green[index], blue[index]) = (r, g, b);
        });
        let candidates = self
            .net
            .run([("scores", ANCHORS * 2), ("boxes", ANCHORS * 4)], |[scores, boxes]| {
                candidates(scores, boxes)
            })?;
        let mut faces: Vec<Detection> =
            strongest(candidates).into_iter().map(|(b, score)| placed(b, score, view)).collect();
        faces.sort_by(|a, b| b.area().total_cmp(&a.area()));
        Ok(faces)
    }
}

/// Boxes above the threshold, in input pixels, with their score.
fn candidates(scores: &[f32], boxes: &[f32]) -> Vec<(InputBox, f32)> {
    let (width, height) = (COLUMNS as f32, ROWS as f32);
    scores
        .chunks_exact(2)
        .zip(boxes.chunks_exact(4))
        .filter(|(score, _)| score[1] > MIN_SCORE)
        .map(|(score, b)| {
            let found = InputBox {
                x0: b[0] * width,
                y0: b[1] * height,
                x1: b[2] * width,
                y1: b[3] * height,
            };
            (found, score[1])
        })
        .filter(|(found, _)| found.area() > 1.0)
        .collect()
}

/// Non-maximum suppression: of overlapping boxes the one with the highest score stays.
fn strongest(mut candidates: Vec<(InputBox, f32)>) -> Vec<(InputBox, f32)> {
    candidates.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut kept: Vec<(InputBox, f32)> = Vec::new();
    for candidate in candidates {
        if kept.iter().all(|(other, _)| candidate.0.overlap(*other) < MAX_OVERLAP) {
            kept.push(candidate);
        }
    }
    kept
}

/// An input box on the picture. The view maps pixel centres, boxes lie on pixel edges.
fn placed(found: InputBox, score: f32, view: &Warp) -> Detection {
    let centre = view.at((found.x0 + found.x1) / 2.0 - 0.5, (found.y0 + found.y1) / 2.0 - 0.5);
    Detection {
        centre: Point::new(centre.x + 0.5, centre.y + 0.5),
        width: (found.x1 - found.x0) * view.step(),
        height: (found.y1 - found.y0) * view.step_down(),
        angle: view.angle(),
        score,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f32, y: f32, side: f32) -> InputBox {
        InputBox { x0: x, y0: y, x1: x + side, y1: y + side }
    }

    #[test]
    fn of_overlapping_boxes_the_strongest_stays() {
        let found = strongest(vec![
            (square(10.0, 10.0, 40.0), 0.8),
            (square(12.0, 11.0, 40.0), 0.95),
            (square(200.0, 100.0, 30.0), 0.75),
        ]);
        assert_eq!(found, [(square(12.0, 11.0, 40.0), 0.95), (square(200.0, 100.0, 30.0), 0.75)]);
    }

    #[test]
    fn weak_and_empty_boxes_are_no_candidates() {
        let scores = [0.4, 0.6, 0.1, 0.9, 0.1, 0.9];
        let boxes = [0.1, 0.1, 0.2, 0.2, 0.5, 0.5, 0.5, 0.6, 0.25, 0.5, 0.5, 1.0];
        let found = candidates(&scores, &boxes);
        assert_eq!(found, [(InputBox { x0: 80.0, y0: 120.0, x1: 160.0, y1: 240.0 }, 0.9)]);
    }
}
