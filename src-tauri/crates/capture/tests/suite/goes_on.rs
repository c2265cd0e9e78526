//! A recording that was interrupted goes on behind what is kept of it.

use capture::{
    CaptureError, GoOn, Recorder, RecorderConfig, Segment, SyntheticAudio, SyntheticVideo,
};
use interview::media::Pace;
use interview::time::MediaTime;

use crate::support::{
    Memory, blocks, clicks_ms, file_frames, file_samples, frames, lossless, record,
};

fn small() -> RecorderConfig {
    RecorderConfig { width: 320, height: 240, ..lossless() }
}

/// What was given between two times.
fn between<T: Clone>(
    all: &[T],
    time: impl Fn(&T) -> MediaTime,
    from_ms: i64,
    to_ms: i64,
) -> Vec<T> {
    let within = |item: &&T| (from_ms..to_ms).contains(&time(item).millis());
    all.iter().filter(within).cloned().collect()
}

/// Another day, another recorder: the file is one.
#[test]
fn a_recording_that_goes_on_is_one_file() {
    let video = frames(&mut SyntheticVideo::new(320, 240, 25, 100, Pace::Fast));
    let audio = blocks(&mut SyntheticAudio::new(4_000, &[500, 2_500], Pace::Fast));
    let run = |config: &RecorderConfig, from_ms, to_ms| {
        let pictures = between(&video, |frame| frame.time, from_ms, to_ms);
        record(config, &pictures, &between(&audio, |block| block.time, from_ms, to_ms))
    };
    let (first, _) = run(&small(), 0, 2_000);
    let next_seq = first.segments().len() as u32;
    let at = MediaTime::from_millis(2_000);
    let config = RecorderConfig { go_on: Some(GoOn { at, next_seq }), ..small() };
    let (second, summary) = run(&config, 2_000, 4_000);
    let segments: Vec<Segment> = [first.segments(), second.segments()].concat();
    assert_eq!(summary.segments as usize, segments.len());
    assert!((4_000..=4_020).contains(&summary.duration_ms), "{summary:?}");
    assert!(segments.iter().zip(0..).all(|(segment, seq)| segment.seq == seq));
    assert!(segments.windows(2).all(|pair| pair[0].start <= pair[1].start), "{segments:?}");
    let begun = &segments[next_seq as usize];
    assert!(begun.keyframe && begun.start == at, "{begun:?}");

    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("r.webm");
    let bytes: Vec<u8> = segments.into_iter().flat_map(|segment| segment.bytes).collect();
    std::fs::write(&path, bytes).unwrap();
    let times: Vec<i64> = file_frames(&path).iter().map(|frame| frame.time.millis()).collect();
    assert_eq!(times, (0..100).map(|nth| nth * 40).collect::<Vec<_>>());
    let sound = file_samples(&path);
    assert!(sound.len().abs_diff(192_000) <= 480, "{} samples", sound.len());
    let clicks = clicks_ms(&sound);
    assert_eq!(clicks.len(), 2, "{clicks:?}");
    assert!((clicks[0] - 500.0).abs() < 2.0 && (clicks[1] - 2_500.0).abs() < 10.0, "{clicks:?}");
}

#[test]
fn a_recording_goes_on_behind_its_header_only() {
    let origin = MediaTime::from_millis(100);
    for (at_ms, next_seq) in [(100, 0), (0, 3)] {
        let go_on = Some(GoOn { at: MediaTime::from_millis(at_ms), next_seq });
        let config = RecorderConfig { origin, go_on, ..small() };
        let refused = Recorder::start(config, Box::new(Memory::default())).err();
        assert!(matches!(refused, Some(CaptureError::Encoder { .. })), "{refused:?}");
    }
}
