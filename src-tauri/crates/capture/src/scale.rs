//! Size and colour of pictures, by libswscale.
#![allow(unsafe_code)] // libswscale's colour tables and thread bounds have no safe wrapper.

use ff::ffi;
use ff::format::Pixel;
use ff::software::scaling;
use ffmpeg_next as ff;

use crate::CaptureError;
use crate::ffmpeg::decoder_error;

/// What a scaler is made for; a frame with another key gets another scaler.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key {
    from: (Pixel, u32, u32),
    to: (Pixel, u32, u32),
    /// Matrix and range as FFmpeg numbers them.
    colour: (i32, i32),
}

/// Converts frames to one size and pixel format; keeps its tables between frames.
#[derive(Default)]
pub(crate) struct Scaler {
    current: Option<(Key, scaling::Context)>,
}

// SAFETY: a SwsContext has no ties to the thread that made it; it is only reached through
// `&mut self`, so never from two threads at once.
unsafe impl Send for Scaler {}

impl Scaler {
    /// `frame` in another format and size.
    pub(crate) fn run(
        &mut self,
        frame: &ff::frame::Video,
        to: (Pixel, u32, u32),
    ) -> Result<ff::frame::Video, CaptureError> {
        let key = Key {
            from: (frame.format(), frame.width(), frame.height()),
            to,
            colour: source_colour(frame),
        };
        if self.current.as_ref().is_none_or(|(made_for, _)| *made_for != key) {
            self.current = Some((key, make(key)?));
        }
        let mut out = ff::frame::Video::new(to.0, to.1, to.2);
        if let Some((_, context)) = &mut self.current {
            context.run(frame, &mut out).map_err(|e| decoder_error("scaler", e))?;
        }
        Ok(out)
    }
}

/// Matrix number and range (1 = full) of a frame. Unmarked pictures of 720 lines and more are
/// BT.709, smaller ones BT.601, as players assume.
fn source_colour(frame: &ff::frame::Video) -> (i32, i32) {
    let matrix = match frame.color_space() {
        ff::color::Space::BT709 => ffi::SWS_CS_ITU709,
        ff::color::Space::BT2020NCL | ff::color::Space::BT2020CL => ffi::SWS_CS_BT2020,
        ff::color::Space::SMPTE240M => ffi::SWS_CS_SMPTE240M,
        ff::color::Space::Unspecified if frame.height() >= 720 => ffi::SWS_CS_ITU709,
        _ => ffi::SWS_CS_ITU601,
    };
    let full = frame.color_range() == ff::color::Range::JPEG
        || matches!(
            frame.format(),
            Pixel::YUVJ420P | Pixel::YUVJ422P | Pixel::YUVJ444P | Pixel::YUVJ440P | Pixel::YUVJ411P
        );
    (matrix, i32::from(full))
}

fn make(key: Key) -> Result<scaling::Context, CaptureError> {
    let flags = scaling::Flags::AREA | scaling::Flags::ACCURATE_RND;
    let (from, to) = (key.from, key.to);
    let mut context = scaling::Context::get(from.0, from.1, from.2, to.0, to.1, to.2, flags)
        .map_err(|e| decoder_error("scaler", e))?;
    let to_rgb = to.0 == Pixel::RGB24;
    // SAFETY: the context was just made and is not null; the tables that sws_getCoefficients
    // returns are static. The call only stores numbers; it fails (harmlessly) for formats without
    // a colour matrix.
    unsafe {
        let source = ffi::sws_getCoefficients(key.colour.0);
        let target = ffi::sws_getCoefficients(ffi::SWS_CS_ITU601);
        // RGB is always full range, what we encode is always limited.
        let (source_range, target_range) = if to_rgb { (key.colour.1, 1) } else { (1, 0) };
        ffi::sws_setColorspaceDetails(
            context.as_mut_ptr(),
            source,
            source_range,
            target,
            target_range,
            0,
            1 << 16,
            1 << 16,
        );
    }
    Ok(context)
}

/// The rows of an RGB24 frame without padding.
pub(crate) fn packed_rgb(frame: &ff::frame::Video) -> Vec<u8> {
    let (row, stride) = (frame.width() as usize * 3, frame.stride(0));
    let data = frame.data(0);
    let mut rgb = Vec::with_capacity(row * frame.height() as usize);
    for y in 0..frame.height() as usize {
        rgb.extend_from_slice(&data[y * stride..y * stride + row]);
    }
    rgb
}

/// The largest even size with the shape of `width` x `height` that fits into `max`; never larger
/// than the picture itself, never under 2 x 2.
pub(crate) fn fit(width: u32, height: u32, max: (u32, u32)) -> (u32, u32) {
    fill(width, height, (max.0.min(width.max(2)), max.1.min(height.max(2))))
}

/// The largest even size with the shape of `width` x `height` that fits into `space`.
pub(crate) fn fill(width: u32, height: u32, space: (u32, u32)) -> (u32, u32) {
    let (w, h) = (f64::from(width.max(1)), f64::from(height.max(1)));
    let factor = (f64::from(space.0) / w).min(f64::from(space.1) / h);
    let even = |v: f64, limit: u32| ((v * factor / 2.0).round() as u32 * 2).clamp(2, limit & !1);
    (even(w, space.0), even(h, space.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_only_made_smaller_and_even() {
        for (size, wanted) in [
            ((640, 480), (640, 480)),
            ((642, 482), (642, 482)),
            ((641, 481), (640, 480)),
            ((3840, 2160), (1280, 720)),
            ((1080, 1920), (406, 720)),
            ((1, 1), (2, 2)),
            ((100_000, 10), (1280, 2)),
        ] {
            assert_eq!(fit(size.0, size.1, (1280, 720)), wanted, "{size:?}");
        }
    }
}
