//! What is recorded can be read back: the right frames and samples at the right times.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use capture::{
    CaptureError, FileAudioSource, Recorder, RecorderConfig, Segment, SegmentSink, SinkError,
    SyntheticAudio, SyntheticVideo,
};
use interview::media::{AudioBlock, Pace, VideoFrame};
use interview::time::MediaTime;

use crate::support::{
    Memory, blocks, clicks_ms, file_frames, file_samples, frames, lossless, mean_rgb, record,
};

fn pattern(seconds: u64) -> Vec<VideoFrame> {
    frames(&mut SyntheticVideo::new(320, 240, 25, 25 * seconds, Pace::Fast))
}

fn small() -> RecorderConfig {
    RecorderConfig { width: 320, height: 240, ..lossless() }
}

fn saved(memory: &Memory) -> (tempfile::TempDir, std::path::PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("r.webm");
    std::fs::write(&path, memory.bytes()).unwrap();
    (dir, path)
}

#[test]
fn picture_and_sound_come_back_at_their_times() {
    let video = pattern(5);
    let audio = blocks(&mut SyntheticAudio::new(5_000, &[0, 2_500, 4_980], Pace::Fast));
    let (memory, summary) = record(&small(), &video, &audio);
    assert_eq!((summary.frames_encoded, summary.frames_dropped), (125, 0));
    assert_eq!(summary.samples, 240_000);
    assert!((5_000..=5_020).contains(&summary.duration_ms), "{summary:?}");

    let (_dir, path) = saved(&memory);
    let read = file_frames(&path);
    assert_eq!(read.len(), 125);
    for (frame, original) in read.iter().zip(&video) {
        let off_ms = frame.time.nanos_since(original.time).abs() as f64 / 1e6;
        assert!(off_ms <= 1.0, "frame {} is {off_ms} ms off", frame.index);
    }
    // The bar is where it was: the frame of second 4.48 shows it near the middle.
    let bright = |x| mean_rgb(&read[112], x, (0.2, 0.8)).iter().sum::<f64>();
    assert!(bright((0.49, 0.53)) > 650.0 && bright((0.26, 0.36)) < 500.0);

    let sound = file_samples(&path);
    assert_eq!(sound.len(), 240_000, "not one sample more or less");
    for (click, wanted) in clicks_ms(&sound).into_iter().zip([0.0, 2_500.0, 4_980.0]) {
        assert!((click - wanted).abs() < 2.0, "click at {click} ms, wanted {wanted} ms");
    }
    assert_eq!(clicks_ms(&sound).len(), 3);
}

#[test]
fn segments_are_short_begin_with_keyframes_and_play_alone() {
    let audio = blocks(&mut SyntheticAudio::new(7_000, &[], Pace::Fast));
    let (memory, summary) = record(&small(), &pattern(7), &audio);
    let segments = memory.segments();
    assert_eq!(segments.len() as u32, summary.segments);
    assert!(segments.len() >= 5, "{segments:?}");
    for (at, segment) in segments.iter().enumerate() {
        assert_eq!(segment.seq as usize, at);
        assert_eq!(segment.last, at + 1 == segments.len());
        assert!(segment.duration_ms <= 2_000);
        assert_eq!(segment.keyframe, at > 0);
    }
    assert!(segments.windows(2).all(|w| w[0].start <= w[1].start));
    // Header and any later segment are a file of their own.
    let middle = &segments[3];
    let (_dir, path) = saved(&Memory::default());
    std::fs::write(&path, [&segments[0].bytes[..], &middle.bytes].concat()).unwrap();
    let alone = file_frames(&path);
    let wanted = middle.duration_ms as usize / 40;
    assert!(alone.len().abs_diff(wanted) <= 1, "{} frames, wanted {wanted}", alone.len());
}

