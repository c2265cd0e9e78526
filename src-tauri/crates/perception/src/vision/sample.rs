//! Bilinear sampling of small model inputs straight from the picture: no copy of the frame, no
//! intermediate picture.

use interview::media::VideoFrame;

use super::warp::{Crop, Point, Warp};
use crate::PerceptionError;

/// A borrowed picture, checked once.
#[derive(Clone, Copy)]
pub(crate) struct Picture<'a> {
    pub(crate) width: usize,
    pub(crate) height: usize,
    rgb: &'a [u8],
    gain: f32,
    soft: bool,
}

impl<'a> Picture<'a> {
    pub(crate) fn of(frame: &'a VideoFrame) -> Result<Self, PerceptionError> {
        let (width, height) = (frame.width as usize, frame.height as usize);
        let fits = width.checked_mul(height).and_then(|n| n.checked_mul(3));
        if width < 2 || height < 2 || fits != Some(frame.rgb.len()) {
            return Err(PerceptionError::Picture {
                width: frame.width,
                height: frame.height,
                bytes: frame.rgb.len(),
            });
        }
        Ok(Self { width, height, rgb: &frame.rgb, gain: 1.0, soft: false })
    }

    /// The same picture, every sample multiplied by `gain` (and cut at white) while it is read.
    /// A picture that is brightened shows its noise, so it is softened too.
    pub(super) fn with_gain(self, gain: f32) -> Self {
        Self { gain, soft: gain > 1.0, ..self }
    }

    /// The colour at `at`, bilinear; beyond the picture that of its nearest pixel. 0–255.
    pub(crate) fn colour(&self, at: Point) -> [f32; 3] {
        let whole = Crop { x: 0, y: 0, width: self.width, height: self.height };
        inner(self, clamped(whole, at))
    }

    /// Mean luma (Rec. 601) over a coarse grid of the rectangle, 0–1.
    pub(crate) fn mean_luma(&self, x0: f32, y0: f32, x1: f32, y1: f32) -> f32 {
        const GRID: usize = 32;
        let place = |low: f32, high: f32, step: usize, limit: usize| {
            let at = low + (high - low) * (step as f32 + 0.5) / GRID as f32;
            at.clamp(0.0, (limit - 1) as f32) as usize
        };
        let mut sum = 0.0;
        for row in 0..GRID {
            let y = place(y0, y1, row, self.height);
            for column in 0..GRID {
                let x = place(x0, x1, column, self.width);
                let at = (y * self.width + x) * 3;
                sum += luma([
                    f32::from(self.rgb[at]),
                    f32::from(self.rgb[at + 1]),
                    f32::from(self.rgb[at + 2]),
                ]);
            }
        }
        sum / (GRID * GRID) as f32 / 255.0
    }
}

/// Luma of Rec. 601, same scale as its input.
pub(crate) fn luma(rgb: [f32; 3]) -> f32 {
    0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]
}

/// What lies beyond the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    /// Black.
    Black,
    /// The nearest pixel of the crop.
    Repeat(Crop),
}

/// Calls `put(index, rgb)` for each pixel of an input of `columns` by `rows`, in order of rows;
/// `rgb` is 0–255.
pub(super) fn sample(
    picture: &Picture<'_>,
    warp: &Warp,
    (columns, rows): (usize, usize),
    edge: Edge,
    mut put: impl FnMut(usize, [f32; 3]),
) {
    let gain = picture.gain;
    let put = |index, rgb: [f32; 3]| put(index, rgb.map(|value| (value * gain).min(255.0)));
    let size = (columns, rows);
    match edge {
        _ if picture.soft => each(size, |u, v| softened(picture, warp, edge, u, v), put),
        Edge::Repeat(crop) => {
            each(size, |u, v| inner(picture, clamped(crop, warp.at(u, v))), put);
        }
        Edge::Black if fits(picture, warp, columns, rows) => {
            each(size, |u, v| inner(picture, warp.at(u, v)), put);
        }
        Edge::Black => each(size, |u, v| with_black(picture, warp.at(u, v)), put),
    }
}

