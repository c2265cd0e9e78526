//! Files that people at the desk attach to an interview.
//!
//! A row in the database says what there is. The content lies in `media/<interview>/files/`, sealed
//! like a recording under the session's key, as a track of its own that no part can be called. So a
//! destroyed key takes it along, and nothing of it ever lies on the disk in clear.
//!
//! Adding writes the content first, then the row; removing deletes the content first, then the row.
//! A crash between leaves content without a row, which the next start clears away, or a row without
//! content, which can be removed again.

mod content;
mod kind;
mod name;

pub use content::AttachmentReader;
pub(crate) use content::clear_away;
pub use kind::{AttachmentKind, MAX_DOCUMENT_BYTES, MAX_VIDEO_BYTES};
pub use name::MAX_ATTACHMENT_NAME_CHARS;

use std::io::Read;

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

use crate::audit::{self, Scope};
use crate::clock::{rfc3339, unix_ms};
use crate::error::VaultError;
use crate::files::sync_parent;
use crate::vault::{Vault, require_session};
use content::Sealed;

/// Longest note beside a file in characters: one line.
pub const MAX_ATTACHMENT_NOTE_CHARS: usize = 200;
/// Most files of one interview: more than any application has, few enough for a list.
pub const MAX_ATTACHMENTS: usize = 50;

/// A file to be attached, beside its content.
#[derive(Clone, Copy)]
pub struct NewAttachment<'a> {
    /// Name of the file; it is made safe before it is kept.
    pub name: &'a str,
    /// Kind, by its content.
    pub kind: AttachmentKind,
    /// What it is, in the person's words; may be empty.
    pub note: &'a str,
}

/// An attached file.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Id.
    pub id: Uuid,
    /// Name, safe on every system.
    pub name: String,
    /// Kind.
    pub kind: AttachmentKind,
    /// Length in bytes.
    pub bytes: u64,
    /// SHA-256 of the content.
    pub sha256: [u8; 32],
    /// Note; may be empty.
    pub note: String,
    /// Who added it.
    pub added_by: String,
    /// When, RFC 3339 UTC.
    pub at: String,
}

impl Attachment {
    /// What the log says of it: id and kind. A name may tell of a person, and the log outlives
    /// erasure.
    pub fn log_detail(&self) -> String {
        format!("{} {}", self.id, self.kind.as_str())
    }
}

impl std::fmt::Debug for Attachment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Attachment({}, {:?}, {} bytes)", self.id, self.kind, self.bytes)
    }
}

/// The names that files get outside, in their order, made different from each other.
pub fn outside_names(attachments: &[Attachment]) -> Vec<String> {
    name::unique(attachments.iter().map(|attachment| attachment.name.clone()))
}

impl Vault {
    /// Attaches a file. `content` is read to its end; that it was added stands in the log, its name
    /// does not.
    ///
    /// # Errors
    /// [`VaultError::TooLarge`], [`VaultError::TooMany`], [`VaultError::Unreadable`] where `content`
    /// fails, [`VaultError::Invalid`] for no content or a note longer than
    /// [`MAX_ATTACHMENT_NOTE_CHARS`]; [`VaultError::NoSession`], [`VaultError::Erased`],
    /// [`VaultError::DiskFull`]. Nothing is kept then.
    pub fn add_attachment(
        &self,
        interview_id: Uuid,
        new: NewAttachment<'_>,
        content: &mut dyn Read,
        actor: &str,
    ) -> Result<Attachment, VaultError> {
        let note = new.note.trim();
        if note.chars().count() > MAX_ATTACHMENT_NOTE_CHARS {
            return Err(VaultError::Invalid("note"));
        }
        require_room(&self.inner.lock(), interview_id)?;
        let id = Uuid::now_v7();
        let sealed = Sealed::write(&self.inner, interview_id, id, new.kind, content)?;
        let at_ms = unix_ms();
        let attachment = Attachment {
            id,
            name: name::clean(new.name, new.kind),
            kind: new.kind,
            bytes: sealed.bytes(),
            sha256: sealed.sha256(),
            note: note.to_owned(),
            added_by: actor.to_owned(),
            at: rfc3339(at_ms),
        };
        self.inner.write(|tx| {
            require_room(tx, interview_id)?;
            sealed.require_there()?;
            put(tx, interview_id, &attachment, at_ms)?;
            let (scope, subject) = (Scope::Interview(interview_id), interview_id.to_string());
            let detail = attachment.log_detail();
            audit::append_by(tx, scope, actor, "desk.attachment_added", &subject, &detail)
        })?;
        sealed.keep();
        Ok(attachment)
    }

