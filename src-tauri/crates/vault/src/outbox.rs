//! The outbox: what is still to be sent, in order within an interview.

use std::fs::File;

use interview::exchange::{InterviewBody, PositionVersion};
use interview::ports::{Outbox, OutboxItem, OutboxKind, OutboxState, StoreFailure};
use interview::report::{MediaPartRef, Report};
use rusqlite::{Connection, Row, params};
use seal::jcs::canonical_json;
use uuid::Uuid;

use crate::audit;
use crate::error::VaultError;
use crate::files::read_at;
use crate::media::{self, ensure_hrms_wrap, manifest, part_names, require_part};
use crate::vault::{Inner, Vault};

/// Longest piece of a sealed object that is read at once, in bytes.
const MAX_CHUNK: usize = 16 * 1024 * 1024;
/// Purpose of the consent without which nothing leaves the station.
const CONSENT_SEND: &str = "send";

impl Outbox for Vault {
    fn due(&self, now_unix_ms: i64) -> Result<Vec<OutboxItem>, StoreFailure> {
        Ok(due(&self.inner.lock(), now_unix_ms)?)
    }

    fn pending(&self) -> Result<Vec<OutboxItem>, StoreFailure> {
        Ok(open_rows(&self.inner.lock())?)
    }

    fn update(
        &self,
        id: Uuid,
        state: &OutboxState,
        attempts: u32,
        resume: Option<&str>,
    ) -> Result<(), StoreFailure> {
        Ok(self.inner.write(|tx| update(tx, id, state, attempts, resume))?)
    }

    fn sealed_len(&self, interview_id: Uuid, part: &str) -> Result<u64, StoreFailure> {
        Ok(sealed_len(&self.inner.lock(), interview_id, part)?)
    }

    fn sealed_chunk(
        &self,
        interview_id: Uuid,
        part: &str,
        offset: u64,
        max: usize,
    ) -> Result<Vec<u8>, StoreFailure> {
        Ok(self.sealed_bytes(interview_id, part, offset, max)?)
    }

    fn part_ref(&self, interview_id: Uuid, part: &str) -> Result<MediaPartRef, StoreFailure> {
        Ok(Vault::part_ref(self, interview_id, part)?)
    }

    fn store_receipt(&self, interview_id: Uuid, receipt: &str) -> Result<(), StoreFailure> {
        Ok(self.inner.write(|tx| {
            let changed = tx.execute(
                "UPDATE session SET receipt = ?2 WHERE interview_id = ?1",
                params![interview_id, receipt],
            )?;
            if changed == 0 {
                return Err(VaultError::NoSession(interview_id));
            }
            audit::append_anchored(tx, interview_id, "sync.receipt", "")
        })?)
    }

    fn erase(&self, interview_id: Uuid) -> Result<(), StoreFailure> {
        Ok(self.erase_as_told(interview_id)?)
    }

    fn store_certificate(&self, interview_id: Uuid, certificate: &str) -> Result<(), StoreFailure> {
        Ok(self.inner.write(|tx| {
            let changed = tx.execute(
                "UPDATE erasure SET hrms_jws = ?2 WHERE interview_id = ?1",
                params![interview_id, certificate],
            )?;
            if changed == 0 {
                return Err(VaultError::NoSession(interview_id));
            }
            audit::append_anchored(tx, interview_id, "sync.erased", "")
        })?)
    }
}

impl Vault {
    /// The receipt of the HRMS (compact JWS); none before it came.
    ///
    /// # Errors
    /// [`VaultError::NoSession`]; database.
    pub fn receipt(&self, interview_id: Uuid) -> Result<Option<String>, VaultError> {
        let db = self.inner.lock();
        crate::vault::require_session(&db, interview_id)?;
        Ok(db.query_row(
            "SELECT receipt FROM session WHERE interview_id = ?1",
            [interview_id],
            |row| row.get(0),
        )?)
    }

    /// Puts every parked row of an interview back in line, after a person has looked.
    ///
    /// # Errors
    /// Database.
    pub fn unpark(&self, interview_id: Uuid) -> Result<usize, VaultError> {
        self.inner.write(|tx| {
            let ready = state_json(&OutboxState::Ready)?;
            let changed = tx.execute(
                "UPDATE outbox SET state_json = ?2
                 WHERE interview_id = ?1 AND acked = 0 AND state_json ->> 'state' = 'parked'",
                params![interview_id, ready],
            )?;
            if changed > 0 {
                audit::append_anchored(tx, interview_id, "sync.unparked", "")?;
            }
            Ok(changed)
        })
    }