/// C1: every rate, fed in blocks of odd length, with clicks at 0, 5 and 9.98 s.
#[test]
fn sound_alone_keeps_length_and_clicks_at_every_rate() {
    for rate_hz in [8_000u32, 16_000, 44_100, 48_000] {
        let length = rate_hz as usize * 10;
        let mut sound = vec![0.0f32; length];
        for click_ms in [0, 5_000, 9_980] {
            let at = rate_hz as usize * click_ms / 1_000;
            // A short half wave that survives any of the rates.
            for (n, sample) in sound[at..at + rate_hz as usize / 500].iter_mut().enumerate() {
                *sample = 0.9 * (n as f32 / rate_hz as f32 * 250.0 * std::f32::consts::TAU).sin();
            }
        }
        let mut given = 0;
        let audio: Vec<AudioBlock> = sound
            .chunks(777)
            .map(|samples| {
                let time = MediaTime::from_samples(given, rate_hz);
                given += samples.len() as u64;
                AudioBlock { time, sample_rate_hz: rate_hz, samples: samples.into() }
            })
            .collect();
        let (memory, summary) = record(&RecorderConfig { video: false, ..lossless() }, &[], &audio);
        assert_eq!(summary.samples, 480_000, "{rate_hz} Hz");
        assert!(memory.segments().iter().all(|s| s.duration_ms <= 2_000));
        assert!(memory.segments()[1..].iter().all(|s| s.keyframe));
        let (_dir, path) = saved(&memory);
        let read = file_samples(&path);
        assert_eq!(read.len(), 480_000, "{rate_hz} Hz");
        let clicks = clicks_ms(&read);
        assert_eq!(clicks.len(), 3, "{rate_hz} Hz: {clicks:?}");
        for (click, wanted) in clicks.into_iter().zip([0.0, 5_000.0, 9_980.0]) {
            assert!((click - wanted).abs() < 2.0, "{rate_hz} Hz: {click} ms, wanted {wanted} ms");
        }
    }
}

#[test]
fn uneven_frame_times_are_kept() {
    let mut at_ms = 0;
    let video: Vec<VideoFrame> = pattern(2)
        .into_iter()
        .enumerate()
        .map(|(n, frame)| {
            at_ms += [33, 34, 600, 7, 120][n % 5];
            VideoFrame { time: MediaTime::from_millis(at_ms), ..frame }
        })
        .collect();
    let (memory, _) = record(&RecorderConfig { audio: false, ..small() }, &video, &[]);
    assert!(memory.segments().iter().all(|s| s.duration_ms <= 2_000));
    let (_dir, path) = saved(&memory);
    let start = video[0].time;
    let times: Vec<i64> = video.iter().map(|f| f.time.nanos_since(start) / 1_000_000).collect();
    let read: Vec<i64> = file_frames(&path).iter().map(|f| f.time.millis()).collect();
    assert_eq!(read, times);
}

#[test]
fn another_frame_size_is_scaled_into_the_recording() {
    let mut video = pattern(1);
    for frame in &mut video[10..] {
        let tall = frames(&mut SyntheticVideo::new(120, 240, 25, 1, Pace::Fast)).remove(0);
        *frame = VideoFrame { time: frame.time, index: frame.index, ..tall };
    }
    let (memory, summary) = record(&RecorderConfig { audio: false, ..small() }, &video, &[]);
    assert_eq!(summary.frames_encoded, 25);
    let (_dir, path) = saved(&memory);
    let last = file_frames(&path).pop().unwrap();
    assert_eq!((last.width, last.height), (320, 240));
    let bar = mean_rgb(&last, (0.0, 0.25), (0.0, 1.0)).iter().sum::<f64>();
    let inside = mean_rgb(&last, (0.4, 0.6), (0.0, 1.0)).iter().sum::<f64>();
    assert!(bar < 15.0 && inside > 150.0, "bar {bar}, inside {inside}");
}

#[test]
fn missing_sound_is_silence_of_the_right_length() {
    let audio = blocks(&mut SyntheticAudio::new(3_000, &[500, 2_500], Pace::Fast));
    // 1 s to 2 s never came, and the beginning came late.
    let holed: Vec<AudioBlock> = audio
        .into_iter()
        .filter(|b| !(1_000..2_000).contains(&b.time.millis()) && b.time.millis() >= 300)
        .collect();
    let (memory, _) = record(&RecorderConfig { video: false, ..lossless() }, &[], &holed);
    let (_dir, path) = saved(&memory);
    let sound = file_samples(&path);
    assert_eq!(sound.len(), 144_000);
    let clicks = clicks_ms(&sound);
    assert!((clicks[0] - 500.0).abs() < 2.0 && (clicks[1] - 2_500.0).abs() < 2.0, "{clicks:?}");
    assert!(sound[48 * 1_050..48 * 1_950].iter().all(|s| s.abs() < 0.01));
}

