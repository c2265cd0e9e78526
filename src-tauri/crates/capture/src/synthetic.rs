//! Sources that this program makes up: for tests, demonstrations and a station without devices.

use interview::media::{AudioBlock, Pace, VideoFrame};
use interview::time::{MediaTime, Span};

use crate::CaptureError;
use crate::clock::Pacer;
use crate::source::{
    AUDIO_BLOCK_SAMPLES, AUDIO_SAMPLE_RATE_HZ, AudioSource, SourceDescription, VideoSource,
};

/// Frequency of the tone in hertz.
const TONE_HZ: f64 = 440.0;

/// Level of the tone: quiet enough for clicks to stand out.
const TONE_LEVEL: f32 = 0.05;

/// Length of a click in samples: 1 ms.
const CLICK_SAMPLES: u64 = 48;

/// Colour bars with a white bar that moves through the picture once a second.
pub struct SyntheticVideo {
    width: u32,
    height: u32,
    frame_rate: u32,
    frames: u64,
    next: u64,
    pacer: Pacer,
}

impl SyntheticVideo {
    /// `frames` frames at `frame_rate` per second; a rate or size of zero counts as one.
    pub fn new(width: u32, height: u32, frame_rate: u32, frames: u64, pace: Pace) -> Self {
        Self {
            width: width.max(1),
            height: height.max(1),
            frame_rate: frame_rate.max(1),
            frames,
            next: 0,
            pacer: Pacer::new(pace),
        }
    }
}

impl VideoSource for SyntheticVideo {
    fn next_frame(&mut self) -> Result<Option<VideoFrame>, CaptureError> {
        if self.next >= self.frames {
            return Ok(None);
        }
        let index = self.next;
        self.next += 1;
        let time = MediaTime::from_samples(index, self.frame_rate);
        let phase = (index % u64::from(self.frame_rate)) as u32;
        let bar = u64::from(phase) * u64::from(self.width) / u64::from(self.frame_rate);
        let bar_width = u64::from(self.width / 16).max(1);
        let row: Vec<u8> = (0..self.width)
            .flat_map(|x| {
                if (bar..bar + bar_width).contains(&u64::from(x)) {
                    return [255, 255, 255];
                }
                // Eight bars, one bit of each colour.
                let colour = u64::from(x) * 8 / u64::from(self.width);
                [0, 1, 2].map(|bit| if colour >> bit & 1 == 1 { 180 } else { 30 })
            })
            .collect();
        self.pacer.wait_until(time);
        Ok(Some(VideoFrame {
            time,
            index,
            width: self.width,
            height: self.height,
            rgb: row.repeat(self.height as usize).into(),
        }))
    }

    fn describe(&self) -> SourceDescription {
        SourceDescription { name: "test pattern".into(), simulated: true }
    }
}

/// A quiet tone with clicks at given times.
pub struct SyntheticAudio {
    samples: u64,
    clicks: Vec<u64>,
    next: u64,
    pacer: Pacer,
}

impl SyntheticAudio {
    /// Sound of `duration_ms` with a click of 1 ms at each of `clicks_ms`.
    pub fn new(duration_ms: u64, clicks_ms: &[u64], pace: Pace) -> Self {
        let samples_in = |ms: u64| ms * u64::from(AUDIO_SAMPLE_RATE_HZ) / 1_000;
        Self {
            samples: samples_in(duration_ms),
            clicks: clicks_ms.iter().map(|&ms| samples_in(ms)).collect(),
            next: 0,
            pacer: Pacer::new(pace),
        }
    }

    fn sample(&self, at: u64) -> f32 {
        if self.clicks.iter().any(|&click| (click..click + CLICK_SAMPLES).contains(&at)) {
            return if at % 16 < 8 { 0.9 } else { -0.9 };
        }
        let seconds = at as f64 / f64::from(AUDIO_SAMPLE_RATE_HZ);
        TONE_LEVEL * (seconds * TONE_HZ * std::f64::consts::TAU).sin() as f32
    }
}

impl AudioSource for SyntheticAudio {
    fn next_block(&mut self) -> Result<Option<AudioBlock>, CaptureError> {
        let end = self.samples.min(self.next + AUDIO_BLOCK_SAMPLES as u64);
        if self.next >= end {
            return Ok(None);
        }
        let block = AudioBlock {
            time: MediaTime::from_samples(self.next, AUDIO_SAMPLE_RATE_HZ),
            sample_rate_hz: AUDIO_SAMPLE_RATE_HZ,
            samples: (self.next..end).map(|at| self.sample(at)).collect(),
        };
        self.next = end;
        self.pacer.wait_until(MediaTime::from_samples(end, AUDIO_SAMPLE_RATE_HZ));
        Ok(Some(block))
    }

    fn describe(&self) -> SourceDescription {
        SourceDescription { name: "test tone".into(), simulated: true }
    }

    fn gaps(&self) -> &[Span] {
        &[]
    }
}
