//! Face embedding for 1:1 comparison: ArcFace alignment by five points, 512 numbers.

use ort::session::Session;
use zeroize::Zeroize;

use super::mesh::{
    LEFT_EYE_INNER, LEFT_EYE_OUTER, MOUTH_LEFT, MOUTH_RIGHT, Mesh, NOSE_TIP, RIGHT_EYE_INNER,
    RIGHT_EYE_OUTER,
};
use super::net::Net;
use super::sample::{Edge, Picture, sample};
use super::warp::{Point, Warp};
use crate::PerceptionError;

/// Cosine from which two embeddings are taken for the same person (model card: pairs of different
/// persons of the test set stay at 0.37 or less, pairs of the same at 0.42 or more).
pub const MATCH_THRESHOLD: f32 = 0.40;

const SIDE: usize = 112;
const VALUES: usize = 512;
/// Eyes, nose tip and corners of the mouth on the model's input, left before right (ArcFace).
const REFERENCE: [Point; 5] = [
    Point::new(38.2946, 51.6963),
    Point::new(73.5318, 51.5014),
    Point::new(56.0252, 71.7366),
    Point::new(41.5493, 92.3655),
    Point::new(70.7299, 92.2041),
];

/// What a face looks like to the comparison model: biometric data. Wiped when dropped, never
/// printed, not cloneable.
pub struct FaceEmbedding(Box<[f32; VALUES]>);

impl FaceEmbedding {
    /// Cosine of the two faces, −1 to 1; see [`MATCH_THRESHOLD`].
    pub fn cosine(&self, other: &Self) -> f32 {
        let dot: f32 = self.0.iter().zip(other.0.iter()).map(|(a, b)| a * b).sum();
        dot.clamp(-1.0, 1.0)
    }

    /// Scaled to length one; a vector without length stays zero and is like nobody.
    fn normalised(mut values: Box<[f32; VALUES]>) -> Self {
        let length = values.iter().map(|v| v * v).sum::<f32>().sqrt();
        let scale = if length.is_normal() { 1.0 / length } else { 0.0 };
        values.iter_mut().for_each(|value| *value *= scale);
        Self(values)
    }
}

impl Drop for FaceEmbedding {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl std::fmt::Debug for FaceEmbedding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FaceEmbedding(…)")
    }
}

/// The embedding model.
pub(super) struct EmbedNet {
    net: Net,
}

impl EmbedNet {
    pub(super) const ROLE: &'static str = "face-embedding";

    pub(super) fn new(session: Session) -> Self {
        Self { net: Net::new(Self::ROLE, session, [1, 3, SIDE as i64, SIDE as i64]) }
    }

    /// The embedding of the face `mesh`; none where its points coincide.
    pub(super) fn look(
        &mut self,
        picture: &Picture<'_>,
        mesh: &Mesh,
    ) -> Result<Option<FaceEmbedding>, PerceptionError> {
        let Some(view) = Warp::similarity(five_points(mesh), REFERENCE) else {
            return Ok(None);
        };
        let (red, rest) = self.net.input().split_at_mut(SIDE * SIDE);
        let (green, blue) = rest.split_at_mut(SIDE * SIDE);
        sample(picture, &view, (SIDE, SIDE), Edge::Black, |index, rgb| {
            let [r, g, b] = rgb.map(|value| (value - 127.0) / 128.0);
            (red[index], green[index], blue[index]) = (r, g, b);
        });
        let embedding = self.net.run([("output", VALUES)], |[found]| {
            let mut values = Box::new([0.0; VALUES]);
            values.copy_from_slice(found);
            FaceEmbedding::normalised(values)
        })?;
        self.net.input().zeroize();
        Ok(Some(embedding))
    }
}

fn five_points(mesh: &Mesh) -> [Point; 5] {
    [
        mesh.flat(LEFT_EYE_OUTER).middle(mesh.flat(LEFT_EYE_INNER)),
        mesh.flat(RIGHT_EYE_OUTER).middle(mesh.flat(RIGHT_EYE_INNER)),
        mesh.flat(NOSE_TIP),
        mesh.flat(MOUTH_LEFT),
        mesh.flat(MOUTH_RIGHT),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(first: f32, second: f32) -> FaceEmbedding {
        let mut values = Box::new([0.0; VALUES]);
        (values[0], values[1]) = (first, second);
        FaceEmbedding::normalised(values)
    }

    #[test]
    fn cosine_knows_same_opposite_and_nothing() {
        assert!((with(3.0, 4.0).cosine(&with(6.0, 8.0)) - 1.0).abs() < 1e-6);
        assert!((with(1.0, 0.0).cosine(&with(-2.0, 0.0)) + 1.0).abs() < 1e-6);
        assert_eq!(with(0.0, 0.0).cosine(&with(1.0, 0.0)), 0.0);
    }

    #[test]
    fn debug_shows_no_value() {
        assert_eq!(format!("{:?}", with(0.125, 0.5)), "FaceEmbedding(…)");
    }
}
