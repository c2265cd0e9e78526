//! Camera and microphone as one stream of items in media time.
//!
//! Each source is read on a named thread of its own into a bounded queue. Files are merged by media
//! time, so that the same input gives the same order whatever the threads do; devices are handed on
//! as their data comes, so that a camera that hangs never holds the sound back. A device that was
//! lost is opened again by its own thread, for as long as somebody listens.

mod reader;

use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::time::Duration;

use capture::{AudioSource, CaptureError, VideoSource};
use interview::media::{AudioBlock, VideoFrame};
use interview::session::{LossCause, Track};
use interview::time::MediaTime;

use crate::StationError;
use reader::{Source, keep_reading};

/// Frames that may wait: 8 of 1280×720 are 22 MB.
const VIDEO_QUEUE: usize = 8;
/// Blocks of 20 ms that may wait: half a second in files, where reading waits for us.
const AUDIO_QUEUE: usize = 24;
/// Devices that are silent for this long give an [`Item::Idle`], so that time limits still run.
pub const IDLE_MS: i64 = 500;
/// Time between two looks at the queues: sound comes every 20 ms, so nobody sees this delay.
const LOOK_EVERY_MS: i64 = 2;
/// Pause between attempts to open a device that is away.
pub const REOPEN_PAUSE: Duration = Duration::from_secs(2);

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
    /// A device was opened, which is called so.
    Opened(Track, String),
    /// A device could not be opened; it is tried again after [`REOPEN_PAUSE`].
    Away(Track, CaptureError),
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
            Self::Lost(..) | Self::Opened(..) | Self::Away(..) | Self::Back(_) | Self::Idle => None,
        }
    }
}

/// Opens a device; called on its reading thread, as often as it is lost.
pub type Opener<S> = Box<dyn FnMut() -> Result<Box<S>, CaptureError> + Send>;

/// A source, and how it is opened again.
pub struct Input<S: ?Sized> {
    source: Option<Box<S>>,
    again: Option<Opener<S>>,
}

impl<S: ?Sized> Input<S> {
    /// A source that is over once it ends: a file, a script.
    pub fn once(source: Box<S>) -> Self {
        Self { source: Some(source), again: None }
    }

    /// A device that is open by now, and opened again after it was lost.
    pub fn device(source: Box<S>, again: Opener<S>) -> Self {
        Self { source: Some(source), again: Some(again) }
    }

    /// A device that is opened by its reading thread, so that nobody waits for a driver.
    pub fn opened_later(open: Opener<S>) -> Self {
        Self { source: None, again: Some(open) }
    }
}

