//! Where on the media clock the sound of a live device belongs.
//!
//! Samples count time best: the moment at which a block arrives says little, a busy machine hands
//! over several at once, late. Only when blocks stay late is something missing.

use std::collections::VecDeque;

use interview::time::MediaTime;

/// Sound that arrives up to this late or early follows on what came before. In nanoseconds.
const TOLERANCE_NANOS: i64 = 100_000_000;

/// Late blocks are held back so long until they count as late for good. In nanoseconds, from the
/// arrival of the first to that of the last: a machine that stood still hands everything over in
/// one moment.
const PATIENCE_NANOS: i64 = 300_000_000;

/// A block as it arrives.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Chunk {
    /// Media time of its first sample, by the moment of arrival.
    pub start: MediaTime,
    pub rate_hz: u32,
    pub channels: usize,
    pub interleaved: Vec<f32>,
}

impl Chunk {
    pub(super) fn nanos(&self) -> i64 {
        let frames = self.interleaved.len() / self.channels.max(1);
        MediaTime::from_samples(frames as u64, self.rate_hz).nanos()
    }

    fn arrival(&self) -> MediaTime {
        self.start.plus_nanos(self.nanos())
    }
}

/// Decides which blocks follow on each other.
#[derive(Default)]
pub(super) struct Placement {
    /// Where the blocks given out so far end.
    expected: Option<MediaTime>,
    late: VecDeque<Chunk>,
}

impl Placement {
    /// Blocks that are ready, in order, each with its time if it does not follow on the last.
    pub(super) fn push(&mut self, chunk: Chunk) -> Vec<(Option<MediaTime>, Chunk)> {
        let Some(expected) = self.expected else {
            self.expected = Some(chunk.start.plus_nanos(chunk.nanos()));
            return vec![(Some(chunk.start), chunk)];
        };
        let held: i64 = self.late.iter().map(Chunk::nanos).sum();
        // Where this block would stand if nothing were missing.
        let off = chunk.start.nanos_since(expected.plus_nanos(held));
        self.late.push_back(chunk);
        if off.abs() <= TOLERANCE_NANOS {
            return self.release(None);
        }
        let waited = match (self.late.front(), self.late.back()) {
            (Some(first), Some(last)) => last.arrival().nanos_since(first.arrival()),
            _ => 0,
        };
        if waited < PATIENCE_NANOS {
            return Vec::new();
        }
        // The least of the differences is what is really missing: the others were late besides.
        let mut at = expected;
        let mut least = off;
        for late in &self.late {
            let off = late.start.nanos_since(at);
            if off.abs() < least.abs() {
                least = off;
            }
            at = at.plus_nanos(late.nanos());
        }
        self.release(Some(expected.plus_nanos(least)))
    }

    fn release(&mut self, first: Option<MediaTime>) -> Vec<(Option<MediaTime>, Chunk)> {
        let mut start = first;
        let mut end = first.or(self.expected).unwrap_or(MediaTime::ZERO);
        let chunks = std::mem::take(&mut self.late)
            .into_iter()
            .map(|chunk| {
                end = end.plus_nanos(chunk.nanos());
                (start.take(), chunk)
            })
            .collect();
        self.expected = Some(end);
        chunks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(start_ms: i64) -> Chunk {
        Chunk {
            start: MediaTime::from_millis(start_ms),
            rate_hz: 48_000,
            channels: 1,
            interleaved: vec![0.0; 960],
        }
    }

    /// Start times in milliseconds of blocks that were not taken as following on.
    fn jumps(arrivals: impl IntoIterator<Item = i64>) -> (Vec<i64>, usize) {
        let mut placement = Placement::default();
        let placed: Vec<_> =
            arrivals.into_iter().flat_map(|ms| placement.push(chunk(ms))).collect();
        let jumps = placed.iter().filter_map(|(start, _)| start.map(MediaTime::millis)).collect();
        (jumps, placed.len())
    }

    #[test]
    fn a_burst_after_a_hang_of_the_machine_is_no_hole() {
        // The machine stands still for 0.3 s or 2 s and then hands over all that it has.
        for hang in [15, 100] {
            let steady = (0..10).map(|n| n * 20);
            let burst = (10..10 + hang).map(|n| (9 + hang) * 20 + (n - 10) / 20);
            let after = (10 + hang..200).map(|n| n * 20);
            assert_eq!(jumps(steady.chain(burst).chain(after)), (vec![0], 200), "{hang} blocks");
        }
    }

    #[test]
    fn what_stays_late_is_a_hole_at_its_place() {
        let before = (0..10).map(|n| n * 20);
        let after = (0..50).map(|n| 200 + 700 + n * 20 + if n == 0 { 35 } else { 0 });
        assert_eq!(jumps(before.chain(after)), (vec![0, 900], 60));
    }
}
