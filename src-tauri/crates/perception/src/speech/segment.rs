//! Where to cut: from the curve of speech probability to runs of speech and segments for the
//! recogniser. Pure; depends on the curve alone, so the cuts are the same at every pace.

use super::vad::CHUNK_MS;

/// Speech begins at this probability (the detector's own default).
const ON: f32 = 0.5;
/// Speech ends below this probability (the detector's default, 0.15 under `ON`).
const OFF: f32 = 0.35;
/// Silence shorter than this does not end a run: stops inside words, 96 ms.
const HANGOVER: usize = 3;
/// A run shorter than this is a click: 96 ms.
const MIN_RUN: usize = 3;
/// Padding before the first and after the last run of a segment, 256 ms: soft onsets and endings
/// below the detector's threshold.
const PAD: usize = 8;
/// A pause of this length always closes a segment: 2 s.
const LONG_PAUSE: usize = chunks(2000);
/// A pause of this length closes a segment that is long enough: 0.7 s.
const SHORT_PAUSE: usize = chunks(700);
/// What is long enough for the recogniser to have context: 15 s.
const ENOUGH: usize = chunks(15_000);
/// The recogniser's window is 30 s; with padding a segment stays below it.
const MAX: usize = chunks(28_000) - 2 * PAD;
/// A forced cut leaves at least this much on its left side: 8 s.
const MIN_LEFT: usize = chunks(8000);

const fn chunks(ms: i64) -> usize {
    (ms / CHUNK_MS) as usize
}

/// A half-open range of chunks in which somebody speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// A piece for the recogniser: chunks `start..end`, padding included, with the runs inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cut {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) runs: Vec<Run>,
}

/// Follows the curve chunk by chunk.
#[derive(Clone, Debug, Default)]
pub(crate) struct Segmenter {
    now: usize,
    /// First chunk no earlier segment has taken.
    free_from: usize,
    runs: Vec<Run>,
    open: Option<Open>,
    probabilities: Vec<f32>,
    /// Chunk after the last confirmed speech.
    last_speech_end: Option<usize>,
}

/// A run that has begun: its first chunk, the chunk after its last voiced one, where the voice
/// was weakest since the open segment could be cut.
#[derive(Clone, Copy, Debug)]
struct Open {
    start: usize,
    voiced_end: usize,
}

impl Segmenter {
    /// Takes the probability of the next chunk; gives the segment that it closes.
    pub(crate) fn push(&mut self, probability: f32) -> Option<Cut> {
        let at = self.now;
        self.now += 1;
        self.probabilities.push(probability);
        self.follow(at, probability);
        if self.must_split() {
            return Some(self.split());
        }
        let pause = self.pause();
        let first = self.first_start()?;
        let long_enough = self.now - first >= ENOUGH;
        let closes = pause >= LONG_PAUSE || (pause >= SHORT_PAUSE && long_enough);
        if closes { self.close() } else { None }
    }

    /// The rest when the sound has ended.
    pub(crate) fn finish(&mut self) -> Option<Cut> {
        self.end_run();
        self.close()
    }

    /// Whether somebody speaks at this moment.
    pub(crate) fn speaking(&self) -> bool {
        self.open.is_some_and(|open| open.voiced_end - open.start >= MIN_RUN)
    }

    /// Chunk after the last speech so far, of the open run too; none before the first.
    pub(crate) fn last_speech_end(&self) -> Option<usize> {
        if self.speaking() { self.open.map(|open| open.voiced_end) } else { self.last_speech_end }
    }

    /// Chunks seen.
    pub(crate) fn now(&self) -> usize {
        self.now
    }

    /// First chunk whose sound may still be needed.
    pub(crate) fn needed_from(&self) -> usize {
        let first = self.first_start().unwrap_or(self.now);
        first.saturating_sub(PAD).max(self.free_from)
    }

    fn follow(&mut self, at: usize, probability: f32) {
        match &mut self.open {
            None if probability >= ON => self.open = Some(Open { start: at, voiced_end: at + 1 }),
            None => {}
            Some(open) if probability >= OFF => open.voiced_end = at + 1,
            Some(open) if at + 1 - open.voiced_end > HANGOVER => self.end_run(),
            Some(_) => {}
        }
    }

    fn end_run(&mut self) {
        let Some(open) = self.open.take() else { return };
        if open.voiced_end - open.start >= MIN_RUN {
            self.runs.push(Run { start: open.start, end: open.voiced_end });
            self.last_speech_end = Some(open.voiced_end);
        }
    }

    fn first_start(&self) -> Option<usize> {
        self.runs.first().map(|run| run.start).or(self.open.map(|open| open.start))
    }

    /// Chunks of silence after the last run of the open segment; none while a run is open.
    fn pause(&self) -> usize {
        match (self.open, self.runs.last()) {
            (None, Some(run)) => self.now - run.end,
            _ => 0,
        }
    }

    fn must_split(&self) -> bool {
        self.first_start().is_some_and(|first| self.now - first >= MAX)
    }

    /// Closes all runs up to here.
    fn close(&mut self) -> Option<Cut> {
        let runs = std::mem::take(&mut self.runs);
        let (first, last) = (runs.first()?.start, runs.last()?.end);
        Some(self.cut(first.saturating_sub(PAD), last + PAD, runs))
    }

    fn cut(&mut self, start: usize, end: usize, runs: Vec<Run>) -> Cut {
        let start = start.max(self.free_from);
        let end = end.min(self.now);
        self.free_from = end;
        Cut { start, end, runs }
    }