/// The sources of one session.
pub struct Sources {
    /// Camera, where there is one.
    pub camera: Option<Input<dyn VideoSource>>,
    /// Microphone, where there is one.
    pub microphone: Option<Input<dyn AudioSource>>,
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
        let Sources { camera, microphone, order } = sources;
        let mut lanes = Vec::new();
        if let Some(camera) = camera {
            lanes.push(Lane::start(Track::Camera, VIDEO_QUEUE, camera)?);
        }
        if let Some(microphone) = microphone {
            lanes.push(Lane::start(Track::Microphone, AUDIO_QUEUE, microphone)?);
        }
        Ok(Self { lanes, order })
    }

    /// Reads another camera from here on, which nobody waits for; what the old one still gives is
    /// dropped.
    ///
    /// # Errors
    /// [`StationError::Thread`]; the old one then goes on.
    pub fn change_camera(&mut self, camera: Input<dyn VideoSource>) -> Result<(), StationError> {
        let lane = Lane::start(Track::Camera, VIDEO_QUEUE, camera)?;
        self.lanes.retain(|lane| lane.track != Track::Camera);
        self.lanes.insert(0, lane);
        Ok(())
    }

    /// Reads another microphone from here on, as [`Feed::change_camera`] does a camera.
    ///
    /// # Errors
    /// [`StationError::Thread`]; the old one then goes on.
    pub fn change_microphone(
        &mut self,
        microphone: Input<dyn AudioSource>,
    ) -> Result<(), StationError> {
        let lane = Lane::start(Track::Microphone, AUDIO_QUEUE, microphone)?;
        self.lanes.retain(|lane| lane.track != Track::Microphone);
        self.lanes.push(lane);
        Ok(())
    }

    /// The next item; None once all sources have ended.
    pub fn next_item(&mut self) -> Option<Item> {
        match self.order {
            Order::Merged => self.next_merged(),
            Order::AsItComes => self.next_as_it_comes(),
        }
    }

    /// The next item of a device if one is there; sound goes before pictures.
    pub fn try_next(&mut self) -> Option<Item> {
        self.lanes.iter_mut().rev().find_map(Lane::poll)
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
            if let Some(item) = self.try_next() {
                return Some(item);
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
    fn start<S: ?Sized + Source + Send + 'static>(
        track: Track,
        queue: usize,
        input: Input<S>,
    ) -> Result<Self, StationError> {
        let (sender, items) = sync_channel(queue);
        std::thread::Builder::new()
            .name(format!("read-{}", track.name()))
            .spawn(move || keep_reading(track, input, &sender))
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use capture::SourceDescription;
    use interview::time::Span;

    use super::*;

    /// Delivers three blocks, then is pulled out.
    struct Short(u32);

    impl AudioSource for Short {
        fn next_block(&mut self) -> Result<Option<AudioBlock>, CaptureError> {
            if self.0 == 3 {
                return Err(CaptureError::Lost { detail: "unplugged".into() });
            }
            self.0 += 1;
            let samples = [0.0; 960].into();
            Ok(Some(AudioBlock { time: MediaTime::ZERO, sample_rate_hz: 48_000, samples }))
        }

        fn describe(&self) -> SourceDescription {
            SourceDescription { name: "short".into(), simulated: true }
        }

        fn gaps(&self) -> &[Span] {
            &[]
        }
    }

    fn names(feed: &mut Feed, count: usize) -> Vec<&'static str> {
        let mut names = Vec::new();
        while names.len() < count {
            names.push(match feed.next_item() {
                Some(Item::Audio(_)) => "sound",
                Some(Item::Lost(_, LossCause::Ended)) => "ended",
                Some(Item::Lost(..)) => "lost",
                Some(Item::Away(..)) => "away",
                Some(Item::Back(_)) => "back",
                Some(Item::Opened(Track::Microphone, name)) if name == "short" => "opened",
                Some(Item::Idle) => continue,
                Some(Item::Opened(..) | Item::Video(_)) | None => break,
            });
        }
        names
    }

    fn feed(microphone: Input<dyn AudioSource>) -> Feed {
        let order = Order::AsItComes;
        Feed::start(Sources { camera: None, microphone: Some(microphone), order }).unwrap()
    }

    #[test]
    fn a_device_that_was_pulled_out_is_opened_until_it_is_there_again() {
        let opened = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&opened);
        let again: Opener<dyn AudioSource> =
            Box::new(move || match count.fetch_add(1, Ordering::Relaxed) {
                0 => Err(CaptureError::DeviceNotFound),
                _ => Ok(Box::new(Short(0))),
            });
        let mut feed = feed(Input::device(Box::new(Short(0)), again));
        let sound: &[_] = &["sound"; 3];
        let expected =
            [sound, &["lost", "away", "opened", "back"][..], sound, &["lost", "opened"]].concat();
        assert_eq!(names(&mut feed, expected.len()), expected);
    }

    #[test]
    fn a_source_that_can_not_be_opened_again_ends() {
        let mut feed = feed(Input::once(Box::new(Short(1)) as Box<dyn AudioSource>));
        assert_eq!(names(&mut feed, 4), ["sound", "sound", "lost", "ended"]);
        assert!(feed.next_item().is_none());
    }
}
