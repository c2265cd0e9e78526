//! What can go wrong while reading, listening or recording.
//!
//! No variant carries a path or anything that was seen or heard: file names can be names of
//! persons.

use interview::error::{Fault, FaultClass, Faulty, Response};

/// A failure of a source, a device or the recorder.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaptureError {
    /// No file at this path.
    #[error("the file does not exist")]
    NotFound,
    /// A file without a byte, or a container without one sample or frame.
    #[error("the file holds nothing: {detail}")]
    Empty {
        /// What is missing.
        detail: &'static str,
    },
    /// The file is there, yet its content can't be read or decoded.
    #[error("the file can't be read: {detail}")]
    Unreadable {
        /// What the operating system or the decoder said.
        detail: String,
    },
    /// The content is no picture, sound or video that is known here.
    #[error("the content is not a known media format")]
    NotMedia,
    /// Begins as media, but what is needed to read it has been cut off.
    #[error("the file is cut off: {detail}")]
    Truncated {
        /// Which part is missing.
        detail: &'static str,
    },
    /// There is no sound track.
    #[error("the file has no sound track")]
    NoAudio,
    /// There is no picture track.
    #[error("the file has no picture track")]
    NoVideo,
    /// The picture has more pixels than are accepted.
    #[error("a picture of {width} x {height} is over the limit of {limit_megapixels} megapixels")]
    TooLarge {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// The limit in millions of pixels.
        limit_megapixels: u32,
    },
    /// No such camera or microphone.
    #[error("the device was not found")]
    DeviceNotFound,
    /// The device is there and refuses: busy, no permission, no usable format.
    #[error("the device can't be opened: {detail}")]
    DeviceUnavailable {
        /// What the driver said.
        detail: String,
    },
    /// The device was opened and delivered nothing in time.
    #[error("the device delivered nothing within {waited_ms} ms")]
    DeviceNoData {
        /// How long was waited, in milliseconds.
        waited_ms: u64,
    },
    /// A device that did deliver has stopped to.
    #[error("the device has delivered nothing for {age_ms} ms")]
    Stalled {
        /// Age of the newest data in milliseconds.
        age_ms: u64,
    },
    /// The device went away, or the system put another one in its place.
    #[error("the device was lost: {detail}")]
    Lost {
        /// What the driver said.
        detail: String,
    },
    /// The sink has no room left.
    #[error("no room left for the recording")]
    DiskFull,
    /// The sink took no segment for another reason.
    #[error("the recording can't be stored: {0}")]
    Sink(SinkError),
    /// An encoder failed, or does not keep on.
    #[error("the encoder failed: {detail}")]
    Encoder {
        /// What the encoder said.
        detail: String,
    },
}

impl Faulty for CaptureError {
    fn fault(&self) -> Fault {
        use FaultClass::{Input, Internal, Missing};
        use Response::{CallOperator, Degrade, Retry, StopSession};
        match self {
            Self::NotFound => Fault::new("media.not_found", Input, CallOperator),
            Self::Empty { .. } => Fault::new("media.empty", Input, CallOperator),
            Self::Unreadable { .. } => Fault::new("media.unreadable", Input, CallOperator),
            Self::NotMedia => Fault::new("media.not_media", Input, CallOperator),
            Self::Truncated { .. } => Fault::new("media.truncated", Input, CallOperator),
            Self::NoAudio => Fault::new("media.no_audio", Input, Degrade),
            Self::NoVideo => Fault::new("media.no_video", Input, Degrade),
            Self::TooLarge { .. } => Fault::new("media.too_large", Input, CallOperator),
            Self::DeviceNotFound => Fault::new("device.not_found", Missing, CallOperator),
            Self::DeviceUnavailable { .. } => {
                Fault::new("device.unavailable", Missing, CallOperator)
            }
            Self::DeviceNoData { .. } => Fault::new("device.no_data", Missing, CallOperator),
            Self::Stalled { .. } => Fault::new("device.stalled", Missing, Retry),
            Self::Lost { .. } => Fault::new("device.lost", Missing, Retry),
            Self::DiskFull => Fault::new("record.disk_full", Missing, StopSession),
            Self::Sink(_) => Fault::new("record.sink", Internal, StopSession),
            Self::Encoder { .. } => Fault::new("record.encoder", Internal, StopSession),
        }
    }
}

/// Why a sink took no segment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SinkError {
    /// The disk or the quota is full.
    #[error("disk full")]
    DiskFull,
    /// The other side has ended.
    #[error("the sink is closed")]
    Closed,
    /// Anything else, in technical words.
    #[error("{0}")]
    Other(String),
}

impl From<SinkError> for CaptureError {
    fn from(error: SinkError) -> Self {
        match error {
            SinkError::DiskFull => Self::DiskFull,
            other => Self::Sink(other),
        }
    }
}
