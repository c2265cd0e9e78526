//! Rows that fail for long are told to the log: after ten minutes, and again after a day.

use std::collections::HashMap;

use interview::ports::{OutboxItem, OutboxState};
use uuid::Uuid;

const FIRST_MS: i64 = 10 * 60 * 1_000;
const SECOND_MS: i64 = 24 * 3_600 * 1_000;

/// Since when a row fails, and what was told of it.
struct Trouble {
    since_ms: i64,
    told: u8,
}

/// Rows that fail.
#[derive(Default)]
pub(super) struct Alarms(HashMap<Uuid, Trouble>);

impl Alarms {
    /// Notes the new state of a row; gives how many alarms were raised for it so far.
    pub(super) fn note(&mut self, item: &OutboxItem, state: &OutboxState, now_ms: i64) -> u8 {
        match state {
            OutboxState::Acked | OutboxState::Parked { .. } => {
                self.0.remove(&item.id);
                return 0;
            }
            OutboxState::Ready
            | OutboxState::Sending
            | OutboxState::Waiting { .. }
            | OutboxState::Unknown => {}
        }
        let trouble = self.0.entry(item.id).or_insert(Trouble { since_ms: now_ms, told: 0 });
        let lasts_ms = now_ms - trouble.since_ms;
        let due = if lasts_ms >= SECOND_MS { 2 } else { u8::from(lasts_ms >= FIRST_MS) };
        if due > trouble.told {
            trouble.told = due;
            let (row, interview) = (item.id, item.interview_id);
            if due == 1 {
                tracing::warn!(%row, %interview, lasts_ms, "a row of the outbox does not get through");
            } else {
                tracing::error!(%row, %interview, lasts_ms, "a row of the outbox is stuck for a day");
            }
        }
        trouble.told
    }
}

#[cfg(test)]
mod tests {
    use interview::ports::OutboxKind;

    use super::*;

    #[test]
    fn an_alarm_is_raised_twice_and_ends_with_success() {
        let item = OutboxItem {
            id: Uuid::now_v7(),
            interview_id: Uuid::now_v7(),
            kind: OutboxKind::Interview,
            payload: Vec::new(),
            signature: None,
            attempts: 0,
            state: OutboxState::Ready,
            resume: None,
        };
        let mut alarms = Alarms::default();
        let waiting = OutboxState::Waiting { until_unix_ms: 0 };
        assert_eq!(alarms.note(&item, &waiting, 0), 0);
        assert_eq!(alarms.note(&item, &waiting, FIRST_MS - 1), 0);
        assert_eq!(alarms.note(&item, &waiting, FIRST_MS), 1);
        assert_eq!(alarms.note(&item, &waiting, SECOND_MS), 2);
        assert_eq!(alarms.note(&item, &OutboxState::Acked, SECOND_MS), 0);
        assert_eq!(alarms.note(&item, &waiting, SECOND_MS), 0, "begins again");
    }
}
