//! The pictures of a file.

use std::path::Path;

use ffmpeg_next as ff;
use interview::media::{Pace, VideoFrame};
use interview::time::MediaTime;

use crate::clock::Pacer;
use crate::file::container::{self, Medium};
use crate::file::reader::TrackReader;
use crate::scale::{Scaler, fit, packed_rgb};
use crate::source::{MAX_VIDEO_HEIGHT, MAX_VIDEO_WIDTH, SourceDescription, VideoSource};
use crate::{CaptureError, ffmpeg};

/// Interval of frames whose container knows neither times nor a rate: 25 per second.
const DEFAULT_INTERVAL_NANOS: i64 = 40_000_000;

/// The pictures of a file, upright, at most [`MAX_VIDEO_WIDTH`] x [`MAX_VIDEO_HEIGHT`], with the
/// times of the container.
pub struct FileVideoSource {
    reader: TrackReader,
    scaler: Scaler,
    pacer: Pacer,
    epoch_nanos: i64,
    interval_nanos: i64,
    /// Decoded while opening, to prove that there is one.
    first: Option<ff::frame::Video>,
    last_time: Option<MediaTime>,
    next_index: u64,
}

impl FileVideoSource {
    /// Opens the picture track and decodes its first frame.
    ///
    /// # Errors
    /// As [`probe`](crate::probe), and `NoVideo` without a picture track.
    pub fn open(path: impl AsRef<Path>, pace: Pace) -> Result<Self, CaptureError> {
        let path = path.as_ref();
        let mut reader = TrackReader::open(path, Medium::Video)?;
        let mut frame = ff::frame::Video::empty();
        if !reader.read(&mut frame) {
            return Err(CaptureError::Unreadable { detail: "no frame can be decoded".into() });
        }
        container::check_size(frame.width(), frame.height())?;
        let own = reader.nanos(&frame).unwrap_or(0);
        let epoch = container::first_nanos(path, Medium::Audio)?.map_or(own, |a| a.min(own));
        let interval =
            reader.frame_rate.map_or(DEFAULT_INTERVAL_NANOS, |rate| (1e9 / rate).round() as i64);
        Ok(Self {
            reader,
            scaler: Scaler::default(),
            pacer: Pacer::new(pace),
            epoch_nanos: epoch,
            interval_nanos: interval,
            first: Some(frame),
            last_time: None,
            next_index: 0,
        })
    }

    /// Turns every picture by so many quarter turns clockwise on top of what the file says: for
    /// files whose display matrix is wrong.
    #[must_use]
    pub fn turned(mut self, quarter_turns: u8) -> Self {
        let own = &mut self.reader.orientation.quarter_turns;
        *own = (*own + quarter_turns % 4) % 4;
        self
    }

    /// The time of `frame`: the container's, or one interval after the last where it knows none or
    /// goes back.
    fn time_of(&self, frame: &ff::frame::Video) -> MediaTime {
        let stated = self
            .reader
            .nanos(frame)
            .map(|nanos| MediaTime::from_nanos(nanos.saturating_sub(self.epoch_nanos)));
        match (stated, self.last_time) {
            (Some(time), Some(last)) if time > last => time,
            (Some(time), None) => time,
            (_, Some(last)) => last.plus_nanos(self.interval_nanos),
            (None, None) => MediaTime::ZERO,
        }
    }

    fn upright(&mut self, frame: &ff::frame::Video) -> Result<(u32, u32, Vec<u8>), CaptureError> {
        container::check_size(frame.width(), frame.height())?;
        let turn = self.reader.orientation;
        // Pixels need not be square: the width on screen is what has the shape.
        let aspect = f64::from(frame.aspect_ratio());
        let shown_width = if aspect.is_finite() && (0.1..10.0).contains(&aspect) {
            (f64::from(frame.width()) * aspect).round() as u32
        } else {
            frame.width()
        };
        // The limit holds for the upright picture.
        let max = turn.upright_size(MAX_VIDEO_WIDTH, MAX_VIDEO_HEIGHT);
        let (width, height) = fit(shown_width, frame.height(), max);
        let scaled = self.scaler.run(frame, (ff::format::Pixel::RGB24, width, height))?;
        let rgb = turn.apply(packed_rgb(&scaled), width, height);
        let (width, height) = turn.upright_size(width, height);
        Ok((width, height, rgb))
    }
}

impl VideoSource for FileVideoSource {
    fn next_frame(&mut self) -> Result<Option<VideoFrame>, CaptureError> {
        ffmpeg::init();
        let frame = match self.first.take() {
            Some(frame) => frame,
            None => {
                let mut frame = ff::frame::Video::empty();
                if !self.reader.read(&mut frame) {
                    return Ok(None);
                }
                frame
            }
        };
        let time = self.time_of(&frame);
        let (width, height, rgb) = self.upright(&frame)?;
        self.last_time = Some(time);
        let index = self.next_index;
        self.next_index += 1;
        self.pacer.wait_until(time);
        Ok(Some(VideoFrame { time, index, width, height, rgb: rgb.into() }))
    }

    fn describe(&self) -> SourceDescription {
        SourceDescription { name: "video file".into(), simulated: false }
    }
}
