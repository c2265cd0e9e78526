//! One picture as a source of a single frame.

use capture::{CaptureError, SourceDescription, VideoSource};
use interview::media::VideoFrame;

/// Hands its picture out several times, a second apart, so that medians have something to stand on.
pub struct StillSource {
    picture: VideoFrame,
    left: u64,
}

/// Times the picture is handed out.
const REPEATS: u64 = 5;

impl StillSource {
    /// A source of `picture`.
    pub fn new(picture: VideoFrame) -> Self {
        Self { picture, left: REPEATS }
    }
}

impl VideoSource for StillSource {
    fn next_frame(&mut self) -> Result<Option<VideoFrame>, CaptureError> {
        if self.left == 0 {
            return Ok(None);
        }
        let index = REPEATS - self.left;
        self.left -= 1;
        let time = interview::time::MediaTime::from_millis(index as i64 * 1_000);
        Ok(Some(VideoFrame { time, index, ..self.picture.clone() }))
    }

    fn describe(&self) -> SourceDescription {
        SourceDescription { name: "picture".to_owned(), simulated: false }
    }
}
