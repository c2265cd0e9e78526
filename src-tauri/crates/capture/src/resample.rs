//! Mono sound from one sample rate to another, with its media time.

use ff::format::Sample;
use ff::format::sample::Type::Packed;
use ff::software::resampling;
use ffmpeg_next as ff;
use interview::media::AudioBlock;
use interview::time::MediaTime;

use crate::CaptureError;
use crate::ffmpeg::decoder_error;

/// A stateful mono resampler: after `flush`, exactly `round(in * out_hz / in_hz)` samples have
/// come out, the first of which stands where the first that went in stood.
pub(crate) struct MonoResampler {
    /// `None` when both rates are the same.
    context: Option<resampling::Context>,
    in_hz: u32,
    out_hz: u32,
    taken: u64,
    given: u64,
}

impl MonoResampler {
    pub(crate) fn new(in_hz: u32, out_hz: u32) -> Result<Self, CaptureError> {
        crate::ffmpeg::init();
        let context = if in_hz == out_hz {
            None
        } else {
            let (format, mono) = (Sample::F32(Packed), ff::ChannelLayout::MONO);
            let context = resampling::Context::get(format, mono, in_hz, format, mono, out_hz)
                .map_err(|e| decoder_error("resampler", e))?;
            Some(context)
        };
        Ok(Self { context, in_hz, out_hz, taken: 0, given: 0 })
    }

    pub(crate) fn in_hz(&self) -> u32 {
        self.in_hz
    }

    /// Samples that come out for `samples`; some stay inside until more come, or `flush`.
    pub(crate) fn push(&mut self, samples: &[f32]) -> Result<Vec<f32>, CaptureError> {
        self.taken += samples.len() as u64;
        let Some(context) = &mut self.context else {
            self.given += samples.len() as u64;
            return Ok(samples.to_vec());
        };
        if samples.is_empty() {
            return Ok(Vec::new());
        }
        let format = Sample::F32(Packed);
        let mut input = ff::frame::Audio::new(format, samples.len(), ff::ChannelLayout::MONO);
        input.set_rate(self.in_hz);
        input.plane_mut::<f32>(0).copy_from_slice(samples);
        let room = samples.len() as u64 * u64::from(self.out_hz) / u64::from(self.in_hz) + 256;
        let mut output = ff::frame::Audio::new(format, room as usize, ff::ChannelLayout::MONO);
        context.run(&input, &mut output).map_err(|e| decoder_error("resampler", e))?;
        let out = samples_of(&output);
        self.given += out.len() as u64;
        Ok(out)
    }

    /// What was still inside. The resampler is new again afterwards.
    pub(crate) fn flush(&mut self) -> Result<Vec<f32>, CaptureError> {
        let due = self.expected().saturating_sub(self.given) as usize;
        let mut rest = Vec::new();
        if let Some(context) = &mut self.context {
            while rest.len() < due {
                let mut output =
                    ff::frame::Audio::new(Sample::F32(Packed), due, ff::ChannelLayout::MONO);
                context.flush(&mut output).map_err(|e| decoder_error("resampler", e))?;
                let out = samples_of(&output);
                if out.is_empty() {
                    break;
                }
                rest.extend(out);
            }
        }
        rest.resize(due, 0.0);
        *self = Self::new(self.in_hz, self.out_hz)?;
        Ok(rest)
    }

    fn expected(&self) -> u64 {
        let (taken, out, hz) =
            (u128::from(self.taken), u128::from(self.out_hz), u128::from(self.in_hz));
        ((taken * out + hz / 2) / hz) as u64
    }
}

fn samples_of(frame: &ff::frame::Audio) -> Vec<f32> {
    if frame.samples() == 0 { Vec::new() } else { frame.plane::<f32>(0).to_vec() }
}

/// 48 kHz blocks to 16 kHz blocks, for what listens to speech.
pub struct Resampler16k {
    inner: Option<(MonoResampler, Position)>,
}

