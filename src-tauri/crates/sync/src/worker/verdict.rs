//! What becomes of a row: the table of section 5 of the contract.
//!
//! | What happened | What becomes of the row |
//! |---|---|
//! | nothing was sent | as before, no attempt spent; the run ends |
//! | TLS, revoked, not approved, clock, token refused | as before; the run ends with the error |
//! | answer lost | unknown: asked before it is sent again |
//! | 400, 412, 413, 415, 422, 404, 409 conflict or gap | parked with the problem's code |
//! | 409 in progress, 423 | waits 5–10 s |
//! | 410 erased | acknowledged; the interview is erased here too |
//! | 410 of another kind, or of something in between | parked |
//! | 429, 503 with Retry-After | waits as told, one hour at most |
//! | 5xx, an answer that is not the contract's | waits: full jitter, 2 s to 15 min, 6 h after twenty |
//!
//! 404 and gap are parked only after [`super::deliver`] has tried to send what was missing.

use interview::error::Faulty as _;
use interview::ports::{OutboxItem, OutboxState};

use super::deliver::{Delivered, Trouble};
use super::jitter::Jitter;
use crate::error::{Refusal, SyncError};

/// Longest `Retry-After` that is obeyed.
const MAX_RETRY_AFTER_MS: i64 = 3_600 * 1_000;
/// How long to wait for something that is running.
const SOON_MS: (i64, i64) = (5_000, 10_000);

/// New state of a row, and what else follows.
#[derive(Debug)]
pub(super) struct Verdict {
    pub(super) state: OutboxState,
    pub(super) attempts: u32,
    /// For the report of the run.
    pub(super) trouble: Option<String>,
    /// The HRMS has erased the interview.
    pub(super) erased: bool,
    /// The run ends.
    pub(super) stop: Option<SyncError>,
}

impl Verdict {
    fn of(state: OutboxState, attempts: u32) -> Self {
        Self { state, attempts, trouble: None, erased: false, stop: None }
    }

    fn trouble(mut self, text: String) -> Self {
        self.trouble = Some(text);
        self
    }
}

/// The state in which a row goes on that was not sent at all. What a crash or a lost answer left
/// unknown stays unknown.
fn unsent(item: &OutboxItem) -> OutboxState {
    match item.state {
        OutboxState::Unknown | OutboxState::Sending => OutboxState::Unknown,
        OutboxState::Ready
        | OutboxState::Waiting { .. }
        | OutboxState::Parked { .. }
        | OutboxState::Acked => OutboxState::Ready,
    }
}

/// What becomes of `item` after `sent`.
pub(super) fn verdict(
    item: &OutboxItem,
    sent: Result<Delivered, Trouble>,
    now_ms: i64,
    jitter: &mut Jitter,
) -> Verdict {
    let waiting = |delay_ms: i64| OutboxState::Waiting { until_unix_ms: now_ms + delay_ms };
    match sent {
        Ok(Delivered::Done) => Verdict::of(OutboxState::Acked, item.attempts),
        Ok(Delivered::Pending) => {
            Verdict::of(waiting(jitter.between(SOON_MS.0, SOON_MS.1)), item.attempts)
        }
        Err(Trouble::Park(reason)) => {
            let text = format!("sync.parked: {reason}");
            let state = OutboxState::Parked { reason: reason.to_owned() };
            Verdict::of(state, item.attempts).trouble(text)
        }
        Err(Trouble::Failed(SyncError::AnswerLost(detail))) => {
            let text = format!("hrms.answer_lost: {detail}");
            lost(item, now_ms, jitter).trouble(text)
        }
        Err(Trouble::Failed(SyncError::Refused(refusal))) if refusal.status != 401 => {
            refused(item, &refusal, now_ms, jitter)
        }
        // The HRMS, or something in between, does not speak the contract. It may get better.
        Err(Trouble::Failed(error @ (SyncError::BadAnswer(_) | SyncError::Signature(_)))) => {
            let attempts = item.attempts + 1;
            let text = format!("{}: {error}", error.fault().code);
            Verdict::of(waiting(jitter.back_off(attempts)), attempts).trouble(text)
        }
        Err(Trouble::Failed(stop)) => {
            Verdict { stop: Some(stop), ..Verdict::of(unsent(item), item.attempts) }
        }
    }
}

/// The answer was lost. It is asked for at once, and after a few times with the usual delays.
fn lost(item: &OutboxItem, now_ms: i64, jitter: &mut Jitter) -> Verdict {
    let attempts = item.attempts + 1;
    if attempts.is_multiple_of(super::PROBES_PER_RUN) {
        let until_unix_ms = now_ms + jitter.back_off(attempts);
        // A row with attempts is asked for before it is sent, whatever its state.
        return Verdict::of(OutboxState::Waiting { until_unix_ms }, attempts);
    }
    Verdict::of(OutboxState::Unknown, attempts)
}

