//! The most probable of seven expressions. Built only where the policy pack allows it; never part
//! of a score.

use interview::observation::Expression;
use ort::session::Session;

use super::detect::Detection;
use super::net::Net;
use super::sample::{Edge, Picture, luma, sample};
use super::warp::{Region, Warp};
use crate::PerceptionError;

const SIDE: usize = 64;
/// Side of the square that is looked at over the longer side of the face box: of 0.7 to 1.3 the
/// one with the most pictures right.
const REGION_SCALE: f32 = 1.1;
/// The model's classes in its order.
const CLASSES: [Expression; 7] = [
    Expression::Angry,
    Expression::Disgust,
    Expression::Fear,
    Expression::Happy,
    Expression::Sad,
    Expression::Surprise,
    Expression::Neutral,
];

/// The expression model.
pub(super) struct ExpressionNet {
    net: Net,
}

impl ExpressionNet {
    pub(super) const ROLE: &'static str = "facial-expression";

    pub(super) fn new(session: Session) -> Self {
        Self { net: Net::new(Self::ROLE, session, [1, SIDE as i64, SIDE as i64, 1]) }
    }

    /// The most probable expression of `face`, looked at turned by `roll` radians.
    pub(super) fn look(
        &mut self,
        picture: &Picture<'_>,
        face: &Detection,
        roll: f32,
    ) -> Result<Expression, PerceptionError> {
        let region = Region { angle: roll, ..face.region(REGION_SCALE) };
        let view = Warp::of_region(region, SIDE);
        let input = self.net.input();
        sample(picture, &view, (SIDE, SIDE), Edge::Black, |index, rgb| {
            input[index] = (luma(rgb) / 255.0 - 0.5) * 2.0;
        });
        self.net.run([("out_Identity", CLASSES.len())], |[scores]| most_probable(scores))
    }
}

fn most_probable(scores: &[f32]) -> Expression {
    let mut best = (f32::MIN, Expression::Neutral);
    for (&score, &class) in scores.iter().zip(&CLASSES) {
        if score > best.0 {
            best = (score, class);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_class_wins() {
        let scores = [0.1, 0.05, 0.05, 0.6, 0.1, 0.05, 0.05];
        assert_eq!(most_probable(&scores), Expression::Happy);
    }
}
