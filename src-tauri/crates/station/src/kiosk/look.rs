//! Where the face is, a few times a second, for the checks before the interview. Nothing is kept.

use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use interview::media::VideoFrame;
use interview::observation::FrameObservation;
use perception::vision::FaceAnalyser;

use crate::StationError;

/// Distance between two looks, in milliseconds.
const LOOK_EVERY_MS: i64 = 400;
/// So many looks without a face, some three seconds, are no glance aside.
const FACELESS: u32 = 8;

/// What was seen last.
#[derive(Clone)]
pub(super) struct Look {
    pub seen: FrameObservation,
    /// Width of that picture in pixels.
    pub width: u32,
    /// Looks since a face was seen.
    without_face: u32,
}

impl Look {
    /// Whether nobody is in the picture.
    pub fn is_faceless(&self) -> bool {
        self.without_face >= FACELESS
    }
}

/// The newest look at a face. Ends with [`FaceLook::stop`], which gives the analyser back.
pub(super) struct FaceLook {
    frames: Option<SyncSender<VideoFrame>>,
    newest: Arc<Mutex<Option<Look>>>,
    thread: Option<JoinHandle<FaceAnalyser>>,
    next_ms: i64,
}

impl FaceLook {
    /// Starts the thread.
    ///
    /// # Errors
    /// [`StationError::Thread`].
    pub fn start(mut analyser: FaceAnalyser) -> Result<Self, StationError> {
        let (frames, received) = sync_channel::<VideoFrame>(1);
        let newest = Arc::new(Mutex::new(None));
        let shared = Arc::clone(&newest);
        let thread = models::native::spawn("kiosk-look", move || {
            let mut without_face = 0;
            for frame in received {
                if let Ok(seen) = analyser.analyse(&frame) {
                    without_face = if seen.face_box.is_some() { 0 } else { without_face + 1 };
                    *shared.lock().unwrap_or_else(PoisonError::into_inner) =
                        Some(Look { seen, width: frame.width, without_face });
                }
            }
            analyser
        })
        .map_err(|_| StationError::Thread("kiosk-look"))?;
        Ok(Self { frames: Some(frames), newest, thread: Some(thread), next_ms: i64::MIN })
    }

    /// Offers a frame; most are not looked at.
    pub fn offer(&mut self, frame: &VideoFrame) {
        let at_ms = frame.time.millis();
        let Some(frames) = &self.frames else { return };
        if at_ms >= self.next_ms && frames.try_send(frame.clone()).is_ok() {
            self.next_ms = at_ms + LOOK_EVERY_MS;
        }
    }

    /// What was seen last.
    pub fn newest(&self) -> Option<Look> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Ends it.
    pub fn stop(mut self) -> Option<FaceAnalyser> {
        self.end()
    }

    fn end(&mut self) -> Option<FaceAnalyser> {
        self.frames = None;
        self.thread.take()?.join().ok()
    }
}

impl Drop for FaceLook {
    /// Waits for the look in hand, so that the analyser never outlives the journey.
    fn drop(&mut self) {
        self.end();
    }
}
