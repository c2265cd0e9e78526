//! Checking an interview: database, audit chains, every sealed segment, the report.

use std::fs::File;

use interview::report::Report;
use seal::hash::{merkle_root, sha256, to_hex};
use seal::segment::SegmentOpener;
use seal::sign::verify_detached;
use serde::Serialize;
use uuid::Uuid;

use crate::audit::{self, Scope};
use crate::error::VaultError;
use crate::files::read_at;
use crate::media::{self, duration_ms, part_names, segments};
use crate::vault::{Vault, require_session};
use crate::{db, list, report, session};

/// One check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckResult {
    /// Stable name, such as `audit.interview` or `media.main.segments`.
    pub name: String,
    /// Whether it passed.
    pub ok: bool,
    /// What was found, in numbers and codes.
    pub detail: String,
}

impl CheckResult {
    fn new(name: impl Into<String>, outcome: Result<String, String>) -> Self {
        let ok = outcome.is_ok();
        let (Ok(detail) | Err(detail)) = outcome;
        Self { name: name.into(), ok, detail }
    }
}

impl Vault {
    /// Checks everything that belongs to an interview. A finding is a check that failed, not an
    /// error.
    ///
    /// # Errors
    /// [`VaultError::NoSession`], [`VaultError::Erased`]; a database that can't be read at all.
    pub fn verify_session(&self, interview_id: Uuid) -> Result<Vec<CheckResult>, VaultError> {
        let mut checks = Vec::new();
        let parts = {
            let db = self.inner.lock();
            require_session(&db, interview_id)?;
            let sound = db::quick_check(&db)?;
            checks.push(CheckResult::new("database", sound.map_or(Ok("sound".into()), Err)));
            checks.push(check_chain(&db, "audit.station", Scope::Station)?);
            checks.push(check_chain(&db, "audit.interview", Scope::Interview(interview_id))?);
            part_names(&db, interview_id)?
        };
        for part in &parts {
            checks.extend(self.check_part(interview_id, part)?);
        }
        checks.extend(self.check_attachments(interview_id)?);
        checks.extend(self.check_report(interview_id)?);
        Ok(checks)
    }

    fn check_part(&self, interview_id: Uuid, part: &str) -> Result<Vec<CheckResult>, VaultError> {
        let (row, rows, key) = {
            let db = self.inner.lock();
            (
                media::require_part(&db, interview_id, part)?,
                segments(&db, interview_id, part)?,
                session::data_key(&db, &self.inner, interview_id),
            )
        };
        let name = |check: &str| format!("media.{part}.{check}");
        let key = match key {
            Ok(key) => key,
            Err(error) => {
                return Ok(vec![CheckResult::new(name("key"), Err(error.to_string()))]);
            }
        };
        let opener = SegmentOpener::new(&key, interview_id, part);
        let opened = self.open_all(interview_id, part, &rows, &opener);
        let end = match row.closed_by.as_deref() {
            Some("recording") => Ok(format!("recorded until {} ms", duration_ms(&rows))),
            Some(_) => Err(format!(
                "the recording was cut off at {} ms and closed by recovery",
                duration_ms(&rows)
            )),
            None => Err(format!(
                "the final marker is missing; recorded until {} ms",
                duration_ms(&rows)
            )),
        };
        Ok(vec![CheckResult::new(name("segments"), opened), CheckResult::new(name("end"), end)])
    }

    /// Opens every segment; names those that are missing, changed or do not open.
    fn open_all(
        &self,
        interview_id: Uuid,
        part: &str,
        rows: &[media::SegmentRow],
        opener: &SegmentOpener,
    ) -> Result<String, String> {
        let path = self.inner.media_path(interview_id, part);
        let mut file = File::open(path).map_err(|error| format!("no sealed file: {error}"))?;
        let mut bad = Vec::new();
        let mut offset = 0;
        for (expected, row) in (0u32..).zip(rows) {
            let record = read_at(&mut file, offset, row.ct_len as usize).unwrap_or_default();
            offset += row.ct_len;
            let fault = if row.seq != expected {
                Some("has no row")
            } else if record.len() as u64 != row.ct_len {
                Some("is missing")
            } else if sha256(&record) != row.sha256 {
                Some("was changed")
            } else if opener.open(&record, row.seq).is_err() {
                Some("does not open")
            } else {
                None
            };
            bad.extend(fault.map(|fault| format!("segment {expected} {fault}")));
        }
        if bad.is_empty() {
            Ok(format!("{} segments open", rows.len()))
        } else {
            Err(bad.join(", "))
        }
    }

    /// Reads every attached file to its end and compares it with what was added.
    fn check_attachments(&self, interview_id: Uuid) -> Result<Vec<CheckResult>, VaultError> {
        let attachments = self.attachments(interview_id)?;
        Ok(attachments
            .iter()
            .map(|attachment| {
                let outcome = self
                    .read_attachment(interview_id, attachment.id)
                    .map(|()| format!("{} bytes as added", attachment.bytes))
                    .map_err(|error| error.to_string());
                CheckResult::new(format!("attachment.{}", attachment.id), outcome)
            })
            .collect())
    }

    fn read_attachment(&self, interview_id: Uuid, id: Uuid) -> Result<(), VaultError> {
        let mut reader = self.open_attachment(interview_id, id)?;
        while !reader.next_piece()?.is_empty() {}
        Ok(())
    }

    fn check_report(&self, interview_id: Uuid) -> Result<Vec<CheckResult>, VaultError> {
        let db = self.inner.lock();
        let Some(stored) = report::stored(&db, interview_id, None)? else {
            let state = list::summary(&db, interview_id)?.state;
            let missing = Err(format!("no report; the session stands at {state}"));
            return Ok(vec![CheckResult::new("report", missing)]);
        };
        let public = self.inner.keys.signing.public();
        let signature = verify_detached(&stored.signature, &stored.bytes, &public)
            .map(|()| format!("revision {}, key {}", stored.rev, public.thumbprint()))
            .map_err(|error| error.to_string());
        let mut checks = vec![CheckResult::new("report.signature", signature)];
        let Ok(report) = serde_json::from_slice::<Report>(&stored.bytes) else {
            checks.push(CheckResult::new("report", Err("not readable".to_owned())));
            return Ok(checks);
        };
        let chain = audit::entries(&db, Scope::Interview(interview_id))?;
        let anchored = chain.iter().any(|entry| entry.hash == report.audit_head);
        checks.push(CheckResult::new(
            "report.audit_head",
            if anchored { Ok("in the chain".into()) } else { Err("not in the chain".into()) },
        ));
        for named in &report.media {
            let rows = segments(&db, interview_id, &named.part)?;
            let leaves: Vec<[u8; 32]> = rows.iter().map(|row| row.sha256).collect();
            let same = to_hex(&merkle_root(&leaves)) == named.merkle_root;
            checks.push(CheckResult::new(
                format!("report.media.{}", named.part),
                if same { Ok("root as signed".into()) } else { Err("another root".into()) },
            ));
        }
        Ok(checks)
    }
}

fn check_chain(
    db: &rusqlite::Connection,
    name: &str,
    scope: Scope,
) -> Result<CheckResult, VaultError> {
    let outcome = seal::chain::verify(&audit::entries(db, scope)?)
        .map(|head| format!("{} entries", head.seq))
        .map_err(|broken| broken.to_string());
    Ok(CheckResult::new(name, outcome))
}
