//! The media clock of live devices, and the pace of files.

use std::time::{Duration, Instant};

use interview::media::Pace;
use interview::time::MediaTime;

/// Nanoseconds on the monotonic clock since the session began. A copy shows the same time.
#[derive(Clone, Copy, Debug)]
pub struct MediaClock {
    start: Instant,
}

impl MediaClock {
    /// A clock that shows zero now.
    pub fn start() -> Self {
        Self { start: Instant::now() }
    }

    /// The time it shows.
    pub fn now(&self) -> MediaTime {
        MediaTime::from_nanos(i64::try_from(self.start.elapsed().as_nanos()).unwrap_or(i64::MAX))
    }
}

/// Holds what a file delivers back until its media time has come.
#[derive(Debug)]
pub(crate) struct Pacer {
    pace: Pace,
    clock: Option<MediaClock>,
}

impl Pacer {
    pub(crate) fn new(pace: Pace) -> Self {
        Self { pace, clock: None }
    }

    /// Starts the clock at the first call; with [`Pace::Real`] sleeps until it shows `time`.
    pub(crate) fn wait_until(&mut self, time: MediaTime) {
        let clock = *self.clock.get_or_insert_with(MediaClock::start);
        if self.pace == Pace::Fast {
            return;
        }
        if let Ok(nanos) = u64::try_from(time.nanos_since(clock.now())) {
            std::thread::sleep(Duration::from_nanos(nanos));
        }
    }
}
