//! Cameras, microphones and loudspeakers.
//!
//! A driver may hang in any call. So each device lives on a thread of its own ([`feed`]), health
//! is the age of its newest data, and nobody joins that thread.

mod again;
mod camera;
mod feed;
mod gain;
mod list;
mod microphone;
mod placement;
mod server;
mod speaker;

use std::time::Duration;

pub use again::{camera_again, microphone_again};
pub use camera::CameraSource;
pub use feed::stuck_device_threads;
pub use gain::Gain;
pub use list::{DeviceInfo, DeviceList, list_devices};
pub use microphone::MicrophoneSource;
pub use speaker::Speaker;

/// A device that was opened must deliver within 5 s: slow webcams take two or three.
const OPEN_TIMEOUT: Duration = Duration::from_secs(5);

/// A device without new data for 1 s has stalled: 25 frames or 50 blocks are missing by then.
const STALL_AFTER: Duration = Duration::from_secs(1);
