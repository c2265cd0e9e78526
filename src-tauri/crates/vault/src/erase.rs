//! Erasure: first the key wraps, so that no copy of the sealed media opens any more, then rows
//! and files. The certificate and the audit chain stay; neither holds a word of the person.

use rusqlite::{Connection, OptionalExtension as _, params};
use seal::sign::sign_compact;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::audit::{self, Scope};
use crate::clock::{rfc3339, unix_ms};
use crate::db;
use crate::error::VaultError;
use crate::files::{DiskFiles, MediaFiles as _};
use crate::media::part_names;
use crate::vault::{Inner, Vault, require_session};
use crate::{attachment, outbox, report};

/// Schema of [`Erasure`].
const SCHEMA: &str = "interview-station/erasure/1";

/// A part that was erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasedPart {
    /// Name.
    pub part: String,
    /// Merkle root it had, hex.
    pub merkle_root: String,
    /// Segments it had.
    pub segments: u32,
}

/// What was erased and when: the claims of the certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// `interview-station/erasure/1`.
    pub schema: String,
    /// Interview.
    pub interview_id: Uuid,
    /// Station that erased it.
    pub station_id: String,
    /// RFC 3339 UTC.
    pub erased_at: String,
    /// Key wraps destroyed.
    pub wraps_destroyed: u32,
    /// Parts.
    pub parts: Vec<ErasedPart>,
    /// Attached files; none are named. Certificates of before there were any do not count them.
    #[serde(default)]
    pub files: u32,
    /// SHA-256 of the newest report, hex, where there was one.
    pub report_sha256: Option<String>,
    /// Head of the interview's audit chain before the erasure, hex.
    pub audit_head: String,
}

/// A signed proof of erasure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureCertificate {
    /// What it says.
    pub erasure: Erasure,
    /// Compact JWS of the station over it.
    pub jws: String,
}

/// Who wants an interview to be erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// Whoever keeps this station.
    Here,
    /// The policy: it was kept for long enough.
    Expired,
    /// Its candidate.
    Withdrawn,
    /// The HRMS, which has erased it.
    Hrms,
}

impl Cause {
    /// As the audit log names it.
    fn code(self) -> &'static str {
        match self {
            Self::Here => "",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
            Self::Hrms => "hrms",
        }
    }
}

impl Vault {
    /// Erases an interview, whatever of it was not yet sent too. What the HRMS holds stays there:
    /// [`Vault::withdraw`] reaches it. Erasing again gives the same certificate.
    ///
    /// # Errors
    /// [`VaultError::InUse`] while it is recorded, [`VaultError::NoSession`].
    pub fn erase(&self, interview_id: Uuid) -> Result<ErasureCertificate, VaultError> {
        self.erase_for(interview_id, Cause::Here)
    }

    /// Erases an interview since its candidate withdraws, and queues that the HRMS is told to erase
    /// it too. Where nothing of it can have left this station, nobody is told. Withdrawing again
    /// gives the same certificate.
    ///
    /// # Errors
    /// As [`Vault::erase`].
    pub fn withdraw(&self, interview_id: Uuid) -> Result<ErasureCertificate, VaultError> {
        self.erase_for(interview_id, Cause::Withdrawn)
    }

    /// Erases an interview that the HRMS has erased; rows that would tell it so go too.
    pub(crate) fn erase_as_told(&self, interview_id: Uuid) -> Result<(), VaultError> {
        self.erase_for(interview_id, Cause::Hrms)?;
        self.inner.write(|tx| outbox::forget(tx, interview_id))
    }

    pub(crate) fn erase_for(
        &self,
        interview_id: Uuid,
        cause: Cause,
    ) -> Result<ErasureCertificate, VaultError> {
        if let Some(done) = self.erasure(interview_id)? {
            if cause == Cause::Withdrawn {
                // What was sent before the erasure is not known any more: the HRMS is told.
                self.inner.write(|tx| outbox::queue_withdrawal(tx, interview_id))?;
            }
            self.finish_erasures()?;
            return Ok(done);
        }
        refuse_while_recorded(&self.inner, interview_id)?;
        let certificate = self.inner.write(|tx| {
            require_session(tx, interview_id)?;
            let tell = cause == Cause::Withdrawn && outbox::may_have_left(tx, interview_id)?;
            let erasure = describe(tx, &self.inner, interview_id)?;
            let jws = sign_compact(&self.inner.keys.signing, &erasure)?;
            let json =
                serde_json::to_string(&erasure).map_err(|_| VaultError::Invalid("erasure"))?;
            tx.execute("DELETE FROM key_wrap WHERE interview_id = ?1", [interview_id])?;
            tx.execute("DELETE FROM session WHERE interview_id = ?1", [interview_id])?;
            outbox::forget(tx, interview_id)?;
            if tell {
                outbox::queue_withdrawal(tx, interview_id)?;
            }
            tx.execute(
                "INSERT INTO erasure (interview_id, jws, json) VALUES (?1, ?2, ?3)",
                params![interview_id, jws, json],
            )?;
            audit::append_anchored(tx, interview_id, "session.erased", cause.code())?;
            Ok(ErasureCertificate { erasure, jws })
        })?;
        self.finish_erasures()?;
        Ok(certificate)
    }

