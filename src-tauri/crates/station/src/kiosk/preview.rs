//! The picture that the window draws: the newest one, never a queue.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use interview::media::VideoFrame;

use crate::StationError;

/// Width of the preview in pixels: what the candidate's picture takes on the screen.
const PREVIEW_WIDTH: u32 = 640;

/// A picture for the window.
pub struct Preview {
    /// Rises with every picture.
    pub number: u64,
    /// JPEG, 640 pixels wide.
    pub jpeg: Vec<u8>,
    /// Since the camera delivered it.
    pub age: Duration,
}

#[derive(Clone)]
struct Newest {
    number: u64,
    frame: VideoFrame,
    taken: Instant,
}

/// Where the newest picture lies.
#[derive(Default)]
pub(super) struct PreviewSlot(Mutex<Option<Newest>>);

impl PreviewSlot {
    fn newest(&self) -> MutexGuard<'_, Option<Newest>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a picture there that was taken `age` ago.
    pub fn put(&self, frame: &VideoFrame, age: Duration) {
        let now = Instant::now();
        let taken = now.checked_sub(age).unwrap_or(now);
        let mut newest = self.newest();
        let number = newest.as_ref().map_or(1, |newest| newest.number + 1);
        *newest = Some(Newest { number, frame: frame.clone(), taken });
    }

    /// The picture, where it has another number than `after`.
    pub fn newer_than(&self, after: u64) -> Result<Option<Preview>, StationError> {
        let newest = self.newest().clone();
        let Some(Newest { number, frame, taken }) = newest.filter(|newest| newest.number != after)
        else {
            return Ok(None);
        };
        let jpeg = capture::to_jpeg(&frame, PREVIEW_WIDTH)?;
        Ok(Some(Preview { number, jpeg, age: taken.elapsed() }))
    }

    pub fn clear(&self) {
        *self.newest() = None;
    }
}
