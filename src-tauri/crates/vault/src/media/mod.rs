//! Recorded parts: sealed files and the rows that say what lies in them.

mod go_on;
mod mend;
mod reader;
mod sink;

pub use go_on::PartEnd;
pub(crate) use mend::mend_part;
pub use reader::PartReader;
pub use sink::PartSink;
pub(crate) use sink::close_after_crash;

use std::fs::File;

use interview::report::MediaPartRef;
use rusqlite::{Connection, OptionalExtension as _, params};
use seal::hash::{Sha256Stream, merkle_root, to_hex};
use seal::manifest::{PartManifest, SegmentEntry, WRAP_PURPOSE};
use seal::wrap::{WrapInfo, WrapPublic, wrap};
use uuid::Uuid;

use crate::error::VaultError;
use crate::files::read_at;
use crate::vault::{Inner, Vault, require_session};
use crate::{identity, session};

/// Longest name of a part.
const MAX_PART_NAME: usize = 40;

/// What a part holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartKind {
    /// `interview`.
    pub kind: String,
    /// Media type of the finished file.
    pub mime: String,
    /// Codecs.
    pub codec: String,
}

impl Default for PartKind {
    /// Pictures and sound as capture records them.
    fn default() -> Self {
        Self {
            kind: "interview".to_owned(),
            mime: "video/webm".to_owned(),
            codec: "vp9,opus".to_owned(),
        }
    }
}

impl Vault {
    /// Names of the parts of an interview, in the order of their names.
    ///
    /// # Errors
    /// Database.
    pub fn parts(&self, interview_id: Uuid) -> Result<Vec<String>, VaultError> {
        part_names(&self.inner.lock(), interview_id)
    }

    /// What the report says of a part: hash and root over what is sealed so far.
    ///
    /// # Errors
    /// [`VaultError::Missing`]; [`VaultError::Stored`] where the file is shorter than its rows.
    pub fn part_ref(&self, interview_id: Uuid, part: &str) -> Result<MediaPartRef, VaultError> {
        let db = self.inner.lock();
        Ok(manifest(&db, &self.inner, interview_id, part)?.part_ref())
    }

    /// The manifest of a part, with wraps for the station and, once enrolled, for the HRMS. The
    /// same part gives the same bytes as long as nothing is recorded and nobody enrols.
    ///
    /// # Errors
    /// As [`Vault::part_ref`].
    pub fn part_manifest(
        &self,
        interview_id: Uuid,
        part: &str,
    ) -> Result<PartManifest, VaultError> {
        self.inner.write(|tx| {
            ensure_hrms_wrap(tx, &self.inner, interview_id, part)?;
            manifest(tx, &self.inner, interview_id, part)
        })
    }
}

/// Part names become file names: lower-case letters, digits, `-` and `_`.
pub(crate) fn check_name(part: &str) -> Result<(), VaultError> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if part.is_empty() || part.len() > MAX_PART_NAME || !part.chars().all(plain) {
        return Err(VaultError::Invalid("name of a part"));
    }
    Ok(())
}

/// A row of the table `part`.
pub(crate) struct PartRow {
    pub kind: PartKind,
    pub closed_by: Option<String>,
    pub sha256: Option<[u8; 32]>,
}

/// A row of the table `segment`.
pub(crate) struct SegmentRow {
    pub seq: u32,
    pub start_ns: i64,
    pub duration_ms: u32,
    pub keyframe: bool,
    pub ct_len: u64,
    pub pt_len: u64,
    pub sha256: [u8; 32],
}

impl SegmentRow {
    /// Media time of its end in milliseconds, rounded up.
    pub fn end_ms(&self) -> i64 {
        self.start_ns.div_euclid(1_000_000)
            + i64::from(self.start_ns.rem_euclid(1_000_000) > 0)
            + i64::from(self.duration_ms)
    }
}

