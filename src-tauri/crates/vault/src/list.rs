//! What the vault holds.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use interview::report::MediaPartRef;
use interview::timeline::TimelineEvent;
use rusqlite::{Connection, OptionalExtension as _, Row};
use seal::chain::AuditEntry;
use serde::Serialize;
use uuid::Uuid;

use crate::audit::{self, Scope};
use crate::error::VaultError;
use crate::media::{manifest, part_names};
use crate::session;
use crate::vault::{Vault, require_session};

/// How far an interview has come on its way to the HRMS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// Nothing is to be sent (yet).
    None,
    /// Rows are waiting.
    Pending,
    /// A row was refused; a person has to look.
    Parked,
    /// Everything was acknowledged.
    Done,
}

/// One line of the list of interviews.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SessionSummary {
    /// Interview.
    pub interview_id: Uuid,
    /// Name of the state.
    pub state: String,
    /// Code of the position.
    pub position: String,
    /// Start, RFC 3339 UTC.
    pub started: String,
    /// Code of the language.
    pub language: String,
    /// Answers begun.
    pub answers: u32,
    /// Whether the candidate is synthetic.
    pub synthetic: bool,
    /// Newest revision of the report.
    pub report_rev: Option<u32>,
    /// Way to the HRMS.
    pub sync: SyncState,
}

/// Everything about one interview but report, media and artifacts themselves.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct SessionRecord {
    /// Summary.
    pub summary: SessionSummary,
    /// What is known of the candidate, JSON.
    pub candidate_json: String,
    /// Timeline.
    pub timeline: Vec<TimelineEvent>,
    /// Recorded parts.
    pub media: Vec<MediaPartRef>,
    /// Names of what was kept of analyses.
    pub artifacts: Vec<String>,
    /// Audit chain of the interview.
    pub audit: Vec<AuditEntry>,
    /// Receipt of the HRMS (compact JWS).
    pub receipt: Option<String>,
}

impl std::fmt::Debug for SessionRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SessionRecord({})", self.summary.interview_id)
    }
}

const SUMMARY: &str = "
    SELECT s.interview_id, s.phase, s.position_code, s.started_wall, s.language, s.answers,
           s.synthetic,
           (SELECT max(rev) FROM report r WHERE r.interview_id = s.interview_id),
           (SELECT count(*) FROM outbox o WHERE o.interview_id = s.interview_id),
           (SELECT count(*) FROM outbox o WHERE o.interview_id = s.interview_id AND acked = 0),
           (SELECT count(*) FROM outbox o WHERE o.interview_id = s.interview_id AND acked = 0
                AND state_json ->> 'state' = 'parked')
    FROM session s";

/// What a list shows of an interview and what changes by itself, a row each.
const MARKED: &str = "
    SELECT s.interview_id, s.phase,
           (SELECT ifnull(max(rev), 0) FROM report r WHERE r.interview_id = s.interview_id),
           (SELECT count(*) FROM outbox o WHERE o.interview_id = s.interview_id AND acked = 0),
           (SELECT count(*) FROM outbox o WHERE o.interview_id = s.interview_id AND acked = 0
                AND state_json ->> 'state' = 'parked')
    FROM session s ORDER BY s.interview_id";

/// A state of the vault, to be compared with a later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VaultMark {
    /// Rows that this program has written since it opened the vault.
    own: i64,
    /// Moves when another program writes.
    others: i64,
}

impl Vault {
    /// Moves whenever anything is written into the vault, by this program or another. Costs next to
    /// nothing.
    ///
    /// # Errors
    /// Database.
    pub fn mark(&self) -> Result<VaultMark, VaultError> {
        let db = self.inner.lock();
        let own = db.query_row("SELECT total_changes()", [], |row| row.get(0))?;
        let others = db.pragma_query_value(None, "data_version", |row| row.get(0))?;
        Ok(VaultMark { own, others })
    }

    /// Moves when an interview comes or goes, its state or its report becomes another, or its way to
    /// the HRMS goes on; not while one is recorded. Reads a row of every interview.
    ///
    /// # Errors
    /// Database.
    pub fn list_mark(&self) -> Result<u64, VaultError> {
        let db = self.inner.lock();
        let mut query = db.prepare_cached(MARKED)?;
        let mut rows = query.query([])?;
        let mut mark = DefaultHasher::new();
        while let Some(row) = rows.next()? {
            let id: Uuid = row.get(0)?;
            let phase: String = row.get(1)?;
            let counts: [u32; 3] = [row.get(2)?, row.get(3)?, row.get(4)?];
            (id, phase, counts).hash(&mut mark);
        }
        Ok(mark.finish())
    }

    /// All interviews, newest first.
    ///
    /// # Errors
    /// Database.
    pub fn list(&self) -> Result<Vec<SessionSummary>, VaultError> {
        let db = self.inner.lock();
        let mut query = db.prepare_cached(&format!(
            "{SUMMARY} ORDER BY s.created_ms DESC, s.interview_id DESC"
        ))?;
        let rows = query.query_map([], summary_of)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// One interview.
    ///
    /// # Errors
    /// [`VaultError::NoSession`], [`VaultError::Erased`]; database.
    pub fn show(&self, interview_id: Uuid) -> Result<SessionRecord, VaultError> {
        let db = self.inner.lock();
        let summary = summary(&db, interview_id)?;
        let (candidate_json, receipt) = db.query_row(
            "SELECT candidate_json, receipt FROM session WHERE interview_id = ?1",
            [interview_id],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let media = part_names(&db, interview_id)?
            .iter()
            .map(|part| Ok(manifest(&db, &self.inner, interview_id, part)?.part_ref()))
            .collect::<Result<_, VaultError>>()?;
        Ok(SessionRecord {
            summary,
            candidate_json,
            timeline: session::timeline(&db, interview_id)?,
            media,
            artifacts: artifact_names(&db, interview_id)?,
            audit: audit::entries(&db, Scope::Interview(interview_id))?,
            receipt,
        })
    }
}

pub(crate) fn summary(db: &Connection, interview_id: Uuid) -> Result<SessionSummary, VaultError> {
    let found = db
        .prepare_cached(&format!("{SUMMARY} WHERE s.interview_id = ?1"))?
        .query_row([interview_id], summary_of)
        .optional()?;
    match found {
        Some(found) => Ok(found),
        // Tells an erased interview from an unknown one.
        None => Err(require_session(db, interview_id)
            .err()
            .unwrap_or(VaultError::NoSession(interview_id))),
    }
}

fn artifact_names(db: &Connection, interview_id: Uuid) -> Result<Vec<String>, VaultError> {
    let mut query =
        db.prepare_cached("SELECT name FROM artifact WHERE interview_id = ?1 ORDER BY name")?;
    let rows = query.query_map([interview_id], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn summary_of(row: &Row<'_>) -> rusqlite::Result<SessionSummary> {
    let (all, open, parked): (u32, u32, u32) = (row.get(8)?, row.get(9)?, row.get(10)?);
    let sync = match (all, open, parked) {
        (0, _, _) => SyncState::None,
        (_, 0, _) => SyncState::Done,
        (_, _, 0) => SyncState::Pending,
        _ => SyncState::Parked,
    };
    Ok(SessionSummary {
        interview_id: row.get(0)?,
        state: row.get(1)?,
        position: row.get(2)?,
        started: row.get(3)?,
        language: row.get(4)?,
        answers: row.get(5)?,
        synthetic: row.get(6)?,
        report_rev: row.get(7)?,
        sync,
    })
}
