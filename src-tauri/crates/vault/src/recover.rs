//! After a crash: what was recorded is kept, what was torn is set aside, and what nobody will go on
//! with is closed.
//!
//! To close, an empty final record is appended, so that the part plays and can be sent like any
//! other. That it was closed by recovery stays on record. A session that its candidate may still go
//! on with ([`SessionState::may_go_on`]) keeps its part open; verification then tells that the final
//! marker is missing.

use interview::session::SessionState;
use uuid::Uuid;

use crate::attachment;
use crate::audit::{self, Scope};
use crate::error::VaultError;
use crate::hold;
use crate::media::{self, duration_ms, mend_part, part_names};
use crate::vault::{Inner, Vault};

/// A part that was found open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveredPart {
    /// Name.
    pub part: String,
    /// Segments that are there and complete, the header included.
    pub segments: u32,
    /// Numbers of segments that have a row but whose bytes are gone.
    pub missing: Vec<u32>,
    /// Media time up to which it is recorded, in milliseconds.
    pub recorded_ms: i64,
    /// Bytes behind the last complete segment that were set aside.
    pub set_aside_bytes: u64,
    /// Whether the part was closed; not where segments are missing, nor where the session can still
    /// go on.
    pub closed: bool,
}

/// A session that was interrupted.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveredSession {
    /// Interview.
    pub interview_id: Uuid,
    /// The state persisted last, JSON.
    pub state_json: Option<String>,
    /// Its open parts.
    pub parts: Vec<RecoveredPart>,
}

impl std::fmt::Debug for RecoveredSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RecoveredSession({}, {:?})", self.interview_id, self.parts)
    }
}

impl Vault {
    /// Repairs what a crash left, once at the start of the program. Sessions that somebody holds
    /// or records are left alone. Gives the unfinished sessions, oldest first.
    ///
    /// # Errors
    /// Database or disk; whatever was repaired before stays repaired.
    pub fn recover(&self) -> Result<Vec<RecoveredSession>, VaultError> {
        self.finish_erasures()?;
        attachment::clear_away(&self.inner)?;
        let unfinished = self.unfinished()?;
        let mut recovered = Vec::new();
        for interview_id in self.with_open_parts(&unfinished)? {
            let _hold = match hold::hold(&self.inner, interview_id) {
                Ok(hold) => hold,
                Err(VaultError::InUse { .. }) => continue,
                Err(error) => return Err(error),
            };
            let names = part_names(&self.inner.lock(), interview_id)?;
            let state_json = self.state(interview_id)?;
            let goes_on = state_json.as_deref().is_some_and(may_go_on);
            let mut parts = Vec::new();
            let mut in_use = false;
            for part in names {
                match recover_part(&self.inner, interview_id, &part, goes_on) {
                    Ok(found) => parts.extend(found),
                    Err(VaultError::InUse { .. }) => in_use = true,
                    Err(error) => return Err(error),
                }
            }
            if !in_use && (unfinished.contains(&interview_id) || !parts.is_empty()) {
                recovered.push(RecoveredSession { interview_id, state_json, parts });
            }
        }
        Ok(recovered)
    }

    /// Unfinished sessions, then others with an open part.
    fn with_open_parts(&self, unfinished: &[Uuid]) -> Result<Vec<Uuid>, VaultError> {
        let db = self.inner.lock();
        let mut query = db.prepare_cached(
            "SELECT DISTINCT interview_id FROM part WHERE closed_by IS NULL ORDER BY interview_id",
        )?;
        let rows = query.query_map([], |row| row.get::<_, Uuid>(0))?;
        let mut all = unfinished.to_vec();
        for interview_id in rows {
            let interview_id = interview_id?;
            if !all.contains(&interview_id) {
                all.push(interview_id);
            }
        }
        Ok(all)
    }
}

fn may_go_on(state_json: &str) -> bool {
    serde_json::from_str::<SessionState>(state_json).is_ok_and(|state| state.may_go_on())
}

/// Repairs one part; none where it is closed already or holds nothing. What the candidate may still
/// go on with stays open.
fn recover_part(
    inner: &Inner,
    interview_id: Uuid,
    part: &str,
    goes_on: bool,
) -> Result<Option<RecoveredPart>, VaultError> {
    let mut mended = match mend_part(inner, interview_id, part) {
        Ok(mended) => mended,
        Err(VaultError::PartClosed { .. } | VaultError::Missing { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let (rows, whole) = (&mended.rows, mended.whole);
    let missing: Vec<u32> = rows[whole..].iter().map(|row| row.seq).collect();
    let recorded_ms = duration_ms(&rows[..whole]);
    let kept = u32::try_from(whole).map_err(|_| VaultError::Stored("segments"))?;
    let closed = missing.is_empty() && !goes_on;
    if closed {
        media::close_after_crash(
            inner,
            interview_id,
            part,
            &mut *mended.file,
            kept,
            recorded_ms,
            mended.committed,
        )?;
    }
    let set_aside_bytes = mended.set_aside_bytes;
    // A part that waits for its candidate is found at every start: only what was done is noted.
    if closed || set_aside_bytes > 0 || !missing.is_empty() {
        let detail =
            format!("{part} segments {kept} missing {} torn {set_aside_bytes}", missing.len());
        inner.write(|tx| {
            let subject = interview_id.to_string();
            audit::append(tx, Scope::Interview(interview_id), "media.recovered", &subject, &detail)
        })?;
    }
    Ok(Some(RecoveredPart {
        part: part.to_owned(),
        segments: kept,
        missing,
        recorded_ms,
        set_aside_bytes,
        closed,
    }))
}