    /// The certificate of an erased interview; none where it was not erased.
    ///
    /// # Errors
    /// Database.
    pub fn erasure(&self, interview_id: Uuid) -> Result<Option<ErasureCertificate>, VaultError> {
        let row: Option<(String, String)> = self
            .inner
            .lock()
            .query_row(
                "SELECT json, jws FROM erasure WHERE interview_id = ?1",
                [interview_id],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        row.map(|(json, jws)| {
            let erasure = serde_json::from_str(&json).map_err(|_| VaultError::Stored("erasure"))?;
            Ok(ErasureCertificate { erasure, jws })
        })
        .transpose()
    }

    /// The certificate of the HRMS (compact JWS) that it erased a withdrawn interview; none before
    /// it came.
    ///
    /// # Errors
    /// Database.
    pub fn hrms_certificate(&self, interview_id: Uuid) -> Result<Option<String>, VaultError> {
        let found: Option<Option<String>> = self
            .inner
            .lock()
            .query_row(
                "SELECT hrms_jws FROM erasure WHERE interview_id = ?1",
                [interview_id],
                |row| row.get(0),
            )
            .optional()?;
        Ok(found.flatten())
    }

    /// Removes the sealed files of erased interviews and the old pages of the database's log;
    /// what a crash left over of it is done at the next start.
    pub(crate) fn finish_erasures(&self) -> Result<(), VaultError> {
        let left: Vec<Uuid> = {
            let db = self.inner.lock();
            let mut query =
                db.prepare_cached("SELECT interview_id FROM erasure WHERE media_gone = 0")?;
            let rows = query.query_map([], |row| row.get(0))?;
            rows.collect::<Result<_, _>>()?
        };
        if left.is_empty() {
            return Ok(());
        }
        // Pages with the wraps may still lie in the log: overwrite it before files go.
        db::checkpoint(&self.inner.lock())?;
        for interview_id in left {
            match std::fs::remove_dir_all(self.inner.media_dir(interview_id)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(error.into());
                }
                _ => {}
            }
            self.inner.write(|tx| {
                tx.execute(
                    "UPDATE erasure SET media_gone = 1 WHERE interview_id = ?1",
                    [interview_id],
                )?;
                Ok(())
            })?;
        }
        Ok(())
    }
}

fn refuse_while_recorded(inner: &Inner, interview_id: Uuid) -> Result<(), VaultError> {
    let parts = part_names(&inner.lock(), interview_id)?;
    for part in parts {
        let path = inner.media_path(interview_id, &part);
        if path.exists() {
            // Opening takes the lock that a recording holds; it is given back at once.
            DiskFiles.open(&path).map(drop).map_err(|error| match error.kind() {
                std::io::ErrorKind::WouldBlock => VaultError::InUse { part },
                _ => error.into(),
            })?;
        }
    }
    Ok(())
}

fn describe(db: &Connection, inner: &Inner, interview_id: Uuid) -> Result<Erasure, VaultError> {
    let wraps_destroyed = db.query_row(
        "SELECT count(*) FROM key_wrap WHERE interview_id = ?1",
        [interview_id],
        |row| row.get(0),
    )?;
    let mut parts = Vec::new();
    for part in part_names(db, interview_id)? {
        // A part whose file is damaged is erased like any other.
        let rows = crate::media::segments(db, interview_id, &part)?;
        let leaves: Vec<[u8; 32]> = rows.iter().map(|row| row.sha256).collect();
        parts.push(ErasedPart {
            part,
            merkle_root: seal::hash::to_hex(&seal::hash::merkle_root(&leaves)),
            segments: u32::try_from(rows.len()).unwrap_or(u32::MAX),
        });
    }
    Ok(Erasure {
        schema: SCHEMA.to_owned(),
        interview_id,
        station_id: inner.keys.station_id(),
        erased_at: rfc3339(unix_ms()),
        wraps_destroyed,
        parts,
        files: attachment::count(db, interview_id)?,
        report_sha256: report::stored(db, interview_id, None)?.map(|report| report.sha256()),
        audit_head: audit::head(db, Scope::Interview(interview_id))?.hash,
    })
}
