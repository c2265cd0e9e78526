//! A person's own rest: what a measure is while nothing happens.

use std::collections::VecDeque;

/// Span of the past that decides what rest is, in milliseconds.
const WINDOW_MS: i64 = 5_000;
/// Least span and number of samples from which a rest is known.
const SETTLE_MS: i64 = 300;
const SETTLE_SAMPLES: usize = 5;
/// Samples kept at most, whatever the frame rate.
const MAX_SAMPLES: usize = 400;
/// Time away from rest after which a person has taken a new position: rest starts anew.
const NEW_POSITION_MS: i64 = 4_000;

/// A running percentile of one measure.
#[derive(Clone, Debug)]
pub(super) struct Rest {
    percentile: f64,
    samples: VecDeque<(i64, f64)>,
    away_since: Option<i64>,
}

impl Rest {
    /// Rest is the `percentile` (0–1) of the last five seconds.
    pub(super) fn new(percentile: f64) -> Self {
        Self { percentile, samples: VecDeque::new(), away_since: None }
    }

    /// The value at rest; none until it has settled.
    pub(super) fn value(&self) -> Option<f64> {
        let (first, last) = (self.samples.front()?.0, self.samples.back()?.0);
        if self.samples.len() < SETTLE_SAMPLES || last - first < SETTLE_MS {
            return None;
        }
        let mut sorted: Vec<f64> = self.samples.iter().map(|sample| sample.1).collect();
        sorted.sort_by(f64::total_cmp);
        let place = (sorted.len() - 1) as f64 * self.percentile;
        sorted.get(place.round() as usize).copied()
    }

    /// Takes a sample in. While the person is `away` from rest, on purpose it seems, the sample
    /// does not count, or a held turn would become the new rest and its end a turn back.
    pub(super) fn push(&mut self, t_ms: i64, value: f64, away: bool) {
        if away {
            let since = *self.away_since.get_or_insert(t_ms);
            if t_ms - since < NEW_POSITION_MS {
                return;
            }
            self.samples.clear();
        }
        self.away_since = None;
        self.samples.push_back((t_ms, value));
        while self.samples.len() > MAX_SAMPLES
            || self.samples.front().is_some_and(|first| t_ms - first.0 > WINDOW_MS)
        {
            self.samples.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rest_settles_and_ignores_a_short_excursion() {
        let mut rest = Rest::new(0.5);
        for frame in 0..30 {
            assert_eq!(rest.value().is_some(), frame > 10, "frame {frame}");
            rest.push(frame * 33, 2.0, false);
        }
        for frame in 30..90 {
            rest.push(frame * 33, 20.0, true);
        }
        assert_eq!(rest.value(), Some(2.0));
    }

    #[test]
    fn a_position_held_for_long_becomes_the_new_rest() {
        let mut rest = Rest::new(0.5);
        for frame in 0..30 {
            rest.push(frame * 33, 2.0, false);
        }
        for frame in 30..160 {
            rest.push(frame * 33, 20.0, rest.value().is_some_and(|value| value < 15.0));
        }
        for frame in 160..180 {
            rest.push(frame * 33, 20.0, false);
        }
        assert_eq!(rest.value(), Some(20.0));
    }
}
