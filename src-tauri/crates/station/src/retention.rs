//! Erases what has been kept for as long as the policy says, which is what candidates were told.
//!
//! The clock of a machine can be wrong, and an erasure can't be undone. A look at the shelves erases
//! only where an earlier look was a plausible time ago by the same clock; a clock that has jumped by
//! years is believed after it has run on for a day.

use interview::policy::PolicyPack;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vault::{Vault, VaultError};

use crate::StationError;
use crate::clock::unix_ms;

const DAY_MS: i64 = 24 * 3_600_000;
/// Distance to the earlier look from which the clock is believed.
const BELIEVED_FROM_MS: i64 = DAY_MS;
/// Distance to the earlier look up to which it is: a laptop that comes out once a month.
const BELIEVED_TO_MS: i64 = 45 * DAY_MS;
/// Key of the vault's setting with the time of the last look.
const LOOK: &str = "retention.look";

#[derive(Serialize, Deserialize)]
struct Look {
    at_unix_ms: i64,
}

/// [`apply`] with the policy in force and the clock of this machine. What can't be erased now is
/// found by the next look: no delivery and no desk waits for it.
pub fn look(vault: &Vault) {
    let applied =
        crate::policy::in_force(vault).and_then(|policy| apply(vault, &policy, unix_ms()));
    if let Err(error) = applied {
        tracing::error!(%error, "what was kept for long enough could not be erased");
    }
}

/// Erases what is over at `now_unix_ms`, at most once a day. Gives what was erased.
///
/// # Errors
/// [`StationError::Vault`]; what was erased before stays erased.
pub fn apply(
    vault: &Vault,
    policy: &PolicyPack,
    now_unix_ms: i64,
) -> Result<Vec<Uuid>, StationError> {
    let earlier: Option<Look> = vault.setting(LOOK)?;
    let since_ms = earlier.map(|look| now_unix_ms - look.at_unix_ms);
    if since_ms.is_some_and(|since| (0..BELIEVED_FROM_MS).contains(&since)) {
        return Ok(Vec::new());
    }
    vault.set_setting(LOOK, &Look { at_unix_ms: now_unix_ms })?;
    if !since_ms.is_some_and(|since| (BELIEVED_FROM_MS..=BELIEVED_TO_MS).contains(&since)) {
        return Ok(Vec::new());
    }
    let before = now_unix_ms - i64::from(policy.retention_days) * DAY_MS;
    let mut erased = Vec::new();
    for interview_id in vault.expired(before)? {
        match vault.erase_expired(interview_id) {
            Ok(_) => erased.push(interview_id),
            // Somebody goes on with it at this moment: the next look finds it.
            Err(VaultError::InUse { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    if !erased.is_empty() {
        tracing::info!(
            interviews = erased.len(),
            "kept for as long as the policy says, and erased"
        );
    }
    Ok(erased)
}
