//! An open part after an interruption: locked, and cut behind its last row.
//!
//! A segment counts once its row is committed; its bytes were on the disk before that. So behind
//! the last row lies at most one record that nobody was told of. It is copied beside the file and
//! cut off.

use std::fs::File;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::{SegmentRow, require_part, segments};
use crate::error::VaultError;
use crate::files::{self, SegmentFile, read_at};
use crate::vault::Inner;

/// Longest tail that is kept, in bytes: at most one record lies there, a longer tail is not ours to
/// keep whole.
const TAIL_BYTES: usize = 1 << 27;

/// An open part whose file is locked and ends with its last row, where its bytes reach so far.
pub(crate) struct Mended {
    /// The file; the lock ends with it.
    pub file: Box<dyn SegmentFile>,
    /// Rows in order.
    pub rows: Vec<SegmentRow>,
    /// How many of them, from the first on, have all their bytes.
    pub whole: usize,
    /// Bytes that the rows speak of.
    pub committed: u64,
    /// Bytes behind them that were set aside.
    pub set_aside_bytes: u64,
}

/// Locks and mends an open part.
///
/// # Errors
/// [`VaultError::Missing`] where there is no such part or nothing in it,
/// [`VaultError::PartClosed`], [`VaultError::InUse`]; disk.
pub(crate) fn mend_part(
    inner: &Inner,
    interview_id: Uuid,
    part: &str,
) -> Result<Mended, VaultError> {
    open_rows(inner, interview_id, part)?;
    let path = inner.media_path(interview_id, part);
    files::private_dir(&inner.media_dir(interview_id))?;
    let mut file = inner.files.open(&path).map_err(|error| match error.kind() {
        std::io::ErrorKind::WouldBlock => VaultError::InUse { part: part.to_owned() },
        _ => error.into(),
    })?;
    // Read again: only now nobody else writes.
    let rows = open_rows(inner, interview_id, part)?;
    let len = std::fs::metadata(&path)?.len();
    let committed: u64 = rows.iter().map(|row| row.ct_len).sum();
    let whole = whole_rows(&rows, len);
    let set_aside_bytes = len.saturating_sub(committed);
    if set_aside_bytes > 0 {
        set_aside(&path, &mut *file, committed, set_aside_bytes)?;
    }
    Ok(Mended { file, rows, whole, committed, set_aside_bytes })
}

fn open_rows(inner: &Inner, interview_id: Uuid, part: &str) -> Result<Vec<SegmentRow>, VaultError> {
    let db = inner.lock();
    if require_part(&db, interview_id, part)?.closed_by.is_some() {
        return Err(VaultError::PartClosed { part: part.to_owned() });
    }
    let rows = segments(&db, interview_id, part)?;
    if rows.is_empty() {
        return Err(VaultError::Missing { what: "segment", name: "0".to_owned() });
    }
    Ok(rows)
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
    path: &Path,
    file: &mut dyn SegmentFile,
    from: u64,
    bytes: u64,
) -> Result<(), VaultError> {
    let max = usize::try_from(bytes).unwrap_or(TAIL_BYTES).min(TAIL_BYTES);
    let tail = read_at(&mut File::open(path)?, from, max)?;
    files::replace(&free_name(path), &tail)?;
    file.truncate(from)?;
    file.sync()?;
    Ok(())
}

/// A recording that goes on may be torn more than once: `main.torn`, `main.torn-2`, …
fn free_name(path: &Path) -> PathBuf {
    let names = (2..).map(|nth: u32| format!("torn-{nth}"));
    let mut all = std::iter::once("torn".to_owned()).chain(names);
    let free = all.find(|extension| !path.with_extension(extension).exists());
    path.with_extension(free.unwrap_or_default())
}
