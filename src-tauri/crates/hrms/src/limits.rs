//! Sizes, times and rates of the contract (`hrms.md`, sections 1 and 3), and the rate limiter.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

/// JSON body in bytes.
pub const JSON_BYTES: usize = 1024 * 1024;
/// Report in bytes.
pub const REPORT_BYTES: usize = 4 * 1024 * 1024;
/// One PATCH of an upload in bytes: one part of an S3 multipart upload.
pub const CHUNK_BYTES: usize = 8 * 1024 * 1024;
/// One media part in bytes.
pub const PART_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// Life of an enrolment code.
pub const CODE_MS: i64 = 15 * 60 * 1000;
/// Life of a station's token.
pub const TOKEN_MS: i64 = 10 * 60 * 1000;
/// How far the clock of a station may be off.
pub const CLOCK_MS: i64 = 120 * 1000;
/// Life of an unfinished upload.
pub const UPLOAD_MS: i64 = 7 * 24 * 3600 * 1000;
/// Life of a session of a person.
pub const SESSION_MS: i64 = 8 * 3600 * 1000;
/// Life of a play token; each use extends it.
pub const PLAY_MS: i64 = 15 * 60 * 1000;
/// Longest wait of a long poll in seconds.
pub const WAIT_S: u64 = 25;
/// Longest list.
pub const LIST: u32 = 200;
/// Chunks that are held in memory at once, over all stations.
pub const CHUNKS_IN_MEMORY: usize = 16;
/// Objects that are verified at once.
pub const VERIFICATIONS: usize = 1;
/// Segments that a player is ahead of the network.
pub const PLAY_AHEAD: usize = 2;

/// Names that the limiter remembers at once; more are refused until some are over.
const MAX_NAMES: usize = 10_000;

/// At most `max` events of one name in a sliding window.
pub struct RateLimiter {
    max: usize,
    window_ms: i64,
    seen: Mutex<HashMap<String, VecDeque<i64>>>,
}

impl RateLimiter {
    /// At most `max` in `window_ms`.
    pub fn new(max: usize, window_ms: i64) -> Self {
        Self { max, window_ms, seen: Mutex::new(HashMap::new()) }
    }

    /// Counts one event of `name`.
    ///
    /// # Errors
    /// Seconds until it may be tried again.
    pub fn take(&self, name: &str, now_ms: i64) -> Result<(), u32> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let over = now_ms - self.window_ms;
        if seen.len() >= MAX_NAMES {
            seen.retain(|_, times| times.back().is_some_and(|last| *last > over));
            if seen.len() >= MAX_NAMES {
                return Err(seconds(self.window_ms));
            }
        }
        let times = seen.entry(name.to_owned()).or_default();
        while times.front().is_some_and(|first| *first <= over) {
            times.pop_front();
        }
        match times.front() {
            Some(first) if times.len() >= self.max => Err(seconds(first - over)),
            _ => {
                times.push_back(now_ms);
                Ok(())
            }
        }
    }
}

fn seconds(ms: i64) -> u32 {
    u32::try_from(ms.max(0).div_euclid(1000) + 1).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_slides_and_names_do_not_disturb_each_other() {
        let limiter = RateLimiter::new(2, 1000);
        assert_eq!(limiter.take("a", 0), Ok(()));
        assert_eq!(limiter.take("a", 500), Ok(()));
        assert!(limiter.take("a", 900).is_err());
        assert_eq!(limiter.take("b", 900), Ok(()));
        assert_eq!(limiter.take("a", 1001), Ok(()), "the first is over");
        assert!(limiter.take("a", 1002).is_err(), "the second is not");
    }
}
