//! Camera, microphone and card reader of a kiosk.

use capture::{AudioSource, MediaClock, VideoSource};
use interview::media::VideoFrame;
use interview::time::MediaTime;

use crate::feed::Opener;
use crate::session::Prompt;

/// The devices at which a candidate sits. Everything simulated says so.
pub trait KioskDevices: Send {
    /// How the camera is opened; none where the kiosk has none.
    fn camera(&self, clock: MediaClock) -> Option<Opener<dyn VideoSource>>;

    /// How the microphone is opened; none where the kiosk has none.
    fn microphone(&self, clock: MediaClock) -> Option<Opener<dyn AudioSource>>;

    /// The picture of a card that lies on a reader of its own; none where the camera reads cards.
    fn card(&self) -> Option<VideoFrame>;

    /// Parts that are simulated, by the names of the report.
    fn simulated(&self) -> Vec<String>;

    /// Whether the candidate is an invented one.
    fn synthetic(&self) -> bool;

    /// The candidate is asked for something; a scripted one reacts.
    fn prompt(&self, prompt: &Prompt, at: MediaTime);
}

/// The default camera and microphone of this machine; after a loss the same ones, and no others.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDevices;

impl KioskDevices for RealDevices {
    fn camera(&self, clock: MediaClock) -> Option<Opener<dyn VideoSource>> {
        Some(Box::new(capture::camera_again(None, clock)))
    }

    fn microphone(&self, clock: MediaClock) -> Option<Opener<dyn AudioSource>> {
        Some(Box::new(capture::microphone_again(None, clock)))
    }

    fn card(&self) -> Option<VideoFrame> {
        None
    }

    fn simulated(&self) -> Vec<String> {
        Vec::new()
    }

    fn synthetic(&self) -> bool {
        false
    }

    fn prompt(&self, _prompt: &Prompt, _at: MediaTime) {}
}
