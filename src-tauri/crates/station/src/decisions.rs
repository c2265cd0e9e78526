//! Who decided what, when, with which reason; and what was taken back. Read from the log and the
//! revisions of the reports, so that it can't say anything else than they do.

use std::collections::HashMap;

use interview::review::Outcome;
use uuid::Uuid;
use vault::{LogEntry, Vault};

use crate::StationError;

/// A decision, also one that was taken back.
#[derive(Clone, PartialEq, Eq)]
pub struct Taken {
    /// Interview.
    pub interview_id: Uuid,
    /// Who decided.
    pub by: String,
    /// When, Unix milliseconds.
    pub at_unix_ms: i64,
    /// What; none where the interview was erased since.
    pub outcome: Option<Outcome>,
    /// Why; none where the interview was erased since.
    pub reason: Option<String>,
    /// When it was taken back, Unix milliseconds.
    pub undone_at_unix_ms: Option<i64>,
}

impl std::fmt::Debug for Taken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Taken({}, {:?})", self.interview_id, self.outcome)
    }
}

/// The newest decisions, newest first, at most `limit`.
///
/// # Errors
/// [`StationError::Vault`].
pub fn taken(vault: &Vault, limit: usize) -> Result<Vec<Taken>, StationError> {
    let mut undone: HashMap<String, Vec<LogEntry>> = HashMap::new();
    for entry in vault.log_of("review.undone")? {
        undone.entry(entry.scope.clone()).or_default().push(entry);
    }
    let decided: Vec<(Uuid, LogEntry)> = vault
        .log_of("review.decided")?
        .into_iter()
        .filter_map(|line| line.scope.parse().ok().map(|id| (id, line)))
        .take(limit)
        .collect();
    let revisions: Vec<_> = decided.iter().filter_map(|(id, line)| revision(*id, line)).collect();
    let mut decisions = vault.decisions_in(&revisions)?;
    let taken = decided
        .into_iter()
        .map(|(interview_id, line)| {
            let decision =
                revision(interview_id, &line).and_then(|revision| decisions.remove(&revision));
            let later = undone.get(&line.scope).into_iter().flatten();
            let taken_back = later
                .filter(|undone| undone.entry.seq > line.entry.seq)
                // No other decision can stand between: one that stands has to be taken back first.
                .min_by_key(|undone| undone.entry.seq);
            Taken {
                interview_id,
                by: line.entry.actor,
                at_unix_ms: line.entry.at_unix_ms,
                outcome: decision.as_ref().map(|decision| decision.outcome),
                reason: decision.map(|decision| decision.reason),
                undone_at_unix_ms: taken_back.map(|undone| undone.entry.at_unix_ms),
            }
        })
        .collect();
    Ok(taken)
}

/// The revision that an entry of the log names: `rev 3`.
fn revision(id: Uuid, line: &LogEntry) -> Option<(Uuid, u32)> {
    Some((id, line.entry.detail.strip_prefix("rev ")?.parse().ok()?))
}
