//! Pictures and sound from files and devices on one media clock, and their recording.
//!
//! Owns: reading any file a person may hand us, reading cameras and microphones, the media clock,
//! resampling, encoding to VP9 and Opus, and cutting the result into WebM segments. Never knows:
//! where segments are kept, what is seen or heard in them, sessions, candidates.
//!
//! Invariants: times of a source never go back; sound of a source is continuous from its first
//! sample on, whatever was missing is silence and is listed in [`AudioSource::gaps`]; every queue
//! is bounded; a driver or decoder that hangs holds up no caller for longer than the documented
//! time-outs.
//!
//! Threads: `capture-recorder` (encoder), `capture-microphone` and `capture-camera` (one each per
//! open device), `capture-list-*` (short-lived). A device thread that hangs in its driver is left
//! behind and counted ([`stuck_device_threads`]), never joined.

mod assemble;
mod clock;
mod device;
mod downmix;
mod error;
mod ffmpeg;
mod file;
mod orientation;
mod picture;
mod record;
mod resample;
mod scale;
mod source;
mod synthetic;

pub use clock::MediaClock;
pub use device::{
    CameraSource, DeviceInfo, DeviceList, Gain, MicrophoneSource, Speaker, camera_again,
    list_devices, microphone_again, stuck_device_threads,
};
pub use error::{CaptureError, SinkError};
pub use file::{FileAudioSource, FileVideoSource, probe};
pub use picture::{load_picture, to_jpeg};
pub use record::{
    GoOn, Recorder, RecorderConfig, RecorderInput, RecordingSummary, Segment, SegmentSink,
};
pub use resample::Resampler16k;
pub use source::{
    AUDIO_BLOCK_SAMPLES, AUDIO_SAMPLE_RATE_HZ, AudioSource, MAX_VIDEO_HEIGHT, MAX_VIDEO_WIDTH,
    SourceDescription, VideoSource,
};
pub use synthetic::{SyntheticAudio, SyntheticVideo};
