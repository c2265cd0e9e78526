//! The audit chains: one for the station, one for every interview.
//!
//! An interview has a chain of its own so that it can be handed out and checked alone. The
//! station's chain holds the head of an interview's chain at its beginning, at every report and at
//! erasure, so that a whole chain can't be replaced unseen.

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use seal::chain::{AuditEntry, Happening, Head};
use uuid::Uuid;

use crate::clock::unix_ms;
use crate::desk::LogEntry;
use crate::error::VaultError;
use crate::vault::Vault;

/// Who acts where nobody is named.
pub(crate) const ACTOR: &str = "station";

/// Which chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    Station,
    Interview(Uuid),
}

impl Scope {
    fn key(self) -> String {
        match self {
            Self::Station => "station".to_owned(),
            Self::Interview(id) => id.to_string(),
        }
    }

    /// The interview's chain where `subject` is the id of a session that is there.
    pub(crate) fn of_subject(db: &Connection, subject: &str) -> Result<Self, VaultError> {
        let Ok(id) = Uuid::parse_str(subject) else { return Ok(Self::Station) };
        let known: bool = db.query_row(
            "SELECT EXISTS (SELECT 1 FROM session WHERE interview_id = ?1)",
            [id],
            |row| row.get(0),
        )?;
        Ok(if known { Self::Interview(id) } else { Self::Station })
    }
}

impl Vault {
    /// Adds an entry to the chain of the interview that `subject` names, else to the station's.
    /// Codes, ids and numbers only: the chain outlives erasure.
    ///
    /// # Errors
    /// Database.
    pub fn audit(&self, action: &str, subject: &str, detail: &str) -> Result<(), VaultError> {
        self.inner.write(|tx| {
            let scope = Scope::of_subject(tx, subject)?;
            append(tx, scope, action, subject, detail)
        })
    }

    /// When the newest entry of the station's chain with `action` was written, Unix milliseconds.
    ///
    /// # Errors
    /// Database.
    pub fn last_in_station_log(&self, action: &str) -> Result<Option<i64>, VaultError> {
        last_ms(&self.inner.lock(), Scope::Station, Some(action))
    }

    /// All entries of all chains with `action`, newest first.
    ///
    /// # Errors
    /// Database.
    pub fn log_of(&self, action: &str) -> Result<Vec<LogEntry>, VaultError> {
        let db = self.inner.lock();
        let mut query = db.prepare_cached(
            "SELECT seq, at_ms, actor, action, subject, detail, prev, hash, scope
             FROM audit WHERE action = ?1 ORDER BY at_ms DESC, scope, seq DESC",
        )?;
        let entry = |row: &Row<'_>| Ok(LogEntry { entry: entry_of(row)?, scope: row.get(8)? });
        let rows = query.query_map([action], entry)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Head of an interview's chain, for its report.
    ///
    /// # Errors
    /// Database.
    pub fn audit_head(&self, interview_id: Uuid) -> Result<Head, VaultError> {
        head(&self.inner.lock(), Scope::Interview(interview_id))
    }

    /// All entries of an interview's chain.
    ///
    /// # Errors
    /// Database.
    pub fn audit_entries(&self, interview_id: Uuid) -> Result<Vec<AuditEntry>, VaultError> {
        entries(&self.inner.lock(), Scope::Interview(interview_id))
    }

    /// All entries of the station's chain.
    ///
    /// # Errors
    /// Database.
    pub fn station_audit_entries(&self) -> Result<Vec<AuditEntry>, VaultError> {
        entries(&self.inner.lock(), Scope::Station)
    }
}

/// Adds an entry of the station itself inside a transaction.
pub(crate) fn append(
    db: &Connection,
    scope: Scope,
    action: &str,
    subject: &str,
    detail: &str,
) -> Result<(), VaultError> {
    append_by(db, scope, ACTOR, action, subject, detail)
}

/// Adds an entry of `actor` inside a transaction.
pub(crate) fn append_by(
    db: &Connection,
    scope: Scope,
    actor: &str,
    action: &str,
    subject: &str,
    detail: &str,
) -> Result<(), VaultError> {
    let at_unix_ms = unix_ms();
    let happening = Happening { at_unix_ms, actor, action, subject, detail };
    let entry = seal::chain::append(&head(db, scope)?, &happening)?;
    db.prepare_cached(
        "INSERT INTO audit (scope, seq, at_ms, actor, action, subject, detail, prev, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        scope.key(),
        i64::try_from(entry.seq).map_err(|_| VaultError::Stored("audit number"))?,
        entry.at_unix_ms,
        entry.actor,
        entry.action,
        entry.subject,
        entry.detail,
        entry.prev,
        entry.hash,
    ])?;
    Ok(())
}

