//! The manifest of a recorded part: everything that is needed to check, open and play it.

use interview::report::MediaPartRef;
use serde::{Deserialize, Serialize};

use crate::error::SealError;
use crate::hash::{from_hex, merkle_root, to_hex};
use crate::segment::OVERHEAD_BYTES;
use crate::webm::ClusterRef;
use crate::wrap::KeyWrap;

/// Purpose of the wraps of a part, see [`crate::wrap::WrapInfo`].
pub const WRAP_PURPOSE: &str = "media";

/// One segment; number 0 is the WebM header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentEntry {
    /// Sequence number.
    pub seq: u32,
    /// Media time of its start in nanoseconds.
    pub t_ns: i64,
    /// Length of the sealed record in bytes.
    pub ct_len: u64,
    /// Length of what is sealed in bytes.
    pub pt_len: u64,
    /// SHA-256 of the sealed record, hex.
    pub sha256: String,
    /// Whether it begins with a keyframe.
    pub keyframe: bool,
}

/// A recorded part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartManifest {
    /// Name, such as `main`.
    pub part: String,
    /// What it shows: `interview`.
    pub kind: String,
    /// Media type of the finished file, such as `video/webm`.
    pub mime: String,
    /// Codecs, such as `vp9,opus`.
    pub codec: String,
    /// Length in milliseconds.
    pub duration_ms: i64,
    /// Segments in order.
    pub segments: Vec<SegmentEntry>,
    /// Merkle root over the hashes of the segments, hex.
    pub merkle_root: String,
    /// SHA-256 of the whole sealed object, hex.
    pub sha256: String,
    /// The data key, wrapped for station and HRMS.
    pub wraps: Vec<KeyWrap>,
    /// Whether the final marker was written.
    #[serde(rename = "final")]
    pub finished: bool,
}

impl PartManifest {
    /// Checks that it agrees with itself: numbers, lengths, root.
    ///
    /// # Errors
    /// [`SealError::Manifest`].
    pub fn check(&self) -> Result<(), SealError> {
        if self.segments.is_empty() {
            return Err(SealError::Manifest("no segments"));
        }
        for (number, segment) in self.segments.iter().enumerate() {
            if u32::try_from(number) != Ok(segment.seq) {
                return Err(SealError::Manifest("segments are not numbered from 0 without gaps"));
            }
            if segment.pt_len.checked_add(OVERHEAD_BYTES as u64) != Some(segment.ct_len) {
                return Err(SealError::Manifest("lengths do not fit"));
            }
        }
        if self.computed_root()? != self.merkle_root {
            return Err(SealError::Manifest("the Merkle root does not fit"));
        }
        Ok(())
    }

    /// Merkle root over the hashes that the segments state, hex.
    ///
    /// # Errors
    /// [`SealError::Manifest`] where a hash is not 64 hex digits.
    pub fn computed_root(&self) -> Result<String, SealError> {
        let leaves: Option<Vec<[u8; 32]>> =
            self.segments.iter().map(|segment| from_hex(&segment.sha256)).collect();
        let leaves = leaves.ok_or(SealError::Manifest("a hash is not 64 hex digits"))?;
        Ok(to_hex(&merkle_root(&leaves)))
    }

    /// Length of the sealed object in bytes.
    pub fn sealed_len(&self) -> u64 {
        self.segments.iter().map(|segment| segment.ct_len).sum()
    }

    /// Where each sealed record begins in the object, in order.
    pub fn sealed_offsets(&self) -> Vec<u64> {
        let mut next = 0;
        self.segments
            .iter()
            .map(|segment| {
                let at = next;
                next += segment.ct_len;
                at
            })
            .collect()
    }

    /// The clusters behind the header, for [`crate::webm::finished_prefix`].
    pub fn clusters(&self) -> Vec<ClusterRef> {
        self.segments
            .iter()
            .skip(1)
            .map(|segment| ClusterRef {
                time_ms: segment.t_ns.div_euclid(1_000_000),
                len: segment.pt_len,
                keyframe: segment.keyframe,
            })
            .collect()
    }

    /// What the report says of the part.
    pub fn part_ref(&self) -> MediaPartRef {
        MediaPartRef {
            part: self.part.clone(),
            merkle_root: self.merkle_root.clone(),
            segments: u32::try_from(self.segments.len()).unwrap_or(u32::MAX),
            duration_ms: self.duration_ms,
            sha256: self.sha256.clone(),
        }
    }
}
