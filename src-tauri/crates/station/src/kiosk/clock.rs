//! The time of what is recorded.
//!
//! A kiosk records answers and nothing between them, into one file. Its media time stands still
//! while nothing is recorded, so that a transcript, a quote and the picture of it have one time.

use interview::media::{AudioBlock, VideoFrame};
use interview::time::MediaTime;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Run {
    /// Nothing is recorded.
    Still,
    /// The first sound, or without a microphone the first picture, starts it.
    Waiting,
    /// Device time `base` stands for the time that was recorded before.
    Running { base: MediaTime },
}

/// Maps device time to recorded time.
#[derive(Debug)]
pub(super) struct RecordedClock {
    total: MediaTime,
    newest: MediaTime,
    run: Run,
}

impl RecordedClock {
    /// A clock before the first answer.
    pub fn new() -> Self {
        Self { total: MediaTime::ZERO, newest: MediaTime::ZERO, run: Run::Still }
    }

    /// A clock that goes on where an earlier sitting stood.
    pub fn going_on(at: MediaTime) -> Self {
        Self { total: at, newest: at, run: Run::Still }
    }

    /// The next datum starts the recording.
    pub fn start(&mut self) {
        if self.run == Run::Still {
            self.run = Run::Waiting;
        }
    }

    /// Time stands still from here on.
    pub fn hold(&mut self) {
        self.total = self.newest;
        self.run = Run::Still;
    }

    /// End of what was recorded so far.
    pub fn now(&self) -> MediaTime {
        self.newest
    }

    /// Whether data are being recorded.
    pub fn runs(&self) -> bool {
        matches!(self.run, Run::Running { .. })
    }

    /// The block in recorded time; none while nothing is recorded.
    pub fn audio(&mut self, block: &AudioBlock) -> Option<AudioBlock> {
        let time = self.map(block.time, true)?;
        let block = AudioBlock { time, samples: block.samples.clone(), ..*block };
        self.newest = self.newest.max(block.end());
        Some(block)
    }

    /// The frame in recorded time; none while nothing is recorded. `alone`: there is no sound that
    /// could start the recording.
    pub fn video(&mut self, frame: &VideoFrame, alone: bool) -> Option<VideoFrame> {
        let time = self.map(frame.time, alone)?;
        self.newest = self.newest.max(time);
        Some(VideoFrame { time, rgb: frame.rgb.clone(), ..*frame })
    }

    fn map(&mut self, at: MediaTime, may_start: bool) -> Option<MediaTime> {
        match self.run {
            Run::Waiting if may_start => {
                self.run = Run::Running { base: at };
                Some(self.total)
            }
            Run::Still | Run::Waiting => None,
            Run::Running { base } if at < base => None,
            Run::Running { base } => Some(self.total.plus_nanos(at.nanos_since(base))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(at_ms: i64) -> AudioBlock {
        let samples = [0.0; 960].into();
        AudioBlock { time: MediaTime::from_millis(at_ms), sample_rate_hz: 48_000, samples }
    }

    fn frame(at_ms: i64) -> VideoFrame {
        let time = MediaTime::from_millis(at_ms);
        VideoFrame { time, index: 0, width: 1, height: 1, rgb: [0; 3].into() }
    }

    #[test]
    fn time_runs_from_the_first_sound_and_stands_still_between_answers() {
        let mut clock = RecordedClock::new();
        assert!(clock.audio(&block(0)).is_none());
        clock.start();
        assert!(clock.video(&frame(990), false).is_none(), "sound starts the recording");
        assert_eq!(clock.audio(&block(1_000)).map(|b| b.time.millis()), Some(0));
        assert_eq!(clock.video(&frame(1_010), false).map(|f| f.time.millis()), Some(10));
        assert!(clock.video(&frame(995), false).is_none(), "taken before the recording began");
        assert_eq!(clock.audio(&block(1_020)).map(|b| b.time.millis()), Some(20));
        clock.hold();
        assert_eq!(clock.now().millis(), 40);
        assert!(clock.audio(&block(1_040)).is_none() && !clock.runs());
        clock.start();
        assert_eq!(clock.audio(&block(60_000)).map(|b| b.time.millis()), Some(40));
        assert_eq!(clock.now().millis(), 60);
    }

    #[test]
    fn another_sitting_goes_on_where_the_last_one_stood() {
        let mut clock = RecordedClock::going_on(MediaTime::from_millis(9_000));
        clock.start();
        assert_eq!(clock.audio(&block(500)).map(|b| b.time.millis()), Some(9_000));
        assert_eq!(clock.now().millis(), 9_020);
    }

    #[test]
    fn a_picture_starts_it_where_there_is_no_sound() {
        let mut clock = RecordedClock::new();
        clock.start();
        assert_eq!(clock.video(&frame(500), true).map(|f| f.time.millis()), Some(0));
        assert_eq!(clock.video(&frame(540), true).map(|f| f.time.millis()), Some(40));
    }
}