/// Adds an entry to an interview's chain and the new head of that chain to the station's.
pub(crate) fn append_anchored(
    db: &Connection,
    interview_id: Uuid,
    action: &str,
    detail: &str,
) -> Result<(), VaultError> {
    let subject = interview_id.to_string();
    let scope = Scope::Interview(interview_id);
    append(db, scope, action, &subject, detail)?;
    append(db, Scope::Station, action, &subject, &head(db, scope)?.hash)
}

pub(crate) fn head(db: &Connection, scope: Scope) -> Result<Head, VaultError> {
    let found = db
        .prepare_cached("SELECT seq, hash FROM audit WHERE scope = ?1 ORDER BY seq DESC LIMIT 1")?
        .query_row([scope.key()], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)))
        .optional()?;
    Ok(found.map_or_else(Head::default, |(seq, hash)| Head { seq: seq.unsigned_abs(), hash }))
}

/// When the newest entry of a chain was written, of those with `action` where one is named.
pub(crate) fn last_ms(
    db: &Connection,
    scope: Scope,
    action: Option<&str>,
) -> Result<Option<i64>, VaultError> {
    let mut query = db.prepare_cached(
        "SELECT max(at_ms) FROM audit WHERE scope = ?1 AND (?2 IS NULL OR action = ?2)",
    )?;
    Ok(query.query_row(params![scope.key(), action], |row| row.get(0))?)
}

pub(crate) fn entries(db: &Connection, scope: Scope) -> Result<Vec<AuditEntry>, VaultError> {
    let mut query = db.prepare_cached(
        "SELECT seq, at_ms, actor, action, subject, detail, prev, hash
         FROM audit WHERE scope = ?1 ORDER BY seq",
    )?;
    let rows = query.query_map([scope.key()], entry_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn entry_of(row: &Row<'_>) -> rusqlite::Result<AuditEntry> {
    Ok(AuditEntry {
        seq: row.get::<_, i64>(0)?.unsigned_abs(),
        at_unix_ms: row.get(1)?,
        actor: row.get(2)?,
        action: row.get(3)?,
        subject: row.get(4)?,
        detail: row.get(5)?,
        prev: row.get(6)?,
        hash: row.get(7)?,
    })
}

/// The newest entries of all chains, newest first.
pub(crate) fn newest(db: &Connection, limit: u32) -> Result<Vec<LogEntry>, VaultError> {
    let mut query = db.prepare_cached(
        "SELECT seq, at_ms, actor, action, subject, detail, prev, hash, scope
         FROM audit ORDER BY at_ms DESC, scope, seq DESC LIMIT ?1",
    )?;
    let rows = query
        .query_map([limit], |row| Ok(LogEntry { entry: entry_of(row)?, scope: row.get(8)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Every chain with its scope, one after the other.
pub(crate) fn chains(db: &Connection) -> Result<Vec<(String, Vec<AuditEntry>)>, VaultError> {
    let mut query = db.prepare_cached(
        "SELECT seq, at_ms, actor, action, subject, detail, prev, hash, scope
         FROM audit ORDER BY scope, seq",
    )?;
    let rows = query.query_map([], |row| Ok((row.get::<_, String>(8)?, entry_of(row)?)))?;
    let mut chains: Vec<(String, Vec<AuditEntry>)> = Vec::new();
    for row in rows {
        let (scope, entry) = row?;
        match chains.last_mut().filter(|(open, _)| *open == scope) {
            Some((_, entries)) => entries.push(entry),
            None => chains.push((scope, vec![entry])),
        }
    }
    Ok(chains)
}