/// One loop for each way of reading, so that nothing is decided for each pixel.
#[inline(always)]
fn each(
    (columns, rows): (usize, usize),
    read: impl Fn(f32, f32) -> [f32; 3],
    mut put: impl FnMut(usize, [f32; 3]),
) {
    for row in 0..rows {
        for column in 0..columns {
            put(row * columns + column, read(column as f32, row as f32));
        }
    }
}

/// Mean of four samples around `(u, v)`: what the pixel of the input covers, not its middle alone.
fn softened(picture: &Picture<'_>, warp: &Warp, edge: Edge, u: f32, v: f32) -> [f32; 3] {
    let mut sum = [0.0; 3];
    for (du, dv) in [(-0.25, -0.25), (0.25, -0.25), (-0.25, 0.25), (0.25, 0.25)] {
        let at = warp.at(u + du, v + dv);
        let rgb = match edge {
            Edge::Repeat(crop) => inner(picture, clamped(crop, at)),
            Edge::Black => with_black(picture, at),
        };
        for (total, value) in sum.iter_mut().zip(rgb) {
            *total += value / 4.0;
        }
    }
    sum
}

/// Whether every sample has its four neighbours in the picture. The corners decide, since the map
/// is affine; the hair's breadth covers rounding.
fn fits(picture: &Picture<'_>, warp: &Warp, columns: usize, rows: usize) -> bool {
    let (right, bottom) = ((columns - 1) as f32, (rows - 1) as f32);
    let (width, height) = ((picture.width - 1) as f32, (picture.height - 1) as f32);
    [(0.0, 0.0), (right, 0.0), (0.0, bottom), (right, bottom)].iter().all(|&(u, v)| {
        let at = warp.at(u, v);
        at.x > 0.01 && at.y > 0.01 && at.x < width - 0.01 && at.y < height - 0.01
    })
}

fn clamped(crop: Crop, at: Point) -> Point {
    Point::new(
        at.x.clamp(crop.x as f32, (crop.x + crop.width - 1) as f32),
        at.y.clamp(crop.y as f32, (crop.y + crop.height - 1) as f32),
    )
}

/// Bilinear, `at` inside the picture. The last column and row are read as their own neighbours.
#[inline(always)]
fn inner(picture: &Picture<'_>, at: Point) -> [f32; 3] {
    let (x, y) = ((at.x as usize).min(picture.width - 2), (at.y as usize).min(picture.height - 2));
    let (fx, fy) = (at.x - x as f32, at.y - y as f32);
    let start = (y * picture.width + x) * 3;
    let [a0, a1, a2, b0, b1, b2] = pair(picture.rgb, start);
    let [d0, d1, d2, e0, e1, e2] = pair(picture.rgb, start + picture.width * 3);
    let mix = |a: f32, b: f32, d: f32, e: f32| {
        let top = a + (b - a) * fx;
        let bottom = d + (e - d) * fx;
        top + (bottom - top) * fy
    };
    [mix(a0, b0, d0, e0), mix(a1, b1, d1, e1), mix(a2, b2, d2, e2)]
}

/// Two neighbours of a row. A picture was checked to hold them; beyond it is black.
#[inline(always)]
fn pair(rgb: &[u8], start: usize) -> [f32; 6] {
    let samples = rgb.get(start..).and_then(<[u8]>::first_chunk::<6>);
    samples.copied().unwrap_or_default().map(f32::from)
}

