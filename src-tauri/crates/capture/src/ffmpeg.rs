//! FFmpeg as a whole: start-up, silence, and its errors in our words.

use std::sync::OnceLock;

use ffmpeg_next as ff;

use crate::CaptureError;

/// Starts FFmpeg once and silences its log: it writes file names and metadata to stderr.
pub(crate) fn init() {
    static STARTED: OnceLock<()> = OnceLock::new();
    STARTED.get_or_init(|| {
        if let Err(error) = ff::init() {
            tracing::error!(%error, "FFmpeg did not start");
        }
        ff::log::set_level(ff::log::Level::Quiet);
    });
}

/// A failure of `part` while reading.
pub(crate) fn decoder_error(part: &str, error: ff::Error) -> CaptureError {
    CaptureError::Unreadable { detail: format!("{part}: {error}") }
}

/// A failure of `part` while recording.
pub(crate) fn encoder_error(part: &str, error: ff::Error) -> CaptureError {
    CaptureError::Encoder { detail: format!("{part}: {error}") }
}
