//! Recording: VP9 and Opus in WebM segments.
//!
//! ```text
//! video(), audio() ─ bounded queue ─ thread "capture-recorder": encoders ─ segmenter ─ sink
//! ```
//! The caller never waits for a disk or an encoder for longer than the queue is full; what happens
//! then is chosen in [`RecorderConfig::lossless_queue`]. Sound is never dropped.

mod audio;
mod muxer;
mod queue;
mod segmenter;
mod video;
mod webm;
mod worker;

use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use interview::media::{AudioBlock, VideoFrame};
use interview::time::MediaTime;

use crate::{CaptureError, SinkError};
use queue::{Item, Queue};
use worker::Worker;

/// A recorder that makes no step for so long has hung: 30 s. On two busy cores a 720p frame takes
/// well under 0.1 s.
const HUNG_AFTER: Duration = Duration::from_secs(30);

/// A piece of the recording. All of them in order are one live WebM file.
#[derive(Clone, PartialEq, Eq)]
pub struct Segment {
    /// Counts from zero. 0 is the header, every other one a cluster.
    pub seq: u32,
    /// Media time of the session at which it begins; for the header the origin.
    pub start: MediaTime,
    /// Length in milliseconds, at most 2000; 0 for the header.
    pub duration_ms: u32,
    /// Whether it can be played without the ones before it (header apart).
    pub keyframe: bool,
    /// WebM.
    pub bytes: Vec<u8>,
    /// Whether it is the final one.
    pub last: bool,
}

impl std::fmt::Debug for Segment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Segment")
            .field("seq", &self.seq)
            .field("start_ms", &self.start.millis())
            .field("duration_ms", &self.duration_ms)
            .field("keyframe", &self.keyframe)
            .field("bytes", &self.bytes.len())
            .field("last", &self.last)
            .finish()
    }
}

/// Takes segments in order of `seq`. Called on the recorder's thread.
pub trait SegmentSink: Send {
    /// Stores a segment. When this returns, the segment is as safe as the sink can make it.
    ///
    /// # Errors
    /// Any error ends the recording.
    fn segment(&mut self, segment: Segment) -> Result<(), SinkError>;
}

impl<F: FnMut(Segment) -> Result<(), SinkError> + Send> SegmentSink for F {
    fn segment(&mut self, segment: Segment) -> Result<(), SinkError> {
        self(segment)
    }
}

/// Where a recording that was interrupted goes on: its header and clusters are kept elsewhere, and
/// what follows belongs behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GoOn {
    /// Media time of the session at which this run begins, not before where the last one ended.
    /// Nothing is filled in before it.
    pub at: MediaTime,
    /// Number of the next segment, at least 1.
    pub next_seq: u32,
}

/// What is recorded, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecorderConfig {
    /// Width of the recording in pixels, even. Frames of another shape get black bars.
    pub width: u32,
    /// Height of the recording in pixels, even.
    pub height: u32,
    /// Expected frames per second, 1-120. Times of frames are kept whatever it says.
    pub frame_rate: u32,
    /// Whether there is a picture track.
    pub video: bool,
    /// Whether there is a sound track.
    pub audio: bool,
    /// Media time of the session that becomes zero in the file.
    pub origin: MediaTime,
    /// Where an earlier run goes on, with the tracks and the size that it had; none: a new file.
    pub go_on: Option<GoOn>,
    /// Bits per second of the picture. 600 000 shows a talking head at 640 x 480 cleanly.
    pub video_bitrate_bps: u32,
    /// Bits per second of the sound. 48 000 is transparent for speech in Opus.
    pub audio_bitrate_bps: u32,
    /// Frames that may wait before the queue counts as full, at least 1. 50 are 2 s, about the
    /// longest that a busy machine lets the encoder wait, and 46 MB at 640 x 480.
    pub queue_frames: usize,
    /// Full queue: `true` lets [`Recorder::video`] wait (files as fast as possible), `false` drops
    /// the frame and counts it (live).
    pub lossless_queue: bool,
}

impl Default for RecorderConfig {
    fn default() -> Self {
        Self {
            width: 640,
            height: 480,
            frame_rate: 25,
            video: true,
            audio: true,
            origin: MediaTime::ZERO,
            go_on: None,
            video_bitrate_bps: 600_000,
            audio_bitrate_bps: 48_000,
            queue_frames: 50,
            lossless_queue: false,
        }
    }
}

impl RecorderConfig {
    /// Media time at which this run begins.
    fn begins(&self) -> MediaTime {
        self.go_on.map_or(self.origin, |go_on| go_on.at)
    }

    /// The same in whole milliseconds of the file.
    fn begins_ms(&self) -> i64 {
        nearest_ms(self.begins().nanos_since(self.origin))
    }

    fn check(&self) -> Result<(), CaptureError> {
        let refuse = |detail: &str| Err(CaptureError::Encoder { detail: detail.into() });
        if !self.video && !self.audio {
            return refuse("neither picture nor sound is to be recorded");
        }
        // 16 383 is the largest picture of VP9 in WebM players; even sizes suit 4:2:0 colour.
        let size_ok = |v: u32| (2..=16_382).contains(&v) && v.is_multiple_of(2);
        if self.video && (!size_ok(self.width) || !size_ok(self.height)) {
            return refuse("width and height must be even and within 2-16382");
        }
        if self.video && !(1..=120).contains(&self.frame_rate) {
            return refuse("the frame rate must be within 1-120");
        }
        if self.go_on.is_some_and(|go_on| go_on.at < self.origin || go_on.next_seq == 0) {
            return refuse("a recording goes on behind its header");
        }
        Ok(())
    }
}

