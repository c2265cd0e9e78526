//! Where the pixels of a model's input lie in the picture: points, regions and affine maps.

/// A point in picture pixels; whole numbers are pixel centres.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Point {
    pub(crate) x: f32,
    pub(crate) y: f32,
}

impl Point {
    pub(crate) const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    pub(crate) fn distance(self, other: Self) -> f32 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    pub(crate) fn middle(self, other: Self) -> Self {
        Self::new((self.x + other.x) / 2.0, (self.y + other.y) / 2.0)
    }
}

/// A turned square of the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Region {
    pub(super) centre: Point,
    /// Side in picture pixels.
    pub(super) side: f32,
    /// Radians, clockwise in the picture.
    pub(super) angle: f32,
}

/// Maps pixels of a model input to the picture: `origin + u * du + v * dv`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Warp {
    origin: Point,
    du: Point,
    dv: Point,
}

impl Warp {
    /// Shows `region` on a square input of `side` pixels.
    pub(super) fn of_region(region: Region, side: usize) -> Self {
        let step = region.side / side as f32;
        let (sin, cos) = region.angle.sin_cos();
        let (du, dv) = (Point::new(cos * step, sin * step), Point::new(-sin * step, cos * step));
        let half = side as f32 / 2.0;
        let origin = Point::new(
            region.centre.x - half * (du.x + dv.x),
            region.centre.y - half * (du.y + dv.y),
        );
        Self { origin, du, dv }
    }

    /// Stretches the upright rectangle from `(x, y)` with `width` and `height` picture pixels over
    /// an input of `columns` by `rows`, edges on edges.
    pub(super) fn stretch(rect: Crop, columns: usize, rows: usize) -> Self {
        let (sx, sy) = (rect.width as f32 / columns as f32, rect.height as f32 / rows as f32);
        Self {
            origin: Point::new(rect.x as f32 + sx * 0.5 - 0.5, rect.y as f32 + sy * 0.5 - 0.5),
            du: Point::new(sx, 0.0),
            dv: Point::new(0.0, sy),
        }
    }

    /// Shows a whole picture of `width` by `height` that stands turned by `quarter_turns` clockwise in the picture, on an input of
    /// `columns` by `rows` with its aspect kept.
    pub(super) fn contain(
        (width, height): (usize, usize),
        quarter_turns: u8,
        (columns, rows): (usize, usize),
    ) -> Self {
        let (width, height) = (width as f32, height as f32);
        let turned = quarter_turns % 2 == 1;
        let (across, down) = if turned { (height, width) } else { (width, height) };
        let step = (across / columns as f32).max(down / rows as f32);
        let (du, dv) = match quarter_turns % 4 {
            0 => (Point::new(step, 0.0), Point::new(0.0, step)),
            1 => (Point::new(0.0, step), Point::new(-step, 0.0)),
            2 => (Point::new(-step, 0.0), Point::new(0.0, -step)),
            _ => (Point::new(0.0, -step), Point::new(step, 0.0)),
        };
        let (u, v) = ((columns - 1) as f32 / 2.0, (rows - 1) as f32 / 2.0);
        let (cx, cy) = ((width - 1.0) / 2.0, (height - 1.0) / 2.0);
        let origin = Point::new(cx - u * du.x - v * dv.x, cy - u * du.y - v * dv.y);
        Self { origin, du, dv }
    }

    /// The similarity that shows `from` (picture) as near as possible at `to` (input) in the sense
    /// of least squares. None where the points of `from` coincide.
    pub(super) fn similarity<const N: usize>(from: [Point; N], to: [Point; N]) -> Option<Self> {
        let mean = |points: [Point; N]| {
            let n = N as f32;
            Point::new(
                points.iter().map(|p| p.x).sum::<f32>() / n,
                points.iter().map(|p| p.y).sum::<f32>() / n,
            )
        };
        let (from_mean, to_mean) = (mean(from), mean(to));
        let (mut dot, mut cross, mut norm) = (0.0, 0.0, 0.0);
        for (f, t) in from.iter().zip(to) {
            let (fx, fy) = (f.x - from_mean.x, f.y - from_mean.y);
            let (tx, ty) = (t.x - to_mean.x, t.y - to_mean.y);
            dot += fx * tx + fy * ty;
            cross += fx * ty - fy * tx;
            norm += fx * fx + fy * fy;
        }
        // input = s·R·picture with s·R = [[a, -b], [b, a]]; the warp is its inverse.
        let (a, b) = (dot / norm, cross / norm);
        let scale2 = a * a + b * b;
        if !scale2.is_normal() {
            return None;
        }
        let (ia, ib) = (a / scale2, b / scale2);
        let (du, dv) = (Point::new(ia, -ib), Point::new(ib, ia));
        let origin = Point::new(
            from_mean.x - to_mean.x * du.x - to_mean.y * dv.x,
            from_mean.y - to_mean.x * du.y - to_mean.y * dv.y,
        );
        Some(Self { origin, du, dv })
    }

    /// The picture point of input position `(u, v)`.
    pub(super) fn at(&self, u: f32, v: f32) -> Point {
        Point::new(
            self.origin.x + u * self.du.x + v * self.dv.x,
            self.origin.y + u * self.du.y + v * self.dv.y,
        )
    }

    /// Picture pixels per input pixel along the rows of the input.
    pub(super) fn step(&self) -> f32 {
        self.du.x.hypot(self.du.y)
    }

    /// Picture pixels per input pixel down the columns of the input.
    pub(super) fn step_down(&self) -> f32 {
        self.dv.x.hypot(self.dv.y)
    }

    /// Angle of the input's rows in the picture, in radians.
    pub(super) fn angle(&self) -> f32 {
        self.du.y.atan2(self.du.x)
    }
}

/// An upright rectangle of whole pixels inside the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Crop {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quarter_turns_put_the_named_corner_first() {
        for (turns, x, y) in [(0, 0.0, 0.0), (1, 7.0, 0.0), (2, 7.0, 5.0), (3, 0.0, 5.0)] {
            let (columns, rows) = if turns % 2 == 0 { (8, 6) } else { (6, 8) };
            let corner = Warp::contain((8, 6), turns, (columns, rows)).at(0.0, 0.0);
            assert!(corner.distance(Point::new(x, y)) < 1e-4, "{turns}: {corner:?}");
        }
    }

    proptest! {
        /// A similarity is found again from five points, and shows them where they belong.
        #[test]
        fn similarity_is_recovered(
            angle in -3.1f32..3.1, scale in 0.2f32..8.0, x in -500.0f32..500.0, y in -500.0f32..500.0,
        ) {
            let to = [(38.0, 52.0), (74.0, 51.0), (56.0, 72.0), (42.0, 92.0), (71.0, 92.0)]
                .map(|(u, v)| Point::new(u, v));
            let from = to.map(|p| Point::new(
                scale * (angle.cos() * p.x - angle.sin() * p.y) + x,
                scale * (angle.sin() * p.x + angle.cos() * p.y) + y,
            ));
            let warp = Warp::similarity(from, to).unwrap();
            for (p, q) in to.iter().zip(from) {
                prop_assert!(warp.at(p.x, p.y).distance(q) < 0.05 * scale.max(1.0));
            }
        }
    }

    #[test]
    fn points_that_coincide_have_no_similarity() {
        let one = [Point::new(3.0, 3.0); 5];
        assert_eq!(Warp::similarity(one, one), None);
    }
}
