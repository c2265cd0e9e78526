//! Rectangles around text: turned, in picture pixels.

use std::f32::consts::PI;

use crate::vision::warp::Point;

/// A turned rectangle around a line of text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct TextBox {
    pub(super) centre: Point,
    /// Side along the reading direction, in picture pixels.
    pub(super) across: f32,
    /// Side down the line's height, in picture pixels.
    pub(super) down: f32,
    /// Reading direction in radians, clockwise in the picture.
    pub(super) angle: f32,
}

impl TextBox {
    /// The smallest rectangle around `hull` that reads in direction `angle`.
    pub(super) fn along(hull: &[Point], angle: f32) -> Self {
        let (sin, cos) = angle.sin_cos();
        let (mut low, mut high) = ((f32::MAX, f32::MAX), (f32::MIN, f32::MIN));
        for point in hull {
            let (u, v) = (point.x * cos + point.y * sin, point.y * cos - point.x * sin);
            low = (low.0.min(u), low.1.min(v));
            high = (high.0.max(u), high.1.max(v));
        }
        let (u, v) = ((low.0 + high.0) / 2.0, (low.1 + high.1) / 2.0);
        Self {
            centre: Point::new(u * cos - v * sin, u * sin + v * cos),
            across: high.0 - low.0,
            down: high.1 - low.1,
            angle,
        }
    }

    /// The rectangle of least area around `hull`, its longer side as reading direction, which
    /// leaves two ways up. One side of it lies on an edge of the hull.
    pub(super) fn smallest(hull: &[Point]) -> Self {
        let edges = hull.iter().zip(hull.iter().cycle().skip(1));
        let turned = edges.map(|(a, b)| Self::along(hull, (b.y - a.y).atan2(b.x - a.x)));
        let smallest = turned.min_by(|a, b| a.area().total_cmp(&b.area()));
        let found = smallest.unwrap_or_else(|| Self::along(hull, 0.0));
        if found.across >= found.down { found } else { found.quarter_turn() }
    }

    /// The same rectangle, read a quarter turn further.
    fn quarter_turn(self) -> Self {
        Self { across: self.down, down: self.across, angle: self.angle + PI / 2.0, ..self }
    }

    /// The same rectangle, read the other way up.
    pub(super) fn upside_down(self) -> Self {
        Self { angle: self.angle + PI, ..self }
    }

    /// Wider by `margin` pixels on every side.
    pub(super) fn grown(self, margin: f32) -> Self {
        Self { across: self.across + 2.0 * margin, down: self.down + 2.0 * margin, ..self }
    }

    pub(super) fn area(&self) -> f32 {
        self.across * self.down
    }

    /// The point at `(along, below)`, each 0–1 inside the box, from its upper left corner.
    pub(super) fn at(&self, along: f32, below: f32) -> Point {
        let (sin, cos) = self.angle.sin_cos();
        let (u, v) = ((along - 0.5) * self.across, (below - 0.5) * self.down);
        Point::new(self.centre.x + u * cos - v * sin, self.centre.y + u * sin + v * cos)
    }

    /// Upper left, upper right, lower right, lower left, as the text reads.
    pub(super) fn corners(&self) -> [Point; 4] {
        [self.at(0.0, 0.0), self.at(1.0, 0.0), self.at(1.0, 1.0), self.at(0.0, 1.0)]
    }
}

/// The convex hull of `points`, clockwise in the picture (Andrew's monotone chain).
pub(super) fn hull(mut points: Vec<Point>) -> Vec<Point> {
    points.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    points.dedup();
    if points.len() < 3 {
        return points;
    }
    let mut chain = half(points.iter().copied());
    let upper = half(points.iter().rev().copied());
    chain.pop();
    chain.extend(upper);
    chain.pop();
    chain
}

fn half(points: impl Iterator<Item = Point>) -> Vec<Point> {
    let mut chain: Vec<Point> = Vec::new();
    for point in points {
        while let [.., a, b] = chain[..]
            && (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) <= 0.0
        {
            chain.pop();
        }
        chain.push(point);
    }
    chain
}

/// The difference of two directions, −π to π.
pub(super) fn turn(from: f32, to: f32) -> f32 {
    let difference = (to - from).rem_euclid(2.0 * PI);
    if difference > PI { difference - 2.0 * PI } else { difference }
}

/// The direction, −π/2 to π/2, in which most of the text runs: the mean of the long boxes'
/// directions, weighted by length, once with all and once without those that lie across it. None
/// where there is no long box.
pub(super) fn text_direction(boxes: &[TextBox]) -> Option<f32> {
    /// A box this much longer than high shows a direction; a single character does not.
    const LONG: f32 = 2.5;
    /// Radians from the mean beyond which a box belongs to something else.
    const STRAY: f32 = 0.35;
    let long: Vec<&TextBox> = boxes.iter().filter(|b| b.across > LONG * b.down).collect();
    let mean = |used: &dyn Fn(&TextBox) -> bool| {
        // Directions are the same after half a turn, hence the doubled angles.
        let (sin, cos) = long.iter().filter(|b| used(b)).fold((0.0, 0.0), |(sin, cos), b| {
            let (s, c) = (2.0 * b.angle).sin_cos();
            (sin + b.across * s, cos + b.across * c)
        });
        f32::atan2(sin, cos) / 2.0
    };
    if long.is_empty() {
        return None;
    }
    let all = mean(&|_| true);
    Some(mean(&|b| turn(2.0 * all, 2.0 * b.angle).abs() / 2.0 < STRAY))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// A turned rectangle is found again from points inside it and its corners.
        #[test]
        fn a_rectangle_is_found_again(
            angle in -1.5f32..1.5, across in 40.0f32..400.0, ratio in 0.1f32..0.6,
            inside in prop::collection::vec((0.0f32..1.0, 0.0f32..1.0), 0..40),
        ) {
            let drawn = TextBox { centre: Point::new(300.0, 200.0), across, down: across * ratio, angle };
            let points = inside.iter().map(|&(u, v)| drawn.at(u, v)).chain(drawn.corners());
            let found = TextBox::smallest(&hull(points.collect()));
            prop_assert!((found.across - drawn.across).abs() < 0.01 * across);
            prop_assert!((found.down - drawn.down).abs() < 0.01 * across);
            prop_assert!(found.centre.distance(drawn.centre) < 0.01 * across);
            prop_assert!(turn(2.0 * angle, 2.0 * found.angle).abs() < 0.02);
        }

        /// Any heap of points has a hull, and a box around it, without a panic.
        #[test]
        fn any_points_have_a_box(points in prop::collection::vec((-1e3f32..1e3, -1e3f32..1e3), 0..30)) {
            let points: Vec<Point> = points.into_iter().map(|(x, y)| Point::new(x, y)).collect();
            let around = hull(points.clone());
            prop_assert!(around.len() <= points.len());
            if !points.is_empty() {
                prop_assert!(TextBox::smallest(&around).area() >= -1.0);
            }
        }
    }

    #[test]
    fn strays_do_not_turn_the_text() {
        let at = |angle: f32, across: f32| TextBox {
            centre: Point::new(0.0, 0.0),
            across,
            down: 20.0,
            angle,
        };
        let boxes =
            [at(0.20, 400.0), at(0.22, 300.0), at(0.18, 200.0), at(1.4, 200.0), at(0.9, 30.0)];
        assert!((text_direction(&boxes).unwrap() - 0.2).abs() < 0.02);
        assert_eq!(text_direction(&[at(0.3, 22.0)]), None);
    }
}
