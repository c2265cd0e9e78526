//! The few elements of WebM that a live recording needs, as bytes.
//!
//! Written here rather than by FFmpeg's muxer so that a cluster is exactly a segment: FFmpeg cuts
//! further clusters by size and age. Ids and meanings: RFC 9559 (Matroska), the WebM container
//! guidelines; encoding: RFC 8794 (EBML).

/// Track number of the picture.
pub(super) const VIDEO_TRACK: u8 = 1;

/// Track number of the sound.
pub(super) const AUDIO_TRACK: u8 = 2;

const EBML: u32 = 0x1A45_DFA3;
const SEGMENT: u32 = 0x1853_8067;
const INFO: u32 = 0x1549_A966;
const TRACKS: u32 = 0x1654_AE6B;
const TRACK_ENTRY: u32 = 0xAE;
const CLUSTER: u32 = 0x1F43_B675;
const CLUSTER_TIMESTAMP: u32 = 0xE7;
const SIMPLE_BLOCK: u32 = 0xA3;
const BLOCK_GROUP: u32 = 0xA0;
const BLOCK: u32 = 0xA1;
const DISCARD_PADDING: u32 = 0x75A2;

/// Nanoseconds of one tick of all times in the file: 1 ms, which every player expects.
const TIMESTAMP_SCALE_NANOS: u64 = 1_000_000;

/// What Opus decoders need before a position to be right there: 80 ms (RFC 7845, 4.6).
const OPUS_SEEK_PRE_ROLL_NANOS: u64 = 80_000_000;

/// The picture track.
pub(super) struct VideoTrack {
    pub width: u32,
    pub height: u32,
}

/// The sound track: Opus, mono, 48 kHz.
pub(super) struct AudioTrack {
    /// Samples that a decoder throws away at the beginning.
    pub pre_skip: u16,
}

/// A block that lies in a cluster.
pub(super) struct Block<'a> {
    pub track: u8,
    /// Milliseconds since zero of the file.
    pub time_ms: i64,
    pub keyframe: bool,
    /// Nanoseconds at the end that are not to be played.
    pub discard_nanos: u64,
    pub data: &'a [u8],
}

/// EBML header, a segment without end, its info and its tracks.
pub(super) fn header(video: Option<&VideoTrack>, audio: Option<&AudioTrack>) -> Vec<u8> {
    let mut ebml = Vec::new();
    uint(&mut ebml, 0x4286, 1); // EBMLVersion
    uint(&mut ebml, 0x42F7, 1); // EBMLReadVersion
    uint(&mut ebml, 0x42F2, 4); // EBMLMaxIDLength
    uint(&mut ebml, 0x42F3, 8); // EBMLMaxSizeLength
    element(&mut ebml, 0x4282, b"webm"); // DocType
    uint(&mut ebml, 0x4287, 4); // DocTypeVersion: SeekPreRoll, CodecDelay and DiscardPadding
    uint(&mut ebml, 0x4285, 2); // DocTypeReadVersion: SimpleBlock

    let mut info = Vec::new();
    uint(&mut info, 0x2A_D7B1, TIMESTAMP_SCALE_NANOS);
    element(&mut info, 0x4D80, b"interview-station"); // MuxingApp
    element(&mut info, 0x5741, b"interview-station"); // WritingApp

    let mut tracks = Vec::new();
    if let Some(video) = video {
        element(&mut tracks, TRACK_ENTRY, &video_entry(video));
    }
    if let Some(audio) = audio {
        element(&mut tracks, TRACK_ENTRY, &audio_entry(audio));
    }

    let mut out = Vec::new();
    element(&mut out, EBML, &ebml);
    id(&mut out, SEGMENT);
    out.extend_from_slice(&[0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]); // unknown size
    element(&mut out, INFO, &info);
    element(&mut out, TRACKS, &tracks);
    out
}

fn video_entry(track: &VideoTrack) -> Vec<u8> {
    let mut picture = Vec::new();
    uint(&mut picture, 0xB0, u64::from(track.width));
    uint(&mut picture, 0xBA, u64::from(track.height));
    let mut entry = entry_start(VIDEO_TRACK, 1, b"V_VP9");
    element(&mut entry, 0xE0, &picture);
    entry
}

