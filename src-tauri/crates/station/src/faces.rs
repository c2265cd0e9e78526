//! Face analysis on a thread of its own.

use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use interview::media::VideoFrame;
use interview::observation::FrameObservation;
use interview::time::MediaTime;
use perception::vision::FaceAnalyser;

use crate::StationError;

/// Analysed frames per second of an interview. Notices need no more; liveness, which does, looks at
/// every frame elsewhere.
const ANALYSED_PER_SECOND: i64 = 4;
/// Frames that may wait for the analyser.
const QUEUE: usize = 2;

/// Looks at a few frames a second and keeps what it saw.
pub struct FaceTap {
    sender: Option<SyncSender<VideoFrame>>,
    thread: JoinHandle<Vec<FrameObservation>>,
    next: MediaTime,
    lossless: bool,
    dropped: u64,
    models: Vec<(String, String)>,
}

impl FaceTap {
    /// Starts the thread. With `lossless` a full queue makes the caller wait (files); without, the
    /// frame is dropped and counted (devices).
    ///
    /// # Errors
    /// [`StationError::Thread`].
    pub fn start(mut analyser: FaceAnalyser, lossless: bool) -> Result<Self, StationError> {
        let models = analyser.models();
        let (sender, frames) = sync_channel::<VideoFrame>(QUEUE);
        let thread = std::thread::Builder::new()
            .name("faces".to_owned())
            .spawn(move || {
                let mut seen = Vec::new();
                for frame in frames {
                    match analyser.analyse(&frame) {
                        Ok(observation) => seen.push(observation),
                        Err(error) => tracing::warn!(%error, "a frame could not be analysed"),
                    }
                }
                seen
            })
            .map_err(|_| StationError::Thread("faces"))?;
        Ok(Self {
            sender: Some(sender),
            thread,
            next: MediaTime::ZERO,
            lossless,
            dropped: 0,
            models,
        })
    }

    /// Role and hash of the models at work.
    pub fn models(&self) -> &[(String, String)] {
        &self.models
    }

    /// Offers a frame; one in so many is looked at, chosen by media time alone.
    pub fn offer(&mut self, frame: &VideoFrame) {
        if frame.time < self.next {
            return;
        }
        let period_ns = 1_000_000_000 / ANALYSED_PER_SECOND;
        let slot = frame.time.nanos().div_euclid(period_ns) + 1;
        self.next = MediaTime::from_nanos(slot * period_ns);
        let Some(sender) = &self.sender else { return };
        if self.lossless {
            // The other end is gone only after a panic there, which `finish` reports.
            let _ = sender.send(frame.clone());
        } else if let Err(TrySendError::Full(_)) = sender.try_send(frame.clone()) {
            self.dropped += 1;
        }
    }

    /// Waits for the rest; gives all observations in order of time and the number of dropped frames.
    ///
    /// # Errors
    /// [`StationError::Thread`] where the analyser panicked.
    pub fn finish(mut self) -> Result<(Vec<FrameObservation>, u64), StationError> {
        self.sender = None;
        let seen = self.thread.join().map_err(|_| StationError::Thread("faces"))?;
        Ok((seen, self.dropped))
    }
}
