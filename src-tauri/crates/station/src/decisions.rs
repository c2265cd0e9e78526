//! Who decided what, when, with which reason; and what was taken back. Read from the log and the
//! revisions of the reports, so that it can't say anything else than they do.

use std::collections::HashMap;

use interview::report::Report;
use interview::review::{Decision, Outcome};
use uuid::Uuid;
use vault::{LogEntry, Vault};

use crate::StationError;
use crate::error::place;

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
/// [`StationError::Vault`]; [`StationError::NotAReport`].
pub fn taken(vault: &Vault, limit: usize) -> Result<Vec<Taken>, StationError> {
    let mut undone: HashMap<String, Vec<LogEntry>> = HashMap::new();
    for entry in vault.log_of("review.undone")? {
        undone.entry(entry.scope.clone()).or_default().push(entry);
    }
    let decided = vault.log_of("review.decided")?.into_iter();
    decided
        .filter_map(|line| line.scope.parse().ok().map(|id: Uuid| (id, line)))
        .take(limit)
        .map(|(interview_id, line)| {
            let decision = decision(vault, interview_id, &line.entry.detail)?;
            let later = undone.get(&line.scope).into_iter().flatten();
            let taken_back = later
                .filter(|undone| undone.entry.seq > line.entry.seq)
                // No other decision can stand between: one that stands has to be taken back first.
                .min_by_key(|undone| undone.entry.seq);
            Ok(Taken {
                interview_id,
                by: line.entry.actor,
                at_unix_ms: line.entry.at_unix_ms,
                outcome: decision.as_ref().map(|decision| decision.outcome),
                reason: decision.map(|decision| decision.reason),
                undone_at_unix_ms: taken_back.map(|undone| undone.entry.at_unix_ms),
            })
        })
        .collect()
}

/// The decision of the revision that an entry of the log names: `rev 3`.
fn decision(vault: &Vault, id: Uuid, detail: &str) -> Result<Option<Decision>, StationError> {
    let rev = detail.strip_prefix("rev ").and_then(|rev| rev.parse().ok());
    let Some(stored) = rev.map(|rev| vault.revision(id, rev)).transpose()?.flatten() else {
        return Ok(None);
    };
    let report: Report =
        serde_json::from_slice(&stored.bytes).map_err(|e| StationError::NotAReport(place(&e)))?;
    Ok(report.human.decision)
}
