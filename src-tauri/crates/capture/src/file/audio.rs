//! The sound of a file.

use std::io::{Read, Seek};
use std::path::Path;

use ff::format::Sample;
use ffmpeg_next as ff;
use interview::media::{AudioBlock, Pace};
use interview::time::{MediaTime, Span};

use crate::CaptureError;
use crate::assemble::{Assembler, Piece};
use crate::clock::Pacer;
use crate::file::container::{self, Medium};
use crate::file::reader::TrackReader;
use crate::source::{AudioSource, SourceDescription};

/// Times of a container are trusted to this: a smaller difference between where a frame should be
/// and where the samples before it end is rounding (1 ms in Matroska), a larger one is a hole or an
/// overlap.
const TOLERANCE_NANOS: i64 = 10_000_000;

/// The sound of a file as mono at 48 kHz from zero of the media clock on: where the track begins
/// late or has holes there is silence.
pub struct FileAudioSource {
    reader: TrackReader,
    assembler: Assembler,
    pacer: Pacer,
    epoch_nanos: i64,
    /// Decoded while opening, to prove that there is one.
    first: Option<ff::frame::Audio>,
    ended: bool,
}

impl FileAudioSource {
    /// Opens the sound track and decodes its first samples.
    ///
    /// # Errors
    /// As [`probe`](crate::probe), `NoAudio` without a sound track, `Empty` when it holds no
    /// sample.
    pub fn open(path: impl AsRef<Path>, pace: Pace) -> Result<Self, CaptureError> {
        let path = path.as_ref();
        let mut reader = TrackReader::open(path, Medium::Audio)?;
        let first = first_samples(&mut reader)?;
        let own = reader.nanos(&first).unwrap_or(0);
        let epoch_nanos = container::first_nanos(path, Medium::Video)?.map_or(own, |v| v.min(own));
        Self::begun(reader, first, epoch_nanos, pace)
    }

    /// The sound of a recording of our own, read as fast as it can be: zero is the recording's zero
    /// of media time, whenever its first picture or sample came.
    ///
    /// # Errors
    /// `NotMedia`, `Truncated`, `Unreadable`; `NoAudio` without a sound track, `Empty` when it holds
    /// no sample.
    pub fn of_recording(
        recording: impl Read + Seek + Send + 'static,
    ) -> Result<Self, CaptureError> {
        // What a WebM file begins with; it decides only between two words for a damaged one.
        const EBML: &[u8] = &[0x1A, 0x45, 0xDF, 0xA3];
        let input = container::open_stream(recording, EBML)?;
        let mut reader = TrackReader::of(input, Medium::Audio)?;
        let first = first_samples(&mut reader)?;
        Self::begun(reader, first, 0, Pace::Fast)
    }

    fn begun(
        reader: TrackReader,
        first: ff::frame::Audio,
        epoch_nanos: i64,
        pace: Pace,
    ) -> Result<Self, CaptureError> {
        Ok(Self {
            reader,
            assembler: Assembler::new(MediaTime::ZERO, TOLERANCE_NANOS)?,
            pacer: Pacer::new(pace),
            epoch_nanos,
            first: Some(first),
            ended: false,
        })
    }

    /// Decodes one more frame.
    fn decode(&mut self) -> Result<(), CaptureError> {
        let frame = match self.first.take() {
            Some(frame) => frame,
            None => {
                let mut frame = ff::frame::Audio::empty();
                if !self.reader.read(&mut frame) {
                    self.ended = true;
                    return self.assembler.finish();
                }
                frame
            }
        };
        if frame.samples() == 0 {
            return Ok(());
        }
        let start = self
            .reader
            .nanos(&frame)
            .map(|nanos| MediaTime::from_nanos(nanos.saturating_sub(self.epoch_nanos)));
        self.assembler.push(&Piece {
            start,
            rate_hz: frame.rate(),
            channels: usize::from(frame.channels()),
            interleaved: &interleaved(&frame)?,
        })
    }
}

impl AudioSource for FileAudioSource {
    fn next_block(&mut self) -> Result<Option<AudioBlock>, CaptureError> {
        let block = loop {
            match self.assembler.next_block(self.ended) {
                Some(block) => break block,
                None if self.ended => return Ok(None),
                None => self.decode()?,
            }
        };
        self.pacer.wait_until(block.end());
        Ok(Some(block))
    }

    fn describe(&self) -> SourceDescription {
        SourceDescription { name: "audio file".into(), simulated: false }
    }

    fn gaps(&self) -> &[Span] {
        self.assembler.gaps()
    }
}

/// Decodes up to the first frame that holds samples.
fn first_samples(reader: &mut TrackReader) -> Result<ff::frame::Audio, CaptureError> {
    let mut frame = ff::frame::Audio::empty();
    while reader.read(&mut frame) {
        if frame.samples() > 0 {
            return Ok(frame);
        }
    }
    Err(CaptureError::Empty { detail: "no sample in the sound track" })
}

/// The samples of a frame as numbers of full scale 1.0, channels side by side.
fn interleaved(frame: &ff::frame::Audio) -> Result<Vec<f32>, CaptureError> {
    match frame.format() {
        Sample::U8(_) => Ok(gather(frame, |s: u8| (f32::from(s) - 128.0) / 128.0)),
        Sample::I16(_) => Ok(gather(frame, |s: i16| f32::from(s) / 32_768.0)),
        Sample::I32(_) => Ok(gather(frame, |s: i32| (f64::from(s) / 2_147_483_648.0) as f32)),
        Sample::F32(_) => Ok(gather(frame, |s: f32| s)),
        Sample::F64(_) => Ok(gather(frame, |s: f64| s as f32)),
        Sample::I64(_) | Sample::None => {
            Err(CaptureError::Unreadable { detail: "unknown sample format".into() })
        }
    }
}

fn gather<T: ff::frame::audio::Sample + Copy>(
    frame: &ff::frame::Audio,
    to_f32: impl Fn(T) -> f32,
) -> Vec<f32> {
    if frame.is_packed() {
        return frame.plane::<T>(0).iter().map(|&s| to_f32(s)).collect();
    }
    let channels = usize::from(frame.channels());
    let mut out = vec![0.0; frame.samples() * channels];
    for channel in 0..channels {
        for (at, &sample) in frame.plane::<T>(channel).iter().enumerate() {
            out[at * channels + channel] = to_f32(sample);
        }
    }
    out
}
