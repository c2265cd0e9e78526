//! From pieces of sound with times to continuous 20 ms blocks at 48 kHz.

use std::collections::VecDeque;

use interview::media::AudioBlock;
use interview::time::{MediaTime, Span};

use crate::CaptureError;
use crate::downmix::Downmixer;
use crate::resample::MonoResampler;
use crate::source::{AUDIO_BLOCK_SAMPLES, AUDIO_SAMPLE_RATE_HZ};

/// A jump of more than an hour is a damaged time stamp, not a hole to fill.
const MAX_HOLE_NANOS: i64 = 3_600_000_000_000;

/// Interleaved samples as a decoder or a device hands them over.
pub(crate) struct Piece<'a> {
    /// Media time of the first sample; `None`: it follows on the last piece.
    pub start: Option<MediaTime>,
    pub rate_hz: u32,
    pub channels: usize,
    pub interleaved: &'a [f32],
}

/// Mixes, resamples and places pieces on the timeline. Holes become silence, overlaps are cut off.
pub(crate) struct Assembler {
    downmixer: Downmixer,
    resampler: MonoResampler,
    queue: BlockQueue,
    /// How far a piece may stand from where the last one ended before it counts as a hole or an
    /// overlap.
    tolerance_nanos: i64,
    /// Where the run of samples since the last hole began.
    run_start: MediaTime,
    /// Samples of this run at their own rate.
    taken: u64,
}

impl Assembler {
    /// An assembler whose first block begins at `origin`.
    pub(crate) fn new(origin: MediaTime, tolerance_nanos: i64) -> Result<Self, CaptureError> {
        Ok(Self {
            downmixer: Downmixer::default(),
            resampler: MonoResampler::new(AUDIO_SAMPLE_RATE_HZ, AUDIO_SAMPLE_RATE_HZ)?,
            queue: BlockQueue::new(origin),
            tolerance_nanos,
            run_start: origin,
            taken: 0,
        })
    }

    /// Takes a piece in.
    pub(crate) fn push(&mut self, piece: &Piece<'_>) -> Result<(), CaptureError> {
        if piece.rate_hz == 0 || piece.channels == 0 || piece.interleaved.is_empty() {
            return Ok(());
        }
        if piece.rate_hz != self.resampler.in_hz() {
            self.start_run(self.expected())?;
            self.resampler = MonoResampler::new(piece.rate_hz, AUDIO_SAMPLE_RATE_HZ)?;
        }
        let mut mono = self.downmixer.mix(piece.interleaved, piece.channels);
        if let Some(start) = piece.start {
            let off = start.nanos().saturating_sub(self.expected().nanos());
            if off > self.tolerance_nanos && off <= MAX_HOLE_NANOS {
                self.start_run(start)?;
            } else if off < -self.tolerance_nanos && off >= -MAX_HOLE_NANOS {
                let overlap = samples_in(off.unsigned_abs(), piece.rate_hz) as usize;
                mono.drain(..mono.len().min(overlap));
            }
        }
        self.taken += mono.len() as u64;
        let out = self.resampler.push(&mono)?;
        self.queue.push(out);
        Ok(())
    }

    /// Silence up to `time`, if what was taken ends before it.
    pub(crate) fn fill_until(&mut self, time: MediaTime) -> Result<(), CaptureError> {
        if time > self.expected() { self.start_run(time) } else { Ok(()) }
    }

    /// No piece will come any more: what the resampler holds comes out.
    pub(crate) fn finish(&mut self) -> Result<(), CaptureError> {
        let rest = self.resampler.flush()?;
        self.queue.push(rest);
        Ok(())
    }

    /// A whole block, or with `rest` what is left of one.
    pub(crate) fn next_block(&mut self, rest: bool) -> Option<AudioBlock> {
        self.queue.next_block(rest)
    }

    pub(crate) fn gaps(&self) -> &[Span] {
        &self.queue.gaps
    }

    /// Where the samples taken so far end.
    pub(crate) fn expected(&self) -> MediaTime {
        let run = MediaTime::from_samples(self.taken, self.resampler.in_hz());
        self.run_start.plus_nanos(run.nanos())
    }

    /// Ends the run of samples and begins another at `start`, with silence in between.
    fn start_run(&mut self, start: MediaTime) -> Result<(), CaptureError> {
        let rest = self.resampler.flush()?;
        self.queue.push(rest);
        self.queue.silence_until(start);
        self.run_start = start;
        self.taken = 0;
        Ok(())
    }
}

/// Samples and silence in the order in which they will be handed out.
struct BlockQueue {
    origin: MediaTime,
    parts: VecDeque<Part>,
    /// Samples in `parts`, silent ones included.
    waiting: u64,
    given: u64,
    gaps: Vec<Span>,
}

enum Part {
    Samples(VecDeque<f32>),
    /// Kept as a number: a hole may be long.
    Silence(u64),
}

impl BlockQueue {
    fn new(origin: MediaTime) -> Self {
        Self { origin, parts: VecDeque::new(), waiting: 0, given: 0, gaps: Vec::new() }
    }

    fn push(&mut self, samples: Vec<f32>) {
        self.waiting += samples.len() as u64;
        match self.parts.back_mut() {
            Some(Part::Samples(last)) => last.extend(samples),
            _ if samples.is_empty() => {}
            _ => self.parts.push_back(Part::Samples(samples.into())),
        }
    }

