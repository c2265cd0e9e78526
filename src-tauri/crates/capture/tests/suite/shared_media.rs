//! The awkward files of the shared test media.

use std::path::Path;

use capture::{AudioSource, FileAudioSource, FileVideoSource, VideoSource, load_picture, probe};
use interview::error::Faulty;
use interview::media::{Pace, VideoFrame};
use interview::time::Span;

use crate::support::{file_frames, file_samples, samples, shared};

fn interview(name: &str) -> Option<std::path::PathBuf> {
    shared(&format!("interviews/{name}"))
}

fn hard(name: &str) -> Option<std::path::PathBuf> {
    shared(&format!("speech/hard/{name}"))
}

fn seconds(path: &Path) -> f64 {
    file_samples(path).len() as f64 / 48_000.0
}

/// Difference of brightness between the upper and the lower half of a picture.
fn level(frame: &VideoFrame, upper: bool) -> f64 {
    let y = if upper { (0.0, 0.5) } else { (0.5, 1.0) };
    crate::support::mean_rgb(frame, (0.0, 1.0), y).iter().sum()
}

/// The matrix of this file turns counter-clockwise by ISO/IEC 14496-12 (and for FFmpeg's player),
/// which leaves the face on its head: it needs two more quarter turns than it says.
#[test]
fn a_picture_on_its_side_is_turned_as_its_matrix_says() {
    let (Some(turned), Some(plain)) = (interview("rotated_metadata.mp4"), interview("vfr.mp4"))
    else {
        return;
    };
    assert_eq!(probe(&turned).unwrap().video_size, Some((640, 480)));
    let plain = file_frames(&plain).remove(0);
    for (quarter_turns, on_its_head) in [(0, true), (2, false)] {
        let mut source = FileVideoSource::open(&turned, Pace::Fast).unwrap().turned(quarter_turns);
        let frame = source.next_frame().unwrap().unwrap();
        assert_eq!((frame.width, frame.height), (640, 480));
        for upper in [true, false] {
            // The same scene: what is above and below has the same brightness.
            let off = (level(&frame, upper != on_its_head) - level(&plain, upper)).abs();
            assert!(off < 20.0, "{quarter_turns} turns, upper {upper}: {off}");
        }
    }
    let contrast = level(&plain, true) - level(&plain, false);
    assert!(contrast.abs() > 40.0, "the scene tells above from below: {contrast}");
}

#[test]
fn variable_frame_rate_keeps_its_times() {
    let Some(path) = interview("vfr.mp4") else { return };
    let frames = file_frames(&path);
    let longest = frames.windows(2).map(|w| w[1].time.nanos_since(w[0].time)).max().unwrap();
    assert!(longest > 400_000_000, "longest interval {longest} ns");
    assert!(frames.last().unwrap().time.seconds() > 7.0);
}

#[test]
fn sound_that_starts_late_keeps_its_offset() {
    let (Some(late), Some(plain)) =
        (interview("audio_late_500ms.mp4"), interview("audio_only.mp4"))
    else {
        return;
    };
    let mut source = FileAudioSource::open(&late, Pace::Fast).unwrap();
    let sound = samples(&mut source);
    // The edit list begins 64 ms early, with the encoder's own silence.
    assert_eq!(source.gaps(), [Span::new(0, 436)]);
    assert!((sound.len() as f64 / 48_000.0 - 8.5).abs() < 0.05, "{}", sound.len());
    let onset = |sound: &[f32]| sound.iter().position(|s| s.abs() > 0.02).unwrap() as f64 / 48.0;
    let offset = onset(&sound) - onset(&file_samples(&plain));
    assert!((offset - 500.0).abs() < 2.0, "voice begins {offset} ms later");
}

#[test]
fn live_and_cut_webm_are_read_to_their_end() {
    let (Some(whole), Some(cut)) =
        (interview("no_duration_no_cues.webm"), interview("truncated_live.webm"))
    else {
        return;
    };
    assert_eq!(file_frames(&whole).len(), 200);
    assert!((seconds(&whole) - 8.0).abs() < 0.05);
    assert!((probe(&whole).unwrap().duration_s - 8.0).abs() < 0.1);
    let frames = file_frames(&cut);
    assert!(frames.len() > 90, "{} frames recovered", frames.len());
    assert!(seconds(&cut) > 3.9);
}

