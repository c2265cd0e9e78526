//! Reports: immutable revisions, stored together with everything that follows from them.

use std::collections::HashMap;

use interview::report::Report;
use interview::review::Decision;
use interview::timeline::TimelineEvent;
use rusqlite::{Connection, OptionalExtension as _, params};
use seal::hash::sha256_hex;
use seal::sign::verify_detached;
use uuid::Uuid;

use crate::audit;
use crate::clock::unix_ms;
use crate::error::VaultError;
use crate::vault::{Vault, require_session};
use crate::{desk, outbox, session};

/// One stored revision.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredReport {
    /// Revision, from 1.
    pub rev: u32,
    /// Exact bytes that were signed.
    pub bytes: Vec<u8>,
    /// Detached JWS over them.
    pub signature: String,
}

impl StoredReport {
    /// SHA-256 of the bytes, hex: what the next revision names as superseded.
    pub fn sha256(&self) -> String {
        sha256_hex(&self.bytes)
    }
}

impl std::fmt::Debug for StoredReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "StoredReport(rev {}, {} bytes)", self.rev, self.bytes.len())
    }
}

impl Vault {
    /// Stores a signed report in one transaction with the state that goes with it, the timeline,
    /// the audit entry and the outbox rows that will send it. Storing the same bytes again does
    /// nothing.
    ///
    /// What is queued follows the report itself: nothing where the consent to `send` was refused,
    /// no recordings where the policy keeps them here.
    ///
    /// # Errors
    /// [`VaultError::Invalid`] where bytes, interview and revision do not belong together,
    /// [`VaultError::Conflict`] for another report under a revision that is taken,
    /// [`VaultError::Seal`] where the signature is not this station's, [`VaultError::DiskFull`].
    pub fn store_report(
        &self,
        interview_id: Uuid,
        rev: u32,
        report_bytes: &[u8],
        signature: &str,
        state_json: &str,
        events: &[TimelineEvent],
    ) -> Result<(), VaultError> {
        verify_detached(signature, report_bytes, &self.inner.keys.signing.public())?;
        let report: Report =
            serde_json::from_slice(report_bytes).map_err(|_| VaultError::Invalid("report"))?;
        if report.interview_id != interview_id || report.rev != rev {
            return Err(VaultError::Invalid("report: of another interview or revision"));
        }
        self.inner.write(|tx| {
            require_session(tx, interview_id)?;
            match stored(tx, interview_id, Some(rev))? {
                Some(same) if same.bytes == report_bytes => return Ok(()),
                Some(_) => return Err(VaultError::Conflict { what: "report" }),
                None => {}
            }
            check_succession(tx, &report)?;
            tx.execute(
                "INSERT INTO report (interview_id, rev, bytes, signature, stored_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![interview_id, rev, report_bytes, signature, unix_ms()],
            )?;
            session::put_state(tx, interview_id, state_json)?;
            session::put_timeline(tx, interview_id, events)?;
            outbox::queue_report(tx, &self.inner, &report, report_bytes, signature)?;
            desk::note_report(tx, &report)?;
            let detail = format!("rev {rev} sha256 {}", sha256_hex(report_bytes));
            audit::append_anchored(tx, interview_id, "report.stored", &detail)
        })
    }

    /// The newest revision of a report; none before the first.
    ///
    /// # Errors
    /// Database.
    pub fn report(&self, interview_id: Uuid) -> Result<Option<StoredReport>, VaultError> {
        stored(&self.inner.lock(), interview_id, None)
    }

    /// The decisions that stand in revisions of reports, in one query; what is not there, or belongs
    /// to an erased interview, is left out. Of each report only the decision is read.
    ///
    /// # Errors
    /// Database; [`VaultError::Stored`].
    pub fn decisions_in(
        &self,
        revisions: &[(Uuid, u32)],
    ) -> Result<HashMap<(Uuid, u32), Decision>, VaultError> {
        let asked: Vec<_> = revisions.iter().map(|(id, rev)| (id.simple(), rev)).collect();
        let asked = serde_json::to_string(&asked).map_err(|_| VaultError::Invalid("revisions"))?;
        let db = self.inner.lock();
        let mut query = db.prepare_cached(
            "SELECT r.interview_id, r.rev, CAST(r.bytes AS TEXT) -> '$.human.decision'
             FROM json_each(?1) asked CROSS JOIN report r
               ON r.interview_id = unhex(asked.value ->> 0) AND r.rev = asked.value ->> 1",
        )?;
        let rows = query.query_map([asked], |row| {
            Ok(((row.get(0)?, row.get(1)?), row.get::<_, Option<String>>(2)?))
        })?;
        let mut found = HashMap::new();
        for row in rows {
            let (revision, json) = row?;
            let decision: Option<Decision> = json
                .map_or(Ok(None), |json| serde_json::from_str(&json))
                .map_err(|_| VaultError::Stored("report"))?;
            found.extend(decision.map(|decision| (revision, decision)));
        }
        Ok(found)
    }
}

/// A new revision follows the newest and names the hash of its bytes.
fn check_succession(db: &Connection, report: &Report) -> Result<(), VaultError> {
    let before = stored(db, report.interview_id, None)?;
    let expected_rev = before.as_ref().map_or(1, |before| before.rev + 1);
    if report.rev != expected_rev {
        return Err(VaultError::Invalid("report: a revision is missing before it"));
    }
    if report.supersedes != before.map(|before| before.sha256()) {
        return Err(VaultError::Invalid("report: supersedes another one than is stored"));
    }
    Ok(())
}

/// One revision, or the newest.
pub(crate) fn stored(
    db: &Connection,
    interview_id: Uuid,
    rev: Option<u32>,
) -> Result<Option<StoredReport>, VaultError> {
    let mut query = db.prepare_cached(
        "SELECT rev, bytes, signature FROM report
         WHERE interview_id = ?1 AND rev = ifnull(?2, rev) ORDER BY rev DESC LIMIT 1",
    )?;
    let report = query
        .query_row(params![interview_id, rev], |row| {
            Ok(StoredReport { rev: row.get(0)?, bytes: row.get(1)?, signature: row.get(2)? })
        })
        .optional()?;
    Ok(report)
}
