//! Manifests agree with themselves or are refused.

// Helpers of tests may fail like tests.
#![allow(clippy::unwrap_used)]

use seal::SealError;
use seal::hash::to_hex;
use seal::manifest::{PartManifest, SegmentEntry};
use seal::segment::OVERHEAD_BYTES;

fn manifest() -> PartManifest {
    let segments = (0..3u32)
        .map(|seq| SegmentEntry {
            seq,
            t_ns: i64::from(seq.saturating_sub(1)) * 2_000_000_000,
            ct_len: 100 + OVERHEAD_BYTES as u64,
            pt_len: 100,
            sha256: to_hex(&[seq as u8; 32]),
            keyframe: seq > 0,
        })
        .collect();
    let mut manifest = PartManifest {
        part: "main".into(),
        kind: "interview".into(),
        mime: "video/webm".into(),
        codec: "vp9,opus".into(),
        duration_ms: 4000,
        segments,
        merkle_root: String::new(),
        sha256: to_hex(&[0; 32]),
        wraps: Vec::new(),
        finished: true,
    };
    manifest.merkle_root = manifest.computed_root().unwrap();
    manifest
}

#[test]
fn a_consistent_manifest_passes_and_travels_as_json() {
    let manifest = manifest();
    manifest.check().unwrap();
    let json = seal::jcs::canonical_json(&manifest).unwrap();
    assert_eq!(serde_json::from_slice::<PartManifest>(&json).unwrap(), manifest);
    assert!(String::from_utf8(json).unwrap().contains(r#""final":true"#));
    assert_eq!(manifest.sealed_len(), 3 * (100 + OVERHEAD_BYTES as u64));
    assert_eq!(manifest.sealed_offsets()[1], 100 + OVERHEAD_BYTES as u64);
    assert_eq!(manifest.part_ref().segments, 3);
    assert_eq!(manifest.clusters().iter().map(|c| c.time_ms).collect::<Vec<_>>(), [0, 2000]);
}

#[test]
fn contradictions_are_refused() {
    let refused = |change: fn(&mut PartManifest)| {
        let mut changed = manifest();
        change(&mut changed);
        assert!(matches!(changed.check(), Err(SealError::Manifest(_))), "{:?}", changed.check());
    };
    refused(|m| m.segments.clear());
    refused(|m| m.segments[1].seq = 5);
    refused(|m| drop(m.segments.remove(1)));
    refused(|m| m.segments[2].pt_len = u64::MAX);
    refused(|m| m.segments[2].ct_len += 1);
    refused(|m| m.segments[2].sha256 = to_hex(&[9; 32]));
    refused(|m| m.segments[2].sha256 = "short".into());
    refused(|m| m.merkle_root = to_hex(&[9; 32]));
}
