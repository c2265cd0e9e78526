//! Media time: the one clock of a session.
//!
//! Every frame, sample, word, observation and event carries the time that has passed since the
//! session's clock started. Devices and files are mapped onto it by `capture`; nothing above
//! `capture` ever asks the operating system what time it is to place something on the timeline.

use serde::{Deserialize, Serialize};

/// Nanoseconds since the session's clock started. Negative values occur only for sound that a
/// container places before the first picture.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct MediaTime(i64);

impl MediaTime {
    /// The start of the session's clock.
    pub const ZERO: Self = Self(0);

    /// From nanoseconds.
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// From milliseconds.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis * 1_000_000)
    }

    /// From seconds; rounds to the nearest nanosecond.
    pub fn from_seconds(seconds: f64) -> Self {
        Self((seconds * 1e9).round() as i64)
    }

    /// The time of sample `index` of a stream at `sample_rate_hz` that starts at zero.
    pub fn from_samples(index: u64, sample_rate_hz: u32) -> Self {
        let nanos = i128::from(index) * 1_000_000_000 / i128::from(sample_rate_hz.max(1));
        Self(nanos as i64)
    }

    /// Nanoseconds.
    pub const fn nanos(self) -> i64 {
        self.0
    }

    /// Milliseconds, rounded down.
    pub const fn millis(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// Seconds.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1e9
    }

    /// This time moved by `nanos`.
    pub const fn plus_nanos(self, nanos: i64) -> Self {
        Self(self.0 + nanos)
    }

    /// Nanoseconds from `earlier` to this time; negative where `earlier` is later.
    pub const fn nanos_since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }
}

/// A span of media time in milliseconds, `start_ms` included, `end_ms` excluded. What analysis
/// produces is kept in milliseconds, so that it is the same on every machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First millisecond.
    pub start_ms: i64,
    /// First millisecond after the span.
    pub end_ms: i64,
}

impl Span {
    /// A span; `end_ms` is raised to `start_ms` where it lies before it.
    pub fn new(start_ms: i64, end_ms: i64) -> Self {
        Self { start_ms, end_ms: end_ms.max(start_ms) }
    }

    /// Length in milliseconds.
    pub fn len_ms(self) -> i64 {
        self.end_ms - self.start_ms
    }

    /// Whether the span has no length.
    pub fn is_empty(self) -> bool {
        self.end_ms <= self.start_ms
    }

    /// Whether `at_ms` lies inside.
    pub fn contains(self, at_ms: i64) -> bool {
        (self.start_ms..self.end_ms).contains(&at_ms)
    }

    /// The part that both spans share; empty where they do not touch.
    pub fn intersection(self, other: Self) -> Self {
        Self::new(self.start_ms.max(other.start_ms), self.end_ms.min(other.end_ms))
    }
}