#[test]
fn what_was_said_before_a_pause_is_on_disk_and_the_rest_plays_on() {
    let video = pattern(3);
    let audio = blocks(&mut SyntheticAudio::new(3_000, &[], Pace::Fast));
    let memory = Memory::default();
    let recorder = Recorder::start(small(), Box::new(memory.clone())).unwrap();
    let until = |end_ms| move |time: MediaTime| time.millis() < end_ms;
    let deliver = |from_ms, to_ms| {
        for frame in video.iter().filter(|f| !until(from_ms)(f.time) && until(to_ms)(f.time)) {
            recorder.video(frame).unwrap();
        }
        for block in audio.iter().filter(|b| !until(from_ms)(b.time) && until(to_ms)(b.time)) {
            recorder.audio(block).unwrap();
        }
    };
    deliver(0, 1_000);
    recorder.flush().unwrap();
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    let end_ms = |memory: &Memory| {
        let segments = memory.segments();
        segments.iter().map(|s| s.start.millis() + i64::from(s.duration_ms)).max().unwrap_or(0)
    };
    while end_ms(&memory) < 980 {
        assert!(std::time::Instant::now() < deadline, "sealed up to {} ms", end_ms(&memory));
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    deliver(1_000, 3_000);
    let summary = recorder.finish().unwrap();
    assert_eq!(summary.frames_encoded, 75);
    let segments = memory.segments();
    assert!(segments[1..].iter().all(|segment| segment.keyframe), "each part plays alone");
    let (_dir, path) = saved(&memory);
    assert_eq!(file_frames(&path).len(), 75);
    assert_eq!(file_samples(&path).len(), 144_000);
}

#[test]
fn a_part_that_begins_later_has_its_own_zero() {
    let origin = MediaTime::from_millis(100_000);
    let shift = |time: MediaTime| time.plus_nanos(origin.nanos());
    let video: Vec<VideoFrame> =
        pattern(1).into_iter().map(|f| VideoFrame { time: shift(f.time), ..f }).collect();
    let audio: Vec<AudioBlock> = blocks(&mut SyntheticAudio::new(1_000, &[500], Pace::Fast))
        .into_iter()
        .map(|b| AudioBlock { time: shift(b.time), ..b })
        .collect();
    let (memory, summary) = record(&RecorderConfig { origin, ..small() }, &video, &audio);
    assert!((1_000..=1_020).contains(&summary.duration_ms));
    assert_eq!(memory.segments()[1].start, origin);
    let (_dir, path) = saved(&memory);
    assert_eq!(file_frames(&path)[0].time.millis(), 0);
    assert!((clicks_ms(&file_samples(&path))[0] - 500.0).abs() < 2.0);
}

/// Pictures and sound from a thread each, at paces of their own.
#[test]
fn two_threads_record_into_one_file() {
    let memory = Memory::default();
    let recorder = Recorder::start(small(), Box::new(memory.clone())).unwrap();
    let (for_video, for_audio) = (recorder.input(), recorder.input());
    std::thread::scope(|scope| {
        scope.spawn(move || pattern(4).iter().for_each(|f| for_video.video(f).unwrap()));
        scope.spawn(move || {
            blocks(&mut SyntheticAudio::new(4_000, &[3_000], Pace::Fast))
                .iter()
                .for_each(|b| for_audio.audio(b).unwrap());
        });
    });
    let summary = recorder.finish().unwrap();
    assert_eq!((summary.frames_encoded, summary.samples), (100, 192_000));
    assert!(memory.segments()[1..].iter().all(|s| s.keyframe));
    let (_dir, path) = saved(&memory);
    assert_eq!(file_frames(&path).len(), 100);
    assert!((clicks_ms(&file_samples(&path))[0] - 3_000.0).abs() < 2.0);
}

#[test]
fn a_recording_of_nothing_still_has_an_end() {
    let (memory, summary) = record(&small(), &[], &[]);
    let segments = memory.segments();
    assert_eq!((segments.len(), summary.segments), (2, 2));
    assert!(!segments[0].last && segments[1].last && segments[1].bytes.is_empty());
}

#[test]
fn a_cut_recording_gives_everything_before_the_cut() {
    let audio = blocks(&mut SyntheticAudio::new(6_000, &[1_000], Pace::Fast));
    let (memory, _) = record(&small(), &pattern(6), &audio);
    let segments = memory.segments();
    let whole: usize = segments[..3].iter().map(|s| s.bytes.len()).sum();
    let (_dir, path) = saved(&memory);
    let bytes = memory.bytes();
    std::fs::write(&path, &bytes[..whole + segments[3].bytes.len() / 2]).unwrap();
    let complete_ms = segments[3].start.millis() as usize;
    assert!(file_frames(&path).len() >= complete_ms / 40);
    assert!(file_samples(&path).len() >= 48 * (complete_ms - 20));
}

/// Takes nothing until it is let go.
struct Held {
    go: Receiver<()>,
    memory: Memory,
}

impl SegmentSink for Held {
    fn segment(&mut self, segment: Segment) -> Result<(), SinkError> {
        if segment.seq > 0 {
            let _ = self.go.recv();
        }
        self.memory.segment(segment)
    }
}

fn held() -> (Held, SyncSender<()>, Memory) {
    let (let_go, go) = sync_channel(1_000);
    let memory = Memory::default();
    (Held { go, memory: memory.clone() }, let_go, memory)
}

#[test]
fn live_frames_are_dropped_and_counted_while_the_disk_hangs_and_sound_is_kept() {
    let (sink, let_go, memory) = held();
    let config = RecorderConfig { lossless_queue: false, queue_frames: 4, ..small() };
    let recorder = Recorder::start(config, Box::new(sink)).unwrap();
    let audio = blocks(&mut SyntheticAudio::new(10_000, &[], Pace::Fast));
    let mut sound = audio.iter().peekable();
    let video = pattern(10);
    for frame in &video {
        while let Some(block) = sound.next_if(|b| b.time <= frame.time) {
            recorder.audio(block).unwrap();
        }
        recorder.video(frame).unwrap();
    }
    for block in sound {
        recorder.audio(block).unwrap();
    }
    drop(let_go);
    let summary = recorder.finish().unwrap();
    assert!(summary.frames_dropped > 0, "{summary:?}");
    assert_eq!(summary.frames_dropped + summary.frames_encoded, 250);
    assert_eq!(summary.samples, 480_000);
    let (_dir, path) = saved(&memory);
    assert_eq!(FileAudioSource::open(&path, Pace::Fast).map(|mut s| blocks(&mut s).len()), Ok(500));
}

#[test]
fn a_lossless_queue_waits_for_a_slow_disk() {
    let (sink, let_go, _memory) = held();
    let config = RecorderConfig { queue_frames: 2, audio: false, ..small() };
    let recorder = Recorder::start(config, Box::new(sink)).unwrap();
    let slow_disk = std::thread::Builder::new()
        .name("slow-disk".into())
        .spawn(move || {
            for _ in 0..20 {
                std::thread::sleep(std::time::Duration::from_millis(50));
                if let_go.send(()).is_err() {
                    return;
                }
            }
        })
        .unwrap();
    for frame in pattern(6) {
        recorder.video(&frame).unwrap();
    }
    let summary = recorder.finish().unwrap();
    slow_disk.join().unwrap();
    assert_eq!((summary.frames_encoded, summary.frames_dropped), (150, 0));
}

/// Is full after some segments.
struct Full(u32);

impl SegmentSink for Full {
    fn segment(&mut self, segment: Segment) -> Result<(), SinkError> {
        if segment.seq < self.0 { Ok(()) } else { Err(SinkError::DiskFull) }
    }
}

#[test]
fn a_full_disk_is_told_to_whoever_delivers() {
    assert_eq!(Recorder::start(small(), Box::new(Full(0))).err(), Some(CaptureError::DiskFull));
    let config = RecorderConfig { audio: false, ..small() };
    let recorder = Recorder::start(config, Box::new(Full(2))).unwrap();
    let told = pattern(20).iter().find_map(|frame| recorder.video(frame).err());
    assert_eq!(told, Some(CaptureError::DiskFull));
    assert_eq!(recorder.finish(), Err(CaptureError::DiskFull));
}

#[test]
fn an_impossible_configuration_is_refused() {
    for config in [
        RecorderConfig { width: 641, ..lossless() },
        RecorderConfig { height: 0, ..lossless() },
        RecorderConfig { frame_rate: 0, ..lossless() },
        RecorderConfig { video: false, audio: false, ..lossless() },
    ] {
        let error = Recorder::start(config, Box::new(Memory::default())).err();
        assert!(matches!(error, Some(CaptureError::Encoder { .. })), "{error:?}");
    }
}
