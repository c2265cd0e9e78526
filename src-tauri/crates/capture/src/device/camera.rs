//! A camera through nokhwa (V4L2 on Linux).

use std::os::unix::fs::OpenOptionsExt as _;

use ff::format::Pixel;
use ffmpeg_next as ff;
use image::{ImageFormat, ImageReader};
use interview::media::VideoFrame;
use nokhwa::Camera;
use nokhwa::utils::{
    CameraFormat, CameraIndex, FrameFormat, RequestedFormat, RequestedFormatType, Resolution,
};
use rustix::fs::OFlags;

use super::again::{Wanted, refuse_beside_a_stuck_thread};
use super::feed::{Driver, Feed, Outlet};
use super::{DeviceInfo, OPEN_TIMEOUT, STALL_AFTER, list};
use crate::scale::{Scaler, fit, packed_rgb};
use crate::source::{MAX_VIDEO_HEIGHT, MAX_VIDEO_WIDTH, SourceDescription, VideoSource};
use crate::{CaptureError, MediaClock};

const THREAD: &str = "capture-camera";

/// Frames that may wait: at 1280 x 720 under 12 MB. A camera is read live; older frames are of no
/// use.
const QUEUE_FRAMES: usize = 4;

/// After so many frames in a row that can't be read or decoded the camera counts as lost.
const MAX_BAD_IN_A_ROW: u32 = 60;

/// What is asked of a camera first, in this order; 640 x 480 is what the recording has.
const WANTED: [FrameFormat; 3] = [FrameFormat::MJPEG, FrameFormat::YUYV, FrameFormat::NV12];

/// What can be decoded.
const DECODABLE: [FrameFormat; 6] = [
    FrameFormat::MJPEG,
    FrameFormat::YUYV,
    FrameFormat::NV12,
    FrameFormat::RAWRGB,
    FrameFormat::RAWBGR,
    FrameFormat::GRAY,
];

/// Pictures of one camera on the session's clock. Dropped frames leave holes in their numbers.
pub struct CameraSource {
    feed: Feed<VideoFrame>,
    first: Option<VideoFrame>,
    device: DeviceInfo,
    again: Wanted,
}

impl CameraSource {
    /// Opens the camera whose id or name is `wanted`, or the first one, and waits for its first
    /// frame.
    ///
    /// # Errors
    /// `DeviceNotFound`, `DeviceUnavailable`, `DeviceNoData` after 5 s.
    pub fn open(wanted: Option<&str>, clock: MediaClock) -> Result<Self, CaptureError> {
        Self::open_wanted(&Wanted::named(wanted), clock)
    }

    pub(super) fn open_wanted(wanted: &Wanted, clock: MediaClock) -> Result<Self, CaptureError> {
        let listed = list::list_cameras()
            .ok_or(CaptureError::DeviceUnavailable { detail: "cameras can't be listed".into() })?;
        let device = wanted.choose(&listed).ok_or(CaptureError::DeviceNotFound)?.clone();
        let again = Wanted::same(&device, &listed);
        let driver = Driver { thread: THREAD, device: device.id.clone() };
        refuse_beside_a_stuck_thread(&driver)?;
        let index = match device.id.parse() {
            Ok(number) => CameraIndex::Index(number),
            Err(_) => CameraIndex::String(device.id.clone()),
        };
        let mut feed = Feed::start(driver, QUEUE_FRAMES, STALL_AFTER, move |outlet| {
            if let Err(error) = run(&index, clock, outlet) {
                outlet.fail(error);
            }
        })?;
        let first = feed.first(OPEN_TIMEOUT)?;
        Ok(Self { feed, first: Some(first), device, again })
    }

    /// This camera and no other.
    pub(super) fn again(&self) -> &Wanted {
        &self.again
    }
}

impl VideoSource for CameraSource {
    fn next_frame(&mut self) -> Result<Option<VideoFrame>, CaptureError> {
        match self.first.take() {
            Some(frame) => Ok(Some(frame)),
            None => self.feed.next().map(Some),
        }
    }

    fn describe(&self) -> SourceDescription {
        SourceDescription { name: self.device.name.clone(), simulated: false }
    }
}

