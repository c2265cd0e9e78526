//! Helpers: collecting what sources deliver, recording into memory, finding shared media.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use capture::{
    AudioSource, FileAudioSource, FileVideoSource, Recorder, RecorderConfig, RecordingSummary,
    Segment, SegmentSink, SinkError, SyntheticAudio, SyntheticVideo, VideoSource,
};
use interview::media::{AudioBlock, Pace, VideoFrame};

/// Keeps segments in memory.
#[derive(Clone, Default)]
pub struct Memory(Arc<Mutex<Vec<Segment>>>);

impl Memory {
    pub fn segments(&self) -> Vec<Segment> {
        self.0.lock().unwrap().clone()
    }

    /// The file that the segments make.
    pub fn bytes(&self) -> Vec<u8> {
        self.segments().into_iter().flat_map(|s| s.bytes).collect()
    }
}

impl SegmentSink for Memory {
    fn segment(&mut self, segment: Segment) -> Result<(), SinkError> {
        self.0.lock().unwrap().push(segment);
        Ok(())
    }
}

/// All frames of a source.
pub fn frames(source: &mut dyn VideoSource) -> Vec<VideoFrame> {
    std::iter::from_fn(|| source.next_frame().unwrap()).collect()
}

/// All blocks of a source.
pub fn blocks(source: &mut dyn AudioSource) -> Vec<AudioBlock> {
    std::iter::from_fn(|| source.next_block().unwrap()).collect()
}

/// All samples of a source.
pub fn samples(source: &mut dyn AudioSource) -> Vec<f32> {
    blocks(source).iter().flat_map(|b| b.samples.to_vec()).collect()
}

/// The frames of a file; panics when it can't be opened.
pub fn file_frames(path: &Path) -> Vec<VideoFrame> {
    frames(&mut FileVideoSource::open(path, Pace::Fast).unwrap())
}

/// The sound of a file; panics when it can't be opened.
pub fn file_samples(path: &Path) -> Vec<f32> {
    samples(&mut FileAudioSource::open(path, Pace::Fast).unwrap())
}

/// A configuration that loses nothing, as for files.
pub fn lossless() -> RecorderConfig {
    RecorderConfig { lossless_queue: true, ..RecorderConfig::default() }
}

/// Records everything of both sources, sound first in pieces of a second.
pub fn record(
    config: &RecorderConfig,
    video: &[VideoFrame],
    audio: &[AudioBlock],
) -> (Memory, RecordingSummary) {
    let memory = Memory::default();
    let recorder = Recorder::start(config.clone(), Box::new(memory.clone())).unwrap();
    let mut sound = audio.iter().peekable();
    for frame in video {
        while let Some(block) = sound.next_if(|b| b.time <= frame.time) {
            recorder.audio(block).unwrap();
        }
        recorder.video(frame).unwrap();
    }
    for block in sound {
        recorder.audio(block).unwrap();
    }
    let summary = recorder.finish().unwrap();
    (memory, summary)
}

/// A recorded file of `seconds` with the test pattern at 320 x 240 and a tone with a click at
/// every full second.
pub fn recorded(dir: &Path, seconds: u64) -> PathBuf {
    let video = frames(&mut SyntheticVideo::new(320, 240, 25, 25 * seconds, Pace::Fast));
    let clicks: Vec<u64> = (0..seconds).map(|s| s * 1_000).collect();
    let audio = blocks(&mut SyntheticAudio::new(seconds * 1_000, &clicks, Pace::Fast));
    let config = RecorderConfig { width: 320, height: 240, ..lossless() };
    let (memory, _) = record(&config, &video, &audio);
    let path = dir.join("recorded.webm");
    std::fs::write(&path, memory.bytes()).unwrap();
    path
}

/// Where the loud clicks begin, in milliseconds.
pub fn clicks_ms(samples: &[f32]) -> Vec<f64> {
    let mut clicks: Vec<f64> = Vec::new();
    for (at, sample) in samples.iter().enumerate() {
        let ms = at as f64 / 48.0;
        if sample.abs() > 0.4 && clicks.last().is_none_or(|last| ms - last > 50.0) {
            clicks.push(ms);
        }
    }
    clicks
}

/// A WAV file of 16-bit samples.
pub fn wav(rate_hz: u32, channels: u16, interleaved: &[i16]) -> Vec<u8> {
    let data = interleaved.len() as u32 * 2;
    let block = channels * 2;
    let mut out = b"RIFF".to_vec();
    out.extend((36 + data).to_le_bytes());
    out.extend(b"WAVEfmt ");
    out.extend(16u32.to_le_bytes());
    out.extend(1u16.to_le_bytes());
    out.extend(channels.to_le_bytes());
    out.extend(rate_hz.to_le_bytes());
    out.extend((rate_hz * u32::from(block)).to_le_bytes());
    out.extend(block.to_le_bytes());
    out.extend(16u16.to_le_bytes());
    out.extend(b"data");
    out.extend(data.to_le_bytes());
    out.extend(interleaved.iter().flat_map(|s| s.to_le_bytes()));
    out
}

/// A file of the shared test media; `None`, with the reason printed, where they are not there.
pub fn shared(relative: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(4)?;
    let path = root.join("shared/media").join(relative);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: shared test media are not here ({relative})");
    None
}

/// Mean colour of a part of a picture, given in fractions of its size.
pub fn mean_rgb(frame: &VideoFrame, x: (f64, f64), y: (f64, f64)) -> [f64; 3] {
    let span = |(a, b): (f64, f64), size: u32| {
        ((a * f64::from(size)) as usize, (b * f64::from(size)) as usize)
    };
    let ((x0, x1), (y0, y1)) = (span(x, frame.width), span(y, frame.height));
    let mut sum = [0.0; 3];
    for row in y0..y1 {
        for column in x0..x1 {
            let at = 3 * (row * frame.width as usize + column);
            for (total, &value) in sum.iter_mut().zip(&frame.rgb[at..at + 3]) {
                *total += f64::from(value);
            }
        }
    }
    sum.map(|total| total / ((x1 - x0) * (y1 - y0)) as f64)
}