fn audio_entry(track: &AudioTrack) -> Vec<u8> {
    let mut sound = Vec::new();
    element(&mut sound, 0xB5, &48_000f64.to_be_bytes()); // SamplingFrequency
    uint(&mut sound, 0x9F, 1); // Channels

    // RFC 7845, 5.1: version 1, one channel, pre-skip, input rate, no gain, mapping family 0.
    let mut opus_head = b"OpusHead\x01\x01".to_vec();
    opus_head.extend_from_slice(&track.pre_skip.to_le_bytes());
    opus_head.extend_from_slice(&48_000u32.to_le_bytes());
    opus_head.extend_from_slice(&[0, 0, 0]);

    let mut entry = entry_start(AUDIO_TRACK, 2, b"A_OPUS");
    element(&mut entry, 0x63A2, &opus_head); // CodecPrivate
    uint(&mut entry, 0x56AA, u64::from(track.pre_skip) * 1_000_000_000 / 48_000); // CodecDelay
    uint(&mut entry, 0x56BB, OPUS_SEEK_PRE_ROLL_NANOS);
    element(&mut entry, 0xE1, &sound);
    entry
}

fn entry_start(number: u8, kind: u64, codec: &[u8]) -> Vec<u8> {
    let mut entry = Vec::new();
    uint(&mut entry, 0xD7, u64::from(number)); // TrackNumber
    uint(&mut entry, 0x73C5, u64::from(number)); // TrackUID
    uint(&mut entry, 0x83, kind); // TrackType
    uint(&mut entry, 0x9C, 0); // FlagLacing
    element(&mut entry, 0x86, codec);
    entry
}

/// A cluster that begins at `start_ms` of the file. Blocks lie within 32 s of its start.
pub(super) fn cluster(start_ms: i64, blocks: &[Block<'_>]) -> Vec<u8> {
    let mut body = Vec::with_capacity(blocks.iter().map(|b| b.data.len() + 32).sum());
    uint(&mut body, CLUSTER_TIMESTAMP, start_ms.max(0).unsigned_abs());
    for block in blocks {
        let from_start = block.time_ms - start_ms.max(0);
        let relative = from_start.clamp(i64::from(i16::MIN), i64::from(i16::MAX)) as i16;
        let mut bytes = Vec::with_capacity(block.data.len() + 4);
        bytes.push(0x80 | block.track); // track number as a one-byte EBML number
        bytes.extend_from_slice(&relative.to_be_bytes());
        if block.discard_nanos == 0 {
            bytes.push(if block.keyframe { 0x80 } else { 0 });
            bytes.extend_from_slice(block.data);
            element(&mut body, SIMPLE_BLOCK, &bytes);
        } else {
            bytes.push(0);
            bytes.extend_from_slice(block.data);
            let mut group = Vec::with_capacity(bytes.len() + 16);
            element(&mut group, BLOCK, &bytes);
            uint(&mut group, DISCARD_PADDING, block.discard_nanos);
            element(&mut body, BLOCK_GROUP, &group);
        }
    }
    let mut out = Vec::with_capacity(body.len() + 12);
    element(&mut out, CLUSTER, &body);
    out
}

/// An id with its length marker, as RFC 8794 lists them.
fn id(out: &mut Vec<u8>, id: u32) {
    let bytes = id.to_be_bytes();
    let first = bytes.iter().position(|&b| b != 0).unwrap_or(3);
    out.extend_from_slice(&bytes[first..]);
}

/// Id, size in eight bytes, content.
fn element(out: &mut Vec<u8>, element_id: u32, content: &[u8]) {
    id(out, element_id);
    let size = (content.len() as u64 | 1 << 56).to_be_bytes();
    // Short sizes for short contents: most elements are a few bytes long.
    if content.len() < 0x7F {
        out.push(0x80 | content.len() as u8);
    } else {
        out.extend_from_slice(&size);
    }
    out.extend_from_slice(content);
}

/// An unsigned number; a signed one too, as long as it is not negative and keeps its top bit clear.
fn uint(out: &mut Vec<u8>, element_id: u32, value: u64) {
    let bytes = value.to_be_bytes();
    let first = bytes.iter().position(|&b| b != 0).unwrap_or(7);
    // One byte in front keeps DiscardPadding, which is signed, positive.
    let first = if bytes[first] & 0x80 != 0 { first.saturating_sub(1) } else { first };
    element(out, element_id, &bytes[first..]);
}
