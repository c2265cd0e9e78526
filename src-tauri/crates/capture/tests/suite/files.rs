//! Files made here: formats, offsets, damage.

use std::path::Path;

use capture::{CaptureError, FileAudioSource, FileVideoSource, Resampler16k, probe};
use interview::error::Faulty;
use interview::media::Pace;
use proptest::prelude::*;

use crate::support::{blocks, clicks_ms, file_frames, file_samples, recorded, wav};

fn codes(path: &Path) -> [Option<&'static str>; 3] {
    [
        probe(path).err().map(|e| e.fault().code),
        FileVideoSource::open(path, Pace::Fast).err().map(|e| e.fault().code),
        FileAudioSource::open(path, Pace::Fast).err().map(|e| e.fault().code),
    ]
}

#[test]
fn a_recording_tells_what_it_holds() {
    let dir = tempfile::tempdir().unwrap();
    let info = probe(recorded(dir.path(), 2)).unwrap();
    assert_eq!(info.video_size, Some((320, 240)));
    assert_eq!(info.audio_sample_rate_hz, Some(48_000));
    assert!((info.duration_s - 2.0).abs() < 0.05, "{info:?}");
}

#[test]
fn what_is_no_media_has_its_code() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let sound = wav(16_000, 1, &[100; 1_600]);
    let playlist = b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nother.ts\n#EXT-X-ENDLIST\n";
    for (path, wanted) in [
        (dir.path().join("absent.mp4"), "media.not_found"),
        (dir.path().to_path_buf(), "media.unreadable"),
        (path("zero.mp4", b""), "media.empty"),
        (path("text.wav", &b"a letter to nobody\n".repeat(100)), "media.not_media"),
        (path("list.m3u8", playlist), "media.not_media"),
        (path("concat.mp4", b"ffconcat version 1.0\nfile recorded.webm\n"), "media.not_media"),
        (
            path("noise.bin", &(0..9_999u32).map(|n| ((n * n) >> 3) as u8).collect::<Vec<_>>()),
            "media.not_media",
        ),
        (path("cut.wav", &sound[..21]), "media.truncated"),
    ] {
        assert_eq!(codes(&path), [Some(wanted); 3], "{path:?}");
    }
}

/// FFmpeg writes file names and metadata to stderr unless it is told not to.
#[test]
fn reading_damaged_files_writes_nothing_to_the_log() {
    const INSIDE: &str = "CAPTURE_TEST_INSIDE";
    const NAME: &str = "candidate-zhang-san.mp4";
    let dir = tempfile::tempdir().unwrap();
    if std::env::var_os(INSIDE).is_some() {
        let path = dir.path().join(NAME);
        for bytes in [&b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom cut off"[..], b"no media at all"] {
            std::fs::write(&path, bytes).unwrap();
            assert!(probe(&path).is_err() && FileAudioSource::open(&path, Pace::Fast).is_err());
        }
        return;
    }
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "files::reading_damaged_files_writes_nothing_to_the_log", "--nocapture"])
        .env(INSIDE, "1")
        .output()
        .unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(!String::from_utf8_lossy(&output.stdout).contains(NAME));
}

#[test]
fn a_missing_track_has_its_code() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("sound.wav");
    std::fs::write(&path, wav(16_000, 1, &[100; 1_600])).unwrap();
    assert_eq!(codes(&path), [None, Some("media.no_video"), None]);
    std::fs::write(&path, wav(16_000, 1, &[])).unwrap();
    assert_eq!(codes(&path)[2], Some("media.empty"));
}

#[test]
fn every_rate_and_channel_count_gives_the_same_length_and_clicks() {
    let dir = tempfile::tempdir().unwrap();
    for (rate_hz, channels) in
        [(8_000, 1), (8_000, 2), (16_000, 2), (44_100, 1), (44_100, 6), (48_000, 2), (96_000, 1)]
    {
        let frames = rate_hz as usize * 2;
        let mut sound = vec![0i16; frames * usize::from(channels)];
        for click_ms in [0, 1_000, 1_980] {
            let at = rate_hz as usize * click_ms / 1_000 * usize::from(channels);
            // Full swing, two milliseconds, on the first channel only: the others are dead.
            for n in 0..rate_hz as usize / 500 {
                let phase = n as f64 / f64::from(rate_hz) * 250.0 * std::f64::consts::TAU;
                sound[at + n * usize::from(channels)] = (phase.sin() * 30_000.0) as i16;
            }
        }
        let path = dir.path().join("clicks.wav");
        std::fs::write(&path, wav(rate_hz, channels, &sound)).unwrap();
        let read = file_samples(&path);
        assert_eq!(read.len(), 96_000, "{rate_hz} Hz, {channels} channels");
        let clicks = clicks_ms(&read);
        assert_eq!(clicks.len(), 3, "{rate_hz} Hz, {channels} channels: {clicks:?}");
        for (click, wanted) in clicks.into_iter().zip([0.0, 1_000.0, 1_980.0]) {
            assert!((click - wanted).abs() < 1.5, "{rate_hz} Hz: {click} ms, wanted {wanted} ms");
        }
        let peak = read.iter().fold(0.0f32, |p, s| p.max(s.abs()));
        assert!(peak > 0.8, "{rate_hz} Hz, {channels} channels: peak {peak}");
    }
}

