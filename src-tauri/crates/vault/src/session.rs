//! Sessions while they run: begun, stepped, recovered; and what is analysed on the way.

use interview::session::SessionState;
use interview::timeline::TimelineEvent;
use rusqlite::{Connection, OptionalExtension as _, params};
use seal::manifest::WRAP_PURPOSE;
use seal::segment::DataKey;
use seal::wrap::{WrapInfo, wrap};
use uuid::Uuid;

use crate::audit::{self, Scope};
use crate::clock::unix_ms;
use crate::error::VaultError;
use crate::vault::{Inner, Vault, require_session};

/// The part name under which the session's data key is wrapped for the station alone, before any
/// part exists.
const SESSION_KEY: &str = "*";

/// What is known when a session begins.
#[derive(Clone, PartialEq, Eq)]
pub struct NewSession {
    /// Interview.
    pub interview_id: Uuid,
    /// Code of the position.
    pub position_code: String,
    /// Wall time at media time zero, RFC 3339 UTC.
    pub started_wall: String,
    /// Code of the language, `zh` or `en`.
    pub language: String,
    /// What is known of the candidate, as JSON.
    pub candidate_json: String,
    /// Whether the candidate is synthetic.
    pub synthetic: bool,
    /// Whether the person came without a booking.
    pub walk_in: bool,
    /// Whether the policy allows to send recordings to the HRMS.
    pub sync_media: bool,
}

impl std::fmt::Debug for NewSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewSession({}, {})", self.interview_id, self.position_code)
    }
}

impl Vault {
    /// Begins a session and makes its data key.
    ///
    /// # Errors
    /// [`VaultError::Conflict`] where the interview is there already, [`VaultError::Erased`];
    /// [`VaultError::DiskFull`].
    pub fn begin_session(&self, session: NewSession) -> Result<(), VaultError> {
        let id = session.interview_id;
        self.inner.write(|tx| {
            match require_session(tx, id) {
                Err(VaultError::NoSession(_)) => {}
                Err(other) => return Err(other),
                Ok(()) => return Err(VaultError::Conflict { what: "interview" }),
            }
            tx.execute(
                "INSERT INTO session (interview_id, position_code, language, started_wall,
                    candidate_json, synthetic, walk_in, sync_media, phase, created_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'attract', ?9)",
                params![
                    id,
                    session.position_code,
                    session.language,
                    session.started_wall,
                    session.candidate_json,
                    session.synthetic,
                    session.walk_in,
                    session.sync_media,
                    unix_ms(),
                ],
            )?;
            let info = WrapInfo { purpose: WRAP_PURPOSE, interview: id, part: SESSION_KEY };
            let wrapped = wrap(&DataKey::generate(), &self.inner.keys.wrap.public(), &info)?;
            put_wrap(tx, id, SESSION_KEY, &wrapped)?;
            audit::append_anchored(tx, id, "session.begun", "")
        })
    }

    /// Persists one step of the state machine: state, timeline and audit entry in one transaction.
    /// `state_json` is the JSON of [`SessionState`]; run effects only after this returned.
    ///
    /// # Errors
    /// [`VaultError::NoSession`], [`VaultError::Invalid`] for another JSON,
    /// [`VaultError::DiskFull`].
    pub fn persist_step(
        &self,
        interview_id: Uuid,
        state_json: &str,
        events: &[TimelineEvent],
    ) -> Result<(), VaultError> {
        self.inner.write(|tx| {
            require_session(tx, interview_id)?;
            let phase = put_state(tx, interview_id, state_json)?;
            put_timeline(tx, interview_id, events)?;
            let scope = Scope::Interview(interview_id);
            let codes: Vec<&str> = events.iter().map(|event| event.code.as_str()).collect();
            let detail = format!("{phase} {}", codes.join(" "));
            audit::append(tx, scope, "session.step", &interview_id.to_string(), detail.trim())
        })
    }

    /// The state persisted last; none before the first step or where there is no such interview.
    ///
    /// # Errors
    /// Database.
    pub fn state(&self, interview_id: Uuid) -> Result<Option<String>, VaultError> {
        let db = self.inner.lock();
        let state = db
            .query_row(
                "SELECT state_json FROM session WHERE interview_id = ?1",
                [interview_id],
                |row| row.get::<_, Option<String>>(0),
            )
            .optional()?;
        Ok(state.flatten())
    }

    /// What happened in an interview, in the order of writing.
    ///
    /// # Errors
    /// Database.
    pub fn timeline(&self, interview_id: Uuid) -> Result<Vec<TimelineEvent>, VaultError> {
        timeline(&self.inner.lock(), interview_id)
    }

    /// Sessions that have no report and were neither withdrawn nor done, oldest first.
    ///
    /// # Errors
    /// Database.
    pub fn unfinished(&self) -> Result<Vec<Uuid>, VaultError> {
        let db = self.inner.lock();
        let mut query = db.prepare_cached(
            "SELECT interview_id FROM session
             WHERE phase NOT IN ('ready', 'done', 'withdrawn')
                OR (phase = 'ready' AND interview_id NOT IN (SELECT interview_id FROM report))
             ORDER BY created_ms, interview_id",
        )?;
        let rows = query.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps the result of an analysis under a name such as `answer:teller-q01` or `identity`; the
    /// same name replaces.
    ///
    /// # Errors
    /// [`VaultError::NoSession`], [`VaultError::DiskFull`].
    pub fn save_artifact(
        &self,
        interview_id: Uuid,
        name: &str,
        bytes: &[u8],
    ) -> Result<(), VaultError> {
        self.inner.write(|tx| {
            require_session(tx, interview_id)?;
            tx.execute(
                "INSERT INTO artifact (interview_id, name, bytes) VALUES (?1, ?2, ?3)
                 ON CONFLICT (interview_id, name) DO UPDATE SET bytes = excluded.bytes",
                params![interview_id, name, bytes],
            )?;
            Ok(())
        })
    }

    /// What was kept under a name; none where nothing was.
    ///
    /// # Errors
    /// Database.
    pub fn load_artifact(
        &self,
        interview_id: Uuid,
        name: &str,
    ) -> Result<Option<Vec<u8>>, VaultError> {
        let db = self.inner.lock();
        Ok(db
            .query_row(
                "SELECT bytes FROM artifact WHERE interview_id = ?1 AND name = ?2",
                params![interview_id, name],
                |row| row.get(0),
            )
            .optional()?)
    }
}

