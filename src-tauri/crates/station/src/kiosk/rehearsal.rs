//! The recording of a practice: in memory alone, to be played once or twice and forgotten.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use capture::{Recorder, RecorderConfig, Segment};
use interview::media::{AudioBlock, VideoFrame};
use interview::time::MediaTime;
use seal::webm::{ClusterRef, Piece, PlaybackLayout, finished_prefix};
use vault::VaultError;
use zeroize::Zeroizing;

use crate::StationError;
use crate::playback::Playable;

const MIME: &str = "video/webm";

/// A practice that is being recorded.
pub(super) struct Rehearsal {
    recorder: Recorder,
    film: Arc<Film>,
}

impl Rehearsal {
    /// Records from `origin` on, pictures of this size where there are any.
    ///
    /// # Errors
    /// [`StationError::Capture`].
    pub fn start(origin: MediaTime, size: Option<(u32, u32)>) -> Result<Self, StationError> {
        let film = Arc::new(Film { origin, reel: Mutex::default() });
        let (width, height) = size.unwrap_or_default();
        let config = RecorderConfig {
            // VP9 in 4:2:0 wants even sides.
            width: width & !1,
            height: height & !1,
            video: size.is_some(),
            origin,
            ..RecorderConfig::default()
        };
        let onto = Arc::clone(&film);
        let sink = move |segment: Segment| {
            onto.reel().push(segment);
            Ok(())
        };
        Ok(Self { recorder: Recorder::start(config, Box::new(sink))?, film })
    }

    pub fn picture(&self, frame: &VideoFrame) -> Result<(), StationError> {
        if frame.time < self.film.origin {
            return Ok(());
        }
        Ok(self.recorder.video(frame)?)
    }

    pub fn sound(&self, block: &AudioBlock) -> Result<(), StationError> {
        Ok(self.recorder.audio(block)?)
    }

    /// Ends the recording. What is still queued is encoded in the background; see
    /// [`Film::complete`].
    pub fn stop(self) -> Arc<Film> {
        self.film
    }
}

/// What was recorded. The memory is wiped when the last owner lets go.
pub(crate) struct Film {
    origin: MediaTime,
    reel: Mutex<Reel>,
}

#[derive(Default)]
struct Reel {
    header: Vec<u8>,
    clusters: Vec<(ClusterRef, Zeroizing<Vec<u8>>)>,
    end_ms: i64,
    complete: bool,
}

impl Reel {
    fn push(&mut self, segment: Segment) {
        self.complete |= segment.last;
        if segment.seq == 0 {
            self.header = segment.bytes;
            return;
        }
        let time_ms = segment.start.millis();
        self.end_ms = self.end_ms.max(time_ms + i64::from(segment.duration_ms));
        let len = segment.bytes.len() as u64;
        let cluster = ClusterRef { time_ms, len, keyframe: segment.keyframe };
        self.clusters.push((cluster, Zeroizing::new(segment.bytes)));
    }
}

impl Film {
    fn reel(&self) -> MutexGuard<'_, Reel> {
        self.reel.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether all of it is there.
    pub fn complete(&self) -> bool {
        self.reel().complete
    }

    /// Plays for as long as somebody else keeps the film.
    ///
    /// # Errors
    /// [`StationError::Vault`] where the recorder made no WebM.
    pub fn screening(self: &Arc<Self>) -> Result<Screening, StationError> {
        let reel = self.reel();
        // Media time of the session counts from elsewhere; the file begins at zero.
        let clusters: Vec<ClusterRef> = reel
            .clusters
            .iter()
            .map(|(cluster, _)| ClusterRef {
                time_ms: cluster.time_ms - self.origin.millis(),
                ..*cluster
            })
            .collect();
        let length_ms = (reel.end_ms - self.origin.millis()).max(0);
        let prefix =
            finished_prefix(&reel.header, &clusters, length_ms).map_err(VaultError::from)?;
        let layout = PlaybackLayout::new(prefix.len(), clusters.iter().map(|c| c.len));
        Ok(Screening { film: Arc::downgrade(self), prefix, layout })
    }
}

/// A film for the playback server.
pub struct Screening {
    film: Weak<Film>,
    prefix: Vec<u8>,
    layout: PlaybackLayout,
}

impl Playable for Screening {
    fn byte_len(&self) -> u64 {
        self.layout.len()
    }

    fn media_type(&self) -> &str {
        MIME
    }

    fn read_range(&mut self, offset: u64, max: usize) -> Result<Vec<u8>, VaultError> {
        let gone = || VaultError::Missing { what: "practice", name: String::new() };
        let film = self.film.upgrade().ok_or_else(gone)?;
        let reel = film.reel();
        let mut out = Vec::new();
        while out.len() < max {
            let left = max - out.len();
            match self.layout.piece_at(offset + out.len() as u64, left) {
                Some(Piece::Prefix(range)) => out.extend_from_slice(&self.prefix[range]),
                Some(Piece::Segment { seq, range }) => {
                    let at = (seq as usize).saturating_sub(1);
                    let (_, bytes) = reel.clusters.get(at).ok_or_else(gone)?;
                    out.extend_from_slice(&bytes[range]);
                }
                None => break,
            }
        }
        Ok(out)
    }
}
