//! After a crash: what was recorded is closed and kept, what was torn is set aside.
//!
//! A segment counts once its row is committed; its bytes were on the disk before that. So behind
//! the last row lies at most one record that nobody was told of. It is copied beside the file and
//! cut off, and an empty final record is appended, so that the part verifies, plays and can be
//! sent like any other. That it was closed by recovery stays on record.

use std::fs::File;

use uuid::Uuid;

use crate::audit::{self, Scope};
use crate::error::VaultError;
use crate::files::{self, SegmentFile, read_at};
use crate::media::{self, SegmentRow, duration_ms, part_names, segments};
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
    /// Whether the part was closed; not where segments are missing.
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
    /// Repairs what a crash left, once at the start of the program. Sessions that another process
    /// is recording are left alone. Gives the unfinished sessions, oldest first.
    ///
    /// # Errors
    /// Database or disk; whatever was repaired before stays repaired.
    pub fn recover(&self) -> Result<Vec<RecoveredSession>, VaultError> {
        self.finish_erasures()?;
        let unfinished = self.unfinished()?;
        let mut recovered = Vec::new();
        for interview_id in self.with_open_parts(&unfinished)? {
            let names = part_names(&self.inner.lock(), interview_id)?;
            let mut parts = Vec::new();
            let mut in_use = false;
            for part in names {
                match recover_part(&self.inner, interview_id, &part) {
                    Ok(found) => parts.extend(found),
                    Err(VaultError::InUse { .. }) => in_use = true,
                    Err(error) => return Err(error),
                }
            }
            if !in_use && (unfinished.contains(&interview_id) || !parts.is_empty()) {
                let state_json = self.state(interview_id)?;
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

/// Repairs one part; none where it is closed already or holds nothing.
fn recover_part(
    inner: &Inner,
    interview_id: Uuid,
    part: &str,
) -> Result<Option<RecoveredPart>, VaultError> {
    let rows = {
        let db = inner.lock();
        if media::require_part(&db, interview_id, part)?.closed_by.is_some() {
            return Ok(None);
        }
        segments(&db, interview_id, part)?
    };
    if rows.is_empty() {
        return Ok(None);
    }
    let path = inner.media_path(interview_id, part);
    files::private_dir(&inner.media_dir(interview_id))?;
    let mut file = inner.files.open(&path).map_err(|error| match error.kind() {
        std::io::ErrorKind::WouldBlock => VaultError::InUse { part: part.to_owned() },
        _ => error.into(),
    })?;
    let len = std::fs::metadata(&path)?.len();
    let committed: u64 = rows.iter().map(|row| row.ct_len).sum();
    let whole = whole_rows(&rows, len);
    let missing: Vec<u32> = rows[whole..].iter().map(|row| row.seq).collect();
    let set_aside_bytes = len.saturating_sub(committed);
    if set_aside_bytes > 0 {
        set_aside(inner, interview_id, part, &mut *file, committed, len)?;
    }
    let closed = missing.is_empty();
    let recorded_ms = duration_ms(&rows[..whole]);
    let kept = u32::try_from(whole).map_err(|_| VaultError::Stored("segments"))?;
    if closed {
        media::close_after_crash(
            inner,
            interview_id,
            part,
            &mut *file,
            kept,
            recorded_ms,
            committed,
        )?;
    }
    let detail = format!("{part} segments {kept} missing {} torn {set_aside_bytes}", missing.len());
    inner.write(|tx| {
        let subject = interview_id.to_string();
        audit::append(tx, Scope::Interview(interview_id), "media.recovered", &subject, &detail)
    })?;
    Ok(Some(RecoveredPart {
        part: part.to_owned(),
        segments: kept,
        missing,
        recorded_ms,
        set_aside_bytes,
        closed,
    }))
}

/// How many of the rows from the first on have all their bytes in a file of `len` bytes.
fn whole_rows(rows: &[SegmentRow], len: u64) -> usize {
    let mut end = 0;
    rows.iter()
        .take_while(|row| {
            end += row.ct_len;
            end <= len
        })
        .count()
}

/// Copies the tail of a file beside it and cuts it off.
fn set_aside(
    inner: &Inner,
    interview_id: Uuid,
    part: &str,
    file: &mut dyn SegmentFile,
    from: u64,
    len: u64,
) -> Result<(), VaultError> {
    let path = inner.media_path(interview_id, part);
    // At most one record lies there; a longer tail is not ours to keep whole.
    let max = usize::try_from(len - from).unwrap_or(usize::MAX).min(1 << 27);
    let tail = read_at(&mut File::open(&path)?, from, max)?;
    files::replace(&path.with_extension("torn"), &tail)?;
    file.truncate(from)?;
    file.sync()?;
    Ok(())
}
