//! Writing a part: seal, append, sync, row. When the call returns, the segment is on the disk.

use std::sync::Arc;

use rusqlite::{Connection, params};
use seal::SealError;
use seal::hash::Sha256Stream;
use seal::segment::{DataKey, SealedRecord, SegmentSealer};
use uuid::Uuid;

use super::mend::Mended;
use super::{PartKind, add_wrap, check_name, duration_ms, part_row, segments};
use crate::error::VaultError;
use crate::files::{SegmentFile, private_dir, sync_parent};
use crate::session;
use crate::vault::{Inner, Vault, require_session};

/// Takes the segments of one part, in order. Holds the file locked until it is dropped.
pub struct PartSink {
    inner: Arc<Inner>,
    interview_id: Uuid,
    part: String,
    key: DataKey,
    file: Box<dyn SegmentFile>,
    /// Bytes of the file that have rows.
    committed: u64,
    /// Whether bytes without a row may lie behind them.
    torn: bool,
    hash: Sha256Stream,
    next_seq: u32,
    /// Media time at which the last segment ends.
    end_ns: i64,
    closed: bool,
}

impl std::fmt::Debug for PartSink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PartSink({}, next {})", self.part, self.next_seq)
    }
}

/// When and how long a segment is, beside its bytes.
#[derive(Clone, Copy)]
struct SegmentTimes {
    start_ns: i64,
    duration_ms: u32,
    keyframe: bool,
}

impl Vault {
    /// Opens a new part of pictures and sound for writing.
    ///
    /// # Errors
    /// As [`Vault::part_sink_as`].
    pub fn part_sink(&self, interview_id: Uuid, part: &str) -> Result<PartSink, VaultError> {
        self.part_sink_as(interview_id, part, &PartKind::default())
    }

    /// Opens a new part for writing. A part that has segments is not begun again: what goes on
    /// behind its header is opened with [`Vault::continue_part`], and another header begins another
    /// part.
    ///
    /// # Errors
    /// [`VaultError::Invalid`] for a name that is no file name, [`VaultError::Conflict`],
    /// [`VaultError::InUse`], [`VaultError::NoSession`], [`VaultError::DiskFull`].
    pub fn part_sink_as(
        &self,
        interview_id: Uuid,
        part: &str,
        kind: &PartKind,
    ) -> Result<PartSink, VaultError> {
        check_name(part)?;
        let inner = Arc::clone(&self.inner);
        let key = inner.write(|tx| {
            require_session(tx, interview_id)?;
            begin_part(tx, &inner, interview_id, part, kind)?;
            session::data_key(tx, &inner, interview_id)
        })?;
        private_dir(&inner.media_dir(interview_id))?;
        let path = inner.media_path(interview_id, part);
        let mut file = inner.files.open(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::WouldBlock => VaultError::InUse { part: part.to_owned() },
            _ => error.into(),
        })?;
        file.truncate(0)?;
        sync_parent(&path)?;
        sync_parent(&inner.media_dir(interview_id))?;
        Ok(PartSink {
            inner,
            interview_id,
            part: part.to_owned(),
            key,
            file,
            committed: 0,
            torn: false,
            hash: Sha256Stream::new(),
            next_seq: 0,
            end_ns: 0,
            closed: false,
        })
    }
}

/// The row of a part and its wraps, where the part has no segments yet.
fn begin_part(
    db: &Connection,
    inner: &Inner,
    interview_id: Uuid,
    part: &str,
    kind: &PartKind,
) -> Result<(), VaultError> {
    if part_row(db, interview_id, part)?.is_some() {
        // Left by an attempt that could not open its file.
        if segments(db, interview_id, part)?.is_empty() {
            return Ok(());
        }
        return Err(VaultError::Conflict { what: "part" });
    }
    db.execute(
        "INSERT INTO part (interview_id, part, kind, mime, codec) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![interview_id, part, kind.kind, kind.mime, kind.codec],
    )?;
    add_wrap(db, inner, interview_id, part, &inner.keys.wrap.public())?;
    super::ensure_hrms_wrap(db, inner, interview_id, part)
}

impl PartSink {
    /// Behind what `mended` has, over which `hash` was made.
    pub(super) fn behind(
        inner: Arc<Inner>,
        interview_id: Uuid,
        part: &str,
        key: DataKey,
        mended: Mended,
        hash: Sha256Stream,
    ) -> Result<Self, VaultError> {
        let count = mended.rows.len();
        Ok(Self {
            inner,
            interview_id,
            part: part.to_owned(),
            key,
            file: mended.file,
            committed: mended.committed,
            torn: false,
            hash,
            next_seq: u32::try_from(count).map_err(|_| VaultError::Stored("segments"))?,
            end_ns: duration_ms(&mended.rows).saturating_mul(1_000_000),
            closed: false,
        })
    }

    /// Closes the part behind what it has, with an empty final segment.
    ///
    /// # Errors
    /// As [`PartSink::segment`].
    pub fn finish(mut self) -> Result<(), VaultError> {
        self.segment(self.next_seq, self.end_ns, 0, false, &[], true)
    }

