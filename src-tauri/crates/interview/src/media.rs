//! Pictures and sound as they travel between crates.

use std::sync::Arc;

use crate::time::MediaTime;

/// One upright picture: 8-bit RGB, rows from the top without padding, `3 * width * height` bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct VideoFrame {
    /// When it was exposed.
    pub time: MediaTime,
    /// Counts frames of the source from zero, dropped ones included.
    pub index: u64,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// RGB, row by row.
    pub rgb: Arc<[u8]>,
}

impl std::fmt::Debug for VideoFrame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "VideoFrame({}x{} at {} ms)", self.width, self.height, self.time.millis())
    }
}

/// A run of mono samples, full scale ±1.0.
#[derive(Clone, PartialEq)]
pub struct AudioBlock {
    /// When its first sample was taken.
    pub time: MediaTime,
    /// Samples per second.
    pub sample_rate_hz: u32,
    /// The samples.
    pub samples: Arc<[f32]>,
}

impl AudioBlock {
    /// When its last sample has ended.
    pub fn end(&self) -> MediaTime {
        self.time.plus_nanos(
            MediaTime::from_samples(self.samples.len() as u64, self.sample_rate_hz).nanos(),
        )
    }
}

impl std::fmt::Debug for AudioBlock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "AudioBlock({} samples at {} Hz, {} ms)",
            self.samples.len(),
            self.sample_rate_hz,
            self.time.millis()
        )
    }
}

/// What a container or device says of itself.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MediaInfo {
    /// Longest stream, in seconds, as found by decoding or from the container; 0 when unknown.
    pub duration_s: f64,
    /// Picture size after rotation, when there is a picture track.
    pub video_size: Option<(u32, u32)>,
    /// Frames per second as the container states it.
    pub frame_rate: Option<f64>,
    /// Sample rate of the sound track, when there is one.
    pub audio_sample_rate_hz: Option<u32>,
}

/// How a source hands out what it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// As a device would: a frame comes when its media time has passed on the wall clock.
    Real,
    /// As fast as the reader takes it. Results are the same as with [`Pace::Real`].
    Fast,
}