#[test]
fn headers_that_lie_about_the_length_do_not_matter() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("lie.wav");
    let sound = wav(16_000, 1, &[1_000; 32_000]);
    let with_length = |riff: u32, data: u32| {
        let mut bytes = sound.clone();
        bytes[4..8].copy_from_slice(&riff.to_le_bytes());
        bytes[40..44].copy_from_slice(&data.to_le_bytes());
        bytes
    };
    std::fs::write(&path, with_length(u32::MAX, u32::MAX)).unwrap();
    assert_eq!(file_samples(&path).len(), 96_000);
    assert!((probe(&path).unwrap().duration_s - 2.0).abs() < 0.01);
    std::fs::write(&path, &sound[..sound.len() / 2 - 1]).unwrap();
    assert!(file_samples(&path).len().abs_diff(48_000) < 200);
}

#[test]
fn sixteen_kilohertz_keeps_length_and_time() {
    let dir = tempfile::tempdir().unwrap();
    let path = recorded(dir.path(), 3);
    let mut source = FileAudioSource::open(&path, Pace::Fast).unwrap();
    let mut resampler = Resampler16k::new();
    let mut out = Vec::new();
    for block in blocks(&mut source) {
        out.extend(resampler.push(&block).unwrap());
    }
    out.extend(resampler.flush().unwrap());
    let mut count = 0u64;
    for block in &out {
        assert_eq!(block.sample_rate_hz, 16_000);
        assert_eq!(block.time.nanos(), (count * 62_500) as i64);
        count += block.samples.len() as u64;
    }
    assert_eq!(count, 48_000);
    let samples: Vec<f32> = out.iter().flat_map(|b| b.samples.to_vec()).collect();
    let click = samples.iter().skip(8_000).position(|s| s.abs() > 0.3).unwrap() + 8_000;
    assert!((click as f64 / 16.0 - 1_000.0).abs() < 2.0, "click at sample {click}");
}

/// Runs the ffmpeg command; `false`, with the reason printed, where there is none.
fn ffmpeg(args: &[&str], from: &Path, to: &Path) -> bool {
    let command = std::process::Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-i"])
        .arg(from)
        .args(args)
        .arg(to)
        .status();
    match command {
        Ok(status) => {
            assert!(status.success(), "ffmpeg {args:?}");
            true
        }
        Err(error) => {
            println!("skipped: ffmpeg does not run ({error})");
            false
        }
    }
}

#[test]
fn every_container_and_codec_gives_the_same_times() {
    let dir = tempfile::tempdir().unwrap();
    let original = recorded(dir.path(), 2);
    for (name, args, with_video) in [
        ("a.mp4", &["-c:v", "mpeg4", "-c:a", "aac"][..], true),
        ("a.mov", &["-c:v", "mjpeg", "-c:a", "pcm_s16le"], true),
        ("a.mkv", &["-c:v", "libx264", "-c:a", "flac"], true),
        ("a.avi", &["-c:v", "mpeg4", "-c:a", "libmp3lame"], true),
        ("a.ts", &["-c:v", "mpeg2video", "-c:a", "mp2"], true),
        ("a.wav", &["-vn", "-ar", "44100", "-c:a", "pcm_s24le"], false),
        ("a.flac", &["-vn", "-ar", "16000", "-ac", "2"], false),
        ("a.mp3", &["-vn", "-ar", "44100", "-b:a", "64k"], false),
        ("a.ogg", &["-vn", "-c:a", "libvorbis"], false),
        ("a.opus", &["-vn", "-c:a", "libopus"], false),
        ("a.m4a", &["-vn", "-c:a", "aac", "-ar", "32000"], false),
    ] {
        // The name must not matter.
        let named = dir.path().join(name);
        if !ffmpeg(args, &original, &named) {
            return;
        }
        let path = dir.path().join("unnamed");
        std::fs::rename(named, &path).unwrap();
        let clicks = clicks_ms(&file_samples(&path));
        assert_eq!(clicks.len(), 2, "{name}: {clicks:?}");
        let between = clicks[1] - clicks[0];
        assert!((between - 1_000.0).abs() < 3.0, "{name}: {clicks:?}");
        assert_eq!(FileVideoSource::open(&path, Pace::Fast).is_ok(), with_video, "{name}");
        if with_video {
            let frames = file_frames(&path);
            assert!((49..=51).contains(&frames.len()), "{name}: {} frames", frames.len());
            // White bar and click are at the same moment, once a second.
            let second = frames.iter().position(|f| f.time.seconds() > 0.98).unwrap();
            let off_ms = frames[second].time.seconds() * 1e3 - clicks[1];
            assert!(off_ms.abs() < 45.0, "{name}: picture and sound are {off_ms} ms apart");
        }
    }
}

fn any_file_reads_or_fails(bytes: &[u8]) -> Result<(), CaptureError> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("any");
    std::fs::write(&path, bytes).unwrap();
    probe(&path)?;
    if FileVideoSource::open(&path, Pace::Fast).is_ok() {
        file_frames(&path);
    }
    if FileAudioSource::open(&path, Pace::Fast).is_ok() {
        file_samples(&path);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn damage_anywhere_never_panics(
        cut in 0.0f64..1.0,
        hits in proptest::collection::vec((0.0f64..1.0, any::<u8>()), 0..8),
    ) {
        static RECORDED: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
        let whole = RECORDED.get_or_init(|| {
            let dir = tempfile::tempdir().unwrap();
            std::fs::read(recorded(dir.path(), 1)).unwrap()
        });
        let mut bytes = whole[..(whole.len() as f64 * cut) as usize].to_vec();
        for (at, value) in hits {
            let at = (bytes.len() as f64 * at) as usize;
            if let Some(byte) = bytes.get_mut(at) {
                *byte = value;
            }
        }
        // Either way is right; a panic or a hang is not.
        let _ = any_file_reads_or_fails(&bytes);
    }
}
