//! Wall time of this machine. Nothing is placed on a timeline by it.

use std::time::{SystemTime, UNIX_EPOCH};

/// Unix milliseconds; 0 where the clock stands before 1970.
pub(crate) fn unix_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
