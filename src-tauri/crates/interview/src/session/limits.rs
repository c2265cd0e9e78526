//! Limits of time: what may be added to an answer, and the cap of a whole session.

use serde::{Deserialize, Serialize};

/// Minutes that were added to the answer at hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// By the candidate.
    pub candidate: u32,
    /// By staff.
    pub staff: u32,
}

impl Added {
    pub(super) const fn is_none(&self) -> bool {
        self.candidate == 0 && self.staff == 0
    }

    /// All of them in milliseconds.
    pub fn ms(self) -> i64 {
        (i64::from(self.candidate) + i64::from(self.staff)) * MINUTE_MS
    }
}

/// Milliseconds of a minute.
pub(super) const MINUTE_MS: i64 = 60_000;
/// Most minutes that staff may add in one go, and to one answer: half an hour is longer than any
/// answer that a person can be asked to listen to.
pub const STAFF_MINUTES_AT_ONCE: u32 = 5;
pub(super) const STAFF_MINUTES: u32 = 30;

/// The cap of a session. It counts the time in which a clock of a question ran; practice, pauses and
/// staff are no part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionCap {
    /// From here on the remaining questions are left to the candidate, in milliseconds.
    pub limit_ms: i64,
    /// What has passed of it in this sitting, in milliseconds.
    pub spent_ms: i64,
    /// The candidate chose to go on: it is not asked again in this sitting.
    pub lifted: bool,
}

impl SessionCap {
    /// A cap of which nothing has passed.
    pub const fn new(limit_ms: i64) -> Self {
        Self { limit_ms, spent_ms: 0, lifted: false }
    }

    pub(super) const fn is_reached(self) -> bool {
        !self.lifted && self.spent_ms >= self.limit_ms
    }
}