    /// Silence up to `time`, which is listed as a gap.
    fn silence_until(&mut self, time: MediaTime) {
        let offset = time.nanos_since(self.origin).max(0).unsigned_abs();
        let end = self.given + self.waiting;
        let zeros = samples_in(offset, AUDIO_SAMPLE_RATE_HZ).saturating_sub(end);
        if zeros > 0 {
            let from_ms = self.time_of(end).millis();
            match self.gaps.last_mut() {
                Some(last) if last.end_ms >= from_ms => last.end_ms = time.millis(),
                _ => self.gaps.push(Span::new(from_ms, time.millis())),
            }
            self.parts.push_back(Part::Silence(zeros));
            self.waiting += zeros;
        }
    }

    fn time_of(&self, sample: u64) -> MediaTime {
        self.origin.plus_nanos(MediaTime::from_samples(sample, AUDIO_SAMPLE_RATE_HZ).nanos())
    }

    fn next_block(&mut self, rest: bool) -> Option<AudioBlock> {
        if self.waiting == 0 || (!rest && self.waiting < AUDIO_BLOCK_SAMPLES as u64) {
            return None;
        }
        let mut samples = Vec::with_capacity(AUDIO_BLOCK_SAMPLES);
        while samples.len() < AUDIO_BLOCK_SAMPLES {
            let room = AUDIO_BLOCK_SAMPLES - samples.len();
            let exhausted = match self.parts.front_mut() {
                None => break,
                Some(Part::Samples(part)) => {
                    samples.extend(part.drain(..part.len().min(room)));
                    part.is_empty()
                }
                Some(Part::Silence(zeros)) => {
                    let take = (*zeros).min(room as u64);
                    samples.resize(samples.len() + take as usize, 0.0);
                    *zeros -= take;
                    *zeros == 0
                }
            };
            if exhausted {
                self.parts.pop_front();
            }
        }
        let time = self.time_of(self.given);
        self.given += samples.len() as u64;
        self.waiting -= samples.len() as u64;
        Some(AudioBlock { time, sample_rate_hz: AUDIO_SAMPLE_RATE_HZ, samples: samples.into() })
    }
}

/// Whole samples in `nanos`, rounded to the nearest.
fn samples_in(nanos: u64, hz: u32) -> u64 {
    ((u128::from(nanos) * u128::from(hz) + 500_000_000) / 1_000_000_000) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TOLERANCE: i64 = 10_000_000;

    fn run(pieces: &[(i64, usize)], rate_hz: u32) -> (Vec<f32>, Vec<Span>) {
        let mut assembler = Assembler::new(MediaTime::ZERO, TOLERANCE).unwrap();
        let mut out: Vec<f32> = Vec::new();
        let mut take = |assembler: &mut Assembler, rest| {
            while let Some(block) = assembler.next_block(rest) {
                assert_eq!(block.time, MediaTime::from_samples(out.len() as u64, 48_000));
                assert!(block.samples.len() <= AUDIO_BLOCK_SAMPLES);
                out.extend(block.samples.iter());
            }
        };
        for &(start_ms, samples) in pieces {
            let start = Some(MediaTime::from_millis(start_ms));
            let interleaved = vec![0.5; samples];
            let piece = Piece { start, rate_hz, channels: 1, interleaved: &interleaved };
            assembler.push(&piece).unwrap();
            take(&mut assembler, false);
        }
        assembler.finish().unwrap();
        take(&mut assembler, true);
        let gaps = assembler.gaps().to_vec();
        (out, gaps)
    }

    #[test]
    fn a_late_start_and_a_hole_become_silence_at_their_places() {
        let (out, gaps) = run(&[(500, 4_800), (1_000, 4_800)], 48_000);
        assert_eq!(gaps, [Span::new(0, 500), Span::new(600, 1_000)]);
        assert_eq!(out.len(), 48 * 1_100);
        assert!(out[..24_000].iter().all(|&s| s == 0.0));
        assert!(out[24_000..28_800].iter().all(|&s| s == 0.5));
        assert!(out[28_800..48_000].iter().all(|&s| s == 0.0));
        assert!(out[48_000..].iter().all(|&s| s == 0.5));
    }

    #[test]
    fn rounded_times_neither_cut_nor_fill() {
        let (out, gaps) = run(&[(0, 4_800), (104, 4_800), (198, 4_800)], 48_000);
        assert!(gaps.is_empty());
        assert_eq!(out.len(), 14_400);
    }

    #[test]
    fn an_overlap_is_cut_off() {
        let (out, gaps) = run(&[(0, 4_800), (50, 4_800)], 48_000);
        assert!(gaps.is_empty());
        assert_eq!(out.len(), 7_200);
    }

    proptest! {
        #[test]
        fn what_comes_out_ends_where_the_last_piece_ends(
            steps in proptest::collection::vec((0i64..3_000, 1usize..2_000), 1..20),
            rate in prop::sample::select(vec![8_000u32, 16_000, 44_100, 48_000]),
        ) {
            let mut at_ms = 0;
            let mut pieces = Vec::new();
            for (hole_ms, samples) in steps {
                at_ms += hole_ms;
                pieces.push((at_ms, samples));
                at_ms += (samples as i64 * 1_000).div_euclid(i64::from(rate)) + 1;
            }
            let &(start_ms, samples) = pieces.last().unwrap();
            let wanted_ms = start_ms as f64 + samples as f64 * 1e3 / f64::from(rate);
            let (out, _) = run(&pieces, rate);
            let got_ms = out.len() as f64 / 48.0;
            // Up to the tolerance, pieces are taken as following on each other.
            prop_assert!((got_ms - wanted_ms).abs() <= 10.5, "{got_ms} ms, wanted {wanted_ms} ms");
        }
    }
}
