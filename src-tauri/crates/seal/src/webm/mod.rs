//! A recording cut into segments becomes a finished, seekable WebM by a new prefix alone.
//!
//! The station records a live WebM: header first (segment 0), then clusters, cut at keyframes.
//! Such a file has no duration and no index. [`finished_prefix`] makes a header that has both, so
//! that prefix ‖ clusters, with the clusters byte for byte as they were recorded, plays and seeks
//! in any player. [`PlaybackLayout`] says which segments a range of that file needs.

mod ebml;
mod layout;

pub use layout::{Piece, PlaybackLayout};

use crate::error::SealError;
use ebml::{Element, children, float_element, master, uint_element, vint8};

const ID_EBML: u32 = 0x1A45_DFA3;
const ID_SEGMENT: u32 = 0x1853_8067;
const ID_INFO: u32 = 0x1549_A966;
const ID_TIMESTAMP_SCALE: u32 = 0x2A_D7B1;
const ID_DURATION: u32 = 0x4489;
const ID_TRACKS: u32 = 0x1654_AE6B;
const ID_TRACK_ENTRY: u32 = 0xAE;
const ID_TRACK_NUMBER: u32 = 0xD7;
const ID_TRACK_TYPE: u32 = 0x83;
const ID_CLUSTER: u32 = 0x1F43_B675;
const ID_CUES: u32 = 0x1C53_BB6B;
const ID_CUE_POINT: u32 = 0xBB;
const ID_CUE_TIME: u32 = 0xB3;
const ID_CUE_TRACK_POSITIONS: u32 = 0xB7;
const ID_CUE_TRACK: u32 = 0xF7;
const ID_CUE_CLUSTER_POSITION: u32 = 0xF1;
const ID_CRC32: u32 = 0xBF;

/// Track type of pictures in Matroska.
const TRACK_TYPE_VIDEO: u64 = 1;
/// Nanoseconds a Matroska tick, where the header does not say (RFC 9559, section 5.1.2.9).
const DEFAULT_TIMESTAMP_SCALE: u64 = 1_000_000;

/// One segment behind the header: one or more whole clusters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClusterRef {
    /// Media time of its start in milliseconds.
    pub time_ms: i64,
    /// Length in bytes; 0 for the empty segment of a final marker.
    pub len: u64,
    /// Whether it begins with a keyframe. An index entry at any other place breaks decoding.
    pub keyframe: bool,
}

/// Collects the clusters of a growing recording until its prefix is wanted.
#[derive(Clone, Debug, Default)]
pub struct IndexBuilder {
    clusters: Vec<ClusterRef>,
}

impl IndexBuilder {
    /// No clusters yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the next cluster.
    pub fn push(&mut self, cluster: ClusterRef) {
        self.clusters.push(cluster);
    }

    /// The prefix for what was added so far, see [`finished_prefix`].
    ///
    /// # Errors
    /// As [`finished_prefix`].
    pub fn finished_prefix(&self, init: &[u8], duration_ms: i64) -> Result<Vec<u8>, SealError> {
        finished_prefix(init, &self.clusters, duration_ms)
    }
}

/// The header of the finished file: EBML header as it was, a segment of known size, Info with the
/// duration, Tracks as they were, and Cues at the clusters that begin with a keyframe, with
/// positions of 8 bytes. `init` is segment 0: everything before the first cluster.
///
/// # Errors
/// [`SealError::Webm`] where `init` is not such a header or the duration is negative.
pub fn finished_prefix(
    init: &[u8],
    clusters: &[ClusterRef],
    duration_ms: i64,
) -> Result<Vec<u8>, SealError> {
    let header = Header::read(init)?;
    let duration_ms =
        u64::try_from(duration_ms).map_err(|_| SealError::Webm("negative duration"))?;
    let info = header.info_with_duration(duration_ms)?;
    let body_len = info.len() + header.tracks.len();
    // Positions are of fixed length, so the length of the cues is known before their content.
    let cues_len = cues(&header, clusters, 0).len();
    let first_cluster = (body_len + cues_len) as u64;
    let cues = cues(&header, clusters, first_cluster);

    let clusters_len = clusters.iter().map(|cluster| cluster.len).sum::<u64>();
    let mut out = header.ebml.to_vec();
    out.extend_from_slice(&ID_SEGMENT.to_be_bytes());
    out.extend_from_slice(&vint8(first_cluster + clusters_len));
    out.extend_from_slice(&info);
    out.extend_from_slice(header.tracks);
    out.extend_from_slice(&cues);
    Ok(out)
}

