//! The finished file: made from hand-written headers, and played by FFmpeg where it is installed.

// Helpers of tests may fail like tests.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;

use proptest::prelude::*;
use seal::SealError;
use seal::webm::{ClusterRef, Piece, PlaybackLayout, finished_prefix};

const CLUSTER_ID: [u8; 4] = [0x1f, 0x43, 0xb6, 0x75];

fn element(id: &[u8], body: &[u8]) -> Vec<u8> {
    let mut out = id.to_vec();
    out.extend((0x0100_0000_0000_0000u64 | body.len() as u64).to_be_bytes());
    out.extend(body);
    out
}

/// A live header: EBML, segment of unknown size, seek head, Info with a stale duration, Tracks
/// (sound is 1, pictures are 2), padding.
fn live_header() -> Vec<u8> {
    let mut out = element(&[0x1a, 0x45, 0xdf, 0xa3], &[0x42, 0x86, 0x81, 1]);
    out.extend([0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    out.extend(element(&[0x11, 0x4d, 0x9b, 0x74], &[0xec, 0x80]));
    let info = [
        element(&[0x2a, 0xd7, 0xb1], &1_000_000u32.to_be_bytes()),
        element(&[0x44, 0x89], &1f64.to_be_bytes()),
        element(&[0x4d, 0x80], b"muxer"),
    ];
    out.extend(element(&[0x15, 0x49, 0xa9, 0x66], &info.concat()));
    let track = |number, kind| element(&[0xae], &[0xd7, 0x81, number, 0x83, 0x81, kind]);
    out.extend(element(&[0x16, 0x54, 0xae, 0x6b], &[track(1, 2), track(2, 1)].concat()));
    out.extend(element(&[0xec], &[0; 5]));
    out
}

fn find(bytes: &[u8], needle: &[u8]) -> Vec<usize> {
    (0..bytes.len()).filter(|at| bytes[*at..].starts_with(needle)).collect()
}

#[test]
fn the_prefix_states_size_duration_and_where_keyframes_lie() {
    let clusters = [
        ClusterRef { time_ms: 0, len: 100, keyframe: true },
        ClusterRef { time_ms: 2000, len: 50, keyframe: false },
        ClusterRef { time_ms: 4000, len: 70, keyframe: true },
        ClusterRef { time_ms: 6000, len: 0, keyframe: true },
    ];
    let prefix = finished_prefix(&live_header(), &clusters, 6500).unwrap();

    let segment = find(&prefix, &[0x18, 0x53, 0x80, 0x67])[0];
    let data = segment + 12;
    let size = u64::from_be_bytes(prefix[segment + 4..data].try_into().unwrap()) ^ (1 << 56);
    assert_eq!(size, (prefix.len() - data) as u64 + 220);

    let duration = find(&prefix, &[0x44, 0x89, 0x88]);
    assert_eq!(duration.len(), 1, "the stale duration is gone");
    let value = f64::from_be_bytes(prefix[duration[0] + 3..duration[0] + 11].try_into().unwrap());
    assert_eq!(value, 6500.0);

    let first = (prefix.len() - data) as u64;
    let places: Vec<u64> = find(&prefix, &[0xf1, 0x88])
        .into_iter()
        .map(|at| u64::from_be_bytes(prefix[at + 2..at + 10].try_into().unwrap()))
        .collect();
    assert_eq!(places, [first, first + 150], "keyframes only, the empty final segment not");
    let mut track = vec![0xf7, 0x88];
    track.extend(2u64.to_be_bytes());
    assert_eq!(find(&prefix, &track).len(), 2, "the picture track is indexed");
    assert!(find(&prefix, b"muxer").len() == 1 && find(&prefix, &[0x11, 0x4d, 0x9b]).is_empty());
}

#[test]
fn a_header_that_is_none_is_refused() {
    let header = live_header();
    let mut with_cluster = header.clone();
    with_cluster.extend(CLUSTER_ID);
    let info_cut = find(&header, &[0x15, 0x49, 0xa9, 0x66])[0];
    for bad in [&[][..], b"RIFF....WAVE", &with_cluster, &header[..info_cut]] {
        let refused = finished_prefix(bad, &[], 0);
        assert!(matches!(refused, Err(SealError::Webm(_))), "{refused:?}");
    }
    assert!(finished_prefix(&header, &[], -1).is_err());
}

proptest! {
    #[test]
    fn any_header_is_read_without_panic(
        cut in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), value in any::<u8>(),
    ) {
        let mut header = live_header();
        let at = at.index(header.len());
        header[at] = value;
        let cut = cut.index(header.len());
        let _ = finished_prefix(&header, &[], 10);
        let _ = finished_prefix(&header[..cut], &[], 10);
    }

    #[test]
    fn pieces_cover_every_range(
        prefix_len in 0usize..20, lens in prop::collection::vec(0u64..15, 0..6),
        from in 0u64..100, max in 1usize..12,
    ) {
        // A file in which every byte tells its place.
        let mut place = 0u8;
        let mut bytes = |len: usize| (0..len).map(|_| { place += 1; place }).collect::<Vec<u8>>();
        let prefix = bytes(prefix_len);
        let segments: Vec<Vec<u8>> = lens.iter().map(|len| bytes(*len as usize)).collect();
        let whole = [prefix.clone(), segments.concat()].concat();

        let layout = PlaybackLayout::new(prefix_len, lens);
        prop_assert_eq!(layout.len(), whole.len() as u64);
        let mut read: Vec<u8> = Vec::new();
        let mut offset = from;
        while let Some(piece) = layout.piece_at(offset, max) {
            let bytes = match piece {
                Piece::Prefix(range) => &prefix[range],
                Piece::Segment { seq, range } => &segments[seq as usize - 1][range],
            };
            prop_assert!(!bytes.is_empty() && bytes.len() <= max);
            read.extend(bytes);
            offset += bytes.len() as u64;
        }
        prop_assert_eq!(read, whole.get(from as usize..).unwrap_or_default());
    }
}

/// Byte offset, time in ticks and keyframe flag of every cluster of a live file.
fn clusters_of(file: &[u8]) -> Vec<(usize, u64, bool)> {
    find(file, &CLUSTER_ID)
        .into_iter()
        .filter_map(|at| {
            let size_len = file[at + 4].leading_zeros() as usize + 1;
            let body = &file[at + 4 + size_len..];
            // Timestamp comes first (0xE7), then the first SimpleBlock (0xA3).
            let len = (*body.get(1)? & 0x7f) as usize;
            (body[0] == 0xe7).then_some(())?;
            let time = body[2..2 + len].iter().fold(0, |t, b| (t << 8) | u64::from(*b));
            let block = &body[2 + len..];
            let size_len = block[1].leading_zeros() as usize + 1;
            let (track, flags) = (block[1 + size_len], block[1 + size_len + 3]);
            Some((at, time, block[0] == 0xa3 && track == 0x81 && flags & 0x80 != 0))
        })
        .collect()
}

fn run(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).output().ok()?;
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{program}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn ffmpeg_plays_and_seeks_the_finished_file() {
    if Command::new("ffmpeg").arg("-version").output().is_err() {
        println!("skipped: ffmpeg is not installed");
        return;
    }
    let dir = std::env::temp_dir().join(format!("seal-webm-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let at = |name: &str| dir.join(name).to_string_lossy().into_owned();
    let (live, finished) = (at("live.webm"), at("finished.webm"));
    // Pictures only: FFmpeg's command line may put sound first into a cluster, capture never does.
    let make = "-v error -y -f lavfi -i testsrc2=size=160x120:rate=15:duration=6 \
                -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 15 -live 1";
    let args: Vec<&str> = make.split_whitespace().chain([live.as_str()]).collect();
    run("ffmpeg", &args).unwrap();

    let file = std::fs::read(Path::new(&live)).unwrap();
    let found = clusters_of(&file);
    assert!(found.iter().filter(|cluster| cluster.2).count() >= 4, "{found:?}");
    let ends = found.iter().skip(1).map(|cluster| cluster.0).chain([file.len()]);
    let clusters: Vec<ClusterRef> = found
        .iter()
        .zip(ends)
        .map(|((start, time, keyframe), end)| ClusterRef {
            time_ms: *time as i64,
            len: (end - start) as u64,
            keyframe: *keyframe,
        })
        .collect();
    let mut bytes = finished_prefix(&file[..found[0].0], &clusters, 6000).unwrap();
    bytes.extend(&file[found[0].0..]);
    std::fs::write(Path::new(&finished), &bytes).unwrap();

    let duration = "-v error -show_entries format=duration -of csv=p=0";
    let args: Vec<&str> = duration.split_whitespace().chain([finished.as_str()]).collect();
    assert_eq!(run("ffprobe", &args).unwrap().trim(), "6.000000");
    // Decodes to the end, and from the middle, without a word on stderr.
    for seek in ["0", "4"] {
        run("ffmpeg", &["-v", "error", "-ss", seek, "-i", &finished, "-f", "null", "-"]).unwrap();
    }
    std::fs::remove_dir_all(&dir).unwrap();
}