#[test]
fn a_missing_track_or_index_has_its_code() {
    for (name, probed, video, audio) in [
        ("video_only.mp4", None, None, Some("media.no_audio")),
        ("audio_only.mp4", None, Some("media.no_video"), None),
        (
            "truncated_no_moov.mp4",
            Some("media.truncated"),
            Some("media.truncated"),
            Some("media.truncated"),
        ),
        ("zero_bytes.mp4", Some("media.empty"), Some("media.empty"), Some("media.empty")),
    ] {
        let Some(path) = interview(name) else { return };
        let code = |e: capture::CaptureError| e.fault().code;
        assert_eq!(probe(&path).err().map(code), probed, "{name}");
        assert_eq!(FileVideoSource::open(&path, Pace::Fast).err().map(code), video, "{name}");
        assert_eq!(FileAudioSource::open(&path, Pace::Fast).err().map(code), audio, "{name}");
    }
}

#[test]
fn unusual_sizes_and_rates_are_read() {
    for (name, size, count) in [
        ("4k_1s.mp4", (1_280, 720), 25),
        ("yuv444_odd_size.mp4", (642, 482), 200),
        ("fps1.mp4", (640, 480), 8),
    ] {
        let Some(path) = interview(name) else { return };
        let frames = file_frames(&path);
        assert_eq!((frames[0].width, frames[0].height), size, "{name}");
        assert_eq!(frames.len(), count, "{name}");
    }
}

#[test]
fn the_interview_is_whole() {
    let Some(path) = interview("interview.mp4") else { return };
    let info = probe(&path).unwrap();
    assert!((info.duration_s - 152.05).abs() < 0.1, "{info:?}");
    assert!((seconds(&path) - 152.05).abs() < 0.1);
}

#[test]
fn broken_sound_files_give_sound_or_a_code() {
    for (name, wanted) in [
        ("truncated.wav", Ok(8.0)),
        ("wrong_length_too_long.wav", Ok(12.0)),
        ("wrong_length_zero.wav", Ok(12.0)),
        ("header_only.wav", Err("media.empty")),
        ("empty.wav", Err("media.empty")),
        ("text_renamed.wav", Err("media.not_media")),
        ("cut_header.wav", Err("media.truncated")),
        ("pcm24_44k1.wav", Ok(6.0)),
        ("float32_16k.wav", Ok(6.0)),
    ] {
        let Some(path) = hard(name) else { return };
        let opened = FileAudioSource::open(&path, Pace::Fast);
        match (opened, wanted) {
            (Ok(mut source), Ok(wanted)) => {
                let got = samples(&mut source).len() as f64 / 48_000.0;
                assert!((got - wanted).abs() < 0.05, "{name}: {got} s");
            }
            (Err(error), Err(wanted)) => assert_eq!(error.fault().code, wanted, "{name}"),
            (opened, wanted) => panic!("{name}: {:?}, wanted {wanted:?}", opened.err()),
        }
    }
    let Some(cut) = hard("truncated.flac") else { return };
    assert!(seconds(&cut) > 5.0);
}

#[test]
fn a_dead_channel_leaves_the_level_alone() {
    let (Some(clean), Some(one)) =
        (shared("speech/zh_07_d039.flac"), hard("stereo_one_dead_48k.flac"))
    else {
        return;
    };
    let rms = |path: &Path| {
        let sound = file_samples(path);
        let first = &sound[..48_000 * 12];
        (first.iter().map(|s| f64::from(*s).powi(2)).sum::<f64>() / first.len() as f64).sqrt()
    };
    let ratio = rms(&one) / rms(&clean);
    assert!((0.9..1.1).contains(&ratio), "level ratio {ratio}");
}

#[test]
fn cards_and_faces_are_pictures() {
    for folder in ["idcards", "faces"] {
        let Some(folder) = shared(folder) else { return };
        let picture = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.extension().is_some_and(|e| e == "jpg"))
            .unwrap();
        let frame = load_picture(&picture).unwrap();
        assert_eq!(frame.rgb.len(), (3 * frame.width * frame.height) as usize);
    }
}
