//! After a crash: what was interrupted is found, made consistent, and stands still.

use interview::session::{Event, SessionState, step};
use interview::timeline::TimelineEvent;
use vault::Vault;

use crate::StationError;

/// Steps every unfinished session with [`Event::Recovered`] and lets the vault set aside what was
/// torn. Returns how many sessions were interrupted.
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
        let Some(json) = vault.state(interview_id)? else { continue };
        let state: SessionState = serde_json::from_str(&json)?;
        let Ok((next, _)) = step(&state, &Event::Recovered, state.at_ms) else { continue };
        if next == state {
            continue;
        }
        let entry = TimelineEvent::new(next.at_ms, "session.recovered", next.name());
        vault.persist_step(interview_id, &serde_json::to_string(&next)?, &[entry])?;
        interrupted += 1;
    }
    Ok(interrupted)
}