    fn sealed_bytes(
        &self,
        interview_id: Uuid,
        part: &str,
        offset: u64,
        max: usize,
    ) -> Result<Vec<u8>, VaultError> {
        let len = sealed_len(&self.inner.lock(), interview_id, part)?;
        let left = usize::try_from(len.saturating_sub(offset)).unwrap_or(MAX_CHUNK);
        let want = left.min(max).min(MAX_CHUNK);
        let mut file = File::open(self.inner.media_path(interview_id, part))?;
        let bytes = read_at(&mut file, offset, want)?;
        if bytes.len() < want {
            return Err(VaultError::Stored("a sealed file is shorter than its rows"));
        }
        Ok(bytes)
    }
}

fn sealed_len(db: &Connection, interview_id: Uuid, part: &str) -> Result<u64, VaultError> {
    require_part(db, interview_id, part)?;
    Ok(media::segments(db, interview_id, part)?.iter().map(|segment| segment.ct_len).sum())
}

/// Queues what a new report makes necessary and is not queued yet.
pub(crate) fn queue_report(
    db: &Connection,
    inner: &Inner,
    report: &Report,
    bytes: &[u8],
    signature: &str,
) -> Result<(), VaultError> {
    let id = report.interview_id;
    let refused =
        |given: &interview::report::ConsentRecord| given.purpose == CONSENT_SEND && !given.given;
    if report.consents.iter().any(refused) {
        return Ok(());
    }
    let (walk_in, sync_media): (bool, bool) = db.query_row(
        "SELECT walk_in, sync_media FROM session WHERE interview_id = ?1",
        [id],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let queued: Vec<OutboxKind> = kinds(db, id)?;
    if !queued.contains(&OutboxKind::Interview) {
        push(db, id, &OutboxKind::Interview, &interview_body(report, walk_in)?, None)?;
    }
    push(db, id, &OutboxKind::Report { rev: report.rev }, bytes, Some(signature))?;
    let parts = if sync_media { part_names(db, id)? } else { Vec::new() };
    for part in parts {
        let announce = OutboxKind::Manifest { part: part.clone() };
        if !queued.contains(&announce) {
            push(db, id, &announce, &manifest_payload(db, inner, id, &part)?, None)?;
            push(db, id, &OutboxKind::Upload { part }, &[], None)?;
        }
    }
    push(db, id, &OutboxKind::Receipt, &[], None)
}

/// Whether anything of an interview can have reached the HRMS: a row that was never tried stands as
/// it was written.
pub(crate) fn may_have_left(db: &Connection, interview_id: Uuid) -> Result<bool, VaultError> {
    Ok(db.query_row(
        "SELECT EXISTS (SELECT 1 FROM outbox WHERE interview_id = ?1
            AND (acked = 1 OR attempts > 0 OR state_json ->> 'state' <> 'ready'))",
        [interview_id],
        |row| row.get(0),
    )?)
}

/// Queues that the HRMS is told of a withdrawal, once.
pub(crate) fn queue_withdrawal(db: &Connection, interview_id: Uuid) -> Result<(), VaultError> {
    if kinds(db, interview_id)?.contains(&OutboxKind::Withdrawal) {
        return Ok(());
    }
    push(db, interview_id, &OutboxKind::Withdrawal, &[], None)
}

/// Removes all rows of an interview, with what they carry.
pub(crate) fn forget(db: &Connection, interview_id: Uuid) -> Result<(), VaultError> {
    db.execute("DELETE FROM outbox WHERE interview_id = ?1", [interview_id])?;
    Ok(())
}

/// Writes the manifests that were never sent anew, with the wrap for the HRMS of today.
pub(crate) fn refresh_manifests(db: &Connection, inner: &Inner) -> Result<(), VaultError> {
    for item in open_rows(db)? {
        let OutboxKind::Manifest { part } = &item.kind else { continue };
        if item.attempts == 0 && item.state == OutboxState::Ready {
            let payload = manifest_payload(db, inner, item.interview_id, part)?;
            db.execute("UPDATE outbox SET payload = ?2 WHERE id = ?1", params![item.id, payload])?;
        }
    }
    Ok(())
}

/// A row that was being sent when the program ended may have arrived: ask first.
pub(crate) fn forget_sending(db: &Connection) -> Result<(), VaultError> {
    db.execute(
        "UPDATE outbox SET state_json = ?1 WHERE acked = 0 AND state_json ->> 'state' = 'sending'",
        [state_json(&OutboxState::Unknown)?],
    )?;
    Ok(())
}

fn interview_body(report: &Report, walk_in: bool) -> Result<Vec<u8>, VaultError> {
    let body = InterviewBody {
        position: PositionVersion {
            code: report.position.code.clone(),
            version: report.position.version,
        },
        candidate: report.candidate.clone(),
        walk_in,
        language: report.language,
        synthetic: report.synthetic,
        started_at: report.clock.started_wall.clone(),
        app: report.app.clone(),
        consents: report.consents.clone(),
    };
    Ok(canonical_json(&body)?)
}