/// The device thread.
fn run(
    index: &CameraIndex,
    clock: MediaClock,
    outlet: &Outlet<VideoFrame>,
) -> Result<(), CaptureError> {
    crate::ffmpeg::init();
    knock(index)?;
    let mut camera = open_camera(index)?;
    camera.open_stream().map_err(|e| unavailable(&e))?;
    let mut decoder = Decoder::default();
    let (mut next_index, mut bad) = (0, 0);
    while !outlet.stopped() {
        let frame = camera.frame();
        let time = clock.now();
        let decoded = frame
            .map_err(|e| CaptureError::Lost { detail: without_name(&e) })
            .and_then(|buffer| decoder.rgb(&buffer));
        match decoded {
            Ok((width, height, rgb)) => {
                bad = 0;
                outlet.offer(VideoFrame {
                    time,
                    index: next_index,
                    width,
                    height,
                    rgb: rgb.into(),
                });
            }
            Err(error) => {
                bad += 1;
                if bad > MAX_BAD_IN_A_ROW {
                    return Err(CaptureError::Lost { detail: error.to_string() });
                }
                // A camera that was pulled out fails at once, every time.
                std::thread::sleep(std::time::Duration::from_millis(10));
            }
        }
        next_index += 1;
    }
    Ok(())
}

/// Opens the node and closes it again: nokhwa opens one camera at a time, for the whole process, and
/// one whose driver hangs in that would hold up all others for ever.
fn knock(index: &CameraIndex) -> Result<(), CaptureError> {
    let CameraIndex::Index(number) = index else { return Ok(()) };
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).custom_flags(OFlags::NONBLOCK.bits().cast_signed());
    let node = options.open(format!("/dev/video{number}"));
    node.map(drop).map_err(|e| CaptureError::DeviceUnavailable { detail: e.kind().to_string() })
}

/// Opens it in the first wanted format that it has, else in whatever can be decoded.
fn open_camera(index: &CameraIndex) -> Result<Camera, CaptureError> {
    for format in WANTED {
        let wanted = CameraFormat::new(Resolution::new(640, 480), format, 30);
        let request =
            RequestedFormat::with_formats(RequestedFormatType::Closest(wanted), &DECODABLE);
        if let Ok(camera) = Camera::new(index.clone(), request) {
            return Ok(camera);
        }
    }
    let any = RequestedFormat::with_formats(RequestedFormatType::None, &DECODABLE);
    Camera::new(index.clone(), any).map_err(|e| unavailable(&e))
}

fn unavailable(error: &nokhwa::NokhwaError) -> CaptureError {
    CaptureError::DeviceUnavailable { detail: without_name(error) }
}

/// What nokhwa said, without the device's name in it.
fn without_name(error: &nokhwa::NokhwaError) -> String {
    use nokhwa::NokhwaError as E;
    match error {
        E::OpenDeviceError(_, why)
        | E::OpenStreamError(why)
        | E::ReadFrameError(why)
        | E::GetPropertyError { error: why, .. }
        | E::SetPropertyError { error: why, .. }
        | E::InitializeError { error: why, .. } => why.clone(),
        _ => "the driver failed".into(),
    }
}

/// Turns what a camera sends into RGB.
#[derive(Default)]
struct Decoder {
    scaler: Scaler,
}

impl Decoder {
    fn rgb(&mut self, buffer: &nokhwa::Buffer) -> Result<(u32, u32, Vec<u8>), CaptureError> {
        let (width, height) = (buffer.resolution().width(), buffer.resolution().height());
        let frame = match buffer.source_frame_format() {
            FrameFormat::MJPEG => jpeg(buffer.buffer())?,
            FrameFormat::YUYV => raw(Pixel::YUYV422, width, height, buffer.buffer())?,
            FrameFormat::NV12 => raw(Pixel::NV12, width, height, buffer.buffer())?,
            FrameFormat::GRAY => raw(Pixel::GRAY8, width, height, buffer.buffer())?,
            FrameFormat::RAWRGB => raw(Pixel::RGB24, width, height, buffer.buffer())?,
            FrameFormat::RAWBGR => raw(Pixel::BGR24, width, height, buffer.buffer())?,
        };
        let (width, height) =
            fit(frame.width(), frame.height(), (MAX_VIDEO_WIDTH, MAX_VIDEO_HEIGHT));
        let scaled = self.scaler.run(&frame, (Pixel::RGB24, width, height))?;
        Ok((width, height, packed_rgb(&scaled)))
    }
}