pub(crate) fn part_names(db: &Connection, interview_id: Uuid) -> Result<Vec<String>, VaultError> {
    let mut query =
        db.prepare_cached("SELECT part FROM part WHERE interview_id = ?1 ORDER BY part")?;
    let rows = query.query_map([interview_id], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn part_row(
    db: &Connection,
    interview_id: Uuid,
    part: &str,
) -> Result<Option<PartRow>, VaultError> {
    let mut query = db.prepare_cached(
        "SELECT kind, mime, codec, closed_by, sha256 FROM part
         WHERE interview_id = ?1 AND part = ?2",
    )?;
    let row = query
        .query_row(params![interview_id, part], |row| {
            Ok(PartRow {
                kind: PartKind { kind: row.get(0)?, mime: row.get(1)?, codec: row.get(2)? },
                closed_by: row.get(3)?,
                sha256: row.get(4)?,
            })
        })
        .optional()?;
    Ok(row)
}

/// The row of a part that must be there.
pub(crate) fn require_part(
    db: &Connection,
    interview_id: Uuid,
    part: &str,
) -> Result<PartRow, VaultError> {
    require_session(db, interview_id)?;
    part_row(db, interview_id, part)?
        .ok_or_else(|| VaultError::Missing { what: "part", name: part.to_owned() })
}

pub(crate) fn segments(
    db: &Connection,
    interview_id: Uuid,
    part: &str,
) -> Result<Vec<SegmentRow>, VaultError> {
    let mut query = db.prepare_cached(
        "SELECT seq, start_ns, duration_ms, keyframe, ct_len, pt_len, sha256 FROM segment
         WHERE interview_id = ?1 AND part = ?2 ORDER BY seq",
    )?;
    let rows = query.query_map(params![interview_id, part], |row| {
        Ok(SegmentRow {
            seq: row.get(0)?,
            start_ns: row.get(1)?,
            duration_ms: row.get(2)?,
            keyframe: row.get(3)?,
            ct_len: row.get::<_, i64>(4)?.unsigned_abs(),
            pt_len: row.get::<_, i64>(5)?.unsigned_abs(),
            sha256: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// End of the last segment in milliseconds: the duration of the finished file.
pub(crate) fn duration_ms(segments: &[SegmentRow]) -> i64 {
    segments.iter().skip(1).map(SegmentRow::end_ms).max().unwrap_or(0)
}

/// The manifest as the rows have it.
pub(crate) fn manifest(
    db: &Connection,
    inner: &Inner,
    interview_id: Uuid,
    part: &str,
) -> Result<PartManifest, VaultError> {
    let row = require_part(db, interview_id, part)?;
    let segments = segments(db, interview_id, part)?;
    let leaves: Vec<[u8; 32]> = segments.iter().map(|segment| segment.sha256).collect();
    let len = segments.iter().map(|segment| segment.ct_len).sum();
    let sha256 = match row.sha256 {
        Some(sha256) => sha256,
        None => hash_file(inner, interview_id, part, len)?,
    };
    Ok(PartManifest {
        part: part.to_owned(),
        kind: row.kind.kind,
        mime: row.kind.mime,
        codec: row.kind.codec,
        duration_ms: duration_ms(&segments),
        segments: segments
            .iter()
            .map(|segment| SegmentEntry {
                seq: segment.seq,
                t_ns: segment.start_ns,
                ct_len: segment.ct_len,
                pt_len: segment.pt_len,
                sha256: to_hex(&segment.sha256),
                keyframe: segment.keyframe,
            })
            .collect(),
        merkle_root: to_hex(&merkle_root(&leaves)),
        sha256: to_hex(&sha256),
        wraps: session::wraps(db, interview_id, part)?,
        finished: row.closed_by.is_some(),
    })
}

/// Hash of the first `len` bytes of a sealed file.
pub(crate) fn hash_file(
    inner: &Inner,
    interview_id: Uuid,
    part: &str,
    len: u64,
) -> Result<[u8; 32], VaultError> {
    const CHUNK: usize = 1 << 20;
    let mut hash = Sha256Stream::new();
    if len > 0 {
        let mut file = File::open(inner.media_path(interview_id, part))?;
        let mut offset = 0;
        while offset < len {
            let want = CHUNK.min(usize::try_from(len - offset).unwrap_or(CHUNK));
            let bytes = read_at(&mut file, offset, want)?;
            if bytes.is_empty() {
                return Err(VaultError::Stored("a sealed file is shorter than its rows"));
            }
            hash.update(&bytes);
            offset += bytes.len() as u64;
        }
    }
    Ok(hash.finish())
}

/// Wraps the session's data key for a recipient of one part.
pub(crate) fn add_wrap(
    db: &Connection,
    inner: &Inner,
    interview_id: Uuid,
    part: &str,
    to: &WrapPublic,
) -> Result<(), VaultError> {
    let key = session::data_key(db, inner, interview_id)?;
    let info = WrapInfo { purpose: WRAP_PURPOSE, interview: interview_id, part };
    session::put_wrap(db, interview_id, part, &wrap(&key, to, &info)?)
}

/// Adds the wrap for the HRMS where the station is enrolled and it is not there yet.
pub(crate) fn ensure_hrms_wrap(
    db: &Connection,
    inner: &Inner,
    interview_id: Uuid,
    part: &str,
) -> Result<(), VaultError> {
    require_part(db, interview_id, part)?;
    let Some(hrms) = identity::hrms_wrap_key(db)? else { return Ok(()) };
    let kid = hrms.thumbprint();
    if session::wraps(db, interview_id, part)?.iter().any(|wrap| wrap.kid == kid) {
        return Ok(());
    }
    add_wrap(db, inner, interview_id, part, &hrms)
}
