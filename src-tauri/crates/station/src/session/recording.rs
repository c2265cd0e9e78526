//! The sealed recording of a session.
//!
//! It is one part, whatever happens in between. Where an interview may go on another day, the end
//! of a sitting writes no final marker, and the next sitting goes on behind what is sealed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use capture::{GoOn, Recorder, RecorderConfig, RecordingSummary, Segment, SegmentSink, SinkError};
use interview::error::Faulty;
use interview::media::{AudioBlock, VideoFrame};
use interview::time::MediaTime;
use uuid::Uuid;
use vault::{PartSink, Vault};

use super::reopening::Reopening;
use crate::StationError;

/// Name of the one part of a session.
pub const MAIN_PART: &str = "main";

/// Hands segments of the recorder to the vault.
struct SealedSink {
    part: PartSink,
    /// Whether the recorder's end is the end of the part.
    ends: Arc<AtomicBool>,
}

impl SegmentSink for SealedSink {
    fn segment(&mut self, segment: Segment) -> Result<(), SinkError> {
        let last = segment.last && self.ends.load(Ordering::Acquire);
        if segment.bytes.is_empty() && !last {
            // A mere mark of the end, which is none.
            return Ok(());
        }
        self.part
            .segment(
                segment.seq,
                segment.start.nanos(),
                segment.duration_ms,
                segment.keyframe,
                &segment.bytes,
                last,
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
    earlier: Reopening,
    ends: Arc<AtomicBool>,
    lossless: bool,
    has_video: bool,
}

impl Recording {
    /// A recording that waits for its first frame, which tells the size of the picture. However it
    /// ends, the part ends with it.
    pub fn new(has_video: bool, lossless: bool) -> Self {
        let ends = Arc::new(AtomicBool::new(true));
        Self { recorder: None, earlier: Reopening::Nothing, ends, lossless, has_video }
    }

    /// The same for an interview that may go on another day: only [`Recording::stop`] ends the
    /// part.
    pub fn that_may_go_on(has_video: bool) -> Self {
        let ends = Arc::new(AtomicBool::new(false));
        Self { ends, ..Self::new(has_video, false) }
    }

    /// A recording that goes on behind what earlier sittings sealed, with the tracks that they had.
    ///
    /// # Errors
    /// [`StationError::Thread`].
    pub fn going_on(
        has_video: bool,
        vault: &Vault,
        interview_id: Uuid,
    ) -> Result<Self, StationError> {
        let earlier = Reopening::start(vault, interview_id)?;
        Ok(Self { earlier, ..Self::that_may_go_on(has_video) })
    }

    /// Whether what earlier sittings sealed is open by now, so that nothing has to be waited for.
    ///
    /// # Errors
    /// [`StationError::Vault`]: still in use, damaged, closed.
    pub fn ready(&mut self) -> Result<(), StationError> {
        self.earlier.ready()
    }

    /// Starts at media time `at` with pictures of this size; `(0, 0)` without pictures.
    ///
    /// # Errors
    /// [`StationError::Capture`], [`StationError::Vault`].
    pub fn start(
        &mut self,
        vault: &Vault,
        interview_id: Uuid,
        (width, height): (u32, u32),
        at: MediaTime,
    ) -> Result<(), StationError> {
        let (part, go_on) = match self.earlier.take()? {
            Some(part) => {
                let go_on = GoOn { at, next_seq: part.next_seq() };
                (part, Some(go_on))
            }
            None => (vault.part_sink(interview_id, MAIN_PART)?, None),
        };
        let config = RecorderConfig {
            // VP9 in 4:2:0 wants even sides.
            width: width & !1,
            height: height & !1,
            video: self.has_video,
            go_on,
            lossless_queue: self.lossless,
            ..RecorderConfig::default()
        };
        let sink = SealedSink { part, ends: Arc::clone(&self.ends) };
        self.recorder = Some(Recorder::start(config, Box::new(sink))?);
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

    /// Stops it for good and waits until the last segment is sealed; gives what was recorded. A
    /// second call does nothing.
    ///
    /// # Errors
    /// As [`Recording::video`].
    pub fn stop(&mut self) -> Result<Option<RecordingSummary>, StationError> {
        self.ends.store(true, Ordering::Release);
        if let Some(part) = self.earlier.take()? {
            part.finish()?;
        }
        Ok(self.recorder.take().map(Recorder::finish).transpose()?)
    }

    /// Stops it so that another sitting can go on behind it; waits until the last segment is
    /// sealed.
    ///
    /// # Errors
    /// As [`Recording::video`].
    pub fn rest(&mut self) -> Result<Option<RecordingSummary>, StationError> {
        self.ends.store(false, Ordering::Release);
        self.earlier = Reopening::Nothing;
        Ok(self.recorder.take().map(Recorder::finish).transpose()?)
    }
}
