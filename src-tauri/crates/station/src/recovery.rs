//! After a crash: what was interrupted is found, made consistent, and stands still. What a candidate
//! may still go on with keeps its recording open.

use interview::session::{Event, SessionState, step};
use interview::timeline::TimelineEvent;
use uuid::Uuid;
use vault::{RecoveredSession, Vault, VaultError};

use crate::StationError;

/// Steps every unfinished session that nobody runs with [`Event::Recovered`] and lets the vault set aside what was
/// torn. Returns how many sessions were interrupted.
///
/// What the steps ask for is not done here, while a home is being opened: missing reports are made by
/// [`crate::kiosk::complete`], what waits is sent by [`crate::delivery::Courier`]; both go by what
/// lies in the vault.
///
/// # Errors
/// [`StationError::Vault`].
pub fn recover(vault: &Vault) -> Result<usize, StationError> {
    let recovered = vault.recover()?;
    let mut interrupted = 0;
    for session in &recovered {
        tracing::warn!(
            interview = %session.interview_id,
            set_aside_bytes = session.parts.iter().map(|p| p.set_aside_bytes).sum::<u64>(),
            "a session was interrupted"
        );
    }
    for interview_id in vault.unfinished()? {
        let _hold = match vault.hold_session(interview_id) {
            Ok(hold) => hold,
            Err(VaultError::InUse { .. }) => continue,
            Err(error) => return Err(error.into()),
        };
        let Some(json) = vault.state(interview_id)? else { continue };
        let state: SessionState = serde_json::from_str(&json)?;
        let at_ms = match state.resumes_at() {
            // It stood still before, and so did its time.
            Some(_) => state.at_ms,
            // It ran for as long as it was recorded.
            None => recorded_ms(&recovered, interview_id).max(state.at_ms),
        };
        let Ok((next, _)) = step(&state, &Event::Recovered, at_ms) else { continue };
        if next == state {
            continue;
        }
        let entry = TimelineEvent::new(next.at_ms, "session.recovered", next.name());
        vault.persist_step(interview_id, &serde_json::to_string(&next)?, &[entry])?;
        interrupted += 1;
    }
    Ok(interrupted)
}

/// Media time up to which an interview was found recorded.
fn recorded_ms(recovered: &[RecoveredSession], interview_id: Uuid) -> i64 {
    let session = recovered.iter().find(|session| session.interview_id == interview_id);
    let parts = session.map(|session| session.parts.as_slice()).unwrap_or_default();
    parts.iter().map(|part| part.recorded_ms).max().unwrap_or(0)
}
