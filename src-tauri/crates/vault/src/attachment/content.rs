//! The content of attached files: sealed on the way in, opened piece by piece on the way out, and
//! cleared away where a crash left it without a row.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use seal::SealError;
use seal::hash::Sha256Stream;
use seal::segment::{HEADER_BYTES, RecordHeader, SegmentOpener, SegmentSealer};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{Attachment, AttachmentKind, require};
use crate::error::VaultError;
use crate::files::{DiskFiles, MediaFiles as _, SegmentFile, private_dir, read_at, sync_parent};
use crate::session;
use crate::vault::{Inner, Vault};

/// Bytes sealed as one record.
const PIECE_BYTES: usize = 1 << 20;
const SUFFIX: &str = "sealed";

/// The track under which a file is sealed. Names of parts have no colon.
fn track(id: Uuid) -> String {
    format!("attachment:{id}")
}

impl Inner {
    /// Folder of the attached files of an interview; it lies in that of its media.
    fn attachments_dir(&self, interview_id: Uuid) -> PathBuf {
        self.media_dir(interview_id).join("files")
    }

    /// The sealed content of an attached file.
    pub(super) fn attachment_path(&self, interview_id: Uuid, id: Uuid) -> PathBuf {
        self.attachments_dir(interview_id).join(format!("{id}.{SUFFIX}"))
    }
}

/// Sealed content without a row yet. It is locked, so that nobody clears it away, and goes away
/// again unless it is kept.
pub(super) struct Sealed {
    file: Box<dyn SegmentFile>,
    path: PathBuf,
    bytes: u64,
    sha256: [u8; 32],
    kept: bool,
}

impl Sealed {
    /// Seals `content` to the disk.
    pub fn write(
        inner: &Inner,
        interview_id: Uuid,
        id: Uuid,
        kind: AttachmentKind,
        content: &mut dyn Read,
    ) -> Result<Self, VaultError> {
        let key = session::data_key(&inner.lock(), inner, interview_id)?;
        let dir = inner.attachments_dir(interview_id);
        private_dir(&dir)?;
        let path = inner.attachment_path(interview_id, id);
        let file = inner.files.open(&path)?;
        let mut sealed = Self { file, path, bytes: 0, sha256: [0; 32], kept: false };
        let sealer = SegmentSealer::new(&key, interview_id, &track(id));
        sealed.fill(sealer, kind.max_bytes(), content)?;
        sync_parent(&sealed.path)?;
        sync_parent(&dir)?;
        sync_parent(&inner.media_dir(interview_id))?;
        Ok(sealed)
    }

    fn fill(
        &mut self,
        mut sealer: SegmentSealer,
        max_bytes: u64,
        content: &mut dyn Read,
    ) -> Result<(), VaultError> {
        let mut hash = Sha256Stream::new();
        let mut piece = Zeroizing::new(Vec::with_capacity(PIECE_BYTES));
        loop {
            piece.clear();
            let read = Read::take(&mut *content, PIECE_BYTES as u64)
                .read_to_end(&mut piece)
                .map_err(VaultError::Unreadable)?;
            self.bytes += read as u64;
            if self.bytes > max_bytes {
                return Err(VaultError::TooLarge { max_bytes });
            }
            let last = read < PIECE_BYTES;
            hash.update(&piece);
            self.file.append(&sealer.seal(&piece, last)?.bytes)?;
            if last {
                break;
            }
        }
        if self.bytes == 0 {
            return Err(VaultError::Invalid("attachment"));
        }
        self.file.sync()?;
        self.sha256 = hash.finish();
        Ok(())
    }

    /// Length of the content in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// SHA-256 of the content.
    pub fn sha256(&self) -> [u8; 32] {
        self.sha256
    }

    /// Refuses content that was cleared away in the moment before it was locked, or with the
    /// interview.
    pub fn require_there(&self) -> Result<(), VaultError> {
        if self.path.exists() {
            return Ok(());
        }
        Err(std::io::Error::from(ErrorKind::NotFound).into())
    }