/// Writes the state and gives the name of its phase.
pub(crate) fn put_state(
    db: &Connection,
    interview_id: Uuid,
    state_json: &str,
) -> Result<&'static str, VaultError> {
    let state: SessionState =
        serde_json::from_str(state_json).map_err(|_| VaultError::Invalid("session state"))?;
    if state.interview_id != interview_id {
        return Err(VaultError::Invalid("session state: of another interview"));
    }
    let answers = i64::try_from(state.answers.len()).unwrap_or(i64::MAX);
    db.prepare_cached(
        "UPDATE session SET state_json = ?2, phase = ?3, answers = ?4 WHERE interview_id = ?1",
    )?
    .execute(params![interview_id, state_json, state.name(), answers])?;
    Ok(state.name())
}

/// Appends to the timeline.
pub(crate) fn put_timeline(
    db: &Connection,
    interview_id: Uuid,
    events: &[TimelineEvent],
) -> Result<(), VaultError> {
    let mut insert = db.prepare_cached(
        "INSERT INTO timeline (interview_id, ord, at_ms, code, detail)
         VALUES (?1, (SELECT ifnull(max(ord), 0) + 1 FROM timeline WHERE interview_id = ?1),
                 ?2, ?3, ?4)",
    )?;
    for event in events {
        insert.execute(params![interview_id, event.at_ms, event.code, event.detail])?;
    }
    Ok(())
}

/// The timeline in the order of writing.
pub(crate) fn timeline(
    db: &Connection,
    interview_id: Uuid,
) -> Result<Vec<TimelineEvent>, VaultError> {
    let mut query = db.prepare_cached(
        "SELECT at_ms, code, detail FROM timeline WHERE interview_id = ?1 ORDER BY ord",
    )?;
    let rows = query.query_map([interview_id], |row| {
        Ok(TimelineEvent { at_ms: row.get(0)?, code: row.get(1)?, detail: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn put_wrap(
    db: &Connection,
    interview_id: Uuid,
    part: &str,
    wrap: &seal::wrap::KeyWrap,
) -> Result<(), VaultError> {
    let json = serde_json::to_string(wrap).map_err(|_| VaultError::Invalid("key wrap"))?;
    db.execute(
        "INSERT INTO key_wrap (interview_id, part, kid, json) VALUES (?1, ?2, ?3, ?4)",
        params![interview_id, part, wrap.kid, json],
    )?;
    Ok(())
}

/// The wraps of a part, in the order of their key ids.
pub(crate) fn wraps(
    db: &Connection,
    interview_id: Uuid,
    part: &str,
) -> Result<Vec<seal::wrap::KeyWrap>, VaultError> {
    let mut query = db.prepare_cached(
        "SELECT json FROM key_wrap WHERE interview_id = ?1 AND part = ?2 ORDER BY kid",
    )?;
    let rows = query.query_map(params![interview_id, part], |row| row.get::<_, String>(0))?;
    rows.map(|json| serde_json::from_str(&json?).map_err(|_| VaultError::Stored("key wrap")))
        .collect()
}

/// The data key of a session, opened with the station's key.
pub(crate) fn data_key(
    db: &Connection,
    inner: &Inner,
    interview_id: Uuid,
) -> Result<DataKey, VaultError> {
    let info = WrapInfo { purpose: WRAP_PURPOSE, interview: interview_id, part: SESSION_KEY };
    let wraps = wraps(db, interview_id, SESSION_KEY)?;
    Ok(seal::wrap::unwrap_any(&wraps, &inner.keys.wrap, &info)?)
}