    /// The segment has reached the recogniser's window: cut at its longest pause, or where the
    /// voice is weakest when there is none.
    fn split(&mut self) -> Cut {
        let first = self.first_start().unwrap_or(self.now);
        let open = self.open.map(|open| Run { start: open.start, end: self.now });
        let all: Vec<Run> = self.runs.iter().copied().chain(open).collect();
        let longest = all
            .windows(2)
            .filter(|pair| pair[0].end - first >= MIN_LEFT)
            .max_by_key(|pair| (pair[1].start - pair[0].end, pair[0].end))
            .map(|pair| (pair[0].end, pair[1].start));
        let Some((left_end, right_start)) = longest else { return self.split_speech(first) };
        let keep = self.runs.partition_point(|run| run.end <= left_end);
        let rest = self.runs.split_off(keep);
        let left = std::mem::replace(&mut self.runs, rest);
        let half = (right_start - left_end) / 2;
        self.cut(first.saturating_sub(PAD), left_end + PAD.min(half), left)
    }

    /// Nobody paused for 27 s: cut at the weakest chunk of the later part.
    fn split_speech(&mut self, first: usize) -> Cut {
        let from = first + MIN_LEFT;
        let at = (from..self.now)
            .min_by(|&a, &b| self.probabilities[a].total_cmp(&self.probabilities[b]))
            .unwrap_or(self.now);
        let mut left = Vec::new();
        let mut right = Vec::new();
        for run in self.runs.drain(..) {
            divide(run, at, &mut left, &mut right);
        }
        self.runs = right;
        if let Some(open) = &mut self.open
            && open.start < at
        {
            left.push(Run { start: open.start, end: at });
            open.start = at;
            open.voiced_end = open.voiced_end.max(at);
        }
        self.cut(first.saturating_sub(PAD), at, left)
    }
}

fn divide(run: Run, at: usize, left: &mut Vec<Run>, right: &mut Vec<Run>) {
    if run.start < at {
        left.push(Run { start: run.start, end: run.end.min(at) });
    }
    if run.end > at {
        right.push(Run { start: run.start.max(at), end: run.end });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Pieces of (milliseconds, probability) to a list of cuts.
    fn cuts(pieces: &[(i64, f32)]) -> Vec<Cut> {
        let mut segmenter = Segmenter::default();
        let mut cuts = Vec::new();
        for &(ms, probability) in pieces {
            for _ in 0..chunks(ms) {
                cuts.extend(segmenter.push(probability));
            }
        }
        cuts.extend(segmenter.finish());
        cuts
    }

    #[test]
    fn silence_and_clicks_give_nothing() {
        assert_eq!(cuts(&[(5000, 0.1), (64, 0.9), (5000, 0.1)]), vec![]);
        assert_eq!(cuts(&[]), vec![]);
    }

    #[test]
    fn one_sentence_is_padded_and_the_silence_after_it_left_out() {
        let found = cuts(&[(3200, 0.0), (3200, 0.9), (20_000, 0.0)]);
        assert_eq!(
            found,
            vec![Cut {
                start: 100 - PAD,
                end: 200 + PAD,
                runs: vec![Run { start: 100, end: 200 }]
            }]
        );
    }

    #[test]
    fn a_short_pause_keeps_a_short_segment_whole() {
        let found = cuts(&[(3200, 0.9), (960, 0.0), (3200, 0.9), (4000, 0.0)]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].runs.len(), 2);
    }

    #[test]
    fn a_pause_of_ten_seconds_is_not_in_any_segment() {
        let found = cuts(&[(3200, 0.9), (10_000, 0.0), (3200, 0.9)]);
        assert_eq!(found.len(), 2);
        assert_eq!(found[1].runs, vec![Run { start: 412, end: 512 }]);
        assert!(found[0].end < found[1].start);
    }

    #[test]
    fn a_long_answer_is_cut_at_its_longest_pause() {
        let found = cuts(&[
            (9600, 0.9),
            (320, 0.0),
            (6400, 0.9),
            (480, 0.0),
            (6400, 0.9),
            (256, 0.0),
            (9600, 0.9),
        ]);
        assert_eq!(found.len(), 2);
        let middle = chunks(9600) + chunks(320) + chunks(6400);
        assert_eq!(found[0].runs.last().map(|run| run.end), Some(middle));
        assert_eq!(found[1].runs[0].start, middle + chunks(480));
    }

    #[test]
    fn speech_without_a_pause_is_cut_at_its_weakest_moment() {
        let found = cuts(&[(20_000, 0.95), (32, 0.6), (20_000, 0.95)]);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].end, chunks(20_000));
        assert_eq!(found[1].start, found[0].end);
    }

    proptest! {
        #[test]
        fn cuts_are_ordered_bounded_and_hold_all_speech(
            pieces in prop::collection::vec((0i64..9000, 0.0f32..1.0), 0..40),
        ) {
            let found = cuts(&pieces);
            let total: usize = pieces.iter().map(|p| chunks(p.0)).sum();
            let mut after = 0;
            for cut in &found {
                prop_assert!(cut.start >= after && cut.end > cut.start && cut.end <= total);
                prop_assert!((cut.end - cut.start) as i64 * CHUNK_MS <= 28_000);
                prop_assert!(!cut.runs.is_empty());
                let mut inside = cut.start;
                for run in &cut.runs {
                    prop_assert!(run.start >= inside && run.end > run.start && run.end <= cut.end);
                    inside = run.end;
                }
                after = cut.end;
            }
            let spoken: usize =
                found.iter().flat_map(|cut| &cut.runs).map(|run| run.end - run.start).sum();
            let loud: usize =
                pieces.iter().filter(|p| p.1 >= ON && chunks(p.0) >= MIN_RUN)
                    .map(|p| chunks(p.0)).sum();
            prop_assert!(spoken >= loud);
        }
    }
}