/// The pieces of the recorded header.
struct Header<'a> {
    ebml: &'a [u8],
    info: Element<'a>,
    tracks: &'a [u8],
    timestamp_scale: u64,
    cue_track: u64,
}

impl<'a> Header<'a> {
    fn read(init: &'a [u8]) -> Result<Self, SealError> {
        let ebml = Element::read(init)?;
        if ebml.id != ID_EBML {
            return Err(SealError::Webm("no EBML header"));
        }
        let segment = Element::read_open(&init[ebml.whole.len()..])?;
        if segment.id != ID_SEGMENT {
            return Err(SealError::Webm("no segment after the EBML header"));
        }
        let (mut info, mut tracks) = (None, None);
        for child in children(segment.body) {
            let child = child?;
            match child.id {
                ID_INFO => info = Some(child),
                ID_TRACKS => tracks = Some(child),
                ID_CLUSTER => return Err(SealError::Webm("the header contains a cluster")),
                // Seek heads, old cues, tags and padding hold positions and lengths of the file
                // as it was recorded: wrong in the finished one.
                _ => {}
            }
        }
        let info = info.ok_or(SealError::Webm("no Info"))?;
        let tracks = tracks.ok_or(SealError::Webm("no Tracks"))?;
        let scale = find(info.body, ID_TIMESTAMP_SCALE)?.map(|element| element.uint());
        let timestamp_scale = scale.transpose()?.unwrap_or(DEFAULT_TIMESTAMP_SCALE);
        if timestamp_scale == 0 {
            return Err(SealError::Webm("timestamp scale is 0"));
        }
        let cue_track = cue_track(tracks.body)?;
        Ok(Self { ebml: ebml.whole, info, tracks: tracks.whole, timestamp_scale, cue_track })
    }

    fn ticks(&self, millis: u64) -> u64 {
        (u128::from(millis) * 1_000_000 / u128::from(self.timestamp_scale)) as u64
    }

    fn info_with_duration(&self, duration_ms: u64) -> Result<Vec<u8>, SealError> {
        let mut body = Vec::with_capacity(self.info.body.len() + 16);
        for child in children(self.info.body) {
            let child = child?;
            // A checksum would no longer fit the changed content.
            if child.id != ID_DURATION && child.id != ID_CRC32 {
                body.extend_from_slice(child.whole);
            }
        }
        body.extend_from_slice(&float_element(ID_DURATION, self.ticks(duration_ms) as f64));
        Ok(master(ID_INFO, &body))
    }
}

fn cues(header: &Header<'_>, clusters: &[ClusterRef], first_cluster: u64) -> Vec<u8> {
    let mut body = Vec::new();
    let mut position = first_cluster;
    for cluster in clusters {
        if cluster.keyframe && cluster.len > 0 {
            let time = header.ticks(u64::try_from(cluster.time_ms).unwrap_or(0));
            let mut place = uint_element(ID_CUE_TRACK, header.cue_track);
            place.extend_from_slice(&uint_element(ID_CUE_CLUSTER_POSITION, position));
            let mut point = uint_element(ID_CUE_TIME, time);
            point.extend_from_slice(&master(ID_CUE_TRACK_POSITIONS, &place));
            body.extend_from_slice(&master(ID_CUE_POINT, &point));
        }
        position += cluster.len;
    }
    if body.is_empty() { body } else { master(ID_CUES, &body) }
}

/// Number of the first picture track, else of the first track.
fn cue_track(tracks: &[u8]) -> Result<u64, SealError> {
    let mut first = None;
    for entry in children(tracks) {
        let entry = entry?;
        if entry.id != ID_TRACK_ENTRY {
            continue;
        }
        let number = find(entry.body, ID_TRACK_NUMBER)?
            .ok_or(SealError::Webm("a track without a number"))?
            .uint()?;
        let kind = find(entry.body, ID_TRACK_TYPE)?.map(|element| element.uint()).transpose()?;
        if kind == Some(TRACK_TYPE_VIDEO) {
            return Ok(number);
        }
        first = first.or(Some(number));
    }
    first.ok_or(SealError::Webm("no tracks"))
}

fn find(body: &[u8], id: u32) -> Result<Option<Element<'_>>, SealError> {
    for child in children(body) {
        let child = child?;
        if child.id == id {
            return Ok(Some(child));
        }
    }
    Ok(None)
}
