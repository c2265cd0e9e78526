//! The two traits behind which files, devices and synthetic sources look alike.

use interview::media::{AudioBlock, VideoFrame};
use interview::time::Span;

use crate::CaptureError;

/// Every [`AudioSource`] delivers this many samples per second: the rate of Opus and of nearly all
/// devices.
pub const AUDIO_SAMPLE_RATE_HZ: u32 = 48_000;

/// The longest block of an [`AudioSource`]: 20 ms, one Opus frame.
pub const AUDIO_BLOCK_SAMPLES: usize = 960;

/// Frames are scaled down to at most this width: enough for faces at interview distance, and it
/// bounds memory whatever a file holds.
pub const MAX_VIDEO_WIDTH: u32 = 1280;

/// Frames are scaled down to at most this height.
pub const MAX_VIDEO_HEIGHT: u32 = 720;

/// What a source says of itself; stands in the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceDescription {
    /// Kind or device name; never a file name.
    pub name: String,
    /// Whether the content was made by this program.
    pub simulated: bool,
}

/// Upright RGB pictures in order of time.
pub trait VideoSource: Send {
    /// The next picture; `None` at the end, and at every call after it.
    ///
    /// # Errors
    /// Devices: `Stalled` (the next call may succeed) and `Lost` (it will not). Files: none once
    /// opened, damaged parts are left out.
    fn next_frame(&mut self) -> Result<Option<VideoFrame>, CaptureError>;

    /// What this source is.
    fn describe(&self) -> SourceDescription;
}

/// Mono sound at [`AUDIO_SAMPLE_RATE_HZ`] without holes.
pub trait AudioSource: Send {
    /// The next block of at most [`AUDIO_BLOCK_SAMPLES`]; it begins where the last one ended.
    /// `None` at the end, and at every call after it.
    ///
    /// # Errors
    /// As [`VideoSource::next_frame`].
    fn next_block(&mut self) -> Result<Option<AudioBlock>, CaptureError>;

    /// What this source is.
    fn describe(&self) -> SourceDescription;

    /// Spans delivered so far that are silence because nothing was there, in order.
    fn gaps(&self) -> &[Span];
}
