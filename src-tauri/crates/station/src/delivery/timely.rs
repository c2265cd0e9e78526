//! How long it took from the end of an interview until the HRMS had acknowledged all of it.

use uuid::Uuid;
use vault::{SyncState, Vault};

use crate::StationError;

/// A report is to be at the HRMS ten minutes after its interview (design of the sync page).
const TIMELY_MS: i64 = 10 * 60_000;
/// So many of the newest delivered interviews are looked at: their logs are read one by one.
const LOOKED_AT: usize = 20;

/// The newest deliveries against ten minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timely {
    /// Deliveries that were looked at.
    pub of: usize,
    /// Those among them that took ten minutes at most.
    pub within: usize,
    /// How long that of the newest interview took, in milliseconds.
    pub newest_ms: i64,
}

/// The newest delivered interviews against ten minutes; none where there is no such interview. Times
/// are those of the log: handing in, and the first receipt.
///
/// # Errors
/// [`StationError::Vault`].
pub fn timely(vault: &Vault) -> Result<Option<Timely>, StationError> {
    let done = vault.list()?.into_iter().filter(|session| session.sync == SyncState::Done);
    let mut taken_ms = Vec::new();
    for session in done.take(LOOKED_AT) {
        taken_ms.extend(taken(vault, session.interview_id)?);
    }
    let within = taken_ms.iter().filter(|ms| **ms <= TIMELY_MS).count();
    let newest = taken_ms.first().copied();
    Ok(newest.map(|newest_ms| Timely { of: taken_ms.len(), within, newest_ms }))
}

fn taken(vault: &Vault, interview_id: Uuid) -> Result<Option<i64>, StationError> {
    let log = vault.audit_entries(interview_id)?;
    let ended = log.iter().find(|entry| {
        entry.action == "session.step" && entry.detail.split(' ').next() == Some("sealing")
    });
    let received = log.iter().find(|entry| entry.action == "sync.receipt");
    Ok(ended.zip(received).map(|(from, to)| (to.at_unix_ms - from.at_unix_ms).max(0)))
}
