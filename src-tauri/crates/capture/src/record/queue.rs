//! The bounded queue between whoever delivers and the encoder.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use interview::media::{AudioBlock, VideoFrame};

use crate::CaptureError;

/// Sound blocks that may wait: 30 s of 20 ms blocks, under 6 MB.
const MAX_AUDIO_BLOCKS: usize = 1_500;

/// What the encoder gets.
pub(super) enum Item {
    Video(VideoFrame),
    Audio(AudioBlock),
    /// Everything before it is to be on disk.
    Flush,
}

#[derive(Default)]
struct Inside {
    items: VecDeque<Item>,
    video: usize,
    audio: usize,
    dropped: u64,
    /// Counts what was taken out: tells a slow encoder from one that hangs.
    steps: u64,
    closed: bool,
    failure: Option<CaptureError>,
}

/// Frames and blocks in the order in which they were delivered, each kind with its own limit.
pub(super) struct Queue {
    inside: Mutex<Inside>,
    changed: Condvar,
    max_video: usize,
}

impl Queue {
    pub(super) fn new(max_video: usize) -> Self {
        Self {
            inside: Mutex::new(Inside::default()),
            changed: Condvar::new(),
            max_video: max_video.max(1),
        }
    }

    /// Puts a frame in. When the queue is full: waits while the other side makes a step within
    /// `patience`, or drops the frame at once.
    pub(super) fn push_video(
        &self,
        frame: VideoFrame,
        patience: Option<Duration>,
    ) -> Result<(), CaptureError> {
        if let Some(patience) = patience {
            return self.push(Item::Video(frame), patience);
        }
        let mut inside = self.lock();
        refuse_closed(&inside)?;
        if inside.video >= self.max_video {
            inside.dropped += 1;
            return Ok(());
        }
        put(&mut inside, Item::Video(frame));
        self.changed.notify_all();
        Ok(())
    }

    /// Puts an item in, waiting for room as long as the other side makes a step within `patience`.
    pub(super) fn push(&self, item: Item, patience: Duration) -> Result<(), CaptureError> {
        let mut inside = self.lock();
        loop {
            refuse_closed(&inside)?;
            let full = match item {
                Item::Video(_) => inside.video >= self.max_video,
                Item::Audio(_) => inside.audio >= MAX_AUDIO_BLOCKS,
                Item::Flush => false,
            };
            if !full {
                put(&mut inside, item);
                self.changed.notify_all();
                return Ok(());
            }
            let steps = inside.steps;
            let (guard, waited) =
                self.changed.wait_timeout(inside, patience).unwrap_or_else(PoisonError::into_inner);
            inside = guard;
            if waited.timed_out() && inside.steps == steps {
                return Err(hung());
            }
        }
    }

    /// The next item; `None` when the queue is closed and empty.
    pub(super) fn pop(&self) -> Option<Item> {
        let mut inside = self.lock();
        loop {
            if let Some(item) = inside.items.pop_front() {
                match item {
                    Item::Video(_) => inside.video -= 1,
                    Item::Audio(_) => inside.audio -= 1,
                    Item::Flush => {}
                }
                inside.steps += 1;
                self.changed.notify_all();
                return Some(item);
            }
            if inside.closed {
                return None;
            }
            inside = self.changed.wait(inside).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// No more items; with a `failure` whoever delivers is told.
    pub(super) fn close(&self, failure: Option<CaptureError>) {
        let mut inside = self.lock();
        inside.closed = true;
        if failure.is_some() {
            inside.failure = failure;
        }
        self.changed.notify_all();
    }

    pub(super) fn dropped(&self) -> u64 {
        self.lock().dropped
    }

    pub(super) fn steps(&self) -> u64 {
        self.lock().steps
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        // The lock is never held over anything that can panic half-way.
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn put(inside: &mut Inside, item: Item) {
    match item {
        Item::Video(_) => inside.video += 1,
        Item::Audio(_) => inside.audio += 1,
        Item::Flush => {}
    }
    inside.items.push_back(item);
}

fn refuse_closed(inside: &Inside) -> Result<(), CaptureError> {
    if !inside.closed {
        return Ok(());
    }
    Err(inside.failure.clone().unwrap_or(CaptureError::Encoder { detail: "it has ended".into() }))
}

/// The error for an encoder that makes no step.
pub(super) fn hung() -> CaptureError {
    CaptureError::Encoder { detail: "it does not keep on".into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use interview::time::MediaTime;

    fn frame() -> VideoFrame {
        VideoFrame { time: MediaTime::ZERO, index: 0, width: 2, height: 2, rgb: [0; 12].into() }
    }

    fn block() -> Item {
        Item::Audio(AudioBlock {
            time: MediaTime::ZERO,
            sample_rate_hz: 48_000,
            samples: [0.0; 4].into(),
        })
    }

    #[test]
    fn a_full_queue_drops_frames_and_never_sound() {
        let queue = Queue::new(2);
        for _ in 0..5 {
            queue.push_video(frame(), None).unwrap();
            queue.push(block(), Duration::ZERO).unwrap();
        }
        assert_eq!(queue.dropped(), 3);
        queue.close(None);
        let (mut video, mut audio) = (0, 0);
        while let Some(item) = queue.pop() {
            match item {
                Item::Video(_) => video += 1,
                Item::Audio(_) => audio += 1,
                Item::Flush => unreachable!("nobody asked for it"),
            }
        }
        assert_eq!((video, audio), (2, 5));
    }

    #[test]
    fn whoever_delivers_to_a_hung_encoder_is_told() {
        let queue = Queue::new(1);
        queue.push_video(frame(), Some(Duration::ZERO)).unwrap();
        assert_eq!(queue.push_video(frame(), Some(Duration::ZERO)), Err(hung()));
        assert_eq!(queue.dropped(), 0);
    }

    #[test]
    fn a_failure_reaches_whoever_delivers() {
        let queue = Queue::new(1);
        queue.close(Some(CaptureError::DiskFull));
        queue.close(None);
        assert_eq!(queue.push_video(frame(), None), Err(CaptureError::DiskFull));
        assert!(queue.pop().is_none());
    }
}