    /// It has a row now.
    pub fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Sealed {
    fn drop(&mut self) {
        if !self.kept {
            // What can't be removed now has no row and is cleared away at the next start.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Reads an attached file from its beginning to its end. Nothing of it ever lies on the disk.
pub struct AttachmentReader {
    attachment: Attachment,
    file: File,
    opener: SegmentOpener,
    hash: Sha256Stream,
    offset: u64,
    read: u64,
    next_seq: u32,
    /// The last record was read.
    finished: bool,
    /// All of it was compared with its row.
    whole: bool,
}

impl std::fmt::Debug for AttachmentReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AttachmentReader({:?})", self.attachment)
    }
}

impl Vault {
    /// Opens an attached file.
    ///
    /// # Errors
    /// [`VaultError::Missing`]; [`VaultError::Stored`] where the content is gone.
    pub fn open_attachment(
        &self,
        interview_id: Uuid,
        id: Uuid,
    ) -> Result<AttachmentReader, VaultError> {
        let (attachment, key) = {
            let db = self.inner.lock();
            let attachment = require(&db, interview_id, id)?;
            (attachment, session::data_key(&db, &self.inner, interview_id)?)
        };
        let path = self.inner.attachment_path(interview_id, id);
        let file = File::open(path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => VaultError::Stored("an attachment without content"),
            _ => error.into(),
        })?;
        Ok(AttachmentReader {
            attachment,
            file,
            opener: SegmentOpener::new(&key, interview_id, &track(id)),
            hash: Sha256Stream::new(),
            offset: 0,
            read: 0,
            next_seq: 0,
            finished: false,
            whole: false,
        })
    }
}

impl AttachmentReader {
    /// What is read.
    pub fn attachment(&self) -> &Attachment {
        &self.attachment
    }

    /// The next piece; empty at the end. Only then is it proven that the whole file was read.
    ///
    /// # Errors
    /// [`VaultError::Seal`] where a piece was changed or is cut off; [`VaultError::Stored`] where
    /// the whole is not what was added.
    pub fn next_piece(&mut self) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        while !self.finished {
            let head = read_at(&mut self.file, self.offset, HEADER_BYTES)?;
            let header = RecordHeader::read(&head, self.next_seq)?;
            let record = read_at(&mut self.file, self.offset, header.record_len)?;
            let (piece, last) = self.opener.open(&record, self.next_seq)?;
            let piece = Zeroizing::new(piece);
            self.hash.update(&piece);
            self.offset += record.len() as u64;
            self.read += piece.len() as u64;
            self.next_seq += 1;
            self.finished = last;
            if !piece.is_empty() {
                return Ok(piece);
            }
        }
        if !self.whole {
            self.check_whole()?;
            self.whole = true;
        }
        Ok(Zeroizing::default())
    }

    fn check_whole(&mut self) -> Result<(), VaultError> {
        if !read_at(&mut self.file, self.offset, 1)?.is_empty() {
            return Err(SealError::AfterFinal.into());
        }
        let hash = std::mem::replace(&mut self.hash, Sha256Stream::new());
        let same = self.read == self.attachment.bytes && hash.finish() == self.attachment.sha256;
        if same { Ok(()) } else { Err(VaultError::Stored("content of an attachment")) }
    }
}

/// Removes sealed content that has no row: an adding was cut off. Only in interviews that the
/// database knows, so that a database that was set aside does not take its files along.
pub(crate) fn clear_away(inner: &Inner) -> Result<(), VaultError> {
    let known: Vec<Uuid> = {
        let db = inner.lock();
        let mut query = db.prepare_cached("SELECT interview_id FROM session")?;
        let rows = query.query_map([], |row| row.get(0))?;
        rows.collect::<Result<_, _>>()?
    };
    for interview_id in known {
        let entries = match std::fs::read_dir(inner.attachments_dir(interview_id)) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            entries => entries?,
        };
        for entry in entries {
            clear_one(inner, &entry?.path())?;
        }
    }
    Ok(())
}

fn clear_one(inner: &Inner, path: &Path) -> Result<(), VaultError> {
    let id = path
        .file_stem()
        .and_then(|stem| stem.to_str())
        .and_then(|stem| Uuid::parse_str(stem).ok())
        .filter(|_| path.extension().is_some_and(|ending| ending == SUFFIX));
    let Some(id) = id else { return Ok(()) };
    if has_row(&inner.lock(), id)? {
        return Ok(());
    }
    // Whoever is adding it holds the lock, and lets go of it after the row was written.
    let _lock = match DiskFiles.open(path) {
        Ok(lock) => lock,
        Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    if !has_row(&inner.lock(), id)? {
        std::fs::remove_file(path)?;
    }
    Ok(())
}

fn has_row(db: &Connection, id: Uuid) -> Result<bool, VaultError> {
    let mut query = db.prepare_cached("SELECT EXISTS (SELECT 1 FROM attachment WHERE id = ?1)")?;
    Ok(query.query_row([id], |row| row.get(0))?)
}