/// Where the next sample that comes out stands, and the next that may go in.
struct Position {
    origin: MediaTime,
    given: u64,
    next_in: MediaTime,
}

impl Resampler16k {
    /// Samples per second that come out.
    pub const OUTPUT_HZ: u32 = 16_000;

    /// A jump in time of more than this many nanoseconds (1 ms) begins anew.
    const JUMP_NANOS: u64 = 1_000_000;

    /// A resampler that takes the time and the rate of the first block it gets.
    pub fn new() -> Self {
        Self { inner: None }
    }

    /// The 16 kHz samples that `block` brings forth; `None` while they are still inside. A block
    /// that does not begin where the last one ended, or has another rate, starts a new run: what
    /// the old one still held (under 2 ms) is left out.
    ///
    /// # Errors
    /// `Unreadable` when the rate can't be handled.
    pub fn push(&mut self, block: &AudioBlock) -> Result<Option<AudioBlock>, CaptureError> {
        let continues = self.inner.as_ref().is_some_and(|(resampler, at)| {
            resampler.in_hz == block.sample_rate_hz
                && block.time.nanos_since(at.next_in).unsigned_abs() <= Self::JUMP_NANOS
        });
        let (mut resampler, mut at) = match self.inner.take() {
            Some(inner) if continues => inner,
            _ => (
                MonoResampler::new(block.sample_rate_hz, Self::OUTPUT_HZ)?,
                Position { origin: block.time, given: 0, next_in: block.time },
            ),
        };
        at.next_in = block.end();
        let samples = resampler.push(&block.samples)?;
        let out = at.block(samples);
        self.inner = Some((resampler, at));
        Ok(out)
    }

    /// What is still inside; the next block starts a new run.
    ///
    /// # Errors
    /// As [`Self::push`].
    pub fn flush(&mut self) -> Result<Option<AudioBlock>, CaptureError> {
        match self.inner.take() {
            None => Ok(None),
            Some((mut resampler, mut at)) => Ok(at.block(resampler.flush()?)),
        }
    }
}

impl Default for Resampler16k {
    fn default() -> Self {
        Self::new()
    }
}

impl Position {
    fn block(&mut self, samples: Vec<f32>) -> Option<AudioBlock> {
        if samples.is_empty() {
            return None;
        }
        let offset = MediaTime::from_samples(self.given, Resampler16k::OUTPUT_HZ);
        self.given += samples.len() as u64;
        Some(AudioBlock {
            time: self.origin.plus_nanos(offset.nanos()),
            sample_rate_hz: Resampler16k::OUTPUT_HZ,
            samples: samples.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten seconds of a 440 Hz tone through the resampler in uneven pieces.
    fn tone(in_hz: u32, out_hz: u32, piece: usize) -> Vec<f32> {
        let input: Vec<f32> = (0..in_hz * 10)
            .map(|n| (n as f32 / in_hz as f32 * 440.0 * std::f32::consts::TAU).sin())
            .collect();
        let mut resampler = MonoResampler::new(in_hz, out_hz).unwrap();
        let mut out = Vec::new();
        for piece in input.chunks(piece) {
            out.extend(resampler.push(piece).unwrap());
        }
        out.extend(resampler.flush().unwrap());
        out
    }

    #[test]
    fn duration_and_phase_are_kept_at_every_rate() {
        for (in_hz, out_hz) in
            [(8_000, 48_000), (44_100, 48_000), (48_000, 16_000), (48_000, 48_000)]
        {
            let out = tone(in_hz, out_hz, 777);
            assert_eq!(out.len(), out_hz as usize * 10, "{in_hz} to {out_hz}");
            for at in [out_hz as usize, 5 * out_hz as usize + 17, 9 * out_hz as usize] {
                let wanted = (at as f32 / out_hz as f32 * 440.0).fract() * std::f32::consts::TAU;
                assert!((out[at] - wanted.sin()).abs() < 0.02, "{in_hz} to {out_hz} at {at}");
            }
        }
    }
}
