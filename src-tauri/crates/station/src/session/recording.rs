//! The sealed recording of a session.

use capture::{Recorder, RecorderConfig, RecordingSummary, Segment, SegmentSink, SinkError};
use interview::error::Faulty;
use interview::media::{AudioBlock, VideoFrame};
use uuid::Uuid;
use vault::{PartSink, Vault};

use crate::StationError;

/// Name of the one part of a session without interruptions.
pub const MAIN_PART: &str = "main";

/// Hands segments of the recorder to the vault.
struct SealedSink(PartSink);

impl SegmentSink for SealedSink {
    fn segment(&mut self, segment: Segment) -> Result<(), SinkError> {
        self.0
            .segment(
                segment.seq,
                segment.start.nanos(),
                segment.duration_ms,
                segment.keyframe,
                &segment.bytes,
                segment.last,
            )
            .map_err(|error| match error.fault().code {
                "vault.disk_full" => SinkError::DiskFull,
                _ => SinkError::Other(error.to_string()),
            })
    }
}

/// A recording that has not started, runs, or has stopped.
pub struct Recording {
    recorder: Option<Recorder>,
    lossless: bool,
    has_video: bool,
}

impl Recording {
    /// A recording that waits for its first frame, which tells the size of the picture.
    pub fn new(has_video: bool, lossless: bool) -> Self {
        Self { recorder: None, lossless, has_video }
    }

    /// Starts with pictures of this size; `(0, 0)` without pictures.
    ///
    /// # Errors
    /// [`StationError::Capture`], [`StationError::Vault`].
    pub fn start(
        &mut self,
        vault: &Vault,
        interview_id: Uuid,
        (width, height): (u32, u32),
    ) -> Result<(), StationError> {
        let sink = vault.part_sink(interview_id, MAIN_PART)?;
        let config = RecorderConfig {
            // VP9 in 4:2:0 wants even sides.
            width: width & !1,
            height: height & !1,
            video: self.has_video,
            lossless_queue: self.lossless,
            ..RecorderConfig::default()
        };
        self.recorder = Some(Recorder::start(config, Box::new(SealedSink(sink)))?);
        Ok(())
    }

    /// Whether it runs.
    pub fn running(&self) -> bool {
        self.recorder.is_some()
    }

    /// Records a picture.
    ///
    /// # Errors
    /// [`StationError::Capture`]: the disk is full, or the encoder failed.
    pub fn video(&mut self, frame: &VideoFrame) -> Result<(), StationError> {
        match &mut self.recorder {
            Some(recorder) => Ok(recorder.video(frame)?),
            None => Ok(()),
        }
    }

    /// Records sound.
    ///
    /// # Errors
    /// As [`Recording::video`].
    pub fn audio(&mut self, block: &AudioBlock) -> Result<(), StationError> {
        match &mut self.recorder {
            Some(recorder) => Ok(recorder.audio(block)?),
            None => Ok(()),
        }
    }

    /// Has what was recorded so far sealed, before a pause.
    ///
    /// # Errors
    /// As [`Recording::video`].
    pub fn flush(&self) -> Result<(), StationError> {
        match &self.recorder {
            Some(recorder) => Ok(recorder.flush()?),
            None => Ok(()),
        }
    }

    /// Stops it and waits until the last segment is sealed; gives what was recorded. A second call
    /// does nothing.
    ///
    /// # Errors
    /// As [`Recording::video`].
    pub fn stop(&mut self) -> Result<Option<RecordingSummary>, StationError> {
        Ok(self.recorder.take().map(Recorder::finish).transpose()?)
    }
}
