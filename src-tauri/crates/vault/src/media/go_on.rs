//! A part that was left open takes segments again: the recording of a session that goes on.

use std::fs::File;
use std::sync::Arc;

use seal::hash::{Sha256Stream, sha256};
use uuid::Uuid;

use super::mend::{Mended, mend_part};
use super::{PartSink, check_name, duration_ms, part_row, segments};
use crate::error::VaultError;
use crate::files::read_at;
use crate::session;
use crate::vault::{Inner, Vault};

/// How far a part is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartEnd {
    /// Media time of its end in milliseconds.
    pub end_ms: i64,
    /// Whether the final marker is written: nothing can follow.
    pub closed: bool,
}

impl Vault {
    /// How far a part is recorded; none where nothing of it is sealed yet.
    ///
    /// # Errors
    /// Database.
    pub fn part_end(&self, interview_id: Uuid, part: &str) -> Result<Option<PartEnd>, VaultError> {
        let db = self.inner.lock();
        let Some(row) = part_row(&db, interview_id, part)? else { return Ok(None) };
        let rows = segments(&db, interview_id, part)?;
        let end = PartEnd { end_ms: duration_ms(&rows), closed: row.closed_by.is_some() };
        Ok((!rows.is_empty()).then_some(end))
    }

    /// Opens a part that has segments and no final marker for more of them. What is there is read
    /// and compared with its rows first, which takes about a second for an hour; a torn tail is set
    /// aside.
    ///
    /// # Errors
    /// [`VaultError::PartClosed`], [`VaultError::PartDamaged`], [`VaultError::Missing`] where
    /// nothing was recorded, [`VaultError::InUse`], [`VaultError::NoSession`]; disk.
    pub fn continue_part(&self, interview_id: Uuid, part: &str) -> Result<PartSink, VaultError> {
        check_name(part)?;
        let inner = Arc::clone(&self.inner);
        let mended = mend_part(&inner, interview_id, part)?;
        let hash = checked(&inner, interview_id, part, &mended)?;
        let key = session::data_key(&inner.lock(), &inner, interview_id)?;
        PartSink::behind(inner, interview_id, part, key, mended, hash)
    }
}

/// Reads every record, compares it with its row, and gives the hash over all of them.
fn checked(
    inner: &Inner,
    interview_id: Uuid,
    part: &str,
    mended: &Mended,
) -> Result<Sha256Stream, VaultError> {
    let damaged = |segment: u32| VaultError::PartDamaged { part: part.to_owned(), segment };
    let mut file = File::open(inner.media_path(interview_id, part))?;
    let mut hash = Sha256Stream::new();
    let mut offset = 0;
    for (expected, row) in (0u32..).zip(&mended.rows) {
        let len = usize::try_from(row.ct_len).map_err(|_| damaged(expected))?;
        let record = read_at(&mut file, offset, len)?;
        if row.seq != expected || record.len() != len || sha256(&record) != row.sha256 {
            return Err(damaged(expected));
        }
        hash.update(&record);
        offset += row.ct_len;
    }
    Ok(hash)
}
