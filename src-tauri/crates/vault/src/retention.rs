//! What has been kept for long enough.

use uuid::Uuid;

use crate::audit::{self, Scope};
use crate::erase::{Cause, ErasureCertificate};
use crate::error::VaultError;
use crate::vault::Vault;

impl Vault {
    /// Interviews that nobody needs here any more, oldest first: those whose receipt of the HRMS
    /// came before `before_unix_ms` and of which nothing waits to be sent, and those without a
    /// report with which nothing has happened since. A report that was not delivered is kept,
    /// however old.
    ///
    /// # Errors
    /// Database.
    pub fn expired(&self, before_unix_ms: i64) -> Result<Vec<Uuid>, VaultError> {
        let db = self.inner.lock();
        let mut query = db.prepare_cached(
            "SELECT interview_id, receipt IS NOT NULL FROM session s
             WHERE NOT EXISTS
                   (SELECT 1 FROM outbox o WHERE o.interview_id = s.interview_id AND acked = 0)
               AND (receipt IS NOT NULL OR NOT EXISTS
                   (SELECT 1 FROM report r WHERE r.interview_id = s.interview_id))
             ORDER BY created_ms, interview_id",
        )?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let candidates: Vec<(Uuid, bool)> = rows.collect::<Result<_, _>>()?;
        let mut expired = Vec::new();
        for (interview_id, received) in candidates {
            let scope = Scope::Interview(interview_id);
            let action = received.then_some("sync.receipt");
            if audit::last_ms(&db, scope, action)?.is_some_and(|last| last < before_unix_ms) {
                expired.push(interview_id);
            }
        }
        Ok(expired)
    }

    /// Interviews whose newest report was stored before `before_unix_ms` and goes nowhere, because
    /// the candidate refused the transfer; oldest first.
    ///
    /// # Errors
    /// Database.
    pub fn sealed_here(&self, before_unix_ms: i64) -> Result<Vec<Uuid>, VaultError> {
        let db = self.inner.lock();
        // What may be sent is queued with its report, and stays in the outbox.
        let mut query = db.prepare_cached(
            "SELECT s.interview_id FROM session s
             JOIN (SELECT interview_id, max(stored_ms) AS stored_ms FROM report GROUP BY 1) r
               ON r.interview_id = s.interview_id
             WHERE s.receipt IS NULL AND r.stored_ms < ?1
               AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.interview_id = s.interview_id)
             ORDER BY s.created_ms, s.interview_id",
        )?;
        let rows = query.query_map([before_unix_ms], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Erases an interview since its time here is over; the HRMS is not told.
    ///
    /// # Errors
    /// As [`Vault::erase`]; [`VaultError::InUse`] while somebody runs it.
    pub fn erase_expired(&self, interview_id: Uuid) -> Result<ErasureCertificate, VaultError> {
        let _hold = self.hold_session(interview_id)?;
        self.erase_for(interview_id, Cause::Expired)
    }
}