/// A JPEG; the driver's buffer may hold old bytes behind its end, which decoders leave alone.
fn jpeg(bytes: &[u8]) -> Result<ff::frame::Video, CaptureError> {
    let mut reader = ImageReader::new(std::io::Cursor::new(bytes));
    reader.set_format(ImageFormat::Jpeg);
    let rgb = reader
        .decode()
        .map_err(|_| CaptureError::Unreadable { detail: "a damaged JPEG".into() })?
        .into_rgb8();
    raw(Pixel::RGB24, rgb.width(), rgb.height(), rgb.as_raw())
}

/// A frame of packed rows.
fn raw(
    format: Pixel,
    width: u32,
    height: u32,
    bytes: &[u8],
) -> Result<ff::frame::Video, CaptureError> {
    let (w, h) = (width as usize, height as usize);
    // Bytes of a row and rows of each plane.
    let planes: &[(usize, usize)] = match format {
        Pixel::YUYV422 => &[(w.div_ceil(2) * 4, h)],
        Pixel::NV12 => &[(w, h), (w.div_ceil(2) * 2, h.div_ceil(2))],
        Pixel::GRAY8 => &[(w, h)],
        _ => &[(w * 3, h)],
    };
    let needed: usize = planes.iter().map(|(row, rows)| row * rows).sum();
    if needed == 0 || bytes.len() < needed {
        return Err(CaptureError::Unreadable { detail: "a frame that is too short".into() });
    }
    let mut frame = ff::frame::Video::new(format, width, height);
    let mut rest = bytes;
    for (plane, &(row, rows)) in planes.iter().enumerate() {
        let (data, after) = rest.split_at(row * rows);
        rest = after;
        let stride = frame.stride(plane);
        let to = frame.data_mut(plane).chunks_mut(stride);
        for (to, from) in to.zip(data.chunks_exact(row)) {
            to[..row].copy_from_slice(from);
        }
    }
    Ok(frame)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nokhwa::utils::Resolution;

    fn decoded(format: FrameFormat, bytes: &[u8]) -> Result<(u32, u32, Vec<u8>), CaptureError> {
        crate::ffmpeg::init();
        Decoder::default().rgb(&nokhwa::Buffer::new(Resolution::new(16, 8), bytes, format))
    }

    #[test]
    fn every_format_becomes_the_same_grey() {
        let mut jpeg = Vec::new();
        image::codecs::jpeg::JpegEncoder::new(&mut jpeg)
            .encode(&[128; 16 * 8 * 3], 16, 8, image::ExtendedColorType::Rgb8)
            .unwrap();
        // What a driver leaves behind the picture.
        jpeg.extend([0xAB; 500]);
        // Limited range: luma 126 is RGB 128.
        for (format, bytes) in [
            (FrameFormat::MJPEG, jpeg),
            (FrameFormat::YUYV, [126, 128].repeat(16 * 8)),
            (FrameFormat::NV12, [vec![126; 16 * 8], vec![128; 8 * 8]].concat()),
            (FrameFormat::RAWRGB, vec![128; 16 * 8 * 3]),
            (FrameFormat::RAWBGR, vec![128; 16 * 8 * 3]),
        ] {
            let (width, height, rgb) = decoded(format, &bytes).unwrap();
            assert_eq!((width, height, rgb.len()), (16, 8, 16 * 8 * 3), "{format}");
            assert!(rgb.iter().all(|v| v.abs_diff(128) <= 2), "{format}: {:?}", &rgb[..6]);
        }
    }

    #[test]
    fn short_and_damaged_frames_are_refused() {
        assert!(decoded(FrameFormat::YUYV, &[0; 10]).is_err());
        assert!(decoded(FrameFormat::MJPEG, &[0xFF, 0xD8, 0xFF, 0x00]).is_err());
    }
}