fn nearest_ms(nanos: i64) -> i64 {
    nanos.saturating_add(500_000).div_euclid(1_000_000)
}

/// What was recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecordingSummary {
    /// Segments of the file so far, header and earlier runs included.
    pub segments: u32,
    /// From the origin to where the last frame or sample ends, in milliseconds.
    pub duration_ms: u64,
    /// Frames in the recording.
    pub frames_encoded: u64,
    /// Frames that were left out because the queue was full or their time did not move on.
    pub frames_dropped: u64,
    /// Samples at 48 kHz in the recording, silence over gaps included.
    pub samples: u64,
}

/// Where frames and sound go in. Clones lead to the same recording, so that pictures and sound may
/// come from a thread each.
#[derive(Clone)]
pub struct RecorderInput {
    with_video: bool,
    with_audio: bool,
    /// How long a frame waits for room; `None` drops it at once.
    frame_patience: Option<Duration>,
    queue: Arc<Queue>,
}

impl RecorderInput {
    /// Takes a frame. Returns at once unless [`RecorderConfig::lossless_queue`] is set and the
    /// queue is full. Without a picture track it does nothing.
    ///
    /// # Errors
    /// What ended the recording; `Encoder` when the recorder has made no step for 30 s, or was
    /// finished.
    pub fn video(&self, frame: &VideoFrame) -> Result<(), CaptureError> {
        if !self.with_video {
            return Ok(());
        }
        self.queue.push_video(frame.clone(), self.frame_patience)
    }

    /// Takes sound, at any rate. Where it does not follow on the last block there will be silence;
    /// what overlaps is cut off. Waits while half a minute of sound is queued. Without a sound
    /// track it does nothing.
    ///
    /// # Errors
    /// As [`Self::video`].
    pub fn audio(&self, block: &AudioBlock) -> Result<(), CaptureError> {
        if !self.with_audio {
            return Ok(());
        }
        self.queue.push(Item::Audio(block.clone()), HUNG_AFTER)
    }
}

/// Encodes on a thread of its own. Dropping it without [`Self::finish`] ends the recording in the
/// background with what was queued.
pub struct Recorder {
    input: RecorderInput,
    result: Mutex<Receiver<Result<RecordingSummary, CaptureError>>>,
}

impl Recorder {
    /// Opens the encoders, hands the header (segment 0) of a new file to the sink and starts the
    /// thread.
    ///
    /// # Errors
    /// `Encoder` when the configuration or an encoder is not usable; what the sink said of the
    /// header.
    pub fn start(config: RecorderConfig, sink: Box<dyn SegmentSink>) -> Result<Self, CaptureError> {
        config.check()?;
        let worker = Worker::new(&config, sink)?;
        let queue = Arc::new(Queue::new(config.queue_frames));
        let (tell, result) = sync_channel(1);
        let for_thread = Arc::clone(&queue);
        std::thread::Builder::new()
            .name("capture-recorder".into())
            .spawn(move || {
                let outcome = worker.run(&for_thread);
                for_thread.close(outcome.as_ref().err().cloned());
                // Nobody listens when the recorder was dropped.
                let _ = tell.send(outcome);
            })
            .map_err(|e| CaptureError::Encoder { detail: format!("thread: {}", e.kind()) })?;
        let input = RecorderInput {
            with_video: config.video,
            with_audio: config.audio,
            frame_patience: config.lossless_queue.then_some(HUNG_AFTER),
            queue,
        };
        Ok(Self { input, result: Mutex::new(result) })
    }

    /// A way in that another thread may own.
    pub fn input(&self) -> RecorderInput {
        self.input.clone()
    }

    /// As [`RecorderInput::video`].
    ///
    /// # Errors
    /// As there.
    pub fn video(&self, frame: &VideoFrame) -> Result<(), CaptureError> {
        self.input.video(frame)
    }

    /// As [`RecorderInput::audio`].
    ///
    /// # Errors
    /// As there.
    pub fn audio(&self, block: &AudioBlock) -> Result<(), CaptureError> {
        self.input.audio(block)
    }

    /// Has everything that was delivered so far handed to the sink, in a segment of its own if
    /// need be; at most 20 ms of sound stay behind. Returns at once. For a pause after which the
    /// recording goes on: what was said before it must survive a power cut.
    ///
    /// # Errors
    /// As [`RecorderInput::video`].
    pub fn flush(&self) -> Result<(), CaptureError> {
        self.input.queue.push(Item::Flush, HUNG_AFTER)
    }

    /// Encodes what is queued, hands over the final segment and tells what was recorded.
    ///
    /// # Errors
    /// What ended the recording earlier; `Encoder` when the recorder makes no step for 30 s.
    pub fn finish(self) -> Result<RecordingSummary, CaptureError> {
        let queue = &self.input.queue;
        queue.close(None);
        let result = self.result.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let steps = queue.steps();
            match result.recv_timeout(HUNG_AFTER) {
                Ok(outcome) => {
                    return outcome.map(|summary| RecordingSummary {
                        frames_dropped: summary.frames_dropped + queue.dropped(),
                        ..summary
                    });
                }
                Err(RecvTimeoutError::Timeout) if queue.steps() != steps => {}
                Err(RecvTimeoutError::Timeout) => return Err(queue::hung()),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(CaptureError::Encoder { detail: "its thread broke down".into() });
                }
            }
        }
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.input.queue.close(None);
    }
}
