//! Face analysis on a thread of its own.

use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use interview::media::VideoFrame;
use interview::observation::FrameObservation;
use interview::time::MediaTime;
use perception::vision::FaceAnalyser;
use serde::{Deserialize, Serialize};

use crate::StationError;

/// Analysed frames per second of an interview. Notices need no more; liveness, which does, looks at
/// every frame elsewhere.
const ANALYSED_PER_SECOND: i64 = 4;
/// Frames that may wait for the analyser.
const QUEUE: usize = 2;

/// What was seen of faces.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SeenFaces {
    /// Observations in order of time.
    pub observations: Vec<FrameObservation>,
    /// Frames that were not looked at because the analyser was busy.
    pub dropped: u64,
    /// Role and hash of the models at work.
    pub models: Vec<(String, String)>,
}

impl SeenFaces {
    /// What was seen later goes behind it.
    pub fn append(&mut self, later: Self) {
        self.observations.extend(later.observations);
        self.dropped += later.dropped;
        self.models.extend(later.models);
        self.models.sort();
        self.models.dedup();
    }
}

/// Looks at a few frames a second and keeps what it saw.
pub struct FaceTap {
    sender: Option<SyncSender<VideoFrame>>,
    thread: JoinHandle<()>,
    seen: Arc<Mutex<Vec<FrameObservation>>>,
    /// Dropped frames that were told of already.
    told_dropped: u64,
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
        let seen: Arc<Mutex<Vec<FrameObservation>>> = Arc::default();
        let onto = Arc::clone(&seen);
        let thread = models::native::spawn("faces", move || {
            for frame in frames {
                match analyser.analyse(&frame) {
                    Ok(observation) => lock(&onto).push(observation),
                    Err(error) => tracing::warn!(%error, "a frame could not be analysed"),
                }
            }
        })
        .map_err(|_| StationError::Thread("faces"))?;
        Ok(Self {
            sender: Some(sender),
            thread,
            seen,
            told_dropped: 0,
            next: MediaTime::ZERO,
            lossless,
            dropped: 0,
            models,
        })
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

    /// What was seen since the last call; the newest frames may still be looked at.
    pub fn take_seen(&mut self) -> SeenFaces {
        let dropped = self.dropped - std::mem::replace(&mut self.told_dropped, self.dropped);
        let observations = std::mem::take(&mut *lock(&self.seen));
        SeenFaces { observations, dropped, models: self.models.clone() }
    }

    /// Waits for the rest; gives what was seen since the last [`FaceTap::take_seen`].
    ///
    /// # Errors
    /// [`StationError::Thread`] where the analyser panicked.
    pub fn finish(mut self) -> Result<SeenFaces, StationError> {
        self.sender = None;
        let dropped = self.dropped - self.told_dropped;
        self.thread.join().map_err(|_| StationError::Thread("faces"))?;
        let observations = std::mem::take(&mut *lock(&self.seen));
        Ok(SeenFaces { observations, dropped, models: self.models })
    }
}

fn lock<T>(slot: &Mutex<T>) -> MutexGuard<'_, T> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}