    /// Sequence number of the segment that comes next.
    pub fn next_seq(&self) -> u32 {
        self.next_seq
    }

    /// Seals a segment and brings it to the disk. Number 0 is the WebM header, with start and
    /// duration 0; `last` writes the final marker, with an empty segment too. After an error
    /// nothing of this segment is kept, everything before is, and the same call may be repeated.
    ///
    /// # Errors
    /// [`VaultError::DiskFull`], [`VaultError::SegmentOrder`], [`VaultError::Seal`] after the
    /// last.
    pub fn segment(
        &mut self,
        seq: u32,
        start_ns: i64,
        duration_ms: u32,
        keyframe: bool,
        plaintext: &[u8],
        last: bool,
    ) -> Result<(), VaultError> {
        if self.closed {
            return Err(SealError::AfterFinal.into());
        }
        if seq != self.next_seq {
            return Err(VaultError::SegmentOrder { expected: self.next_seq, found: seq });
        }
        self.mend()?;
        let times = SegmentTimes { start_ns, duration_ms, keyframe };
        let mut sealer = SegmentSealer::resume(&self.key, self.interview_id, &self.part, seq);
        let record = sealer.seal(plaintext, last)?;
        let mut hash = self.hash.clone();
        hash.update(&record.bytes);
        self.torn = true;
        self.file.append(&record.bytes)?;
        self.file.sync()?;
        let closing = last.then(|| hash.clone().finish());
        self.commit(&record, times, closing)?;
        self.torn = false;
        self.committed += record.bytes.len() as u64;
        self.hash = hash;
        self.next_seq += 1;
        let length_ns = i64::from(duration_ms).saturating_mul(1_000_000);
        self.end_ns = self.end_ns.max(start_ns.saturating_add(length_ns));
        self.closed = last;
        Ok(())
    }

    /// Cuts off what a failed call left behind.
    fn mend(&mut self) -> Result<(), VaultError> {
        if self.torn {
            self.file.truncate(self.committed)?;
            self.torn = false;
        }
        Ok(())
    }

    fn commit(
        &self,
        record: &SealedRecord,
        times: SegmentTimes,
        closing: Option<[u8; 32]>,
    ) -> Result<(), VaultError> {
        self.inner.write(|tx| {
            put_segment(tx, self.interview_id, &self.part, record, times)?;
            if let Some(sha256) = closing {
                close_part(tx, self.interview_id, &self.part, "recording", &sha256)?;
            }
            Ok(())
        })
    }
}

impl Drop for PartSink {
    fn drop(&mut self) {
        // A tail that can't be cut off now is set aside by recovery.
        let _ = self.mend();
    }
}

fn put_segment(
    db: &Connection,
    interview_id: Uuid,
    part: &str,
    record: &SealedRecord,
    times: SegmentTimes,
) -> Result<(), VaultError> {
    let ct_len = i64::try_from(record.bytes.len()).map_err(|_| VaultError::Invalid("segment"))?;
    db.prepare_cached(
        "INSERT INTO segment (interview_id, part, seq, start_ns, duration_ms, keyframe,
                              ct_len, pt_len, sha256)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        interview_id,
        part,
        record.seq,
        times.start_ns,
        times.duration_ms,
        times.keyframe,
        ct_len,
        record.plaintext_len,
        record.sha256,
    ])?;
    Ok(())
}

/// Notes that the final marker is written, and by whom.
fn close_part(
    db: &Connection,
    interview_id: Uuid,
    part: &str,
    by: &str,
    sha256: &[u8; 32],
) -> Result<(), VaultError> {
    db.execute(
        "UPDATE part SET closed_by = ?3, sha256 = ?4 WHERE interview_id = ?1 AND part = ?2",
        params![interview_id, part, by, sha256],
    )?;
    Ok(())
}

/// Appends an empty final record to a part whose recording was cut off, behind `committed` bytes
/// and `next_seq` segments that are all there.
pub(crate) fn close_after_crash(
    inner: &Inner,
    interview_id: Uuid,
    part: &str,
    file: &mut dyn SegmentFile,
    next_seq: u32,
    end_ms: i64,
    committed: u64,
) -> Result<(), VaultError> {
    let key = session::data_key(&inner.lock(), inner, interview_id)?;
    let record = SegmentSealer::resume(&key, interview_id, part, next_seq).seal(&[], true)?;
    file.append(&record.bytes)?;
    file.sync()?;
    let len = committed + record.bytes.len() as u64;
    let sha256 = super::hash_file(inner, interview_id, part, len)?;
    let times = SegmentTimes {
        start_ns: end_ms.saturating_mul(1_000_000),
        duration_ms: 0,
        keyframe: false,
    };
    inner.write(|tx| {
        put_segment(tx, interview_id, part, &record, times)?;
        close_part(tx, interview_id, part, "recovery", &sha256)
    })
}