fn manifest_payload(
    db: &Connection,
    inner: &Inner,
    interview_id: Uuid,
    part: &str,
) -> Result<Vec<u8>, VaultError> {
    ensure_hrms_wrap(db, inner, interview_id, part)?;
    Ok(canonical_json(&manifest(db, inner, interview_id, part)?)?)
}

fn push(
    db: &Connection,
    interview_id: Uuid,
    kind: &OutboxKind,
    payload: &[u8],
    signature: Option<&str>,
) -> Result<(), VaultError> {
    let kind = serde_json::to_string(kind).map_err(|_| VaultError::Invalid("outbox row"))?;
    db.prepare_cached(
        "INSERT INTO outbox (id, interview_id, kind_json, payload, signature, state_json)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        Uuid::now_v7(),
        interview_id,
        kind,
        payload,
        signature,
        state_json(&OutboxState::Ready)?
    ])?;
    Ok(())
}

fn update(
    db: &Connection,
    id: Uuid,
    state: &OutboxState,
    attempts: u32,
    resume: Option<&str>,
) -> Result<(), VaultError> {
    let acked = *state == OutboxState::Acked;
    let changed = db
        .prepare_cached(
            "UPDATE outbox SET state_json = ?2, attempts = ?3, resume = ?4, acked = ?5
             WHERE id = ?1",
        )?
        .execute(params![id, state_json(state)?, attempts, resume, acked])?;
    if changed == 0 {
        return Err(VaultError::Missing { what: "outbox row", name: id.to_string() });
    }
    Ok(())
}

fn due(db: &Connection, now_unix_ms: i64) -> Result<Vec<OutboxItem>, VaultError> {
    let mut query = db.prepare_cached(
        "SELECT id, interview_id, kind_json, payload, signature, attempts, state_json, resume
         FROM outbox
         WHERE ord IN (SELECT min(ord) FROM outbox WHERE acked = 0 GROUP BY interview_id)
         ORDER BY ord",
    )?;
    let may_go = |item: &OutboxItem| match item.state {
        OutboxState::Ready | OutboxState::Sending | OutboxState::Unknown => true,
        OutboxState::Waiting { until_unix_ms } => until_unix_ms <= now_unix_ms,
        OutboxState::Parked { .. } | OutboxState::Acked => false,
    };
    let rows = query.query_map([], raw_item)?;
    let items = rows.map(|raw| item_of(raw?)).collect::<Result<Vec<_>, _>>()?;
    Ok(items.into_iter().filter(may_go).collect())
}

fn open_rows(db: &Connection) -> Result<Vec<OutboxItem>, VaultError> {
    let mut query = db.prepare_cached(
        "SELECT id, interview_id, kind_json, payload, signature, attempts, state_json, resume
         FROM outbox WHERE acked = 0 ORDER BY ord",
    )?;
    let rows = query.query_map([], raw_item)?;
    rows.map(|raw| item_of(raw?)).collect()
}

/// The kinds of all rows of an interview, acknowledged ones too.
fn kinds(db: &Connection, interview_id: Uuid) -> Result<Vec<OutboxKind>, VaultError> {
    let mut query = db.prepare_cached("SELECT kind_json FROM outbox WHERE interview_id = ?1")?;
    let rows = query.query_map([interview_id], |row| row.get::<_, String>(0))?;
    rows.map(|json| kind_of(&json?)).collect()
}

fn state_json(state: &OutboxState) -> Result<String, VaultError> {
    serde_json::to_string(state).map_err(|_| VaultError::Invalid("outbox state"))
}

fn kind_of(json: &str) -> Result<OutboxKind, VaultError> {
    serde_json::from_str(json).map_err(|_| VaultError::Stored("outbox row"))
}

/// A row with its JSON columns unread.
struct RawItem {
    item: OutboxItem,
    kind_json: String,
    state_json: String,
}

fn raw_item(row: &Row<'_>) -> rusqlite::Result<RawItem> {
    Ok(RawItem {
        kind_json: row.get(2)?,
        state_json: row.get(6)?,
        item: OutboxItem {
            id: row.get(0)?,
            interview_id: row.get(1)?,
            kind: OutboxKind::Interview,
            payload: row.get(3)?,
            signature: row.get(4)?,
            attempts: row.get(5)?,
            state: OutboxState::Ready,
            resume: row.get(7)?,
        },
    })
}

fn item_of(raw: RawItem) -> Result<OutboxItem, VaultError> {
    let state =
        serde_json::from_str(&raw.state_json).map_err(|_| VaultError::Stored("outbox state"))?;
    Ok(OutboxItem { kind: kind_of(&raw.kind_json)?, state, ..raw.item })
}