    /// Files of an interview, oldest first.
    ///
    /// # Errors
    /// Database.
    pub fn attachments(&self, interview_id: Uuid) -> Result<Vec<Attachment>, VaultError> {
        all(&self.inner.lock(), interview_id)
    }

    /// One file of an interview.
    ///
    /// # Errors
    /// [`VaultError::Missing`].
    pub fn attachment(&self, interview_id: Uuid, id: Uuid) -> Result<Attachment, VaultError> {
        require(&self.inner.lock(), interview_id, id)
    }

    /// Removes a file.
    ///
    /// # Errors
    /// [`VaultError::Missing`].
    pub fn remove_attachment(
        &self,
        interview_id: Uuid,
        id: Uuid,
        actor: &str,
    ) -> Result<(), VaultError> {
        let path = self.inner.attachment_path(interview_id, id);
        self.inner.write(|tx| {
            let attachment = require(tx, interview_id, id)?;
            tx.execute("DELETE FROM attachment WHERE id = ?1", [id])?;
            let (scope, subject) = (Scope::Interview(interview_id), interview_id.to_string());
            let detail = attachment.log_detail();
            audit::append_by(tx, scope, actor, "desk.attachment_removed", &subject, &detail)?;
            match std::fs::remove_file(&path) {
                // A removal that was cut off took it already.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
                Err(error) => Err(error.into()),
                Ok(()) => sync_parent(&path),
            }
        })
    }
}

/// How many files an interview has.
pub(crate) fn count(db: &Connection, interview_id: Uuid) -> Result<u32, VaultError> {
    let mut query = db.prepare_cached("SELECT count(*) FROM attachment WHERE interview_id = ?1")?;
    Ok(query.query_row([interview_id], |row| row.get(0))?)
}

fn require_room(db: &Connection, interview_id: Uuid) -> Result<(), VaultError> {
    require_session(db, interview_id)?;
    if count(db, interview_id)? as usize >= MAX_ATTACHMENTS {
        return Err(VaultError::TooMany { most: MAX_ATTACHMENTS });
    }
    Ok(())
}

fn put(
    db: &Connection,
    interview_id: Uuid,
    attachment: &Attachment,
    at_ms: i64,
) -> Result<(), VaultError> {
    let bytes = i64::try_from(attachment.bytes).map_err(|_| VaultError::Invalid("attachment"))?;
    db.execute(
        "INSERT INTO attachment (id, interview_id, name, kind, bytes, sha256, note, added_by, at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            attachment.id,
            interview_id,
            attachment.name,
            attachment.kind.as_str(),
            bytes,
            attachment.sha256,
            attachment.note,
            attachment.added_by,
            at_ms,
        ],
    )?;
    Ok(())
}

const COLUMNS: &str = "id, name, kind, bytes, sha256, note, added_by, at_ms";

pub(crate) fn all(db: &Connection, interview_id: Uuid) -> Result<Vec<Attachment>, VaultError> {
    let mut query = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM attachment WHERE interview_id = ?1 ORDER BY at_ms, id"
    ))?;
    let rows = query.query_map([interview_id], row_of)?;
    rows.map(|row| row?).collect()
}

fn require(db: &Connection, interview_id: Uuid, id: Uuid) -> Result<Attachment, VaultError> {
    let mut query = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM attachment WHERE interview_id = ?1 AND id = ?2"
    ))?;
    let found = query.query_row([interview_id, id], row_of).optional()?;
    found.ok_or_else(|| VaultError::Missing { what: "attachment", name: id.to_string() })?
}

/// The outer failure is the database's; the inner one is a kind that this program does not know.
fn row_of(row: &Row<'_>) -> rusqlite::Result<Result<Attachment, VaultError>> {
    let Some(kind) = AttachmentKind::from_name(&row.get::<_, String>(2)?) else {
        return Ok(Err(VaultError::Stored("kind of an attachment")));
    };
    Ok(Ok(Attachment {
        id: row.get(0)?,
        name: row.get(1)?,
        kind,
        bytes: row.get::<_, i64>(3)?.unsigned_abs(),
        sha256: row.get(4)?,
        note: row.get(5)?,
        added_by: row.get(6)?,
        at: rfc3339(row.get(7)?),
    }))
}
