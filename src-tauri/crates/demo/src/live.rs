//! The demo candidate in front of a kiosk: camera and microphone at real pace, on the kiosk's
//! clock, which can be unplugged.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use capture::{AudioSource, CaptureError, MediaClock, SourceDescription, VideoSource};
use interview::media::{AudioBlock, VideoFrame};
use interview::time::{MediaTime, Span};

use crate::{AUDIO_BLOCK_MS, DemoStage, FRAME_RATE_HZ};

/// What a simulated device is called.
const NAME: &str = "demo candidate";

/// A stage that camera, microphone and prompts share.
#[derive(Clone)]
pub struct LiveStage {
    stage: Arc<Mutex<DemoStage>>,
    camera_out: Arc<AtomicBool>,
    microphone_out: Arc<AtomicBool>,
}

impl LiveStage {
    /// Puts the stage before the devices.
    pub fn new(stage: DemoStage) -> Self {
        Self {
            stage: Arc::new(Mutex::new(stage)),
            camera_out: Arc::default(),
            microphone_out: Arc::default(),
        }
    }

    /// Changes what the candidate does.
    pub fn direct<T>(&self, f: impl FnOnce(&mut DemoStage) -> T) -> T {
        f(&mut self.stage.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Pulls the camera out, or puts it back.
    pub fn unplug_camera(&self, out: bool) {
        self.camera_out.store(out, Ordering::Relaxed);
    }

    /// Pulls the microphone out, or puts it back.
    pub fn unplug_microphone(&self, out: bool) {
        self.microphone_out.store(out, Ordering::Relaxed);
    }

    /// Opens the camera.
    ///
    /// # Errors
    /// `DeviceNotFound` while it is unplugged.
    pub fn camera(&self, clock: MediaClock) -> Result<Box<dyn VideoSource>, CaptureError> {
        plugged(&self.camera_out, CaptureError::DeviceNotFound)?;
        Ok(Box::new(LiveCamera { stage: self.clone(), clock, next: 0 }))
    }

    /// Opens the microphone.
    ///
    /// # Errors
    /// `DeviceNotFound` while it is unplugged.
    pub fn microphone(&self, clock: MediaClock) -> Result<Box<dyn AudioSource>, CaptureError> {
        plugged(&self.microphone_out, CaptureError::DeviceNotFound)?;
        Ok(Box::new(LiveMicrophone { stage: self.clone(), clock, next: 0 }))
    }
}

fn plugged(out: &AtomicBool, otherwise: CaptureError) -> Result<(), CaptureError> {
    if out.load(Ordering::Relaxed) { Err(otherwise) } else { Ok(()) }
}

fn lost() -> CaptureError {
    CaptureError::Lost { detail: "unplugged".into() }
}

/// Number of the datum that is due next: none that is long past, and each once.
fn due(clock: MediaClock, next: u64, period_ms: i64) -> u64 {
    let newest = clock.now().millis().max(0) / period_ms;
    next.max(u64::try_from(newest).unwrap_or(0))
}

fn wait_until(clock: MediaClock, at: MediaTime) {
    let left = at.nanos_since(clock.now());
    std::thread::sleep(Duration::from_nanos(u64::try_from(left).unwrap_or(0)));
}

struct LiveCamera {
    stage: LiveStage,
    clock: MediaClock,
    next: u64,
}

impl VideoSource for LiveCamera {
    fn next_frame(&mut self) -> Result<Option<VideoFrame>, CaptureError> {
        plugged(&self.stage.camera_out, lost())?;
        let index = due(self.clock, self.next, 1_000 / i64::from(FRAME_RATE_HZ));
        self.next = index + 1;
        let frame = self.stage.direct(|stage| stage.frame(index));
        wait_until(self.clock, frame.time);
        Ok(Some(frame))
    }

    fn describe(&self) -> SourceDescription {
        SourceDescription { name: NAME.to_owned(), simulated: true }
    }
}

struct LiveMicrophone {
    stage: LiveStage,
    clock: MediaClock,
    next: u64,
}

impl AudioSource for LiveMicrophone {
    fn next_block(&mut self) -> Result<Option<AudioBlock>, CaptureError> {
        plugged(&self.stage.microphone_out, lost())?;
        // Sound has no holes: a late block is made up for, unless it is late by a second.
        let newest = due(self.clock, self.next, AUDIO_BLOCK_MS);
        let far_behind = newest.saturating_sub(self.next) > 1_000 / AUDIO_BLOCK_MS as u64;
        let index = if self.next == 0 || far_behind { newest } else { self.next };
        self.next = index + 1;
        let block = self.stage.direct(|stage| stage.audio(index));
        wait_until(self.clock, block.end());
        Ok(Some(block))
    }

    fn describe(&self) -> SourceDescription {
        SourceDescription { name: NAME.to_owned(), simulated: true }
    }

    fn gaps(&self) -> &[Span] {
        &[]
    }
}
