//! Erases what has been kept for as long as the policy says, which is what candidates were told.
//!
//! The clock of a machine can be wrong, and an erasure can't be undone. A look at the shelves erases
//! only where an earlier look was a plausible time ago by the same clock; a clock that has jumped by
//! years is believed after it has run on for a day.

use interview::policy::PolicyPack;
use interview::session::SessionState;
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
/// How long an interview at the kiosk stays sealed here whose candidate refused the transfer: time
/// to hand it over on paper or USB. The last screen of the kiosk says so.
const SEALED_MS: i64 = 7 * DAY_MS;
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
/// [`StationError::Vault`], [`StationError::Json`]; what was erased before stays erased.
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
    let mut over = vault.expired(before)?;
    for interview_id in vault.sealed_here(now_unix_ms - SEALED_MS)? {
        if refused_at_kiosk(vault, interview_id)? {
            over.push(interview_id);
        }
    }
    let mut erased = Vec::new();
    for interview_id in over {
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

/// Whether a candidate refused the transfer at a kiosk, and was told there how long it stays. What
/// goes nowhere for another reason is nobody's to erase, and an interview that somebody made from files
/// is theirs to keep.
fn refused_at_kiosk(vault: &Vault, interview_id: Uuid) -> Result<bool, StationError> {
    let Some(json) = vault.state(interview_id)? else { return Ok(false) };
    let state: SessionState = serde_json::from_str(&json)?;
    Ok(state.review && state.consents.iter().any(|c| c.purpose == "send" && !c.given))
}
