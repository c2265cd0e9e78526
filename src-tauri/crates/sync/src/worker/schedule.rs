//! When the outbox is looked at again, for as long as a station lives.

use std::time::Duration;

use interview::ports::{OutboxItem, OutboxState};

use super::jitter::Jitter;

/// How often a dead network is probed (section 5 of the contract).
const PROBE: Duration = Duration::from_secs(30);
/// Longest pause: a clock may jump, and another program may have queued something.
const LONGEST: Duration = Duration::from_secs(60);
/// Shortest pause.
const SHORTEST: Duration = Duration::from_millis(500);
/// How long nothing is tried after an error that an operator has to mend.
const HELD: Duration = Duration::from_secs(300);
/// A network that was away for this long comes back for many stations at once.
const LONG_OFFLINE_MS: i64 = 24 * 3_600 * 1_000;
/// Over this time they spread their start then.
const SPREAD_MS: i64 = 10 * 60 * 1_000;

/// Remembers since when the HRMS is away. Times are Unix milliseconds.
pub struct Schedule {
    jitter: Jitter,
    offline_since_ms: Option<i64>,
}

impl Schedule {
    /// A schedule; `seed` decides how stations spread.
    pub fn new(seed: u64) -> Self {
        Self { jitter: Jitter::new(seed), offline_since_ms: None }
    }

    /// Whether the HRMS was away at the last run: it is only asked for until it answers.
    pub fn offline(&self) -> bool {
        self.offline_since_ms.is_some()
    }

    /// It does not answer. Gives when to ask again.
    pub fn away(&mut self, now_ms: i64) -> Duration {
        self.offline_since_ms.get_or_insert(now_ms);
        PROBE
    }

    /// It answers again. Gives when to go on where it was away for so long that many stations come
    /// back at once; elsewhere there is nothing to wait for.
    pub fn back(&mut self, now_ms: i64) -> Option<Duration> {
        let since_ms = self.offline_since_ms.take()?;
        if now_ms - since_ms < LONG_OFFLINE_MS {
            return None;
        }
        let spread_ms = self.jitter.between(0, SPREAD_MS);
        Some(Duration::from_millis(spread_ms.unsigned_abs()))
    }

    /// Something holds everything back that a person has to mend. Gives when to try again.
    pub fn held(&mut self) -> Duration {
        self.offline_since_ms = None;
        HELD
    }

    /// A run is over and `left` was not acknowledged. Gives when the first of it is due.
    pub fn until_next(&mut self, left: &[OutboxItem], now_ms: i64) -> Duration {
        self.offline_since_ms = None;
        let first = left.iter().filter_map(|row| match row.state {
            OutboxState::Waiting { until_unix_ms } => Some(until_unix_ms - now_ms),
            OutboxState::Unknown => Some(0),
            OutboxState::Ready
            | OutboxState::Sending
            | OutboxState::Parked { .. }
            | OutboxState::Acked => None,
        });
        let delay_ms = first.min().unwrap_or(i64::MAX).max(0).unsigned_abs();
        Duration::from_millis(delay_ms).clamp(SHORTEST, LONGEST)
    }
}

#[cfg(test)]
mod tests {
    use interview::ports::OutboxKind;
    use uuid::Uuid;

    use super::*;

    fn row(state: OutboxState) -> OutboxItem {
        OutboxItem {
            id: Uuid::now_v7(),
            interview_id: Uuid::now_v7(),
            kind: OutboxKind::Receipt,
            payload: Vec::new(),
            signature: None,
            attempts: 0,
            state,
            resume: None,
        }
    }

    #[test]
    fn the_first_row_that_waits_decides_within_bounds() {
        let mut schedule = Schedule::new(1);
        let waiting = |until_unix_ms| row(OutboxState::Waiting { until_unix_ms });
        let parked = row(OutboxState::Parked { reason: "invalid".into() });
        let rows = [waiting(30_000), parked.clone(), waiting(9_000)];
        assert_eq!(schedule.until_next(&rows, 1_000), Duration::from_secs(8));
        assert_eq!(schedule.until_next(&rows, 20_000), SHORTEST, "it is overdue");
        assert_eq!(schedule.until_next(&[waiting(900_000)], 0), LONGEST);
        assert_eq!(schedule.until_next(&[parked], 0), LONGEST, "a person has to look");
    }

    #[test]
    fn a_network_that_was_away_for_a_day_is_not_taken_by_all_at_once() {
        let mut schedule = Schedule::new(1);
        assert_eq!(schedule.away(0), PROBE);
        assert!(schedule.offline());
        assert_eq!(schedule.back(60_000), None);
        assert!(!schedule.offline());
        schedule.away(0);
        schedule.away(LONG_OFFLINE_MS - 1);
        let spread = schedule.back(LONG_OFFLINE_MS).expect("it is counted from the beginning");
        assert!(spread <= Duration::from_millis(SPREAD_MS.unsigned_abs()));
    }
}
