//! Still pictures: portraits and pictures of ID cards.

use std::io::{BufReader, ErrorKind};
use std::path::Path;

use image::codecs::jpeg::JpegEncoder;
use image::error::ImageError;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};
use interview::media::VideoFrame;
use interview::time::MediaTime;

use crate::CaptureError;
use crate::file::open_checked;

/// A picture of more pixels is refused: larger than what phones deliver, and it bounds memory.
const MAX_PIXELS: u64 = 50_000_000;

/// The limit in the words of the error.
const MAX_MEGAPIXELS: u32 = 50;

/// What a decoder may take while decoding, in bytes: [`MAX_PIXELS`] of eight bytes (16-bit RGBA)
/// and some room.
const MAX_DECODER_BYTES: u64 = 512 * 1024 * 1024;

/// Reads a JPEG, PNG, WebP or BMP by its content, not its name, and puts it upright as its EXIF
/// data say. Time and index are zero.
///
/// # Errors
/// `NotFound`, `Empty`, `Unreadable`, `NotMedia`, `Truncated`, `TooLarge`.
pub fn load_picture(path: impl AsRef<Path>) -> Result<VideoFrame, CaptureError> {
    let (file, _) = open_checked(path.as_ref())?;
    let mut reader = ImageReader::new(BufReader::new(file))
        .with_guessed_format()
        .map_err(|e| CaptureError::Unreadable { detail: e.kind().to_string() })?;
    if reader.format().is_none() {
        return Err(CaptureError::NotMedia);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODER_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|e| picture_error(&e))?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(CaptureError::Empty { detail: "a picture without pixels" });
    }
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(CaptureError::TooLarge { width, height, limit_megapixels: MAX_MEGAPIXELS });
    }
    let orientation = decoder.orientation().map_err(|e| picture_error(&e))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|e| picture_error(&e))?;
    picture.apply_orientation(orientation);
    let rgb = picture.into_rgb8();
    let (width, height) = rgb.dimensions();
    Ok(VideoFrame { time: MediaTime::ZERO, index: 0, width, height, rgb: rgb.into_raw().into() })
}

/// Quality of a preview's JPEG, 1–100: no blocks are seen at the size it is shown in.
const PREVIEW_QUALITY: u8 = 80;

/// The frame as a JPEG of at most `max_width` pixels across.
///
/// # Errors
/// `Unreadable` where the frame's bytes do not fit its size.
pub fn to_jpeg(frame: &VideoFrame, max_width: u32) -> Result<Vec<u8>, CaptureError> {
    let bad = |detail: &'static str| CaptureError::Unreadable { detail: detail.into() };
    let picture = image::RgbImage::from_raw(frame.width, frame.height, frame.rgb.to_vec())
        .ok_or_else(|| bad("a frame of another size than its bytes"))?;
    let picture = if frame.width > max_width {
        let height = (frame.height * max_width / frame.width.max(1)).max(1);
        image::imageops::thumbnail(&picture, max_width, height)
    } else {
        picture
    };
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, PREVIEW_QUALITY)
        .encode_image(&picture)
        .map_err(|_| bad("a frame that can't be encoded"))?;
    Ok(jpeg)
}

fn picture_error(error: &ImageError) -> CaptureError {
    match error {
        ImageError::IoError(io) if io.kind() == ErrorKind::UnexpectedEof => {
            CaptureError::Truncated { detail: "the picture ends too early" }
        }
        ImageError::IoError(io) => CaptureError::Unreadable { detail: io.kind().to_string() },
        ImageError::Unsupported(_) => CaptureError::NotMedia,
        ImageError::Limits(_) => {
            CaptureError::TooLarge { width: 0, height: 0, limit_megapixels: MAX_MEGAPIXELS }
        }
        ImageError::Decoding(_) | ImageError::Encoding(_) | ImageError::Parameter(_) => {
            CaptureError::Unreadable { detail: "the picture is damaged".into() }
        }
    }
}
