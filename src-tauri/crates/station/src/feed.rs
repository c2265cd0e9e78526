//! Camera and microphone as one stream of items in media time.
//!
//! Each source is read on a named thread of its own into a bounded queue. Files are merged by media
//! time, so that the same input gives the same order whatever the threads do; devices are handed on
//! as their data comes, so that a camera that hangs never holds the sound back.

use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::time::Duration;

use capture::{AudioSource, CaptureError, VideoSource};
use interview::media::{AudioBlock, VideoFrame};
use interview::session::{LossCause, Track};
use interview::time::MediaTime;

use crate::StationError;

/// Frames that may wait: 8 of 1280×720 are 22 MB.
const VIDEO_QUEUE: usize = 8;
/// Blocks of 20 ms that may wait: half a second in files, where reading waits for us.
const AUDIO_QUEUE: usize = 24;
/// Devices that are silent for this long give an [`Item::Idle`], so that time limits still run.
pub const IDLE_MS: i64 = 500;
/// Time between two looks at the queues: sound comes every 20 ms, so nobody sees this delay.
const LOOK_EVERY_MS: i64 = 2;
/// Pause between attempts to read a device that has stalled.
const RETRY_PAUSE: Duration = Duration::from_millis(100);

/// How the two sources are put in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// By media time: files and scripted sources.
    Merged,
    /// As data comes: devices.
    AsItComes,
}

/// One thing that came from the sources.
#[derive(Debug)]
pub enum Item {
    /// A picture.
    Video(VideoFrame),
    /// Sound.
    Audio(AudioBlock),
    /// A device gives nothing any more.
    Lost(Track, LossCause),
    /// A device gives data again.
    Back(Track),
    /// No device has given anything for [`IDLE_MS`].
    Idle,
}

impl Item {
    fn time(&self) -> Option<MediaTime> {
        match self {
            Self::Video(frame) => Some(frame.time),
            Self::Audio(block) => Some(block.time),
            Self::Lost(..) | Self::Back(_) | Self::Idle => None,
        }
    }
}

/// The sources of one session.
pub struct Sources {
    /// Camera, where there is one.
    pub camera: Option<Box<dyn VideoSource>>,
    /// Microphone.
    pub microphone: Box<dyn AudioSource>,
    /// Order.
    pub order: Order,
}

/// The running sources. Dropping it ends the threads at their next item.
pub struct Feed {
    lanes: Vec<Lane>,
    order: Order,
}

struct Lane {
    track: Track,
    items: Receiver<Item>,
    head: Option<Item>,
    ended: bool,
}

impl Feed {
    /// Starts reading.
    ///
    /// # Errors
    /// [`StationError::Thread`] where the system gives no thread.
    pub fn start(sources: Sources) -> Result<Self, StationError> {
        let Sources { camera, mut microphone, order } = sources;
        let mut lanes = Vec::new();
        if let Some(mut camera) = camera {
            let next = move || Ok(camera.next_frame()?.map(Item::Video));
            lanes.push(Lane::start(Track::Camera, VIDEO_QUEUE, next)?);
        }
        let next = move || Ok(microphone.next_block()?.map(Item::Audio));
        lanes.push(Lane::start(Track::Microphone, AUDIO_QUEUE, next)?);
        Ok(Self { lanes, order })
    }

    /// The next item; None once all sources have ended.
    pub fn next_item(&mut self) -> Option<Item> {
        match self.order {
            Order::Merged => self.next_merged(),
            Order::AsItComes => self.next_as_it_comes(),
        }
    }

    fn next_merged(&mut self) -> Option<Item> {
        for lane in &mut self.lanes {
            lane.fill();
        }
        let lane = self
            .lanes
            .iter_mut()
            .filter(|lane| lane.head.is_some())
            .min_by_key(|lane| lane.head.as_ref().and_then(Item::time))?;
        lane.head.take()
    }

    fn next_as_it_comes(&mut self) -> Option<Item> {
        for _ in 0..IDLE_MS / LOOK_EVERY_MS {
            for lane in self.lanes.iter_mut().rev() {
                if let Some(item) = lane.poll() {
                    return Some(item);
                }
            }
            if self.lanes.iter().all(|lane| lane.ended) {
                return None;
            }
            std::thread::sleep(Duration::from_millis(LOOK_EVERY_MS as u64));
        }
        Some(Item::Idle)
    }
}

impl Lane {
    fn start(
        track: Track,
        queue: usize,
        next: impl FnMut() -> Result<Option<Item>, CaptureError> + Send + 'static,
    ) -> Result<Self, StationError> {
        let (sender, items) = sync_channel(queue);
        std::thread::Builder::new()
            .name(format!("read-{}", track.name()))
            .spawn(move || read(track, next, &sender))
            .map_err(|_| StationError::Thread("reader"))?;
        Ok(Self { track, items, head: None, ended: false })
    }

    /// Waits for the head where there is none; the end of a source counts as a loss, once.
    fn fill(&mut self) {
        if self.head.is_none() && !self.ended {
            self.head = Some(self.items.recv().unwrap_or_else(|_| self.end()));
        }
    }

    fn poll(&mut self) -> Option<Item> {
        if self.ended {
            return None;
        }
        match self.items.try_recv() {
            Ok(item) => Some(item),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(self.end()),
        }
    }

    fn end(&mut self) -> Item {
        self.ended = true;
        Item::Lost(self.track, LossCause::Ended)
    }
}

/// Reads until the source ends, is lost for good, or nobody listens any more.
fn read(
    track: Track,
    mut next: impl FnMut() -> Result<Option<Item>, CaptureError>,
    sender: &SyncSender<Item>,
) {
    let mut stalled = false;
    loop {
        let items = match next() {
            Ok(Some(item)) if std::mem::take(&mut stalled) => vec![Item::Back(track), item],
            Ok(Some(item)) => vec![item],
            Ok(None) => return,
            Err(CaptureError::Stalled { age_ms }) => {
                let first = !std::mem::replace(&mut stalled, true);
                std::thread::sleep(RETRY_PAUSE);
                if !first {
                    continue;
                }
                tracing::warn!(track = track.name(), age_ms, "device stalled");
                vec![Item::Lost(track, LossCause::Stalled)]
            }
            Err(error) => {
                tracing::warn!(track = track.name(), %error, "source lost");
                let _ = sender.send(Item::Lost(track, LossCause::Unplugged));
                return;
            }
        };
        for item in items {
            if sender.send(item).is_err() {
                return;
            }
        }
    }
}
