//! Pose → picture.

use crate::motion::{FacePose, scattered};
use crate::portrait::{Picture, Portrait, nearest};

/// From this angle on the turned pictures are used, in degrees.
const TURNED: f32 = 1.0;
/// How far the face moves in the picture per degree between two pictures, in pixels.
const PIXELS_PER_DEGREE: f32 = 2.4;
/// The head moves as a whole within this distance from its middle, in pixels, and ever less
/// outside, so that the room stands still.
const REACH: [f32; 2] = [150.0, 190.0];

/// Makes pictures of one portrait.
#[derive(Debug)]
pub struct Composer {
    portrait: Portrait,
    /// How much each pixel follows the head, 0–1.
    follow: Vec<f32>,
}

impl Composer {
    /// For `portrait`.
    pub fn new(portrait: Portrait) -> Self {
        let (width, height) = (portrait.front.width, portrait.front.height);
        let [cx, cy] = portrait.centre;
        let mut follow = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let dx = (x as f32 - cx) / REACH[0];
                let dy = (y as f32 - cy) / REACH[1];
                let distance = (dx * dx + dy * dy).sqrt();
                let edge = [x, y, width - 1 - x, height - 1 - y].into_iter().min().unwrap_or(0);
                let rim = (edge as f32 / 24.0).min(1.0);
                follow.push(((1.4 - distance) / 0.6).clamp(0.0, 1.0) * rim);
            }
        }
        Self { portrait, follow }
    }

    /// Width and height in pixels.
    pub fn size(&self) -> (u32, u32) {
        (self.portrait.front.width as u32, self.portrait.front.height as u32)
    }

    /// RGB of the picture for `pose`; `seed` chooses the sensor noise.
    pub fn picture(&self, pose: &FacePose, seed: u64) -> Vec<u8> {
        let mut picture = Picture::clone(&self.portrait.front);
        let mut shift = pose.sway;
        let turned = nearest(&self.portrait.turn, pose.yaw).filter(|_| pose.yaw.abs() >= TURNED);
        let nodded = nearest(&self.portrait.nod, pose.pitch).filter(|_| pose.pitch <= -TURNED);
        match (turned, nodded) {
            (Some(crop), _) => {
                crop.paste(&mut picture);
                shift[0] += (pose.yaw - crop.value) * PIXELS_PER_DEGREE;
            }
            (None, Some(crop)) => {
                crop.paste(&mut picture);
                shift[1] -= (pose.pitch - crop.value) * PIXELS_PER_DEGREE;
            }
            (None, None) => {
                let lids = nearest(&self.portrait.blink, pose.lids);
                let mouth = nearest(&self.portrait.mouth, pose.mouth);
                for crop in lids.into_iter().chain(mouth) {
                    crop.paste(&mut picture);
                }
            }
        }
        let mut rgb = self.moved(&picture, shift, pose.roll.to_radians());
        add_noise(&mut rgb, seed);
        rgb
    }

    /// The picture with the head moved by `shift` pixels and turned by `roll` radians clockwise.
    fn moved(&self, picture: &Picture, shift: [f32; 2], roll: f32) -> Vec<u8> {
        let (width, height) = (picture.width, picture.height);
        let [cx, cy] = self.portrait.centre;
        let (right, bottom) = ((width - 1) as f32, (height - 1) as f32);
        let mut out = picture.rgb.clone();
        let rows = out.chunks_exact_mut(width * 3).zip(self.follow.chunks_exact(width));
        for (y, (row, follow)) in rows.enumerate() {
            let y = y as f32;
            let from_left = shift[0] - roll * (y - cy);
            for (x, (pixel, follow)) in row.chunks_exact_mut(3).zip(follow).enumerate() {
                if *follow > 0.0 {
                    let x = x as f32;
                    let from_x = (x - follow * from_left).clamp(0.0, right);
                    let from_y = (y - follow * (shift[1] + roll * (x - cx))).clamp(0.0, bottom);
                    sample(picture, from_x, from_y, pixel);
                }
            }
        }
        out
    }
}

/// Bilinear sample at a point inside the picture, in 1/256 of a pixel.
fn sample(picture: &Picture, x: f32, y: f32, out: &mut [u8]) {
    let (x, y) = ((x * 256.0) as u32, (y * 256.0) as u32);
    let (fx, fy) = (x % 256, y % 256);
    let (x0, y0) = ((x / 256) as usize, (y / 256) as usize);
    let x1 = (x0 + 1).min(picture.width - 1);
    let y1 = (y0 + 1).min(picture.height - 1);
    let rgb = |x: usize, y: usize| {
        let at = (y * picture.width + x) * 3;
        &picture.rgb[at..at + 3]
    };
    let (a, b, c, d) = (rgb(x0, y0), rgb(x1, y0), rgb(x0, y1), rgb(x1, y1));
    for (k, value) in out.iter_mut().enumerate() {
        let upper = u32::from(a[k]) * (256 - fx) + u32::from(b[k]) * fx;
        let lower = u32::from(c[k]) * (256 - fx) + u32::from(d[k]) * fx;
        *value = ((upper * (256 - fy) + lower * fy + 32_768) >> 16) as u8;
    }
}

/// One step up or down on a quarter of the values, as a camera's sensor does.
fn add_noise(rgb: &mut [u8], seed: u64) {
    let mut state = scattered(seed) | 1;
    for chunk in rgb.chunks_mut(21) {
        // xorshift64: three bits per value.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let mut bits = state;
        for value in chunk {
            match bits & 7 {
                0 => *value = value.saturating_add(1),
                1 => *value = value.saturating_sub(1),
                _ => {}
            }
            bits >>= 3;
        }
    }
}