fn refused(item: &OutboxItem, refusal: &Refusal, now_ms: i64, jitter: &mut Jitter) -> Verdict {
    let code = refusal.code();
    let attempts = item.attempts + 1;
    let waiting = |delay_ms: i64| OutboxState::Waiting { until_unix_ms: now_ms + delay_ms };
    let told_ms = refusal
        .retry_after
        .map(|wait| i64::try_from(wait.as_millis()).unwrap_or(i64::MAX).min(MAX_RETRY_AFTER_MS));
    let verdict = match (refusal.status, code.as_str()) {
        // Only the HRMS's own word: a 410 of something in between must not erase an interview.
        (410, "erased") => {
            Verdict { erased: true, ..Verdict::of(OutboxState::Acked, item.attempts) }
        }
        (409, "in-progress") | (423, _) => {
            Verdict::of(waiting(jitter.between(SOON_MS.0, SOON_MS.1)), item.attempts)
        }
        (429 | 503, _) => {
            Verdict::of(waiting(told_ms.unwrap_or_else(|| jitter.back_off(attempts))), attempts)
        }
        (500.., _) => Verdict::of(waiting(jitter.back_off(attempts)), attempts),
        _ => Verdict::of(OutboxState::Parked { reason: code.clone() }, attempts),
    };
    let class = if matches!(verdict.state, OutboxState::Parked { .. }) {
        "sync.parked"
    } else {
        SyncError::Refused(Box::new(refusal.clone())).fault().code
    };
    verdict.trouble(format!("{class}: {code} ({})", refusal.status))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use interview::exchange::ProblemBody;
    use interview::ports::OutboxKind;
    use uuid::Uuid;

    use super::*;

    fn item(state: OutboxState) -> OutboxItem {
        OutboxItem {
            id: Uuid::now_v7(),
            interview_id: Uuid::now_v7(),
            kind: OutboxKind::Interview,
            payload: Vec::new(),
            signature: None,
            attempts: 1,
            state,
            resume: None,
        }
    }

    fn refusal(status: u16, code: &str, retry_after: Option<u64>) -> Trouble {
        let problem = ProblemBody { code: code.to_owned(), ..ProblemBody::default() };
        let retry_after = retry_after.map(Duration::from_secs);
        Trouble::Failed(SyncError::Refused(Box::new(Refusal { status, problem, retry_after })))
    }

    fn judge(state: OutboxState, trouble: Trouble) -> Verdict {
        verdict(&item(state), Err(trouble), 1_000_000, &mut Jitter::new(1))
    }

    /// Delay of a waiting verdict.
    fn delay(verdict: &Verdict) -> i64 {
        match verdict.state {
            OutboxState::Waiting { until_unix_ms } => until_unix_ms - 1_000_000,
            ref other => panic!("not waiting: {other:?}"),
        }
    }

    #[test]
    fn each_class_of_failure_has_its_action() {
        let parked = |code: &str| OutboxState::Parked {
            reason: if code.is_empty() { "http-410".to_owned() } else { code.to_owned() },
        };
        for (status, code) in [
            (400, "malformed"),
            (404, "not-found"),
            (409, "conflict"),
            (409, "gap"),
            (412, "precondition"),
            (413, "too-large"),
            (410, ""),
            (410, "expired"),
            (415, "media-type"),
            (422, "signature"),
        ] {
            let verdict = judge(OutboxState::Ready, refusal(status, code, None));
            assert_eq!((verdict.state, verdict.stop.is_none()), (parked(code), true), "{status}");
        }
        let soon = judge(OutboxState::Ready, refusal(409, "in-progress", None));
        assert!((5_000..=10_000).contains(&delay(&soon)));
        assert_eq!(soon.attempts, 1, "waiting for oneself is no attempt");
        let told = judge(OutboxState::Ready, refusal(503, "unavailable", Some(120)));
        assert_eq!((delay(&told), told.attempts), (120_000, 2));
        let long = judge(OutboxState::Ready, refusal(429, "", Some(86_400)));
        assert_eq!(delay(&long), MAX_RETRY_AFTER_MS);
        let broken = judge(OutboxState::Ready, refusal(500, "", None));
        assert!((2_000..=8_000).contains(&delay(&broken)));
        let erased = judge(OutboxState::Ready, refusal(410, "erased", None));
        assert_eq!((erased.state, erased.erased), (OutboxState::Acked, true));
        let lost = judge(OutboxState::Ready, Trouble::Failed(SyncError::AnswerLost("x".into())));
        assert_eq!((lost.state, lost.attempts), (OutboxState::Unknown, 2));
    }

    #[test]
    fn what_was_not_sent_costs_no_attempt_and_stays_as_it_was() {
        let waits = OutboxState::Waiting { until_unix_ms: 0 };
        for (before, after) in [
            (OutboxState::Ready, OutboxState::Ready),
            (waits, OutboxState::Ready),
            (OutboxState::Unknown, OutboxState::Unknown),
            (OutboxState::Sending, OutboxState::Unknown),
        ] {
            for error in [
                SyncError::Unreachable("x".into()),
                SyncError::Tls("x".into()),
                SyncError::Revoked,
                SyncError::ClockSkew,
            ] {
                let verdict = judge(before.clone(), Trouble::Failed(error));
                assert_eq!((verdict.state, verdict.attempts), (after.clone(), 1));
                assert!(verdict.stop.is_some());
            }
        }
        let token = judge(OutboxState::Ready, refusal(401, "auth", None));
        assert!(token.stop.is_some(), "a refused token holds everything back");
    }
}