/// Bilinear with black beyond the edges.
fn with_black(picture: &Picture<'_>, at: Point) -> [f32; 3] {
    let (x, y) = (at.x.floor(), at.y.floor());
    let (fx, fy) = (at.x - x, at.y - y);
    let mut sum = [0.0; 3];
    for (dx, dy, weight) in [
        (0.0, 0.0, (1.0 - fx) * (1.0 - fy)),
        (1.0, 0.0, fx * (1.0 - fy)),
        (0.0, 1.0, (1.0 - fx) * fy),
        (1.0, 1.0, fx * fy),
    ] {
        let (px, py) = (x + dx, y + dy);
        if px < 0.0 || py < 0.0 || px >= picture.width as f32 || py >= picture.height as f32 {
            continue;
        }
        let start = (py as usize * picture.width + px as usize) * 3;
        for (total, &value) in sum.iter_mut().zip(&picture.rgb[start..start + 3]) {
            *total += f32::from(value) * weight;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use interview::time::MediaTime;
    use proptest::prelude::*;

    use super::super::warp::Region;
    use super::*;

    /// Red grows by 10 per column, green by 20 per row.
    fn ramp(width: u32, height: u32) -> VideoFrame {
        let pixel = |i: u32| [(i % width * 10) as u8, (i / width * 20) as u8, 7];
        let rgb: Vec<u8> = (0..width * height).flat_map(pixel).collect();
        VideoFrame { time: MediaTime::ZERO, index: 0, width, height, rgb: Arc::from(rgb) }
    }

    fn read(frame: &VideoFrame, warp: &Warp, size: (usize, usize), edge: Edge) -> Vec<[f32; 3]> {
        let mut out = vec![[0.0; 3]; size.0 * size.1];
        sample(&Picture::of(frame).unwrap(), warp, size, edge, |index, rgb| out[index] = rgb);
        out
    }

    #[test]
    fn a_picture_stretched_to_its_own_size_is_itself() {
        let frame = ramp(8, 6);
        let whole = Crop { x: 0, y: 0, width: 8, height: 6 };
        let out = read(&frame, &Warp::stretch(whole, 8, 6), (8, 6), Edge::Repeat(whole));
        let expected: Vec<[f32; 3]> = frame
            .rgb
            .chunks_exact(3)
            .map(|p| [f32::from(p[0]), f32::from(p[1]), f32::from(p[2])])
            .collect();
        assert_eq!(out, expected);
    }

    #[test]
    fn halving_reads_between_the_pixels_and_stays_inside_the_crop() {
        let frame = ramp(8, 6);
        let crop = Crop { x: 2, y: 0, width: 4, height: 2 };
        let out = read(&frame, &Warp::stretch(crop, 2, 1), (2, 1), Edge::Repeat(crop));
        assert_eq!(out, [[25.0, 10.0, 7.0], [45.0, 10.0, 7.0]]);
    }

    #[test]
    fn beyond_the_picture_is_black() {
        let frame = ramp(8, 6);
        let region = Region { centre: Point::new(0.0, 0.0), side: 4.0, angle: 0.0 };
        let out = read(&frame, &Warp::of_region(region, 4), (4, 4), Edge::Black);
        assert_eq!(out[0], [0.0; 3]);
        assert_eq!(out[3 * 4 + 3], [10.0, 20.0, 7.0]);
    }

    #[test]
    fn gain_brightens_up_to_white() {
        let frame = ramp(8, 6);
        let picture = Picture::of(&frame).unwrap().with_gain(5.0);
        let whole = Crop { x: 0, y: 0, width: 8, height: 6 };
        let mut last = [0.0; 3];
        let warp = Warp::stretch(whole, 8, 6);
        sample(&picture, &warp, (8, 6), Edge::Repeat(whole), |_, rgb| last = rgb);
        assert_eq!(last, [255.0, 255.0, 35.0]);
        let (mut first, dark) = ([0.0; 3], picture.with_gain(1.0));
        sample(&dark, &warp, (8, 6), Edge::Repeat(whole), |index, rgb| {
            first = if index == 0 { rgb } else { first };
        });
        assert_eq!(first, [0.0, 0.0, 7.0]);
    }

    proptest! {
        /// Whatever region is asked for, sampling stays inside the picture's memory.
        #[test]
        fn any_region_can_be_sampled(
            x in -1e5f32..1e5, y in -1e5f32..1e5, side in 0.0f32..1e5, angle in -10.0f32..10.0,
        ) {
            let frame = ramp(9, 7);
            let region = Region { centre: Point::new(x, y), side, angle };
            for rgb in read(&frame, &Warp::of_region(region, 16), (16, 16), Edge::Black) {
                prop_assert!(rgb.iter().all(|v| (0.0..=255.0).contains(v)));
            }
        }
    }
}
